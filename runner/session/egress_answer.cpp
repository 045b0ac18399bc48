#include "runner/session/egress_answer.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(EgressAnswer)
};

EgressScope scopeOf(const ApprovalDecision &decision)
{
    return decision.scope.value_or(decision.decision == Decision::Deny ? EgressScope::Turn : EgressScope::Once);
}

} // namespace

std::optional<EgressRule> egressRuleOf(
    const Approval &approval, const ApprovalDecision &decision, const SessionInfo &info, SessionId session)
{
    const EgressScope scope = scopeOf(decision);
    if (!approval.egress || scope == EgressScope::Once)
        return std::nullopt;
    const EgressQuestion &question = *approval.egress;
    EgressRule rule{
        .id = u"%1/%2"_s.arg(session.value).arg(approval.id.value),
        .verdict = decision.decision == Decision::Deny ? EgressVerdict::Deny : EgressVerdict::Allow,
        .host = question.target.host,
        .port = question.target.port,
        .protocol = question.target.protocol,
        .scope = scope,
        .path = question.sensitivePath ? question.target.path : QByteArray(),
        .by = decision.by,
    };
    if (scope == EgressScope::Repository)
        rule.repository = QString::number(info.repositoryId.value);
    if (scope == EgressScope::Turn || scope == EgressScope::Session)
        rule.session = QString::number(session.value);
    if (scope == EgressScope::Turn)
        rule.turn = approval.turn;
    return rule;
}

Task<void> answerEgress(SessionLog &log, KeepEgressRule keep, Approval approval, ApprovalDecision decision)
{
    if (decision.decision == Decision::AllowAlways && !decision.scope)
        co_return failure(InvalidArgument,
            Words::tr("Say for how long the sandbox may reach this host: once, for the turn, the session, the "
                      "repository, or always."));
    const EgressScope scope = scopeOf(decision);
    if (scope == EgressScope::Repository || scope == EgressScope::Always) {
        if (!keep)
            co_return failure(
                InvalidArgument, Words::tr("Rules cannot be kept here. Answer for the session at the most."));
        if (const auto kept = co_await keep(*egressRuleOf(approval, decision, log.state().info, log.id())); !kept)
            co_return std::unexpected(kept.error());
    }
    co_return co_await log.commit({log.newEvent(EventKind::ApprovalDecided,
        {
            {u"id"_s, approval.id.value},
            {u"decision"_s, decision.decision == Decision::Deny ? u"deny"_s : u"allow"_s},
            {u"scope"_s, egressScopeName(scope)},
            {u"by"_s, decision.by},
            {u"reason"_s, decision.reason},
        })});
}

std::vector<NewEvent> withdrawEgress(const SessionLog &log)
{
    std::vector<NewEvent> events;
    for (const Approval &approval : log.state().approvals) {
        if (approval.kind == ApprovalKind::Egress)
            events.push_back(log.newEvent(EventKind::ApprovalDecided,
                {{u"id"_s, approval.id.value}, {u"decision"_s, u"withdrawn"_s}, {u"by"_s, u"sandbox"_s}}));
    }
    return events;
}

} // namespace pilothouse
