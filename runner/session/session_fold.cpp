#include "runner/session/session_state.h"

#include "runner/base/json.h"
#include "runner/base/json_strings.h"
#include "runner/session/egress_fold.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype PayloadLimit = 80 * 1024 * 1024; // the store's own bound and some room for its envelope
constexpr size_t NoticesKept = 200;
constexpr qsizetype ComparedOfInput = 2000;
constexpr size_t DenialsKept = 20;

ObjectId object(const QJsonValue &value)
{
    return ObjectId(value.toString());
}

Approval approvalFromJson(const Event &event, const QJsonObject &payload)
{
    Approval approval{
        .id = ApprovalId(payload["id"_L1].toString()),
        .turn = event.turn,
        .seq = event.seq,
        .atMs = event.atMs,
        .toolCall = payload["toolCall"_L1].toString(),
        .title = payload["title"_L1].toString(),
        .command = payload["command"_L1].toString(),
        .place = payload["place"_L1].toString(),
        .requestId = payload["requestId"_L1],
    };
    if (payload["kind"_L1] == "budget"_L1) {
        approval.kind = ApprovalKind::Budget;
        approval.budget = BudgetQuestion::fromJson(payload["budget"_L1].toObject());
    }
    const QJsonArray options = payload["options"_L1].toArray();
    for (const auto &value : options) {
        const QJsonObject option = value.toObject();
        approval.options.push_back(
            {option["id"_L1].toString(), option["name"_L1].toString(), option["kind"_L1].toString()});
    }
    return approval;
}

SandboxGrade gradeFromJson(const QJsonArray &array)
{
    SandboxGrade grade;
    for (const auto &value : array) {
        const QJsonObject check = value.toObject();
        const QString state = check["state"_L1].toString();
        grade.checks.push_back({
            .name = check["name"_L1].toString(),
            .state = state == "enforced"_L1 ? GradeState::Enforced
                : state == "watched"_L1     ? GradeState::Watched
                                            : GradeState::Missing,
            .sentence = check["sentence"_L1].toString(),
        });
    }
    return grade;
}

void applySession(SessionState &state, const Event &event, const QJsonObject &payload)
{
    switch (event.kind) {
    case EventKind::SessionCreated:
        state.createdMs = event.atMs;
        state.info = SessionInfo::fromJson(payload);
        break;
    case EventKind::SessionState:
        if (const auto phase = phaseFromName(payload["to"_L1].toString())) {
            state.phase = *phase;
            state.phaseSeq = event.seq;
            state.reason = payload["reason"_L1].toString();
            state.reasonCode = payload["code"_L1].toString();
            if (*phase != SessionPhase::Preparing)
                state.progress = {};
        }
        break;
    case EventKind::SessionRenamed:
        if (const QString title = payload["title"_L1].toString(); !title.isEmpty())
            state.info.title = title;
        break;
    case EventKind::SessionPinned:
        state.pinned = payload["pinned"_L1].toBool();
        break;
    case EventKind::BaseChosen:
        state.baseCommit = payload["commit"_L1].toString();
        state.baseTree = object(payload["tree"_L1]);
        state.headCommit = payload["head"_L1].toString();
        break;
    default:
        break;
    }
}

void applyTurn(SessionState &state, const Event &event, const QJsonObject &payload)
{
    const QString id = payload["id"_L1].toString();
    const auto byId = [&id](const QueuedPrompt &prompt) { return prompt.id == id; };
    switch (event.kind) {
    case EventKind::TurnStarted:
        state.turn = event.turn;
        state.turnStartedMs = event.atMs;
        state.turnStartedSeq = event.seq;
        state.denials.clear(); // the prompt tells them
        std::erase_if(state.queue, byId);
        break;
    case EventKind::TurnEnded:
        state.turnStartedMs = 0;
        state.lastStopReason = payload["stopReason"_L1].toString();
        state.cancelWanted = false;
        break;
    case EventKind::PromptQueued:
        state.queue.push_back({id, payload["text"_L1].toString(), strings(payload["files"_L1])});
        break;
    case EventKind::PromptUnqueued:
        std::erase_if(state.queue, byId);
        break;
    case EventKind::CancelRequested:
        state.cancelWanted = true;
        break;
    default:
        break;
    }
}

