#include "runner/agent/acp_fields.h"
#include "runner/agent/acp_parse.h"
#include "runner/agent/output_compaction.h"
#include "runner/agent/transcript_fold.h"
#include "runner/agent/transcript_fold_inl.h"

#include <QJsonDocument>

#include <algorithm>

namespace pilothouse {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxRawInput = 64 * 1024;

/// An argument as a POSIX shell would read it back.
QString quoted(const QString &argument)
{
    static constexpr QStringView plain = u"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./:@%,";
    const bool isPlain =
        !argument.isEmpty() && std::ranges::all_of(argument, [](QChar character) { return plain.contains(character); });
    if (isPlain)
        return argument;
    QString escaped = argument;
    escaped.replace(u'\'', "'\\''"_L1);
    return u'\'' + escaped + u'\'';
}

QString indented(const QJsonValue &value)
{
    if (value.isObject() && value.toObject().isEmpty())
        return {};
    QByteArray json;
    if (value.isObject())
        json = QJsonDocument(value.toObject()).toJson(QJsonDocument::Indented);
    else if (value.isArray())
        json = QJsonDocument(value.toArray()).toJson(QJsonDocument::Indented);
    else
        return acp::cut(value.toVariant().toString(), maxRawInput);
    return acp::cut(QString::fromUtf8(json).trimmed(), maxRawInput);
}

/// The exit code where agents are known to put it.
std::optional<int> exitCodeOf(const QJsonValue &rawOutput)
{
    const QJsonObject output = rawOutput.toObject();
    const QJsonObject metadata = output.value("metadata"_L1).toObject();
    for (const auto &code : {metadata.value("exit"_L1), metadata.value("exitCode"_L1), output.value("exitCode"_L1),
             output.value("exit_code"_L1)}) {
        if (code.isDouble())
            return code.toInt();
    }
    return std::nullopt;
}

/// The output of agents that give none as content.
QString outputOf(const QJsonValue &rawOutput)
{
    if (rawOutput.isString())
        return acp::cut(rawOutput.toString(), acp::limits::textLength);
    const QJsonObject output = rawOutput.toObject();
    for (const QLatin1StringView key :
        {"formatted_output"_L1, "aggregated_output"_L1, "output"_L1, "stdout"_L1, "error"_L1}) {
        const QString text = acp::textField(output, key, acp::limits::textLength);
        if (!text.isEmpty())
            return text;
    }
    return {};
}

bool isDiff(const acp::ToolContent &content)
{
    return std::holds_alternative<acp::Diff>(content);
}

std::optional<QString> textOf(const std::vector<acp::ToolContent> &content)
{
    std::optional<QString> joined;
    for (const acp::ToolContent &entry : content) {
        const auto *block = std::get_if<acp::ContentBlock>(&entry);
        const auto *text = block ? std::get_if<acp::TextBlock>(block) : nullptr;
        if (text)
            joined = joined ? QString(*joined + u'\n' + text->text) : text->text;
    }
    return joined;
}

/// Takes the new list, without its texts. A diff that was shown before stays where the new list has none: some agents
/// give it only with their question and then replace it by "done".
void replaceContent(ToolCallItem &item, const std::vector<acp::ToolContent> &content)
{
    std::vector<acp::ToolContent> kept;
    if (std::ranges::none_of(content, isDiff))
        std::ranges::copy_if(item.content, std::back_inserter(kept), isDiff);
    for (const acp::ToolContent &entry : content) {
        const auto *block = std::get_if<acp::ContentBlock>(&entry);
        if (!block || !std::holds_alternative<acp::TextBlock>(*block))
            kept.push_back(entry);
    }
    item.content = std::move(kept);
}

/// The call's text: as content (which replaces, or is said to extend) or as a stream (which appends).
void takeOutput(ToolCallItem &item, const acp::ToolCallUpsert &call, const QJsonObject &line)
{
    const std::optional<StoredOutput> stored = storedOutput(line);
    const bool contentIsStored = stored && !stored->stream;
    if (call.content) {
        const auto text = textOf(*call.content);
        if (text && !contentIsStored) {
            item.output = StreamedText(*text);
            item.outputIsTerminal = false;
        } else if (!text && !contentIsStored && !item.outputIsTerminal) {
            item.output = StreamedText();
        }
        replaceContent(item, *call.content);
    }
    if (call.terminal && !contentIsStored) {
        item.output.append(call.terminal->appended);
        item.outputIsTerminal = item.outputIsTerminal || !call.terminal->appended.isEmpty();
    }
    if (!stored)
        return;
    if (contentIsStored) {
        item.outputIsTerminal = false;
        if (stored->at == 0)
            item.output = StreamedText();
        item.output.append(stored->appended);
    }
    if (stored->omitted > 0 || !stored->tail.isEmpty())
        item.output.setOmission(stored->omitted);
    item.output.append(stored->tail);
}

ToolCallStatus statusOf(acp::ToolStatus status)
{
    switch (status) {
    case acp::ToolStatus::Pending:
        return ToolCallStatus::Pending;
    case acp::ToolStatus::InProgress:
        return ToolCallStatus::InProgress;
    case acp::ToolStatus::Completed:
        return ToolCallStatus::Completed;
    case acp::ToolStatus::Failed:
        return ToolCallStatus::Failed;
    case acp::ToolStatus::Cancelled:
        break;
    }
    return ToolCallStatus::Stopped;
}

/// What the status becomes when the agent says `told`. Ends that we set ourselves give way only to a real end.
ToolCallStatus nextStatus(const ToolCallItem &item, ToolCallStatus told)
{
    const bool toldEnd = told != ToolCallStatus::Pending && told != ToolCallStatus::InProgress;
    switch (item.status) {
    case ToolCallStatus::Rejected:
        return told == ToolCallStatus::Completed ? told : item.status;
    case ToolCallStatus::Stopped: // Some agents call a command "completed" that the cancel has killed.
        return toldEnd && item.kind != acp::ToolKind::Execute ? told : item.status;
    case ToolCallStatus::Unfinished:
        return toldEnd ? told : item.status;
    default:
        return told;
    }
}

void takeDescription(ToolCallItem &item, const acp::ToolCallUpsert &call)
{
    if (call.title && !call.title->isEmpty())
        item.title = *call.title;
    if (call.name)
        item.name = *call.name;
    if (call.kind)
        item.kind = *call.kind;
    if (call.locations && !(call.locations->empty() && !item.locations.empty()))
        item.locations = *call.locations;
    if (call.rawInput) {
        const QString input = indented(*call.rawInput);
        if (!input.isEmpty()) {
            item.rawInput = input;
            item.command = commandOf(*call.rawInput);
        }
    }
}

} // namespace

