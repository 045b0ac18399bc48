#include "tests/gui/support/thread_time.h"

#include <QFile>

#include <ctime>

namespace pilothouse {

double threadMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double ownMegabytes()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("RssAnon:"))
            return line.sliced(8).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

} // namespace pilothouse
