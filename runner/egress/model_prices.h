#pragma once

#include "runner/egress/model_usage.h"

namespace pilothouse {

inline constexpr ErrorCode PricesInvalid{"prices.invalid"};

/// Money in billionths of a US dollar: prices per token are below a millionth, and sums must not drift.
struct Cost {
    qint64 nanoDollars = 0;

    friend auto operator<=>(const Cost &, const Cost &) = default;
};

/// What a million tokens cost, in US dollars.
struct TokenRates {
    double prompt = 0;
    double completion = 0;
    double cached = 0; ///< For the part of the prompt that was in the provider's cache.
    double cacheWrite = 0; ///< For the part that was written into it.

    friend bool operator==(const TokenRates &, const TokenRates &) = default;
};

/// A model's price, and what bounds a request to it.
struct ModelPrice {
    TokenRates rates;
    qint64 longPrompt = 0; ///< A prompt of more tokens is priced by `longRates` as a whole; 0: all are alike.
    TokenRates longRates;
    qint64 mostCompletion = 0; ///< The most tokens of an answer; 0: not known.
    qint64 mostPrompt = 0; ///< The model's context; 0: not known.

    [[nodiscard]] Cost of(const ModelUsage &usage) const;
    /// The most that so many tokens can cost, however they are cached.
    [[nodiscard]] Cost atMost(qint64 promptTokens, qint64 completionTokens) const;
    friend bool operator==(const ModelPrice &, const ModelPrice &) = default;
};

/// Prices as data: a list with its date and, for each provider, where it is from. The program has one
/// (resources/prices/models.json, which is also the description of the form); a person's own file in the data
/// directory goes before it, model by model. Any thread.
class ModelPrices final {
public:
    struct Source {
        QString asOf; ///< "2025-08" or "2025-08-31".
        QString source; ///< Where the prices are from, for people; untrusted.
    };

    [[nodiscard]] static Result<ModelPrices> builtIn();
    /// Errors: PricesInvalid with what is wrong and where.
    [[nodiscard]] static Result<ModelPrices> fromJson(const QByteArray &json);
    /// The built-in list under the file's, if there is one. Errors: PricesInvalid, IoFailed.
    [[nodiscard]] static Result<ModelPrices> withFile(const QString &path);

    /// Nothing when the list does not know the model: then its cost is unknown, not zero.
    [[nodiscard]] std::optional<ModelPrice> find(const QString &provider, const QString &model) const;
    [[nodiscard]] std::optional<Source> sourceOf(const QString &provider, const QString &model) const;
    /// "provider/model" of every price.
    [[nodiscard]] QStringList models() const;

private:
    struct Entry {
        ModelPrice price;
        Source source;
    };
    QHash<QString, Entry> m_prices; ///< By "provider/model".
};

} // namespace pilothouse
