#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>
#include <QList>

namespace pilothouse {

/// Who a commit names; empty where git's configuration does not say.
struct Person {
    QString name;
    QString email;

    friend bool operator==(const Person &, const Person &) = default;
};

/// What was begun in a repository with git and is not finished yet.
enum class GitOperation { None, Merge, Revert, CherryPick, Bisect, Rebase, ApplyMailbox };

/// What a person's repository looks like at one moment.
struct RepositoryFacts {
    QString root; ///< The work tree's top folder; of a bare repository the repository itself. Name this one to people.
    QString gitDirectory; ///< Of a linked worktree its own one.
    QString commonDirectory; ///< Where objects and branches are.
    bool bare = false;
    bool linkedWorktree = false;
    bool shallow = false; ///< History is cut off; it works, with the history there is.
    bool partial = false; ///< Cloned with a filter; it works when the chosen commit's objects are all there.
    ObjectId head; ///< The commit that HEAD names.
    QString branch; ///< The checked-out branch without "refs/heads/"; empty when HEAD is detached.
    GitOperation operation = GitOperation::None;
    QList<QByteArray> submodules; ///< Their paths in HEAD's tree; the agent gets the commit's number, not the files.
    Person author; ///< As the person's own git configuration names them here.

    friend bool operator==(const RepositoryFacts &, const RepositoryFacts &) = default;
};

/// Looks at the repository that `path` lies in: ordinary, bare, a linked worktree, or a folder below one of these.
/// Reads only: neither the index nor any other file of it is written or refreshed. Blocks; any thread.
/// Errors: RepositoryMissing, RepositoryUnborn, RepositoryUnsupported, GitFailed.
[[nodiscard]] Result<RepositoryFacts> probeRepository(const QString &path);

/// A sentence for a person about the unfinished operation and what to do; empty for None.
[[nodiscard]] QString operationNotice(const RepositoryFacts &facts);

/// The commit that a person's words ("main~2", "v1.0", a hash) mean there; empty words mean HEAD.
/// Errors: as probeRepository(), and RevisionUnknown.
[[nodiscard]] Result<ObjectId> resolveRevision(const QString &path, const QString &revision);

} // namespace pilothouse
