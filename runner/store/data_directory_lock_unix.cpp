#include "runner/store/data_directory_lock.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace pilothouse {
namespace {

constexpr int LargestNote = 4096;

Error systemError(const QString &directory)
{
    return {IoFailed,
        QCoreApplication::translate(
            "Store", "The data directory %1 cannot be locked. Check its permissions and its file system.")
            .arg(directory),
        QString::fromLocal8Bit(std::strerror(errno))};
}

/// The lock is on this file; it is never deleted, because two processes could then lock two files of that name.
int openLockFile(const QString &directory, int flags)
{
    const QByteArray path = QFile::encodeName(directory + QStringLiteral("/lock"));
    int handle = -1;
    do
        handle = ::open(path.constData(), flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    while (handle < 0 && errno == EINTR);
    return handle;
}

DataDirectoryLock::Holder readHolder(int handle)
{
    QByteArray note(LargestNote, Qt::Uninitialized);
    const ssize_t size = ::pread(handle, note.data(), static_cast<size_t>(note.size()), 0);
    note.truncate(size < 0 ? 0 : static_cast<qsizetype>(size));
    const QJsonObject object = QJsonDocument::fromJson(note).object();
    return {.pid = object.value(u"pid").toInteger(),
        .sinceMs = object.value(u"sinceMs").toInteger(),
        .purpose = object.value(u"purpose").toString()};
}

Error inUse(const QString &directory, const DataDirectoryLock::Holder &holder)
{
    if (holder.pid == 0)
        return {DirectoryInUse,
            QCoreApplication::translate("Store",
                "The data directory %1 is in use by another Pilothouse. Close it first, or choose another directory "
                "with --data-dir.")
                .arg(directory),
            {}};
    const QString since = QLocale().toString(QDateTime::fromMSecsSinceEpoch(holder.sinceMs), QLocale::ShortFormat);
    return {DirectoryInUse,
        QCoreApplication::translate("Store",
            "The data directory %1 is in use by another Pilothouse (process %2, \"%3\", since %4). Close it first, or "
            "choose another directory with --data-dir.")
            .arg(directory, QString::number(holder.pid), holder.purpose, since),
        {}};
}

} // namespace

DataDirectoryLock::DataDirectoryLock(qintptr handle) : m_handle(handle) { }

DataDirectoryLock::~DataDirectoryLock()
{
    ::close(static_cast<int>(m_handle));
}

Result<std::unique_ptr<DataDirectoryLock>> DataDirectoryLock::take(const QString &directory, const QString &purpose)
{
    const int handle = openLockFile(directory, O_RDWR | O_CREAT);
    if (handle < 0)
        return std::unexpected(systemError(directory));
    std::unique_ptr<DataDirectoryLock> lock(new DataDirectoryLock(handle));
    // flock() belongs to the open file, so a second attempt of this same process is refused as well. Another process
    // that only asks who holds it (see holder()) has it for a moment: that is worth a second try.
    bool taken = ::flock(handle, LOCK_EX | LOCK_NB) == 0;
    for (int attempt = 0; attempt < 3 && !taken && errno == EWOULDBLOCK; ++attempt) {
        ::usleep(5000);
        taken = ::flock(handle, LOCK_EX | LOCK_NB) == 0;
    }
    if (!taken)
        return std::unexpected(errno == EWOULDBLOCK ? inUse(directory, readHolder(handle)) : systemError(directory));
    const QByteArray note = QJsonDocument(
        QJsonObject{{QStringLiteral("pid"), QCoreApplication::applicationPid()},
            {QStringLiteral("sinceMs"), QDateTime::currentMSecsSinceEpoch()},
            {QStringLiteral("purpose"),
                purpose}}).toJson(QJsonDocument::Compact);
    // The note is for people; the lock holds without it, also on a full disk.
    if (::ftruncate(handle, 0) == 0
        && ::pwrite(handle, note.constData(), static_cast<size_t>(note.size()), 0) != note.size()) {
        const int emptied = ::ftruncate(handle, 0);
        Q_UNUSED(emptied)
    }
    return lock;
}

Result<std::optional<DataDirectoryLock::Holder>> DataDirectoryLock::holder(const QString &directory)
{
    const int handle = openLockFile(directory, O_RDONLY);
    if (handle < 0) {
        if (errno == ENOENT)
            return std::nullopt;
        return std::unexpected(systemError(directory));
    }
    const DataDirectoryLock closing(handle);
    if (::flock(handle, LOCK_SH | LOCK_NB) == 0)
        return std::nullopt;
    if (errno != EWOULDBLOCK)
        return std::unexpected(systemError(directory));
    return readHolder(handle);
}

} // namespace pilothouse
