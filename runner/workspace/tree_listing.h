#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>

#include <vector>

namespace pilothouse {

/// A file or folder of a tree.
struct TreeEntry {
    QByteArray path; ///< From the tree's root, with slashes; raw bytes.
    quint32 mode = 0; ///< As git stores it: 040000 for folders, 0160000 for submodules.
    qint64 size = -1; ///< Bytes; -1 for what is not a file.
    ObjectId object;

    [[nodiscard]] bool isFolder() const { return mode == 0040000; }
    friend bool operator==(const TreeEntry &, const TreeEntry &) = default;
};

/// The entries of one folder of a tree or commit of a store, folders first, each by name; an empty path is the root.
/// Blocks; any thread. Errors: NotFound, GitFailed.
[[nodiscard]] Result<std::vector<TreeEntry>> listTree(
    const QString &store, const ObjectId &treeish, const QByteArray &folder);

/// One entry by its path. Errors: NotFound, GitFailed.
[[nodiscard]] Result<TreeEntry> findInTree(const QString &store, const ObjectId &treeish, const QByteArray &path);

} // namespace pilothouse
