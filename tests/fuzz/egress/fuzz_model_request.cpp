// The body of an agent's model request through the check of each protocol and the practice model, and the same bytes as
// a provider's answer through metering and the filters that take the key and the usage out.

#include "runner/base/json.h"
#include "runner/egress/model_prices.h"
#include "runner/egress/model_protocol.h"
#include "runner/egress/practice_model.h"
#include "runner/egress/secret_filter.h"
#include "runner/egress/usage_hider.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace pilothouse;

namespace {

constexpr qsizetype pieceBytes = 13;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

struct Endpoint {
    ModelProtocolName protocol;
    QByteArray path;
};

const QList<Endpoint> &endpoints()
{
    static const QList<Endpoint> all{
        {ModelProtocolName::Chat, "/v1/chat/completions"},
        {ModelProtocolName::Responses, "/v1/responses"},
        {ModelProtocolName::Responses, "/v1/responses/input_tokens"},
        {ModelProtocolName::Messages, "/v1/messages"},
        {ModelProtocolName::Messages, "/v1/messages/count_tokens"},
        {ModelProtocolName::Gemini, "/v1beta/models/m:generateContent"},
        {ModelProtocolName::Gemini, "/v1beta/models/m:streamGenerateContent?alt=sse"},
        {ModelProtocolName::Gemini, "/v1beta/models/m:countTokens"},
    };
    return all;
}

void asRequest(const QByteArray &bytes)
{
    static const PracticeModel model = PracticeModel::builtIn().value();
    for (const Endpoint &endpoint : endpoints()) {
        const ModelProtocol &protocol = modelProtocol(endpoint.protocol);
        Result<ModelCall> call =
            protocol.read({.method = "POST",
                              .path = endpoint.path,
                              .headers = {{"anthropic-beta", bytes.first(std::min<qsizetype>(bytes.size(), 99))}},
                              .body = bytes},
                QStringLiteral("model"));
        if (!call)
            continue;
        for (const auto &[name, value] : std::as_const(call->headers))
            require(!value.contains('\r') && !value.contains('\n'));
        require(endpoint.protocol == ModelProtocolName::Gemini || call->body.value(u"model").toString() == u"model");
        // What may pass, passes again: nothing in it is asked about the second time.
        if (call->crossings.empty()) {
            const Result<ModelCall> again =
                protocol.read({.method = "POST", .path = endpoint.path, .headers = {}, .body = toLine(call->body)},
                    QStringLiteral("model"));
            require(again && again->crossings.empty());
        }
        const PracticeAnswer answer = model.answer(endpoint.protocol, *call);
        require(!answer.parts.isEmpty() && answer.parts == model.answer(endpoint.protocol, *call).parts);
        protocol.limitCompletion(*call, 7);
        require(call->completionLimit == 7);
    }
}

QByteArray inPieces(QByteArrayView bytes, auto take)
{
    QByteArray passed;
    for (qsizetype at = 0; at < bytes.size(); at += pieceBytes)
        passed += take(bytes.sliced(at, std::min(pieceBytes, bytes.size() - at)));
    return passed;
}

void asAnswer(QByteArrayView bytes)
{
    SecretFilter filter(Secret(QByteArrayLiteral("0123456789abcdef")));
    QByteArray passed = inPieces(bytes, [&filter](QByteArrayView piece) { return filter.feed(piece); });
    passed += filter.finish();
    require(!passed.contains("0123456789abcdef"));
    UsageHider hider;
    QByteArray shown = inPieces(bytes, [&hider](QByteArrayView piece) { return hider.feed(piece); });
    shown += hider.finish();
    require(shown.size() <= bytes.size() && (bytes.contains("\"usage\"") || shown == bytes));
    for (const auto format : {UsageMeter::Format::Json, UsageMeter::Format::EventStream}) {
        for (const Endpoint &endpoint : endpoints()) {
            UsageMeter meter(format, endpoint.protocol);
            inPieces(bytes, [&meter](QByteArrayView piece) {
                meter.feed(piece);
                return QByteArray();
            });
            meter.finish();
            require(meter.contentBytes() >= 0);
            if (const std::optional<ModelUsage> usage = meter.usage()) {
                require(usage->prompt >= 0 && usage->completion >= 0 && usage->cached >= 0 && usage->cacheWrite >= 0);
                require(usage->cached + usage->cacheWrite <= usage->prompt && usage->reasoning <= usage->completion);
                require(ModelPrice{.rates = {.prompt = 1, .completion = 1, .cached = 1, .cacheWrite = 1}}
                            .of(*usage)
                            .nanoDollars
                    >= 0);
            }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    asRequest(bytes);
    asAnswer(bytes);
    return 0;
}
