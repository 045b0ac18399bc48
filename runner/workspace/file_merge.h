#pragma once

// Internal: three versions of one file become one.

#include "runner/workspace/tree_edits.h"

#include <QHash>

#include <memory>

namespace pilothouse {

/// Files' contents, read once for the merges that need them again and again. One thread.
class BlobTexts final {
public:
    explicit BlobTexts(git_repository *repository) : m_repository(repository) { }
    BlobTexts(const BlobTexts &) = delete;
    BlobTexts &operator=(const BlobTexts &) = delete;

    [[nodiscard]] git_repository *repository() const { return m_repository; }
    /// Errors: ObjectsMissing.
    [[nodiscard]] Result<std::shared_ptr<const git_blob>> read(const git_oid &id);

private:
    git_repository *m_repository;
    QHash<QByteArray, std::shared_ptr<const git_blob>> m_blobs;
    qint64 m_bytes = 0;
};

struct MergedFile {
    TreeFile file; ///< Ours where they cannot be merged.
    bool clean = false;
    QByteArray text; ///< With marks, when texts do not merge.
};

/// Judge: whether they merge is all that is asked; no text is written.
enum class MergePurpose { Judge, Compose };

/// Merges content and mode. Two sides without a common base (`base` empty or of another type) only agree when they are
/// the same. A merged text is written where the texts' repository writes. Errors: ObjectsMissing, GitFailed.
[[nodiscard]] Result<MergedFile> mergeFile(BlobTexts &texts, const std::optional<TreeFile> &base, const TreeFile &ours,
    const TreeFile &theirs, const QByteArray &ourLabel, const QByteArray &theirLabel, MergePurpose purpose);

} // namespace pilothouse
