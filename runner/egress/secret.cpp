#include "runner/egress/secret.h"

#include <utility>

namespace pilothouse {

Secret::Secret(QByteArray bytes) : m_bytes(bytes.constData(), bytes.size())
{
    if (!bytes.isDetached())
        return;
    Secret previous;
    previous.m_bytes = std::move(bytes); // Overwritten on return.
}

Secret::~Secret()
{
    wipe();
}

Secret::Secret(Secret &&other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) { }

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::exchange(other.m_bytes, {});
    }
    return *this;
}

Secret Secret::clone() const
{
    return Secret(QByteArray(m_bytes.constData(), m_bytes.size()));
}

void Secret::wipe()
{
    if (m_bytes.isEmpty())
        return;
    // Volatile: the compiler may not leave out stores to memory that is freed next.
    volatile char *bytes = m_bytes.data();
    for (qsizetype i = 0; i < m_bytes.size(); ++i)
        bytes[i] = 0;
    m_bytes.clear();
}

} // namespace pilothouse
