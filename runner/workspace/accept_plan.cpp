#include "runner/workspace/accept_plan.h"

#include "runner/workspace/accept_commit.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/line_endings.h"
#include "runner/workspace/merge_trees.h"
#include "runner/workspace/selection_tree.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/tree_changes.h"
#include "runner/workspace/tree_edits.h"
#include "runner/workspace/uncommitted_scan.h"

#include <QCoreApplication>
#include <QSet>
#include <QStringList>

#include <git2/sys/mempack.h>

namespace pilothouse {

namespace {

using Uncommitted = AcceptRequest::Uncommitted;

std::unexpected<Error> cannotCompose()
{
    return gitFailure(
        QCoreApplication::translate("Workspace", "The accepted files cannot be put together: the store is damaged."));
}

Result<TreePtr> lookupTree(git_repository *repository, const git_oid &tree)
{
    git_tree *raw = nullptr;
    if (git_tree_lookup(&raw, repository, &tree) != 0)
        return cannotCompose();
    return TreePtr(raw);
}

/// The changes of the named paths, whole.
Result<Selection> selectPaths(
    const AcceptRequest &request, const ObjectId &from, const ObjectId &to, const std::stop_token &stop)
{
    const Result<ChangeSet> changes = diffTrees(request.sessionStore, from, to, {}, stop);
    if (!changes)
        return std::unexpected(changes.error());
    QSet<QByteArray> unknown(request.paths.begin(), request.paths.end());
    const QSet<QByteArray> chosen = unknown;
    Selection selection{from, to, {}};
    for (const FileChange &change : changes->files) {
        const bool isOld =
            !change.oldPath.isEmpty() && change.status != FileChange::Status::Copied && chosen.contains(change.oldPath);
        if (!isOld && (change.newPath.isEmpty() || !chosen.contains(change.newPath)))
            continue;
        unknown.remove(change.oldPath);
        unknown.remove(change.newPath);
        selection.files.push_back({change.oldPath, change.newPath, true, false, {}, {}});
    }
    if (!unknown.isEmpty())
        return failure(InvalidArgument,
            QCoreApplication::translate("Workspace", "“%1” is not among the changed files.")
                .arg(displayPath(*unknown.cbegin())));
    return selection;
}

/// The tree `from` with what the person chose.
Result<git_oid> chosenTree(const Workbench &bench, const AcceptRequest &request, const std::stop_token &stop)
{
    if (request.composed.isValid())
        return toOid(request.composed);
    const ObjectId from = toObjectId(*git_tree_id(bench.from.get()));
    const ObjectId to = toObjectId(*git_commit_tree_id(bench.snapshot.get()));
    if (request.selection.files.empty() && request.paths.isEmpty())
        return *git_commit_tree_id(bench.snapshot.get());
    Result<Selection> selection = Selection{from, to, request.selection.files};
    if (request.selection.files.empty())
        selection = selectPaths(request, from, to, stop);
    if (!selection)
        return std::unexpected(selection.error());
    return composeTree(bench.repository.get(), *selection, SelectionUse::Take, stop);
}

/// The person's uncommitted changes as a commit on `tip`.
Result<CommitPtr> commitMine(
    const Workbench &bench, const AcceptRequest &request, const git_commit *tip, const std::stop_token &stop)
{
    const Result<TreePtr> head = treeOf(bench.head.get());
    const Result<TreePtr> ours = treeOf(tip);
    const Result<TreePtr> mine = treeOf(bench.base.get());
    if (!head || !ours || !mine)
        return cannotCompose();
    const Result<MergeOutcome> merged =
        mergeInRepository(bench.repository.get(), {head->get(), ours->get(), mine->get()}, {}, {}, stop);
    if (!merged)
        return std::unexpected(merged.error());
    if (!merged->conflicts.empty())
        return conflictFailure(request, merged->conflicts);
    const Result<git_oid> tree = toOid(merged->tree);
    const Result<SignaturePtr> author = signatureOf(request.author, request.moment);
    if (!tree || !author)
        return std::unexpected(tree ? author.error() : tree.error());
    const QByteArray message = (request.mineMessage.trimmed() + u'\n').toUtf8();
    return commitTree(bench.repository.get(), *tree, tip, author->get(), message);
}

} // namespace

Result<Workbench> openWorkbench(const AcceptRequest &request, git_repository *person)
{
    Workbench bench;
    Result<RepositoryPtr> store = openStore(request.sessionStore);
    if (!store)
        return std::unexpected(store.error());
    bench.repository = std::move(*store);
    git_odb *rawOdb = nullptr;
    git_odb_backend *memory = nullptr;
    if (git_repository_odb(&rawOdb, bench.repository.get()) != 0)
        return cannotCompose();
    const OdbPtr odb(rawOdb);
    const QByteArray objects = QByteArray(git_repository_commondir(person)) + "objects";
    // The highest priority takes all writes.
    if (git_odb_add_disk_alternate(rawOdb, objects.constData()) != 0 || git_mempack_new(&memory) != 0
        || git_odb_add_backend(rawOdb, memory, 1000) != 0)
        return cannotCompose();
    leaveTimesAlone(rawOdb);
    Result<CommitPtr> base = findCommit(bench.repository.get(), request.base);
    Result<CommitPtr> snapshot = findCommit(bench.repository.get(), request.snapshot);
    if (!base || !snapshot)
        return std::unexpected((base ? snapshot : base).error());
    bench.dirty = isPrivateCommit(base->get());
    if (bench.dirty && request.uncommitted == Uncommitted::None)
        return failure(InvalidArgument,
            QCoreApplication::translate("Workspace",
                "The session started with your uncommitted changes. Choose whether only the agent's changes are taken "
                "over or yours as a first commit."));
    Result<CommitPtr> head = findCommit(
        bench.repository.get(), bench.dirty ? toObjectId(*git_commit_parent_id(base->get(), 0)) : request.base);
    if (!head)
        return std::unexpected(head.error());
    if (request.selection.to.isValid()) {
        const Result<TreePtr> seen = findTree(bench.repository.get(), request.selection.to);
        if (!seen || !git_oid_equal(git_tree_id(seen->get()), git_commit_tree_id(snapshot->get())))
            return failure(SelectionStale,
                QCoreApplication::translate("Workspace",
                    "What you chose was made of another state of the files than the one to accept. Look at the changes "
                    "again."));
    }
    Result<TreePtr> from = request.selection.from.isValid() ? findTree(bench.repository.get(), request.selection.from)
                                                            : treeOf(base->get());
    if (!from)
        return std::unexpected(from.error());
    bench.isFirst = git_oid_equal(git_tree_id(from->get()), git_commit_tree_id(base->get()));
    bench.base = std::move(*base);
    bench.snapshot = std::move(*snapshot);
    bench.head = std::move(*head);
    bench.from = std::move(*from);
    return bench;
}

Result<AcceptPlan> planAccept(
    const Workbench &bench, const AcceptRequest &request, const git_oid &tip, const std::stop_token &stop)
{
    git_repository *repository = bench.repository.get();
    AcceptPlan plan;
    const Result<git_oid> taken = chosenTree(bench, request, stop);
    if (!taken)
        return std::unexpected(taken.error());
    plan.taken = *taken;
    if (git_oid_equal(&plan.taken, git_tree_id(bench.from.get())))
        return failure(NothingToAccept,
            QCoreApplication::translate("Workspace", "There is nothing to accept: the agent changed no file."));
    Result<TreePtr> theirs = lookupTree(repository, plan.taken);
    if (!theirs)
        return std::unexpected(theirs.error());
    Result<LineEndings> lineEnds = findLineEndings(repository, bench.base.get(), bench.from.get(), theirs->get(), stop);
    if (!lineEnds)
        return std::unexpected(lineEnds.error());
    plan.lineEnds = lineEnds->files;
    if (request.lineEnds == AcceptRequest::LineEnds::Normalise && !lineEnds->edits.empty()) {
        const Result<git_oid> normalised = editTree(repository, theirs->get(), std::move(lineEnds->edits));
        if (!normalised)
            return std::unexpected(normalised.error());
        theirs = lookupTree(repository, *normalised);
        if (!theirs)
            return std::unexpected(theirs.error());
    }

    Result<CommitPtr> parent = findCommit(repository, toObjectId(tip));
    if (!parent)
        return std::unexpected(parent.error());
    if (bench.dirty && bench.isFirst && request.uncommitted == Uncommitted::MineFirst) {
        Result<CommitPtr> mine = commitMine(bench, request, parent->get(), stop);
        if (!mine)
            return std::unexpected(mine.error());
        parent = findCommit(repository, toObjectId(*git_commit_id(mine->get())));
        if (!parent)
            return std::unexpected(parent.error());
        plan.mine = std::move(*mine);
    }
    plan.parent = std::move(*parent);
    const Result<TreePtr> ours = treeOf(plan.parent.get());
    if (!ours)
        return std::unexpected(ours.error());
    plan.tree = *git_tree_id(theirs->get());
    if (!git_oid_equal(git_tree_id(ours->get()), git_tree_id(bench.from.get())) || !request.resolutions.empty()) {
        const MergeLabels labels{request.branch.toUtf8(), request.coAuthor.name.toUtf8()};
        Result<MergeOutcome> merged = mergeInRepository(
            repository, {bench.from.get(), ours->get(), theirs->get()}, request.resolutions, labels, stop);
        if (!merged)
            return std::unexpected(merged.error());
        plan.conflicts = std::move(merged->conflicts);
        if (!plan.conflicts.empty())
            return plan;
        const Result<git_oid> tree = toOid(merged->tree);
        if (!tree)
            return std::unexpected(tree.error());
        plan.tree = *tree;
    }
    if (git_oid_equal(&plan.tree, git_tree_id(ours->get())))
        return failure(NothingToAccept,
            bench.dirty && request.uncommitted == Uncommitted::OnlyAgents
                ? QCoreApplication::translate("Workspace",
                      "There is nothing to accept: without your uncommitted changes the agent's make no difference.")
                : QCoreApplication::translate(
                      "Workspace", "There is nothing to accept: the branch has all of it already."));
    return plan;
}

std::unexpected<Error> conflictFailure(const AcceptRequest &request, const std::vector<MergeConflict> &conflicts)
{
    QStringList names;
    for (const MergeConflict &conflict : conflicts)
        names.append(displayPath(conflict.path));
    const bool uncommitted =
        request.uncommitted != Uncommitted::None && request.target == AcceptRequest::Target::NewBranch;
    return failure(AcceptConflict,
        (uncommitted ? QCoreApplication::translate("Workspace",
                           "You and the agent changed the same lines, so the agent's changes cannot be taken over "
                           "alone: %1. Take your changes as a first commit and the agent's after it, or choose other "
                           "files.")
                     : QCoreApplication::translate("Workspace",
                           "The branch has other changes in the same places: %1. Solve these conflicts, choose other "
                           "changes, or accept onto a new branch."))
            .arg(names.join(QStringLiteral(", "))));
}

} // namespace pilothouse
