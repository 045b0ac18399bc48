// How a session ends, and how its sandbox goes.

#include "runner/session/session_actor.h"

#include "runner/session/session_incarnation.h"

#include <QScopeGuard>

#include <qcorotimer.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

constexpr auto StopGrace = 3s; // for the agent to write down what it has

} // namespace

/// The last word on what changed; a link that breaks now brings the snapshot later.
Task<void> SessionActor::takeLastSnapshot()
{
    GuestLink *link = guest();
    if (!link)
        co_return {};
    const auto taken = co_await link->snapshot();
    if (!taken || m_retired || !m_guest || taken->commit.value == m_log.state().baseCommit)
        co_return {};
    co_return co_await m_guest->snapshots->imported(taken->commit);
}

/// Waits until a sandbox that runs is taken over, so that its last snapshot is not missed; a new one is not made.
Task<void> SessionActor::stopPreparing()
{
    m_endWanted = true;
    const auto told = qScopeGuard([this] { m_endWanted = false; });
    if (m_bringingUp && m_log.state().phase == SessionPhase::Preparing)
        m_stop.request_stop();
    while (m_bringingUp && !m_retired)
        co_await QCoro::sleepFor(20ms);
    if (m_retired)
        co_return failure(pilothouse::Cancelled, tr("Pilothouse is ending."));
    co_return {};
}

/// Cancels the turn and waits for its end, which comes by itself or by the end of the agent's process.
Task<void> SessionActor::stopWorking()
{
    const std::vector<QueuedPrompt> waiting = m_log.state().queue;
    std::vector<NewEvent> dropped;
    for (const QueuedPrompt &prompt : waiting)
        dropped.push_back(m_log.newEvent(EventKind::PromptUnqueued, {{u"id"_s, prompt.id}}));
    if (!dropped.empty()) {
        if (const auto committed = co_await m_log.commit(std::move(dropped)); !committed)
            co_return committed;
    }
    if (!isWorking(m_log.state().phase))
        co_return {};
    if (const auto cancelled = co_await cancel(u"person"_s); !cancelled && isWorking(m_log.state().phase))
        co_return cancelled;
    const QDeadlineTimer patience(m_timeouts.cancel + m_timeouts.turnSnapshot);
    while (isWorking(m_log.state().phase) && guest() && !patience.hasExpired() && !m_retired)
        co_await QCoro::sleepFor(20ms);
    if (m_retired)
        co_return failure(pilothouse::Cancelled, tr("Pilothouse is ending."));
    if (isWorking(m_log.state().phase))
        co_return co_await endTurn(u"cancelled"_s);
    co_return {};
}

Task<void> SessionActor::letGoOfContainer()
{
    const QString container = m_log.state().sandbox.container;
    m_guest.reset();
    m_live.linkUp = false;
    Q_EMIT guestChanged();
    if (container.isEmpty())
        co_return {};
    const ContainerId id(container);
    // What does not stop is killed by its removal.
    static_cast<void>(co_await m_services.engine->stop(id, StopGrace));
    if (const auto removed = co_await m_services.engine->remove(id); !removed)
        co_return removed;
    std::vector<NewEvent> events = withdrawEgress(m_log);
    events.push_back(m_log.newEvent(EventKind::SandboxRemoved));
    co_return co_await m_log.commit(std::move(events));
}

Task<void> SessionActor::end()
{
    if (m_ending)
        co_return failure(InvalidArgument, tr("The session is just being ended."));
    if (const auto settled = co_await stopPreparing(); !settled)
        co_return settled;
    if (const auto stopped = co_await stopWorking(); !stopped)
        co_return stopped;
    m_ending = true;
    const auto ended = qScopeGuard([this] {
        m_ending = false;
        // A prompt that came meanwhile reopens the session.
        if (!m_retired && !m_guest && !m_log.state().queue.empty())
            bringUp();
    });
    static_cast<void>(co_await takeLastSnapshot());
    if (m_retired)
        co_return failure(pilothouse::Cancelled, tr("Pilothouse is ending."));
    // First: whoever takes the session over from here finishes what follows.
    if (!hasEnded(m_log.state().phase)) {
        if (const auto completed = co_await step(SessionPhase::Completed); !completed)
            co_return completed;
    }
    co_return co_await letGoOfContainer();
}

Task<void> SessionActor::removeSandbox()
{
    m_stop.request_stop();
    m_checks.cancelAll();
    m_guest.reset();
    m_live.linkUp = false;
    Q_EMIT guestChanged();
    // By their labels: a container that was lost, or never recorded, still holds the volumes.
    const auto owned = co_await m_services.engine->listOwned();
    const bool hadSandbox = m_log.state().sandbox.incarnation > 0;
    if (!owned && hadSandbox)
        co_return std::unexpected(owned.error());
    if (owned) {
        for (const auto kind : {OwnedObject::Kind::Container, OwnedObject::Kind::Volume}) {
            for (const OwnedObject &object : *owned) {
                if (object.kind != kind || object.session != m_log.id())
                    continue;
                const auto removed = kind == OwnedObject::Kind::Container
                    ? co_await m_services.engine->remove(ContainerId(object.id))
                    : co_await m_services.engine->removeVolume(object.id);
                if (!removed)
                    co_return removed;
            }
        }
    }
    if (hadSandbox) {
        std::vector<NewEvent> events = withdrawEgress(m_log);
        events.push_back(m_log.newEvent(EventKind::SandboxRemoved));
        if (const auto recorded = co_await m_log.commit(std::move(events)); !recorded)
            co_return recorded;
    }
    if (!hasEnded(m_log.state().phase))
        co_return co_await step(SessionPhase::Cancelled);
    co_return {};
}

} // namespace pilothouse
