#include "runner/egress/model_protocols.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

std::optional<ModelUsage> usageOf(const QJsonObject &object)
{
    if (!object["input_tokens"_L1].isDouble() && !object["output_tokens"_L1].isDouble())
        return std::nullopt;
    const QJsonValue details = object["input_tokens_details"_L1];
    return boundedUsage({
        .prompt = claimedTokens(object["input_tokens"_L1]),
        .completion = claimedTokens(object["output_tokens"_L1]),
        .cached = claimedTokens(details["cached_tokens"_L1]),
        .cacheWrite = claimedTokens(details["cache_write_tokens"_L1]),
        .reasoning = claimedTokens(object["output_tokens_details"_L1]["reasoning_tokens"_L1]),
    });
}

qint64 outputBytes(const QJsonArray &output)
{
    qint64 bytes = 0;
    for (const auto &item : output) {
        bytes += textBytes(item["name"_L1]) + textBytes(item["arguments"_L1]) + textBytes(item["input"_L1]);
        for (const QLatin1StringView field : {"content"_L1, "summary"_L1}) {
            const QJsonArray parts = item[field].toArray();
            for (const auto &part : parts)
                bytes += textBytes(part["text"_L1]) + textBytes(part["refusal"_L1]);
        }
    }
    return bytes;
}

/// OpenAI's responses (API reference, "Responses" and "Streaming events"). Nothing is stored at the provider: `store`
/// is false whatever the request says, so a conversation comes whole with each request.
class ResponsesProtocol final : public ModelProtocol {
public:
    ResponsesProtocol() : ModelProtocol(ModelProtocolName::Responses) { }

    void readAnswer(const QJsonObject &answer, AnswerReading &reading) const override
    {
        const QString type = answer["type"_L1].toString();
        if (type.endsWith(".delta"_L1))
            reading.contentBytes += textBytes(answer["delta"_L1]);
        const bool streamed = type.startsWith("response."_L1);
        const QJsonObject response = streamed ? answer["response"_L1].toObject() : answer;
        const QString status = response["status"_L1].toString();
        if (status == "completed"_L1 || status == "incomplete"_L1 || status == "failed"_L1)
            reading.complete = true;
        if (!streamed)
            reading.contentBytes += outputBytes(response["output"_L1].toArray());
        if (const auto usage = usageOf(response["usage"_L1].toObject()))
            reading.usage = usage;
    }

    void limitCompletion(ModelCall &call, qint64 tokens) const override
    {
        call.body["max_output_tokens"_L1] = tokens;
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
        if (call.operation == ModelOperation::CountTokens) {
            for (const QLatin1StringView field : {"stream"_L1, "stream_options"_L1, "max_output_tokens"_L1, "store"_L1})
                call.body.remove(field);
            return;
        }
        call.body["store"_L1] = false;
        call.streaming = asked["stream"_L1].toBool();
        call.completionLimit = positive(call.body.value("max_output_tokens"_L1));
    }

    [[nodiscard]] QString missing(const QJsonObject &body) const override
    {
        return body["input"_L1].toString().isEmpty() && body["input"_L1].toArray().isEmpty()
            ? QCoreApplication::translate("pilothouse::ModelRequest", "The request has no input.")
            : QString();
    }
};

} // namespace

std::unique_ptr<ModelProtocol> makeResponsesProtocol()
{
    return std::make_unique<ResponsesProtocol>();
}

} // namespace pilothouse
