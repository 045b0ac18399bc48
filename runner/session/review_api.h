#pragma once

#include "runner/base/one_shot.h"
#include "runner/review/attribution.h"
#include "runner/review/review_marks.h"
#include "runner/review/review_state.h"
#include "runner/workspace/line_diff.h"

#include <memory>
#include <vector>

namespace pilothouse {

inline constexpr ErrorCode NothingToUndo{"review.nothing_to_undo"};
inline constexpr ErrorCode AgentIsWorking{"review.agent_is_working"}; ///< Not while a turn runs.
inline constexpr ErrorCode VerdictMissing{"review.verdict_missing"}; ///< No approval of exactly this tree.

/// A snapshot's change set and where its objects are, for asking single files' differences.
struct SessionChanges {
    ObjectId from;
    ObjectId to;
    std::shared_ptr<const ChangeSet> set;
};

/// A comment to write. With the id of a draft it replaces that one; an empty text drops it.
struct CommentDraft {
    QString id; ///< Empty: a new one.
    CommentAnchor anchor;
    QString text;
};

/// A moment of a session that can be looked at, compared, restored and forked from.
struct TimelineTick {
    enum class Kind {
        Base, ///< What the session began from; the first one.
        Snapshot, ///< Something was written, by nothing that is known.
        ToolCall, ///< As a tool call left it.
        TurnEnd,
        Restored, ///< A person put an earlier snapshot back.
        RejectionCarriedOut,
    };
    Kind kind = Kind::Snapshot;
    ObjectId snapshot; ///< Its commit.
    ObjectId tree;
    qint64 seq = 0;
    qint64 atMs = 0;
    qint32 turn = 0;
    ToolCallId toolCall; ///< For a tick of a tool call.
    QString title; ///< Of the tool call: its command or title; of a turn: its prompt. Untrusted text.
    bool failed = false; ///< The command failed or the turn ended badly.
    bool changed = false; ///< The tree differs from the tick before.
    int files = 0; ///< Against the session's base.
    int added = 0;
    int removed = 0;
    bool isNow = false; ///< The latest snapshot.

    friend bool operator==(const TimelineTick &, const TimelineTick &) = default;
};

/// What a restore did.
struct RestoreReport {
    ObjectId from; ///< Where the sandbox was: restoring this snapshot undoes the restore.
    ObjectId to;
    ObjectId now; ///< The snapshot of the sandbox after it; its tree is that of `to`.
    qint64 leftOut = 0; ///< Ignored and unreadable files, which stayed as they were.
    QString notBroughtBack; ///< A sentence for the person: what a restore does not bring back.
};

/// What a person can do with what an agent changed. Reached by RunnerApi::review(); the same rules hold: called on the
/// runner's thread, never blocks, answers there. Everything recorded is in SessionState::review with the next
/// sessionChanged().
class ReviewApi {
public:
    ReviewApi() = default;
    virtual ~ReviewApi() = default;
    ReviewApi(const ReviewApi &) = delete;
    ReviewApi &operator=(const ReviewApi &) = delete;

    /// What is left to review: the changes from what was accepted so far (at first the base) to the latest snapshot (or
    /// to `to`, a snapshot's commit).
    [[nodiscard]] virtual Task<SessionChanges> changes(SessionId id, ObjectId to = {}) = 0;
    /// The lines of one file of a change set.
    [[nodiscard]] virtual Task<std::shared_ptr<const LineDiff>> lineDiff(SessionId id, SessionChanges changes,
        qsizetype file, DiffOptions::Whitespace whitespace = DiffOptions::Whitespace::Compare) = 0;
    /// A file's bytes in the session's store. Errors: NotFound, LimitExceeded (larger than `limit`).
    [[nodiscard]] virtual Task<QByteArray> content(SessionId id, ObjectId blob, qint64 limit) = 0;
    /// The session's decisions, seen marks and comments laid over a change set. `seq` says which events are in it.
    [[nodiscard]] virtual Task<std::shared_ptr<const ReviewMarks>> marks(SessionId id, SessionChanges changes) = 0;

