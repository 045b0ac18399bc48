#include "runner/egress/practice_dialects.h"

#include "runner/base/json.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype wordsInAPart = 4;
constexpr qsizetype argumentsInAPart = 48;

std::optional<PracticeMessage::Role> roleOf(const QString &role)
{
    if (role == "system"_L1 || role == "developer"_L1)
        return PracticeMessage::Role::System;
    if (role == "user"_L1)
        return PracticeMessage::Role::User;
    if (role == "assistant"_L1)
        return PracticeMessage::Role::Assistant;
    if (role == "tool"_L1)
        return PracticeMessage::Role::Tool;
    return std::nullopt;
}

} // namespace

PracticeRequest readChat(const QJsonObject &body)
{
    PracticeRequest request;
    const QJsonArray messages = body["messages"_L1].toArray();
    for (const auto &value : messages) {
        const QJsonObject message = value.toObject();
        const auto role = roleOf(message["role"_L1].toString());
        if (!role)
            continue;
        request.messages.push_back({
            .role = *role,
            .text = chatContentText(message["content"_L1]),
            .callId = message["tool_call_id"_L1].toString(),
            .calls = int(message["tool_calls"_L1].toArray().size()),
            .bytes = toLine(message),
        });
    }
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const auto &tool : tools)
        request.tools.push_back(practiceTool(tool["function"_L1].toObject(), "parameters"_L1));
    request.toolBytes = QJsonDocument(tools).toJson(QJsonDocument::Compact).size();
    return request;
}

QList<QByteArray> writeChat(const ChatCompletion &completion, bool streaming)
{
    if (!streaming)
        return {chatCompletionJson(completion)};
    return chatCompletionEvents(completion);
}

PracticeRequest readDialect(ModelProtocolName protocol, const QJsonObject &body)
{
    switch (protocol) {
    case ModelProtocolName::Chat:
        return readChat(body);
    case ModelProtocolName::Responses:
        return readResponses(body);
    case ModelProtocolName::Messages:
        return readMessages(body);
    case ModelProtocolName::Gemini:
        return readGemini(body);
    }
    return {};
}

QList<QByteArray> writeDialect(ModelProtocolName protocol, const ChatCompletion &completion, bool streaming)
{
    switch (protocol) {
    case ModelProtocolName::Chat:
        return writeChat(completion, streaming);
    case ModelProtocolName::Responses:
        return writeResponses(completion, streaming);
    case ModelProtocolName::Messages:
        return writeMessages(completion, streaming);
    case ModelProtocolName::Gemini:
        return writeGemini(completion, streaming);
    }
    return {};
}

QByteArray writeCount(ModelProtocolName protocol, qint64 tokens)
{
    if (protocol == ModelProtocolName::Gemini)
        return toLine({{u"totalTokens"_s, tokens}});
    if (protocol == ModelProtocolName::Responses)
        return toLine({{u"object"_s, u"response.input_tokens"_s}, {u"input_tokens"_s, tokens}});
    return toLine({{u"input_tokens"_s, tokens}});
}

QByteArray serverSentEvent(const QJsonObject &data, const QByteArray &name)
{
    const QByteArray head = name.isEmpty() ? QByteArray() : QByteArray("event: " + name + '\n');
    return head + "data: " + toLine(data) + "\n\n";
}

QStringList piecesOfText(const QString &text)
{
    QStringList result;
    qsizetype start = 0;
    qsizetype words = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u' ' || ++words < wordsInAPart)
            continue;
        result.push_back(text.mid(start, i + 1 - start));
        start = i + 1;
        words = 0;
    }
    if (start < text.size())
        result.push_back(text.mid(start));
    return result;
}

QStringList piecesOfArguments(const QString &text)
{
    QStringList result;
    for (qsizetype at = 0; at < text.size(); at += argumentsInAPart)
        result.push_back(text.mid(at, argumentsInAPart));
    return result;
}

QString argumentsText(const ChatToolCall &call)
{
    return QString::fromUtf8(toLine(call.arguments));
}

PracticeTool practiceTool(const QJsonObject &function, QLatin1StringView schemaField)
{
    return {.name = function["name"_L1].toString(), .properties = function[schemaField]["properties"_L1].toObject()};
}

} // namespace pilothouse
