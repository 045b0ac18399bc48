#include "runner/egress/model_usage.h"

#include "runner/base/json.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace pilothouse {

namespace {

constexpr qsizetype pricesLimit = 1024 * 1024;
/// Of one event's line or of a whole JSON answer. An answer without streaming holds one completion, far below this.
constexpr qsizetype lookLimit = 1024 * 1024;
constexpr double mostTokens = 1e12;

qint64 tokens(const QJsonValue &value)
{
    return qint64(std::clamp(value.toDouble(), 0.0, mostTokens));
}

double dollars(const QJsonValue &value)
{
    return std::clamp(value.toDouble(), 0.0, 1e6);
}

std::optional<ModelUsage> usageOf(const QJsonObject &object)
{
    if (!object[u"prompt_tokens"].isDouble() && !object[u"completion_tokens"].isDouble())
        return std::nullopt;
    ModelUsage usage;
    usage.prompt = tokens(object[u"prompt_tokens"]);
    usage.completion = tokens(object[u"completion_tokens"]);
    // DeepSeek's name for the cached part stands beside OpenAI's.
    const QJsonValue cached = object[u"prompt_tokens_details"][u"cached_tokens"];
    usage.cached = std::min(usage.prompt, tokens(cached.isDouble() ? cached : object[u"prompt_cache_hit_tokens"]));
    usage.reasoning = std::min(usage.completion, tokens(object[u"completion_tokens_details"][u"reasoning_tokens"]));
    return usage;
}

/// Bytes of what the model said in a message or a delta of one.
qint64 contentBytesOf(const QJsonObject &message)
{
    qint64 bytes = 0;
    for (const QStringView field : {u"content", u"reasoning_content", u"reasoning", u"refusal"})
        bytes += message[field].toString().toUtf8().size();
    for (const auto &call : message[u"tool_calls"].toArray())
        bytes += (call[u"function"][u"name"].toString() + call[u"function"][u"arguments"].toString()).toUtf8().size();
    return bytes;
}

} // namespace

Cost ModelPrice::of(const ModelUsage &usage) const
{
    // Dollars for a million tokens are thousands of billionths for one.
    const double nano = 1000
        * (prompt * double(usage.prompt - usage.cached) + cached * double(usage.cached)
            + completion * double(usage.completion));
    return Cost{qint64(std::llround(std::clamp(nano, 0.0, 9e18)))};
}

Result<ModelPrices> ModelPrices::builtIn()
{
    QFile file(QStringLiteral(":/prices/models.json"));
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed,
            QCoreApplication::translate(
                "pilothouse::ModelUsage", "The list of model prices is missing from the program."),
            file.errorString());
    return fromJson(file.readAll());
}

Result<ModelPrices> ModelPrices::fromJson(const QByteArray &json)
{
    const Result<QJsonObject> object = parseObject(json, pricesLimit, QStringLiteral("the list of model prices"));
    if (!object)
        return std::unexpected(object.error());
    ModelPrices prices;
    const QJsonObject providers = (*object)[u"providers"].toObject();
    for (auto provider = providers.begin(); provider != providers.end(); ++provider) {
        const QJsonObject models = provider->toObject();
        for (auto model = models.begin(); model != models.end(); ++model) {
            const QJsonObject price = model->toObject();
            prices.m_prices.insert(provider.key() + u'/' + model.key(),
                ModelPrice{.prompt = dollars(price[u"prompt"]),
                    .completion = dollars(price[u"completion"]),
                    .cached = dollars(price.contains(u"cached") ? price[u"cached"] : price[u"prompt"])});
        }
    }
    return prices;
}

std::optional<ModelPrice> ModelPrices::find(const QString &provider, const QString &model) const
{
    const auto price = m_prices.constFind(provider + u'/' + model);
    return price == m_prices.cend() ? std::nullopt : std::optional(*price);
}

void UsageMeter::feed(QByteArrayView bytes)
{
    if (m_format == Format::Json) {
        m_overflown = m_overflown || m_pending.size() + bytes.size() > lookLimit;
        if (!m_overflown)
            m_pending += bytes;
        return;
    }
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView piece = end < 0 ? bytes : bytes.first(end);
        if (m_pending.size() + piece.size() > lookLimit) {
            m_overflown = true;
            m_pending.clear();
        }
        if (!m_overflown)
            m_pending += piece;
        if (end < 0)
            return;
        if (!m_overflown)
            takeLine(m_pending);
        m_pending.clear();
        m_overflown = false;
        bytes = bytes.sliced(end + 1);
    }
}

void UsageMeter::finish()
{
    if (m_overflown || m_pending.isEmpty())
        return;
    if (m_format == Format::EventStream) {
        takeLine(m_pending);
    } else if (const Result<QJsonObject> object = parseObject(m_pending, lookLimit, QStringLiteral("the answer"))) {
        m_complete = true;
        takeObject(*object);
    }
    m_pending.clear();
}

void UsageMeter::takeLine(QByteArrayView line)
{
    // Server-sent events (WHATWG HTML, 9.2.6): "data:" and one optional space; each completion chunk is one such line.
    if (!line.startsWith("data:"))
        return;
    const QByteArrayView data = line.sliced(5).trimmed();
    if (data == "[DONE]") {
        m_complete = true;
        return;
    }
    if (const Result<QJsonObject> object = parseObject(data.toByteArray(), lookLimit, QStringLiteral("the event")))
        takeObject(*object);
}

void UsageMeter::takeObject(const QJsonObject &object)
{
    for (const auto &choice : object[u"choices"].toArray()) {
        m_contentBytes += contentBytesOf(choice[u"delta"].toObject()) + contentBytesOf(choice[u"message"].toObject());
        m_complete = m_complete || choice[u"finish_reason"].isString();
    }
    if (const std::optional<ModelUsage> usage = usageOf(object[u"usage"].toObject()))
        m_usage = usage;
}

} // namespace pilothouse
