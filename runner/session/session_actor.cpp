#include "runner/session/session_actor.h"

#include "runner/session/session_incarnation.h"

#include <QCoroTimer>

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QPointer>
#include <QUuid>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

QString decisionName(Decision decision)
{
    switch (decision) {
    case Decision::AllowOnce:
        return u"allow_once"_s;
    case Decision::AllowAlways:
        return u"allow_always"_s;
    case Decision::Deny:
        break;
    }
    return u"deny"_s;
}

/// The agent's option for a decision; one step narrower where it offers nothing wider.
QString chooseOption(const acp::PermissionRequest &request, Decision decision)
{
    if (decision == Decision::Deny)
        return optionFor(request, PermissionWish::Reject);
    if (decision == Decision::AllowAlways) {
        if (const QString always = optionFor(request, PermissionWish::AllowAlways); !always.isEmpty())
            return always;
    }
    return optionFor(request, PermissionWish::AllowOnce);
}

// The guest is a Linux program, wherever the host is.
constexpr int SignalContinue = 18;
constexpr int SignalStop = 19;

} // namespace

SessionActor::SessionActor(SessionId id, SessionServices services, SessionTimeouts timeouts)
    : m_services(std::move(services)),
      m_timeouts(timeouts),
      m_log(*m_services.store, id, this),
      m_budgets(m_log, m_services.budgets, this),
      m_checks(m_log, m_services),
      m_review(m_log, this),
      m_publish(this),
      m_settle(this),
      m_slow(this)
{
    m_live.attached = true;
    m_publish.setSingleShot(true);
    m_publish.setInterval(16ms);
    connect(&m_publish, &QTimer::timeout, this, &SessionActor::changed);
    m_slow.setSingleShot(true);
    connect(&m_slow, &QTimer::timeout, this, &SessionActor::agentTooSlow);
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, &SessionActor::settleDecisions);
    connect(&m_log, &SessionLog::applied, this, [this] {
        if (!m_publish.isActive())
            m_publish.start();
        scheduleAdvance();
    });
    connect(&m_log, &SessionLog::failed, this, [this](const Error &error) { sandboxLost(error); });
    connect(&m_budgets, &BudgetGate::freezeWanted, this, [this] { signalAgent(SignalStop); });
    connect(&m_budgets, &BudgetGate::thawWanted, this, [this] { signalAgent(SignalContinue); });
    connect(&m_budgets, &BudgetGate::stopWanted, this, [this](const QString &by) {
        [](SessionActor *self, QString who) -> QCoro::Task<> { static_cast<void>(co_await self->cancel(who)); }(
                                                this, by);
    });
}

SessionActor::~SessionActor() = default;

Task<void> SessionActor::load()
{
    auto loaded = co_await m_log.load();
    if (loaded)
        m_budgets.settleLeftBehind();
    m_loaded = true;
    m_publish.start();
    co_return loaded;
}

Task<void> SessionActor::modelAnswered(std::chrono::milliseconds patience)
{
    const QDeadlineTimer deadline(patience);
    while (m_guest && m_guest->models->busy() && !deadline.hasExpired())
        co_await QCoro::sleepFor(20ms);
    co_return {};
}

SessionSnapshotPtr SessionActor::snapshot()
{
    return std::make_shared<const SessionSnapshot>(m_log.snapshot(), m_live);
}

GuestLink *SessionActor::guest() const
{
    return m_guest && m_guest->link->isUp() ? &m_guest->link->guest() : nullptr;
}

void SessionActor::retire()
{
    m_retired = true;
    m_log.retire();
    m_budgets.retire();
    m_checks.retire();
    m_stop.request_stop();
    m_publish.stop();
    m_settle.stop();
    m_slow.stop();
    m_guest.reset();
}

Task<void> SessionActor::prompt(QString text, QStringList files, QString promptId, std::vector<NewEvent> also)
{
    if (text.trimmed().isEmpty())
        co_return failure(InvalidArgument, tr("The prompt is empty. Say what the agent should do."));
    std::vector<NewEvent> events{m_log.newEvent(EventKind::PromptQueued,
        {
            {u"id"_s, promptId.isEmpty() ? QUuid::createUuid().toString(QUuid::Id128) : promptId},
            {u"text"_s, text},
            {u"files"_s, QJsonArray::fromStringList(files)},
        })};
    events.insert(events.end(), also.begin(), also.end());
    // In one step, so that nobody takes the session for ended while a prompt waits in it.
    if (hasEnded(m_log.state().phase) && !m_ending)
        events.push_back(m_log.newEvent(EventKind::SessionState, {{u"to"_s, phaseName(SessionPhase::Preparing)}}));
    const auto queued = co_await m_log.commit(std::move(events));
    if (!queued)
        co_return std::unexpected(queued.error());
    if (!m_guest && !m_ending)
        bringUp();
    co_return {};
}

Task<void> SessionActor::unqueue(QString promptId)
{
    const auto &queue = m_log.state().queue;
    if (std::ranges::none_of(queue, [&promptId](const QueuedPrompt &prompt) { return prompt.id == promptId; }))
        co_return failure(NotFound, tr("That prompt is no longer waiting."));
    co_return co_await m_log.commit({m_log.newEvent(EventKind::PromptUnqueued, {{u"id"_s, promptId}})});
}

