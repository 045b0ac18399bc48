// The body of an agent's model request through the check and the practice model, and the same bytes as a provider's
// answer through metering and the filter that takes the key out.

#include "runner/egress/model_request.h"
#include "runner/egress/model_usage.h"
#include "runner/egress/practice_model.h"
#include "runner/egress/secret_filter.h"

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

void asRequest(const QByteArray &bytes)
{
    static const PracticeModel model = PracticeModel::builtIn().value();
    const Result<ModelCall> call = readModelCall(bytes, QStringLiteral("model"));
    if (!call)
        return;
    require(call->body.value(u"model").toString() == u"model");
    const PracticeAnswer answer = model.answer(call->body);
    require(!answer.parts.isEmpty() && answer.parts == model.answer(call->body).parts);
}

void asAnswer(QByteArrayView bytes)
{
    for (const auto format : {UsageMeter::Format::Json, UsageMeter::Format::EventStream}) {
        UsageMeter meter(format);
        SecretFilter filter(Secret(QByteArrayLiteral("0123456789abcdef")));
        QByteArray passed;
        for (qsizetype at = 0; at < bytes.size(); at += pieceBytes) {
            const QByteArrayView piece = bytes.sliced(at, std::min(pieceBytes, bytes.size() - at));
            meter.feed(piece);
            passed += filter.feed(piece);
        }
        meter.finish();
        passed += filter.finish();
        require(!passed.contains("0123456789abcdef"));
        if (const std::optional<ModelUsage> usage = meter.usage()) {
            require(usage->prompt >= 0 && usage->completion >= 0);
            require(usage->cached <= usage->prompt && usage->reasoning <= usage->completion);
            require(ModelPrice{.prompt = 1, .completion = 1, .cached = 1}.of(*usage).nanoDollars >= 0);
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
