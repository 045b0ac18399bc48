#include "runner/guest/program/durable_log.h"

#include "runner/guest/protocol/frame.h"

namespace pilothouse::guest {

std::uint64_t DurableLog::append(std::string message)
{
    const std::uint64_t cost = message.size() + MessageOverhead;
    const bool fits = m_memory.empty() || m_memoryBytes + cost <= m_memoryLimit;
    if (m_spool.isEmpty() && m_overflow.empty() && fits) {
        m_memoryBytes += cost;
        m_memory.push_back(std::move(message));
    } else if (!m_overflow.empty() || !m_spool.push(message)) {
        m_overflowBytes += cost;
        m_overflow.push_back(std::move(message));
        m_full = true;
    }
    return last();
}

bool DurableLog::acknowledge(std::uint64_t number)
{
    if (number > m_first - 1 + m_sent)
        return false;
    while (m_first <= number) {
        const std::uint64_t cost = m_memory.front().size() + MessageOverhead;
        m_memoryBytes -= cost;
        m_sentBytes -= cost;
        --m_sent;
        ++m_first;
        m_memory.pop_front();
    }
    refill();
    updateFull();
    return true;
}

void DurableLog::refill()
{
    while (!m_spool.isEmpty()
        && (m_memory.empty() || m_memoryBytes + m_spool.frontSize() + MessageOverhead <= m_memoryLimit)) {
        std::optional<std::string> message = m_spool.pop();
        if (!message)
            return;
        m_memoryBytes += message->size() + MessageOverhead;
        m_memory.push_back(std::move(*message));
    }
    // What overflowed goes to the disk as soon as it has room, and to memory when nothing is before it.
    while (!m_overflow.empty()) {
        std::string &message = m_overflow.front();
        const std::uint64_t cost = message.size() + MessageOverhead;
        if (m_spool.isEmpty() && (m_memory.empty() || m_memoryBytes + cost <= m_memoryLimit)) {
            m_memoryBytes += cost;
            m_memory.push_back(std::move(message));
        } else if (!m_spool.push(message)) {
            return;
        }
        m_overflowBytes -= cost;
        m_overflow.pop_front();
    }
}

void DurableLog::updateFull()
{
    if (!m_full || !m_overflow.empty() || m_memoryBytes > m_memoryLimit || !m_spool.hasRoom())
        return;
    m_full = false;
    if (onRoom)
        onRoom();
}

bool DurableLog::resume(std::uint64_t received)
{
    if (received < m_first - 1 || received > m_first - 1 + m_memory.size())
        return false;
    m_sent = static_cast<std::size_t>(received - (m_first - 1));
    m_sentBytes = 0;
    for (std::size_t i = 0; i < m_sent; ++i)
        m_sentBytes += m_memory[i].size() + MessageOverhead;
    return true;
}

std::optional<std::pair<std::uint64_t, std::string_view>> DurableLog::takeNext()
{
    if (m_sent == m_memory.size())
        return std::nullopt;
    const std::string &message = m_memory[m_sent];
    const std::uint64_t cost = message.size() + MessageOverhead;
    if (m_sent > 0 && m_sentBytes + cost > DurableWindow)
        return std::nullopt;
    m_sentBytes += cost;
    ++m_sent;
    return std::pair(m_first + m_sent - 1, std::string_view(message));
}

} // namespace pilothouse::guest
