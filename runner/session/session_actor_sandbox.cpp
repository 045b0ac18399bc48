// The actor's sandbox: bringing it up, and what its guest says.

#include "runner/session/session_actor.h"

#include "runner/session/session_incarnation.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QPointer>

#include <qcorotimer.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

constexpr qsizetype GarbageKept = 16 * 1024; // bytes of a line that is no message

QJsonObject positioned(const SessionState &state, const GuestDurable &message)
{
    return {
        {u"inc"_s, static_cast<qint64>(state.sandbox.incarnation)},
        {u"ch"_s, static_cast<int>(message.channel)},
        {u"n"_s, static_cast<qint64>(message.number)},
    };
}

LinkPosition positionOf(const SessionState &state, const GuestDurable &message)
{
    return {state.sandbox.incarnation, static_cast<quint16>(message.channel), message.number};
}

/// Trouble of the engine says nothing about the sandbox, which is as it was when the engine is well again.
bool isEngineTrouble(const Error &error)
{
    return error.code == EngineMissing || error.code == EngineNoPermission || error.code == EngineUnavailable
        || error.code == EngineRefused || error.code == TimedOut;
}

} // namespace

Task<void> SessionActor::recover()
{
    if (!std::exchange(m_recovered, true)) {
        co_await finishAccept(); // first: it is quick, and a command may end the process right after this
        [](SessionChecks &checks) -> QCoro::Task<> { static_cast<void>(co_await checks.recover()); }(m_checks);
    }
    const SessionPhase phase = m_log.state().phase;
    if (phase == SessionPhase::Completed && !m_guest && !m_bringingUp && !m_ending
        && !m_log.state().sandbox.container.isEmpty() && m_log.state().queue.empty())
        co_return co_await letGoOfContainer(); // ended by a process that did not come to this
    const bool sandboxThere = m_log.state().sandbox.ready && !m_log.state().sandbox.container.isEmpty();
    if (phase == SessionPhase::Queued || phase == SessionPhase::Preparing || isWorking(phase)
        || (phase == SessionPhase::Idle && (sandboxThere || !m_log.state().queue.empty())))
        bringUp();
    co_return {};
}

QCoro::Task<void> SessionActor::bringUp()
{
    if (m_bringingUp || m_guest || m_retired)
        co_return;
    m_bringingUp = true;
    m_stop = std::stop_source();
    const auto hello = co_await bringUpSandbox();
    if (m_retired)
        co_return;
    m_bringingUp = false;
    m_live.progress = {};
    if (hello) {
        linkUp(*hello);
        co_return;
    }
    m_guest.reset();
    const Error error = hello.error();
    if (isWorking(m_log.state().phase))
        static_cast<void>(co_await endTurn(u"interrupted"_s, error));
    if (error.code == pilothouse::Cancelled) {
        if (m_endWanted && m_log.state().phase != SessionPhase::Preparing)
            co_return; // it ends as completed
        static_cast<void>(co_await step(SessionPhase::Cancelled));
        co_return;
    }
    static_cast<void>(co_await m_log.commit({m_log.notice(u"error"_s, error)}));
    static_cast<void>(co_await step(SessionPhase::Failed, error));
}

Task<GuestHello> SessionActor::bringUpSandbox()
{
    auto route = co_await routeFor(m_log.state().info.model, m_services);
    if (!route)
        co_return std::unexpected(route.error());
    const auto shared = std::make_shared<ModelRoute>(std::move(*route));
    SandboxBringUp bringUp(
        m_log, m_services,
        [this](const ProgressView &progress) {
            // The image builder reports from another thread.
            QMetaObject::invokeMethod(this, [this, progress] { showProgress(progress); });
        },
        [this, shared](std::unique_ptr<SandboxLink> link) -> SandboxLink & { return adopt(std::move(link), shared); });

    if (hasEnded(m_log.state().phase)) {
        if (const auto reopened = co_await step(SessionPhase::Preparing); !reopened)
            co_return std::unexpected(reopened.error());
    }
    if (m_log.state().sandbox.ready && !m_log.state().sandbox.container.isEmpty()) {
        auto hello = co_await bringUp.takeOver();
        if (hello || m_retired || hello.error().code == pilothouse::Cancelled || isEngineTrouble(hello.error()))
            co_return hello;
        m_guest.reset();
        const Error error = hello.error();
        static_cast<void>(co_await m_services.engine->remove(ContainerId(m_log.state().sandbox.container)));
        std::vector<NewEvent> lost = withdrawEgress(m_log);
        lost.push_back(m_log.newEvent(
            EventKind::SandboxLost, {{u"reason"_s, error.message}, {u"code"_s, QString(error.code.name)}}));
        if (const auto recorded = co_await m_log.commit(std::move(lost)); !recorded)
            co_return std::unexpected(recorded.error());
        if (isWorking(m_log.state().phase)) {
            if (const auto ended = co_await endTurn(u"interrupted"_s, error); !ended)
                co_return std::unexpected(ended.error());
        }
        if (m_endWanted)
            co_return failure(pilothouse::Cancelled, tr("The session was ended."));
    }
    if (const auto preparing = co_await step(SessionPhase::Preparing); !preparing)
        co_return std::unexpected(preparing.error());
    co_return co_await bringUp.build(m_stop.get_token());
}