Task<void> SessionActor::decide(ApprovalId approval, ApprovalDecision decision)
{
    for (const Approval &one : m_log.state().approvals) {
        if (one.id == approval && one.kind == ApprovalKind::Budget)
            co_return co_await m_budgets.decide(one, decision);
        if (one.id == approval && one.kind == ApprovalKind::Egress)
            co_return co_await decideEgress(one, std::move(decision));
    }
    const auto guard = co_await m_sending.acquire();
    const Conversation &conversation = m_log.state().conversation;
    const auto &open = m_log.state().approvals;
    const AgentRequest *request = conversation.findPermission(approval);
    const bool asked = std::ranges::any_of(open, [&approval](const Approval &one) { return one.id == approval; });
    if (!asked || !request || !request->permission)
        co_return failure(RequestClosed, tr("The question %1 is not open any more.").arg(approval.value));
    const QString option = chooseOption(*request->permission, decision.decision);
    auto lines = client().answerPermission(conversation, approval, {option});
    if (!lines)
        co_return std::unexpected(lines.error());
    co_return co_await send(std::move(*lines),
        {m_log.newEvent(EventKind::ApprovalDecided,
            {
                {u"id"_s, approval.value},
                {u"decision"_s, decisionName(decision.decision)},
                {u"option"_s, option},
                {u"by"_s, decision.by},
                {u"reason"_s, decision.reason},
            })});
}

/// To the agent's processes, in the background.
void SessionActor::signalAgent(int signal)
{
    if (GuestLink *link = guest())
        [](GuestLink *to, int number) -> QCoro::Task<> { static_cast<void>(co_await to->signalAgent(number)); }(
                                          link, signal);
}

/// An answer that holds once is for the connections that wait; after a restart the guest tells of them in a moment.
Task<void> SessionActor::decideEgress(Approval approval, ApprovalDecision decision)
{
    const QDeadlineTimer patience(30s);
    while ((m_bringingUp || m_guest) && !(m_guest && m_guest->egress->isReadyFor(approval.id)) && !patience.hasExpired()
        && !m_retired)
        co_await QCoro::sleepFor(20ms);
    if (m_retired || !std::ranges::contains(m_log.state().approvals, approval.id, &Approval::id))
        co_return failure(RequestClosed, tr("The question %1 is not open any more.").arg(approval.id.value));
    co_return co_await answerEgress(m_log, m_services.egress.keep, std::move(approval), std::move(decision));
}

Task<void> SessionActor::cancel(QString by)
{
    const bool working = isWorking(m_log.state().phase);
    if (m_bringingUp && !working) {
        m_stop.request_stop();
        co_return {};
    }
    // While a link to a working agent is made anew, the agent hears of it as soon as the link is up.
    if (!working)
        co_return failure(InvalidArgument, tr("There is nothing to cancel: the agent is not working."));
    const auto guard = co_await m_sending.acquire();
    std::vector<NewEvent> before{m_log.newEvent(EventKind::CancelRequested, {{u"by"_s, by}})};
    for (const Approval &approval : m_log.state().approvals) {
        QJsonObject answer{{u"id"_s, approval.id.value}, {u"decision"_s, u"cancelled"_s}, {u"by"_s, by}};
        // Its program goes on asking, also after a restart; for this turn the answer is no.
        if (approval.kind == ApprovalKind::Egress) {
            answer[u"decision"_s] = u"deny"_s;
            answer[u"scope"_s] = egressScopeName(EgressScope::Turn);
        }
        before.push_back(m_log.newEvent(EventKind::ApprovalDecided, answer));
    }
    co_return co_await send(client().cancel(m_log.state().conversation), std::move(before));
}

Task<void> SessionActor::resume()
{
    if (!m_guest && !m_bringingUp && !m_ending)
        bringUp();
    co_return {};
}

Task<void> SessionActor::setAgentMode(QString modeId)
{
    const auto guard = co_await m_sending.acquire();
    auto lines = client().setMode(m_log.state().conversation, modeId);
    if (!lines)
        co_return std::unexpected(lines.error());
    co_return co_await send(std::move(*lines));
}

Task<void> SessionActor::setConfigOption(QString optionId, QJsonValue value)
{
    const auto guard = co_await m_sending.acquire();
    auto lines = client().setConfigOption(m_log.state().conversation, optionId, value);
    if (!lines)
        co_return std::unexpected(lines.error());
    co_return co_await send(std::move(*lines));
}

Task<void> SessionActor::rename(QString title)
{
    if (title.trimmed().isEmpty())
        co_return failure(InvalidArgument, tr("A session needs a name."));
    co_return co_await m_log.commit({m_log.newEvent(EventKind::SessionRenamed, {{u"title"_s, title.trimmed()}})});
}

Task<void> SessionActor::setPinned(bool pinned)
{
    co_return co_await m_log.commit({m_log.newEvent(EventKind::SessionPinned, {{u"pinned"_s, pinned}})});
}

