// What the log says of when things happened, and which calls were open when something was written.

#include "runner/review/attribution_claims.h"
#include "runner/review/attribution_timeline.h"
#include "runner/review/attribution_windows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;
using Kind = LineOrigin::Kind;
using Reason = LineOrigin::Reason;

namespace {

/// Writes a log by hand: lines of the agent get their numbers by themselves.
class Log {
public:
    Log()
    {
        add(EventKind::BaseChosen, {{u"commit"_s, u"base"_s}});
        add(EventKind::SandboxCreated, {{u"incarnation"_s, 1}});
    }

    Log &add(EventKind kind, const QJsonObject &payload = {})
    {
        m_fold.apply({.session = SessionId(1),
            .seq = ++m_seq,
            .turn = m_turn,
            .kind = kind,
            .payload = QJsonDocument(payload).toJson()});
        return *this;
    }
    Log &turn(qint32 number)
    {
        m_turn = number;
        add(EventKind::TurnStarted, {{u"prompt"_s, u"do %1"_s.arg(number)}});
        return add(EventKind::AgentSent,
            {{u"line"_s, QJsonObject{{u"id"_s, 100 + number}, {u"method"_s, u"session/prompt"_s}}}});
    }
    Log &line(const QJsonObject &message)
    {
        return add(EventKind::AgentReceived, {{u"inc"_s, m_incarnation}, {u"n"_s, ++m_line}, {u"line"_s, message}});
    }
    Log &endTurn()
    {
        return line({{u"id"_s, 100 + m_turn}, {u"result"_s, QJsonObject{{u"stopReason"_s, u"end_turn"_s}}}});
    }
    Log &update(const QJsonObject &update)
    {
        return line({{u"method"_s, u"session/update"_s}, {u"params"_s, QJsonObject{{u"update"_s, update}}}});
    }
    Log &say(const QString &text)
    {
        return update({{u"sessionUpdate"_s, u"agent_message_chunk"_s},
            {u"content"_s, QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, text}}}});
    }
    Log &call(const QString &id, const QString &status, QJsonObject more = {})
    {
        more[u"sessionUpdate"_s] = u"tool_call_update"_s;
        more[u"toolCallId"_s] = id;
        more[u"status"_s] = status;
        return update(more);
    }
    Log &snapshot(const QString &commit, int position, const QString &tree = {})
    {
        return add(EventKind::SnapshotTaken,
            {{u"inc"_s, m_incarnation}, {u"commit"_s, commit}, {u"tree"_s, tree}, {u"position"_s, position}});
    }
    Log &newSandbox()
    {
        m_line = 0;
        return add(EventKind::SandboxCreated, {{u"incarnation"_s, ++m_incarnation}});
    }

    [[nodiscard]] const Timeline &timeline() const { return m_fold.timeline(); }

private:
    TimelineFold m_fold;
    qint64 m_seq = 0;
    qint32 m_turn = 0;
    qint64 m_line = 0;
    int m_incarnation = 1;
};

SnapshotStamp stamp(quint64 position, std::optional<quint64> since = {}, std::optional<quint64> until = {})
{
    return {position, since, until};
}

/// "during a b +" of the last snapshot.
QString said(const Timeline &timeline, const std::vector<SnapshotStamp> &stamps, size_t index)
{
    const WriteWindow window = writeWindow(timeline, stamps, index);
    const LineOrigin origin = originInTime(timeline, window, index);
    static constexpr std::array names{"by", "during", "between", "restored", "unknown"};
    QString text = QLatin1StringView(names[static_cast<size_t>(origin.kind)]);
    for (const LineOrigin::Call &call : origin.calls)
        text += u' ' + call.id.value;
    return text + (origin.othersMay ? u" +"_s : QString());
}

QJsonObject diff(const QString &path, const QJsonValue &before, const QString &after)
{
    return {{u"content"_s,
        QJsonArray{
            QJsonObject{{u"type"_s, u"diff"_s}, {u"path"_s, path}, {u"oldText"_s, before}, {u"newText"_s, after}}}}};
}

} // namespace

