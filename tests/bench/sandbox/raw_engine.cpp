#include "tests/bench/sandbox/raw_engine.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace pilothouse::test {

namespace {

void writeAll(int socket, const QByteArray &bytes)
{
    if (::write(socket, bytes.constData(), static_cast<size_t>(bytes.size())) != bytes.size())
        qFatal("the engine takes nothing");
}

} // namespace

RawEngine::RawEngine(QString socket) : m_socket(std::move(socket)) { }

int RawEngine::connected() const
{
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    qstrncpy(address.sun_path, m_socket.toUtf8().constData(), sizeof address.sun_path);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        qFatal("no engine");
    return socket;
}

QByteArray RawEngine::call(const QByteArray &method, const QByteArray &target, const QByteArray &body) const
{
    const int socket = connected();
    writeAll(socket,
        method + ' ' + target
            + " HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QByteArray answer;
    char buffer[16384];
    for (ssize_t size = 0; (size = ::read(socket, buffer, sizeof buffer)) > 0;)
        answer.append(buffer, size);
    ::close(socket);
    return answer;
}

void RawEngine::firstByte(const QByteArray &target, const QByteArray &body, const QByteArray &input) const
{
    const int socket = connected();
    writeAll(socket,
        "POST " + target
            + " HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: "
              "application/json\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QByteArray answer;
    char buffer[16384];
    bool sent = false;
    for (ssize_t size = 0; (size = ::read(socket, buffer, sizeof buffer)) > 0;) {
        answer.append(buffer, size);
        const qsizetype head = answer.indexOf("\r\n\r\n");
        if (head >= 0 && answer.size() > head + 4)
            break;
        if (head >= 0 && !sent) {
            writeAll(socket, input);
            sent = true;
        }
    }
    ::close(socket);
}

} // namespace pilothouse::test
