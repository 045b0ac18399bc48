#include "runner/store/health_board.h"

namespace pilothouse {

HealthBoard::HealthBoard(std::function<qint64()> clock, std::function<void(const StoreHealth &)> changed)
    : m_clock(std::move(clock)),
      m_changed(std::move(changed))
{ }

void HealthBoard::report(Source source, const std::optional<Error> &error)
{
    const std::lock_guard order(m_reporting);
    StoreHealth now;
    {
        const std::lock_guard lock(m_mutex);
        (source == Source::Log ? m_log : m_blobs) = error;
        const std::optional<Error> &worst = m_log ? m_log : m_blobs;
        if (worst) {
            now.state = worst->code == DiskFull ? StoreHealth::State::NoRoom : StoreHealth::State::Failing;
            now.message = worst->message;
            now.cause = worst->cause;
        }
        if (now.state == m_health.state)
            return;
        now.sinceMs = m_clock();
        m_health = now;
    }
    m_changed(now);
}

StoreHealth HealthBoard::health() const
{
    const std::lock_guard lock(m_mutex);
    return m_health;
}

} // namespace pilothouse
