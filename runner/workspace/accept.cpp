#include "runner/workspace/accept.h"

#include "runner/workspace/accepted_tree.h"
#include "runner/workspace/branch_names.h"
#include "runner/workspace/branch_refs.h"
#include "runner/workspace/person_repository.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/uncommitted_scan.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <git2/sys/mempack.h>

namespace pilothouse {

namespace {

using Uncommitted = AcceptRequest::Uncommitted;

/// The session's store, opened so that whatever is composed stays in memory.
struct Workbench {
    RepositoryPtr repository;
    CommitPtr base;
    CommitPtr parent; ///< The commit of the person's that the branch starts at.
    CommitPtr snapshot;
    bool dirty = false; ///< The base is a private commit on `parent`.
};

std::unexpected<Error> cannotCommit()
{
    return gitFailure(QCoreApplication::translate("Workspace", "The accepted changes cannot be committed."));
}

/// A name as a commit can carry it: one line, without the marks that delimit it.
QByteArray identityText(const QString &text)
{
    static const QRegularExpression unwanted(QStringLiteral("[\\x00-\\x1f\\x7f<>]+"));
    return QString(text).replace(unwanted, QStringLiteral(" ")).simplified().toUtf8();
}

QByteArray messageText(const AcceptRequest &request)
{
    QString text = request.message.trimmed();
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).remove(QChar(0));
    if (!request.coAuthor.name.trimmed().isEmpty()) {
        static const QRegularExpression trailer(QStringLiteral("\\n\\n(?:[A-Za-z0-9-]+: [^\\n]+\\n?)+$"));
        text += trailer.match(text).hasMatch() ? u"\n" : u"\n\n";
        text += QStringLiteral("Co-authored-by: %1 <%2>")
                    .arg(QString::fromUtf8(identityText(request.coAuthor.name)),
                        QString::fromUtf8(identityText(request.coAuthor.email)));
    }
    return (text + u'\n').toUtf8();
}

Result<SignaturePtr> signatureOf(const AcceptRequest &request)
{
    const QByteArray name = identityText(request.author.name);
    const QByteArray email = identityText(request.author.email);
    if (name.isEmpty() || email.isEmpty())
        return failure(AuthorMissing,
            QCoreApplication::translate("Workspace",
                "Git does not know who you are, so nothing can be committed. Run “git config --global user.name \"Your "
                "Name\"” and “git config --global user.email you@example.org”, and try again."));
    if (!request.moment.isValid())
        return failure(InvalidArgument, QCoreApplication::translate("Workspace", "The commit has no date."));
    git_signature *raw = nullptr;
    if (git_signature_new(&raw, name.constData(), email.constData(), request.moment.toSecsSinceEpoch(),
            request.moment.offsetFromUtc() / 60)
        != 0)
        return cannotCommit();
    return SignaturePtr(raw);
}

Result<Workbench> openWorkbench(const AcceptRequest &request)
{
    Workbench bench;
    Result<RepositoryPtr> store = openStore(request.sessionStore);
    if (!store)
        return std::unexpected(store.error());
    bench.repository = std::move(*store);
    git_odb *rawOdb = nullptr;
    git_odb_backend *memory = nullptr;
    if (git_repository_odb(&rawOdb, bench.repository.get()) != 0)
        return cannotCommit();
    const OdbPtr odb(rawOdb);
    // The highest priority takes all writes.
    if (git_mempack_new(&memory) != 0 || git_odb_add_backend(rawOdb, memory, 1000) != 0)
        return cannotCommit();
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
    Result<CommitPtr> parent = findCommit(
        bench.repository.get(), bench.dirty ? toObjectId(*git_commit_parent_id(base->get(), 0)) : request.base);
    if (!parent)
        return std::unexpected(parent.error());
    bench.base = std::move(*base);
    bench.snapshot = std::move(*snapshot);
    bench.parent = std::move(*parent);
    return bench;
}

/// The tree that the agent's commit gets.
Result<git_oid> acceptedTree(const Workbench &bench, const AcceptRequest &request, const std::stop_token &stop)
{
    const Result<TreePtr> base = treeOf(bench.base.get());
    const Result<TreePtr> snapshot = treeOf(bench.snapshot.get());
    const Result<TreePtr> head = treeOf(bench.parent.get());
    for (const Result<TreePtr> *tree : {&base, &snapshot, &head}) {
        if (!*tree)
            return std::unexpected(tree->error());
    }
    Result<git_oid> wanted =
        composeTree(request.sessionStore, bench.repository.get(), base->get(), snapshot->get(), request.paths, stop);
    if (!wanted)
        return wanted;
    if (git_oid_equal(&*wanted, git_tree_id(base->get())))
        return failure(NothingToAccept,
            QCoreApplication::translate("Workspace", "There is nothing to accept: the agent changed no file."));
    if (!bench.dirty || request.uncommitted != Uncommitted::OnlyAgents)
        return wanted;
    git_tree *raw = nullptr;
    if (git_tree_lookup(&raw, bench.repository.get(), &*wanted) != 0)
        return cannotCommit();
    const TreePtr theirs(raw);
    Result<git_oid> merged = mergeOnto(bench.repository.get(), base->get(), head->get(), raw);
    if (merged && git_oid_equal(&*merged, git_tree_id(head->get())))
        return failure(NothingToAccept,
            QCoreApplication::translate("Workspace",
                "There is nothing to accept: without your uncommitted changes the agent's make no difference."));
    return merged;
}

Result<CommitPtr> commitTree(git_repository *repository, const git_oid &tree, const git_commit *parent,
    const git_signature *author, const QByteArray &message)
{
    git_tree *rawTree = nullptr;
    git_commit *rawCommit = nullptr;
    git_oid oid{};
    if (git_tree_lookup(&rawTree, repository, &tree) != 0)
        return cannotCommit();
    const TreePtr found(rawTree);
    const git_commit *parents[] = {parent};
    if (git_commit_create(&oid, repository, nullptr, author, author, nullptr, message.constData(), rawTree, 1, parents)
            != 0
        || git_commit_lookup(&rawCommit, repository, &oid) != 0)
        return cannotCommit();
    return CommitPtr(rawCommit);
}

/// The branch that an earlier call with this request made, or the first free one.
struct BranchChoice {
    QString name;
    bool wasDone = false;
};

Result<BranchChoice> chooseBranch(git_repository *repository, const AcceptRequest &request, const git_oid &commit)
{
    for (int n = 1; n < 10'000; ++n) {
        const QString name = n == 1 ? request.branch : request.branch + u'-' + QString::number(n);
        git_oid target{};
        if (git_reference_name_to_id(&target, repository, branchRef(name).constData()) == 0) {
            // The person may have gone on from it already.
            if (git_oid_equal(&target, &commit) || git_graph_descendant_of(repository, &target, &commit) == 1)
                return BranchChoice{name, true};
        } else if (isBranchFree(repository, name)) {
            return BranchChoice{name, false};
        }
        if (request.nameTaken == AcceptRequest::NameTaken::Refuse)
            break;
    }
    return failure(BranchTaken,
        QCoreApplication::translate(
            "Workspace", "There is a branch already whose name is “%1” or stands in its way. Choose another name.")
            .arg(request.branch));
}

Result<void> copyObjects(
    git_repository *source, git_repository *target, const git_oid &commit, const std::stop_token &stop)
{
    git_odb *rawOdb = nullptr;
    if (git_repository_odb(&rawOdb, target) != 0)
        return cannotCommit();
    const OdbPtr odb(rawOdb);
    const Result<std::vector<git_oid>> objects = objectsToCopy(source, rawOdb, commit, stop);
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

} // namespace

Result<AcceptOutcome> accept(const AcceptRequest &request, std::stop_token stop)
{
    startGit();
    if (const Result<void> named = checkBranchName(request.branch); !named)
        return std::unexpected(named.error());
    const bool mineFirst = request.uncommitted == Uncommitted::MineFirst;
    if (request.message.trimmed().isEmpty() || (mineFirst && request.mineMessage.trimmed().isEmpty()))
        return failure(InvalidArgument, QCoreApplication::translate("Workspace", "Write a message for the commit."));
    const Result<SignaturePtr> author = signatureOf(request);
    if (!author)
        return std::unexpected(author.error());
    const Result<Workbench> bench = openWorkbench(request);
    if (!bench)
        return std::unexpected(bench.error());
    const Result<RepositoryPtr> found = openPersonRepository(request.repository);
    const Result<RepositoryPtr> repository = found ? openForBranch(found->get()) : std::unexpected(found.error());
    if (!repository)
        return std::unexpected(repository.error());
    const Result<git_oid> tree = acceptedTree(*bench, request, stop);
    if (!tree)
        return std::unexpected(tree.error());

    AcceptOutcome outcome;
    CommitPtr mine;
    const git_commit *parent = bench->parent.get();
    if (bench->dirty && mineFirst) {
        const QByteArray message = (request.mineMessage.trimmed() + u'\n').toUtf8();
        Result<CommitPtr> first =
            commitTree(bench->repository.get(), *git_commit_tree_id(bench->base.get()), parent, author->get(), message);
        if (!first)
            return std::unexpected(first.error());
        mine = std::move(*first);
        parent = mine.get();
        outcome.mine = toObjectId(*git_commit_id(parent));
    }
    const Result<CommitPtr> commit =
        commitTree(bench->repository.get(), *tree, parent, author->get(), messageText(request));
    if (!commit)
        return std::unexpected(commit.error());
    const git_oid id = *git_commit_id(commit->get());
    const Result<BranchChoice> branch = chooseBranch(repository->get(), request, id);
    if (!branch)
        return std::unexpected(branch.error());
    outcome.branch = branch->name;
    outcome.commit = toObjectId(id);
    outcome.tree = toObjectId(*tree);
    outcome.parent = toObjectId(*git_commit_id(parent));
    outcome.wasDone = branch->wasDone;
    if (branch->wasDone)
        return outcome;
    if (const Result<void> copied = copyObjects(bench->repository.get(), repository->get(), id, stop); !copied)
        return std::unexpected(copied.error());
    if (stop.stop_requested())
        return wasCancelled();
    if (const Result<void> made = makeBranch(repository->get(), branch->name, id, stop); !made)
        return std::unexpected(made.error());
    return outcome;
}

} // namespace pilothouse
