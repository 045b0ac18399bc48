#include "agent_log.h"

#include "runner/agent/acp_client.h"

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

AcpClient client()
{
    return AcpClient({.clientVersion = u"1"_s, .workingDirectory = u"/workspace"_s, .settings = {}});
}

QString method(const QJsonObject &line)
{
    return line["method"_L1].toString();
}

constexpr auto permission = "{'jsonrpc':'2.0','id':0,'method':'session/"
                            "request_permission','params':{'sessionId':'ses','toolCall':{'toolCallId':"
                            "'t'},'options':[{'optionId':'always','name':'Always','kind':'allow_always'},{'optionId':'"
                            "once','name':'Once','kind':"
                            "'allow_once'},{'optionId':'no','name':'No','kind':'reject_once'}]}}";

/// An agent as a pure function: everything that it says after what it was told so far.
QList<QJsonObject> scriptedAgent(const QList<QJsonObject> &told)
{
    QList<QJsonObject> said;
    const auto update = [&said](const char *text) {
        said.append({{u"method"_s, u"session/update"_s},
            {u"params"_s, QJsonObject{{u"sessionId"_s, u"ses"_s}, {u"update"_s, json(text)}}}});
    };
    qint64 prompt = -1;
    for (const QJsonObject &line : told) {
        const qint64 id = line["id"_L1].toInteger();
        if (method(line) == "initialize"_L1) {
            said.append(json_rpc::response({id}, json("{'protocolVersion':1}")));
        } else if (method(line) == "session/new"_L1) {
            said.append(json_rpc::response({id},
                json("{'sessionId':'ses','modes':{'currentModeId':'build','availableModes':[{'id':'build'},{'id':'plan'"
                     "}]}}")));
            update("{'sessionUpdate':'available_commands_update','availableCommands':[{'name':'init'}]}");
        } else if (method(line) == "session/set_mode"_L1) {
            said.append(json_rpc::response({id}, {}));
        } else if (method(line) == "session/prompt"_L1) {
            prompt = id;
            update("{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'I will'}}");
            said.append(json("{'id':'w','method':'fs/write_text_file','params':{'path':'/etc/passwd','content':'x'}}"));
            said.append(json(permission));
        } else if (line.contains("result"_L1)) {
            update("{'sessionUpdate':'tool_call_update','toolCallId':'t','status':'completed'}");
            said.append(json_rpc::response({prompt}, json("{'stopReason':'end_turn'}")));
        }
    }
    return said;
}

/// Goes on from a log to the end of the conversation, as a host process would; returns the log's payloads.
QList<QByteArray> runToEnd(AgentLog log)
{
    const AcpClient acp({.clientVersion = u"1"_s, .workingDirectory = u"/w"_s, .settings = {{u"mode"_s, u"plan"_s}}});
    bool wantsPrompt = true;
    for (int step = 0; step < 100; ++step) {
        QList<QJsonObject> told;
        qsizetype heard = 0;
        wantsPrompt = true;
        for (const Event &event : log.events) {
            const QJsonObject line = json(event.payload)["line"_L1].toObject();
            if (event.kind == EventKind::AgentSent)
                told.append(line);
            if (event.kind == EventKind::AgentSent && method(line) == "session/prompt"_L1)
                wantsPrompt = false;
            heard += event.kind == EventKind::AgentReceived ? 1 : 0;
        }
        const auto due = acp.due(log.conversation);
        const QList<QJsonObject> says = scriptedAgent(told);
        const auto open = log.conversation.openPermissions();
        if (log.events.empty())
            log.started();
        else if (!due.empty())
            log.sent(due.front());
        else if (heard < says.size())
            log.received(says[heard]);
        else if (wantsPrompt)
            log.sent(acp.prompt(log.conversation, {acp::TextBlock{u"go"_s}})->front());
        else if (!open.empty())
            log.sent(acp.answerPermission(log.conversation, open.front().approval(), {u"once"_s})->front());
        else
            break;
    }
    QList<QByteArray> payloads;
    for (const Event &event : log.events)
        payloads.append(event.payload);
    return payloads;
}

} // namespace

