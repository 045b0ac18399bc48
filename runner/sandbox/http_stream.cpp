#include "runner/sandbox/http_stream.h"

#include "runner/sandbox/engine_errors.h"
#include "runner/sandbox/local_socket.h"

#include <QCoreApplication>
#include <QPointer>

namespace pilothouse {

namespace {

constexpr qint64 portion = 64 * 1024; ///< Read at once; also bounds what is kept unread while paused.

QByteArray encodeHead(const HttpRequest &request)
{
    QByteArray head = request.method + ' ' + request.target + " HTTP/1.1\r\nHost: engine\r\nUser-Agent: pilothouse\r\n";
    for (const HttpHeader &header : request.headers)
        head += header.name + ": " + header.value + "\r\n";
    if (request.bodyKind == HttpRequest::Body::Streamed)
        head += "Transfer-Encoding: chunked\r\n";
    else if (!request.body.isEmpty() || request.method != "GET")
        head += "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n";
    head += request.upgrade ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "Connection: close\r\n";
    return head + "\r\n";
}

Error cancelled()
{
    return {
        Cancelled, QCoreApplication::translate("Sandbox", "The exchange with the container engine was cancelled."), {}};
}

Error silent()
{
    return {TimedOut,
        QCoreApplication::translate(
            "Sandbox", "The container engine did not answer in time. Check that it is not overloaded, then try again."),
        {}};
}

} // namespace

HttpStream::HttpStream(QString socketPath, QObject *parent)
    : QObject(parent),
      m_path(std::move(socketPath)),
      m_socket(new QLocalSocket)
{
    m_socket->setReadBufferSize(portion);
    m_headTimer.setSingleShot(true);
    m_idleTimer.setSingleShot(true);
    connect(m_socket, &QLocalSocket::readyRead, this, &HttpStream::readAll);
    connect(m_socket, &QLocalSocket::disconnected, this, &HttpStream::socketClosed);
    connect(m_socket, &QLocalSocket::errorOccurred, this, &HttpStream::socketFailed);
    connect(m_socket, &QLocalSocket::bytesWritten, this, [this] {
        halfCloseWhenWritten();
        Q_EMIT bytesWritten();
    });
    connect(&m_headTimer, &QTimer::timeout, this, [this] { end(silent()); });
    connect(&m_idleTimer, &QTimer::timeout, this, [this] { end(silent()); });
}

HttpStream::~HttpStream()
{
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
    if (m_waiting)
        m_waiting->resolve(std::unexpected(cancelled()));
}

qint64 HttpStream::bytesToWrite() const
{
    return m_ended ? 0 : m_socket->bytesToWrite();
}

void HttpStream::open(const HttpRequest &request)
{
    m_socket->connectToServer(m_path);
    if (m_ended)
        return;
    m_socket->write(encodeHead(request));
    if (request.bodyKind == HttpRequest::Body::Whole && !request.body.isEmpty())
        m_socket->write(request.body);
}

Task<HttpHead> HttpStream::head(std::chrono::milliseconds timeout)
{
    OneShot<Result<HttpHead>> answer;
    if (m_head) {
        answer.resolve(*m_head);
    } else {
        m_headTimer.start(timeout);
        m_waiting = answer;
    }
    co_return co_await answer;
}

void HttpStream::write(const QByteArray &bytes)
{
    if (!m_ended && !m_closeWanted && !bytes.isEmpty())
        m_socket->write(bytes);
}

void HttpStream::writeChunk(const QByteArray &bytes)
{
    if (bytes.isEmpty()) // an empty chunk would end the body
        return;
    write(QByteArray::number(bytes.size(), 16) + "\r\n");
    write(bytes);
    write("\r\n");
}

void HttpStream::finishChunks()
{
    write("0\r\n\r\n");
}

void HttpStream::closeWrite()
{
    m_closeWanted = true;
    halfCloseWhenWritten();
}

void HttpStream::halfCloseWhenWritten()
{
    if (!m_closeWanted || m_closedWrite || m_ended || m_socket->bytesToWrite() > 0
        || m_socket->state() != QLocalSocket::ConnectedState)
        return;
    m_closedWrite = true;
    closeWriteDirection(*m_socket);
}

void HttpStream::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    restartIdle();
    // From the event loop, so that the caller is done with whatever made it go on.
    if (!paused)
        QMetaObject::invokeMethod(this, &HttpStream::readAll, Qt::QueuedConnection);
}

void HttpStream::setIdleTimeout(std::chrono::milliseconds timeout)
{
    m_idleTimer.setInterval(timeout);
    restartIdle();
}

void HttpStream::restartIdle()
{
    if (m_paused || m_ended || m_idleTimer.interval() == 0)
        m_idleTimer.stop();
    else
        m_idleTimer.start();
}

void HttpStream::abort()
{
    end(cancelled());
}

void HttpStream::readAll()
{
    if (m_headDone && m_paused)
        return;
    const QPointer<HttpStream> self(this);
    if (m_headDone && !m_early.isEmpty()) {
        Q_EMIT body(std::exchange(m_early, {}));
        if (!self || m_paused)
            return;
    }
    if (m_endPending) {
        m_endPending = false;
        Q_EMIT ended(m_endError);
        return;
    }
    if (m_ended)
        return;
    const QByteArray bytes = m_socket->read(portion);
    if (!bytes.isEmpty()) {
        restartIdle();
        consume(m_parser.feed(bytes));
        if (!self || m_ended || (m_headDone && m_paused))
            return;
    }
    if (m_socket->bytesAvailable() > 0)
        QMetaObject::invokeMethod(this, &HttpStream::readAll, Qt::QueuedConnection);
    else if (m_socket->state() == QLocalSocket::UnconnectedState)
        consume(m_parser.finish());
}

