#pragma once

#include "runner/workspace/line_diff.h"
#include "ui/review/review_decorations.h"

#include <QHash>

#include <memory>
#include <vector>

namespace pilothouse {

enum class DiffMode : quint8 { Unified, Split };
enum class ExpandContext { Down, Up, All };

/// One row of a file's body.
struct FileRow {
    enum class Kind : quint8 {
        Gap, ///< Hidden lines: `newLine` … `newLine + hidden - 1`.
        Context,
        Removed, ///< Unified only.
        Added, ///< Unified only.
        Changed, ///< Split only: what was removed on the left, what was added on the right.
    };
    Kind kind = Kind::Context;
    int oldLine = -1; ///< From 0; -1 when the row shows no line of the old file.
    int newLine = -1;
    int hidden = 0;
    int edit = -1; ///< Of rows that count as changed: index into LineDiff::edits. Not of LineEdit::blank ones.
    int stretch = -1; ///< Of gaps and context: the equal lines before edit `stretch`.

    friend bool operator==(const FileRow &, const FileRow &) = default;
};

/// The rows of one file, computed from its edits: memory and time depend on how many edits there are and never on how
/// many lines.
class FileRows final {
public:
    static constexpr int ContextLines = 3;
    static constexpr int ExpandStep = 10;

    FileRows() = default;
    FileRows(std::shared_ptr<const LineDiff> lines, DiffMode mode);

    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] FileRow at(int row) const;
    /// Gaps among rows 0 … row - 1.
    [[nodiscard]] int gapsBefore(int row) const;
    [[nodiscard]] int gapCount() const { return m_gaps; }
    /// The row that shows a line or hides it; -1 when there is none (not changed, on the old side of a unified diff it
    /// is the context's).
    [[nodiscard]] int rowOf(ReviewSide side, int line) const;

    /// The first row from `row` on that shows a changed line; -1 when there is none.
    [[nodiscard]] int nextChangedRow(int row) const;

    void setMode(DiffMode mode);
    void expand(int stretch, ExpandContext how);
    void expandAll();
    /// Expands so far that the line is shown.
    void reveal(ReviewSide side, int line);
    /// Takes over what was expanded in `former`; `map` gives the present number of a line of the former new text.
    void adoptExpansion(const FileRows &former, const std::vector<LineEdit> &map);

    [[nodiscard]] const std::vector<HunkRange> &hunks() const { return m_hunks; }
    /// -1 for an edit that is no change to show.
    [[nodiscard]] int hunkOfEdit(int edit) const;
    [[nodiscard]] int firstRowOfEdit(int edit) const;

private:
    /// Rows in one go: a gap, or the context or the changed lines of one stretch or edit.
    struct Segment {
        enum class Kind : quint8 { Gap, Context, Edit };
        int firstRow = 0;
        int gapsBefore = 0;
        int oldLine = 0;
        int newLine = 0;
        int length = 0; ///< Lines hidden or shown; of an edit unused.
        int index = 0; ///< Stretch or edit.
        Kind kind = Kind::Context;
    };
    struct Shown {
        int head = 0;
        int tail = 0;
        friend bool operator==(const Shown &, const Shown &) = default;
    };
    void derive();
    void append(Segment segment, int rows);
    [[nodiscard]] Shown shownOf(int stretch, int length) const;
    /// Where the stretch begins in both files, and its length.
    struct Stretch {
        int oldStart = 0;
        int newStart = 0;
        int length = 0;
    };
    [[nodiscard]] Stretch stretch(int index) const;
    [[nodiscard]] int editRows(const LineEdit &edit) const;
    [[nodiscard]] size_t segmentAt(int row) const;

    std::shared_ptr<const LineDiff> m_lines;
    DiffMode m_mode = DiffMode::Unified;
    std::vector<Segment> m_segments;
    std::vector<HunkRange> m_hunks;
    QHash<int, Shown> m_expanded; ///< By stretch, where it is not the usual context.
    bool m_all = false;
    int m_count = 0;
    int m_gaps = 0;
};

/// The place of a line when `edits` turn the text it is in into another one; inside an edit the nearest line.
[[nodiscard]] int mapThrough(const std::vector<LineEdit> &edits, int line);

} // namespace pilothouse
