#include "runner/agent/acp_parse.h"

#include "runner/agent/acp_fields.h"

#include <algorithm>

// The answers to our own requests and the settings of a session.
namespace pilothouse::acp {

using namespace Qt::StringLiterals;

namespace {

constexpr std::pair<QLatin1StringView, StopReason> stopReasons[] = {{"end_turn"_L1, StopReason::EndTurn},
    {"max_tokens"_L1, StopReason::MaxTokens}, {"max_turn_requests"_L1, StopReason::MaxTurnRequests},
    {"refusal"_L1, StopReason::Refusal}, {"cancelled"_L1, StopReason::Cancelled}};

std::optional<Mode> parseMode(const QJsonObject &mode, QLatin1StringView idKey)
{
    Mode parsed{.id = idField(mode, idKey),
        .name = labelField(mode, "name"_L1),
        .description = labelField(mode, "description"_L1)};
    if (parsed.id.isEmpty())
        return std::nullopt;
    if (parsed.name.isEmpty())
        parsed.name = parsed.id;
    return parsed;
}

std::optional<Modes> parseModes(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject object = value.toObject();
    return Modes{.current = idField(object, "currentModeId"_L1),
        .available = parseList(object.value("availableModes"_L1), limits::listLength, [](const QJsonObject &mode) {
            return parseMode(mode, "id"_L1);
        }).value_or(std::vector<Mode>())};
}

std::optional<Models> parseModels(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject object = value.toObject();
    return Models{.current = idField(object, "currentModelId"_L1),
        .available = parseList(object.value("availableModels"_L1), limits::listLength, [](const QJsonObject &model) {
            return parseMode(model, "modelId"_L1);
        }).value_or(std::vector<Mode>())};
}

/// Choices of a select, flat or in groups: `{value, name, description?}` or `{group, name, options: […]}`.
std::vector<ConfigChoice> parseChoices(const QJsonValue &list, const QString &group)
{
    std::vector<ConfigChoice> choices;
    for (const auto &item : list.toArray()) {
        if (choices.size() >= limits::listLength)
            break;
        const QJsonObject object = item.toObject();
        if (group.isEmpty() && object.value("options"_L1).isArray()) {
            const QString name = labelField(object, "name"_L1);
            auto inner = parseChoices(object.value("options"_L1), name.isEmpty() ? u"-"_s : name);
            choices.insert(choices.end(), inner.begin(), inner.end());
            continue;
        }
        ConfigChoice choice{.value = idField(object, "value"_L1),
            .name = labelField(object, "name"_L1),
            .description = labelField(object, "description"_L1),
            .group = group};
        if (!choice.value.isEmpty())
            choices.push_back(std::move(choice));
    }
    choices.resize(std::min<size_t>(choices.size(), limits::listLength));
    return choices;
}

std::optional<ConfigOption> parseConfigOption(const QJsonObject &object)
{
    ConfigOption option{.id = idField(object, "id"_L1),
        .name = labelField(object, "name"_L1),
        .description = labelField(object, "description"_L1),
        .category = labelField(object, "category"_L1),
        .current = {},
        .choices = {}};
    const QString type = object.value("type"_L1).toString();
    const QJsonValue current = object.value("currentValue"_L1);
    if (option.id.isEmpty())
        return std::nullopt;
    if (type == "boolean"_L1 && current.isBool()) {
        option.type = ConfigOption::Type::Boolean;
        option.on = current.toBool();
        return option;
    }
    if (type != "select"_L1 || !current.isString())
        return std::nullopt;
    option.current = boundedId(current.toString());
    option.choices = parseChoices(object.value("options"_L1), QString());
    return option;
}

} // namespace

std::vector<ConfigOption> parseConfigOptions(const QJsonValue &list)
{
    return parseList(list, limits::listLength, parseConfigOption).value_or(std::vector<ConfigOption>());
}

InitializeResult parseInitializeResult(const QJsonObject &result)
{
    const QJsonObject capabilities = objectField(result, "agentCapabilities"_L1);
    const QJsonObject prompt = objectField(capabilities, "promptCapabilities"_L1);
    const QJsonObject session = objectField(capabilities, "sessionCapabilities"_L1);
    const QJsonObject info = objectField(result, "agentInfo"_L1);
    InitializeResult parsed;
    parsed.protocolVersion =
        static_cast<int>(std::min<qint64>(countField(result, "protocolVersion"_L1).value_or(0), 1000));
    parsed.capabilities = {.loadSession = capabilities.value("loadSession"_L1).toBool(),
        .resumeSession = session.value("resume"_L1).isObject(),
        .closeSession = session.value("close"_L1).isObject(),
        .image = prompt.value("image"_L1).toBool(),
        .audio = prompt.value("audio"_L1).toBool(),
        .embeddedContext = prompt.value("embeddedContext"_L1).toBool()};
    parsed.info = {.name = labelField(info, "name"_L1),
        .title = labelField(info, "title"_L1),
        .version = labelField(info, "version"_L1)};
    parsed.authMethods = parseList(result.value("authMethods"_L1), 32, [](const QJsonObject &object) {
        AuthMethod method{.id = object.value("id"_L1).toString(),
            .name = labelField(object, "name"_L1),
            .description = labelField(object, "description"_L1),
            .type = labelField(object, "type"_L1)};
        const bool usable = !method.id.isEmpty() && method.id.size() <= limits::idLength;
        return usable ? std::optional(method) : std::nullopt;
    }).value_or(std::vector<AuthMethod>());
    return parsed;
}

SessionResult parseSessionResult(const QJsonObject &result)
{
    SessionResult parsed;
    // The id goes back to the agent with every request, so it is taken as it is or not at all.
    const QString id = result.value("sessionId"_L1).toString();
    if (id.size() <= limits::idLength)
        parsed.sessionId = id;
    parsed.modes = parseModes(result.value("modes"_L1));
    parsed.models = parseModels(result.value("models"_L1));
    if (result.value("configOptions"_L1).isArray())
        parsed.configOptions = parseConfigOptions(result.value("configOptions"_L1));
    return parsed;
}

PromptResult parsePromptResult(const QJsonObject &result)
{
    PromptResult parsed;
    parsed.stopReasonName = textField(result, "stopReason"_L1, 64);
    parsed.stopReason = stopReasonNamed(parsed.stopReasonName);
    QJsonObject usage = objectField(result, "usage"_L1);
    QLatin1StringView input = "inputTokens"_L1;
    QLatin1StringView output = "outputTokens"_L1;
    if (usage.isEmpty()) {
        usage = objectField(objectField(objectField(result, "_meta"_L1), "quota"_L1), "token_count"_L1);
        input = "input_tokens"_L1;
        output = "output_tokens"_L1;
    }
    if (!usage.isEmpty()) {
        PromptUsage tokens{.input = countField(usage, input).value_or(0),
            .output = countField(usage, output).value_or(0),
            .total = countField(usage, "totalTokens"_L1).value_or(0)};
        if (tokens.total == 0)
            tokens.total = tokens.input + tokens.output;
        parsed.usage = tokens;
    }
    return parsed;
}

QString nameOf(StopReason reason)
{
    for (const auto &[name, value] : stopReasons) {
        if (value == reason)
            return name;
    }
    return u"unknown"_s;
}

StopReason stopReasonNamed(const QString &name)
{
    const auto found = std::ranges::find(stopReasons, name, [](const auto &entry) { return QString(entry.first); });
    return found == std::end(stopReasons) ? StopReason::Unknown : found->second;
}

} // namespace pilothouse::acp
