#include "runner/workspace/uncommitted.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/person_repository.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/store_lock.h"
#include "runner/workspace/uncommitted_scan.h"

#include <QCoreApplication>

#include <fstream>

namespace pilothouse {

namespace {

constexpr auto PrivateEmail = "uncommitted@pilothouse.invalid";

std::unexpected<Error> cannotTake(const QByteArray &path)
{
    return gitFailure(IoFailed,
        QCoreApplication::translate(
            "Workspace", "“%1” cannot be read, or it changed while it was read. Check it and try again.")
            .arg(displayPath(path)));
}

/// The store that contents go to.
struct Target {
    git_odb *odb;
    QString path;

    [[nodiscard]] std::unexpected<Error> failed() const { return cannotWrite(path + u'/', lastGitWords()); }
};

/// Streams a file into the store as it is.
Result<git_oid> storeRaw(const Target &to, git_repository *repository, const UncommittedFile &file)
{
    std::ifstream input(workPath(repository, file.path), std::ios::binary);
    if (!input)
        return cannotTake(file.path);
    git_odb_stream *raw = nullptr;
    if (git_odb_open_wstream(&raw, to.odb, static_cast<git_object_size_t>(file.size), GIT_OBJECT_BLOB) != 0)
        return to.failed();
    const OdbStreamPtr stream(raw);
    QByteArray buffer(256 * 1024, Qt::Uninitialized);
    qint64 left = file.size;
    while (left > 0) {
        input.read(buffer.data(), std::min<qint64>(left, buffer.size()));
        if (input.gcount() <= 0)
            return cannotTake(file.path);
        if (git_odb_stream_write(raw, buffer.constData(), static_cast<size_t>(input.gcount())) != 0)
            return to.failed();
        left -= input.gcount();
    }
    if (input.peek() != std::ifstream::traits_type::eof())
        return cannotTake(file.path);
    git_oid oid{};
    if (git_odb_stream_finalize_write(&oid, raw) != 0)
        return to.failed();
    return oid;
}

Result<git_oid> storeBytes(const Target &to, const void *data, size_t size)
{
    git_oid oid{};
    if (git_odb_write(&oid, to.odb, data, size, GIT_OBJECT_BLOB) != 0)
        return to.failed();
    return oid;
}

/// The content that git would store for a file of the work tree, with libgit2's own conversions (line ends, $Id$),
/// which run no program.
Result<git_oid> storeWorkFile(const Target &to, git_repository *repository, const ScannedFile &scanned)
{
    const QByteArray &path = scanned.file.path;
    if (scanned.mode == GIT_FILEMODE_LINK) {
        std::error_code error;
        const std::filesystem::path target = std::filesystem::read_symlink(workPath(repository, path), error);
        if (error)
            return cannotTake(path);
        const std::string text = target.generic_string();
        return storeBytes(to, text.data(), text.size());
    }
    git_filter_list *rawFilters = nullptr;
    if (git_filter_list_load(
            &rawFilters, repository, nullptr, path.constData(), GIT_FILTER_TO_ODB, GIT_FILTER_ALLOW_UNSAFE)
        != 0)
        return cannotTake(path);
    const FilterListPtr filters(rawFilters);
    if (!rawFilters)
        return storeRaw(to, repository, scanned.file);
    git_buf converted = GIT_BUF_INIT;
    const int code = git_filter_list_apply_to_file(&converted, rawFilters, repository, path.constData());
    Result<git_oid> oid = code == 0 ? storeBytes(to, converted.ptr, converted.size) : cannotTake(path);
    git_buf_dispose(&converted);
    return oid;
}

/// The index's content of a file, copied from the person's repository.
Result<git_oid> storeStaged(const Target &to, git_odb *from, const ScannedFile &scanned)
{
    git_odb_object *raw = nullptr;
    if (git_odb_read(&raw, from, &scanned.staged) != 0)
        return cannotTake(scanned.file.path);
    const OdbObjectPtr object(raw);
    return storeBytes(to, git_odb_object_data(raw), git_odb_object_size(raw));
}

/// Puts the scanned changes into `index`, an index in memory that holds HEAD's tree.
Result<void> applyChanges(
    git_index *index, git_repository *store, git_repository *repository, const Scan &scan, const std::stop_token &stop)
{
    git_odb *rawTo = nullptr;
    git_odb *rawFrom = nullptr;
    if (git_repository_odb(&rawTo, store) != 0)
        return cannotTake({});
    const OdbPtr odb(rawTo);
    const Target to{rawTo, fromGitPath(git_repository_path(store))};
    if (git_repository_odb(&rawFrom, repository) != 0)
        return cannotTake({});
    const OdbPtr from(rawFrom);
    // Deletions first: a folder may have become a file.
    for (const ScannedFile &scanned : scan.files) {
        if (scanned.file.status == UncommittedFile::Status::Deleted
            && git_index_remove(index, scanned.file.path.constData(), 0) != 0)
            return cannotTake(scanned.file.path);
    }
    for (const ScannedFile &scanned : scan.files) {
        if (stop.stop_requested())
            return wasCancelled();
        const bool staged = !git_oid_is_zero(&scanned.staged);
        const bool fromIndex = staged
            && ((!scanned.file.unstaged && !scanned.file.untracked)
                || scanned.file.leftOut == UncommittedFile::LeftOut::NeedsFilter);
        if (scanned.file.status == UncommittedFile::Status::Deleted
            || (scanned.file.leftOut != UncommittedFile::LeftOut::No && !fromIndex))
            continue;
        const Result<git_oid> oid =
            fromIndex ? storeStaged(to, rawFrom, scanned) : storeWorkFile(to, repository, scanned);
        if (!oid)
            return std::unexpected(oid.error());
        git_index_entry entry{};
        entry.mode = scanned.mode;
        entry.id = *oid;
        entry.path = scanned.file.path.constData();
        if (git_index_add(index, &entry) != 0)
            return cannotTake(scanned.file.path);
    }
    return {};
}

Result<git_oid> writeCommit(git_repository *store, const git_commit *head, const git_oid &treeId)
{
    git_tree *rawTree = nullptr;
    git_signature *rawWho = nullptr;
    const git_signature *when = git_commit_committer(head);
    if (git_tree_lookup(&rawTree, store, &treeId) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "Your uncommitted changes cannot be stored."));
    const TreePtr tree(rawTree);
    // HEAD's own time, so that the same state is the same commit.
    if (git_signature_new(&rawWho, "Pilothouse", PrivateEmail, when->when.time, when->when.offset) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "Your uncommitted changes cannot be stored."));
    const SignaturePtr who(rawWho);
    git_oid oid{};
    const git_commit *parents[] = {head};
    if (git_commit_create(&oid, store, nullptr, rawWho, rawWho, nullptr, "Uncommitted changes\n", rawTree, 1, parents)
        != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "Your uncommitted changes cannot be stored."));
    return oid;
}

