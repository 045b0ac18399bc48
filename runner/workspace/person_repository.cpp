#include "runner/workspace/person_repository.h"

#include "runner/workspace/repository_probe.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <git2/sys/repository.h>

namespace pilothouse {

namespace {

/// The files that git reads (git-config(1), FILES and ENVIRONMENT), which libgit2 does not look for by itself here.
struct ConfigFile {
    QString path;
    git_config_level_t level;
};

QList<ConfigFile> personConfigFiles()
{
    QList<ConfigFile> files;
#ifdef Q_OS_UNIX
    if (!qEnvironmentVariableIsSet("GIT_CONFIG_NOSYSTEM"))
        files.append(
            {qEnvironmentVariable("GIT_CONFIG_SYSTEM", QStringLiteral("/etc/gitconfig")), GIT_CONFIG_LEVEL_SYSTEM});
#endif
    if (qEnvironmentVariableIsSet("GIT_CONFIG_GLOBAL")) {
        files.append({qEnvironmentVariable("GIT_CONFIG_GLOBAL"), GIT_CONFIG_LEVEL_GLOBAL});
    } else {
        files.append({personGitDirectory() + QStringLiteral("/config"), GIT_CONFIG_LEVEL_XDG});
        files.append({QDir::homePath() + QStringLiteral("/.gitconfig"), GIT_CONFIG_LEVEL_GLOBAL});
    }
    return files;
}

int addConfigFile(git_config *config, const QString &path, git_config_level_t level, git_repository *repository)
{
    if (!QFileInfo(path).isFile())
        return 0;
    return git_config_add_file_ondisk(config, gitPath(path).constData(), level, repository, 1);
}

int usePersonConfig(git_repository *repository)
{
    git_config *raw = nullptr;
    if (const int code = git_config_new(&raw); code != 0)
        return code;
    const ConfigPtr config(raw);
    for (const ConfigFile &file : personConfigFiles()) {
        if (const int code = addConfigFile(raw, file.path, file.level, repository); code != 0)
            return code;
    }
    const QString common = fromGitPath(git_repository_commondir(repository));
    if (const int code = addConfigFile(raw, common + QStringLiteral("/config"), GIT_CONFIG_LEVEL_LOCAL, repository);
        code != 0)
        return code;
    int perWorktree = 0;
    if (git_config_get_bool(&perWorktree, raw, "extensions.worktreeconfig") == 0 && perWorktree) {
        const QString own = fromGitPath(git_repository_path(repository)) + QStringLiteral("/config.worktree");
        if (const int code = addConfigFile(raw, own, GIT_CONFIG_LEVEL_WORKTREE, repository); code != 0)
            return code;
    }
    return git_repository_set_config(repository, raw);
}

/// Why libgit2 would not open what does look like a repository, in words that help.
std::unexpected<Error> explainOpenFailure(const QString &path)
{
    const git_error *last = git_error_last();
    const QString cause = last && last->message ? QString::fromUtf8(last->message) : QString();
    const auto says = [&cause](
                          const char *word) { return cause.contains(QLatin1StringView(word), Qt::CaseInsensitive); };
    if (says("objectformat") || says("sha256") || says("object format"))
        return failure(RepositoryUnsupported,
            QCoreApplication::translate("Workspace",
                "The repository %1 uses SHA-256 object names, which Pilothouse cannot read yet. Choose a clone that "
                "uses SHA-1.")
                .arg(path),
            cause);
    if (says("refstorage") || says("reftable"))
        return failure(RepositoryUnsupported,
            QCoreApplication::translate("Workspace",
                "The repository %1 keeps its branches in the reftable format, which Pilothouse cannot read yet. "
                "Convert it with “git refs migrate --ref-format=files” and try again.")
                .arg(path),
            cause);
    if (says("unsupported extension") || says("unsupported repository version"))
        return failure(RepositoryUnsupported,
            QCoreApplication::translate("Workspace",
                "The repository %1 uses a git extension that Pilothouse does not know. Choose another clone of it.")
                .arg(path),
            cause);
    return failure(GitFailed,
        QCoreApplication::translate(
            "Workspace", "The repository %1 cannot be read. Run “git status” there and mend what it says.")
            .arg(path),
        cause);
}

} // namespace

Result<RepositoryPtr> openPersonRepository(const QString &path)
{
    startGit();
    git_repository *raw = nullptr;
    const int code = git_repository_open_ext(&raw, gitPath(path).constData(), 0, nullptr);
    if (code == GIT_ENOTFOUND)
        return gitFailure(RepositoryMissing,
            QCoreApplication::translate("Workspace",
                "There is no git repository at %1. Choose a folder of one, or run “git init” and commit something "
                "there.")
                .arg(path));
    if (code != 0)
        return explainOpenFailure(path);
    RepositoryPtr repository(raw);
    if (usePersonConfig(raw) != 0)
        return gitFailure(QCoreApplication::translate(
            "Workspace", "Your git configuration cannot be read. Run “git config --list” and mend what it says."));
    return repository;
}

Result<RepositoryPtr> openForBranch(git_repository *repository)
{
    git_repository *raw = nullptr;
    git_config *rawConfig = nullptr;
    if (git_repository_open_bare(&raw, git_repository_commondir(repository)) != 0)
        return explainOpenFailure(repositoryRoot(repository));
    RepositoryPtr bare(raw);
    if (git_config_new(&rawConfig) != 0)
        return explainOpenFailure(repositoryRoot(repository));
    const ConfigPtr config(rawConfig);
    if (git_repository_set_config(raw, rawConfig) != 0)
        return explainOpenFailure(repositoryRoot(repository));
    return bare;
}

Result<CommitPtr> headCommit(git_repository *repository)
{
    git_object *raw = nullptr;
    git_oid head{};
    const int code = git_reference_name_to_id(&head, repository, "HEAD");
    if (code == GIT_ENOTFOUND || code == GIT_EUNBORNBRANCH)
        return gitFailure(RepositoryUnborn,
            QCoreApplication::translate("Workspace",
                "The repository %1 has no commit yet, so there is nothing to start from. Make a first commit in it.")
                .arg(repositoryRoot(repository)));
    if (code == 0 && git_object_lookup(&raw, repository, &head, GIT_OBJECT_COMMIT) == 0)
        return CommitPtr(reinterpret_cast<git_commit *>(raw));
    return gitFailure(QCoreApplication::translate(
        "Workspace", "The commit that HEAD names in %1 cannot be read. Run “git fsck” there.")
            .arg(repositoryRoot(repository)));
}

QString repositoryRoot(git_repository *repository)
{
    const char *workdir = git_repository_workdir(repository);
    return fromGitPath(workdir ? workdir : git_repository_path(repository));
}

} // namespace pilothouse
