#pragma once

#include "runner/guest/program/unique_fd.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::guest {

/// A queue of records on disk, in files that have no name: nothing else can open them, and they vanish with the
/// process. A record costs its size and eight bytes; segments give their room back once they were read.
class Spool {
public:
    /// The files lie in the first of the directories that takes them (the disk is the sandbox's); `limit` bounds the
    /// bytes of all segments.
    Spool(std::vector<std::string> directories, std::uint64_t limit)
        : m_directories(std::move(directories)),
          m_limit(limit)
    { }

    /// False when there is no room: the bound is reached or the disk is full. Nothing was added then.
    [[nodiscard]] bool push(std::string_view record);
    /// Takes the oldest record out. Empty when there is none or the disk failed (isBroken()).
    [[nodiscard]] std::optional<std::string> pop();
    /// The size of the oldest record; there must be one.
    [[nodiscard]] std::uint64_t frontSize() const { return m_segments.front().sizes.front(); }
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }
    /// At most half of the bound is used.
    [[nodiscard]] bool hasRoom() const { return m_bytes <= m_limit / 2; }
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    static constexpr std::uint64_t SegmentSize = 8 * 1024 * 1024;
    static constexpr std::uint64_t RecordOverhead = 8;

    struct Segment {
        UniqueFd file;
        std::uint64_t written = 0;
        std::uint64_t read = 0;
        std::deque<std::uint32_t> sizes;
    };
    [[nodiscard]] bool addSegment();

    std::vector<std::string> m_directories;
    std::uint64_t m_limit;
    std::deque<Segment> m_segments;
    std::uint64_t m_bytes = 0; ///< Counted against the limit: what the segments hold on disk and in their lists.
    std::uint64_t m_count = 0;
    bool m_broken = false;
};

} // namespace pilothouse::guest
