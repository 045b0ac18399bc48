#pragma once

#include "runner/session/review_api.h"

#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <map>

namespace pilothouse {

class FakeRunner;

/// The review of a session without a sandbox behind it: a real store with the trees that a test gave it, and the real
/// fold over the events that the window causes; what needs a sandbox is only remembered.
class FakeReview final : public ReviewApi {
public:
    using Files = std::map<QByteArray, QByteArray>; ///< Bytes by path.

    explicit FakeReview(FakeRunner &runner);

    /// Writes a tree and answers its id; the last one is what the agent left.
    ObjectId addTree(const Files &files);
    /// The first one is the base.
    [[nodiscard]] const std::vector<ObjectId> &trees() const { return m_trees; }
    [[nodiscard]] Result<SessionChanges> compare(const ObjectId &from, const ObjectId &to) const;
    std::vector<TimelineTick> ticks;
    std::map<QByteArray, std::shared_ptr<const LineOrigins>> origins; ///< By path; of others nothing is known.
    ObjectId lastRestored;
    ObjectId lastForked;
    int notesWritten = 0; ///< Of noteOrigins().
    bool rejectionsCarriedOut = false;

    [[nodiscard]] Task<SessionChanges> changes(SessionId id, ObjectId to) override;
    [[nodiscard]] Task<std::shared_ptr<const LineDiff>> lineDiff(
        SessionId id, SessionChanges changes, qsizetype file, DiffOptions::Whitespace whitespace) override;
    [[nodiscard]] Task<QByteArray> content(SessionId id, ObjectId blob, qint64 limit) override;
    [[nodiscard]] Task<std::shared_ptr<const ReviewMarks>> marks(SessionId id, SessionChanges changes) override;
    [[nodiscard]] Task<QString> decide(
        SessionId id, SessionChanges changes, std::vector<FileSelection> parts, ReviewDecision decision) override;
    [[nodiscard]] Task<QString> undo(SessionId id) override;
    [[nodiscard]] Task<QString> redo(SessionId id) override;
    [[nodiscard]] Task<void> setUndone(SessionId id, QString decision, bool undone) override;
    [[nodiscard]] Task<Selection> selection(SessionId id, SessionChanges changes, ReviewDecision decision) override;
    [[nodiscard]] Task<void> markSeen(SessionId id, SessionChanges changes, std::vector<FileSelection> parts) override;
    [[nodiscard]] Task<void> setViewed(SessionId id, SessionChanges changes, qsizetype file, bool viewed) override;
    [[nodiscard]] Task<QString> writeComment(SessionId id, SessionChanges changes, CommentDraft draft) override;
    [[nodiscard]] Task<void> sendComments(SessionId id, QStringList comments) override;
    [[nodiscard]] Task<void> settleComment(SessionId id, QString comment, bool resolved) override;
    [[nodiscard]] Task<void> conclude(
        SessionId id, SessionChanges changes, Verdict verdict, QString summary, QString by) override;
    [[nodiscard]] Task<void> carryOutRejections(SessionId id) override;
    [[nodiscard]] Task<RestoreReport> restore(SessionId id, ObjectId snapshot, QString reason) override;
    [[nodiscard]] Task<SessionId> fork(SessionId id, ObjectId snapshot, QString prompt) override;
    [[nodiscard]] Task<std::shared_ptr<const LineOrigins>> lineOrigins(
        SessionId id, SessionChanges changes, qsizetype file) override;
    [[nodiscard]] Task<ObjectId> noteOrigins(SessionId id) override;
    [[nodiscard]] Task<std::vector<TimelineTick>> timeline(SessionId id) override;

private:
    void record(SessionId id, EventKind kind, const QJsonObject &payload);
    [[nodiscard]] const ReviewState &state(SessionId id) const;
    [[nodiscard]] QString path() const { return m_directory.filePath(QStringLiteral("store.git")); }
    [[nodiscard]] QString nextId() { return QStringLiteral("r%1").arg(++m_ids); }

    FakeRunner &m_runner;
    QTemporaryDir m_directory;
    std::vector<ObjectId> m_trees;
    EditCache m_cache;
    int m_ids = 0;
};

} // namespace pilothouse
