#include "runner/egress/model_gateway.h"
#include "runner/egress/model_request.h"

#include <QJsonArray>
#include <QTest>

using namespace pilothouse;

namespace {

/// JSON with its quotes written as apostrophes.
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

} // namespace

class TestModelRequest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyKnownFieldsPass()
    {
        const Result<ModelCall> call = readModelCall(
            json("{'model':'dearest-model','messages':[{'role':'user','content':'hi'}],'stream':true,'stream_options':{"
                 "'include_usage':false},'max_tokens':100,'temperature':0.5,'n':50,'service_tier':'priority','store':"
                 "true,'user':'me','plugins':[{'id':'web'}],'web_search_options':{}}"),
            QStringLiteral("chosen"));
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
        };
        QCOMPARE(call->body, expected);
        QVERIFY(call->streaming);
        QCOMPARE(call->completionLimit, std::optional<qint64>(100));
    }

    void whatWouldReachTheNetworkIsRefused_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("passes");
        QTest::addRow("a function") << json("'tools':[{'type':'function','function':{'name':'ls'}}]") << true;
        QTest::addRow("a hosted search") << json("'tools':[{'type':'web_search'}]") << false;
        QTest::addRow("a hosted tool beside a function") << QByteArray(
            json("'tools':[{'type':'function','function':{'name':'ls'}},{'type':'mcp','server_url':'https://x'}]"))
                                                         << false;
        QTest::addRow("a function with an address")
            << json("'tools':[{'type':'function','function':{'name':'ls'},'server_url':'https://x'}]") << false;
        QTest::addRow("a tool without a type") << json("'tools':[{'function':{'name':'ls'}}]") << false;
        QTest::addRow("tools that are no list") << json("'tools':{'type':'web_search'}") << false;
        QTest::addRow("a choice of a function")
            << json("'tool_choice':{'type':'function','function':{'name':'ls'}}") << true;
        QTest::addRow("a choice of a hosted tool") << json("'tool_choice':{'type':'web_search'}") << false;
        QTest::addRow("an image inside") << QByteArray(json("'messages':[{'role':'user','content':[{'type':'image_url',"
                                                            "'image_url':{'url':'data:image/png;base64,AA'}}]}]"))
                                         << true;
        QTest::addRow("an image by address")
            << QByteArray(json("'messages':[{'role':'user','content':[{'type':'text','text':'look'},{'type':'image_url'"
                               ",'image_url':{'url':'https://evil/?secret'}}]}]"))
            << false;
        QTest::addRow("an image by address in short") << QByteArray(
            json("'messages':[{'role':'user','content':[{'type':'image_url','image_url':'https://evil/'}]}]"))
                                                      << false;
        QTest::addRow("an image by address from a tool") << QByteArray(
            json("'messages':[{'role':'tool','tool_call_id':'a','content':[{'type':'image_url','image_url':{'url':'"
                 "http://evil/'}}]}]")) << false;
        QTest::addRow("a file inside") << QByteArray(json(
            "'messages':[{'role':'user','content':[{'type':'file','file':{'filename':'a','file_data':'data:,a'}}]}]"))
                                       << true;
        QTest::addRow("a file by id") << QByteArray(
            json("'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'file-1'}}]}]"))
                                      << false;
        QTest::addRow("an unknown part") << QByteArray(
            json("'messages':[{'role':'user','content':[{'type':'video_url'}]}]"))
                                         << false;
        QTest::addRow("a content that is an object")
            << json("'messages':[{'role':'user','content':{'type':'image_url'}}]") << false;
        QTest::addRow("an unknown role") << json("'messages':[{'role':'root','content':'hi'}]") << false;
        QTest::addRow("no messages") << json("'messages':[]") << false;
        QTest::addRow("messages twice, the last counts")
            << QByteArray(json("'messages':[{'role':'user','content':[{'type':'image_url','image_url':'http://evil/"
                               "'}]}],'messages':[{'role':'user','content':'hi'}]"))
            << true;
    }

    void whatWouldReachTheNetworkIsRefused()
    {
        QFETCH(QByteArray, fields);
        QFETCH(bool, passes);
        QByteArray body = "{" + fields;
        if (!fields.contains("\"messages\""))
            body += json(",'messages':[{'role':'user','content':'hi'}]");
        const Result<ModelCall> call = readModelCall(body + "}", QStringLiteral("m"));
        QCOMPARE(call.has_value(), passes);
        if (call)
            QVERIFY(!QJsonDocument(call->body).toJson().contains("evil"));
    }

    void nonsenseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("empty") << QByteArray();
        QTest::addRow("not JSON") << QByteArrayLiteral("{");
        QTest::addRow("a list") << QByteArrayLiteral("[]");
        QTest::addRow("nested too deeply") << QByteArray(100000, '[');
        QTest::addRow("too large") << QByteArray(modelRequestLimit + 1, ' ');
    }

    void nonsenseIsRefused()
    {
        QFETCH(QByteArray, body);
        QVERIFY(!readModelCall(body, QStringLiteral("m")));
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
