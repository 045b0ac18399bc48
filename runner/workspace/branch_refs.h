#pragma once

// Internal: branches of a person's repository.

#include "runner/workspace/git_handles.h"

#include <stop_token>

namespace pilothouse {

[[nodiscard]] QByteArray branchRef(const QString &branch);

/// No branch of that name, and none that would be its folder or lie below it.
[[nodiscard]] bool isBranchFree(git_repository *repository, const QString &branch);

/// Makes the branch under git's own lock file, only if it is still free. A lock file that a killed run of the same
/// accept left (empty, or naming the same commit) is removed when it stays for three seconds.
/// Errors: BranchTaken, IoFailed, DiskFull, Cancelled.
[[nodiscard]] Result<void> makeBranch(
    git_repository *repository, const QString &branch, const git_oid &commit, const std::stop_token &stop);

/// Moves a branch from one commit to another under the same lock. Errors: BranchMoved, IoFailed, DiskFull, Cancelled.
[[nodiscard]] Result<void> moveBranch(git_repository *repository, const QString &branch, const git_oid &from,
    const git_oid &to, const std::stop_token &stop);

[[nodiscard]] std::unexpected<Error> branchMoved(const QString &branch);

} // namespace pilothouse
