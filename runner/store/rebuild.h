#pragma once

#include "runner/store/writer_context.h"

namespace pilothouse {

/// Drops all read models and folds the whole log into new ones, one transaction; answers the rows of all sessions. The
/// search index is empty afterwards and behind. Takes about 5 microseconds an event.
[[nodiscard]] Result<std::vector<SessionRow>> rebuildReadModels(WriterContext &context);

} // namespace pilothouse
