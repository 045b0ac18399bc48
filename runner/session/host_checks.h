#pragma once

#include "runner/sandbox/sandbox_engine.h"

#include <vector>

namespace pilothouse {

/// What Pilothouse needs of this machine beside an engine: room where the data directory lies, and the programs that
/// images are made with. Does not start anything; takes microseconds.
[[nodiscard]] std::vector<EngineCheck> checkHost(const QString &dataDirectory);

} // namespace pilothouse
