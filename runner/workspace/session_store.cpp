#include "runner/workspace/session_store.h"

#include "runner/workspace/base_store.h"
#include "runner/workspace/pack_scan.h"
#include "runner/workspace/snapshot_gate.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/store_lock.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <git2/odb_backend.h>

namespace pilothouse {

namespace {

constexpr auto SnapshotRef = "refs/snapshots/last";
constexpr qint64 FeedSize = 1024 * 1024;

std::unexpected<Error> cannotRead(const QString &what)
{
    return gitFailure(QCoreApplication::translate("Workspace", "The session's store %1 cannot be read.").arg(what));
}

/// A folder for one pack that nobody trusts yet; with it goes everything in it.
Result<std::unique_ptr<QTemporaryDir>> makeQuarantine(const QString &store)
{
    QDir folder(store);
    for (const QString &left : folder.entryList({QStringLiteral("quarantine-*")}, QDir::Dirs))
        QDir(folder.filePath(left)).removeRecursively();
    auto quarantine = std::make_unique<QTemporaryDir>(store + QStringLiteral("/quarantine-XXXXXX"));
    if (!quarantine->isValid())
        return cannotWrite(store, quarantine->errorString());
    return quarantine;
}

int onIndexing(const git_indexer_progress *, void *payload)
{
    return static_cast<const std::stop_token *>(payload)->stop_requested() ? -1 : 0;
}

/// Indexes the pack into the quarantine, its missing delta bases taken from `known`, and opens it.
Result<OdbPtr> indexPack(QByteArrayView pack, const QString &quarantine, git_odb *known, std::stop_token stop)
{
    git_indexer_options options = GIT_INDEXER_OPTIONS_INIT;
    options.progress_cb = onIndexing;
    options.progress_cb_payload = &stop;
    git_indexer *rawIndexer = nullptr;
    if (git_indexer_new(&rawIndexer, gitPath(quarantine).constData(), 0, known, &options) != 0)
        return cannotWrite(quarantine, lastGitWords());
    const IndexerPtr indexer(rawIndexer);
    git_indexer_progress progress{};
    int code = 0;
    for (qsizetype at = 0; at < pack.size() && code == 0 && !stop.stop_requested(); at += FeedSize) {
        const QByteArrayView part = pack.sliced(at, std::min<qsizetype>(FeedSize, pack.size() - at));
        code = git_indexer_append(rawIndexer, part.data(), static_cast<size_t>(part.size()), &progress);
    }
    if (code == 0 && !stop.stop_requested())
        code = git_indexer_commit(rawIndexer, &progress);
    if (stop.stop_requested())
        return wasCancelled();
    if (code != 0)
        return gitFailure(WorkspaceHostile,
            QCoreApplication::translate("Workspace",
                "The sandbox sent a snapshot that cannot be read. Nothing of it was kept; the session can go on."));
    const QString index = quarantine + QStringLiteral("/pack-") + QString::fromLatin1(git_indexer_name(rawIndexer))
        + QStringLiteral(".idx");
    git_odb *rawOdb = nullptr;
    git_odb_backend *backend = nullptr;
    if (git_odb_new(&rawOdb) != 0)
        return cannotRead(quarantine);
    OdbPtr odb(rawOdb);
    if (git_odb_backend_one_pack(&backend, gitPath(index).constData()) != 0
        || git_odb_add_backend(rawOdb, backend, 1) != 0)
        return cannotRead(quarantine);
    return odb;
}

/// The store with the quarantine behind it, to copy from.
Result<RepositoryPtr> openWithQuarantine(const QString &store, const QString &quarantine)
{
    Result<RepositoryPtr> repository = openStore(store);
    if (!repository)
        return repository;
    git_odb *rawOdb = nullptr;
    if (git_repository_odb(&rawOdb, repository->get()) != 0)
        return cannotRead(store);
    const OdbPtr odb(rawOdb);
    const QStringList indexes = QDir(quarantine).entryList({QStringLiteral("pack-*.idx")}, QDir::Files);
    for (const QString &index : indexes) {
        git_odb_backend *backend = nullptr;
        if (git_odb_backend_one_pack(&backend, gitPath(quarantine + u'/' + index).constData()) != 0
            || git_odb_add_alternate(rawOdb, backend, 1) != 0)
            return cannotRead(store);
    }
    return repository;
}

/// The pack's file in memory (mapped), scanned within the limits.
struct MappedPack {
    QFile file;
    QByteArrayView bytes;
    PackScan scan;
};

Result<std::unique_ptr<MappedPack>> openPack(
    const QString &path, const ImportLimits &limits, const std::stop_token &stop)
{
    auto pack = std::make_unique<MappedPack>();
    pack->file.setFileName(path);
    if (!pack->file.open(QIODevice::ReadOnly))
        return failure(NotFound,
            QCoreApplication::translate(
                "Workspace", "The snapshot that the sandbox sent cannot be read from the disk."),
            pack->file.errorString());
    const qint64 size = pack->file.size();
    if (size > 0) {
        const uchar *mapped = pack->file.map(0, size);
        if (!mapped)
            return failure(IoFailed,
                QCoreApplication::translate(
                    "Workspace", "The snapshot that the sandbox sent cannot be read from the disk."),
                pack->file.errorString());
        pack->bytes = QByteArrayView(mapped, size);
    }
    const Result<PackScan> scan = scanPack(pack->bytes, limits, stop);
    if (!scan)
        return std::unexpected(scan.error());
    pack->scan = *scan;
    return pack;
}

/// The chain from `commit` back to `parent` when all of it is in the store already; empty otherwise.
QList<ObjectId> importedChain(git_repository *store, const git_oid &commit, const git_oid &parent, int longest)
{
    QList<ObjectId> chain;
    for (git_oid at = commit; chain.size() < longest;) {
        if (git_oid_equal(&at, &parent))
            return chain;
        git_commit *raw = nullptr;
        if (git_commit_lookup(&raw, store, &at) != 0)
            return {};
        const CommitPtr found(raw);
        if (git_commit_parentcount(raw) != 1)
            return {};
        chain.prepend(toObjectId(at));
        at = *git_commit_parent_id(raw, 0);
    }
    return {};
}

Result<ImportReport> finish(git_repository *store, ImportReport report, const ObjectId &commit)
{
    const Result<CommitPtr> found = findCommit(store, commit);
    if (!found)
        return std::unexpected(found.error());
    report.commit = commit;
    report.tree = toObjectId(*git_commit_tree_id(found->get()));
    if (const Result<void> kept = setStoreRef(store, SnapshotRef, *git_commit_id(found->get())); !kept)
        return std::unexpected(kept.error());
    return report;
}

} // namespace

Result<void> createSessionStore(const QString &sessionStore, const QString &baseStore)
{
    const QString objects = objectsDirectory(sessionStore);
    const QString alternates = objects + QStringLiteral("/info/alternates");
    if (QFile::exists(alternates) && openStore(sessionStore))
        return {};
    const Result<RepositoryPtr> store = openOrCreateStore(sessionStore);
    if (!store)
        return std::unexpected(store.error());
    // Relative, so that the data folder can be moved; libgit2 takes only paths with a leading dot for relative.
    const QString base = QDir(objects).relativeFilePath(QFileInfo(objectsDirectory(baseStore)).absoluteFilePath());
    return replaceFile(alternates, gitPath(base.startsWith(u'.') ? base : QStringLiteral("./") + base) + '\n');
}

Result<ImportReport> importSnapshot(const QString &sessionStore, const QString &packFile,
    const ObjectId &expectedCommit, const ObjectId &expectedParent, const ImportLimits &limits, std::stop_token stop)
{
    const Result<git_oid> commit = toOid(expectedCommit);
    const Result<git_oid> parent = toOid(expectedParent);
    if (!commit || !parent)
        return std::unexpected((commit ? parent : commit).error());
    const Result<StoreLock> lock = StoreLock::take(sessionStore, stop);
    if (!lock)
        return std::unexpected(lock.error());
    const Result<RepositoryPtr> store = openStore(sessionStore);
    if (!store)
        return std::unexpected(store.error());
    ImportReport report;
    report.chain = importedChain(store->get(), *commit, *parent, limits.commits);
    if (!report.chain.isEmpty() || expectedCommit == expectedParent)
        return finish(store->get(), std::move(report), expectedCommit);

    const Result<std::unique_ptr<MappedPack>> pack = openPack(packFile, limits, stop);
    if (!pack)
        return std::unexpected(pack.error());
    const Result<std::unique_ptr<QTemporaryDir>> quarantine = makeQuarantine(sessionStore);
    if (!quarantine)
        return std::unexpected(quarantine.error());
    git_odb *rawKnown = nullptr;
    if (git_repository_odb(&rawKnown, store->get()) != 0)
        return cannotRead(sessionStore);
    const OdbPtr known(rawKnown);
    const Result<OdbPtr> sent = indexPack((*pack)->bytes, (*quarantine)->path(), rawKnown, stop);
    if (!sent)
        return std::unexpected(sent.error());
    SnapshotGate gate(rawKnown, sent->get(), limits, stop);
    if (const Result<void> checked = gate.check(*commit, *parent); !checked)
        return std::unexpected(checked.error());

    const Result<RepositoryPtr> source = openWithQuarantine(sessionStore, (*quarantine)->path());
    if (!source)
        return std::unexpected(source.error());
    WriteOptions options;
    options.stop = stop;
    // What a commit or folder holds is written before it, so that after a crash no commit is there without its files.
    const std::vector<git_oid> ordered(gate.accepted().rbegin(), gate.accepted().rend());
    const Result<WrittenObjects> written =
        writeObjects(source->get(), ordered, objectsDirectory(sessionStore), options);
    if (!written)
        return std::unexpected(written.error());
    report.chain = gate.chain();
    report.objects = written->count;
    report.bytes = gate.acceptedBytes();
    report.ignoredObjects = qint64((*pack)->scan.objects) - report.objects;
    const Result<RepositoryPtr> fresh = openStore(sessionStore);
    if (!fresh)
        return std::unexpected(fresh.error());
    return finish(fresh->get(), std::move(report), expectedCommit);
}

} // namespace pilothouse
