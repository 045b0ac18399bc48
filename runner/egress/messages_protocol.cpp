#include "runner/egress/model_protocols.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

/// Anthropic counts what was read from and written into its cache beside input_tokens; here they are parts of the
/// prompt. What an event does not name stays: message_start has the input, message_delta the output so far.
void addUsage(const QJsonObject &object, std::optional<ModelUsage> &known)
{
    if (!object["input_tokens"_L1].isDouble() && !object["output_tokens"_L1].isDouble())
        return;
    ModelUsage usage = known.value_or(ModelUsage{});
    qint64 fresh = usage.prompt - usage.cached - usage.cacheWrite;
    const auto take = [&object](QLatin1StringView field, qint64 &number) {
        if (object[field].isDouble())
            number = claimedTokens(object[field]);
    };
    take("input_tokens"_L1, fresh);
    take("cache_read_input_tokens"_L1, usage.cached);
    take("cache_creation_input_tokens"_L1, usage.cacheWrite);
    take("output_tokens"_L1, usage.completion);
    usage.prompt = fresh + usage.cached + usage.cacheWrite;
    take("thinking_tokens"_L1, usage.reasoning);
    usage.reasoning = std::min(usage.reasoning, usage.completion);
    known = usage;
}

qint64 blockBytes(const QJsonValue &block)
{
    qint64 bytes = 0;
    for (const QLatin1StringView field : {"text"_L1, "thinking"_L1, "partial_json"_L1, "name"_L1})
        bytes += textBytes(block[field]);
    return bytes;
}

/// Anthropic's kinds of errors, by status (API reference, "Errors").
QString errorKind(int status)
{
    switch (status) {
    case 401:
        return u"authentication_error"_s;
    case 403:
        return u"permission_error"_s;
    case 404:
        return u"not_found_error"_s;
    case 413:
        return u"request_too_large"_s;
    case 429:
        return u"rate_limit_error"_s;
    case 529:
        return u"overloaded_error"_s;
    default:
        return status >= 500 ? u"api_error"_s : u"invalid_request_error"_s;
    }
}

/// Anthropic's messages (API reference, "Messages", "Streaming messages" and "Count message tokens").
class MessagesProtocol final : public ModelProtocol {
public:
    MessagesProtocol() : ModelProtocol(ModelProtocolName::Messages) { }

    void readAnswer(const QJsonObject &answer, AnswerReading &reading) const override
    {
        const QString type = answer["type"_L1].toString();
        if (type == "message_start"_L1) {
            addUsage(answer["message"_L1]["usage"_L1].toObject(), reading.usage);
        } else if (type == "content_block_start"_L1) {
            reading.contentBytes += blockBytes(answer["content_block"_L1]);
        } else if (type == "content_block_delta"_L1) {
            reading.contentBytes += blockBytes(answer["delta"_L1]);
        } else if (type == "message_delta"_L1) {
            addUsage(answer["usage"_L1].toObject(), reading.usage);
        } else if (type == "message_stop"_L1) {
            reading.complete = true;
        } else if (type == "message"_L1) {
            reading.complete = true;
            const QJsonArray blocks = answer["content"_L1].toArray();
            for (const auto &block : blocks)
                reading.contentBytes += blockBytes(block);
            addUsage(answer["usage"_L1].toObject(), reading.usage);
        }
    }

    void limitCompletion(ModelCall &call, qint64 tokens) const override
    {
        call.body["max_tokens"_L1] = tokens;
        call.completionLimit = tokens;
    }

    [[nodiscard]] QJsonObject modelList(const QString &, const QString &model) const override
    {
        const QJsonObject entry{{u"type"_s, u"model"_s}, {u"id"_s, model}, {u"display_name"_s, model},
            {u"created_at"_s, u"2026-01-01T00:00:00Z"_s}};
        return {{u"data"_s, QJsonArray{entry}}, {u"has_more"_s, false}, {u"first_id"_s, model}, {u"last_id"_s, model}};
    }

    [[nodiscard]] QJsonObject errorBody(const QString &message, const QString &code, int status) const override
    {
        const QJsonObject error{{u"type"_s, errorKind(status)}, {u"message"_s, message}, {u"code"_s, code}};
        return {{u"type"_s, u"error"_s}, {u"error"_s, error}};
    }

private:
    void complete(ModelCall &call, const QJsonObject &asked, const QString &model) const override
    {
        call.body["model"_L1] = model;
        if (call.operation == ModelOperation::CountTokens)
            return;
        call.streaming = asked["stream"_L1].toBool();
        call.completionLimit = positive(call.body.value("max_tokens"_L1));
    }

    [[nodiscard]] QString missing(const QJsonObject &body) const override
    {
        return body["messages"_L1].toArray().isEmpty()
            ? QCoreApplication::translate("pilothouse::ModelRequest", "The request has no messages.")
            : QString();
    }
};

} // namespace

std::unique_ptr<ModelProtocol> makeMessagesProtocol()
{
    return std::make_unique<MessagesProtocol>();
}

} // namespace pilothouse
