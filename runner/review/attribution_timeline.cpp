#include "runner/review/attribution_timeline.h"

#include "runner/agent/acp_fields.h"
#include "runner/agent/acp_parse.h"
#include "runner/agent/json_rpc.h"
#include "runner/agent/transcript_fold.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr size_t maxEditsOfCall = 50;
constexpr qsizetype maxUnreadable = 200;
constexpr int unreadableReason = 1; // LeftOutReason::Unreadable, as the event has it

QString cutText(const QString &text)
{
    return acp::cut(text, TimelineFold::maxText);
}

/// A path of the agent's as one of a tree: the workspace is where every sandbox has it.
QByteArray workspacePath(const QString &path)
{
    QString clean = QDir::cleanPath(path);
    if (clean.startsWith("/workspace/"_L1))
        clean.remove(0, 11);
    if (clean.isEmpty() || clean.startsWith(u'/') || clean.startsWith("../"_L1) || clean == ".."_L1 || clean == "."_L1)
        return {};
    return clean.toUtf8();
}

bool isEnd(acp::ToolStatus status)
{
    return status != acp::ToolStatus::Pending && status != acp::ToolStatus::InProgress;
}

} // namespace

std::optional<QByteArray> StatedEdit::appliedTo(const std::optional<QByteArray> &text) const
{
    if (!before)
        return text ? std::nullopt : std::optional(after); // what stood in it already is not the call's
    if (text == before || (!text && before->isEmpty()))
        return after;
    if (!text || before->isEmpty())
        return std::nullopt;
    const qsizetype at = text->indexOf(*before);
    if (at < 0 || text->indexOf(*before, at + 1) >= 0)
        return std::nullopt;
    QByteArray edited = *text;
    edited.replace(at, before->size(), after);
    return edited;
}

AgentPlace TimelineFold::here() const
{
    const auto line = m_timeline.lastLines.find(m_incarnation);
    return {m_incarnation, line == m_timeline.lastLines.end() ? 0 : line->second};
}

void TimelineFold::apply(const Event &event)
{
    switch (event.kind) {
    case EventKind::BaseChosen:
    case EventKind::TurnStarted:
    case EventKind::AgentSent:
    case EventKind::AgentReceived:
    case EventKind::SandboxCreated:
    case EventKind::SnapshotTaken:
    case EventKind::RejectionCarriedOut:
    case EventKind::WorkspaceRestored:
        return apply(event, QJsonDocument::fromJson(event.payload).object());
    default:
        return apply(event, {});
    }
}

void TimelineFold::apply(const Event &event, const QJsonObject &payload)
{
    m_timeline.session = event.session;
    m_timeline.lastSeq = event.seq;
    switch (event.kind) {
    case EventKind::BaseChosen:
        m_timeline.base = ObjectId(payload.value("commit"_L1).toString());
        break;
    case EventKind::TurnStarted:
        turnStarted(event, payload);
        break;
    case EventKind::AgentStarted:
        closeOpen(here()); // everything that the process before wrote is in the log
        m_promptRequest = m_replayRequest = -1;
        break;
    case EventKind::AgentSent: {
        const QJsonObject line = payload.value("line"_L1).toObject();
        const QString method = line.value("method"_L1).toString();
        if (method == "session/prompt"_L1)
            m_promptRequest = line.value("id"_L1).toInteger(-1);
        else if (method == "session/load"_L1)
            m_replayRequest = line.value("id"_L1).toInteger(-1);
        break;
    }
    case EventKind::AgentReceived:
        received(event, payload);
        break;
    case EventKind::SandboxCreated:
        closeOpen(here());
        m_incarnation = static_cast<quint32>(payload.value("incarnation"_L1).toInteger());
        break;
    case EventKind::SnapshotTaken:
        snapshotTaken(event, payload);
        break;
    case EventKind::RejectionCarriedOut:
    case EventKind::WorkspaceRestored:
        moved(event, payload);
        break;
    default:
        break;
    }
}

void TimelineFold::turnStarted(const Event &event, const QJsonObject &payload)
{
    closeOpen(here()); // what has no end yet can have none in this turn
    m_timeline.turns.push_back({.turn = event.turn,
        .seq = event.seq,
        .prompt = cutText(acp::textField(payload, "prompt"_L1, acp::limits::textLength)),
        .begin = here(),
        .end = {}});
    m_promptRequest = -1;
    m_move.reset();
    m_words.clear();
    m_wordsDone = true;
}

