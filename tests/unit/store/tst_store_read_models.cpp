#include "tests/unit/store/store_fixture.h"

#include <QJsonArray>
#include <QRandomGenerator>

#include <map>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

/// Everything that the read models say.
struct Models {
    std::vector<SessionRow> sessions;
    std::map<qint64, std::vector<ToolCallRow>> toolCalls;
    std::map<qint64, std::vector<ApprovalRow>> approvals;
    std::map<qint64, std::vector<Event>> secondTurns;
    friend bool operator==(const Models &, const Models &) = default;
};

Models modelsOf(Store &store)
{
    const std::unique_ptr<StoreReader> reader = store.openReader().value();
    Models models{reader->sessions().value(), {}, {}, {}};
    for (const SessionRow &row : models.sessions) {
        models.toolCalls[row.id.value] = reader->toolCalls(row.id).value();
        models.approvals[row.id.value] = reader->approvals(row.id).value();
        models.secondTurns[row.id.value] = reader->turnEvents(row.id, 2, 10'000).value();
    }
    return models;
}

/// Events as sessions have them, and some that make no sense.
NewEvent someEvent(QRandomGenerator &random, quint64 &number, qint32 &turn)
{
    const QString id = u"c%1"_s.arg(random.bounded(20));
    switch (random.bounded(12)) {
    case 0:
        return newEvent(EventKind::TurnStarted, {{u"prompt"_s, u"do it"_s}}, ++turn);
    case 1:
        return newEvent(
            EventKind::TurnEnded, {{u"stopReason"_s, random.bounded(2) ? u"end_turn"_s : u"cancelled"_s}}, turn);
    case 2:
        return newEvent(EventKind::ApprovalRequested, {{u"id"_s, id}, {u"title"_s, u"May I?"_s}}, turn);
    case 3:
        return newEvent(EventKind::ApprovalDecided, {{u"id"_s, id}, {u"decision"_s, u"deny"_s}}, turn);
    case 4:
        return newEvent(EventKind::SnapshotTaken, {{u"files"_s, random.bounded(9)}, {u"added"_s, 5}}, turn);
    case 5:
        return newEvent(EventKind::ModelAnswered, {{u"costMicros"_s, random.bounded(1000)}}, turn);
    case 6:
        return newEvent(EventKind::SessionState, {{u"to"_s, u"running"_s}}, turn);
    case 7:
        return {EventKind::Notice, turn, "no JSON at all", {}};
    case 8:
        return received(++number, chunk(random.bounded(8) == 0 ? QString(20'000, u't') : u"text "_s), turn);
    default:
        return received(++number,
            update({{u"sessionUpdate"_s, random.bounded(3) ? u"tool_call_update"_s : u"tool_call"_s},
                {u"toolCallId"_s, id}, {u"title"_s, u"tool %1"_s.arg(random.bounded(5))},
                {u"status"_s, random.bounded(3) ? u"in_progress"_s : u"completed"_s},
                {u"rawInput"_s, QJsonObject{{u"command"_s, random.bounded(6) ? u"make"_s : QString(30'000, u'm')}}}}),
            turn);
    }
}

} // namespace

class ReadModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void whatIsRebuiltEqualsWhatWasKept()
    {
        const QTemporaryDir directory;
        std::unique_ptr<Store> store = openStore(directory.path());
        QRandomGenerator random(20251121);
        for (int s = 0; s < 3; ++s) {
            const SessionId session = newSession(*store, u"Session %1"_s.arg(s));
            quint64 number = 0;
            qint32 turn = 0;
            for (int i = 0; i < 12; ++i) {
                std::vector<NewEvent> events;
                for (int n = random.bounded(1, 40); n > 0; --n)
                    events.push_back(someEvent(random, number, turn));
                QVERIFY(await(store->append(session, std::move(events))));
            }
        }
        const Models kept = modelsOf(*store);
        QCOMPARE(kept.sessions.size(), size_t(3));
        QVERIFY(!kept.toolCalls.begin()->second.empty());
        QVERIFY(!kept.approvals.begin()->second.empty());
        QVERIFY(!kept.secondTurns.begin()->second.empty());

        QVERIFY(await(store->rebuildReadModels()));
        QCOMPARE(modelsOf(*store), kept);
        store.reset();
        store = openStore(directory.path());
        QCOMPARE(modelsOf(*store), kept);
    }

    void theRowsArriveWithTheCommit()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        std::vector<SessionRow> rows;
        std::vector<Event> events;
        connect(store.get(), &Store::committed, this, [&](const std::shared_ptr<const Commit> &commit) {
            rows.insert(rows.end(), commit->sessions.begin(), commit->sessions.end());
            events.insert(events.end(), commit->events.begin(), commit->events.end());
        });
        const SessionId session = newSession(*store, u"Watched"_s);
        QTRY_COMPARE(rows.size(), size_t(1));
        QCOMPARE(rows.front().title, u"Watched"_s);
        QCOMPARE(rows.front(), store->openReader().value()->session(session).value());
        QCOMPARE(events.size(), size_t(1));
    }

    void whoRanAToolCallIsKnown()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        QVERIFY(await(store->append(
            session, list(received(1, update({{u"sessionUpdate"_s, u"tool_call"_s}, {u"toolCallId"_s, u"c"_s}}))))));
        QVERIFY(
            await(store->append(session, list(newEvent(EventKind::TurnEnded, {{u"stopReason"_s, u"cancelled"_s}})))));
        const auto calls = store->openReader().value()->toolCalls(session).value();
        QCOMPARE(calls.size(), size_t(1));
        QCOMPARE(calls.front().agent, u"fake"_s);
        QCOMPARE(calls.front().status, u"cancelled"_s);
        QVERIFY(calls.front().endedMs);
    }

    void openQuestionsOfAllSessionsAreListed()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId one = newSession(*store);
        const SessionId two = newSession(*store);
        const auto ask = [&](SessionId session, const QString &id) {
            QVERIFY(await(store->append(session, list(newEvent(EventKind::ApprovalRequested, {{u"id"_s, id}})))));
        };
        ask(one, u"a"_s);
        ask(two, u"b"_s);
        ask(one, u"c"_s);
        QVERIFY(await(store->append(one, list(newEvent(EventKind::ApprovalDecided, {{u"id"_s, u"a"_s}})))));
        QStringList open;
        const std::vector<ApprovalRow> rows = store->openReader().value()->openApprovals().value();
        for (const ApprovalRow &row : rows)
            open.append(row.id.value);
        open.sort();
        QCOMPARE(open, (QStringList{u"b"_s, u"c"_s}));
        QVERIFY(await(store->remove(two)));
        QCOMPARE(store->openReader().value()->openApprovals().value().size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(ReadModelsTest)
#include "tst_store_read_models.moc"
