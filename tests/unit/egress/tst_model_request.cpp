#include "runner/egress/model_gateway.h"
#include "runner/egress/model_protocol.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace pilothouse;

namespace {

/// JSON with its quotes written as apostrophes.
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

Result<ModelCall> readCall(ModelProtocolName protocol, const QByteArray &body)
{
    static const QHash<ModelProtocolName, QByteArray> paths{
        {ModelProtocolName::Chat, "/v1/chat/completions"},
        {ModelProtocolName::Responses, "/v1/responses"},
        {ModelProtocolName::Messages, "/v1/messages"},
        {ModelProtocolName::Gemini, "/v1beta/models/any:generateContent"},
    };
    return modelProtocol(protocol).read(
        {.method = "POST", .path = paths[protocol], .headers = {}, .body = body}, QStringLiteral("chosen"));
}

Result<ModelCall> readChatCall(const QByteArray &body)
{
    return readCall(ModelProtocolName::Chat, body);
}

} // namespace

class TestModelRequest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyKnownFieldsPass()
    {
        const Result<ModelCall> call = readChatCall(
            json("{'model':'dearest-model','messages':[{'role':'user','content':'hi'}],'stream':true,'stream_options':{"
                 "'include_usage':false},'max_tokens':100,'temperature':0.5,'n':50,'service_tier':'priority','store':"
                 "false,'user':'me'}"));
        QVERIFY(call);
        const QJsonObject expected{
            {QStringLiteral("model"), QStringLiteral("chosen")},
            {QStringLiteral("messages"),
                QJsonArray{QJsonObject{{QStringLiteral("role"), QStringLiteral("user")},
                    {QStringLiteral("content"), QStringLiteral("hi")}}}},
            {QStringLiteral("stream"), true},
            {QStringLiteral("stream_options"), QJsonObject{{QStringLiteral("include_usage"), true}}},
            {QStringLiteral("max_tokens"), 100},
            {QStringLiteral("temperature"), 0.5},
            {QStringLiteral("store"), false},
        };
        QCOMPARE(call->body, expected);
        QVERIFY(call->streaming && call->usageAdded && call->crossings.empty());
        QCOMPARE(call->completionLimit, std::optional<qint64>(100));
        QCOMPARE(call->path, QByteArrayLiteral("/chat/completions"));
    }

    void whatReachesFurtherIsACrossing_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code"); // Empty: it passes.
        QTest::addColumn<QString>("where");
        const QString none;
        const QString tool = QStringLiteral("model.hosted_tool");
        const QString remote = QStringLiteral("model.remote_content");
        const QString stored = QStringLiteral("model.stored");
        const QString unknown = QStringLiteral("model.unknown_field");

        int protocol = int(ModelProtocolName::Chat);
        const auto row = [&](const char *name, const char *body, const QString &code, const char *where = "") {
            QTest::addRow("%s: %s", qUtf8Printable(protocolText(ModelProtocolName(protocol))), name)
                << protocol << json(body) << code << QString::fromLatin1(where);
        };
        row("a function", "{$,'tools':[{'type':'function','function':{'name':'ls'}}]}", none);
        row("a hosted search", "{$,'tools':[{'type':'web_search'}]}", tool, "tools[0] web_search");
        row("a hosted tool beside a function",
            "{$,'tools':[{'type':'function','function':{'name':'ls'}},{'type':'mcp','server_url':'https://x'}]}", tool,
            "tools[1] mcp");
        row("a function with an address",
            "{$,'tools':[{'type':'function','function':{'name':'ls'},'server_url':'https://x'}]}", tool,
            "tools[0].server_url");
        row("a tool without a type", "{$,'tools':[{'function':{'name':'ls'}}]}", tool, "tools[0] ");
        row("a choice of a function", "{$,'tool_choice':{'type':'function','function':{'name':'ls'}}}", none);
        row("a choice of a hosted tool", "{$,'tool_choice':{'type':'web_search'}}", tool, "tool_choice web_search");
        row("search by a field", "{$,'web_search_options':{}}", tool, "web_search_options");
        row("plugins", "{$,'plugins':[{'id':'web'}]}", tool, "plugins");
        row("storage", "{$,'store':true}", stored, "store");
        row("a field nobody knows", "{$,'teleport':1}", unknown, "teleport");
        row("an image inside",
            "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AA'}}"
            "]}]}",
            none);
        row("an image by address",
            "{'messages':[{'role':'user','content':[{'type':'text','text':'look'},{'type':'image_url','image_url':{"
            "'url':'https://evil/?secret'}}]}]}",
            remote, "messages[0].content[1].image_url.url");
        row("an image by address in short",
            "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':'https://evil/'}]}]}", remote,
            "messages[0].content[0].image_url");
        row("an image by address from a tool",
            "{'messages':[{'role':'tool','tool_call_id':'a','content':[{'type':'image_url','image_url':{'url':"
            "'http://evil/'}}]}]}",
            remote, "messages[0].content[0].image_url.url");
        row("a file inside",
            "{'messages':[{'role':'user','content':[{'type':'file','file':{'filename':'a','file_data':'data:,a'}}]}]}",
            none);
        row("a file by id", "{'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'file-1'}}]}]}",
            stored, "messages[0].content[0].file.file_id");
        row("an unknown part", "{'messages':[{'role':'user','content':[{'type':'video_url'}]}]}", remote,
            "messages[0].content[0] video_url");
        row("an unknown role", "{'messages':[{'role':'root','content':'hi'}]}", unknown, "messages[0] root");
        row("messages twice, the last counts",
            "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':'http://evil/'}]}],'messages':[{"
            "'role':'user','content':'hi'}]}",
            none);

        protocol = int(ModelProtocolName::Responses);
        row("a function", "{'input':'hi','tools':[{'type':'function','name':'ls','parameters':{}}]}", none);
        row("a hosted search", "{'input':'hi','tools':[{'type':'web_search'}]}", tool, "tools[0] web_search");
        row("a connector", "{'input':'hi','tools':[{'type':'mcp','server_url':'https://x'}]}", tool, "tools[0] mcp");
        row("a hosted tool in a namespace",
            "{'input':'hi','tools':[{'type':'namespace','name':'n','tools':[{'type':'code_interpreter'}]}]}", tool,
            "tools[0].tools[0] code_interpreter");
        row("an earlier answer", "{'input':'hi','previous_response_id':'resp_1'}", stored, "previous_response_id");
        row("no earlier answer", "{'input':'hi','previous_response_id':null}", none);
        row("a conversation", "{'input':'hi','conversation':'conv_1'}", stored, "conversation");
        row("in the background", "{'input':'hi','background':true}", stored, "background");
        row("a stored prompt", "{'input':'hi','prompt':{'id':'p'}}", stored, "prompt");
        row("an item by reference", "{'input':[{'type':'item_reference','id':'x'}]}", stored, "input[0]");
        row("an image by address",
            "{'input':[{'role':'user','content':[{'type':'input_image','image_url':'https://evil/'}]}]}", remote,
            "input[0].content[0].image_url");
        row("a file by address",
            "{'input':[{'role':'user','content':[{'type':'input_file','file_url':'https://evil/'}]}]}", remote,
            "input[0].content[0].file_url");
        row("results of a search", "{'input':'hi','include':['web_search_call.results']}", unknown, "include[0]");

        protocol = int(ModelProtocolName::Messages);
        row("a function", "{$,'max_tokens':9,'tools':[{'name':'ls','input_schema':{}}]}", none);
        row("a hosted search", "{$,'tools':[{'type':'web_search_20250305','name':'web_search'}]}", tool,
            "tools[0] web_search_20250305");
        row("code at the provider", "{$,'tools':[{'type':'code_execution_20250825','name':'x'}]}", tool,
            "tools[0] code_execution_20250825");
        row("servers of tools", "{$,'mcp_servers':[{'type':'url','url':'https://x'}]}", tool, "mcp_servers");
        row("a container", "{$,'container':'c'}", stored, "container");
        row("an image inside",
            "{'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png',"
            "'data':'AA'}}]}]}",
            none);
        row("an image by address",
            "{'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'https://evil/'}}]}]}",
            remote, "messages[0].content[0].source url");
        row("an image by address in a tool's result",
            "{'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':[{'type':'image',"
            "'source':{'type':'url','url':'https://evil/'}}]}]}]}",
            remote, "messages[0].content[0].content[0].source url");
        row("a file by id",
            "{'messages':[{'role':'user','content':[{'type':'document','source':{'type':'file','file_id':'f'}}]}]}",
            stored, "messages[0].content[0].source");
        row("a document by address in the system prompt",
            "{$,'system':[{'type':'document','source':{'type':'url','url':'https://evil/'}}]}", remote,
            "system[0].source url");
        row("a field nobody knows", "{$,'teleport':1}", unknown, "teleport");

        protocol = int(ModelProtocolName::Gemini);
        row("a function", "{'contents':[{'parts':[{'text':'hi'}]}],'tools':[{'functionDeclarations':[]}]}", none);
        row("a hosted search", "{'contents':[{'parts':[{'text':'hi'}]}],'tools':[{'googleSearch':{}}]}", tool,
            "tools[0].googleSearch");
        row("a hosted search in the other spelling",
            "{'contents':[{'parts':[{'text':'hi'}]}],'tools':[{'url_context':{}}]}", tool, "tools[0].url_context");
        row("code at the provider",
            "{'contents':[{'parts':[{'text':'hi'}]}],'tools':[{'functionDeclarations':[],'codeExecution':{}}]}", tool,
            "tools[0].codeExecution");
        row("a file by address", "{'contents':[{'parts':[{'fileData':{'fileUri':'https://evil/'}}]}]}", remote,
            "contents[0].parts[0].fileData");
        row("a file by address in the other spelling",
            "{'contents':[{'parts':{'file_data':{'file_uri':'https://evil/'}}}]}", remote,
            "contents[0].parts.file_data");
        row("a cached content", "{'contents':[{'parts':[{'text':'hi'}]}],'cachedContent':'cachedContents/1'}", stored,
            "cachedContent");
    }

    void whatReachesFurtherIsACrossing()
    {
        QFETCH(int, protocol);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        QFETCH(QString, where);
        body.replace("$", json("'messages':[{'role':'user','content':'hi'}]"));
        const Result<ModelCall> call = readCall(ModelProtocolName(protocol), body);
        QVERIFY2(call, call ? "" : qUtf8Printable(call.error().message));
        QCOMPARE(call->crossings.size(), size_t(code.isEmpty() ? 0 : 1));
        if (code.isEmpty()) {
            QVERIFY(!QJsonDocument(call->body).toJson().contains("evil"));
        } else {
            QCOMPARE(call->crossings[0].code.name, code);
            QCOMPARE(call->crossings[0].where, where);
            QVERIFY(!call->crossings[0].what.isEmpty());
        }
    }

    void onlyExactRequestsAreKnown_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("protocol"); // Empty: of none.
        const QByteArray post = "POST";
        const auto row = [&](const char *path, const char *protocol, const QByteArray &method = "POST") {
            QTest::addRow("%s %s", method.constData(), path)
                << method << QByteArray(path) << QString::fromLatin1(protocol);
        };
        row("/v1/chat/completions", "openai-chat");
        row("/v1/responses", "openai-responses");
        row("/v1/messages", "anthropic-messages");
        row("/v1/messages?beta=true", "anthropic-messages");
        row("/v1/messages/count_tokens", "anthropic-messages");
        row("/v1beta/models/gemini-2.5-pro:generateContent", "gemini");
        row("/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse", "gemini");
        row("/v1beta/models/gemini-2.5-pro:countTokens?key=placeholder", "gemini");
        row("/v1/models", "openai-chat", "GET");
        row("/v1beta/models", "gemini", "GET");
        row("/v1/messages?beta=true&x=1", "");
        row("/v1/messages/batches", "");
        row("/v1/messages/", "");
        row("/v1//messages", "");
        row("/v1/%6dessages", "");
        row("/v1/x/../messages", "");
        row("http://evil/v1/messages", "");
        row("/v1/files", "");
        row("/v1/responses/resp_1", "", "GET");
        row("/v1/responses/compact", "");
        row("/v1/messages", "", "GET");
        row("/v1beta/models/../files:generateContent", "");
        row("/v1beta/models/a/b:generateContent", "");
        row("/v1beta/models/:generateContent", "");
        row("/v1beta/models/gemini:streamGenerateContent", "");
        row("/v1beta/models/gemini:batchGenerateContent", "");
        row("/upload/v1beta/files", "");
    }

    void onlyExactRequestsAreKnown()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QString, protocol);
        const ModelRequest request{.method = method, .path = path, .headers = {}, .body = {}};
        const ModelProtocol *found = protocolOf(request, ModelProtocolName::Chat);
        QCOMPARE(found ? protocolText(found->name()) : QString(), protocol);
    }

    void theModelIsTheSessions()
    {
        const QByteArray contents = json("{'model':'models/dearest','contents':[{'parts':[{'text':'hi'}]}]}");
        const Result<ModelCall> call = readCall(ModelProtocolName::Gemini, contents);
        QVERIFY(call);
        QCOMPARE(call->path, QByteArrayLiteral("/models/chosen:generateContent"));
        QVERIFY(!call->body.contains(u"model"));
    }

    void nothingIsStoredAtTheProvider()
    {
        const Result<ModelCall> call =
            readCall(ModelProtocolName::Responses, json("{'input':'hi','store':true,'model':'dearest'}"));
        QVERIFY(call);
        QCOMPARE(call->body[u"store"], QJsonValue(false));
        QCOMPARE(call->body[u"model"].toString(), QStringLiteral("chosen"));
    }

    void onlyListedHeadersPass()
    {
        ModelRequest request{.method = "POST",
            .path = "/v1/messages",
            .headers = {{"Anthropic-Version", "2023-06-01"}, {"x-api-key", "placeholder"}, {"cookie", "a=b"},
                {"anthropic-beta", "files-api-2025-04-14, claude-code-20250219,mcp-client-2025-04-04\r\nx: y"}},
            .body = json("{'messages':[{'role':'user','content':'hi'}]}")};
        const auto call = modelProtocol(ModelProtocolName::Messages).read(request, QStringLiteral("m"));
        QVERIFY(call);
        QCOMPARE(call->headers,
            HttpHeaders({{"anthropic-beta", "claude-code-20250219"}, {"anthropic-version", "2023-06-01"}}));
        request.headers = {};
        QCOMPARE(modelProtocol(ModelProtocolName::Messages).read(request, QStringLiteral("m"))->headers,
            HttpHeaders({{"anthropic-version", "2023-06-01"}}));
    }

    void anAnswersLengthIsLimited_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("expected");
        QTest::addRow("chat") << int(ModelProtocolName::Chat) << json("{$,'max_completion_tokens':9}")
                              << json("'max_completion_tokens':7");
        QTest::addRow("chat without a limit") << int(ModelProtocolName::Chat) << json("{$}") << json("'max_tokens':7");
        QTest::addRow("messages") << int(ModelProtocolName::Messages) << json("{$,'max_tokens':9}")
                                  << json("'max_tokens':7");
        QTest::addRow("responses") << int(ModelProtocolName::Responses) << json("{'input':'hi'}")
                                   << json("'max_output_tokens':7");
        QTest::addRow("gemini")
            << int(ModelProtocolName::Gemini)
            << json("{'contents':[{'parts':[]}],'generation_config':{'max_output_tokens':9,'candidateCount':8}}")
            << json("'maxOutputTokens':7");
    }

    void anAnswersLengthIsLimited()
    {
        QFETCH(int, protocol);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, expected);
        body.replace("$", json("'messages':[{'role':'user','content':'hi'}]"));
        Result<ModelCall> call = readCall(ModelProtocolName(protocol), body);
        QVERIFY(call);
        if (body.contains("9"))
            QCOMPARE(call->completionLimit, std::optional<qint64>(9));
        modelProtocol(ModelProtocolName(protocol)).limitCompletion(*call, 7);
        const QByteArray text = QJsonDocument(call->body).toJson(QJsonDocument::Compact);
        QVERIFY2(text.contains(expected) && !text.contains("9") && !text.contains("8"), text.constData());
    }

    void nonsenseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("empty") << QByteArray();
        QTest::addRow("not JSON") << QByteArrayLiteral("{");
        QTest::addRow("a list") << QByteArrayLiteral("[]");
        QTest::addRow("nested too deeply") << QByteArray(100000, '[');
        QTest::addRow("no messages") << json("{'messages':[]}");
        QTest::addRow("tools that are no list")
            << json("{'messages':[{'role':'user','content':'hi'}],'tools':{'type':'web_search'}}");
        QTest::addRow("a content that is an object")
            << json("{'messages':[{'role':'user','content':{'type':'image_url'}}]}");
        QTest::addRow("a limit that is text") << json("{'messages':[{'role':'user','content':'hi'}],'max_tokens':'9'}");
        QTest::addRow("too large") << QByteArray(modelRequestLimit + 1, ' ');
    }

    void nonsenseIsRefused()
    {
        QFETCH(QByteArray, body);
        QVERIFY(!readChatCall(body));
    }

    void providersUrlsAreChecked_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url"); // Empty: refused.
        QTest::addRow("https") << QStringLiteral(" https://api.example.com/v1/ ")
                               << QStringLiteral("https://api.example.com/v1");
        QTest::addRow("with a port") << QStringLiteral("https://api.example.com:8443")
                                     << QStringLiteral("https://api.example.com:8443");
        QTest::addRow("this machine") << QStringLiteral("http://127.0.0.1:11434/v1")
                                      << QStringLiteral("http://127.0.0.1:11434/v1");
        QTest::addRow("this machine by name")
            << QStringLiteral("http://localhost:1/v1") << QStringLiteral("http://localhost:1/v1");
        QTest::addRow("this machine in IPv6")
            << QStringLiteral("http://[::1]:1/v1") << QStringLiteral("http://[::1]:1/v1");
        QTest::addRow("unencrypted") << QStringLiteral("http://api.example.com/v1") << QString();
        QTest::addRow("a name that only looks local") << QStringLiteral("http://localhost.example.com/v1") << QString();
        QTest::addRow("an address that only looks local")
            << QStringLiteral("http://127.0.0.1.example.com/v1") << QString();
        QTest::addRow("a key in the URL") << QStringLiteral("https://user:key@api.example.com/v1") << QString();
        QTest::addRow("a key in the query") << QStringLiteral("https://api.example.com/v1?key=1") << QString();
        QTest::addRow("a fragment") << QStringLiteral("https://api.example.com/v1#x") << QString();
        QTest::addRow("no scheme") << QStringLiteral("api.example.com/v1") << QString();
        QTest::addRow("a file") << QStringLiteral("file:///etc/passwd") << QString();
        QTest::addRow("empty") << QString() << QString();
    }

    void providersUrlsAreChecked()
    {
        QFETCH(QString, text);
        QFETCH(QString, url);
        const Result<QUrl> checked = checkedModelUrl(text);
        QCOMPARE(checked ? checked->toString() : QString(), url);
        if (!checked)
            QCOMPARE(checked.error().code, ModelUrlInvalid);
    }

    void aKeyBelongsToOneOrigin_data()
    {
        QTest::addColumn<QUrl>("url");
        QTest::addColumn<QString>("name");
        const QString api = QStringLiteral("provider/https://api.example.com:443");
        QTest::addRow("its address") << QUrl(QStringLiteral("https://api.example.com/v1")) << api;
        QTest::addRow("another path") << QUrl(QStringLiteral("https://API.example.com:443/v2")) << api;
        QTest::addRow("another port") << QUrl(QStringLiteral("https://api.example.com:8443/v1"))
                                      << QStringLiteral("provider/https://api.example.com:8443");
        QTest::addRow("another host") << QUrl(QStringLiteral("https://example.com/v1"))
                                      << QStringLiteral("provider/https://example.com:443");
        QTest::addRow("unencrypted") << QUrl(QStringLiteral("http://localhost/v1"))
                                     << QStringLiteral("provider/http://localhost:80");
    }

    void aKeyBelongsToOneOrigin()
    {
        QFETCH(QUrl, url);
        QTEST(providerKeyName(url), "name");
    }
};

QTEST_GUILESS_MAIN(TestModelRequest)
#include "tst_model_request.moc"
