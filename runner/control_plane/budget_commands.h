#pragma once

#include "runner/session/runner.h"

#include <QJsonObject>

namespace pilothouse {

// The commands about money; their fields beside "command":
//
// | command | fields | answer |
// |---|---|---|
// | usage | by? (session, repository, model, agent, day, turn), from? (a day), id?, csv? | {by, sums: […]} or {csv} |
// | budget | verb (list, set, remove), scope?, kind?, amount? (as people write it), session?, repository?, day? |
// {budgets: […]}, with id: how they stand |
//
// What a budget holds is answered by `approve` with extend (an amount, or empty), pause or stop.

[[nodiscard]] Task<QJsonObject> usageCommand(Runner &runner, QJsonObject command);
[[nodiscard]] Task<QJsonObject> budgetCommand(Runner &runner, QJsonObject command);

/// The answer to a question about a budget that `approve` names; nothing where it names none. Errors: InvalidArgument.
[[nodiscard]] Result<std::optional<BudgetAnswer>> budgetAnswer(
    const QJsonObject &command, const SessionState &state, const ApprovalId &approval);

} // namespace pilothouse
