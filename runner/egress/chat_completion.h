#pragma once

#include "runner/egress/model_usage.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace pilothouse {

/// A tool call in an answer of the practice model.
struct ChatToolCall {
    QString id;
    QString name;
    QJsonObject arguments;
};

/// An answer of the practice model, in no protocol yet. As OpenAI's chat completion (the API reference, "Chat" and
/// "Chat streaming") it has the reasoning_content that several providers add for the model's thoughts.
struct ChatCompletion {
    QString id;
    QString model;
    QString thought;
    QString text;
    std::optional<ChatToolCall> toolCall;
    ModelUsage usage;
};

/// The answer as one JSON object.
[[nodiscard]] QByteArray chatCompletionJson(const ChatCompletion &completion);

/// The answer as server-sent events of a few words each, the usage and "[DONE]" included.
[[nodiscard]] QList<QByteArray> chatCompletionEvents(const ChatCompletion &completion);

/// The text of a message's `content`, which is a string or a list of parts.
[[nodiscard]] QString chatContentText(const QJsonValue &content);

/// A number of tokens for so many bytes of text: about four bytes each in the common vocabularies.
[[nodiscard]] qint64 estimatedTokens(qint64 bytes);

} // namespace pilothouse
