#include "runner/egress/egress_broker.h"

#include "runner/egress/egress_connection.h"

#include <QDeadlineTimer>

#include <algorithm>

namespace pilothouse {

EgressBroker::EgressBroker(
    EgressPolicy policy, std::shared_ptr<EgressResolver> resolver, EgressBrokerOptions options, QObject *parent)
    : QObject(parent),
      m_policy(std::move(policy)),
      m_resolver(std::move(resolver)),
      m_options(std::move(options)),
      m_lastNumber(m_options.lastNumber)
{ }

EgressBroker::~EgressBroker()
{
    for (const auto &open : std::exchange(m_open, {}))
        delete open.second;
}

void EgressBroker::submit(EgressRequest request)
{
    const quint64 id = request.id;
    cancel(id);
    const bool tooMany = openConnections() >= m_options.limits.connections;
    if (tooMany) {
        if (!request.forward) {
            Q_EMIT output(id, "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            Q_EMIT outputEnded(id);
        }
        Q_EMIT closed(id);
        return;
    }
    auto *const connection = new EgressConnection(*this, std::move(request));
    m_open.emplace(id, connection);
    connection->start();
}

void EgressBroker::take(quint64 id, const QByteArray &bytes)
{
    if (const auto found = m_open.find(id); found != m_open.end())
        found->second->take(bytes);
}

void EgressBroker::takeEnd(quint64 id)
{
    if (const auto found = m_open.find(id); found != m_open.end())
        found->second->takeEnd();
}

void EgressBroker::cancel(quint64 id)
{
    if (const auto found = m_open.find(id); found != m_open.end())
        found->second->stop({Cancelled, EgressText::tr("The program in the sandbox went away."), {}});
}

void EgressBroker::cancelAll(const Error &why)
{
    for (const auto &[id, connection] : std::map(m_open))
        connection->stop(why);
}

void EgressBroker::setPaused(quint64 id, bool paused)
{
    if (const auto found = m_open.find(id); found != m_open.end())
        found->second->setPaused(paused);
}

void EgressBroker::forget(quint64 id)
{
    if (const auto found = m_open.find(id); found != m_open.end()) {
        // Its own code may be on the stack.
        found->second->deleteLater();
        m_open.erase(found);
    }
}

std::chrono::milliseconds EgressBroker::throttle(qint64 bytes)
{
    if (m_options.limits.bytesPerSecond <= 0)
        return {};
    constexpr qint64 NsOfSecond = 1'000'000'000;
    const qint64 now = QDeadlineTimer::current().deadlineNSecs();
    // A pause is not saved up for later.
    m_freeAtNs = std::max(m_freeAtNs, now)
        + static_cast<qint64>(
            static_cast<double>(bytes) * NsOfSecond / static_cast<double>(m_options.limits.bytesPerSecond));
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(m_freeAtNs - now));
}

} // namespace pilothouse
