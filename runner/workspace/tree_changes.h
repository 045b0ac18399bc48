#pragma once

// Internal: which files differ between two trees, by name alone.

#include "runner/workspace/git_handles.h"

#include <stop_token>
#include <vector>

namespace pilothouse {

/// One file as two trees have it. A mode of 0 says that a tree has it not.
struct TreeChange {
    QByteArray path; ///< Raw bytes with slashes.
    quint32 oldMode = 0;
    quint32 newMode = 0;
    git_oid oldId{};
    git_oid newId{};

    [[nodiscard]] bool isAdded() const { return oldMode == 0; }
    [[nodiscard]] bool isDeleted() const { return newMode == 0; }
};

[[nodiscard]] std::unexpected<Error> tooManyFiles(qsizetype most);

/// The tree that an id means: a tree's own, a commit's, or none for an empty id. Errors: NotFound, InvalidArgument.
[[nodiscard]] Result<TreePtr> findTree(git_repository *store, const ObjectId &id);

/// The files that differ, by path. Folders that are the same are not read; null is the empty tree.
/// Errors: LimitExceeded (more than `most`), GitFailed, Cancelled.
[[nodiscard]] Result<std::vector<TreeChange>> listTreeChanges(
    git_repository *store, const git_tree *before, const git_tree *after, qsizetype most, const std::stop_token &stop);

} // namespace pilothouse
