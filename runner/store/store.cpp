#include "runner/store/store.h"

#include "runner/base/private_directory.h"
#include "runner/store/reader_threads.h"
#include "runner/store/rebuild.h"
#include "runner/store/records.h"
#include "runner/store/store_writer.h"
#include "runner/store/trash.h"

#include <QDateTime>
#include <QMetaMethod>

namespace pilothouse {
namespace {

/// Runs `task(WriterContext &) -> Result<T>` on the writer thread and resumes the caller on its own.
template <class Task>
auto onWriter(StoreWriter &writer, Task task) -> QCoro::Task<std::invoke_result_t<Task, WriterContext &>>
{
    using R = std::invoke_result_t<Task, WriterContext &>;
    OneShot<R> answer;
    writer.post([home = RemoteAnswer<R>(answer), task = std::move(task)](WriterContext &context) mutable {
        home.give(task(context));
        return true;
    });
    co_return co_await answer;
}

std::optional<Error> unusable(const std::vector<NewEvent> &events)
{
    for (const NewEvent &event : events) {
        if (event.payload.size() > LargestPayload)
            return Error{LimitExceeded, Store::tr("A message is larger than 64 MiB and cannot be stored."), {}};
        if (event.payload.isEmpty())
            return Error{InvalidArgument, Store::tr("An event without a payload cannot be stored."), {}};
    }
    return std::nullopt;
}

} // namespace

struct Store::Private {
    StoreOptions options;
    Store *store = nullptr;
    QString file;
    std::shared_ptr<BlobStore> blobs;
    std::unique_ptr<HealthBoard> health;
    // Destroyed in this order: what feeds the writer ends before it, and readers before the connection that cleans up.
    std::unique_ptr<StoreWriter> writer;
    std::unique_ptr<ReaderThreads> readers;
    std::unique_ptr<BlobStage> stage;

