#pragma once

class QWidget;

namespace pilothouse {

/// For measuring from outside how long a program takes to start: where the environment has PILOTHOUSE_TRACE_START, the
/// end of the first frame that paints `shown` is printed once on stderr as "first frame N", N in nanoseconds of the
/// clock std::chrono::steady_clock, which all processes of a Unix machine share. Does nothing otherwise.
void traceStart(QWidget &shown);

} // namespace pilothouse
