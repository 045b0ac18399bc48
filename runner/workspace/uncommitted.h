#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>
#include <QList>

#include <stop_token>

namespace pilothouse {

/// One file that differs from HEAD in the index or in the work tree.
struct UncommittedFile {
    enum class Status { Added, Modified, Deleted, TypeChanged };
    /// Why "with my uncommitted changes" keeps HEAD's state of this file.
    enum class LeftOut {
        No,
        NeedsFilter, ///< Its attributes name a filter program or an encoding (LFS, git-crypt); we run no program.
        NestedRepository, ///< An untracked folder with a repository of its own.
        Unreadable, ///< No permission, or not a file (a socket, a device).
        TooLarge, ///< Above UncommittedLimits::fileBytes.
    };

    QByteArray path; ///< From the work tree's root, with slashes; raw bytes.
    Status status = Status::Modified; ///< Against HEAD.
    bool staged = false; ///< The index differs from HEAD.
    bool unstaged = false; ///< The work tree differs from the index.
    bool untracked = false;
    qint64 size = 0; ///< Bytes in the work tree; 0 when deleted.
    LeftOut leftOut = LeftOut::No;

    friend bool operator==(const UncommittedFile &, const UncommittedFile &) = default;
};

struct UncommittedChanges {
    ObjectId head; ///< The commit that they are changes to.
    QList<UncommittedFile> files; ///< By path.

    friend bool operator==(const UncommittedChanges &, const UncommittedChanges &) = default;
};

struct UncommittedLimits {
    qsizetype files = 200'000;
    qint64 fileBytes = qint64(1) << 30;
    qint64 totalBytes = qint64(8) << 30;
};

/// Lists staged and unstaged changes and untracked files that are not ignored. The index is read without refreshing it
/// and no file is written. Submodules are not looked into. Blocks; any thread.
/// Errors: as probeRepository(), and FilesUnmerged, LimitExceeded, Cancelled.
[[nodiscard]] Result<UncommittedChanges> listUncommitted(
    const QString &repository, const UncommittedLimits &limits = {}, std::stop_token stop = {});

struct UncommittedCommit {
    ObjectId commit;
    ObjectId tree;
    QList<UncommittedFile> files; ///< As listed at that moment.
};

/// Builds the commit "HEAD with my uncommitted changes" in a store of ours, never in the person's repository. `head`
/// must be in the store (ensureBase()) and is the commit's only parent. The same state gives the same commit; without
/// any change it is `head` itself. Line ends are converted as the person's configuration says; no filter program is
/// run: files that need one keep HEAD's state (or the index's, which git has filtered already). Blocks; any thread.
/// Errors: as listUncommitted(), and IoFailed, DiskFull, StoreBusy.
[[nodiscard]] Result<UncommittedCommit> commitUncommitted(const QString &store, const QString &repository,
    const ObjectId &head, const UncommittedLimits &limits = {}, std::stop_token stop = {});

} // namespace pilothouse
