// The host's end of the proxy, with a look-up that records and servers on this machine.

#include "runner/egress/egress_broker.h"

#include <QSignalSpy>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

class RecordingResolver final : public EgressResolver {
public:
    QHash<QString, QList<QHostAddress>> names;
    QStringList asked;

    Task<QList<QHostAddress>> resolve(QString host) override
    {
        asked.append(host);
        if (!names.contains(host))
            co_return failure(EgressNameUnknown, u"no such name"_s);
        co_return names[host];
    }
};

/// A server that keeps what came and answers what it is told.
struct Server {
    QTcpServer server;
    QList<QTcpSocket *> connections;
    QByteArray received;
    QByteArray answer; ///< Sent when a whole head came.

    Server()
    {
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this] {
            QTcpSocket *const socket = server.nextPendingConnection();
            connections.append(socket);
            QObject::connect(socket, &QTcpSocket::readyRead, &server, [this, socket] {
                received += socket->readAll();
                if (!answer.isEmpty() && received.contains("\r\n\r\n"))
                    socket->write(answer);
            });
        });
    }
    [[nodiscard]] quint16 port() const { return server.serverPort(); }
};

/// A broker whose every word is kept.
struct Bench {
    std::shared_ptr<RecordingResolver> resolver = std::make_shared<RecordingResolver>();
    std::vector<EgressAttempt> attempts;
    std::vector<EgressOpening> openings;
    std::vector<EgressEnding> endings;
    std::vector<EgressRefusal> refusals;
    EgressPermit permit{.allowed = true, .network = PrivateNetwork::Opened, .rule = u"r1"_s, .reason = u"No."_s};
    std::optional<OneShot<Result<EgressPermit>>> question; ///< When set, a person is waited for.
    QByteArray output;
    qsizetype granted = 0;
    int ended = 0;
    int closed = 0;
    std::unique_ptr<EgressBroker> broker;

    explicit Bench(EgressBrokerOptions options = {})
    {
        broker = std::make_unique<EgressBroker>(
            EgressPolicy{.decide = [this](EgressAttempt attempt) { return decide(std::move(attempt)); },
                .before = [this](EgressOpening opening) -> Task<void> {
                    openings.push_back(std::move(opening));
                    co_return {};
                }},
            resolver, std::move(options));
        QObject::connect(broker.get(), &EgressBroker::output, broker.get(),
            [this](quint64, const QByteArray &bytes) { output += bytes; });
        QObject::connect(
            broker.get(), &EgressBroker::granted, broker.get(), [this](quint64, qsizetype bytes) { granted += bytes; });
        QObject::connect(broker.get(), &EgressBroker::outputEnded, broker.get(), [this] { ++ended; });
        QObject::connect(broker.get(), &EgressBroker::closed, broker.get(), [this] { ++closed; });
        QObject::connect(broker.get(), &EgressBroker::ended, broker.get(),
            [this](const EgressEnding &ending) { endings.push_back(ending); });
        QObject::connect(broker.get(), &EgressBroker::refused, broker.get(),
            [this](const EgressRefusal &refusal) { refusals.push_back(refusal); });
    }
    Task<EgressPermit> decide(EgressAttempt attempt)
    {
        attempts.push_back(std::move(attempt));
        if (question)
            co_return co_await *question;
        co_return permit;
    }
    void submit(const QByteArray &head)
    {
        broker->submit({.id = 1, .head = head, .forward = {}, .pid = 7, .command = u"curl"_s});
    }
};

QByteArray connectTo(const QByteArray &authority)
{
    return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
}

/// The first message of a real TLS client for this name.
QByteArray clientHello(const QString &name)
{
    Server server;
    QSslSocket client;
    client.connectToHostEncrypted(u"127.0.0.1"_s, server.port(), name);
    static_cast<void>(QTest::qWaitFor([&server] { return server.received.size() > 100; }));
    client.abort();
    return server.received;
}

QByteArray portOf(const Server &server)
{
    return QByteArray::number(server.port());
}

} // namespace

