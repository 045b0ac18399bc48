#include "runner/agent/conversation.h"

#include "runner/agent/acp_fields.h"
#include "runner/agent/acp_parse.h"

#include <QJsonDocument>

#include <algorithm>

namespace pilothouse {

using namespace Qt::StringLiterals;

namespace {

/// Questions of the agent that may be open at a time; further ones are refused without being kept.
constexpr size_t maxOpenPermissions = 256;

/// The setting that a request of ours changes, as Conversation::settings names it; empty for other requests.
std::pair<QString, QJsonValue> settingOf(const QString &method, const QJsonObject &params)
{
    if (method == "session/set_mode"_L1)
        return {u"mode"_s, params.value("modeId"_L1)};
    if (method == "session/set_model"_L1)
        return {u"model"_s, params.value("modelId"_L1)};
    if (method == "session/set_config_option"_L1)
        return {u"option:"_s + params.value("configId"_L1).toString(), params.value("value"_L1)};
    return {};
}

/// The process is gone, and with it everything that was open between it and us.
void endProcess(Conversation &c, qint64 seq)
{
    if (c.promptRequest)
        c.lastOutcome = PromptOutcome{.result = {}, .error = std::nullopt, .agentDied = true, .seq = seq};
    c.alive = false;
    c.ownRequests.clear();
    c.agentRequests.clear();
    c.initializeSent = false;
    c.agent.reset();
    c.authenticationRequired = false;
    c.failure.reset();
    c.sessionOpen = false;
    c.reopenFailed = false;
    c.replaying = false;
    c.settingsSent.clear();
    c.promptRequest.reset();
    c.cancelSent = false;
}

void applyStarted(Conversation &c, const Event &event, const QJsonObject &payload)
{
    endProcess(c, event.seq);
    const auto incarnation =
        static_cast<quint32>(acp::countField(payload, "incarnation"_L1).value_or(0) & 0xffffffffLL);
    if (incarnation != c.incarnation)
        c.lastSentNumber = 0;
    c.incarnation = incarnation;
    c.process = payload.value("name"_L1).toString();
    c.alive = true;
    c.lastExit.reset();
}

void applyExited(Conversation &c, const Event &event, const QJsonObject &payload)
{
    if (payload.value("name"_L1).toString() != c.process)
        return;
    AgentExit exit{.exitCode = {},
        .signal = {},
        .seq = event.seq,
        .opened = c.sessionOpen,
        .authenticationRequired = c.authenticationRequired,
        .failure = c.failure};
    endProcess(c, event.seq);
    if (payload.value("exitCode"_L1).isDouble())
        exit.exitCode = payload.value("exitCode"_L1).toInt();
    if (payload.value("signal"_L1).isDouble())
        exit.signal = payload.value("signal"_L1).toInt();
    c.lastExit = std::move(exit);
}

void applySentRequest(Conversation &c, const Event &event, const json_rpc::Request &request)
{
    const auto *id = std::get_if<qint64>(&request.id.value);
    if (!id)
        return;
    c.nextRequestId = std::max(c.nextRequestId, *id + 1);
    auto [key, value] = settingOf(request.method, request.params);
    if (!key.isEmpty()) {
        c.settings[key] = value;
        c.settingsSent.insert(key);
    }
    c.ownRequests[*id] = {.method = request.method, .setting = key, .value = value, .seq = event.seq};
    if (request.method == "initialize"_L1) {
        c.initializeSent = true;
    } else if (request.method == "session/load"_L1) {
        c.replaying = true;
    } else if (request.method == "session/prompt"_L1) {
        c.promptRequest = *id;
        c.cancelSent = false;
        c.lastOutcome.reset();
    }
}

void applySent(Conversation &c, const Event &event, const QJsonObject &payload)
{
    c.lastSentNumber = std::max(c.lastSentNumber, static_cast<quint64>(acp::countField(payload, "n"_L1).value_or(0)));
    const json_rpc::Message message = json_rpc::classify(payload.value("line"_L1).toObject());
    if (const auto *request = std::get_if<json_rpc::Request>(&message)) {
        applySentRequest(c, event, *request);
    } else if (const auto *response = std::get_if<json_rpc::Response>(&message)) {
        c.agentRequests.erase(response->id);
    } else if (const auto *notification = std::get_if<json_rpc::Notification>(&message)) {
        if (notification->method == "session/cancel"_L1 && c.promptRequest)
            c.cancelSent = true;
    }
}

void applyInitialized(Conversation &c, const json_rpc::Response &response)
{
    if (response.error) {
        c.failure = response.error;
        return;
    }
    c.agent = acp::parseInitializeResult(response.result);
    if (c.agent->protocolVersion != 1) {
        c.failure = json_rpc::ErrorObject{.code = json_rpc::InvalidRequest,
            .message = u"The agent speaks version %1 of the protocol, not version 1."_s.arg(c.agent->protocolVersion),
            .details = {}};
    }
}

void takeSettings(Conversation &c, const acp::SessionResult &result)
{
    if (result.modes)
        c.modes = result.modes;
    if (result.models)
        c.models = result.models;
    if (result.configOptions)
        c.configOptions = *result.configOptions;
}

void applySessionOpened(Conversation &c, const QString &method, const json_rpc::Response &response)
{
    c.replaying = false;
    const bool isNew = method == "session/new"_L1;
    if (response.error && response.error->code == json_rpc::AuthenticationRequired) {
        c.authenticationRequired = true;
        return;
    }
    if (response.error) {
        if (isNew)
            c.failure = response.error;
        else
            c.reopenFailed = true;
        return;
    }
    const acp::SessionResult result = acp::parseSessionResult(response.result);
    if (isNew) {
        if (result.sessionId.isEmpty()) {
            c.failure = json_rpc::ErrorObject{.code = json_rpc::InvalidRequest,
                .message = u"The agent opened a session without a usable id."_s,
                .details = {}};
            return;
        }
        c.contextLost = c.contextLost || !c.acpSession.isEmpty();
        c.acpSession = result.sessionId;
    }
    c.sessionOpen = true;
    takeSettings(c, result);
}

void applySettingAnswered(Conversation &c, const OwnRequest &request, const json_rpc::Response &response)
{
    if (response.error) {
        const auto setting = c.settings.find(request.setting);
        if (setting != c.settings.end() && setting->second == request.value)
            c.settings.erase(setting);
        return;
    }
    if (request.method == "session/set_mode"_L1 && c.modes)
        c.modes->current = acp::boundedId(request.value.toString());
    else if (request.method == "session/set_model"_L1 && c.models)
        c.models->current = acp::boundedId(request.value.toString());
    else if (response.result.value("configOptions"_L1).isArray())
        c.configOptions = acp::parseConfigOptions(response.result.value("configOptions"_L1));
}

void applyResponse(Conversation &c, const Event &event, const json_rpc::Response &response)
{
    const auto *id = std::get_if<qint64>(&response.id.value);
    const auto found = id ? c.ownRequests.find(*id) : c.ownRequests.end();
    if (found == c.ownRequests.end())
        return; // An answer to nothing that is open: an agent's mistake, or told twice.
    const OwnRequest request = found->second;
    c.ownRequests.erase(found);
    if (request.method == "initialize"_L1) {
        applyInitialized(c, response);
    } else if (request.method == "authenticate"_L1) {
        c.authenticationRequired = response.error.has_value();
    } else if (request.method == "session/prompt"_L1) {
        c.lastOutcome = PromptOutcome{.result = acp::parsePromptResult(response.result),
            .error = response.error,
            .agentDied = false,
            .seq = event.seq};
        c.promptRequest.reset();
        c.cancelSent = false;
    } else if (!request.setting.isEmpty()) {
        applySettingAnswered(c, request, response);
    } else {
        applySessionOpened(c, request.method, response);
    }
}

void applyRequest(Conversation &c, const Event &event, const json_rpc::Request &request)
{
    AgentRequest open{.id = request.id,
        .method = request.method,
        .seq = event.seq,
        .atMs = event.atMs,
        .withdrawn = false,
        .permission = std::nullopt};
    if (request.method == "session/request_permission"_L1 && c.agentRequests.size() < maxOpenPermissions)
        open.permission = acp::parsePermissionRequest(request.params);
    c.agentRequests[request.id] = std::move(open);
}

struct UpdateFold {
    Conversation &c;

