#include "tests/support/link/process_stream.h"

#include <algorithm>
#include <csignal>

namespace pilothouse {

ProcessStream::ProcessStream(const QString &program, const QStringList &arguments)
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] { read(); });
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] {
        m_errorOutput += m_process.readAllStandardError();
        Q_EMIT receivedError(m_errorOutput);
    });
    connect(&m_process, &QProcess::bytesWritten, this, [this] {
        if (!m_over)
            Q_EMIT bytesWritten();
    });
    connect(&m_process, &QProcess::finished, this, [this] {
        m_paused = false;
        read();
        end();
    });
    m_process.start(program, arguments);
}

ProcessStream::~ProcessStream()
{
    m_over = true;
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished();
}

void ProcessStream::write(QByteArray bytes)
{
    if (m_over)
        return;
    if (m_left >= 0) {
        bytes.truncate(std::min<qsizetype>(bytes.size(), m_left));
        m_left -= bytes.size();
    }
    m_process.write(bytes);
    if (m_left == 0)
        QMetaObject::invokeMethod(this, [this] { end(); }, Qt::QueuedConnection);
}

qint64 ProcessStream::bytesToWrite() const
{
    return m_process.bytesToWrite();
}

void ProcessStream::closeWrite()
{
    m_process.closeWriteChannel();
}

void ProcessStream::setPaused(bool paused)
{
    m_paused = paused;
    if (!paused)
        QMetaObject::invokeMethod(this, [this] { read(); }, Qt::QueuedConnection);
}

void ProcessStream::freeze()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGSTOP);
    m_process.disconnect(this);
}

void ProcessStream::read()
{
    if (m_paused || m_over)
        return;
    QByteArray bytes = m_process.readAllStandardOutput();
    if (m_left >= 0) {
        bytes.truncate(std::min<qsizetype>(bytes.size(), m_left));
        m_left -= bytes.size();
    }
    if (!bytes.isEmpty())
        Q_EMIT received(bytes);
    if (m_left == 0)
        end();
}

void ProcessStream::end()
{
    if (std::exchange(m_over, true))
        return;
    m_process.kill();
    Q_EMIT closed(std::nullopt);
}

} // namespace pilothouse
