#include "runner/workspace/snapshot_pack.h"

#include "runner/workspace/store_files.h"

#include <QCoreApplication>
#include <QFile>

#include <git2/sys/commit.h>

namespace pilothouse {

namespace {

struct PackFile {
    QFile file;
    std::stop_token stop;
    bool failed = false;

    static int append(void *bytes, size_t size, void *self)
    {
        auto &pack = *static_cast<PackFile *>(self);
        if (pack.stop.stop_requested())
            return -1;
        const auto count = static_cast<qint64>(size);
        pack.failed = pack.file.write(static_cast<const char *>(bytes), count) != count;
        return pack.failed ? -1 : 0;
    }
};

std::unexpected<Error> incomplete()
{
    return gitFailure(ObjectsMissing,
        QCoreApplication::translate(
            "Workspace", "The last snapshot of the session cannot be read, so its files cannot be brought back."));
}

} // namespace

Result<void> packSnapshot(
    const QString &sessionStore, const ObjectId &want, const ObjectId &have, const QString &file, std::stop_token stop)
{
    const Result<RepositoryPtr> store = openStore(sessionStore);
    if (!store)
        return std::unexpected(store.error());
    for (const ObjectId &commit : {want, have}) {
        if (const Result<CommitPtr> found = findCommit(store->get(), commit); !found)
            return std::unexpected(found.error());
    }
    git_revwalk *rawWalk = nullptr;
    if (git_revwalk_new(&rawWalk, store->get()) != 0)
        return incomplete();
    const RevwalkPtr walk(rawWalk);
    const git_oid from = *toOid(want);
    const git_oid without = *toOid(have);
    git_packbuilder *rawBuilder = nullptr;
    if (git_revwalk_push(rawWalk, &from) != 0 || git_revwalk_hide(rawWalk, &without) != 0
        || git_packbuilder_new(&rawBuilder, store->get()) != 0)
        return incomplete();
    const PackbuilderPtr builder(rawBuilder);
    if (git_packbuilder_insert_walk(rawBuilder, rawWalk) != 0)
        return incomplete();
    PackFile pack{.file = QFile(file), .stop = std::move(stop)};
    if (!pack.file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return cannotWrite(file, pack.file.errorString());
    const bool packed = git_packbuilder_foreach(rawBuilder, &PackFile::append, &pack) == 0;
    if (pack.stop.stop_requested())
        return wasCancelled();
    if (pack.failed || !pack.file.flush())
        return cannotWrite(file, pack.file.errorString());
    if (!packed)
        return incomplete();
    return {};
}

Result<void> packTree(
    const QString &sessionStore, const ObjectId &tree, const ObjectId &have, const QString &file, std::stop_token stop)
{
    ObjectId commit;
    {
        const Result<RepositoryPtr> store = openStore(sessionStore);
        if (!store)
            return std::unexpected(store.error());
        const Result<git_oid> treeId = toOid(tree);
        const Result<git_oid> parent = toOid(have);
        if (!treeId || !parent)
            return std::unexpected((treeId ? parent : treeId).error());
        // A commit that says nothing and that no ref names, so that a walk finds what the tree has beyond the other.
        git_signature *rawNobody = nullptr;
        git_oid oid;
        if (git_signature_new(&rawNobody, "Pilothouse", "pilothouse@localhost", 0, 0) != 0)
            return incomplete();
        const SignaturePtr nobody(rawNobody);
        const git_oid *parents[] = {&*parent};
        if (git_commit_create_from_ids(
                &oid, store->get(), nullptr, rawNobody, rawNobody, nullptr, "restore", &*treeId, 1, parents)
            != 0)
            return incomplete();
        commit = toObjectId(oid);
    }
    return packSnapshot(sessionStore, commit, have, file, std::move(stop));
}

} // namespace pilothouse
