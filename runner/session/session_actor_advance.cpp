// What the actor does next, from the folded log alone.

#include "runner/session/session_actor.h"

#include "runner/agent/configuration.h"
#include "runner/base/json.h"
#include "runner/base/visible_text.h"
#include "runner/session/session_incarnation.h"

#include <QCoreApplication>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr int SignalKill = 9; // the guest is a Linux program, wherever the host is

QString textField(const QJsonObject &object, std::initializer_list<QLatin1StringView> names)
{
    for (const QLatin1StringView name : names) {
        const QJsonValue value = object[name];
        if (value.isString() && !value.toString().isEmpty())
            return value.toString();
        if (value.isArray()) {
            QStringList words;
            const QJsonArray array = value.toArray();
            for (const auto &word : array)
                words.append(word.toString());
            return words.join(u' ');
        }
    }
    return {};
}

/// What a prompt begins with where a person denied something since the last one, or changed the agent's files.
QString prefaceOf(const std::vector<Denial> &denials, const QStringList &notes)
{
    constexpr qsizetype MostOfWhat = 200;
    QStringList sentences;
    for (const Denial &denial : denials) {
        const QString what = visibleText(denial.what, LineBreaks::Show).left(MostOfWhat);
        sentences.append(what.isEmpty()
                ? SessionActor::tr("I denied what you asked for. My reason: %1").arg(denial.reason)
                : SessionActor::tr("I denied \u201C%1\u201D. My reason: %2").arg(what, denial.reason));
    }
    return (sentences + notes).join(u'\n');
}

/// The agent's process ended before it had a session, and nothing has happened since that would change that.
bool failedToStart(const SessionState &state)
{
    const auto &exit = state.conversation.lastExit;
    return !state.conversation.alive && exit && !exit->opened && exit->seq > state.phaseSeq;
}

/// An agent's own words in a sentence of ours.
QString quoted(const QString &words)
{
    constexpr qsizetype MostOfWords = 300;
    const QString shown = visibleText(words, LineBreaks::Show).trimmed();
    return shown.size() <= MostOfWords ? shown : shown.left(MostOfWords - 1) + u'…';
}

Error signInError()
{
    return {AgentNotReady,
        SessionActor::tr("The agent wants to be signed in, which this model choice does not need. Check the agent's "
                         "configuration."),
        {}};
}

Error startError(const AgentExit &exit)
{
    if (exit.authenticationRequired)
        return signInError();
    if (exit.failure)
        return {AgentNotReady,
            SessionActor::tr("The agent refused to open a session: \u201C%1\u201D. Check the agent's configuration, or "
                             "choose another agent.")
                .arg(quoted(exit.failure->message)),
            {}};
    return {AgentNotReady,
        SessionActor::tr("The agent ended before it was ready. Its last words are in the transcript."), {}};
}

QJsonObject approvalPayload(const AgentRequest &request)
{
    const acp::ToolCallUpsert &call = request.permission->toolCall;
    const QJsonObject input = call.rawInput ? call.rawInput->toObject() : QJsonObject();
    QString place = textField(input, {"filePath"_L1, "file_path"_L1, "path"_L1, "cwd"_L1, "workdir"_L1});
    if (place.isEmpty() && call.locations && !call.locations->empty())
        place = call.locations->front().path;
    QJsonArray options;
    for (const acp::PermissionOption &option : request.permission->options) {
        static constexpr std::array Kinds{
            ""_L1, "allow_once"_L1, "allow_always"_L1, "reject_once"_L1, "reject_always"_L1};
        options.append(QJsonObject{{u"id"_s, option.id}, {u"name"_s, option.name},
            {u"kind"_s, QString(Kinds.at(static_cast<size_t>(option.kind)))}});
    }
    return {
        {u"id"_s, request.approval().value},
        {u"kind"_s, u"permission"_s},
        {u"toolCall"_s, call.id},
        {u"title"_s, call.title.value_or(QString())},
        {u"command"_s, textField(input, {"command"_L1, "cmd"_L1})},
        {u"place"_s, place},
        {u"options"_s, options},
        {u"requestId"_s, request.id.toJson()},
    };
}

} // namespace

void SessionActor::scheduleAdvance()
{
    if (m_advanceScheduled || m_retired)
        return;
    m_advanceScheduled = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_advanceScheduled = false;
            advance();
        },
        Qt::QueuedConnection);
}

