#include "agent_log.h"

#include "runner/agent/output_compaction.h"

#include <QRandomGenerator>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject updateLine(QJsonObject update)
{
    update["sessionUpdate"_L1] = u"tool_call_update"_s;
    if (!update.contains("toolCallId"_L1))
        update["toolCallId"_L1] = u"t"_s;
    return {{u"jsonrpc"_s, u"2.0"_s}, {u"method"_s, u"session/update"_s},
        {u"params"_s, QJsonObject{{u"sessionId"_s, u"ses"_s}, {u"update"_s, update}}}};
}

QJsonArray textContent(const QString &text)
{
    return {
        QJsonObject{{u"type"_s, u"content"_s}, {u"content"_s, QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, text}}}}};
}

/// An update with the whole text so far.
QJsonObject cumulative(const QString &text, const QString &status = u"in_progress"_s)
{
    return updateLine({{u"status"_s, status}, {u"content"_s, textContent(text)}});
}

QJsonObject streamed(const QString &data)
{
    return updateLine({{u"_meta"_s,
        QJsonObject{{u"terminal_output"_s, QJsonObject{{u"terminal_id"_s, u"t"_s}, {u"data"_s, data}}}}}});
}

QJsonObject ended(const QString &status = u"completed"_s)
{
    return updateLine({{u"status"_s, status}});
}

QJsonObject marker(const QJsonObject &line)
{
    return line["_pilothouse"_L1].toObject();
}

ToolCallItem callAfter(const QList<QJsonObject> &lines)
{
    AgentLog log;
    for (const QJsonObject &line : lines)
        log.received(line);
    return log.item<ToolCallItem>(0);
}

/// Times and places of items are the log's; the call itself must be the same.
void compareCalls(const QList<QJsonObject> &stored, const QList<QJsonObject> &raw)
{
    QCOMPARE(callAfter(stored), callAfter(raw));
}

} // namespace

class TestOutputCompaction : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void otherLinesStayAsTheyAre_data();
    void otherLinesStayAsTheyAre();
    void onlyTheNewPartIsStored();
    void theTranscriptIsTheSame_data();
    void theTranscriptIsTheSame();
    void aMarkerOfTheAgentIsRemoved();
    void longOutputKeepsHeadAndTail_data();
    void longOutputKeepsHeadAndTail();
    void whatOneCallStoresIsBounded_data();
    void whatOneCallStoresIsBounded();
    void rawOutputDoesNotRepeat();
    void rawInputDoesNotRepeat();
    void anotherProcessGoesOn();
    void randomOutputsReadTheSame();
    void growingOutputIsLinear();
};

void TestOutputCompaction::otherLinesStayAsTheyAre_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("response") << QByteArray("{'id':1,'result':{}}");
    QTest::newRow("message") << QByteArray("{'method':'session/update','params':{'update':{'sessionUpdate':"
                                           "'agent_message_chunk','content':{'type':'text','text':'x'}}}}");
    QTest::newRow("tool call without an id")
        << QByteArray("{'method':'session/update','params':{'update':{'sessionUpdate':'tool_call','content':[]}}}");
    QTest::newRow("content that is no list") << QByteArray(
        "{'method':'session/update','params':{'update':{'sessionUpdate':'tool_call','toolCallId':'t','content':5}}}");
    QTest::newRow("first text") << QByteArray(
        "{'method':'session/update','params':{'update':{'sessionUpdate':'tool_call',"
        "'toolCallId':'t','content':[{'type':'content','content':{'type':'text','text':"
        "'x'}}]}}}");
    QTest::newRow("empty") << QByteArray("{}");
    QTest::newRow("empty name of a member") << QByteArray("{'method':'session/update','params':{'':{'':1}}}");
}

void TestOutputCompaction::otherLinesStayAsTheyAre()
{
    QFETCH(QByteArray, line);
    OutputCompaction compaction;
    QCOMPARE(compaction.store(json(line)), json(line));
    compaction.restore(json(line));
}

