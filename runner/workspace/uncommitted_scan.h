#pragma once

// Internal: what listing and committing of uncommitted changes share.

#include "runner/workspace/git_handles.h"
#include "runner/workspace/uncommitted.h"

#include <filesystem>

namespace pilothouse {

/// A listed file with what its content is taken from.
struct ScannedFile {
    UncommittedFile file;
    quint32 mode = 0; ///< As in a tree; 0 when deleted.
    git_oid staged{}; ///< The index's content; zero when the index does not differ from HEAD.
};

struct Scan {
    ObjectId head;
    QList<ScannedFile> files; ///< By path.
};

/// Errors: as listUncommitted().
[[nodiscard]] Result<Scan> scanUncommitted(
    git_repository *repository, const UncommittedLimits &limits, const std::stop_token &stop);

/// A file of the work tree, by its raw bytes.
[[nodiscard]] std::filesystem::path workPath(git_repository *repository, const QByteArray &path);

/// Whether a commit is one of commitUncommitted(), which must never reach the person's repository as it is.
[[nodiscard]] bool isPrivateCommit(const git_commit *commit);

} // namespace pilothouse