QCoro::Task<void> SessionActor::advance()
{
    if (m_advancing) {
        m_advanceAgain = true;
        co_return;
    }
    m_advancing = true;
    do {
        m_advanceAgain = false;
        const auto went = co_await advanceOnce();
        if (m_retired)
            co_return;
        if (went && *went)
            m_advanceAgain = true;
    } while (m_advanceAgain);
    m_advancing = false;
    watchAgent();
    watchRejections();
}

/// One step, if one is due. An error means that the log refused it: the link is lost or the session is gone.
Task<bool> SessionActor::advanceOnce()
{
    if (!guest() || m_bringingUp || m_ending)
        co_return false;
    for (const auto step : {&SessionActor::advanceAgent, &SessionActor::advanceApprovals, &SessionActor::advanceTurn}) {
        const auto went = co_await (this->*step)();
        if (m_retired)
            co_return false;
        if (!went || *went)
            co_return went;
    }
    co_return false;
}

Task<bool> SessionActor::advanceAgent()
{
    const Conversation &conversation = m_log.state().conversation;
    if (!conversation.alive) {
        const bool wanted = m_log.state().agentRuns == 0 || !m_log.state().queue.empty();
        if (!wanted || isWorking(m_log.state().phase) || failedToStart(m_log.state()))
            co_return false;
        co_return co_await startAgent();
    }
    const auto guard = co_await m_sending.acquire();
    AcpClient::Lines due = client().due(conversation);
    if (due.empty())
        co_return false;
    if (const auto sent = co_await send(std::move(due)); !sent)
        co_return std::unexpected(sent.error());
    co_return true;
}

Task<bool> SessionActor::advanceApprovals()
{
    const SessionState &state = m_log.state();
    const std::vector<AgentRequest> open = state.conversation.openPermissions();
    for (const Approval &approval : state.approvals) {
        if (approval.kind == ApprovalKind::Permission
            && std::ranges::none_of(
                open, [&approval](const AgentRequest &request) { return request.approval() == approval.id; })) {
            const auto closed = co_await m_log.commit({m_log.newEvent(EventKind::ApprovalDecided,
                {{u"id"_s, approval.id.value}, {u"decision"_s, u"withdrawn"_s}, {u"by"_s, u"agent"_s}})});
            co_return closed ? Result<bool>(true) : std::unexpected(closed.error());
        }
    }
    for (const AgentRequest &request : open) {
        if (std::ranges::any_of(
                state.approvals, [&request](const Approval &approval) { return approval.id == request.approval(); }))
            continue;
        const auto asked =
            co_await m_log.commit({m_log.newEvent(EventKind::ApprovalRequested, approvalPayload(request))});
        if (!asked)
            co_return std::unexpected(asked.error());
        if (m_log.state().info.mode == SessionMode::InsideIsFree) {
            const ApprovalDecision allow{
                .decision = Decision::AllowOnce, .reason = {}, .by = u"rule: inside is free"_s};
            const auto decided = co_await decide(request.approval(), allow);
            co_return decided ? Result<bool>(true) : std::unexpected(decided.error());
        }
        co_return true;
    }
    const SessionPhase wanted = state.approvals.empty() ? SessionPhase::Running : SessionPhase::WaitingApproval;
    if (!isWorking(state.phase) || state.phase == wanted)
        co_return false;
    const auto stepped = co_await step(wanted);
    co_return stepped ? Result<bool>(true) : std::unexpected(stepped.error());
}

Task<bool> SessionActor::advanceTurn()
{
    const SessionState &state = m_log.state();
    const Conversation &conversation = state.conversation;
    if (isWorking(state.phase)) {
        const bool ended = !conversation.promptRequest && conversation.lastOutcome
            && conversation.lastOutcome->seq > state.turnStartedSeq;
        if (!ended)
            co_return false;
        co_return co_await finishTurn();
    }
    if (state.phase != SessionPhase::Preparing && state.phase != SessionPhase::Idle)
        co_return false;
    if (conversation.phase() == AgentPhase::Ready) {
        if (!state.queue.empty())
            co_return co_await startTurn(state.queue.front());
        if (state.phase == SessionPhase::Preparing) {
            const auto idle = co_await step(SessionPhase::Idle);
            co_return idle ? Result<bool>(true) : std::unexpected(idle.error());
        }
        co_return false;
    }
    // An agent that will not open a session is ended, so that a later prompt begins with a new process.
    const bool refused =
        conversation.phase() == AgentPhase::Failed || conversation.phase() == AgentPhase::AuthenticationRequired;
    if (GuestLink *link = guest(); refused && link)
        static_cast<void>(co_await link->signalAgent(SignalKill));
    if (m_retired || !failedToStart(m_log.state()))
        co_return false;
    const Error error = startError(*m_log.state().conversation.lastExit);
    static_cast<void>(co_await m_log.commit({m_log.notice(u"error"_s, error)}));
    const auto failed = co_await step(SessionPhase::Failed, error);
    m_guest.reset();
    m_live.linkUp = false;
    co_return failed ? Result<bool>(true) : std::unexpected(failed.error());
}

