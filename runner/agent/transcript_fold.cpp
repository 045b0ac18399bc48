#include "runner/agent/transcript_fold.h"

#include "runner/agent/acp_fields.h"
#include "runner/agent/acp_parse.h"
#include "runner/agent/transcript_fold_inl.h"

#include <QJsonDocument>

#include <algorithm>

namespace pilothouse {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxAttachments = 100;
constexpr qsizetype maxErrorOutput = 4096; // UTF-16 units, and
constexpr qsizetype maxErrorLines = 20;
constexpr qsizetype saidRightBefore = 3; // items that are looked at

QString text(const QJsonObject &object, QLatin1StringView key)
{
    return acp::textField(object, key, acp::limits::textLength);
}

/// An error as events have it: a text, or an object with a message.
QString errorText(const QJsonValue &error)
{
    return error.isObject() ? error.toObject().value("message"_L1).toString() : error.toString();
}

/// The end of a text: whole lines, as many as are kept.
QString lastLines(QString text)
{
    if (text.size() > maxErrorOutput) {
        text = text.last(maxErrorOutput);
        if (const qsizetype line = text.indexOf(u'\n'); line >= 0)
            text.remove(0, line + 1);
    }
    qsizetype from = text.size() - 1; // a line break at the very end starts no line
    for (qsizetype lines = 0; lines < maxErrorLines && from > 0; ++lines)
        from = text.lastIndexOf(u'\n', from - 1);
    return from > 0 ? text.sliced(from + 1) : text;
}

acp::Severity severityOf(const QString &name)
{
    return name == "error"_L1  ? acp::Severity::Error
        : name == "warning"_L1 ? acp::Severity::Warning
                               : acp::Severity::Info;
}

} // namespace

Transcript TranscriptFold::snapshot()
{
    return Transcript(m_items.snapshot(), m_lastSeq);
}

const ToolCallItem *TranscriptFold::toolCall(const ToolCallId &id) const
{
    const auto row = m_toolCalls.constFind(id.value);
    return row == m_toolCalls.cend() ? nullptr : &std::get<ToolCallItem>(m_items.at(*row).body);
}

void TranscriptFold::apply(const Event &event)
{
    apply(event, QJsonDocument::fromJson(event.payload).object());
}

void TranscriptFold::apply(const Event &event, const QJsonObject &payload)
{
    m_lastSeq = event.seq;
    switch (event.kind) {
    case EventKind::TurnStarted:
        return applyTurnStart(event, payload);
    case EventKind::TurnEnded:
        return applyTurnEnd(event, payload);
    case EventKind::AgentSent:
        return applySent(event, payload.value("line"_L1).toObject());
    case EventKind::AgentReceived:
        if (payload.value("line"_L1).isObject())
            return applyReceived(event, payload.value("line"_L1).toObject());
        return addGarbage(event, text(payload, "garbage"_L1));
    case EventKind::AgentExited:
        return applyExit(event, payload);
    case EventKind::AgentErrorOutput:
        return applyErrorOutput(event, text(payload, "text"_L1));
    case EventKind::AgentStarted:
        m_process = text(payload, "name"_L1);
        m_errorOutput.clear();
        m_exit = -1;
        return endProcess(event);
    case EventKind::SessionState:
        return applyReason(
            event, payload.value("to"_L1) == "failed"_L1 ? acp::Severity::Error : acp::Severity::Warning, payload);
    case EventKind::ApprovalRequested:
        return applyApprovalRequested(event, payload);
    case EventKind::ApprovalDecided:
        return applyApprovalDecided(event, payload);
    case EventKind::SnapshotTaken:
        return applySnapshot(event, payload);
    case EventKind::Accepted:
        append(event, AcceptedItem{text(payload, "branch"_L1), ObjectId(text(payload, "commit"_L1))});
        return;
    case EventKind::AcceptFailed:
    case EventKind::Notice:
        return addNotice(event,
            {.source = NoticeItem::Source::Pilothouse,
                .severity =
                    event.kind == EventKind::Notice ? severityOf(text(payload, "severity"_L1)) : acp::Severity::Error,
                .code = text(payload, "code"_L1),
                .title = text(payload, "message"_L1),
                .description = text(payload, "cause"_L1)});
    case EventKind::SandboxLost:
        endProcess(event);
        if (m_turnStartedAtMs == 0) // otherwise the turn's end says it
            applyReason(event, acp::Severity::Warning, payload);
        return;
    default:
        return;
    }
}

