#pragma once

#include "runner/session/session_state.h"
#include "runner/store/session_row.h"

#include <QJsonObject>

/// The stable JSON of what scripts read (`--json`); described in README.md.
namespace pilothouse {

/// The stable name of a kind: "agent_received"; "unknown" for a number that this version does not know.
[[nodiscard]] QString eventKindName(EventKind kind);

/// {session, seq, at, turn, kind, payload}; `at` in milliseconds since 1970 UTC.
[[nodiscard]] QJsonObject eventToJson(const Event &event);

/// {id, title, state, repository, agent, model, mode, turn, created, updated, pinned, files, added, removed,
/// costMicros, approvals}
[[nodiscard]] QJsonObject sessionToJson(const SessionRow &row);

/// The same from a folded state, with what only `show` tells: base, sandbox, grade, queue, snapshots, accepted, usage.
[[nodiscard]] QJsonObject sessionToJson(const SessionState &state);

[[nodiscard]] QJsonObject approvalToJson(const Approval &approval);
[[nodiscard]] QJsonObject errorToJson(const Error &error);
[[nodiscard]] QString gradeStateName(GradeState state);

} // namespace pilothouse
