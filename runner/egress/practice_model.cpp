#include "runner/egress/practice_model.h"

#include "runner/base/json.h"
#include "runner/egress/chat_completion.h"
#include "runner/egress/practice_script.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
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

void addToolMessage(Conversation &conversation, const QJsonObject &message)
{
    const QString text = chatContentText(message[u"content"]);
    conversation.denied = isDenial(text);
    const QString step = stepOfCall(message[u"tool_call_id"].toString());
    if (!step.isEmpty())
        conversation.results.insert(step, text);
}

Conversation readConversation(const QJsonObject &request)
{
    Conversation conversation;
    QCryptographicHash digest(QCryptographicHash::Sha256);
    QString previousRole;
    for (const auto &value : request[u"messages"].toArray()) {
        const QJsonObject message = value.toObject();
        const QString role = message[u"role"].toString();
        const QByteArray bytes = toLine(message);
        conversation.promptBytes += bytes.size();
        if (role == u"system" || role == u"developer") {
            // Not in the digest: agents put the date and the state of the repository there.
            if (const QString directory = workingDirectory(chatContentText(message[u"content"])); !directory.isEmpty())
                conversation.root = directory;
            continue;
        }
        digest.addData(bytes);
        if (role == u"user") {
            if (previousRole != u"user")
                ++conversation.turn;
            conversation.prompt = chatContentText(message[u"content"]);
            conversation.results.clear();
            conversation.calls = 0;
            conversation.denied = false;
        } else if (role == u"assistant") {
            conversation.calls += message[u"tool_calls"].toArray().size();
            conversation.cachedBytes = conversation.promptBytes - bytes.size();
        } else if (role == u"tool") {
            addToolMessage(conversation, message);
        }
        previousRole = role;
    }
    const qint64 toolBytes = QJsonDocument(request[u"tools"].toArray()).toJson(QJsonDocument::Compact).size();
    conversation.promptBytes += toolBytes;
    if (conversation.cachedBytes > 0)
        conversation.cachedBytes += toolBytes;
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

QJsonObject findTool(const QJsonArray &tools, const QString &name)
{
    for (const auto &value : tools) {
        const QJsonObject function = value[u"function"].toObject();
        if (function[u"name"].toString().compare(name, Qt::CaseInsensitive) == 0)
            return function;
    }
    return {};
}

/// The step's arguments under the names that the tool's schema has for them; what it does not have is left out.
QJsonObject argumentsFor(const PracticeStep &step, const QJsonObject &tool, const Conversation &conversation)
{
    const QJsonObject properties = tool[u"parameters"][u"properties"].toObject();
    QJsonObject arguments;
    for (const ArgumentRole &role : argumentRoles) {
        const QJsonValue value = step.arguments[role.role];
        const auto name = std::ranges::find_if(
            role.names, [&properties](QStringView candidate) { return properties.contains(candidate); });
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

Said say(const PracticeScript &script, const QJsonArray &tools, const Conversation &conversation)
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
    const QJsonObject tool = findTool(tools, step->tool);
    if (tool.isEmpty())
        return {{}, script.toolMissing, {}};
    ChatToolCall call{
        .id = u"practice_" + step->id + u'_' + QString::fromLatin1(conversation.digest),
        .name = tool[u"name"].toString(),
        .arguments = argumentsFor(*step, tool, conversation),
    };
    return {filled(step->think, conversation), filled(step->say, conversation), std::move(call)};
}

/// A request without tools is one of the agent's own: a title for the conversation, or a summary of it.
Said sayInBackground(const PracticeScript &script, const QJsonObject &request, const Conversation &conversation)
{
    const QString firstMessage = chatContentText(request[u"messages"][0][u"content"]);
    if (firstMessage.contains(u"title", Qt::CaseInsensitive))
        return {{}, shortened(conversation.prompt, titleLength), {}};
    return {{}, script.summary, {}};
}

PracticeAnswer badRequest(const QString &message)
{
    return {400, QByteArrayLiteral("application/json"),
        {toLine(chatError(message, QStringLiteral("invalid_request_error")))}};
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

PracticeAnswer PracticeModel::answer(const QJsonObject &request) const
{
    const Conversation conversation = readConversation(request);
    if (conversation.turn == 0)
        return badRequest(QStringLiteral("The request has no message of a user."));

    const QJsonArray tools = request[u"tools"].toArray();
    Said said =
        tools.isEmpty() ? sayInBackground(*m_script, request, conversation) : say(*m_script, tools, conversation);
    const qint64 callBytes = said.call ? toLine(said.call->arguments).size() : 0;
    ChatCompletion completion{
        .id = u"practice-" + QString::fromLatin1(conversation.digest),
        .model = modelName(),
        .thought = std::move(said.thought),
        .text = std::move(said.text),
        .toolCall = std::move(said.call),
        .usage = {},
    };
    completion.usage.prompt = estimatedTokens(conversation.promptBytes);
    completion.usage.cached = estimatedTokens(conversation.cachedBytes);
    completion.usage.reasoning = estimatedTokens(completion.thought.toUtf8().size());
    completion.usage.completion =
        completion.usage.reasoning + estimatedTokens(completion.text.toUtf8().size() + callBytes);

    if (!request[u"stream"].toBool())
        return {200, QByteArrayLiteral("application/json"), {chatCompletionJson(completion)}};
    const StreamUsage usage =
        request[u"stream_options"][u"include_usage"].toBool() ? StreamUsage::Report : StreamUsage::Leave;
    return {200, QByteArrayLiteral("text/event-stream"), chatCompletionEvents(completion, usage)};
}

} // namespace pilothouse
