#pragma once

#include "runner/session/approval.h"
#include "runner/session/budgets_api.h"

#include <QDateTime>

namespace pilothouse {

/// Budgets and usage that a test sets.
class FakeBudgets final : public BudgetsApi {
public:
    [[nodiscard]] Task<std::vector<UsageRow>> usage(UsageQuery query) override
    {
        std::vector<UsageRow> found;
        for (const UsageRow &row : rows) {
            if (row.day >= query.fromDay)
                found.push_back(row);
        }
        co_return found;
    }
    [[nodiscard]] Task<std::vector<BudgetLimit>> limits() override { co_return std::vector<BudgetLimit>(budgets); }
    [[nodiscard]] Task<std::vector<BudgetStand>> stands(SessionId) override { co_return std::vector<BudgetStand>(); }
    [[nodiscard]] Task<void> set(BudgetLimit limit) override
    {
        budgets.push_back(limit);
        co_return {};
    }
    [[nodiscard]] Task<void> remove(BudgetLimit limit) override
    {
        std::erase(budgets, limit);
        co_return {};
    }
    [[nodiscard]] std::optional<ModelPrices::Source> priceSource(const QString &, const QString &) const override
    {
        return ModelPrices::Source{QStringLiteral("2025-08"), QStringLiteral("a list")};
    }

    /// Three weeks of three agents.
    void fillSamples(const QDate &today)
    {
        static const QStringList Agents{
            QStringLiteral("opencode"), QStringLiteral("claude-code"), QStringLiteral("codex")};
        for (int i = 0; i < 63; ++i) {
            UsageRow row;
            row.session = SessionId(1 + i % 4);
            row.attempt = i + 1;
            row.turn = 1 + i % 5;
            row.repository = RepositoryId(1 + i % 2);
            row.day = today.addDays(-(i / 3)).toString(Qt::ISODate);
            row.agent = Agents[i % 3];
            row.provider = QStringLiteral("openai");
            row.model = i % 2 ? QStringLiteral("gpt-5") : QStringLiteral("gpt-5-mini");
            row.requestedMs = QDateTime(today.addDays(-(i / 3)), QTime(9, i % 60)).toMSecsSinceEpoch();
            row.answeredMs = row.requestedMs + 4000;
            row.settled = i % 11 == 5 ? UsageRow::Settled::AtReserve : UsageRow::Settled::Counted;
            row.priced = true;
            row.status = 200;
            row.prompt = 12'000 + 1700 * (i % 7);
            row.completion = 900 + 130 * (i % 5);
            row.cached = 8000;
            row.chargedNanos = 40'000'000LL * (1 + i % 9);
            row.chargedTokens = row.prompt + row.completion;
            row.firstByteMs = 320 + 17 * (i % 13);
            row.tookMs = 4000;
            rows.push_back(row);
        }
        budgets = {{.scope = BudgetScope::Day,
                       .subject = {},
                       .kind = BudgetKind::Money,
                       .amount = 20'000'000'000,
                       .by = QStringLiteral("window"),
                       .atMs = 1},
            {.scope = BudgetScope::Turn,
                .subject = {},
                .kind = BudgetKind::Tokens,
                .amount = 2'000'000,
                .by = QStringLiteral("command line"),
                .atMs = 2}};
    }

    std::vector<UsageRow> rows;
    std::vector<BudgetLimit> budgets;
};

/// A request that a budget holds.
inline Approval budgetApproval()
{
    Approval approval;
    approval.id = ApprovalId(QStringLiteral("b12"));
    approval.kind = ApprovalKind::Budget;
    approval.budget = BudgetQuestion{.limit = {.scope = BudgetScope::Session,
                                         .subject = {},
                                         .kind = BudgetKind::Money,
                                         .amount = 2'000'000'000,
                                         .by = QStringLiteral("window"),
                                         .atMs = 1},
        .spent = 1'810'000'000,
        .reserved = 0,
        .wanted = 420'000'000,
        .provider = QStringLiteral("openai"),
        .model = QStringLiteral("gpt-5"),
        .code = QStringLiteral("budget.exceeded")};
    approval.title = budgetSentence(*approval.budget);
    return approval;
}

} // namespace pilothouse
