#include "runner/egress/practice_dialects.h"

#include "runner/base/json.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

// OpenAI's responses (API reference, "Responses" and "Streaming events").

namespace pilothouse {

namespace {

QString partsText(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QString text;
    const QJsonArray parts = content.toArray();
    for (const auto &part : parts)
        text += part["text"_L1].toString();
    return text;
}

void addItem(PracticeRequest &request, const QJsonObject &item)
{
    const QString type = item["type"_L1].toString();
    PracticeMessage message{.text = {}, .callId = item["call_id"_L1].toString(), .bytes = toLine(item)};
    if (type == "function_call"_L1 || type == "custom_tool_call"_L1) {
        message.role = PracticeMessage::Role::Assistant;
        message.calls = 1;
    } else if (type == "function_call_output"_L1 || type == "custom_tool_call_output"_L1) {
        message.role = PracticeMessage::Role::Tool;
        message.text = partsText(item["output"_L1]);
    } else if (type.isEmpty() || type == "message"_L1) {
        const QString role = item["role"_L1].toString();
        message.role = role == "assistant"_L1 ? PracticeMessage::Role::Assistant
            : role == "user"_L1               ? PracticeMessage::Role::User
                                              : PracticeMessage::Role::System;
        message.text = partsText(item["content"_L1]);
    } else {
        return; // Reasoning comes back encrypted and says nothing here.
    }
    request.messages.push_back(std::move(message));
}

QJsonObject usageObject(const ModelUsage &usage)
{
    return {
        {u"input_tokens"_s, usage.prompt},
        {u"input_tokens_details"_s, QJsonObject{{u"cached_tokens"_s, usage.cached}}},
        {u"output_tokens"_s, usage.completion},
        {u"output_tokens_details"_s, QJsonObject{{u"reasoning_tokens"_s, usage.reasoning}}},
        {u"total_tokens"_s, usage.prompt + usage.completion},
    };
}

QJsonObject responseObject(const ChatCompletion &completion, const QString &status, const QJsonArray &output)
{
    QJsonObject response{
        {u"id"_s, QString(u"resp_" + completion.id)},
        {u"object"_s, u"response"_s},
        {u"created_at"_s, 0},
        {u"status"_s, status},
        {u"model"_s, completion.model},
        {u"output"_s, output},
        {u"error"_s, QJsonValue::Null},
        {u"incomplete_details"_s, QJsonValue::Null},
        {u"parallel_tool_calls"_s, false},
        {u"store"_s, false},
    };
    if (status == "completed"_L1)
        response["usage"_L1] = usageObject(completion.usage);
    return response;
}

QJsonObject textPart(const QString &text)
{
    return {{u"type"_s, u"output_text"_s}, {u"text"_s, text}, {u"annotations"_s, QJsonArray()}};
}

QJsonObject messageItem(const ChatCompletion &completion, const QString &status, const QJsonArray &content)
{
    return {{u"type"_s, u"message"_s}, {u"id"_s, QString(u"msg_" + completion.id)}, {u"role"_s, u"assistant"_s},
        {u"status"_s, status}, {u"content"_s, content}};
}

QJsonObject callItem(const ChatCompletion &completion, const QString &status, const QString &arguments)
{
    return {{u"type"_s, u"function_call"_s}, {u"id"_s, QString(u"fc_" + completion.id)},
        {u"call_id"_s, completion.toolCall->id}, {u"name"_s, completion.toolCall->name}, {u"status"_s, status},
        {u"arguments"_s, arguments}};
}

class ResponseWriter {
public:
    explicit ResponseWriter(const ChatCompletion &completion) : m_completion(completion) { }

    void event(const QString &type, QJsonObject data)
    {
        data["type"_L1] = type;
        data["sequence_number"_L1] = m_number++;
        m_events.push_back(serverSentEvent(data, type.toLatin1()));
    }

