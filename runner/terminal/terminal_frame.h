#pragma once

#include "runner/terminal/terminal_cell.h"

#include <QString>

#include <memory>

namespace pilothouse {

class TerminalHistory;

struct TerminalSize {
    int rows = 24;
    int columns = 80;

    friend bool operator==(const TerminalSize &, const TerminalSize &) = default;
};

enum class TerminalCursorShape : quint8 { Block, Underline, Bar };

struct TerminalCursor {
    int row = 0; ///< From 0, below the history.
    int column = 0; ///< From 0; never behind the last column.
    TerminalCursorShape shape = TerminalCursorShape::Block;
    bool visible = true;
    bool blinking = true;

    friend bool operator==(const TerminalCursor &, const TerminalCursor &) = default;
};

enum class TerminalMouse : quint8 {
    None,
    Press, ///< Presses and releases (1000).
    Drag, ///< Also moves while a button is down (1002).
    Motion, ///< All moves (1003).
};

/// What the program in the terminal asked of keyboard, mouse and view.
struct TerminalModes {
    bool applicationCursor = false; ///< DECCKM: cursor keys send SS3.
    bool applicationKeypad = false;
    bool newLine = false; ///< LNM: Return sends CR LF.
    bool bracketedPaste = false;
    bool focusEvents = false;
    bool mouseSgr = false; ///< Reports as in mode 1006; otherwise the old form with its 223 columns.
    bool alternateScreen = false;
    bool reverseVideo = false;
    TerminalMouse mouse = TerminalMouse::None;

    friend bool operator==(const TerminalModes &, const TerminalModes &) = default;
};

/// What the terminal shows at one moment. Immutable, to be handed to any thread; rows that did not change are shared
/// with the frame before. All text is untrusted: the title may hold anything but control characters.
struct TerminalFrame {
    quint64 number = 0; ///< Counts frames of one emulator, from 1.
    TerminalSize size;
    std::vector<std::shared_ptr<const TerminalRow>> rows;
    /// Rows that differ from the previous frame's row at the same place, after that one was moved up by `scrolled`.
    std::vector<bool> damaged;
    int scrolled = 0; ///< How many rows went into the history since the previous frame; the size's rows at most.
    TerminalCursor cursor;
    TerminalModes modes;
    QString title;
    bool bell = false; ///< It rang since the previous frame.
    std::shared_ptr<const TerminalHistory> history; ///< Rows above the screen. Never null.
};

} // namespace pilothouse
