#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/repository_probe.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

#include <optional>
#include <stop_token>

namespace pilothouse {

/// What a person approved to be taken over. The same request always makes the same commits (the moment is part of it),
/// so it is its own idempotency key: after a crash, asking again finds the branch that was made.
struct AcceptRequest {
    /// What becomes of uncommitted changes that the session started with.
    enum class Uncommitted {
        None, ///< The base is a commit of the repository.
        OnlyAgents, ///< Only the agent's changes, carried over onto HEAD in memory.
        MineFirst, ///< The person's uncommitted changes as a first commit, then the agent's.
    };
    enum class NameTaken { Refuse, NextFree };

    QString repository; ///< The person's; any path that probeRepository() takes.
    QString sessionStore;
    ObjectId base; ///< The session's base commit (the private one of commitUncommitted() where there is one).
    ObjectId snapshot; ///< The snapshot commit that the person reviewed.
    QList<QByteArray> paths; ///< Old or new paths of the change set base..snapshot; empty takes all of it.
    QString branch; ///< Without "refs/heads/".
    NameTaken nameTaken = NameTaken::Refuse; ///< NextFree: "name-2", "name-3" …
    QString message; ///< The commit's text; the co-author's line is added to it.
    QString mineMessage; ///< For MineFirst: the text of the person's own commit.
    Person author; ///< The person: author and committer.
    Person coAuthor; ///< The agent; no line when its name is empty.
    QDateTime moment; ///< Author and commit date, whole seconds with their time zone's offset.
    Uncommitted uncommitted = Uncommitted::None;
};

struct AcceptOutcome {
    QString branch;
    ObjectId commit;
    ObjectId tree;
    ObjectId parent;
    std::optional<ObjectId> mine; ///< MineFirst: the person's own commit, the parent's id too.
    bool wasDone = false; ///< An earlier call with this request had made the branch already.

    friend bool operator==(const AcceptOutcome &, const AcceptOutcome &) = default;
};

/// Composes the accepted tree in memory, writes its new objects into the person's repository (on disk before the next
/// step), then makes one new branch. Nothing else there changes: no checkout, index, config, hook, log or other ref;
/// no hook or filter runs. When HEAD moved meanwhile the branch still starts at the session's base.
/// Blocks; any thread. Cancelling works until the branch is made.
/// Errors: as probeRepository(), and InvalidArgument (a path that is no change), NothingToAccept, AuthorMissing,
/// BranchInvalid, BranchTaken, AcceptConflict (files named), NotFound, IoFailed, DiskFull, GitFailed, Cancelled.
[[nodiscard]] Result<AcceptOutcome> accept(const AcceptRequest &request, std::stop_token stop = {});

} // namespace pilothouse