class TestAttributionTimeline : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsWhenACallWasOpen();
    void opensACallFromItsTurnsBeginningThatIsNamedOnlyAtItsEnd();
    void closesWhatHasNoEndWithItsTurn();
    void doesNotTakeAReplayForNews();
    void keepsTheWordsBeforeACall();
    void readsStatedEdits_data();
    void readsStatedEdits();
    void explainsAFileByOneChoiceOfClaims_data();
    void explainsAFileByOneChoiceOfClaims();
    void saysWhichCallsWereOpen_data();
    void saysWhichCallsWereOpen();
    void waitsForLinesThatAreOnTheirWay();
    void leavesOutTurnsThatBeganLater();
    void knowsWhatAPersonPutBack();
    void doesNotTakeTheAgentsWorkForAPersons();
};

void TestAttributionTimeline::knowsWhenACallWasOpen()
{
    Log log;
    log.turn(1).call(u"a"_s, u"in_progress"_s, {{u"title"_s, u"make"_s}}).say(u"x"_s).call(u"a"_s, u"completed"_s);
    log.call(u"a"_s, u"in_progress"_s); // the same name again
    QCOMPARE(log.timeline().calls.size(), size_t(2));
    const ToolCallSpan &first = log.timeline().calls.front();
    QCOMPARE(first.begin, (AgentPlace{1, 1}));
    QCOMPARE(first.end, (AgentPlace{1, 3}));
    QVERIFY(first.ended && first.completed);
    QCOMPARE(first.title, u"make"_s);
    QVERIFY(!log.timeline().calls.back().ended);
    QCOMPARE(log.timeline().calls.back().begin, (AgentPlace{1, 4}));
}

void TestAttributionTimeline::opensACallFromItsTurnsBeginningThatIsNamedOnlyAtItsEnd()
{
    Log log;
    log.turn(1).endTurn().turn(2).say(u"x"_s).call(u"late"_s, u"completed"_s);
    QCOMPARE(log.timeline().calls.back().begin, (AgentPlace{1, 1}));
    QCOMPARE(log.timeline().calls.back().end, (AgentPlace{1, 3}));
}

void TestAttributionTimeline::closesWhatHasNoEndWithItsTurn()
{
    Log log;
    log.turn(1).call(u"a"_s, u"in_progress"_s).endTurn();
    QVERIFY(log.timeline().calls.back().ended && !log.timeline().calls.back().completed);
    QCOMPARE(log.timeline().calls.back().end, (AgentPlace{1, 2}));
    // An agent that died may have written until the next one starts.
    log.turn(2).call(u"b"_s, u"in_progress"_s);
    QVERIFY(!log.timeline().calls.back().ended);
    log.add(EventKind::AgentExited).say(u"its last words"_s);
    QVERIFY(!log.timeline().calls.back().ended);
    log.add(EventKind::AgentStarted);
    QVERIFY(log.timeline().calls.back().ended);
    QCOMPARE(log.timeline().calls.back().end, (AgentPlace{1, 4}));
}

void TestAttributionTimeline::doesNotTakeAReplayForNews()
{
    Log log;
    log.add(EventKind::AgentSent, {{u"line"_s, QJsonObject{{u"id"_s, 5}, {u"method"_s, u"session/load"_s}}}});
    log.call(u"old"_s, u"completed"_s);
    log.line({{u"id"_s, 5}, {u"result"_s, QJsonObject()}});
    QVERIFY(log.timeline().calls.empty());
    log.turn(1).call(u"new"_s, u"pending"_s);
    QCOMPARE(log.timeline().calls.size(), size_t(1));
}

void TestAttributionTimeline::keepsTheWordsBeforeACall()
{
    Log log;
    log.turn(1).say(u"First "_s).say(u"this."_s).call(u"a"_s, u"pending"_s).call(u"b"_s, u"pending"_s);
    log.say(u"Then that."_s).call(u"c"_s, u"pending"_s);
    const auto &calls = log.timeline().calls;
    QCOMPARE(calls[0].words, u"First this."_s);
    QCOMPARE(calls[1].words, u"First this."_s);
    QCOMPARE(calls[2].words, u"Then that."_s);
    log.turn(2).call(u"d"_s, u"pending"_s);
    QCOMPARE(log.timeline().calls.back().words, QString());
}

