#pragma once

#include "runner/terminal/terminal_cell.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace pilothouse {

/// The rows that left the screen at its top, packed as text and runs of styles and bounded by bytes; the oldest go
/// first. A snapshot costs little: full blocks of rows are shared and never change.
class TerminalHistory final {
public:
    explicit TerminalHistory(qsizetype byteLimit) : m_byteLimit(byteLimit) { }
    TerminalHistory &operator=(const TerminalHistory &) = delete;

    void append(const TerminalRow &row);
    void clear();

    /// The rows of this moment, for any thread.
    [[nodiscard]] std::shared_ptr<const TerminalHistory> snapshot();

    [[nodiscard]] qsizetype size() const { return m_size; }
    /// How many rows were dropped at the old end so far: row(i) is row number dropped() + i since the beginning.
    [[nodiscard]] qint64 dropped() const { return m_dropped; }
    [[nodiscard]] qsizetype bytes() const { return m_bytes; }
    /// Row 0 is the oldest, size() - 1 the newest. It has the cells it had when it left, without trailing blanks.
    [[nodiscard]] TerminalRow row(qsizetype index) const;

private:
    struct Block {
        std::string bytes;
        std::vector<quint32> ends; ///< Of each row in `bytes`.
    };

    TerminalHistory(const TerminalHistory &) = default;
    [[nodiscard]] Block &openBlock();
    void dropOldest();

    qsizetype m_byteLimit;
    qsizetype m_bytes = 0;
    qsizetype m_size = 0;
    qint64 m_dropped = 0;
    bool m_lastShared = false; ///< A snapshot has the last block.
    std::deque<std::shared_ptr<Block>> m_blocks;
};

} // namespace pilothouse