class TestConversation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void initializeOffersNothingOfTheHost();
    void theSessionOpensByTheWayThatTheAgentOffers_data();
    void theSessionOpensByTheWayThatTheAgentOffers();
    void aFailedReopeningOpensANewSession();
    void aNewHostProcessContinuesAtEveryPoint();
    void onePromptAtATime();
    void everythingThatTheAgentAsksIsRefused_data();
    void everythingThatTheAgentAsksIsRefused();
    void aPermissionIsAnsweredOnce();
    void cancelAnswersOpenQuestions();
    void aQuestionAfterTheCancelIsCancelled();
    void aWithdrawnQuestionIsClosed();
    void tooManyQuestionsAreRefused();
    void authenticationIsAState();
    void aFailureIsAState_data();
    void aFailureIsAState();
    void theDeathOfTheAgentEndsThePrompt();
    void anExitRemembersWhyNoSessionWasOpen_data();
    void anExitRemembersWhyNoSessionWasOpen();
    void theExitOfAnotherProcessChangesNothing();
    void settingsGoTheWayThatTheAgentOffers_data();
    void settingsGoTheWayThatTheAgentOffers();
    void settingsAreAskedForAgainInANewProcess();
    void aRefusedSettingIsForgotten();
    void updatesAreTakenUp();
    void updatesOfAnotherSessionAreNot();
    void answersToNothingAreIgnored();
    void mediaGoOnlyToAgentsThatTakeThem();
    void optionsAreChosenByKind();
    void garbageChangesNothing_data();
    void garbageChangesNothing();
};

void TestConversation::initializeOffersNothingOfTheHost()
{
    AgentLog log;
    QVERIFY(client().due(log.conversation).empty());
    log.started();
    const auto lines = client().due(log.conversation);
    QCOMPARE(lines.size(), 1U);
    const QJsonObject params = lines[0]["params"_L1].toObject();
    QCOMPARE(params["protocolVersion"_L1].toInt(), 1);
    QCOMPARE(params["clientCapabilities"_L1].toObject(),
        json("{'fs':{'readTextFile':false,'writeTextFile':false},'terminal':false,'session':{'configOptions':{'boolean'"
             ":{}},"
             "'notices':{},'compaction':{}},'_meta':{'terminal_output':true}}"));
    log.sent(lines[0]);
    QVERIFY(client().due(log.conversation).empty());
    QCOMPARE(log.conversation.phase(), AgentPhase::Initializing);
}

void TestConversation::theSessionOpensByTheWayThatTheAgentOffers_data()
{
    QTest::addColumn<QByteArray>("capabilities");
    QTest::addColumn<bool>("resumable");
    QTest::addColumn<QString>("expected");
    QTest::newRow("resume") << QByteArray("{'loadSession':true,'sessionCapabilities':{'resume':{}}}") << true
                            << u"session/resume"_s;
    QTest::newRow("load") << QByteArray("{'loadSession':true}") << true << u"session/load"_s;
    QTest::newRow("neither") << QByteArray("{}") << true << u"session/new"_s;
    QTest::newRow("not to be trusted") << QByteArray("{'loadSession':true}") << false << u"session/new"_s;
}

void TestConversation::theSessionOpensByTheWayThatTheAgentOffers()
{
    QFETCH(QByteArray, capabilities);
    QFETCH(bool, resumable);
    const QJsonObject result{{u"protocolVersion"_s, 1}, {u"agentCapabilities"_s, json(capabilities)}};
    const AcpClient acp({.clientVersion = u"1"_s, .workingDirectory = u"/w"_s, .resumable = resumable, .settings = {}});
    AgentLog log;
    log.open(toLine(result));
    log.exited(137);
    QCOMPARE(log.conversation.phase(), AgentPhase::Absent);
    log.started(1, u"run-2"_s);
    const auto initialize = acp.due(log.conversation);
    QCOMPARE(initialize[0]["id"_L1].toInteger(), 3);
    log.sent(initialize[0]);
    log.received(json_rpc::response({3}, result));
    const auto lines = acp.due(log.conversation);
    QCOMPARE(lines.size(), 1U);
    QTEST(method(lines[0]), "expected");
    const QJsonObject params = lines[0]["params"_L1].toObject();
    QCOMPARE(params["mcpServers"_L1].isArray(), true);
    QCOMPARE(params["sessionId"_L1].toString(), method(lines[0]) == "session/new"_L1 ? QString() : u"ses"_s);
}

