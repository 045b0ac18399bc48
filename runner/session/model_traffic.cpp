#include "runner/session/model_traffic.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype AnswerAhead = 256 * 1024; // bytes that may wait for the agent before the provider is paused

} // namespace

ModelTraffic::ModelTraffic(
    GuestLink &guest, SessionLog &log, ModelRoute route, const PracticeModel &practice, Pool &pool, QObject *parent)
    : QObject(parent),
      m_guest(guest),
      m_log(log),
      m_gateway(new ModelGateway(
          std::move(route), practice, pool, [this](ModelAttempt attempt) { return record(std::move(attempt)); },
          {.lastAttempt = static_cast<quint64>(log.state().modelAttempts)}, this))
{
    connect(&guest, &GuestLink::modelRequested, this, [this](const GuestModelRequest &request) {
        m_gateway->submit({request.id, request.method, request.path, request.headers, request.body});
    });
    connect(&guest, &GuestLink::modelCancelled, m_gateway, &ModelGateway::cancel);
    connect(&guest, &GuestLink::modelWritten, this, [this](quint64 id) {
        if (m_guest.modelBytesToWrite(id) < AnswerAhead / 2)
            m_gateway->setPaused(id, false);
    });
    connectGateway();
}

void ModelTraffic::connectGateway()
{
    connect(m_gateway, &ModelGateway::answerStarted, this,
        [this](quint64 id, int status, const HttpHeaders &headers) { m_guest.answerModel(id, status, headers); });
    connect(m_gateway, &ModelGateway::answerBody, this, [this](quint64 id, const QByteArray &bytes) {
        m_guest.answerModelBody(id, bytes);
        if (m_guest.modelBytesToWrite(id) > AnswerAhead)
            m_gateway->setPaused(id, true);
    });
    connect(m_gateway, &ModelGateway::answerEnded, this, [this](quint64 id) { m_guest.finishModel(id); });
    connect(m_gateway, &ModelGateway::answerFailed, this,
        [this](quint64 id, const Error &error) { m_guest.failModel(id, 502, error.message); });
    connect(m_gateway, &ModelGateway::attemptEnded, this, &ModelTraffic::recordEnd);
}

void ModelTraffic::linkBroke()
{
    m_gateway->cancelAll();
}

bool ModelTraffic::busy() const
{
    return m_gateway->openRequests() > 0 || m_guest.openModelRequests() > 0;
}

Task<void> ModelTraffic::record(ModelAttempt attempt)
{
    co_return co_await m_log.commit({m_log.newEvent(EventKind::ModelRequested,
        {
            {u"attempt"_s, static_cast<qint64>(attempt.number)},
            {u"request"_s, static_cast<qint64>(attempt.requestId)},
            {u"provider"_s, attempt.provider},
            {u"model"_s, attempt.model},
            {u"streaming"_s, attempt.streaming},
            {u"bytes"_s, attempt.requestBytes},
            {u"estimatedPrompt"_s, attempt.estimatedPromptTokens},
        })});
}

void ModelTraffic::recordEnd(const ModelOutcome &outcome)
{
    QJsonObject payload{
        {u"attempt"_s, static_cast<qint64>(outcome.number)},
        {u"request"_s, static_cast<qint64>(outcome.requestId)},
        {u"status"_s, outcome.status},
        {u"complete"_s, outcome.complete},
        {u"ms"_s, static_cast<qint64>(outcome.duration.count())},
        {u"usage"_s,
            QJsonObject{
                {u"prompt"_s, outcome.usage.prompt},
                {u"completion"_s, outcome.usage.completion},
                {u"cached"_s, outcome.usage.cached},
                {u"reasoning"_s, outcome.usage.reasoning},
                {u"estimated"_s, outcome.usage.estimated},
            }},
    };
    if (outcome.cost)
        payload[u"costMicros"_s] = (outcome.cost->nanoDollars + 500) / 1000;
    if (outcome.error)
        payload[u"error"_s] =
            QJsonObject{{u"code"_s, QString(outcome.error->code.name)}, {u"message"_s, outcome.error->message}};
    std::vector<NewEvent> events{m_log.newEvent(EventKind::ModelAnswered, payload)};
    if (outcome.error && outcome.error->code != pilothouse::Cancelled)
        events.push_back(m_log.notice(u"warning"_s, *outcome.error));
    m_log.post(std::move(events));
}

Task<ModelRoute> routeFor(ModelChoice choice, const SessionServices &services)
{
    ModelRoute route{.provider = choice.provider,
        .model = choice.name,
        .price = services.prices->find(choice.provider, choice.name),
        .kind = PracticeProvider{}};
    if (choice.provider == "practice"_L1)
        co_return route;
    const auto url = checkedModelUrl(choice.url.toString());
    if (!url)
        co_return std::unexpected(url.error());
    auto key = co_await services.providerKey(providerKeyName(*url));
    if (!key)
        co_return std::unexpected(key.error());
    route.kind = OpenAiProvider{.baseUrl = *url, .key = std::move(*key)};
    co_return route;
}

} // namespace pilothouse
