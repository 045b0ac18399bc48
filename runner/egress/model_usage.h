#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace pilothouse {

/// Tokens of one model request, in one way of counting for all providers: `cached` and `cacheWrite` are disjoint parts
/// of `prompt`, `reasoning` is a part of `completion`.
struct ModelUsage {
    qint64 prompt = 0;
    qint64 completion = 0;
    qint64 cached = 0; ///< Read from the provider's cache.
    qint64 cacheWrite = 0; ///< Written into the provider's cache.
    qint64 reasoning = 0;
    bool estimated = false; ///< The endpoint reported none (a cut stream), so these follow from the sizes.

    friend bool operator==(const ModelUsage &, const ModelUsage &) = default;
};

/// Money in billionths of a US dollar: prices per token are below a millionth, and sums must not drift.
struct Cost {
    qint64 nanoDollars = 0;

    friend auto operator<=>(const Cost &, const Cost &) = default;
};

/// What a million tokens cost, in US dollars.
struct ModelPrice {
    double prompt = 0;
    double completion = 0;
    double cached = 0; ///< For the part of the prompt that was in the provider's cache.

    [[nodiscard]] Cost of(const ModelUsage &usage) const;
    friend bool operator==(const ModelPrice &, const ModelPrice &) = default;
};

/// The list of prices that is built into the program (resources/prices/models.json). Any thread.
class ModelPrices final {
public:
    [[nodiscard]] static Result<ModelPrices> builtIn();
    [[nodiscard]] static Result<ModelPrices> fromJson(const QByteArray &json);

    /// Nothing when the list does not know the model: then its cost is unknown, not zero.
    [[nodiscard]] std::optional<ModelPrice> find(const QString &provider, const QString &model) const;

private:
    QHash<QString, ModelPrice> m_prices; ///< By "provider/model".
};

/// Reads the `usage` object of OpenAI's chat completions out of an answer while it passes, whether it is one JSON text
/// or a stream of events. The answer is untrusted: memory is bounded, nonsense counts nothing, negative numbers count
/// zero.
class UsageMeter final {
public:
    enum class Format { Json, EventStream };

    explicit UsageMeter(Format format) : m_format(format) { }

    void feed(QByteArrayView bytes);
    /// Call once, after the last byte.
    void finish();

    [[nodiscard]] const std::optional<ModelUsage> &usage() const { return m_usage; }
    /// True when the answer says itself that it is whole: "[DONE]" or a finish reason in a stream, valid JSON
    /// otherwise.
    [[nodiscard]] bool isComplete() const { return m_complete; }
    /// Bytes of text, thought and tool calls so far, for an estimate.
    [[nodiscard]] qint64 contentBytes() const { return m_contentBytes; }

private:
    void takeLine(QByteArrayView line);
    void takeObject(const QJsonObject &object);

    Format m_format;
    QByteArray m_pending; ///< The unfinished line, or the whole JSON text.
    bool m_overflown = false; ///< The line or text is longer than we look at; skipped to its end.
    bool m_complete = false;
    qint64 m_contentBytes = 0;
    std::optional<ModelUsage> m_usage;
};

} // namespace pilothouse