void TestConversation::aFailedReopeningOpensANewSession()
{
    AgentLog log;
    log.open("{'protocolVersion':1,'agentCapabilities':{'loadSession':true}}");
    log.exited(0);
    log.started(1, u"run-2"_s);
    log.sent(client().due(log.conversation)[0]);
    log.received("{'id':3,'result':{'protocolVersion':1,'agentCapabilities':{'loadSession':true}}}");
    log.sent(client().due(log.conversation)[0]);
    QVERIFY(log.conversation.replaying);
    log.received("{'id':4,'error':{'code':-32603,'message':'No previous sessions found'}}");
    QVERIFY(!log.conversation.replaying);
    const auto lines = client().due(log.conversation);
    QCOMPARE(method(lines.at(0)), u"session/new"_s);
    log.sent(lines[0]);
    log.received("{'id':5,'result':{'sessionId':'other'}}");
    QCOMPARE(log.conversation.phase(), AgentPhase::Ready);
    QCOMPARE(log.conversation.acpSession, u"other"_s);
    QVERIFY(log.conversation.contextLost);
}

void TestConversation::aNewHostProcessContinuesAtEveryPoint()
{
    const QList<QByteArray> whole = runToEnd({});
    QCOMPARE(whole.size(), 16);
    for (qsizetype length = 0; length <= whole.size(); ++length) {
        AgentLog prefix;
        for (qsizetype index = 0; index < length; ++index) {
            const QJsonObject payload = json(whole[index]);
            if (payload.contains("incarnation"_L1))
                prefix.started();
            else if (payload.contains("ch"_L1))
                prefix.received(payload["line"_L1].toObject());
            else
                prefix.sent(payload["line"_L1].toObject());
        }
        QCOMPARE(runToEnd(prefix), whole);
    }
}

void TestConversation::onePromptAtATime()
{
    AgentLog log;
    QCOMPARE(client().prompt(log.conversation, {}).error().code, AgentNotReady);
    log.open();
    const auto lines = client().prompt(log.conversation, {acp::TextBlock{u"go"_s}});
    QVERIFY(lines);
    log.sent(lines->front());
    QCOMPARE(log.conversation.phase(), AgentPhase::Prompting);
    QCOMPARE(client().prompt(log.conversation, {}).error().code, AgentBusy);
    log.received("{'id':3,'result':{'stopReason':'end_turn'}}");
    QCOMPARE(log.conversation.phase(), AgentPhase::Ready);
    QCOMPARE(log.conversation.lastOutcome->result.stopReason, acp::StopReason::EndTurn);
    QCOMPARE(client().prompt(log.conversation, {acp::TextBlock{u"go"_s}})->front()["id"_L1].toInteger(), 4);
}

void TestConversation::everythingThatTheAgentAsksIsRefused_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"fs/read_text_file", "fs/write_text_file", "terminal/create", "terminal/output",
             "terminal/kill", "elicitation/create", "mcp/message", "_vendor/thing", ""})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestConversation::everythingThatTheAgentAsksIsRefused()
{
    QFETCH(QString, name);
    AgentLog log;
    log.open();
    log.received(QJsonObject{{u"id"_s, u"x"_s}, {u"method"_s, name}, {u"params"_s, QJsonObject()}});
    const auto lines = client().due(log.conversation);
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0]["id"_L1].toString(), u"x"_s);
    QCOMPARE(lines[0]["error"_L1]["code"_L1].toInt(), json_rpc::MethodNotFound);
    log.sent(lines[0]);
    QVERIFY(client().due(log.conversation).empty());
    log.received(QJsonObject{{u"method"_s, name}});
    QVERIFY(client().due(log.conversation).empty());
}

void TestConversation::aPermissionIsAnsweredOnce()
{
    AgentLog log;
    log.open();
    log.sent(json_rpc::request(3, u"session/prompt"_s, {}));
    log.received(permission);
    const auto open = log.conversation.openPermissions();
    QCOMPARE(open.size(), 1U);
    const ApprovalId approval = open[0].approval();
    QCOMPARE(approval.value, u"p7"_s);
    QVERIFY(client().due(log.conversation).empty());
    QCOMPARE(client().answerPermission(log.conversation, approval, {u"maybe"_s}).error().code, InvalidArgument);
    QCOMPARE(client().answerPermission(log.conversation, ApprovalId(u"p6"_s), {u"no"_s}).error().code, RequestClosed);
    const auto lines = client().answerPermission(log.conversation, approval, {u"no"_s});
    QCOMPARE(
        lines->front(), json("{'jsonrpc':'2.0','id':0,'result':{'outcome':{'outcome':'selected','optionId':'no'}}}"));
    log.sent(lines->front());
    QCOMPARE(client().answerPermission(log.conversation, approval, {u"no"_s}).error().code, RequestClosed);
}

