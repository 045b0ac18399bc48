#include "runner/session/egress_traffic.h"

#include "runner/base/json.h"
#include "runner/base/visible_text.h"
#include "runner/egress/host_name.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

constexpr qsizetype OutputAhead = 256 * 1024; // bytes that may wait for a program before the server is paused
constexpr std::size_t MostWaiting = 64; // connections
constexpr std::size_t MostQuestions = 16; // at once
constexpr auto RefusalsTogether = 10s;
constexpr std::size_t MostRefusals = 200; // kinds of them within that time
constexpr auto GuestTells = 5s;
constexpr qsizetype MostOfCommand = 2000;

QJsonObject payloadOf(const EgressAttempt &attempt)
{
    QJsonObject payload =
        EgressQuestion{.target = attempt.target, .method = attempt.method, .pid = attempt.pid}.toJson();
    payload.remove(u"bytesSent"_s);
    payload[u"command"_s] = attempt.command;
    return payload;
}

QJsonObject errorOf(const Error &error)
{
    return {{u"code"_s, QString(error.code.name)}, {u"message"_s, error.message}, {u"cause"_s, error.cause}};
}

} // namespace

EgressTraffic::EgressTraffic(GuestLink &guest, SessionLog &log, EgressServices services, QObject *parent)
    : QObject(parent),
      m_guest(guest),
      m_log(log),
      m_services(std::move(services)),
      m_lastQuestion(log.state().egressQuestions),
      m_refusalTimer(this),
      m_withdrawTimer(this)
{
    m_broker = new EgressBroker({.decide = [this](EgressAttempt attempt) { return decide(std::move(attempt)); },
                                    .before = [this](EgressOpening opening) { return record(std::move(opening)); }},
        m_services.resolver ? m_services.resolver : std::make_shared<SystemEgressResolver>(),
        {.lastNumber = static_cast<quint64>(log.state().egressOpenings),
            .limits = m_services.limits,
            .refusal = m_services.refusal},
        this);
    m_refusalTimer.setSingleShot(true);
    m_refusalTimer.setInterval(RefusalsTogether);
    connect(&m_refusalTimer, &QTimer::timeout, this, &EgressTraffic::writeRefusals);
    m_withdrawTimer.setSingleShot(true);
    m_withdrawTimer.setInterval(GuestTells);
    connect(&m_withdrawTimer, &QTimer::timeout, this, &EgressTraffic::withdrawUnwanted);
    connect(&log, &SessionLog::applied, this, &EgressTraffic::takeEvent);
    connectGuest();
    connectBroker();
}

EgressTraffic::~EgressTraffic()
{
    delete m_broker;
    resolve([](const Waiting &) { return true; }, failure(pilothouse::Cancelled, tr("The sandbox is gone.")));
}

void EgressTraffic::connectGuest()
{
    connect(&m_guest, &GuestLink::ready, this, &EgressTraffic::linkUp);
    connect(&m_guest, &GuestLink::egressRequested, this, &EgressTraffic::submit);
    connect(&m_guest, &GuestLink::egressReceived, m_broker, &EgressBroker::take);
    connect(&m_guest, &GuestLink::egressEnded, m_broker, &EgressBroker::takeEnd);
    connect(&m_guest, &GuestLink::egressClosed, this, &EgressTraffic::programGone);
    connect(&m_guest, &GuestLink::egressWritten, this, [this](quint64 id) {
        if (m_guest.egressBytesToWrite(id) < OutputAhead / 2)
            m_broker->setPaused(id, false);
    });
}

void EgressTraffic::connectBroker()
{
    connect(m_broker, &EgressBroker::granted, this,
        [this](quint64 id, qsizetype bytes) { m_guest.grantEgress(id, bytes); });
    connect(m_broker, &EgressBroker::output, this, [this](quint64 id, const QByteArray &bytes) {
        m_guest.writeEgress(id, bytes);
        if (m_guest.egressBytesToWrite(id) > OutputAhead)
            m_broker->setPaused(id, true);
    });
    connect(m_broker, &EgressBroker::outputEnded, this, [this](quint64 id) { m_guest.endEgress(id); });
    connect(m_broker, &EgressBroker::closed, this, [this](quint64 id) { m_guest.closeEgress(id); });
    connect(m_broker, &EgressBroker::ended, this, &EgressTraffic::recordEnd);
    connect(m_broker, &EgressBroker::refused, this, &EgressTraffic::recordRefusal);
}

