#pragma once

// Internal: what calls state about a file, held against what happened to it.

#include "runner/review/attribution_timeline.h"

namespace pilothouse {

/// An edit of a call that may have been made in a step.
struct EditClaim {
    size_t call = 0; ///< Index in the timeline.
    const StatedEdit *edit = nullptr;
};

/// Claims that were made one after the other: their calls, with the text after each.
using Explanation = std::vector<std::pair<size_t, QByteArray>>;

/// The only choice of these claims, in their order, that makes `after` of `before` (none: there was no file), byte for
/// byte. Empty when no choice does, when different ones do, or when there are too many to try.
[[nodiscard]] Explanation explain(
    const std::vector<EditClaim> &claims, const std::optional<QByteArray> &before, const QByteArray &after);

} // namespace pilothouse
