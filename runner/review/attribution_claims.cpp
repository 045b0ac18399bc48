#include "runner/review/attribution_claims.h"

namespace pilothouse {

namespace {

constexpr size_t maxClaims = 8;
constexpr qint64 maxBytes = 256 * 1024 * 1024; // of the texts of all choices

Explanation tryChoice(const std::vector<EditClaim> &claims, size_t chosen, const std::optional<QByteArray> &before,
    const QByteArray &after)
{
    Explanation explanation;
    std::optional<QByteArray> text = before;
    for (size_t i = 0; i < claims.size(); ++i) {
        if ((chosen >> i & 1) == 0)
            continue;
        text = claims[i].edit->appliedTo(text);
        if (!text)
            return {};
        explanation.emplace_back(claims[i].call, *text);
    }
    return text == after ? explanation : Explanation();
}

} // namespace

Explanation explain(
    const std::vector<EditClaim> &claims, const std::optional<QByteArray> &before, const QByteArray &after)
{
    const size_t choices = claims.size() > maxClaims ? 0 : size_t(1) << claims.size();
    if (choices < 2 || static_cast<qint64>(choices) * after.size() > maxBytes)
        return {};
    Explanation only;
    for (size_t chosen = 1; chosen < choices; ++chosen) {
        Explanation explanation = tryChoice(claims, chosen, before, after);
        if (explanation.empty() || explanation == only)
            continue; // a call may state the same thing in two ways
        if (!only.empty())
            return {};
        only = std::move(explanation);
    }
    return only;
}

} // namespace pilothouse
