#include "runner/workspace/opened_tree.h"

#include <QCoreApplication>

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

} // namespace

Result<OpenedTree> openTree(const QString &store, const ObjectId &treeish)
{
    startGit();
    OpenedTree opened;
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

} // namespace pilothouse
