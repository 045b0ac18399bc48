#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace pilothouse::guest {

/// Cuts a stream of bytes into lines. A line over the limit keeps its beginning; the rest is counted and thrown away.
class LineCutter {
public:
    using Emit = std::function<void(std::string line, std::uint64_t cutBytes)>;

    explicit LineCutter(std::size_t limit) : m_limit(limit) { }

    void feed(std::string_view bytes, const Emit &emit);
    /// The stream ended: what is left is a line, too.
    void finish(const Emit &emit);

private:
    void add(std::string_view bytes);
    void end(const Emit &emit);

    std::size_t m_limit;
    std::string m_line;
    std::uint64_t m_cut = 0;
};

} // namespace pilothouse::guest
