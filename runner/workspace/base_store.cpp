#include "runner/workspace/base_store.h"

#include "runner/workspace/person_repository.h"
#include "runner/workspace/repository_probe.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/store_lock.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

namespace pilothouse {

namespace {

/// What the two callbacks of a pack builder share.
struct Seeding {
    std::stop_token stop;
    const std::function<void(const SeedProgress &)> &report;

    void tell(SeedProgress::Phase phase, quint64 done, quint64 total) const
    {
        if (report)
            report({phase, done, total});
    }
};

int onPackProgress(int stage, uint32_t current, uint32_t total, void *payload)
{
    const auto *seeding = static_cast<const Seeding *>(payload);
    seeding->tell(
        stage == GIT_PACKBUILDER_ADDING_OBJECTS ? SeedProgress::Phase::Listing : SeedProgress::Phase::Compressing,
        current, total);
    return seeding->stop.stop_requested() ? -1 : 0;
}

/// The commits that the store keeps already and the repository still has: their objects need not come again.
void hideKnown(git_repository *store, git_repository *source, git_revwalk *walk)
{
    git_reference_iterator *rawRefs = nullptr;
    if (git_reference_iterator_glob_new(&rawRefs, store, "refs/bases/*") != 0)
        return;
    const ReferencesPtr refs(rawRefs);
    git_odb *rawOdb = nullptr;
    if (git_repository_odb(&rawOdb, source) != 0)
        return;
    const OdbPtr odb(rawOdb);
    git_reference *rawRef = nullptr;
    while (git_reference_next(&rawRef, rawRefs) == 0) {
        const ReferencePtr ref(rawRef);
        const git_oid *target = git_reference_target(rawRef);
        if (target && git_odb_exists(odb.get(), target) == 1)
            git_revwalk_hide(walk, target);
    }
}

QList<ObjectId> readShallow(const QString &file)
{
    QList<ObjectId> commits;
    QFile list(file);
    if (!list.open(QIODevice::ReadOnly))
        return commits;
    while (!list.atEnd() && commits.size() < 1'000'000) {
        const ObjectId id(QString::fromLatin1(list.readLine(128).trimmed()));
        if (toOid(id))
            commits.append(id);
    }
    return commits;
}

QString shallowFile(git_repository *repository)
{
    return fromGitPath(git_repository_commondir(repository)) + QStringLiteral("/shallow");
}

/// Notes in the store where the history ends, before the pack comes that ends there.
Result<void> carryShallow(git_repository *store, git_repository *source)
{
    QList<ObjectId> known = readShallow(shallowFile(store));
    const QSet<ObjectId> old(known.begin(), known.end());
    for (const ObjectId &commit : readShallow(shallowFile(source))) {
        if (!old.contains(commit))
            known.append(commit);
    }
    if (known.size() == old.size())
        return {};
    QByteArray text;
    for (const ObjectId &commit : std::as_const(known))
        text += commit.value.toLatin1() + '\n';
    return replaceFile(shallowFile(store), text);
}

std::unexpected<Error> objectsMissing(git_repository *source)
{
    return gitFailure(ObjectsMissing,
        QCoreApplication::translate("Workspace",
            "Objects of the chosen commit are missing in %1. In a partial clone run “git fetch --refetch --no-filter” "
            "there; otherwise “git fsck” says what is damaged.")
            .arg(repositoryRoot(source)));
}

Result<WrittenObjects> copyCommit(
    git_repository *store, git_repository *source, const git_oid &commit, const Seeding &seeding)
{
    git_revwalk *rawWalk = nullptr;
    git_packbuilder *rawBuilder = nullptr;
    if (git_revwalk_new(&rawWalk, source) != 0)
        return objectsMissing(source);
    const RevwalkPtr walk(rawWalk);
    if (git_revwalk_push(rawWalk, &commit) != 0 || git_packbuilder_new(&rawBuilder, source) != 0)
        return objectsMissing(source);
    const PackbuilderPtr builder(rawBuilder);
    hideKnown(store, source, rawWalk);
    Seeding payload = seeding;
    git_packbuilder_set_threads(rawBuilder, 0); // As many as there are processors.
    git_packbuilder_set_callbacks(rawBuilder, onPackProgress, &payload);
    const int code = git_packbuilder_insert_walk(rawBuilder, rawWalk);
    if (seeding.stop.stop_requested())
        return wasCancelled();
    if (code != 0)
        return objectsMissing(source);
    if (git_packbuilder_object_count(rawBuilder) == 0)
        return WrittenObjects{};
    if (const Result<void> shallow = carryShallow(store, source); !shallow)
        return std::unexpected(shallow.error());
    WriteOptions options;
    options.stop = seeding.stop;
    options.progress = [&seeding](
                           quint64 done, quint64 total) { seeding.tell(SeedProgress::Phase::Writing, done, total); };
    return writePack(rawBuilder, objectsDirectory(fromGitPath(git_repository_path(store))), options);
}

/// What a killed process left while it wrote a pack; nobody else writes while we hold the lock.
void removeUnfinishedPacks(const QString &store)
{
    QDir packs(objectsDirectory(store) + QStringLiteral("/pack"));
    for (const QString &name : packs.entryList({QStringLiteral("pack_git2_*")}, QDir::Files | QDir::Hidden))
        packs.remove(name);
}

QByteArray baseRef(const ObjectId &commit)
{
    return "refs/bases/" + commit.value.toLatin1();
}

} // namespace

QString objectsDirectory(const QString &store)
{
    return store + QStringLiteral("/objects");
}

Result<BaseSeed> findBase(const QString &store, const ObjectId &commit)
{
    const Result<RepositoryPtr> repository = openStore(store);
    if (!repository)
        return std::unexpected(repository.error());
    const Result<CommitPtr> found = findCommit(repository->get(), commit);
    if (!found)
        return std::unexpected(found.error());
    BaseSeed seed;
    seed.commit = commit;
    seed.tree = toObjectId(*git_commit_tree_id(found->get()));
    seed.shallow = readShallow(shallowFile(repository->get()));
    return seed;
}

Result<BaseSeed> ensureBase(const QString &store, const QString &repository, const QString &revision,
    std::stop_token stop, const std::function<void(const SeedProgress &)> &progress)
{
    const Result<ObjectId> commit = resolveRevision(repository, revision);
    if (!commit)
        return std::unexpected(commit.error());
    const Result<RepositoryPtr> source = openPersonRepository(repository);
    if (!source)
        return std::unexpected(source.error());
    if (!QDir().mkpath(QFileInfo(store).absolutePath()))
        return cannotWrite(store, {});
    const Result<StoreLock> lock = StoreLock::take(store, stop);
    if (!lock)
        return std::unexpected(lock.error());
    const Result<RepositoryPtr> target = openOrCreateStore(store);
    if (!target)
        return std::unexpected(target.error());
    const git_oid oid = *toOid(*commit);
    git_oid known{};
    qint64 objects = 0;
    qint64 bytes = 0;
    // The ref is made last, so where it is, everything is.
    if (git_reference_name_to_id(&known, target->get(), baseRef(*commit).constData()) != 0) {
        removeUnfinishedPacks(store);
        const Result<WrittenObjects> written = copyCommit(target->get(), source->get(), oid, {stop, progress});
        if (!written)
            return std::unexpected(written.error());
        objects = written->count;
        bytes = written->bytes;
        if (const Result<void> readable = makeObjectsReadable(objectsDirectory(store)); !readable)
            return std::unexpected(readable.error());
        if (const Result<void> kept = setStoreRef(target->get(), baseRef(*commit), oid); !kept)
            return std::unexpected(kept.error());
    }
    Result<BaseSeed> seed = findBase(store, *commit);
    if (seed) {
        seed->objectsAdded = objects;
        seed->bytesAdded = bytes;
    }
    return seed;
}

} // namespace pilothouse
