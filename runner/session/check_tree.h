#pragma once

#include "runner/base/error.h"
#include "runner/base/ids.h"

#include <stop_token>

namespace pilothouse {

/// Writes the files of a tree of a store, and nothing else, as a tar archive to be unpacked in a sandbox's workspace:
/// owned by the sandbox's user, every byte as it is stored. Replaces `file`. Blocks; any thread.
/// Errors: those of exportTree(), WorkspaceHostile (a path that no container takes), DiskFull, IoFailed, Cancelled.
[[nodiscard]] Result<void> archiveTree(
    const QString &store, const ObjectId &tree, const QString &file, int userId, std::stop_token stop = {});

} // namespace pilothouse
