#pragma once

#include "runner/terminal/terminal_frame.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace pilothouse {

class TerminalHistory;

/// The grid of one screen with its cursor: what control functions do to cells. Positions count from 0. A program's
/// numbers may be anything; they are brought inside here. Rows are shared with frames, so a row that a frame has is
/// copied before it changes.
class TerminalScreen final {
public:
    /// Rows that leave at the top go to `history`; null for the alternate screen.
    TerminalScreen(TerminalSize size, TerminalHistory *history);

    // Text
    void printAscii(std::string_view text);
    void print(char32_t character);
    void repeatLast(int count);

    // Cursor
    void moveTo(int row, int column); ///< From the margins in origin mode.
    void moveToColumn(int column);
    void moveToRow(int row);
    void moveBy(int rows, int columns); ///< Stops at the margins.
    void carriageReturn();
    void lineFeed();
    void reverseLineFeed();
    void backspace();
    void tab(int count);
    void backTab(int count);
    void saveCursor();
    void restoreCursor();
    void adoptCursor(const TerminalScreen &other); ///< Its place and style, as xterm has one cursor for both screens.

    // Cells
    enum class Erase { ToEnd, ToBeginning, All };
    void eraseInDisplay(Erase what);
    void eraseInLine(Erase what);
    void eraseCharacters(int count);
    void insertCharacters(int count);
    void deleteCharacters(int count);
    void insertLines(int count);
    void deleteLines(int count);
    void scrollUp(int count);
    void scrollDown(int count);
    void fillWithE(); ///< DECALN.

    // Setup
    void setMargins(int top, int bottom); ///< Nothing where top is not above bottom.
    void setTab();
    void clearTab();
    void clearTabs();
    void resize(TerminalSize size);
    void resetState(); ///< Margins, modes, style, character sets and the saved cursor; not the cells.

    // Frames
    [[nodiscard]] std::shared_ptr<const TerminalRow> publishRow(int row); ///< To be shared; it will not change.
    [[nodiscard]] bool isDamaged(int row) const { return m_lines[lineIndex(row)].damaged; }
    void clearDamage();
    void damageAll();
    [[nodiscard]] int scrolled() const { return m_scrolled; }

    [[nodiscard]] TerminalSize size() const { return m_size; }
    [[nodiscard]] int row() const { return m_cursor.row; }
    [[nodiscard]] int column() const { return m_cursor.column; }
    [[nodiscard]] int originRow() const { return m_cursor.origin ? m_top : 0; }

    TerminalStyle &style() { return m_cursor.style; }
    void setOrigin(bool origin);
    void setAutoWrap(bool autoWrap) { m_autoWrap = autoWrap; }
    [[nodiscard]] bool autoWrap() const { return m_autoWrap; }
    [[nodiscard]] bool origin() const { return m_cursor.origin; }
    void setInsert(bool insert) { m_insert = insert; }
    [[nodiscard]] bool insert() const { return m_insert; }

    /// The sets that SI and SO choose from, and which one is chosen. True: DEC's line drawing.
    struct CharacterSets {
        bool drawing[2] = {false, false};
        int active = 0;
    };
    CharacterSets &characterSets() { return m_cursor.sets; }

private:
    struct Line {
        std::shared_ptr<TerminalRow> row;
        bool shared = false; ///< A frame has it, or it is the blank row.
        bool damaged = true;
    };
    struct Cursor {
        int row = 0;
        int column = 0;
        bool wrapPending = false; ///< The last column was written; the next character goes to the next row.
        bool origin = false;
        TerminalStyle style;
        CharacterSets sets;
    };

    [[nodiscard]] size_t lineIndex(int row) const;
    [[nodiscard]] TerminalRow &writableRow(int row);
    [[nodiscard]] TerminalCell blank() const;
    [[nodiscard]] std::shared_ptr<TerminalRow> blankRow();
    void clearRow(int row);
    void clearCells(int row, int from, int to);
    void splitWide(TerminalRow &row, int column);
    void wrap();
    void advance(int width);
    void join(char32_t character);
    void scrollRegion(int top, int bottom, int count);
    void rotate(int top, int bottom, int count);
    void recycleTop();
    void keepInHistory(int count);
    void clampCursor(Cursor &cursor) const;
    void setTabsFrom(int column);
    void shrinkRows(int rows);

    TerminalSize m_size;
    TerminalHistory *m_history;
    std::vector<Line> m_lines; ///< A ring: row r is at (m_first + r) % rows.
    size_t m_first = 0;
    Cursor m_cursor;
    std::optional<Cursor> m_saved;
    int m_top = 0; ///< The scroll region's first and last row.
    int m_bottom;
    bool m_autoWrap = true;
    bool m_insert = false;
    std::vector<bool> m_tabs;
    char32_t m_last = 0; ///< The last character printed, for repeatLast().
    int m_scrolled = 0; ///< Rows that went into the history since clearDamage().
    std::shared_ptr<TerminalRow> m_blankRow;
};

} // namespace pilothouse
