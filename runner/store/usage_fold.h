#pragma once

#include "runner/base/error.h"
#include "runner/store/session_row.h"
#include "runner/store/tool_call_row.h"

namespace pilothouse {

class Database;

// The tables that budgets are checked against, kept in step with the log inside the writer's transaction, without a
// cache: the next condition of that same transaction reads them.

/// What an event says about requests to models, bytes through the proxy, and budgets of the session.
[[nodiscard]] Result<void> applyUsage(Database &database, const SessionRow &session, const Event &event);

/// A tool call that was seen for the first time; also whether it starts another agent.
[[nodiscard]] Result<void> countToolCall(
    Database &database, const SessionRow &session, const ToolCallNews &news, const Event &event);

/// Before a session is deleted for good: what it spent stays spent.
[[nodiscard]] Result<void> keepUsage(Database &database, SessionId session);

} // namespace pilothouse
