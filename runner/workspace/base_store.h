#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QList>

#include <functional>
#include <stop_token>

namespace pilothouse {

/// What a sandbox's workspace starts from.
struct BaseSeed {
    ObjectId commit;
    ObjectId tree;
    QList<ObjectId>
        shallow; ///< Commits whose parents the store does not have; the clone's .git/shallow must list them.
    qint64 objectsAdded = 0; ///< 0 when the store had all of it.
    qint64 bytesAdded = 0;

    friend bool operator==(const BaseSeed &, const BaseSeed &) = default;
};

struct SeedProgress {
    enum class Phase { Listing, Compressing, Writing };
    Phase phase = Phase::Listing;
    quint64 done = 0;
    quint64 total = 0; ///< 0 while unknown.
};

/// Pilothouse's own copy of a person's repository: a bare repository that holds what the chosen base commits reach and
/// nothing else (no stash, no other branch, nothing dangling). A sandbox borrows from its objects folder, mounted
/// read-only, so that folder is readable by every user (files 0444, folders 0755) while the folders above are private.
///
/// Creates the store if it is missing and copies what the commit `revision` names in `repository` reaches and the store
/// does not have yet, as one pack that is checked while it is indexed and on disk (fsync) before this returns. A ref of
/// the store (refs/bases/<commit>) keeps it. The person's repository is only read. One caller at a time works on a
/// store, in any process; others wait. `progress` is called on this thread. Blocks; any thread.
/// Errors: as probeRepository(), and RevisionUnknown, ObjectsMissing, IoFailed, DiskFull, StoreBusy, Cancelled.
[[nodiscard]] Result<BaseSeed> ensureBase(const QString &store, const QString &repository, const QString &revision,
    std::stop_token stop = {}, const std::function<void(const SeedProgress &)> &progress = {});

/// The same facts about a commit that the store has already, without the person's repository.
/// Errors: NotFound, GitFailed.
[[nodiscard]] Result<BaseSeed> findBase(const QString &store, const ObjectId &commit);

/// The folder to mount for the sandbox.
[[nodiscard]] QString objectsDirectory(const QString &store);

} // namespace pilothouse
