#pragma once

// Internal: the branch that an accept goes to.

#include "runner/workspace/accept.h"
#include "runner/workspace/git_handles.h"

namespace pilothouse {

/// The person's repository in the two ways that an accept needs it.
struct PersonSide {
    RepositoryPtr whole; ///< With work tree and configuration.
    RepositoryPtr bare; ///< Objects and branches alone.
};

/// Errors: as probeRepository().
[[nodiscard]] Result<PersonSide> openPersonSide(const QString &repository);

/// The commit that the branch stands at, or a new one begins from (`head`).
/// Errors: BranchMissing, BranchCheckedOut, WorkTreeBusy (CheckedOut and another branch is), GitFailed.
[[nodiscard]] Result<git_oid> findTip(const PersonSide &person, const AcceptRequest &request, const git_oid &head);

/// Where the commit goes, looked up before anything is written.
struct Place {
    QString branch;
    bool wasDone = false; ///< An earlier call with this request came so far.
};

/// The branch that an earlier call made or moved for this commit, or the one to make or move now.
/// Errors: BranchTaken, BranchMoved.
[[nodiscard]] Result<Place> findPlace(
    const PersonSide &person, const AcceptRequest &request, const git_oid &parent, const git_oid &commit);

/// Makes or moves the branch. Errors: BranchTaken, BranchMoved, IoFailed, DiskFull, Cancelled.
[[nodiscard]] Result<void> setPlace(const PersonSide &person, const AcceptRequest &request, const QString &branch,
    const git_oid &parent, const git_oid &commit, const std::stop_token &stop);

/// CheckedOut: whether the work tree can follow from `tip` to `tree`. Errors: WorkTreeBusy and others of
/// checkWorkTree().
[[nodiscard]] Result<void> checkFollowing(const PersonSide &person, git_repository *workbench, const git_oid &tip,
    const git_oid &tree, const std::stop_token &stop);

/// CheckedOut: brings work tree and index to the commit, or says in the outcome why not.
void follow(const PersonSide &person, const git_oid &parent, const git_oid &commit, AcceptOutcome &outcome);

} // namespace pilothouse
