#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <vector>

namespace pilothouse {

/// A local branch of a person's repository.
struct BranchFacts {
    QString name; ///< Without "refs/heads/".
    ObjectId tip;
    bool isHead = false; ///< Checked out where the repository's path leads to.
    bool isCheckedOut = false; ///< There or in another work tree.

    friend bool operator==(const BranchFacts &, const BranchFacts &) = default;
};

/// By name. Errors: as probeRepository(). Blocks; any thread.
[[nodiscard]] Result<std::vector<BranchFacts>> listBranches(const QString &repository);

/// "pilothouse/<slug of the title>-<n>" with the first n from 1 that is free in the repository.
/// Errors: as probeRepository(). Blocks; any thread.
[[nodiscard]] Result<QString> suggestBranch(const QString &repository, const QString &title);

/// Whether a branch may be called that. Errors: BranchInvalid, with what to change.
[[nodiscard]] Result<void> checkBranchName(const QString &name);

/// A first draft of a commit message: the title as a subject line of at most 72 characters, the rest as its body.
[[nodiscard]] QString draftMessage(const QString &title);

} // namespace pilothouse