qsizetype TranscriptFold::append(const Event &event, TranscriptBody body)
{
    m_items.append({.id = m_items.size() + 1,
        .turn = event.turn,
        .firstSeq = event.seq,
        .lastSeq = event.seq,
        .startedAtMs = event.atMs,
        .changedAtMs = event.atMs,
        .body = std::move(body)});
    return m_items.size() - 1;
}

void TranscriptFold::applyTurnStart(const Event &event, const QJsonObject &payload)
{
    closeMessage(event);
    m_plan = -1;
    m_turnStartedAtMs = event.atMs;
    PromptItem prompt{.text = text(payload, "prompt"_L1), .files = {}, .preface = text(payload, "preface"_L1)};
    const QJsonArray files = payload.value("files"_L1).toArray();
    for (const auto &file : files)
        prompt.files.push_back(file.isObject() ? text(file.toObject(), "name"_L1) : file.toString());
    append(event, std::move(prompt));
}

void TranscriptFold::applyTurnEnd(const Event &event, const QJsonObject &payload)
{
    TurnEndItem end{.reason = acp::stopReasonNamed(text(payload, "stopReason"_L1)),
        .reasonName = text(payload, "stopReason"_L1),
        .error = errorText(payload.value("error"_L1)),
        .cause = text(payload.value("error"_L1).toObject(), "cause"_L1),
        .durationMs = m_turnStartedAtMs > 0 ? std::max<qint64>(0, event.atMs - m_turnStartedAtMs) : 0};
    closeMessage(event);
    closeQuestions(event);
    closeToolCalls(
        event, end.reason == acp::StopReason::Cancelled ? ToolCallStatus::Stopped : ToolCallStatus::Unfinished);
    m_turnStartedAtMs = 0;
    append(event, std::move(end));
}

void TranscriptFold::applyExit(const Event &event, const QJsonObject &payload)
{
    if (text(payload, "name"_L1) != m_process)
        return;
    endProcess(event);
    ExitItem exit;
    if (payload.value("exitCode"_L1).isDouble())
        exit.exitCode = payload.value("exitCode"_L1).toInt();
    if (payload.value("signal"_L1).isDouble())
        exit.signal = payload.value("signal"_L1).toInt();
    exit.errorOutput = m_errorOutput;
    m_exit = append(event, std::move(exit));
}

/// Comes on a channel of its own, so it may come after the end of the process as well.
void TranscriptFold::applyErrorOutput(const Event &event, const QString &text)
{
    m_errorOutput = lastLines(m_errorOutput + text);
    if (m_exit >= 0)
        edit<ExitItem>(event, m_exit).errorOutput = m_errorOutput;
}

void TranscriptFold::applyReason(const Event &event, acp::Severity severity, const QJsonObject &payload)
{
    const QString reason = text(payload, "reason"_L1);
    if (reason.isEmpty())
        return;
    for (qsizetype row = std::max<qsizetype>(0, m_items.size() - saidRightBefore); row < m_items.size(); ++row) {
        const TranscriptBody &body = m_items.at(row).body;
        const auto *notice = std::get_if<NoticeItem>(&body);
        const auto *end = std::get_if<TurnEndItem>(&body);
        if ((notice && notice->title == reason) || (end && end->error == reason))
            return;
    }
    addNotice(event,
        {.source = NoticeItem::Source::Pilothouse,
            .severity = severity,
            .code = text(payload, "code"_L1),
            .title = reason,
            .description = {}});
}

void TranscriptFold::endProcess(const Event &event)
{
    closeMessage(event);
    closeQuestions(event);
    closeToolCalls(event, ToolCallStatus::Unfinished);
    m_modeRequests.clear();
    m_replayRequest = -1;
    m_mode.clear();
}

void TranscriptFold::applySnapshot(const Event &event, const QJsonObject &payload)
{
    SnapshotItem snapshot{.commit = ObjectId(text(payload, "commit"_L1)),
        .tree = ObjectId(text(payload, "tree"_L1)),
        .parent = ObjectId(text(payload, "parent"_L1))};
    if (const auto *last = lastAs<SnapshotItem>()) { // Nothing was said in between: one mark is enough.
        snapshot.parent = last->parent;
        edit<SnapshotItem>(event, m_items.size() - 1) = std::move(snapshot);
        return;
    }
    append(event, std::move(snapshot));
}

