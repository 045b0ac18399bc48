#pragma once

#include "runner/session/runner.h"

#include <QJsonObject>

namespace pilothouse {

/// Why is this line here? Fields beside "command" and `id`: `place` (PATH:LINE; the line of the latest snapshot's file,
/// or with `old` of the base's), `old`?. The answer: {path, line, text, kind, reason, headline, caveat, turns, prompt,
/// words, calls: [{id, turn, seq, kind, command, title}], snapshots, seq, othersMay}; `kind` is by, during, between,
/// restored, unknown, or base for a line that the session did not touch. Errors: NotFound, InvalidArgument.
[[nodiscard]] Task<QJsonObject> whyCommand(Runner &runner, QJsonObject command);

/// Writes it all as a git note on the last accepted commit. The answer: {commit}. Errors: NotFound, those of
/// ReviewApi::noteOrigins().
[[nodiscard]] Task<QJsonObject> noteCommand(Runner &runner, QJsonObject command);

/// An origin as JSON: the fields from `kind` on.
[[nodiscard]] QJsonObject originToJson(const LineOrigin &origin);

} // namespace pilothouse
