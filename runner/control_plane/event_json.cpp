#include "runner/control_plane/event_json.h"

#include "runner/base/json.h"

#include <QJsonDocument>

#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr std::array KindNames{
    std::pair{EventKind::SessionCreated, "session_created"_L1},
    std::pair{EventKind::SessionState, "session_state"_L1},
    std::pair{EventKind::SessionRenamed, "session_renamed"_L1},
    std::pair{EventKind::SessionPinned, "session_pinned"_L1},
    std::pair{EventKind::BaseChosen, "base_chosen"_L1},
    std::pair{EventKind::TurnStarted, "turn_started"_L1},
    std::pair{EventKind::TurnEnded, "turn_ended"_L1},
    std::pair{EventKind::PromptQueued, "prompt_queued"_L1},
    std::pair{EventKind::PromptUnqueued, "prompt_unqueued"_L1},
    std::pair{EventKind::CancelRequested, "cancel_requested"_L1},
    std::pair{EventKind::AgentSent, "agent_sent"_L1},
    std::pair{EventKind::AgentReceived, "agent_received"_L1},
    std::pair{EventKind::AgentErrorOutput, "agent_error_output"_L1},
    std::pair{EventKind::AgentExited, "agent_exited"_L1},
    std::pair{EventKind::AgentStarted, "agent_started"_L1},
    std::pair{EventKind::ApprovalRequested, "approval_requested"_L1},
    std::pair{EventKind::ApprovalDecided, "approval_decided"_L1},
    std::pair{EventKind::SandboxCreated, "sandbox_created"_L1},
    std::pair{EventKind::SandboxReady, "sandbox_ready"_L1},
    std::pair{EventKind::SandboxLost, "sandbox_lost"_L1},
    std::pair{EventKind::SandboxRemoved, "sandbox_removed"_L1},
    std::pair{EventKind::Progress, "progress"_L1},
    std::pair{EventKind::SnapshotTaken, "snapshot_taken"_L1},
    std::pair{EventKind::WorkspaceNotice, "workspace_notice"_L1},
    std::pair{EventKind::ModelRequested, "model_requested"_L1},
    std::pair{EventKind::ModelAnswered, "model_answered"_L1},
    std::pair{EventKind::Accepted, "accepted"_L1},
    std::pair{EventKind::AcceptStarted, "accept_started"_L1},
    std::pair{EventKind::AcceptFailed, "accept_failed"_L1},
    std::pair{EventKind::ReviewDecided, "review_decided"_L1},
    std::pair{EventKind::ReviewUndone, "review_undone"_L1},
    std::pair{EventKind::ReviewSeen, "review_seen"_L1},
    std::pair{EventKind::CommentWritten, "comment_written"_L1},
    std::pair{EventKind::CommentsSent, "comments_sent"_L1},
    std::pair{EventKind::CommentSettled, "comment_settled"_L1},
    std::pair{EventKind::ReviewConcluded, "review_concluded"_L1},
    std::pair{EventKind::RejectionCarriedOut, "rejection_carried_out"_L1},
    std::pair{EventKind::WorkspaceRestored, "workspace_restored"_L1},
    std::pair{EventKind::SessionForked, "session_forked"_L1},
    std::pair{EventKind::CheckStarted, "check_started"_L1},
    std::pair{EventKind::CheckEnded, "check_ended"_L1},
    std::pair{EventKind::EgressOpened, "egress_opened"_L1},
    std::pair{EventKind::EgressClosed, "egress_closed"_L1},
    std::pair{EventKind::EgressRefused, "egress_refused"_L1},
    std::pair{EventKind::BudgetChanged, "budget_changed"_L1},
    std::pair{EventKind::Notice, "notice"_L1},
};

QJsonArray approvalsToJson(const std::vector<Approval> &approvals)
{
    QJsonArray out;
    for (const Approval &approval : approvals)
        out.append(approvalToJson(approval));
    return out;
}

QJsonObject sandboxToJson(const SandboxView &sandbox)
{
    QJsonArray grade;
    for (const GradeCheck &check : sandbox.grade.checks)
        grade.append(QJsonObject{
            {u"name"_s, check.name}, {u"state"_s, gradeStateName(check.state)}, {u"sentence"_s, check.sentence}});
    return {
        {u"engine"_s, sandbox.engine},
        {u"container"_s, sandbox.container},
        {u"image"_s, sandbox.image},
        {u"volumes"_s, QJsonArray::fromStringList(sandbox.volumes)},
        {u"ready"_s, sandbox.ready},
        {u"grade"_s, grade},
    };
}

} // namespace

QString eventKindName(EventKind kind)
{
    for (const auto &[value, name] : KindNames) {
        if (value == kind)
            return name;
    }
    return u"unknown"_s;
}

QJsonObject eventToJson(const Event &event)
{
    return {
        {u"session"_s, event.session.value},
        {u"seq"_s, event.seq},
        {u"at"_s, event.atMs},
        {u"turn"_s, event.turn},
        {u"kind"_s, eventKindName(event.kind)},
        {u"payload"_s, QJsonDocument::fromJson(event.payload).object()},
    };
}

