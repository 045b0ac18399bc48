#pragma once

#include "runner/base/error.h"
#include "runner/egress/request_shape.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace pilothouse {

/// The most that a model request's body may have. The guest holds no more either.
inline constexpr qsizetype modelRequestLimit = 32 * 1024 * 1024;

/// The protocols that models are spoken to in; see model_protocol.h.
enum class ModelProtocolName : quint8 {
    Chat, ///< OpenAI's chat completions, and whoever speaks them, too.
    Responses, ///< OpenAI's responses.
    Messages, ///< Anthropic's messages.
    Gemini, ///< Google's generateContent.
};

using HttpHeaders = QList<std::pair<QByteArray, QByteArray>>;

/// A request that an agent made to its model endpoint inside the sandbox. All of it is untrusted.
struct ModelRequest {
    quint64 id = 0; ///< Chosen by the guest; unique while it is open.
    QByteArray method;
    QByteArray path; ///< With its query.
    HttpHeaders headers; ///< None is passed on but what the protocol's allow-list names.
    QByteArray body;
};

enum class ModelOperation : quint8 {
    Answer, ///< A message or completion: what costs money.
    CountTokens, ///< Free of charge, but the prompt goes to the provider.
    ListModels, ///< Answered here.
};

/// A request of an agent to a model, checked and built anew.
struct ModelCall {
    ModelOperation operation = ModelOperation::Answer;
    QByteArray path; ///< Below the provider's base URL, with its query: "/chat/completions".
    HttpHeaders headers; ///< The provider's own, such as anthropic-version.
    QJsonObject body; ///< What goes to the model: only fields that we know, and the model of the session.
    bool streaming = false;
    bool usageAdded = false; ///< The stream reports its usage because we asked; the agent did not.
    std::optional<qint64> completionLimit; ///< The most tokens it lets the model answer with.
    int answers = 1; ///< How many answers it asks for; each may be as long.
    int media = 0; ///< Pictures, sounds and files in it, whose tokens do not follow from its bytes.
    std::vector<AskCrossing> crossings; ///< It may go out only when a person allowed each.
};

} // namespace pilothouse
