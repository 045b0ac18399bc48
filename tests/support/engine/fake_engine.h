#pragma once

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <vector>

namespace pilothouse::test {

/// A server on a local socket that answers each connection with what a script says, byte for byte.
class FakeEngine : public QObject {
    Q_OBJECT

public:
    FakeEngine();

    [[nodiscard]] QString socket() const { return m_server.fullServerName(); }

    struct Answer {
        std::vector<QByteArray> portions; ///< Written one after the other, each in an event of its own.
        bool close = true; ///< Ends the connection after the last one; otherwise it stays open.
        bool abort = false; ///< Breaks it instead.
    };
    /// What to answer to a request (everything received by the end of its head).
    std::function<Answer(const QByteArray &request)> script;
    /// The usual: a whole answer with a length.
    static Answer answer(int status, const QByteArray &body, const QByteArray &headers = {});
    /// An answer in portions of one byte.
    static Answer trickle(const QByteArray &bytes);

    QList<QByteArray> requests; ///< Everything that each connection sent, in the order of the connections.

private:
    void serve(QLocalSocket *socket);
    void play(QLocalSocket *socket, std::shared_ptr<const Answer> answer, size_t next);

    QTemporaryDir m_directory;
    QLocalServer m_server;
};

} // namespace pilothouse::test
