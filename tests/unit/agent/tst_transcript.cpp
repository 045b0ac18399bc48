#include "agent_log.h"

#include <QElapsedTimer>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

QString text(const StreamedText &streamed)
{
    return streamed.toString();
}

constexpr auto question = "{'jsonrpc':'2.0','id':0,'method':'session/"
                          "request_permission','params':{'sessionId':'ses','toolCall':{'toolCallId':"
                          "'t','title':'/workspace/a.txt','kind':'edit','content':[{'type':'diff','path':'/workspace/"
                          "a.txt','oldText':'','newText'"
                          ":'x'}]},'options':[{'optionId':'always','name':'Always','kind':'allow_always'},{'optionId':'"
                          "once','name':'Once','kind':"
                          "'allow_once'},{'optionId':'no','name':'No','kind':'reject_once'}]}}";

/// A log with an open prompt.
AgentLog prompted()
{
    AgentLog log;
    log.open();
    log.turnStarted(u"mend it"_s);
    log.sent(json_rpc::request(3, u"session/prompt"_s, {}));
    return log;
}

} // namespace

class TestTranscript : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void aTurnReadsAsItHappened();
    void chunksAreMerged_data();
    void chunksAreMerged();
    void aToolCallIsMadeByItsFirstMention_data();
    void aToolCallIsMadeByItsFirstMention();
    void titlesAndListsAreReplacedOnlyByRealOnes();
    void aQuestionShowsTheDiffOfItsEarlierToolCall();
    void aDiffThatCameWithTheQuestionStays();
    void commandsAreReadFromRawInput_data();
    void commandsAreReadFromRawInput();
    void exitCodesAreFound_data();
    void exitCodesAreFound();
    void streamedOutputIsAppended();
    void decisionsAreShown_data();
    void decisionsAreShown();
    void aRejectedCallIsClosedByUs();
    void aCallThatAsksDoesNotRun();
    void aCancelStopsOpenCalls();
    void theEndOfATurnClosesWhatIsOpen();
    void theDeathOfTheAgentClosesWhatIsOpen();
    void theLastWordsOfADeadAgentAreKept_data();
    void theLastWordsOfADeadAgentAreKept();
    void reasonsAreSaidOnce_data();
    void reasonsAreSaidOnce();
    void aPromptShowsWhatWasToldWithIt();
    void aReplayIsNotShownTwice();
    void aPlanIsUpdatedInPlace();
    void modesAreNamed();
    void snapshotsBesideEachOtherAreOneMark();
    void garbageIsMerged();
    void noticesAndCompactions();
    void ownQuestionsAreItems();
    void snapshotsShareWhatDidNotChange();
    void longTextsKeepHeadAndTail();
    void piecesDoNotDependOnTheChunks();
    void manyUpdatesAreCheap();
};

