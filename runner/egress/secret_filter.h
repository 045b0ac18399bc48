#pragma once

#include "runner/egress/secret.h"

namespace pilothouse {

/// Replaces a secret in a stream of bytes by "[key removed]", wherever the stream was cut. Bytes that may be the
/// secret's beginning are held back until the next ones tell.
class SecretFilter final {
public:
    explicit SecretFilter(Secret secret) : m_secret(std::move(secret)) { }

    [[nodiscard]] QByteArray feed(QByteArrayView bytes);
    /// What was held back; call once at the end of the stream.
    [[nodiscard]] QByteArray finish() { return std::exchange(m_held, {}); }

private:
    Secret m_secret; ///< Shorter than a real key: nothing is looked for.
    QByteArray m_held;
};

} // namespace pilothouse
