#include "tests/bench/store/raw_log.h"

#include <windows.h>

namespace pilothouse::bench {

RawLog::RawLog(const QString &path)
    : m_handle(reinterpret_cast<qintptr>(CreateFileW(reinterpret_cast<const wchar_t *>(path.utf16()), FILE_APPEND_DATA,
          0, nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr)))
{
    if (reinterpret_cast<HANDLE>(m_handle) == INVALID_HANDLE_VALUE)
        qFatal("the raw log cannot be opened");
}

RawLog::~RawLog()
{
    CloseHandle(reinterpret_cast<HANDLE>(m_handle));
}

void RawLog::append(const QByteArray &bytes)
{
    DWORD written = 0;
    if (!WriteFile(
            reinterpret_cast<HANDLE>(m_handle), bytes.constData(), static_cast<DWORD>(bytes.size()), &written, nullptr))
        qFatal("the raw log cannot be written");
}

void RawLog::flush()
{
    if (!FlushFileBuffers(reinterpret_cast<HANDLE>(m_handle)))
        qFatal("the raw log cannot be flushed");
}

double processorSeconds()
{
    FILETIME created{};
    FILETIME ended{};
    FILETIME kernel{};
    FILETIME user{};
    GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user);
    const auto seconds = [](const FILETIME &time) {
        return (double(time.dwHighDateTime) * 4294967296.0 + double(time.dwLowDateTime)) / 1e7;
    };
    return seconds(kernel) + seconds(user);
}

} // namespace pilothouse::bench
