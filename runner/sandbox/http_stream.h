#pragma once

#include "runner/base/one_shot.h"
#include "runner/sandbox/http_response_parser.h"

#include <QLocalSocket>
#include <QTimer>

#include <chrono>

namespace pilothouse {

/// One request of an exchange.
struct HttpRequest {
    enum class Body { Whole, Streamed };
    QByteArray method = "GET";
    QByteArray target; ///< Path and query, encoded.
    QList<HttpHeader> headers; ///< Host, Connection, lengths and Upgrade are added.
    QByteArray body; ///< With Body::Whole.
    Body bodyKind = Body::Whole; ///< Streamed: chunks by HttpStream::writeChunk(), the end by finishChunks().
    bool upgrade = false; ///< Ask for a raw two-way stream (101, or a 200 whose body is the stream).
};

/// One HTTP exchange on its own connection to a local socket (a named pipe on Windows), for everything that may take
/// long or stream. Lives on one thread. Nothing is read before the head was delivered and after it while paused, so the
/// peer feels back-pressure. Destroying it ends the connection; a waiting coroutine gets Cancelled.
class HttpStream : public QObject {
    Q_OBJECT

public:
    explicit HttpStream(QString socketPath, QObject *parent = nullptr);
    ~HttpStream() override;

    /// Connects, sends the head (and a whole body), without waiting for anything.
    void open(const HttpRequest &request);
    /// Waits for the head of the answer. Errors: EngineMissing (no socket), EngineNoPermission, EngineUnavailable
    /// (refused or broken), TimedOut, and those of HttpResponseParser. At most one waits.
    [[nodiscard]] Task<HttpHead> head(std::chrono::milliseconds timeout);

    /// Body of the request, or of the raw stream after an upgrade.
    void write(const QByteArray &bytes);
    void writeChunk(const QByteArray &bytes);
    void finishChunks();
    [[nodiscard]] qint64 bytesToWrite() const;
    /// Ends our direction once everything is written; the peer's stays open.
    void closeWrite();

    /// After head() it is paused until setPaused(false).
    void setPaused(bool paused);
    /// An error when nothing came for this time while not paused; zero: never (the default).
    void setIdleTimeout(std::chrono::milliseconds timeout);
    /// Ends it now with Cancelled.
    void abort();
    [[nodiscard]] bool isEnded() const { return m_ended; }
    [[nodiscard]] bool isAnswered() const { return m_head.has_value(); } ///< head() would not wait.

Q_SIGNALS:
    void body(const QByteArray &bytes);
    void bytesWritten(); ///< Less waits to be written, or no more will be.
    void ended(const std::optional<pilothouse::Error> &error); ///< Once, the last signal after a head came.

private:
    void readAll();
    void consume(const Result<HttpResponseParser::Step> &step);
    void socketFailed(QLocalSocket::LocalSocketError error);
    void socketClosed();
    void halfCloseWhenWritten();
    void restartIdle();
    void end(std::optional<Error> error);

    QString m_path;
    QLocalSocket *m_socket; ///< Deleted by the event loop: what its signals reach may destroy this object.
    QTimer m_headTimer;
    QTimer m_idleTimer;
    HttpResponseParser m_parser;
    std::optional<OneShot<Result<HttpHead>>> m_waiting;
    std::optional<Result<HttpHead>> m_head; ///< Answered before somebody waited.
    QByteArray m_early; ///< Body that came in one portion with the head.
    std::optional<Error> m_endError;
    bool m_paused = true;
    bool m_headDone = false;
    bool m_closeWanted = false;
    bool m_closedWrite = false;
    bool m_ended = false;
    bool m_endPending = false;
};

/// Pulls the body of an answer: for coroutines that take one part after the other.
class BodyReader : public QObject {
    Q_OBJECT

public:
    explicit BodyReader(HttpStream &stream);
    ~BodyReader() override;

    /// The next bytes; empty at the end. At most one waits.
    [[nodiscard]] Task<QByteArray> next();

private:
    void deliver();

    HttpStream &m_stream;
    QByteArray m_bytes;
    std::optional<std::optional<Error>> m_end;
    std::optional<OneShot<Result<QByteArray>>> m_waiting;
};

/// The whole rest of the body, at most `limit` bytes (else LimitExceeded).
[[nodiscard]] Task<QByteArray> readWholeBody(HttpStream &stream, qsizetype limit);

/// Waits until less than `bytes` wait to be written, or the answer came, or the stream ended. Error: TimedOut, when the
/// peer takes nothing for so long; the stream is then aborted.
[[nodiscard]] Task<void> drained(HttpStream &stream, qint64 bytes, std::chrono::milliseconds timeout);

} // namespace pilothouse
