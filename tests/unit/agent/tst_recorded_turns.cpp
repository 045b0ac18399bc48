#include "agent_log.h"

#include "runner/agent/acp_client.h"
#include "runner/agent/output_compaction.h"

#include <QFile>

// Turns of real agents, recorded on the wire: data/<agent>_turn.jsonl has one line a line, ours with ">" before them.

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

QString outline(const MessageItem &message)
{
    return (message.role == MessageItem::Role::Agent ? u"says: "_s : u"thinks: "_s) + message.text.toString();
}

QString outline(const ToolCallItem &call)
{
    static const QMap<ToolCallStatus, QString> statuses{{ToolCallStatus::Pending, u"pending"_s},
        {ToolCallStatus::InProgress, u"in progress"_s}, {ToolCallStatus::Completed, u"completed"_s},
        {ToolCallStatus::Failed, u"failed"_s}, {ToolCallStatus::Stopped, u"stopped"_s},
        {ToolCallStatus::Rejected, u"rejected"_s}, {ToolCallStatus::Unfinished, u"unfinished"_s}};
    QStringList parts{u"call "_s + call.title, statuses.value(call.status)};
    if (call.exitCode)
        parts.append(u"exit %1"_s.arg(*call.exitCode));
    for (const acp::Location &location : call.locations)
        parts.append(u"at "_s + location.path);
    for (const acp::ToolContent &content : call.content) {
        if (const auto *diff = std::get_if<acp::Diff>(&content))
            parts.append(u"diff "_s + diff->path + u": "_s + diff->oldText.value_or(u"-"_s) + u" → "_s + diff->newText);
    }
    parts.append(call.output.toString());
    return parts.join(u" | ").replace(u'\n', u'/');
}

QString outline(const QuestionItem &question)
{
    static const QMap<QuestionDecision, QString> decisions{{QuestionDecision::Open, u"open"_s},
        {QuestionDecision::Allowed, u"allowed"_s}, {QuestionDecision::AllowedAlways, u"allowed always"_s},
        {QuestionDecision::Rejected, u"rejected"_s}, {QuestionDecision::Withdrawn, u"withdrawn"_s}};
    return u"asks "_s + question.title + u": "_s + decisions.value(question.decision);
}

QString outline(const PlanItem &plan)
{
    return u"plan of %1"_s.arg(plan.entries.size());
}

template <class Other> QString outline(const Other &)
{
    return u"something else"_s;
}

QStringList outlineOf(const Transcript &transcript)
{
    QStringList lines;
    for (qsizetype row = 0; row < transcript.size(); ++row)
        lines.append(std::visit([](const auto &body) { return outline(body); }, transcript.at(row)->body));
    return lines;
}

struct Recording {
    QList<QPair<bool, QJsonObject>> lines; ///< true: ours
};

Recording read(const QString &name)
{
    Recording recording;
    QFile file(QStringLiteral(RECORDINGS) + u'/' + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("There is no recording %s", qPrintable(name));
    while (!file.atEnd()) {
        QByteArray line = file.readLine();
        const bool ours = line.startsWith('>');
        if (ours)
            line.remove(0, 1);
        recording.lines.append({ours, QJsonDocument::fromJson(line).object()});
    }
    return recording;
}

} // namespace

class TestRecordedTurns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void openCode();
};

void TestRecordedTurns::openCode()
{
    const AcpClient client({.clientVersion = u"1"_s, .workingDirectory = u"/workspace"_s, .settings = {}});
    const Recording recording = read(u"opencode_turn.jsonl"_s);
    AgentLog log;
    AgentLog rawLog;
    OutputCompaction compaction;
    log.started();
    rawLog.started();
    qsizetype raw = 0;
    qsizetype stored = 0;
    for (const auto &[ours, line] : recording.lines) {
        if (ours) {
            // What our client owes is what the recorded one sent.
            const auto due = client.due(log.conversation);
            if (!due.empty())
                QCOMPARE(due.front(), line);
            log.sent(line);
            rawLog.sent(line);
            continue;
        }
        const QJsonObject kept = compaction.store(line);
        raw += toLine(line).size();
        stored += toLine(kept).size();
        log.received(kept);
        rawLog.received(line);
    }
    qInfo("%lld bytes of lines are stored in %lld", qint64(raw), qint64(stored));
    QVERIFY(stored < raw * 9 / 10);
    const QString loop = u"for i in 1 2 3 4 5 6; do echo line $i of some output; sleep 0.4; done; exit 2"_s;
    QString output;
    for (int line = 1; line <= 6; ++line)
        output += u"line %1 of some output/"_s.arg(line);
    const QStringList expected{
        u"says: I will bash. "_s,
        u"call %1 | completed | exit 2 | at /workspace | %2"_s.arg(loop, output),
        u"asks %1: allowed"_s.arg(loop),
        u"says: I will read. "_s,
        u"call a.txt | completed | at /workspace/a.txt | one/two"_s,
        u"says: I will edit. "_s,
        u"call a.txt | completed | at /workspace/a.txt | diff /workspace/a.txt: one → uno | Edit applied successfully."_s,
        u"asks /workspace/a.txt: allowed"_s,
        u"says: I will write. "_s,
        u"call b.txt | completed | at /workspace/b.txt | diff /workspace/b.txt:  → new file/ | Wrote file successfully."_s,
        u"asks /workspace/b.txt: allowed"_s,
        u"says: I will todowrite. "_s,
        u"call 0 todos | completed | [/  {/    \"content\": \"x\",/    \"status\": \"completed\",/    \"priority\": "_s
            + u"\"high\"/  }/]"_s,
        u"plan of 1"_s,
        u"says: All done."_s,
    };
    QCOMPARE(outlineOf(log.transcript.snapshot()), expected);
    QCOMPARE(outlineOf(rawLog.transcript.snapshot()), expected);
    QCOMPARE(log.item<ToolCallItem>(1).command, loop);
    QCOMPARE(log.conversation, rawLog.conversation);
    QCOMPARE(log.conversation.agent->info.name, u"OpenCode"_s);
    QVERIFY(log.conversation.agent->capabilities.resumeSession);
    QCOMPARE(log.conversation.lastOutcome->result.stopReason, acp::StopReason::EndTurn);
    QCOMPARE(log.conversation.usage->cost->currency, u"USD"_s);
    QCOMPARE(log.conversation.commands.size(), 3U);
    QVERIFY(client.setMode(log.conversation, u"plan"_s));
}

QTEST_GUILESS_MAIN(TestRecordedTurns)
#include "tst_recorded_turns.moc"
