#include "runner/egress/chat_completion.h"

#include "runner/base/json.h"
#include "runner/egress/practice_dialects.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace pilothouse {

namespace {

QJsonObject usageObject(const ModelUsage &usage)
{
    return {
        {QStringLiteral("prompt_tokens"), usage.prompt},
        {QStringLiteral("completion_tokens"), usage.completion},
        {QStringLiteral("total_tokens"), usage.prompt + usage.completion},
        {QStringLiteral("prompt_tokens_details"), QJsonObject{{QStringLiteral("cached_tokens"), usage.cached}}},
        {QStringLiteral("completion_tokens_details"),
            QJsonObject{{QStringLiteral("reasoning_tokens"), usage.reasoning}}},
    };
}

QJsonObject toolCallObject(const ChatToolCall &call, const QString &arguments)
{
    return {
        {QStringLiteral("index"), 0},
        {QStringLiteral("id"), call.id},
        {QStringLiteral("type"), QStringLiteral("function")},
        {QStringLiteral("function"),
            QJsonObject{{QStringLiteral("name"), call.name}, {QStringLiteral("arguments"), arguments}}},
    };
}

class EventWriter {
public:
    explicit EventWriter(const ChatCompletion &completion) : m_completion(completion) { }

    void delta(const QJsonObject &delta, const QJsonValue &finishReason = QJsonValue::Null)
    {
        add({QJsonObject{{QStringLiteral("index"), 0}, {QStringLiteral("delta"), delta},
                {QStringLiteral("finish_reason"), finishReason}}},
            {});
    }

    void add(const QJsonArray &choices, const std::optional<ModelUsage> &usage)
    {
        QJsonObject chunk{
            {QStringLiteral("id"), m_completion.id},
            {QStringLiteral("object"), QStringLiteral("chat.completion.chunk")},
            {QStringLiteral("created"), 0},
            {QStringLiteral("model"), m_completion.model},
            {QStringLiteral("choices"), choices},
        };
        if (usage)
            chunk.insert(QStringLiteral("usage"), usageObject(*usage));
        m_events.push_back("data: " + toLine(chunk) + "\n\n");
    }

    QList<QByteArray> done()
    {
        m_events.push_back(QByteArrayLiteral("data: [DONE]\n\n"));
        return std::move(m_events);
    }

private:
    const ChatCompletion &m_completion;
    QList<QByteArray> m_events;
};

void addToolCall(EventWriter &writer, const ChatToolCall &call)
{
    writer.delta({{QStringLiteral("tool_calls"), QJsonArray{toolCallObject(call, QString())}}});
    const QStringList pieces = piecesOfArguments(argumentsText(call));
    for (const QString &piece : pieces) {
        const QJsonObject part{
            {QStringLiteral("index"), 0},
            {QStringLiteral("function"), QJsonObject{{QStringLiteral("arguments"), piece}}},
        };
        writer.delta({{QStringLiteral("tool_calls"), QJsonArray{part}}});
    }
}

QString finishReason(const ChatCompletion &completion)
{
    return completion.toolCall ? QStringLiteral("tool_calls") : QStringLiteral("stop");
}

} // namespace

QByteArray chatCompletionJson(const ChatCompletion &completion)
{
    QJsonObject message{
        {QStringLiteral("role"), QStringLiteral("assistant")}, {QStringLiteral("content"), completion.text}};
    if (!completion.thought.isEmpty())
        message.insert(QStringLiteral("reasoning_content"), completion.thought);
    if (completion.toolCall)
        message.insert(QStringLiteral("tool_calls"),
            QJsonArray{toolCallObject(*completion.toolCall, argumentsText(*completion.toolCall))});
    const QJsonObject choice{{QStringLiteral("index"), 0}, {QStringLiteral("message"), message},
        {QStringLiteral("finish_reason"), finishReason(completion)}};
    return toLine({
        {QStringLiteral("id"), completion.id},
        {QStringLiteral("object"), QStringLiteral("chat.completion")},
        {QStringLiteral("created"), 0},
        {QStringLiteral("model"), completion.model},
        {QStringLiteral("choices"), QJsonArray{choice}},
        {QStringLiteral("usage"), usageObject(completion.usage)},
    });
}

QList<QByteArray> chatCompletionEvents(const ChatCompletion &completion)
{
    EventWriter writer(completion);
    writer.delta({{QStringLiteral("role"), QStringLiteral("assistant")}, {QStringLiteral("content"), QString()}});
    for (const QString &piece : piecesOfText(completion.thought))
        writer.delta({{QStringLiteral("reasoning_content"), piece}});
    for (const QString &piece : piecesOfText(completion.text))
        writer.delta({{QStringLiteral("content"), piece}});
    if (completion.toolCall)
        addToolCall(writer, *completion.toolCall);
    writer.delta({}, finishReason(completion));
    writer.add({}, completion.usage);
    return writer.done();
}

QString chatContentText(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QString text;
    for (const auto &part : content.toArray()) {
        if (part[u"type"].toString() == u"text")
            text += part[u"text"].toString();
    }
    return text;
}

qint64 estimatedTokens(qint64 bytes)
{
    return (bytes + 3) / 4;
}

} // namespace pilothouse
