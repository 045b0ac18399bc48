#include "runner/store/store_writer.h"

#include "runner/store/migrations.h"
#include "runner/store/rebuild.h"
#include "runner/store/retry.h"
#include "runner/store/trash.h"

#include <QThread>

namespace pilothouse {
namespace {

// A group's bounds, so that one commit takes some 20 ms at most.
constexpr qint64 MostEventsInGroup = 4096;
constexpr qsizetype MostBytesInGroup = 4 * 1024 * 1024;

constexpr std::chrono::milliseconds IndexWhenIdleFor(30);
constexpr std::chrono::milliseconds IndexAtLeastEvery(1000);
constexpr int AttemptsWhenRefused = 3; // the disk's errors can go away, a mistake of ours does not

} // namespace

StoreWriter::StoreWriter(Options options, std::shared_ptr<BlobStore> blobs, HealthBoard &health)
    : m_options(std::move(options)),
      m_blobs(std::move(blobs)),
      m_health(health),
      m_thread([this](const std::stop_token &stop) { run(stop); })
{ }

StoreWriter::~StoreWriter()
{
    m_thread.request_stop();
    m_thread.join();
    dropAll();
}

Result<void> StoreWriter::started()
{
    return m_started.get_future().get();
}

void StoreWriter::append(AppendRequest request)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.emplace_back(std::move(request));
    }
    m_wake.notify_one();
}

void StoreWriter::post(WriterTask task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.emplace_back(std::move(task));
    }
    m_wake.notify_one();
}

void StoreWriter::run(const std::stop_token &stop)
{
    QThread::currentThread()->setObjectName(QStringLiteral("store-writer"));
    Result<std::unique_ptr<Database>> database = prepare();
    if (!database) {
        m_started.set_value(std::unexpected(std::move(database).error()));
        return;
    }
    ReadModels models(**database);
    EventLog log(**database, models, m_options.clock);
    SearchIndexer search(**database, *m_blobs);
    WriterContext context{**database, log, models, search, *m_blobs, m_options.clock,
        [this](Commit changes) { m_options.committed(std::make_shared<const Commit>(std::move(changes))); }};
    Result<bool> current = readModelsAreCurrent(**database);
    Result<void> ready = !current ? Result<void>(std::unexpected(current.error()))
        : *current                ? search.load()
                                  : rebuildReadModels(context).transform([](const auto &) { });
    if (ready)
        ready = resumePurges(context, [this](WriterTask task) { post(std::move(task)); });
    const bool works = ready.has_value();
    m_started.set_value(std::move(ready));
    if (works)
        serve(context, stop);
}

Result<std::unique_ptr<Database>> StoreWriter::prepare()
{
    Result<std::unique_ptr<Database>> database = Database::open(m_options.file, Database::Access::Write);
    if (!database)
        return database;
    if (Result<void> migrated = migrate(**database); !migrated)
        return std::unexpected(std::move(migrated).error());
    return database;
}

void StoreWriter::serve(WriterContext &context, const std::stop_token &stop)
{
    while (true) {
        Work work = next(stop, context.search.isBehind());
        if (auto *requests = std::get_if<std::vector<AppendRequest>>(&work)) {
            commit(context, std::move(*requests), stop);
            if (context.search.isBehind() && Clock::now() >= m_nextIndex)
                index(context.search, stop);
        } else if (auto *task = std::get_if<WriterTask>(&work)) {
            if (!(*task)(context))
                post(std::move(*task));
        } else if (stop.stop_requested()) {
            return;
        } else {
            index(context.search, stop);
        }
    }
}

StoreWriter::Work StoreWriter::next(const std::stop_token &stop, bool indexIsBehind)
{
    std::unique_lock lock(m_mutex);
    const auto hasWork = [this] { return !m_queue.empty(); };
    if (indexIsBehind)
        m_wake.wait_for(lock, stop, IndexWhenIdleFor, hasWork);
    else
        m_wake.wait(lock, stop, hasWork);
    if (m_queue.empty())
        return {};
    if (std::holds_alternative<WriterTask>(m_queue.front())) {
        WriterTask task = std::move(std::get<WriterTask>(m_queue.front()));
        m_queue.pop_front();
        // A task that wants to be called again ends with the store.
        if (stop.stop_requested())
            return Work(WriterTask([task = std::move(task)](WriterContext &context) mutable {
                task(context);
                return true;
            }));
        return task;
    }
    pace(lock, stop);
    return takeGroup();
}

