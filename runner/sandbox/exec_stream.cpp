#include "runner/sandbox/exec_stream.h"

#include "runner/sandbox/engine_errors.h"

#include <QCoreApplication>
#include <QPointer>

namespace pilothouse {

ExecStream::ExecStream(std::unique_ptr<HttpStream> stream) : m_stream(std::move(stream))
{
    connect(m_stream.get(), &HttpStream::body, this, &ExecStream::take);
    connect(m_stream.get(), &HttpStream::bytesWritten, this, &ExecStream::bytesWritten);
    connect(m_stream.get(), &HttpStream::ended, this, [this](const std::optional<Error> &error) {
        if (!error && !m_demultiplexer.isBetweenFrames())
            return finish(Error{EngineUnavailable,
                QCoreApplication::translate(
                    "Sandbox", "The connection to the sandbox broke off. Pilothouse connects again."),
                {}});
        finish(error);
    });
}

void ExecStream::write(QByteArray bytes)
{
    m_stream->write(bytes);
}

qint64 ExecStream::bytesToWrite() const
{
    return m_stream->bytesToWrite();
}

void ExecStream::closeWrite()
{
    m_stream->closeWrite();
}

void ExecStream::setPaused(bool paused)
{
    m_stream->setPaused(paused);
}

void ExecStream::take(const QByteArray &bytes)
{
    const Result<std::vector<StreamDemultiplexer::Portion>> portions = m_demultiplexer.feed(bytes);
    if (!portions)
        return finish(portions.error());
    const QPointer<ExecStream> self(this);
    for (const StreamDemultiplexer::Portion &portion : *portions) {
        if (portion.isError)
            Q_EMIT receivedError(portion.bytes);
        else
            Q_EMIT received(portion.bytes);
        if (!self)
            return;
    }
}

void ExecStream::finish(std::optional<Error> error)
{
    if (m_closed)
        return;
    m_closed = true;
    m_stream->disconnect(this);
    m_stream->abort();
    Q_EMIT closed(error);
}

} // namespace pilothouse
