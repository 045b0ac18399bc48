#pragma once

// Internal: which objects of what an accept made another store lacks.

#include "runner/workspace/git_handles.h"

#include <stop_token>
#include <vector>

namespace pilothouse {

/// The objects of `commit` and of those of its ancestors that `target` does not have, each after what it refers to.
/// Errors: ObjectsMissing, Cancelled.
[[nodiscard]] Result<std::vector<git_oid>> objectsToCopy(
    git_repository *source, git_odb *target, const git_oid &commit, const std::stop_token &stop);

/// The same of one tree; where `known` trees, which `target` has, hold the same, it need not be asked.
[[nodiscard]] Result<std::vector<git_oid>> objectsToCopy(git_repository *source, git_odb *target, const git_tree *tree,
    const std::vector<const git_tree *> &known, const std::stop_token &stop);

} // namespace pilothouse