Task<bool> SessionActor::startAgent()
{
    const QString name = u"run-%1"_s.arg(m_log.state().agentRuns + 1);
    const auto recorded = co_await m_log.commit({m_log.newEvent(EventKind::AgentStarted,
        {{u"incarnation"_s, static_cast<qint64>(m_log.state().sandbox.incarnation)}, {u"name"_s, name}})});
    if (!recorded)
        co_return std::unexpected(recorded.error());
    m_compaction.clear();
    if (const auto launched = co_await launch(name); !launched) {
        // Without a link the guest is told after the next one; anything else ends the session's start.
        if (launched.error().code == GuestDisconnected || m_retired)
            co_return false;
        static_cast<void>(co_await m_log.commit({m_log.notice(u"error"_s, launched.error())}));
        static_cast<void>(co_await step(SessionPhase::Failed, launched.error()));
        m_guest.reset();
        m_live.linkUp = false;
    }
    co_return true;
}

Task<void> SessionActor::launch(QString name)
{
    const auto entry = m_services.catalogue->entry(m_log.state().info.agent);
    if (!entry)
        co_return std::unexpected(entry.error());
    auto start = agentStart(*entry,
        m_log.state().info.mode == SessionMode::InsideIsFree ? AgentPermissions::InsideIsFree
                                                             : AgentPermissions::AskEach,
        ModelEndpoint{.model = m_log.state().info.model.name, .protocol = m_log.state().info.model.protocol});
    if (!start)
        co_return std::unexpected(start.error());
    GuestLink *link = guest();
    if (!link)
        co_return failure(GuestDisconnected, tr("The connection to the sandbox is down."));
    AgentStart process{.name = name, .argv = start->argv, .environment = start->environment};
    co_return co_await link->startAgent(std::move(process));
}

/// Commits the lines and then sends them. The caller holds m_sending.
Task<void> SessionActor::send(AcpClient::Lines lines, std::vector<NewEvent> before)
{
    std::vector<NewEvent> events = std::move(before);
    std::vector<std::pair<quint64, QByteArray>> numbered;
    quint64 number = m_log.state().conversation.lastSentNumber;
    for (const QJsonObject &line : lines) {
        ++number;
        events.push_back(
            m_log.newEvent(EventKind::AgentSent, {{u"n"_s, static_cast<qint64>(number)}, {u"line"_s, line}}));
        numbered.emplace_back(number, toLine(line));
    }
    if (events.empty())
        co_return {};
    const bool newTurn = events.front().kind == EventKind::TurnStarted;
    if (newTurn) {
        for (NewEvent &event : events)
            event.turn = m_log.state().turn + 1;
    }
    if (const auto committed = co_await m_log.commit(std::move(events)); !committed)
        co_return std::unexpected(committed.error());
    // While the link is not up, the guest may lack lines before these; all of them are sent in order when it is.
    if (!m_guest || m_retired || !m_live.linkUp)
        co_return {};
    for (auto &[at, line] : numbered)
        m_guest->link->guest().sendAgentLine(at, std::move(line));
    co_return {};
}

Task<bool> SessionActor::startTurn(QueuedPrompt prompt)
{
    const auto still = co_await m_moving.acquire();
    if (const auto settled = co_await settleWorkspace(); !settled) {
        if (m_retired || settled.error().code == GuestDisconnected)
            co_return false; // when the link is back
        static_cast<void>(co_await m_log.commit({m_log.notice(u"warning"_s, settled.error())}));
    }
    const auto guard = co_await m_sending.acquire();
    const QString preface = prefaceOf(m_log.state().denials, m_log.state().review.agentNotes);
    std::vector<acp::ContentBlock> blocks{acp::TextBlock{prompt.text}};
    // A slash command has to be the first thing that the agent reads.
    if (!preface.isEmpty() && prompt.text.startsWith(u'/'))
        blocks.push_back(acp::TextBlock{u"\n\n"_s + preface});
    else if (!preface.isEmpty())
        blocks.front() = acp::TextBlock{preface + u"\n\n"_s + prompt.text};
    for (const QString &file : prompt.files)
        blocks.push_back(acp::ResourceLink{
            .uri = QUrl::fromLocalFile(QString(ImageLayout::workspace) + u'/' + file).toString(QUrl::FullyEncoded),
            .name = file});
    auto lines = client().prompt(m_log.state().conversation, std::move(blocks));
    if (!lines)
        co_return std::unexpected(lines.error());
    m_compaction.clear();
    QJsonObject turn{
        {u"id"_s, prompt.id}, {u"prompt"_s, prompt.text}, {u"files"_s, QJsonArray::fromStringList(prompt.files)}};
    if (!preface.isEmpty())
        turn[u"preface"_s] = preface;
    const auto sent = co_await send(std::move(*lines),
        {
            m_log.newEvent(EventKind::TurnStarted, turn),
            m_log.newEvent(EventKind::SessionState, {{u"to"_s, phaseName(SessionPhase::Running)}}),
        });
    co_return sent ? Result<bool>(true) : std::unexpected(sent.error());
}

