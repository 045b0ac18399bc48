#include "runner/session/runner.h"

#include "runner/egress/key_store.h"
#include "runner/sandbox/start_gate.h"
#include "runner/session/host_checks.h"
#include "runner/session/rule_book.h"
#include "runner/session/runner_budgets.h"
#include "runner/session/runner_evidence.h"
#include "runner/session/runner_parts.h"
#include "runner/session/runner_review.h"
#include "runner/session/session_glance.h"

#include <QCoreApplication>
#include <QDir>
#include <QPointer>

#include <algorithm>
#include <latch>

using namespace Qt::StringLiterals;

namespace pilothouse {

Result<std::unique_ptr<Runner>> Runner::open(RunnerOptions options)
{
    auto directory = DataDirectory::open(options.dataDirectory);
    if (!directory)
        return std::unexpected(directory.error());
    auto lock = DataDirectoryLock::take(directory->root(), options.purpose);
    if (!lock)
        return std::unexpected(lock.error());
    auto store = Store::open({.directory = directory->store()});
    if (!store)
        return std::unexpected(store.error());
    auto catalogue = AgentCatalogue::load(options.agents);
    if (!catalogue)
        return std::unexpected(catalogue.error());
    auto practice = PracticeModel::builtIn();
    if (!practice)
        return std::unexpected(practice.error());
    auto prices = ModelPrices::withFile(directory->root() + u"/prices.json"_s);
    if (!prices)
        return std::unexpected(prices.error());
    std::unique_ptr<Runner> runner(new Runner(std::move(options), std::move(*directory), std::move(*lock),
        std::move(*store), std::move(*catalogue), std::move(*practice), std::move(*prices)));
    // The list is on the first screen, so it is read here, once, and kept up by commits from then on.
    auto rows = runner->m_store->openReader().and_then([](const auto &reader) { return reader->sessions(); });
    for (const auto &worker : runner->m_workers)
        worker->ready.wait(); // meanwhile they have made their engines
    if (!rows)
        return std::unexpected(rows.error());
    runner->m_rows = std::make_shared<const SessionRows>(std::move(*rows));
    return runner;
}

Runner::Runner(RunnerOptions options, DataDirectory directory, std::unique_ptr<DataDirectoryLock> lock,
    std::unique_ptr<Store> store, AgentCatalogue catalogue, PracticeModel practice, ModelPrices prices)
    : m_options(std::move(options)),
      m_directory(std::move(directory)),
      m_lock(std::move(lock)),
      m_store(std::move(store)),
      m_catalogue(std::move(catalogue)),
      m_practice(std::move(practice)),
      m_prices(std::move(prices)),
      m_budgets(std::make_unique<Budgets>(*this)),
      m_pool(std::make_unique<Pool>(std::clamp(QThread::idealThreadCount(), 2, 8))),
      m_ruleBook(std::make_unique<RuleBook>(m_directory, *m_pool))
{
    connect(m_store.get(), &Store::committed, this,
        [this](const std::shared_ptr<const Commit> &commit) { takeCommit(*commit); });
    connect(m_store.get(), &Store::healthChanged, this, &Runner::setStoreHealth);
    startWorkers();
    emptyTrashDaily();
}

void Runner::startWorkers()
{
    const auto gate = std::make_shared<StartGate>(std::clamp(m_options.startsAtOnce, 1, StartGate::mostPlaces));
    EngineOptions engine{
        .owner = m_directory.id(),
        .stateDirectory = m_directory.engineState(),
        .socket = m_options.engineSocket,
        .storeRoot = m_options.engineRoot,
        .starts = gate,
    };
    for (int i = 0; i < std::max(1, m_options.threads); ++i) {
        auto worker = std::make_unique<Worker>();
        worker->thread.setObjectName(u"runner-%1"_s.arg(i + 1));
        // The engine's sockets belong to the thread that makes it.
        connect(
            &worker->thread, &QThread::started, &worker->thread,
            [made = worker.get(), engine] {
                made->context = new QObject;
                made->engine = new DockerEngine(engine, made->context);
                connect(&made->thread, &QThread::finished, made->context, &QObject::deleteLater);
                made->ready.count_down();
            },
            Qt::DirectConnection);
        worker->thread.start();
        m_workers.push_back(std::move(worker));
    }
    m_images = std::make_unique<Images>(
        *m_workers.front(), *m_pool, m_options.imageCache.isEmpty() ? m_directory.imageCache() : m_options.imageCache);
    m_review = std::make_unique<Review>(*this);
    m_evidence = std::make_unique<Evidence>(*this);
}

/// In this order: actors let go of their sandboxes and of the log, jobs end, the store commits what waits and answers
/// those who still listen, threads end, and with them actors and engines.
Runner::~Runner()
{
    m_store->disconnect(this);
    for (const auto &[id, entry] : m_entries) {
        if (SessionActor *const actor = entry->actor) {
            QMetaObject::invokeMethod(actor, [actor] { actor->retire(); }, Qt::QueuedConnection);
            connect(actor->thread(), &QThread::finished, actor, &QObject::deleteLater);
        }
    }
    std::latch retired(static_cast<std::ptrdiff_t>(m_workers.size()));
    for (const auto &worker : m_workers)
        QMetaObject::invokeMethod(worker->context, [&retired] { retired.count_down(); }, Qt::QueuedConnection);
    retired.wait();
    m_pool->shutDown(); // actors may still post until their threads end
    m_store.reset();
    for (const auto &worker : m_workers)
        worker->thread.quit();
    for (const auto &worker : m_workers)
        worker->thread.wait();
}

void Runner::takeCommit(const Commit &commit)
{
    m_evidence->follow(commit.events);
    auto rows = std::make_shared<SessionRows>(*m_rows);
    for (const SessionRow &row : commit.sessions) {
        const auto place = std::ranges::find(*rows, row.id, &SessionRow::id);
        if (place != rows->end())
            *place = row;
        else
            rows->insert(rows->begin(), row);
    }
    for (const SessionId gone : commit.gone)
        std::erase_if(*rows, [gone](const SessionRow &row) { return row.id == gone; });
    m_rows = std::move(rows);
    Q_EMIT sessionsChanged();
    if (m_watchesEngine && std::ranges::contains(commit.sessions, u"failed"_s, &SessionRow::state))
        lookAtEngine();
}

void Runner::setStoreHealth(const StoreHealth &health)
{
    m_health.storeHealthy = health.state == StoreHealth::State::Healthy;
    m_health.storeSentence = health.message;
    Q_EMIT healthChanged();
}

Task<Secret> Runner::providerKey(QString keyName)
{
    // The keychain belongs to the thread that asks it.
    return callOn(this, [this, keyName]() -> Task<Secret> {
        Keychain keychain;
        auto key = co_await (m_options.keys ? *m_options.keys : keychain).read(keyName);
        if (!key && (key.error().code == NotFound || key.error().code == KeyStoreMissing))
            co_return Secret();
        co_return key;
    });
}

Task<void> Runner::recordAccepted(SessionId session, QJsonObject accepted)
{
    return callOn(this, [this, session, accepted]() -> Task<void> {
        auto recorded =
            co_await onActor(session, [accepted](SessionActor &other) { return other.recordAccepted(accepted); });
        if (!recorded && recorded.error().code == NotFound)
            co_return {};
        co_return recorded;
    });
}

Task<SessionActor *> Runner::actor(SessionId id)
{
    auto &slot = m_entries[id];
    if (!slot)
        slot = std::make_unique<Entry>();
    Entry &entry = *slot;
    const auto guard = co_await entry.loading.acquire();
    if (entry.actor)
        co_return entry.actor;
    const Worker &worker = *m_workers[static_cast<size_t>(id.value) % m_workers.size()];
    SessionServices services{
        .store = m_store.get(),
        .pool = m_pool.get(),
        .engine = worker.engine,
        .images = m_images.get(),
        .directory = &m_directory,
        .changeSets = m_changeSets,
        .catalogue = &m_catalogue,
        .practice = &m_practice,
        .prices = &m_prices,
        .budgets = &m_budgets->ledger(),
        .providerKey = [this](QString keyName) { return providerKey(std::move(keyName)); },
        .recordAccepted = [this](SessionId session,
                              QJsonObject accepted) { return recordAccepted(session, std::move(accepted)); },
        .cleanRuns = &m_cleanRuns,
        .limits = m_options.limits,
        .egress = m_ruleBook->services(m_options.egress),
    };
    auto *made = new SessionActor(id, std::move(services), m_options.timeouts);
    connect(made, &SessionActor::changed, made, [this, made, id, watched = entry.watched] {
        if (!watched->load())
            return;
        QMetaObject::invokeMethod(
            this,
            [this, id, snapshot = made->snapshot()] {
                if (const auto found = m_entries.find(id); found != m_entries.end()) {
                    found->second->snapshot = snapshot;
                    Q_EMIT sessionChanged(id);
                }
            },
            Qt::QueuedConnection);
    });
    made->moveToThread(worker.context->thread());
    if (const auto loaded = co_await callOn(made, [made] { return made->load(); }); !loaded) {
        made->deleteLater();
        co_return std::unexpected(loaded.error());
    }
    if (made->state().lastSeq == 0) {
        made->deleteLater();
        co_return failure(NotFound, tr("There is no session %1. See the list of sessions.").arg(id.value));
    }
    entry.actor = made;
    co_return made;
}

Task<SessionSnapshotPtr> Runner::load(SessionId id)
{
    return onActor(id, [](SessionActor &session) -> Task<SessionSnapshotPtr> { co_return session.snapshot(); });
}

SessionSnapshotPtr Runner::session(SessionId id) const
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : found->second->snapshot;
}

