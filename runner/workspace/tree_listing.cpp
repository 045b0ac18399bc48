#include "runner/workspace/tree_listing.h"

#include "runner/workspace/opened_tree.h"

#include <QCoreApplication>

#include <algorithm>

namespace pilothouse {

namespace {

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
