#include "runner/workspace/repository_probe.h"

#include "runner/workspace/person_repository.h"

#include <QCoreApplication>

#include <utility>

namespace pilothouse {

namespace {

GitOperation operationOf(git_repository *repository)
{
    switch (git_repository_state(repository)) {
    case GIT_REPOSITORY_STATE_MERGE:
        return GitOperation::Merge;
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
        return GitOperation::Revert;
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
        return GitOperation::CherryPick;
    case GIT_REPOSITORY_STATE_BISECT:
        return GitOperation::Bisect;
    case GIT_REPOSITORY_STATE_REBASE:
    case GIT_REPOSITORY_STATE_REBASE_INTERACTIVE:
    case GIT_REPOSITORY_STATE_REBASE_MERGE:
        return GitOperation::Rebase;
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX_OR_REBASE:
        return GitOperation::ApplyMailbox;
    default:
        return GitOperation::None;
    }
}

QString configText(git_config *config, const char *key)
{
    git_buf value = GIT_BUF_INIT;
    QString text;
    if (git_config_get_string_buf(&value, config, key) == 0)
        text = QString::fromUtf8(value.ptr, static_cast<qsizetype>(value.size)).trimmed();
    git_buf_dispose(&value);
    return text;
}

void readConfig(git_repository *repository, RepositoryFacts &facts)
{
    git_config *raw = nullptr;
    if (git_repository_config_snapshot(&raw, repository) != 0)
        return;
    const ConfigPtr config(raw);
    // author.* beats user.*, as in git-config(1).
    const QString authorName = configText(raw, "author.name");
    const QString authorEmail = configText(raw, "author.email");
    facts.author.name = authorName.isEmpty() ? configText(raw, "user.name") : authorName;
    facts.author.email = authorEmail.isEmpty() ? configText(raw, "user.email") : authorEmail;
    facts.partial = !configText(raw, "extensions.partialclone").isEmpty();
}

int collectSubmodule(const char *root, const git_tree_entry *entry, void *payload)
{
    if (git_tree_entry_filemode(entry) == GIT_FILEMODE_COMMIT)
        static_cast<QList<QByteArray> *>(payload)->append(QByteArray(root) + git_tree_entry_name(entry));
    return 0;
}

} // namespace

Result<RepositoryFacts> probeRepository(const QString &path)
{
    Result<RepositoryPtr> repository = openPersonRepository(path);
    if (!repository)
        return std::unexpected(repository.error());
    git_repository *raw = repository->get();
    const Result<CommitPtr> head = headCommit(raw);
    if (!head)
        return std::unexpected(head.error());
    const Result<TreePtr> tree = treeOf(head->get());
    if (!tree)
        return std::unexpected(tree.error());

    RepositoryFacts facts;
    facts.root = repositoryRoot(raw);
    facts.gitDirectory = fromGitPath(git_repository_path(raw));
    facts.commonDirectory = fromGitPath(git_repository_commondir(raw));
    facts.bare = git_repository_is_bare(raw) == 1;
    facts.linkedWorktree = git_repository_is_worktree(raw) == 1;
    facts.shallow = git_repository_is_shallow(raw) == 1;
    facts.head = toObjectId(*git_commit_id(head->get()));
    facts.operation = operationOf(raw);
    readConfig(raw, facts);

    git_reference *headRef = nullptr;
    if (git_repository_head(&headRef, raw) == 0) {
        const ReferencePtr reference(headRef);
        if (git_reference_is_branch(headRef) == 1)
            facts.branch = QString::fromUtf8(git_reference_shorthand(headRef));
    }
    // Submodules are what .gitmodules declares; without that file the tree need not be walked.
    if (git_tree_entry_byname(tree->get(), ".gitmodules")
        && git_tree_walk(tree->get(), GIT_TREEWALK_PRE, collectSubmodule, &facts.submodules) != 0)
        return gitFailure(QCoreApplication::translate(
            "Workspace", "The files of the newest commit in %1 cannot be read. Run “git fsck” there.")
                .arg(facts.root));
    return facts;
}

QString operationNotice(const RepositoryFacts &facts)
{
    const auto notice = [&facts](const QString &sentence) { return sentence.arg(facts.root); };
    switch (facts.operation) {
    case GitOperation::None:
        return {};
    case GitOperation::Merge:
        return notice(QCoreApplication::translate("Workspace",
            "A merge is not finished in %1. Finish it with “git commit” or give it up with “git merge --abort”, or "
            "start from the last commit as it is."));
    case GitOperation::Revert:
        return notice(QCoreApplication::translate("Workspace",
            "A revert is not finished in %1. Finish it with “git revert --continue” or give it up with “git revert "
            "--abort”, or start from the last commit as it is."));
    case GitOperation::CherryPick:
        return notice(QCoreApplication::translate("Workspace",
            "A cherry-pick is not finished in %1. Finish it with “git cherry-pick --continue” or give it up with "
            "“git cherry-pick --abort”, or start from the last commit as it is."));
    case GitOperation::Bisect:
        return notice(QCoreApplication::translate("Workspace",
            "A bisection is under way in %1, so HEAD is a commit that it chose. End it with “git bisect reset”, or "
            "name the commit to start from."));
    case GitOperation::Rebase:
        return notice(QCoreApplication::translate("Workspace",
            "A rebase is not finished in %1, so HEAD is a commit in the middle of it. Finish it with “git rebase "
            "--continue” or give it up with “git rebase --abort”, or name the commit to start from."));
    case GitOperation::ApplyMailbox:
        return notice(QCoreApplication::translate("Workspace",
            "Patches are being applied in %1. Finish with “git am --continue” or give up with “git am --abort”, or "
            "start from the last commit as it is."));
    }
    std::unreachable();
}

Result<ObjectId> resolveRevision(const QString &path, const QString &revision)
{
    const Result<RepositoryPtr> repository = openPersonRepository(path);
    if (!repository)
        return std::unexpected(repository.error());
    if (revision.isEmpty()) {
        const Result<CommitPtr> head = headCommit(repository->get());
        if (!head)
            return std::unexpected(head.error());
        return toObjectId(*git_commit_id(head->get()));
    }
    git_object *raw = nullptr;
    const int found = git_revparse_single(&raw, repository->get(), revision.toUtf8().constData());
    const ObjectPtr object(raw);
    git_object *commit = nullptr;
    if (found != 0 || git_object_peel(&commit, raw, GIT_OBJECT_COMMIT) != 0)
        return gitFailure(RevisionUnknown,
            QCoreApplication::translate(
                "Workspace", "“%1” is no commit in %2. Name a branch, a tag or a commit that “git log” shows there.")
                .arg(revision, repositoryRoot(repository->get())));
    const ObjectPtr peeled(commit);
    return toObjectId(*git_object_id(commit));
}

} // namespace pilothouse
