#include "runner/base/json.h"
#include "runner/base/remote_answer.h"
#include "runner/sandbox/docker_engine.h"
#include "runner/sandbox/start_gate.h"
#include "runner/session/session_actor.h"
#include "runner/session/state_machine.h"
#include "runner/store/durable_file.h"
#include "tests/support/git/test_repository.h"
#include "tests/support/scripted_engine/scripted_engine.h"

#include <QTest>
#include <QThread>

#include <algorithm>
#include <array>
#include <latch>
#include <map>
#include <mutex>
#include <set>
#include <thread>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int sessions = 20;
constexpr int threads = 2;
constexpr qint64 mostDelayNs = 50'000'000;
constexpr auto phase = 3s; // of each measurement
constexpr int rounds = 3;

/// A thread with an event loop; what is made on it is destroyed on it.
class Loop {
public:
    Loop()
    {
        std::latch ready(1);
        QObject::connect(
            &m_thread, &QThread::started, &m_thread,
            [this, &ready] {
                context = new QObject;
                ready.count_down();
            },
            Qt::DirectConnection);
        m_thread.start();
        ready.wait();
        QObject::connect(&m_thread, &QThread::finished, context, &QObject::deleteLater);
    }
    ~Loop()
    {
        m_thread.quit();
        m_thread.wait();
    }
    template <class Call> auto run(Call call) -> std::invoke_result_t<Call>
    {
        if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
            QMetaObject::invokeMethod(context, call, Qt::BlockingQueuedConnection);
        } else {
            std::invoke_result_t<Call> result;
            QMetaObject::invokeMethod(context, [&] { result = call(); }, Qt::BlockingQueuedConnection);
            return result;
        }
    }

    QObject *context = nullptr;

private:
    QThread m_thread;
};

/// The engine has the image.
class ReadyImage final : public ImageService {
public:
    Task<BuiltImage> ensure(AgentEntry, QString, std::function<void(const ImageProgress &)>, std::stop_token) override
    {
        co_return BuiltImage{.id = ImageId(u"sha256:"_s + QString(64, u'a')), .reference = {}, .wasThere = true};
    }
};

struct Span {
    qint64 beginNs = 0;
    qint64 endNs = 0;
};

/// What the machine itself takes: how late it wakes a thread that wants nothing, and how long its disk needs for a
/// small file. Nobody's event can be faster.
class Machine {
public:
    Machine()
        : m_waking([this](const std::stop_token &stop) {
              while (!stop.stop_requested()) {
                  const qint64 due = nowNs() + stepNs;
                  std::this_thread::sleep_for(std::chrono::nanoseconds(stepNs));
                  m_late.add({due, nowNs()});
              }
          }),
          m_writing([this](const std::stop_token &stop) {
              for (int number = 0; !stop.stop_requested(); ++number) {
                  const qint64 begin = nowNs();
                  if (!writeDurably(m_folder.filePath(u"probe-%1"_s.arg(number % 2)), "probe"))
                      qFatal("the disk does not take the probe");
                  m_synced.add({begin, nowNs()});
                  std::this_thread::sleep_for(10ms);
              }
          })
    { }
    /// The longest of both that a time between these two met.
    [[nodiscard]] qint64 tookBetween(qint64 from, qint64 to)
    {
        return m_late.longestBetween(from, to) + m_synced.longestBetween(from, to);
    }

private:
    static constexpr qint64 stepNs = 2'000'000;

    class Spans {
    public:
        void add(Span span)
        {
            const std::scoped_lock guard(m_lock);
            m_spans.push_back(span);
        }
        [[nodiscard]] qint64 longestBetween(qint64 from, qint64 to)
        {
            const std::scoped_lock guard(m_lock);
            qint64 longest = 0;
            for (auto at = std::ranges::lower_bound(m_spans, from, {}, &Span::endNs);
                at != m_spans.end() && at->beginNs <= to; ++at)
                longest = std::max(longest, at->endNs - at->beginNs);
            return longest;
        }

    private:
        std::mutex m_lock;
        std::vector<Span> m_spans; ///< One after the other.
    };

