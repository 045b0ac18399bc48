#pragma once

namespace pilothouse {

/// Processor time of the calling thread, in milliseconds: what it costs whoever else uses the machine.
[[nodiscard]] double threadMilliseconds();
/// Memory of the process that is its own, in megabytes; 0 where the system does not say.
[[nodiscard]] double ownMegabytes();

} // namespace pilothouse
