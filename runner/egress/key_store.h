#pragma once

#include "runner/base/one_shot.h"
#include "runner/egress/secret.h"

#include <QCoreApplication>

#include <chrono>

namespace pilothouse {

inline constexpr ErrorCode KeyStoreMissing{"key_store.missing"}; ///< No secret service, or it is locked away from us.
inline constexpr ErrorCode KeyRefused{"key_store.refused"}; ///< The person or the system said no.

/// Where keys rest. Names are ours: see providerKeyName(). One thread; each Task ends by itself (answer or
/// time-out). Errors: NotFound (read, remove), KeyStoreMissing, KeyRefused, TimedOut, IoFailed.
class KeyStore {
public:
    KeyStore() = default;
    virtual ~KeyStore() = default;
    KeyStore(const KeyStore &) = delete;
    KeyStore &operator=(const KeyStore &) = delete;

    [[nodiscard]] virtual Task<Secret> read(QString name) = 0;
    [[nodiscard]] virtual Task<void> write(QString name, Secret secret) = 0;
    [[nodiscard]] virtual Task<void> remove(QString name) = 0;
};

/// The system's keychain (Secret Service, KWallet, macOS Keychain, Windows Credential Manager) through QtKeychain,
/// never its plain-text fallback.
class Keychain final : public KeyStore {
    Q_DECLARE_TR_FUNCTIONS(pilothouse::Keychain)

public:
    /// `service` separates the keys of several programs. A keychain may ask the person for its password first, hence
    /// the long time-out.
    explicit Keychain(
        QString service = QStringLiteral("pilothouse"), std::chrono::milliseconds timeout = std::chrono::minutes(2));

    [[nodiscard]] Task<Secret> read(QString name) override;
    [[nodiscard]] Task<void> write(QString name, Secret secret) override;
    [[nodiscard]] Task<void> remove(QString name) override;

private:
    QString m_service;
    std::chrono::milliseconds m_timeout;
};

} // namespace pilothouse