void TranscriptFold::applySent(const Event &event, const QJsonObject &line)
{
    const json_rpc::Message message = json_rpc::classify(line);
    if (const auto *request = std::get_if<json_rpc::Request>(&message)) {
        const auto *id = std::get_if<qint64>(&request->id.value);
        if (id && request->method == "session/load"_L1)
            m_replayRequest = *id;
        else if (id && request->method == "session/set_mode"_L1)
            m_modeRequests[*id] = acp::idField(request->params, "modeId"_L1);
    } else if (const auto *notification = std::get_if<json_rpc::Notification>(&message)) {
        if (notification->method == "session/cancel"_L1)
            closeToolCalls(event, ToolCallStatus::Stopped);
    } else if (const auto *response = std::get_if<json_rpc::Response>(&message)) {
        applyAnswer(event, *response);
    }
}

void TranscriptFold::applyReceived(const Event &event, const QJsonObject &line)
{
    const json_rpc::Message message = json_rpc::classify(line);
    if (const auto *response = std::get_if<json_rpc::Response>(&message))
        return applyResponse(event, *response);
    if (m_replayRequest >= 0)
        return;
    if (const auto *request = std::get_if<json_rpc::Request>(&message)) {
        if (request->method == "session/request_permission"_L1)
            applyPermission(event, *request, line);
    } else if (const auto *notification = std::get_if<json_rpc::Notification>(&message)) {
        if (notification->method == "session/update"_L1) {
            applyUpdate(event, acp::parseSessionUpdate(notification->params), line);
        } else if (notification->method == "$/cancel_request"_L1) {
            const auto id = json_rpc::RequestId::fromJson(notification->params.value("requestId"_L1));
            const auto open = id ? m_requests.find(*id) : m_requests.end();
            if (open != m_requests.end())
                decide(event, open->second, QuestionDecision::Withdrawn, QString());
        }
    }
}

void TranscriptFold::applyResponse(const Event &event, const json_rpc::Response &response)
{
    const auto *id = std::get_if<qint64>(&response.id.value);
    if (!id)
        return;
    if (*id == m_replayRequest)
        m_replayRequest = -1;
    const auto mode = m_modeRequests.find(*id);
    if (mode != m_modeRequests.end()) {
        if (!response.error)
            changeMode(event, mode->second);
        m_modeRequests.erase(mode);
    }
    learnModes(response.result);
    if (response.result.value("configOptions"_L1).isArray())
        takeConfigOptions(event, acp::parseConfigOptions(response.result.value("configOptions"_L1)));
}

void TranscriptFold::applyUpdate(const Event &event, const acp::SessionUpdate &update, const QJsonObject &line)
{
    if (const auto *chunk = std::get_if<acp::MessageChunk>(&update)) {
        addMessage(event, *chunk);
    } else if (const auto *call = std::get_if<acp::ToolCallUpsert>(&update)) {
        if (!m_toolCalls.contains(call->id))
            closeMessage(event);
        upsertToolCall(event, *call, line);
    } else if (const auto *plan = std::get_if<acp::Plan>(&update)) {
        takePlan(event, plan->entries);
    } else if (const auto *notice = std::get_if<acp::NoticeUpdate>(&update)) {
        addNotice(event,
            {.source = NoticeItem::Source::Agent,
                .severity = notice->severity,
                .code = {},
                .title = notice->title,
                .description = notice->description});
    } else if (const auto *compaction = std::get_if<acp::CompactionUpdate>(&update)) {
        addCompaction(event, *compaction);
    } else if (const auto *mode = std::get_if<acp::ModeUpdate>(&update)) {
        changeMode(event, mode->modeId);
    } else if (const auto *options = std::get_if<acp::ConfigOptionsUpdate>(&update)) {
        takeConfigOptions(event, options->options);
    }
}

void TranscriptFold::takePlan(const Event &event, const std::vector<acp::PlanEntry> &entries)
{
    if (m_plan < 0)
        m_plan = append(event, PlanItem{entries});
    else
        edit<PlanItem>(event, m_plan).entries = entries;
}

