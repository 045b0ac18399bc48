#include "runner/egress/model_gateway.h"

#include "runner/base/json.h"
#include "runner/base/pool.h"
#include "runner/egress/chat_completion.h"
#include "runner/egress/model_request.h"
#include "runner/egress/openai_exchange.h"

#include <QJsonArray>
#include <QPointer>

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
};

Result<Prepared> prepare(const QByteArray &body, const QString &model, const std::optional<PracticeModel> &practice)
{
    Result<ModelCall> call = readModelCall(body, model);
    if (!call)
        return std::unexpected(call.error());
    Prepared prepared{.call = std::move(*call), .practice = {}};
    if (practice)
        prepared.practice = practice->answer(prepared.call.body);
    return prepared;
}

} // namespace

struct ModelGateway::Open {
    quint64 generation = 0;
    bool paused = false;
    ModelAttempt attempt;
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

ModelGateway::~ModelGateway() = default;

void ModelGateway::submit(ModelRequest request)
{
    const quint64 id = request.id;
    cancel(id);
    if (request.method == "GET" && request.path == "/v1/models") {
        const QJsonObject model{{QStringLiteral("id"), m_route.model},
            {QStringLiteral("object"), QStringLiteral("model")}, {QStringLiteral("owned_by"), m_route.provider}};
        return answerLocally(
            id, 200, {{QStringLiteral("object"), QStringLiteral("list")}, {QStringLiteral("data"), QJsonArray{model}}});
    }
    if (request.method != "POST" || request.path != "/v1/chat/completions")
        return refuse(
            id, 404, {NotFound, tr("This endpoint only answers POST /v1/chat/completions and GET /v1/models."), {}});
    if (openRequests() >= m_options.maxOpenRequests)
        return refuse(id, 429,
            {LimitExceeded, tr("Too many model requests are open at once. Wait until one has been answered."), {}});
    const quint64 generation = ++m_generation;
    m_open[id].generation = generation;
    begin(std::move(request), generation);
}

/// From here to the exchange a request may be cancelled or replaced, or the gateway be gone, at each co_await.
Task<void> ModelGateway::begin(ModelRequest request, quint64 generation)
{
    const QPointer<ModelGateway> self(this);
    const quint64 id = request.id;
    const qint64 requestBytes = request.body.size();
    std::optional<PracticeModel> practice;
    if (std::holds_alternative<PracticeProvider>(m_route.kind))
        practice = m_practice;
    Result<Prepared> prepared = failure(Cancelled, {});
    if (requestBytes <= readAtOnce)
        prepared = prepare(request.body, m_route.model, practice);
    else
        prepared =
            co_await runOn(m_pool, [body = std::move(request.body), model = m_route.model, practice](std::stop_token) {
                return prepare(body, model, practice);
            });
    if (!self || !find(id, generation))
        co_return {};
    if (!prepared) {
        refuse(id, prepared.error().code == LimitExceeded ? 413 : 400, prepared.error());
        co_return {};
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
    };
    find(id, generation)->attempt = attempt;
    const Result<void> allowed = co_await m_beforeAttempt(std::move(attempt));
    if (!self || !find(id, generation))
        co_return {};
    if (!allowed) {
        refuse(id, 403, allowed.error());
        co_return {};
    }

    if (prepared->practice)
        startExchange(id,
            std::make_unique<PracticeExchange>(
                std::move(*prepared->practice), std::get<PracticeProvider>(m_route.kind).pause));
    else
        startExchange(id,
            std::make_unique<OpenAiExchange>(
                std::get<OpenAiProvider>(m_route.kind), toLine(prepared->call.body), prepared->call.streaming));
    co_return {};
}

void ModelGateway::startExchange(quint64 id, std::unique_ptr<ModelExchange> exchange)
{
    Open &open = m_open[id];
    open.exchange.reset(exchange.release());
    open.clock.start();
    ModelExchange *started = open.exchange.get();
    connect(started, &ModelExchange::started, this,
        [this, id](int status, const HttpHeaders &headers) { Q_EMIT answerStarted(id, status, headers); });
    connect(started, &ModelExchange::body, this, [this, id](const QByteArray &bytes) { Q_EMIT answerBody(id, bytes); });
    connect(started, &ModelExchange::finished, this, [this, id](const ModelExchangeEnd &end) { endExchange(id, end); });
    if (open.paused)
        started->setPaused(true);
    started->start();
}

void ModelGateway::endExchange(quint64 id, const ModelExchangeEnd &end)
{
    const auto node = m_open.extract(id);
    if (node.empty())
        return;
    const ModelOutcome outcome = outcomeOf(node.mapped(), end);
    const QPointer<ModelGateway> self(this);
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
    // Before its attempt went out there is nothing to meter; begin() sees that it is gone.
    if (node.empty() || !node.mapped().exchange)
        return;
    const ModelExchangeEnd end =
        node.mapped().exchange->endNow(Error{Cancelled, tr("The agent gave up this model request."), {}});
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
        .error = end.error,
    };
    // Providers bill an answer that broke off, was not waited for or was never counted; a refusal costs nothing.
    const bool waited = end.status == 0 && end.error && (end.error->code == Cancelled || end.error->code == TimedOut);
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
    answerLocally(id, status, chatError(error.message, QString::fromLatin1(error.code.name)));
}

} // namespace pilothouse