void TestConversation::cancelAnswersOpenQuestions()
{
    AgentLog log;
    log.open();
    QVERIFY(client().cancel(log.conversation).empty());
    log.sent(json_rpc::request(3, u"session/prompt"_s, {}));
    log.received(permission);
    const auto lines = client().cancel(log.conversation);
    QCOMPARE(lines.size(), 2U);
    QCOMPARE(lines[0], json("{'jsonrpc':'2.0','method':'session/cancel','params':{'sessionId':'ses'}}"));
    QCOMPARE(lines[1], json("{'jsonrpc':'2.0','id':0,'result':{'outcome':{'outcome':'cancelled'}}}"));
    log.sent(lines[0]);
    log.sent(lines[1]);
    QVERIFY(client().cancel(log.conversation).empty());
    QVERIFY(log.conversation.cancelSent);
    log.received("{'id':3,'result':{'stopReason':'cancelled'}}");
    QCOMPARE(log.conversation.lastOutcome->result.stopReason, acp::StopReason::Cancelled);
    QVERIFY(!log.conversation.cancelSent);
}

void TestConversation::aQuestionAfterTheCancelIsCancelled()
{
    AgentLog log;
    log.open();
    log.sent(json_rpc::request(3, u"session/prompt"_s, {}));
    log.sent(client().cancel(log.conversation)[0]);
    log.received(permission);
    const auto lines = client().due(log.conversation);
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0]["result"_L1]["outcome"_L1]["outcome"_L1].toString(), u"cancelled"_s);
}

void TestConversation::aWithdrawnQuestionIsClosed()
{
    AgentLog log;
    log.open();
    log.sent(json_rpc::request(3, u"session/prompt"_s, {}));
    log.received(permission);
    log.received("{'method':'$/cancel_request','params':{'requestId':0}}");
    QVERIFY(log.conversation.openPermissions().empty());
    const auto lines = client().due(log.conversation);
    QCOMPARE(lines.size(), 1U);
    QCOMPARE(lines[0]["result"_L1]["outcome"_L1]["outcome"_L1].toString(), u"cancelled"_s);
    QCOMPARE(client().answerPermission(log.conversation, ApprovalId(u"p7"_s), {u"once"_s}).error().code, RequestClosed);
}

void TestConversation::tooManyQuestionsAreRefused()
{
    AgentLog log;
    log.open();
    log.sent(json_rpc::request(3, u"session/prompt"_s, {}));
    QJsonObject question = json(permission);
    for (int id = 0; id < 300; ++id) {
        question["id"_L1] = id;
        log.received(question);
    }
    QCOMPARE(log.conversation.openPermissions().size(), 256U);
    const auto lines = client().due(log.conversation);
    QCOMPARE(lines.size(), 44U);
    QVERIFY(lines[0].contains("error"_L1));
}

void TestConversation::authenticationIsAState()
{
    AgentLog log;
    log.started();
    log.sent(json_rpc::request(1, u"initialize"_s, {}));
    log.received(
        "{'id':1,'result':{'protocolVersion':1,'authMethods':[{'id':'login','name':'Log in'},{'id':'key','type':"
        "'env_var'}]}}");
    log.sent(client().due(log.conversation)[0]);
    log.received("{'id':2,'error':{'code':-32000,'message':'Authentication required'}}");
    QCOMPARE(log.conversation.phase(), AgentPhase::AuthenticationRequired);
    QVERIFY(client().due(log.conversation).empty());
    QCOMPARE(client().authenticate(log.conversation, u"key"_s).error().code, AgentRefuses);
    log.sent(client().authenticate(log.conversation, u"login"_s)->front());
    QCOMPARE(log.conversation.phase(), AgentPhase::Opening);
    log.received("{'id':3,'result':{}}");
    QCOMPARE(method(client().due(log.conversation).at(0)), u"session/new"_s);
}

