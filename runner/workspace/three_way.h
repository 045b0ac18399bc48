#pragma once

// Internal: the merge of two sides of one base.

#include "runner/workspace/merge.h"
#include "runner/workspace/side_changes.h"
#include "runner/workspace/tree_edits.h"

namespace pilothouse {

struct ThreeWay {
    std::vector<TreeEdit> edits; ///< What our tree gets. At a path in conflict it keeps what it has.
    std::vector<MergeConflict> conflicts; ///< By path.
};

/// Merges as git's "ort" does for a pair of sides: renames of files are followed; a file that one side puts into a
/// folder which the other renamed is a conflict. Merged texts are written where `repository` writes. Errors:
/// ObjectsMissing, GitFailed, Cancelled.
[[nodiscard]] Result<ThreeWay> mergeSides(git_repository *repository, const SideChanges &ours,
    const SideChanges &theirs, const MergeLabels &labels, const std::stop_token &stop);

} // namespace pilothouse
