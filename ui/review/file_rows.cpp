#include "ui/review/file_rows.h"

#include <algorithm>

namespace pilothouse {

FileRows::FileRows(std::shared_ptr<const LineDiff> lines, DiffMode mode) : m_lines(std::move(lines)), m_mode(mode)
{
    m_hunks = hunksOf(m_lines->edits, ContextLines);
    derive();
}

void FileRows::setMode(DiffMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    derive();
}

FileRows::Stretch FileRows::stretch(int index) const
{
    const auto &edits = m_lines->edits;
    Stretch found;
    if (index > 0) {
        const LineEdit &before = edits[static_cast<size_t>(index) - 1];
        found.oldStart = before.oldStart + before.oldCount;
        found.newStart = before.newStart + before.newCount;
    }
    const int end =
        index < static_cast<int>(edits.size()) ? edits[static_cast<size_t>(index)].newStart : m_lines->after->count();
    found.length = qMax(0, end - found.newStart);
    return found;
}

FileRows::Shown FileRows::shownOf(int index, int length) const
{
    Shown shown{index == 0 ? 0 : ContextLines, index == static_cast<int>(m_lines->edits.size()) ? 0 : ContextLines};
    if (const auto expanded = m_expanded.constFind(index); expanded != m_expanded.cend())
        shown = *expanded;
    // A gap of one line would be no shorter than the line.
    if (m_all || length - shown.head - shown.tail <= 1)
        return {length, 0};
    return shown;
}

int FileRows::editRows(const LineEdit &edit) const
{
    return m_mode == DiffMode::Unified ? edit.oldCount + edit.newCount : qMax(edit.oldCount, edit.newCount);
}

void FileRows::append(Segment segment, int rows)
{
    if (rows == 0)
        return;
    segment.firstRow = m_count;
    segment.gapsBefore = m_gaps;
    m_segments.push_back(segment);
    m_count += rows;
    m_gaps += segment.kind == Segment::Kind::Gap;
}

/// Half a million edits take some 15 ms, which is why the usual stretch, of which all is shown, goes a short way.
void FileRows::derive()
{
    m_segments.clear();
    m_count = 0;
    m_gaps = 0;
    const std::vector<LineEdit> &edits = m_lines->edits;
    const int count = static_cast<int>(edits.size());
    m_segments.reserve(edits.size() * 2 + 3);
    int oldAt = 0;
    int newAt = 0;
    for (int index = 0; index <= count; ++index) {
        const LineEdit *edit = index < count ? &edits[static_cast<size_t>(index)] : nullptr;
        const int length = qMax(0, (edit ? edit->newStart : m_lines->after->count()) - newAt);
        if (length > 0 && (m_all || (length <= ContextLines && count > 0))) {
            m_segments.push_back({m_count, m_gaps, oldAt, newAt, length, index, Segment::Kind::Context});
            m_count += length;
        } else if (length > 0) {
            const Shown shown = shownOf(index, length);
            const int hidden = length - shown.head - shown.tail;
            append({0, 0, oldAt, newAt, shown.head, index, Segment::Kind::Context}, shown.head);
            append({0, 0, oldAt + shown.head, newAt + shown.head, hidden, index, Segment::Kind::Gap}, qMin(hidden, 1));
            append({0, 0, oldAt + shown.head + hidden, newAt + shown.head + hidden, shown.tail, index,
                       Segment::Kind::Context},
                shown.tail);
        }
        if (!edit)
            break;
        oldAt = edit->oldStart + edit->oldCount;
        newAt = edit->newStart + edit->newCount;
        const int rows = editRows(*edit);
        if (rows == 0)
            continue;
        m_segments.push_back({m_count, m_gaps, edit->oldStart, edit->newStart, 0, index, Segment::Kind::Edit});
        m_count += rows;
    }
}

size_t FileRows::segmentAt(int row) const
{
    const auto next = std::ranges::upper_bound(m_segments, row, {}, &Segment::firstRow);
    return static_cast<size_t>(next - m_segments.begin()) - 1;
}

FileRow FileRows::at(int row) const
{
    const Segment &segment = m_segments[segmentAt(row)];
    const int offset = row - segment.firstRow;
    FileRow found;
    switch (segment.kind) {
    case Segment::Kind::Gap:
        return {FileRow::Kind::Gap, segment.oldLine, segment.newLine, segment.length, -1, segment.index};
    case Segment::Kind::Context:
        return {FileRow::Kind::Context, segment.oldLine + offset, segment.newLine + offset, 0, -1, segment.index};
    case Segment::Kind::Edit:
        break;
    }
    const LineEdit &edit = m_lines->edits[static_cast<size_t>(segment.index)];
    found.edit = edit.blank ? -1 : segment.index;
    if (m_mode == DiffMode::Split) {
        found.kind = FileRow::Kind::Changed;
        found.oldLine = offset < edit.oldCount ? edit.oldStart + offset : -1;
        found.newLine = offset < edit.newCount ? edit.newStart + offset : -1;
    } else if (offset < edit.oldCount) {
        found.kind = FileRow::Kind::Removed;
        found.oldLine = edit.oldStart + offset;
    } else {
        found.kind = FileRow::Kind::Added;
        found.newLine = edit.newStart + offset - edit.oldCount;
    }
    return found;
}

int FileRows::gapsBefore(int row) const
{
    if (row >= m_count)
        return m_gaps;
    const Segment &segment = m_segments[segmentAt(row)];
    return segment.gapsBefore;
}

int FileRows::rowOf(ReviewSide side, int line) const
{
    const auto start = side == ReviewSide::Old ? &Segment::oldLine : &Segment::newLine;
    const auto next = std::ranges::upper_bound(m_segments, line, {}, start);
    if (next == m_segments.begin())
        return -1;
    const Segment &segment = *(next - 1);
    const int offset = line - segment.*start;
    if (segment.kind != Segment::Kind::Edit)
        return offset < segment.length ? segment.firstRow + (segment.kind == Segment::Kind::Gap ? 0 : offset) : -1;
    const LineEdit &edit = m_lines->edits[static_cast<size_t>(segment.index)];
    if (offset >= (side == ReviewSide::Old ? edit.oldCount : edit.newCount))
        return -1;
    const bool below = side == ReviewSide::New && m_mode == DiffMode::Unified;
    return segment.firstRow + offset + (below ? edit.oldCount : 0);
}

void FileRows::expand(int index, ExpandContext how)
{
    const int length = stretch(index).length;
    Shown shown = shownOf(index, length);
    switch (how) {
    case ExpandContext::Down:
        shown.head += ExpandStep;
        break;
    case ExpandContext::Up:
        shown.tail += ExpandStep;
        break;
    case ExpandContext::All:
        shown = {length, 0};
        break;
    }
    m_expanded.insert(index, shown);
    derive();
}

void FileRows::expandAll()
{
    m_all = true;
    derive();
}

void FileRows::reveal(ReviewSide side, int line)
{
    const int row = rowOf(side, line);
    if (row < 0)
        return;
    const FileRow gap = at(row);
    if (gap.kind != FileRow::Kind::Gap)
        return;
    const Stretch equal = stretch(gap.stretch);
    Shown shown = shownOf(gap.stretch, equal.length);
    const int offset = line - (side == ReviewSide::Old ? equal.oldStart : equal.newStart);
    const int fromHead = offset + 1 + ContextLines;
    const int fromTail = equal.length - offset + ContextLines;
    if (fromHead - shown.head <= fromTail - shown.tail)
        shown.head = fromHead;
    else
        shown.tail = fromTail;
    m_expanded.insert(gap.stretch, shown);
    derive();
}

void FileRows::adoptExpansion(const FileRows &former, const std::vector<LineEdit> &map)
{
    m_all = former.m_all;
    for (auto [index, shown] : former.m_expanded.asKeyValueRange()) {
        const Stretch equal = former.stretch(index);
        const int line = mapThrough(map, equal.newStart);
        const auto edit =
            std::ranges::find_if(m_lines->edits, [line](const LineEdit &e) { return e.newStart + e.newCount > line; });
        m_expanded.insert(static_cast<int>(edit - m_lines->edits.begin()), shown);
    }
    derive();
}

int FileRows::nextChangedRow(int row) const
{
    if (row >= m_count)
        return -1;
    const size_t first = segmentAt(row);
    // At most a gap and context on both of its sides lie between two edits.
    for (size_t segment = first; segment < m_segments.size(); ++segment) {
        if (m_segments[segment].kind == Segment::Kind::Edit
            && !m_lines->edits[static_cast<size_t>(m_segments[segment].index)].blank)
            return qMax(row, m_segments[segment].firstRow);
    }
    return -1;
}

int FileRows::hunkOfEdit(int edit) const
{
    const auto next = std::ranges::upper_bound(m_hunks, static_cast<size_t>(edit), {}, &HunkRange::firstEdit);
    const auto hunk = static_cast<int>(next - m_hunks.begin()) - 1;
    if (hunk < 0)
        return -1;
    const HunkRange &range = m_hunks[static_cast<size_t>(hunk)];
    return static_cast<size_t>(edit) < range.firstEdit + range.editCount ? hunk : -1;
}

int FileRows::firstRowOfEdit(int edit) const
{
    const LineEdit &lines = m_lines->edits[static_cast<size_t>(edit)];
    return lines.oldCount > 0 ? rowOf(ReviewSide::Old, lines.oldStart) : rowOf(ReviewSide::New, lines.newStart);
}

int mapThrough(const std::vector<LineEdit> &edits, int line)
{
    const auto next = std::ranges::upper_bound(edits, line, {}, &LineEdit::oldStart);
    if (next == edits.begin())
        return line;
    const LineEdit &edit = *(next - 1);
    const int offset = line - edit.oldStart;
    if (offset < edit.oldCount)
        return edit.newStart + qMin(offset, qMax(0, edit.newCount - 1));
    return edit.newStart + edit.newCount + offset - edit.oldCount;
}

} // namespace pilothouse