    QTemporaryDir m_folder;
    Spans m_late;
    Spans m_synced;
    std::jthread m_waking;
    std::jthread m_writing;
};

struct Sample {
    SessionId session;
    qint64 saidNs = 0;
    qint64 seenNs = 0;
};

/// The time that a scripted guest put into a line; 0 where the event has none.
qint64 saidAt(const Event &event)
{
    static const QByteArray key = "\"at\":";
    const qsizetype at = event.kind == EventKind::AgentReceived ? event.payload.indexOf(key) : -1;
    if (at < 0)
        return 0;
    qint64 value = 0;
    for (qsizetype i = at + key.size(); i < event.payload.size() && QChar::isDigit(uchar(event.payload[i])); ++i)
        value = value * 10 + (event.payload[i] - '0');
    return value;
}

/// How long lines took from the link to where everybody sees their commit.
struct Delays {
    std::vector<qint64> all; ///< Ascending.
    qint64 mostNs = 0; ///< Without what the machine itself was late by.
    SessionId slowest;
    int fewest = 0; ///< Lines of the session that has the fewest.

    [[nodiscard]] QString words() const
    {
        const auto at = [this](size_t percent) { return double(all[(all.size() - 1) * percent / 100]) / 1e6; };
        return u"%1 lines, half within %2 ms, 99 of 100 within %3 ms, all within %4 ms, without the machine's part %5 ms"_s
            .arg(all.size())
            .arg(at(50), 0, 'f', 1)
            .arg(at(99), 0, 'f', 1)
            .arg(at(100), 0, 'f', 1)
            .arg(double(mostNs) / 1e6, 0, 'f', 1);
    }
};

template <class T> T got(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().cause));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// Twenty sessions on two threads, each in a container of the scripted engine.
class Fleet {
    PersonHome m_home;
    QTemporaryDir m_folder; // before everything that lies in it

public:
    Fleet()
        : directory(got(DataDirectory::open(m_folder.filePath(u"data"_s)))),
          store(got(Store::open({.directory = directory.store()})))
    {
        const TestRepository repository = TestRepository::create(m_folder.filePath(u"repository"_s));
        repository.write(u"README.md"_s, "hello\n");
        repository.commitAll(u"Say hello"_s);
        m_info.repository = repository.path();
        m_info.repositoryName = u"repository"_s;
        m_info.repositoryId = got(QCoro::waitFor(store->rememberRepository(repository.path(), "x")));
        m_info.baseRevision = u"HEAD"_s;
        m_info.agent = u"opencode"_s;
        m_info.model = {u"practice"_s, u"practice-1"_s, {}};

        engine = world.run([this] { return new ScriptedEngine(world.context); });
        const EngineOptions options{.owner = directory.id(),
            .stateDirectory = directory.engineState(),
            .socket = engine->socket(),
            .startService = false,
            .starts = std::make_shared<StartGate>(4)};
        for (size_t i = 0; i < threads; ++i)
            m_engines[i] =
                workers[i].run([this, i, &options] { return new DockerEngine(options, workers[i].context); });
        QObject::connect(store.get(), &Store::committed, &m_context,
            [this](const std::shared_ptr<const Commit> &commit) { note(*commit); });
    }
    ~Fleet()
    {
        QObject::disconnect(store.get(), nullptr, &m_context, nullptr);
        for (const auto &[id, actor] : actors)
            workerOf(id).run([target = actor] { target->retire(); });
        m_pool.reset();
        store.reset();
        // As in the runner: who still waits for an engine is answered while its session is there.
        for (size_t i = 0; i < threads; ++i)
            workers[i].run([target = m_engines[i]] { delete target; });
        for (const auto &[id, actor] : actors)
            workerOf(id).run([target = actor] { delete target; });
    }

