#pragma once

// Internal: three versions of one file become one.

#include "runner/workspace/tree_edits.h"

namespace pilothouse {

struct MergedFile {
    TreeFile file; ///< Ours where they cannot be merged.
    bool clean = false;
    QByteArray text; ///< With marks, when texts do not merge.
};

/// Merges content and mode. Two sides without a common base (`base` empty or of another type) only agree when they are
/// the same. A merged text is written where `repository` writes. Errors: ObjectsMissing, GitFailed.
[[nodiscard]] Result<MergedFile> mergeFile(git_repository *repository, const std::optional<TreeFile> &base,
    const TreeFile &ours, const TreeFile &theirs, const QByteArray &ourLabel, const QByteArray &theirLabel);

} // namespace pilothouse
