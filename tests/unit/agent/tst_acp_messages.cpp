#include "agent_log.h"

#include "runner/agent/acp_parse.h"

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

acp::SessionUpdate parsed(const QByteArray &update)
{
    return acp::parseSessionUpdate({{u"sessionId"_s, u"ses"_s}, {u"update"_s, json(update)}});
}

} // namespace

class TestAcpMessages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void linesAreClassified_data();
    void linesAreClassified();
    void idsKeepTheirType();
    void errorsAreBounded();

    void updatesAreRead_data();
    void updatesAreRead();
    void malformedUpdatesAreUnknown_data();
    void malformedUpdatesAreUnknown();
    void badItemsOfAListAreDropped();
    void aMalformedFieldFallsToItsDefault();
    void toolCallsOfEveryAgentAreRead_data();
    void toolCallsOfEveryAgentAreRead();
    void commandOutputBesideTheProtocolIsRead();
    void sessionResultsAreRead();
    void groupedChoicesAreFlat();
    void usageOfPromptsIsFound_data();
    void usageOfPromptsIsFound();
    void everythingIsBounded();
    void promptBlocksAreWritten();
};

void TestAcpMessages::linesAreClassified_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("kind");
    QTest::newRow("request") << QByteArray("{'jsonrpc':'2.0','id':0,'method':'fs/read_text_file','params':{}}")
                             << u"request"_s;
    QTest::newRow("request with a text id") << QByteArray("{'id':'a','method':'x'}") << u"request"_s;
    QTest::newRow("notification") << QByteArray("{'jsonrpc':'2.0','method':'session/update','params':{}}")
                                  << u"notification"_s;
    QTest::newRow("params that are no object") << QByteArray("{'method':'x','params':[1]}") << u"notification"_s;
    QTest::newRow("response") << QByteArray("{'id':1,'result':{}}") << u"response"_s;
    QTest::newRow("null result") << QByteArray("{'id':1,'result':null}") << u"response"_s;
    QTest::newRow("error") << QByteArray("{'id':1,'error':{'code':-32000,'message':'no'}}") << u"error"_s;
    QTest::newRow("error that is no object") << QByteArray("{'id':1,'error':'boom'}") << u"error"_s;
    QTest::newRow("request with a broken id") << QByteArray("{'id':1.5,'method':'x'}") << u"invalid"_s;
    QTest::newRow("request with a null id") << QByteArray("{'id':null,'method':'x'}") << u"invalid"_s;
    QTest::newRow("id alone") << QByteArray("{'id':1}") << u"invalid"_s;
    QTest::newRow("result without an id") << QByteArray("{'result':{}}") << u"invalid"_s;
    QTest::newRow("method that is no text") << QByteArray("{'id':1,'method':5,'result':{}}") << u"invalid"_s;
    QTest::newRow("nothing") << QByteArray("{}") << u"invalid"_s;
}

void TestAcpMessages::linesAreClassified()
{
    QFETCH(QByteArray, line);
    const json_rpc::Message message = json_rpc::classify(json(line));
    QString kind = u"invalid"_s;
    if (std::holds_alternative<json_rpc::Request>(message))
        kind = u"request"_s;
    else if (std::holds_alternative<json_rpc::Notification>(message))
        kind = u"notification"_s;
    else if (const auto *response = std::get_if<json_rpc::Response>(&message))
        kind = response->error ? u"error"_s : u"response"_s;
    QTEST(kind, "kind");
}

void TestAcpMessages::idsKeepTheirType()
{
    const auto number = json_rpc::RequestId::fromJson(5);
    const auto text = json_rpc::RequestId::fromJson(u"5"_s);
    QVERIFY(number && text && *number != *text);
    QCOMPARE(number->toJson(), QJsonValue(5));
    QCOMPARE(text->toJson(), QJsonValue(u"5"_s));
    QVERIFY(!json_rpc::RequestId::fromJson(1e300));
    QVERIFY(!json_rpc::RequestId::fromJson(QString(2000, u'x')));
}

