#include "runner/egress/secret_filter.h"

#include <algorithm>

namespace pilothouse {

namespace {

/// Local endpoints are given keys such as "none" or "ollama"; taking those words out of answers would only do harm.
constexpr qsizetype shortestSecret = 12;

/// The length of the longest end of `bytes` that is a beginning of `secret`, but not the whole of it.
qsizetype openEnd(QByteArrayView bytes, QByteArrayView secret)
{
    for (qsizetype length = std::min(bytes.size(), secret.size() - 1); length > 0; --length) {
        if (bytes.last(length) == secret.first(length))
            return length;
    }
    return 0;
}

} // namespace

QByteArray SecretFilter::feed(QByteArrayView bytes)
{
    const QByteArrayView secret = m_secret.reveal();
    if (secret.size() < shortestSecret)
        return bytes.toByteArray();
    m_held += bytes;
    m_held.replace(secret, "[key removed]");
    const qsizetype keep = openEnd(m_held, secret);
    QByteArray passed = m_held.first(m_held.size() - keep);
    m_held = m_held.last(keep);
    return passed;
}

} // namespace pilothouse
