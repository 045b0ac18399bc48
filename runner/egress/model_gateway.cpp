#include "runner/egress/model_gateway.h"

#include "runner/base/json.h"
#include "runner/base/pool.h"
#include "runner/egress/chat_completion.h"
#include "runner/egress/held_answer.h"
#include "runner/egress/model_protocol.h"
#include "runner/egress/remote_exchange.h"

#include <QCryptographicHash>
#include <QPointer>
#include <QTimer>

namespace pilothouse {

namespace {

/// Smaller requests are read at once; that takes less than a millisecond.
constexpr qsizetype readAtOnce = 64 * 1024;

struct ExchangeLater {
    void operator()(ModelExchange *exchange) const
    {
        exchange->stop();
        exchange->deleteLater();
    }
};

/// A request that was read, with the practice model's answer where that is the provider.
struct Prepared {
    ModelCall call;
    std::optional<PracticeAnswer> practice;
    QByteArray digest; ///< Of the request as the agent sent it.
};

Result<Prepared> prepare(const ModelProtocol &protocol, const ModelRequest &request, const QString &model,
    const std::optional<PracticeModel> &practice)
{
    Result<ModelCall> call = protocol.read(request, model);
    if (!call)
        return std::unexpected(call.error());
    Prepared prepared{.call = std::move(*call),
        .practice = {},
        .digest = QCryptographicHash::hash(QByteArray(request.path + '\n' + request.body), QCryptographicHash::Sha256)};
    if (practice && prepared.call.crossings.empty())
        prepared.practice = practice->answer(protocol.name(), prepared.call);
    return prepared;
}

Error givenUp()
{
    return {Cancelled, ModelGateway::tr("The agent gave up this model request."), {}};
}

} // namespace

struct ModelGateway::Open {
    quint64 generation = 0;
    const ModelProtocol *protocol = nullptr;
    bool paused = false;
    ModelAttempt attempt;
    QByteArray path;
    QByteArray digest;
    std::stop_source withdraw;
    QElapsedTimer arrived;
    std::chrono::milliseconds waited{};
    std::optional<std::chrono::milliseconds> firstByte;
    std::unique_ptr<QTimer> keepAlive; ///< While it waits to be allowed.
    bool held = false; ///< For longer than the agent would wait without a sign.
    std::optional<HeldAnswer> answer; ///< The stream that was begun while it was held.
    QElapsedTimer clock; ///< Since the attempt went out.
    std::unique_ptr<ModelExchange, ExchangeLater> exchange; ///< Null until then.
};

ModelGateway::ModelGateway(ModelRoute route, PracticeModel practice, Pool &pool, BeforeModelAttempt beforeAttempt,
    ModelGatewayOptions options, QObject *parent)
    : QObject(parent),
      m_route(std::move(route)),
      m_practice(std::move(practice)),
      m_pool(pool),
      m_beforeAttempt(std::move(beforeAttempt)),
      m_options(options),
      m_lastAttempt(options.lastAttempt)
{ }

ModelGateway::~ModelGateway()
{
    for (auto &[id, open] : m_open)
        open.withdraw.request_stop();
}

void ModelGateway::submit(ModelRequest request)
{
    const quint64 id = request.id;
    cancel(id);
    const ModelProtocol *protocol = protocolFor(request);
    if (!protocol)
        return refuse(id, 404,
            {NotFound,
                tr("This endpoint answers only the requests of the session's model protocol: messages or completions, "
                   "counts of tokens and the list of models."),
                {}});
    if (protocol->operationOf(request) == ModelOperation::ListModels)
        return answerLocally(id, 200, protocol->modelList(m_route.provider, m_route.model));
    if (openRequests() >= m_options.maxOpenRequests)
        return refuse(id, 429,
            {LimitExceeded, tr("Too many model requests are open at once. Wait until one has been answered."), {}});
    const quint64 generation = ++m_generation;
    Open &open = m_open[id];
    open.generation = generation;
    open.protocol = protocol;
    open.path = request.path;
    open.arrived.start();
    begin(*protocol, std::move(request), generation);
}

/// From here to the exchange a request may be cancelled or replaced, or the gateway be gone, at each co_await.
Task<void> ModelGateway::begin(const ModelProtocol &protocol, ModelRequest request, quint64 generation)
{
    const QPointer<ModelGateway> self(this);
    const quint64 id = request.id;
    const qint64 requestBytes = request.body.size();
    std::optional<PracticeModel> practice;
    if (std::holds_alternative<PracticeProvider>(m_route.kind))
        practice = m_practice;
    Result<Prepared> prepared = failure(Cancelled, {});
    if (requestBytes <= readAtOnce)
        prepared = prepare(protocol, request, m_route.model, practice);
    else
        prepared = co_await runOn(
            m_pool, [&protocol, request = std::move(request), model = m_route.model, practice](std::stop_token) {
                return prepare(protocol, request, model, practice);
            });
    if (!self || !find(id, generation))
        co_return {};
    if (!prepared) {
        refuse(id, prepared.error().code == LimitExceeded ? 413 : 400, prepared.error());
        co_return {};
    }

    if (!prepared->call.crossings.empty()) {
        const Result<void> crossed = co_await askAbout(prepared->call.crossings);
        if (!self || !find(id, generation))
            co_return {};
        if (!crossed) {
            refuse(id, 403, crossed.error());
            co_return {};
        }
        if (practice)
            prepared->practice = practice->answer(protocol.name(), prepared->call);
    }

    ModelAttempt attempt{
        .number = ++m_lastAttempt,
        .requestId = id,
        .provider = m_route.provider,
        .model = m_route.model,
        .streaming = prepared->call.streaming,
        .requestBytes = requestBytes,
        .estimatedPromptTokens = estimatedTokens(requestBytes),
        .completionLimit = prepared->call.completionLimit,
        .answers = prepared->call.answers,
        .media = prepared->call.media,
        .operation = prepared->call.operation,
    };
    replaceHeld(id, prepared->digest);
    if (Open *const waiting = find(id, generation)) {
        waiting->digest = prepared->digest;
        attempt.withdrawn = waiting->withdraw.get_token();
        waiting->attempt = attempt;
        waiting->keepAlive = std::make_unique<QTimer>();
        connect(waiting->keepAlive.get(), &QTimer::timeout, this, [this, id] { hold(id); });
        waiting->keepAlive->start(m_options.keepAlive);
    }
    const Result<ModelAllowance> allowed = co_await m_beforeAttempt(attempt);
    if (!self)
        co_return {};
    Open *const open = find(id, generation);
    if (!open) {
        if (allowed) // it is recorded as going out, so its end is, too
            Q_EMIT attemptEnded(
                {.number = attempt.number, .requestId = id, .cost = Cost{}, .wentOut = false, .error = givenUp()});
        co_return {};
    }
    open->keepAlive.reset();
    open->waited = std::chrono::milliseconds(open->arrived.elapsed());
    if (!allowed) {
        refuse(id, 403, allowed.error());
        co_return {};
    }
    if (allowed->completionLimit)
        protocol.limitCompletion(prepared->call, *allowed->completionLimit);

    if (prepared->practice)
        startExchange(id,
            std::make_unique<PracticeExchange>(
                std::move(*prepared->practice), std::get<PracticeProvider>(m_route.kind).pause));
    else
        startExchange(
            id, std::make_unique<RemoteExchange>(std::get<RemoteProvider>(m_route.kind), protocol, prepared->call));
    co_return {};
}

/// Nothing was heard of an attempt for a while: the agent is told that it still waits.
void ModelGateway::hold(quint64 id)
{
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return;
    Open &open = found->second;
    open.held = true;
    if (!open.attempt.streaming)
        return;
    const QPointer<ModelGateway> self(this);
    const quint64 generation = open.generation;
    if (!open.answer) {
        open.answer.emplace(open.path);
        Q_EMIT answerStarted(id, 200, HeldAnswer::headers());
    }
    if (self && find(id, generation))
        Q_EMIT answerBody(id, HeldAnswer::comment());
}

/// The agent asked again for what is held: the new request is the one that is answered.
void ModelGateway::replaceHeld(quint64 id, const QByteArray &digest)
{
    const auto same = std::ranges::find_if(m_open, [&](const auto &each) {
        return each.first != id && each.second.held && !each.second.exchange && each.second.digest == digest;
    });
    if (same == m_open.end())
        return;
    const quint64 older = same->first;
    same->second.withdraw.request_stop();
    refuse(older, 409, {Cancelled, tr("The same request came again; it is answered there."), {}});
}

const ModelProtocol *ModelGateway::protocolFor(const ModelRequest &request) const
{
    const auto *remote = std::get_if<RemoteProvider>(&m_route.kind);
    if (!remote)
        return protocolOf(request, ModelProtocolName::Chat);
    const ModelProtocol &protocol = modelProtocol(remote->protocol);
    return protocol.operationOf(request) ? &protocol : nullptr;
}

Task<void> ModelGateway::askAbout(std::vector<AskCrossing> crossings) const
{
    const AskAboutCrossing ask = m_options.askAboutCrossing;
    for (const AskCrossing &crossing : crossings) {
        if (!ask)
            co_return failure(crossing.code,
                tr("%1 It was not sent (%2). Only what runs in the sandbox is allowed.")
                    .arg(crossing.what, crossing.where));
        if (const Result<void> allowed = co_await ask(crossing); !allowed)
            co_return std::unexpected(allowed.error());
    }
    co_return Result<void>();
}

void ModelGateway::startExchange(quint64 id, std::unique_ptr<ModelExchange> exchange)
{
    Open &open = m_open[id];
    open.exchange.reset(exchange.release());
    open.clock.start();
    ModelExchange *started = open.exchange.get();
    connect(started, &ModelExchange::started, this,
        [this, id](int status, const HttpHeaders &headers) { passStart(id, status, headers); });
    connect(started, &ModelExchange::body, this, [this, id](const QByteArray &bytes) { passBody(id, bytes); });
    connect(started, &ModelExchange::finished, this, [this, id](const ModelExchangeEnd &end) { endExchange(id, end); });
    if (open.paused)
        started->setPaused(true);
    started->start();
}

void ModelGateway::passStart(quint64 id, int status, const HttpHeaders &headers)
{
    const auto open = m_open.find(id);
    if (open == m_open.end())
        return;
    if (open->second.answer)
        open->second.answer->start(status);
    else
        Q_EMIT answerStarted(id, status, headers);
}

void ModelGateway::passBody(quint64 id, const QByteArray &bytes)
{
    const auto open = m_open.find(id);
    if (open == m_open.end())
        return;
    if (!open->second.firstByte)
        open->second.firstByte = std::chrono::milliseconds(open->second.clock.elapsed());
    const QByteArray passed = open->second.answer ? open->second.answer->take(bytes) : bytes;
    if (!passed.isEmpty())
        Q_EMIT answerBody(id, passed);
}

void ModelGateway::endExchange(quint64 id, const ModelExchangeEnd &end)
{
    const auto node = m_open.extract(id);
    if (node.empty())
        return;
    const ModelOutcome outcome = outcomeOf(node.mapped(), end);
    const QPointer<ModelGateway> self(this);
    const QByteArray rest = node.mapped().answer ? node.mapped().answer->end() : QByteArray();
    if (!rest.isEmpty())
        Q_EMIT answerBody(id, rest);
    if (!self)
        return;
    if (end.cut && end.error)
        Q_EMIT answerFailed(id, *end.error);
    else
        Q_EMIT answerEnded(id);
    if (self)
        Q_EMIT attemptEnded(outcome);
}

void ModelGateway::cancel(quint64 id)
{
    const auto node = m_open.extract(id);
    if (node.empty())
        return;
    node.mapped().withdraw.request_stop();
    // Before its attempt went out there is nothing to meter; begin() sees that it is gone.
    if (!node.mapped().exchange)
        return;
    const ModelExchangeEnd end = node.mapped().exchange->endNow(givenUp());
    Q_EMIT attemptEnded(outcomeOf(node.mapped(), end));
}

void ModelGateway::cancelAll()
{
    while (!m_open.empty())
        cancel(m_open.begin()->first);
}

void ModelGateway::setPaused(quint64 id, bool paused)
{
    const auto open = m_open.find(id);
    if (open == m_open.end() || open->second.paused == paused)
        return;
    open->second.paused = paused;
    if (open->second.exchange)
        open->second.exchange->setPaused(paused);
}

ModelGateway::Open *ModelGateway::find(quint64 id, quint64 generation)
{
    const auto open = m_open.find(id);
    return open != m_open.end() && open->second.generation == generation ? &open->second : nullptr;
}

ModelOutcome ModelGateway::outcomeOf(const Open &open, const ModelExchangeEnd &end) const
{
    ModelOutcome outcome{
        .number = open.attempt.number,
        .requestId = open.attempt.requestId,
        .status = end.status,
        .complete = end.complete,
        .usage = end.usage.value_or(ModelUsage{}),
        .cost = {},
        .duration = std::chrono::milliseconds(open.clock.elapsed()),
        .waited = open.waited,
        .firstByte = open.firstByte,
        .error = end.error,
    };
    // Providers bill an answer that broke off, was not waited for or was never counted; a refusal costs nothing.
    const bool waited = end.status == 0 && end.sent;
    if (!end.usage && (waited || (end.status >= 200 && end.status < 300)))
        outcome.usage = {.prompt = open.attempt.estimatedPromptTokens,
            .completion = estimatedTokens(end.contentBytes),
            .cached = 0,
            .reasoning = 0,
            .estimated = true};
    if (m_route.price)
        outcome.cost = m_route.price->of(outcome.usage);
    return outcome;
}

void ModelGateway::answerLocally(quint64 id, int status, const QJsonObject &body)
{
    m_open.erase(id);
    const QPointer<ModelGateway> self(this);
    Q_EMIT answerStarted(id, status, {{QByteArrayLiteral("content-type"), QByteArrayLiteral("application/json")}});
    if (self)
        Q_EMIT answerBody(id, toLine(body));
    if (self)
        Q_EMIT answerEnded(id);
}

void ModelGateway::refuse(quint64 id, int status, const Error &error)
{
    if (const auto open = m_open.find(id); open != m_open.end() && open->second.answer) {
        const QByteArray refusal = open->second.answer->refusal(error);
        m_open.erase(open);
        const QPointer<ModelGateway> self(this);
        Q_EMIT answerBody(id, refusal);
        if (self)
            Q_EMIT answerEnded(id);
        return;
    }
    const auto found = m_open.find(id);
    const auto *remote = std::get_if<RemoteProvider>(&m_route.kind);
    const ModelProtocol &protocol = found != m_open.end() && found->second.protocol
        ? *found->second.protocol
        : modelProtocol(remote ? remote->protocol : ModelProtocolName::Chat);
    answerLocally(id, status, protocol.errorBody(error.message, QString::fromLatin1(error.code.name), status));
}

} // namespace pilothouse
