// Several sessions with the same task: started together, compared, put together.

#include "runner/session/runner_evidence.h"
#include "runner/session/runner_parts.h"
#include "runner/workspace/attempt_merge.h"
#include "runner/workspace/repository_probe.h"
#include "runner/workspace/tree_export.h"

#include <QCoreApplication>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Evidence)
};

constexpr size_t MostAttempts = 16;

bool isSnapshotOf(const SessionState &state, const ObjectId &commit)
{
    return std::ranges::contains(state.snapshots, commit, &Snapshot::commit);
}

} // namespace

Task<QString> Runner::Evidence::startAttempts(NewSession task, std::vector<AttemptChoice> choices)
{
    if (choices.empty() || choices.size() > MostAttempts)
        co_return failure(InvalidArgument, Words::tr("Choose between 1 and %1 attempts.").arg(MostAttempts));
    // Resolved once, so that all begin from the same commit.
    if (!task.repository.isEmpty() && !task.withUncommitted) {
        const auto commit =
            co_await runOn(*m_runner.m_pool, [repository = task.repository, base = task.base](const std::stop_token &) {
                return resolveRevision(repository, base);
            });
        if (!commit)
            co_return std::unexpected(commit.error());
        task.base = commit->value;
    }
    task.group = QUuid::createUuid().toString(QUuid::Id128).left(8);
    for (const AttemptChoice &choice : choices) {
        NewSession attempt = task;
        attempt.agent = choice.agent;
        attempt.model = choice.model;
        if (const auto created = co_await m_runner.create(std::move(attempt)); !created)
            co_return std::unexpected(created.error());
    }
    co_return QString(task.group);
}

