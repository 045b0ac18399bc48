// The gate's walk over arbitrary trees, all in memory. The input is a list of trees, each with a length before it (two
// bytes); an entry's object name chooses among the objects made so far, so that trees hang together.

#include "runner/workspace/entry_name.h"
#include "runner/workspace/snapshot_gate.h"

#include <git2/sys/mempack.h>

#include <cstdlib>

using namespace pilothouse;

namespace {

OdbPtr memoryOdb()
{
    git_odb *raw = nullptr;
    git_odb_backend *backend = nullptr;
    if (git_odb_new(&raw) != 0 || git_mempack_new(&backend) != 0 || git_odb_add_backend(raw, backend, 1) != 0)
        std::abort();
    return OdbPtr(raw);
}

git_oid put(git_odb *odb, git_object_t type, const QByteArray &bytes)
{
    git_oid oid{};
    if (git_odb_write(&oid, odb, bytes.constData(), static_cast<size_t>(bytes.size()), type) != 0)
        std::abort();
    return oid;
}

QByteArray entry(const QByteArray &head, const git_oid &oid)
{
    return head + QByteArray(1, '\0') + oidKey(oid);
}

git_oid commit(git_odb *odb, const git_oid &tree, const git_oid *parent)
{
    QByteArray text = "tree " + oidKey(tree).toHex() + '\n';
    if (parent)
        text += "parent " + oidKey(*parent).toHex() + '\n';
    return put(odb, GIT_OBJECT_COMMIT, text + "author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n");
}

/// No accepted tree may hold a name that must never be, however it was reached.
void judge(git_odb *known, git_odb *sent, const git_oid &tree, int depth)
{
    git_odb_object *raw = nullptr;
    if (depth > 40 || (git_odb_read(&raw, sent, &tree) != 0 && git_odb_read(&raw, known, &tree) != 0))
        std::abort();
    const OdbObjectPtr object(raw);
    const auto entries = parseTree(
        {static_cast<const char *>(git_odb_object_data(raw)), static_cast<qsizetype>(git_odb_object_size(raw))},
        Strictness::Canonical);
    if (!entries)
        std::abort();
    for (const RawTreeEntry &inner : *entries) {
        if (isNeverAllowed(
                entryNameProblem(std::string_view(inner.name.data(), static_cast<size_t>(inner.name.size())))))
            std::abort();
        // Shared folders unfold without end; two levels judge every object often enough.
        if (inner.isTree() && depth < 2)
            judge(known, sent, inner.oid, depth + 1);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    startGit();
    const OdbPtr known = memoryOdb();
    const OdbPtr sent = memoryOdb();
    const git_oid baseBlob = put(known.get(), GIT_OBJECT_BLOB, "base\n");
    const git_oid baseFolder =
        put(known.get(), GIT_OBJECT_TREE, entry("100644 a\\b", baseBlob) + entry("160000 m", baseBlob));
    const git_oid baseTree =
        put(known.get(), GIT_OBJECT_TREE, entry("40000 d", baseFolder) + entry("100644 f", baseBlob));
    const git_oid base = commit(known.get(), baseTree, nullptr);
    std::vector<git_oid> objects{baseBlob, baseFolder, baseTree, put(sent.get(), GIT_OBJECT_BLOB, "link"),
        put(sent.get(), GIT_OBJECT_BLOB, "[submodule \"a\"]\nupdate = !x\n")};

    QByteArrayView rest(data, static_cast<qsizetype>(size));
    git_oid root = baseTree;
    while (rest.size() > 2 && objects.size() < 64) {
        const qsizetype length = std::min<qsizetype>((rest[0] & 0xff) | (rest[1] & 0xff) << 8, rest.size() - 2);
        const QByteArrayView chunk = rest.sliced(2, length);
        rest = rest.sliced(2 + length);
        QByteArray tree;
        if (const auto entries = parseTree(chunk, Strictness::Readable)) {
            for (const RawTreeEntry &inner : *entries) {
                const size_t chosen = inner.oid.id[0];
                tree += entry(QByteArray::number(inner.mode, 8) + ' ' + inner.name.toByteArray(),
                    chosen < 128 ? objects[chosen % objects.size()] : inner.oid);
            }
        } else {
            tree = chunk.toByteArray();
        }
        root = put(sent.get(), GIT_OBJECT_TREE, tree);
        objects.push_back(root);
    }
    const git_oid snapshot = commit(sent.get(), root, &base);
    ImportLimits limits;
    limits.depth = 32;
    limits.objects = 1000;
    SnapshotGate gate(known.get(), sent.get(), limits, {});
    if (gate.check(snapshot, base))
        judge(known.get(), sent.get(), root, 0);
    return 0;
}
