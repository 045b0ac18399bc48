#include "runner/store/reader_threads.h"

#include "runner/store/blob_store.h"
#include "runner/store/database.h"

#include <QThread>

namespace pilothouse {

ReaderThreads::ReaderThreads(int count, Open open) : m_open(std::move(open))
{
    for (int i = 0; i < std::max(count, 1); ++i)
        m_threads.emplace_back([this](const std::stop_token &stop) { work(stop); });
}

ReaderThreads::~ReaderThreads()
{
    for (std::jthread &thread : m_threads)
        thread.request_stop();
    m_threads.clear(); // joins
}

void ReaderThreads::post(Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
}

void ReaderThreads::work(const std::stop_token &stop)
{
    QThread::currentThread()->setObjectName(QStringLiteral("store-reader"));
    std::unique_ptr<StoreReader> reader;
    while (true) {
        Job job;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return !m_jobs.empty(); }) || stop.stop_requested())
                return;
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        if (!reader) {
            Result<std::unique_ptr<StoreReader>> opened = m_open();
            if (!opened) {
                job(std::unexpected(std::move(opened).error()));
                continue;
            }
            reader = *std::move(opened);
        }
        job(reader.get());
    }
}

} // namespace pilothouse