void TranscriptFold::addMessage(const Event &event, const acp::MessageChunk &chunk)
{
    if (chunk.role == acp::MessageChunk::Role::User)
        return; // Our own prompts are items already.
    const auto role =
        chunk.role == acp::MessageChunk::Role::Agent ? MessageItem::Role::Agent : MessageItem::Role::Thought;
    const auto *block = std::get_if<acp::TextBlock>(&chunk.content);
    if (block && block->text.isEmpty())
        return;
    if (m_openMessage >= 0) {
        const auto &open = std::get<MessageItem>(m_items.at(m_openMessage).body);
        if (open.role != role || open.messageId != chunk.messageId)
            closeMessage(event);
    }
    if (m_openMessage < 0)
        m_openMessage = append(event,
            MessageItem{.role = role, .messageId = chunk.messageId, .text = {}, .attachments = {}, .open = true});
    auto &message = edit<MessageItem>(event, m_openMessage);
    if (block)
        message.text.append(block->text);
    else if (message.attachments.size() < maxAttachments)
        message.attachments.push_back(chunk.content);
}

void TranscriptFold::addGarbage(const Event &event, const QString &garbage)
{
    const bool merges = lastAs<GarbageItem>() != nullptr;
    const qsizetype row = merges ? m_items.size() - 1 : append(event, GarbageItem{});
    auto &item = edit<GarbageItem>(event, row);
    if (merges)
        item.text.append(u"\n");
    item.text.append(garbage);
    ++item.lines;
}

void TranscriptFold::addCompaction(const Event &event, const acp::CompactionUpdate &update)
{
    auto found = m_compactions.constFind(update.id);
    if (found == m_compactions.cend()) {
        const qsizetype row = append(event, CompactionItem{.compactionId = update.id, .summary = {}, .error = {}});
        found = m_compactions.insert(update.id, row);
    }
    auto &item = edit<CompactionItem>(event, *found);
    if (update.status)
        item.status = *update.status;
    if (update.summary)
        item.summary = StreamedText(*update.summary);
    item.summary.append(update.appendedSummary);
    if (!update.error.isEmpty())
        item.error = update.error;
}

void TranscriptFold::addNotice(const Event &event, NoticeItem notice)
{
    // What a state's reason said already is said again with its cause: one item.
    const auto *last = lastAs<NoticeItem>();
    if (last && notice.source == NoticeItem::Source::Pilothouse && last->source == notice.source
        && last->title == notice.title && last->description.isEmpty()) {
        edit<NoticeItem>(event, m_items.size() - 1) = std::move(notice);
        return;
    }
    append(event, std::move(notice));
}

void TranscriptFold::changeMode(const Event &event, const QString &modeId)
{
    if (modeId.isEmpty() || modeId == m_mode)
        return;
    m_mode = modeId;
    append(event, ModeItem{.modeId = modeId, .name = m_modeNames.value(modeId, modeId)});
}

void TranscriptFold::learnModes(const QJsonObject &result)
{
    if (!result.value("modes"_L1).isObject())
        return;
    const auto modes = acp::parseSessionResult(result).modes;
    for (const acp::Mode &mode : modes->available)
        m_modeNames.insert(mode.id, mode.name);
    m_mode = modes->current;
}

void TranscriptFold::takeConfigOptions(const Event &event, const std::vector<acp::ConfigOption> &options)
{
    const auto option = std::ranges::find(options, u"mode"_s, &acp::ConfigOption::category);
    if (option == options.end())
        return;
    for (const acp::ConfigChoice &choice : option->choices)
        m_modeNames.insert(choice.value, choice.name.isEmpty() ? choice.value : choice.name);
    if (m_mode.isEmpty())
        m_mode = option->current; // The first mode of a process is no change.
    else
        changeMode(event, option->current);
}

void TranscriptFold::closeMessage(const Event &event)
{
    if (m_openMessage >= 0)
        edit<MessageItem>(event, m_openMessage).open = false;
    m_openMessage = -1;
}

void TranscriptFold::closeToolCalls(const Event &event, ToolCallStatus status)
{
    for (const qsizetype row : std::as_const(m_openToolCalls)) {
        auto &call = edit<ToolCallItem>(event, row);
        call.status = status;
        call.endedAtMs = event.atMs;
    }
    m_openToolCalls.clear();
}

} // namespace pilothouse