void Runner::open(SessionId id)
{
    auto &slot = m_entries[id];
    if (!slot)
        slot = std::make_unique<Entry>();
    if (slot->opened++ > 0)
        return;
    slot->watched->store(true);
    if (!slot->actor)
        glance(id);
    [](Runner *self, SessionId what) -> QCoro::Task<> {
        const auto snapshot = co_await self->load(what);
        if (!snapshot)
            co_return;
        self->m_entries[what]->snapshot = *snapshot;
        Q_EMIT self->sessionChanged(what);
        if ((*snapshot)->state.phase == SessionPhase::Idle)
            static_cast<void>(co_await self->activate(what)); // recover() leaves idle ones until somebody looks
    }(this, id);
}

/// Shows the end of a session whose log is still being read.
QCoro::Task<void> Runner::glance(SessionId id)
{
    const auto row = std::ranges::find(*m_rows, id, &SessionRow::id);
    if (row == m_rows->end())
        co_return;
    const QPointer<Runner> self(this);
    const auto end = co_await m_store->read([row = *row](StoreReader &reader) { return glanceAtEnd(reader, row); });
    if (!end || !self)
        co_return;
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || found->second->opened == 0 || found->second->snapshot)
        co_return;
    found->second->snapshot = *end;
    Q_EMIT sessionChanged(id);
}

