#include "runner/session/runner_budgets.h"

#include "runner/session/budget_gate.h"

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

/// The session that a budget is kept in the log of; none for one that is stored.
SessionId sessionOf(const BudgetLimit &limit)
{
    const bool own = limit.scope == BudgetScope::Turn || limit.scope == BudgetScope::Session;
    return own ? SessionId(limit.subject.section(u'/', 0, 0).toLongLong()) : SessionId();
}

} // namespace

Task<std::vector<UsageRow>> Runner::Budgets::usage(UsageQuery query)
{
    return m_runner.m_store->read([query = std::move(query)](StoreReader &reader) { return reader.usage(query); });
}

Task<std::vector<BudgetLimit>> Runner::Budgets::limits()
{
    return m_ledger.limits();
}

Task<std::vector<BudgetStand>> Runner::Budgets::stands(SessionId session)
{
    Spender who{.session = session, .turn = 0, .repository = {}, .day = QDate::currentDate().toString(Qt::ISODate)};
    if (session.isValid()) {
        const auto row =
            co_await m_runner.m_store->read([session](StoreReader &reader) { return reader.session(session); });
        if (!row)
            co_return std::unexpected(row.error());
        who.turn = row->turn;
        who.repository = row->repository;
    }
    co_return co_await m_ledger.stands(who);
}

Task<void> Runner::Budgets::set(BudgetLimit limit)
{
    const auto checked = BudgetLimit::fromJson(limit.toJson());
    if (!checked)
        co_return std::unexpected(checked.error());
    const SessionId session = sessionOf(limit);
    if (!session.isValid())
        co_return co_await m_ledger.set(limit);
    co_return co_await m_runner.onActor(
        session, [limit](SessionActor &actor) { return actor.budgets().setForSession(limit); });
}

Task<void> Runner::Budgets::remove(BudgetLimit limit)
{
    const auto all = co_await m_ledger.limits();
    if (!all)
        co_return std::unexpected(all.error());
    const bool known = std::ranges::any_of(*all, [&limit](const BudgetLimit &each) {
        return each.scope == limit.scope && each.subject == limit.subject && each.kind == limit.kind;
    });
    const SessionId session = sessionOf(limit);
    if (!session.isValid() || !known)
        co_return co_await m_ledger.remove(limit); // which says that there is none
    co_return co_await m_runner.onActor(
        session, [limit](SessionActor &actor) { return actor.budgets().removeForSession(limit); });
}

std::optional<ModelPrices::Source> Runner::Budgets::priceSource(const QString &provider, const QString &model) const
{
    return m_runner.m_prices.sourceOf(provider, model);
}

BudgetsApi *Runner::budgets()
{
    return m_budgets.get();
}

} // namespace pilothouse
