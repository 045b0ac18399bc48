#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QJsonObject>

namespace pilothouse {

inline constexpr ErrorCode JsonInvalid{"json.invalid"};

/// Parses one JSON object of at most `limit` bytes. `what` names it in the message ("the engine's answer").
/// Errors: JsonInvalid (not JSON, or not an object), LimitExceeded. Any thread; not for the GUI thread when large.
[[nodiscard]] Result<QJsonObject> parseObject(const QByteArray &bytes, qsizetype limit, const QString &what);

/// The compact text of an object: one line, no newline in it or after it.
[[nodiscard]] QByteArray toLine(const QJsonObject &object);

} // namespace pilothouse
