#include "runner/terminal/terminal_input.h"

#include <qnamespace.h>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr int oldMouseLimit = 223; ///< The old reports add 32 to a position and send it as one byte.

/// 1 + shift + 2 alt + 4 control, as xterm counts modifiers; 1 means none.
int modifierNumber(int modifiers)
{
    return 1 + ((modifiers & Qt::ShiftModifier) ? 1 : 0) + ((modifiers & Qt::AltModifier) ? 2 : 0)
        + ((modifiers & Qt::ControlModifier) ? 4 : 0);
}

/// CSI letter, SS3 letter in application mode, CSI 1 ; modifiers letter with modifiers.
QByteArray letterKey(char letter, int modifiers, bool application)
{
    const int number = modifierNumber(modifiers);
    if (number > 1)
        return "\x1b[1;" + QByteArray::number(number) + letter;
    return QByteArray(application ? "\x1bO" : "\x1b[") + letter;
}

QByteArray tildeKey(int key, int modifiers)
{
    const int number = modifierNumber(modifiers);
    QByteArray bytes = "\x1b[" + QByteArray::number(key);
    if (number > 1)
        bytes += ';' + QByteArray::number(number);
    return QByteArray(bytes + '~');
}

QByteArray functionKey(int key, int modifiers)
{
    constexpr int numbers[] = {15, 17, 18, 19, 20, 21, 23, 24}; // F5 to F12
    const int index = key - Qt::Key_F1;
    if (index < 4)
        return letterKey(char('P' + index), modifiers, true);
    return index < 12 ? tildeKey(numbers[index - 4], modifiers) : QByteArray();
}

QByteArray namedKey(int key, int modifiers, const TerminalModes &modes)
{
    switch (key) {
    case Qt::Key_Up:
        return letterKey('A', modifiers, modes.applicationCursor);
    case Qt::Key_Down:
        return letterKey('B', modifiers, modes.applicationCursor);
    case Qt::Key_Right:
        return letterKey('C', modifiers, modes.applicationCursor);
    case Qt::Key_Left:
        return letterKey('D', modifiers, modes.applicationCursor);
    case Qt::Key_Home:
        return letterKey('H', modifiers, modes.applicationCursor);
    case Qt::Key_End:
        return letterKey('F', modifiers, modes.applicationCursor);
    case Qt::Key_Insert:
        return tildeKey(2, modifiers);
    case Qt::Key_Delete:
        return tildeKey(3, modifiers);
    case Qt::Key_PageUp:
        return tildeKey(5, modifiers);
    case Qt::Key_PageDown:
        return tildeKey(6, modifiers);
    case Qt::Key_Backtab:
        return QByteArrayLiteral("\x1b[Z");
    default:
        return key >= Qt::Key_F1 && key <= Qt::Key_F12 ? functionKey(key, modifiers) : QByteArray();
    }
}

/// Keys that are one control character, with ESC before it for Alt.
QByteArray plainKey(int key, int modifiers, const TerminalModes &modes)
{
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return modes.newLine ? QByteArrayLiteral("\r\n") : QByteArrayLiteral("\r");
    case Qt::Key_Escape:
        return QByteArrayLiteral("\x1b");
    case Qt::Key_Tab:
        return QByteArrayLiteral("\t");
    case Qt::Key_Backspace:
        return (modifiers & Qt::ControlModifier) ? QByteArrayLiteral("\b") : QByteArrayLiteral("\x7f");
    default:
        return {};
    }
}

/// Ctrl with a character, as on a VT220: @ to _ are 0 to 31, ? is 127, and the digits that stand in for them.
QByteArray controlCharacter(int key)
{
    if (key >= Qt::Key_At && key <= Qt::Key_Underscore)
        return QByteArray(1, char(key - Qt::Key_At));
    switch (key) {
    case Qt::Key_Space:
    case Qt::Key_2:
        return QByteArray(1, '\0');
    case Qt::Key_3:
        return QByteArrayLiteral("\x1b");
    case Qt::Key_4:
        return QByteArrayLiteral("\x1c");
    case Qt::Key_5:
        return QByteArrayLiteral("\x1d");
    case Qt::Key_6:
    case Qt::Key_AsciiCircum:
        return QByteArrayLiteral("\x1e");
    case Qt::Key_7:
    case Qt::Key_Slash:
        return QByteArrayLiteral("\x1f");
    case Qt::Key_8:
    case Qt::Key_Question:
        return QByteArrayLiteral("\x7f");
    default:
        return {};
    }
}

