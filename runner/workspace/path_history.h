#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>

#include <span>
#include <stop_token>
#include <vector>

namespace pilothouse {

/// What stands at a path in one tree.
struct PathState {
    QByteArray path; ///< Where the file was then: renames are followed back.
    ObjectId blob; ///< Empty when nothing was there, or no file.
    quint32 mode = 0;
    /// It came or went in a step in which a .gitignore changed as well, so it may have been there before or after.
    bool byIgnoring = false;

    friend bool operator==(const PathState &, const PathState &) = default;
};

/// Follows the file that is at `path` in the last tree back through the ones before it; one state for each tree. Where
/// it was made by a rename, the states before have its old name. Blocks; any thread.
/// Errors: NotFound, GitFailed, Cancelled.
[[nodiscard]] Result<std::vector<PathState>> followPath(
    const QString &store, std::span<const ObjectId> trees, const QByteArray &path, std::stop_token stop = {});

/// The messages of commits, empty where there is no such commit; at most 4 KiB each. Untrusted text.
[[nodiscard]] Result<std::vector<QByteArray>> commitMessages(
    const QString &store, std::span<const ObjectId> commits, std::stop_token stop = {});

} // namespace pilothouse
