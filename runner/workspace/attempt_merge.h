#pragma once

#include "runner/workspace/selection.h"

namespace pilothouse {

/// Parts of a change set in a store of its own.
struct StoredSelection {
    QString store;
    Selection selection;

    friend bool operator==(const StoredSelection &, const StoredSelection &) = default;
};

/// The tree of `base` with parts of several change sets that begin from its tree, merged one after the other. Stores
/// borrow from the same base store; what is taken of the others is written into `store`, which then has all of the
/// tree. Blocks; any thread.
/// Errors: InvalidArgument (a change set that begins elsewhere; nothing selected), AcceptConflict with the files that
/// two of them change differently, those of composeSelection(), DiskFull.
[[nodiscard]] Result<ObjectId> composeAttempts(
    const QString &store, const ObjectId &base, const std::vector<StoredSelection> &parts, std::stop_token stop = {});

/// Copies what a tree reaches and `to` does not have. Errors: NotFound, ObjectsMissing, GitFailed, DiskFull, Cancelled.
[[nodiscard]] Result<void> copyTree(
    const QString &from, const QString &to, const ObjectId &tree, const std::stop_token &stop = {});

} // namespace pilothouse
