#include "runner/agent/acp_parse.h"

#include "runner/agent/acp_fields.h"

namespace pilothouse::acp {

using namespace Qt::StringLiterals;

namespace {

constexpr std::pair<QLatin1StringView, ToolKind> toolKinds[] = {{"read"_L1, ToolKind::Read},
    {"edit"_L1, ToolKind::Edit}, {"delete"_L1, ToolKind::Delete}, {"move"_L1, ToolKind::Move},
    {"search"_L1, ToolKind::Search}, {"execute"_L1, ToolKind::Execute}, {"think"_L1, ToolKind::Think},
    {"fetch"_L1, ToolKind::Fetch}, {"switch_mode"_L1, ToolKind::SwitchMode}, {"other"_L1, ToolKind::Other}};

constexpr std::pair<QLatin1StringView, ToolStatus> toolStatuses[] = {{"pending"_L1, ToolStatus::Pending},
    {"in_progress"_L1, ToolStatus::InProgress}, {"completed"_L1, ToolStatus::Completed},
    {"failed"_L1, ToolStatus::Failed}, {"cancelled"_L1, ToolStatus::Cancelled}};

constexpr std::pair<QLatin1StringView, PermissionKind> permissionKinds[] = {
    {"allow_once"_L1, PermissionKind::AllowOnce}, {"allow_always"_L1, PermissionKind::AllowAlways},
    {"reject_once"_L1, PermissionKind::RejectOnce}, {"reject_always"_L1, PermissionKind::RejectAlways}};

constexpr std::pair<QLatin1StringView, PlanEntry::Priority> priorities[] = {{"high"_L1, PlanEntry::Priority::High},
    {"medium"_L1, PlanEntry::Priority::Medium}, {"low"_L1, PlanEntry::Priority::Low}};

constexpr std::pair<QLatin1StringView, PlanEntry::Status> planStatuses[] = {{"pending"_L1, PlanEntry::Status::Pending},
    {"in_progress"_L1, PlanEntry::Status::InProgress}, {"completed"_L1, PlanEntry::Status::Completed}};

constexpr std::pair<QLatin1StringView, Severity> severities[] = {
    {"info"_L1, Severity::Info}, {"warning"_L1, Severity::Warning}, {"error"_L1, Severity::Error}};

constexpr std::pair<QLatin1StringView, CompactionUpdate::Status> compactionStatuses[] = {
    {"in_progress"_L1, CompactionUpdate::Status::InProgress}, {"completed"_L1, CompactionUpdate::Status::Completed},
    {"failed"_L1, CompactionUpdate::Status::Failed}, {"cancelled"_L1, CompactionUpdate::Status::Cancelled}};

QByteArray dataField(const QJsonObject &object, QLatin1StringView key)
{
    const QString data = object.value(key).toString();
    return data.size() <= limits::dataLength ? data.toLatin1() : QByteArray();
}

EmbeddedResource parseResource(const QJsonObject &resource)
{
    return {.uri = labelField(resource, "uri"_L1),
        .mimeType = labelField(resource, "mimeType"_L1),
        .text = textField(resource, "text"_L1, limits::textLength),
        .base64 = dataField(resource, "blob"_L1)};
}

std::optional<ToolContent> parseToolContent(const QJsonObject &content)
{
    const QString type = content.value("type"_L1).toString();
    if (type == "content"_L1)
        return parseContentBlock(content.value("content"_L1));
    if (type == "diff"_L1) {
        Diff diff{.path = labelField(content, "path"_L1),
            .oldText = optionalText(content, "oldText"_L1, limits::textLength),
            .newText = textField(content, "newText"_L1, limits::textLength)};
        if (diff.path.isEmpty())
            return std::nullopt;
        return diff;
    }
    if (type == "terminal"_L1)
        return TerminalReference{idField(content, "terminalId"_L1)};
    return ContentBlock{UnknownBlock{cut(type, limits::labelLength)}};
}

std::optional<Location> parseLocation(const QJsonObject &location)
{
    Location parsed{.path = labelField(location, "path"_L1), .line = std::nullopt};
    if (parsed.path.isEmpty())
        return std::nullopt;
    const auto line = countField(location, "line"_L1);
    if (line && *line >= 1 && *line <= std::numeric_limits<int>::max())
        parsed.line = static_cast<int>(*line);
    return parsed;
}

/// `_meta.terminal_output {terminal_id, data}`, `_meta.terminal_output_delta` of the same form and
/// `_meta.terminal_exit {terminal_id, exit_code, signal}`: a convention of some agents, not in the schema.
std::optional<TerminalOutput> parseTerminalOutput(const QJsonObject &meta)
{
    const QJsonValue output = meta.value("terminal_output"_L1);
    const QJsonValue delta = meta.value("terminal_output_delta"_L1);
    const QJsonValue exit = meta.value("terminal_exit"_L1);
    if (!output.isObject() && !delta.isObject() && !exit.isObject())
        return std::nullopt;
    TerminalOutput terminal;
    terminal.appended = textField((output.isObject() ? output : delta).toObject(), "data"_L1, limits::textLength);
    const QJsonObject exitObject = exit.toObject();
    const QJsonValue code = exitObject.value("exit_code"_L1);
    if (code.isDouble())
        terminal.exitCode = code.toInt();
    terminal.signal = labelField(exitObject, "signal"_L1);
    return terminal;
}

std::optional<Command> parseCommand(const QJsonObject &object)
{
    Command command{.name = labelField(object, "name"_L1),
        .description = labelField(object, "description"_L1),
        .inputHint = labelField(objectField(object, "input"_L1), "hint"_L1)};
    if (command.name.isEmpty())
        return std::nullopt;
    return command;
}

std::optional<PlanEntry> parsePlanEntry(const QJsonObject &object)
{
    const auto content = optionalText(object, "content"_L1, limits::labelLength);
    if (!content)
        return std::nullopt;
    return PlanEntry{.content = *content,
        .priority = enumField(object, "priority"_L1, priorities).value_or(PlanEntry::Priority::Medium),
        .status = enumField(object, "status"_L1, planStatuses).value_or(PlanEntry::Status::Pending)};
}

std::optional<PermissionOption> parsePermissionOption(const QJsonObject &object)
{
    // The id goes back to the agent as it came, so an over-long one cannot be offered.
    PermissionOption option{.id = object.value("optionId"_L1).toString(),
        .name = labelField(object, "name"_L1),
        .kind = enumField(object, "kind"_L1, permissionKinds).value_or(PermissionKind::Unknown)};
    if (option.id.isEmpty() || option.id.size() > limits::idLength)
        return std::nullopt;
    return option;
}

SessionUpdate parseInfo(const QJsonObject &update)
{
    SessionInfoUpdate info;
    const QJsonValue title = update.value("title"_L1);
    if (title.isString() || title.isNull())
        info.title = labelField(update, "title"_L1);
    return info;
}

SessionUpdate parseUsage(const QJsonObject &update)
{
    const auto used = countField(update, "used"_L1);
    const auto size = countField(update, "size"_L1);
    if (!used || !size)
        return UnknownUpdate{u"usage_update"_s};
    UsageUpdate usage{.used = *used, .size = *size, .cost = std::nullopt};
    const QJsonObject cost = objectField(update, "cost"_L1);
    const QJsonValue amount = cost.value("amount"_L1);
    if (amount.isDouble() && amount.toDouble() >= 0)
        usage.cost = Cost{.amount = amount.toDouble(), .currency = textField(cost, "currency"_L1, 16)};
    return usage;
}

SessionUpdate parseNotice(const QJsonObject &update)
{
    NoticeUpdate notice{.severity = enumField(update, "severity"_L1, severities).value_or(Severity::Info),
        .title = labelField(update, "title"_L1),
        .description = textField(update, "description"_L1, limits::textLength)};
    if (notice.title.isEmpty())
        return UnknownUpdate{u"notice"_s};
    return notice;
}

QString joinedText(const QJsonValue &blocks)
{
    QStringList texts;
    for (const auto &block : parseList(blocks, limits::listLength, [](const QJsonObject &object) {
             return std::optional(parseContentBlock(object));
         }).value_or(std::vector<ContentBlock>())) {
        if (const auto *text = std::get_if<TextBlock>(&block))
            texts.append(text->text);
    }
    return cut(texts.join(u'\n'), limits::textLength);
}

SessionUpdate parseCompaction(const QJsonObject &update, const QString &kind)
{
    CompactionUpdate compaction;
    compaction.id = idField(update, "compactionId"_L1);
    if (compaction.id.isEmpty())
        return UnknownUpdate{kind};
    if (kind == "compaction_summary_chunk"_L1) {
        const ContentBlock block = parseContentBlock(update.value("content"_L1));
        if (const auto *text = std::get_if<TextBlock>(&block))
            compaction.appendedSummary = text->text;
        return compaction;
    }
    compaction.status = enumField(update, "status"_L1, compactionStatuses);
    const QJsonValue summary = update.value("summary"_L1);
    if (summary.isArray())
        compaction.summary = joinedText(summary);
    else if (summary.isString())
        compaction.summary = cut(summary.toString(), limits::textLength);
    compaction.error = labelField(update, "error"_L1);
    return compaction;
}

SessionUpdate parseMessage(const QJsonObject &update, MessageChunk::Role role)
{
    return MessageChunk{.role = role,
        .messageId = idField(update, "messageId"_L1),
        .content = parseContentBlock(update.value("content"_L1))};
}

} // namespace

ContentBlock parseContentBlock(const QJsonValue &value)
{
    const QJsonObject block = value.toObject();
    const QString type = block.value("type"_L1).toString();
    if (type == "text"_L1)
        return TextBlock{textField(block, "text"_L1, limits::textLength)};
    if (type == "image"_L1 || type == "audio"_L1) {
        return MediaBlock{.medium = type == "image"_L1 ? MediaBlock::Medium::Image : MediaBlock::Medium::Audio,
            .mimeType = labelField(block, "mimeType"_L1),
            .base64 = dataField(block, "data"_L1),
            .uri = labelField(block, "uri"_L1)};
    }
    if (type == "resource_link"_L1) {
        return ResourceLink{.uri = labelField(block, "uri"_L1),
            .name = labelField(block, "name"_L1),
            .title = labelField(block, "title"_L1),
            .description = labelField(block, "description"_L1),
            .mimeType = labelField(block, "mimeType"_L1),
            .size = countField(block, "size"_L1)};
    }
    if (type == "resource"_L1)
        return parseResource(objectField(block, "resource"_L1));
    return UnknownBlock{cut(type, limits::labelLength)};
}

ToolCallUpsert parseToolCall(const QJsonObject &toolCall)
{
    ToolCallUpsert call;
    call.id = idField(toolCall, "toolCallId"_L1);
    call.title = optionalText(toolCall, "title"_L1, limits::labelLength);
    call.name = optionalText(toolCall, "name"_L1, limits::labelLength);
    call.kind = enumField(toolCall, "kind"_L1, toolKinds);
    if (!call.kind && toolCall.value("kind"_L1).isString())
        call.kind = ToolKind::Other;
    call.status = enumField(toolCall, "status"_L1, toolStatuses);
    call.content = parseList(toolCall.value("content"_L1), limits::listLength, parseToolContent);
    call.locations = parseList(toolCall.value("locations"_L1), limits::listLength, parseLocation);
    const QJsonValue input = toolCall.value("rawInput"_L1);
    if (!input.isUndefined() && !input.isNull())
        call.rawInput = input;
    const QJsonValue output = toolCall.value("rawOutput"_L1);
    if (!output.isUndefined() && !output.isNull())
        call.rawOutput = output;
    call.terminal = parseTerminalOutput(objectField(toolCall, "_meta"_L1));
    return call;
}

std::vector<PlanEntry> parsePlanEntries(const QJsonValue &list)
{
    return parseList(list, limits::listLength, parsePlanEntry).value_or(std::vector<PlanEntry>());
}

SessionUpdate parseSessionUpdate(const QJsonObject &params)
{
    const QJsonObject update = objectField(params, "update"_L1);
    const QString kind = cut(update.value("sessionUpdate"_L1).toString(), limits::labelLength);
    if (kind == "agent_message_chunk"_L1)
        return parseMessage(update, MessageChunk::Role::Agent);
    if (kind == "agent_thought_chunk"_L1)
        return parseMessage(update, MessageChunk::Role::Thought);
    if (kind == "user_message_chunk"_L1)
        return parseMessage(update, MessageChunk::Role::User);
    if (kind == "tool_call"_L1 || kind == "tool_call_update"_L1) {
        ToolCallUpsert call = parseToolCall(update);
        return call.id.isEmpty() ? SessionUpdate{UnknownUpdate{kind}} : SessionUpdate{std::move(call)};
    }
    if (kind == "plan"_L1)
        return Plan{parsePlanEntries(update.value("entries"_L1))};
    if (kind == "available_commands_update"_L1)
        return CommandsUpdate{parseList(update.value("availableCommands"_L1), limits::listLength, parseCommand)
                .value_or(std::vector<Command>())};
    if (kind == "current_mode_update"_L1)
        return ModeUpdate{idField(update, "currentModeId"_L1)};
    if (kind == "config_option_update"_L1)
        return ConfigOptionsUpdate{parseConfigOptions(update.value("configOptions"_L1))};
    if (kind == "session_info_update"_L1)
        return parseInfo(update);
    if (kind == "usage_update"_L1)
        return parseUsage(update);
    if (kind == "notice"_L1)
        return parseNotice(update);
    if (kind == "compaction_update"_L1 || kind == "compaction_summary_chunk"_L1)
        return parseCompaction(update, kind);
    return UnknownUpdate{kind};
}

PermissionRequest parsePermissionRequest(const QJsonObject &params)
{
    return {.toolCall = parseToolCall(objectField(params, "toolCall"_L1)),
        .options =
            parseList(params.value("options"_L1), 32, parsePermissionOption).value_or(std::vector<PermissionOption>())};
}

QJsonObject toJson(const ContentBlock &block)
{
    if (const auto *text = std::get_if<TextBlock>(&block))
        return {{u"type"_s, u"text"_s}, {u"text"_s, text->text}};
    if (const auto *media = std::get_if<MediaBlock>(&block)) {
        return {{u"type"_s, media->medium == MediaBlock::Medium::Image ? u"image"_s : u"audio"_s},
            {u"mimeType"_s, media->mimeType}, {u"data"_s, QString::fromLatin1(media->base64)}};
    }
    if (const auto *link = std::get_if<ResourceLink>(&block)) {
        QJsonObject object{{u"type"_s, u"resource_link"_s}, {u"uri"_s, link->uri}, {u"name"_s, link->name}};
        if (!link->mimeType.isEmpty())
            object.insert("mimeType"_L1, link->mimeType);
        if (link->size)
            object.insert("size"_L1, *link->size);
        return object;
    }
    if (const auto *resource = std::get_if<EmbeddedResource>(&block)) {
        QJsonObject inner{{u"uri"_s, resource->uri}};
        if (!resource->mimeType.isEmpty())
            inner.insert("mimeType"_L1, resource->mimeType);
        if (resource->base64.isEmpty())
            inner.insert("text"_L1, resource->text);
        else
            inner.insert("blob"_L1, QString::fromLatin1(resource->base64));
        return {{u"type"_s, u"resource"_s}, {u"resource"_s, inner}};
    }
    return {{u"type"_s, u"text"_s}, {u"text"_s, QString()}};
}

} // namespace pilothouse::acp
