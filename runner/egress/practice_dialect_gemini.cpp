#include "runner/egress/practice_dialects.h"

#include "runner/base/json.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

// Google's generateContent (Gemini API reference, "Generating content").

namespace pilothouse {

namespace {

/// A value under either of the two spellings that this API takes for every name.
QJsonValue either(const QJsonValue &object, QLatin1StringView camel, QLatin1StringView snake)
{
    const QJsonValue value = object[camel];
    return value.isUndefined() ? object[snake] : value;
}

QString partsText(const QJsonValue &content)
{
    QString text;
    const QJsonArray parts = content["parts"_L1].toArray();
    for (const auto &part : parts)
        text += part["text"_L1].toString();
    return text.isEmpty() ? content["parts"_L1]["text"_L1].toString() : text;
}

/// What a tool said: the agents put it into `output` or `error`, or whatever their own schema says.
QString responseText(const QJsonValue &answered)
{
    const QJsonObject response = answered["response"_L1].toObject();
    for (const QLatin1StringView field : {"output"_L1, "content"_L1, "error"_L1, "result"_L1}) {
        if (response[field].isString())
            return response[field].toString();
    }
    return QString::fromUtf8(toLine(response));
}

void addContent(PracticeRequest &request, const QJsonObject &content)
{
    const QJsonArray parts = content["parts"_L1].toArray();
    const bool assistant = content["role"_L1].toString() == "model"_L1;
    PracticeMessage said{
        .role = assistant ? PracticeMessage::Role::Assistant : PracticeMessage::Role::User, .text = partsText(content)};
    bool answers = false;
    for (const auto &part : parts) {
        const QJsonValue answered = either(part, "functionResponse"_L1, "function_response"_L1);
        if (answered.isObject()) {
            answers = true;
            request.messages.push_back({.role = PracticeMessage::Role::Tool,
                .text = responseText(answered),
                .callId = answered["id"_L1].toString(),
                .bytes = toLine(part.toObject())});
        }
        said.calls += either(part, "functionCall"_L1, "function_call"_L1).isObject();
    }
    if (answers)
        return;
    said.bytes = toLine(content);
    request.messages.push_back(std::move(said));
}

QJsonObject answerObject(
    const ChatCompletion &completion, const QJsonArray &parts, const std::optional<QString> &finishReason)
{
    QJsonObject candidate{{u"content"_s, QJsonObject{{u"role"_s, u"model"_s}, {u"parts"_s, parts}}}, {u"index"_s, 0}};
    if (finishReason)
        candidate["finishReason"_L1] = *finishReason;
    const ModelUsage &usage = completion.usage;
    // Sent with each part; the last one counts.
    const QJsonObject counted{
        {u"promptTokenCount"_s, usage.prompt},
        {u"cachedContentTokenCount"_s, usage.cached},
        {u"candidatesTokenCount"_s, usage.completion - usage.reasoning},
        {u"thoughtsTokenCount"_s, usage.reasoning},
        {u"totalTokenCount"_s, usage.prompt + usage.completion},
    };
    return {{u"candidates"_s, QJsonArray{candidate}}, {u"usageMetadata"_s, counted},
        {u"modelVersion"_s, completion.model}, {u"responseId"_s, completion.id}};
}

QJsonArray callPart(const ChatCompletion &completion)
{
    const ChatToolCall &call = *completion.toolCall;
    return {QJsonObject{
        {u"functionCall"_s, QJsonObject{{u"id"_s, call.id}, {u"name"_s, call.name}, {u"args"_s, call.arguments}}}}};
}

QJsonArray textPart(const QString &text, bool thought = false)
{
    QJsonObject part{{u"text"_s, text}};
    if (thought)
        part["thought"_L1] = true;
    return {part};
}

} // namespace

PracticeRequest readGemini(const QJsonObject &body)
{
    // A count of tokens may hold the whole request.
    if (body["generateContentRequest"_L1].isObject())
        return readGemini(body["generateContentRequest"_L1].toObject());
    PracticeRequest request;
    if (const QString system = partsText(either(body, "systemInstruction"_L1, "system_instruction"_L1));
        !system.isEmpty())
        request.messages.push_back(
            {.role = PracticeMessage::Role::System, .text = system, .callId = {}, .bytes = system.toUtf8()});
    const QJsonArray contents = body["contents"_L1].toArray();
    for (const auto &content : contents)
        addContent(request, content.toObject());
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const auto &tool : tools) {
        const QJsonArray functions = either(tool, "functionDeclarations"_L1, "function_declarations"_L1).toArray();
        for (const auto &function : functions) {
            const bool json = function["parametersJsonSchema"_L1].isObject();
            request.tools.push_back(
                practiceTool(function.toObject(), json ? "parametersJsonSchema"_L1 : "parameters"_L1));
        }
    }
    request.toolBytes = QJsonDocument(tools).toJson(QJsonDocument::Compact).size();
    return request;
}

QList<QByteArray> writeGemini(const ChatCompletion &completion, bool streaming)
{
    const QString stop = u"STOP"_s;
    if (!streaming) {
        QJsonArray parts;
        if (!completion.text.isEmpty())
            parts = textPart(completion.text);
        if (completion.toolCall)
            parts.append(callPart(completion).at(0));
        return {toLine(answerObject(completion, parts, stop))};
    }
    QList<QByteArray> events;
    const QStringList thoughts = piecesOfText(completion.thought);
    for (const QString &piece : thoughts)
        events.push_back(serverSentEvent(answerObject(completion, textPart(piece, true), {})));
    const QStringList pieces = piecesOfText(completion.text);
    for (const QString &piece : pieces)
        events.push_back(serverSentEvent(answerObject(completion, textPart(piece), {})));
    const QJsonArray last = completion.toolCall ? callPart(completion) : textPart({});
    events.push_back(serverSentEvent(answerObject(completion, last, stop)));
    return events;
}

} // namespace pilothouse
