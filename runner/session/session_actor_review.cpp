// What a person's review does to the sandbox's files and to what the agent is told.

#include "runner/session/session_actor.h"

#include "runner/review/comment_prompt.h"
#include "runner/review/rejections.h"
#include "runner/session/session_incarnation.h"
#include "runner/session/workspace_pack.h"
#include "runner/workspace/snapshot_pack.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QUuid>

#include <qcorotimer.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

constexpr qsizetype PathsTold = 20;

QString toldPaths(const QList<QByteArray> &paths)
{
    QStringList shown;
    for (const QByteArray &path : paths.first(std::min(PathsTold, paths.size())))
        shown.append(displayPath(path));
    QString out = shown.join(u", "_s);
    if (paths.size() > PathsTold)
        out += u", …"_s;
    return out;
}

/// What the agent reads about rejected parts.
QString noteOf(const RejectionPlan &plan)
{
    QStringList sentences;
    if (!plan.removedFrom.isEmpty())
        sentences.append(
            SessionActor::tr("I rejected parts of your changes and took them out of the files in the workspace: %1. Do "
                             "not bring them back.")
                .arg(toldPaths(plan.removedFrom)));
    if (!plan.broughtTo.isEmpty())
        sentences.append(SessionActor::tr("I changed my mind about parts that I had rejected; they are in these files "
                                          "again: %1.")
                .arg(toldPaths(plan.broughtTo)));
    return sentences.join(u' ');
}

} // namespace

Task<void> SessionActor::sendComments(QStringList comments)
{
    const auto guard = co_await m_review.hold();
    QList<ReviewComment> drafts;
    QStringList ids;
    for (const auto &comment : m_log.state().review.comments) {
        if (comment->state != ReviewComment::State::Draft || comment->resolved
            || (!comments.isEmpty() && !comments.contains(comment->id)))
            continue;
        drafts.append(*comment);
        ids.append(comment->id);
    }
    if (ids.isEmpty() || (!comments.isEmpty() && ids.size() != comments.size()))
        co_return failure(NotFound, tr("There is no comment that waits to be sent."));
    const QString promptId = QUuid::createUuid().toString(QUuid::Id128);
    std::vector<NewEvent> sent{m_log.newEvent(
        EventKind::CommentsSent, {{u"ids"_s, QJsonArray::fromStringList(ids)}, {u"prompt"_s, promptId}})};
    co_return co_await prompt(commentPrompt(drafts), {}, promptId, std::move(sent));
}

/// The sandbox's files as they are now; the base where nothing was ever changed.
Task<Snapshot> SessionActor::snapshotNow()
{
    if (!guest())
        bringUp(); // a person wants something of it
    while (m_bringingUp && !guest() && !m_retired)
        co_await QCoro::sleepFor(20ms);
    if (!guest())
        co_return failure(GuestDisconnected, tr("The sandbox is not running. Continue the session first."));
    if (const auto taken = co_await takeLastSnapshot(); !taken)
        co_return std::unexpected(taken.error());
    if (m_retired)
        co_return failure(pilothouse::Cancelled, tr("Pilothouse is ending."));
    const SessionState &state = m_log.state();
    if (state.snapshots.empty())
        co_return Snapshot{.commit = ObjectId(state.baseCommit), .tree = state.baseTree};
    co_return Snapshot(state.snapshots.back());
}

/// Brings the sandbox's files to where a person's review wants them. The caller holds m_moving, and no turn runs.
Task<void> SessionActor::settleWorkspace()
{
    const auto isDue = [this] {
        return m_log.state().review.move.has_value() || m_log.state().review.hasUnsettledRejections();
    };
    if (!isDue())
        co_return {};
    auto here = co_await snapshotNow();
    if (!here)
        co_return std::unexpected(here.error());
    if (m_log.state().review.move) {
        if (const auto finished = co_await finishMove(*here); !finished)
            co_return finished;
        if (!isDue())
            co_return {};
        here = co_await snapshotNow();
        if (!here)
            co_return std::unexpected(here.error());
    }
    co_return co_await carryOutPlan(*here);
}

