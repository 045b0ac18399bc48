// Budgets hold exactly: whoever counts what goes out never counts more than the budget.

#include "../store/store_fixture.h"

#include "runner/policy/budget_ledger.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QThread>

#include <atomic>
#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;
using namespace pilothouse;
using namespace pilothouse::test;

namespace {

/// Cents for tokens, so that the worst case is money too.
const ModelPrice Price{.rates = {.prompt = 1, .completion = 10, .cached = 0.1, .cacheWrite = 1.25},
    .longPrompt = 0,
    .longRates = {},
    .mostCompletion = 1000,
    .mostPrompt = 0};

Spender who(SessionId session, qint32 turn = 1)
{
    return {.session = session, .turn = turn, .repository = RepositoryId(3), .day = u"2026-11-21"_s};
}

SessionId budgetSession(Store &store)
{
    return await(store.create(list(newEvent(EventKind::SessionCreated,
                     {{u"title"_s, u"A session"_s}, {u"agent"_s, u"fake"_s}, {u"repositoryId"_s, 3}}))))
        .value()
        .front()
        .session;
}

NewEvent requested(qint64 attempt, const WorstCase &worst, qint32 turn = 1)
{
    QJsonObject reserve{{u"tokens"_s, worst.tokens()}};
    if (worst.nanos)
        reserve[u"nanos"_s] = *worst.nanos;
    return newEvent(EventKind::ModelRequested,
        {{u"attempt"_s, attempt}, {u"provider"_s, u"test"_s}, {u"model"_s, u"m"_s}, {u"day"_s, u"2026-11-21"_s},
            {u"reserve"_s, reserve}},
        turn);
}

NewEvent answered(qint64 attempt, qint64 prompt, qint64 completion, qint32 turn = 1)
{
    const ModelUsage usage{.prompt = prompt, .completion = completion};
    return newEvent(EventKind::ModelAnswered,
        {{u"attempt"_s, attempt}, {u"status"_s, 200}, {u"complete"_s, true},
            {u"costNanos"_s, Price.of(usage).nanoDollars},
            {u"usage"_s, QJsonObject{{u"prompt"_s, prompt}, {u"completion"_s, completion}}}},
        turn);
}

NewEvent aborted(qint64 attempt, qint32 turn = 1)
{
    return newEvent(
        EventKind::ModelAnswered, {{u"attempt"_s, attempt}, {u"status"_s, 200}, {u"atReserve"_s, true}}, turn);
}

ModelAttempt attemptOf(qint64 bytes)
{
    return {.number = 1, .provider = u"test"_s, .model = u"m"_s, .requestBytes = bytes};
}

BudgetLedger::Append appendTo(Store &store, SessionId session)
{
    return [&store, session](std::vector<NewEvent> events, Store::Condition condition) -> Task<void> {
        const auto done = co_await store.appendIf(session, std::move(events), std::move(condition));
        co_return done ? Result<void>() : std::unexpected(done.error());
    };
}

Reservation reserve(BudgetLedger &ledger, Store &store, const Spender &spender, qint64 attempt, qint64 bytes,
    const std::optional<ModelPrice> &price = Price, qint64 limit = 1000)
{
    ModelAttempt what = attemptOf(bytes);
    const WorstCase worst = worstCase(what, limit, price);
    return await(ledger.reserve(spender, what, worst, list(requested(attempt, worst, spender.turn)),
                     appendTo(store, spender.session)))
        .value();
}

void setBudget(BudgetLedger &ledger, BudgetScope scope, BudgetKind kind, qint64 amount, const QString &subject = {})
{
    const auto set = await(
        ledger.set({.scope = scope, .subject = subject, .kind = kind, .amount = amount, .by = u"me"_s, .atMs = 0}));
    if (!set)
        qFatal("%s", qPrintable(set.error().message));
}

qint64 worstNanos(qint64 bytes)
{
    return *worstCase(attemptOf(bytes), 1000, Price).nanos;
}

} // namespace