class TestEgressBroker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void looksNothingUpBeforeItIsAllowed();
    void refusesWithASentence_data();
    void refusesWithASentence();
    void everyAddressOfANameMustBeAllowed();
    void aTunnelCarriesBytesToTheApprovedName();
    void aTunnelForAnotherNameIsRefusedBeforeAByteGoesOut_data();
    void aTunnelForAnotherNameIsRefusedBeforeAByteGoesOut();
    void anUnreachableHostIsSaid();
    void plainHttpIsMadeAnew();
    void eachRequestOfAConnectionIsDecidedAbout();
    void aPersonMayTakeLongerThanAConnectionMayBeIdle();
    void aChunkedUploadGoesThrough();
    void aProgramThatWentAwayEndsItsConnection();
    void limitsEndAConnection();
    void aServerFeelsAProgramThatDoesNotRead();
    void bandwidthIsBounded();
    void aForwardCarriesAnything();

private:
    QByteArray m_hello;
};

void TestEgressBroker::initTestCase()
{
    m_hello = clientHello(u"build.example"_s);
    QVERIFY(m_hello.size() > 100);
}

void TestEgressBroker::looksNothingUpBeforeItIsAllowed()
{
    Server server;
    Bench bench;
    bench.question.emplace();
    bench.resolver->names[u"build.example"_s] = {QHostAddress(u"93.184.216.34"_s)};
    bench.submit(connectTo("build.example:443"));
    QCOMPARE(bench.attempts.size(), 1U);
    QCOMPARE(bench.attempts[0].target.host, u"build.example"_s);
    QCOMPARE(bench.attempts[0].target.port, quint16(443));
    QCOMPARE(bench.attempts[0].command, u"curl"_s);
    QTest::qWait(0);
    QVERIFY(bench.resolver->asked.isEmpty());
    QVERIFY(bench.output.isEmpty());
    bench.question->resolve(EgressPermit{.allowed = false, .reason = u"A person said no."_s});
    QTRY_COMPARE(bench.closed, 1);
    QVERIFY(bench.output.startsWith("HTTP/1.1 403 "));
    QVERIFY(bench.output.endsWith("A person said no.\n"));
    QVERIFY(bench.resolver->asked.isEmpty());
    QVERIFY(bench.openings.empty());
    QCOMPARE(bench.refusals.size(), 1U);
    QCOMPARE(bench.refusals[0].error.code, EgressDenied);
}

void TestEgressBroker::refusesWithASentence_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    QTest::newRow("no http") << QByteArray("hello\r\n\r\n") << 400;
    QTest::newRow("origin form") << QByteArray("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n") << 400;
    QTest::newRow("metadata") << connectTo("169.254.169.254:80") << 403;
    QTest::newRow("mapped metadata") << connectTo("[::ffff:169.254.169.254]:80") << 403;
    QTest::newRow("octal loopback") << connectTo("0177.0.0.1:443") << 400;
    QTest::newRow("decimal loopback") << connectTo("2130706433:443") << 400;
    QTest::newRow("localhost") << connectTo("localhost:443") << 403;
    QTest::newRow("unknown name") << connectTo("nowhere.example:443") << 502;
}

void TestEgressBroker::refusesWithASentence()
{
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    Bench bench;
    bench.submit(head);
    QTRY_COMPARE(bench.closed, 1);
    QVERIFY2(
        bench.output.startsWith(QByteArray("HTTP/1.1 " + QByteArray::number(status) + ' ')), bench.output.constData());
    QVERIFY(bench.output.endsWith(".\n") || bench.output.endsWith("name\n"));
    QCOMPARE(bench.ended, 1);
    QVERIFY(bench.openings.empty());
    QCOMPARE(bench.refusals.size(), 1U);
    QCOMPARE(bench.broker->openConnections(), 0);
}

void TestEgressBroker::everyAddressOfANameMustBeAllowed()
{
    Bench bench;
    bench.permit.network = PrivateNetwork::Closed;
    bench.resolver->names[u"rebound.example"_s] = {QHostAddress(u"93.184.216.34"_s), QHostAddress(u"127.0.0.1"_s)};
    bench.submit(connectTo("rebound.example:443"));
    QTRY_COMPARE(bench.closed, 1);
    QVERIFY(bench.output.startsWith("HTTP/1.1 403 "));
    QCOMPARE(bench.refusals[0].error.code, EgressNotAllowed);
    QVERIFY(bench.openings.empty());
}

