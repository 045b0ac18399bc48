#pragma once

#include "runner/review/attribution.h"
#include "runner/review/review_marks.h"
#include "ui/review/file_tree_model.h"

#include <functional>

namespace pilothouse {

/// What a review knows, laid out for the tree of files and for the painted lines.
struct MarkedReview {
    const ChangeSet &changes;
    const ReviewMarks *marks = nullptr; ///< Null until they are known.
    const ReviewState &state;
    const std::vector<std::optional<SensitiveMark>> &sensitive; ///< Of each file.
};

[[nodiscard]] TreeMarks treeMarks(const MarkedReview &review);

/// What is known of a file of the change set by its index; each may be null while it is not there, or not wanted.
struct LineFacts {
    std::function<const LineDiff *(int file)> lines; ///< Without them only what was decided is shown.
    std::function<const LineOrigins *(int file)> origins;
    std::function<const FileSelection *(int file)> fitting; ///< What a filter is about; the rest is dimmed.
};

[[nodiscard]] std::shared_ptr<const ReviewDecorations> reviewDecorations(
    const MarkedReview &review, const LineFacts &facts);

/// The decorations of one side of a file: every line that is decided, and those of edits that were not seen.
[[nodiscard]] std::vector<LineDecoration> lineDecorations(const std::vector<LineRange> &accepted,
    const std::vector<LineRange> &rejected, const std::vector<LineRange> &unseen);

/// The same decorations, and on these ranges (ascending, not overlapping) what `apply(decoration, range's index)` makes
/// of them.
[[nodiscard]] std::vector<LineDecoration> decoratedOn(const std::vector<LineDecoration> &decorations,
    const std::vector<LineRange> &ranges, const std::function<void(LineDecoration &, size_t)> &apply);

/// The lines of `all` that are not in `taken`; both ascending.
[[nodiscard]] std::vector<LineRange> linesWithout(
    const std::vector<LineRange> &all, const std::vector<LineRange> &taken);

} // namespace pilothouse
