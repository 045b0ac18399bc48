#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/merge.h"
#include "runner/workspace/repository_probe.h"
#include "runner/workspace/selection.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

#include <optional>
#include <stop_token>
#include <vector>

namespace pilothouse {

/// What one of several attempts gave to a commit.
struct AttemptShare {
    SessionId session;
    ObjectId snapshot; ///< The snapshot commit that the person reviewed.
    ObjectId taken; ///< In that session's store: a tree of all that was accepted of it so far.
    int files = 0; ///< That something was taken of.

    friend bool operator==(const AttemptShare &, const AttemptShare &) = default;
};

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
    enum class Target {
        NewBranch, ///< From `tip`, or the commit that the session began from.
        ExistingBranch, ///< On its tip. Not one that is checked out anywhere.
        CheckedOut, ///< The same for the branch that is checked out, and its work tree follows: a clean one.
    };
    enum class LineEnds { Keep, Normalise };

    QString repository; ///< The person's; any path that probeRepository() takes.
    QString sessionStore;
    ObjectId base; ///< The session's base commit (the private one of commitUncommitted() where there is one).
    ObjectId snapshot; ///< The snapshot commit that the person reviewed.
    QList<QByteArray> paths; ///< Old or new paths of the change set, whole files; empty takes all of it.
    QString branch; ///< Without "refs/heads/".
    NameTaken nameTaken = NameTaken::Refuse; ///< NextFree: "name-2", "name-3" …
    QString message; ///< The commit's text; the co-author's line is added to it.
    QString mineMessage; ///< For MineFirst: the text of the person's own commit.
    Person author; ///< The person: author and committer.
    Person coAuthor; ///< The agent; no line when its name is empty.
    QDateTime moment; ///< Author and commit date, whole seconds with their time zone's offset.
    Uncommitted uncommitted = Uncommitted::None;
    Target target = Target::NewBranch;
    /// Of a branch that exists: its tip when the person decided, which becomes the parent; empty: as it is now. A tip
    /// that is named makes the request its own idempotency key here as well. Of a new branch: the commit that it starts
    /// from; empty: the one that the session began from.
    ObjectId tip;
    /// What the person saw: `from` is what was accepted so far (empty: the base), `to` the snapshot's tree (empty: not
    /// asked). Lines and parts of files instead of `paths`; no files: see there.
    Selection selection;
    /// A tree of the session's store, made on the base of parts of several attempts: accepted instead of paths and
    /// selection. Empty for most.
    ObjectId composed;
    std::vector<AttemptShare> shares; ///< Of `composed`; the workspace only carries them.
    std::vector<Person> coAuthors; ///< Further agents, a line for each.
    std::vector<MergeResolution> resolutions; ///< Of the conflicts that previewAccept() showed.
    LineEnds lineEnds = LineEnds::Keep; ///< Normalise: AcceptPreview::lineEnds with LF.
};

struct AcceptOutcome {
    QString branch;
    ObjectId commit;
    ObjectId tree;
    ObjectId parent;
    std::optional<ObjectId> mine; ///< MineFirst: the person's own commit, the parent's id too.
    bool wasDone = false; ///< An earlier call with this request had made the branch already.
    ObjectId taken; ///< In the session's store: a tree of all that was accepted so far, the next selection's `from`.
    bool workTreeUpdated = false; ///< CheckedOut: work tree and index are at the commit.
    QString notice; ///< CheckedOut: why they are not, and what to do. The commit and the branch are as they should be.

    friend bool operator==(const AcceptOutcome &, const AcceptOutcome &) = default;
};

/// What an accept would do, without doing it.
struct AcceptPreview {
    QString branch; ///< Where the commit goes.
    ObjectId parent; ///< Of an existing branch its tip: pass it on as AcceptRequest::tip.
    ObjectId tree; ///< Of the commit; empty while there are conflicts.
    std::vector<MergeConflict> conflicts; ///< By path; "ours" is the branch, "theirs" what is accepted.
    QList<QByteArray> lineEnds; ///< Files with CRLF that the base's .gitattributes would normalise to LF.
};

/// Composes everything in memory and writes nothing anywhere. Blocks; any thread. Errors: as accept(), without those of
/// writing and AcceptConflict.
[[nodiscard]] Result<AcceptPreview> previewAccept(const AcceptRequest &request, std::stop_token stop = {});

/// Composes the accepted tree in memory, writes its new objects into the person's repository (on disk before the next
/// step), then makes one branch or moves it. Nothing else there changes: no config, hook, log or other ref, and no work
/// tree or index but with CheckedOut, where they follow last; no hook or filter program runs. When HEAD moved meanwhile
/// a new branch still starts at the session's base. On a tip that is not what the selection is made from, the accepted
/// changes are merged in memory; conflicts are told by AcceptConflict, and previewAccept() has them as data.
/// Blocks; any thread. Cancelling works until the branch is made.
/// Errors: as probeRepository(), and InvalidArgument (a path or line that is no change), SelectionStale (another tree
/// than the person saw), NothingToAccept, AuthorMissing, BranchInvalid, BranchTaken, BranchMissing, BranchMoved,
/// BranchCheckedOut, WorkTreeBusy, AcceptConflict (files named), NotFound, IoFailed, DiskFull, GitFailed, Cancelled.
[[nodiscard]] Result<AcceptOutcome> accept(const AcceptRequest &request, std::stop_token stop = {});

} // namespace pilothouse
