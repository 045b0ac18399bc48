#pragma once

// Internal: what is known of a changed file only from its content.

#include "runner/workspace/change_set.h"
#include "runner/workspace/object_reader.h"

namespace pilothouse {

/// Fills in sizes, natures, `binary`, `tooLarge` and the counts of lines. Errors: NotFound, GitFailed.
[[nodiscard]] Result<void> measureFile(
    const ObjectReader &reader, FileChange &change, const DiffOptions &options, const std::stop_token &stop);

} // namespace pilothouse
