#pragma once

#include "runner/terminal/terminal_frame.h"

#include <QByteArray>

#include <memory>

namespace pilothouse {

struct TerminalLimits {
    qsizetype historyBytes = 8 * 1024 * 1024;
    /// Replies wait for takeReplies() in this much memory; further ones are not given.
    qsizetype replyBytes = 64 * 1024;
};

/// A terminal of the xterm kind (TERM=xterm-256color): bytes of a program in, frames and replies out. No I/O, no clock,
/// no threads of its own. Any bytes may be fed, in any pieces; memory and the time for each byte are bounded.
///
/// Follows ECMA-48, DEC STD 070 as xterm does it ("XTerm Control Sequences"), UTF-8 only. What it leaves out on
/// purpose: the clipboard (OSC 52), reading colours and titles back, files, printing, device control strings; nothing a
/// program prints can make it send text of the program's choice.
///
/// To be used on one thread at a time; feed at most 64 KiB at once where the thread has other work.
class TerminalEmulator final {
public:
    static constexpr int maximumRows = 1000;
    static constexpr int maximumColumns = 1000;

    /// Sizes outside 1…maximum are brought inside, here and in resize().
    explicit TerminalEmulator(TerminalSize size, TerminalLimits limits = {});
    ~TerminalEmulator();
    TerminalEmulator(const TerminalEmulator &) = delete;
    TerminalEmulator &operator=(const TerminalEmulator &) = delete;

    void feed(QByteArrayView bytes);
    /// Rows that no longer fit go into the history, the cursor's row stays; columns are cut or filled. Lines are not
    /// broken anew.
    void resize(TerminalSize size);
    /// As after construction, history included.
    void reset();

    /// What the terminal answers to the program (positions, attributes); to be written to it. Empties the queue.
    [[nodiscard]] QByteArray takeReplies();

    /// Something changed since the last frame().
    [[nodiscard]] bool isDirty() const;
    /// The program asked to show nothing until it is done (mode 2026). A view waits with frame(), but not for longer
    /// than 150 ms: a program may die in between.
    [[nodiscard]] bool isSynchronizing() const;
    [[nodiscard]] std::shared_ptr<const TerminalFrame> frame();

private:
    class Interpreter;

    std::unique_ptr<Interpreter> m_interpreter;
};

} // namespace pilothouse