void Runner::close(SessionId id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || found->second->opened == 0 || --found->second->opened > 0)
        return;
    found->second->watched->store(false);
    found->second->snapshot.reset();
}

Task<void> Runner::activate(SessionId id)
{
    return onActor(id, [](SessionActor &session) { return session.recover(); });
}

Task<void> Runner::recover()
{
    const auto rows = m_rows;
    std::vector<SessionId> alive;
    std::vector<SessionId> idle;
    for (const SessionRow &row : *rows) {
        const auto phase = phaseFromName(row.state);
        if (phase && !hasEnded(*phase))
            (*phase == SessionPhase::Idle ? idle : alive).push_back(row.id);
    }
    // By a connection of its own, whose memory goes with it.
    const auto unfinished = co_await runOn(
        *m_pool, [store = m_store.get(), idle](const std::stop_token &) -> Result<std::vector<SessionId>> {
            const auto reader = store->openReader();
            return reader ? leftUnfinished(**reader, idle) : std::unexpected(reader.error());
        });
    if (!unfinished)
        co_return std::unexpected(unfinished.error());
    alive.insert(alive.end(), unfinished->begin(), unfinished->end());
    for (const SessionId id : alive) {
        if (const auto recovered = co_await activate(id); !recovered)
            co_return std::unexpected(recovered.error());
    }
    co_return {};
}

Task<std::vector<EngineCheck>> Runner::diagnose(QString image)
{
    DockerEngine *const engine = m_workers.front()->engine;
    auto checks = co_await callOn(engine, [engine] { return engine->diagnose(); });
    if (!checks)
        co_return std::unexpected(checks.error());
    if (!image.isEmpty()) {
        const auto checked = co_await m_images->check(image);
        checks->push_back(checked
                ? EngineCheck{u"image"_s, CheckState::Ok, tr("The image %1 can carry sandboxes.").arg(image), {}}
                : EngineCheck{u"image"_s, CheckState::Failed, checked.error().message, {}});
    }
    for (const EngineCheck &check : checkHost(m_directory.root()))
        checks->push_back(check);
    if (const auto left = co_await leftovers(); left && left->any())
        checks->push_back({u"leftovers"_s, CheckState::Warning,
            tr("%1 and %2 of this data directory belong to no session any more.")
                .arg(tr("%n container(s)", nullptr, left->containers), tr("%n volume(s)", nullptr, left->volumes)),
            u"pilothouse doctor --remove-leftovers"_s});
    co_return checks;
}

} // namespace pilothouse