void TestConversation::aFailureIsAState_data()
{
    QTest::addColumn<QByteArray>("initialized");
    QTest::addColumn<QByteArray>("opened");
    QTest::newRow("initialize fails") << QByteArray("{'id':1,'error':{'code':-32603,'message':'x'}}") << QByteArray();
    QTest::newRow("another version") << QByteArray("{'id':1,'result':{'protocolVersion':2}}") << QByteArray();
    QTest::newRow("no version") << QByteArray("{'id':1,'result':null}") << QByteArray();
    QTest::newRow("session refused") << QByteArray("{'id':1,'result':{'protocolVersion':1}}")
                                     << QByteArray("{'id':2,'error':{'code':-32603,'message':'x'}}");
    QTest::newRow("session without an id")
        << QByteArray("{'id':1,'result':{'protocolVersion':1}}") << QByteArray("{'id':2,'result':{}}");
}

void TestConversation::aFailureIsAState()
{
    QFETCH(QByteArray, initialized);
    QFETCH(QByteArray, opened);
    AgentLog log;
    log.started();
    log.sent(client().due(log.conversation)[0]);
    log.received(json(initialized));
    if (!opened.isEmpty()) {
        log.sent(client().due(log.conversation).at(0));
        log.received(json(opened));
    }
    QCOMPARE(log.conversation.phase(), AgentPhase::Failed);
    QVERIFY(log.conversation.failure);
    QVERIFY(client().due(log.conversation).empty());
    QCOMPARE(client().prompt(log.conversation, {}).error().code, AgentNotReady);
}

void TestConversation::theDeathOfTheAgentEndsThePrompt()
{
    AgentLog log;
    log.open();
    log.sent(json_rpc::request(3, u"session/prompt"_s, {}));
    log.received(permission);
    log.exited(139);
    QVERIFY(log.conversation.lastOutcome->agentDied);
    QVERIFY(log.conversation.openPermissions().empty());
    QCOMPARE(log.conversation.lastExit->exitCode, 139);
    QVERIFY(log.conversation.lastExit->opened);
    QCOMPARE(log.conversation.lastExit->seq, log.events.back().seq);
    QCOMPARE(log.conversation.phase(), AgentPhase::Absent);
    QCOMPARE(log.conversation.acpSession, u"ses"_s);
    QCOMPARE(log.conversation.nextRequestId, 4);
    log.started(2, u"run-2"_s);
    QCOMPARE(log.conversation.lastSentNumber, 0U);
}

void TestConversation::anExitRemembersWhyNoSessionWasOpen_data()
{
    QTest::addColumn<QByteArray>("answer"); // To session/new; empty: none came.
    QTest::addColumn<bool>("wantsLogin");
    QTest::addColumn<QString>("words");
    QTest::newRow("it just ended") << QByteArray() << false << QString();
    QTest::newRow("a login") << QByteArray("{'code': -32000, 'message': 'Log in'}") << true << QString();
    QTest::newRow("an error") << QByteArray("{'code': -32603, 'message': 'No session today'}") << false
                              << u"No session today"_s;
}
void TestConversation::anExitRemembersWhyNoSessionWasOpen()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, wantsLogin);
    QFETCH(QString, words);
    AgentLog log;
    log.started();
    log.sent(json_rpc::request(1, u"initialize"_s, {}));
    log.received(json_rpc::response({1}, json("{'protocolVersion': 1}")));
    log.sent(json_rpc::request(2, u"session/new"_s, {}));
    if (!answer.isEmpty())
        log.received(QJsonObject{{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, 2}, {u"error"_s, json(answer)}});
    log.exited(7);
    const AgentExit exit = log.conversation.lastExit.value();
    QVERIFY(!exit.opened);
    QCOMPARE(exit.authenticationRequired, wantsLogin);
    QCOMPARE(exit.failure ? exit.failure->message : QString(), words);
    QCOMPARE(log.conversation.phase(), AgentPhase::Absent);
}

void TestConversation::theExitOfAnotherProcessChangesNothing()
{
    AgentLog log;
    log.open();
    const Conversation before = log.conversation;
    log.exited(1, u"run-0"_s);
    QCOMPARE(log.conversation, before);
}