void HttpStream::consume(const Result<HttpResponseParser::Step> &step)
{
    if (!step)
        return end(step.error());
    const QPointer<HttpStream> self(this);
    if (step->headComplete) {
        m_headTimer.stop();
        m_headDone = true;
        m_early = step->body;
        m_head = m_parser.head();
        if (step->complete)
            end(std::nullopt);
        else
            Q_EMIT bytesWritten(); // an uploader may wait for it in vain
        if (self && m_waiting)
            std::exchange(m_waiting, std::nullopt)->resolve(*m_head);
        return;
    }
    if (!step->body.isEmpty()) {
        Q_EMIT body(step->body);
        if (!self)
            return;
    }
    if (step->complete)
        end(std::nullopt);
}

void HttpStream::socketFailed(QLocalSocket::LocalSocketError error)
{
    const QString cause = m_socket->errorString();
    switch (error) {
    case QLocalSocket::PeerClosedError:
        return; // disconnected() follows
    case QLocalSocket::ServerNotFoundError:
    case QLocalSocket::ConnectionRefusedError: // a socket that was left behind
        return end(Error{EngineMissing,
            QCoreApplication::translate(
                "Sandbox", "No container engine listens on %1. Start it, or choose another one in the settings.")
                .arg(m_path),
            cause});
    case QLocalSocket::SocketAccessError:
        return end(Error{EngineNoPermission,
            QCoreApplication::translate("Sandbox",
                "You may not use the container engine on %1. Is this user in the group \"docker\"? Add it with: sudo "
                "usermod -aG docker $USER, then log in again.")
                .arg(m_path),
            cause});
    default:
        return end(Error{EngineUnavailable,
            QCoreApplication::translate("Sandbox",
                "The connection to the container engine on %1 failed. Check that it is running, then try again.")
                .arg(m_path),
            cause});
    }
}

void HttpStream::socketClosed()
{
    m_idleTimer.stop();
    if (!m_ended && m_socket->bytesAvailable() == 0 && !(m_headDone && m_paused)) {
        if (!m_headDone)
            return end(Error{EngineUnavailable,
                QCoreApplication::translate(
                    "Sandbox", "The container engine on %1 closed the connection without an answer. Try again.")
                    .arg(m_path),
                {}});
        return consume(m_parser.finish());
    }
    if (!m_ended)
        readAll();
}

void HttpStream::end(std::optional<Error> error)
{
    if (m_ended)
        return;
    m_ended = true;
    m_headTimer.stop();
    m_idleTimer.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    m_endError = std::move(error);
    const QPointer<HttpStream> self(this);
    Q_EMIT bytesWritten();
    if (!self)
        return;
    if (!m_headDone) {
        m_head = std::unexpected(m_endError.value_or(cancelled()));
        if (m_waiting)
            std::exchange(m_waiting, std::nullopt)->resolve(*m_head);
        return;
    }
    m_endPending = true;
    if (!m_paused)
        QMetaObject::invokeMethod(this, &HttpStream::readAll, Qt::QueuedConnection);
}

BodyReader::BodyReader(HttpStream &stream) : m_stream(stream)
{
    connect(&stream, &HttpStream::body, this, [this](const QByteArray &bytes) {
        m_bytes += bytes;
        m_stream.setPaused(true);
        deliver();
    });
    connect(&stream, &HttpStream::ended, this, [this](const std::optional<Error> &error) {
        m_end = error;
        deliver();
    });
}

BodyReader::~BodyReader()
{
    if (m_waiting)
        m_waiting->resolve(std::unexpected(cancelled()));
}

Task<QByteArray> BodyReader::next()
{
    OneShot<Result<QByteArray>> answer;
    m_waiting = answer;
    if (m_bytes.isEmpty() && !m_end)
        m_stream.setPaused(false);
    else
        deliver();
    co_return co_await answer;
}

void BodyReader::deliver()
{
    if (!m_waiting)
        return;
    OneShot<Result<QByteArray>> waiting = *std::exchange(m_waiting, std::nullopt);
    if (!m_bytes.isEmpty())
        waiting.resolve(std::exchange(m_bytes, {}));
    else if (m_end && *m_end)
        waiting.resolve(std::unexpected(**m_end));
    else
        waiting.resolve(QByteArray());
}

Task<QByteArray> readWholeBody(HttpStream &stream, qsizetype limit)
{
    BodyReader reader(stream);
    QByteArray all;
    for (;;) {
        const Result<QByteArray> bytes = co_await reader.next();
        if (!bytes)
            co_return std::unexpected(bytes.error());
        if (bytes->isEmpty())
            co_return all;
        all += *bytes;
        if (all.size() > limit)
            co_return failure(LimitExceeded,
                QCoreApplication::translate(
                    "Sandbox", "The container engine answered with more than %1 bytes where little was expected.")
                    .arg(limit));
    }
}

Task<void> drained(HttpStream &stream, qint64 bytes, std::chrono::milliseconds timeout)
{
    if (stream.isAnswered() || stream.isEnded() || stream.bytesToWrite() < bytes)
        co_return {};
    OneShot<Result<void>> enough;
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(
        &timer, &QTimer::timeout, &timer, [enough]() mutable { enough.resolve(std::unexpected(silent())); });
    QObject::connect(&stream, &HttpStream::bytesWritten, &timer, [&stream, &timer, bytes, enough]() mutable {
        timer.start(); // it takes something
        if (stream.isAnswered() || stream.isEnded() || stream.bytesToWrite() < bytes)
            enough.resolve({});
    });
    timer.start(timeout);
    Result<void> result = co_await enough;
    if (!result)
        stream.abort();
    co_return result;
}

} // namespace pilothouse
