#pragma once

#include "runner/control_plane/command_protocol.h"
#include "runner/control_plane/command_target.h"

#include <QLocalSocket>
#include <QObject>

#include <map>

namespace pilothouse {

inline constexpr ErrorCode HolderUnreachable{"commands.unreachable"};

/// Gives commands to the process that holds the data directory.
class CommandClient final : public QObject, public CommandTarget {
    Q_OBJECT

public:
    explicit CommandClient(QObject *parent = nullptr);
    ~CommandClient() override;

    /// Errors: HolderUnreachable.
    [[nodiscard]] Task<void> connectTo(QString path);
    [[nodiscard]] Task<QJsonObject> call(
        QJsonObject command, CommandItem item = {}, std::stop_token stop = {}) override;

private:
    struct Call {
        OneShot<Result<QJsonObject>> answer;
        CommandItem item;
    };
    void readAll();
    void endAll(const Error &error);

    QLocalSocket m_socket;
    command_protocol::LineReader m_lines{command_protocol::LineLimit};
    std::map<qint64, Call> m_calls;
    qint64 m_next = 1;
};

} // namespace pilothouse
