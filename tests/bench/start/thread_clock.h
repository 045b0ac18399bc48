#pragma once

namespace pilothouse::bench {

/// The processor's time that the calling thread has used, in seconds.
[[nodiscard]] double threadSeconds();

} // namespace pilothouse::bench
