#pragma once

#include "runner/guest/program/workspace/git_store.h"

namespace pilothouse::guest {

/// Checks a seed request's texts; empty when they are good, else words about what is wrong.
[[nodiscard]] std::string seedProblem(const Seed &request);

/// Fills the workspace with the base commit, byte for byte, and writes the agent's own repository into it. The store
/// must be there. Writes over what an interrupted seeding left.
[[nodiscard]] Response seedWorkspace(GitStore &store, const Seed &request);

/// Makes the files of the workspace those of the tree, from what they are (path → mode and object). Files that are in
/// neither stay.
[[nodiscard]] Response restoreFiles(GitStore &store, const TreeNode &target,
    const std::map<std::string, std::pair<unsigned, std::string>> &present, const std::string &treeish);

/// True for a folder without entries, or with only the one that new file systems have.
/// Whether the workspace still has the repository that seeding with this request wrote there.
[[nodiscard]] bool hasAgentRepository(const GitStore &store, const Seed &request);
[[nodiscard]] bool isEmptyFolder(const std::string &path);

} // namespace pilothouse::guest
