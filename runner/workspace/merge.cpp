#include "runner/workspace/merge.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/merge_trees.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/three_way.h"

#include <QCoreApplication>

#include <algorithm>

namespace pilothouse {

namespace {

Result<TreeEdit> decided(git_repository *repository, const MergeConflict &conflict, const MergeResolution &resolution)
{
    using Take = MergeResolution::Take;
    TreeEdit edit{conflict.path, {}};
    const MergeVersion *version = nullptr;
    switch (resolution.take) {
    case Take::Nothing:
        return edit;
    case Take::Text: {
        const quint32 mode = conflict.ours.mode ? conflict.ours.mode : conflict.theirs.mode;
        const bool isFile = (mode & 0170000) == 0100000;
        edit.file = TreeFile{isFile ? mode : quint32(GIT_FILEMODE_BLOB), {}};
        const QByteArray &text = resolution.text;
        if (git_blob_create_from_buffer(
                &edit.file->object, repository, text.constData(), static_cast<size_t>(text.size()))
            != 0)
            return gitFailure(QCoreApplication::translate("Workspace", "The file cannot be written into the store."));
        return edit;
    }
    case Take::Ours:
        version = &conflict.ours;
        break;
    case Take::Theirs:
        version = &conflict.theirs;
        break;
    case Take::Base:
        version = &conflict.base;
        break;
    }
    if (version->mode == 0)
        return edit;
    const Result<git_oid> object = toOid(version->blob);
    if (!object)
        return std::unexpected(object.error());
    edit.file = TreeFile{version->mode, *object};
    return edit;
}

} // namespace

Result<MergeOutcome> mergeInRepository(git_repository *repository, const MergedTrees &trees,
    const std::vector<MergeResolution> &resolutions, const MergeLabels &labels, const std::stop_token &stop)
{
    const Result<SideChanges> ours = sideChanges(repository, trees.base, trees.ours, stop);
    if (!ours)
        return std::unexpected(ours.error());
    const Result<SideChanges> theirs = sideChanges(repository, trees.base, trees.theirs, stop);
    if (!theirs)
        return std::unexpected(theirs.error());
    BlobTexts texts(repository);
    Result<ThreeWay> merged = mergeSides(texts, *ours, *theirs, labels, MergePurpose::Compose, stop);
    if (!merged)
        return std::unexpected(merged.error());
    for (const MergeResolution &resolution : resolutions) {
        const auto conflict = std::ranges::find(merged->conflicts, resolution.path, &MergeConflict::path);
        if (conflict == merged->conflicts.end())
            return failure(InvalidArgument,
                QCoreApplication::translate("Workspace", "“%1” is not in conflict, so there is nothing to solve there.")
                    .arg(displayPath(resolution.path)));
        Result<TreeEdit> edit = decided(repository, *conflict, resolution);
        if (!edit)
            return std::unexpected(edit.error());
        merged->edits.push_back(std::move(*edit));
        merged->conflicts.erase(conflict);
    }
    if (!merged->conflicts.empty())
        return MergeOutcome{{}, std::move(merged->conflicts)};
    return editTree(repository, trees.ours, std::move(merged->edits)).transform([](const git_oid &tree) {
        return MergeOutcome{toObjectId(tree), {}};
    });
}

Result<MergeOutcome> mergeTrees(const QString &store, const ObjectId &base, const ObjectId &ours,
    const ObjectId &theirs, const std::vector<MergeResolution> &resolutions, const MergeLabels &labels,
    std::stop_token stop)
{
    const Result<RepositoryPtr> repository = openStore(store);
    if (!repository)
        return std::unexpected(repository.error());
    const Result<TreePtr> trees[] = {
        findTree(repository->get(), base), findTree(repository->get(), ours), findTree(repository->get(), theirs)};
    for (const Result<TreePtr> &tree : trees) {
        if (!tree)
            return std::unexpected(tree.error());
    }
    return mergeInRepository(
        repository->get(), {trees[0]->get(), trees[1]->get(), trees[2]->get()}, resolutions, labels, stop);
}

} // namespace pilothouse
