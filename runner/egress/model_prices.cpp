#include "runner/egress/model_prices.h"

#include "runner/base/json.h"

#include <QCoreApplication>
#include <QDate>
#include <QFile>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype FileLimit = 1024 * 1024;
constexpr double MostDollars = 1e6; // for a million tokens
constexpr double MostTokens = 1e9;

std::unexpected<Error> invalid(const QString &place, const QString &why)
{
    return failure(PricesInvalid,
        QCoreApplication::translate(
            "pilothouse::ModelPrices", "The list of model prices is not usable at %1: %2. Correct it there.")
            .arg(place, why));
}

Result<double> number(
    const QJsonObject &object, const QString &field, std::optional<double> missing, double most, const QString &place)
{
    const QJsonValue value = object[field];
    if (value.isUndefined() && missing)
        return *missing;
    const double amount = value.toDouble(-1);
    if (!value.isDouble() || amount < 0 || amount > most)
        return invalid(place + u'/' + field,
            QCoreApplication::translate("pilothouse::ModelPrices", "it should be a number from 0 to %L1")
                .arg(most, 0, 'f', 0));
    return amount;
}

Result<TokenRates> ratesOf(const QJsonObject &object, const QString &place)
{
    const auto prompt = number(object, u"prompt"_s, {}, MostDollars, place);
    if (!prompt)
        return std::unexpected(prompt.error());
    const auto completion = number(object, u"completion"_s, {}, MostDollars, place);
    if (!completion)
        return std::unexpected(completion.error());
    const auto cached = number(object, u"cached"_s, *prompt, MostDollars, place);
    if (!cached)
        return std::unexpected(cached.error());
    const auto written = number(object, u"cacheWrite"_s, *prompt, MostDollars, place);
    if (!written)
        return std::unexpected(written.error());
    return TokenRates{*prompt, *completion, *cached, *written};
}

Result<void> onlyFields(const QJsonObject &object, std::initializer_list<QLatin1StringView> known, const QString &place)
{
    for (const QString &field : object.keys()) {
        if (std::ranges::find(known, field) == known.end())
            return invalid(
                place, QCoreApplication::translate("pilothouse::ModelPrices", "“%1” is not known there").arg(field));
    }
    return {};
}

Result<ModelPrice> priceOf(const QJsonObject &object, const QString &place)
{
    if (const auto known = onlyFields(object,
            {"prompt"_L1, "completion"_L1, "cached"_L1, "cacheWrite"_L1, "mostCompletion"_L1, "mostPrompt"_L1,
                "longPrompt"_L1},
            place);
        !known)
        return std::unexpected(known.error());
    ModelPrice price;
    const auto rates = ratesOf(object, place);
    if (!rates)
        return std::unexpected(rates.error());
    price.rates = *rates;
    const auto completion = number(object, u"mostCompletion"_s, 0, MostTokens, place);
    const auto prompt = number(object, u"mostPrompt"_s, 0, MostTokens, place);
    if (!completion || !prompt)
        return std::unexpected(!completion ? completion.error() : prompt.error());
    price.mostCompletion = static_cast<qint64>(*completion);
    price.mostPrompt = static_cast<qint64>(*prompt);
    if (!object.contains("longPrompt"_L1))
        return price;
    const QJsonObject beyond = object["longPrompt"_L1].toObject();
    const QString there = place + u"/longPrompt"_s;
    const auto known =
        onlyFields(beyond, {"tokens"_L1, "prompt"_L1, "completion"_L1, "cached"_L1, "cacheWrite"_L1}, there);
    const auto from = number(beyond, u"tokens"_s, {}, MostTokens, there);
    const auto longRates = ratesOf(beyond, there);
    if (!known || !from || !longRates)
        return std::unexpected(!known ? known.error() : !from ? from.error() : longRates.error());
    price.longPrompt = static_cast<qint64>(*from);
    price.longRates = *longRates;
    return price;
}

bool isDate(const QString &text)
{
    return QDate::fromString(text.size() == 7 ? text + u"-01"_s : text, Qt::ISODate).isValid();
}

double most(const TokenRates &rates)
{
    return std::max({rates.prompt, rates.cached, rates.cacheWrite});
}