void TestTranscript::aTurnReadsAsItHappened()
{
    AgentLog log = prompted();
    log.update("{'sessionUpdate':'agent_thought_chunk','content':{'type':'text','text':'hm'}}");
    log.update("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'I look'}}");
    log.update("{'sessionUpdate':'tool_call','toolCallId':'t','title':'read','kind':'read','status':'pending'}");
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'completed','content':[{'type':'content',"
               "'content':{'type':'text','text':'body'}}]}");
    log.update("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'Done'}}");
    log.received("{'id':3,'result':{'stopReason':'end_turn'}}");
    log.turnEnded(u"end_turn"_s);
    const Transcript transcript = log.transcript.snapshot();
    QCOMPARE(transcript.size(), 6);
    QCOMPARE(log.item<PromptItem>(0).text, u"mend it"_s);
    QCOMPARE(log.item<MessageItem>(1).role, MessageItem::Role::Thought);
    QCOMPARE(text(log.item<MessageItem>(2).text), u"I look"_s);
    QVERIFY(!log.item<MessageItem>(2).open);
    const auto call = log.item<ToolCallItem>(3);
    QCOMPARE(call.status, ToolCallStatus::Completed);
    QCOMPARE(text(call.output), u"body"_s);
    QCOMPARE(text(log.item<MessageItem>(4).text), u"Done"_s);
    const auto end = log.item<TurnEndItem>(5);
    QCOMPARE(end.reason, acp::StopReason::EndTurn);
    QVERIFY(end.durationMs > 0);
    for (qsizetype row = 0; row < transcript.size(); ++row) {
        QCOMPARE(transcript.at(row)->id, row + 1);
        QCOMPARE(transcript.at(row)->turn, 1);
    }
    QVERIFY(transcript.at(3)->lastSeq > transcript.at(3)->firstSeq);
    QCOMPARE(transcript.lastSeq(), qint64(log.events.size()));
}

void TestTranscript::chunksAreMerged_data()
{
    QTest::addColumn<QString>("firstId");
    QTest::addColumn<QString>("secondId");
    QTest::addColumn<bool>("toolBetween");
    QTest::addColumn<int>("messages");
    QTest::newRow("no ids") << QString() << QString() << false << 1;
    QTest::newRow("one id") << u"a"_s << u"a"_s << false << 1;
    QTest::newRow("two ids") << u"a"_s << u"b"_s << false << 2;
    QTest::newRow("a tool call between") << u"a"_s << u"a"_s << true << 2;
}

void TestTranscript::chunksAreMerged()
{
    QFETCH(QString, firstId);
    QFETCH(QString, secondId);
    QFETCH(bool, toolBetween);
    AgentLog log = prompted();
    const auto chunk = [&log](const QString &id) {
        QJsonObject update = json("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'x'}}");
        if (!id.isEmpty())
            update["messageId"_L1] = id;
        log.update(update);
    };
    chunk(firstId);
    if (toolBetween)
        log.update("{'sessionUpdate':'tool_call','toolCallId':'t','title':'read'}");
    else
        log.update("{'sessionUpdate':'usage_update','used':1,'size':2}");
    chunk(secondId);
    int messages = 0;
    const Transcript transcript = log.transcript.snapshot();
    for (qsizetype row = 0; row < transcript.size(); ++row)
        messages += std::holds_alternative<MessageItem>(transcript.at(row)->body) ? 1 : 0;
    QTEST(messages, "messages");
}

void TestTranscript::aToolCallIsMadeByItsFirstMention_data()
{
    QTest::addColumn<QByteArray>("line");
    const QByteArray prefix = "{'method':'session/update','params':{'sessionId':'ses','update':";
    QTest::newRow("tool call") << prefix + "{'sessionUpdate':'tool_call','toolCallId':'t','title':'x'}}}";
    QTest::newRow("update") << prefix + "{'sessionUpdate':'tool_call_update','toolCallId':'t','title':'x'}}}";
    QTest::newRow("permission request, as gemini does") << QByteArray(
        "{'id':1,'method':'session/request_permission','params':{'sessionId':'ses','toolCall':{'toolCallId':'t',"
        "'title':'x'},'options':[]}}");
}

void TestTranscript::aToolCallIsMadeByItsFirstMention()
{
    QFETCH(QByteArray, line);
    AgentLog log = prompted();
    log.received(json(line));
    QCOMPARE(log.item<ToolCallItem>(1).title, u"x"_s);
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'completed'}");
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::Completed);
}

void TestTranscript::titlesAndListsAreReplacedOnlyByRealOnes()
{
    AgentLog log = prompted();
    log.update("{'sessionUpdate':'tool_call','toolCallId':'t','title':'bash','kind':'execute','status':'pending','"
               "rawInput':{},"
               "'locations':[]}");
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'in_progress','title':'Runs the "
               "test','rawInput':"
               "{'command':'make test'},'locations':[{'path':'/workspace','line':3}]}");
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'completed','title':'','rawInput':{},"
               "'locations':[]}");
    const auto call = log.item<ToolCallItem>(1);
    QCOMPARE(call.title, u"Runs the test"_s);
    QCOMPARE(call.command, u"make test"_s);
    QCOMPARE(call.locations.size(), 1U);
    QVERIFY(call.rawInput.contains(u"make test"_s));
}

