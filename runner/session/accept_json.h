#pragma once

#include "runner/workspace/accept.h"

#include <QJsonObject>

#include <optional>

namespace pilothouse {

/// The whole request as the payload of AcceptStarted and back, so that a process that dies in the middle of an accept
/// is followed by one that finishes it and finds its own commit.
[[nodiscard]] QJsonObject acceptToJson(const AcceptRequest &request);
[[nodiscard]] AcceptRequest acceptFromJson(const QJsonObject &json);

/// {from, to, files: [{old?, new?, whole?, properties?, removed?: [[first, count]…], added?}]}, paths in base64.
[[nodiscard]] QJsonObject selectionToJson(const Selection &selection);
/// Nothing when a part is not of this form: then it must not be carried out.
[[nodiscard]] std::optional<Selection> selectionFromJson(const QJsonObject &json);

} // namespace pilothouse