    void operator()(acp::CommandsUpdate &update) const { c.commands = std::move(update.commands); }
    void operator()(acp::ConfigOptionsUpdate &update) const { c.configOptions = std::move(update.options); }
    void operator()(acp::UsageUpdate &update) const
    {
        // A process that takes up a session may count from zero without naming a cost.
        if (!update.cost && c.usage)
            update.cost = c.usage->cost;
        c.usage = std::move(update);
    }
    void operator()(const acp::ModeUpdate &update) const
    {
        if (!c.modes)
            c.modes.emplace();
        c.modes->current = update.modeId;
    }
    void operator()(const acp::SessionInfoUpdate &update) const
    {
        if (update.title)
            c.title = *update.title;
    }
    template <class Other> void operator()(const Other &) const { }
};

void applyNotification(Conversation &c, const json_rpc::Notification &notification)
{
    if (notification.method == "$/cancel_request"_L1) {
        const auto id = json_rpc::RequestId::fromJson(notification.params.value("requestId"_L1));
        const auto open = id ? c.agentRequests.find(*id) : c.agentRequests.end();
        if (open != c.agentRequests.end())
            open->second.withdrawn = true;
        return;
    }
    const QString session = notification.params.value("sessionId"_L1).toString();
    const bool ours = c.acpSession.isEmpty() || !c.sessionOpen || session == c.acpSession;
    if (notification.method != "session/update"_L1 || !ours)
        return;
    acp::SessionUpdate update = acp::parseSessionUpdate(notification.params);
    std::visit(UpdateFold{c}, update);
}

void applyReceived(Conversation &c, const Event &event, const QJsonObject &payload)
{
    const json_rpc::Message message = json_rpc::classify(payload.value("line"_L1).toObject());
    if (const auto *response = std::get_if<json_rpc::Response>(&message))
        applyResponse(c, event, *response);
    else if (const auto *request = std::get_if<json_rpc::Request>(&message))
        applyRequest(c, event, *request);
    else if (const auto *notification = std::get_if<json_rpc::Notification>(&message))
        applyNotification(c, *notification);
}

bool isOpening(const OwnRequest &request)
{
    return request.method == "session/new"_L1 || request.method == "session/load"_L1
        || request.method == "session/resume"_L1 || request.method == "authenticate"_L1;
}

} // namespace

ApprovalId AgentRequest::approval() const
{
    return ApprovalId(u'p' + QString::number(seq));
}

AgentPhase Conversation::phase() const
{
    if (!alive)
        return AgentPhase::Absent;
    if (failure)
        return AgentPhase::Failed;
    if (!initializeSent)
        return AgentPhase::Started;
    if (!agent)
        return AgentPhase::Initializing;
    if (promptRequest)
        return AgentPhase::Prompting;
    if (sessionOpen)
        return AgentPhase::Ready;
    if (std::ranges::any_of(ownRequests, [](const auto &entry) { return isOpening(entry.second); }))
        return AgentPhase::Opening;
    return authenticationRequired ? AgentPhase::AuthenticationRequired : AgentPhase::Initialized;
}

std::vector<AgentRequest> Conversation::openPermissions() const
{
    std::vector<AgentRequest> open;
    for (const auto &[id, request] : agentRequests) {
        if (request.permission && !request.withdrawn)
            open.push_back(request);
    }
    std::ranges::sort(open, {}, &AgentRequest::seq);
    return open;
}

const AgentRequest *Conversation::findPermission(const ApprovalId &approval) const
{
    const auto found = std::ranges::find_if(agentRequests,
        [&](const auto &entry) { return entry.second.permission && entry.second.approval() == approval; });
    return found == agentRequests.end() ? nullptr : &found->second;
}

Conversation apply(Conversation conversation, const Event &event, const QJsonObject &payload)
{
    switch (event.kind) {
    case EventKind::AgentStarted:
        applyStarted(conversation, event, payload);
        break;
    case EventKind::AgentSent:
        applySent(conversation, event, payload);
        break;
    case EventKind::AgentReceived:
        applyReceived(conversation, event, payload);
        break;
    case EventKind::AgentExited:
        applyExited(conversation, event, payload);
        break;
    case EventKind::SandboxLost:
    case EventKind::SandboxRemoved:
        endProcess(conversation, event.seq);
        break;
    default:
        break;
    }
    return conversation;
}

Conversation apply(Conversation conversation, const Event &event)
{
    switch (event.kind) {
    case EventKind::AgentStarted:
    case EventKind::AgentSent:
    case EventKind::AgentReceived:
    case EventKind::AgentExited:
        return apply(std::move(conversation), event, QJsonDocument::fromJson(event.payload).object());
    case EventKind::SandboxLost:
    case EventKind::SandboxRemoved:
        return apply(std::move(conversation), event, QJsonObject());
    default:
        return conversation;
    }
}

} // namespace pilothouse
