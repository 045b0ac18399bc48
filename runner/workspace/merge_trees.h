#pragma once

// Internal: mergeTrees() in a repository that is open, so that a caller chooses where new objects go.

#include "runner/workspace/git_handles.h"
#include "runner/workspace/merge.h"

namespace pilothouse {

struct MergedTrees {
    const git_tree *base = nullptr;
    const git_tree *ours = nullptr;
    const git_tree *theirs = nullptr;
};

/// Errors: as mergeTrees().
[[nodiscard]] Result<MergeOutcome> mergeInRepository(git_repository *repository, const MergedTrees &trees,
    const std::vector<MergeResolution> &resolutions, const MergeLabels &labels, const std::stop_token &stop);

} // namespace pilothouse