Task<bool> SessionActor::finishTurn()
{
    const PromptOutcome outcome = *m_log.state().conversation.lastOutcome;
    static_cast<void>(co_await takeLastSnapshot());
    if (m_retired)
        co_return false;
    // The agent has answered: what was rejected meanwhile goes before the turn counts as ended.
    co_await settleBetweenTurns();
    if (m_retired)
        co_return false;
    Error error;
    QString reason = outcome.result.stopReasonName;
    if (outcome.agentDied) {
        const auto &exit = m_log.state().conversation.lastExit;
        reason = m_log.state().cancelWanted ? u"cancelled"_s : u"agent_died"_s;
        if (!m_log.state().cancelWanted) {
            error = {AgentNotReady,
                tr("The agent's process ended in the middle of the turn. Send another prompt to start it again."),
                exit && exit->exitCode     ? u"exit code %1"_s.arg(*exit->exitCode)
                    : exit && exit->signal ? u"signal %1"_s.arg(*exit->signal)
                                           : QString()};
        }
    } else if (outcome.error) {
        reason = u"error"_s;
        error = outcome.error->code == json_rpc::AuthenticationRequired
            ? signInError()
            : Error{AgentRefuses,
                  tr("The agent ended the turn with an error: \u201C%1\u201D. Send another prompt to try again.")
                      .arg(quoted(outcome.error->message)),
                  {}};
    }
    const auto ended = co_await endTurn(reason, error);
    co_return ended ? Result<bool>(true) : std::unexpected(ended.error());
}

Task<void> SessionActor::endTurn(QString stopReason, Error error)
{
    QJsonObject payload{{u"stopReason"_s, stopReason}};
    if (!error.message.isEmpty())
        payload[u"error"_s] = QJsonObject{
            {u"code"_s, QString(error.code.name)}, {u"message"_s, error.message}, {u"cause"_s, error.cause}};
    std::vector<NewEvent> events;
    for (const Approval &approval : m_log.state().approvals)
        events.push_back(m_log.newEvent(EventKind::ApprovalDecided,
            {{u"id"_s, approval.id.value}, {u"decision"_s, u"cancelled"_s}, {u"by"_s, u"end of turn"_s}}));
    events.push_back(m_log.newEvent(EventKind::TurnEnded, payload));
    QJsonObject state{{u"to"_s, phaseName(SessionPhase::Idle)}};
    if (!error.message.isEmpty()) {
        state[u"reason"_s] = error.message;
        state[u"code"_s] = QString(error.code.name);
    }
    events.push_back(m_log.newEvent(EventKind::SessionState, state));
    co_return co_await m_log.commit(std::move(events));
}

void SessionActor::watchAgent()
{
    const AgentPhase phase = m_log.state().conversation.phase();
    const bool starting = phase == AgentPhase::Started || phase == AgentPhase::Initializing
        || phase == AgentPhase::Initialized || phase == AgentPhase::Opening;
    const bool cancelling = m_log.state().cancelWanted && isWorking(m_log.state().phase);
    if (!starting && !cancelling)
        m_slow.stop();
    else if (!m_slow.isActive())
        m_slow.start(cancelling ? m_timeouts.cancel : m_timeouts.agentStart);
}

/// The agent did not do what it owed within its time: its process is ended, and what follows from that is done.
void SessionActor::agentTooSlow()
{
    if (GuestLink *link = guest()) {
        [](GuestLink *to) -> QCoro::Task<> { static_cast<void>(co_await to->signalAgent(SignalKill)); }(link);
        if (!m_log.state().cancelWanted)
            m_log.post(
                {m_log.notice(u"error"_s, {TimedOut, tr("The agent did not answer in time and was ended."), {}})});
    }
}

} // namespace pilothouse
