#include "runner/agent/acp_client.h"

#include "runner/agent/acp_parse.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace pilothouse {

using namespace Qt::StringLiterals;

namespace {

QJsonObject cancelledOutcome()
{
    return {{u"outcome"_s, QJsonObject{{u"outcome"_s, u"cancelled"_s}}}};
}

QJsonObject sessionParams(const Conversation &c)
{
    return {{u"sessionId"_s, c.acpSession}};
}

const acp::ConfigOption *findOption(const Conversation &c, const QString &id)
{
    const auto found = std::ranges::find(c.configOptions, id, &acp::ConfigOption::id);
    return found == c.configOptions.end() ? nullptr : &*found;
}

const acp::ConfigOption *findCategory(const Conversation &c, QLatin1StringView category)
{
    const auto found = std::ranges::find(c.configOptions, category, &acp::ConfigOption::category);
    return found == c.configOptions.end() ? nullptr : &*found;
}

bool offers(const acp::ConfigOption &option, const QString &value)
{
    return std::ranges::contains(option.choices, value, &acp::ConfigChoice::value);
}

std::unexpected<Error> notReady(const Conversation &c)
{
    if (c.phase() == AgentPhase::AuthenticationRequired)
        return failure(AgentNotReady,
            QCoreApplication::translate(
                "Agent", "The agent wants to be signed in first. Check the model and its key."));
    return failure(AgentNotReady,
        QCoreApplication::translate(
            "Agent", "The agent is not ready yet. Wait until it has started, or start it again."));
}

bool isOpen(const Conversation &c)
{
    return c.alive && c.sessionOpen && !c.failure;
}

/// The line that sets a config option; the value's type goes with a boolean only.
QJsonObject optionLine(const Conversation &c, qint64 id, const QString &optionId, const QJsonValue &value)
{
    QJsonObject params = sessionParams(c);
    params.insert("configId"_L1, optionId);
    params.insert("value"_L1, value);
    if (value.isBool())
        params.insert("type"_L1, u"boolean"_s);
    return json_rpc::request(id, u"session/set_config_option"_s, params);
}

/// The line for a key of Conversation::settings, or nothing where the agent does not offer it or has it already.
std::optional<QJsonObject> settingLine(const Conversation &c, qint64 id, const QString &key, const QJsonValue &value)
{
    if (key.startsWith("option:"_L1)) {
        const acp::ConfigOption *option = findOption(c, key.mid(7));
        if (!option)
            return std::nullopt;
        if (option->type == acp::ConfigOption::Type::Boolean)
            return value.isBool() && value.toBool() != option->on ? std::optional(optionLine(c, id, option->id, value))
                                                                  : std::nullopt;
        const QString text = value.toString();
        return offers(*option, text) && text != option->current ? std::optional(optionLine(c, id, option->id, value))
                                                                : std::nullopt;
    }
    const bool isMode = key == "mode"_L1;
    const QString wanted = value.toString();
    if (const acp::ConfigOption *option = findCategory(c, isMode ? "mode"_L1 : "model"_L1))
        return offers(*option, wanted) && wanted != option->current
            ? std::optional(optionLine(c, id, option->id, value))
            : std::nullopt;
    const auto available =
        isMode ? (c.modes ? &c.modes->available : nullptr) : (c.models ? &c.models->available : nullptr);
    const QString current =
        isMode ? (c.modes ? c.modes->current : QString()) : (c.models ? c.models->current : QString());
    if (!available || !std::ranges::contains(*available, wanted, &acp::Mode::id) || wanted == current)
        return std::nullopt;
    QJsonObject params = sessionParams(c);
    params.insert(isMode ? "modeId"_L1 : "modelId"_L1, wanted);
    return json_rpc::request(id, isMode ? u"session/set_mode"_s : u"session/set_model"_s, params);
}

/// An answer that needs no person; absent while a person is asked.
std::optional<QJsonObject> ownAnswer(const Conversation &c, const AgentRequest &request)
{
    if (request.method == "session/request_permission"_L1) {
        if (request.withdrawn || (request.permission && (c.cancelSent || !c.promptRequest)))
            return json_rpc::response(request.id, cancelledOutcome());
        if (!request.permission)
            return json_rpc::errorResponse(request.id, json_rpc::InternalError, u"Too many open permission requests"_s);
        return std::nullopt;
    }
    if (request.withdrawn)
        return json_rpc::errorResponse(request.id, json_rpc::RequestCancelled, u"Request cancelled"_s);
    return json_rpc::errorResponse(request.id, json_rpc::MethodNotFound, u"Method not found"_s);
}

std::vector<AgentRequest> inOrder(const std::map<json_rpc::RequestId, AgentRequest> &requests)
{
    std::vector<AgentRequest> sorted;
    for (const auto &[id, request] : requests)
        sorted.push_back(request);
    std::ranges::sort(sorted, {}, &AgentRequest::seq);
    return sorted;
}

} // namespace