void TestAttributionTimeline::readsStatedEdits_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QJsonValue>("before");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("there");
    QTest::addColumn<QByteArray>("result"); // null: it does not fit
    const QByteArray none;
    QTest::newRow("a part that is there once")
        << u"/workspace/f"_s << QJsonValue(u"old"_s) << QByteArray("an old one") << true << QByteArray("an NEW one");
    QTest::newRow("a part that is there twice")
        << u"f"_s << QJsonValue(u"old"_s) << QByteArray("old old") << true << none;
    QTest::newRow("a part that overlaps itself") << u"f"_s << QJsonValue(u"aa"_s) << QByteArray("aaa") << true << none;
    QTest::newRow("a part that is not there") << u"f"_s << QJsonValue(u"old"_s) << QByteArray("new") << true << none;
    QTest::newRow("the whole file") << u"./f"_s << QJsonValue(u"all"_s) << QByteArray("all") << true
                                    << QByteArray("NEW");
    QTest::newRow("a new file") << u"/workspace/x/../f"_s << QJsonValue() << QByteArray() << false << QByteArray("NEW");
    QTest::newRow("a new file where one is") << u"f"_s << QJsonValue() << QByteArray("x") << true << none;
    QTest::newRow("a file outside") << u"/etc/f"_s << QJsonValue() << QByteArray() << false << none;
    QTest::newRow("a file above") << u"../f"_s << QJsonValue() << QByteArray() << false << none;
}

void TestAttributionTimeline::readsStatedEdits()
{
    QFETCH(QString, path);
    QFETCH(QJsonValue, before);
    QFETCH(QByteArray, text);
    QFETCH(bool, there);
    QFETCH(QByteArray, result);
    Log log;
    log.turn(1).call(u"a"_s, u"completed"_s, diff(path, before, u"NEW"_s));
    const auto &edits = log.timeline().calls.front().edits;
    if (edits.empty()) {
        QVERIFY(result.isNull());
        return;
    }
    QCOMPARE(edits.front().path, QByteArray("f"));
    const auto applied = edits.front().appliedTo(there ? std::optional(text) : std::nullopt);
    QCOMPARE(applied.value_or(QByteArray()), result);
    QCOMPARE(applied.has_value(), !result.isNull());
}

void TestAttributionTimeline::explainsAFileByOneChoiceOfClaims_data()
{
    using Claims = QList<QByteArrayList>; // call, before ("-": none), after
    QTest::addColumn<Claims>("claims");
    QTest::addColumn<QByteArray>("before"); // "-": no file
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("calls");
    const QByteArray text = "a b c";
    QTest::newRow("one") << Claims{{"1", "b", "x"}} << text << QByteArray("a x c") << QByteArray("1");
    QTest::newRow("one, and something else was written, too")
        << Claims{{"1", "b", "x"}} << text << QByteArray("a x c d") << QByteArray();
    QTest::newRow("two, one after the other")
        << Claims{{"1", "b", "x"}, {"2", "x", "y"}} << text << QByteArray("a y c") << QByteArray("1 2");
    QTest::newRow("the first of two") << Claims{{"1", "b", "x"}, {"2", "c", "y"}} << text << QByteArray("a x c")
                                      << QByteArray("1");
    QTest::newRow("both may have done it")
        << Claims{{"1", "b", "x"}, {"2", "b", "x"}} << text << QByteArray("a x c") << QByteArray();
    QTest::newRow("one call says it twice")
        << Claims{{"1", "b", "x"}, {"1", "a b", "a x"}} << text << QByteArray("a x c") << QByteArray("1");
    QTest::newRow("a new file") << Claims{{"1", "-", "new"}} << QByteArray("-") << QByteArray("new") << QByteArray("1");
    QTest::newRow("a new file over one that was there")
        << Claims{{"1", "-", "new"}} << QByteArray("old") << QByteArray("new") << QByteArray();
    QTest::newRow("nobody says anything") << Claims{} << text << QByteArray("a") << QByteArray();
    QTest::newRow("too many") << Claims(9, {"1", "b", "x"}) << text << QByteArray("a x c") << QByteArray();
}