void StoreWriter::pace(std::unique_lock<std::mutex> &lock, const std::stop_token &stop)
{
    // Who works alone and step by step is never kept waiting; where several requests come at once they share commits,
    // which are then the group interval apart.
    const Clock::time_point due = m_lastGroup + m_options.groupInterval;
    if (m_lastGroupWasShared && Clock::now() < due)
        m_wake.wait_until(lock, stop, due, [] { return false; });
    m_lastGroup = Clock::now();
}

std::vector<AppendRequest> StoreWriter::takeGroup()
{
    std::vector<AppendRequest> requests;
    qint64 events = 0;
    qsizetype bytes = 0;
    while (!m_queue.empty() && events < MostEventsInGroup && bytes < MostBytesInGroup) {
        auto *const request = std::get_if<AppendRequest>(&m_queue.front());
        if (!request)
            break;
        events += static_cast<qint64>(request->events.size());
        for (const NewEvent &event : request->events)
            bytes += std::min(event.payload.size(), LargestInlinePayload);
        requests.push_back(std::move(*request));
        m_queue.pop_front();
    }
    m_lastGroupWasShared = requests.size() > 1;
    return requests;
}

void StoreWriter::commit(WriterContext &context, std::vector<AppendRequest> requests, const std::stop_token &stop)
{
    std::optional<Result<EventLog::Committed>> result;
    int attempts = 0;
    const auto attempt = [&]() -> Result<void> {
        result = context.log.commit(requests);
        if (*result || (result->error().code == StoreRefused && ++attempts == AttemptsWhenRefused))
            return {};
        return std::unexpected(result->error());
    };
    const auto pause = [&](std::chrono::milliseconds wait) { runTasksFor(wait, context, stop); };
    const bool done = untilDone(m_health, HealthBoard::Source::Log, stop, attempt, pause);
    if (!done)
        return dropAll(); // and the requests with it

    std::vector<std::pair<AppendReply, AppendOutcome>> replies;
    replies.reserve(requests.size());
    Commit changes;
    const bool announced = *result && m_options.wantsCommits();
    for (size_t i = 0; i < requests.size(); ++i) {
        AppendOutcome outcome =
            *result ? std::move((*result)->outcomes[i]) : AppendOutcome(std::unexpected(result->error()));
        if (announced && outcome)
            changes.events.insert(changes.events.end(), outcome->begin(), outcome->end());
        replies.emplace_back(std::move(requests[i].reply), std::move(outcome));
    }
    AppendReply::send(std::move(replies));
    if (!*result)
        return;
    for (const SessionRow &row : (*result)->sessions)
        context.search.noteEvents(row.id);
    if (announced && (*result)->events > 0) {
        changes.sessions = std::move((*result)->sessions);
        context.announce(std::move(changes));
    }
}

void StoreWriter::runTasksFor(std::chrono::milliseconds time, WriterContext &context, const std::stop_token &stop)
{
    // Tasks do not wait for the log: they can make room (a purge), and whoever asked for one is told that it fails.
    const Clock::time_point end = Clock::now() + time;
    const auto isTask = [](const auto &work) { return std::holds_alternative<WriterTask>(work); };
    while (Clock::now() < end && !stop.stop_requested()) {
        WriterTask task;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait_until(lock, stop, end, [&] { return std::ranges::any_of(m_queue, isTask); }))
                return;
            const auto found = std::ranges::find_if(m_queue, isTask);
            task = std::move(std::get<WriterTask>(*found));
            m_queue.erase(found);
        }
        if (!task(context))
            post(std::move(task));
    }
}

void StoreWriter::index(SearchIndexer &search, const std::stop_token &stop)
{
    // A failure is seen by the next append as well, which says so; the index tries again later.
    const Result<void> done = search.step();
    m_nextIndex = Clock::now() + IndexAtLeastEvery;
    if (!done) {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, stop, IndexAtLeastEvery, [this] { return !m_queue.empty(); });
    }
}

void StoreWriter::dropAll()
{
    std::deque<std::variant<AppendRequest, WriterTask>> dropped;
    const std::lock_guard lock(m_mutex);
    dropped.swap(m_queue);
}

} // namespace pilothouse
