#pragma once

#include "runner/guest/guest_types.h"

#include <QObject>

namespace pilothouse {

/// A terminal (PTY) in the sandbox. Lives on the link's thread. Destroying it does not end the shell: call close().
/// It outlives a reconnect: the guest then sends its ring (the last 2 MiB) again, announced by refilled().
class GuestTerminal : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Names the terminal for as long as the guest lives; GuestLink::attachTerminal() takes it after a restart.
    [[nodiscard]] virtual quint32 id() const = 0;

    /// Queues keyboard bytes. Bytes written while the link is down are dropped.
    virtual void write(QByteArray bytes) = 0;
    virtual void resize(int columns, int rows) = 0;
    /// Sends a signal to the foreground process group.
    virtual void sendSignal(int signal) = 0;
    /// Hangs up: the shell gets SIGHUP, then SIGKILL.
    virtual void close() = 0;

    /// Output is acknowledged (and more comes) only after the receiver says that it used it; bounds what a flood
    /// queues.
    virtual void consumed(qsizetype bytes) = 0;

Q_SIGNALS:
    void received(const QByteArray &bytes);
    void refilled(); ///< What comes next is the ring from its beginning: clear what is shown.
    /// Once, the last signal: the shell ended (exit code or 128 + signal) or the terminal could not be opened.
    void closed(int status, const std::optional<pilothouse::Error> &error);
};

struct TerminalRequest {
    QList<QByteArray> argv; ///< Empty: the user's shell (bash, else sh).
    QList<std::pair<QByteArray, QByteArray>> environment;
    QByteArray directory = "/workspace";
    int columns = 80;
    int rows = 24;
};

} // namespace pilothouse