QJsonObject sessionToJson(const SessionRow &row)
{
    return {
        {u"id"_s, row.id.value},
        {u"title"_s, row.title},
        {u"state"_s, row.state},
        {u"reason"_s, row.reason},
        {u"repository"_s, row.repositoryPath},
        {u"agent"_s, row.agent},
        {u"model"_s, row.model},
        {u"mode"_s, row.mode},
        {u"turn"_s, row.turn},
        {u"created"_s, row.createdMs},
        {u"updated"_s, row.updatedMs},
        {u"pinned"_s, row.pinned},
        {u"files"_s, row.changedFiles},
        {u"added"_s, row.addedLines},
        {u"removed"_s, row.removedLines},
        {u"costMicros"_s, row.costMicros},
        {u"approvals"_s, QJsonArray::fromStringList(row.openApprovals)},
    };
}

QJsonObject sessionToJson(const SessionState &state)
{
    QJsonArray snapshots;
    for (const Snapshot &snapshot : state.snapshots) {
        snapshots.append(QJsonObject{{u"seq"_s, snapshot.seq}, {u"at"_s, snapshot.atMs}, {u"turn"_s, snapshot.turn},
            {u"commit"_s, snapshot.commit.value}, {u"tree"_s, snapshot.tree.value}, {u"leftOut"_s, snapshot.leftOut}});
    }
    QJsonArray accepted;
    for (const AcceptedView &one : state.accepted)
        accepted.append(QJsonObject{{u"branch"_s, one.branch}, {u"commit"_s, one.commit.value},
            {u"snapshot"_s, one.snapshot.value}, {u"at"_s, one.atMs}});
    QJsonArray queue;
    for (const QueuedPrompt &prompt : state.queue)
        queue.append(QJsonObject{{u"id"_s, prompt.id}, {u"text"_s, prompt.text}});
    QJsonArray network;
    for (const EgressHostView &host : state.egressHosts)
        network.append(QJsonObject{{u"host"_s, host.host}, {u"port"_s, host.port}, {u"connections"_s, host.connections},
            {u"open"_s, host.open}, {u"refused"_s, host.refused}, {u"sent"_s, host.sent},
            {u"received"_s, host.received}});
    const Snapshot last = state.snapshots.empty() ? Snapshot() : state.snapshots.back();
    return {
        {u"id"_s, state.id.value},
        {u"title"_s, state.info.title},
        {u"state"_s, phaseName(state.phase)},
        {u"reason"_s, state.reason},
        {u"reasonCode"_s, state.reasonCode},
        {u"repository"_s, state.info.repository},
        {u"agent"_s, state.info.agent},
        {u"agentVersion"_s, state.info.agentVersion},
        {u"model"_s, QString(state.info.model.provider + u'/' + state.info.model.name)},
        {u"mode"_s, state.info.mode == SessionMode::InsideIsFree ? u"inside_is_free"_s : u"ask_each"_s},
        {u"turn"_s, state.turn},
        {u"stopReason"_s, state.lastStopReason},
        {u"created"_s, state.createdMs},
        {u"updated"_s, state.updatedMs},
        {u"pinned"_s, state.pinned},
        {u"files"_s, last.filesChanged},
        {u"added"_s, last.linesAdded},
        {u"removed"_s, last.linesRemoved},
        {u"costMicros"_s, state.usage.costMicros},
        {u"approvals"_s, approvalsToJson(state.approvals)},
        {u"base"_s, state.baseCommit},
        {u"head"_s, state.headCommit},
        {u"lastSeq"_s, state.lastSeq},
        {u"queue"_s, queue},
        {u"sandbox"_s, sandboxToJson(state.sandbox)},
        {u"snapshots"_s, snapshots},
        {u"accepted"_s, accepted},
        {u"network"_s, network},
        {u"usage"_s,
            QJsonObject{{u"input"_s, state.usage.inputTokens}, {u"output"_s, state.usage.outputTokens},
                {u"cached"_s, state.usage.cachedTokens}, {u"calls"_s, state.usage.modelCalls}}},
    };
}

QJsonObject approvalToJson(const Approval &approval)
{
    QJsonArray options;
    for (const ApprovalOption &option : approval.options)
        options.append(QJsonObject{{u"id"_s, option.id}, {u"name"_s, option.name}, {u"kind"_s, option.kind}});
    QJsonObject json{
        {u"id"_s, approval.id.value},
        {u"kind"_s, u"permission"_s},
        {u"seq"_s, approval.seq},
        {u"toolCall"_s, approval.toolCall},
        {u"title"_s, approval.title},
        {u"command"_s, approval.command},
        {u"place"_s, approval.place},
        {u"options"_s, options},
    };
    if (approval.egress) {
        json[u"kind"_s] = u"egress"_s;
        json[u"egress"_s] = approval.egress->toJson();
    } else if (approval.budget) {
        json[u"kind"_s] = u"budget"_s;
        json[u"budget"_s] = approval.budget->toJson();
    }
    return json;
}

QJsonObject errorToJson(const Error &error)
{
    return {{u"code"_s, QString(error.code.name)}, {u"message"_s, error.message}, {u"cause"_s, error.cause}};
}

QString gradeStateName(GradeState state)
{
    switch (state) {
    case GradeState::Enforced:
        return u"enforced"_s;
    case GradeState::Watched:
        return u"watched"_s;
    case GradeState::Missing:
        break;
    }
    return u"missing"_s;
}

} // namespace pilothouse
