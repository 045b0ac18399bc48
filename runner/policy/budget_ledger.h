#pragma once

#include "runner/base/one_shot.h"
#include "runner/egress/model_gateway.h"
#include "runner/policy/budget.h"
#include "runner/store/store.h"

#include <QDateTime>
#include <QObject>

namespace pilothouse {

inline constexpr ErrorCode BudgetExceeded{"budget.exceeded"};
inline constexpr ErrorCode BudgetUnpriced{"budget.unpriced"}; ///< A budget on money, and a model without a price.

/// The most that a request can use, counted before it goes out.
struct WorstCase {
    qint64 promptTokens = 0;
    qint64 completionTokens = 0; ///< Of all its answers.
    std::optional<qint64> nanos; ///< Nothing: the model's price is not known.

    [[nodiscard]] qint64 tokens() const { return promptTokens + completionTokens; }
    friend bool operator==(const WorstCase &, const WorstCase &) = default;
};

/// A token is a byte at least, and no more is sent than the request's bytes; pictures and the provider's own words
/// around it are allowed for. `completionLimit` is for one answer. Pure.
[[nodiscard]] WorstCase worstCase(
    const ModelAttempt &attempt, qint64 completionLimit, const std::optional<ModelPrice> &price);

/// The longest answer that is reserved for a request that names no limit, or a higher one.
[[nodiscard]] qint64 completionLimitFor(const ModelAttempt &attempt, const std::optional<ModelPrice> &price);

/// Whom a request is for.
struct Spender {
    SessionId session;
    qint32 turn = 0;
    RepositoryId repository;
    QString day; ///< "2026-01-31".
};

/// How a budget stands.
struct BudgetStand {
    BudgetLimit limit;
    qint64 spent = 0;
    qint64 reserved = 0;

    friend bool operator==(const BudgetStand &, const BudgetStand &) = default;
};

/// What came of trying to reserve.
struct Reservation {
    std::optional<BudgetQuestion> refused; ///< The budget that does not suffice; nothing: it is reserved.
    bool onlyReserved = false; ///< It would suffice if what is under way came to nothing: wait for it first.
    bool bounded = false; ///< A budget on money or tokens applies, so the request must keep to its worst case.
    std::vector<BudgetStand> nearing; ///< Of the budgets that apply, those that are spent to 80 % and more.
};

/// Budgets, and what is spent and reserved of them. A reservation is the ModelRequested event itself: it is appended
/// only if, in that transaction and with everything appended before it, spent + reserved + its own worst case keeps
/// within every budget that applies. So there is one truth, in the log, and a process that dies leaves its reservations
/// in it. What is settled, by the ModelAnswered event, counts as spent.
///
/// Thread-safe; tasks end on the calling thread. One for all sessions of a data directory.
class BudgetLedger final : public QObject {
    Q_OBJECT

public:
    explicit BudgetLedger(Store &store, QObject *parent = nullptr);

    /// Store::appendIf() on one session, by whoever keeps that session's fold in step.
    using Append = std::function<Task<void>(std::vector<NewEvent>, Store::Condition)>;

    /// Appends `events`, ModelRequested among them, if `wanted` can be reserved. Errors: the store's.
    [[nodiscard]] Task<Reservation> reserve(
        Spender spender, ModelAttempt attempt, WorstCase wanted, std::vector<NewEvent> events, Append append);

    /// What applies to a session, and how it stands; without a session what is set for all, repositories and days.
    [[nodiscard]] Task<std::vector<BudgetStand>> stands(Spender spender);
    /// The stored budgets, and those of all sessions.
    [[nodiscard]] Task<std::vector<BudgetLimit>> limits();

    /// Sets a budget that is not of one session; kept with who did it and when. Errors: InvalidArgument.
    [[nodiscard]] Task<void> set(BudgetLimit limit);
    /// Errors: NotFound.
    [[nodiscard]] Task<void> remove(BudgetLimit limit);

    /// Something was settled or a budget changed: who waits may try again. Any thread.
    void tell() { Q_EMIT moved(); }

Q_SIGNALS:
    /// Emitted on any thread: connect with a context object.
    void moved();

private:
    Store &m_store;
    /// What was requested before and never answered was left by a process that ended: nobody waits for it, so it is
    /// spent.
    qint64 m_sinceMs = QDateTime::currentMSecsSinceEpoch();
};

/// A sentence for a person: what is asked about.
[[nodiscard]] QString budgetSentence(const BudgetQuestion &question);
/// "80 % of this session's budget …", for a notice.
[[nodiscard]] QString nearingSentence(const BudgetStand &stand);

} // namespace pilothouse
