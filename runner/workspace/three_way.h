#pragma once

// Internal: the merge of two sides of one base.

#include "runner/workspace/file_merge.h"
#include "runner/workspace/merge.h"
#include "runner/workspace/side_changes.h"
#include "runner/workspace/tree_edits.h"

namespace pilothouse {

struct ThreeWay {
    std::vector<TreeEdit> edits; ///< What our tree gets. At a path in conflict it keeps what it has.
    std::vector<MergeConflict> conflicts; ///< By path.
};

/// Merges as git's "ort" does for a pair of sides: renames of files are followed; a file that one side puts into a
/// folder which the other renamed is a conflict. Merged texts are written where the texts' repository writes. To Judge,
/// only which paths are in conflict is certain. Errors: ObjectsMissing, GitFailed, Cancelled.
[[nodiscard]] Result<ThreeWay> mergeSides(BlobTexts &texts, const SideChanges &ours, const SideChanges &theirs,
    const MergeLabels &labels, MergePurpose purpose, const std::stop_token &stop);

} // namespace pilothouse
