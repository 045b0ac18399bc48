#pragma once

#include "runner/terminal/terminal_emulator.h"
#include "runner/terminal/terminal_history.h"
#include "runner/terminal/terminal_parser.h"
#include "runner/terminal/terminal_screen.h"

namespace pilothouse {

/// What the control functions mean: acts on the two screens and the modes, and writes replies.
class TerminalEmulator::Interpreter final : public TerminalParserSink {
public:
    Interpreter(TerminalSize size, TerminalLimits limits);

    void printAscii(QByteArrayView text) override;
    void printCharacter(char32_t character) override;
    void control(char byte) override;
    void escape(char intermediate, char final) override;
    void controlSequence(const ControlSequence &sequence) override;
    void systemCommand(QByteArrayView text) override;

    void feed(QByteArrayView bytes);
    void resize(TerminalSize size);
    void reset();
    [[nodiscard]] QByteArray takeReplies() { return std::exchange(m_replies, {}); }
    [[nodiscard]] bool isDirty() const { return m_dirty; }
    [[nodiscard]] bool isSynchronizing() const { return m_synchronizing; }
    [[nodiscard]] std::shared_ptr<const TerminalFrame> frame();

private:
    void plainSequence(const ControlSequence &sequence);
    bool cursorSequence(const ControlSequence &sequence);
    bool editSequence(const ControlSequence &sequence);
    void erase(const ControlSequence &sequence);
    void clearTabs(int what);
    void privateSequence(const ControlSequence &sequence);
    void setModes(const ControlSequence &sequence, bool on);
    void setPrivateModes(const ControlSequence &sequence, bool on);
    void setPrivateMode(int mode, bool on);
    void setMouse(TerminalMouse mouse, bool on);
    void useAlternateScreen(bool on, bool withCursor, bool clear);
    void reportMode(const ControlSequence &sequence);
    [[nodiscard]] std::optional<bool> privateMode(int mode) const;
    void reportStatus(const ControlSequence &sequence);
    void softReset();
    void hardReset();
    void setCursorShape(int number);
    void chooseSet(int index, char final);
    void reply(QByteArrayView bytes);

    TerminalLimits m_limits;
    TerminalParser m_parser{*this};
    TerminalHistory m_history;
    TerminalScreen m_primary;
    TerminalScreen m_alternate;
    TerminalScreen *m_screen = &m_primary;
    TerminalModes m_modes;
    TerminalCursor m_cursor; ///< Its look; its place is the screen's.
    QString m_title;
    QByteArray m_replies;
    bool m_synchronizing = false;
    bool m_bell = false;
    bool m_dirty = true;
    quint64 m_frames = 0;
    std::shared_ptr<const TerminalHistory> m_historySnapshot; ///< The last frame's.
};

} // namespace pilothouse