void TestTranscript::aQuestionShowsTheDiffOfItsEarlierToolCall()
{
    AgentLog log = prompted(); // codex: the permission request has only the id
    log.update("{'sessionUpdate':'tool_call','toolCallId':'t','title':'Edit "
               "a','kind':'edit','status':'in_progress','content':[{"
               "'type':'diff','path':'/workspace/a','oldText':'1','newText':'2'}]}");
    log.received(
        "{'id':0,'method':'session/request_permission','params':{'sessionId':'ses','toolCall':{'toolCallId':'t'},"
        "'options':[]}}");
    const auto call = log.item<ToolCallItem>(1);
    QCOMPARE(std::get<acp::Diff>(call.content.at(0)).newText, u"2"_s);
    const auto asked = log.item<QuestionItem>(2);
    QCOMPARE(asked.call, call.call);
    QCOMPARE(asked.title, u"Edit a"_s);
    QCOMPARE(call.approval, asked.approval);
    QCOMPARE(*log.transcript.toolCall(asked.call), call);
    QVERIFY(!log.transcript.toolCall(ToolCallId(u"other"_s)));
}

void TestTranscript::aDiffThatCameWithTheQuestionStays()
{
    AgentLog log = prompted(); // opencode's write
    log.received(question);
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'completed','content':[{'type':'content',"
               "'content':{'type':'text','text':'Wrote file successfully.'}}]}");
    const auto call = log.item<ToolCallItem>(1);
    QCOMPARE(call.content.size(), 1U);
    QCOMPARE(text(call.output), u"Wrote file successfully."_s);
}

void TestTranscript::commandsAreReadFromRawInput_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("command");
    QTest::newRow("text") << QByteArray("{'command':'make test'}") << u"make test"_s;
    QTest::newRow("words") << QByteArray("{'command':['bash','-lc','echo a b','it\\u0027s','']}")
                           << u"bash -lc 'echo a b' 'it'\\''s' ''"_s;
    QTest::newRow("cmd") << QByteArray("{'cmd':'ls'}") << u"ls"_s;
    QTest::newRow("no command") << QByteArray("{'filePath':'/a'}") << QString();
}

void TestTranscript::commandsAreReadFromRawInput()
{
    QFETCH(QByteArray, input);
    QTEST(commandOf(json(input)), "command");
}

void TestTranscript::exitCodesAreFound_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("code");
    QTest::newRow("opencode") << QByteArray("'status':'completed','rawOutput':{'output':'x','metadata':{'exit':2}}")
                              << 2;
    QTest::newRow("codex") << QByteArray(
        "'status':'failed','_meta':{'terminal_exit':{'terminal_id':'t','exit_code':2}}")
                           << 2;
    QTest::newRow("codex-zed") << QByteArray("'status':'failed','rawOutput':{'exit_code':2}") << 2;
}

void TestTranscript::exitCodesAreFound()
{
    QFETCH(QByteArray, fields);
    AgentLog log = prompted();
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','kind':'execute'," + fields + "}");
    QTEST(log.item<ToolCallItem>(1).exitCode.value(), "code");
}

void TestTranscript::streamedOutputIsAppended()
{
    AgentLog log = prompted(); // claude and codex
    log.update(
        "{'sessionUpdate':'tool_call','toolCallId':'t','title':'make','kind':'execute','content':[{'type':'terminal',"
        "'terminalId':'t'}],'_meta':{'terminal_info':{'terminal_id':'t'}}}");
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','_meta':{'terminal_output':{'terminal_id':'t','"
               "data':'a\\n"
               "'}}}");
    log.update(
        "{'sessionUpdate':'tool_call_update','toolCallId':'t','_meta':{'terminal_output_delta':{'data':'b\\n'}}}");
    log.update(
        "{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'completed','content':[{'type':'terminal',"
        "'terminalId':'t'}],'_meta':{'terminal_exit':{'exit_code':0,'signal':'SIGTERM'}}}");
    const auto call = log.item<ToolCallItem>(1);
    QCOMPARE(text(call.output), u"a\nb\n"_s);
    QVERIFY(call.outputIsTerminal);
    QCOMPARE(call.exitCode, 0);
    QCOMPARE(call.signal, u"SIGTERM"_s);
}