    void add()
    {
        m_info.title = u"session %1"_s.arg(actors.size() + 1);
        std::vector<NewEvent> events{
            {.kind = EventKind::SessionCreated, .payload = toLine(m_info.toJson())},
            {.kind = EventKind::SessionState, .payload = toLine({{u"to"_s, phaseName(SessionPhase::Queued)}})},
            {.kind = EventKind::PromptQueued, .payload = toLine({{u"id"_s, u"1"_s}, {u"text"_s, u"Talk."_s}})},
        };
        const SessionId id = got(QCoro::waitFor(store->create(std::move(events)))).front().session;
        auto *actor = new SessionActor(id,
            {.store = store.get(),
                .pool = m_pool.get(),
                .engine = m_engines[static_cast<size_t>(id.value) % threads],
                .images = &m_images,
                .directory = &directory,
                .catalogue = &m_catalogue,
                .practice = &m_practice,
                .prices = &m_prices,
                .providerKey = {},
                .limits = {}},
            {});
        actor->moveToThread(workerOf(id).context->thread());
        got(QCoro::waitFor(callOn(actor, [actor] { return actor->load(); })));
        actors[id] = actor;
    }
    void recover(SessionId id)
    {
        SessionActor *const actor = actors.at(id);
        got(QCoro::waitFor(callOn(actor, [actor] { return actor->recover(); })));
    }
    Loop &workerOf(SessionId id) { return workers[static_cast<size_t>(id.value) % threads]; }

    /// Makes a change to the guest of a session.
    template <class Call> void atGuest(SessionId id, Call call)
    {
        world.run([this, id, call] {
            const QByteArray mark = "-s" + QByteArray::number(id.value) + "-1";
            for (const auto &[name, guest] : engine->guests()) {
                if (name.endsWith(mark))
                    call(*guest);
            }
        });
    }

    /// The last notice of every session that has one.
    [[nodiscard]] QString troubles()
    {
        QStringList out;
        for (const auto &[id, actor] : actors) {
            const auto [phase, notices] = workerOf(id).run(
                [target = actor] { return std::pair(phaseName(target->state().phase), target->state().notices); });
            out += u"%1 is %2"_s.arg(id.value).arg(phase);
            if (!notices.empty())
                out.back() += u": %1 (%2)"_s.arg(notices.back().message, notices.back().cause);
        }
        return out.join(u'\n');
    }

    /// How many sessions' agents were heard since `sinceNs`.
    [[nodiscard]] int heardSince(qint64 sinceNs) const
    {
        return static_cast<int>(
            std::ranges::count_if(m_lastSaid, [sinceNs](const auto &one) { return one.second > sinceNs; }));
    }

    /// Lets time pass; commits are noted meanwhile.
    [[nodiscard]] static Span spend(std::chrono::milliseconds time)
    {
        const qint64 begin = nowNs();
        QTest::qWait(time);
        return {begin, nowNs()};
    }
    [[nodiscard]] std::set<SessionId> talkersBut(SessionId excluded) const
    {
        std::set<SessionId> found;
        for (const auto &[id, said] : m_lastSaid) {
            if (id != excluded)
                found.insert(id);
        }
        return found;
    }
    [[nodiscard]] Delays delays(Span span, const std::set<SessionId> &of, Machine &machine) const
    {
        Delays found;
        std::map<SessionId, int> counts;
        for (const Sample &sample : samples) {
            if (sample.saidNs < span.beginNs || sample.saidNs > span.endNs || !of.contains(sample.session))
                continue;
            ++counts[sample.session];
            const qint64 delay = sample.seenNs - sample.saidNs;
            found.all.push_back(delay);
            const qint64 own = delay - machine.tookBetween(sample.saidNs, sample.seenNs);
            if (own > found.mostNs) {
                found.mostNs = own;
                found.slowest = sample.session;
            }
        }
        std::ranges::sort(found.all);
        if (counts.size() == of.size())
            found.fewest = std::ranges::min_element(counts, {}, &std::pair<const SessionId, int>::second)->second;
        return found;
    }

    Loop world; ///< The engine and all guests.
    ScriptedEngine *engine = nullptr;
    std::array<Loop, threads> workers;
    DataDirectory directory;
    std::unique_ptr<Store> store;
    std::map<SessionId, SessionActor *> actors;
    std::vector<Sample> samples; ///< Of every line, as its commit becomes visible.

private:
    void note(const Commit &commit)
    {
        const qint64 now = nowNs();
        for (const Event &event : commit.events) {
            if (const qint64 said = saidAt(event)) {
                samples.push_back({event.session, said, now});
                // A flood's words were all said at its beginning.
                qint64 &last = m_lastSaid[event.session];
                last = std::max(last, said);
            }
        }
    }