Cost cost(double thousandthsOfDollars)
{
    return Cost{static_cast<qint64>(std::llround(std::clamp(thousandthsOfDollars, 0.0, 9e17)))};
}

} // namespace

Cost ModelPrice::of(const ModelUsage &usage) const
{
    // Dollars for a million tokens are thousands of billionths for one.
    const TokenRates &by = longPrompt > 0 && usage.prompt > longPrompt ? longRates : rates;
    return cost(1000
        * (by.prompt * static_cast<double>(usage.prompt - usage.cached - usage.cacheWrite)
            + by.cached * static_cast<double>(usage.cached) + by.cacheWrite * static_cast<double>(usage.cacheWrite)
            + by.completion * static_cast<double>(usage.completion)));
}

Cost ModelPrice::atMost(qint64 promptTokens, qint64 completionTokens) const
{
    const bool isLong = longPrompt > 0 && promptTokens > longPrompt;
    const double prompt = isLong ? std::max(most(rates), most(longRates)) : most(rates);
    const double completion = isLong ? std::max(rates.completion, longRates.completion) : rates.completion;
    return cost(std::ceil(
        1000 * (prompt * static_cast<double>(promptTokens) + completion * static_cast<double>(completionTokens))));
}

Result<ModelPrices> ModelPrices::builtIn()
{
    QFile file(u":/prices/models.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed,
            QCoreApplication::translate(
                "pilothouse::ModelPrices", "The list of model prices is missing from the program."),
            file.errorString());
    return fromJson(file.readAll());
}

Result<ModelPrices> ModelPrices::withFile(const QString &path)
{
    auto prices = builtIn();
    QFile file(path);
    if (!prices || !file.exists())
        return prices;
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed,
            QCoreApplication::translate("pilothouse::ModelPrices", "Your model prices in %1 cannot be read.").arg(path),
            file.errorString());
    auto own = fromJson(file.read(FileLimit + 1));
    if (!own) {
        own.error().cause = path;
        return own;
    }
    prices->m_prices.insert(own->m_prices);
    return prices;
}

Result<ModelPrices> ModelPrices::fromJson(const QByteArray &json)
{
    const Result<QJsonObject> object = parseObject(json, FileLimit, u"the list of model prices"_s);
    if (!object)
        return failure(PricesInvalid, object.error().message, object.error().cause);
    ModelPrices prices;
    const QString asOf = (*object)["asOf"_L1].toString();
    if (!isDate(asOf))
        return invalid(u"asOf"_s,
            QCoreApplication::translate("pilothouse::ModelPrices", "it should be a date, such as 2026-01-31"));
    const QJsonObject providers = (*object)["providers"_L1].toObject();
    for (auto provider = providers.begin(); provider != providers.end(); ++provider) {
        const QJsonObject said = provider->toObject();
        if (const auto known = onlyFields(said, {"source"_L1, "asOf"_L1, "models"_L1}, provider.key()); !known)
            return std::unexpected(known.error());
        const Source source{.asOf = said.contains("asOf"_L1) ? said["asOf"_L1].toString() : asOf,
            .source = said["source"_L1].toString()};
        const QJsonObject models = said["models"_L1].toObject();
        for (auto model = models.begin(); model != models.end(); ++model) {
            const QString key = provider.key() + u'/' + model.key();
            const auto price = priceOf(model->toObject(), key);
            if (!price)
                return std::unexpected(price.error());
            prices.m_prices.insert(key, {*price, source});
        }
    }
    return prices;
}

std::optional<ModelPrice> ModelPrices::find(const QString &provider, const QString &model) const
{
    const auto entry = m_prices.constFind(provider + u'/' + model);
    return entry == m_prices.cend() ? std::nullopt : std::optional(entry->price);
}

std::optional<ModelPrices::Source> ModelPrices::sourceOf(const QString &provider, const QString &model) const
{
    const auto entry = m_prices.constFind(provider + u'/' + model);
    return entry == m_prices.cend() ? std::nullopt : std::optional(entry->source);
}

QStringList ModelPrices::models() const
{
    QStringList names = m_prices.keys();
    names.sort();
    return names;
}

} // namespace pilothouse
