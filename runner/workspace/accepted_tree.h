#pragma once

// Internal: what an accept puts into its commit, and what of that the person's repository lacks.

#include "runner/workspace/git_handles.h"

#include <QList>

#include <stop_token>
#include <vector>

namespace pilothouse {

/// The tree `base` with the changes of `paths` (old or new paths of the change set base..snapshot) taken from
/// `snapshot`; no paths mean all. New trees go where `repository` writes. Errors: InvalidArgument, GitFailed.
[[nodiscard]] Result<git_oid> composeTree(const QString &store, git_repository *repository, git_tree *base,
    git_tree *snapshot, const QList<QByteArray> &paths, const std::stop_token &stop);

/// The changes ancestor..theirs carried over onto `ours`. Errors: AcceptConflict with the files named, GitFailed.
[[nodiscard]] Result<git_oid> mergeOnto(
    git_repository *repository, git_tree *ancestor, git_tree *ours, git_tree *theirs);

/// The objects of `commit` and of those of its ancestors that `target` does not have, each after what it refers to.
/// Errors: ObjectsMissing, Cancelled.
[[nodiscard]] Result<std::vector<git_oid>> objectsToCopy(
    git_repository *source, git_odb *target, const git_oid &commit, const std::stop_token &stop);

} // namespace pilothouse
