#pragma once

#include "runner/base/async_lock.h"
#include "runner/review/review_state.h"
#include "runner/session/session_log.h"

namespace pilothouse {

/// What a person's review writes into one session's log. Lives on its session's thread; one thing after the other, so
/// that an undo never meets a decision that is just being written.
class SessionReview final : public QObject {
    Q_OBJECT

public:
    explicit SessionReview(SessionLog &log, QObject *parent = nullptr);

    /// Answers the decision's id.
    [[nodiscard]] Task<QString> decide(DecisionRecord decision);
    /// Undoes the latest decision, or redoes the last one that was undone. Errors: NothingToUndo.
    [[nodiscard]] Task<QString> undo();
    [[nodiscard]] Task<QString> redo();
    [[nodiscard]] Task<void> setUndone(QString decision, bool undone);
    /// `viewed`: whole files, ticked off.
    [[nodiscard]] Task<void> markSeen(std::vector<ReviewedFile> files, bool viewed);
    /// Answers the comment's id.
    [[nodiscard]] Task<QString> writeComment(ReviewComment comment);
    [[nodiscard]] Task<void> settleComment(QString comment, bool resolved);
    [[nodiscard]] Task<void> conclude(VerdictRecord verdict);

    /// Nothing is written until the guard goes.
    [[nodiscard]] QCoro::Task<AsyncLock::Guard> hold() { return m_lock.acquire(); }

private:
    [[nodiscard]] Task<QString> reverse(const DecisionRecord *decision, bool undone);
    [[nodiscard]] NewEvent undoneEvent(const QString &decision, bool undone) const;
    [[nodiscard]] const ReviewState &state() const { return m_log.state().review; }

    SessionLog &m_log;
    AsyncLock m_lock;
};

} // namespace pilothouse
