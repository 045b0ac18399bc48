#include "runner/policy/loop_breaker.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype MostOpen = 1000;
constexpr qsizetype MostChildren = 10'000;

} // namespace

void LoopBreaker::takeCall(qint32 turn, const Call &call)
{
    if (turn != m_turn) {
        *this = LoopBreaker();
        m_turn = turn;
    }
    if (call.startsAgent && m_children.size() < MostChildren)
        m_children.insert(call.id);
    // A call's later updates may leave out what it does.
    QString what = call.what.isEmpty() ? m_open.value(call.id) : call.what;
    if (call.status != "failed"_L1 && call.status != "completed"_L1) {
        if (m_open.size() < MostOpen)
            m_open.insert(call.id, what);
        return;
    }
    m_open.remove(call.id);
    if (call.status == "completed"_L1 || what != m_failing)
        m_failures = 0;
    if (call.status == "failed"_L1 && !what.isEmpty())
        ++m_failures;
    m_failing = call.status == "failed"_L1 ? std::move(what) : QString();
}

QString LoopBreaker::notice() const
{
    if (m_failures >= FailuresNoticed)
        return u"loop.calls"_s;
    return children() >= ChildrenNoticed ? u"loop.children"_s : QString();
}

std::optional<BudgetQuestion> LoopBreaker::question() const
{
    const bool failing = m_failures >= m_failuresAllowed;
    if (!failing && children() < m_childrenAllowed)
        return std::nullopt;
    BudgetQuestion question;
    question.limit.scope = BudgetScope::Turn;
    question.limit.kind = failing ? BudgetKind::ToolCalls : BudgetKind::Children;
    question.limit.amount = failing ? m_failuresAllowed : m_childrenAllowed;
    question.spent = failing ? m_failures : children();
    question.code = failing ? u"loop.calls"_s : u"loop.children"_s;
    return question;
}

void LoopBreaker::letGoOn()
{
    m_failuresAllowed = std::max(m_failuresAllowed, m_failures + FailuresHeld);
    m_childrenAllowed = std::max(m_childrenAllowed, children() + ChildrenHeld);
}

} // namespace pilothouse
