#pragma once

#include "runner/store/database.h"
#include "runner/store/store_reader.h"

/// The columns of the read models in the order that both sides, ReadModels and StoreReader, use.
#define PILOTHOUSE_SESSION_COLUMNS                                                                                     \
    "id, title, repository, repository_path, agent, agent_version, model, mode, state, reason, created_ms, "           \
    "updated_ms, "                                                                                                     \
    "last_seq, turn, turn_started_ms, worked_ms, pinned, changed_files, added_lines, removed_lines, cost_micros, "     \
    "open_approvals, attempts, base, snapshot, tree, all_taken"
#define PILOTHOUSE_TOOL_CALL_COLUMNS                                                                                   \
    "session, id, turn, title, kind, status, command, place, agent, model, started_ms, ended_ms, exit_code, "          \
    "first_seq, "                                                                                                      \
    "last_seq"
#define PILOTHOUSE_APPROVAL_COLUMNS                                                                                    \
    "session, id, kind, title, tool_call, requested_seq, requested_ms, decided_seq, decided_ms, decision, decided_by"

namespace pilothouse {

[[nodiscard]] SessionRow sessionRow(const Rows &rows);
[[nodiscard]] ToolCallRow toolCallRow(const Rows &rows);
[[nodiscard]] ApprovalRow approvalRow(const Rows &rows);

[[nodiscard]] Result<void> save(Database &database, const SessionRow &row);
[[nodiscard]] Result<void> save(Database &database, const ToolCallRow &row);
[[nodiscard]] Result<void> save(Database &database, const ApprovalRow &row);

} // namespace pilothouse
