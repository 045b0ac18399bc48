#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/merge.h"
#include "runner/workspace/selection.h"

#include <vector>

namespace pilothouse {

/// Parts of what one attempt changed, against the base of the group.
struct AttemptPart {
    SessionId session;
    Selection selection;

    friend bool operator==(const AttemptPart &, const AttemptPart &) = default;
};

/// Parts of several attempts on their common base.
struct ComposedAttempts {
    SessionId session; ///< The first part's; the tree is in its store.
    ObjectId tree; ///< Empty while there are conflicts.
    std::vector<AttemptPart> parts; ///< Of which it was composed.
    std::vector<MergeConflict> conflicts; ///< Files that two of the parts change differently; by path.

    friend bool operator==(const ComposedAttempts &, const ComposedAttempts &) = default;
};

} // namespace pilothouse
