#include "runner/terminal/terminal_parser.h"

#include <algorithm>
#include <utility>

namespace pilothouse {

namespace {

constexpr char escapeByteValue = 0x1b;
constexpr char cancel = 0x18;
constexpr char substitute = 0x1a;
constexpr char bell = 0x07;
constexpr char32_t replacement = 0xfffd;
constexpr int highestValue = 65535;

constexpr bool isControl(char byte)
{
    return quint8(byte) < 0x20;
}

constexpr bool isPrintableAscii(char byte)
{
    return byte >= 0x20 && byte != 0x7f;
}

} // namespace

void TerminalParser::reset()
{
    m_state = State::Ground;
    m_bytesNeeded = 0;
    m_systemCommand.clear();
}

void TerminalParser::feed(QByteArrayView bytes)
{
    const char *at = bytes.data();
    const char *end = at + bytes.size();
    while (at != end) {
        if (m_state == State::Ground)
            at = ground(at, end);
        else
            sequenceByte(*at++);
    }
}

/// Text and controls outside of sequences. Returns where it stopped: at the end, or behind an ESC.
const char *TerminalParser::ground(const char *at, const char *end)
{
    while (at != end) {
        if (m_bytesNeeded == 0) {
            const char *run = std::find_if_not(at, end, isPrintableAscii);
            if (run != at)
                m_sink.printAscii(QByteArrayView(at, run));
            at = run;
            if (at == end)
                break;
        }
        const char byte = *at++;
        if (quint8(byte) >= 0x80) {
            decode(quint8(byte));
            continue;
        }
        if (m_bytesNeeded > 0) {
            // A sequence that was cut; the byte is looked at anew.
            m_bytesNeeded = 0;
            m_sink.printCharacter(replacement);
            --at;
            continue;
        }
        if (byte == escapeByteValue) {
            startEscape();
            break;
        }
        if (isControl(byte) && byte != cancel && byte != substitute)
            m_sink.control(byte);
    }
    return at;
}

/// One byte from 0x80 on.
void TerminalParser::decode(quint8 byte)
{
    if (m_bytesNeeded == 0) {
        m_lowest = 0x80;
        m_highest = 0xbf;
        if (byte >= 0xc2 && byte <= 0xdf) {
            m_bytesNeeded = 1;
            m_character = byte & 0x1f;
        } else if (byte >= 0xe0 && byte <= 0xef) {
            m_bytesNeeded = 2;
            m_character = byte & 0x0f;
            m_lowest = byte == 0xe0 ? 0xa0 : 0x80; // No overlong forms,
            m_highest = byte == 0xed ? 0x9f : 0xbf; // no surrogates,
        } else if (byte >= 0xf0 && byte <= 0xf4) {
            m_bytesNeeded = 3;
            m_character = byte & 0x07;
            m_lowest = byte == 0xf0 ? 0x90 : 0x80;
            m_highest = byte == 0xf4 ? 0x8f : 0xbf; // nothing above U+10FFFF.
        } else {
            m_sink.printCharacter(replacement);
        }
        return;
    }
    if (byte < m_lowest || byte > m_highest) {
        m_bytesNeeded = 0;
        m_sink.printCharacter(replacement);
        decode(byte);
        return;
    }
    m_lowest = 0x80;
    m_highest = 0xbf;
    m_character = (m_character << 6) | (byte & 0x3f);
    // U+0080 to U+009F are controls that UTF-8 terminals do not act on.
    if (--m_bytesNeeded == 0 && m_character >= 0xa0)
        m_sink.printCharacter(m_character);
}

void TerminalParser::startEscape()
{
    m_state = State::Escape;
    m_sequence = {};
}

void TerminalParser::sequenceByte(char byte)
{
    if (byte == escapeByteValue) {
        // Also ends a string: what follows is its terminator ESC \ or a sequence that cuts it off.
        if (m_state == State::SystemCommand && !m_systemCommandTooLong)
            m_sink.systemCommand(std::exchange(m_systemCommand, {}));
        return startEscape();
    }
    if (byte == cancel || byte == substitute) {
        m_state = State::Ground;
        return;
    }
    switch (m_state) {
    case State::SystemCommand:
        return systemCommandByte(byte);
    case State::SkippedString:
        return;
    default:
        break;
    }
    if (isControl(byte))
        return m_sink.control(byte);
    if (quint8(byte) >= 0x7f) {
        // DEL is ignored; a byte that no sequence can hold ends it.
        if (byte != 0x7f)
            m_state = State::Ground;
        return;
    }
    switch (m_state) {
    case State::Escape:
        return escapeByte(byte);
    case State::Parameters:
        return parameterByte(byte);
    case State::IgnoredSequence:
        if (byte >= 0x40)
            m_state = State::Ground;
        return;
    default:
        return;
    }
}

void TerminalParser::escapeByte(char byte)
{
    if (byte < 0x30) {
        m_state = m_sequence.intermediate == 0 ? State::Escape : State::IgnoredSequence;
        m_sequence.intermediate = byte;
        return;
    }
    m_state = State::Ground;
    if (m_sequence.intermediate != 0)
        return m_sink.escape(m_sequence.intermediate, byte);
    switch (byte) {
    case '[':
        m_state = State::Parameters;
        return;
    case ']':
        m_state = State::SystemCommand;
        m_systemCommand.clear();
        m_systemCommandTooLong = false;
        return;
    case 'P': // DCS
    case 'X': // SOS
    case '^': // PM
    case '_': // APC
        m_state = State::SkippedString;
        return;
    default:
        return m_sink.escape(0, byte);
    }
}

void TerminalParser::parameterByte(char byte)
{
    if (byte >= 0x40) {
        m_state = State::Ground;
        m_sequence.final = byte;
        return m_sink.controlSequence(m_sequence);
    }
    if (byte < 0x30) {
        if (m_sequence.intermediate != 0)
            m_state = State::IgnoredSequence;
        m_sequence.intermediate = byte;
        return;
    }
    if (m_sequence.intermediate != 0) {
        m_state = State::IgnoredSequence; // Parameters come before.
    } else if (byte <= '9') {
        digit(byte - '0');
    } else if (byte == ';' || byte == ':') {
        separator(byte == ':');
    } else if (m_sequence.count == 0 && m_sequence.prefix == 0) {
        m_sequence.prefix = byte;
    } else {
        m_state = State::IgnoredSequence;
    }
}

void TerminalParser::digit(int value)
{
    if (m_sequence.count == 0)
        m_sequence.count = 1;
    quint16 &last = m_sequence.values[size_t(m_sequence.count - 1)];
    last = quint16(std::min(highestValue, last * 10 + value));
}

void TerminalParser::separator(bool colon)
{
    if (m_sequence.count == 0)
        m_sequence.count = 1;
    if (m_sequence.count == ControlSequence::maximumValues) {
        m_state = State::IgnoredSequence;
        return;
    }
    m_sequence.sub[size_t(m_sequence.count)] = colon;
    ++m_sequence.count;
}

void TerminalParser::systemCommandByte(char byte)
{
    if (byte == bell) {
        m_state = State::Ground;
        if (!m_systemCommandTooLong)
            m_sink.systemCommand(std::exchange(m_systemCommand, {}));
        return;
    }
    if (isControl(byte) || m_systemCommandTooLong)
        return;
    m_systemCommand += byte;
    if (m_systemCommand.size() > systemCommandLimit) {
        m_systemCommandTooLong = true;
        m_systemCommand = {};
    }
}

} // namespace pilothouse