void TestTranscript::decisionsAreShown_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<int>("decision");
    const auto row = [](const char *name, const QString &option, QuestionDecision decision) {
        QTest::newRow(name) << option << static_cast<int>(decision);
    };
    row("once", u"once"_s, QuestionDecision::Allowed);
    row("always", u"always"_s, QuestionDecision::AllowedAlways);
    row("no", u"no"_s, QuestionDecision::Rejected);
    row("cancelled", QString(), QuestionDecision::Withdrawn);
}

void TestTranscript::decisionsAreShown()
{
    QFETCH(QString, option);
    AgentLog log = prompted();
    log.received(question);
    const auto asked = log.item<QuestionItem>(2);
    QCOMPARE(asked.decision, QuestionDecision::Open);
    log.add(EventKind::ApprovalRequested, {{u"id"_s, asked.approval.value}, {u"kind"_s, u"permission"_s}});
    QCOMPARE(log.transcript.snapshot().size(), 3);
    QJsonObject outcome{{u"outcome"_s, option.isEmpty() ? u"cancelled"_s : u"selected"_s}};
    if (!option.isEmpty())
        outcome["optionId"_L1] = option;
    log.sent(json_rpc::response({0}, {{u"outcome"_s, outcome}}));
    QTEST(static_cast<int>(log.item<QuestionItem>(2).decision), "decision");
}

void TestTranscript::aRejectedCallIsClosedByUs()
{
    AgentLog log = prompted();
    log.received(question);
    const ApprovalId approval = log.item<QuestionItem>(2).approval;
    log.add(EventKind::ApprovalDecided,
        {{u"id"_s, approval.value}, {u"decision"_s, u"deny"_s}, {u"by"_s, u"ada"_s},
            {u"reason"_s, u"not this file"_s}});
    log.sent(json_rpc::response({0}, json("{'outcome':{'outcome':'selected','optionId':'no'}}")));
    const auto asked = log.item<QuestionItem>(2);
    QCOMPARE(asked.decision, QuestionDecision::Rejected);
    QCOMPARE(asked.chosenOption, u"No"_s);
    QCOMPARE(asked.decidedBy, u"ada"_s);
    QCOMPARE(asked.reason, u"not this file"_s);
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::Rejected);
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'failed'}");
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::Rejected);
}

void TestTranscript::aCallThatAsksDoesNotRun()
{
    AgentLog log = prompted();
    log.update("{'sessionUpdate':'tool_call','toolCallId':'t','title':'run','kind':'execute','status':'in_progress'}");
    log.received(
        "{'id':0,'method':'session/request_permission','params':{'sessionId':'ses','toolCall':{'toolCallId':'t'},"
        "'options':[{'optionId':'once','name':'Once','kind':'allow_once'}]}}");
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::Pending);
    log.sent(json_rpc::response(
        {0}, {{u"outcome"_s, QJsonObject{{u"outcome"_s, u"selected"_s}, {u"optionId"_s, u"once"_s}}}}));
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::InProgress);
}

void TestTranscript::aCancelStopsOpenCalls()
{
    AgentLog log = prompted();
    log.update(
        "{'sessionUpdate':'tool_call','toolCallId':'t','title':'sleep','kind':'execute','status':'in_progress'}");
    log.update("{'sessionUpdate':'tool_call','toolCallId':'u','title':'edit','kind':'edit','status':'in_progress'}");
    log.sent(json_rpc::notification(u"session/cancel"_s, {}));
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::Stopped);
    QVERIFY(log.item<ToolCallItem>(1).endedAtMs > 0);
    // What comes meanwhile is still taken; a killed command is not "completed", a finished edit is.
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'completed','content':[{'type':'content',"
               "'content'"
               ":{'type':'text','text':'half'}}]}");
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'u','status':'completed'}");
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::Stopped);
    QCOMPARE(text(log.item<ToolCallItem>(1).output), u"half"_s);
    QCOMPARE(log.item<ToolCallItem>(2).status, ToolCallStatus::Completed);
}

