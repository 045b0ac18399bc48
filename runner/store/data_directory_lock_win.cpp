#include "runner/store/data_directory_lock.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <windows.h>

namespace pilothouse {
namespace {

// The lock lies behind the note, so that others can read the note while it is held.
constexpr DWORD LockedByte = 0x10000;
constexpr DWORD LargestNote = 4096;

Error systemError(const QString &directory)
{
    return {IoFailed,
        QCoreApplication::translate(
            "Store", "The data directory %1 cannot be locked. Check its permissions and its file system.")
            .arg(directory),
        qt_error_string(static_cast<int>(GetLastError()))};
}

HANDLE openLockFile(const QString &directory, DWORD disposition)
{
    const QString path = directory + QStringLiteral("/lock");
    return CreateFileW(reinterpret_cast<const wchar_t *>(path.utf16()), GENERIC_READ | GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, disposition, FILE_ATTRIBUTE_NORMAL, nullptr);
}

bool lockNow(HANDLE handle)
{
    OVERLAPPED place{};
    place.Offset = LockedByte;
    return LockFileEx(handle, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place) != 0;
}

DataDirectoryLock::Holder readHolder(HANDLE handle)
{
    QByteArray note(LargestNote, Qt::Uninitialized);
    DWORD size = 0;
    OVERLAPPED start{};
    if (!ReadFile(handle, note.data(), LargestNote, &size, &start))
        size = 0;
    note.truncate(size);
    const QJsonObject object = QJsonDocument::fromJson(note).object();
    return {.pid = object.value(u"pid").toInteger(),
        .sinceMs = object.value(u"sinceMs").toInteger(),
        .purpose = object.value(u"purpose").toString()};
}

} // namespace

DataDirectoryLock::DataDirectoryLock(qintptr handle) : m_handle(handle) { }

DataDirectoryLock::~DataDirectoryLock()
{
    CloseHandle(reinterpret_cast<HANDLE>(m_handle));
}

Result<std::unique_ptr<DataDirectoryLock>> DataDirectoryLock::take(const QString &directory, const QString &purpose)
{
    const HANDLE handle = openLockFile(directory, OPEN_ALWAYS);
    if (handle == INVALID_HANDLE_VALUE)
        return std::unexpected(systemError(directory));
    std::unique_ptr<DataDirectoryLock> lock(new DataDirectoryLock(reinterpret_cast<qintptr>(handle)));
    if (!lockNow(handle)) {
        if (GetLastError() != ERROR_LOCK_VIOLATION && GetLastError() != ERROR_IO_PENDING)
            return std::unexpected(systemError(directory));
        const Holder holder = readHolder(handle);
        const QString since = QLocale().toString(QDateTime::fromMSecsSinceEpoch(holder.sinceMs), QLocale::ShortFormat);
        return failure(DirectoryInUse,
            QCoreApplication::translate("Store",
                "The data directory %1 is in use by another Pilothouse (process %2, \"%3\", since %4). Close it first, "
                "or choose another directory with --data-dir.")
                .arg(directory, QString::number(holder.pid), holder.purpose, since));
    }
    QByteArray note = QJsonDocument(
        QJsonObject{{QStringLiteral("pid"), QCoreApplication::applicationPid()},
            {QStringLiteral("sinceMs"), QDateTime::currentMSecsSinceEpoch()},
            {QStringLiteral("purpose"),
                purpose}}).toJson(QJsonDocument::Compact);
    SetEndOfFile(handle);
    DWORD written = 0;
    WriteFile(handle, note.constData(), static_cast<DWORD>(note.size()), &written, nullptr);
    return lock;
}

Result<std::optional<DataDirectoryLock::Holder>> DataDirectoryLock::holder(const QString &directory)
{
    const HANDLE handle = openLockFile(directory, OPEN_EXISTING);
    if (handle == INVALID_HANDLE_VALUE) {
        if (GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND)
            return std::nullopt;
        return std::unexpected(systemError(directory));
    }
    const DataDirectoryLock closing(reinterpret_cast<qintptr>(handle));
    if (lockNow(handle))
        return std::nullopt;
    return readHolder(handle);
}

} // namespace pilothouse
