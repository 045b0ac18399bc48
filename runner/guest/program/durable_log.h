#pragma once

#include "runner/guest/program/spool.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pilothouse::guest {

struct DurableLimits {
    std::vector<std::string> spoolDirectories;
    std::uint64_t memory = 8 * 1024 * 1024; ///< Bytes kept in memory before the spool is used.
    std::uint64_t disk = 512 * 1024 * 1024;
};

/// The messages of one durable channel, from the oldest that the host did not acknowledge: first those in memory, then
/// those in the spool. Numbers count 1, 2, 3 … over the guest's life.
class DurableLog {
public:
    explicit DurableLog(DurableLimits limits)
        : m_memoryLimit(limits.memory),
          m_spool(std::move(limits.spoolDirectories), limits.disk)
    { }

    /// Adds a message and returns its number. Always succeeds: where neither memory nor disk has room it is kept in
    /// memory beyond the bound, and isFull() tells the writer to stop.
    std::uint64_t append(std::string message);
    /// Full until half of the room is free again, so that a writer does not stop and go at each message.
    [[nodiscard]] bool isFull() const { return m_full; }

    /// The host has everything up to `number`. Numbers that were never given are not believed: false.
    [[nodiscard]] bool acknowledge(std::uint64_t number);
    /// A new connection, whose host has everything up to `received`: sending goes on behind it. False when that is not
    /// between acknowledged() and last().
    [[nodiscard]] bool resume(std::uint64_t received);
    /// The next message to send, if the window of unacknowledged bytes allows one. Counts as sent.
    [[nodiscard]] std::optional<std::pair<std::uint64_t, std::string_view>> takeNext();

    [[nodiscard]] std::uint64_t acknowledged() const { return m_first - 1; }
    [[nodiscard]] std::uint64_t last() const
    {
        return m_first - 1 + m_memory.size() + m_spool.count() + m_overflow.size();
    }
    [[nodiscard]] std::uint64_t memoryBytes() const { return m_memoryBytes + m_overflowBytes; }
    [[nodiscard]] std::uint64_t spooledBytes() const { return m_spool.bytes(); }

    /// Called when isFull() became false.
    std::function<void()> onRoom;

private:
    static constexpr std::uint64_t MessageOverhead = 64; ///< What a message costs in memory beside its bytes.

    void refill();
    void updateFull();

    std::uint64_t m_memoryLimit;
    std::uint64_t m_first = 1; ///< The number of m_memory's first.
    std::deque<std::string> m_memory;
    std::uint64_t m_memoryBytes = 0;
    Spool m_spool;
    std::deque<std::string> m_overflow; ///< Behind the spool: what came after it was full.
    std::uint64_t m_overflowBytes = 0;
    std::size_t m_sent = 0; ///< So many of m_memory went out on this connection.
    std::uint64_t m_sentBytes = 0;
    bool m_full = false;
};

} // namespace pilothouse::guest
