#pragma once

#include "runner/egress/model_protocol.h"

#include <memory>

namespace pilothouse {

// The protocols one by one; modelProtocol() keeps one of each.
[[nodiscard]] std::unique_ptr<ModelProtocol> makeChatProtocol();
[[nodiscard]] std::unique_ptr<ModelProtocol> makeResponsesProtocol();
[[nodiscard]] std::unique_ptr<ModelProtocol> makeMessagesProtocol();
[[nodiscard]] std::unique_ptr<ModelProtocol> makeGeminiProtocol();

/// A number of tokens that an answer claims: whole, not negative, bounded.
[[nodiscard]] qint64 claimedTokens(const QJsonValue &value);
/// Bytes of a text of an answer.
[[nodiscard]] qint64 textBytes(const QJsonValue &value);
/// A positive limit, where a request has one.
[[nodiscard]] std::optional<qint64> positive(const QJsonValue &value);
/// Parts that are larger than their whole are cut to it.
[[nodiscard]] ModelUsage boundedUsage(ModelUsage usage);

/// OpenAI's error object.
[[nodiscard]] QJsonObject openAiError(const QString &message, const QString &type);
[[nodiscard]] QJsonObject openAiModelList(const QString &provider, const QString &model);

} // namespace pilothouse
