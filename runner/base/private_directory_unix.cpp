#include "runner/base/private_directory.h"

#include "runner/base/base_text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace pilothouse {

Result<void> ensurePrivateDirectory(const QString &path)
{
    const QByteArray native = QFile::encodeName(QDir::cleanPath(path));
    QDir().mkpath(QFileInfo(QFile::decodeName(native)).path());
    if (::mkdir(native.constData(), 0700) != 0 && errno != EEXIST) {
        const ErrorCode code = errno == ENOSPC ? DiskFull : IoFailed;
        return failure(code,
            BaseText::tr("The directory %1 cannot be created. Check its parent's permissions and the free space.")
                .arg(path),
            QString::fromLocal8Bit(std::strerror(errno)));
    }
    struct stat info{};
    if (::lstat(native.constData(), &info) != 0)
        return failure(IoFailed, BaseText::tr("The directory %1 cannot be examined.").arg(path),
            QString::fromLocal8Bit(std::strerror(errno)));
    if (!S_ISDIR(info.st_mode))
        return failure(DirectoryNotPrivate,
            BaseText::tr("%1 is not a directory (a symbolic link is not accepted). Remove it or choose another place.")
                .arg(path));
    if (info.st_uid != ::geteuid())
        return failure(
            DirectoryNotPrivate, BaseText::tr("%1 belongs to another user. Choose a directory of your own.").arg(path));
    if ((info.st_mode & 077) != 0 && ::chmod(native.constData(), 0700) != 0)
        return failure(DirectoryNotPrivate,
            BaseText::tr("%1 is open to other users and cannot be closed. Run: chmod 700 %1").arg(path),
            QString::fromLocal8Bit(std::strerror(errno)));
    return {};
}

} // namespace pilothouse