    SessionInfo m_info;
    std::array<DockerEngine *, threads> m_engines{};
    std::unique_ptr<Pool> m_pool = std::make_unique<Pool>(2);
    ReadyImage m_images;
    AgentCatalogue m_catalogue = got(AgentCatalogue::load(u":/pilothouse/agents"_s));
    PracticeModel m_practice = got(PracticeModel::builtIn());
    ModelPrices m_prices = got(ModelPrices::builtIn());
    std::map<SessionId, qint64> m_lastSaid;
    QObject m_context;
};

} // namespace

class TwentySessions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneSessionsTroubleDelaysNoOther_data();
    void oneSessionsTroubleDelaysNoOther();
};

void TwentySessions::oneSessionsTroubleDelaysNoOther_data()
{
    QTest::addColumn<bool>("hangs");
    QTest::addColumn<bool>("floods");
    QTest::addColumn<bool>("blocks"); // A thread of the runner stands still for a fifth of a second: this is noticed.
    QTest::newRow("an engine call hangs") << true << false << false;
    QTest::newRow("an agent floods") << false << true << false;
    QTest::newRow("both") << true << true << false;
    QTest::newRow("a thread that is blocked delays") << false << false << true;
}

void TwentySessions::oneSessionsTroubleDelaysNoOther()
{
    QFETCH(bool, hangs);
    QFETCH(bool, floods);
    QFETCH(bool, blocks);
    Machine machine;
    Fleet fleet;
    for (int i = 0; i < sessions; ++i)
        fleet.add();
    const SessionId stuck = fleet.actors.rbegin()->first;
    const SessionId loud = std::next(fleet.actors.rbegin())->first;
    const int quiet = sessions - int(hangs);
    for (const auto &[id, actor] : fleet.actors) {
        if (!hangs || id != stuck)
            fleet.recover(id);
    }
    const bool allAtWork = QTest::qWaitFor([&] { return fleet.heardSince(0) == quiet; }, 60000);
    QVERIFY2(allAtWork, qPrintable(fleet.troubles()));

    const Span before = fleet.spend(phase);
    if (hangs) {
        fleet.world.run([&] { fleet.engine->hangs = "/containers/create"; });
        fleet.recover(stuck);
        QTRY_VERIFY_WITH_TIMEOUT(fleet.world.run([&] { return fleet.engine->hung; }) > 0, 30000);
    }
    if (floods)
        fleet.atGuest(loud, [](ScriptedGuest &guest) { guest.setFlooding(true); });

    // The machine may do something else once; what the runner does to the others, it does each time.
    bool delayed = true;
    for (int round = 0; round < rounds && delayed; ++round) {
        if (blocks)
            QMetaObject::invokeMethod(fleet.workers[0].context, [] { QThread::msleep(200); }, Qt::QueuedConnection);
        const size_t linesBefore = fleet.samples.size();
        const Span during = fleet.spend(phase);
        const size_t lines = fleet.samples.size() - linesBefore;
        // What was said by the end has to become visible, too, however late.
        QTRY_COMPARE_WITH_TIMEOUT(fleet.heardSince(during.endNs), quiet, 60000);

        const std::set<SessionId> others = fleet.talkersBut(floods ? loud : SessionId());
        const Delays usual = fleet.delays(before, others, machine);
        const Delays troubled = fleet.delays(during, others, machine);
        qInfo().noquote() << "before:" << usual.words() << "\nduring:" << troubled.words() << "\nlines:" << lines;
        QCOMPARE(int(others.size()), quiet - int(floods));
        for (const Delays &delays : {usual, troubled})
            QVERIFY2(delays.fewest > 10, "an agent was hardly heard");
        QVERIFY2(!floods || lines > 10000, "that was no flood");
        delayed = troubled.mostNs > usual.mostNs + mostDelayNs;
    }
    QCOMPARE(delayed, blocks);
}

QTEST_GUILESS_MAIN(TwentySessions)
#include "tst_twenty_sessions.moc"
