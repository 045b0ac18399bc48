#include "runner/egress/practice_model.h"

#include "runner/base/json.h"
#include "runner/egress/chat_completion.h"
#include "runner/egress/model_protocol.h"
#include "runner/egress/practice_dialects.h"
#include "runner/egress/practice_script.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace pilothouse {

namespace {

constexpr qsizetype titleLength = 50;
constexpr qsizetype quotedPromptLength = 200;

/// Everything that the messages of a request say about where the script stands.
struct Conversation {
    QString root = QStringLiteral("/workspace");
    QString prompt; ///< The last one.
    int turn = 0; ///< Counts the prompts.
    PracticeResults results; ///< Of the tools called since the last prompt.
    qsizetype calls = 0; ///< Since the last prompt, whoever they belong to.
    bool denied = false; ///< The last tool call was refused by the person.
    qint64 promptBytes = 0;
    qint64 cachedBytes = 0; ///< Of the messages that an earlier request of this conversation had already.
    QByteArray digest;
};

/// Coding agents tell the model their directory in the system prompt, in words like these.
QString workingDirectory(const QString &systemPrompt)
{
    static const QRegularExpression pattern(QStringLiteral("[Ww]orking directory: *(/[^\\n<]*)"));
    return pattern.match(systemPrompt).captured(1).trimmed();
}

/// "practice_<step>_<digest>" names the step that a call belongs to.
QString stepOfCall(const QString &id)
{
    const QStringList parts = id.split(u'_');
    return parts.size() == 3 && parts[0] == u"practice" ? parts[1] : QString();
}

/// The words with which agents tell the model that the person said no. Seen in OpenCode 1.18.
bool isDenial(const QString &result)
{
    return result.contains(u"rejected permission") || result.contains(u"prevents you from using this specific tool");
}

/// Where a protocol has no ids of calls, the results since the prompt are those of the steps that the script takes one
/// after the other.
QString stepByOrder(const PracticeScript &script, const PracticeResults &results)
{
    const PracticeStep *step = nextStep(script, results);
    return step ? step->id : QString();
}

void addToolMessage(Conversation &conversation, const PracticeMessage &message, const PracticeScript &script)
{
    conversation.denied = isDenial(message.text);
    const QString step =
        message.callId.isEmpty() ? stepByOrder(script, conversation.results) : stepOfCall(message.callId);
    if (!step.isEmpty())
        conversation.results.insert(step, message.text);
}

Conversation readConversation(const PracticeRequest &request, const PracticeScript &script)
{
    using Role = PracticeMessage::Role;
    Conversation conversation;
    QCryptographicHash digest(QCryptographicHash::Sha256);
    std::optional<Role> previousRole;
    for (const PracticeMessage &message : request.messages) {
        conversation.promptBytes += message.bytes.size();
        if (message.role == Role::System) {
            // Not in the digest: agents put the date and the state of the repository there.
            if (const QString directory = workingDirectory(message.text); !directory.isEmpty())
                conversation.root = directory;
            continue;
        }
        digest.addData(message.bytes);
        if (message.role == Role::User) {
            if (previousRole != Role::User)
                ++conversation.turn;
            conversation.prompt = message.text;
            conversation.results.clear();
            conversation.calls = 0;
            conversation.denied = false;
        } else if (message.role == Role::Assistant) {
            conversation.calls += message.calls;
            conversation.cachedBytes = conversation.promptBytes - message.bytes.size();
        } else {
            addToolMessage(conversation, message, script);
        }
        previousRole = message.role;
    }
    conversation.promptBytes += request.toolBytes;
    if (conversation.cachedBytes > 0)
        conversation.cachedBytes += request.toolBytes;
    conversation.digest = digest.result().toHex().first(12);
    return conversation;
}

QString shortened(const QString &text, qsizetype length)
{
    const QString line = text.simplified();
    return line.size() <= length ? line : line.first(length - 1).trimmed() + QChar(0x2026);
}

QString filled(QString text, const Conversation &conversation)
{
    // The prompt last, so that nothing in it is taken for a placeholder.
    text.replace(QLatin1StringView("{root}"), conversation.root);
    text.replace(QLatin1StringView("{turn}"), QString::number(conversation.turn));
    text.replace(QLatin1StringView("{prompt}"), shortened(conversation.prompt, quotedPromptLength));
    return text;
}

/// The names that agents give to one argument; the first is the one of OpenCode.
struct ArgumentRole {
    QStringView role;
    std::array<QStringView, 4> names;
};

constexpr std::array argumentRoles{
    ArgumentRole{u"path", {u"filePath", u"file_path", u"path", u"filename"}},
    ArgumentRole{u"old", {u"oldString", u"old_string", u"oldText", u"old_str"}},
    ArgumentRole{u"new", {u"newString", u"new_string", u"newText", u"new_str"}},
    ArgumentRole{u"content", {u"content", u"contents", u"text", u"file_text"}},
    ArgumentRole{u"command", {u"command", u"cmd", u"script", u"input"}},
    ArgumentRole{u"pattern", {u"pattern", u"glob", u"query", u"glob_pattern"}},
    ArgumentRole{u"description", {u"description", u"description", u"description", u"description"}},
};

const PracticeTool *findTool(const QList<PracticeTool> &tools, const QString &name)
{
    const auto tool = std::ranges::find_if(tools,
        [&name](const PracticeTool &candidate) { return candidate.name.compare(name, Qt::CaseInsensitive) == 0; });
    return tool == tools.end() ? nullptr : &*tool;
}

/// The step's arguments under the names that the tool's schema has for them; what it does not have is left out.
QJsonObject argumentsFor(const PracticeStep &step, const PracticeTool &tool, const Conversation &conversation)
{
    QJsonObject arguments;
    for (const ArgumentRole &role : argumentRoles) {
        const QJsonValue value = step.arguments[role.role];
        const auto name = std::ranges::find_if(
            role.names, [&tool](QStringView candidate) { return tool.properties.contains(candidate); });
        if (value.isString() && name != role.names.end())
            arguments.insert(*name, filled(value.toString(), conversation));
    }
    return arguments;
}

struct Said {
    QString thought;
    QString text;
    std::optional<ChatToolCall> call;
};

Said say(const PracticeScript &script, const QList<PracticeTool> &tools, const Conversation &conversation)
{
    if (conversation.denied)
        return {{}, script.denied, {}};
    if (conversation.calls > script.longestScenario() + 1)
        return {{}, script.lost, {}};
    const PracticeStep *step = nextStep(script, conversation.results);
    if (!step)
        return {{}, script.lost, {}};
    if (step->tool.isEmpty())
        return {filled(step->think, conversation), filled(step->say, conversation), {}};
    const PracticeTool *tool = findTool(tools, step->tool);
    if (!tool)
        return {{}, script.toolMissing, {}};
    ChatToolCall call{
        .id = u"practice_" + step->id + u'_' + QString::fromLatin1(conversation.digest),
        .name = tool->name,
        .arguments = argumentsFor(*step, *tool, conversation),
    };
    return {filled(step->think, conversation), filled(step->say, conversation), std::move(call)};
}

/// A request without tools is one of the agent's own: a title for the conversation, or a summary of it.
Said sayInBackground(const PracticeScript &script, const PracticeRequest &request, const Conversation &conversation)
{
    if (request.messages.first().text.contains(u"title", Qt::CaseInsensitive))
        return {{}, shortened(conversation.prompt, titleLength), {}};
    return {{}, script.summary, {}};
}

} // namespace