void TestAcpMessages::errorsAreBounded()
{
    const QString longText(100'000, u'x');
    const auto message = json_rpc::classify({{u"id"_s, 1},
        {u"error"_s,
            QJsonObject{{u"code"_s, -32603}, {u"message"_s, longText},
                {u"data"_s, QJsonObject{{u"details"_s, u"no route to the model"_s}}}}}});
    const auto &error = std::get<json_rpc::Response>(message).error;
    QCOMPARE(error->code, json_rpc::InternalError);
    QCOMPARE(error->message.size(), 4096);
    QCOMPARE(error->details, u"no route to the model"_s);
}

void TestAcpMessages::updatesAreRead_data()
{
    QTest::addColumn<QByteArray>("update");
    QTest::addColumn<acp::SessionUpdate>("expected");
    const auto row = [](const char *name, const char *update, acp::SessionUpdate expected) {
        QTest::newRow(name) << QByteArray(update) << std::move(expected);
    };
    using Role = acp::MessageChunk::Role;
    const acp::ContentBlock hello = acp::TextBlock{u"hello"_s};
    row("agent text",
        "{'sessionUpdate':'agent_message_chunk','messageId':'m','content':{'type':'text','text':'hello'}}",
        acp::MessageChunk{Role::Agent, u"m"_s, hello});
    row("thought", "{'sessionUpdate':'agent_thought_chunk','content':{'type':'text','text':'hello'}}",
        acp::MessageChunk{Role::Thought, {}, hello});
    row("user text", "{'sessionUpdate':'user_message_chunk','content':{'type':'text','text':'hello'}}",
        acp::MessageChunk{Role::User, {}, hello});
    row("block of a newer kind", "{'sessionUpdate':'agent_message_chunk','content':{'type':'hologram'}}",
        acp::MessageChunk{Role::Agent, {}, acp::UnknownBlock{u"hologram"_s}});
    row("plan",
        "{'sessionUpdate':'plan','entries':[{'content':'read','priority':'high','status':'completed'},{'content':'edit'"
        ","
        "'priority':'low','status':'in_progress'}]}",
        acp::Plan{{{u"read"_s, acp::PlanEntry::Priority::High, acp::PlanEntry::Status::Completed},
            {u"edit"_s, acp::PlanEntry::Priority::Low, acp::PlanEntry::Status::InProgress}}});
    row("commands",
        "{'sessionUpdate':'available_commands_update','availableCommands':[{'name':'init','description':'d','input':{"
        "'hint':'h'}}]}",
        acp::CommandsUpdate{{{u"init"_s, u"d"_s, u"h"_s}}});
    row("mode", "{'sessionUpdate':'current_mode_update','currentModeId':'plan'}", acp::ModeUpdate{u"plan"_s});
    row("config options",
        "{'sessionUpdate':'config_option_update','configOptions':[{'id':'fast','name':'Fast','type':'boolean','"
        "currentValue':"
        "true}]}",
        acp::ConfigOptionsUpdate{
            {{.id = u"fast"_s, .name = u"Fast"_s, .type = acp::ConfigOption::Type::Boolean, .on = true}}});
    row("title", "{'sessionUpdate':'session_info_update','title':'T'}", acp::SessionInfoUpdate{u"T"_s});
    row("title cleared", "{'sessionUpdate':'session_info_update','title':null}", acp::SessionInfoUpdate{QString()});
    row("usage", "{'sessionUpdate':'usage_update','used':10,'size':200000,'cost':{'amount':0.5,'currency':'USD'}}",
        acp::UsageUpdate{10, 200000, acp::Cost{0.5, u"USD"_s}});
    row("notice", "{'sessionUpdate':'notice','severity':'warning','title':'t','description':'d'}",
        acp::NoticeUpdate{acp::Severity::Warning, u"t"_s, u"d"_s});
    row("compaction",
        "{'sessionUpdate':'compaction_update','compactionId':'c','status':'completed','summary':[{'type':'text','text':"
        "'s'}]}",
        acp::CompactionUpdate{u"c"_s, acp::CompactionUpdate::Status::Completed, u"s"_s, {}, {}});
    row("compaction summary",
        "{'sessionUpdate':'compaction_summary_chunk','compactionId':'c','content':{'type':'text','text':'s'}}",
        acp::CompactionUpdate{u"c"_s, {}, {}, u"s"_s, {}});
    row("newer kind", "{'sessionUpdate':'subagent_update'}", acp::UnknownUpdate{u"subagent_update"_s});
}

void TestAcpMessages::updatesAreRead()
{
    QFETCH(QByteArray, update);
    QFETCH(acp::SessionUpdate, expected);
    QVERIFY(parsed(update) == expected);
}

void TestAcpMessages::malformedUpdatesAreUnknown_data()
{
    QTest::addColumn<QByteArray>("update");
    QTest::newRow("no kind") << QByteArray("{}");
    QTest::newRow("kind is a number") << QByteArray("{'sessionUpdate':5}");
    QTest::newRow("tool call without an id") << QByteArray("{'sessionUpdate':'tool_call','title':'x'}");
    QTest::newRow("usage without a size") << QByteArray("{'sessionUpdate':'usage_update','used':1}");
    QTest::newRow("negative usage") << QByteArray("{'sessionUpdate':'usage_update','used':-1,'size':5}");
    QTest::newRow("notice without a title") << QByteArray("{'sessionUpdate':'notice','severity':'error'}");
    QTest::newRow("compaction without an id") << QByteArray("{'sessionUpdate':'compaction_update','status':'failed'}");
}

void TestAcpMessages::malformedUpdatesAreUnknown()
{
    QFETCH(QByteArray, update);
    QVERIFY(std::holds_alternative<acp::UnknownUpdate>(parsed(update)));
}

void TestAcpMessages::badItemsOfAListAreDropped()
{
    const auto plan =
        std::get<acp::Plan>(parsed("{'sessionUpdate':'plan','entries':[5,{'content':7},{'content':'a'},null]}"));
    QCOMPARE(plan.entries.size(), 1U);
    QCOMPARE(plan.entries.front().content, u"a"_s);
    const auto options = acp::parsePermissionRequest(json(
        "{'toolCall':{'toolCallId':'t'},'options':[{'name':'no id'},{'optionId':'a','name':'A','kind':'allow_once'},"
        "{'optionId':'b','name':'B','kind':'allow_for_an_hour'}]}"));
    QCOMPARE(options.options.size(), 2U);
    QCOMPARE(options.options[1].kind, acp::PermissionKind::Unknown);
}

void TestAcpMessages::aMalformedFieldFallsToItsDefault()
{
    const auto call = std::get<acp::ToolCallUpsert>(
        parsed("{'sessionUpdate':'tool_call_update','toolCallId':'t','title':5,'kind':'telepathy','status':'maybe','"
               "content':{},"
               "'locations':[{'path':'/a','line':0},{'path':'/b','line':1.5},{'line':3}]}"));
    QVERIFY(!call.title && !call.status && !call.content);
    QCOMPARE(call.kind, acp::ToolKind::Other);
    QCOMPARE(call.locations->size(), 2U);
    QVERIFY(!call.locations->at(0).line && !call.locations->at(1).line);
    const auto result = acp::parseInitializeResult(json(
        "{'protocolVersion':'one','agentCapabilities':{'loadSession':'yes','sessionCapabilities':{'resume':null}}}"));
    QCOMPARE(result.protocolVersion, 0);
    QVERIFY(!result.capabilities.loadSession && !result.capabilities.resumeSession);
}

void TestAcpMessages::toolCallsOfEveryAgentAreRead_data()
{
    QTest::addColumn<QByteArray>("update");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("contents");
    const auto row = [](const char *name, const char *update, acp::ToolStatus status, int contents) {
        QTest::newRow(name) << QByteArray(update) << static_cast<int>(status) << contents;
    };
    row("opencode begins with the tool's name",
        "{'sessionUpdate':'tool_call','toolCallId':'c1','title':'bash','kind':'execute','status':'pending','locations':"
        "[],"
        "'rawInput':{}}",
        acp::ToolStatus::Pending, -1);
    row("opencode edit",
        "{'sessionUpdate':'tool_call_update','toolCallId':'c1','status':'completed','kind':'edit','title':'../../"
        "x','content':["
        "{'type':'content','content':{'type':'text','text':'ok'}},{'type':'diff','path':'/w/"
        "x','oldText':'a','newText':'b'}]"
        "}",
        acp::ToolStatus::Completed, 2);
    row("claude terminal",
        "{'sessionUpdate':'tool_call_update','toolCallId':'c1','status':'failed','content':[{'type':'terminal','"
        "terminalId':"
        "'c1'}]}",
        acp::ToolStatus::Failed, 1);
    row("codex new file",
        "{'sessionUpdate':'tool_call','toolCallId':'c1','title':'Edit','kind':'edit','status':'in_progress','content':["
        "{"
        "'type':'diff','path':'/w/n','oldText':null,'newText':'b'}]}",
        acp::ToolStatus::InProgress, 1);
    row("version 2 status", "{'sessionUpdate':'tool_call_update','toolCallId':'c1','status':'cancelled'}",
        acp::ToolStatus::Cancelled, -1);
}

void TestAcpMessages::toolCallsOfEveryAgentAreRead()
{
    QFETCH(QByteArray, update);
    QFETCH(int, contents);
    const auto call = std::get<acp::ToolCallUpsert>(parsed(update));
    QCOMPARE(call.id, u"c1"_s);
    QTEST(static_cast<int>(call.status.value()), "status");
    QCOMPARE(call.content ? static_cast<int>(call.content->size()) : -1, contents);
}

void TestAcpMessages::commandOutputBesideTheProtocolIsRead()
{
    const auto call = std::get<acp::ToolCallUpsert>(parsed(
        "{'sessionUpdate':'tool_call_update','toolCallId':'t','_meta':{'terminal_output':{'terminal_id':'t','data':"
        "'out'},'terminal_exit':{'terminal_id':'t','exit_code':2,'signal':null}}}"));
    QCOMPARE(call.terminal->appended, u"out"_s);
    QCOMPARE(call.terminal->exitCode, 2);
    const auto delta = std::get<acp::ToolCallUpsert>(parsed(
        "{'sessionUpdate':'tool_call_update','toolCallId':'t','_meta':{'terminal_output_delta':{'data':'more'}}}"));
    QCOMPARE(delta.terminal->appended, u"more"_s);
    const auto none = std::get<acp::ToolCallUpsert>(
        parsed("{'sessionUpdate':'tool_call_update','toolCallId':'t','_meta':{'terminal_info':{'terminal_id':'t'}}}"));
    QVERIFY(!none.terminal);
}

void TestAcpMessages::sessionResultsAreRead()
{
    const auto gemini = acp::parseSessionResult(json(
        "{'sessionId':'s','modes':{'currentModeId':'default','availableModes':[{'id':'default','name':'Default'},{'id':"
        "'yolo'}]},'models':{'currentModelId':'m1','availableModels':[{'modelId':'m1','name':'M'}]}}"));
    QCOMPARE(gemini.sessionId, u"s"_s);
    QCOMPARE(gemini.modes->available.size(), 2U);
    QCOMPARE(gemini.modes->available[1].name, u"yolo"_s);
    QCOMPARE(gemini.models->current, u"m1"_s);
    QVERIFY(!gemini.configOptions);
    const auto codex = acp::parseInitializeResult(
        json("{'protocolVersion':1,'agentInfo':{'name':'codex','version':'0.16'},'authMethods':[{'id':'k','name':'Key',"
             "'type':"
             "'env_var'},{'name':'no id'}],'agentCapabilities':{'loadSession':true,'promptCapabilities':{'image':true},"
             "'sessionCapabilities':{'resume':{}}}}"));
    QCOMPARE(codex.info.name, u"codex"_s);
    QCOMPARE(codex.authMethods.size(), 1U);
    QCOMPARE(codex.authMethods[0].type, u"env_var"_s);
    QVERIFY(codex.capabilities.loadSession && codex.capabilities.resumeSession && codex.capabilities.image);
}

void TestAcpMessages::groupedChoicesAreFlat()
{
    const auto options = acp::parseConfigOptions(json(
        "{'l':[{'id':'model','name':'Model','category':'model','type':'select','currentValue':'b','options':[{'group':"
        "'g','name':'Group','options':[{'value':'a','name':'A'},{'value':'b','name':'B'}]},{'value':'c','name':'C'}]},"
        "{'id':'odd','name':'Odd','type':'slider','currentValue':5}]}")["l"_L1]);
    QCOMPARE(options.size(), 1U);
    QCOMPARE(options[0].current, u"b"_s);
    QCOMPARE(options[0].choices.size(), 3U);
    QCOMPARE(options[0].choices[1].group, u"Group"_s);
    QCOMPARE(options[0].choices[2].group, QString());
}

void TestAcpMessages::usageOfPromptsIsFound_data()
{
    QTest::addColumn<QByteArray>("result");
    QTest::addColumn<qint64>("total");
    QTest::newRow("opencode") << QByteArray(
        "{'stopReason':'end_turn','usage':{'totalTokens':30,'inputTokens':20,'outputTokens':10}}")
                              << qint64(30);
    QTest::newRow("gemini") << QByteArray(
        "{'stopReason':'end_turn','_meta':{'quota':{'token_count':{'input_tokens':5,'output_tokens':2}}}}")
                            << qint64(7);
    QTest::newRow("none") << QByteArray("{'stopReason':'end_turn'}") << qint64(-1);
}

void TestAcpMessages::usageOfPromptsIsFound()
{
    QFETCH(QByteArray, result);
    const auto prompt = acp::parsePromptResult(json(result));
    QCOMPARE(prompt.stopReason, acp::StopReason::EndTurn);
    QTEST(prompt.usage ? prompt.usage->total : -1, "total");
}

void TestAcpMessages::everythingIsBounded()
{
    const QString longText(10 * 1024 * 1024, u'x');
    const QJsonObject location{{u"path"_s, u"/a"_s}};
    QJsonArray many;
    for (int index = 0; index < 5000; ++index)
        many.append(location);
    const auto call = acp::parseToolCall({{u"toolCallId"_s, longText}, {u"title"_s, longText}, {u"locations"_s, many}});
    QVERIFY(call.id.size() <= acp::limits::idLength);
    QVERIFY(call.id != acp::parseToolCall({{u"toolCallId"_s, QString(longText + u'y')}}).id);
    QCOMPARE(call.title->size(), acp::limits::labelLength);
    QCOMPARE(qsizetype(call.locations->size()), acp::limits::listLength);
    const auto block = acp::parseContentBlock(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, longText}});
    QCOMPARE(std::get<acp::TextBlock>(block).text.size(), acp::limits::textLength);
    // A cut never leaves half a character.
    const QString pairs = QString::fromUcs4(U"\U0001F600").repeated(acp::limits::labelLength);
    const auto title = acp::parseToolCall({{u"toolCallId"_s, u"t"_s}, {u"title"_s, QString(u'a' + pairs)}}).title;
    QVERIFY(!title->back().isHighSurrogate());
}

void TestAcpMessages::promptBlocksAreWritten()
{
    QCOMPARE(acp::toJson(acp::TextBlock{u"hi"_s}), json("{'type':'text','text':'hi'}"));
    QCOMPARE(acp::toJson(acp::ResourceLink{.uri = u"file:///workspace/a"_s, .name = u"a"_s, .size = 5}),
        json("{'type':'resource_link','uri':'file:///workspace/a','name':'a','size':5}"));
    QCOMPARE(acp::toJson(acp::EmbeddedResource{.uri = u"file:///a"_s, .text = u"t"_s}),
        json("{'type':'resource','resource':{'uri':'file:///a','text':'t'}}"));
}

QTEST_GUILESS_MAIN(TestAcpMessages)
#include "tst_acp_messages.moc"
