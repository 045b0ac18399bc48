#pragma once

#include "runner/base/ids.h"
#include "runner/store/event.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/selection.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace pilothouse {

enum class ReviewDecision { Open, Accepted, Rejected };

/// The content of both sides of a file's change: what a decision about its lines was made on.
struct ReviewedContent {
    ObjectId oldBlob; ///< Empty when the file was added.
    ObjectId newBlob; ///< Empty when it was deleted.
    quint32 oldMode = 0;
    quint32 newMode = 0;
    bool copied = false; ///< The old file is another one, which is still there.

    [[nodiscard]] static ReviewedContent of(const FileChange &change)
    {
        return {change.oldBlob, change.newBlob, change.oldMode, change.newMode,
            change.status == FileChange::Status::Copied};
    }
    friend bool operator==(const ReviewedContent &, const ReviewedContent &) = default;
};

/// Some of a file's change, and the content that its lines are of.
struct ReviewedFile {
    FileSelection parts;
    ReviewedContent content;

    friend bool operator==(const ReviewedFile &, const ReviewedFile &) = default;
};

/// The sandbox went from the snapshot `from` to the tree `to`, which lacks the rejected parts.
struct CarriedOut {
    qint64 seq = 0; ///< Of the event that says it is done.
    ObjectId from; ///< Snapshot commit.
    ObjectId to; ///< Tree.
    QStringList decisions; ///< All that were carried out with it.

    friend bool operator==(const CarriedOut &, const CarriedOut &) = default;
};

/// What a person decided about parts of a change set. The latest decision about a line holds.
struct DecisionRecord {
    QString id;
    qint64 seq = 0;
    qint64 atMs = 0;
    ReviewDecision decision = ReviewDecision::Open; ///< Open takes back what was decided before.
    ObjectId from; ///< The trees or commits of the change set on the screen.
    ObjectId to;
    std::vector<ReviewedFile> files;
    QString by;
    bool undone = false;
    qint64 undoneSeq = 0; ///< Of the event that undid it, or did it again; 0: never.
    std::shared_ptr<const CarriedOut> carriedOut; ///< A rejection that the sandbox's files follow already.

    friend bool operator==(const DecisionRecord &, const DecisionRecord &) = default;
};

/// What a person has looked at of one file.
struct SeenRecord {
    qint64 seq = 0;
    ReviewedFile file;
    bool viewed = false; ///< The whole file, ticked off; false with empty parts takes the tick away.

    friend bool operator==(const SeenRecord &, const SeenRecord &) = default;
};

/// Where a comment belongs: lines, a file (no lines), or everything (no path).
struct CommentAnchor {
    enum class Side { Old, New };
    QByteArray path; ///< On its side of the change set.
    Side side = Side::New;
    int first = 0; ///< Lines from 0.
    int count = 0; ///< 0: the whole file.
    QString quoted; ///< The lines as they stood; bounded. Untrusted text.
    ObjectId blob; ///< The file's content that the lines are of.
    ObjectId tree; ///< The snapshot on the screen.

    friend bool operator==(const CommentAnchor &, const CommentAnchor &) = default;
};

struct ReviewComment {
    enum class State {
        Draft,
        Waiting, ///< In a prompt that waits for the agent.
        Sent,
    };
    QString id;
    qint64 seq = 0;
    qint64 atMs = 0;
    CommentAnchor anchor;
    QString text;
    QString by;
    State state = State::Draft;
    QString prompt; ///< Of the prompt that it was sent with.
    qint32 turn = 0; ///< The turn of that prompt, once it began.
    bool resolved = false;

    friend bool operator==(const ReviewComment &, const ReviewComment &) = default;
};

enum class Verdict { Approve, RequestChanges, Comment };

/// How a person concluded a review of exactly one tree.
struct VerdictRecord {
    qint64 seq = 0;
    qint64 atMs = 0;
    Verdict verdict = Verdict::Comment;
    QString summary;
    QString by;
    ObjectId tree; ///< A git tree, so that a snapshot with the same content has it, too.

    friend bool operator==(const VerdictRecord &, const VerdictRecord &) = default;
};

/// The sandbox's files are to be brought to a tree. Recorded before it is done, so that a process that takes over
/// finishes it: the same event again, without "begun", says that it is done, and with "failed" that it was given up.
struct WorkspaceMove {
    qint64 seq = 0;
    EventKind kind{}; ///< RejectionCarriedOut or WorkspaceRestored.
    ObjectId from; ///< Snapshot commit.
    ObjectId to; ///< Tree.
    QJsonObject payload; ///< Of the event that began it.

    friend bool operator==(const WorkspaceMove &, const WorkspaceMove &) = default;
};

struct RestoreRecord {
    qint64 seq = 0;
    qint64 atMs = 0;
    ObjectId from; ///< Snapshot commit: restoring this one undoes it.
    ObjectId to; ///< Snapshot commit.
    QString reason;

    friend bool operator==(const RestoreRecord &, const RestoreRecord &) = default;
};

struct ForkRecord {
    qint64 seq = 0;
    SessionId session;
    ObjectId snapshot;

    friend bool operator==(const ForkRecord &, const ForkRecord &) = default;
};

/// What a person did in review, a fold over the session's events (see applyReview()). Cheap to copy: the lists share.
struct ReviewState {
    template <class T> using Records = QList<std::shared_ptr<const T>>;
    Records<DecisionRecord> decisions; ///< Oldest first.
    Records<SeenRecord> seen; ///< Oldest first.
    Records<ReviewComment> comments; ///< In the order in which they were first written.
    Records<VerdictRecord> verdicts; ///< Oldest first; the last one holds.
    Records<RestoreRecord> restores; ///< Oldest first.
    Records<ForkRecord> forks; ///< Oldest first.
    /// What holds everything that was accepted and committed so far; empty before the first accept. What is left to
    /// review is the change set from here to the snapshot: committed parts are no part of it any more.
    ObjectId taken; ///< A tree, or a snapshot's commit.
    std::optional<WorkspaceMove> move; ///< Begun and not done.
    QStringList agentNotes; ///< What the agent is told with its next prompt, oldest first.

    /// Null when there is none.
    [[nodiscard]] const DecisionRecord *decision(const QString &id) const;
    [[nodiscard]] const ReviewComment *comment(const QString &id) const;
    /// The decision that undo takes back: the latest one that holds. Null when there is none.
    [[nodiscard]] const DecisionRecord *undoable() const;
    /// The decision that redo brings back: the one undone last, when nothing was decided since. Null when there is
    /// none.
    [[nodiscard]] const DecisionRecord *redoable() const;
    /// The verdict when it is about this very tree; null when there is none or the tree has changed since.
    [[nodiscard]] const VerdictRecord *verdictOn(const ObjectId &tree) const;
    /// Rejections that the sandbox's files do not follow yet, and undone ones whose parts are still missing there.
    [[nodiscard]] bool hasUnsettledRejections() const;
    /// The event with which something was decided, undone or done again last; 0: never.
    [[nodiscard]] qint64 lastDecidedSeq() const;
};

/// The fold. Pure; malformed events change nothing. `payload` is the event's, parsed.
void applyReview(ReviewState &state, const Event &event, const QJsonObject &payload);

} // namespace pilothouse