Task<AcceptOutcome> SessionActor::accept(AcceptOptions options, ComposedShares composed)
{
    const QString store = m_services.directory->sessionStore(m_log.id());
    auto request =
        co_await runOn(*m_services.pool, [state = m_log.snapshot(), options, store, composed](const std::stop_token &) {
            return acceptRequest(state, options, store, composed);
        });
    if (!request)
        co_return std::unexpected(request.error());
    if (options.checks == AcceptOptions::Checks::Required) {
        if (const auto allowed = co_await m_checks.acceptAllowed(*request); !allowed)
            co_return std::unexpected(allowed.error());
    }
    QJsonObject payload = acceptToJson(*request);
    payload[u"by"_s] = options.by;
    payload[u"checksSkipped"_s] = options.checks == AcceptOptions::Checks::Skipped;
    if (const auto begun = co_await m_log.commit({m_log.newEvent(EventKind::AcceptStarted, payload)}); !begun)
        co_return std::unexpected(begun.error());
    co_return co_await carryOut(std::move(*request));
}

Task<AcceptPreview> SessionActor::previewAccept(AcceptOptions options, ComposedShares composed)
{
    const QString store = m_services.directory->sessionStore(m_log.id());
    co_return co_await runOn(*m_services.pool,
        [state = m_log.snapshot(), options, store, composed](const std::stop_token &stop) -> Result<AcceptPreview> {
            const auto request = acceptRequest(state, options, store, composed);
            if (!request)
                return std::unexpected(request.error());
            return pilothouse::previewAccept(*request, stop);
        });
}

Task<AcceptOutcome> SessionActor::carryOut(AcceptRequest request)
{
    auto outcome = co_await runOn(
        *m_services.pool, [request](const std::stop_token &stop) { return pilothouse::accept(request, stop); });
    if (!outcome) {
        static_cast<void>(co_await m_log.commit({m_log.newEvent(EventKind::AcceptFailed,
            {
                {u"code"_s, QString(outcome.error().code.name)},
                {u"message"_s, outcome.error().message},
            })}));
        co_return outcome;
    }
    QJsonObject accepted{
        {u"branch"_s, outcome->branch},
        {u"commit"_s, outcome->commit.value},
        {u"tree"_s, outcome->tree.value},
        {u"taken"_s, outcome->taken.value},
        {u"parent"_s, outcome->parent.value},
        {u"snapshot"_s, request.snapshot.value},
        {u"files"_s, std::max<qint64>(request.paths.size(), std::ssize(request.selection.files))},
    };
    if (!request.shares.empty()) {
        // The others first: until this session has its event, a process that takes over does all of it again.
        QJsonArray sessions;
        for (const AttemptShare &share : request.shares)
            sessions.append(share.session.value);
        accepted[u"attempts"_s] = sessions;
        for (const AttemptShare &share : request.shares) {
            QJsonObject part = accepted;
            part[u"taken"_s] = share.taken.value;
            part[u"snapshot"_s] = share.snapshot.value;
            part[u"files"_s] = share.files;
            if (share.session == m_log.id())
                accepted = part;
            else if (const auto told = co_await m_services.recordAccepted(share.session, part); !told)
                co_return std::unexpected(told.error());
        }
    }
    const auto recorded = co_await m_log.commit({m_log.newEvent(EventKind::Accepted, accepted)});
    if (!recorded)
        co_return std::unexpected(recorded.error());
    co_return outcome;
}

Task<void> SessionActor::recordAccepted(QJsonObject accepted)
{
    const ObjectId commit(std::as_const(accepted)["commit"_L1].toString());
    if (std::ranges::contains(m_log.state().accepted, commit, &AcceptedView::commit))
        co_return {};
    co_return co_await m_log.commit({m_log.newEvent(EventKind::Accepted, accepted)});
}

/// An accept that another process began: the same request finds the commit if it was made.
QCoro::Task<void> SessionActor::finishAccept()
{
    if (const auto begun = m_log.state().acceptUnderWay)
        static_cast<void>(co_await carryOut(acceptFromJson(*begun)));
}

Task<void> SessionActor::step(SessionPhase to, Error why)
{
    const SessionPhase from = m_log.state().phase;
    if (from == to)
        co_return {};
    if (!canStep(from, to))
        co_return failure(
            InvalidArgument, tr("A session cannot go from %1 to %2.").arg(phaseName(from), phaseName(to)));
    QJsonObject payload{{u"to"_s, phaseName(to)}};
    if (!why.message.isEmpty()) {
        payload[u"reason"_s] = why.message;
        payload[u"code"_s] = QString(why.code.name);
    }
    co_return co_await m_log.commit({m_log.newEvent(EventKind::SessionState, payload)});
}

void SessionActor::showProgress(const ProgressView &progress)
{
    m_live.progress = progress;
    if (!m_publish.isActive() && !m_retired)
        m_publish.start();
}

AcpClient SessionActor::client() const
{
    return AcpClient({.clientVersion = QStringLiteral(PILOTHOUSE_VERSION), .workingDirectory = ImageLayout::workspace});
}

} // namespace pilothouse
