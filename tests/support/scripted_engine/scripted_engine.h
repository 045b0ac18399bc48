#pragma once

#include "tests/support/scripted_engine/scripted_guest.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>
#include <QTemporaryDir>

#include <map>

namespace pilothouse::test {

/// A container engine that runs nothing: every container has a ScriptedGuest, which `exec` leads to. Lives on one
/// thread.
class ScriptedEngine final : public QObject {
    Q_OBJECT

public:
    explicit ScriptedEngine(QObject *parent = nullptr);

    [[nodiscard]] QString socket() const { return m_server.fullServerName(); }

    /// A request whose line contains this text is never answered.
    QByteArray hangs;
    int hung = 0; ///< How many were not.

    /// The guest of a container, by the end of the container's name; made on first use.
    [[nodiscard]] ScriptedGuest &guest(const QByteArray &container);
    [[nodiscard]] const std::map<QByteArray, ScriptedGuest *> &guests() const { return m_guests; }

private:
    struct Connection;
    void serve(QLocalSocket *socket);
    void read(const std::shared_ptr<Connection> &connection);
    void answer(Connection &connection, const QByteArray &line, const QByteArray &body);

    QTemporaryDir m_directory;
    QLocalServer m_server;
    std::map<QByteArray, ScriptedGuest *> m_guests;
};

} // namespace pilothouse::test
