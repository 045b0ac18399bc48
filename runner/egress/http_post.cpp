#include "runner/egress/http_post.h"

#include <QSslConfiguration>

namespace pilothouse {

namespace {

/// Read ahead of what was passed on.
constexpr qsizetype readAhead = 64 * 1024;
constexpr quint16 httpPort = 80;
constexpr quint16 httpsPort = 443;

Error broken(const QString &cause)
{
    return {HttpBroken, {}, cause};
}

} // namespace

HttpPost::HttpPost(QUrl url, HttpHeaders headers, QByteArray body)
    : m_url(std::move(url)),
      m_headers(std::move(headers)),
      m_body(std::move(body))
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setAllowedNextProtocols({QByteArrayLiteral("http/1.1")});
    m_socket.setSslConfiguration(configuration);
    m_socket.setReadBufferSize(readAhead);
    connect(&m_socket, &QSslSocket::connected, this, [this] {
        if (m_url.scheme() == u"http")
            send();
    });
    connect(&m_socket, &QSslSocket::encrypted, this, &HttpPost::send);
    connect(&m_socket, &QSslSocket::readyRead, this, &HttpPost::readOn);
    connect(&m_socket, &QSslSocket::disconnected, this, [this] {
        m_closed = true;
        readOn();
    });
    connect(&m_socket, &QSslSocket::errorOccurred, this, &HttpPost::socketFailed);
}

HttpPost::~HttpPost()
{
    // The socket's own end closes the connection and says so, when the rest of this is gone.
    m_socket.disconnect(this);
}

void HttpPost::start()
{
    const QString host = m_url.host(QUrl::FullyEncoded);
    if (m_url.scheme() == u"http")
        m_socket.connectToHost(host, quint16(m_url.port(httpPort)));
    else
        m_socket.connectToHostEncrypted(host, quint16(m_url.port(httpsPort)));
}

void HttpPost::send()
{
    m_sent = true;
    QByteArray target = m_url.path(QUrl::FullyEncoded).toLatin1();
    if (m_url.hasQuery())
        target += '?' + m_url.query(QUrl::FullyEncoded).toLatin1();
    QByteArray request =
        "POST " + target + " HTTP/1.1\r\nHost: " + m_url.authority(QUrl::FullyEncoded).toLatin1() + "\r\n";
    for (const auto &[name, value] : std::as_const(m_headers))
        request += name + ": " + value + "\r\n";
    request += "Content-Length: " + QByteArray::number(m_body.size()) + "\r\nConnection: close\r\n\r\n";
    m_headers.clear(); // With the key.
    m_socket.write(request);
    m_socket.write(std::exchange(m_body, {}));
}

void HttpPost::setPaused(bool paused)
{
    m_paused = paused;
    if (!paused)
        QMetaObject::invokeMethod(this, &HttpPost::readOn, Qt::QueuedConnection);
}

void HttpPost::readOn()
{
    while (!m_ended && !m_paused && m_socket.bytesAvailable() > 0) {
        const Result<HttpResponseParser::Step> step = m_parser.feed(m_socket.read(readAhead));
        if (!step)
            return end(broken(step.error().cause));
        take(*step);
    }
    if (m_ended || m_paused || !m_closed)
        return;
    const Result<HttpResponseParser::Step> step = m_parser.finish();
    if (!step)
        return end(broken(tr("The connection was closed in the middle.")));
    take(*step);
}

void HttpPost::take(const HttpResponseParser::Step &step)
{
    if (step.headComplete)
        Q_EMIT headRead();
    if (!m_ended && !step.body.isEmpty())
        Q_EMIT bodyRead(step.body);
    if (step.complete)
        end({});
}

void HttpPost::socketFailed(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::RemoteHostClosedError:
        return; // disconnected() follows; whether it is an error, the parser knows.
    case QAbstractSocket::HostNotFoundError:
        return end(Error{HttpHostUnknown, {}, m_socket.errorString()});
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return end(Error{HttpNotSecure, {}, m_socket.errorString()});
    default:
        // What came before is still an answer or a part of one, unless there was none.
        if (m_socket.bytesAvailable() == 0 || m_parser.head().status == 0)
            return end(broken(m_socket.errorString()));
        m_closed = true;
        readOn();
    }
}

void HttpPost::end(std::optional<Error> error)
{
    if (m_ended)
        return;
    m_ended = true;
    Q_EMIT ended(error);
}

} // namespace pilothouse
