#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pilothouse::guest {

/// The last bytes of a stream, up to a bound; older ones are overwritten. Memory grows with what is in it.
class ByteRing {
public:
    explicit ByteRing(std::size_t limit) : m_limit(limit) { }

    void append(std::string_view bytes);
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    /// Up to `count` bytes from a position that counts from the oldest byte.
    [[nodiscard]] std::string read(std::size_t position, std::size_t count) const;

private:
    std::size_t m_limit;
    std::string m_bytes;
    std::size_t m_start = 0; ///< Where the oldest byte lies, once the ring is full.
};

} // namespace pilothouse::guest
