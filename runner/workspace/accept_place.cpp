#include "runner/workspace/accept_place.h"

#include "runner/workspace/branch_refs.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/person_repository.h"
#include "runner/workspace/tree_changes.h"
#include "runner/workspace/work_tree.h"

#include <QCoreApplication>

namespace pilothouse {

namespace {

using Target = AcceptRequest::Target;

bool isCheckedOut(git_repository *repository, const QString &branch)
{
    git_reference *raw = nullptr;
    if (git_reference_lookup(&raw, repository, branchRef(branch).constData()) != 0)
        return false;
    const ReferencePtr reference(raw);
    return git_branch_is_checked_out(raw) == 1;
}

bool isHead(git_repository *repository, const QString &branch)
{
    git_reference *raw = nullptr;
    if (git_reference_lookup(&raw, repository, "HEAD") != 0)
        return false;
    const ReferencePtr head(raw);
    const char *target = git_reference_symbolic_target(raw);
    return target && branchRef(branch) == target;
}

} // namespace

Result<PersonSide> openPersonSide(const QString &repository)
{
    Result<RepositoryPtr> whole = openPersonRepository(repository);
    if (!whole)
        return std::unexpected(whole.error());
    Result<RepositoryPtr> bare = openForBranch(whole->get());
    if (!bare)
        return std::unexpected(bare.error());
    return PersonSide{std::move(*whole), std::move(*bare)};
}

Result<git_oid> findTip(const PersonSide &person, const AcceptRequest &request, const git_oid &head)
{
    if (request.target == Target::NewBranch)
        return request.tip.isValid() ? toOid(request.tip) : Result<git_oid>(head);
    git_oid tip{};
    if (git_reference_name_to_id(&tip, person.bare.get(), branchRef(request.branch).constData()) != 0)
        return failure(BranchMissing,
            QCoreApplication::translate("Workspace", "There is no branch “%1” any more. Choose another one.")
                .arg(request.branch));
    if (request.target == Target::ExistingBranch && isCheckedOut(person.whole.get(), request.branch))
        return failure(BranchCheckedOut,
            QCoreApplication::translate("Workspace",
                "The branch “%1” is checked out, and its files would not follow. Accept with the work tree, or onto "
                "another branch.")
                .arg(request.branch));
    if (request.target == Target::CheckedOut && !isHead(person.whole.get(), request.branch))
        return failure(WorkTreeBusy,
            QCoreApplication::translate(
                "Workspace", "The branch “%1” is not the one that is checked out now. Look again and accept again.")
                .arg(request.branch));
    if (!request.tip.isValid())
        return tip;
    return toOid(request.tip);
}

Result<Place> findPlace(
    const PersonSide &person, const AcceptRequest &request, const git_oid &parent, const git_oid &commit)
{
    git_repository *repository = person.bare.get();
    // The person may have gone on from it already.
    const auto has = [&](const git_oid &target) {
        return git_oid_equal(&target, &commit) || git_graph_descendant_of(repository, &target, &commit) == 1;
    };
    git_oid target{};
    if (request.target != Target::NewBranch) {
        if (git_reference_name_to_id(&target, repository, branchRef(request.branch).constData()) != 0)
            return branchMoved(request.branch);
        if (has(target))
            return Place{request.branch, true};
        if (!git_oid_equal(&target, &parent))
            return branchMoved(request.branch);
        return Place{request.branch, false};
    }
    for (int n = 1; n < 10'000; ++n) {
        const QString name = n == 1 ? request.branch : request.branch + u'-' + QString::number(n);
        if (git_reference_name_to_id(&target, repository, branchRef(name).constData()) == 0) {
            if (has(target))
                return Place{name, true};
        } else if (isBranchFree(repository, name)) {
            return Place{name, false};
        }
        if (request.nameTaken == AcceptRequest::NameTaken::Refuse)
            break;
    }
    return failure(BranchTaken,
        QCoreApplication::translate(
            "Workspace", "There is a branch already whose name is “%1” or stands in its way. Choose another name.")
            .arg(request.branch));
}

Result<void> setPlace(const PersonSide &person, const AcceptRequest &request, const QString &branch,
    const git_oid &parent, const git_oid &commit, const std::stop_token &stop)
{
    if (request.target == Target::NewBranch)
        return makeBranch(person.bare.get(), branch, commit, stop);
    return moveBranch(person.bare.get(), branch, parent, commit, stop);
}

Result<void> checkFollowing(const PersonSide &person, git_repository *workbench, const git_oid &tip,
    const git_oid &tree, const std::stop_token &stop)
{
    const Result<TreePtr> before = findTree(workbench, toObjectId(tip));
    const Result<TreePtr> after = findTree(workbench, toObjectId(tree));
    if (!before || !after)
        return std::unexpected((before ? after : before).error());
    const auto changes = listTreeChanges(workbench, before->get(), after->get(), DiffOptions{}.files, stop);
    if (!changes)
        return std::unexpected(changes.error());
    std::vector<QByteArray> added;
    for (const TreeChange &change : *changes) {
        if (change.isAdded())
            added.push_back(change.path);
    }
    return checkWorkTree(person.whole.get(), added, stop);
}

void follow(const PersonSide &person, const git_oid &parent, const git_oid &commit, AcceptOutcome &outcome)
{
    const Result<TreePtr> before = findTree(person.whole.get(), toObjectId(parent));
    const Result<TreePtr> after = findTree(person.whole.get(), toObjectId(commit));
    Result<void> updated;
    if (!before || !after)
        updated = std::unexpected((before ? after : before).error());
    else
        updated = updateWorkTree(person.whole.get(), before->get(), after->get());
    outcome.workTreeUpdated = updated.has_value();
    if (!updated)
        outcome.notice = updated.error().message;
}

} // namespace pilothouse
