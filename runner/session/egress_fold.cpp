#include "runner/session/egress_fold.h"

#include "runner/session/egress_answer.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr size_t HostsKept = 500;
constexpr size_t AnswersKept = 500;

EgressHostView *hostOf(SessionState &state, const QJsonObject &payload)
{
    const QString host = payload["host"_L1].toString();
    const auto port = static_cast<quint16>(payload["port"_L1].toInt());
    const auto known = std::ranges::find_if(
        state.egressHosts, [&](const EgressHostView &view) { return view.host == host && view.port == port; });
    if (known != state.egressHosts.end())
        return &*known;
    if (host.isEmpty() || state.egressHosts.size() >= HostsKept)
        return nullptr;
    state.egressHosts.push_back({.host = host, .port = port});
    return &state.egressHosts.back();
}

} // namespace

void applyEgress(SessionState &state, const Event &event, const QJsonObject &payload)
{
    if (event.kind == EventKind::EgressOpened)
        state.egressOpenings = std::max(state.egressOpenings, payload["id"_L1].toInteger());
    EgressHostView *const host = hostOf(state, payload);
    if (!host)
        return;
    switch (event.kind) {
    case EventKind::EgressOpened:
        ++host->connections;
        ++host->open;
        break;
    case EventKind::EgressClosed:
        host->open = std::max(0, host->open - 1);
        host->sent += payload["sent"_L1].toInteger();
        host->received += payload["received"_L1].toInteger();
        break;
    case EventKind::EgressRefused:
        host->refused += std::max(1, payload["count"_L1].toInt());
        break;
    default:
        break;
    }
}

void applyEgressAnswer(SessionState &state, const Approval &asked, const QJsonObject &payload)
{
    const QString decision = payload["decision"_L1].toString();
    const auto scope = egressScopeFromName(payload["scope"_L1].toString());
    if ((decision != "allow"_L1 && decision != "deny"_L1) || !scope
        || (*scope != EgressScope::Turn && *scope != EgressScope::Session) || state.egressAnswers.size() >= AnswersKept)
        return;
    ApprovalDecision answer;
    answer.decision = decision == "deny"_L1 ? Decision::Deny : Decision::AllowOnce;
    answer.by = payload["by"_L1].toString();
    answer.scope = scope;
    if (auto rule = egressRuleOf(asked, answer, state.info, state.id))
        state.egressAnswers.push_back(std::move(*rule));
}

void readEgressQuestion(SessionState &state, Approval &approval, const QJsonObject &payload)
{
    if (payload["kind"_L1] != "egress"_L1)
        return;
    approval.kind = ApprovalKind::Egress;
    approval.egress = EgressQuestion::fromJson(payload["egress"_L1].toObject());
    bool isNumber = false;
    const qint64 number =
        approval.id.value.sliced(std::min<qsizetype>(1, approval.id.value.size())).toLongLong(&isNumber);
    if (isNumber)
        state.egressQuestions = std::max(state.egressQuestions, number);
}

} // namespace pilothouse
