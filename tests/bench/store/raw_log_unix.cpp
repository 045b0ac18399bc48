#include "tests/bench/store/raw_log.h"

#include <QFile>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace pilothouse::bench {

RawLog::RawLog(const QString &path)
    : m_handle(::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
{
    if (m_handle < 0)
        qFatal("the raw log cannot be opened");
}

RawLog::~RawLog()
{
    ::close(static_cast<int>(m_handle));
}

void RawLog::append(const QByteArray &bytes)
{
    if (::write(static_cast<int>(m_handle), bytes.constData(), static_cast<size_t>(bytes.size())) != bytes.size())
        qFatal("the raw log cannot be written");
}

void RawLog::flush()
{
#ifdef Q_OS_LINUX
    const int done = ::fdatasync(static_cast<int>(m_handle));
#else
    const int done = ::fsync(static_cast<int>(m_handle));
#endif
    if (done != 0)
        qFatal("the raw log cannot be flushed");
}

double processorSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace pilothouse::bench
