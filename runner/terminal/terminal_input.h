#pragma once

#include "runner/terminal/terminal_frame.h"

#include <QByteArray>
#include <QString>

namespace pilothouse {

/// A key press for the program in the terminal. `text` is what the key types (QKeyEvent::text()), `key` a Qt::Key and
/// `modifiers` are Qt::KeyboardModifiers. Empty for keys that mean nothing to a terminal. As xterm's defaults
/// ("XTerm Control Sequences", PC-style function keys).
[[nodiscard]] QByteArray encodeKey(int key, int modifiers, const QString &text, const TerminalModes &modes);

/// Pasted text: line breaks become CR, control characters but tab and CR are left out (an ESC in it could end the
/// brackets), and the brackets are added where the program asked for them.
[[nodiscard]] QByteArray encodePaste(const QString &text, const TerminalModes &modes);

/// True when pasting this would run commands at once, so that a person should be asked first.
[[nodiscard]] bool pasteRunsCommands(const QString &text, const TerminalModes &modes);

enum class TerminalMouseAction : quint8 { Press, Release, Move };
enum class TerminalMouseButton : quint8 { None, Left, Middle, Right, WheelUp, WheelDown };

/// A mouse event at a cell (from 0). Empty when the program did not ask for it.
[[nodiscard]] QByteArray encodeMouse(TerminalMouseAction action, TerminalMouseButton button, int row, int column,
    int modifiers, const TerminalModes &modes);

/// The terminal got or lost the focus. Empty when the program did not ask for it.
[[nodiscard]] QByteArray encodeFocus(bool focused, const TerminalModes &modes);

} // namespace pilothouse
