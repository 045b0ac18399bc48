#include "runner/egress/model_exchange.h"

namespace pilothouse {

PracticeExchange::PracticeExchange(PracticeAnswer answer, std::chrono::milliseconds pause)
    : m_answer(std::move(answer)),
      m_meter(m_answer.contentType == "text/event-stream" ? UsageMeter::Format::EventStream : UsageMeter::Format::Json,
          m_answer.protocol)
{
    m_timer.setInterval(pause);
    connect(&m_timer, &QTimer::timeout, this, &PracticeExchange::sendNext);
}

void PracticeExchange::start()
{
    setPaused(m_paused);
    Q_EMIT started(m_answer.status, {{QByteArrayLiteral("content-type"), m_answer.contentType}});
}

void PracticeExchange::setPaused(bool paused)
{
    m_paused = paused;
    if (paused)
        m_timer.stop();
    else
        m_timer.start();
}

void PracticeExchange::stop()
{
    m_timer.stop();
    disconnect(this, nullptr, nullptr, nullptr);
}

void PracticeExchange::sendNext()
{
    if (m_next < m_answer.parts.size()) {
        const QByteArray part = m_answer.parts[m_next++];
        m_meter.feed(part);
        if (const QByteArray passed = m_answer.hideUsage ? m_hider.feed(part) : part; !passed.isEmpty())
            Q_EMIT body(passed);
        return;
    }
    m_timer.stop();
    Q_EMIT finished(endNow({}));
}

ModelExchangeEnd PracticeExchange::endNow(std::optional<Error> error)
{
    m_meter.finish();
    return {
        .status = m_answer.status,
        .complete = !error && m_next == m_answer.parts.size(),
        .cut = error && m_next < m_answer.parts.size(),
        .usage = m_answer.operation == ModelOperation::Answer ? m_meter.usage() : ModelUsage{},
        .contentBytes = m_meter.contentBytes(),
        .error = std::move(error),
    };
}

} // namespace pilothouse