    /// Decides about parts of a change set; answers the decision's id. Nothing else changes: accepted parts are
    /// committed by RunnerApi::accept(), rejected ones go by carryOutRejections() or at the turn's next boundary.
    /// Errors: InvalidArgument (parts that the change set does not have).
    [[nodiscard]] virtual Task<QString> decide(
        SessionId id, SessionChanges changes, std::vector<FileSelection> parts, ReviewDecision decision) = 0;
    /// Takes the latest decision back, or brings the one back that was taken back last; answers its id. A rejection
    /// that the sandbox followed already is undone there, too, at the next boundary. What an accept has committed stays
    /// in the person's repository. Errors: NothingToUndo.
    [[nodiscard]] virtual Task<QString> undo(SessionId id) = 0;
    [[nodiscard]] virtual Task<QString> redo(SessionId id) = 0;
    /// The same for any decision. Errors: NotFound.
    [[nodiscard]] virtual Task<void> setUndone(SessionId id, QString decision, bool undone) = 0;
    /// The accepted (or rejected) parts of a change set, for AcceptOptions.
    [[nodiscard]] virtual Task<Selection> selection(SessionId id, SessionChanges changes, ReviewDecision decision) = 0;

    /// Remembers that the person has looked at these parts.
    [[nodiscard]] virtual Task<void> markSeen(
        SessionId id, SessionChanges changes, std::vector<FileSelection> parts) = 0;
    /// Ticks a file off, or takes the tick away. A ticked file is seen as a whole.
    [[nodiscard]] virtual Task<void> setViewed(SessionId id, SessionChanges changes, qsizetype file, bool viewed) = 0;

    /// Answers the comment's id. The anchor's quoted text and blob are filled in here.
    /// Errors: NotFound (no such file, line or draft), InvalidArgument (it was sent, or is empty).
    [[nodiscard]] virtual Task<QString> writeComment(SessionId id, SessionChanges changes, CommentDraft draft) = 0;
    /// Sends these drafts (none: all of them) to the agent as one prompt, or queues it. Errors: NotFound.
    [[nodiscard]] virtual Task<void> sendComments(SessionId id, QStringList comments = {}) = 0;
    [[nodiscard]] virtual Task<void> settleComment(SessionId id, QString comment, bool resolved) = 0;

    /// Concludes the review of exactly the tree that `changes` leads to. An empty name is the repository's author.
    [[nodiscard]] virtual Task<void> conclude(
        SessionId id, SessionChanges changes, Verdict verdict, QString summary, QString by = {}) = 0;

    /// Takes the rejected parts out of the sandbox's files: at once when the agent does not work, otherwise when its
    /// turn has ended. It happens by itself at the end of a turn and before the next one; the agent is told with its
    /// next prompt. Errors: GuestDisconnected, those of the guest.
    [[nodiscard]] virtual Task<void> carryOutRejections(SessionId id) = 0;

    /// Brings the sandbox's files to those of a snapshot (or to the base commit). What was there before is a snapshot
    /// first. Errors: NotFound, AgentIsWorking, GuestDisconnected, those of the guest. Brings the sandbox up where it
    /// is not running.
    [[nodiscard]] virtual Task<RestoreReport> restore(SessionId id, ObjectId snapshot, QString reason = {}) = 0;
    /// A new session that goes on from a snapshot with an agent of its own. It has the same base, so that what it
    /// accepts stands on the person's history. An empty prompt only prepares it. Errors: NotFound, those of the store.
    [[nodiscard]] virtual Task<SessionId> fork(SessionId id, ObjectId snapshot, QString prompt = {}) = 0;
    /// Where the lines of one file of a change set come from: by which tool call, during which, between calls. The
    /// answer may know more after the session's next events.
    [[nodiscard]] virtual Task<std::shared_ptr<const LineOrigins>> lineOrigins(
        SessionId id, SessionChanges changes, qsizetype file) = 0;
    /// Writes where the lines of the last accepted commit come from as its git note, under refs/notes/pilothouse of the
    /// person's repository; answers the commit. Only when the person asks for it.
    /// Errors: NotFound (nothing was accepted), those of writeProvenanceNote().
    [[nodiscard]] virtual Task<ObjectId> noteOrigins(SessionId id) = 0;
    /// The session's moments, oldest first.
    [[nodiscard]] virtual Task<std::vector<TimelineTick>> timeline(SessionId id) = 0;
};

} // namespace pilothouse
