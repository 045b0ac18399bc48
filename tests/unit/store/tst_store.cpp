#include "tests/unit/store/store_fixture.h"

#include "runner/store/database.h"

#include <QSignalSpy>
#include <QThread>

#include <thread>

using namespace pilothouse;
using namespace pilothouse::test;

class StoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void numbersEventsWithoutAGap()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path() + QStringLiteral("/data"));
        const SessionId first = newSession(*store);
        const SessionId second = newSession(*store);
        QVERIFY(first != second);
        for (int i = 0; i < 10; ++i) {
            const auto events = await(store->append(
                i % 2 ? first : second, list(newEvent(EventKind::Notice, {{QStringLiteral("message"), i}}))));
            QCOMPARE(events->front().seq, 2 + i / 2);
        }
        auto reader = store->openReader().value();
        const auto log = reader->events(first, 1, 100).value();
        QCOMPARE(log.size(), size_t(6));
        for (size_t i = 0; i < log.size(); ++i)
            QCOMPARE(log[i].seq, qint64(i) + 1);
    }

    void whatWasDeliveredIsThereAfterReopening()
    {
        const QTemporaryDir directory;
        SessionId session;
        std::vector<Event> delivered;
        {
            const std::unique_ptr<Store> store = openStore(directory.path());
            session = newSession(*store);
            std::vector<NewEvent> many;
            for (quint64 i = 1; i <= 100; ++i)
                many.push_back(received(i, chunk(QStringLiteral("word%1 ").arg(i))));
            delivered = await(store->append(session, std::move(many))).value();
        }
        const std::unique_ptr<Store> store = openStore(directory.path());
        const auto log = await(store->read([session](StoreReader &reader) { return reader.events(session, 2, 1000); }));
        QCOMPARE(log.value(), delivered);
        QCOMPARE(
            await(store->append(session, list(received(101, chunk(QStringLiteral("on")))))).value().front().seq, 102);
    }

    void dropsWhatTheLinkSendsAgain()
    {
        const QTemporaryDir directory;
        std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        QCOMPARE(await(store->append(session, list(received(1, chunk(QStringLiteral("a"))))))->size(), size_t(1));

        std::vector<NewEvent> again;
        again.push_back(received(1, chunk(QStringLiteral("a"))));
        again.push_back(
            newEvent(EventKind::Notice, {{QStringLiteral("message"), QStringLiteral("not from the link")}}));
        again.push_back(received(2, chunk(QStringLiteral("b"))));
        const auto recorded = await(store->append(session, again)).value();
        QCOMPARE(recorded.size(), size_t(2));
        QCOMPARE(recorded.back().seq, 4);

        store.reset();
        store = openStore(directory.path());
        QVERIFY(await(store->append(session, list(received(2, chunk(QStringLiteral("b")))))).value().empty());
        const auto positions = store->openReader().value()->linkPositions(session).value();
        QCOMPARE(positions, (std::vector<LinkPosition>{{1, 1, 2}}));
    }

    void refusesAGap_data()
    {
        QTest::addColumn<quint64>("number");
        QTest::addColumn<quint16>("channel");
        QTest::addColumn<quint32>("incarnation");
        QTest::newRow("one number left out") << quint64(5) << quint16(1) << quint32(1);
        QTest::newRow("a new channel does not begin at one") << quint64(2) << quint16(2) << quint32(1);
        QTest::newRow("a new guest does not begin at one") << quint64(3) << quint16(1) << quint32(2);
        QTest::newRow("the largest number") << std::numeric_limits<quint64>::max() << quint16(1) << quint32(1);
    }
    void refusesAGap()
    {
        QFETCH(const quint64, number);
        QFETCH(const quint16, channel);
        QFETCH(const quint32, incarnation);
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        std::vector<NewEvent> events;
        for (quint64 i = 1; i <= 2; ++i)
            events.push_back(received(i, chunk(QStringLiteral("x"))));
        QVERIFY(await(store->append(session, events)));

        events.clear();
        events.push_back(received(3, chunk(QStringLiteral("good"))));
        events.push_back(received(number, chunk(QStringLiteral("bad")), 1, channel, incarnation));
        const auto refused = await(store->append(session, events));
        QCOMPARE(refused.error().code, PositionGap);
        // None of the refused call was taken, so the third number is still the next.
        QCOMPARE(await(store->append(session, list(received(3, chunk(QStringLiteral("x")))))).value().front().seq, 4);
    }

    void refusesWhatCannotBeStored()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        const auto code = [&](SessionId id, NewEvent what) {
            return await(store->append(id, list(std::move(what)))).error().code;
        };
        QCOMPARE(code(SessionId(77), created()), NotFound);
        QCOMPARE(code(SessionId(), created()), NotFound);
        QCOMPARE(code(session, {EventKind::Notice, 0, {}, {}}), InvalidArgument);
        QCOMPARE(code(session, {EventKind::Notice, 0, QByteArray(64 * 1024 * 1024 + 1, ' '), {}}), LimitExceeded);
        QCOMPARE(await(store->create(list(received(1, chunk(QStringLiteral("x")))))).error().code, InvalidArgument);
        QCOMPARE(await(store->create({})).error().code, InvalidArgument);
    }

    void manyThreadsShareCommits()
    {
        constexpr int threads = 4;
        constexpr int each = 500;
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        std::vector<SessionId> sessions;
        for (int i = 0; i < threads; ++i)
            sessions.push_back(newSession(*store));
        int commits = 0;
        qint64 announced = 0;
        connect(store.get(), &Store::committed, this, [&](const std::shared_ptr<const Commit> &commit) {
            ++commits;
            announced += qint64(commit->events.size());
        });

        std::vector<std::unique_ptr<QThread>> running;
        std::atomic<int> wrong = 0;
        std::atomic<int> delivered = 0;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back(QThread::create([&, i] {
                QEventLoop loop;
                QObject context;
                qint64 expected = 2;
                for (int n = 1; n <= each; ++n) {
                    store->append(sessions[size_t(i)], list(received(quint64(n), chunk(QString::number(n)))), &context,
                        [&, n](const Result<std::vector<Event>> &events) {
                            wrong += !events || events->size() != 1 || events->front().seq != expected++;
                            ++delivered;
                            if (n == each)
                                loop.quit();
                        });
                }
                loop.exec();
            }));
            running.back()->start();
        }
        for (const auto &thread : running)
            QVERIFY(thread->wait(30'000));
        QCOMPARE(delivered.load(), threads * each);
        QCOMPARE(wrong.load(), 0);
        QTRY_COMPARE(announced, threads * each);
        QVERIFY2(commits < threads * each / 4, qPrintable(QString::number(commits)));
    }

    void aContextThatIsGoneHearsNothing()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        bool heard = false;
        {
            QObject context;
            store->append(session, list(newEvent(EventKind::Notice, {{QStringLiteral("message"), 1}})), &context,
                [&](const auto &) { heard = true; });
        }
        QVERIFY(await(store->append(session, list(newEvent(EventKind::Notice, {{QStringLiteral("message"), 2}})))));
        QVERIFY(!heard);
        QCOMPARE(store->openReader().value()->lastSeq(session).value(), 3);
    }

    void closingCommitsWhatWaits()
    {
        const QTemporaryDir directory;
        int answers = 0;
        SessionId session;
        {
            const std::unique_ptr<Store> store = openStore(directory.path());
            session = newSession(*store);
            for (int i = 0; i < 200; ++i) {
                const QString text = i % 50 == 0 ? QString(100'000, u'x') : QString::number(i);
                store->append(session, list(newEvent(EventKind::Notice, {{QStringLiteral("message"), text}})), this,
                    [&](const auto &events) { answers += events.has_value(); });
            }
        }
        QTRY_COMPARE(answers, 200);
        QCOMPARE(openStore(directory.path())->openReader().value()->lastSeq(session).value(), 201);
    }

    void largePayloadsKeepTheirPlace()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        int next = 0;
        bool ordered = true;
        for (int i = 0; i < 60; ++i) {
            const QString text = i % 7 == 0 ? QString(40'000 + i, u'y') : QStringLiteral("small");
            store->append(session, list(received(quint64(i + 1), chunk(text))), this,
                [&, i](const Result<std::vector<Event>> &events) {
                    ordered = ordered && events && next++ == i && events->front().seq == i + 2;
                });
        }
        QTRY_COMPARE(next, 60);
        QVERIFY(ordered);
        const auto log = store->openReader().value()->lastEvents(session, 60).value();
        QCOMPARE(log.size(), size_t(60));
        QCOMPARE(log[0].payload, received(1, chunk(QString(40'000, u'y'))).payload);
        QCOMPARE(log[59].payload, received(60, chunk(QStringLiteral("small"))).payload);
    }

    void aPathThatIsNoDatabaseIsRefused()
    {
        const QTemporaryDir directory;
        QFile file(directory.path() + QStringLiteral("/events.db"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(10'000, 'x'));
        file.close();
        QCOMPARE(Store::open({.directory = directory.path()}).error().code, StoreUnreadable);
    }

    void whatTheDatabaseRefusesIsAnErrorAndHoldsUpNobody()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        const auto saboteur =
            Database::open(directory.path() + QStringLiteral("/events.db"), Database::Access::Write).value();
        QVERIFY(saboteur->execute(QStringLiteral("DROP TABLE turn")));
        const auto refused = await(store->append(session, list(newEvent(EventKind::TurnStarted, {}, 1))));
        QCOMPARE(refused.error().code, StoreRefused);
        QCOMPARE(await(store->append(session, list(created()))).value().front().seq, 2);
    }

    void keepsTheSmallRecords()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        const RepositoryId one = await(store->rememberRepository(QStringLiteral("/home/me/one"), "f1")).value();
        const RepositoryId two = await(store->rememberRepository(QStringLiteral("/home/me/two"), "f2")).value();
        QVERIFY(one != two);
        QCOMPARE(await(store->rememberRepository(QStringLiteral("/home/me/one"), "f3")).value(), one);
        auto reader = store->openReader().value();
        QCOMPARE(reader->repository(one).value().fingerprint, "f3");
        QCOMPARE(reader->repositories().value().size(), size_t(2));

        const QString version = await(store->rememberAgentVersion("{}")).value();
        QCOMPARE(version, QStringLiteral("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"));
        QCOMPARE(reader->agentVersion(version).value().config, "{}");
        QCOMPARE(reader->agentVersion(QStringLiteral("00")).error().code, NotFound);

        QCOMPARE(await(store->stepResult(session, QStringLiteral("k"))).value(), std::nullopt);
        QVERIFY(await(store->recordStep(session, QStringLiteral("k"), "first")));
        QVERIFY(await(store->recordStep(session, QStringLiteral("k"), "second")));
        QCOMPARE(await(store->stepResult(session, QStringLiteral("k"))).value(), std::optional<QByteArray>("first"));
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "tst_store.moc"
