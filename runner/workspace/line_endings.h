#pragma once

// Internal: files whose line ends a repository's attributes would have otherwise.

#include "runner/workspace/git_handles.h"
#include "runner/workspace/tree_edits.h"

#include <QList>

#include <stop_token>

namespace pilothouse {

struct LineEndings {
    QList<QByteArray> files; ///< With CRLF, where `git add` would write LF.
    std::vector<TreeEdit> edits; ///< The same files with LF.
};

/// Of the files that `tree` has otherwise than `from`, those that the .gitattributes of `base` would normalise (text,
/// text=auto for a text that had LF, eol=). Only that commit's attributes count, no configuration. The normalised texts
/// are written where `repository` writes. Errors: GitFailed, ObjectsMissing, LimitExceeded, Cancelled.
[[nodiscard]] Result<LineEndings> findLineEndings(git_repository *repository, const git_commit *base,
    const git_tree *from, const git_tree *tree, const std::stop_token &stop);

} // namespace pilothouse
