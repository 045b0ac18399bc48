#include "runner/base/json.h"
#include "runner/session/session_timeline.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

using Kind = TimelineTick::Kind;

/// A session's log as its actor writes it, in short.
class Log {
public:
    Log()
    {
        add(EventKind::SessionCreated, SessionInfo{.title = u"T"_s, .repositoryId = RepositoryId(1)}.toJson(), 0);
        add(EventKind::BaseChosen, {{u"commit"_s, u"c0"_s}, {u"tree"_s, u"t0"_s}}, 0);
        add(EventKind::SandboxCreated, {{u"incarnation"_s, 1}, {u"container"_s, u"x"_s}}, 0);
        add(EventKind::AgentStarted, {{u"incarnation"_s, 1}, {u"name"_s, u"run-1"_s}}, 0);
    }
    void add(EventKind kind, const QJsonObject &payload, int turn)
    {
        const Event event{.session = SessionId(1),
            .seq = ++m_seq,
            .atMs = 1000 * m_seq,
            .turn = turn,
            .kind = kind,
            .payload = toLine(payload)};
        m_session.apply(event);
        m_timeline.apply(event);
    }
    void prompt(const QString &text)
    {
        add(EventKind::TurnStarted, {{u"id"_s, text}, {u"prompt"_s, text}}, ++m_turn);
        add(EventKind::AgentSent,
            {{u"n"_s, ++m_sent},
                {u"line"_s,
                    QJsonObject{{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, 10 + m_turn}, {u"method"_s, u"session/prompt"_s},
                        {u"params"_s, QJsonObject()}}}},
            m_turn);
    }
    void update(const QJsonObject &update)
    {
        say({{u"jsonrpc"_s, u"2.0"_s}, {u"method"_s, u"session/update"_s},
            {u"params"_s, QJsonObject{{u"sessionId"_s, u"s"_s}, {u"update"_s, update}}}});
    }
    void call(const QString &id, const QString &command)
    {
        update({{u"sessionUpdate"_s, u"tool_call"_s}, {u"toolCallId"_s, id}, {u"title"_s, u"Run"_s},
            {u"kind"_s, u"execute"_s}, {u"status"_s, u"in_progress"_s},
            {u"rawInput"_s, QJsonObject{{u"command"_s, command}}}});
    }
    void end(const QString &id, const QString &status = u"completed"_s)
    {
        update({{u"sessionUpdate"_s, u"tool_call_update"_s}, {u"toolCallId"_s, id}, {u"status"_s, status}});
    }
    void answer()
    {
        say({{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, 10 + m_turn},
            {u"result"_s, QJsonObject{{u"stopReason"_s, u"end_turn"_s}}}});
    }
    /// After the agent's last line.
    void snapshot(int number)
    {
        const QString name = QString::number(number);
        add(EventKind::SnapshotTaken,
            {{u"inc"_s, 1}, {u"ch"_s, 4}, {u"n"_s, number}, {u"commit"_s, QString(u'c' + name)},
                {u"tree"_s, QString(u't' + name)}, {u"position"_s, m_said}, {u"files"_s, number}},
            m_turn);
    }
    void restore(const QString &from, const QString &to, const QString &snapshot, int made)
    {
        QJsonObject payload{{u"from"_s, from}, {u"to"_s, to}, {u"snapshot"_s, snapshot}, {u"begun"_s, true}};
        add(EventKind::WorkspaceRestored, payload, m_turn);
        add(EventKind::SnapshotTaken,
            {{u"inc"_s, 1}, {u"ch"_s, 4}, {u"n"_s, made}, {u"commit"_s, QString(u'c' + QString::number(made))},
                {u"tree"_s, to}, {u"position"_s, m_said}},
            m_turn);
        payload.remove(u"begun"_s);
        add(EventKind::WorkspaceRestored, payload, m_turn);
    }
    [[nodiscard]] std::vector<TimelineTick> ticks()
    {
        return timelineTicks(m_session.snapshot(), m_timeline.timeline());
    }
    /// "kind snapshot title", with a "!" for a failure.
    [[nodiscard]] QStringList words()
    {
        static constexpr std::array Names{"base"_L1, "files"_L1, "call"_L1, "turn"_L1, "restored"_L1, "rejected"_L1};
        QStringList out;
        for (const TimelineTick &tick : ticks()) {
            QString text = Names.at(size_t(tick.kind)) + u' ' + tick.snapshot.value;
            if (!tick.title.isEmpty())
                text += u' ' + tick.title;
            out.append(tick.failed ? text + u" !"_s : text);
        }
        return out;
    }

private:
    void say(const QJsonObject &line)
    {
        add(EventKind::AgentReceived, {{u"inc"_s, 1}, {u"ch"_s, 1}, {u"n"_s, ++m_said}, {u"line"_s, line}}, m_turn);
    }

    qint64 m_seq = 0;
    qint64 m_said = 0;
    qint64 m_sent = 0;
    int m_turn = 0;
    SessionFold m_session;
    TimelineFold m_timeline;
};

} // namespace

class SessionTimelineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSessionBeginsWithItsBase()
    {
        Log log;
        QCOMPARE(log.words(), QStringList{u"base c0"_s});
        QVERIFY(log.ticks().front().isNow);
    }

    void eachCallAndTurnHasItsMoment()
    {
        Log log;
        log.prompt(u"Do it"_s);
        log.call(u"1"_s, u"one"_s);
        log.snapshot(1);
        log.end(u"1"_s);
        log.snapshot(2);
        log.call(u"2"_s, u"two"_s);
        log.end(u"2"_s, u"failed"_s);
        log.call(u"3"_s, u"three"_s);
        log.end(u"3"_s);
        log.answer();
        log.snapshot(3);
        QCOMPARE(log.words(),
            (QStringList{u"base c0"_s, u"files c1"_s, u"call c2 one"_s, u"call c2 two !"_s, u"call c3 three"_s,
                u"turn c3 Do it"_s}));
        const auto ticks = log.ticks();
        QVERIFY(ticks.back().isNow);
        QCOMPARE(ticks[2].changed, true);
        QCOMPARE(ticks[3].changed, false);
        QCOMPARE(ticks[2].files, 2);
        QCOMPARE(ticks[2].toolCall, ToolCallId(u"1"_s));
    }

    void aPersonsRestoreIsItsOwnMomentAndNotTheTurns()
    {
        Log log;
        log.prompt(u"First"_s);
        log.call(u"1"_s, u"one"_s);
        log.end(u"1"_s);
        log.answer();
        log.snapshot(1);
        log.restore(u"c1"_s, u"t0"_s, u"c0"_s, 2);
        log.prompt(u"Second"_s);
        log.call(u"2"_s, u"two"_s);
        log.end(u"2"_s);
        log.answer();
        log.snapshot(3);
        QCOMPARE(log.words(),
            (QStringList{u"base c0"_s, u"call c1 one"_s, u"turn c1 First"_s, u"restored c2"_s, u"call c3 two"_s,
                u"turn c3 Second"_s}));
    }
};

QTEST_GUILESS_MAIN(SessionTimelineTest)
#include "tst_session_timeline.moc"
