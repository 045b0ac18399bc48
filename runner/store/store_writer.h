#pragma once

#include "runner/store/blob_stage.h"
#include "runner/store/writer_context.h"

#include <chrono>
#include <future>
#include <variant>

namespace pilothouse {

/// The one thread that writes to the database. Commits appends in groups, runs tasks between them and feeds the search
/// index when nothing else is to do. append() and post() are thread-safe.
class StoreWriter final {
public:
    struct Options {
        QString file;
        std::chrono::milliseconds groupInterval{5};
        std::function<qint64()> clock;
        std::function<bool()> wantsCommits; ///< Whether anybody listens to `committed`; any thread.
        std::function<void(std::shared_ptr<const Commit>)> committed; ///< Called on the writer thread.
    };
    StoreWriter(Options options, std::shared_ptr<BlobStore> blobs, HealthBoard &health);
    /// Commits what waits; what cannot be committed is dropped and so answered Cancelled.
    ~StoreWriter();

    /// Waits until the database is open and its schema up to date.
    [[nodiscard]] Result<void> started();

    void append(AppendRequest request);
    void post(WriterTask task);

private:
    using Work = std::variant<std::monostate, std::vector<AppendRequest>, WriterTask>;
    using Clock = std::chrono::steady_clock;

    void run(const std::stop_token &stop);
    [[nodiscard]] Result<std::unique_ptr<Database>> prepare();
    void serve(WriterContext &context, const std::stop_token &stop);
    /// Waits for something to do; a monostate means: the index, or nothing more before the end.
    [[nodiscard]] Work next(const std::stop_token &stop, bool indexIsBehind);
    void pace(std::unique_lock<std::mutex> &lock, const std::stop_token &stop);
    [[nodiscard]] std::vector<AppendRequest> takeGroup();
    void commit(WriterContext &context, std::vector<AppendRequest> requests, const std::stop_token &stop);
    /// While appends are stuck.
    void runTasksFor(std::chrono::milliseconds time, WriterContext &context, const std::stop_token &stop);
    void index(SearchIndexer &search, const std::stop_token &stop);
    void dropAll();

    const Options m_options;
    std::shared_ptr<BlobStore> m_blobs;
    HealthBoard &m_health;
    std::promise<Result<void>> m_started;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<std::variant<AppendRequest, WriterTask>> m_queue;
    Clock::time_point m_lastGroup{}; ///< When the last group began.
    bool m_lastGroupWasShared = false; ///< It had more than one request.
    Clock::time_point m_nextIndex{};
    std::jthread m_thread; ///< Last, so that it ends first.
};

} // namespace pilothouse
