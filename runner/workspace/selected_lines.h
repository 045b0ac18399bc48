#pragma once

// Internal: a text of which only some changed lines are taken. Pure.

#include "runner/workspace/line_diff.h"
#include "runner/workspace/selection.h"

#include <span>

namespace pilothouse {

/// Changed lines of a file: what is removed by old numbers, what is added by new ones. Ascending, not overlapping.
struct TakenLines {
    std::vector<LineRange> removed;
    std::vector<LineRange> added;

    [[nodiscard]] bool isEmpty() const { return removed.empty() && added.empty(); }
    friend bool operator==(const TakenLines &, const TakenLines &) = default;
};

/// Every line of the edits.
[[nodiscard]] TakenLines allLines(std::span<const LineEdit> edits);

/// Every line of the edits but these.
[[nodiscard]] TakenLines otherLines(std::span<const LineEdit> edits, const TakenLines &lines);

/// Whether the ranges ascend without overlap and every line of them lies in an edit.
[[nodiscard]] bool areLinesOf(std::span<const LineEdit> edits, const TakenLines &lines);

/// The old text with the taken lines removed and added. Within an edit the lines keep their places: a removed line that
/// stays comes right before the added one of the same number, so that of two lines that were rewritten either can be
/// taken alone. Bytes are joined as they are: a last line without a line feed that comes to stand before another one is
/// not given one, which is what `git apply` does.
[[nodiscard]] QByteArray composeLines(
    const TextLines &before, const TextLines &after, std::span<const LineEdit> edits, const TakenLines &taken);

} // namespace pilothouse
