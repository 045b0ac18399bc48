#pragma once

#include "runner/guest/guest_link.h"
#include "runner/sandbox/sandbox_engine.h"

namespace pilothouse {

/// Tries a running sandbox's boundary from inside (`pilothouse-guest probe`), and says for each way whether it is
/// closed. For the ways to this machine the judges are listeners of our own, which are first reached from here to prove
/// that they listen. Codes: boundary.interface, boundary.raw, boundary.packet, boundary.dns, boundary.metadata,
/// boundary.internet, boundary.host. Errors: those of the link; GuestFailed where the sandbox is too old for it.
[[nodiscard]] Task<std::vector<EngineCheck>> probeBoundary(GuestLink &link);

} // namespace pilothouse
