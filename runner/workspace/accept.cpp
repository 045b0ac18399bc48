#include "runner/workspace/accept.h"

#include "runner/workspace/accept_commit.h"
#include "runner/workspace/accept_place.h"
#include "runner/workspace/accept_plan.h"
#include "runner/workspace/branch_names.h"
#include "runner/workspace/objects_to_copy.h"
#include "runner/workspace/store_files.h"

#include <QCoreApplication>

namespace pilothouse {

namespace {

using Target = AcceptRequest::Target;

std::unexpected<Error> cannotCopy()
{
    return gitFailure(QCoreApplication::translate("Workspace", "The accepted changes cannot be copied."));
}

/// Copies what `list` finds missing in the target's objects.
template <class List>
Result<void> copyObjects(git_repository *source, git_repository *target, List list, const std::stop_token &stop)
{
    git_odb *rawOdb = nullptr;
    if (git_repository_odb(&rawOdb, target) != 0)
        return cannotCopy();
    const OdbPtr odb(rawOdb);
    const Result<std::vector<git_oid>> objects = list(rawOdb);
    if (!objects)
        return std::unexpected(objects.error());
    WriteOptions options;
    options.stop = stop;
    const QString folder = fromGitPath(git_repository_commondir(target)) + QStringLiteral("/objects");
    const Result<WrittenObjects> written = writeObjects(source, *objects, folder, options);
    if (!written)
        return std::unexpected(written.error());
    return {};
}

/// What was accepted so far stays in the session's store: the next selection is made from it.
Result<void> keepTaken(
    const Workbench &bench, const AcceptRequest &request, const AcceptPlan &plan, const std::stop_token &stop)
{
    const Result<RepositoryPtr> store = openStore(request.sessionStore);
    if (!store)
        return std::unexpected(store.error());
    git_tree *raw = nullptr;
    if (git_tree_lookup(&raw, bench.repository.get(), &plan.taken) != 0)
        return cannotCopy();
    const TreePtr taken(raw);
    const Result<TreePtr> snapshot = treeOf(bench.snapshot.get());
    if (!snapshot)
        return std::unexpected(snapshot.error());
    const auto list = [&](git_odb *target) {
        return objectsToCopy(bench.repository.get(), target, raw, {bench.from.get(), snapshot->get()}, stop);
    };
    return copyObjects(bench.repository.get(), store->get(), list, stop);
}

Result<void> checkWords(const AcceptRequest &request)
{
    if (const Result<void> named = checkBranchName(request.branch); !named)
        return named;
    const bool mineFirst = request.uncommitted == AcceptRequest::Uncommitted::MineFirst;
    if (request.message.trimmed().isEmpty() || (mineFirst && request.mineMessage.trimmed().isEmpty()))
        return failure(InvalidArgument, QCoreApplication::translate("Workspace", "Write a message for the commit."));
    return {};
}

/// Everything that is known before anything is written.
struct Prepared {
    PersonSide person;
    Workbench bench;
    git_oid tip{};
    AcceptPlan plan;
};

Result<Prepared> prepare(const AcceptRequest &request, const std::stop_token &stop)
{
    Result<PersonSide> person = openPersonSide(request.repository);
    if (!person)
        return std::unexpected(person.error());
    Result<Workbench> bench = openWorkbench(request, person->bare.get());
    if (!bench)
        return std::unexpected(bench.error());
    const Result<git_oid> tip = findTip(*person, request, *git_commit_id(bench->head.get()));
    if (!tip)
        return std::unexpected(tip.error());
    Result<AcceptPlan> plan = planAccept(*bench, request, *tip, stop);
    if (!plan)
        return std::unexpected(plan.error());
    return Prepared{*std::move(person), *std::move(bench), *tip, *std::move(plan)};
}

} // namespace

Result<AcceptPreview> previewAccept(const AcceptRequest &request, std::stop_token stop)
{
    startGit();
    Result<Prepared> prepared = prepare(request, stop);
    if (!prepared)
        return std::unexpected(prepared.error());
    AcceptPreview preview;
    preview.branch = request.branch;
    preview.parent = toObjectId(prepared->tip);
    preview.conflicts = std::move(prepared->plan.conflicts);
    preview.lineEnds = prepared->plan.lineEnds;
    if (preview.conflicts.empty())
        preview.tree = toObjectId(prepared->plan.tree);
    return preview;
}

Result<AcceptOutcome> accept(const AcceptRequest &request, std::stop_token stop)
{
    startGit();
    if (const Result<void> words = checkWords(request); !words)
        return std::unexpected(words.error());
    const Result<SignaturePtr> author = signatureOf(request.author, request.moment);
    if (!author)
        return std::unexpected(author.error());
    const Result<Prepared> prepared = prepare(request, stop);
    if (!prepared)
        return std::unexpected(prepared.error());
    const auto &[person, bench, tip, plan] = *prepared;
    if (!plan.conflicts.empty())
        return conflictFailure(request, plan.conflicts);

    git_repository *workbench = bench.repository.get();
    const Result<CommitPtr> commit =
        commitTree(workbench, plan.tree, plan.parent.get(), author->get(), messageText(request));
    if (!commit)
        return std::unexpected(commit.error());
    const git_oid id = *git_commit_id(commit->get());
    const Result<Place> place = findPlace(person, request, tip, id);
    if (!place)
        return std::unexpected(place.error());
    AcceptOutcome outcome;
    outcome.branch = place->branch;
    outcome.commit = toObjectId(id);
    outcome.tree = toObjectId(plan.tree);
    outcome.parent = toObjectId(*git_commit_id(plan.parent.get()));
    if (plan.mine)
        outcome.mine = outcome.parent;
    outcome.wasDone = place->wasDone;
    outcome.taken = toObjectId(plan.taken);
    const bool follows = request.target == Target::CheckedOut;
    if (!place->wasDone) {
        if (const Result<void> clean =
                follows ? checkFollowing(person, workbench, tip, plan.tree, stop) : Result<void>();
            !clean)
            return std::unexpected(clean.error());
    }
    if (const Result<void> kept = keepTaken(bench, request, plan, stop); !kept)
        return std::unexpected(kept.error());
    if (!place->wasDone) {
        const auto list = [&](git_odb *target) { return objectsToCopy(workbench, target, id, stop); };
        if (const Result<void> copied = copyObjects(workbench, person.bare.get(), list, stop); !copied)
            return std::unexpected(copied.error());
        if (stop.stop_requested())
            return wasCancelled();
        if (const Result<void> set = setPlace(person, request, place->branch, tip, id, stop); !set)
            return std::unexpected(set.error());
    }
    if (follows)
        follow(person, tip, id, outcome);
    return outcome;
}

} // namespace pilothouse