void TestEgressBroker::aTunnelCarriesBytesToTheApprovedName()
{
    Server server;
    QStringList judged;
    Bench bench(EgressBrokerOptions{.refusal = [&judged](const QString &host, const QHostAddress &address,
                                                   PrivateNetwork) -> std::optional<QString> {
        judged.append(host + u' ' + address.toString());
        return std::nullopt;
    }});
    bench.resolver->names[u"build.example"_s] = {QHostAddress(QHostAddress::LocalHost)};
    bench.submit(connectTo("build.example:" + portOf(server)));
    QTRY_VERIFY(bench.output.startsWith("HTTP/1.1 200 "));
    QCOMPARE(bench.resolver->asked, QStringList{u"build.example"_s});
    QCOMPARE(judged, QStringList{u"build.example 127.0.0.1"_s});
    QVERIFY(bench.granted > 0);
    QCOMPARE(bench.openings.size(), 1U);
    QCOMPARE(bench.openings[0].addresses, QList<QHostAddress>{QHostAddress(QHostAddress::LocalHost)});
    QCOMPARE(bench.openings[0].rule, u"r1"_s);
    bench.output.clear();
    bench.broker->take(1, m_hello.first(20));
    bench.broker->take(1, m_hello.sliced(20));
    QTRY_COMPARE(server.received, m_hello);
    server.connections[0]->write("answer");
    QTRY_COMPARE(bench.output, QByteArray("answer"));
    server.connections[0]->disconnectFromHost();
    QTRY_COMPARE(bench.closed, 1);
    QCOMPARE(bench.ended, 1);
    QCOMPARE(bench.endings.size(), 1U);
    QCOMPARE(bench.endings[0].sent, m_hello.size());
    QCOMPARE(bench.endings[0].received, 6);
    QVERIFY(!bench.endings[0].error);
}

void TestEgressBroker::aTunnelForAnotherNameIsRefusedBeforeAByteGoesOut_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("another name") << m_hello;
    QTest::newRow("no tls") << QByteArray("SSH-2.0-OpenSSH\r\n");
    QTest::newRow("plain http") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
}

void TestEgressBroker::aTunnelForAnotherNameIsRefusedBeforeAByteGoesOut()
{
    QFETCH(QByteArray, bytes);
    Server server;
    Bench bench;
    bench.submit(connectTo("127.0.0.1:" + portOf(server)));
    QTRY_VERIFY(bench.output.startsWith("HTTP/1.1 200 "));
    QTRY_COMPARE(server.connections.size(), 1);
    QSignalSpy left(server.connections[0], &QTcpSocket::disconnected);
    bench.broker->take(1, bytes);
    QTRY_COMPARE(bench.closed, 1);
    QCOMPARE(bench.ended, 0);
    QTRY_VERIFY(!left.isEmpty());
    QVERIFY(server.received.isEmpty());
    QCOMPARE(bench.endings[0].error->code, EgressNameMismatch);
    QCOMPARE(bench.refusals.size(), 1U);
}

void TestEgressBroker::anUnreachableHostIsSaid()
{
    QTcpServer gone;
    QVERIFY(gone.listen(QHostAddress::LocalHost));
    const QByteArray port = QByteArray::number(gone.serverPort());
    gone.close();
    Bench bench;
    bench.submit(connectTo("127.0.0.1:" + port));
    QTRY_COMPARE(bench.closed, 1);
    QVERIFY(bench.output.startsWith("HTTP/1.1 502 "));
    QCOMPARE(bench.endings.size(), 1U);
    QCOMPARE(bench.endings[0].error->code, EgressUnreachable);
}

