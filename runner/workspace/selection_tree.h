#pragma once

// Internal: selections in a repository that is open, so that a caller chooses where new objects go.

#include "runner/workspace/git_handles.h"
#include "runner/workspace/selection.h"

namespace pilothouse {

enum class SelectionUse { Take, Leave };

/// Take: composeSelection(); Leave: composeWithout(). Errors: as these.
[[nodiscard]] Result<git_oid> composeTree(
    git_repository *repository, const Selection &selection, SelectionUse use, const std::stop_token &stop);

} // namespace pilothouse
