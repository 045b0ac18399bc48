#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace pilothouse {

/// The most that a model request's body may have. The guest holds no more either.
inline constexpr qsizetype modelRequestLimit = 32 * 1024 * 1024;

/// A request of an agent for a chat completion, checked and built anew.
struct ModelCall {
    QJsonObject body; ///< What goes to the model: only fields that we know, and the model of the session.
    bool streaming = false;
    std::optional<qint64> completionLimit; ///< The most tokens it lets the model answer with.
};

/// Reads the body of a POST to /v1/chat/completions. Refused are tools that run at the provider (web search, code) and
/// images or files by address, which the provider would fetch: both would carry data out of the sandbox past every
/// rule. Fields that we do not know, and those that raise the price (n, service_tier), are left out. A stream is made
/// to report its usage. Pure, any thread; milliseconds for each megabyte. Errors: LimitExceeded, JsonInvalid,
/// InvalidArgument.
[[nodiscard]] Result<ModelCall> readModelCall(const QByteArray &body, const QString &model);

} // namespace pilothouse
