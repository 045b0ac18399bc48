#include "tests/integration/egress/model_server.h"

#include <QUrl>

ModelServer::ModelServer()
{
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("The test's server cannot listen.");
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        QTcpSocket *socket = m_server.nextPendingConnection();
        ++m_connections;
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    });
}

QUrl ModelServer::baseUrl() const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1/v1").arg(m_server.serverPort()));
}

void ModelServer::answerWith(QByteArray bytes, bool thenClose)
{
    m_answer = Answer{std::move(bytes), thenClose};
}

QByteArray ModelServer::head(const QByteArray &status, const QByteArray &type, const QByteArray &more)
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nConnection: close\r\n" + more + "\r\n";
}

void ModelServer::read(QTcpSocket *socket)
{
    QByteArray &pending = m_pending[socket];
    pending += socket->readAll();
    const qsizetype end = pending.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QByteArray headBytes = pending.first(end);
    const qsizetype field = headBytes.toLower().indexOf("content-length:");
    const qsizetype length = field < 0 ? 0 : headBytes.sliced(field + 15).split('\r').first().trimmed().toLongLong();
    if (pending.size() < end + 4 + length)
        return;
    m_requests.push_back({headBytes, pending.sliced(end + 4, length), socket});
    m_pending.remove(socket);
    if (!m_answer)
        return;
    socket->write(m_answer->bytes);
    if (m_answer->thenClose)
        socket->disconnectFromHost();
}
