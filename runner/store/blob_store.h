#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QHash>

#include <memory>
#include <mutex>
#include <vector>

namespace pilothouse {

inline constexpr ErrorCode BlobMissing{"store.blob_missing"};
inline constexpr ErrorCode BlobDamaged{"store.blob_damaged"};

inline constexpr qsizetype LargestInlinePayload = 16 * 1024; ///< A larger one goes into a file.
inline constexpr qsizetype LargestPayload = 64 * 1024 * 1024;

/// The 32 bytes of a content's SHA-256.
using BlobName = QByteArray;

/// Immutable contents in files named by what they hold: <directory>/ab/cdef….zst, a Zstandard frame of the content
/// whose SHA-256 is abcdef…. Thread-safe; everything blocks on the disk.
class BlobStore final {
public:
    explicit BlobStore(QString directory);

    /// Creates the directory and removes what an interrupted put() left behind.
    [[nodiscard]] Result<void> prepare();

    /// Says that an event which names these contents is on its way, from before they are written until it is committed:
    /// meanwhile remove() leaves them alone.
    class Claim {
    public:
        Claim() = default;
        Claim(BlobStore &store, std::vector<BlobName> names);
        Claim(Claim &&other) noexcept;
        Claim &operator=(Claim &&other) noexcept;
        ~Claim();

    private:
        BlobStore *m_store = nullptr;
        std::vector<BlobName> m_names;
    };

    [[nodiscard]] static BlobName nameOf(const QByteArray &content);

    /// Makes sure that each content is on the disk, whatever happens to the machine afterwards. Names and contents
    /// belong together by their index. Errors: DiskFull, IoFailed.
    [[nodiscard]] Result<void> put(const std::vector<BlobName> &names, const std::vector<QByteArray> &contents);

    /// The content, checked against its name. Errors: BlobMissing, BlobDamaged, IoFailed; LimitExceeded where it has
    /// more than `largest` bytes.
    [[nodiscard]] Result<QByteArray> get(const BlobName &name, qsizetype largest = LargestPayload) const;

    /// Deletes a content unless it is claimed; true if it is gone. The caller knows that no committed event names it.
    bool remove(const BlobName &name);

    /// All contents that are there and were written before `beforeMs`.
    [[nodiscard]] std::vector<BlobName> names(qint64 beforeMs) const;

private:
    [[nodiscard]] QString pathOf(const BlobName &name) const;

    const QString m_directory;
    mutable std::mutex m_mutex;
    QHash<BlobName, int> m_claims;
};

} // namespace pilothouse
