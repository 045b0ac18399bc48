#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>
#include <QList>

#include <stop_token>

namespace pilothouse {

/// Bounds of one pack from a sandbox. Sizes are of the unpacked objects.
struct ImportLimits {
    qint64 packBytes = qint64(1) << 30;
    quint32 objects = 500'000;
    qint64 objectBytes = qint64(512) << 20;
    qint64 totalBytes = qint64(4) << 30;
    int commits = 1000; ///< Snapshots in one pack.
    int depth = 128; ///< Folders within folders.
    qsizetype pathBytes = 4096;
};

struct ImportReport {
    ObjectId commit;
    ObjectId tree;
    QList<ObjectId> chain; ///< The imported commits, oldest first; the last one is `commit`.
    qint64 objects = 0; ///< New ones that were kept.
    qint64 bytes = 0; ///< Their unpacked size.
    qint64 ignoredObjects = 0; ///< The pack held them, the snapshot does not reach them: not kept.

    friend bool operator==(const ImportReport &, const ImportReport &) = default;
};

/// Creates a session's private object store: bare, borrowing (by a relative path) from `baseStore`. Does nothing when
/// it is there already. Blocks; any thread. Errors: IoFailed, DiskFull, GitFailed.
[[nodiscard]] Result<void> createSessionStore(const QString &sessionStore, const QString &baseStore);

/// The strict gate for what a sandbox made. Takes the snapshot commit `expectedCommit`, whose chain of single parents
/// must lead to `expectedParent` (the last imported snapshot, or the base), out of the pack: the objects go into
/// quarantine, and only what the chain's commits reach beyond their parents is checked, one by one, and kept:
/// - a commit has one tree, one parent, an author, a committer and a text, nothing else;
/// - a tree is canonical: modes 100644, 100755, 120000 and 40000, sorted, no name twice, no name that git, NTFS or HFS+
///   would take for .git, no other name that entryNameProblem() refuses unless the person's own tree has it already;
///   a submodule entry only where the parent has the same one;
/// - every object's hash is computed, its kind is what its place says, its size is within the limits.
/// Anything else is WorkspaceHostile, with the path in visible text, and nothing of the pack is kept.
/// Links are stored, never followed. The kept objects are on disk (fsync) before this returns. An import that was
/// done already succeeds again without a pack. One caller at a time works on a store; others wait. Blocks; any thread.
/// Errors: WorkspaceHostile, LimitExceeded, NotFound (no such pack file), IoFailed, DiskFull, GitFailed, Cancelled.
[[nodiscard]] Result<ImportReport> importSnapshot(const QString &sessionStore, const QString &packFile,
    const ObjectId &expectedCommit, const ObjectId &expectedParent, const ImportLimits &limits = {},
    std::stop_token stop = {});

} // namespace pilothouse
