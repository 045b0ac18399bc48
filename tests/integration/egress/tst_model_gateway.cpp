#include "tests/integration/egress/model_server.h"

#include "runner/base/child_process.h"
#include "runner/base/pool.h"
#include "runner/egress/model_gateway.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>

#include <qcorotask.h>

using namespace pilothouse;
using namespace std::chrono_literals;

namespace {

const QByteArray keyText = "sk-test-0123456789abcdef";
const QByteArray chat =
    R"({"model":"x","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]})";
const QByteArray firstEvent = R"({"choices":[{"delta":{"content":"Hello"},"finish_reason":null}]})";
const QByteArray lastEvent =
    R"({"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":4}})";

ModelRequest request(quint64 id, const QByteArray &body = chat)
{
    return {.id = id,
        .method = "POST",
        .path = "/v1/chat/completions",
        .headers = {{"authorization", "Bearer placeholder"}, {"x-evil", "1"}},
        .body = body};
}

/// A gateway with everything it says written down.
class Watched {
public:
    explicit Watched(ModelRoute route, ModelGatewayOptions options = {})
        : gateway(
              std::move(route), *PracticeModel::builtIn(), m_pool,
              [this](ModelAttempt attempt) -> Task<ModelAllowance> {
                  attempts.push_back(attempt);
                  if (held) {
                      if (const Result<void> let = co_await *held; !let)
                          co_return std::unexpected(let.error());
                  }
                  co_return ModelAllowance{.completionLimit = limit};
              },
              options)
    {
        QObject::connect(&gateway, &ModelGateway::answerStarted, &gateway,
            [this](quint64 id, int status, const HttpHeaders &fields) {
                log.push_back(QStringLiteral("%1 started %2").arg(id).arg(status));
                headers[id] = fields;
            });
        QObject::connect(&gateway, &ModelGateway::answerBody, &gateway,
            [this](quint64 id, const QByteArray &bytes) { bodies[id] += bytes; });
        QObject::connect(&gateway, &ModelGateway::answerEnded, &gateway,
            [this](quint64 id) { log.push_back(QStringLiteral("%1 ended").arg(id)); });
        QObject::connect(&gateway, &ModelGateway::answerFailed, &gateway, [this](quint64 id, const Error &error) {
            log.push_back(QStringLiteral("%1 failed %2").arg(id).arg(error.code.name));
        });
        QObject::connect(&gateway, &ModelGateway::attemptEnded, &gateway,
            [this](const ModelOutcome &outcome) { outcomes.push_back(outcome); });
    }

    QString errorMessage(quint64 id) const
    {
        return QJsonDocument::fromJson(bodies[id]).object()[u"error"][u"message"].toString();
    }

private:
    Pool m_pool{1};

public:
    std::optional<qint64> limit; ///< What an attempt is allowed to answer with.
    std::optional<OneShot<Result<void>>> held; ///< Lets attempts wait.
    QList<ModelAttempt> attempts;
    QList<ModelOutcome> outcomes;
    QStringList log;
    QHash<quint64, QByteArray> bodies;
    QHash<quint64, HttpHeaders> headers;
    ModelGateway gateway;
};

ModelRoute practiceRoute()
{
    return {.provider = QStringLiteral("practice"),
        .model = QStringLiteral("practice"),
        .price = ModelPrice{},
        .kind = PracticeProvider{.pause = 0ms}};
}

ModelRoute routeTo(const QUrl &url, std::chrono::milliseconds idle = 5s)
{
    return {.provider = QStringLiteral("test"),
        .model = QStringLiteral("model-1"),
        .price = ModelPrice{.rates = {.prompt = 1, .completion = 2, .cached = 1, .cacheWrite = 1}},
        .kind = RemoteProvider{.baseUrl = url, .key = Secret(keyText), .idleTimeout = idle, .totalTimeout = 20s}};
}

} // namespace

