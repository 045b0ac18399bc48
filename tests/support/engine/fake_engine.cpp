#include "tests/support/engine/fake_engine.h"

namespace pilothouse::test {

FakeEngine::FakeEngine()
{
    m_server.listen(m_directory.path() + QStringLiteral("/engine.sock"));
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection())
            serve(socket);
    });
}

FakeEngine::Answer FakeEngine::answer(int status, const QByteArray &body, const QByteArray &headers)
{
    return {{"HTTP/1.1 " + QByteArray::number(status) + " Word\r\nApi-Version: 1.41\r\nServer: Libpod/5.4.2 (linux)\r\n"
        + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body}};
}

FakeEngine::Answer FakeEngine::trickle(const QByteArray &bytes)
{
    Answer answer;
    for (const char byte : bytes)
        answer.portions.push_back(QByteArray(1, byte));
    return answer;
}

void FakeEngine::serve(QLocalSocket *socket)
{
    const qsizetype index = requests.size();
    requests.append(QByteArray());
    const auto answered = std::make_shared<bool>(false);
    const auto read = [this, socket, index, answered] {
        requests[index] += socket->readAll();
        if (*answered || !requests[index].contains("\r\n\r\n"))
            return;
        *answered = true;
        play(socket, std::make_shared<const Answer>(script(requests[index])), 0);
    };
    connect(socket, &QLocalSocket::readyRead, this, read);
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    read();
}

void FakeEngine::play(QLocalSocket *socket, std::shared_ptr<const Answer> answer, size_t next)
{
    if (next >= answer->portions.size()) {
        if (answer->abort)
            socket->abort();
        else if (answer->close)
            socket->disconnectFromServer();
        return;
    }
    socket->write(answer->portions[next]);
    socket->flush();
    QMetaObject::invokeMethod(
        socket, [this, socket, answer, next] { play(socket, answer, next + 1); }, Qt::QueuedConnection);
}

} // namespace pilothouse::test