Task<void> SessionActor::carryOutPlan(Snapshot here)
{
    const QString store = m_services.directory->sessionStore(m_log.id());
    const auto plan = co_await runOn(*m_services.pool,
        [store, state = m_log.state().review, tree = here.tree, cache = m_edits](
            const std::stop_token &stop) { return planRejections(store, state, tree, *cache, stop); });
    if (!plan)
        co_return std::unexpected(plan.error());
    if (m_retired || (plan->decisions.isEmpty() && plan->back.isEmpty()))
        co_return {};
    if (!plan->lost.isEmpty())
        m_log.post({m_log.notice(u"warning"_s,
            {InvalidArgument,
                tr("What you rejected before cannot be brought back by itself: its files were changed since. The "
                   "timeline has it."),
                {}})});
    co_return co_await moveWorkspace(EventKind::RejectionCarriedOut,
        {
            {u"from"_s, here.commit.value},
            {u"to"_s, plan->tree.value},
            {u"decisions"_s, QJsonArray::fromStringList(plan->decisions)},
            {u"back"_s, QJsonArray::fromStringList(plan->back)},
            {u"note"_s, noteOf(*plan)},
        },
        std::move(here));
}

/// The event first, so that a process that dies in between is followed by one that finishes it.
Task<void> SessionActor::moveWorkspace(EventKind kind, QJsonObject payload, Snapshot here)
{
    payload[u"begun"_s] = true;
    if (const auto begun = co_await m_log.commit({m_log.newEvent(kind, payload)}); !begun)
        co_return begun;
    co_return co_await finishMove(std::move(here));
}

Task<void> SessionActor::finishMove(Snapshot here)
{
    const WorkspaceMove move = *m_log.state().review.move;
    if (here.tree != move.to) {
        const auto brought = co_await bringFilesTo(move.to, here.commit);
        if (m_retired || (!brought && brought.error().code == GuestDisconnected))
            co_return brought; // the next link finishes it
        if (!brought) {
            // Something may have been changed already.
            static_cast<void>(co_await bringFilesTo(here.tree, here.commit));
            static_cast<void>(co_await m_log.commit({m_log.newEvent(move.kind, {{u"failed"_s, true}})}));
            co_return brought;
        }
    }
    QJsonObject done = move.payload;
    done.remove(u"begun"_s);
    co_return co_await m_log.commit({m_log.newEvent(move.kind, done)});
}

/// Ends when the snapshot of it is in the log.
Task<void> SessionActor::bringFilesTo(ObjectId tree, ObjectId have)
{
    const auto disconnected = [] {
        return failure(GuestDisconnected, tr("The connection to the sandbox broke while its files were changed."));
    };
    const QString store = m_services.directory->sessionStore(m_log.id());
    const QString file = m_services.directory->session(m_log.id()) + "/move.pack"_L1;
    const auto packed = co_await runOn(
        *m_services.pool, [=](const std::stop_token &stop) { return packTree(store, tree, have, file, stop); });
    if (!packed)
        co_return packed;
    if (!guest())
        co_return disconnected();
    if (const auto given = co_await givePack(*guest(), file); !given)
        co_return given;
    if (!guest())
        co_return disconnected();
    const auto restored = co_await guest()->restore(tree);
    if (!restored)
        co_return std::unexpected(restored.error());
    if (m_retired || !m_guest)
        co_return disconnected();
    co_return co_await m_guest->snapshots->imported(restored->commit);
}

/// What is due when the agent does nothing; a failure is shown and tried again at the next boundary.
QCoro::Task<void> SessionActor::settleBetweenTurns()
{
    const auto guard = co_await m_moving.acquire();
    if (m_retired || m_log.state().conversation.promptRequest)
        co_return;
    const auto settled = co_await settleWorkspace();
    if (!settled && !m_retired && settled.error().code != GuestDisconnected)
        static_cast<void>(co_await m_log.commit({m_log.notice(u"warning"_s, settled.error())}));
}

