// The end of a session, shown while its whole log is still being read.

#include "runner/base/json.h"
#include "runner/session/session_glance.h"
#include "runner/store/store.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

class SessionGlance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theEndOfALongLog();
    void theWholeOfAShortLog();
    void nothingIsThere();
    void idleSessionsLeftInTheMiddle_data();
    void idleSessionsLeftInTheMiddle();

private:
    /// A session of one prompt and `answers` messages of the agent.
    void makeSession(int answers);

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Store> m_store;
    SessionId m_session;
    qint64 m_events = 0;
};

void SessionGlance::init()
{
    m_store.reset();
    m_directory = std::make_unique<QTemporaryDir>();
    auto store = Store::open({.directory = m_directory->filePath(u"store"_s)});
    QVERIFY(store);
    m_store = std::move(*store);
}

void SessionGlance::makeSession(int answers)
{
    std::vector<NewEvent> events{
        {.kind = EventKind::SessionCreated, .payload = toLine(SessionInfo{.title = u"Mend it"_s}.toJson())},
        {.kind = EventKind::SessionRenamed, .payload = toLine({{u"title"_s, u"Mend it well"_s}})},
        {.kind = EventKind::TurnStarted, .turn = 1, .payload = toLine({{u"prompt"_s, u"Do it."_s}})},
        {.kind = EventKind::SessionState, .turn = 1, .payload = toLine({{u"to"_s, u"running"_s}})},
    };
    for (int i = 1; i <= answers; ++i)
        events.push_back({.kind = EventKind::Notice,
            .turn = 1,
            .payload = toLine({{u"severity"_s, u"info"_s}, {u"message"_s, u"step %1"_s.arg(i)}})});
    m_events = static_cast<qint64>(events.size());
    bool done = false;
    m_store->create(std::move(events), this, [this, &done](const Result<std::vector<Event>> &made) {
        QVERIFY(made);
        m_session = made->front().session;
        done = true;
    });
    QTRY_VERIFY_WITH_TIMEOUT(done, 30'000);
}

void SessionGlance::theEndOfALongLog()
{
    makeSession(3000);
    const auto reader = m_store->openReader();
    QVERIFY(reader);
    const auto row = (*reader)->session(m_session);
    QVERIFY(row);
    const auto glance = glanceAtEnd(**reader, *row);
    QVERIFY(glance);
    const SessionState &state = (*glance)->state;
    QVERIFY((*glance)->live.onlyEnd);
    QCOMPARE(state.id, m_session);
    QCOMPARE(state.lastSeq, m_events);
    QCOMPARE(state.phase, SessionPhase::Running); // from the list: the event is too far back
    QCOMPARE(state.info.title, u"Mend it well"_s);
    QCOMPARE(state.transcript.size(), 500);
    const auto &last = state.transcript.at(state.transcript.size() - 1);
    QCOMPARE(std::get<NoticeItem>(last->body).title, u"step 3000"_s);
}

void SessionGlance::theWholeOfAShortLog()
{
    makeSession(3);
    const auto reader = m_store->openReader();
    QVERIFY(reader);
    const auto row = (*reader)->session(m_session);
    QVERIFY(row);
    const auto glance = glanceAtEnd(**reader, *row);
    QVERIFY(glance);
    QCOMPARE((*glance)->state.transcript.size(), 4);
    QCOMPARE(std::get<PromptItem>((*glance)->state.transcript.at(0)->body).text, u"Do it."_s);
}

void SessionGlance::nothingIsThere()
{
    const auto reader = m_store->openReader();
    QVERIFY(reader);
    SessionRow row;
    row.id = SessionId(7);
    const auto glance = glanceAtEnd(**reader, row);
    QVERIFY(!glance);
    QCOMPARE(glance.error().code, NotFound);
}

void SessionGlance::idleSessionsLeftInTheMiddle_data()
{
    using Kinds = QList<EventKind>;
    QTest::addColumn<Kinds>("kinds");
    QTest::addColumn<bool>("left");
    QTest::newRow("at rest") << Kinds{EventKind::TurnEnded, EventKind::SnapshotTaken} << false;
    QTest::newRow("a prompt that no turn took") << Kinds{EventKind::TurnEnded, EventKind::PromptQueued} << true;
    QTest::newRow("a prompt that was taken back") << Kinds{EventKind::PromptQueued, EventKind::PromptUnqueued} << false;
    QTest::newRow("a turn") << Kinds{EventKind::PromptQueued, EventKind::TurnStarted, EventKind::TurnEnded} << false;
    QTest::newRow("an accept without an end")
        << Kinds{EventKind::AcceptStarted, EventKind::SnapshotTaken, EventKind::WorkspaceNotice} << true;
    QTest::newRow("an accept") << Kinds{EventKind::AcceptStarted, EventKind::Accepted} << false;
    QTest::newRow("a refused accept") << Kinds{EventKind::AcceptStarted, EventKind::AcceptFailed} << false;
}

void SessionGlance::idleSessionsLeftInTheMiddle()
{
    QFETCH(QList<EventKind>, kinds);
    QFETCH(bool, left);
    makeSession(100);
    std::vector<NewEvent> events;
    for (const EventKind kind : std::as_const(kinds))
        events.push_back({.kind = kind, .turn = 1, .payload = "{}"});
    bool done = false;
    m_store->append(m_session, std::move(events), this, [&done](const Result<std::vector<Event>> &made) {
        QVERIFY(made);
        done = true;
    });
    QTRY_VERIFY_WITH_TIMEOUT(done, 30'000);
    const auto reader = m_store->openReader();
    QVERIFY(reader);
    const auto found = leftUnfinished(**reader, {m_session});
    QVERIFY(found);
    QCOMPARE(*found, left ? std::vector<SessionId>{m_session} : std::vector<SessionId>());
}

QTEST_GUILESS_MAIN(SessionGlance)
#include "tst_session_glance.moc"
