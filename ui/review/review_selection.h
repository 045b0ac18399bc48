#pragma once

#include "ui/review/review_geometry.h"

namespace pilothouse {

/// A place in a line's text.
struct TextPoint {
    ReviewLine at;
    int offset = 0; ///< Raw UTF-16 units.

    friend bool operator==(const TextPoint &, const TextPoint &) = default;
};

/// Text selected in the document, from where the pointer was pressed to where it is. In the split view only lines of
/// the side where it began belong to it.
class ReviewSelection final {
public:
    explicit ReviewSelection(const ReviewDocument &document) : m_document(document) { }

    void begin(const TextPoint &point);
    void extend(const TextPoint &point);
    void clear();
    void selectAll();
    [[nodiscard]] bool isEmpty() const { return !m_anchor || !m_cursor || m_anchor == m_cursor; }
    [[nodiscard]] const std::optional<TextPoint> &anchor() const { return m_anchor; }
    [[nodiscard]] const std::optional<TextPoint> &cursor() const { return m_cursor; }

    /// The selected part of a line that is shown in a row, as raw offsets; the end is beyond the line's when its line
    /// feed is selected, too. Empty when nothing of it is.
    struct Part {
        int from = 0;
        int to = 0;
        [[nodiscard]] bool isEmpty() const { return from >= to; }
    };
    static constexpr int LineEnd = 1 << 30;
    [[nodiscard]] Part partOf(RowPlace place, ReviewSide side) const;

    [[nodiscard]] QString text() const;
    [[nodiscard]] std::vector<FileSelection> changedLines() const;
    /// First and last row, in order; none when nothing is selected.
    [[nodiscard]] std::optional<std::pair<RowPlace, RowPlace>> rows() const;

    /// After the lines of a file changed.
    void follow(int file);
    /// After files came and went.
    void forgetMissing();

private:
    struct Ends {
        RowPlace first;
        RowPlace last;
        int firstOffset = 0;
        int lastOffset = 0;
        ReviewSide side = ReviewSide::New;
    };
    [[nodiscard]] std::optional<Ends> ends() const;
    [[nodiscard]] RowPlace placeOf(const TextPoint &point) const;

    const ReviewDocument &m_document;
    std::optional<TextPoint> m_anchor;
    std::optional<TextPoint> m_cursor;
};

} // namespace pilothouse