AcpClient::AcpClient(AcpClientOptions options) : m_options(std::move(options)) { }

QJsonObject AcpClient::initializeLine(qint64 id) const
{
    const QJsonObject capabilities{
        {u"fs"_s, QJsonObject{{u"readTextFile"_s, false}, {u"writeTextFile"_s, false}}},
        {u"terminal"_s, false},
        {u"session"_s,
            QJsonObject{{u"configOptions"_s, QJsonObject{{u"boolean"_s, QJsonObject()}}}, {u"notices"_s, QJsonObject()},
                {u"compaction"_s, QJsonObject()}}},
        {u"_meta"_s, QJsonObject{{u"terminal_output"_s, true}}},
    };
    return json_rpc::request(id, u"initialize"_s,
        {{u"protocolVersion"_s, 1}, {u"clientCapabilities"_s, capabilities},
            {u"clientInfo"_s,
                QJsonObject{{u"name"_s, u"pilothouse"_s}, {u"title"_s, u"Pilothouse"_s},
                    {u"version"_s, m_options.clientVersion}}}});
}

QJsonObject AcpClient::openSessionLine(const Conversation &c, qint64 id) const
{
    QJsonObject params{{u"cwd"_s, m_options.workingDirectory}, {u"mcpServers"_s, QJsonArray()}};
    const bool reopen = !c.acpSession.isEmpty() && !c.reopenFailed && m_options.resumable;
    if (!reopen || !(c.agent->capabilities.resumeSession || c.agent->capabilities.loadSession))
        return json_rpc::request(id, u"session/new"_s, params);
    params.insert("sessionId"_L1, c.acpSession);
    // Resuming is cheaper: our own log has what was said, so a replay has nothing to tell.
    return json_rpc::request(id, c.agent->capabilities.resumeSession ? u"session/resume"_s : u"session/load"_s, params);
}

AcpClient::Lines AcpClient::due(const Conversation &c) const
{
    Lines lines;
    if (!c.alive)
        return lines;
    for (const AgentRequest &request : inOrder(c.agentRequests)) {
        if (auto answer = ownAnswer(c, request))
            lines.push_back(std::move(*answer));
    }
    const AgentPhase phase = c.phase();
    if (phase == AgentPhase::Started) {
        lines.push_back(initializeLine(c.nextRequestId));
    } else if (phase == AgentPhase::Initialized) {
        lines.push_back(openSessionLine(c, c.nextRequestId));
    } else if (phase == AgentPhase::Ready) {
        auto wanted = m_options.settings;
        for (const auto &[key, value] : c.settings)
            wanted[key] = value;
        qint64 id = c.nextRequestId;
        for (const auto &[key, value] : wanted) {
            auto line = c.settingsSent.contains(key) ? std::nullopt : settingLine(c, id, key, value);
            if (line) {
                lines.push_back(std::move(*line));
                ++id;
            }
        }
    }
    return lines;
}

Result<AcpClient::Lines> AcpClient::prompt(const Conversation &c, std::vector<acp::ContentBlock> blocks) const
{
    if (c.promptRequest)
        return failure(AgentBusy,
            QCoreApplication::translate(
                "Agent", "The agent is still at work. Wait until it has finished, or stop it."));
    if (!isOpen(c) || !c.agent)
        return notReady(c);
    QJsonArray prompt;
    for (const acp::ContentBlock &block : blocks) {
        const auto *media = std::get_if<acp::MediaBlock>(&block);
        const auto *resource = std::get_if<acp::EmbeddedResource>(&block);
        const bool isImage = media && media->medium == acp::MediaBlock::Medium::Image;
        if (isImage && !c.agent->capabilities.image)
            return failure(AgentRefuses,
                QCoreApplication::translate(
                    "Agent", "This agent takes no images. Remove the image and send the prompt again."));
        if (media && !isImage && !c.agent->capabilities.audio)
            return failure(AgentRefuses,
                QCoreApplication::translate(
                    "Agent", "This agent takes no sound. Remove it and send the prompt again."));
        if (resource && !c.agent->capabilities.embeddedContext) {
            const acp::ResourceLink link{.uri = resource->uri,
                .name = resource->uri.section(u'/', -1),
                .title = {},
                .description = {},
                .mimeType = resource->mimeType,
                .size = std::nullopt};
            prompt.append(acp::toJson(link));
            continue;
        }
        prompt.append(acp::toJson(block));
    }
    QJsonObject params = sessionParams(c);
    params.insert("prompt"_L1, prompt);
    return Lines{json_rpc::request(c.nextRequestId, u"session/prompt"_s, params)};
}

