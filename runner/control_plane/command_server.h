#pragma once

#include "runner/control_plane/command_target.h"

#include <QLocalServer>
#include <QObject>

namespace pilothouse {

inline constexpr ErrorCode CommandSocketFailed{"commands.socket"};

/// Lets other processes of this user give commands to this one, over a private local socket. Lives on the target's
/// thread.
class CommandServer final : public QObject {
    Q_OBJECT

public:
    explicit CommandServer(CommandTarget &target, QObject *parent = nullptr);

    /// The caller holds the data directory, so a socket file that is there is left over and replaced.
    /// Errors: CommandSocketFailed.
    [[nodiscard]] Result<void> listen(const QString &path);

private:
    void accept();

    CommandTarget &m_target;
    QLocalServer m_server;
};

} // namespace pilothouse
