#include "runner/workspace/store_files.h"
#include "runner/workspace/store_lock.h"

#include <QDir>

#include <windows.h>

namespace pilothouse {

StoreLock::~StoreLock()
{
    if (m_handle != NoHandle)
        CloseHandle(reinterpret_cast<HANDLE>(m_handle));
}

Result<std::optional<StoreLock>> StoreLock::tryTake(const QString &file)
{
    // Opened for this process alone: whoever comes next gets a sharing violation until the handle is closed.
    const HANDLE handle = CreateFileW(reinterpret_cast<LPCWSTR>(QDir::toNativeSeparators(file).utf16()),
        GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (handle != INVALID_HANDLE_VALUE)
        return StoreLock(reinterpret_cast<Handle>(handle));
    const DWORD code = GetLastError();
    if (code == ERROR_SHARING_VIOLATION)
        return std::nullopt;
    return cannotWrite(file, qt_error_string(static_cast<int>(code)));
}

} // namespace pilothouse