Task<Attempt> Runner::Evidence::attempt(SessionRow row)
{
    const auto loaded = co_await m_runner.load(row.id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    const SessionState &state = (*loaded)->state;
    Attempt attempt{
        .session = row.id,
        .title = row.title,
        .agent = row.agent,
        .model = row.model,
        .state = row.state,
        .base = ObjectId(state.baseCommit),
        .files = static_cast<int>(row.changedFiles),
        .added = static_cast<int>(row.addedLines),
        .removed = static_cast<int>(row.removedLines),
        .costMicros = row.costMicros,
        .tokens = state.usage.inputTokens + state.usage.outputTokens,
        .workedMs = row.workedMs,
        .turnStartedMs = row.turnStartedMs,
        .withUncommitted = state.info.withUncommitted,
    };
    if (!state.snapshots.empty()) {
        attempt.snapshot = state.snapshots.back().commit;
        attempt.tree = state.snapshots.back().tree;
    }
    if (!state.baseCommit.isEmpty()) {
        // Broken definitions are no reason to show nothing.
        if (auto checks = co_await this->checks(row.id, {}))
            attempt.checks = std::move(checks->marks);
    }
    co_return Attempt(attempt);
}

Task<std::vector<Attempt>> Runner::Evidence::withClashes(QString group, std::vector<Attempt> attempts)
{
    std::vector<LiveChanges> changes;
    std::vector<size_t> compared;
    for (size_t i = 0; i < attempts.size(); ++i) {
        if (!attempts[i].snapshot.isValid() || attempts[i].files == 0)
            continue;
        changes.push_back(
            {m_runner.m_directory.sessionStore(attempts[i].session), attempts[i].base, attempts[i].snapshot});
        compared.push_back(i);
    }
    const auto findings = co_await m_runner.compareLive(std::move(group), std::move(changes));
    // A store that cannot be read says so where it is looked at.
    if (!findings)
        co_return std::move(attempts);
    for (const RadarFinding &finding : *findings) {
        Attempt &first = attempts[compared[finding.first]];
        Attempt &second = attempts[compared[finding.second]];
        if (const int files = static_cast<int>(finding.clashes.size()); files > 0) {
            first.clashes.push_back({second.session, files});
            second.clashes.push_back({first.session, files});
        }
    }
    co_return std::move(attempts);
}

Task<std::vector<Attempt>> Runner::Evidence::attempts(QString group)
{
    std::vector<SessionRow> members;
    std::ranges::copy_if(*m_runner.m_rows, std::back_inserter(members),
        [&group](const SessionRow &row) { return !group.isEmpty() && row.group == group; });
    if (members.empty())
        co_return failure(NotFound, Words::tr("There is no group of attempts “%1”.").arg(group));
    std::ranges::sort(members, {}, &SessionRow::id);
    std::vector<Attempt> all;
    for (const SessionRow &row : members) {
        auto one = co_await attempt(row);
        if (!one)
            co_return std::unexpected(one.error());
        all.push_back(std::move(*one));
    }
    co_return co_await withClashes(std::move(group), std::move(all));
}

Task<AttemptPart> Runner::Evidence::attemptPart(SessionId id, AttemptTake take)
{
    const auto changes = co_await m_runner.changes(id, {}, {});
    if (!changes)
        co_return std::unexpected(changes.error());
    AttemptPart part{id, {.from = changes->from, .to = changes->to, .files = {}}};
    if (take == AttemptTake::Reviewed) {
        auto reviewed = co_await m_runner.review().selection(id, *changes, ReviewDecision::Accepted);
        if (!reviewed)
            co_return std::unexpected(reviewed.error());
        part.selection.files = std::move(reviewed->files); // bound to the snapshot, which both sides name
    } else {
        for (const FileChange &file : changes->set->files)
            part.selection.files.push_back(
                {.oldPath = file.oldPath, .newPath = file.newPath, .whole = true, .removed = {}, .added = {}});
    }
    co_return AttemptPart(part);
}

Task<SessionSnapshotPtr> Runner::Evidence::attemptOf(AttemptPart part, RepositoryId repository)
{
    const auto loaded = co_await m_runner.load(part.session);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    const SessionState &state = (*loaded)->state;
    if (repository.isValid() && state.info.repositoryId != repository)
        co_return failure(InvalidArgument, Words::tr("The attempts are of different repositories."));
    if (!isSnapshotOf(state, part.selection.to))
        co_return failure(InvalidArgument,
            Words::tr("Session %1 has no snapshot %2.").arg(part.session.value).arg(part.selection.to.value));
    co_return SessionSnapshotPtr(*loaded);
}

Task<ComposedAttempts> Runner::Evidence::composeAttempts(std::vector<AttemptPart> parts)
{
    std::erase_if(parts, [](const AttemptPart &part) { return part.selection.files.empty(); });
    if (parts.empty())
        co_return failure(InvalidArgument, Words::tr("Nothing of the attempts is chosen."));
    if (parts.size() > MostAttempts)
        co_return failure(InvalidArgument, Words::tr("Choose between 1 and %1 attempts.").arg(MostAttempts));
    const SessionId target = parts.front().session;
    RepositoryId repository;
    ObjectId base;
    std::vector<StoredSelection> stored;
    for (const AttemptPart &part : parts) {
        const auto other = co_await attemptOf(part, repository);
        if (!other)
            co_return std::unexpected(other.error());
        if (stored.empty()) {
            repository = (*other)->state.info.repositoryId;
            base = ObjectId((*other)->state.baseCommit);
        }
        stored.push_back({m_runner.m_directory.sessionStore(part.session), part.selection});
    }
    auto merged = co_await runOn(*m_runner.m_pool,
        [store = m_runner.m_directory.sessionStore(target), base, stored](
            const std::stop_token &stop) { return mergeAttempts(store, base, stored, stop); });
    if (!merged)
        co_return std::unexpected(merged.error());
    co_return ComposedAttempts{
        target, merged->conflicts.empty() ? merged->tree : ObjectId(), std::move(parts), std::move(merged->conflicts)};
}

Task<ComposedShares> Runner::Evidence::shares(SessionId id, ComposedAttempts composed)
{
    if (!composed.tree.isValid())
        co_return ComposedShares();
    const auto again = co_await composeAttempts(composed.parts);
    if (!again)
        co_return std::unexpected(again.error());
    if (again->session != id || again->tree != composed.tree)
        co_return failure(
            SelectionStale, Words::tr("What you chose of the attempts is another tree now. Look at it again."));
    ComposedShares shares;
    QString own;
    for (const AttemptPart &part : again->parts) {
        const auto loaded = co_await attemptOf(part, {});
        if (!loaded)
            co_return std::unexpected(loaded.error());
        const SessionState &state = (*loaded)->state;
        const auto taken = co_await runOn(*m_runner.m_pool,
            [store = m_runner.m_directory.sessionStore(part.session), selection = part.selection,
                taken = state.review.taken](
                const std::stop_token &stop) { return takenWith(store, selection, taken, stop); });
        if (!taken)
            co_return std::unexpected(taken.error());
        shares.shares.push_back(
            {part.session, part.selection.to, *taken, static_cast<int>(part.selection.files.size())});
        if (own.isEmpty())
            own = state.info.agent;
        else if (state.info.agent != own && !shares.agents.contains(state.info.agent))
            shares.agents.append(state.info.agent);
    }
    co_return ComposedShares(shares);
}

Task<SessionChanges> Runner::Evidence::compareAttempts(SessionId one, SessionId other)
{
    const auto first = co_await m_runner.load(one);
    if (!first)
        co_return std::unexpected(first.error());
    const auto second = co_await m_runner.load(other);
    if (!second)
        co_return std::unexpected(second.error());
    const SessionState &from = (*first)->state;
    const SessionState &to = (*second)->state;
    if (from.info.repositoryId != to.info.repositoryId)
        co_return failure(InvalidArgument, Words::tr("The attempts are of different repositories."));
    if (from.snapshots.empty() || to.snapshots.empty())
        co_return failure(NotFound, Words::tr("One of the attempts has no files yet."));
    const auto copied = co_await runOn(*m_runner.m_pool,
        [source = m_runner.m_directory.sessionStore(other), target = m_runner.m_directory.sessionStore(one),
            tree = to.snapshots.back().tree](
            const std::stop_token &stop) { return copyTree(source, target, tree, stop); });
    if (!copied)
        co_return std::unexpected(copied.error());
    co_return co_await m_runner.changes(one, from.snapshots.back().commit, to.snapshots.back().tree);
}

} // namespace pilothouse
