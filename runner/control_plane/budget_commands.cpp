#include "runner/control_plane/budget_commands.h"

#include "runner/policy/usage_report.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(BudgetCommands)
};

QJsonObject sumToJson(const UsageSum &sum)
{
    QJsonObject json{{u"key"_s, sum.key}, {u"calls"_s, sum.calls}, {u"prompt"_s, sum.prompt},
        {u"completion"_s, sum.completion}, {u"cached"_s, sum.cached}, {u"reasoning"_s, sum.reasoning},
        {u"tokens"_s, sum.tokens}, {u"nanos"_s, sum.nanos}, {u"unpriced"_s, sum.unpriced},
        {u"atReserve"_s, sum.atReserve}, {u"underWay"_s, sum.underWay}};
    if (sum.firstByteMs >= 0)
        json[u"firstByteMs"_s] = sum.firstByteMs;
    return json;
}

QJsonObject limitToJson(const BudgetLimit &limit)
{
    QJsonObject json = limit.toJson();
    json[u"amountText"_s] = budgetAmountText(limit.kind, limit.amount);
    return json;
}

Task<QJsonObject> list(BudgetsApi &budgets, SessionId session)
{
    QJsonArray out;
    if (session.isValid()) {
        const auto stands = co_await budgets.stands(session);
        if (!stands)
            co_return std::unexpected(stands.error());
        for (const BudgetStand &stand : *stands) {
            QJsonObject json = limitToJson(stand.limit);
            json[u"spent"_s] = stand.spent;
            json[u"spentText"_s] = budgetAmountText(stand.limit.kind, stand.spent);
            json[u"reserved"_s] = stand.reserved;
            out.append(json);
        }
    } else {
        const auto limits = co_await budgets.limits();
        if (!limits)
            co_return std::unexpected(limits.error());
        for (const BudgetLimit &limit : *limits)
            out.append(limitToJson(limit));
    }
    co_return QJsonObject{{u"budgets"_s, out}};
}

/// What the words name; the amount is left out.
Result<BudgetLimit> limitOf(const QJsonObject &command)
{
    const auto scope = budgetScopeFromName(command["scope"_L1].toString());
    const auto kind = budgetKindFromName(command["kind"_L1].toString().replace(u'-', u'_'));
    if (!scope)
        return failure(InvalidArgument, Words::tr("A budget is for a turn, session, repository or day."));
    if (!kind)
        return failure(InvalidArgument,
            Words::tr("A budget limits money, tokens, wall-time, tool-calls, network, children, memory, disk or "
                      "unpriced models."));
    const QLatin1StringView field = *scope == BudgetScope::Repository ? "repository"_L1
        : *scope == BudgetScope::Day                                  ? "day"_L1
                                                                      : "session"_L1;
    return BudgetLimit{.scope = *scope,
        .subject = command[field].toString(),
        .kind = *kind,
        .amount = 0,
        .by = command["by"_L1].toString(u"command line"_s),
        .atMs = 0};
}

} // namespace

Task<QJsonObject> usageCommand(Runner &runner, QJsonObject command)
{
    const QJsonObject said = command;
    const QString by = said["by"_L1].toString(u"session"_s);
    const auto grouping = usageGroupingFromName(by);
    if (!grouping)
        co_return failure(
            InvalidArgument, Words::tr("Usage is summed up by session, repository, model, agent, day or turn."));
    UsageQuery query{.fromDay = said["from"_L1].toString(), .session = SessionId(said["id"_L1].toInteger())};
    const auto rows = co_await runner.budgets()->usage(query);
    if (!rows)
        co_return std::unexpected(rows.error());
    const std::vector<UsageSum> sums = usageSums(*rows, *grouping);
    if (said["csv"_L1].toBool())
        co_return QJsonObject{
            {u"csv"_s, QString::fromUtf8(said.contains("by"_L1) ? usageCsv(sums, by.toLatin1()) : usageCsv(*rows))}};
    QJsonArray out;
    for (const UsageSum &sum : sums)
        out.append(sumToJson(sum));
    co_return QJsonObject{{u"by"_s, by}, {u"sums"_s, out}};
}

Task<QJsonObject> budgetCommand(Runner &runner, QJsonObject command)
{
    const QJsonObject said = command;
    BudgetsApi &budgets = *runner.budgets();
    const QString verb = said["verb"_L1].toString();
    if (verb == "list"_L1)
        co_return co_await list(budgets, SessionId(said["session"_L1].toString().toLongLong()));
    auto limit = limitOf(said);
    if (!limit)
        co_return std::unexpected(limit.error());
    if (verb == "set"_L1) {
        const auto amount = budgetAmountFromText(limit->kind, said["amount"_L1].toString());
        if (!amount)
            co_return std::unexpected(amount.error());
        limit->amount = *amount;
        if (const auto set = co_await budgets.set(*limit); !set)
            co_return std::unexpected(set.error());
    } else if (verb == "remove"_L1) {
        if (const auto removed = co_await budgets.remove(*limit); !removed)
            co_return std::unexpected(removed.error());
    } else {
        co_return failure(InvalidArgument, Words::tr("A budget is listed, set or removed: see `budget --help`."));
    }
    co_return co_await list(budgets, {});
}

Result<std::optional<BudgetAnswer>> budgetAnswer(
    const QJsonObject &command, const SessionState &state, const ApprovalId &approval)
{
    if (command["stop"_L1].toBool())
        return BudgetAnswer{BudgetAnswer::Kind::Stop, 0};
    if (command["pause"_L1].toBool())
        return BudgetAnswer{BudgetAnswer::Kind::Pause, 0};
    const QString text = command["extend"_L1].toString();
    if (text.isEmpty())
        return std::nullopt;
    const auto asked = std::ranges::find(state.approvals, approval, &Approval::id);
    if (asked == state.approvals.end() || !asked->budget)
        return failure(InvalidArgument, Words::tr("The question %1 is not about a budget.").arg(approval.value));
    return budgetAmountFromText(asked->budget->limit.kind, text).transform([](qint64 amount) {
        return std::optional(BudgetAnswer{BudgetAnswer::Kind::Extend, amount});
    });
}

} // namespace pilothouse