void TestConversation::settingsGoTheWayThatTheAgentOffers_data()
{
    QTest::addColumn<QByteArray>("session");
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("model");
    const QByteArray modes = "'modes':{'currentModeId':'a','availableModes':[{'id':'a'},{'id':'b'}]}";
    const QByteArray models = "'models':{'currentModelId':'a','availableModels':[{'modelId':'a'},{'modelId':'b'}]}";
    const QByteArray options =
        "'configOptions':[{'id':'o1','category':'mode','type':'select','currentValue':'a','options':[{"
        "'value':'b'}]},{'id':'o2','category':'model','type':'select','currentValue':'a','options':[{"
        "'value':'b'}]}]";
    QTest::newRow("config options first")
        << "{'sessionId':'ses'," + modes + ',' + options + '}'
        << QByteArray("{'method':'session/set_config_option','params':{'sessionId':'ses','configId':'o1','value':'b'}}")
        << QByteArray(
               "{'method':'session/set_config_option','params':{'sessionId':'ses','configId':'o2','value':'b'}}");
    QTest::newRow("retired ways") << "{'sessionId':'ses'," + modes + ',' + models
            + '}' << QByteArray("{'method':'session/set_mode','params':{'sessionId':'ses','modeId':'b'}}")
                                  << QByteArray(
                                         "{'method':'session/set_model','params':{'sessionId':'ses','modelId':'b'}}");
    QTest::newRow("nothing offered") << QByteArray("{'sessionId':'ses'}") << QByteArray() << QByteArray();
}

void TestConversation::settingsGoTheWayThatTheAgentOffers()
{
    QFETCH(QByteArray, session);
    QFETCH(QByteArray, mode);
    QFETCH(QByteArray, model);
    AgentLog log;
    log.open("{'protocolVersion':1}", session);
    const auto check = [](const Result<AcpClient::Lines> &lines, const QByteArray &expected) {
        if (expected.isEmpty())
            return !lines && lines.error().code == AgentRefuses;
        QJsonObject line = lines->front();
        line.remove("id"_L1);
        line.remove("jsonrpc"_L1);
        return line == json(expected);
    };
    QVERIFY(check(client().setMode(log.conversation, u"b"_s), mode));
    QVERIFY(check(client().setModel(log.conversation, u"b"_s), model));
    QVERIFY(!client().setMode(log.conversation, u"c"_s));
}

void TestConversation::settingsAreAskedForAgainInANewProcess()
{
    constexpr auto session =
        "{'sessionId':'ses','configOptions':[{'id':'fast','type':'boolean','currentValue':false}]}";
    AgentLog log;
    log.open("{'protocolVersion':1,'agentCapabilities':{'sessionCapabilities':{'resume':{}}}}", session);
    const auto lines = client().setConfigOption(log.conversation, u"fast"_s, true);
    QCOMPARE(lines->front()["params"_L1]["type"_L1].toString(), u"boolean"_s);
    QVERIFY(!client().setConfigOption(log.conversation, u"fast"_s, u"yes"_s));
    log.sent(lines->front());
    log.received("{'id':3,'result':{'configOptions':[{'id':'fast','type':'boolean','currentValue':true}]}}");
    QVERIFY(log.conversation.configOptions[0].on);
    log.exited(0);
    log.started(1, u"run-2"_s);
    log.sent(client().due(log.conversation)[0]);
    log.received("{'id':4,'result':{'protocolVersion':1}}");
    log.sent(client().due(log.conversation)[0]);
    log.received(json_rpc::response({5}, json(session)));
    const auto due = client().due(log.conversation);
    QCOMPARE(due.size(), 1U);
    QCOMPARE(method(due[0]), u"session/set_config_option"_s);
    log.sent(due[0]);
    QVERIFY(client().due(log.conversation).empty());
}

void TestConversation::aRefusedSettingIsForgotten()
{
    AgentLog log;
    log.open(
        "{'protocolVersion':1}", "{'sessionId':'ses','modes':{'currentModeId':'a','availableModes':[{'id':'b'}]}}");
    log.sent(client().setMode(log.conversation, u"b"_s)->front());
    QVERIFY(log.conversation.settings.contains(u"mode"_s));
    log.received("{'id':3,'error':{'code':-32603,'message':'no'}}");
    QVERIFY(!log.conversation.settings.contains(u"mode"_s));
    QCOMPARE(log.conversation.modes->current, u"a"_s);
}

