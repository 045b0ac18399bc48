#pragma once

// Internal: the commit that an accept makes.

#include "runner/workspace/accept.h"
#include "runner/workspace/git_handles.h"

namespace pilothouse {

/// Errors: AuthorMissing, InvalidArgument (no date), GitFailed.
[[nodiscard]] Result<SignaturePtr> signatureOf(const Person &person, const QDateTime &moment);

/// The commit's text, with the co-author's line.
[[nodiscard]] QByteArray messageText(const AcceptRequest &request);

/// Errors: GitFailed.
[[nodiscard]] Result<CommitPtr> commitTree(git_repository *repository, const git_oid &tree, const git_commit *parent,
    const git_signature *author, const QByteArray &message);

} // namespace pilothouse
