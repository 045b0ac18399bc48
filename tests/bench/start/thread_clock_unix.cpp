#include "tests/bench/start/thread_clock.h"

#include <ctime>

namespace pilothouse::bench {

double threadSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

} // namespace pilothouse::bench