void TestConversation::updatesAreTakenUp()
{
    AgentLog log;
    log.open();
    log.update("{'sessionUpdate':'available_commands_update','availableCommands':[{'name':'init'}]}");
    log.update("{'sessionUpdate':'usage_update','used':5,'size':10,'cost':{'amount':0.25,'currency':'USD'}}");
    log.update("{'sessionUpdate':'usage_update','used':6,'size':10}");
    log.update("{'sessionUpdate':'session_info_update','title':'Mend the test'}");
    log.update("{'sessionUpdate':'current_mode_update','currentModeId':'plan'}");
    QCOMPARE(log.conversation.commands.at(0).name, u"init"_s);
    QCOMPARE(log.conversation.usage->used, 6);
    QCOMPARE(log.conversation.usage->cost->amount, 0.25);
    QCOMPARE(log.conversation.title, u"Mend the test"_s);
    QCOMPARE(log.conversation.modes->current, u"plan"_s);
}

void TestConversation::updatesOfAnotherSessionAreNot()
{
    AgentLog log;
    log.open();
    log.received(
        "{'method':'session/update','params':{'sessionId':'other','update':{'sessionUpdate':'session_info_update',"
        "'title':'T'}}}");
    QCOMPARE(log.conversation.title, QString());
}

void TestConversation::answersToNothingAreIgnored()
{
    AgentLog log;
    log.open();
    const Conversation before = log.conversation;
    log.received("{'id':1,'result':{'protocolVersion':1}}");
    log.received("{'id':'1','result':{}}");
    log.received("{'id':99,'error':{'code':1,'message':'x'}}");
    QCOMPARE(log.conversation, before);
}

void TestConversation::mediaGoOnlyToAgentsThatTakeThem()
{
    const acp::MediaBlock image{.mimeType = u"image/png"_s, .base64 = "aGk="};
    const acp::EmbeddedResource file{.uri = u"file:///workspace/a.txt"_s, .text = u"x"_s};
    AgentLog plain;
    plain.open();
    QCOMPARE(client().prompt(plain.conversation, {image}).error().code, AgentRefuses);
    const auto link = client().prompt(plain.conversation, {file});
    QCOMPARE(link->front()["params"_L1]["prompt"_L1].toArray()[0],
        json("{'type':'resource_link','uri':'file:///workspace/a.txt','name':'a.txt'}"));
    AgentLog able;
    able.open("{'protocolVersion':1,'agentCapabilities':{'promptCapabilities':{'image':true,'embeddedContext':true}}}");
    QVERIFY(client().prompt(able.conversation, {image, file}));
}

void TestConversation::optionsAreChosenByKind()
{
    const auto request = acp::PermissionRequest{
        .options = {{u"a"_s, {}, acp::PermissionKind::AllowAlways}, {u"o"_s, {}, acp::PermissionKind::AllowOnce},
            {u"r"_s, {}, acp::PermissionKind::RejectAlways}}};
    QCOMPARE(optionFor(request, PermissionWish::AllowOnce), u"o"_s);
    QCOMPARE(optionFor(request, PermissionWish::AllowAlways), u"a"_s);
    QCOMPARE(optionFor(request, PermissionWish::Reject), u"r"_s);
    // "Once" is never widened to "always".
    const auto always = acp::PermissionRequest{.options = {{u"a"_s, {}, acp::PermissionKind::AllowAlways}}};
    QCOMPARE(optionFor(always, PermissionWish::AllowOnce), QString());
}

void TestConversation::garbageChangesNothing_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("no JSON") << QByteArray("{{{{");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("array") << QByteArray("[1,2]");
    QTest::newRow("line is text") << QByteArray(R"({"line":"x"})");
    QTest::newRow("garbage") << QByteArray(R"({"ch":3,"n":9,"garbage":"Segmentation fault"})");
    QTest::newRow("batch") << QByteArray(R"({"line":[{"id":1,"result":{}}]})");
}

void TestConversation::garbageChangesNothing()
{
    QFETCH(QByteArray, payload);
    AgentLog log;
    log.open();
    const Event event{.session = SessionId(1), .seq = 99, .kind = EventKind::AgentReceived, .payload = payload};
    QCOMPARE(apply(log.conversation, event), log.conversation);
}

QTEST_GUILESS_MAIN(TestConversation)
#include "tst_conversation.moc"
