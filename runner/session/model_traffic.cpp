#include "runner/session/model_traffic.h"

#include "runner/egress/model_protocol.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype AnswerAhead = 256 * 1024; // bytes that may wait for the agent before the provider is paused

ModelGateway *makeGateway(
    BudgetGate &budgets, ModelRoute route, const PracticeModel &practice, Pool &pool, qint64 lastAttempt)
{
    // An attempt may wait for a person longer than the sandbox lives, so it knows of nothing but the budgets.
    const auto record = [&budgets, price = route.price](
                            ModelAttempt attempt) { return budgets.record(std::move(attempt), price); };
    return new ModelGateway(
        std::move(route), practice, pool, record, {.lastAttempt = static_cast<quint64>(lastAttempt)});
}

} // namespace

ModelTraffic::ModelTraffic(GuestLink &guest, SessionLog &log, BudgetGate &budgets, ModelRoute route,
    const PracticeModel &practice, Pool &pool, QObject *parent)
    : QObject(parent),
      m_guest(guest),
      m_budgets(budgets),
      m_gateway(makeGateway(budgets, std::move(route), practice, pool, log.state().modelAttempts))
{
    m_gateway->setParent(this);
    connect(&guest, &GuestLink::modelRequested, this, [this](const GuestModelRequest &request) {
        m_gateway->submit({request.id, request.method, request.path, request.headers, request.body});
    });
    connect(&guest, &GuestLink::modelCancelled, this, [this](quint64 id) {
        m_gateway->cancel(id);
        m_budgets.wake();
    });
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
    connect(m_gateway, &ModelGateway::attemptEnded, &m_budgets, &BudgetGate::settle);
}

ModelTraffic::~ModelTraffic()
{
    delete m_gateway;
    QMetaObject::invokeMethod(&m_budgets, &BudgetGate::wake, Qt::QueuedConnection);
}

void ModelTraffic::linkBroke()
{
    m_gateway->cancelAll();
    m_budgets.wake();
}

bool ModelTraffic::busy() const
{
    return m_gateway->openRequests() > 0 || m_guest.openModelRequests() > 0;
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
    route.kind = RemoteProvider{.baseUrl = *url,
        .protocol = protocolNamed(choice.protocol).value_or(ModelProtocolName::Chat),
        .key = std::move(*key)};
    co_return route;
}

} // namespace pilothouse
