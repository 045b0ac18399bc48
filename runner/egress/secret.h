#pragma once

#include <QByteArray>

class QDebug;

namespace pilothouse {

/// A key or password. It cannot be printed or compared by accident, is not shared between copies, and its bytes are
/// overwritten when it is destroyed. Move-only: who needs a second one says so with clone().
class Secret final {
public:
    Secret() = default;
    /// Takes over the bytes; `bytes` of the caller is overwritten where it was not shared.
    explicit Secret(QByteArray bytes);
    ~Secret();
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;

    [[nodiscard]] Secret clone() const;
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    /// The bytes themselves, for the one call that needs them. Do not keep, log or store what this returns.
    [[nodiscard]] QByteArrayView reveal() const { return m_bytes; }

private:
    void wipe();

    QByteArray m_bytes; ///< Never shared, so that overwriting reaches the only copy.
};

QDebug operator<<(QDebug, const Secret &) = delete;

} // namespace pilothouse
