#pragma once

#include "runner/store/append_request.h"
#include "runner/store/health_board.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace pilothouse {

/// Writes large payloads into their files on a thread of its own, before their events go to the log, so that one
/// session's megabytes do not hold up the events of the others. A session's requests keep their order: while one of
/// them is here, the later ones come through here as well. Thread-safe.
class BlobStage final {
public:
    using Next = std::function<void(AppendRequest)>;
    /// `next` takes the requests in order; it is called on any thread and must not call back.
    BlobStage(std::shared_ptr<BlobStore> blobs, HealthBoard &health, Next next);
    /// Passes on what waits; what cannot be written is dropped and so answered Cancelled.
    ~BlobStage();

    void pass(AppendRequest request);

private:
    void work(const std::stop_token &stop);
    [[nodiscard]] bool write(std::vector<AppendRequest> &requests, const std::stop_token &stop);

    std::shared_ptr<BlobStore> m_blobs;
    HealthBoard &m_health;
    const Next m_next;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<AppendRequest> m_requests;
    QHash<SessionId, int> m_inside; ///< How many requests of a session are here.
    std::jthread m_thread; ///< Last, so that it ends first.
};

} // namespace pilothouse
