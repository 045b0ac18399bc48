#pragma once

#include "runner/review/review_marks.h"
#include "ui/review/file_tree_model.h"

#include <functional>

namespace pilothouse {

/// What a review knows, laid out for the tree of files and for the painted lines.
struct MarkedReview {
    const ChangeSet &changes;
    const ReviewMarks *marks = nullptr; ///< Null until they are known.
    const ReviewState &state;
    const SensitiveFiles &sensitive;
};

[[nodiscard]] TreeMarks treeMarks(const MarkedReview &review);

/// `linesOf(file)` gives the lines of a file of the change set, or null while they are not there: then only what was
/// decided is shown.
[[nodiscard]] std::shared_ptr<const ReviewDecorations> reviewDecorations(
    const MarkedReview &review, const std::function<const LineDiff *(int file)> &linesOf);

/// The decorations of one side of a file: every line that is decided, and those of edits that were not seen.
[[nodiscard]] std::vector<LineDecoration> lineDecorations(const std::vector<LineRange> &accepted,
    const std::vector<LineRange> &rejected, const std::vector<LineRange> &unseen);

/// The lines of `all` that are not in `taken`; both ascending.
[[nodiscard]] std::vector<LineRange> linesWithout(
    const std::vector<LineRange> &all, const std::vector<LineRange> &taken);

} // namespace pilothouse
