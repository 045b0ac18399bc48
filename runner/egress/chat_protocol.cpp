#include "runner/egress/model_protocols.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

/// Bytes of what the model said in a message or a delta of one.
qint64 contentBytesOf(const QJsonObject &message)
{
    qint64 bytes = 0;
    for (const QStringView field : {u"content", u"reasoning_content", u"reasoning", u"refusal"})
        bytes += textBytes(message[field]);
    const QJsonArray calls = message["tool_calls"_L1].toArray();
    for (const auto &call : calls)
        bytes += textBytes(call["function"_L1]["name"_L1]) + textBytes(call["function"_L1]["arguments"_L1]);
    return bytes;
}

/// OpenAI's chat completions (API reference, "Chat" and "Chat streaming") and what compatible providers add to them.
class ChatProtocol final : public ModelProtocol {
public:
    ChatProtocol() : ModelProtocol(ModelProtocolName::Chat) { }

    void readAnswer(const QJsonObject &answer, AnswerReading &reading) const override
    {
        const QJsonArray choices = answer["choices"_L1].toArray();
        for (const auto &choice : choices) {
            reading.contentBytes +=
                contentBytesOf(choice["delta"_L1].toObject()) + contentBytesOf(choice["message"_L1].toObject());
            reading.complete = reading.complete || choice["finish_reason"_L1].isString();
        }
        const QJsonObject object = answer["usage"_L1].toObject();
        if (!object["prompt_tokens"_L1].isDouble() && !object["completion_tokens"_L1].isDouble())
            return;
        // DeepSeek's name for the cached part stands beside OpenAI's.
        const QJsonValue details = object["prompt_tokens_details"_L1];
        const QJsonValue cached = details["cached_tokens"_L1];
        reading.usage = boundedUsage({
            .prompt = claimedTokens(object["prompt_tokens"_L1]),
            .completion = claimedTokens(object["completion_tokens"_L1]),
            .cached = claimedTokens(cached.isDouble() ? cached : object["prompt_cache_hit_tokens"_L1]),
            .cacheWrite = claimedTokens(details["cache_write_tokens"_L1]),
            .reasoning = claimedTokens(object["completion_tokens_details"_L1]["reasoning_tokens"_L1]),
        });
    }

    void limitCompletion(ModelCall &call, qint64 tokens) const override
    {
        // Newer models of OpenAI know only the longer name, other providers only the shorter one.
        const bool shorter = call.body.contains("max_tokens"_L1) || !call.body.contains("max_completion_tokens"_L1);
        call.body[shorter ? "max_tokens"_L1 : "max_completion_tokens"_L1] = tokens;
        if (shorter)
            call.body.remove("max_completion_tokens"_L1);
        call.completionLimit = tokens;
    }

    [[nodiscard]] QJsonObject modelList(const QString &provider, const QString &model) const override
    {
        return openAiModelList(provider, model);
    }

    [[nodiscard]] QJsonObject errorBody(const QString &message, const QString &code, int) const override
    {
        return openAiError(message, code);
    }

private:
    void complete(ModelCall &call, const QJsonObject &asked, const QString &model) const override
    {
        call.body["model"_L1] = model;
        call.streaming = asked["stream"_L1].toBool();
        if (call.streaming) {
            call.body["stream_options"_L1] = QJsonObject{{u"include_usage"_s, true}};
            call.usageAdded = !asked["stream_options"_L1]["include_usage"_L1].toBool();
        } else {
            call.body.remove("stream"_L1);
        }
        for (const QLatin1StringView field : {"max_completion_tokens"_L1, "max_tokens"_L1}) {
            if (!call.completionLimit)
                call.completionLimit = positive(call.body.value(field));
        }
    }

    [[nodiscard]] QString missing(const QJsonObject &body) const override
    {
        return body["messages"_L1].toArray().isEmpty()
            ? QCoreApplication::translate("pilothouse::ModelRequest", "The request has no messages.")
            : QString();
    }
};

} // namespace

std::unique_ptr<ModelProtocol> makeChatProtocol()
{
    return std::make_unique<ChatProtocol>();
}

QJsonObject openAiError(const QString &message, const QString &type)
{
    const QJsonObject error{
        {u"message"_s, message}, {u"type"_s, type}, {u"param"_s, QJsonValue::Null}, {u"code"_s, QJsonValue::Null}};
    return {{u"error"_s, error}};
}

QJsonObject openAiModelList(const QString &provider, const QString &model)
{
    const QJsonObject entry{{u"id"_s, model}, {u"object"_s, u"model"_s}, {u"created"_s, 0}, {u"owned_by"_s, provider}};
    return {{u"object"_s, u"list"_s}, {u"data"_s, QJsonArray{entry}}};
}

} // namespace pilothouse
