#include "runner/terminal/terminal_screen.h"

#include "runner/terminal/character_width.h"
#include "runner/terminal/terminal_history.h"

#include <algorithm>

// Text and cursor. What changes cells and rows otherwise is in terminal_screen_edit.cpp.

namespace pilothouse {

namespace {

/// More marks on one character are dropped: real text has a few, a flood of them would grow without a bound.
constexpr size_t longestCluster = 8;
constexpr int tabWidth = 8;

} // namespace

TerminalScreen::TerminalScreen(TerminalSize size, TerminalHistory *history)
    : m_size(size),
      m_history(history),
      m_bottom(size.rows - 1)
{
    m_lines.resize(size_t(size.rows));
    for (Line &line : m_lines)
        line = {blankRow(), true, true};
    setTabsFrom(0);
}

size_t TerminalScreen::lineIndex(int row) const
{
    const size_t index = m_first + size_t(row);
    return index < m_lines.size() ? index : index - m_lines.size();
}

TerminalRow &TerminalScreen::writableRow(int row)
{
    Line &line = m_lines[lineIndex(row)];
    if (line.shared) {
        line.row = std::make_shared<TerminalRow>(*line.row);
        line.shared = false;
    }
    line.damaged = true;
    return *line.row;
}

TerminalCell TerminalScreen::blank() const
{
    // Erased cells take the current background and nothing else (xterm's "bce").
    TerminalCell cell;
    cell.style.background = m_cursor.style.background;
    return cell;
}

/// Leaves no half of a wide character where the column's cell and the one before it are parted.
void TerminalScreen::splitWide(TerminalRow &row, int column)
{
    if (column <= 0 || column >= m_size.columns || row.cells[size_t(column)].width != 0)
        return;
    TerminalCell &left = row.cells[size_t(column - 1)];
    TerminalCell &right = row.cells[size_t(column)];
    left = {.character = U' ', .style = left.style, .width = 1};
    right = {.character = U' ', .style = right.style, .width = 1};
}

void TerminalScreen::wrap()
{
    writableRow(m_cursor.row).wrapped = true;
    m_cursor.wrapPending = false;
    m_cursor.column = 0;
    lineFeed();
}

/// Moves behind what was printed; at the last column the cursor stays and waits.
void TerminalScreen::advance(int width)
{
    m_cursor.column += width;
    if (m_cursor.column < m_size.columns)
        return;
    m_cursor.column = m_size.columns - 1;
    m_cursor.wrapPending = m_autoWrap;
}

void TerminalScreen::printAscii(std::string_view text)
{
    if (text.empty())
        return;
    m_last = char32_t(text.back());
    while (!text.empty()) {
        if (m_cursor.wrapPending)
            wrap();
        const int room = m_size.columns - m_cursor.column;
        if (!m_autoWrap && text.size() > size_t(room)) {
            // What does not fit is overwritten in the last column, one by the other.
            printAscii(text.substr(0, size_t(room)));
            text = text.substr(text.size() - 1);
            continue;
        }
        const int count = int(std::min(text.size(), size_t(room)));
        if (m_insert)
            insertCharacters(count);
        TerminalRow &row = writableRow(m_cursor.row);
        splitWide(row, m_cursor.column);
        splitWide(row, m_cursor.column + count);
        const auto cells = row.cells.begin() + m_cursor.column;
        TerminalCell cell{.character = U' ', .style = m_cursor.style, .width = 1};
        std::transform(text.begin(), text.begin() + count, cells, [&cell](char c) {
            cell.character = char32_t(c);
            return cell;
        });
        advance(count);
        text.remove_prefix(size_t(count));
    }
}

void TerminalScreen::print(char32_t character)
{
    int width = characterWidth(character);
    if (width == 0)
        return join(character);
    if (width > m_size.columns) {
        character = U'\ufffd';
        width = 1;
    }
    m_last = character;
    if (m_cursor.wrapPending)
        wrap();
    if (m_cursor.column + width > m_size.columns) {
        // A wide character does not fit into the last column.
        if (m_autoWrap)
            wrap();
        else
            m_cursor.column = m_size.columns - width;
    }
    if (m_insert)
        insertCharacters(width);
    TerminalRow &row = writableRow(m_cursor.row);
    splitWide(row, m_cursor.column);
    splitWide(row, m_cursor.column + width);
    row.cells[size_t(m_cursor.column)] = {.character = character, .style = m_cursor.style, .width = quint8(width)};
    if (width == 2)
        row.cells[size_t(m_cursor.column + 1)] = {.character = U' ', .style = m_cursor.style, .width = 0};
    advance(width);
}

/// Puts a combining mark on the character before the cursor; without one it is dropped.
void TerminalScreen::join(char32_t character)
{
    int column = m_cursor.wrapPending ? m_cursor.column : m_cursor.column - 1;
    if (column < 0)
        return;
    TerminalRow &row = writableRow(m_cursor.row);
    if (column > 0 && row.cells[size_t(column)].width == 0)
        --column;
    TerminalCell &cell = row.cells[size_t(column)];
    if (cell.isCluster()) {
        std::u32string &cluster = row.clusters[size_t(cell.character - TerminalCell::firstCluster)];
        if (cluster.size() < longestCluster)
            cluster += character;
        return;
    }
    if (row.clusters.size() >= size_t(m_size.columns) * 2) {
        // Most belong to cells that were overwritten; keep the others.
        std::vector<std::u32string> kept;
        for (TerminalCell &other : row.cells) {
            if (!other.isCluster())
                continue;
            kept.push_back(std::move(row.clusters[size_t(other.character - TerminalCell::firstCluster)]));
            other.character = TerminalCell::firstCluster + char32_t(kept.size() - 1);
        }
        row.clusters = std::move(kept);
    }
    row.clusters.push_back({cell.character, character});
    cell.character = TerminalCell::firstCluster + char32_t(row.clusters.size() - 1);
}

void TerminalScreen::repeatLast(int count)
{
    // Programs repeat within a row; more would let a few bytes cost much time.
    count = std::min(count, m_size.columns);
    const char32_t character = m_last;
    for (int i = 0; i < count && character != 0; ++i)
        print(character);
}

void TerminalScreen::moveTo(int row, int column)
{
    const int first = m_cursor.origin ? m_top : 0;
    const int last = m_cursor.origin ? m_bottom : m_size.rows - 1;
    m_cursor.row = first + std::clamp(row, 0, last - first);
    moveToColumn(column);
}

void TerminalScreen::moveToColumn(int column)
{
    m_cursor.column = std::clamp(column, 0, m_size.columns - 1);
    m_cursor.wrapPending = false;
}

void TerminalScreen::moveToRow(int row)
{
    moveTo(row, m_cursor.column);
}

void TerminalScreen::moveBy(int rows, int columns)
{
    // The margins hold a cursor that starts between them.
    const int first = m_cursor.row >= m_top ? m_top : 0;
    const int last = m_cursor.row <= m_bottom ? m_bottom : m_size.rows - 1;
    m_cursor.row = std::clamp(m_cursor.row + rows, first, last);
    moveToColumn(m_cursor.column + columns);
}

void TerminalScreen::carriageReturn()
{
    moveToColumn(0);
}

void TerminalScreen::lineFeed()
{
    m_cursor.wrapPending = false;
    if (m_cursor.row == m_bottom)
        scrollUp(1);
    else if (m_cursor.row < m_size.rows - 1)
        ++m_cursor.row;
}

void TerminalScreen::reverseLineFeed()
{
    m_cursor.wrapPending = false;
    if (m_cursor.row == m_top)
        scrollDown(1);
    else if (m_cursor.row > 0)
        --m_cursor.row;
}

void TerminalScreen::backspace()
{
    moveToColumn(m_cursor.column - 1);
}

void TerminalScreen::tab(int count)
{
    int column = m_cursor.column;
    for (int i = 0; i < count && column < m_size.columns - 1; ++i) {
        do
            ++column;
        while (column < m_size.columns - 1 && !m_tabs[size_t(column)]);
    }
    moveToColumn(column);
}

void TerminalScreen::backTab(int count)
{
    int column = m_cursor.column;
    for (int i = 0; i < count && column > 0; ++i) {
        do
            --column;
        while (column > 0 && !m_tabs[size_t(column)]);
    }
    moveToColumn(column);
}

void TerminalScreen::setTab()
{
    m_tabs[size_t(m_cursor.column)] = true;
}

void TerminalScreen::clearTab()
{
    m_tabs[size_t(m_cursor.column)] = false;
}

void TerminalScreen::clearTabs()
{
    std::ranges::fill(m_tabs, false);
}

void TerminalScreen::setTabsFrom(int column)
{
    m_tabs.resize(size_t(m_size.columns));
    for (; column < m_size.columns; ++column)
        m_tabs[size_t(column)] = column % tabWidth == 0;
}

void TerminalScreen::setOrigin(bool origin)
{
    m_cursor.origin = origin;
    moveTo(0, 0);
}

void TerminalScreen::saveCursor()
{
    m_saved = m_cursor;
}

void TerminalScreen::restoreCursor()
{
    m_cursor = m_saved.value_or(Cursor());
    clampCursor(m_cursor);
}

void TerminalScreen::adoptCursor(const TerminalScreen &other)
{
    m_cursor = other.m_cursor;
    clampCursor(m_cursor);
}

void TerminalScreen::clampCursor(Cursor &cursor) const
{
    cursor.row = std::clamp(cursor.row, 0, m_size.rows - 1);
    cursor.column = std::clamp(cursor.column, 0, m_size.columns - 1);
    cursor.wrapPending = cursor.wrapPending && cursor.column == m_size.columns - 1;
}

} // namespace pilothouse
