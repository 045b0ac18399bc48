#include "runner/workspace/store_files.h"
#include "runner/workspace/store_lock.h"

#include <QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace pilothouse {

StoreLock::~StoreLock()
{
    if (m_handle != NoHandle)
        ::close(static_cast<int>(m_handle));
}

Result<std::optional<StoreLock>> StoreLock::tryTake(const QString &file)
{
    const int handle =
        ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (handle < 0)
        return cannotWrite(file, QString::fromLocal8Bit(std::strerror(errno)));
    StoreLock lock(handle);
    if (::flock(handle, LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (errno == EWOULDBLOCK || errno == EINTR)
        return std::nullopt;
    return cannotWrite(file, QString::fromLocal8Bit(std::strerror(errno)));
}

} // namespace pilothouse
