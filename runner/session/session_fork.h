#pragma once

#include "runner/session/data_directory.h"
#include "runner/session/session_state.h"

#include <stop_token>

namespace pilothouse {

/// The first events of a session that goes on from a snapshot of another one: the same base, and that snapshot (none
/// where it is the base itself). Errors: NotFound (no such snapshot).
[[nodiscard]] Result<std::vector<NewEvent>> forkEvents(
    const SessionState &from, const ObjectId &snapshot, const QString &prompt);

/// Brings the snapshot that a forked session began with into its own store; does nothing when it is there. Blocks; on
/// the pool. Errors: NotFound (the other session is gone), those of importSnapshot() and packSnapshot().
[[nodiscard]] Result<void> fillFork(const DataDirectory &directory, SessionId session, const SessionInfo &info,
    const ObjectId &base, std::stop_token stop = {});

} // namespace pilothouse
