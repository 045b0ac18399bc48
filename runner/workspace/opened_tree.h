#pragma once

// Internal: a tree of a store with what it is read by.

#include "runner/workspace/git_handles.h"

namespace pilothouse {

struct OpenedTree {
    RepositoryPtr repository;
    OdbPtr odb;
    TreePtr root;
};

/// The tree that an id of a store means: a tree's own, or a commit's. Errors: NotFound, InvalidArgument, GitFailed.
[[nodiscard]] Result<OpenedTree> openTree(const QString &store, const ObjectId &treeish);

} // namespace pilothouse
