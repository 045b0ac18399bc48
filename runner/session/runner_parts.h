#pragma once

#include "runner/base/async_lock.h"
#include "runner/sandbox/docker_engine.h"
#include "runner/session/runner.h"
#include "runner/session/session_actor.h"

#include <atomic>
#include <latch>

namespace pilothouse {

/// A thread with an event loop, and the engine object of the sessions that live on it.
struct Runner::Worker {
    QThread thread;
    QObject *context = nullptr; ///< Lives on the thread; where calls for it are posted to.
    DockerEngine *engine = nullptr; ///< Lives on the thread.
    std::latch ready{1}; ///< Until `context` and `engine` are made; Runner::open() waits for it.
};

/// What the runner keeps about a session that somebody looked at. Main thread, but for `watched`.
struct Runner::Entry {
    SessionActor *actor = nullptr; ///< Lives on a worker's thread; null until it is loaded.
    AsyncLock loading;
    SessionSnapshotPtr snapshot;
    int opened = 0;
    std::shared_ptr<std::atomic<bool>> watched = std::make_shared<std::atomic<bool>>(false);
};

/// One image builder for all, on the first worker's thread.
class Runner::Images final : public ImageService {
public:
    Images(const Worker &worker, Pool &pool, QString cache) : m_worker(worker), m_pool(pool), m_cache(std::move(cache))
    { }
    [[nodiscard]] Task<BuiltImage> ensure(AgentEntry agent, QString below,
        std::function<void(const ImageProgress &)> progress, std::stop_token stop) override;
    /// Whether an image that a person chose can carry a sandbox. Called on the main thread.
    [[nodiscard]] Task<void> check(QString reference);

    /// Takes one of our images off the engine unless a container uses it. Called on the main thread.
    [[nodiscard]] Task<void> removeUnused(ImageId image);

private:
    const Worker &m_worker;
    Pool &m_pool;
    QString m_cache;
    ImageBuilder *m_builder = nullptr; ///< Child of the worker's context.
};

template <class Call> auto Runner::onActor(SessionId id, Call call) -> std::invoke_result_t<Call, SessionActor &>
{
    const auto found = co_await actor(id);
    if (!found)
        co_return std::unexpected(found.error());
    SessionActor *const target = *found;
    co_return co_await callOn(target, [target, call = std::move(call)]() mutable { return call(*target); });
}

} // namespace pilothouse