void TestAttributionTimeline::explainsAFileByOneChoiceOfClaims()
{
    QFETCH(QList<QByteArrayList>, claims);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, calls);
    std::vector<StatedEdit> edits;
    for (const QByteArrayList &claim : claims)
        edits.push_back({"f", claim[1] == "-" ? std::nullopt : std::optional(claim[1]), claim[2]});
    std::vector<EditClaim> all;
    for (size_t i = 0; i < edits.size(); ++i)
        all.push_back({claims[static_cast<qsizetype>(i)][0].toULongLong(), &edits[i]});
    QByteArray said;
    for (const auto &[call, text] : explain(all, before == "-" ? std::nullopt : std::optional(before), after))
        said += (said.isEmpty() ? "" : " ") + QByteArray::number(call);
    QCOMPARE(said, calls);
}

void TestAttributionTimeline::saysWhichCallsWereOpen_data()
{
    // The log: turn 1, line 1 begins a, 2 begins b, 3 ends a, 4 says something, 5 ends b, 6 says, 7 begins c, 8 ends
    // c, 9 ends the turn.
    QTest::addColumn<int>("since");
    QTest::addColumn<int>("until");
    QTest::addColumn<QString>("origin");
    QTest::newRow("before all") << 0 << 0 << u"between"_s;
    QTest::newRow("in the first alone") << 1 << 1 << u"during a"_s;
    QTest::newRow("at its beginning") << 0 << 1 << u"during a"_s;
    QTest::newRow("in two") << 2 << 2 << u"during a b"_s;
    QTest::newRow("when the first may have ended") << 2 << 4 << u"during a b"_s;
    QTest::newRow("when the first had ended") << 3 << 4 << u"during b +"_s;
    QTest::newRow("between two") << 5 << 6 << u"between +"_s;
    QTest::newRow("perhaps in the last") << 5 << 8 << u"during c +"_s;
    QTest::newRow("after all") << 8 << 9 << u"between +"_s;
    QTest::newRow("at any time") << 0 << 9 << u"during a b c"_s;
    QTest::newRow("positions that contradict each other") << 9 << 3 << u"unknown"_s;
}

void TestAttributionTimeline::saysWhichCallsWereOpen()
{
    QFETCH(int, since);
    QFETCH(int, until);
    QFETCH(QString, origin);
    Log log;
    log.turn(1).call(u"a"_s, u"in_progress"_s).call(u"b"_s, u"in_progress"_s).call(u"a"_s, u"completed"_s);
    log.say(u"x"_s).call(u"b"_s, u"failed"_s).say(u"y"_s);
    log.call(u"c"_s, u"in_progress"_s).call(u"c"_s, u"completed"_s).endTurn();
    log.snapshot(u"s"_s, until);
    QCOMPARE(said(log.timeline(), {stamp(until, since, until)}, 0), origin);
}

void TestAttributionTimeline::waitsForLinesThatAreOnTheirWay()
{
    Log log;
    log.turn(1).call(u"a"_s, u"in_progress"_s).snapshot(u"s"_s, 2);
    const std::vector<SnapshotStamp> stamps{stamp(2, 1, 3)};
    const auto origin = [&] { return originInTime(log.timeline(), writeWindow(log.timeline(), stamps, 0), 0); };
    QCOMPARE(origin().kind, Kind::Unknown);
    QCOMPARE(origin().reason, Reason::NotYet);
    log.call(u"b"_s, u"in_progress"_s);
    QCOMPARE(origin().reason, Reason::NotYet);
    log.say(u"x"_s); // line 3
    QCOMPARE(said(log.timeline(), stamps, 0), u"during a b"_s);
    QVERIFY(!writeWindow(log.timeline(), stamps, 0).settled);
    log.endTurn();
    QVERIFY(writeWindow(log.timeline(), stamps, 0).settled);
}

