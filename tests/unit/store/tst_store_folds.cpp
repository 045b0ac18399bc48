#include "tests/unit/store/store_fixture.h"

#include "runner/store/glimpse.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject object(const char *json)
{
    QJsonParseError error{};
    const QJsonObject result = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError)
        qFatal("%s in %s", qPrintable(error.errorString()), json);
    return result;
}

Event happened(EventKind kind, qint64 seq, const QJsonObject &payload, qint32 turn = 1)
{
    return {SessionId(1), seq, 1000 * seq, turn, kind, toLine(payload)};
}

Event agentLine(qint64 seq, const char *json, qint32 turn = 1)
{
    return happened(EventKind::AgentReceived, seq, {{u"line"_s, object(json)}}, turn);
}

/// The one call that the events are about.
ToolCallRow foldCall(const std::vector<Event> &events)
{
    ToolCallRow row;
    for (const Event &event : events) {
        if (const std::optional<ToolCallNews> news = toolCallNews(event))
            row = apply(std::move(row), *news, event);
    }
    return row;
}

} // namespace

class FoldsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void aSessionRowFollowsItsEvents()
    {
        SessionRow row;
        qint64 seq = 0;
        const auto add = [&](EventKind kind, const char *json, qint32 turn = 0) {
            row = apply(std::move(row), happened(kind, ++seq, object(json), turn));
        };
        add(EventKind::SessionCreated,
            R"({"title": "Mend\n the  tests", "repository": "/home/me/a b", "agent": "opencode", "agentVersion": "ab12", "mode": "ask_each", "group": "ab12cd34",
            "model": {"provider": "practice", "name": "practice-1"}})");
        QCOMPARE(row.title, u"Mend the tests"_s);
        QCOMPARE(row.repositoryPath, u"/home/me/a b"_s);
        QCOMPARE(row.model, u"practice/practice-1"_s);
        QCOMPARE(row.group, u"ab12cd34"_s);
        QCOMPARE(row.createdMs, 1000);

        add(EventKind::SessionState, R"({"to": "running"})");
        add(EventKind::TurnStarted, R"({"prompt": "go"})", 1);
        QCOMPARE(row.turn, 1);
        QCOMPARE(row.turnStartedMs, 3000);
        add(EventKind::ApprovalRequested, R"({"id": "p1"})", 1);
        add(EventKind::ApprovalRequested, R"({"id": "p2"})", 1);
        add(EventKind::ApprovalRequested, R"({"id": "p1"})", 1);
        QCOMPARE(row.openApprovals, (QStringList{u"p1"_s, u"p2"_s}));
        add(EventKind::ApprovalDecided, R"({"id": "p1", "decision": "allow_once"})", 1);
        add(EventKind::ApprovalDecided, R"({"id": "never asked"})", 1);
        QCOMPARE(row.openApprovals, QStringList{u"p2"_s});

        add(EventKind::BaseChosen, R"({"commit": "b0"})");
        add(EventKind::SnapshotTaken, R"({"commit": "c1", "tree": "t1", "files": 3, "added": 10, "removed": 2})", 1);
        QCOMPARE(row.base.value, u"b0"_s);
        QCOMPARE(row.snapshot.value, u"c1"_s);
        QCOMPARE(row.changedFiles, 3);
        QCOMPARE(row.addedLines, 10);
        QCOMPARE(row.removedLines, 2);
        add(EventKind::ModelAnswered, R"({"costMicros": 1500})", 1);
        add(EventKind::ModelAnswered, R"({"costMicros": 500})", 1);
        add(EventKind::ModelAnswered, R"({"costMicros": -9})", 1);
        QCOMPARE(row.costMicros, 2000);
        QVERIFY(!row.allTaken);
        add(EventKind::Accepted, R"({"taken": "part of it", "snapshot": "c1"})");
        QVERIFY(!row.allTaken);
        add(EventKind::Accepted, R"({"taken": "t1", "snapshot": "c1"})");
        QVERIFY(row.allTaken);
        add(EventKind::SnapshotTaken, R"({"commit": "c2", "tree": "t1", "files": 3, "added": 10, "removed": 2})", 1);
        QVERIFY(row.allTaken);
        add(EventKind::SnapshotTaken, R"({"commit": "c3", "tree": "t3", "files": 3, "added": 10, "removed": 2})", 1);
        QVERIFY(!row.allTaken);
        add(EventKind::TurnEnded, R"({"stopReason": "end_turn"})", 1);
        QCOMPARE(row.turnStartedMs, 0);
        QCOMPARE(row.workedMs, 1000 * (seq - 3));
        add(EventKind::SessionRenamed, R"({"title": "New"})");
        add(EventKind::SessionPinned, R"({"pinned": true})");
        add(EventKind::SessionState, R"({"to": "failed", "reason": "no engine"})");
        QCOMPARE(row.title, u"New"_s);
        QVERIFY(row.pinned);
        QCOMPARE(row.state, u"failed"_s);
        QCOMPARE(row.reason, u"no engine"_s);
        QCOMPARE(row.lastSeq, seq);
    }

    void nonsenseChangesOnlyPosition_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("not JSON") << QByteArray("\x00\xff{{{", 5);
        QTest::newRow("a list") << QByteArray("[1,2]");
        QTest::newRow("wrong types") << QByteArray(
            R"({"to": 1, "id": {}, "files": "x", "added": -1, "removed": 1e300, "costMicros": "1", "model": 5, "pinned": "yes"})");
        QTest::newRow("an id that is too long") << QByteArray(R"({"id": ")" + QByteArray(300, 'a') + R"("})");
    }
    void nonsenseChangesOnlyPosition()
    {
        QFETCH(const QByteArray, payload);
        const EventKind kinds[] = {EventKind::SessionState, EventKind::ApprovalRequested, EventKind::ApprovalDecided,
            EventKind::SnapshotTaken, EventKind::ModelAnswered, EventKind::ModelRequested, EventKind::AgentReceived,
            static_cast<EventKind>(999)};
        for (const EventKind kind : kinds) {
            SessionRow expected;
            expected.id = SessionId(1);
            expected.lastSeq = 7;
            expected.updatedMs = 5;
            QCOMPARE(apply(SessionRow{}, {SessionId(1), 7, 5, 0, kind, payload}), expected);
        }
    }

    void aToolCallIsCreatedByWhateverNamesItFirst_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("tool_call") << QByteArray(
            R"({"method": "session/update", "params": {"update": {"sessionUpdate": "tool_call", "toolCallId": "c1", "title": "ls", "kind": "execute"}}})");
        QTest::newRow("tool_call_update") << QByteArray(
            R"({"method": "session/update", "params": {"update": {"sessionUpdate": "tool_call_update", "toolCallId": "c1", "title": "ls", "kind": "execute"}}})");
        QTest::newRow("permission request") << QByteArray(
            R"({"id": 5, "method": "session/request_permission", "params": {"toolCall": {"toolCallId": "c1", "title": "ls", "kind": "execute"}, "options": []}})");
    }
    void aToolCallIsCreatedByWhateverNamesItFirst()
    {
        QFETCH(const QByteArray, line);
        const ToolCallRow row = foldCall({agentLine(4, line.constData(), 2)});
        QCOMPARE(row.id.value, u"c1"_s);
        QCOMPARE(row.title, u"ls"_s);
        QCOMPARE(row.kind, u"execute"_s);
        QCOMPARE(row.status, u"pending"_s);
        QCOMPARE(row.turn, 2);
        QCOMPARE(row.firstSeq, 4);
        QCOMPARE(row.startedMs, 4000);
        QVERIFY(!row.endedMs);
    }

    void updatesAreMerged()
    {
        const std::vector<Event> events{
            agentLine(1,
                R"({"method": "session/update", "params": {"update": {"sessionUpdate": "tool_call", "toolCallId": "c", "title": "bash", "kind": "execute", "status": "pending", "rawInput": {}}}})"),
            agentLine(2,
                R"({"method": "session/update", "params": {"update": {"sessionUpdate": "tool_call_update", "toolCallId": "c", "status": "in_progress",
                    "rawInput": {"command": ["sh", "-c", "make test"], "workdir": "/workspace"}}}})"),
            agentLine(3,
                R"({"method": "session/update", "params": {"update": {"sessionUpdate": "tool_call_update", "toolCallId": "c", "title": "Run the tests", "status": "completed",
                    "rawOutput": {"metadata": {"exit": 2}}}}})"),
            // A conversation that is loaded again.
            agentLine(9,
                R"({"method": "session/update", "params": {"update": {"sessionUpdate": "tool_call", "toolCallId": "c", "title": "bash", "status": "pending"}}})"),
        };
        const ToolCallRow row = foldCall(events);
        QCOMPARE(row.title, u"Run the tests"_s);
        QCOMPARE(row.command, u"sh -c make test"_s);
        QCOMPARE(row.place, u"/workspace"_s);
        QCOMPARE(row.status, u"completed"_s);
        QCOMPARE(row.exitCode, 2);
        QCOMPARE(row.endedMs, 3000);
        QCOMPARE(row.lastSeq, 3);
    }

    void exitCodesAreFoundWhereAgentsPutThem_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<std::optional<qint32>>("code");
        QTest::newRow("metadata") << QByteArray(R"("rawOutput": {"metadata": {"exit": 1}})")
                                  << std::optional<qint32>(1);
        QTest::newRow("exit_code") << QByteArray(R"("rawOutput": {"exit_code": 127})") << std::optional<qint32>(127);
        QTest::newRow("terminal_exit") << QByteArray(R"("_meta": {"terminal_exit": {"exit_code": 0}})")
                                       << std::optional<qint32>(0);
        QTest::newRow("none") << QByteArray(R"("rawOutput": {})") << std::optional<qint32>();
        QTest::newRow("no number") << QByteArray(R"("rawOutput": {"exitCode": "0"})") << std::optional<qint32>();
        QTest::newRow("out of range") << QByteArray(R"("rawOutput": {"exitCode": 1e18})") << std::optional<qint32>();
    }
    void exitCodesAreFoundWhereAgentsPutThem()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const std::optional<qint32>, code);
        const QByteArray line =
            R"({"method": "session/update", "params": {"update": {"sessionUpdate": "tool_call_update", "toolCallId": "c", )"
            + fields + "}}}";
        QCOMPARE(foldCall({agentLine(1, line.constData())}).exitCode, code);
    }

    void anEscapedNameHidesNoToolCall()
    {
        Event event{SessionId(1), 1, 1, 1, EventKind::AgentReceived,
            R"({"line": {"method": "session\/update", "params": {"update": {"sessionUpdate": "tool\u005fcall", "toolCallId": "c1"}}}})"};
        QVERIFY(toolCallNews(event));
        event.payload =
            R"({"line": {"method": "session/update", "params": {"update": {"sessionUpdate": "plan", "text": "the _call of \\ tool_calls"}}}})";
        QVERIFY(!toolCallNews(event));
    }

    void aGlimpseTellsTheFoldsTheSame()
    {
        const QString huge(200'000, u'z');
        const QJsonObject call{{u"sessionUpdate"_s, u"tool_call_update"_s}, {u"toolCallId"_s, u"c"_s},
            {u"title"_s, huge}, {u"status"_s, u"completed"_s}, {u"rawInput"_s, QJsonObject{{u"command"_s, huge}}},
            {u"locations"_s, QJsonArray{QJsonObject{{u"path"_s, huge}}}},
            {u"content"_s, QJsonArray{QJsonObject{{u"content"_s, QJsonObject{{u"text"_s, huge}}}}}}};
        const Event event = happened(EventKind::AgentReceived, 3, {{u"line"_s, update(call)}});
        const Event small = glimpsed(event);
        QVERIFY(small.payload.size() < 40'000);
        QCOMPARE(foldCall({small}), foldCall({event}));

        const Event question =
            happened(EventKind::ApprovalRequested, 3, {{u"id"_s, u"p1"_s}, {u"title"_s, huge}, {u"command"_s, huge}});
        QCOMPARE(approvalRequested(glimpsed(question)), approvalRequested(question));
        QCOMPARE(apply(SessionRow{}, glimpsed(question)), apply(SessionRow{}, question));
    }

    void aDecisionIsTakenOnce()
    {
        ApprovalRow row = approvalRequested(happened(EventKind::ApprovalRequested, 3,
            {{u"id"_s, u"p1"_s}, {u"kind"_s, u"permission"_s}, {u"title"_s, u"rm"_s}, {u"toolCall"_s, u"c"_s}}));
        QVERIFY(row.isOpen());
        row = decided(row,
            happened(
                EventKind::ApprovalDecided, 5, {{u"id"_s, u"p1"_s}, {u"decision"_s, u"deny"_s}, {u"by"_s, u"me"_s}}));
        const ApprovalRow once = row;
        QCOMPARE(row.decision, u"deny"_s);
        QCOMPARE(row.decidedSeq, 5);
        QCOMPARE(decided(row, happened(EventKind::ApprovalDecided, 6, {{u"decision"_s, u"allow"_s}})), once);
    }
};

QTEST_GUILESS_MAIN(FoldsTest)
#include "tst_store_folds.moc"
