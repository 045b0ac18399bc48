#pragma once

#include "runner/base/remote_answer.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace pilothouse {

/// Threads for work that computes or blocks (libgit2, diff, hashing, child processes that are waited for).
/// Thread-safe. A job is dropped unrun only once the pool was shut down.
class Pool {
public:
    explicit Pool(int threads);
    ~Pool();
    Pool(const Pool &) = delete;
    Pool &operator=(const Pool &) = delete;

    void post(std::move_only_function<void(std::stop_token)> job);

    /// Asks running jobs to stop and joins them. Those that wait, and all that are posted from now on, are dropped: for
    /// an owner that goes before the threads which still post. The destructor does it, too.
    void shutDown();

private:
    void work(const std::stop_token &stop);

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<std::move_only_function<void(std::stop_token)>> m_jobs;
    bool m_closed = false;
    std::vector<std::jthread> m_threads;
};

/// Runs `job(std::stop_token) -> Result<T>` on `pool` and resumes the awaiting coroutine on the caller's thread. Ends
/// with Cancelled when the pool is destroyed before the job ran or when `stop` was requested by then. While it runs,
/// the job sees a stop of the caller as well as the pool's.
template <class Job>
auto runOn(Pool &pool, Job job, std::stop_token stop = {}) -> QCoro::Task<std::invoke_result_t<Job, std::stop_token>>
{
    using R = std::invoke_result_t<Job, std::stop_token>;
    OneShot<R> answer;
    pool.post([home = RemoteAnswer<R>(answer), job = std::move(job), stop = std::move(stop)](
                  const std::stop_token &poolStop) mutable {
        if (stop.stop_requested() || poolStop.stop_requested())
            return;
        std::stop_source either;
        const std::stop_callback fromPool(poolStop, [&either] { either.request_stop(); });
        const std::stop_callback fromCaller(stop, [&either] { either.request_stop(); });
        home.give(job(either.get_token()));
    });
    co_return co_await answer;
}

/// The same for callers that name the object they work for; it must live on the caller's thread.
template <class Job>
auto runOn(Pool &pool, QObject *, Job job, std::stop_token stop = {})
    -> QCoro::Task<std::invoke_result_t<Job, std::stop_token>>
{
    return runOn(pool, std::move(job), std::move(stop));
}

} // namespace pilothouse
