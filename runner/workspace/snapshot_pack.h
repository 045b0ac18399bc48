#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <stop_token>

namespace pilothouse {

/// Writes a pack of everything that the snapshot commit `want` reaches and `have` (the base, which the receiver has)
/// does not, for a sandbox that is to go on from that snapshot. Replaces `file`. Blocks; any thread.
/// Errors: NotFound (no such commit in the store), ObjectsMissing, IoFailed, DiskFull, GitFailed, Cancelled.
[[nodiscard]] Result<void> packSnapshot(
    const QString &sessionStore, const ObjectId &want, const ObjectId &have, const QString &file, std::stop_token stop);

/// The same for a tree of the store (that a person composed, or of an earlier snapshot), for a sandbox that has the
/// snapshot commit `have`.
[[nodiscard]] Result<void> packTree(
    const QString &sessionStore, const ObjectId &tree, const ObjectId &have, const QString &file, std::stop_token stop);

} // namespace pilothouse