void applySandbox(SessionState &state, const Event &event, const QJsonObject &payload)
{
    switch (event.kind) {
    case EventKind::SandboxCreated:
        state.sandbox = {
            .incarnation = static_cast<quint32>(payload["incarnation"_L1].toInteger()),
            .engine = payload["engine"_L1].toString(),
            .container = payload["container"_L1].toString(),
            .volumes = strings(payload["volumes"_L1]),
            .image = payload["image"_L1].toString(),
        };
        state.linkPositions.clear();
        state.unsentLines.clear();
        break;
    case EventKind::SandboxReady:
        state.sandbox.ready = true;
        state.sandbox.readySeq = event.seq;
        state.sandbox.guestId = QByteArray::fromHex(payload["guest"_L1].toString().toLatin1());
        state.sandbox.grade = gradeFromJson(payload["grade"_L1].toArray());
        break;
    case EventKind::SandboxLost:
    case EventKind::SandboxRemoved:
        state.sandbox.ready = false;
        state.sandbox.container.clear();
        break;
    case EventKind::Progress:
        state.progress = {payload["step"_L1].toString(), payload["text"_L1].toString(), payload["done"_L1].toInteger(),
            payload["total"_L1].toInteger()};
        break;
    default:
        break;
    }
}

void applyApproval(SessionState &state, const Event &event, const QJsonObject &payload)
{
    if (event.kind == EventKind::ApprovalRequested) {
        readEgressQuestion(state, state.approvals.emplace_back(approvalFromJson(event, payload)), payload);
        return;
    }
    const QString id = payload["id"_L1].toString();
    const QString reason = payload["reason"_L1].toString().trimmed();
    const auto asked = std::ranges::find(state.approvals, ApprovalId(id), &Approval::id);
    if (asked == state.approvals.end())
        return;
    if (asked->budget && payload["decision"_L1] == "extend"_L1 && asked->budget->code.startsWith("loop."_L1))
        state.loops.letGoOn();
    if (asked->kind == ApprovalKind::Egress)
        applyEgressAnswer(state, *asked, payload);
    if (payload["decision"_L1] == "deny"_L1 && !reason.isEmpty() && state.denials.size() < DenialsKept)
        state.denials.push_back({asked->command.isEmpty() ? asked->title : asked->command, reason});
    state.approvals.erase(asked);
}

void applyModel(SessionState &state, const Event &event, const QJsonObject &payload)
{
    const qint64 attempt = payload["attempt"_L1].toInteger();
    if (event.kind == EventKind::ModelRequested) {
        state.modelAttempts = std::max(state.modelAttempts, attempt);
        state.openAttempts.push_back(attempt);
        return;
    }
    std::erase(state.openAttempts, attempt);
    const QJsonObject usage = payload["usage"_L1].toObject();
    state.usage.inputTokens += usage["prompt"_L1].toInteger();
    state.usage.outputTokens += usage["completion"_L1].toInteger();
    state.usage.cachedTokens += usage["cached"_L1].toInteger();
    state.usage.costMicros += payload["costMicros"_L1].toInteger();
    ++state.usage.modelCalls;
}

void applyWorkspace(SessionState &state, const Event &event, const QJsonObject &payload)
{
    if (event.kind == EventKind::SnapshotTaken) {
        state.snapshots.push_back({
            .seq = event.seq,
            .atMs = event.atMs,
            .turn = event.turn,
            .commit = object(payload["commit"_L1]),
            .tree = object(payload["tree"_L1]),
            .agentPosition = static_cast<quint64>(payload["position"_L1].toInteger()),
            .leftOut = payload["leftOut"_L1].toInteger(),
            .filesChanged = static_cast<int>(payload["files"_L1].toInteger()),
            .linesAdded = static_cast<int>(payload["added"_L1].toInteger()),
            .linesRemoved = static_cast<int>(payload["removed"_L1].toInteger()),
        });
    } else if (event.kind == EventKind::AcceptStarted) {
        state.acceptUnderWay = payload;
    } else if (event.kind == EventKind::Accepted) {
        state.acceptUnderWay.reset();
        state.accepted.push_back({
            .seq = event.seq,
            .atMs = event.atMs,
            .branch = payload["branch"_L1].toString(),
            .commit = object(payload["commit"_L1]),
            .snapshot = object(payload["snapshot"_L1]),
            .files = static_cast<int>(payload["files"_L1].toInteger()),
        });
    } else if (event.kind == EventKind::AcceptFailed) {
        state.acceptUnderWay.reset();
    }
}

/// What the agent says of its tool calls, for the breaker of loops.
void applyCall(SessionState &state, const Event &event, const QJsonObject &line)
{
    const QJsonObject update = line["params"_L1]["update"_L1].toObject();
    const QString kind = update["sessionUpdate"_L1].toString();
    if (kind != "tool_call"_L1 && kind != "tool_call_update"_L1)
        return;
    const QJsonObject input = update["rawInput"_L1].toObject();
    QString what;
    if (!input.isEmpty())
        what = QString::fromUtf8(QJsonDocument(input).toJson(QJsonDocument::Compact).left(ComparedOfInput));
    state.loops.takeCall(event.turn,
        {.id = update["toolCallId"_L1].toString(),
            .what = what,
            .status = update["status"_L1].toString(),
            .startsAgent = update["title"_L1] == "task"_L1 || input.contains("subagent_type"_L1)});
}