    void item(const QJsonObject &begun, const QJsonObject &whole, auto between)
    {
        event(u"response.output_item.added"_s, {{u"output_index"_s, m_output.size()}, {u"item"_s, begun}});
        between(begun["id"_L1].toString(), m_output.size());
        event(u"response.output_item.done"_s, {{u"output_index"_s, m_output.size()}, {u"item"_s, whole}});
        m_output.append(whole);
    }

    void text()
    {
        const QString words = m_completion.text;
        item(messageItem(m_completion, u"in_progress"_s, {}),
            messageItem(m_completion, u"completed"_s, {textPart(words)}), [&](const QString &id, qsizetype index) {
                const QJsonObject place{{u"item_id"_s, id}, {u"output_index"_s, index}, {u"content_index"_s, 0}};
                const auto at = [&place](const QString &field, const QJsonValue &value) {
                    QJsonObject data = place;
                    data[field] = value;
                    return data;
                };
                event(u"response.content_part.added"_s, at(u"part"_s, textPart({})));
                const QStringList pieces = piecesOfText(words);
                for (const QString &piece : pieces)
                    event(u"response.output_text.delta"_s, at(u"delta"_s, piece));
                event(u"response.output_text.done"_s, at(u"text"_s, words));
                event(u"response.content_part.done"_s, at(u"part"_s, textPart(words)));
            });
    }

    void call()
    {
        const QString arguments = argumentsText(*m_completion.toolCall);
        item(callItem(m_completion, u"in_progress"_s, {}), callItem(m_completion, u"completed"_s, arguments),
            [&](const QString &id, qsizetype index) {
                const QStringList pieces = piecesOfArguments(arguments);
                for (const QString &piece : pieces)
                    event(u"response.function_call_arguments.delta"_s,
                        {{u"item_id"_s, id}, {u"output_index"_s, index}, {u"delta"_s, piece}});
                event(u"response.function_call_arguments.done"_s,
                    {{u"item_id"_s, id}, {u"output_index"_s, index}, {u"arguments"_s, arguments}});
            });
    }

    const QJsonArray &output() const { return m_output; }
    QList<QByteArray> take() { return std::move(m_events); }

private:
    const ChatCompletion &m_completion;
    QList<QByteArray> m_events;
    QJsonArray m_output;
    int m_number = 0;
};

} // namespace

PracticeRequest readResponses(const QJsonObject &body)
{
    PracticeRequest request;
    if (const QString system = body["instructions"_L1].toString(); !system.isEmpty())
        request.messages.push_back(
            {.role = PracticeMessage::Role::System, .text = system, .callId = {}, .bytes = system.toUtf8()});
    if (const QString words = body["input"_L1].toString(); !words.isEmpty())
        request.messages.push_back({.text = words, .callId = {}, .bytes = words.toUtf8()});
    const QJsonArray items = body["input"_L1].toArray();
    for (const auto &item : items)
        addItem(request, item.toObject());
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const auto &tool : tools)
        request.tools.push_back(practiceTool(tool.toObject(), "parameters"_L1));
    request.toolBytes = QJsonDocument(tools).toJson(QJsonDocument::Compact).size();
    return request;
}

QList<QByteArray> writeResponses(const ChatCompletion &completion, bool streaming)
{
    ResponseWriter writer(completion);
    if (streaming) {
        const QJsonObject begun{{u"response"_s, responseObject(completion, u"in_progress"_s, {})}};
        writer.event(u"response.created"_s, begun);
        writer.event(u"response.in_progress"_s, begun);
    }
    if (!completion.text.isEmpty())
        writer.text();
    if (completion.toolCall)
        writer.call();
    const QJsonObject whole = responseObject(completion, u"completed"_s, writer.output());
    if (!streaming)
        return {toLine(whole)};
    writer.event(u"response.completed"_s, {{u"response"_s, whole}});
    return writer.take();
}

} // namespace pilothouse
