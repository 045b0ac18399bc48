#include "runner/guest/program/line_cutter.h"

#include <algorithm>
#include <utility>

namespace pilothouse::guest {

void LineCutter::add(std::string_view bytes)
{
    const std::size_t kept = std::min(bytes.size(), m_limit - m_line.size());
    m_line.append(bytes.substr(0, kept));
    m_cut += bytes.size() - kept;
}

void LineCutter::end(const Emit &emit)
{
    emit(std::exchange(m_line, {}), std::exchange(m_cut, 0));
}

void LineCutter::feed(std::string_view bytes, const Emit &emit)
{
    while (!bytes.empty()) {
        const std::size_t feed = bytes.find('\n');
        add(bytes.substr(0, feed));
        if (feed == std::string_view::npos)
            return;
        end(emit);
        bytes.remove_prefix(feed + 1);
    }
}

void LineCutter::finish(const Emit &emit)
{
    if (!m_line.empty() || m_cut > 0)
        end(emit);
}

} // namespace pilothouse::guest
