#pragma once

#include "runner/session/budgets_api.h"
#include "runner/session/runner_parts.h"

namespace pilothouse {

/// See BudgetsApi; lives on the runner's thread.
class Runner::Budgets final : public BudgetsApi {
public:
    explicit Budgets(Runner &runner) : m_runner(runner), m_ledger(*runner.m_store) { }

    [[nodiscard]] BudgetLedger &ledger() { return m_ledger; }

    [[nodiscard]] Task<std::vector<UsageRow>> usage(UsageQuery query) override;
    [[nodiscard]] Task<std::vector<BudgetLimit>> limits() override;
    [[nodiscard]] Task<std::vector<BudgetStand>> stands(SessionId session) override;
    [[nodiscard]] Task<void> set(BudgetLimit limit) override;
    [[nodiscard]] Task<void> remove(BudgetLimit limit) override;
    [[nodiscard]] std::optional<ModelPrices::Source> priceSource(
        const QString &provider, const QString &model) const override;

private:
    Runner &m_runner;
    BudgetLedger m_ledger;
};

} // namespace pilothouse
