#include "runner/egress/model_protocols.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

/// Google's names for kinds of errors (google.rpc.Code).
QString statusName(int status)
{
    switch (status) {
    case 401:
        return u"UNAUTHENTICATED"_s;
    case 403:
        return u"PERMISSION_DENIED"_s;
    case 404:
        return u"NOT_FOUND"_s;
    case 429:
        return u"RESOURCE_EXHAUSTED"_s;
    case 504:
        return u"DEADLINE_EXCEEDED"_s;
    default:
        return status >= 500 ? u"UNAVAILABLE"_s : u"INVALID_ARGUMENT"_s;
    }
}

/// Google's generateContent (Gemini API reference, "Generating content", UsageMetadata). Its JSON has every name in two
/// spellings.
class GeminiProtocol final : public ModelProtocol {
public:
    GeminiProtocol() : ModelProtocol(ModelProtocolName::Gemini) { }

    void readAnswer(const QJsonObject &answer, AnswerReading &reading) const override
    {
        const QJsonArray candidates = answer["candidates"_L1].toArray();
        for (const auto &candidate : candidates) {
            const QJsonArray parts = candidate["content"_L1]["parts"_L1].toArray();
            for (const auto &part : parts) {
                const QJsonValue call = part["functionCall"_L1];
                reading.contentBytes += textBytes(part["text"_L1]) + textBytes(call["name"_L1]);
            }
            reading.complete = reading.complete || candidate["finishReason"_L1].isString();
        }
        // A prompt that is refused has no candidate.
        reading.complete = reading.complete || answer["promptFeedback"_L1]["blockReason"_L1].isString();
        const QJsonObject object = answer["usageMetadata"_L1].toObject();
        if (!object["promptTokenCount"_L1].isDouble() && !object["candidatesTokenCount"_L1].isDouble())
            return;
        const qint64 thoughts = claimedTokens(object["thoughtsTokenCount"_L1]);
        reading.usage = boundedUsage({
            .prompt =
                claimedTokens(object["promptTokenCount"_L1]) + claimedTokens(object["toolUsePromptTokenCount"_L1]),
            .completion = claimedTokens(object["candidatesTokenCount"_L1]) + thoughts,
            .cached = claimedTokens(object["cachedContentTokenCount"_L1]),
            .reasoning = thoughts,
        });
    }

    void limitCompletion(ModelCall &call, qint64 tokens) const override
    {
        QJsonObject generation = call.body.take("generation_config"_L1).toObject();
        const QJsonObject other = call.body.value("generationConfig"_L1).toObject();
        for (auto field = other.begin(); field != other.end(); ++field)
            generation[field.key()] = *field;
        generation.remove("max_output_tokens"_L1);
        generation["maxOutputTokens"_L1] = tokens;
        call.body["generationConfig"_L1] = generation;
        call.completionLimit = tokens;
    }

    [[nodiscard]] QJsonObject modelList(const QString &, const QString &model) const override
    {
        const QJsonObject entry{{u"name"_s, QString(u"models/" + model)}, {u"displayName"_s, model},
            {u"supportedGenerationMethods"_s, QJsonArray{u"generateContent"_s, u"countTokens"_s}}};
        return {{u"models"_s, QJsonArray{entry}}};
    }

    [[nodiscard]] QJsonObject errorBody(const QString &message, const QString &code, int status) const override
    {
        const QJsonObject error{
            {u"code"_s, status}, {u"message"_s, message}, {u"status"_s, statusName(status)}, {u"reason"_s, code}};
        return {{u"error"_s, error}};
    }

private:
    void complete(ModelCall &call, const QJsonObject &, const QString &model) const override
    {
        // The model stands in the path; only a count that holds a whole request names it again.
        if (call.body.value("generateContentRequest"_L1).isObject()) {
            QJsonObject whole = call.body.value("generateContentRequest"_L1).toObject();
            whole["model"_L1] = QString(u"models/" + model);
            call.body["generateContentRequest"_L1] = whole;
        }
        for (const QLatin1StringView field : {"generationConfig"_L1, "generation_config"_L1}) {
            for (const QLatin1StringView limit : {"maxOutputTokens"_L1, "max_output_tokens"_L1}) {
                if (!call.completionLimit)
                    call.completionLimit = positive(call.body.value(field)[limit]);
            }
        }
    }

    [[nodiscard]] QString missing(const QJsonObject &body) const override
    {
        return body["contents"_L1].toArray().isEmpty() && !body["generateContentRequest"_L1].isObject()
            ? QCoreApplication::translate("pilothouse::ModelRequest", "The request has no contents.")
            : QString();
    }
};

} // namespace

std::unique_ptr<ModelProtocol> makeGeminiProtocol()
{
    return std::make_unique<GeminiProtocol>();
}

} // namespace pilothouse
