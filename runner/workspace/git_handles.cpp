#include "runner/workspace/git_handles.h"

#include <QCoreApplication>
#include <QDir>

#include <cerrno>
#include <system_error>

namespace pilothouse {

namespace {

#ifdef EDQUOT
constexpr std::errc diskQuotaExceeded{EDQUOT};
#else
constexpr std::errc diskQuotaExceeded = std::errc::no_space_on_device;
#endif

/// libgit2's options are global to the process; they are set once, before its first use, and never changed.
class GitLibrary {
public:
    GitLibrary()
    {
        git_libgit2_init();
        git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
        git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 1);
        git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
        // No system or user configuration unless a caller adds it by name (see openPersonRepository()). The XDG folder
        // is searched, because the default ignore file can be had in no other way; its configuration is not used for
        // our own stores either (see openStore()).
        for (const int level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA})
            git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
        git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, gitPath(personGitDirectory()).constData());
        git_libgit2_opts(GIT_OPT_SET_TEMPLATE_PATH, "");
        // A partial clone whose objects are all there is an ordinary repository; one that lacks some is found out when
        // they are read (ObjectsMissing).
        static const char *extensions[] = {"partialclone"};
        git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, std::size(extensions));
        // Git asks who owns a repository because its configuration can name programs. libgit2 runs no program of a
        // repository and neither do we, and a person may well choose a shared one; so the question is off.
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    }
    ~GitLibrary() { git_libgit2_shutdown(); }
    GitLibrary(const GitLibrary &) = delete;
    GitLibrary &operator=(const GitLibrary &) = delete;
};

} // namespace

void startGit()
{
    static const GitLibrary library;
}

QString personGitDirectory()
{
    const QString configured = qEnvironmentVariable("XDG_CONFIG_HOME");
    return (configured.isEmpty() ? QString(QDir::homePath() + QStringLiteral("/.config")) : configured)
        + QStringLiteral("/git");
}

QString lastGitWords()
{
    const git_error *last = git_error_last();
    return last && last->klass != GIT_ERROR_NONE && last->message ? QString::fromLocal8Bit(last->message) : QString();
}

bool saysDiskFull(const QString &words)
{
    // The words are the system's, in the language of the process.
    for (const std::errc code : {std::errc::no_space_on_device, diskQuotaExceeded}) {
        if (words.contains(QString::fromLocal8Bit(std::make_error_code(code).message())))
            return true;
    }
    return false;
}

std::unexpected<Error> gitFailure(ErrorCode code, const QString &message)
{
    const QString cause = lastGitWords();
    if (saysDiskFull(cause))
        return failure(DiskFull,
            QCoreApplication::translate("Workspace", "The disk is full. Make room on it and try again."), cause);
    return failure(code, message, cause);
}

std::unexpected<Error> gitFailure(const QString &message)
{
    return gitFailure(GitFailed, message);
}

std::unexpected<Error> wasCancelled()
{
    return failure(Cancelled, QCoreApplication::translate("Workspace", "The work was cancelled."));
}

QByteArray gitPath(const QString &path)
{
    return QDir::fromNativeSeparators(path).toUtf8();
}

QString fromGitPath(const char *path)
{
    QString text = QString::fromUtf8(path ? path : "");
    if (text.size() > 1 && text.endsWith(u'/'))
        text.chop(1);
    return text;
}

ObjectId toObjectId(const git_oid &oid)
{
    char text[GIT_OID_SHA1_HEXSIZE] = {};
    git_oid_fmt(text, &oid);
    return ObjectId(QString::fromLatin1(text, GIT_OID_SHA1_HEXSIZE));
}

Result<git_oid> toOid(const ObjectId &id)
{
    const QByteArray text = id.value.toLatin1();
    git_oid oid{};
    if (text.size() != GIT_OID_SHA1_HEXSIZE
        || git_oid_fromstrn(&oid, text.constData(), static_cast<size_t>(text.size())) != 0)
        return failure(InvalidArgument,
            QCoreApplication::translate("Workspace", "“%1” is not the name of a git object.").arg(id.value.left(80)));
    return oid;
}

QByteArray oidKey(const git_oid &oid)
{
    return QByteArray(reinterpret_cast<const char *>(oid.id), GIT_OID_SHA1_SIZE);
}

Result<CommitPtr> findCommit(git_repository *repository, const ObjectId &id)
{
    const Result<git_oid> oid = toOid(id);
    if (!oid)
        return std::unexpected(oid.error());
    git_commit *raw = nullptr;
    const int code = git_commit_lookup(&raw, repository, &*oid);
    if (code == GIT_ENOTFOUND)
        return gitFailure(
            NotFound, QCoreApplication::translate("Workspace", "There is no commit %1 here.").arg(id.value));
    if (code != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "Commit %1 cannot be read.").arg(id.value));
    return CommitPtr(raw);
}

Result<TreePtr> treeOf(const git_commit *commit)
{
    git_tree *raw = nullptr;
    const int code = git_commit_tree(&raw, commit);
    if (code != 0)
        return gitFailure(code == GIT_ENOTFOUND ? ObjectsMissing : GitFailed,
            QCoreApplication::translate("Workspace", "The files of commit %1 cannot be read.")
                .arg(toObjectId(*git_commit_id(commit)).value));
    return TreePtr(raw);
}

} // namespace pilothouse