Result<PracticeModel> PracticeModel::builtIn()
{
    QFile file(QStringLiteral(":/practice/script.json"));
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed,
            QCoreApplication::translate(
                "pilothouse::PracticeModel", "The practice model's script is missing from the program."),
            file.errorString());
    return fromScript(file.readAll());
}

Result<PracticeModel> PracticeModel::fromScript(const QByteArray &json)
{
    Result<PracticeScript> script = PracticeScript::fromJson(json);
    if (!script)
        return std::unexpected(script.error());
    return PracticeModel(std::make_shared<const PracticeScript>(std::move(*script)));
}

QString PracticeModel::modelName()
{
    return QStringLiteral("practice");
}

PracticeModel::PracticeModel(std::shared_ptr<const PracticeScript> script) : m_script(std::move(script)) { }

PracticeAnswer PracticeModel::answer(ModelProtocolName protocol, const ModelCall &call) const
{
    PracticeAnswer answer{.status = 200,
        .contentType = QByteArrayLiteral("application/json"),
        .parts = {},
        .protocol = protocol,
        .operation = call.operation,
        .usage = {},
        .hideUsage = call.usageAdded};
    const PracticeRequest request = readDialect(protocol, call.body);
    const Conversation conversation = readConversation(request, *m_script);
    if (conversation.turn == 0) {
        answer.status = 400;
        answer.parts = {
            toLine(modelProtocol(protocol).errorBody(QStringLiteral("The request has no message of a user."),
                QStringLiteral("invalid_request_error"), answer.status))};
        return answer;
    }
    const qint64 promptTokens = estimatedTokens(conversation.promptBytes);
    if (call.operation == ModelOperation::CountTokens) {
        answer.parts = {writeCount(protocol, promptTokens)};
        return answer;
    }

    Said said = request.tools.isEmpty() ? sayInBackground(*m_script, request, conversation)
                                        : say(*m_script, request.tools, conversation);
    const qint64 callBytes = said.call ? toLine(said.call->arguments).size() : 0;
    ChatCompletion completion{
        .id = u"practice-" + QString::fromLatin1(conversation.digest),
        .model = modelName(),
        .thought = std::move(said.thought),
        .text = std::move(said.text),
        .toolCall = std::move(said.call),
        .usage = {},
    };
    completion.usage.prompt = promptTokens;
    completion.usage.cached = estimatedTokens(conversation.cachedBytes);
    completion.usage.reasoning = estimatedTokens(completion.thought.toUtf8().size());
    completion.usage.completion =
        completion.usage.reasoning + estimatedTokens(completion.text.toUtf8().size() + callBytes);
    if (protocol == ModelProtocolName::Messages) {
        // Anthropic alone charges for what it keeps, here all that was not kept before, and does not tell thoughts
        // from the rest of the output.
        completion.usage.cacheWrite = completion.usage.prompt - completion.usage.cached;
        completion.usage.reasoning = 0;
    }

    answer.usage = completion.usage;
    answer.background = request.tools.isEmpty();
    if (call.streaming)
        answer.contentType = QByteArrayLiteral("text/event-stream");
    answer.parts = writeDialect(protocol, completion, call.streaming);
    return answer;
}

} // namespace pilothouse
