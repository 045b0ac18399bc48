#pragma once

#include "runner/store/blob_store.h"
#include "runner/store/database.h"
#include "runner/store/event.h"

/// The columns that eventOf() reads.
#define PILOTHOUSE_EVENT_COLUMNS "seq, at_ms, turn, kind, payload, blob"

namespace pilothouse {

/// One row of the log with its payload; a blob that is missing or damaged gives {"lost": {"sha256", "reason"}}. Other
/// failures of the disk are errors.
[[nodiscard]] Result<Event> eventOf(const Rows &rows, SessionId session, const BlobStore &blobs);

} // namespace pilothouse