/// Ends all that is open: at the latest place where it can have ended.
void TimelineFold::closeOpen(AgentPlace at)
{
    for (const qsizetype index : std::exchange(m_open, {})) {
        ToolCallSpan &span = m_timeline.calls[static_cast<size_t>(index)];
        span.end = at;
        span.ended = true;
    }
    if (!m_timeline.turns.empty() && !m_timeline.turns.back().ended) {
        m_timeline.turns.back().end = at;
        m_timeline.turns.back().ended = true;
    }
}

void TimelineFold::received(const Event &event, const QJsonObject &payload)
{
    const AgentPlace at{static_cast<quint32>(payload.value("inc"_L1).toInteger()),
        static_cast<quint64>(payload.value("n"_L1).toInteger())};
    quint64 &last = m_timeline.lastLines[at.incarnation];
    last = std::max(last, at.line);
    m_incarnation = std::max(m_incarnation, at.incarnation);
    const QJsonObject line = payload.value("line"_L1).toObject();
    if (line.isEmpty())
        return;
    const json_rpc::Message message = json_rpc::classify(line);
    if (const auto *response = std::get_if<json_rpc::Response>(&message)) {
        const auto *id = std::get_if<qint64>(&response->id.value);
        if (id && *id == m_replayRequest)
            m_replayRequest = -1;
        if (id && *id == m_promptRequest) {
            m_promptRequest = -1;
            closeOpen(at);
        }
        return;
    }
    if (m_replayRequest >= 0)
        return;
    if (const auto *request = std::get_if<json_rpc::Request>(&message)) {
        if (request->method == "session/request_permission"_L1)
            upsert(event, acp::parsePermissionRequest(request->params).toolCall, at);
    } else if (const auto *notification = std::get_if<json_rpc::Notification>(&message)) {
        if (notification->method == "session/update"_L1)
            update(event, acp::parseSessionUpdate(notification->params), at);
    }
}

void TimelineFold::update(const Event &event, const acp::SessionUpdate &update, AgentPlace at)
{
    if (const auto *chunk = std::get_if<acp::MessageChunk>(&update))
        hear(*chunk);
    else if (const auto *call = std::get_if<acp::ToolCallUpsert>(&update))
        upsert(event, *call, at);
}

/// Keeps the end of what the agent says; its thoughts only where it says nothing.
void TimelineFold::hear(const acp::MessageChunk &chunk)
{
    using Role = acp::MessageChunk::Role;
    const auto *text = std::get_if<acp::TextBlock>(&chunk.content);
    if (!text || text->text.isEmpty() || chunk.role == Role::User)
        return;
    if (!m_wordsDone && chunk.role == Role::Thought && m_speaker == Role::Agent)
        return;
    if (m_wordsDone || chunk.role != m_speaker)
        m_words.clear();
    m_wordsDone = false;
    m_speaker = chunk.role;
    m_words += text->text;
    if (m_words.size() > 2 * maxText)
        m_words = m_words.last(maxText);
}

void TimelineFold::upsert(const Event &event, const acp::ToolCallUpsert &call, AgentPlace at)
{
    const bool ends = call.status && isEnd(*call.status);
    auto found = m_calls.constFind(call.id);
    const ToolCallSpan *known =
        found == m_calls.cend() ? nullptr : &m_timeline.calls[static_cast<size_t>(found.value())];
    const bool again = known && known->ended && call.status && !ends;
    if (!known || again || (known->ended && known->turn != event.turn)) {
        if (m_timeline.calls.size() >= maxCalls)
            return;
        ToolCallSpan span{.call = ToolCallId(call.id),
            .turn = event.turn,
            .turnSeq = m_timeline.turns.empty() ? 0 : m_timeline.turns.back().seq,
            .title = {},
            .command = {},
            .words = m_words.last(std::min(m_words.size(), maxText)),
            .seq = event.seq,
            .begin = ends && !m_timeline.turns.empty() ? m_timeline.turns.back().begin : at,
            .end = {}};
        const auto index = static_cast<qsizetype>(m_timeline.calls.size());
        m_timeline.calls.push_back(std::move(span));
        found = m_calls.insert(call.id, index);
        m_open.push_back(index);
        m_wordsDone = true;
    }
    ToolCallSpan &span = m_timeline.calls[static_cast<size_t>(found.value())];
    if (call.title && !call.title->isEmpty())
        span.title = cutText(*call.title);
    if (call.kind)
        span.kind = *call.kind;
    if (call.rawInput) {
        if (const QString command = commandOf(*call.rawInput); !command.isEmpty())
            span.command = cutText(command);
    }
    if (call.content)
        takeEdits(span, *call.content);
    if (span.ended && at > span.end)
        span.end = at; // it was not over yet
    if (!ends)
        return;
    span.ended = true;
    span.end = std::max(span.end, at);
    span.completed = *call.status == acp::ToolStatus::Completed;
    std::erase(m_open, found.value());
}