void EgressTraffic::submit(const GuestEgressRequest &request)
{
    EgressRequest wanted{.id = request.id,
        .head = request.head,
        .forward = {},
        .pid = request.pid,
        .command = QString::fromUtf8(request.command).left(MostOfCommand)};
    if (!request.forward.isEmpty()) {
        // A forward is named by where it leads; what a person allowed decides, not the name.
        const auto leads = checkedEgressAuthority(request.forward);
        if (!leads)
            return m_guest.closeEgress(request.id);
        wanted.forward =
            EgressTarget{.host = leads->host, .port = leads->port, .protocol = EgressProtocol::Forward, .path = {}};
    }
    m_broker->submit(std::move(wanted));
}

Task<EgressPermit> EgressTraffic::decide(EgressAttempt attempt)
{
    const SessionState &state = m_log.state();
    const auto stored = m_services.rules ? m_services.rules() : Result<EgressRules>();
    if (!stored)
        co_return std::unexpected(stored.error());
    const EgressDecision decision = stored->with(state.egressAnswers)
                                        .decide(attempt.target,
                                            {.repository = QString::number(state.info.repositoryId.value),
                                                .session = QString::number(m_log.id().value),
                                                .turn = state.turn,
                                                .nowMs = QDateTime::currentMSecsSinceEpoch()});
    if (decision.verdict == EgressVerdict::Ask)
        co_return co_await ask(std::move(attempt), decision.sensitivePath);
    const bool allowed = decision.verdict == EgressVerdict::Allow;
    co_return EgressPermit{.allowed = allowed,
        .network = decision.network,
        .rule = decision.rule,
        .reason = allowed || !decision.reason.isEmpty()
            ? decision.reason
            : tr("A rule of this Pilothouse does not let the sandbox reach %1.").arg(attempt.target.host)};
}

Task<EgressPermit> EgressTraffic::ask(EgressAttempt attempt, bool sensitivePath)
{
    const EgressQuestion about{.target = attempt.target,
        .method = attempt.method,
        .pid = attempt.pid,
        .bytesSent = attempt.bytesSent,
        .sensitivePath = sensitivePath};
    ApprovalId question = questionFor(about);
    const auto open = std::ranges::count(m_log.state().approvals, ApprovalKind::Egress, &Approval::kind);
    if (m_waiting.size() >= MostWaiting || (!question.isValid() && std::cmp_greater_equal(open, MostQuestions)))
        co_return EgressPermit{.allowed = false,
            .reason = tr("Too many questions about the network wait for an answer. Try again when they are answered.")};
    const bool isNew = !question.isValid();
    if (isNew)
        question = ApprovalId(u"e%1"_s.arg(++m_lastQuestion));
    OneShot<Result<EgressPermit>> answer;
    m_waiting.push_back({attempt.request, question, about, answer});
    if (isNew)
        post(question, about, attempt);
    co_return co_await answer;
}

/// An open question that this one joins.
ApprovalId EgressTraffic::questionFor(const EgressQuestion &about)
{
    for (const Waiting &waiting : m_waiting) {
        if (waiting.about.covers(about))
            return waiting.question;
    }
    for (const Approval &approval : m_log.state().approvals) {
        if (approval.egress && approval.egress->covers(about))
            return approval.id;
    }
    return {};
}

void EgressTraffic::post(const ApprovalId &question, const EgressQuestion &about, const EgressAttempt &attempt)
{
    m_log.post({m_log.newEvent(EventKind::ApprovalRequested,
        {
            {u"id"_s, question.value},
            {u"kind"_s, u"egress"_s},
            {u"title"_s, egressAuthorityText(about.target.host, about.target.port)},
            {u"command"_s, attempt.command},
            {u"egress"_s, about.toJson()},
        })});
}

Task<void> EgressTraffic::record(EgressOpening opening)
{
    QJsonObject payload = payloadOf(opening.attempt);
    QStringList addresses;
    for (const QHostAddress &address : std::as_const(opening.addresses))
        addresses.append(address.toString());
    payload[u"id"_s] = static_cast<qint64>(opening.number);
    payload[u"address"_s] = addresses.join(u' ');
    payload[u"rule"_s] = opening.rule;
    co_return co_await m_log.commit({m_log.newEvent(EventKind::EgressOpened, payload)});
}

void EgressTraffic::recordEnd(const EgressEnding &ending)
{
    QJsonObject payload{
        {u"id"_s, static_cast<qint64>(ending.number)},
        {u"host"_s, ending.target.host},
        {u"port"_s, ending.target.port},
        {u"sent"_s, ending.sent},
        {u"received"_s, ending.received},
        {u"ms"_s, static_cast<qint64>(ending.duration.count())},
    };
    if (ending.error)
        payload[u"error"_s] = errorOf(*ending.error);
    m_log.post({m_log.newEvent(EventKind::EgressClosed, payload)});
}