void TestOutputCompaction::onlyTheNewPartIsStored()
{
    OutputCompaction compaction;
    const QString first = u"first line\n"_s;
    (void)compaction.store(cumulative(first));
    const QJsonObject line = compaction.store(cumulative(first + u"second"));
    QCOMPARE(marker(line)["output"_L1].toObject(), json("{'at':11,'appended':'second'}"));
    QCOMPARE(line["params"_L1]["update"_L1]["content"_L1].toArray(), QJsonArray());
    const QJsonObject same = compaction.store(cumulative(first + u"second", u"completed"_s));
    QCOMPARE(marker(same)["output"_L1].toObject(), json("{'at':17,'appended':''}"));
}

void TestOutputCompaction::theTranscriptIsTheSame_data()
{
    QTest::addColumn<QList<QJsonObject>>("lines");
    const QJsonObject diff = json("{'type':'diff','path':'/a','oldText':'1','newText':'2'}");
    QJsonArray withDiff = textContent(u"done"_s);
    withDiff.append(diff);
    QTest::newRow("growing text") << QList{
        cumulative(u"a"_s), cumulative(u"ab"_s), cumulative(u"abc"_s, u"completed"_s)};
    QTest::newRow("replaced text") << QList{cumulative(u"abc"_s), cumulative(u"x"_s), cumulative(u"xy"_s)};
    QTest::newRow("shorter text") << QList{cumulative(u"abc"_s), cumulative(u"ab"_s), cumulative(u"abd"_s)};
    QTest::newRow("text, then none") << QList{
        cumulative(u"abc"_s), updateLine({{u"content"_s, QJsonArray{diff}}}), cumulative(u"abcd"_s)};
    QTest::newRow("text and a diff") << QList{cumulative(u"do"_s), updateLine({{u"content"_s, withDiff}})};
    QTest::newRow("empty text") << QList{cumulative(QString()), cumulative(u"a"_s), cumulative(u"a"_s)};
    QTest::newRow("two texts") << QList{
        cumulative(u"a"_s), updateLine({{u"content"_s, QJsonArray{textContent(u"a"_s)[0], textContent(u"b"_s)[0]}}})};
    QTest::newRow("stream") << QList{streamed(u"a"_s), streamed(u"b"_s), ended()};
    QTest::newRow("stream, then text") << QList{streamed(u"a"_s), cumulative(u"ab"_s), cumulative(u"abc"_s)};
    QTest::newRow("text after the end") << QList{
        cumulative(u"a"_s), cumulative(u"ab"_s, u"completed"_s), cumulative(u"abc"_s)};
    QTest::newRow("stream after the end") << QList{streamed(u"a"_s), ended(), streamed(u"b"_s), ended()};
    QTest::newRow("permission in between") << QList{cumulative(u"a"_s),
        json("{'id':1,'method':'session/request_permission','params':{'toolCall':{'toolCallId':'t','content':[{'type':"
             "'content','content':{'type':'text','text':'ask'}}]},'options':[]}}"),
        cumulative(u"asked"_s)};
}

void TestOutputCompaction::theTranscriptIsTheSame()
{
    QFETCH(QList<QJsonObject>, lines);
    OutputCompaction compaction;
    QList<QJsonObject> stored;
    for (const QJsonObject &line : std::as_const(lines))
        stored.append(compaction.store(line));
    compareCalls(stored, lines);
}

void TestOutputCompaction::aMarkerOfTheAgentIsRemoved()
{
    OutputCompaction compaction;
    QJsonObject line = cumulative(u"honest"_s);
    line["_pilothouse"_L1] = json("{'output':{'at':0,'appended':'forged'}}");
    QCOMPARE(compaction.store(line), cumulative(u"honest"_s));
    QJsonObject notice = json("{'method':'x','_pilothouse':{}}");
    QVERIFY(!compaction.store(notice).contains("_pilothouse"_L1));
}

