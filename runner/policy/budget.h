#pragma once

#include "runner/base/error.h"

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace pilothouse {

/// What is limited. Amounts are whole numbers in the unit that stands beside the kind.
enum class BudgetKind : quint8 {
    Money, ///< Billionths of a US dollar.
    Tokens, ///< Of model requests, sent and answered.
    WallTime, ///< Milliseconds in which the agent worked.
    ToolCalls,
    Network, ///< Bytes through the sandbox's proxy, both ways.
    Children, ///< Agents that the agent started.
    Memory, ///< Bytes of the sandbox; the engine enforces it from the next container on.
    Disk, ///< Bytes of the sandbox's writable volumes; likewise.
    Unpriced, ///< 1: models without a price may run past budgets on money.
};

/// Over what is summed up.
enum class BudgetScope : quint8 {
    Turn, ///< Each turn of a session.
    Session,
    Repository, ///< All sessions on it, for as long as the budget stands.
    Day, ///< All sessions, in a day of this machine's time zone.
};

/// The names in the log, the store and on the command line: "money", "turn" ….
[[nodiscard]] QString budgetKindName(BudgetKind kind);
[[nodiscard]] std::optional<BudgetKind> budgetKindFromName(QStringView name);
[[nodiscard]] QString budgetScopeName(BudgetScope scope);
[[nodiscard]] std::optional<BudgetScope> budgetScopeFromName(QStringView name);
/// Whether a kind is counted over a scope: time and a sandbox's size belong to turns and sessions only.
[[nodiscard]] bool isCounted(BudgetKind kind, BudgetScope scope);

/// A limit that a person set. Of several that apply the one with the closest subject holds.
struct BudgetLimit {
    BudgetScope scope = BudgetScope::Session;
    /// Empty: every turn, session, repository or day. Else a session's id ("7"; for a turn also "7/3"), a repository's
    /// id, or a day ("2026-11-21").
    QString subject;
    BudgetKind kind = BudgetKind::Money;
    qint64 amount = 0;
    QString by;
    qint64 atMs = 0;

    friend bool operator==(const BudgetLimit &, const BudgetLimit &) = default;

    [[nodiscard]] QJsonObject toJson() const;
    /// Errors: InvalidArgument with what is wrong.
    [[nodiscard]] static Result<BudgetLimit> fromJson(const QJsonObject &json);
};

/// Why a request is held: what a person is asked.
struct BudgetQuestion {
    BudgetLimit limit; ///< The one that does not suffice; of BudgetKind::Unpriced: the one on money that applies.
    qint64 spent = 0; ///< What is settled.
    qint64 reserved = 0; ///< What requests under way may still cost.
    qint64 wanted = 0; ///< The worst case of the request that is held.
    QString provider;
    QString model;
    QString code; ///< "budget.exceeded", "budget.unpriced", "loop.calls", "loop.children".

    friend bool operator==(const BudgetQuestion &, const BudgetQuestion &) = default;

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static BudgetQuestion fromJson(const QJsonObject &json);
};

/// What a person says to it.
struct BudgetAnswer {
    enum class Kind : quint8 {
        Extend, ///< The limit grows by `amount`, for this turn, session, day or the repository.
        Pause, ///< The agent is frozen; the question stays open.
        Stop, ///< The request is refused and the turn ends.
    };
    Kind kind = Kind::Stop;
    qint64 amount = 0; ///< For Extend, in the unit of the kind; 0: what the held request wants, and a tenth.

    friend bool operator==(const BudgetAnswer &, const BudgetAnswer &) = default;
};

/// "2.50" or "$2.50", "500k" or "2M" tokens, "90s", "10m", "2h", "200MB", "1GiB", or a plain number. For people's
/// input. Errors: InvalidArgument.
[[nodiscard]] Result<qint64> budgetAmountFromText(BudgetKind kind, const QString &text);
/// The other way, for people: "$2.50", "500,000 tokens", "10 min".
[[nodiscard]] QString budgetAmountText(BudgetKind kind, qint64 amount);
/// "this turn", "this session" …, for sentences.
[[nodiscard]] QString budgetScopeText(BudgetScope scope);

} // namespace pilothouse
