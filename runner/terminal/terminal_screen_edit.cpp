#include "runner/terminal/terminal_history.h"
#include "runner/terminal/terminal_screen.h"

#include <algorithm>

namespace pilothouse {

/// The row that all rows erased as a whole share until something is written on them, so that clearing a screen costs as
/// little as its rows are many.
std::shared_ptr<TerminalRow> TerminalScreen::blankRow()
{
    const TerminalCell cell = blank();
    if (!m_blankRow || m_blankRow->cells.size() != size_t(m_size.columns) || m_blankRow->cells.front() != cell) {
        m_blankRow = std::make_shared<TerminalRow>();
        m_blankRow->cells.assign(size_t(m_size.columns), cell);
    }
    return m_blankRow;
}

void TerminalScreen::clearRow(int row)
{
    m_lines[lineIndex(row)] = {blankRow(), true, true};
}

/// Erases the cells from `from` up to but without `to`.
void TerminalScreen::clearCells(int row, int from, int to)
{
    from = std::clamp(from, 0, m_size.columns);
    to = std::clamp(to, from, m_size.columns);
    if (from == 0 && to == m_size.columns)
        return clearRow(row);
    if (from == to)
        return;
    TerminalRow &target = writableRow(row);
    splitWide(target, from);
    splitWide(target, to);
    std::fill(target.cells.begin() + from, target.cells.begin() + to, blank());
    if (to == m_size.columns)
        target.wrapped = false;
}

void TerminalScreen::eraseInDisplay(Erase what)
{
    const int first = what == Erase::ToEnd ? m_cursor.row + 1 : 0;
    const int last = what == Erase::ToBeginning ? m_cursor.row - 1 : m_size.rows - 1;
    for (int row = first; row <= last; ++row)
        clearRow(row);
    if (what != Erase::All)
        eraseInLine(what);
    m_cursor.wrapPending = false;
}

void TerminalScreen::eraseInLine(Erase what)
{
    const int from = what == Erase::ToEnd ? m_cursor.column : 0;
    const int to = what == Erase::ToBeginning ? m_cursor.column + 1 : m_size.columns;
    clearCells(m_cursor.row, from, to);
    m_cursor.wrapPending = false;
}

void TerminalScreen::eraseCharacters(int count)
{
    clearCells(m_cursor.row, m_cursor.column, m_cursor.column + std::min(count, m_size.columns));
    m_cursor.wrapPending = false;
}

void TerminalScreen::insertCharacters(int count)
{
    count = std::clamp(count, 0, m_size.columns - m_cursor.column);
    TerminalRow &row = writableRow(m_cursor.row);
    splitWide(row, m_cursor.column);
    splitWide(row, m_size.columns - count);
    const auto at = row.cells.begin() + m_cursor.column;
    std::move_backward(at, row.cells.end() - count, row.cells.end());
    std::fill(at, at + count, blank());
    row.wrapped = false;
    m_cursor.wrapPending = false;
}

void TerminalScreen::deleteCharacters(int count)
{
    count = std::clamp(count, 0, m_size.columns - m_cursor.column);
    TerminalRow &row = writableRow(m_cursor.row);
    splitWide(row, m_cursor.column);
    splitWide(row, m_cursor.column + count);
    const auto at = row.cells.begin() + m_cursor.column;
    std::move(at + count, row.cells.end(), at);
    std::fill(row.cells.end() - count, row.cells.end(), blank());
    row.wrapped = false;
    m_cursor.wrapPending = false;
}

void TerminalScreen::insertLines(int count)
{
    if (m_cursor.row < m_top || m_cursor.row > m_bottom)
        return;
    scrollRegion(m_cursor.row, m_bottom, -count);
    carriageReturn();
}

void TerminalScreen::deleteLines(int count)
{
    if (m_cursor.row < m_top || m_cursor.row > m_bottom)
        return;
    scrollRegion(m_cursor.row, m_bottom, count);
    carriageReturn();
}

void TerminalScreen::scrollUp(int count)
{
    count = std::min(count, m_bottom - m_top + 1);
    if (m_top > 0 || !m_history)
        return scrollRegion(m_top, m_bottom, count);
    keepInHistory(count);
    if (m_bottom < m_size.rows - 1)
        return scrollRegion(0, m_bottom, count);
    m_scrolled = std::min(m_scrolled + count, m_size.rows);
    if (count == 1)
        return recycleTop();
    rotate(0, m_bottom, count);
}

/// Scrolling by one, which output does most: the row that leaves becomes the new one, its memory included.
void TerminalScreen::recycleTop()
{
    Line &line = m_lines[m_first];
    m_first = lineIndex(1);
    if (line.shared) {
        line = {blankRow(), true, true};
        return;
    }
    std::ranges::fill(line.row->cells, blank());
    line.row->clusters.clear();
    line.row->wrapped = false;
    line.damaged = true;
}

void TerminalScreen::scrollDown(int count)
{
    scrollRegion(m_top, m_bottom, -count);
}

void TerminalScreen::keepInHistory(int count)
{
    for (int row = 0; row < count; ++row)
        m_history->append(*m_lines[lineIndex(row)].row);
}

/// Moves the rows of a region up (or down, for a negative count) and blanks those that come free.
void TerminalScreen::scrollRegion(int top, int bottom, int count)
{
    const int rows = bottom - top + 1;
    rotate(top, bottom, std::clamp(count, -rows, rows));
    for (int row = top; row <= bottom; ++row)
        m_lines[lineIndex(row)].damaged = true;
}

void TerminalScreen::rotate(int top, int bottom, int count)
{
    if (top == 0 && bottom == m_size.rows - 1) {
        // The whole grid: only its beginning moves.
        m_first = size_t((int(m_first) + count + m_size.rows) % m_size.rows);
    } else if (count > 0) {
        for (int row = top; row + count <= bottom; ++row)
            std::swap(m_lines[lineIndex(row)], m_lines[lineIndex(row + count)]);
    } else {
        for (int row = bottom; row + count >= top; --row)
            std::swap(m_lines[lineIndex(row)], m_lines[lineIndex(row + count)]);
    }
    const int first = count > 0 ? bottom - count + 1 : top;
    for (int row = first; row < first + std::abs(count); ++row)
        clearRow(row);
}

void TerminalScreen::fillWithE()
{
    m_top = 0;
    m_bottom = m_size.rows - 1;
    moveTo(0, 0);
    const auto row = std::make_shared<TerminalRow>();
    row->cells.assign(size_t(m_size.columns), TerminalCell{.character = U'E', .style = {}, .width = 1});
    for (Line &line : m_lines)
        line = {row, true, true};
}

void TerminalScreen::setMargins(int top, int bottom)
{
    top = std::clamp(top, 0, m_size.rows - 1);
    bottom = std::clamp(bottom, 0, m_size.rows - 1);
    if (top >= bottom)
        return;
    m_top = top;
    m_bottom = bottom;
    moveTo(0, 0);
}

/// Gives up rows: first those at the top that the cursor's row needs to stay, into the history; then those at the
/// bottom.
void TerminalScreen::shrinkRows(int rows)
{
    const int above = std::max(0, m_cursor.row - (rows - 1));
    if (m_history)
        keepInHistory(above);
    m_lines.erase(m_lines.begin(), m_lines.begin() + above);
    m_lines.resize(size_t(rows));
    m_cursor.row -= above;
    if (m_saved)
        m_saved->row -= above;
}

void TerminalScreen::resize(TerminalSize size)
{
    if (size == m_size)
        return;
    std::ranges::rotate(m_lines, m_lines.begin() + std::ptrdiff_t(m_first));
    m_first = 0;
    if (size.rows < m_size.rows)
        shrinkRows(size.rows);
    const int columnsBefore = m_size.columns;
    m_size = size;
    m_top = 0;
    m_bottom = size.rows - 1;
    for (Line &line : m_lines) {
        line.damaged = true;
        if (size.columns == columnsBefore)
            continue;
        auto row = std::make_shared<TerminalRow>(*line.row);
        // The left half of a wide character that loses its right one.
        if (size.columns < columnsBefore && row->cells[size_t(size.columns)].width == 0)
            row->cells[size_t(size.columns - 1)] = {.character = U' ', .style = {}, .width = 1};
        row->cells.resize(size_t(size.columns));
        line.row = std::move(row);
        line.shared = false;
    }
    while (m_lines.size() < size_t(size.rows))
        m_lines.push_back({blankRow(), true, true});
    setTabsFrom(std::min(columnsBefore, size.columns));
    clampCursor(m_cursor);
    if (m_saved)
        clampCursor(*m_saved);
    m_cursor.wrapPending = false;
}

void TerminalScreen::resetState()
{
    m_top = 0;
    m_bottom = m_size.rows - 1;
    m_autoWrap = true;
    m_insert = false;
    m_cursor.origin = false;
    m_cursor.style = {};
    m_cursor.sets = {};
    m_saved.reset();
}

std::shared_ptr<const TerminalRow> TerminalScreen::publishRow(int row)
{
    Line &line = m_lines[lineIndex(row)];
    line.shared = true;
    return line.row;
}

void TerminalScreen::clearDamage()
{
    for (Line &line : m_lines)
        line.damaged = false;
    m_scrolled = 0;
}

void TerminalScreen::damageAll()
{
    for (Line &line : m_lines)
        line.damaged = true;
}

} // namespace pilothouse