int buttonNumber(TerminalMouseButton button)
{
    switch (button) {
    case TerminalMouseButton::Left:
        return 0;
    case TerminalMouseButton::Middle:
        return 1;
    case TerminalMouseButton::Right:
        return 2;
    case TerminalMouseButton::WheelUp:
        return 64;
    case TerminalMouseButton::WheelDown:
        return 65;
    case TerminalMouseButton::None:
        break;
    }
    return 3;
}

bool wantsMouse(TerminalMouseAction action, TerminalMouseButton button, TerminalMouse mouse)
{
    if (mouse == TerminalMouse::None)
        return false;
    if (action != TerminalMouseAction::Move)
        return true;
    return mouse == TerminalMouse::Motion || (mouse == TerminalMouse::Drag && button != TerminalMouseButton::None);
}

} // namespace

QByteArray encodeKey(int key, int modifiers, const QString &text, const TerminalModes &modes)
{
    const bool alt = modifiers & Qt::AltModifier;
    if (const QByteArray named = namedKey(key, modifiers, modes); !named.isEmpty())
        return named;
    QByteArray bytes = plainKey(key, modifiers, modes);
    if (bytes.isEmpty() && (modifiers & Qt::ControlModifier))
        bytes = controlCharacter(key);
    if (bytes.isEmpty())
        bytes = text.toUtf8();
    if (alt && !bytes.isEmpty())
        bytes.prepend('\x1b');
    return bytes;
}

QByteArray encodePaste(const QString &text, const TerminalModes &modes)
{
    QString cleaned = text;
    cleaned.replace(QStringLiteral("\r\n"), QStringLiteral("\r"));
    cleaned.replace(u'\n', u'\r');
    cleaned.removeIf([](QChar c) { return c.category() == QChar::Other_Control && c != u'\r' && c != u'\t'; });
    if (!modes.bracketedPaste)
        return cleaned.toUtf8();
    return QByteArray("\x1b[200~" + cleaned.toUtf8() + "\x1b[201~");
}

bool pasteRunsCommands(const QString &text, const TerminalModes &modes)
{
    return !modes.bracketedPaste && (text.contains(u'\n') || text.contains(u'\r'));
}

QByteArray encodeMouse(TerminalMouseAction action, TerminalMouseButton button, int row, int column, int modifiers,
    const TerminalModes &modes)
{
    if (!wantsMouse(action, button, modes.mouse) || row < 0 || column < 0)
        return {};
    int code = buttonNumber(button) + (action == TerminalMouseAction::Move ? 32 : 0);
    code += ((modifiers & Qt::ShiftModifier) ? 4 : 0) + ((modifiers & Qt::AltModifier) ? 8 : 0)
        + ((modifiers & Qt::ControlModifier) ? 16 : 0);
    if (modes.mouseSgr) {
        const char final = action == TerminalMouseAction::Release ? 'm' : 'M';
        return QByteArray("\x1b[<" + QByteArray::number(code) + ';' + QByteArray::number(column + 1) + ';'
            + QByteArray::number(row + 1) + final);
    }
    if (row >= oldMouseLimit || column >= oldMouseLimit)
        return {};
    if (action == TerminalMouseAction::Release)
        code = (code & ~3) | 3; // The old form does not say which button.
    return QByteArray(QByteArray("\x1b[M") + char(32 + code) + char(33 + column) + char(33 + row));
}

QByteArray encodeFocus(bool focused, const TerminalModes &modes)
{
    if (!modes.focusEvents)
        return {};
    return focused ? QByteArrayLiteral("\x1b[I") : QByteArrayLiteral("\x1b[O");
}

} // namespace pilothouse
