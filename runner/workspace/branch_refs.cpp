#include "runner/workspace/branch_refs.h"

#include "runner/workspace/store_files.h"

#include <QCoreApplication>
#include <QFile>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace pilothouse {

namespace {

bool hasRefsBelow(git_repository *repository, const QByteArray &folder)
{
    git_reference_iterator *raw = nullptr;
    if (git_reference_iterator_glob_new(&raw, repository, QByteArray(folder + "/*").constData()) != 0)
        return false;
    const ReferencesPtr refs(raw);
    const char *name = nullptr;
    return git_reference_next_name(&name, raw) == 0;
}

/// Whether a lock file is what a run of this same accept left behind: nobody else would lock a branch that does not
/// exist to point it there.
bool isOurs(const QString &lockFile, const git_oid &commit)
{
    QFile file(lockFile);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray content = file.read(64).trimmed();
    return content.isEmpty() || content == toObjectId(commit).value.toLatin1();
}

/// Waits for whoever holds the branch's lock file. Errors: Cancelled, or what libgit2 said last.
Result<void> lockBranch(git_repository *repository, git_transaction *transaction, const QByteArray &ref,
    const git_oid &commit, const std::stop_token &stop)
{
    using namespace std::chrono_literals;
    const QString lockFile =
        fromGitPath(git_repository_commondir(repository)) + u'/' + QString::fromUtf8(ref) + QStringLiteral(".lock");
    std::mutex mutex;
    std::condition_variable_any wake;
    for (int tries = 0; tries < 62; ++tries) {
        if (stop.stop_requested())
            return wasCancelled();
        const int code = git_transaction_lock_ref(transaction, ref.constData());
        if (code == 0)
            return {};
        if (code != GIT_ELOCKED && !QFile::exists(lockFile))
            break;
        if (tries == 60 && isOurs(lockFile, commit))
            QFile::remove(lockFile);
        std::unique_lock held(mutex);
        wake.wait_for(held, stop, 50ms, [] { return false; });
    }
    return cannotWrite(lockFile, lastGitWords());
}

/// Points the branch at the commit under git's own lock file, if `check` still allows it then.
template <class Check>
Result<void> setBranch(
    git_repository *repository, const QString &branch, const git_oid &commit, Check check, const std::stop_token &stop)
{
    const QByteArray ref = branchRef(branch);
    const auto failed = [&branch] {
        return gitFailure(IoFailed,
            QCoreApplication::translate("Workspace",
                "The branch “%1” cannot be written. Check that you may write in the repository and that no other git "
                "command is running, and try again.")
                .arg(branch));
    };
    git_transaction *raw = nullptr;
    if (git_transaction_new(&raw, repository) != 0)
        return failed();
    const TransactionPtr transaction(raw);
    if (const Result<void> locked = lockBranch(repository, raw, ref, commit, stop); !locked)
        return locked.error().code == IoFailed ? failed() : std::unexpected(locked.error());
    if (const Result<void> allowed = check(); !allowed)
        return allowed;
    if (git_transaction_set_target(raw, ref.constData(), &commit, nullptr, nullptr) != 0
        || git_transaction_commit(raw) != 0)
        return failed();
    return {};
}

} // namespace

QByteArray branchRef(const QString &branch)
{
    return "refs/heads/" + branch.toUtf8();
}

bool isBranchFree(git_repository *repository, const QString &branch)
{
    const QByteArray ref = branchRef(branch);
    git_oid target{};
    if (git_reference_name_to_id(&target, repository, ref.constData()) == 0 || hasRefsBelow(repository, ref))
        return false;
    // "a" and "a/b" cannot both be branches.
    for (qsizetype slash = ref.lastIndexOf('/'); slash > 10; slash = ref.lastIndexOf('/', slash - 1)) {
        if (git_reference_name_to_id(&target, repository, ref.first(slash).constData()) == 0)
            return false;
    }
    return true;
}

Result<void> makeBranch(
    git_repository *repository, const QString &branch, const git_oid &commit, const std::stop_token &stop)
{
    return setBranch(
        repository, branch, commit,
        [&]() -> Result<void> {
            if (isBranchFree(repository, branch))
                return {};
            return failure(BranchTaken,
                QCoreApplication::translate("Workspace", "A branch “%1” was made just now. Choose another name.")
                    .arg(branch));
        },
        stop);
}

Result<void> moveBranch(git_repository *repository, const QString &branch, const git_oid &from, const git_oid &to,
    const std::stop_token &stop)
{
    return setBranch(
        repository, branch, to,
        [&]() -> Result<void> {
            git_oid target{};
            if (git_reference_name_to_id(&target, repository, branchRef(branch).constData()) == 0
                && git_oid_equal(&target, &from))
                return {};
            return branchMoved(branch);
        },
        stop);
}

std::unexpected<Error> branchMoved(const QString &branch)
{
    return failure(BranchMoved,
        QCoreApplication::translate("Workspace",
            "The branch “%1” has moved since you decided. Look at what is accepted onto it now, and accept again.")
            .arg(branch));
}

} // namespace pilothouse
