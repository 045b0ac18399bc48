#pragma once

// Internal: what an accept commits, composed in memory.

#include "runner/workspace/accept.h"
#include "runner/workspace/git_handles.h"

namespace pilothouse {

/// The session's store and the person's objects read as one; whatever is composed stays in memory.
struct Workbench {
    RepositoryPtr repository;
    CommitPtr base;
    CommitPtr head; ///< The commit of the person's that the session began from.
    CommitPtr snapshot;
    TreePtr from; ///< What was accepted so far; at first the base's tree.
    bool dirty = false; ///< The base is a private commit on `head`.
    bool isFirst = false; ///< Nothing was accepted yet.
};

/// `person` is the repository as openForBranch() opens it.
/// Errors: NotFound, InvalidArgument (the uncommitted changes need a word), SelectionStale, GitFailed.
[[nodiscard]] Result<Workbench> openWorkbench(const AcceptRequest &request, git_repository *person);

struct AcceptPlan {
    git_oid taken{}; ///< All that was accepted so far and this, as the session's snapshots have it.
    git_oid tree{}; ///< The commit's, unless there are conflicts.
    CommitPtr mine; ///< The person's own commit, made in memory; null without MineFirst.
    CommitPtr parent; ///< Of the agent's commit; `mine` where there is one.
    std::vector<MergeConflict> conflicts;
    QList<QByteArray> lineEnds;
};

/// Composes the commit's tree on `tip`, the commit that the branch is at or begins from.
/// Errors: InvalidArgument, NothingToAccept, AcceptConflict (in the person's own changes), AuthorMissing, NotFound,
/// LimitExceeded, GitFailed, Cancelled.
[[nodiscard]] Result<AcceptPlan> planAccept(
    const Workbench &bench, const AcceptRequest &request, const git_oid &tip, const std::stop_token &stop);

/// The failure that names the files in conflict.
[[nodiscard]] std::unexpected<Error> conflictFailure(
    const AcceptRequest &request, const std::vector<MergeConflict> &conflicts);

} // namespace pilothouse
