#include "runner/terminal/terminal_history.h"

#include "runner/terminal/packed_row.h"

#include <algorithm>

namespace pilothouse {

namespace {

constexpr size_t rowsInABlock = 256;
constexpr size_t bytesInABlock = 64 * 1024;
/// What a block costs beside its bytes, so that many short rows are not free.
constexpr qsizetype bytesForARow = sizeof(quint32);

} // namespace

/// The block that the next row goes into, which nobody else has.
TerminalHistory::Block &TerminalHistory::openBlock()
{
    const bool full = m_blocks.empty() || m_blocks.back()->ends.size() >= rowsInABlock
        || m_blocks.back()->bytes.size() >= bytesInABlock;
    if (full)
        m_blocks.push_back(std::make_shared<Block>());
    else if (m_lastShared)
        m_blocks.back() = std::make_shared<Block>(*m_blocks.back());
    m_lastShared = false;
    return *m_blocks.back();
}

void TerminalHistory::append(const TerminalRow &row)
{
    Block &block = openBlock();
    const size_t before = block.bytes.size();
    packRow(row, block.bytes);
    block.ends.push_back(quint32(block.bytes.size()));
    m_bytes += qsizetype(block.bytes.size() - before) + bytesForARow;
    ++m_size;
    while (m_bytes > m_byteLimit && m_blocks.size() > 1)
        dropOldest();
}

void TerminalHistory::dropOldest()
{
    const Block &oldest = *m_blocks.front();
    const auto rows = qsizetype(oldest.ends.size());
    m_bytes -= qsizetype(oldest.bytes.size()) + rows * bytesForARow;
    m_size -= rows;
    m_dropped += rows;
    m_blocks.pop_front();
}

void TerminalHistory::clear()
{
    m_dropped += m_size;
    m_size = 0;
    m_bytes = 0;
    m_blocks.clear();
}

std::shared_ptr<const TerminalHistory> TerminalHistory::snapshot()
{
    m_lastShared = true;
    return std::shared_ptr<const TerminalHistory>(new TerminalHistory(*this));
}

TerminalRow TerminalHistory::row(qsizetype index) const
{
    if (index < 0)
        return {};
    for (const std::shared_ptr<Block> &block : m_blocks) {
        const auto rows = qsizetype(block->ends.size());
        if (index < rows) {
            const size_t begin = index == 0 ? 0 : block->ends[size_t(index - 1)];
            return unpackRow(std::string_view(block->bytes).substr(begin, block->ends[size_t(index)] - begin));
        }
        index -= rows;
    }
    return {};
}

} // namespace pilothouse
