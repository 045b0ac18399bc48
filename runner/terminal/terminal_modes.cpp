#include "runner/terminal/terminal_interpreter.h"

namespace pilothouse {

void TerminalEmulator::Interpreter::privateSequence(const ControlSequence &sequence)
{
    const auto is = [&sequence](char prefix, char intermediate, char final) {
        return sequence.prefix == prefix && sequence.intermediate == intermediate && sequence.final == final;
    };
    if (is('?', 0, 'h') || is('?', 0, 'l'))
        setPrivateModes(sequence, sequence.final == 'h');
    else if (is('?', '$', 'p') || is(0, '$', 'p'))
        reportMode(sequence);
    else if (is('?', 0, 'n'))
        reportStatus(sequence);
    else if (is('?', 0, 'J') || is('?', 0, 'K'))
        erase(sequence); // Selective erase; nothing is protected here.
    else if (is('>', 0, 'c'))
        reply("\x1b[>0;10;0c");
    else if (is(0, '!', 'p'))
        softReset();
    else if (is(0, ' ', 'q'))
        setCursorShape(sequence.value(0));
}

void TerminalEmulator::Interpreter::setModes(const ControlSequence &sequence, bool on)
{
    for (int i = 0; i < sequence.count; ++i) {
        if (sequence.value(i) == 4)
            m_screen->setInsert(on);
        else if (sequence.value(i) == 20)
            m_modes.newLine = on;
    }
}

void TerminalEmulator::Interpreter::setPrivateModes(const ControlSequence &sequence, bool on)
{
    for (int i = 0; i < sequence.count; ++i)
        setPrivateMode(sequence.value(i), on);
}

void TerminalEmulator::Interpreter::setPrivateMode(int mode, bool on)
{
    switch (mode) {
    case 1:
        m_modes.applicationCursor = on;
        break;
    case 5:
        m_modes.reverseVideo = on;
        m_screen->damageAll();
        break;
    case 6:
        m_screen->setOrigin(on);
        break;
    case 7:
        m_screen->setAutoWrap(on);
        break;
    case 12:
        m_cursor.blinking = on;
        break;
    case 25:
        m_cursor.visible = on;
        break;
    case 47:
        useAlternateScreen(on, false, false);
        break;
    case 66:
        m_modes.applicationKeypad = on;
        break;
    case 1000:
        setMouse(TerminalMouse::Press, on);
        break;
    case 1002:
        setMouse(TerminalMouse::Drag, on);
        break;
    case 1003:
        setMouse(TerminalMouse::Motion, on);
        break;
    case 1004:
        m_modes.focusEvents = on;
        break;
    case 1006:
        m_modes.mouseSgr = on;
        break;
    case 1047:
        useAlternateScreen(on, false, true);
        break;
    case 1048:
        if (on)
            m_screen->saveCursor();
        else
            m_screen->restoreCursor();
        break;
    case 1049:
        useAlternateScreen(on, true, true);
        break;
    case 2004:
        m_modes.bracketedPaste = on;
        break;
    case 2026:
        m_synchronizing = on;
        break;
    default:
        break;
    }
}

void TerminalEmulator::Interpreter::setMouse(TerminalMouse mouse, bool on)
{
    m_modes.mouse = on ? mouse : TerminalMouse::None;
}

void TerminalEmulator::Interpreter::useAlternateScreen(bool on, bool withCursor, bool clear)
{
    if (on == (m_screen == &m_alternate))
        return;
    if (on) {
        if (withCursor)
            m_primary.saveCursor();
        m_screen = &m_alternate;
        m_alternate.adoptCursor(m_primary);
        if (clear)
            m_alternate.eraseInDisplay(TerminalScreen::Erase::All);
    } else {
        m_screen = &m_primary;
        m_primary.adoptCursor(m_alternate);
        if (withCursor)
            m_primary.restoreCursor();
    }
    m_screen->damageAll();
}

std::optional<bool> TerminalEmulator::Interpreter::privateMode(int mode) const
{
    switch (mode) {
    case 1:
        return m_modes.applicationCursor;
    case 5:
        return m_modes.reverseVideo;
    case 6:
        return m_screen->origin();
    case 7:
        return m_screen->autoWrap();
    case 12:
        return m_cursor.blinking;
    case 25:
        return m_cursor.visible;
    case 47:
    case 1047:
    case 1049:
        return m_screen == &m_alternate;
    case 66:
        return m_modes.applicationKeypad;
    case 1000:
        return m_modes.mouse == TerminalMouse::Press;
    case 1002:
        return m_modes.mouse == TerminalMouse::Drag;
    case 1003:
        return m_modes.mouse == TerminalMouse::Motion;
    case 1004:
        return m_modes.focusEvents;
    case 1006:
        return m_modes.mouseSgr;
    case 2004:
        return m_modes.bracketedPaste;
    case 2026:
        return m_synchronizing;
    default:
        return std::nullopt;
    }
}

/// DECRQM: 1 is set, 2 reset, 0 unknown.
void TerminalEmulator::Interpreter::reportMode(const ControlSequence &sequence)
{
    const int mode = sequence.value(0);
    std::optional<bool> on;
    if (sequence.prefix == '?')
        on = privateMode(mode);
    else if (mode == 4)
        on = m_screen->insert();
    else if (mode == 20)
        on = m_modes.newLine;
    const QByteArray prefix = sequence.prefix == '?' ? QByteArrayLiteral("\x1b[?") : QByteArrayLiteral("\x1b[");
    reply(QByteArray(prefix + QByteArray::number(mode) + ';' + (!on ? '0' : *on ? '1' : '2') + "$y"));
}

/// DSR: that all is well, and where the cursor is.
void TerminalEmulator::Interpreter::reportStatus(const ControlSequence &sequence)
{
    if (sequence.value(0) == 5 && sequence.prefix == 0)
        return reply("\x1b[0n");
    if (sequence.value(0) != 6)
        return;
    const QByteArray row = QByteArray::number(m_screen->row() - m_screen->originRow() + 1);
    const QByteArray column = QByteArray::number(m_screen->column() + 1);
    reply(QByteArray((sequence.prefix == '?' ? "\x1b[?" : "\x1b[") + row + ';' + column + 'R'));
}

/// DECSCUSR.
void TerminalEmulator::Interpreter::setCursorShape(int number)
{
    if (number > 6)
        return;
    m_cursor.blinking = number == 0 || number % 2 == 1;
    m_cursor.shape = number <= 2 ? TerminalCursorShape::Block
        : number <= 4            ? TerminalCursorShape::Underline
                                 : TerminalCursorShape::Bar;
}

/// DECSTR: modes, margins and style as in the beginning; what is on the screen stays.
void TerminalEmulator::Interpreter::softReset()
{
    m_modes.applicationCursor = false;
    m_modes.applicationKeypad = false;
    m_cursor.visible = true;
    m_screen->resetState();
}

/// RIS: everything but the history.
void TerminalEmulator::Interpreter::hardReset()
{
    const TerminalSize size = m_screen->size();
    m_primary = TerminalScreen(size, &m_history);
    m_alternate = TerminalScreen(size, nullptr);
    m_screen = &m_primary;
    m_modes = {};
    m_cursor = {};
    m_title.clear();
    m_synchronizing = false;
}

void TerminalEmulator::Interpreter::reset()
{
    hardReset();
    m_parser.reset();
    m_history.clear();
    m_replies.clear();
    m_bell = false;
    m_dirty = true;
}

void TerminalEmulator::Interpreter::resize(TerminalSize size)
{
    m_primary.resize(size);
    m_alternate.resize(size);
    m_dirty = true;
}

} // namespace pilothouse
