#pragma once

// Internal: a tree with some entries changed, in memory.

#include "runner/workspace/git_handles.h"

#include <optional>
#include <vector>

namespace pilothouse {

/// A file, link or submodule as a tree names it.
struct TreeFile {
    quint32 mode = 0;
    git_oid object{};

    friend bool operator==(const TreeFile &left, const TreeFile &right)
    {
        return left.mode == right.mode && git_oid_equal(&left.object, &right.object);
    }
};

/// What stands at a path afterwards; nothing: no file.
struct TreeEdit {
    QByteArray path;
    std::optional<TreeFile> file;
};

/// The order of paths by folders, where "a" and all of "a/…" stand together although "a.txt" is between them by bytes.
[[nodiscard]] bool isBeforeInFolders(const QByteArray &left, const QByteArray &right);

/// What a tree has at a path; nothing where there is no file (a folder is none). Errors: GitFailed.
[[nodiscard]] Result<std::optional<TreeFile>> fileInTree(const git_tree *tree, const QByteArray &path);

/// The tree with the edits, each path at most once; new trees are written where `repository` writes, and only those of
/// folders that something changed in. `tree` may be null. A folder that becomes empty goes.
/// Errors: InvalidArgument (a file and a folder would have one name), GitFailed.
[[nodiscard]] Result<git_oid> editTree(git_repository *repository, const git_tree *tree, std::vector<TreeEdit> edits);

} // namespace pilothouse
