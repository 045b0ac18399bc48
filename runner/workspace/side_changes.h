#pragma once

// Internal: one side of a merge.

#include "runner/workspace/tree_changes.h"

#include <QHash>

namespace pilothouse {

/// What one side of a merge changed, prepared once for any number of merges.
struct SideChanges {
    std::vector<TreeChange> files; ///< In the order of folders: "a", "a/b", "a.txt".
    std::vector<std::pair<QByteArray, QByteArray>> moves; ///< Old and new paths of renamed files, by the old one.
    /// Folders of which every file went, most of them to the new folder: there a file that the other side adds belongs.
    /// With a slash at the end, but for the root; by the old one.
    std::vector<std::pair<QByteArray, QByteArray>> movedFolders;
    /// Folders of which every file went, as many to one folder as to another.
    std::vector<QByteArray> splitFolders;
};

/// The folder that a path lies in, with its slash; empty for the root.
[[nodiscard]] QByteArray folderOf(const QByteArray &path);

/// The files between two trees. Errors: NotFound, LimitExceeded, GitFailed, Cancelled.
[[nodiscard]] Result<SideChanges> sideChanges(
    git_repository *repository, const git_tree *base, const git_tree *side, const std::stop_token &stop);

/// Whether the two cannot meet: no path of both, no file of one where the other has a folder, no folder that moved away
/// under what the other adds. Then their merge is clean, and is nothing but both.
[[nodiscard]] bool areApart(const SideChanges &one, const SideChanges &other);

} // namespace pilothouse
