#include "tests/support/sandbox/breaking_stream.h"

#include <QPointer>

namespace pilothouse::test {

BreakingStream::BreakingStream(std::unique_ptr<ByteStream> stream, qint64 breakAfter)
    : m_stream(std::move(stream)),
      m_left(breakAfter)
{
    connect(m_stream.get(), &ByteStream::received, this, [this](const QByteArray &bytes) {
        if (!m_stream)
            return;
        const QByteArray passed = bytes.first(std::min<qsizetype>(bytes.size(), m_left));
        m_left -= passed.size();
        const QPointer<BreakingStream> self(this);
        if (!passed.isEmpty())
            Q_EMIT received(passed);
        if (self && m_left == 0)
            end({});
    });
    connect(m_stream.get(), &ByteStream::receivedError, this, &ByteStream::receivedError);
    connect(m_stream.get(), &ByteStream::bytesWritten, this, &ByteStream::bytesWritten);
    connect(m_stream.get(), &ByteStream::closed, this, &BreakingStream::end);
}

void BreakingStream::write(QByteArray bytes)
{
    if (!m_stream)
        return;
    bytes.truncate(std::min<qsizetype>(bytes.size(), m_left));
    m_left -= bytes.size();
    m_stream->write(bytes);
    if (m_left == 0)
        QMetaObject::invokeMethod(this, [this] { end({}); }, Qt::QueuedConnection);
}

qint64 BreakingStream::bytesToWrite() const
{
    return m_stream ? m_stream->bytesToWrite() : 0;
}

void BreakingStream::closeWrite()
{
    if (m_stream)
        m_stream->closeWrite();
}

void BreakingStream::setPaused(bool paused)
{
    if (m_stream)
        m_stream->setPaused(paused);
}

void BreakingStream::end(const std::optional<Error> &error)
{
    if (!m_stream)
        return;
    m_stream->disconnect(this);
    m_stream.release()->deleteLater(); // it may be what called
    Q_EMIT closed(error);
}

} // namespace pilothouse::test
