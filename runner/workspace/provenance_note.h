#pragma once

#include "runner/workspace/accept.h"

namespace pilothouse {

/// Writes a text as the git note of a commit in the person's repository, under refs/notes/pilothouse, where
/// `git log --notes=pilothouse` shows it. It replaces an earlier one of ours. Nothing else there changes. For when a
/// person asked for it. Blocks; any thread. Errors: as probeRepository(), and NotFound, AuthorMissing, IoFailed,
/// DiskFull.
[[nodiscard]] Result<void> writeProvenanceNote(const QString &repository, const ObjectId &commit, const QString &text,
    const Person &author, const QDateTime &moment);

} // namespace pilothouse
