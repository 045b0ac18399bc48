#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QStringList>

#include <stop_token>

namespace pilothouse {

enum class TryFollow { Stay, Latest };

/// A snapshot as files that a person can open, run and change, outside their checkout.
struct TryFolder {
    QString path; ///< The folder with the files.
    ObjectId snapshot; ///< The snapshot commit that its files are of.
    TryFollow follow = TryFollow::Stay; ///< Latest: further snapshots of the session follow into it.
    QStringList leftOut; ///< What was not written, safe to show: names this system does not take, links that lead out.
    QStringList conflicts; ///< Files that the person changed and a later snapshot, too: left as the person has them.

    friend bool operator==(const TryFolder &, const TryFolder &) = default;
};

struct TryRequest {
    QString sessionStore;
    QString baseStore; ///< Its objects are borrowed as well.
    QString folder; ///< Where the files go; beside it lies FOLDER.json with what is known of it.
    ObjectId base; ///< What git status and git diff in it compare with.
    ObjectId snapshot;
    TryFollow follow = TryFollow::Stay;
};

/// Writes the snapshot's files into a new folder, or brings an existing one to the snapshot: files that the person did
/// not change since they were written here are replaced, the others are left and named. Bytes are written as they are
/// stored; no filter, attribute, hook or program of git runs. A name that git or this system would take for something
/// else is left out and named, as is a symbolic link that leads out of the folder or into its .git.
///
/// The folder is a repository of its own that borrows the objects, with the base checked out as its HEAD. A linked
/// worktree of the person's repository would be lighter, but would write into that repository, share its refs and
/// obey its hooks and configuration on what an agent wrote.
/// One caller at a time works on a folder. Blocks; any thread.
/// Errors: NotFound, IoFailed, DiskFull, GitFailed, Cancelled.
[[nodiscard]] Result<TryFolder> openTry(const TryRequest &request, std::stop_token stop = {});

/// What is known of a folder that openTry() made. Errors: NotFound.
[[nodiscard]] Result<TryFolder> findTry(const QString &folder);

} // namespace pilothouse
