#include "runner/session/runner_evidence.h"

#include "runner/session/runner_parts.h"
#include "runner/store/payload.h"
#include "runner/workspace/attempt_merge.h"
#include "runner/workspace/repository_probe.h"

#include <QCoreApplication>
#include <QDir>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Evidence)
};

constexpr size_t MostAttempts = 16;
constexpr auto Following = "latest"_L1; // the folder that further snapshots follow into

/// Folders are named after the repository, which is what an editor shows.
QString tryPlace(const DataDirectory &directory, SessionId id, const QString &which, const SessionInfo &info)
{
    return directory.tryFolder(id, which) + u'/' + (info.repositoryName.isEmpty() ? u"files"_s : info.repositoryName);
}

} // namespace

EvidenceApi *Runner::evidence()
{
    return m_evidence.get();
}

Task<CheckList> Runner::Evidence::checks(SessionId id, ObjectId snapshot)
{
    return m_runner.onActor(id, [snapshot](SessionActor &session) { return session.checks().list(snapshot); });
}

Task<CheckResult> Runner::Evidence::runCheck(SessionId id, CheckRequest request, std::stop_token stop)
{
    return m_runner.onActor(
        id, [request, stop](SessionActor &session) { return session.checks().run(request, session.guest(), stop); });
}

Task<void> Runner::Evidence::cancelCheck(SessionId id, QString run)
{
    return m_runner.onActor(id, [run](SessionActor &session) -> Task<void> {
        session.checks().cancel(run);
        co_return {};
    });
}

Task<void> Runner::Evidence::trustChecks(SessionId id, QByteArray json)
{
    return m_runner.onActor(id, [json](SessionActor &session) { return session.checks().trust(json); });
}

Task<TryFolder> Runner::Evidence::tryOut(SessionId id, ObjectId snapshot, TryFollow follow)
{
    const auto loaded = co_await m_runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    const SessionState &state = (*loaded)->state;
    if (state.baseCommit.isEmpty())
        co_return failure(NotFound, Words::tr("The session has no files yet."));
    const ObjectId latest = state.snapshots.empty() ? ObjectId(state.baseCommit) : state.snapshots.back().commit;
    if (follow == TryFollow::Latest && snapshot.isValid() && snapshot != latest)
        co_return failure(InvalidArgument,
            Words::tr("Only the latest snapshot can be followed. Leave the snapshot out, or do not follow."));
    if (!snapshot.isValid())
        snapshot = latest;
    const DataDirectory &directory = m_runner.m_directory;
    const QString which = follow == TryFollow::Latest ? QString(Following) : snapshot.value.left(12);
    const TryRequest request{
        .sessionStore = directory.sessionStore(id),
        .baseStore = directory.baseStore(state.info.repositoryId),
        .folder = tryPlace(directory, id, which, state.info),
        .base = ObjectId(state.baseCommit),
        .snapshot = snapshot,
        .follow = follow,
    };
    co_return co_await runOn(
        *m_runner.m_pool, [request](const std::stop_token &stop) { return openTry(request, stop); });
}

void Runner::Evidence::follow(const std::vector<Event> &events)
{
    std::map<SessionId, QByteArray> latest;
    for (const Event &event : events) {
        if (event.kind == EventKind::SnapshotTaken)
            latest[event.session] = event.payload;
    }
    for (const auto &[id, payload] : latest) {
        m_runner.m_pool->post([directory = m_runner.m_directory, id, payload](const std::stop_token &stop) {
            const QString folder = directory.tryFolder(id, Following);
            const QStringList notes = QDir(folder).entryList({u"*.json"_s}, QDir::Files);
            for (const QString &note : notes) {
                const QString files = folder + u'/' + note.chopped(5);
                const auto known = findTry(files);
                const ObjectId snapshot(textField(payloadObject({.payload = payload}), u"commit", 64));
                if (!known || known->follow != TryFollow::Latest || !snapshot.isValid())
                    continue;
                const auto followed = openTry({.sessionStore = directory.sessionStore(id),
                                                  .folder = files,
                                                  .snapshot = snapshot,
                                                  .follow = TryFollow::Latest},
                    stop);
                if (!followed)
                    qWarning("A snapshot could not be followed: %s", qUtf8Printable(followed.error().message));
            }
        });
    }
}

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

Task<std::vector<SessionId>> Runner::Evidence::members(QString group)
{
    const auto rows = m_runner.m_rows;
    return m_runner.m_store->read([rows, group](StoreReader &reader) -> Result<std::vector<SessionId>> {
        std::vector<SessionId> members;
        for (const SessionRow &row : *rows) {
            const auto first = reader.events(row.id, 1, 1);
            if (!first)
                return std::unexpected(first.error());
            if (!first->empty() && SessionInfo::fromJson(payloadObject(first->front())).group == group)
                members.push_back(row.id);
        }
        std::ranges::sort(members);
        return members;
    });
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
        .workedMs = row.workedMs,
    };
    if (!state.snapshots.empty())
        attempt.snapshot = state.snapshots.back().commit;
    if (!state.baseCommit.isEmpty()) {
        // Broken definitions are no reason to show nothing.
        if (auto checks = co_await this->checks(row.id, {}))
            attempt.checks = std::move(checks->marks);
    }
    co_return Attempt(attempt);
}

Task<std::vector<Attempt>> Runner::Evidence::attempts(QString group)
{
    const auto ids = co_await members(group);
    if (!ids)
        co_return std::unexpected(ids.error());
    if (group.isEmpty() || ids->empty())
        co_return failure(NotFound, Words::tr("There is no group of attempts “%1”.").arg(group));
    std::vector<Attempt> all;
    for (const SessionId id : *ids) {
        const auto row = std::ranges::find(*m_runner.m_rows, id, &SessionRow::id);
        if (row == m_runner.m_rows->end())
            continue;
        auto one = co_await attempt(*row);
        if (!one)
            co_return std::unexpected(one.error());
        all.push_back(std::move(*one));
    }
    co_return std::vector<Attempt>(all);
}

Task<ComposedAttempts> Runner::Evidence::composeAttempts(std::vector<AttemptPart> parts)
{
    if (parts.empty())
        co_return failure(InvalidArgument, Words::tr("Nothing of the attempts is chosen."));
    const SessionId target = parts.front().session;
    const auto loaded = co_await m_runner.load(target);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    const SessionState &state = (*loaded)->state;
    std::vector<StoredSelection> stored;
    for (const AttemptPart &part : parts) {
        const auto other = co_await m_runner.load(part.session);
        if (!other)
            co_return std::unexpected(other.error());
        if ((*other)->state.info.repositoryId != state.info.repositoryId)
            co_return failure(InvalidArgument, Words::tr("The attempts are of different repositories."));
        stored.push_back({m_runner.m_directory.sessionStore(part.session), part.selection});
    }
    const auto tree = co_await runOn(*m_runner.m_pool,
        [store = m_runner.m_directory.sessionStore(target), base = ObjectId(state.baseCommit), stored](
            const std::stop_token &stop) { return pilothouse::composeAttempts(store, base, stored, stop); });
    if (!tree)
        co_return std::unexpected(tree.error());
    co_return ComposedAttempts{target, *tree};
}

} // namespace pilothouse
