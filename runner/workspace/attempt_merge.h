#pragma once

#include "runner/workspace/merge.h"
#include "runner/workspace/selection.h"

namespace pilothouse {

/// Parts of a change set in a store of its own.
struct StoredSelection {
    QString store;
    Selection selection;

    friend bool operator==(const StoredSelection &, const StoredSelection &) = default;
};

/// The tree of `base` with parts of several change sets that begin from its tree, merged one after the other; the
/// first part that does not fit ends it with its conflicts. Stores borrow from the same base store; what is taken of
/// the others is written into `store`, which then has all of the tree. Blocks; any thread.
/// Errors: InvalidArgument (a change set that begins elsewhere; nothing selected), those of composeSelection(),
/// DiskFull.
[[nodiscard]] Result<MergeOutcome> mergeAttempts(
    const QString &store, const ObjectId &base, const std::vector<StoredSelection> &parts, std::stop_token stop = {});

/// The same, with conflicts as a failure: AcceptConflict with the files that two of the parts change differently.
[[nodiscard]] Result<ObjectId> composeAttempts(
    const QString &store, const ObjectId &base, const std::vector<StoredSelection> &parts, std::stop_token stop = {});

/// A session's tree of what was accepted of it, with one more part: `taken` (empty: the base's tree) and the selection,
/// which is of the base, merged. Where they do not merge, because other lines were accepted since, `taken` stays.
/// Blocks; any thread. Errors: those of composeSelection().
[[nodiscard]] Result<ObjectId> takenWith(
    const QString &store, const Selection &selection, const ObjectId &taken, std::stop_token stop = {});

/// Copies what a tree reaches and `to` does not have. Errors: NotFound, ObjectsMissing, GitFailed, DiskFull, Cancelled.
[[nodiscard]] Result<void> copyTree(
    const QString &from, const QString &to, const ObjectId &tree, const std::stop_token &stop = {});

} // namespace pilothouse
