#pragma once

#include "runner/session/session_state.h"
#include "runner/store/session_row.h"

namespace pilothouse {

class StoreReader;

/// How a session ends, from its first event, its last ones and its row in the list: what can be shown at once while the
/// whole log is being read (LiveFacts::onlyEnd). Blocks on the disk, bounded however long the log is; called on a
/// reader thread. Errors: IoFailed, NotFound (it has no event).
[[nodiscard]] Result<SessionSnapshotPtr> glanceAtEnd(StoreReader &reader, const SessionRow &row);

/// Those of some idle sessions that a process left in the middle of something: an accept without an end, or a prompt
/// that no turn took. Looks at each one's last events only; an idle session has nothing else under way. Blocks on the
/// disk, called on a reader thread. Errors: IoFailed.
[[nodiscard]] Result<std::vector<SessionId>> leftUnfinished(StoreReader &reader, const std::vector<SessionId> &idle);

} // namespace pilothouse
