#pragma once

#include "runner/review/attribution_cache.h"
#include "runner/session/runner.h"

#include <mutex>

namespace pilothouse {

/// Review for the sessions of a runner: what computes goes to the pool, what is recorded to the session's actor.
class Runner::Review final : public ReviewApi {
public:
    explicit Review(Runner &runner) : m_runner(runner) { }

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
    struct Folded;

    [[nodiscard]] QString store(SessionId id) const { return m_runner.m_directory.sessionStore(id); }
    [[nodiscard]] Task<std::vector<ReviewedFile>> checked(
        SessionId id, SessionChanges changes, std::vector<FileSelection> parts);
    [[nodiscard]] Task<TimelinePtr> folded(SessionId id);
    [[nodiscard]] std::shared_ptr<OriginCache> originCache(SessionId id);

    Runner &m_runner;
    std::shared_ptr<EditCache> m_edits = std::make_shared<EditCache>();
    std::map<SessionId, std::shared_ptr<Folded>> m_folded;
    std::map<SessionId, std::shared_ptr<OriginCache>> m_origins;
};

} // namespace pilothouse
