#include "runner/store/blob_stage.h"

#include "runner/store/glimpse.h"
#include "runner/store/retry.h"

#include <QThread>

namespace pilothouse {
namespace {

constexpr size_t MostAtOnce = 64; // requests; their folders are flushed together

bool hasLargePayload(const AppendRequest &request)
{
    return std::ranges::any_of(
        request.events, [](const NewEvent &event) { return event.payload.size() > LargestInlinePayload; });
}

} // namespace

BlobStage::BlobStage(std::shared_ptr<BlobStore> blobs, HealthBoard &health, Next next)
    : m_blobs(std::move(blobs)),
      m_health(health),
      m_next(std::move(next)),
      m_thread([this](const std::stop_token &stop) { work(stop); })
{ }

BlobStage::~BlobStage()
{
    m_thread.request_stop();
    m_thread.join();
}

void BlobStage::pass(AppendRequest request)
{
    const bool large = hasLargePayload(request);
    std::unique_lock lock(m_mutex);
    if (!large && !m_inside.contains(request.session)) {
        // Under the lock, so that two calls of one thread cannot overtake each other here.
        m_next(std::move(request));
        return;
    }
    ++m_inside[request.session];
    m_requests.push_back(std::move(request));
    lock.unlock();
    m_wake.notify_one();
}

void BlobStage::work(const std::stop_token &stop)
{
    QThread::currentThread()->setObjectName(QStringLiteral("store-blobs"));
    while (true) {
        std::vector<AppendRequest> requests;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, stop, [this] { return !m_requests.empty(); });
            if (m_requests.empty())
                return;
            while (!m_requests.empty() && requests.size() < MostAtOnce) {
                requests.push_back(std::move(m_requests.front()));
                m_requests.pop_front();
            }
        }
        if (!write(requests, stop))
            return;
        const std::lock_guard lock(m_mutex);
        for (AppendRequest &request : requests) {
            if (const auto inside = m_inside.find(request.session); --*inside == 0)
                m_inside.erase(inside);
            m_next(std::move(request));
        }
    }
}

bool BlobStage::write(std::vector<AppendRequest> &requests, const std::stop_token &stop)
{
    std::vector<BlobName> names;
    std::vector<QByteArray> contents;
    for (AppendRequest &request : requests) {
        std::vector<BlobName> claimed;
        for (size_t i = 0; i < request.events.size(); ++i) {
            const QByteArray &payload = request.events[i].payload;
            if (payload.size() <= LargestInlinePayload)
                continue;
            request.large.push_back({i, BlobStore::nameOf(payload), glimpse(payload)});
            claimed.push_back(request.large.back().name);
            names.push_back(claimed.back());
            contents.push_back(payload);
        }
        if (!claimed.empty())
            request.claim = BlobStore::Claim(*m_blobs, std::move(claimed));
    }
    const auto pause = [&](std::chrono::milliseconds wait) {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, stop, wait, [] { return false; });
    };
    const auto put = [&] { return m_blobs->put(names, contents); };
    return names.empty() || untilDone(m_health, HealthBoard::Source::Blobs, stop, put, pause);
}

} // namespace pilothouse
