#pragma once

#include "runner/session/session_state.h"
#include "runner/store/session_row.h"

namespace pilothouse {

class StoreReader;

/// How a session ends, from its first event, its last ones and its row in the list: what can be shown at once while the
/// whole log is being read (LiveFacts::onlyEnd). Blocks on the disk, bounded however long the log is; called on a
/// reader thread. Errors: IoFailed, NotFound (it has no event).
[[nodiscard]] Result<SessionSnapshotPtr> glanceAtEnd(StoreReader &reader, const SessionRow &row);

} // namespace pilothouse