QString commandOf(const QJsonValue &rawInput)
{
    const QJsonObject input = rawInput.toObject();
    for (const QLatin1StringView key : {"command"_L1, "cmd"_L1}) {
        const QJsonValue command = input.value(key);
        if (command.isString())
            return acp::cut(command.toString(), maxRawInput);
        if (command.isArray()) {
            QStringList arguments;
            const QJsonArray words = command.toArray();
            for (const auto &word : words)
                arguments.append(quoted(word.toString()));
            return acp::cut(arguments.join(u' '), maxRawInput);
        }
    }
    return {};
}

/// Agents that report no plan have a tool for it; its input is the plan.
void TranscriptFold::takeTodos(const Event &event, const acp::ToolCallUpsert &call)
{
    if (!call.rawInput)
        return;
    const auto todos = acp::parsePlanEntries(call.rawInput->toObject().value("todos"_L1));
    if (!todos.empty())
        takePlan(event, todos);
}

void TranscriptFold::upsertToolCall(const Event &event, const acp::ToolCallUpsert &call, const QJsonObject &line)
{
    auto found = m_toolCalls.constFind(call.id);
    if (found == m_toolCalls.cend()) {
        const qsizetype row = append(event, ToolCallItem{.call = ToolCallId(call.id)});
        found = m_toolCalls.insert(call.id, row);
        m_openToolCalls.insert(row);
    }
    const qsizetype row = *found;
    takeTodos(event, call);
    auto &item = edit<ToolCallItem>(event, row);
    takeDescription(item, call);
    takeOutput(item, call, line);
    if (call.rawOutput) {
        if (const auto code = exitCodeOf(*call.rawOutput))
            item.exitCode = code;
        if (item.output.isEmpty())
            item.output = StreamedText(outputOf(*call.rawOutput));
    }
    if (call.terminal) {
        if (call.terminal->exitCode)
            item.exitCode = call.terminal->exitCode;
        if (!call.terminal->signal.isEmpty())
            item.signal = call.terminal->signal;
    }
    if (!call.status)
        return;
    item.status = nextStatus(item, statusOf(*call.status));
    if (item.isFinished()) {
        if (m_openToolCalls.remove(row) || item.endedAtMs == 0)
            item.endedAtMs = event.atMs;
    } else {
        m_openToolCalls.insert(row);
        item.endedAtMs = 0;
    }
}

} // namespace pilothouse