AcpClient::Lines AcpClient::cancel(const Conversation &c) const
{
    Lines lines;
    if (!c.alive || !c.promptRequest)
        return lines;
    if (!c.cancelSent)
        lines.push_back(json_rpc::notification(u"session/cancel"_s, sessionParams(c)));
    for (const AgentRequest &request : c.openPermissions())
        lines.push_back(json_rpc::response(request.id, cancelledOutcome()));
    return lines;
}

Result<AcpClient::Lines> AcpClient::answerPermission(
    const Conversation &c, const ApprovalId &approval, const PermissionAnswer &answer) const
{
    const AgentRequest *request = c.findPermission(approval);
    if (!request || request->withdrawn)
        return failure(RequestClosed,
            QCoreApplication::translate("Agent", "This question is no longer open: it was answered or withdrawn."));
    if (answer.optionId.isEmpty())
        return Lines{json_rpc::response(request->id, cancelledOutcome())};
    if (!std::ranges::contains(request->permission->options, answer.optionId, &acp::PermissionOption::id))
        return failure(InvalidArgument,
            QCoreApplication::translate("Agent", "The agent does not offer this answer. Choose one of its options."));
    return Lines{json_rpc::response(
        request->id, {{u"outcome"_s, QJsonObject{{u"outcome"_s, u"selected"_s}, {u"optionId"_s, answer.optionId}}}})};
}

Result<AcpClient::Lines> AcpClient::setMode(const Conversation &c, const QString &modeId) const
{
    if (!isOpen(c))
        return notReady(c);
    if (const acp::ConfigOption *option = findCategory(c, "mode"_L1))
        return setConfigOption(c, option->id, modeId);
    if (!c.modes || !std::ranges::contains(c.modes->available, modeId, &acp::Mode::id))
        return failure(AgentRefuses, QCoreApplication::translate("Agent", "The agent does not offer this mode."));
    QJsonObject params = sessionParams(c);
    params.insert("modeId"_L1, modeId);
    return Lines{json_rpc::request(c.nextRequestId, u"session/set_mode"_s, params)};
}

Result<AcpClient::Lines> AcpClient::setModel(const Conversation &c, const QString &modelId) const
{
    if (!isOpen(c))
        return notReady(c);
    if (const acp::ConfigOption *option = findCategory(c, "model"_L1))
        return setConfigOption(c, option->id, modelId);
    if (!c.models || !std::ranges::contains(c.models->available, modelId, &acp::Mode::id))
        return failure(AgentRefuses, QCoreApplication::translate("Agent", "The agent does not offer this model."));
    QJsonObject params = sessionParams(c);
    params.insert("modelId"_L1, modelId);
    return Lines{json_rpc::request(c.nextRequestId, u"session/set_model"_s, params)};
}

Result<AcpClient::Lines> AcpClient::setConfigOption(
    const Conversation &c, const QString &optionId, const QJsonValue &value) const
{
    if (!isOpen(c))
        return notReady(c);
    const acp::ConfigOption *option = findOption(c, optionId);
    const bool isBoolean = option && option->type == acp::ConfigOption::Type::Boolean;
    if (!option || (isBoolean ? !value.isBool() : !offers(*option, value.toString())))
        return failure(AgentRefuses, QCoreApplication::translate("Agent", "The agent does not offer this setting."));
    return Lines{optionLine(c, c.nextRequestId, optionId, value)};
}

Result<AcpClient::Lines> AcpClient::authenticate(const Conversation &c, const QString &methodId) const
{
    if (c.phase() != AgentPhase::AuthenticationRequired)
        return failure(
            InvalidArgument, QCoreApplication::translate("Agent", "The agent does not ask to be signed in."));
    const auto found = std::ranges::find(c.agent->authMethods, methodId, &acp::AuthMethod::id);
    const bool byAgent = found != c.agent->authMethods.end() && (found->type.isEmpty() || found->type == "agent"_L1);
    if (!byAgent)
        return failure(
            AgentRefuses, QCoreApplication::translate("Agent", "The agent cannot be signed in this way from here."));
    return Lines{json_rpc::request(c.nextRequestId, u"authenticate"_s, {{u"methodId"_s, methodId}})};
}

QString optionFor(const acp::PermissionRequest &request, PermissionWish wish)
{
    using acp::PermissionKind;
    std::vector<PermissionKind> kinds;
    switch (wish) {
    case PermissionWish::AllowOnce:
        kinds = {PermissionKind::AllowOnce};
        break;
    case PermissionWish::AllowAlways:
        kinds = {PermissionKind::AllowAlways, PermissionKind::AllowOnce};
        break;
    case PermissionWish::Reject:
        kinds = {PermissionKind::RejectOnce, PermissionKind::RejectAlways};
        break;
    }
    for (const PermissionKind kind : kinds) {
        const auto found = std::ranges::find(request.options, kind, &acp::PermissionOption::kind);
        if (found != request.options.end())
            return found->id;
    }
    return {};
}

} // namespace pilothouse
