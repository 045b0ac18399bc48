#include "runner/store/durable_file.h"

#include <QCoreApplication>

#include <windows.h>

namespace pilothouse {
namespace {

std::unexpected<Error> systemFailure(const QString &path)
{
    const DWORD number = GetLastError();
    const QString cause = qt_error_string(static_cast<int>(number));
    if (number == ERROR_DISK_FULL || number == ERROR_HANDLE_DISK_FULL)
        return failure(DiskFull,
            QCoreApplication::translate("Store",
                "There is no room left on the disk of the data directory. Free some space; Pilothouse goes on by "
                "itself."),
            cause);
    return failure(IoFailed,
        QCoreApplication::translate(
            "Store", "The file %1 cannot be written. Check the disk and the permissions of the data directory.")
            .arg(path),
        cause);
}

const wchar_t *wide(const QString &text)
{
    return reinterpret_cast<const wchar_t *>(text.utf16());
}

} // namespace

Result<void> writeDurably(const QString &path, const QByteArray &bytes)
{
    const QString temporary = path + QStringLiteral(".new");
    const HANDLE file =
        CreateFileW(wide(temporary), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return systemFailure(path);
    DWORD written = 0;
    const bool complete = WriteFile(file, bytes.constData(), static_cast<DWORD>(bytes.size()), &written, nullptr)
        && written == static_cast<DWORD>(bytes.size()) && FlushFileBuffers(file);
    std::unexpected<Error> error = systemFailure(path);
    CloseHandle(file);
    if (!complete) {
        DeleteFileW(wide(temporary));
        return error;
    }
    if (!MoveFileExW(wide(temporary), wide(path), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH))
        return systemFailure(path);
    return {};
}

Result<void> appendDurably(const QString &path, qint64 size, const QByteArray &bytes)
{
    const HANDLE file = CreateFileW(wide(path), GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return systemFailure(path);
    LARGE_INTEGER start;
    start.QuadPart = size;
    const auto cut = [&] { return SetFilePointerEx(file, start, nullptr, FILE_BEGIN) && SetEndOfFile(file); };
    DWORD written = 0;
    const bool complete = cut()
        && WriteFile(file, bytes.constData(), static_cast<DWORD>(bytes.size()), &written, nullptr)
        && written == static_cast<DWORD>(bytes.size()) && FlushFileBuffers(file);
    std::unexpected<Error> error = systemFailure(path);
    if (!complete && cut())
        FlushFileBuffers(file);
    CloseHandle(file);
    if (!complete)
        return error;
    return {};
}

Result<void> syncDirectory(const QString &)
{
    // MOVEFILE_WRITE_THROUGH returned only after the name was on the disk.
    return {};
}

} // namespace pilothouse
