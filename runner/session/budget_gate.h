#pragma once

#include "runner/base/async_lock.h"
#include "runner/policy/budget_ledger.h"
#include "runner/session/session_log.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace pilothouse {

inline constexpr ErrorCode BudgetRefused{"budget.refused"}; ///< A person stopped what a budget held.

/// What one session's requests to models pass on their way out and back: each is recorded with its worst case reserved,
/// or held and a person asked until a budget suffices, and settled by its answer. Lives on its session's thread, longer
/// than any of its sandboxes. What is asked follows from the log alone, so a question outlives this process; the
/// request itself comes again from the sandbox.
class BudgetGate final : public QObject {
    Q_OBJECT

public:
    /// Without a ledger nothing is limited.
    BudgetGate(SessionLog &log, BudgetLedger *ledger, QObject *parent = nullptr);

    /// Ends when the attempt is recorded and may go out, which takes as long as the person does. Errors: BudgetRefused,
    /// Cancelled (nobody waits for it any more), those of the log.
    [[nodiscard]] Task<ModelAllowance> record(ModelAttempt attempt, std::optional<ModelPrice> price);
    /// Its answer: what it cost, or the reserve where that cannot be known.
    void settle(const ModelOutcome &outcome);
    /// What a process that ended left without an answer is settled at the reserve. Once, after the log was read.
    void settleLeftBehind();

    /// A person's word on a question of ApprovalKind::Budget. Errors: RequestClosed, InvalidArgument, the log's.
    [[nodiscard]] Task<void> decide(Approval approval, ApprovalDecision decision);

    /// A budget of this session or its turns, kept in its log. Errors: InvalidArgument, the log's.
    [[nodiscard]] Task<void> setForSession(BudgetLimit limit);
    [[nodiscard]] Task<void> removeForSession(BudgetLimit limit);

    /// Attempts may have been given up: those that wait look again.
    void wake();
    /// Ends what waits; nothing more is written.
    void retire();

Q_SIGNALS:
    void freezeWanted(); ///< The agent is to stand still until thawWanted().
    void thawWanted();
    void stopWanted(const QString &by); ///< The turn is to end.

private:
    void take(const Event &event);
    [[nodiscard]] Spender spender() const;
    [[nodiscard]] NewEvent requested(const ModelAttempt &attempt, const Spender &who, const WorstCase &worst) const;
    [[nodiscard]] Task<void> ask(BudgetQuestion question);
    [[nodiscard]] const Approval *asked(const BudgetQuestion &question) const;
    void withdraw(const BudgetQuestion &question);
    /// Ends when something happened that may let a request out.
    [[nodiscard]] QCoro::Task<void> change();
    [[nodiscard]] Task<void> extend(Approval approval, QString by, qint64 amount);
    [[nodiscard]] Task<void> close(ApprovalId id, QString word, ApprovalDecision decision, std::vector<NewEvent> also);
    void tellNearing(const std::vector<BudgetStand> &stands);
    void tellLoop(const QString &code);

    SessionLog &m_log;
    BudgetLedger *m_ledger;
    AsyncLock m_asking;
    std::vector<OneShot<bool>> m_sleepers;
    QTimer m_patience; ///< Runs while anything waits.
    QSet<QString> m_toldNearing;
    QString m_toldLoop;
    qint32 m_stoppedTurn = -1;
    bool m_retired = false;
};

} // namespace pilothouse
