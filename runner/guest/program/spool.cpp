#include "runner/guest/program/spool.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>

namespace pilothouse::guest {

namespace {

bool writeAll(int fd, std::string_view bytes, std::uint64_t offset)
{
    while (!bytes.empty()) {
        const ssize_t written = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return true;
}

} // namespace

bool Spool::addSegment()
{
    for (const std::string &directory : m_directories) {
        UniqueFd file(open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
        if (!file.isValid() && errno == EOPNOTSUPP) {
            // File systems without O_TMPFILE: a name for an instant.
            std::string name = directory + "/.spool-XXXXXX";
            file.reset(mkostemp(name.data(), O_CLOEXEC));
            if (file.isValid())
                unlink(name.c_str());
        }
        if (file.isValid()) {
            m_segments.emplace_back().file = std::move(file);
            return true;
        }
    }
    return false;
}

bool Spool::push(std::string_view record)
{
    const std::uint64_t cost = record.size() + RecordOverhead;
    if (m_broken || m_bytes + cost > m_limit)
        return false;
    if ((m_segments.empty() || m_segments.back().written >= SegmentSize) && !addSegment())
        return false;
    Segment &segment = m_segments.back();
    // A failed write leaves `written` as it was, so the next one overwrites what got through.
    if (!writeAll(segment.file.get(), record, segment.written))
        return false;
    segment.written += record.size();
    segment.sizes.push_back(static_cast<std::uint32_t>(record.size()));
    m_bytes += cost;
    ++m_count;
    return true;
}

std::optional<std::string> Spool::pop()
{
    if (m_broken || m_count == 0)
        return std::nullopt;
    Segment &segment = m_segments.front();
    std::string record(segment.sizes.front(), '\0');
    std::size_t done = 0;
    while (done < record.size()) {
        const ssize_t got = pread(
            segment.file.get(), record.data() + done, record.size() - done, static_cast<off_t>(segment.read + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            m_broken = true;
            return std::nullopt;
        }
        done += static_cast<std::size_t>(got);
    }
    segment.read += record.size();
    segment.sizes.pop_front();
    --m_count;
    m_bytes -= record.size() + RecordOverhead;
    // Room comes back a segment at a time; the one that is being written stays unless it is read to its end and full.
    if (segment.sizes.empty()) {
        if (m_segments.size() > 1 || segment.written >= SegmentSize) {
            m_segments.pop_front();
        } else {
            segment.written = segment.read = 0;
            // Gives the blocks back; a failure only keeps them until the segment goes.
            (void)!ftruncate(segment.file.get(), 0);
        }
    }
    return record;
}

} // namespace pilothouse::guest
