#pragma once

#include "runner/session/accept_json.h"
#include "runner/session/composed_attempts.h"
#include "runner/session/session_state.h"
#include "runner/workspace/accept.h"

namespace pilothouse {

/// What a person accepts. The commit's objects and the ref are the only things that change in their repository, and
/// with CheckedOut the work tree.
struct AcceptOptions {
    /// A branch. Empty: the one that the session's last accept went to, goes on; else a new one named from the title;
    /// with CheckedOut the one that is checked out.
    QString branch;
    QString message; ///< Empty: a draft is made from the session.
    QList<QByteArray> paths; ///< Empty: everything.
    ObjectId snapshot; ///< The snapshot commit that the person saw; empty: the latest.
    AcceptRequest::Uncommitted uncommitted =
        AcceptRequest::Uncommitted::None; ///< Needed when the base holds the person's own.
    /// Whether the checks that the repository requires must have passed on exactly what is accepted.
    enum class Checks { Required, Skipped };
    Checks checks = Checks::Required;
    bool requiresVerdict = false; ///< Only what the person's last verdict approved, to the tree.
    QString by;
    AcceptRequest::Target target = AcceptRequest::Target::NewBranch;
    /// What a further new branch starts from: the commit of the last accept, so that it has all that was accepted so
    /// far and never clashes with it; or where the session began, with these changes alone.
    enum class NewBranchOn { Accepted, Base };
    NewBranchOn newBranchOn = NewBranchOn::Accepted;
    /// Parts of the change set that the person saw, as of ReviewApi::selection(); instead of `paths`.
    Selection selection;
    /// Parts of several attempts as EvidenceApi::composeAttempts() made them one tree, which the person saw; instead of
    /// `paths`, `selection` and `snapshot`. Composed again, they must be this tree.
    ComposedAttempts composed;
    ObjectId tip; ///< AcceptPreview::parent, so that what was shown is what is done; empty: where the branch is now.
    std::vector<MergeResolution> resolutions; ///< Of the conflicts that the preview had.
    AcceptRequest::LineEnds lineEnds = AcceptRequest::LineEnds::Keep;
};

/// What several attempts give to the commit of AcceptOptions::composed.
struct ComposedShares {
    std::vector<AttemptShare> shares; ///< The session's own first.
    QStringList agents; ///< Beside the session's own, each once.
};

/// Completes what the person left open. Blocks (reads the repository); on the pool.
/// Errors: NothingToAccept, VerdictMissing, InvalidArgument (a snapshot that is not the session's; the uncommitted
/// changes need a word), those of suggestBranch() and probeRepository().
[[nodiscard]] Result<AcceptRequest> acceptRequest(
    const SessionState &state, AcceptOptions options, const QString &sessionStore, const ComposedShares &composed = {});

/// The first draft of the message: the title, and what was asked for.
[[nodiscard]] QString acceptMessage(const SessionState &state);

/// A prompt that has the agent make its changes fit what the branch has now: each conflict with both sides' text.
/// Bounded, however many there are.
[[nodiscard]] QString conflictPrompt(const QString &branch, const std::vector<MergeConflict> &conflicts);

} // namespace pilothouse
