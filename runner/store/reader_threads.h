#pragma once

#include "runner/store/store_reader.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace pilothouse {

/// Threads that read, each with a connection of its own. Thread-safe. A job that is dropped unrun is destroyed; its
/// answer says Cancelled (see RemoteAnswer).
class ReaderThreads final {
public:
    using Open = std::function<Result<std::unique_ptr<StoreReader>>()>;
    using Job = std::move_only_function<void(Result<StoreReader *>)>;
    ReaderThreads(int count, Open open);
    ~ReaderThreads();

    void post(Job job);

private:
    void work(const std::stop_token &stop);

    const Open m_open;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<Job> m_jobs;
    std::vector<std::jthread> m_threads;
};

} // namespace pilothouse