void TestEgressBroker::plainHttpIsMadeAnew()
{
    Server server;
    server.answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Kept: yes\r\nProxy-Authenticate: no\r\n\r\nhello";
    Bench bench;
    bench.submit("GET http://127.0.0.1:" + portOf(server) + "/a/../b?q HTTP/1.1\r\nHost: 127.0.0.1:" + portOf(server)
        + "\r\nProxy-Authorization: secret\r\nProxy-Connection: keep-alive\r\nAccept: x\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE(bench.closed, 1);
    QCOMPARE(bench.attempts[0].target.path, QByteArray("/b"));
    QVERIFY(server.received.startsWith("GET /b?q HTTP/1.1\r\n"));
    QVERIFY(!server.received.contains("secret"));
    QVERIFY(server.received.toLower().contains("accept: x"));
    QVERIFY(bench.output.startsWith("HTTP/1.1 200 "));
    QVERIFY(bench.output.contains("X-Kept: yes"));
    QVERIFY(!bench.output.contains("Proxy-Authenticate"));
    QVERIFY(bench.output.endsWith("\r\n\r\nhello"));
    QVERIFY(!bench.endings[0].error);
}

void TestEgressBroker::eachRequestOfAConnectionIsDecidedAbout()
{
    Server server;
    server.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    Bench bench;
    const QByteArray request =
        "GET http://127.0.0.1:" + portOf(server) + "/1 HTTP/1.1\r\nHost: 127.0.0.1:" + portOf(server) + "\r\n\r\n";
    bench.submit(request);
    QTRY_VERIFY(bench.output.endsWith("ok"));
    QCOMPARE(bench.closed, 0);
    bench.permit.allowed = false;
    bench.output.clear();
    bench.broker->take(1, request.first(30));
    bench.broker->take(1, request.sliced(30));
    QTRY_COMPARE(bench.closed, 1);
    QCOMPARE(bench.attempts.size(), 2U);
    QVERIFY(bench.attempts[1].bytesSent > 0);
    QVERIFY(bench.output.startsWith("HTTP/1.1 403 "));
    QCOMPARE(server.connections.size(), 1);
    QCOMPARE(bench.openings.size(), 1U);
}

void TestEgressBroker::aPersonMayTakeLongerThanAConnectionMayBeIdle()
{
    Server server;
    server.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    Bench bench(EgressBrokerOptions{.limits = {.idle = std::chrono::milliseconds(200)}});
    const QByteArray request =
        "GET http://127.0.0.1:" + portOf(server) + "/1 HTTP/1.1\r\nHost: 127.0.0.1:" + portOf(server) + "\r\n\r\n";
    bench.submit(request);
    QTRY_VERIFY(bench.output.endsWith("ok"));
    bench.question.emplace();
    bench.broker->take(1, request);
    QCOMPARE(bench.attempts.size(), 2U);
    QSignalSpy closed(bench.broker.get(), &EgressBroker::closed);
    QVERIFY(!closed.wait(600));
    bench.output.clear();
    bench.question->resolve(bench.permit);
    QTRY_VERIFY(bench.output.endsWith("ok"));
    // Then it is idle, and ends.
    QTRY_COMPARE(bench.closed, 1);
}

void TestEgressBroker::aChunkedUploadGoesThrough()
{
    Server server;
    Bench bench;
    bench.submit("POST http://127.0.0.1:" + portOf(server) + "/up HTTP/1.1\r\nHost: 127.0.0.1:" + portOf(server)
        + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    QTRY_COMPARE(server.connections.size(), 1);
    bench.broker->take(1, "5\r\nhel");
    bench.broker->take(1, "lo\r\n0\r\n\r\n");
    QTRY_VERIFY(server.received.endsWith("0\r\n\r\n"));
    QCOMPARE(server.received.count("Transfer-Encoding") + server.received.count("transfer-encoding"), 1);
    server.connections[0]->write("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n");
    QTRY_VERIFY(bench.output.contains("yes"));
    QTRY_VERIFY(bench.output.endsWith("0\r\n\r\n"));
    QCOMPARE(bench.endings.size(), 1U);
}

void TestEgressBroker::aProgramThatWentAwayEndsItsConnection()
{
    Server server;
    Bench bench;
    bench.submit(connectTo("127.0.0.1:" + portOf(server)));
    QTRY_COMPARE(server.connections.size(), 1);
    QSignalSpy left(server.connections[0], &QTcpSocket::disconnected);
    bench.broker->cancel(1);
    QTRY_VERIFY(!left.isEmpty());
    QCOMPARE(bench.endings.size(), 1U);
    QCOMPARE(bench.endings[0].error->code, Cancelled);
    QCOMPARE(bench.closed, 0);
    QCOMPARE(bench.broker->openConnections(), 0);
    // And while somebody is asked.
    bench.question.emplace();
    bench.submit(connectTo("build.example:443"));
    bench.broker->cancel(1);
    bench.question->resolve(bench.permit);
    QTest::qWait(0);
    QVERIFY(bench.resolver->asked.isEmpty());
    QCOMPARE(bench.endings.size(), 1U);
}

void TestEgressBroker::limitsEndAConnection()
{
    Server server;
    Bench bench(EgressBrokerOptions{.limits = {.upload = 1000, .download = 1000}});
    bench.broker->submit({.id = 1,
        .head = {},
        .forward = EgressTarget{u"127.0.0.1"_s, server.port(), EgressProtocol::Forward, {}},
        .command = {}});
    QTRY_COMPARE(server.connections.size(), 1);
    bench.broker->take(1, QByteArray(1001, 'x'));
    QTRY_COMPARE(bench.closed, 1);
    QCOMPARE(bench.endings[0].error->code, LimitExceeded);
    QVERIFY(server.received.isEmpty());
}

void TestEgressBroker::aServerFeelsAProgramThatDoesNotRead()
{
    Server server;
    Bench bench;
    bench.broker->submit({.id = 1,
        .head = {},
        .forward = EgressTarget{u"127.0.0.1"_s, server.port(), EgressProtocol::Forward, {}},
        .command = {}});
    QTRY_COMPARE(server.connections.size(), 1);
    bench.broker->setPaused(1, true);
    constexpr qint64 Much = 64 * 1024 * 1024;
    server.connections[0]->write(QByteArray(Much, 'x'));
    QSignalSpy written(server.connections[0], &QTcpSocket::bytesWritten);
    while (written.wait(1000)) { }
    QVERIFY(server.connections[0]->bytesToWrite() > Much / 2);
    QVERIFY(bench.output.isEmpty());
    bench.broker->setPaused(1, false);
    QTRY_COMPARE_WITH_TIMEOUT(bench.output.size(), Much, 30'000);
}

void TestEgressBroker::bandwidthIsBounded()
{
    Server server;
    Bench bench(EgressBrokerOptions{.limits = {.bytesPerSecond = 200'000}});
    bench.broker->submit({.id = 1,
        .head = {},
        .forward = EgressTarget{u"127.0.0.1"_s, server.port(), EgressProtocol::Forward, {}},
        .command = {}});
    QTRY_COMPARE(server.connections.size(), 1);
    QElapsedTimer since;
    since.start();
    server.connections[0]->write(QByteArray(400'000, 'x'));
    QTRY_COMPARE_WITH_TIMEOUT(bench.output.size(), 400'000, 30'000);
    // The last piece of 64 KiB is paid for after it came.
    QVERIFY2(since.elapsed() >= 1500, qPrintable(QString::number(since.elapsed())));
}

void TestEgressBroker::aForwardCarriesAnything()
{
    Server server;
    Bench bench;
    bench.broker->submit({.id = 1,
        .head = {},
        .forward = EgressTarget{u"127.0.0.1"_s, server.port(), EgressProtocol::Forward, {}},
        .command = {}});
    QTRY_COMPARE(server.connections.size(), 1);
    QVERIFY(bench.output.isEmpty());
    QSignalSpy readEnd(server.connections[0], &QTcpSocket::readChannelFinished);
    bench.broker->take(1, "SSH-2.0\r\n");
    QTRY_COMPARE(server.received, QByteArray("SSH-2.0\r\n"));
    bench.broker->takeEnd(1);
    QTRY_VERIFY(!readEnd.isEmpty());
    QTRY_COMPARE(bench.closed, 1);
    QCOMPARE(bench.ended, 1);
    QVERIFY(!bench.endings[0].error);
}

QTEST_GUILESS_MAIN(TestEgressBroker)
#include "tst_egress_broker.moc"
