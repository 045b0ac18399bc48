#pragma once

#include "runner/base/one_shot.h"
#include "runner/policy/budget_ledger.h"
#include "runner/store/usage_row.h"

namespace pilothouse {

/// What models cost, and what a person limits. The rules are those of RunnerApi.
class BudgetsApi {
public:
    BudgetsApi() = default;
    virtual ~BudgetsApi() = default;
    BudgetsApi(const BudgetsApi &) = delete;
    BudgetsApi &operator=(const BudgetsApi &) = delete;

    /// Requests to models, the newest first.
    [[nodiscard]] virtual Task<std::vector<UsageRow>> usage(UsageQuery query) = 0;
    /// Every budget that a person set.
    [[nodiscard]] virtual Task<std::vector<BudgetLimit>> limits() = 0;
    /// What applies to a session now, and how it stands.
    [[nodiscard]] virtual Task<std::vector<BudgetStand>> stands(SessionId session) = 0;
    /// Sets a budget, or changes its amount. One that names a session goes into that session's log. Errors:
    /// InvalidArgument, NotFound.
    [[nodiscard]] virtual Task<void> set(BudgetLimit limit) = 0;
    /// Errors: NotFound.
    [[nodiscard]] virtual Task<void> remove(BudgetLimit limit) = 0;
    /// From when a model's price is, and where it is from; nothing where none is known.
    [[nodiscard]] virtual std::optional<ModelPrices::Source> priceSource(
        const QString &provider, const QString &model) const = 0;
};

} // namespace pilothouse
