#pragma once

#include "runner/egress/key_store.h"

#include <QMap>

#include <map>

namespace pilothouse {

inline constexpr ErrorCode KeyFileInvalid{"key_file.invalid"}; ///< Torn, or not one of ours.
inline constexpr ErrorCode KeyFileLocked{
    "key_file.locked"}; ///< The passphrase is wrong, or the file was changed by somebody without it.

/// What scrypt (RFC 7914) makes of a passphrase costs 128 · n · r bytes of memory, and time in proportion.
struct ScryptCost {
    quint64 n = 1 << 15;
    quint32 r = 8;
    quint32 p = 1;

    friend bool operator==(const ScryptCost &, const ScryptCost &) = default;
};

using KeysByName = std::map<QString, Secret>;

inline constexpr qsizetype keyFileLimit = 1024 * 1024;

/// The content of a key file: a JSON object with
///     "pilothouse-keys": 1, "n", "r", "p", and in base64 "salt" (16 bytes), "nonce" (12), "tag" (16), "data".
/// `data` is AES-256-GCM of a JSON object of keys in base64 by name, under scrypt of the passphrase; all other fields
/// are authenticated with it. Salt and nonce are new each time. Blocks for a tenth of a second. Error: IoFailed.
[[nodiscard]] Result<QByteArray> sealKeys(const KeysByName &keys, const Secret &passphrase, ScryptCost cost = {});

/// Errors: KeyFileInvalid, KeyFileLocked, LimitExceeded (a cost that is not ours to pay). Untrusted input.
[[nodiscard]] Result<KeysByName> openKeys(const QByteArray &file, const Secret &passphrase);

/// Keys in such a file, for machines without a keychain. The file is for this user alone and written whole or not at
/// all. Each call reads it anew, so that several processes see each other's keys; one that writes while another does
/// may undo what that wrote.
class KeyFile final : public KeyStore {
    Q_DECLARE_TR_FUNCTIONS(pilothouse::KeyFile)

public:
    KeyFile(QString path, Secret passphrase, ScryptCost cost = {});

    [[nodiscard]] Task<Secret> read(QString name) override;
    [[nodiscard]] Task<void> write(QString name, Secret secret) override;
    [[nodiscard]] Task<void> remove(QString name) override;
    [[nodiscard]] Result<QStringList> names() const;

private:
    [[nodiscard]] Result<KeysByName> load() const;
    [[nodiscard]] Result<void> save(const KeysByName &keys) const;

    QString m_path;
    Secret m_passphrase;
    ScryptCost m_cost;
};

} // namespace pilothouse
