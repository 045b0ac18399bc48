#include "runner/terminal/terminal_interpreter.h"

#include "runner/terminal/terminal_styling.h"

#include <array>

// Text, escapes, control sequences and frames; modes, reports and resets are in terminal_modes.cpp.

namespace pilothouse {

namespace {

/// DEC's line drawing set, for 0x5f to 0x7e.
constexpr std::array<char32_t, 32> drawing{U' ', U'◆', U'▒', U'␉', U'␌', U'␍', U'␊', U'°', U'±', U'␤', U'␋', U'┘', U'┐',
    U'┌', U'└', U'┼', U'⎺', U'⎻', U'─', U'⎼', U'⎽', U'├', U'┤', U'┴', U'┬', U'│', U'≤', U'≥', U'π', U'≠', U'£', U'·'};
constexpr char firstDrawing = 0x5f;

constexpr qsizetype titleLimit = 256;

TerminalScreen::Erase eraseWhat(int number)
{
    return number == 0 ? TerminalScreen::Erase::ToEnd
        : number == 1  ? TerminalScreen::Erase::ToBeginning
                       : TerminalScreen::Erase::All;
}

} // namespace

TerminalEmulator::Interpreter::Interpreter(TerminalSize size, TerminalLimits limits)
    : m_limits(limits),
      m_history(limits.historyBytes),
      m_primary(size, &m_history),
      m_alternate(size, nullptr)
{ }

void TerminalEmulator::Interpreter::feed(QByteArrayView bytes)
{
    m_parser.feed(bytes);
    m_dirty = m_dirty || !bytes.isEmpty();
}

void TerminalEmulator::Interpreter::printAscii(QByteArrayView text)
{
    const TerminalScreen::CharacterSets &sets = m_screen->characterSets();
    if (!sets.drawing[sets.active])
        return m_screen->printAscii(std::string_view(text.data(), size_t(text.size())));
    for (const char c : text) {
        if (c >= firstDrawing)
            m_screen->print(drawing[size_t(c - firstDrawing)]);
        else
            m_screen->printAscii(std::string_view(&c, 1));
    }
}

void TerminalEmulator::Interpreter::printCharacter(char32_t character)
{
    m_screen->print(character);
}

void TerminalEmulator::Interpreter::control(char byte)
{
    switch (byte) {
    case '\a':
        m_bell = true;
        break;
    case '\b':
        m_screen->backspace();
        break;
    case '\t':
        m_screen->tab(1);
        break;
    case '\n':
    case '\v':
    case '\f':
        m_screen->lineFeed();
        if (m_modes.newLine)
            m_screen->carriageReturn();
        break;
    case '\r':
        m_screen->carriageReturn();
        break;
    case 0x0e: // SO
    case 0x0f: // SI
        m_screen->characterSets().active = byte == 0x0e ? 1 : 0;
        break;
    default:
        break;
    }
}

void TerminalEmulator::Interpreter::chooseSet(int index, char final)
{
    m_screen->characterSets().drawing[index] = final == '0';
}

void TerminalEmulator::Interpreter::escape(char intermediate, char final)
{
    if (intermediate == '(' || intermediate == ')')
        return chooseSet(intermediate == '(' ? 0 : 1, final);
    if (intermediate == '#' && final == '8')
        return m_screen->fillWithE();
    if (intermediate != 0)
        return;
    switch (final) {
    case '7':
        m_screen->saveCursor();
        break;
    case '8':
        m_screen->restoreCursor();
        break;
    case 'D':
        m_screen->lineFeed();
        break;
    case 'E':
        m_screen->lineFeed();
        m_screen->carriageReturn();
        break;
    case 'H':
        m_screen->setTab();
        break;
    case 'M':
        m_screen->reverseLineFeed();
        break;
    case 'c':
        hardReset();
        break;
    case '=':
    case '>':
        m_modes.applicationKeypad = final == '=';
        break;
    default:
        break;
    }
}

void TerminalEmulator::Interpreter::controlSequence(const ControlSequence &sequence)
{
    if (sequence.prefix == 0 && sequence.intermediate == 0)
        plainSequence(sequence);
    else
        privateSequence(sequence);
}

void TerminalEmulator::Interpreter::plainSequence(const ControlSequence &sequence)
{
    if (cursorSequence(sequence) || editSequence(sequence))
        return;
    switch (sequence.final) {
    case 'b':
        m_screen->repeatLast(sequence.number(0));
        break;
    case 'c':
        reply("\x1b[?62;22c");
        break; // A VT220 with colours.
    case 'g':
        clearTabs(sequence.value(0));
        break;
    case 'h':
    case 'l':
        setModes(sequence, sequence.final == 'h');
        break;
    case 'm':
        applyGraphicRendition(sequence, m_screen->style());
        break;
    case 'n':
        reportStatus(sequence);
        break;
    case 'r':
        m_screen->setMargins(
            sequence.number(0) - 1, (sequence.value(1) == 0 ? m_screen->size().rows : sequence.value(1)) - 1);
        break;
    case 's':
        m_screen->saveCursor();
        break;
    case 't':
        if (sequence.value(0) == 18)
            reply(QByteArray("\x1b[8;" + QByteArray::number(m_screen->size().rows) + ';'
                + QByteArray::number(m_screen->size().columns) + 't'));
        break;
    case 'u':
        m_screen->restoreCursor();
        break;
    default:
        break;
    }
}

bool TerminalEmulator::Interpreter::cursorSequence(const ControlSequence &sequence)
{
    const int count = sequence.number(0);
    switch (sequence.final) {
    case 'A':
    case 'k':
        m_screen->moveBy(-count, 0);
        break;
    case 'B':
    case 'e':
        m_screen->moveBy(count, 0);
        break;
    case 'C':
    case 'a':
        m_screen->moveBy(0, count);
        break;
    case 'D':
    case 'j':
        m_screen->moveBy(0, -count);
        break;
    case 'E':
        m_screen->moveBy(count, 0);
        m_screen->carriageReturn();
        break;
    case 'F':
        m_screen->moveBy(-count, 0);
        m_screen->carriageReturn();
        break;
    case 'G':
    case '`':
        m_screen->moveToColumn(count - 1);
        break;
    case 'H':
    case 'f':
        m_screen->moveTo(count - 1, sequence.number(1) - 1);
        break;
    case 'I':
        m_screen->tab(count);
        break;
    case 'Z':
        m_screen->backTab(count);
        break;
    case 'd':
        m_screen->moveToRow(count - 1);
        break;
    default:
        return false;
    }
    return true;
}

bool TerminalEmulator::Interpreter::editSequence(const ControlSequence &sequence)
{
    const int count = sequence.number(0);
    switch (sequence.final) {
    case '@':
        m_screen->insertCharacters(count);
        break;
    case 'J':
    case 'K':
        erase(sequence);
        break;
    case 'L':
        m_screen->insertLines(count);
        break;
    case 'M':
        m_screen->deleteLines(count);
        break;
    case 'P':
        m_screen->deleteCharacters(count);
        break;
    case 'S':
        m_screen->scrollUp(count);
        break;
    case 'T':
        m_screen->scrollDown(count);
        break;
    case 'X':
        m_screen->eraseCharacters(count);
        break;
    default:
        return false;
    }
    return true;
}

void TerminalEmulator::Interpreter::erase(const ControlSequence &sequence)
{
    const int what = sequence.value(0);
    if (sequence.final == 'J' && what == 3 && m_screen == &m_primary)
        m_history.clear();
    else if (what > 2)
        return;
    else if (sequence.final == 'J')
        m_screen->eraseInDisplay(eraseWhat(what));
    else
        m_screen->eraseInLine(eraseWhat(what));
}

void TerminalEmulator::Interpreter::clearTabs(int what)
{
    if (what == 0)
        m_screen->clearTab();
    else if (what == 3)
        m_screen->clearTabs();
}

/// Only titles (0 and 2). The clipboard (52), colours and the rest would give the program what it must not have.
void TerminalEmulator::Interpreter::systemCommand(QByteArrayView text)
{
    if (!text.startsWith("0;") && !text.startsWith("2;"))
        return;
    QString title = QString::fromUtf8(text.sliced(2));
    title.removeIf([](QChar c) { return c.category() == QChar::Other_Control; });
    m_title = title.first(std::min(title.size(), titleLimit));
}

void TerminalEmulator::Interpreter::reply(QByteArrayView bytes)
{
    if (m_replies.size() + bytes.size() <= m_limits.replyBytes)
        m_replies += bytes;
}

std::shared_ptr<const TerminalFrame> TerminalEmulator::Interpreter::frame()
{
    const TerminalSize size = m_screen->size();
    auto frame = std::make_shared<TerminalFrame>();
    frame->number = ++m_frames;
    frame->size = size;
    frame->rows.reserve(size_t(size.rows));
    frame->damaged.reserve(size_t(size.rows));
    for (int row = 0; row < size.rows; ++row) {
        frame->damaged.push_back(m_screen->isDamaged(row));
        frame->rows.push_back(m_screen->publishRow(row));
    }
    frame->scrolled = m_screen->scrolled();
    frame->cursor = m_cursor;
    frame->cursor.row = m_screen->row();
    frame->cursor.column = m_screen->column();
    frame->modes = m_modes;
    frame->modes.alternateScreen = m_screen == &m_alternate;
    frame->title = m_title;
    frame->bell = std::exchange(m_bell, false);
    const bool historyChanged = !m_historySnapshot || m_historySnapshot->size() != m_history.size()
        || m_historySnapshot->dropped() != m_history.dropped();
    if (historyChanged)
        m_historySnapshot = m_history.snapshot();
    frame->history = m_historySnapshot;
    m_screen->clearDamage();
    m_dirty = false;
    return frame;
}

} // namespace pilothouse
