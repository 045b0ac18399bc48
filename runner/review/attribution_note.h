#pragma once

#include "runner/review/attribution_cache.h"
#include "runner/review/attribution_text.h"

namespace pilothouse {

/// What to note about an accepted commit: the lines of the changes from `base` to `snapshot` that are in `taken` (a
/// tree of all that was accepted; empty: everything). Of at most 2,000 files. Blocks; any thread. Errors: as
/// lineOrigins() and diffTrees().
[[nodiscard]] Result<std::vector<NotedFile>> notedFiles(const QString &store, const Timeline &timeline,
    const ObjectId &base, const ObjectId &snapshot, const ObjectId &taken, OriginCache &cache,
    std::stop_token stop = {});

} // namespace pilothouse