class TestModelGateway : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePracticeModelAnswers()
    {
        Watched watched(practiceRoute());
        watched.gateway.submit(request(7));
        QTRY_COMPARE(watched.outcomes.size(), 1);
        QCOMPARE(watched.log, QStringList({QStringLiteral("7 started 200"), QStringLiteral("7 ended")}));
        QVERIFY(watched.bodies[7].endsWith("data: [DONE]\n\n"));
        QCOMPARE(watched.attempts.value(0).number, 1);
        QVERIFY(watched.outcomes[0].complete);
        QVERIFY(watched.outcomes[0].usage.prompt > 0);
        QCOMPARE(watched.outcomes[0].cost, std::optional(Cost{0}));
    }

    void aLargeRequestIsAnsweredTheSame()
    {
        Watched watched(practiceRoute());
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.outcomes.size(), 1);
        QByteArray padded = chat;
        padded.insert(1, QByteArray(300000, ' '));
        watched.gateway.submit(request(2, padded));
        QTRY_COMPARE(watched.outcomes.size(), 2);
        QCOMPARE(watched.bodies[2], watched.bodies[1]);
    }

    void otherPathsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const QByteArray path = "/v1/chat/completions";
        QTest::addRow("the models") << QByteArray("GET") << QByteArray("/v1/models") << QByteArray() << 200;
        QTest::addRow("a method") << QByteArray("DELETE") << path << chat << 404;
        QTest::addRow("a query") << QByteArray("POST") << QByteArray(path + "?a=b") << chat << 404;
        QTest::addRow("dots") << QByteArray("POST") << QByteArray("/v1/../v1/chat/completions") << chat << 404;
        QTest::addRow("a whole URL") << QByteArray("POST") << QByteArray("http://evil" + path) << chat << 404;
        QTest::addRow("files") << QByteArray("POST") << QByteArray("/v1/files") << chat << 404;
        QTest::addRow("nonsense") << QByteArray("POST") << path << QByteArray("{") << 400;
        QTest::addRow("a hosted tool") << QByteArray("POST") << path
                                       << QByteArray(chat).replace(R"("stream")", R"("tools":[{"type":"web"}],"x")")
                                       << 403;
        QTest::addRow("too much") << QByteArray("POST") << path << QByteArray(33 * 1024 * 1024, ' ') << 413;
    }

    void otherPathsAreRefused()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        ModelServer server;
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit({.id = 1, .method = method, .path = path, .headers = {}, .body = body});
        QTRY_COMPARE(watched.log, QStringList({QStringLiteral("1 started %1").arg(status), QStringLiteral("1 ended")}));
        QCOMPARE(server.connections(), 0);
        QVERIFY(watched.attempts.isEmpty());
        QCOMPARE(watched.errorMessage(1).isEmpty(), status == 200);
    }

    void theProviderGetsOurRequest()
    {
        ModelServer server;
        server.answerWith(ModelServer::head("200 OK", "text/event-stream", "Set-Cookie: a=b\r\nX-Secret: 1\r\n")
                + ModelServer::event(firstEvent) + ModelServer::event(lastEvent) + ModelServer::event("[DONE]"),
            true);
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(3));
        QTRY_COMPARE(watched.outcomes.size(), 1);

        const QByteArray head = server.requests()[0].head;
        QVERIFY(head.startsWith("POST /v1/chat/completions HTTP/1.1"));
        QVERIFY(head.contains(QByteArray("uthorization: Bearer " + keyText)));
        QVERIFY(!head.contains("placeholder") && !head.toLower().contains("x-evil"));
        const QJsonObject body = QJsonDocument::fromJson(server.requests()[0].body).object();
        QCOMPARE(body[u"model"].toString(), QStringLiteral("model-1"));

        QCOMPARE(watched.log, QStringList({QStringLiteral("3 started 200"), QStringLiteral("3 ended")}));
        QCOMPARE(watched.headers[3], HttpHeaders({{"content-type", "text/event-stream"}}));
        QVERIFY(watched.bodies[3].contains("Hello"));
        QCOMPARE(watched.outcomes[0].usage, (ModelUsage{.prompt = 10, .completion = 4}));
        QCOMPARE(watched.outcomes[0].cost, std::optional(Cost{18000}));
    }

    void everyProtocolsKeyAndPathAreItsOwn_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("header");
        QTest::addRow("chat") << int(ModelProtocolName::Chat) << QByteArray("/v1/chat/completions")
                              << QByteArray("POST /v1/chat/completions HTTP/1.1\r\n")
                              << QByteArray("\r\nAuthorization: Bearer " + keyText + "\r\n");
        QTest::addRow("responses") << int(ModelProtocolName::Responses) << QByteArray("/v1/responses")
                                   << QByteArray("POST /v1/responses HTTP/1.1\r\n")
                                   << QByteArray("\r\nAuthorization: Bearer " + keyText + "\r\n");
        QTest::addRow("messages") << int(ModelProtocolName::Messages) << QByteArray("/v1/messages?beta=true")
                                  << QByteArray("POST /v1/messages HTTP/1.1\r\n")
                                  << QByteArray("\r\nx-api-key: " + keyText + "\r\n");
        QTest::addRow("gemini") << int(ModelProtocolName::Gemini)
                                << QByteArray("/v1beta/models/dearest:streamGenerateContent?alt=sse&key=placeholder")
                                << QByteArray("POST /v1/models/model-1:streamGenerateContent?alt=sse HTTP/1.1\r\n")
                                << QByteArray("\r\nx-goog-api-key: " + keyText + "\r\n");
    }

    void everyProtocolsKeyAndPathAreItsOwn()
    {
        QFETCH(int, protocol);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, header);
        ModelServer server;
        ModelRoute route = routeTo(server.baseUrl());
        std::get<RemoteProvider>(route.kind).protocol = ModelProtocolName(protocol);
        Watched watched(std::move(route));
        watched.limit = 77;
        ModelRequest asked = request(1,
            R"({"model":"x","messages":[{"role":"user","content":"hi"}],"input":"hi","contents":[{"parts":[{"text":"hi"}]}]})");
        QJsonObject body = QJsonDocument::fromJson(asked.body).object();
        const QStringList fields{QStringLiteral("messages"), QStringLiteral("input"), QStringLiteral("contents")};
        const QString own = protocol == int(ModelProtocolName::Responses) ? QStringLiteral("input")
            : protocol == int(ModelProtocolName::Gemini)                  ? QStringLiteral("contents")
                                                                          : QStringLiteral("messages");
        for (const QString &field : fields) {
            if (field != own)
                body.remove(field);
        }
        asked.body = QJsonDocument(body).toJson();
        asked.path = path;
        asked.headers.push_back({"x-api-key", "placeholder"});
        watched.gateway.submit(asked);
        QTRY_COMPARE(server.requests().size(), 1);
        const QByteArray head = server.requests()[0].head + "\r\n";
        QVERIFY2(head.startsWith(line), head.constData());
        QVERIFY2(head.contains(header), head.constData());
        QCOMPARE(head.count(keyText), 1);
        QVERIFY(!head.contains("placeholder"));
        QVERIFY(server.requests()[0].body.contains("77"));
        // Another protocol's request is refused, whatever the key could be used for.
        watched.gateway.submit({.id = 2,
            .method = "POST",
            .path = protocol == int(ModelProtocolName::Chat) ? "/v1/messages" : "/v1/chat/completions",
            .headers = {},
            .body = chat});
        QTRY_VERIFY(watched.log.contains(QStringLiteral("2 started 404")));
    }

    void usageThatWasNotAskedForIsHidden()
    {
        ModelServer server;
        const QByteArray usage = R"({"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":4}})";
        const QByteArray wordEvent = ModelServer::event(firstEvent);
        const QByteArray end = ModelServer::event("[DONE]");
        server.answerWith(
            ModelServer::head("200 OK", "text/event-stream") + wordEvent + ModelServer::event(usage) + end, true);
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(1, R"({"stream":true,"messages":[{"role":"user","content":"hi"}]})"));
        QTRY_COMPARE(watched.outcomes.size(), 1);
        QCOMPARE(watched.bodies[1], QByteArray(wordEvent + end));
        QCOMPARE(watched.outcomes[0].usage, (ModelUsage{.prompt = 10, .completion = 4}));
        QVERIFY(server.requests()[0].body.contains("include_usage"));
        watched.gateway.submit(request(2));
        QTRY_COMPARE(watched.outcomes.size(), 2);
        QVERIFY(watched.bodies[2].contains(usage));
    }

    void aCrossingGoesOutWhenAPersonAllowsIt()
    {
        ModelServer server;
        QList<AskCrossing> asked;
        ModelGatewayOptions options;
        options.askAboutCrossing = [&asked](AskCrossing crossing) -> Task<void> {
            asked.push_back(crossing);
            co_return Result<void>();
        };
        Watched watched(routeTo(server.baseUrl()), options);
        watched.gateway.submit(
            request(1, R"({"messages":[{"role":"user","content":"hi"}],"tools":[{"type":"web_search"}]})"));
        QTRY_COMPARE(server.requests().size(), 1);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0].code, ModelHostedTool);
        QVERIFY(server.requests()[0].body.contains("web_search"));
    }

    void eventsPassAsTheyCome()
    {
        ModelServer server;
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(server.requests().size(), 1);
        const QPointer<QTcpSocket> socket = server.requests()[0].socket;
        socket->write(ModelServer::head("200 OK", "text/event-stream") + ModelServer::event(firstEvent));
        QTRY_COMPARE(watched.bodies[1], ModelServer::event(firstEvent));
        socket->write(ModelServer::event(lastEvent));
        socket->disconnectFromHost();
        QTRY_VERIFY(watched.log.contains(QStringLiteral("1 ended")));
    }

    void anAttemptGoesOutOnlyOnceItWasCommitted()
    {
        ModelServer server;
        Watched watched(routeTo(server.baseUrl()), {.lastAttempt = 41});
        watched.held.emplace();
        watched.gateway.submit(request(1));
        QCOMPARE(watched.attempts.size(), 1);
        QCOMPARE(watched.attempts[0].number, 42);
        QTest::qWait(50); // Nothing may happen meanwhile: there is no signal to wait for.
        QCOMPARE(server.connections(), 0);
        watched.held->resolve(Result<void>());
        QTRY_COMPARE(server.requests().size(), 1);
    }

    void aRefusedAttemptNeverGoesOut()
    {
        ModelServer server;
        Watched watched(routeTo(server.baseUrl()));
        watched.held.emplace();
        watched.held->resolve(failure(LimitExceeded, QStringLiteral("The budget is used up.")));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.log, QStringList({QStringLiteral("1 started 403"), QStringLiteral("1 ended")}));
        QCOMPARE(watched.errorMessage(1), QStringLiteral("The budget is used up."));
        QCOMPARE(server.connections(), 0);
    }

    void cancelledWhileItWaits()
    {
        ModelServer server;
        Watched watched(routeTo(server.baseUrl()));
        watched.held.emplace();
        watched.gateway.submit(request(1));
        watched.gateway.cancel(1);
        watched.held->resolve(Result<void>());
        QTest::qWait(50); // As above.
        QCOMPARE(server.connections(), 0);
        QVERIFY(watched.log.isEmpty());
    }

    void destroyedWhileItWaits()
    {
        OneShot<Result<void>> held;
        {
            Watched watched(practiceRoute());
            watched.held = held;
            watched.gateway.submit(request(1));
        }
        held.resolve(Result<void>());
    }

    void refusalsOfTheProvider_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("forAgent");
        QTest::addColumn<QString>("code");
        const QByteArray leak = R"({"error":{"message":"Incorrect key sk-test-0123456789abcdef, sk-te***cdef"}})";
        QTest::addRow("401") << QByteArray("401 Unauthorized") << leak << 401 << QStringLiteral("model.key_refused");
        QTest::addRow("403") << QByteArray("403 Forbidden") << leak << 403 << QStringLiteral("model.key_refused");
        QTest::addRow("429") << QByteArray("429 Too Many Requests") << leak << 429
                             << QStringLiteral("model.rate_limited");
        QTest::addRow("500") << QByteArray("500 Internal") << QByteArray("<html>oops</html>") << 500
                             << QStringLiteral("model.failed");
        QTest::addRow("a redirect") << QByteArray("307 Temporary\r\nLocation: http://127.0.0.1:1/v1/chat/completions")
                                    << QByteArray() << 502 << QStringLiteral("model.failed");
    }

    void refusalsOfTheProvider()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, body);
        QFETCH(int, forAgent);
        QFETCH(QString, code);
        ModelServer server;
        server.answerWith(ModelServer::head(status, "application/json", "Retry-After: 7\r\n") + body, true);
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.outcomes.size(), 1);
        QCOMPARE(watched.log, QStringList({QStringLiteral("1 started %1").arg(forAgent), QStringLiteral("1 ended")}));
        QVERIFY(!watched.bodies[1].contains("0123456789abcdef"));
        QVERIFY(!watched.errorMessage(1).isEmpty());
        QVERIFY(watched.headers[1].contains(std::pair<QByteArray, QByteArray>("retry-after", "7")));
        QCOMPARE(watched.outcomes[0].error->code.name, code);
        QVERIFY(!watched.outcomes[0].error->cause.contains(QString::fromLatin1(keyText)));
        QCOMPARE(watched.outcomes[0].usage, ModelUsage{});
        QCOMPARE(server.requests().size(), 1);
    }

    void aKeyInAnAnswerIsTakenOut()
    {
        ModelServer server;
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(server.requests().size(), 1);
        const QPointer<QTcpSocket> socket = server.requests()[0].socket;
        socket->write(ModelServer::head("200 OK", "text/event-stream") + ": you sent sk-test-0123");
        QTRY_COMPARE(watched.bodies[1], QByteArray(": you sent "));
        socket->write("456789abcdef\n\n" + ModelServer::event("[DONE]"));
        socket->disconnectFromHost();
        QTRY_VERIFY(watched.log.contains(QStringLiteral("1 ended")));
        QCOMPARE(watched.bodies[1], QByteArray(": you sent [key removed]\n\n" + ModelServer::event("[DONE]")));
    }

    void anAnswerThatIsCut_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("without a word") << QByteArray() << ModelServer::event(firstEvent);
        QTest::addRow("within its length") << QByteArray("Content-Length: 1000\r\n") << ModelServer::event(firstEvent);
        QTest::addRow("within a chunk") << QByteArray("Transfer-Encoding: chunked\r\n")
                                        << QByteArray("40\r\n" + ModelServer::event(firstEvent).first(10));
        QTest::addRow("with a length that is right but an answer that is not")
            << QByteArray("Content-Length: " + QByteArray::number(ModelServer::event(firstEvent).size()) + "\r\n")
            << ModelServer::event(firstEvent);
    }

    void anAnswerThatIsCut()
    {
        QFETCH(QByteArray, more);
        QFETCH(QByteArray, body);
        ModelServer server;
        server.answerWith(ModelServer::head("200 OK", "text/event-stream", more) + body, true);
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.outcomes.size(), 1);
        QCOMPARE(watched.log.value(1), QStringLiteral("1 failed model.answer_cut"));
        QVERIFY(!watched.outcomes[0].complete);
        QVERIFY(watched.outcomes[0].usage.estimated && watched.outcomes[0].usage.prompt > 0);
        QCOMPARE(server.requests().size(), 1);
    }

    void aProviderThatHangsUpGetsOneRequest()
    {
        ModelServer server;
        server.hangUpOnRequests();
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.outcomes.size(), 1);
        QCOMPARE(watched.log, QStringList({QStringLiteral("1 started 502"), QStringLiteral("1 ended")}));
        QCOMPARE(watched.outcomes[0].error->code, ModelUnreachable);
        QTest::qWait(100); // A second, unmetered request must not follow.
        QCOMPARE(server.requests().size(), 1);
    }

    void aProviderThatIsNotThere()
    {
        QUrl url;
        {
            const ModelServer server;
            url = server.baseUrl();
        }
        Watched watched(routeTo(url));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.outcomes.size(), 1);
        QCOMPARE(watched.log.value(0), QStringLiteral("1 started 502"));
        QVERIFY(watched.errorMessage(1).contains(u"cannot be reached"));
        QCOMPARE(watched.outcomes[0].cost, std::optional(Cost{0}));
    }

    void aProviderWhoseCertificateNobodySigned()
    {
        const QTemporaryDir folder;
        const QString key = folder.filePath(QStringLiteral("key.pem"));
        const QString certificate = folder.filePath(QStringLiteral("certificate.pem"));
        const Result<ChildOutput> made = QCoro::waitFor(runChild({.program = QStringLiteral("openssl"),
            .arguments =
                QStringLiteral("req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -keyout %1 -out %2")
                    .arg(key, certificate)
                    .split(u' '),
            .input = {}}));
        QVERIFY(made && made->exitCode == 0);
        QFile keyFile(key);
        QFile certificateFile(certificate);
        QVERIFY(keyFile.open(QIODevice::ReadOnly) && certificateFile.open(QIODevice::ReadOnly));
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setPrivateKey(QSslKey(&keyFile, QSsl::Rsa));
        configuration.setLocalCertificate(QSslCertificate(&certificateFile));
        QSslServer server;
        server.setSslConfiguration(configuration);
        QVERIFY(server.listen(QHostAddress::LocalHost));

        Watched watched(routeTo(QUrl(QStringLiteral("https://127.0.0.1:%1/v1").arg(server.serverPort()))));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.outcomes.size(), 1);
        QVERIFY(watched.errorMessage(1).contains(u"is not secure"));
        QCOMPARE(watched.outcomes[0].status, 0);
    }

    void aProviderThatIsSilent()
    {
        ModelServer server;
        Watched watched(routeTo(server.baseUrl(), 100ms));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.log, QStringList({QStringLiteral("1 started 504"), QStringLiteral("1 ended")}));
        QCOMPARE(watched.outcomes[0].error->code, TimedOut);
    }

    void aProviderThatFallsSilent()
    {
        ModelServer server;
        server.answerWith(ModelServer::head("200 OK", "text/event-stream") + ModelServer::event(firstEvent), false);
        Watched watched(routeTo(server.baseUrl(), 200ms));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.log, QStringList({QStringLiteral("1 started 200"), QStringLiteral("1 failed timed_out")}));
    }

    void aPauseReachesTheProvider()
    {
        ModelServer server;
        Watched watched(routeTo(server.baseUrl(), 300ms));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(server.requests().size(), 1);
        watched.gateway.setPaused(1, true);
        const QPointer<QTcpSocket> socket = server.requests()[0].socket;
        const QByteArray filler = ModelServer::event(QByteArray(32 * 1024, 'x'));
        constexpr int fillers = 1000; // More than the kernel's buffers on both sides hold.
        socket->write(ModelServer::head("200 OK", "text/event-stream"));
        for (int i = 0; i < fillers; ++i)
            socket->write(filler);
        socket->write(ModelServer::event("[DONE]"));
        socket->disconnectFromHost();
        QTest::qWait(600); // Longer than the idle time-out, which does not count while we are the slow side.
        QVERIFY(watched.bodies[1].isEmpty());
        QVERIFY(socket);
        QCOMPARE_GT(socket->bytesToWrite(), filler.size() * fillers / 2);
        watched.gateway.setPaused(1, false);
        QTRY_VERIFY_WITH_TIMEOUT(watched.log.contains(QStringLiteral("1 ended")), 10000);
        QCOMPARE(watched.bodies[1].size(), filler.size() * fillers + ModelServer::event("[DONE]").size());
    }

    void cancelHangsUp()
    {
        ModelServer server;
        server.answerWith(ModelServer::head("200 OK", "text/event-stream") + ModelServer::event(firstEvent), false);
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(1));
        QTRY_VERIFY(!watched.bodies[1].isEmpty());
        const QPointer<QTcpSocket> socket = server.requests()[0].socket;
        watched.gateway.cancel(1);
        QCOMPARE(watched.outcomes.value(0).error->code, Cancelled);
        QVERIFY(watched.outcomes[0].usage.estimated);
        QTRY_VERIFY(!socket);
        QCOMPARE(watched.log, QStringList({QStringLiteral("1 started 200")}));
    }

    void theSameIdAgainReplacesTheFirst()
    {
        ModelServer server;
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(1));
        QTRY_COMPARE(server.requests().size(), 1);
        server.answerWith(ModelServer::head("200 OK", "text/event-stream") + ModelServer::event(lastEvent), true);
        watched.gateway.submit(request(1));
        QTRY_COMPARE(watched.outcomes.size(), 2);
        QCOMPARE(watched.log, QStringList({QStringLiteral("1 started 200"), QStringLiteral("1 ended")}));
        QCOMPARE(watched.outcomes[0].error->code, Cancelled);
        QCOMPARE(watched.outcomes[1].number, 2);
    }

    void tooManyAtOnce()
    {
        ModelServer server;
        Watched watched(routeTo(server.baseUrl()), {.maxOpenRequests = 2});
        for (quint64 id = 1; id <= 3; ++id)
            watched.gateway.submit(request(id));
        QCOMPARE(watched.log.value(0), QStringLiteral("3 started 429"));
        watched.gateway.cancelAll();
        QCOMPARE(watched.gateway.openRequests(), 0);
    }

    void aWholeAnswerIsMetered()
    {
        ModelServer server;
        const QByteArray answer =
            R"({"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1}})";
        server.answerWith(ModelServer::head("200 OK", "application/json; charset=utf-8") + answer, true);
        Watched watched(routeTo(server.baseUrl()));
        watched.gateway.submit(request(1, R"({"messages":[{"role":"user","content":"hi"}]})"));
        QTRY_COMPARE(watched.outcomes.size(), 1);
        QCOMPARE(watched.bodies[1], answer);
        QCOMPARE(watched.outcomes[0].usage, (ModelUsage{.prompt = 5, .completion = 1}));
        QVERIFY(!watched.attempts[0].streaming);
    }
};

QTEST_GUILESS_MAIN(TestModelGateway)
#include "tst_model_gateway.moc"
