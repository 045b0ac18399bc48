// A whole pack from a sandbox through the gate into a session's store. Nothing but a sound snapshot may come out.

#include "runner/workspace/base_store.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/git_handles.h"
#include "runner/workspace/pack_scan.h"
#include "runner/workspace/session_store.h"
#include "runner/workspace/store_files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

using namespace pilothouse;

namespace {

/// A base store with one commit, and a pack of a good snapshot on it, to start mutations from.
class Fixture {
public:
    Fixture()
    {
        startGit();
        git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 0);
        Result<RepositoryPtr> base = openOrCreateStore(path("base.git"));
        m_parent = commit(base->get(), "base\n", {});
        Result<void> created = createSessionStore(path("session.git"), path("base.git"));
        if (!base || !created)
            std::abort();
        // The commit that the sandbox claims has a fixed content, so its name is known.
        Result<RepositoryPtr> scratch = openOrCreateStore(path("scratch.git"));
        commit(scratch->get(), "base\n", {});
        m_commit = commit(scratch->get(), "changed\n", m_parent);
        git_packbuilder *raw = nullptr;
        git_packbuilder_new(&raw, scratch->get());
        const PackbuilderPtr builder(raw);
        const git_oid oid = *toOid(m_commit);
        git_packbuilder_insert_commit(raw, &oid);
        git_buf pack = GIT_BUF_INIT;
        git_packbuilder_write_buf(&pack, raw);
        m_pack = QByteArray(pack.ptr, static_cast<qsizetype>(pack.size));
        git_buf_dispose(&pack);
    }

    void tryPack(QByteArray bytes) const
    {
        // With a right checksum, or the indexer looks no further.
        if (bytes.size() > 20)
            bytes.replace(bytes.size() - 20, 20, QCryptographicHash::hash(bytes.chopped(20), QCryptographicHash::Sha1));
        QFile file(path("sent.pack"));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            std::abort();
        file.close();
        ImportLimits limits;
        limits.objects = 1000;
        limits.objectBytes = 1 << 20;
        limits.totalBytes = 4 << 20;
        const Result<ImportReport> report =
            importSnapshot(path("session.git"), file.fileName(), ObjectId(m_commit), m_parent, limits);
        if (!report)
            return;
        if (!diffTrees(path("session.git"), m_parent, m_commit))
            std::abort();
        QDir(path("session.git")).removeRecursively();
        if (!createSessionStore(path("session.git"), path("base.git")))
            std::abort();
    }

    [[nodiscard]] const QByteArray &goodPack() const { return m_pack; }

private:
    [[nodiscard]] QString path(const char *name) const { return m_directory.filePath(QString::fromLatin1(name)); }

    static ObjectId commit(git_repository *store, const QByteArray &content, const ObjectId &parent)
    {
        git_oid blob{};
        git_oid tree{};
        git_oid made{};
        git_treebuilder *builder = nullptr;
        git_blob_create_from_buffer(&blob, store, content.constData(), static_cast<size_t>(content.size()));
        git_treebuilder_new(&builder, store, nullptr);
        git_treebuilder_insert(nullptr, builder, "file.txt", &blob, GIT_FILEMODE_BLOB);
        git_treebuilder_write(&tree, builder);
        git_treebuilder_free(builder);
        git_tree *rawTree = nullptr;
        git_signature *rawWho = nullptr;
        git_tree_lookup(&rawTree, store, &tree);
        const TreePtr found(rawTree);
        git_signature_new(&rawWho, "A", "a@b", 1, 0);
        const SignaturePtr who(rawWho);
        const Result<CommitPtr> before = parent.isValid() ? findCommit(store, parent) : Result<CommitPtr>(CommitPtr());
        const git_commit *parents[] = {before->get()};
        git_commit_create(
            &made, store, nullptr, rawWho, rawWho, nullptr, "x\n", rawTree, parent.isValid() ? 1 : 0, parents);
        return toObjectId(made);
    }

    QTemporaryDir m_directory;
    ObjectId m_parent;
    ObjectId m_commit;
    QByteArray m_pack;
};

const Fixture &fixture()
{
    static const Fixture made;
    return made;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Fixture &made = fixture();
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    made.tryPack(bytes);
    // The same bytes over a good pack: two for the place, the rest for what comes there.
    if (size > 2) {
        QByteArray mutated = made.goodPack();
        const qsizetype at = (data[0] | data[1] << 8) % mutated.size();
        for (qsizetype i = 0; i + 2 < bytes.size() && at + i < mutated.size(); ++i)
            mutated[at + i] = bytes[i + 2];
        made.tryPack(mutated);
    } else if (size == 0) {
        made.tryPack(made.goodPack());
    }
    return 0;
}
