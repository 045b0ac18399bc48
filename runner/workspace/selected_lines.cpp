#include "runner/workspace/selected_lines.h"

#include <algorithm>

namespace pilothouse {

namespace {

using Ranges = std::vector<LineRange>;

/// The ranges that lie in `within`, cut to it. Each call begins where the last one ended, as edits ascend.
class RangeReader {
public:
    explicit RangeReader(const Ranges &ranges) : m_next(ranges.begin()), m_end(ranges.end()) { }

    Ranges inside(LineRange within)
    {
        Ranges found;
        while (m_next != m_end && m_next->end() <= within.first)
            ++m_next;
        for (auto range = m_next; range != m_end && range->first < within.end(); ++range) {
            const int first = std::max(range->first, within.first);
            found.push_back({first, std::min(range->end(), within.end()) - first});
        }
        return found;
    }

private:
    Ranges::const_iterator m_next;
    Ranges::const_iterator m_end;
};

Ranges gaps(LineRange whole, const Ranges &holes)
{
    Ranges left;
    int at = whole.first;
    for (const LineRange &hole : holes) {
        if (hole.first > at)
            left.push_back({at, hole.first - at});
        at = hole.end();
    }
    if (at < whole.end())
        left.push_back({at, whole.end() - at});
    return left;
}

LineRange oldLines(const LineEdit &edit)
{
    return {edit.oldStart, edit.oldCount};
}

LineRange newLines(const LineEdit &edit)
{
    return {edit.newStart, edit.newCount};
}

void append(Ranges &to, const Ranges &more)
{
    to.insert(to.end(), more.begin(), more.end());
}

void append(QByteArray &to, const TextLines &text, const Ranges &ranges)
{
    for (const LineRange &range : ranges)
        to.append(text.lines(range.first, range.count));
}

bool areRangesOf(std::span<const LineEdit> edits, const Ranges &ranges, LineRange (*side)(const LineEdit &))
{
    qint64 asked = 0;
    int end = 0;
    for (const LineRange &range : ranges) {
        if (range.first < end || range.count < 1 || range.count > std::numeric_limits<int>::max() - range.first)
            return false;
        end = range.end();
        asked += range.count;
    }
    RangeReader reader(ranges);
    for (const LineEdit &edit : edits) {
        for (const LineRange &range : reader.inside(side(edit)))
            asked -= range.count;
    }
    return asked == 0;
}

} // namespace

TakenLines allLines(std::span<const LineEdit> edits)
{
    return otherLines(edits, {});
}

TakenLines otherLines(std::span<const LineEdit> edits, const TakenLines &lines)
{
    TakenLines others;
    RangeReader removed(lines.removed);
    RangeReader added(lines.added);
    for (const LineEdit &edit : edits) {
        append(others.removed, gaps(oldLines(edit), removed.inside(oldLines(edit))));
        append(others.added, gaps(newLines(edit), added.inside(newLines(edit))));
    }
    return others;
}

bool areLinesOf(std::span<const LineEdit> edits, const TakenLines &lines)
{
    return areRangesOf(edits, lines.removed, oldLines) && areRangesOf(edits, lines.added, newLines);
}

QByteArray composeLines(
    const TextLines &before, const TextLines &after, std::span<const LineEdit> edits, const TakenLines &taken)
{
    QByteArray text;
    text.reserve(std::max(before.bytes().size(), after.bytes().size()));
    RangeReader removed(taken.removed);
    RangeReader added(taken.added);
    int at = 0;
    for (const LineEdit &edit : edits) {
        text.append(before.lines(at, edit.oldStart - at));
        append(text, before, gaps(oldLines(edit), removed.inside(oldLines(edit))));
        append(text, after, added.inside(newLines(edit)));
        at = edit.oldStart + edit.oldCount;
    }
    text.append(before.lines(at, before.count() - at));
    return text;
}

} // namespace pilothouse