class TestBudgetLedger : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void countsTheWorstCaseFromTheBytes()
    {
        const ModelAttempt attempt = attemptOf(10'000);
        const WorstCase worst = worstCase(attempt, 500, Price);
        QVERIFY(worst.promptTokens >= 10'000);
        QCOMPARE(worst.completionTokens, 500);
        // The dearest that the prompt can be is all of it written into the cache.
        QCOMPARE(*worst.nanos, qint64(1250) * worst.promptTokens + qint64(10'000) * 500);
        ModelAttempt four = attempt;
        four.answers = 4;
        QCOMPARE(worstCase(four, 500, Price).completionTokens, 2000);
        QVERIFY(worstCase(attempt, 500, std::nullopt).nanos == std::nullopt);
        QCOMPARE(completionLimitFor(attempt, Price), 1000);
        QVERIFY(completionLimitFor(attempt, std::nullopt) > 0);
    }

    void refusesExactlyWhatDoesNotFit()
    {
        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        const SessionId session = budgetSession(*store);
        const qint64 one = worstNanos(100);
        setBudget(ledger, BudgetScope::Session, BudgetKind::Money, 2 * one);
        QVERIFY(!reserve(ledger, *store, who(session), 1, 100).refused);
        QVERIFY(!reserve(ledger, *store, who(session), 2, 100).refused); // spent + reserved + own == budget
        const Reservation third = reserve(ledger, *store, who(session), 3, 100);
        QVERIFY(third.refused);
        QCOMPARE(third.refused->reserved, 2 * one);
        QCOMPARE(third.refused->wanted, one);
        QVERIFY(third.onlyReserved);
        await(store->append(session, list(answered(1, 0, 0)))).value();
        QVERIFY(!reserve(ledger, *store, who(session), 3, 100).refused);
    }

    void anAnswerWithoutUsageCostsTheReserve()
    {
        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        const SessionId session = budgetSession(*store);
        setBudget(ledger, BudgetScope::Session, BudgetKind::Money, worstNanos(100) + 10);
        QVERIFY(!reserve(ledger, *store, who(session), 1, 100).refused);
        await(store->append(session, list(aborted(1)))).value();
        const Reservation next = reserve(ledger, *store, who(session), 2, 100);
        QVERIFY(next.refused && !next.onlyReserved);
        QCOMPARE(next.refused->spent, worstNanos(100));
    }

    void aModelWithoutAPriceAsksWhereMoneyIsLimited()
    {
        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        const SessionId session = budgetSession(*store);
        QVERIFY(!reserve(ledger, *store, who(session), 1, 100, std::nullopt).refused);
        setBudget(ledger, BudgetScope::Day, BudgetKind::Money, 1'000'000'000);
        const Reservation asked = reserve(ledger, *store, who(session), 2, 100, std::nullopt);
        QVERIFY(asked.refused);
        QCOMPARE(asked.refused->code, QString(BudgetUnpriced.name));
        setBudget(ledger, BudgetScope::Session, BudgetKind::Unpriced, 1);
        QVERIFY(!reserve(ledger, *store, who(session), 2, 100, std::nullopt).refused);
    }

    void theClosestLimitOfAScopeHolds()
    {
        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        const SessionId session = budgetSession(*store);
        const SessionId other = budgetSession(*store);
        setBudget(ledger, BudgetScope::Turn, BudgetKind::Tokens, 10);
        QVERIFY(reserve(ledger, *store, who(session), 1, 100).refused);
        // Extended for one turn of one session.
        const BudgetLimit more{.scope = BudgetScope::Turn,
            .subject = u"%1/1"_s.arg(session.value),
            .kind = BudgetKind::Tokens,
            .amount = 1'000'000,
            .by = u"me"_s,
            .atMs = 0};
        await(store->append(session, list(newEvent(EventKind::BudgetChanged, more.toJson(), 1)))).value();
        QVERIFY(!reserve(ledger, *store, who(session), 1, 100).refused);
        QVERIFY(reserve(ledger, *store, who(session, 2), 2, 100).refused);
        QVERIFY(reserve(ledger, *store, who(other), 1, 100).refused);
    }

    void aSessionsLogLimitsNoOther()
    {
        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        const SessionId session = budgetSession(*store);
        const SessionId other = budgetSession(*store);
        const BudgetLimit foreign{.scope = BudgetScope::Session,
            .subject = QString::number(other.value),
            .kind = BudgetKind::Tokens,
            .amount = 1,
            .by = u"me"_s,
            .atMs = 0};
        await(store->append(session, list(newEvent(EventKind::BudgetChanged, foreign.toJson())))).value();
        QVERIFY(!reserve(ledger, *store, who(other), 1, 100).refused);
    }

    void setsAndRemovesWithAnAudit()
    {
        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        setBudget(ledger, BudgetScope::Repository, BudgetKind::Money, 5, u"3"_s);
        QCOMPARE(await(ledger.limits()).value().size(), 1u);
        const BudgetLimit limit = await(ledger.limits()).value().front();
        QCOMPARE(limit.by, u"me"_s);
        QVERIFY(await(ledger.remove(limit)));
        QCOMPARE(await(ledger.remove(limit)).error().code, NotFound);
        QVERIFY(await(ledger.limits()).value().empty());
        BudgetLimit bad = limit;
        bad.kind = BudgetKind::WallTime;
        QCOMPARE(await(ledger.set(bad)).error().code, InvalidArgument);
    }

    void whatWasSpentSurvivesARebuildAndADeletion()
    {
        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        const SessionId session = budgetSession(*store);
        setBudget(ledger, BudgetScope::Repository, BudgetKind::Money, 1'000'000'000, u"3"_s);
        setBudget(ledger, BudgetScope::Repository, BudgetKind::Tokens, 1'000'000'000, u"3"_s);
        QVERIFY(!reserve(ledger, *store, who(session), 1, 100).refused);
        QVERIFY(!reserve(ledger, *store, who(session), 2, 200).refused);
        QVERIFY(!reserve(ledger, *store, who(session), 3, 300).refused);
        await(store->append(session, list(answered(1, 50, 20)))).value();
        await(store->append(session, list(aborted(2)))).value();
        const auto before = await(ledger.stands(who(session))).value();
        QVERIFY(await(store->rebuildReadModels()));
        QCOMPARE(await(ledger.stands(who(session))).value(), before);
        const auto rows = await(store->read([](StoreReader &reader) { return reader.usage({}); })).value();
        QCOMPARE(rows.size(), 3u);
        await(store->append(session, list(aborted(3)))).value();
        const auto settled = await(ledger.stands(who(session))).value();
        QVERIFY(await(store->remove(session)));
        QVERIFY(await(store->purge(std::numeric_limits<qint64>::max())));
        QCOMPARE(await(ledger.stands(who(session))).value(), settled);
    }

    void twentyThreadsOfSeveralSessionsNeverGoOverIt()
    {
        constexpr int Threads = 20;
        constexpr int Each = 25;
        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        std::vector<SessionId> sessions;
        for (int i = 0; i < 4; ++i)
            sessions.push_back(budgetSession(*store));
        const qint64 budget = 40 * worstNanos(1000);
        setBudget(ledger, BudgetScope::Day, BudgetKind::Money, budget);
        setBudget(ledger, BudgetScope::Session, BudgetKind::Money, budget / 3);

        // The endpoint's own count: what was sent to it and is not answered counts as the most it can become.
        std::atomic<qint64> counted = 0;
        std::atomic<qint64> most = 0;
        std::atomic<int> out = 0;
        std::atomic<int> refused = 0;
        std::vector<std::unique_ptr<QThread>> threads;
        for (int t = 0; t < Threads; ++t) {
            threads.emplace_back(QThread::create([&, t] {
                QRandomGenerator random(static_cast<quint32>(t));
                const SessionId session = sessions[static_cast<size_t>(t) % sessions.size()];
                for (int i = 0; i < Each; ++i) {
                    const qint64 bytes = random.bounded(100, 2000);
                    const qint64 attempt = t * Each + i + 1;
                    if (reserve(ledger, *store, who(session), attempt, bytes).refused) {
                        ++refused;
                        continue;
                    }
                    ++out;
                    const qint64 worst = worstNanos(bytes);
                    const qint64 now = counted += worst;
                    qint64 known = most;
                    while (now > known && !most.compare_exchange_weak(known, now)) { }
                    const int how = random.bounded(4);
                    if (how == 0) // aborted, or without usage
                        static_cast<void>(await(store->append(session, list(aborted(attempt)))));
                    if (how == 1 || how == 2) {
                        const qint64 completion = random.bounded(1, 1000);
                        // The endpoint knows its cost before we do.
                        counted -= worst - Price.of({.prompt = bytes / 2, .completion = completion}).nanoDollars;
                        static_cast<void>(
                            await(store->append(session, list(answered(attempt, bytes / 2, completion)))));
                    } // else it never ends
                }
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            QVERIFY(QTest::qWaitFor([&] { return thread->isFinished(); }, 100'000));
        QVERIFY2(most <= budget, qPrintable(u"%1 of %2"_s.arg(most.load()).arg(budget)));
        QVERIFY(out >= 40); // it is not kept by letting nothing out
        QVERIFY(refused > 0);
        qint64 charged = 0;
        const auto rows = await(store->read([](StoreReader &reader) { return reader.usage({}); })).value();
        for (const UsageRow &row : rows)
            charged += row.chargedNanos;
        QCOMPARE(charged, counted.load());
        QVERIFY(charged <= budget);
    }

    void aKilledProcessLeavesItsReservations()
    {
        qint64 session = 0;
        {
            const auto store = openStore(m_folder->path());
            BudgetLedger ledger(*store);
            session = budgetSession(*store).value;
            setBudget(ledger, BudgetScope::Session, BudgetKind::Money, 2 * worstNanos(100) - 1);
        }
        QProcess other;
        other.start(
            QCoreApplication::applicationFilePath(), {u"--reserve"_s, m_folder->path(), QString::number(session)});
        QVERIFY(other.waitForReadyRead(30'000));
        QCOMPARE(other.readLine().trimmed(), "reserved");
        other.kill();
        QVERIFY(other.waitForFinished(30'000));
        QCOMPARE(other.exitStatus(), QProcess::CrashExit);

        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        const Reservation next = reserve(ledger, *store, who(SessionId(session)), 2, 100);
        QVERIFY(next.refused);
        QCOMPARE(next.refused->spent, worstNanos(100)); // nobody waits for it, so it is no reservation any more
        QVERIFY(!next.onlyReserved);
    }

    void nearingIsToldAtFourFifths()
    {
        const auto store = openStore(m_folder->path());
        BudgetLedger ledger(*store);
        const SessionId session = budgetSession(*store);
        setBudget(ledger, BudgetScope::Session, BudgetKind::Tokens, 100'000);
        QVERIFY(reserve(ledger, *store, who(session), 1, 10'000).nearing.empty());
        await(store->append(session, list(answered(1, 79'000, 999)))).value();
        QVERIFY(reserve(ledger, *store, who(session), 2, 100).nearing.empty());
        await(store->append(session, list(answered(2, 0, 1)))).value();
        QCOMPARE(reserve(ledger, *store, who(session), 3, 100).nearing.size(), 1u);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

/// The child that is killed between the reservation and the answer.
int reserveAndWait(const QString &folder, qint64 session)
{
    const auto store = openStore(folder);
    BudgetLedger ledger(*store);
    if (reserve(ledger, *store, who(SessionId(session)), 1, 100).refused)
        return 1;
    std::puts("reserved");
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 4 && std::strcmp(argv[1], "--reserve") == 0)
        return reserveAndWait(QString::fromLocal8Bit(argv[2]), QByteArray(argv[3]).toLongLong());
    TestBudgetLedger test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_budget_ledger.moc"
