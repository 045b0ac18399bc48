#include "tests/support/scripted_engine/scripted_engine.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace pilothouse::test {

namespace {

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// A part of a stream's standard output, as engines frame it.
QByteArray framed(const QByteArray &bytes)
{
    QByteArray head(8, '\0');
    head[0] = 1;
    qToBigEndian(static_cast<quint32>(bytes.size()), head.data() + 4);
    return head + bytes;
}

/// The word of a path behind another one: "ID" in "/containers/ID/start".
QByteArray wordBehind(const QByteArray &line, QByteArrayView before)
{
    const qsizetype at = line.indexOf(before) + before.size();
    qsizetype end = at;
    while (end < line.size() && !QByteArrayView("/? &").contains(line[end]))
        ++end;
    return line.sliced(at, end - at);
}

qsizetype lengthOf(const QByteArray &head)
{
    const qsizetype at = head.toLower().indexOf("content-length:");
    return at < 0 ? 0 : head.sliced(at + 15, head.indexOf('\r', at) - at - 15).trimmed().toLongLong();
}

} // namespace

struct ScriptedEngine::Connection {
    QLocalSocket *socket = nullptr;
    QByteArray received;
    ScriptedGuest *guest = nullptr; ///< Once it is a stream.
};

ScriptedEngine::ScriptedEngine(QObject *parent) : QObject(parent), m_server(this)
{
    m_server.listen(m_directory.path() + u"/engine.sock"_s);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *const socket = m_server.nextPendingConnection())
            serve(socket);
    });
}

ScriptedGuest &ScriptedEngine::guest(const QByteArray &container)
{
    ScriptedGuest *&known = m_guests[container];
    if (!known)
        known = new ScriptedGuest(this);
    return *known;
}

void ScriptedEngine::serve(QLocalSocket *socket)
{
    const auto connection = std::make_shared<Connection>(Connection{.socket = socket, .received = {}});
    connect(socket, &QLocalSocket::readyRead, this, [this, connection] { read(connection); });
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    read(connection);
}

void ScriptedEngine::read(const std::shared_ptr<Connection> &connection)
{
    connection->received += connection->socket->readAll();
    while (!connection->guest) {
        const qsizetype head = connection->received.indexOf("\r\n\r\n") + 4;
        if (head < 4)
            return;
        const qsizetype length = lengthOf(connection->received.first(head));
        if (connection->received.size() < head + length)
            return;
        const QByteArray line = connection->received.first(connection->received.indexOf('\r'));
        const QByteArray body = connection->received.sliced(head, length);
        connection->received.remove(0, head + length);
        if (!hangs.isEmpty() && line.contains(hangs)) {
            ++hung;
            return;
        }
        answer(*connection, line, body);
    }
    connection->guest->take(std::exchange(connection->received, {}));
}

void ScriptedEngine::answer(Connection &connection, const QByteArray &line, const QByteArray &body)
{
    if (line.contains("/exec/") && line.contains("/start")) {
        connection.socket->write("HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
                                 "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
        connection.guest = &guest(wordBehind(line, "/exec/"));
        connection.guest->attach([socket = QPointer(connection.socket)](const QByteArray &bytes) {
            if (!socket)
                return;
            socket->write(framed(bytes));
            socket->flush(); // a word is on the link when it is said, whatever this thread does next
        });
        return;
    }
    const QJsonObject request = QJsonDocument::fromJson(body).object();
    QJsonObject said;
    if (line.contains("/version"))
        said = {{u"Version"_s, u"27.0"_s}, {u"Components"_s, QJsonArray{QJsonObject{{u"Name"_s, u"Engine"_s}}}}};
    else if (line.contains("/info"))
        said = {{u"OSType"_s, u"linux"_s}, {u"Architecture"_s, u"x86_64"_s}};
    else if (line.contains("/images/"))
        said = {{u"Id"_s, QString(u"sha256:"_s + QString(64, u'a'))}, {u"Os"_s, u"linux"_s}};
    else if (line.contains("/volumes/create"))
        said = request;
    else if (line.contains("/containers/create"))
        said = {{u"Id"_s, QString::fromUtf8(wordBehind(line, "name="))}};
    else if (line.contains("/exec "))
        said = {{u"Id"_s, QString::fromUtf8(wordBehind(line, "/containers/"))}}; // an exec is named as its container
    else if (line.contains("/json"))
        said = {{u"Id"_s, QString::fromUtf8(wordBehind(line, "/containers/"))},
            {u"State"_s, QJsonObject{{u"Running"_s, true}, {u"Status"_s, u"running"_s}}}};
    const QByteArray text = json(said);
    connection.socket->write("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nServer: Docker/27.0 (linux)\r\nContent-Type: "
                             "application/json\r\nContent-Length: "
        + QByteArray::number(text.size()) + "\r\n\r\n" + text);
}

} // namespace pilothouse::test
