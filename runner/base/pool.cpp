#include "runner/base/pool.h"

#include <QThread>

namespace pilothouse {

Pool::Pool(int threads)
{
    m_threads.reserve(static_cast<size_t>(threads));
    for (int i = 0; i < threads; ++i)
        m_threads.emplace_back([this](const std::stop_token &stop) { work(stop); });
}

Pool::~Pool()
{
    shutDown();
}

void Pool::shutDown()
{
    std::deque<std::move_only_function<void(std::stop_token)>> dropped;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        dropped.swap(m_jobs);
    }
    for (std::jthread &thread : m_threads)
        thread.request_stop();
    m_threads.clear(); // joins
}

void Pool::post(std::move_only_function<void(std::stop_token)> job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return;
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
}

void Pool::work(const std::stop_token &stop)
{
    QThread::currentThread()->setObjectName(QStringLiteral("pool"));
    while (true) {
        std::move_only_function<void(std::stop_token)> job;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return !m_jobs.empty(); }))
                return;
            if (stop.stop_requested())
                return;
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        job(stop);
    }
}

} // namespace pilothouse
