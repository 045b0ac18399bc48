#pragma once

// Internal: how a person's repository is opened.

#include "runner/workspace/git_handles.h"

namespace pilothouse {

/// Opens the repository that `path` lies in, with the person's own configuration (system, XDG, user, repository).
/// Nothing is written by opening. Errors: see probeRepository(), without RepositoryUnborn.
[[nodiscard]] Result<RepositoryPtr> openPersonRepository(const QString &path);

/// Opens its objects and branches alone, as a bare repository without configuration: there a new branch gets no log
/// file, so that one ref is all that changes.
[[nodiscard]] Result<RepositoryPtr> openForBranch(git_repository *repository);

/// The commit that HEAD names. Errors: RepositoryUnborn, GitFailed.
[[nodiscard]] Result<CommitPtr> headCommit(git_repository *repository);

/// The folder to name to people: the work tree's root, or the bare repository.
[[nodiscard]] QString repositoryRoot(git_repository *repository);

} // namespace pilothouse
