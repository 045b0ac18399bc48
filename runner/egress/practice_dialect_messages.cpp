#include "runner/egress/practice_dialects.h"

#include "runner/base/json.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

// Anthropic's messages (API reference, "Messages" and "Streaming messages").

namespace pilothouse {

namespace {

QJsonObject usageObject(const ModelUsage &usage)
{
    return {
        {u"input_tokens"_s, usage.prompt - usage.cached - usage.cacheWrite},
        {u"cache_read_input_tokens"_s, usage.cached},
        {u"cache_creation_input_tokens"_s, usage.cacheWrite},
        {u"output_tokens"_s, usage.completion},
    };
}

QJsonObject messageObject(const ChatCompletion &completion, const QJsonArray &content, const QJsonValue &stopReason)
{
    return {
        {u"id"_s, QString(u"msg_" + completion.id)},
        {u"type"_s, u"message"_s},
        {u"role"_s, u"assistant"_s},
        {u"model"_s, completion.model},
        {u"content"_s, content},
        {u"stop_reason"_s, stopReason},
        {u"stop_sequence"_s, QJsonValue::Null},
        {u"usage"_s, usageObject(completion.usage)},
    };
}

QString stopReasonOf(const ChatCompletion &completion)
{
    return completion.toolCall ? u"tool_use"_s : u"end_turn"_s;
}

/// Names its events after their type, as Anthropic does.
class BlockWriter {
public:
    void event(QJsonObject data) { m_events.push_back(serverSentEvent(data, data["type"_L1].toString().toLatin1())); }

    /// A block, whose deltas carry the pieces in `field`; its beginning has that field empty.
    void block(const QJsonObject &start, const QString &deltaType, const QString &field, const QStringList &pieces)
    {
        event({{u"type"_s, u"content_block_start"_s}, {u"index"_s, m_index}, {u"content_block"_s, start}});
        for (const QString &piece : pieces)
            event({{u"type"_s, u"content_block_delta"_s}, {u"index"_s, m_index},
                {u"delta"_s, QJsonObject{{u"type"_s, deltaType}, {field, piece}}}});
        event({{u"type"_s, u"content_block_stop"_s}, {u"index"_s, m_index}});
        ++m_index;
    }

    QList<QByteArray> take() { return std::move(m_events); }

private:
    QList<QByteArray> m_events;
    int m_index = 0;
};

/// A user's message holds the results of tools and the person's words side by side.
void addBlocks(PracticeRequest &request, const QJsonObject &message)
{
    const bool assistant = message["role"_L1].toString() == "assistant"_L1;
    const bool system = message["role"_L1].toString() == "system"_L1;
    PracticeMessage said{.role = assistant ? PracticeMessage::Role::Assistant
            : system                       ? PracticeMessage::Role::System
                                           : PracticeMessage::Role::User};
    if (message["content"_L1].isString())
        said.text = message["content"_L1].toString();
    bool speaks = message["content"_L1].isString();
    const QJsonArray blocks = message["content"_L1].toArray();
    for (const auto &block : blocks) {
        const QString type = block["type"_L1].toString();
        if (type == "tool_result"_L1) {
            request.messages.push_back({.role = PracticeMessage::Role::Tool,
                .text = chatContentText(block["content"_L1]),
                .callId = block["tool_use_id"_L1].toString(),
                .bytes = toLine(block.toObject())});
            continue;
        }
        speaks = true;
        if (type == "text"_L1)
            said.text += block["text"_L1].toString();
        said.calls += type == "tool_use"_L1;
        // Where the cache may begin moves from request to request and is no part of what was said.
        QJsonObject plain = block.toObject();
        plain.remove("cache_control"_L1);
        said.bytes += toLine(plain);
    }
    if (message["content"_L1].isString())
        said.bytes = said.text.toUtf8();
    // Beside the results of its tools an agent puts reminders to the model, which are not the person's words.
    const bool reminder =
        !assistant && !system && !blocks.isEmpty() && blocks.first()["type"_L1].toString() == "tool_result"_L1;
    if (speaks && !reminder)
        request.messages.push_back(std::move(said));
}

} // namespace

PracticeRequest readMessages(const QJsonObject &body)
{
    PracticeRequest request;
    if (const QString system = chatContentText(body["system"_L1]); !system.isEmpty())
        request.messages.push_back(
            {.role = PracticeMessage::Role::System, .text = system, .callId = {}, .bytes = system.toUtf8()});
    const QJsonArray messages = body["messages"_L1].toArray();
    for (const auto &message : messages)
        addBlocks(request, message.toObject());
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const auto &tool : tools)
        request.tools.push_back(practiceTool(tool.toObject(), "input_schema"_L1));
    request.toolBytes = QJsonDocument(tools).toJson(QJsonDocument::Compact).size();
    return request;
}

QList<QByteArray> writeMessages(const ChatCompletion &completion, bool streaming)
{
    const QJsonObject toolUse = completion.toolCall
        ? QJsonObject{{u"type"_s, u"tool_use"_s}, {u"id"_s, completion.toolCall->id},
              {u"name"_s, completion.toolCall->name}, {u"input"_s, QJsonObject()}}
        : QJsonObject();
    if (!streaming) {
        QJsonArray content;
        if (!completion.text.isEmpty())
            content.append(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, completion.text}});
        if (completion.toolCall) {
            QJsonObject whole = toolUse;
            whole["input"_L1] = completion.toolCall->arguments;
            content.append(whole);
        }
        return {toLine(messageObject(completion, content, stopReasonOf(completion)))};
    }
    BlockWriter writer;
    ChatCompletion begun = completion;
    begun.usage.completion = 1; // As Anthropic does: the output is known at the end.
    writer.event({{u"type"_s, u"message_start"_s}, {u"message"_s, messageObject(begun, {}, QJsonValue::Null)}});
    writer.event({{u"type"_s, u"ping"_s}});
    if (!completion.text.isEmpty())
        writer.block({{u"type"_s, u"text"_s}, {u"text"_s, QString()}}, u"text_delta"_s, u"text"_s,
            piecesOfText(completion.text));
    if (completion.toolCall)
        writer.block(
            toolUse, u"input_json_delta"_s, u"partial_json"_s, piecesOfArguments(argumentsText(*completion.toolCall)));
    writer.event({{u"type"_s, u"message_delta"_s},
        {u"delta"_s, QJsonObject{{u"stop_reason"_s, stopReasonOf(completion)}, {u"stop_sequence"_s, QJsonValue::Null}}},
        {u"usage"_s, QJsonObject{{u"output_tokens"_s, completion.usage.completion}}}});
    writer.event({{u"type"_s, u"message_stop"_s}});
    return writer.take();
}

} // namespace pilothouse
