#pragma once

#include "runner/base/one_shot.h"

#include <QJsonObject>

#include <functional>
#include <stop_token>

namespace pilothouse {

/// One item of a streamed answer, such as an event of a log that is followed.
using CommandItem = std::function<void(const QJsonObject &)>;

/// What carries out commands: this process itself, or the one that holds the data directory. A command is an object
/// {"command": NAME, …}; its answer is one object, with items before it where the command streams. The names and fields
/// are described in commands.h.
class CommandTarget {
public:
    CommandTarget() = default;
    virtual ~CommandTarget() = default;
    CommandTarget(const CommandTarget &) = delete;
    CommandTarget &operator=(const CommandTarget &) = delete;

    /// Ends with the answer, or with Cancelled soon after `stop` was requested. An error of a remote process comes with
    /// its own code and message.
    [[nodiscard]] virtual Task<QJsonObject> call(
        QJsonObject command, CommandItem item = {}, std::stop_token stop = {}) = 0;
};

} // namespace pilothouse
