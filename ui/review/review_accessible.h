#pragma once

namespace pilothouse {

/// Lets screen readers see a ReviewView as files, their hunks with what was decided about them, and the lines of these.
/// Once; further calls do nothing.
void installReviewAccessibility();

} // namespace pilothouse
