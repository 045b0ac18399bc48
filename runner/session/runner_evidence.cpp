#include "runner/session/runner_evidence.h"

#include "runner/session/runner_parts.h"
#include "runner/store/payload.h"

#include <QCoreApplication>
#include <QDir>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Evidence)
};

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

} // namespace pilothouse