/// A guest that says only its position: the snapshot's place in the log is known all the same.
void TestAttributionTimeline::leavesOutTurnsThatBeganLater()
{
    Log log;
    log.turn(1).call(u"a"_s, u"in_progress"_s).snapshot(u"s"_s, 1).call(u"a"_s, u"completed"_s);
    const std::vector<SnapshotStamp> stamps{stamp(1)};
    QCOMPARE(said(log.timeline(), stamps, 0), u"unknown"_s); // the turn goes on
    log.endTurn();
    QCOMPARE(said(log.timeline(), stamps, 0), u"during a"_s);
    log.turn(2).call(u"b"_s, u"in_progress"_s).endTurn();
    QCOMPARE(said(log.timeline(), stamps, 0), u"during a"_s);
    log.snapshot(u"s2"_s, 5);
    const std::vector<SnapshotStamp> both{stamp(1), stamp(5)};
    QCOMPARE(said(log.timeline(), both, 0), u"during a"_s);
    QCOMPARE(said(log.timeline(), both, 1), u"during a b"_s); // no look but the last one is known
    // A position that is not the one in the event is a lie of one of them.
    QCOMPARE(said(log.timeline(), {stamp(2), stamp(5)}, 0), u"unknown"_s);
}

void TestAttributionTimeline::knowsWhatAPersonPutBack()
{
    const QJsonObject begun{{u"from"_s, u"s2"_s}, {u"to"_s, u"t1"_s}, {u"begun"_s, true}};
    const QJsonObject done{{u"from"_s, u"s2"_s}, {u"to"_s, u"t1"_s}};
    Log before;
    before.turn(1).endTurn().snapshot(u"s1"_s, 1, u"t1"_s).snapshot(u"s2"_s, 1, u"t2"_s);
    const std::vector<SnapshotStamp> stamps(5, stamp(1, 1, 1));
    Log log = before;
    log.add(EventKind::WorkspaceRestored, begun).snapshot(u"s3"_s, 1, u"t1"_s);
    log.add(EventKind::WorkspaceRestored, done).snapshot(u"s4"_s, 1, u"t4"_s);
    QCOMPARE(said(log.timeline(), stamps, 1), u"between"_s);
    QCOMPARE(said(log.timeline(), stamps, 2), u"restored"_s);
    QCOMPARE(said(log.timeline(), stamps, 3), u"between"_s);
    // Something else wrote at the same time.
    Log mixed = before;
    mixed.add(EventKind::RejectionCarriedOut, begun).snapshot(u"s3"_s, 1, u"t3"_s).snapshot(u"s4"_s, 1, u"t1"_s);
    mixed.add(EventKind::RejectionCarriedOut, done);
    QCOMPARE(said(mixed.timeline(), stamps, 2), u"unknown"_s);
    QCOMPARE(said(mixed.timeline(), stamps, 3), u"restored"_s);
    Log failed = before;
    failed.add(EventKind::WorkspaceRestored, begun).snapshot(u"s3"_s, 1, u"t3"_s);
    failed.add(EventKind::WorkspaceRestored, {{u"failed"_s, true}});
    QCOMPARE(said(failed.timeline(), stamps, 2), u"unknown"_s);
}

void TestAttributionTimeline::doesNotTakeTheAgentsWorkForAPersons()
{
    Log log;
    log.turn(1).endTurn().snapshot(u"s1"_s, 1, u"t1"_s).snapshot(u"s2"_s, 1, u"t2"_s);
    // Nothing had to change for it, and the agent comes to the same tree by itself.
    log.add(EventKind::WorkspaceRestored, {{u"from"_s, u"s2"_s}, {u"to"_s, u"t1"_s}, {u"begun"_s, true}});
    log.add(EventKind::WorkspaceRestored, {{u"from"_s, u"s2"_s}, {u"to"_s, u"t1"_s}});
    log.turn(2).call(u"a"_s, u"in_progress"_s).snapshot(u"s3"_s, 2, u"t1"_s).call(u"a"_s, u"completed"_s).endTurn();
    QCOMPARE(said(log.timeline(), {stamp(1, 0, 1), stamp(1, 0, 1), stamp(2, 2, 2)}, 2), u"during a"_s);
}

QTEST_GUILESS_MAIN(TestAttributionTimeline)
#include "tst_attribution_timeline.moc"
