#pragma once

#include "runner/egress/chat_completion.h"
#include "runner/egress/model_request.h"
#include "runner/egress/practice_conversation.h"
#include "runner/egress/practice_model.h"

namespace pilothouse {

// How the practice model hears and speaks each protocol: the request becomes a neutral conversation, and its neutral
// answer is written as the protocol has it. Pure.

[[nodiscard]] PracticeRequest readChat(const QJsonObject &body);
[[nodiscard]] PracticeRequest readResponses(const QJsonObject &body);
[[nodiscard]] PracticeRequest readMessages(const QJsonObject &body);
[[nodiscard]] PracticeRequest readGemini(const QJsonObject &body);
[[nodiscard]] PracticeRequest readDialect(ModelProtocolName protocol, const QJsonObject &body);

[[nodiscard]] QList<QByteArray> writeChat(const ChatCompletion &completion, bool streaming);
[[nodiscard]] QList<QByteArray> writeResponses(const ChatCompletion &completion, bool streaming);
[[nodiscard]] QList<QByteArray> writeMessages(const ChatCompletion &completion, bool streaming);
[[nodiscard]] QList<QByteArray> writeGemini(const ChatCompletion &completion, bool streaming);
[[nodiscard]] QList<QByteArray> writeDialect(
    ModelProtocolName protocol, const ChatCompletion &completion, bool streaming);
/// The answer to a request that only counts tokens.
[[nodiscard]] QByteArray writeCount(ModelProtocolName protocol, qint64 tokens);

/// One server-sent event; without a name where the protocol has none.
[[nodiscard]] QByteArray serverSentEvent(const QJsonObject &data, const QByteArray &name = {});
/// Pieces of a few words each, spaces kept; and of a few dozen characters each.
[[nodiscard]] QStringList piecesOfText(const QString &text);
[[nodiscard]] QStringList piecesOfArguments(const QString &text);
[[nodiscard]] QString argumentsText(const ChatToolCall &call);
/// A chat tool in any of the shapes: its name and its schema's properties.
[[nodiscard]] PracticeTool practiceTool(const QJsonObject &function, QLatin1StringView schemaField);

} // namespace pilothouse