/// The first of a kind at once, what repeats it within seconds together: a loop inside does not fill the log.
void EgressTraffic::recordRefusal(const EgressRefusal &refusal)
{
    const EgressTarget &target = refusal.attempt.target;
    const QString key = u"%1 %2 %3 %4"_s.arg(target.host, QString::number(target.port),
        egressProtocolName(target.protocol), QString(refusal.error.code.name));
    const auto known = m_refusals.find(key);
    if (known != m_refusals.end()) {
        known->second.last = refusal;
        ++known->second.count;
        return;
    }
    if (m_refusals.size() >= MostRefusals)
        return;
    m_refusals[key] = {refusal, 1};
    if (!m_refusalTimer.isActive())
        m_refusalTimer.start();
    QJsonObject payload = payloadOf(refusal.attempt);
    payload.insert(u"code"_s, QString(refusal.error.code.name));
    payload.insert(u"message"_s, refusal.error.message);
    m_refusals[key].count = 0;
    m_log.post({m_log.newEvent(EventKind::EgressRefused, payload)});
}

void EgressTraffic::writeRefusals()
{
    std::vector<NewEvent> events;
    for (const auto &[key, refusals] : std::exchange(m_refusals, {})) {
        if (refusals.count == 0)
            continue;
        QJsonObject payload = payloadOf(refusals.last.attempt);
        payload.insert(u"code"_s, QString(refusals.last.error.code.name));
        payload.insert(u"message"_s, refusals.last.error.message);
        payload.insert(u"count"_s, refusals.count);
        events.push_back(m_log.newEvent(EventKind::EgressRefused, payload));
    }
    if (!events.empty())
        m_log.post(std::move(events));
}

void EgressTraffic::takeEvent(const Event &event)
{
    if (event.kind == EventKind::ApprovalRequested)
        return withdrawUnwanted(); // its program may have left before it was asked
    if (event.kind != EventKind::ApprovalDecided || m_waiting.empty())
        return;
    const QJsonObject payload = parseObject(event.payload, event.payload.size(), u"An event"_s).value_or(QJsonObject());
    const ApprovalId id(payload["id"_L1].toString());
    const QString reason = payload["reason"_L1].toString();
    EgressPermit permit{.allowed = payload["decision"_L1].toString() == "allow"_L1, .rule = u"answer "_s + id.value};
    if (!permit.allowed)
        permit.reason = reason.isEmpty() ? tr("A person did not let the sandbox reach this host.")
                                         : tr("A person did not let the sandbox reach this host: %1").arg(reason);
    resolve([&id](const Waiting &waiting) { return waiting.question == id; }, permit);
}

void EgressTraffic::programGone(quint64 request)
{
    m_broker->cancel(request);
    resolve([request](const Waiting &waiting) { return waiting.request == request; },
        failure(pilothouse::Cancelled, tr("The program went away.")));
    withdrawUnwanted();
}

void EgressTraffic::linkUp()
{
    m_withdrawTimer.start();
}

/// Questions stay: the guest asks again when it has a link.
void EgressTraffic::linkBroke()
{
    m_withdrawTimer.stop();
    m_broker->cancelAll({GuestDisconnected, tr("The connection to the sandbox broke."), {}});
    resolve(
        [](const Waiting &) { return true; }, failure(GuestDisconnected, tr("The connection to the sandbox broke.")));
}

bool EgressTraffic::isReadyFor(const ApprovalId &question) const
{
    return std::ranges::contains(m_waiting, question, &Waiting::question)
        || (m_guest.isReady() && !m_withdrawTimer.isActive());
}

void EgressTraffic::withdrawUnwanted()
{
    // Right after a reconnect the guest has not told yet what waits.
    if (m_withdrawTimer.isActive())
        return;
    for (const NewEvent &event : withdrawEgress(m_log)) {
        const QJsonObject payload =
            parseObject(event.payload, event.payload.size(), u"An event"_s).value_or(QJsonObject());
        const ApprovalId id(payload["id"_L1].toString());
        if (std::ranges::none_of(m_waiting, [&id](const Waiting &waiting) { return waiting.question == id; }))
            m_log.post({event});
    }
}

void EgressTraffic::resolve(const std::function<bool(const Waiting &)> &whom, const Result<EgressPermit> &with)
{
    std::vector<Waiting> found;
    std::erase_if(m_waiting, [&](const Waiting &waiting) {
        if (!whom(waiting))
            return false;
        found.push_back(waiting);
        return true;
    });
    for (Waiting &waiting : found)
        waiting.answer.resolve(with);
}

} // namespace pilothouse