void TimelineFold::takeEdits(ToolCallSpan &span, const std::vector<acp::ToolContent> &content)
{
    std::vector<StatedEdit> edits;
    qint64 bytes = 0;
    for (const acp::ToolContent &entry : content) {
        const auto *diff = std::get_if<acp::Diff>(&entry);
        const QByteArray path = diff ? workspacePath(diff->path) : QByteArray();
        if (path.isEmpty() || edits.size() >= maxEditsOfCall)
            continue;
        StatedEdit edit{path, std::nullopt, diff->newText.toUtf8()};
        if (diff->oldText)
            edit.before = diff->oldText->toUtf8();
        if (std::ranges::contains(edits, edit))
            continue;
        bytes += edit.after.size() + (edit.before ? edit.before->size() : 0);
        edits.push_back(std::move(edit));
    }
    if (edits.empty())
        return;
    for (const StatedEdit &edit : span.edits)
        m_editBytes -= edit.after.size() + (edit.before ? edit.before->size() : 0);
    if (m_editBytes + bytes > maxEdits)
        edits.clear();
    else
        m_editBytes += bytes;
    span.edits = std::move(edits);
}

void TimelineFold::snapshotTaken(const Event &event, const QJsonObject &payload)
{
    TimelineSnapshot snapshot{.commit = ObjectId(payload.value("commit"_L1).toString()),
        .tree = ObjectId(payload.value("tree"_L1).toString()),
        .seq = event.seq,
        .turn = event.turn,
        .incarnation = static_cast<quint32>(payload.value("inc"_L1).toInteger()),
        .position = static_cast<quint64>(payload.value("position"_L1).toInteger()),
        .unreadable = {}};
    const QJsonArray leftOut = payload.value("leftOutPaths"_L1).toArray();
    for (const auto &value : leftOut) {
        const QJsonObject path = value.toObject();
        if (path.value("reason"_L1).toInt() == unreadableReason && snapshot.unreadable.size() < maxUnreadable)
            snapshot.unreadable.append(path.value("path"_L1).toString().toUtf8());
    }
    m_timeline.snapshots.push_back(std::move(snapshot));
    if (m_move)
        judgeMoved(m_timeline.snapshots.back());
}

/// A person's decision changes the sandbox's files: the event comes once with `begun`, before anything is done, and
/// again when it is done or `failed`. What is written meanwhile by others cannot be told from it.
void TimelineFold::moved(const Event &event, const QJsonObject &payload)
{
    const bool isFirst = payload.value("begun"_L1).toBool();
    if (isFirst)
        m_move = Move{ObjectId(payload.value("to"_L1).toString()), event.seq, false};
    else if (payload.value("failed"_L1).toBool() && m_move) {
        for (TimelineSnapshot &snapshot : m_timeline.snapshots)
            snapshot.mixed = snapshot.mixed || snapshot.seq > m_move->seq;
    }
    if (!isFirst)
        m_move.reset();
}

void TimelineFold::judgeMoved(TimelineSnapshot &snapshot)
{
    const bool isIt = !m_move->done && (snapshot.tree == m_move->to || snapshot.commit == m_move->to);
    snapshot.mixed = !isIt && !m_move->done;
    if (!isIt)
        return;
    snapshot.restoredBy = m_move->seq;
    m_move->done = true;
}

} // namespace pilothouse
