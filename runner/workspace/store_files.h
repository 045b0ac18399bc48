#pragma once

// Internal: how our own bare repositories are made, opened, locked and filled.

#include "runner/workspace/git_handles.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace pilothouse {

/// Opens one of our stores, with no configuration but its own. Errors: NotFound, GitFailed.
[[nodiscard]] Result<RepositoryPtr> openStore(const QString &path);

/// Opens it, or makes it first; an interrupted making is completed. Errors: IoFailed, DiskFull, GitFailed.
[[nodiscard]] Result<RepositoryPtr> openOrCreateStore(const QString &path);

/// Why a file or folder could not be written: DiskFull when the words or the disk itself say so, IoFailed otherwise.
[[nodiscard]] std::unexpected<Error> cannotWrite(const QString &path, const QString &cause);

/// Replaces a small file as a whole, on disk when it returns.
[[nodiscard]] Result<void> replaceFile(const QString &path, const QByteArray &content);

struct WrittenObjects {
    qint64 count = 0;
    qint64 bytes = 0; ///< Of the files that were written; 0 for loose objects.
};

struct WriteOptions {
    std::stop_token stop;
    /// (written so far, total); may be empty.
    std::function<void(quint64, quint64)> progress;
};

/// Copies the objects from `source` into the objects folder `target`: a few as loose objects, more as one pack.
/// On disk (fsync) when it returns. The objects must not be in `target` yet.
[[nodiscard]] Result<WrittenObjects> writeObjects(
    git_repository *source, const std::vector<git_oid> &objects, const QString &target, const WriteOptions &options);

/// Writes what the builder collected as one pack into the objects folder `target`. Each object was read, so hashed,
/// when it was packed and is hashed again when the pack is indexed. (The indexer's own check that nothing referred to
/// is missing cannot be used: it takes submodules for missing objects.)
[[nodiscard]] Result<WrittenObjects> writePack(
    git_packbuilder *builder, const QString &target, const WriteOptions &options);

/// Makes everything below an objects folder readable by every user: folders 0755, files 0444.
[[nodiscard]] Result<void> makeObjectsReadable(const QString &objectsFolder);

/// Has what is written to these objects only looked up in the stores beneath, whose files' times libgit2 would else
/// renew where they hold it already: for reading a person's objects beside ours without touching them.
void leaveTimesAlone(git_odb *objects);

/// Points `name` at a commit of one of our stores, whatever it named before. The caller holds its StoreLock.
[[nodiscard]] Result<void> setStoreRef(git_repository *store, const QByteArray &name, const git_oid &target);

} // namespace pilothouse