/// A decision that was taken while the agent did nothing is carried out when no other one follows for a while. Each is
/// waited for once: what fails, or touches nothing any more, is looked at again at the next turn.
void SessionActor::watchRejections()
{
    const SessionState &state = m_log.state();
    const bool due =
        guest() && state.phase == SessionPhase::Idle && state.queue.empty() && state.review.hasUnsettledRejections();
    if (!due) {
        m_settle.stop();
        if (std::exchange(m_live.rejectionsDueMs, 0) != 0)
            m_publish.start();
        return;
    }
    const qint64 last = state.review.lastDecidedSeq();
    if (last == m_settledSeq)
        return;
    m_settledSeq = last;
    m_settle.start(m_timeouts.rejections);
    m_live.rejectionsDueMs = QDateTime::currentMSecsSinceEpoch() + m_timeouts.rejections.count();
    m_publish.start();
}

QCoro::Task<void> SessionActor::settleDecisions()
{
    co_await settleBetweenTurns();
    if (m_retired || m_settle.isActive())
        co_return;
    m_live.rejectionsDueMs = 0;
    m_publish.start();
}

Task<void> SessionActor::carryOutRejections()
{
    if (isWorking(m_log.state().phase))
        co_return {}; // finishTurn() does it
    const auto guard = co_await m_moving.acquire();
    if (m_retired || isWorking(m_log.state().phase))
        co_return {};
    co_return co_await settleWorkspace();
}

Task<RestoreReport> SessionActor::restoreSnapshot(ObjectId snapshot, QString reason)
{
    const auto guard = co_await m_moving.acquire();
    if (isWorking(m_log.state().phase))
        co_return failure(AgentIsWorking, tr("The agent is working on these files. Stop its turn first."));
    Snapshot target{.commit = snapshot};
    const auto &snapshots = m_log.state().snapshots;
    if (const auto found = std::ranges::find(snapshots, snapshot, &Snapshot::commit); found != snapshots.end())
        target = *found;
    else if (snapshot.value == m_log.state().baseCommit)
        target.tree = m_log.state().baseTree;
    if (!target.tree.isValid())
        co_return failure(NotFound, tr("This session has no snapshot %1.").arg(snapshot.value));
    const auto here = co_await snapshotNow();
    if (!here)
        co_return std::unexpected(here.error());
    if (here->tree != target.tree) {
        const QString note =
            tr("I brought the files in the workspace back to an earlier state. Ignored files and running processes are "
               "as they were. Look at the files before you change them: what you remember of them may be wrong.");
        const auto moved = co_await moveWorkspace(EventKind::WorkspaceRestored,
            {
                {u"from"_s, here->commit.value},
                {u"to"_s, target.tree.value},
                {u"snapshot"_s, snapshot.value},
                {u"reason"_s, reason},
                {u"note"_s, note},
            },
            *here);
        if (!moved)
            co_return std::unexpected(moved.error());
    }
    if (m_retired)
        co_return failure(pilothouse::Cancelled, tr("Pilothouse is ending."));
    const SessionState &state = m_log.state();
    RestoreReport report{.from = here->commit, .to = snapshot};
    report.now = state.snapshots.empty() ? here->commit : state.snapshots.back().commit;
    report.leftOut = state.snapshots.empty() ? 0 : static_cast<qint64>(state.snapshots.back().leftOut);
    report.notBroughtBack = tr("The files are those of the snapshot. Not brought back: ignored files, running "
                               "processes, and what the agent remembers; it is told with your next prompt.");
    co_return report;
}

Task<void> SessionActor::recordFork(SessionId fork, ObjectId snapshot)
{
    co_return co_await m_log.commit(
        {m_log.newEvent(EventKind::SessionForked, {{u"session"_s, fork.value}, {u"snapshot"_s, snapshot.value}})});
}

} // namespace pilothouse