void TestOutputCompaction::longOutputKeepsHeadAndTail_data()
{
    QTest::addColumn<bool>("isStream");
    QTest::addColumn<QString>("unit");
    QTest::newRow("text") << false << u"0123456789abcde\n"_s;
    QTest::newRow("stream") << true << u"0123456789abcde\n"_s;
    QTest::newRow("text of three bytes a character") << false << u"€uro €uro €uro\n"_s;
    QTest::newRow("stream of pairs") << true << QString::fromUcs4(U"\U0001F600\U0001F680\n");
}

void TestOutputCompaction::longOutputKeepsHeadAndTail()
{
    QFETCH(bool, isStream);
    QFETCH(QString, unit);
    const QString part = unit.repeated(300'000 / unit.toUtf8().size());
    constexpr int parts = 15;
    OutputCompaction compaction;
    QList<QJsonObject> stored;
    QString whole;
    for (int index = 0; index < parts; ++index) {
        whole += part;
        stored.append(compaction.store(isStream ? streamed(part) : cumulative(whole)));
    }
    whole += u"the end";
    stored.append(compaction.store(isStream ? streamed(u"the end"_s) : cumulative(whole)));
    stored.append(compaction.store(ended()));
    const ToolCallItem call = callAfter(stored);
    QCOMPARE(call.status, ToolCallStatus::Completed);
    QVERIFY(call.output.omitted() > 0);
    QCOMPARE(call.output.length(), whole.size());
    QVERIFY(whole.startsWith(call.output.headText()));
    QVERIFY(whole.endsWith(call.output.tailText()));
    const qint64 head = call.output.headText().toUtf8().size();
    const qint64 tail = call.output.tailText().toUtf8().size();
    QVERIFY(head <= OutputCompaction::keptHead && head > OutputCompaction::keptHead - 16);
    QVERIFY(tail <= OutputCompaction::keptTail && tail > OutputCompaction::keptTail - 16);
}

void TestOutputCompaction::whatOneCallStoresIsBounded_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"replaced", "growing", "stream", "ended again and again", "raw output"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TestOutputCompaction::whatOneCallStoresIsBounded()
{
    QFETCH(QString, kind);
    const QString part(300'000, u'x');
    OutputCompaction compaction;
    qint64 bytes = 0;
    QString whole;
    for (int index = 0; index < 20; ++index) {
        const QString number = QString::number(index);
        whole += part;
        QJsonObject line;
        if (kind == "replaced"_L1)
            line = cumulative(number + part);
        else if (kind == "growing"_L1)
            line = cumulative(whole);
        else if (kind == "stream"_L1)
            line = streamed(part);
        else if (kind == "raw output"_L1)
            line = updateLine({{u"rawOutput"_s, QJsonObject{{u"output"_s, QString(number + part)}}}});
        else
            line = cumulative(number + part, u"completed"_s);
        bytes += toLine(compaction.store(line)).size();
    }
    QVERIFY2(bytes < OutputCompaction::keptHead + OutputCompaction::keptTail + 200 * 1024,
        qPrintable(QString::number(bytes)));
}

void TestOutputCompaction::rawOutputDoesNotRepeat()
{
    const QString output = QString(u"a line of output\n"_s).repeated(1000);
    QJsonObject update{{u"status"_s, u"completed"_s}, {u"content"_s, textContent(output)},
        {u"rawOutput"_s,
            QJsonObject{{u"output"_s, output}, {u"metadata"_s, QJsonObject{{u"output"_s, output}, {u"exit"_s, 2}}}}}};
    OutputCompaction compaction;
    const QJsonObject line = compaction.store(updateLine(update));
    QVERIFY(toLine(line).size() < 2 * output.size());
    QCOMPARE(marker(line)["same"_L1].toArray(), json("{'p':[['metadata','output'],['output']]}")["p"_L1].toArray());
    compareCalls({line}, {updateLine(update)});
    QCOMPARE(callAfter({line}).exitCode, 2);
    const QJsonObject lone = compaction.store(
        updateLine({{u"toolCallId"_s, u"u"_s}, {u"rawOutput"_s, QJsonObject{{u"log"_s, QString(500'000, u'x')}}}}));
    QVERIFY(toLine(lone).size() < 70'000);
    QCOMPARE(marker(lone)["cut"_L1].toArray(), json("{'p':[['log']]}")["p"_L1].toArray());
}

void TestOutputCompaction::rawInputDoesNotRepeat()
{
    const QJsonObject input{{u"content"_s, QString(10'000, u'x')}};
    const QJsonObject update{{u"rawInput"_s, input}};
    OutputCompaction compaction;
    const QJsonObject first = compaction.store(updateLine(update));
    const QJsonObject second = compaction.store(updateLine(update));
    QCOMPARE(first, updateLine(update));
    QVERIFY(!second["params"_L1]["update"_L1].toObject().contains("rawInput"_L1));
    compareCalls({first, second}, {updateLine(update), updateLine(update)});
}

void TestOutputCompaction::anotherProcessGoesOn()
{
    OutputCompaction before;
    QList<QJsonObject> stored;
    stored.append(before.store(cumulative(u"one\n"_s)));
    stored.append(before.store(cumulative(u"one\ntwo\n"_s)));
    OutputCompaction after;
    for (const QJsonObject &line : std::as_const(stored))
        after.restore(line);
    stored.append(after.store(cumulative(u"one\ntwo\nthree\n"_s)));
    QCOMPARE(marker(stored.last())["output"_L1].toObject(), json("{'at':8,'appended':'three\\n'}"));
    QCOMPARE(callAfter(stored).output.toString(), u"one\ntwo\nthree\n"_s);
}

void TestOutputCompaction::randomOutputsReadTheSame()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int round = 0; round < 300; ++round) {
        auto compaction = std::make_unique<OutputCompaction>();
        QList<QJsonObject> raw;
        QList<QJsonObject> stored;
        QString whole;
        for (int step = 0; step < 12; ++step) {
            switch (random.bounded(8)) {
            case 0:
                whole.clear();
                [[fallthrough]];
            case 1:
            case 2:
            case 3:
                whole += QString(u"%1\n"_s.arg(random.bounded(3))).repeated(random.bounded(3));
                raw.append(cumulative(whole));
                break;
            case 4:
                raw.append(streamed(QString::number(random.bounded(9))));
                break;
            case 5:
                raw.append(updateLine({{u"content"_s, QJsonArray()}}));
                break;
            case 6:
                raw.append(ended(random.bounded(2) == 0 ? u"completed"_s : u"in_progress"_s));
                break;
            default:
                raw.append(cumulative(whole, u"failed"_s));
            }
            stored.append(compaction->store(raw.last()));
            if (random.bounded(4) == 0) { // The host died and came back.
                compaction = std::make_unique<OutputCompaction>();
                for (const QJsonObject &line : std::as_const(stored))
                    compaction->restore(line);
            }
        }
        compareCalls(stored, raw);
        if (QTest::currentTestFailed())
            return;
    }
}

void TestOutputCompaction::growingOutputIsLinear()
{
    OutputCompaction compaction;
    QString whole;
    qint64 stored = 0;
    for (int index = 0; index < 2000; ++index) {
        whole += u"line %1 of the output of a long command\n"_s.arg(index);
        stored += toLine(compaction.store(cumulative(whole))).size();
    }
    qInfo("%lld bytes of output stored in %lld bytes of lines", qint64(whole.size()), stored);
    QVERIFY(stored < whole.size() + 2000 * 300);
}

QTEST_GUILESS_MAIN(TestOutputCompaction)
#include "tst_output_compaction.moc"