void applyLink(SessionState &state, const QJsonObject &payload)
{
    const auto channel = static_cast<quint16>(payload["ch"_L1].toInteger());
    const auto number = static_cast<quint64>(payload["n"_L1].toInteger());
    if (channel == 0 || static_cast<quint32>(payload["inc"_L1].toInteger()) != state.sandbox.incarnation)
        return;
    quint64 &highest = state.linkPositions[channel];
    highest = std::max(highest, number);
}

} // namespace

void SessionFold::apply(const Event &event)
{
    m_state.id = event.session;
    m_state.lastSeq = event.seq;
    m_state.updatedMs = event.atMs;
    const auto parsed = parseObject(event.payload, PayloadLimit, u"An event"_s);
    const QJsonObject payload = parsed ? *parsed : QJsonObject();
    m_transcript.apply(event, payload);
    m_state.conversation = pilothouse::apply(std::move(m_state.conversation), event, payload);
    applyReview(m_state.review, event, payload);

    switch (event.kind) {
    case EventKind::SessionCreated:
    case EventKind::SessionState:
    case EventKind::SessionRenamed:
    case EventKind::SessionPinned:
    case EventKind::BaseChosen:
        applySession(m_state, event, payload);
        break;
    case EventKind::TurnStarted:
    case EventKind::TurnEnded:
    case EventKind::PromptQueued:
    case EventKind::PromptUnqueued:
    case EventKind::CancelRequested:
        applyTurn(m_state, event, payload);
        break;
    case EventKind::AgentStarted:
        ++m_state.agentRuns;
        m_state.agentRun = payload["name"_L1].toString();
        break;
    case EventKind::AgentSent:
        m_state.unsentLines.emplace_back(
            static_cast<quint64>(payload["n"_L1].toInteger()), toLine(payload["line"_L1].toObject()));
        break;
    case EventKind::AgentReceived:
        applyCall(m_state, event, payload["line"_L1].toObject());
        [[fallthrough]];
    case EventKind::AgentErrorOutput:
    case EventKind::AgentExited:
    case EventKind::WorkspaceNotice:
        applyLink(m_state, payload);
        break;
    case EventKind::ApprovalRequested:
    case EventKind::ApprovalDecided:
        applyApproval(m_state, event, payload);
        break;
    case EventKind::SandboxCreated:
    case EventKind::SandboxReady:
    case EventKind::SandboxLost:
    case EventKind::SandboxRemoved:
    case EventKind::Progress:
        applySandbox(m_state, event, payload);
        break;
    case EventKind::SnapshotTaken:
        applyLink(m_state, payload);
        [[fallthrough]];
    case EventKind::AcceptStarted:
    case EventKind::Accepted:
    case EventKind::AcceptFailed:
        applyWorkspace(m_state, event, payload);
        break;
    case EventKind::ModelRequested:
    case EventKind::ModelAnswered:
        applyModel(m_state, event, payload);
        break;
    case EventKind::ReviewDecided:
    case EventKind::ReviewUndone:
    case EventKind::ReviewSeen:
    case EventKind::CommentWritten:
    case EventKind::CommentsSent:
    case EventKind::CommentSettled:
    case EventKind::ReviewConcluded:
    case EventKind::RejectionCarriedOut:
    case EventKind::WorkspaceRestored:
    case EventKind::SessionForked:
    case EventKind::BudgetChanged:
        break;
    case EventKind::EgressOpened:
    case EventKind::EgressClosed:
    case EventKind::EgressRefused:
        applyEgress(m_state, event, payload);
        break;
    case EventKind::CheckStarted:
    case EventKind::CheckEnded:
        m_state.checks.apply(event, payload);
        break;
    case EventKind::Notice:
        if (m_state.notices.size() >= NoticesKept)
            m_state.notices.erase(m_state.notices.begin());
        m_state.notices.push_back({event.seq, event.atMs, payload["severity"_L1].toString(),
            payload["code"_L1].toString(), payload["message"_L1].toString(), payload["cause"_L1].toString()});
        break;
    }
}

SessionState SessionFold::snapshot()
{
    SessionState state = m_state;
    state.unsentLines.clear();
    state.transcript = m_transcript.snapshot();
    return state;
}

void SessionFold::forgetSentLines(quint64 upTo)
{
    std::erase_if(m_state.unsentLines, [upTo](const auto &line) { return line.first <= upTo; });
}

} // namespace pilothouse
