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

/// Lines of an edit one by one: the n-th of the old text beside the n-th of the new one.
void interleave(QByteArray &to, const TextLines &before, const Ranges &kept, int firstOld, const TextLines &after,
    const Ranges &added, int firstNew)
{
    auto nextKept = kept.begin();
    auto nextAdded = added.begin();
    int keptAt = kept.empty() ? 0 : kept.front().first;
    int addedAt = added.empty() ? 0 : added.front().first;
    while (nextKept != kept.end() || nextAdded != added.end()) {
        const bool takeKept =
            nextKept != kept.end() && (nextAdded == added.end() || keptAt - firstOld <= addedAt - firstNew);
        const TextLines &text = takeKept ? before : after;
        auto &next = takeKept ? nextKept : nextAdded;
        int &at = takeKept ? keptAt : addedAt;
        to.append(text.lines(at, 1));
        if (++at == next->end() && ++next != (takeKept ? kept : added).end())
            at = next->first;
    }
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
        interleave(text, before, gaps(oldLines(edit), removed.inside(oldLines(edit))), edit.oldStart, after,
            added.inside(newLines(edit)), edit.newStart);
        at = edit.oldStart + edit.oldCount;
    }
    text.append(before.lines(at, before.count() - at));
    return text;
}

} // namespace pilothouse
