#include "app/core_dumps.h"

#include <windows.h>

#include <werapi.h>

namespace pilothouse {

void forbidCoreDumps()
{
    ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
    ::WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP);
}

} // namespace pilothouse
