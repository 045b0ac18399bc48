#include "runner/workspace/tree_listing.h"

#include "runner/workspace/git_handles.h"

#include <QCoreApplication>

#include <algorithm>

namespace pilothouse {

namespace {

Result<TreePtr> peelTree(git_repository *repository, const ObjectId &treeish)
{
    const auto oid = toOid(treeish);
    if (!oid)
        return std::unexpected(oid.error());
    git_object *raw = nullptr;
    if (git_object_lookup(&raw, repository, &*oid, GIT_OBJECT_ANY) != 0)
        return gitFailure(NotFound,
            QCoreApplication::translate("TreeListing", "The snapshot %1 is not stored here.").arg(treeish.value));
    const ObjectPtr object(raw);
    git_object *tree = nullptr;
    if (git_object_peel(&tree, object.get(), GIT_OBJECT_TREE) != 0)
        return gitFailure(QCoreApplication::translate("TreeListing", "The snapshot's files cannot be read."));
    return TreePtr(reinterpret_cast<git_tree *>(tree));
}

TreeEntry describe(git_odb *odb, const git_tree_entry *entry, const QByteArray &folder)
{
    TreeEntry out{
        .path = folder.isEmpty() ? QByteArray(git_tree_entry_name(entry)) : folder + '/' + git_tree_entry_name(entry),
        .mode = static_cast<quint32>(git_tree_entry_filemode_raw(entry)),
        .object = toObjectId(*git_tree_entry_id(entry)),
    };
    if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB) {
        size_t size = 0;
        git_object_t type{};
        if (git_odb_read_header(&size, &type, odb, git_tree_entry_id(entry)) == 0)
            out.size = static_cast<qint64>(size);
    }
    return out;
}

struct Opened {
    RepositoryPtr repository;
    OdbPtr odb;
    TreePtr root;
};

Result<Opened> openTree(const QString &store, const ObjectId &treeish)
{
    startGit();
    Opened opened;
    git_repository *repository = nullptr;
    if (git_repository_open_bare(&repository, gitPath(store).constData()) != 0)
        return gitFailure(NotFound, QCoreApplication::translate("TreeListing", "The session's objects are not there."));
    opened.repository.reset(repository);
    git_odb *odb = nullptr;
    if (git_repository_odb(&odb, repository) != 0)
        return gitFailure(QCoreApplication::translate("TreeListing", "The session's objects cannot be opened."));
    opened.odb.reset(odb);
    auto root = peelTree(repository, treeish);
    if (!root)
        return std::unexpected(root.error());
    opened.root = std::move(*root);
    return opened;
}

} // namespace

Result<std::vector<TreeEntry>> listTree(const QString &store, const ObjectId &treeish, const QByteArray &folder)
{
    auto opened = openTree(store, treeish);
    if (!opened)
        return std::unexpected(opened.error());
    TreePtr tree = std::move(opened->root);
    if (!folder.isEmpty()) {
        git_tree_entry *raw = nullptr;
        if (git_tree_entry_bypath(&raw, tree.get(), folder.constData()) != 0)
            return gitFailure(
                NotFound, QCoreApplication::translate("TreeListing", "There is no such folder in the snapshot."));
        const std::unique_ptr<git_tree_entry, FreeWith<git_tree_entry_free>> entry(raw);
        git_tree *inner = nullptr;
        if (git_tree_lookup(&inner, opened->repository.get(), git_tree_entry_id(entry.get())) != 0)
            return gitFailure(NotFound, QCoreApplication::translate("TreeListing", "That is not a folder."));
        tree.reset(inner);
    }
    std::vector<TreeEntry> out;
    const size_t count = git_tree_entrycount(tree.get());
    out.reserve(count);
    for (size_t i = 0; i < count; ++i)
        out.push_back(describe(opened->odb.get(), git_tree_entry_byindex(tree.get(), i), folder));
    std::ranges::stable_partition(out, [](const TreeEntry &entry) { return entry.isFolder(); });
    return out;
}

Result<TreeEntry> findInTree(const QString &store, const ObjectId &treeish, const QByteArray &path)
{
    const auto opened = openTree(store, treeish);
    if (!opened)
        return std::unexpected(opened.error());
    git_tree_entry *raw = nullptr;
    if (path.isEmpty() || git_tree_entry_bypath(&raw, opened->root.get(), path.constData()) != 0)
        return gitFailure(
            NotFound, QCoreApplication::translate("TreeListing", "There is no such file in the snapshot."));
    const std::unique_ptr<git_tree_entry, FreeWith<git_tree_entry_free>> entry(raw);
    const qsizetype slash = path.lastIndexOf('/');
    return describe(opened->odb.get(), entry.get(), slash < 0 ? QByteArray() : path.first(slash));
}

} // namespace pilothouse
