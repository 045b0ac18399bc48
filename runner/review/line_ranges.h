#pragma once

#include "runner/workspace/line_diff.h"
#include "runner/workspace/selection.h"

#include <span>
#include <vector>

namespace pilothouse {

/// Lines of one text: ascending and not touching, as all of these take and give them.
using LineRanges = std::vector<LineRange>;

/// Any ranges, in order and joined; empty ones are dropped.
[[nodiscard]] LineRanges normalized(LineRanges ranges);
[[nodiscard]] LineRanges united(const LineRanges &a, const LineRanges &b);
[[nodiscard]] LineRanges intersected(const LineRanges &a, const LineRanges &b);
/// Those of `a` that are not in `b`.
[[nodiscard]] LineRanges without(const LineRanges &a, const LineRanges &b);
[[nodiscard]] bool covers(const LineRanges &all, const LineRange &part);
[[nodiscard]] int countOf(const LineRanges &ranges);

/// Where lines of the old text are in the new one; those that the edits touch are gone.
[[nodiscard]] LineRanges carriedOver(const LineRanges &old, std::span<const LineEdit> edits);

[[nodiscard]] LineRanges removedBy(std::span<const LineEdit> edits);
[[nodiscard]] LineRanges addedBy(std::span<const LineEdit> edits);

} // namespace pilothouse