    [[nodiscard]] static Result<std::unique_ptr<StoreReader>> openReader(
        const QString &file, std::shared_ptr<const BlobStore> blobs)
    {
        return Database::open(file, Database::Access::Read).transform([&](std::unique_ptr<Database> database) {
            return std::make_unique<StoreReader>(std::move(database), std::move(blobs));
        });
    }
};

Store::Store(std::unique_ptr<Private> p) : d(std::move(p)) { }

Store::~Store()
{
    d.reset(); // its threads may still emit our signals
}

Result<std::unique_ptr<Store>> Store::open(StoreOptions options)
{
    if (!options.clock)
        options.clock = &QDateTime::currentMSecsSinceEpoch;
    if (Result<void> made = ensurePrivateDirectory(options.directory); !made)
        return std::unexpected(std::move(made).error());
    auto parts = std::make_unique<Private>();
    parts->options = options;
    parts->file = options.directory % QStringLiteral("/events.db");
    parts->blobs = std::make_shared<BlobStore>(options.directory % QStringLiteral("/blobs"));
    if (Result<void> prepared = parts->blobs->prepare(); !prepared)
        return std::unexpected(std::move(prepared).error());

    std::unique_ptr<Store> store(new Store(std::move(parts)));
    Private &d = *store->d;
    d.store = store.get();
    d.health = std::make_unique<HealthBoard>(
        options.clock, [&d](const StoreHealth &health) { Q_EMIT d.store->healthChanged(health); });
    static const QMetaMethod committedSignal = QMetaMethod::fromSignal(&Store::committed);
    d.writer = std::make_unique<StoreWriter>(
        StoreWriter::Options{
            .file = d.file,
            .groupInterval = options.groupInterval,
            .clock = options.clock,
            .wantsCommits = [&d] { return d.store->isSignalConnected(committedSignal); },
            .committed = [&d](const std::shared_ptr<const Commit> &commit) { Q_EMIT d.store->committed(commit); },
        },
        d.blobs, *d.health);
    if (Result<void> started = d.writer->started(); !started)
        return std::unexpected(std::move(started).error());
    d.readers = std::make_unique<ReaderThreads>(
        options.readerThreads, [file = d.file, blobs = d.blobs] { return Private::openReader(file, blobs); });
    d.stage = std::make_unique<BlobStage>(
        d.blobs, *d.health, [&d](AppendRequest request) { d.writer->append(std::move(request)); });
    return store;
}

void Store::append(SessionId session, std::vector<NewEvent> events, QObject *context, Appended done)
{
    appendIf(session, std::move(events), {}, context, std::move(done));
}

void Store::appendIf(
    SessionId session, std::vector<NewEvent> events, Condition condition, QObject *context, Appended done)
{
    AppendReply reply(context, std::move(done));
    std::optional<Error> refusal = unusable(events);
    if (!session.isValid())
        refusal = Error{NotFound, tr("There is no such session."), {}};
    if (refusal) {
        std::vector<std::pair<AppendReply, AppendOutcome>> refused;
        refused.emplace_back(std::move(reply), std::unexpected(*std::move(refusal)));
        return AppendReply::send(std::move(refused));
    }
    d->stage->pass({session, std::move(events), {}, {}, std::move(reply), std::move(condition)});
}

Task<std::vector<Event>> Store::append(SessionId session, std::vector<NewEvent> events)
{
    OneShot<Result<std::vector<Event>>> answer;
    append(session, std::move(events), nullptr,
        [answer](Result<std::vector<Event>> outcome) mutable { answer.resolve(std::move(outcome)); });
    co_return co_await answer;
}

Task<std::vector<Event>> Store::appendIf(SessionId session, std::vector<NewEvent> events, Condition condition)
{
    OneShot<Result<std::vector<Event>>> answer;
    appendIf(session, std::move(events), std::move(condition), nullptr,
        [answer](Result<std::vector<Event>> outcome) mutable { answer.resolve(std::move(outcome)); });
    co_return co_await answer;
}

void Store::postWrite(std::move_only_function<Written(Database &)> job)
{
    d->writer->post([job = std::move(job)](WriterContext &context) mutable {
        std::move_only_function<void(Result<void>)> tell;
        Result<void> done = inTransaction(context.database, [&]() -> Result<void> {
            Written written = job(context.database);
            tell = std::move(written.second);
            return std::move(written.first);
        });
        if (tell)
            tell(std::move(done));
        return true;
    });
}

void Store::create(std::vector<NewEvent> events, QObject *context, Appended done)
{
    AppendReply reply(context, std::move(done));
    std::optional<Error> refusal = unusable(events);
    if (events.empty() || std::ranges::any_of(events, [](const NewEvent &event) { return event.position.has_value(); }))
        refusal = Error{InvalidArgument, tr("A session begins with an event of this program."), {}};
    if (refusal) {
        std::vector<std::pair<AppendReply, AppendOutcome>> refused;
        refused.emplace_back(std::move(reply), std::unexpected(*std::move(refusal)));
        return AppendReply::send(std::move(refused));
    }
    d->stage->pass({{}, std::move(events), {}, {}, std::move(reply), {}});
}

Task<std::vector<Event>> Store::create(std::vector<NewEvent> events)
{
    OneShot<Result<std::vector<Event>>> answer;
    create(std::move(events), nullptr,
        [answer](Result<std::vector<Event>> outcome) mutable { answer.resolve(std::move(outcome)); });
    co_return co_await answer;
}

Task<RepositoryId> Store::rememberRepository(QString path, QByteArray fingerprint)
{
    return onWriter(*d->writer, [path = std::move(path), fingerprint = std::move(fingerprint)](WriterContext &context) {
        return saveRepository(context, path, fingerprint);
    });
}

Task<QString> Store::rememberAgentVersion(QByteArray canonicalConfig)
{
    return onWriter(*d->writer,
        [config = std::move(canonicalConfig)](WriterContext &context) { return saveAgentVersion(context, config); });
}

Task<void> Store::recordStep(SessionId session, QString key, QByteArray result)
{
    return onWriter(*d->writer, [session, key = std::move(key), result = std::move(result)](WriterContext &context) {
        return saveStep(context, session, key, result);
    });
}

Task<std::optional<QByteArray>> Store::stepResult(SessionId session, QString key)
{
    return read([session, key = std::move(key)](StoreReader &reader) { return reader.stepResult(session, key); });
}

Task<void> Store::remove(SessionId session)
{
    return onWriter(*d->writer, [session](WriterContext &context) { return moveToTrash(context, session); });
}

Task<void> Store::restore(SessionId session)
{
    return onWriter(*d->writer, [session](WriterContext &context) { return restoreFromTrash(context, session); });
}

Task<PurgeReport> Store::purge(qint64 removedBeforeMs)
{
    OneShot<Result<PurgeReport>> answer;
    d->writer->post([home = RemoteAnswer<Result<PurgeReport>>(answer),
                        purge = std::make_unique<Purge>(removedBeforeMs)](WriterContext &context) mutable {
        const Result<bool> done = purge->step(context);
        if (done && !*done)
            return false;
        home.give(done.transform([&](bool) { return purge->report(); }));
        return true;
    });
    co_return co_await answer;
}

Task<void> Store::rebuildReadModels()
{
    return onWriter(*d->writer, [](WriterContext &context) -> Result<void> {
        return pilothouse::rebuildReadModels(context).transform([&](std::vector<SessionRow> rows) {
            context.announce({.events = {}, .sessions = std::move(rows), .gone = {}});
        });
    });
}

void Store::postRead(std::move_only_function<void(Result<StoreReader *>)> job)
{
    d->readers->post(std::move(job));
}

Result<std::unique_ptr<StoreReader>> Store::openReader() const
{
    return Private::openReader(d->file, d->blobs);
}

StoreHealth Store::health() const
{
    return d->health->health();
}

} // namespace pilothouse
