#pragma once

#include "runner/review/sensitive_files.h"
#include "runner/session/runner_api.h"
#include "ui/review/review_source.h"

#include <QHash>
#include <QObject>

namespace pilothouse {

/// The review that is on the screen: a change set, what is known about it, and what the person does. Follows the latest
/// snapshot, or stays at two moments that were chosen to compare. What it asks for is bound to the change set that was
/// on the screen. GUI thread.
class CurrentReview final : public QObject, public ReviewSource {
    Q_OBJECT

public:
    explicit CurrentReview(RunnerApi &runner, QObject *parent = nullptr);

    /// An invalid id shows nothing.
    void setSession(SessionId session);
    /// Tells that the session's state is another now.
    void setState(const SessionSnapshotPtr &snapshot);
    /// Shows what changed between two snapshots, until followLatest(). Without `from`: what was left to review then.
    void compare(const ObjectId &from, const ObjectId &to);
    void followLatest();
    [[nodiscard]] bool isComparing() const { return m_comparedTo.isValid(); }
    /// Empty when what is shown can be accepted as it is; otherwise why not, for a person.
    [[nodiscard]] QString cannotAccept() const;

    [[nodiscard]] SessionId session() const { return m_session; }
    [[nodiscard]] const SessionChanges &changes() const { return m_changes; }
    [[nodiscard]] bool isEmpty() const { return !m_changes.set || m_changes.set->files.isEmpty(); }
    /// Of changes(); null until they are known.
    [[nodiscard]] const ReviewMarks *marks() const { return m_marks.get(); }
    [[nodiscard]] const ReviewState &state() const;
    [[nodiscard]] const SessionSnapshotPtr &snapshot() const { return m_snapshot; }
    /// Of each file of changes(), where it asks for care.
    [[nodiscard]] const std::vector<std::optional<SensitiveMark>> &sensitive() const { return m_careful; }
    /// Index into changes().set->files, or -1.
    [[nodiscard]] int fileOf(const QByteArray &path) const { return m_byPath.value(path, -1); }

    void decide(std::vector<FileSelection> parts, ReviewDecision decision);
    void undo();
    void redo();
    void setViewed(const QList<QByteArray> &paths, bool viewed);
    void markSeen(std::vector<FileSelection> parts);
    void writeComment(const CommentDraft &draft);
    void sendComments(const QStringList &comments = {});
    void settleComment(const QString &comment, bool resolved);
    void conclude(Verdict verdict, const QString &summary);
    void carryOutRejections();

    [[nodiscard]] Task<std::shared_ptr<const LineDiff>> lines(FileChange change) override;
    [[nodiscard]] Task<QByteArray> content(ObjectId blob, qint64 limit) override;

Q_SIGNALS:
    /// Another change set is shown; its marks are there or follow.
    void changesReplaced();
    void marksReplaced();
    /// Decisions, comments or verdicts are others now; marksReplaced() follows.
    void stateReplaced();
    void loadFailed(const QString &sentence);
    void failed(const QString &sentence);
    void informed(const QString &sentence);
    /// A comment was written; its id is known now, so that the next writing of it replaces the draft.
    void commentWritten(const QString &id, const pilothouse::CommentAnchor &anchor);

private:
    void load();
    void take(SessionChanges changes);
    void publish(SessionChanges changes, std::shared_ptr<const ReviewMarks> marks);
    void askMarks();
    [[nodiscard]] static bool isSameReview(const ReviewState &a, const ReviewState &b);
    template <class T> void follow(Task<T> task);

    RunnerApi &m_runner;
    SessionId m_session;
    SessionSnapshotPtr m_snapshot;
    SessionChanges m_changes;
    std::shared_ptr<const ReviewMarks> m_marks;
    QHash<QByteArray, int> m_byPath;
    std::vector<std::optional<SensitiveMark>> m_careful;
    ObjectId m_wanted; ///< The snapshot that is to be shown.
    ObjectId m_wantedTaken; ///< What was committed of it then: another change set when it moves.
    ObjectId m_comparedFrom;
    ObjectId m_comparedTo;
    bool m_loading = false;
    bool m_loadAgain = false;
    bool m_asking = false;
    bool m_askAgain = false;
    quint64 m_generation = 0; ///< Answers to questions about another session are dropped.
};

} // namespace pilothouse