QList<UncommittedFile> filesOf(const Scan &scan)
{
    QList<UncommittedFile> files;
    for (const ScannedFile &scanned : scan.files)
        files.append(scanned.file);
    return files;
}

} // namespace

bool isPrivateCommit(const git_commit *commit)
{
    const git_signature *committer = git_commit_committer(commit);
    return committer && QByteArrayView(committer->email) == PrivateEmail;
}

Result<UncommittedChanges> listUncommitted(
    const QString &repository, const UncommittedLimits &limits, std::stop_token stop)
{
    const Result<RepositoryPtr> opened = openPersonRepository(repository);
    if (!opened)
        return std::unexpected(opened.error());
    const Result<Scan> scan = scanUncommitted(opened->get(), limits, stop);
    if (!scan)
        return std::unexpected(scan.error());
    return UncommittedChanges{scan->head, filesOf(*scan)};
}

Result<UncommittedCommit> commitUncommitted(const QString &store, const QString &repository, const ObjectId &head,
    const UncommittedLimits &limits, std::stop_token stop)
{
    const Result<RepositoryPtr> source = openPersonRepository(repository);
    if (!source)
        return std::unexpected(source.error());
    const Result<StoreLock> lock = StoreLock::take(store, stop);
    if (!lock)
        return std::unexpected(lock.error());
    const Result<RepositoryPtr> target = openStore(store);
    if (!target)
        return std::unexpected(target.error());
    const Result<CommitPtr> base = findCommit(target->get(), head);
    if (!base)
        return std::unexpected(base.error());
    const Result<TreePtr> baseTree = treeOf(base->get());
    if (!baseTree)
        return std::unexpected(baseTree.error());
    const Result<Scan> scan = scanUncommitted(source->get(), limits, stop);
    if (!scan)
        return std::unexpected(scan.error());
    if (scan->head != head)
        return failure(InvalidArgument,
            QCoreApplication::translate("Workspace",
                "Another commit was checked out in %1 meanwhile. Look at the list of your uncommitted changes again.")
                .arg(repositoryRoot(source->get())));

    git_index *rawIndex = nullptr;
    if (git_index_new(&rawIndex) != 0)
        return cannotTake({});
    const IndexPtr index(rawIndex);
    if (git_index_read_tree(rawIndex, baseTree->get()) != 0)
        return cannotTake({});
    if (const Result<void> applied = applyChanges(rawIndex, target->get(), source->get(), *scan, stop); !applied)
        return std::unexpected(applied.error());
    git_oid tree{};
    if (git_index_write_tree_to(&tree, rawIndex, target->get()) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "Your uncommitted changes cannot be stored."));
    UncommittedCommit result{head, toObjectId(tree), filesOf(*scan)};
    if (git_oid_equal(&tree, git_tree_id(baseTree->get())))
        return result;
    const Result<git_oid> commit = writeCommit(target->get(), base->get(), tree);
    if (!commit)
        return std::unexpected(commit.error());
    result.commit = toObjectId(*commit);
    if (const Result<void> readable =
            makeObjectsReadable(fromGitPath(git_repository_path(target->get())) + QStringLiteral("/objects"));
        !readable)
        return std::unexpected(readable.error());
    if (const Result<void> kept = setStoreRef(target->get(), "refs/private/" + result.commit.value.toLatin1(), *commit);
        !kept)
        return std::unexpected(kept.error());
    return result;
}

} // namespace pilothouse
