#include "tests/gui/support/thread_time.h"

#include <windows.h>

#include <psapi.h>

namespace pilothouse {

double threadMilliseconds()
{
    FILETIME created;
    FILETIME ended;
    FILETIME kernel;
    FILETIME user;
    GetThreadTimes(GetCurrentThread(), &created, &ended, &kernel, &user);
    const auto ticks = [](const FILETIME &time) {
        return static_cast<double>((static_cast<unsigned long long>(time.dwHighDateTime) << 32) | time.dwLowDateTime);
    };
    return (ticks(kernel) + ticks(user)) / 1e4;
}

double ownMegabytes()
{
    PROCESS_MEMORY_COUNTERS memory;
    if (!GetProcessMemoryInfo(GetCurrentProcess(), &memory, sizeof(memory)))
        return 0;
    return static_cast<double>(memory.PagefileUsage) / (1 << 20);
}

} // namespace pilothouse