void TestTranscript::theEndOfATurnClosesWhatIsOpen()
{
    AgentLog log = prompted();
    log.received(question);
    log.update("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'x'}}");
    log.turnEnded(u"end_turn"_s);
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::Unfinished);
    QCOMPARE(log.item<QuestionItem>(2).decision, QuestionDecision::Withdrawn);
    QVERIFY(!log.item<MessageItem>(3).open);
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'completed'}");
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::Completed);
}

void TestTranscript::theDeathOfTheAgentClosesWhatIsOpen()
{
    AgentLog log = prompted();
    log.update("{'sessionUpdate':'tool_call','toolCallId':'t','title':'x','status':'in_progress'}");
    log.exited(1, u"run-0"_s);
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::InProgress);
    log.exited(139);
    QCOMPARE(log.item<ToolCallItem>(1).status, ToolCallStatus::Unfinished);
    QCOMPARE(log.item<ExitItem>(2).exitCode, 139);
}

void TestTranscript::theLastWordsOfADeadAgentAreKept_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    QTest::addColumn<QString>("kept");
    QTest::newRow("nothing") << QStringList() << QStringList() << QString();
    QTest::newRow("in pieces") << QStringList{u"one\ntw"_s, u"o\n"_s} << QStringList() << u"one\ntwo\n"_s;
    QTest::newRow("after the end") << QStringList{u"one\n"_s} << QStringList{u"two"_s} << u"one\ntwo"_s;
    QStringList many;
    QString last;
    for (int i = 1; i <= 1000; ++i)
        many.append(QString::number(i) + u'\n');
    for (int i = 981; i <= 1000; ++i)
        last += QString::number(i) + u'\n';
    QTest::newRow("many lines") << many << QStringList() << last;
    QTest::newRow("one long line") << QStringList{u"begin "_s, QString(100'000, u'x')} << QStringList()
                                   << QString(4096, u'x');
}

void TestTranscript::theLastWordsOfADeadAgentAreKept()
{
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    QFETCH(QString, kept);
    AgentLog log;
    log.add(EventKind::AgentErrorOutput, {{u"text"_s, u"an earlier process\n"_s}});
    log.started();
    for (const QString &text : std::as_const(before))
        log.add(EventKind::AgentErrorOutput, {{u"text"_s, text}});
    log.exited(1);
    for (const QString &text : std::as_const(after))
        log.add(EventKind::AgentErrorOutput, {{u"text"_s, text}});
    QCOMPARE(log.item<ExitItem>(0).errorOutput, kept);
    log.started();
    log.add(EventKind::AgentErrorOutput, {{u"text"_s, u"another process"_s}});
    QCOMPARE(log.item<ExitItem>(0).errorOutput, kept);
}

void TestTranscript::reasonsAreSaidOnce_data()
{
    using Events = QList<std::pair<EventKind, QJsonObject>>;
    const QString why = u"The sandbox is gone. Continue the session."_s;
    const QJsonObject failed{{u"to"_s, u"failed"_s}, {u"reason"_s, why}};
    const QJsonObject idle{{u"to"_s, u"idle"_s}, {u"reason"_s, why}};
    const QJsonObject notice{{u"severity"_s, u"error"_s}, {u"message"_s, why}, {u"cause"_s, u"EOF"_s}};
    const QJsonObject ended{
        {u"stopReason"_s, u"interrupted"_s}, {u"error"_s, QJsonObject{{u"message"_s, why}, {u"cause"_s, u"EOF"_s}}}};
    const QJsonObject lost{{u"reason"_s, why}};
    QTest::addColumn<Events>("happened");
    QTest::addColumn<int>("notices");
    QTest::newRow("a state alone") << Events{{EventKind::SessionState, failed}} << 1;
    QTest::newRow("a state without a reason") << Events{{EventKind::SessionState, {{u"to"_s, u"idle"_s}}}} << 0;
    QTest::newRow("a notice before its state")
        << Events{{EventKind::Notice, notice}, {EventKind::SessionState, failed}} << 1;
    QTest::newRow("a state before its notice")
        << Events{{EventKind::SessionState, failed}, {EventKind::Notice, notice}} << 1;
    QTest::newRow("the end of a turn before the state")
        << Events{{EventKind::TurnEnded, ended}, {EventKind::SessionState, idle}} << 0;
    QTest::newRow("a lost sandbox") << Events{{EventKind::SandboxLost, lost}} << 1;
    QTest::newRow("a lost sandbox and its notice")
        << Events{{EventKind::SandboxLost, lost}, {EventKind::Notice, notice}} << 1;
    QTest::newRow("a sandbox lost within a turn") << Events{{EventKind::TurnStarted, {}},
        {EventKind::SandboxLost, lost}, {EventKind::TurnEnded, ended}, {EventKind::SessionState, idle}}
                                                  << 0;
}

void TestTranscript::reasonsAreSaidOnce()
{
    using Events = QList<std::pair<EventKind, QJsonObject>>;
    QFETCH(Events, happened);
    QFETCH(int, notices);
    AgentLog log;
    for (const auto &[kind, payload] : std::as_const(happened))
        log.add(kind, payload);
    const Transcript transcript = log.transcript.snapshot();
    int found = 0;
    for (qsizetype row = 0; row < transcript.size(); ++row) {
        if (const auto *notice = std::get_if<NoticeItem>(&transcript.at(row)->body)) {
            ++found;
            QCOMPARE(notice->title, u"The sandbox is gone. Continue the session."_s);
        }
    }
    QCOMPARE(found, notices);
}

void TestTranscript::aPromptShowsWhatWasToldWithIt()
{
    AgentLog log;
    log.add(EventKind::TurnStarted, {{u"prompt"_s, u"go on"_s}, {u"preface"_s, u"I denied it."_s}});
    QCOMPARE(log.item<PromptItem>(0).text, u"go on"_s);
    QCOMPARE(log.item<PromptItem>(0).preface, u"I denied it."_s);
}

void TestTranscript::aReplayIsNotShownTwice()
{
    AgentLog log = prompted();
    log.update("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'x'}}");
    log.exited(0);
    log.started(1, u"run-2"_s);
    const qsizetype before = log.transcript.snapshot().size();
    log.sent(json_rpc::request(9, u"session/load"_s, {}));
    log.update("{'sessionUpdate':'user_message_chunk','content':{'type':'text','text':'mend it'}}");
    log.update("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'x'}}");
    log.update("{'sessionUpdate':'tool_call','toolCallId':'old','title':'x'}");
    QCOMPARE(log.transcript.snapshot().size(), before);
    log.received("{'id':9,'result':{}}");
    log.update("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'new'}}");
    QCOMPARE(log.transcript.snapshot().size(), before + 1);
}

void TestTranscript::aPlanIsUpdatedInPlace()
{
    AgentLog log = prompted();
    log.update("{'sessionUpdate':'plan','entries':[{'content':'a'}]}");
    log.update("{'sessionUpdate':'tool_call','toolCallId':'t','title':'x'}");
    log.update("{'sessionUpdate':'plan','entries':[{'content':'a','status':'completed'},{'content':'b'}]}");
    QCOMPARE(log.item<PlanItem>(1).entries.size(), 2U);
    QCOMPARE(log.transcript.snapshot().size(), 3);
    log.turnEnded(u"end_turn"_s);
    log.turnStarted(u"more"_s);
    log.update("{'sessionUpdate':'plan','entries':[]}");
    QVERIFY(log.item<PlanItem>(-1).entries.empty());
}

void TestTranscript::modesAreNamed()
{
    AgentLog log;
    log.open("{'protocolVersion':1}",
        "{'sessionId':'ses','modes':{'currentModeId':'build','availableModes':[{'id':'build','name':'Build'},{'id':'"
        "plan',"
        "'name':'Plan first'}]}}");
    QCOMPARE(log.transcript.snapshot().size(), 0);
    log.sent(json_rpc::request(3, u"session/set_mode"_s, {{u"modeId"_s, u"plan"_s}}));
    log.received("{'id':3,'result':{}}");
    log.update("{'sessionUpdate':'current_mode_update','currentModeId':'plan'}");
    QCOMPARE(log.transcript.snapshot().size(), 1);
    QCOMPARE(log.item<ModeItem>(0).name, u"Plan first"_s);
    log.update("{'sessionUpdate':'config_option_update','configOptions':[{'id':'m','category':'mode','type':'select',"
               "'currentValue':'build','options':[{'value':'build','name':'Build'}]}]}");
    QCOMPARE(log.item<ModeItem>(1).name, u"Build"_s);
}

void TestTranscript::snapshotsBesideEachOtherAreOneMark()
{
    AgentLog log = prompted();
    const auto taken = [&log](const QString &commit, const QString &parent) {
        log.add(EventKind::SnapshotTaken, {{u"commit"_s, commit}, {u"tree"_s, u"t"_s}, {u"parent"_s, parent}});
    };
    log.update("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'a'}}");
    taken(u"2"_s, u"1"_s);
    taken(u"3"_s, u"2"_s);
    QCOMPARE(log.transcript.snapshot().size(), 3);
    QCOMPARE(log.item<SnapshotItem>(2).commit.value, u"3"_s);
    QCOMPARE(log.item<SnapshotItem>(2).parent.value, u"1"_s);
    log.update("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'b'}}");
    QCOMPARE(text(log.item<MessageItem>(1).text), u"ab"_s);
}

void TestTranscript::garbageIsMerged()
{
    AgentLog log = prompted();
    log.add(EventKind::AgentReceived, {{u"garbage"_s, u"Segmentation"_s}});
    log.add(EventKind::AgentReceived, {{u"garbage"_s, u"fault"_s}});
    const auto garbage = log.item<GarbageItem>(1);
    QCOMPARE(garbage.lines, 2);
    QCOMPARE(text(garbage.text), u"Segmentation\nfault"_s);
}

void TestTranscript::noticesAndCompactions()
{
    AgentLog log = prompted();
    log.update("{'sessionUpdate':'notice','severity':'warning','title':'Model metadata not found'}");
    log.add(EventKind::Notice,
        {{u"severity"_s, u"error"_s}, {u"code"_s, u"io.disk_full"_s}, {u"message"_s, u"Make room."_s}});
    log.update("{'sessionUpdate':'compaction_update','compactionId':'c','status':'in_progress'}");
    log.update(
        "{'sessionUpdate':'compaction_summary_chunk','compactionId':'c','content':{'type':'text','text':'so '}}");
    log.update(
        "{'sessionUpdate':'compaction_summary_chunk','compactionId':'c','content':{'type':'text','text':'far'}}");
    log.update("{'sessionUpdate':'compaction_update','compactionId':'c','status':'completed'}");
    log.add(EventKind::Accepted, {{u"branch"_s, u"mend"_s}, {u"commit"_s, u"abc"_s}});
    QCOMPARE(log.item<NoticeItem>(1).severity, acp::Severity::Warning);
    QCOMPARE(log.item<NoticeItem>(2).source, NoticeItem::Source::Pilothouse);
    QCOMPARE(log.item<CompactionItem>(3).status, acp::CompactionUpdate::Status::Completed);
    QCOMPARE(text(log.item<CompactionItem>(3).summary), u"so far"_s);
    QCOMPARE(log.item<AcceptedItem>(4).branch, u"mend"_s);
}

void TestTranscript::ownQuestionsAreItems()
{
    AgentLog log = prompted();
    log.add(EventKind::ApprovalRequested,
        {{u"id"_s, u"e1"_s}, {u"kind"_s, u"egress"_s}, {u"title"_s, u"example.org:443"_s}});
    log.add(EventKind::ApprovalDecided, {{u"id"_s, u"e1"_s}, {u"decision"_s, u"allow_once"_s}});
    QCOMPARE(log.item<QuestionItem>(1).kind, u"egress"_s);
    QCOMPARE(log.item<QuestionItem>(1).decision, QuestionDecision::Allowed);
}

void TestTranscript::snapshotsShareWhatDidNotChange()
{
    AgentLog log = prompted();
    for (int index = 0; index < 400; ++index)
        log.update(QJsonObject{{u"sessionUpdate"_s, u"tool_call"_s}, {u"toolCallId"_s, QString::number(index)}});
    const Transcript before = log.transcript.snapshot();
    log.update("{'sessionUpdate':'tool_call_update','toolCallId':'7','title':'seven'}");
    log.update("{'sessionUpdate':'tool_call','toolCallId':'new'}");
    const Transcript after = log.transcript.snapshot();
    QCOMPARE(after.changedRows(before), (std::vector<qsizetype>{8, 401}));
    QCOMPARE(std::get<ToolCallItem>(before.at(8)->body).title, QString());
    QCOMPARE(after.at(9).get(), before.at(9).get());
    QCOMPARE(before.size(), 401);
    QVERIFY(after.changedRows(after).empty());
}

void TestTranscript::longTextsKeepHeadAndTail()
{
    StreamedText streamed;
    for (int line = 0; line < 1'000'000; ++line)
        streamed.append(u"line %1\n"_s.arg(line));
    QVERIFY(streamed.omitted() > 0);
    QVERIFY(streamed.length() - streamed.omitted() <= StreamedText::bound);
    QVERIFY(streamed.headText().startsWith("line 0\nline 1\n"_L1));
    QVERIFY(streamed.tailText().endsWith("line 999999\n"_L1));
    QVERIFY(streamed.toString().contains(u"left out"_s));
}

void TestTranscript::piecesDoNotDependOnTheChunks()
{
    const QString whole = QString(u"abc\n"_s).repeated(2'000'000);
    StreamedText byPieces;
    for (qsizetype at = 0; at < whole.size(); at += 777)
        byPieces.append(QStringView(whole).mid(at, 777));
    QCOMPARE(byPieces, StreamedText(whole));
    QCOMPARE(byPieces.length(), whole.size());
}

void TestTranscript::manyUpdatesAreCheap()
{
    // 100,000 updates of one message and one call with a snapshot every hundred: seconds if anything grew with the
    // length.
    TranscriptFold fold;
    const QJsonObject chunk =
        json("{'line':{'method':'session/"
             "update','params':{'update':{'sessionUpdate':'agent_message_chunk','content':{'type':'text',"
             "'text':'a few words more '}}}}}");
    const QJsonObject output =
        json("{'line':{'method':'session/update','params':{'update':{'sessionUpdate':'tool_call_update',"
             "'toolCallId':'t','_meta':{'terminal_output':{'data':'a line of output\\n'}}}}}}");
    QElapsedTimer timer;
    timer.start();
    qint64 firstHalf = 0;
    Transcript shown;
    for (int index = 0; index < 100'000; ++index) {
        const Event event{
            .session = SessionId(1), .seq = index + 1, .atMs = index, .turn = 1, .kind = EventKind::AgentReceived};
        fold.apply(event, index % 2 == 0 ? chunk : output);
        if (index % 100 == 0)
            shown = fold.snapshot();
        if (index == 50'000)
            firstHalf = timer.elapsed();
    }
    const qint64 secondHalf = timer.elapsed() - firstHalf;
    qInfo("100,000 updates: %lld ms, then %lld ms", firstHalf, secondHalf);
    QCOMPARE(shown.size(), 3);
    QVERIFY2(secondHalf < 4 * firstHalf + 50, "the cost of an update grows with the transcript");
}

QTEST_GUILESS_MAIN(TestTranscript)
#include "tst_transcript.moc"
