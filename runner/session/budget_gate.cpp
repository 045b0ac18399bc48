#include "runner/session/budget_gate.h"

#include "runner/agent/acp_client.h"
#include "runner/base/json.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QPointer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

constexpr auto PatienceForOthers = 2min; // for what is reserved elsewhere to be settled, before a person is asked
constexpr qint64 ShortestAnswer = 4096; // tokens; a request is not sent out with less to answer in than that
constexpr auto BudgetNearing = "budget.nearing"_L1;

bool isOfModels(BudgetKind kind)
{
    return kind == BudgetKind::Money || kind == BudgetKind::Tokens;
}

/// The longest answer whose worst case keeps within what is left of the budget; 0 where none does.
qint64 fittingLimit(
    const ModelAttempt &attempt, qint64 limit, const std::optional<ModelPrice> &price, const BudgetQuestion &question)
{
    const qint64 left = question.limit.amount - question.spent - question.reserved;
    const auto own = [&](qint64 tokens) {
        const WorstCase worst = worstCase(attempt, tokens, price);
        return question.limit.kind == BudgetKind::Money ? worst.nanos.value_or(0) : worst.tokens();
    };
    qint64 fits = 0;
    for (qint64 low = 1, high = limit; low <= high;) {
        const qint64 middle = low + (high - low) / 2;
        if (own(middle) <= left) {
            fits = middle;
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    return fits;
}

/// What a limit has to become for the held request to go out, and a tenth more; of what is counted, half as much again.
qint64 extendedBy(const BudgetQuestion &question)
{
    const qint64 needed = question.spent + question.reserved + question.wanted - question.limit.amount;
    if (isOfModels(question.limit.kind))
        return std::max<qint64>(1, needed + needed / 10);
    return std::max({qint64(1), needed + 1, question.limit.amount / 2});
}

bool sameBudget(const BudgetQuestion &left, const BudgetQuestion &right)
{
    return left.code == right.code && left.limit.scope == right.limit.scope && left.limit.kind == right.limit.kind;
}

} // namespace

BudgetGate::BudgetGate(SessionLog &log, BudgetLedger *ledger, QObject *parent)
    : QObject(parent),
      m_log(log),
      m_ledger(ledger),
      m_patience(this)
{
    connect(&log, &SessionLog::applied, this, &BudgetGate::take);
    if (ledger)
        connect(ledger, &BudgetLedger::moved, this, &BudgetGate::wake, Qt::QueuedConnection);
    m_patience.setInterval(10s); // the clock moves budgets, too: a day ends
    connect(&m_patience, &QTimer::timeout, this, &BudgetGate::wake);
}

Spender BudgetGate::spender() const
{
    return {.session = m_log.id(),
        .turn = m_log.state().turn,
        .repository = m_log.state().info.repositoryId,
        .day = QDate::currentDate().toString(Qt::ISODate)};
}

NewEvent BudgetGate::requested(const ModelAttempt &attempt, const Spender &who, const WorstCase &worst) const
{
    QJsonObject reserve{{u"tokens"_s, worst.tokens()}};
    if (worst.nanos)
        reserve[u"nanos"_s] = *worst.nanos;
    return m_log.newEvent(EventKind::ModelRequested,
        {
            {u"attempt"_s, static_cast<qint64>(attempt.number)},
            {u"request"_s, static_cast<qint64>(attempt.requestId)},
            {u"provider"_s, attempt.provider},
            {u"model"_s, attempt.model},
            {u"streaming"_s, attempt.streaming},
            {u"bytes"_s, attempt.requestBytes},
            {u"estimatedPrompt"_s, attempt.estimatedPromptTokens},
            {u"day"_s, who.day},
            {u"reserve"_s, reserve},
        });
}

Task<ModelAllowance> BudgetGate::record(ModelAttempt attempt, std::optional<ModelPrice> price)
{
    const bool costs = attempt.operation == ModelOperation::Answer;
    qint64 limit = costs ? completionLimitFor(attempt, price) : 0;
    const QDeadlineTimer patience(PatienceForOthers);
    const auto append = [this](std::vector<NewEvent> events, Store::Condition condition) {
        return m_log.commitIf(std::move(events), std::move(condition));
    };
    std::optional<BudgetQuestion> held;
    while (true) {
        if (m_retired || attempt.withdrawn.stop_requested())
            co_return failure(pilothouse::Cancelled, tr("The agent gave up this model request."));
        const Spender who = spender();
        if (m_stoppedTurn == who.turn)
            co_return failure(BudgetRefused,
                tr("The person stopped this, since a budget does not suffice. Do not try again; wait for them."));
        const WorstCase worst = costs ? worstCase(attempt, limit, price) : WorstCase{.nanos = 0};
        std::vector<NewEvent> events{requested(attempt, who, worst)};
        Reservation tried;
        tried.refused = costs ? m_log.state().loops.question() : std::nullopt;
        if (!m_ledger && !tried.refused) {
            const auto committed = co_await m_log.commit(std::move(events));
            co_return committed ? Result<ModelAllowance>(ModelAllowance{}) : std::unexpected(committed.error());
        }
        if (!tried.refused) {
            auto reserved = co_await m_ledger->reserve(who, attempt, worst, std::move(events), append);
            if (!reserved)
                co_return std::unexpected(reserved.error());
            tried = std::move(*reserved);
        }
        if (!tried.refused) {
            if (held)
                withdraw(*held);
            tellNearing(tried.nearing);
            const bool shorter = tried.bounded && limit != attempt.completionLimit.value_or(0);
            co_return ModelAllowance{shorter && costs ? std::optional(limit) : std::nullopt};
        }

        const BudgetQuestion question = *tried.refused;
        if (tried.onlyReserved && !patience.hasExpired()) {
            co_await change();
            continue;
        }
        if (question.code == BudgetExceeded.name && isOfModels(question.limit.kind)) {
            const qint64 fits = fittingLimit(attempt, limit, price, question);
            if (fits >= ShortestAnswer && fits < limit) {
                limit = fits;
                continue;
            }
        }
        if (held && !sameBudget(*held, question))
            withdraw(*held);
        held = question;
        held->provider = attempt.provider;
        held->model = attempt.model;
        if (const auto asking = co_await ask(*held); !asking)
            co_return std::unexpected(asking.error());
        co_await change();
    }
}

const Approval *BudgetGate::asked(const BudgetQuestion &question) const
{
    const auto &open = m_log.state().approvals;
    const auto found = std::ranges::find_if(
        open, [&](const Approval &approval) { return approval.budget && sameBudget(*approval.budget, question); });
    return found == open.end() ? nullptr : &*found;
}

Task<void> BudgetGate::ask(BudgetQuestion question)
{
    const auto guard = co_await m_asking.acquire();
    if (m_retired || asked(question) || m_stoppedTurn == m_log.state().turn)
        co_return {};
    co_return co_await m_log.commit({m_log.newEvent(EventKind::ApprovalRequested,
        {
            {u"id"_s, u"b%1"_s.arg(m_log.state().lastSeq + 1)},
            {u"kind"_s, u"budget"_s},
            {u"title"_s, budgetSentence(question)},
            {u"budget"_s, question.toJson()},
        })});
}

/// A request that waited goes out by itself: a budget was raised elsewhere. The question stays while others wait.
void BudgetGate::withdraw(const BudgetQuestion &question)
{
    const Approval *const approval = asked(question);
    if (approval && m_sleepers.empty())
        m_log.post({m_log.newEvent(EventKind::ApprovalDecided,
            {{u"id"_s, approval->id.value}, {u"decision"_s, u"withdrawn"_s}, {u"by"_s, u"budget"_s}})});
}

QCoro::Task<void> BudgetGate::change()
{
    if (m_retired)
        co_return;
    OneShot<bool> woken;
    m_sleepers.push_back(woken);
    m_patience.start();
    co_await woken;
}

void BudgetGate::wake()
{
    m_patience.stop();
    const QPointer<BudgetGate> self(this);
    std::vector<OneShot<bool>> sleepers;
    sleepers.swap(m_sleepers);
    for (OneShot<bool> &sleeper : sleepers)
        sleeper.resolve(true);
}

void BudgetGate::retire()
{
    m_retired = true;
    wake();
}

void BudgetGate::take(const Event &event)
{
    if (event.kind == EventKind::ApprovalDecided) {
        const auto payload = parseObject(event.payload, 1024 * 1024, u"An event"_s);
        const QString decision = payload ? (*payload)["decision"_L1].toString() : QString();
        // Questions about budgets have names of their own; the fold has closed this one already.
        const bool budget = payload && (*payload)["id"_L1].toString().startsWith(u'b');
        if (budget && (decision == "stop"_L1 || decision == "cancelled"_L1))
            m_stoppedTurn = event.turn;
    }
    if (event.kind == EventKind::ApprovalDecided || event.kind == EventKind::BudgetChanged
        || event.kind == EventKind::TurnStarted)
        QMetaObject::invokeMethod(this, &BudgetGate::wake, Qt::QueuedConnection);
    if (event.kind == EventKind::AgentReceived) {
        const QString told = m_log.state().loops.notice();
        if (!told.isEmpty()
            && std::exchange(m_toldLoop, told + QString::number(event.turn)) != told + QString::number(event.turn))
            tellLoop(told);
    }
}

void BudgetGate::tellLoop(const QString &code)
{
    const LoopBreaker &loops = m_log.state().loops;
    const Error error = code == "loop.calls"_L1
        ? Error{ErrorCode{"loop.calls"},
              tr("The same call has failed %n times in a row. If it goes on, the agent is held and you are asked.",
                  nullptr, loops.failures()),
              {}}
        : Error{ErrorCode{"loop.children"},
              tr("The agent has started %n agents in this turn. If it goes on, it is held and you are asked.", nullptr,
                  loops.children()),
              {}};
    m_log.post({m_log.notice(u"warning"_s, error)});
}

void BudgetGate::tellNearing(const std::vector<BudgetStand> &stands)
{
    for (const BudgetStand &stand : stands) {
        const BudgetLimit &limit = stand.limit;
        // Once for each limit, also over restarts: the notice itself says which.
        const QString key =
            QStringList{budgetScopeName(limit.scope), budgetKindName(limit.kind), QString::number(limit.amount),
                limit.scope == BudgetScope::Turn      ? QString::number(m_log.state().turn)
                    : limit.scope == BudgetScope::Day ? spender().day
                                                      : QString()}
                .join(u' ');
        const auto &notices = m_log.state().notices;
        if (m_toldNearing.contains(key) || std::ranges::any_of(notices, [&](const NoticeView &notice) {
                return notice.code == BudgetNearing && notice.cause == key;
            }))
            continue;
        m_toldNearing.insert(key);
        m_log.post({m_log.notice(u"warning"_s, {ErrorCode{"budget.nearing"}, nearingSentence(stand), key})});
    }
}

void BudgetGate::settle(const ModelOutcome &outcome)
{
    const bool atReserve = outcome.wentOut && outcome.usage.estimated;
    QJsonObject payload{
        {u"attempt"_s, static_cast<qint64>(outcome.number)},
        {u"request"_s, static_cast<qint64>(outcome.requestId)},
        {u"status"_s, outcome.status},
        {u"complete"_s, outcome.complete},
        {u"ms"_s, static_cast<qint64>(outcome.duration.count())},
        {u"waitedMs"_s, static_cast<qint64>(outcome.waited.count())},
        {u"usage"_s,
            QJsonObject{
                {u"prompt"_s, outcome.usage.prompt},
                {u"completion"_s, outcome.usage.completion},
                {u"cached"_s, outcome.usage.cached},
                {u"cacheWrite"_s, outcome.usage.cacheWrite},
                {u"reasoning"_s, outcome.usage.reasoning},
                {u"estimated"_s, outcome.usage.estimated},
            }},
    };
    if (outcome.firstByte)
        payload[u"firstByteMs"_s] = static_cast<qint64>(outcome.firstByte->count());
    if (atReserve)
        payload[u"atReserve"_s] = true;
    if (outcome.cost) {
        payload[u"costNanos"_s] = outcome.cost->nanoDollars;
        payload[u"costMicros"_s] = (outcome.cost->nanoDollars + 500) / 1000;
    }
    if (outcome.error)
        payload[u"error"_s] =
            QJsonObject{{u"code"_s, QString(outcome.error->code.name)}, {u"message"_s, outcome.error->message}};
    std::vector<NewEvent> events{m_log.newEvent(EventKind::ModelAnswered, payload)};
    if (outcome.error && outcome.error->code != pilothouse::Cancelled)
        events.push_back(m_log.notice(u"warning"_s, *outcome.error));
    m_log.post(std::move(events), [this] {
        if (m_ledger)
            m_ledger->tell();
    });
}

void BudgetGate::settleLeftBehind()
{
    std::vector<NewEvent> events;
    for (const qint64 attempt : m_log.state().openAttempts)
        events.push_back(m_log.newEvent(EventKind::ModelAnswered,
            {
                {u"attempt"_s, attempt},
                {u"status"_s, 0},
                {u"complete"_s, false},
                {u"atReserve"_s, true},
                {u"usage"_s, QJsonObject{{u"estimated"_s, true}}},
                {u"error"_s,
                    QJsonObject{{u"code"_s, u"session.interrupted"_s},
                        {u"message"_s, tr("Pilothouse ended before the answer came.")}}},
            }));
    if (!events.empty())
        m_log.post(std::move(events));
}

Task<void> BudgetGate::decide(Approval approval, ApprovalDecision decision)
{
    BudgetAnswer answer{decision.decision == Decision::Deny ? BudgetAnswer::Kind::Stop : BudgetAnswer::Kind::Extend, 0};
    if (decision.budget)
        answer = *decision.budget;
    switch (answer.kind) {
    case BudgetAnswer::Kind::Extend: {
        const auto extended = co_await extend(approval, decision.by, answer.amount);
        if (extended)
            Q_EMIT thawWanted();
        co_return Result<void>(extended);
    }
    case BudgetAnswer::Kind::Pause: {
        const auto told = co_await m_log.commit({m_log.notice(u"info"_s,
            {ErrorCode{"budget.paused"},
                tr("The agent stands still until you extend the budget or stop. The question stays open."), {}})});
        if (told)
            Q_EMIT freezeWanted();
        co_return Result<void>(told);
    }
    case BudgetAnswer::Kind::Stop:
        break;
    }
    const auto closed = co_await close(approval.id, u"stop"_s, decision, {});
    if (closed) {
        Q_EMIT thawWanted();
        Q_EMIT stopWanted(decision.by);
    }
    co_return Result<void>(closed);
}

Task<void> BudgetGate::extend(Approval approval, QString by, qint64 amount)
{
    const BudgetQuestion question = *approval.budget;
    const ApprovalDecision decision{.decision = Decision::AllowOnce, .reason = {}, .by = by, .budget = {}};
    if (question.code.startsWith("loop."_L1)) // the fold of the decision lets it go on
        co_return co_await close(approval.id, u"extend"_s, decision, {});
    const Spender who = spender();
    BudgetLimit limit = question.limit;
    limit.by = by;
    limit.amount += amount > 0 ? amount : extendedBy(question);
    switch (limit.scope) {
    case BudgetScope::Turn:
        limit.subject = u"%1/%2"_s.arg(who.session.value).arg(approval.turn);
        break;
    case BudgetScope::Session:
        limit.subject = QString::number(who.session.value);
        break;
    case BudgetScope::Repository:
        limit.subject = QString::number(who.repository.value);
        break;
    case BudgetScope::Day:
        limit.subject = who.day;
        break;
    }
    if (question.code == BudgetUnpriced.name)
        limit = {.scope = BudgetScope::Session,
            .subject = QString::number(who.session.value),
            .kind = BudgetKind::Unpriced,
            .amount = 1,
            .by = by};
    std::vector<NewEvent> also;
    if (limit.scope == BudgetScope::Turn || limit.scope == BudgetScope::Session) {
        also.push_back(m_log.newEvent(EventKind::BudgetChanged, limit.toJson()));
    } else if (const auto set = co_await m_ledger->set(limit); !set) {
        co_return std::unexpected(set.error());
    }
    const bool stored = also.empty();
    const auto closed = co_await close(approval.id, u"extend"_s, decision, std::move(also));
    if (closed)
        m_ledger->tell();
    // The request may have gone out already and have closed the question itself.
    if (!closed && stored && closed.error().code == RequestClosed)
        co_return {};
    co_return Result<void>(closed);
}

Task<void> BudgetGate::close(ApprovalId id, QString word, ApprovalDecision decision, std::vector<NewEvent> also)
{
    const auto &open = m_log.state().approvals;
    const auto found = std::ranges::find(open, id, &Approval::id);
    if (found == open.end())
        co_return failure(RequestClosed, tr("The question %1 is not open any more.").arg(id.value));
    also.push_back(m_log.newEvent(EventKind::ApprovalDecided,
        {{u"id"_s, id.value}, {u"decision"_s, word}, {u"by"_s, decision.by}, {u"reason"_s, decision.reason},
            {u"code"_s, found->budget ? found->budget->code : QString()}}));
    co_return co_await m_log.commit(std::move(also));
}

Task<void> BudgetGate::setForSession(BudgetLimit limit)
{
    const auto checked = BudgetLimit::fromJson(limit.toJson());
    if (!checked)
        co_return std::unexpected(checked.error());
    const auto done = co_await m_log.commit({m_log.newEvent(EventKind::BudgetChanged, limit.toJson())});
    if (done && m_ledger)
        m_ledger->tell();
    co_return Result<void>(done);
}

Task<void> BudgetGate::removeForSession(BudgetLimit limit)
{
    QJsonObject payload = limit.toJson();
    payload[u"removed"_s] = true;
    const auto done = co_await m_log.commit({m_log.newEvent(EventKind::BudgetChanged, payload)});
    if (done && m_ledger)
        m_ledger->tell();
    co_return Result<void>(done);
}

} // namespace pilothouse
