#pragma once

#include "runner/workspace/workspace_errors.h"

namespace pilothouse {

/// "pilothouse/<slug of the title>-<n>" with the first n from 1 that is free in the repository.
/// Errors: as probeRepository(). Blocks; any thread.
[[nodiscard]] Result<QString> suggestBranch(const QString &repository, const QString &title);

/// Whether a branch may be called that. Errors: BranchInvalid, with what to change.
[[nodiscard]] Result<void> checkBranchName(const QString &name);

/// A first draft of a commit message: the title as a subject line of at most 72 characters, the rest as its body.
[[nodiscard]] QString draftMessage(const QString &title);

} // namespace pilothouse
