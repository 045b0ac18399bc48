#include "app/core_dumps.h"

#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace pilothouse {

void forbidCoreDumps()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    // Where the kernel hands a dump to a program it does not look at the limit. This lasts until the next exec, so what
    // we start is as it was.
    ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

} // namespace pilothouse
