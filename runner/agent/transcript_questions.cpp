#include "runner/agent/acp_fields.h"
#include "runner/agent/acp_parse.h"
#include "runner/agent/transcript_fold.h"
#include "runner/agent/transcript_fold_inl.h"

#include <algorithm>

// Questions for a person and what they decided.
namespace pilothouse {

using namespace Qt::StringLiterals;

namespace {

QuestionDecision decisionOf(const QString &name)
{
    if (name.startsWith("allow_always"_L1))
        return QuestionDecision::AllowedAlways;
    if (name.startsWith("allow"_L1) || name == "extend"_L1)
        return QuestionDecision::Allowed;
    if (name.startsWith("deny"_L1) || name.startsWith("reject"_L1) || name == "stop"_L1)
        return QuestionDecision::Rejected;
    return QuestionDecision::Withdrawn;
}

QuestionDecision decisionOf(acp::PermissionKind kind)
{
    switch (kind) {
    case acp::PermissionKind::AllowAlways:
        return QuestionDecision::AllowedAlways;
    case acp::PermissionKind::RejectOnce:
    case acp::PermissionKind::RejectAlways:
        return QuestionDecision::Rejected;
    case acp::PermissionKind::AllowOnce:
    case acp::PermissionKind::Unknown:
        break;
    }
    return QuestionDecision::Allowed;
}

} // namespace

void TranscriptFold::applyApprovalRequested(const Event &event, const QJsonObject &payload)
{
    const QString id = acp::labelField(payload, "id"_L1);
    if (m_questions.contains(id))
        return; // The agent's own request, which is an item already.
    QuestionItem question{.approval = ApprovalId(id),
        .kind = acp::labelField(payload, "kind"_L1),
        .call = ToolCallId(acp::labelField(payload, "toolCall"_L1)),
        .title = acp::labelField(payload, "title"_L1),
        .options = {},
        .chosenOption = {},
        .decidedBy = {},
        .reason = {}};
    const qsizetype row = append(event, std::move(question));
    m_questions.insert(id, row);
    m_openQuestions.insert(row);
}

void TranscriptFold::applyApprovalDecided(const Event &event, const QJsonObject &payload)
{
    const auto found = m_questions.constFind(acp::labelField(payload, "id"_L1));
    if (found == m_questions.cend())
        return;
    const qsizetype row = *found;
    decide(event, row, decisionOf(acp::labelField(payload, "decision"_L1)), QString());
    auto &question = edit<QuestionItem>(event, row);
    question.decidedBy = acp::labelField(payload, "by"_L1);
    question.reason = acp::labelField(payload, "reason"_L1);
    if (const QString scope = acp::labelField(payload, "scope"_L1); !scope.isEmpty())
        question.chosenOption = scope; // of an answer about the network: how long it holds
}

void TranscriptFold::applyPermission(const Event &event, const json_rpc::Request &request, const QJsonObject &line)
{
    const acp::PermissionRequest permission = acp::parsePermissionRequest(request.params);
    const ApprovalId approval(u'p' + QString::number(event.seq));
    closeMessage(event);
    QString title = permission.toolCall.title.value_or(QString());
    if (!permission.toolCall.id.isEmpty()) {
        upsertToolCall(event, permission.toolCall, line);
        auto &call = edit<ToolCallItem>(event, m_toolCalls.value(permission.toolCall.id));
        call.approval = approval;
        if (call.status == ToolCallStatus::InProgress)
            call.status = ToolCallStatus::Pending; // some agents say that it runs before they ask
        if (title.isEmpty())
            title = call.title;
    }
    QuestionItem question{.approval = approval,
        .kind = u"permission"_s,
        .call = ToolCallId(permission.toolCall.id),
        .title = title,
        .options = permission.options,
        .chosenOption = {},
        .decidedBy = {},
        .reason = {}};
    const qsizetype row = append(event, std::move(question));
    const auto earlier = m_requests.find(request.id);
    if (earlier != m_requests.end()) // The agent used the id again: nobody can answer the first one any more.
        decide(event, earlier->second, QuestionDecision::Withdrawn, QString());
    m_requests[request.id] = row;
    m_questions.insert(approval.value, row);
    m_openQuestions.insert(row);
}

void TranscriptFold::decide(const Event &event, qsizetype row, QuestionDecision decision, const QString &optionId)
{
    auto &question = edit<QuestionItem>(event, row);
    const auto chosen = std::ranges::find(question.options, optionId, &acp::PermissionOption::id);
    if (chosen != question.options.end())
        question.chosenOption = chosen->name;
    // What a person said stands; the answer that then goes to the agent only repeats it in its own words.
    if (question.decision != QuestionDecision::Open)
        return;
    question.decision = decision;
    m_openQuestions.remove(row);
    const auto call = m_toolCalls.constFind(question.call.value);
    if (decision == QuestionDecision::Withdrawn || call == m_toolCalls.cend())
        return;
    if (decision != QuestionDecision::Rejected) {
        // Nor does every agent say that it goes on.
        if (std::get<ToolCallItem>(m_items.at(*call).body).status == ToolCallStatus::Pending)
            edit<ToolCallItem>(event, *call).status = ToolCallStatus::InProgress;
        return;
    }
    // Not every agent says how a rejected call ends.
    auto &item = edit<ToolCallItem>(event, *call);
    if (!item.isFinished()) {
        item.status = ToolCallStatus::Rejected;
        item.endedAtMs = event.atMs;
        m_openToolCalls.remove(*call);
    }
}

void TranscriptFold::applyAnswer(const Event &event, const json_rpc::Response &response)
{
    const auto request = m_requests.find(response.id);
    if (request == m_requests.end())
        return;
    const qsizetype row = request->second;
    m_requests.erase(request);
    const QString option = acp::objectField(response.result, "outcome"_L1).value("optionId"_L1).toString();
    const auto &options = std::get<QuestionItem>(m_items.at(row).body).options;
    const auto chosen = std::ranges::find(options, option, &acp::PermissionOption::id);
    decide(event, row, chosen == options.end() ? QuestionDecision::Withdrawn : decisionOf(chosen->kind), option);
}

void TranscriptFold::closeQuestions(const Event &event)
{
    const QSet<qsizetype> open = m_openQuestions;
    for (const qsizetype row : open) {
        // What is not the agent's own question does not end with it.
        if (std::get<QuestionItem>(m_items.at(row).body).kind == "permission"_L1)
            decide(event, row, QuestionDecision::Withdrawn, QString());
    }
    m_requests.clear();
}

} // namespace pilothouse
