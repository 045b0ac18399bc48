#pragma once

#include <QByteArray>
#include <QtTypes>

#include <array>

namespace pilothouse {

/// A control sequence (CSI): ESC [ prefix parameters intermediate final.
struct ControlSequence {
    /// More than the 16 of a VT500, because programs of today put several colours into one sequence.
    static constexpr int maximumValues = 32;

    std::array<quint16, maximumValues> values{}; ///< A missing one is 0.
    std::array<bool, maximumValues> sub{}; ///< It followed a colon and belongs to the one before.
    int count = 0;
    char prefix = 0; ///< '?', '>', '=' or '<'.
    char intermediate = 0;
    char final = 0;

    [[nodiscard]] int value(int index) const { return index < count ? values[size_t(index)] : 0; }
    /// For parameters that count something: missing and 0 mean 1.
    [[nodiscard]] int number(int index) const { return value(index) == 0 ? 1 : value(index); }
};

/// What a parser finds, in order.
class TerminalParserSink {
public:
    TerminalParserSink() = default;
    virtual ~TerminalParserSink() = default;
    TerminalParserSink(const TerminalParserSink &) = delete;
    TerminalParserSink &operator=(const TerminalParserSink &) = delete;

    virtual void printAscii(QByteArrayView text) = 0; ///< Bytes 0x20 to 0x7e.
    virtual void printCharacter(char32_t character) = 0; ///< From U+00A0; U+FFFD for what is not UTF-8.
    virtual void control(char byte) = 0; ///< C0 but ESC, CAN and SUB.
    virtual void escape(char intermediate, char final) = 0;
    virtual void controlSequence(const ControlSequence &sequence) = 0;
    virtual void systemCommand(QByteArrayView text) = 0; ///< OSC, without its end. Any bytes from 0x20.
};

/// Splits what a program prints into text and control functions: the state machine of a VT500 (Paul Williams, "A parser
/// for DEC's ANSI-compatible video terminals"), with UTF-8 text, no 8-bit controls, and colons in parameters (ISO
/// 8613-6).
///
/// Any bytes in any pieces. Sequences with too many parameters or intermediates are left out whole, as are operating
/// system commands over 4 KiB; a parameter's value ends at 65535. Device control strings and their kind are skipped.
class TerminalParser final {
public:
    static constexpr qsizetype systemCommandLimit = 4096;

    explicit TerminalParser(TerminalParserSink &sink) : m_sink(sink) { }

    void feed(QByteArrayView bytes);
    void reset();

private:
    enum class State : quint8 { Ground, Escape, Parameters, IgnoredSequence, SystemCommand, SkippedString };

    const char *ground(const char *at, const char *end);
    void decode(quint8 byte);
    void sequenceByte(char byte);
    void escapeByte(char byte);
    void parameterByte(char byte);
    void digit(int value);
    void separator(bool colon);
    void systemCommandByte(char byte);
    void startEscape();

    TerminalParserSink &m_sink;
    State m_state = State::Ground;
    ControlSequence m_sequence;
    QByteArray m_systemCommand;
    bool m_systemCommandTooLong = false;
    // UTF-8, as the decoder of the WHATWG Encoding Standard.
    char32_t m_character = 0;
    int m_bytesNeeded = 0;
    quint8 m_lowest = 0x80;
    quint8 m_highest = 0xbf;
};

} // namespace pilothouse