SandboxLink &SessionActor::adopt(std::unique_ptr<SandboxLink> link, std::shared_ptr<ModelRoute> route)
{
    SandboxLink &adopted = *link;
    GuestLink &guest = adopted.guest();
    m_guest = std::make_unique<Incarnation>();
    m_guest->link = std::move(link);
    m_guest->snapshots = std::make_unique<SnapshotImporter>(guest, m_log, m_services);
    m_guest->models = std::make_unique<ModelTraffic>(
        guest, m_log, m_budgets, std::move(*route), *m_services.practice, *m_services.pool);
    m_guest->egress = std::make_unique<EgressTraffic>(guest, m_log, m_services.egress);
    connect(&guest, &GuestLink::durable, this, &SessionActor::take);
    connect(&adopted, &SandboxLink::up, this, &SessionActor::linkUp);
    connect(&adopted, &SandboxLink::down, this, [this] {
        m_live.linkUp = false;
        m_guest->models->linkBroke();
        m_guest->egress->linkBroke();
        m_publish.start();
        Q_EMIT guestChanged();
    });
    connect(&adopted, &SandboxLink::lost, this, [this](const Error &error) { sandboxLost(error); });
    return adopted;
}

void SessionActor::linkUp(const GuestHello &hello)
{
    m_live.linkUp = true;
    m_log.forgetSentLines(hello.lastLine);
    for (const auto &[number, line] : m_log.state().unsentLines)
        m_guest->link->guest().sendAgentLine(number, line);
    m_guest->snapshots->resume();
    if (m_log.state().review.move && !isWorking(m_log.state().phase))
        settleBetweenTurns();
    if (m_log.state().conversation.alive && hello.runningAgent != m_log.state().agentRun)
        startMissingAgent(hello.runningAgent);
    m_publish.start();
    Q_EMIT guestChanged();
    scheduleAdvance();
}

/// The log says that the agent was started and the guest runs none: either its end is on the way, or the host died
/// before the guest was told.
QCoro::Task<void> SessionActor::startMissingAgent(QString)
{
    const QPointer<SessionActor> self(this);
    co_await QCoro::sleepFor(500ms);
    if (!self || m_retired || !guest() || !m_log.state().conversation.alive)
        co_return;
    if (const auto launched = co_await launch(m_log.state().agentRun); !launched && self && !m_retired)
        static_cast<void>(co_await m_log.commit({m_log.notice(u"error"_s, launched.error())}));
}

QCoro::Task<void> SessionActor::sandboxLost(Error error)
{
    if (m_retired || !m_guest)
        co_return;
    m_guest.reset();
    m_live.linkUp = false;
    Q_EMIT guestChanged();
    std::vector<NewEvent> events = withdrawEgress(m_log);
    events.push_back(
        m_log.newEvent(EventKind::SandboxLost, {{u"reason"_s, error.message}, {u"code"_s, QString(error.code.name)}}));
    events.push_back(m_log.notice(u"error"_s, error));
    static_cast<void>(co_await m_log.commit(std::move(events)));
    if (isWorking(m_log.state().phase))
        static_cast<void>(co_await endTurn(u"interrupted"_s, error));
}

void SessionActor::take(const GuestDurable &message)
{
    if (message.channel == GuestChannel::Workspace)
        m_guest->snapshots->announce(message);
    else if (message.channel == GuestChannel::AgentOutput)
        takeLine(message);
    else
        takeOther(message);
}

void SessionActor::takeLine(const GuestDurable &message)
{
    const auto &said = std::get<AgentLine>(message.message);
    QJsonObject payload = positioned(m_log.state(), message);
    const QJsonDocument document = said.cutBytes == 0 ? QJsonDocument::fromJson(said.line) : QJsonDocument();
    if (document.isObject()) {
        payload[u"line"_s] = m_compaction.store(document.object());
    } else {
        payload[u"garbage"_s] = QString::fromUtf8(said.line.left(GarbageKept));
        payload[u"bytes"_s] = said.line.size() + static_cast<qint64>(said.cutBytes);
    }
    m_log.post(
        {m_log.newEvent(EventKind::AgentReceived, payload, positionOf(m_log.state(), message))}, [this, message] {
            if (m_guest)
                m_guest->link->guest().acknowledge(message.channel, message.number);
        });
}

void SessionActor::takeOther(const GuestDurable &message)
{
    QJsonObject payload = positioned(m_log.state(), message);
    EventKind kind = EventKind::AgentErrorOutput;
    if (const auto *error = std::get_if<AgentErrorOutput>(&message.message)) {
        payload[u"text"_s] = QString::fromUtf8(error->text);
    } else if (const auto *end = std::get_if<GuestAgentExit>(&message.message)) {
        kind = EventKind::AgentExited;
        payload[u"name"_s] = end->name;
        if (end->exitCode)
            payload[u"exitCode"_s] = *end->exitCode;
        if (end->signal)
            payload[u"signal"_s] = *end->signal;
        m_compaction.clear();
    }
    m_log.post({m_log.newEvent(kind, payload, positionOf(m_log.state(), message))}, [this, message] {
        if (m_guest)
            m_guest->link->guest().acknowledge(message.channel, message.number);
    });
}

} // namespace pilothouse
