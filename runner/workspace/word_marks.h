#pragma once

#include <QByteArrayView>

#include <span>
#include <vector>

namespace pilothouse {

/// Bytes of a line that differ; starts and ends between words, never within a character.
struct MarkedBytes {
    int start = 0;
    int length = 0;

    friend bool operator==(const MarkedBytes &, const MarkedBytes &) = default;
};

/// What differs within lines that became others: for each line its marked bytes, ascending, not touching. A line that
/// has nothing to do with the other side's has none: it is changed as a whole.
struct WordMarks {
    std::vector<std::vector<MarkedBytes>> before;
    std::vector<std::vector<MarkedBytes>> after;

    friend bool operator==(const WordMarks &, const WordMarks &) = default;
};

/// Compares the removed and added lines of one edit word by word. Lines above 2,000 bytes have no marks. Where there
/// are up to 64 lines on each side each is compared with the one most like it, in order; where there are more, with the
/// one at the same place. Its time is in proportion to the text, of a screen of lines below a millisecond: called for
/// edits that are on the screen. Any thread; any bytes.
[[nodiscard]] WordMarks wordMarks(std::span<const QByteArrayView> before, std::span<const QByteArrayView> after);

} // namespace pilothouse
