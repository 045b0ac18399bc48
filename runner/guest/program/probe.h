#pragma once

namespace pilothouse::guest {

/// Tries to get out of the sandbox, as any program in it could, and prints a line for each way: "closed WAY" or "open
/// WAY". `arguments` are further addresses, "ADDRESS PORT" in turn, where the host listens for exactly this. What it
/// prints is the sandbox's word; the host's listeners are the judge. Ends within half a minute; 0.
[[nodiscard]] int probeBoundary(int count, char **arguments);

} // namespace pilothouse::guest
