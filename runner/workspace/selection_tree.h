#pragma once

// Internal: selections in a repository that is open, so that a caller chooses where new objects go.

#include "runner/workspace/git_handles.h"
#include "runner/workspace/selection.h"

namespace pilothouse {

enum class SelectionUse { Take, Leave };

/// Take: composeSelection(); Leave: composeWithout(). `repository` reads the objects of `store`. Errors: as these.
[[nodiscard]] Result<git_oid> composeTree(git_repository *repository, const QString &store, const Selection &selection,
    SelectionUse use, const std::stop_token &stop);

} // namespace pilothouse
