#include "runner/guest/program/byte_ring.h"

#include <algorithm>
#include <cstring>

namespace pilothouse::guest {

void ByteRing::append(std::string_view bytes)
{
    if (bytes.size() > m_limit)
        bytes.remove_prefix(bytes.size() - m_limit);
    const std::size_t grown = std::min(bytes.size(), m_limit - m_bytes.size());
    m_bytes.append(bytes.substr(0, grown));
    bytes.remove_prefix(grown);
    while (!bytes.empty()) {
        const std::size_t count = std::min(bytes.size(), m_limit - m_start);
        std::memcpy(m_bytes.data() + m_start, bytes.data(), count);
        m_start = (m_start + count) % m_limit;
        bytes.remove_prefix(count);
    }
}

std::string ByteRing::read(std::size_t position, std::size_t count) const
{
    count = std::min(count, m_bytes.size() - std::min(position, m_bytes.size()));
    if (count == 0)
        return {};
    const std::size_t from = (m_start + position) % m_bytes.size();
    std::string result = m_bytes.substr(from, count);
    result += m_bytes.substr(0, count - result.size());
    return result;
}

} // namespace pilothouse::guest
