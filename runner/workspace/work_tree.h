#pragma once

// Internal: the person's work tree, where a branch that is checked out gets a commit.

#include "runner/workspace/git_handles.h"

#include <stop_token>
#include <vector>

namespace pilothouse {

/// Whether the work tree may follow its branch: it has no changes of its own, no operation of git is under way there,
/// nobody holds its index, and nothing stands where something is `added`. Writes nothing.
/// Errors: WorkTreeBusy, in a sentence that says what to do; FilesUnmerged, LimitExceeded, GitFailed, Cancelled.
[[nodiscard]] Result<void> checkWorkTree(
    git_repository *repository, const std::vector<QByteArray> &added, const std::stop_token &stop);

/// Brings work tree and index from `before` to `after`; a file that is as neither has it ends that
/// before anything is written, and what an interrupted call did already is no obstacle. Line ends are
/// converted as the person's configuration says; no program, filter or hook runs. Errors: WorkTreeBusy, IoFailed,
/// DiskFull.
[[nodiscard]] Result<void> updateWorkTree(
    git_repository *repository, const git_tree *before, const git_tree *after, const std::stop_token &stop = {});

} // namespace pilothouse
