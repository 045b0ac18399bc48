// The way out of a real sandbox: what cannot get out by itself, and what does by asking. The judges are on the host:
// listeners that count, a look-up that records, the log.

#include "runner/sandbox/image_builder.h"
#include "runner/session/boundary_probe.h"
#include "tests/integration/egress/traffic_process.h"
#include "tests/support/sandbox/sandbox_lab.h"

#include <QProcess>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Keeps what comes, and answers it once.
struct Server {
    QTcpServer server;
    QByteArray received;
    int connections = 0;

    Server()
    {
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this] {
            ++connections;
            QTcpSocket *const socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, &server, [this, socket] {
                received += socket->readAll();
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nwelcome");
                socket->disconnectFromHost();
            });
        });
    }
    [[nodiscard]] QByteArray authority() const { return "build.example:" + QByteArray::number(server.serverPort()); }
};

/// The first message of a real TLS client for this name.
QByteArray clientHello(const QString &name)
{
    Server server;
    QSslSocket client;
    client.connectToHostEncrypted(u"127.0.0.1"_s, server.server.serverPort(), name);
    static_cast<void>(QTest::qWaitFor([&server] { return server.received.size() > 100; }));
    return server.received;
}

/// What printf of a shell makes these bytes of.
QByteArray asOctal(const QByteArray &bytes)
{
    QByteArray text;
    for (const char c : bytes)
        text += '\\' + QByteArray::number(static_cast<uchar>(c), 8).rightJustified(3, '0');
    return text;
}

} // namespace

class TestEgressContainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingLeavesByItself();
    void theProbeFindsWhatIsOpen();
    void plainHttpAsksAndPasses();
    void aTunnelAsksAndPassesForItsOwnNameOnly();
    void aDenialReachesTheProgram();

private:
    /// Gives the proxy these bytes from inside, and returns what came back.
    QCoro::Task<> speak(QByteArray request, QByteArray *answer, bool *done);

    SandboxLab m_lab;
    ContainerId m_container;
    std::unique_ptr<QTemporaryDir> m_directory = std::make_unique<QTemporaryDir>();
    std::unique_ptr<TrafficProcess> m_process;
};

void TestEgressContainer::initTestCase()
{
    VERIFY_RESULT(m_lab.start({QStringLiteral(ATTACKER)}));
    const auto sandbox = m_lab.makeRunning(m_lab.spec(SessionId(1)));
    VERIFY_RESULT(sandbox);
    m_container = sandbox->container;
    m_process = std::make_unique<TrafficProcess>(m_directory->path());
    auto stream = m_lab.connectStream(m_container);
    VERIFY_RESULT(stream);
    m_process->connect(std::move(*stream));
    QVERIFY(m_process->link.isReady());
}

QCoro::Task<> TestEgressContainer::speak(QByteArray request, QByteArray *answer, bool *done)
{
    const auto result = co_await m_process->link.execute(
        {.argv = {"sh", "-c", "printf '" + asOctal(request) + "' | pilothouse-test-attacker proxy"}});
    *answer = result ? result->output : result.error().message.toUtf8();
    *done = true;
}

void TestEgressContainer::nothingLeavesByItself()
{
    const auto checks = await(probeBoundary(m_process->link), 120s);
    VERIFY_RESULT(checks);
    QSet<QString> codes;
    for (const EngineCheck &check : *checks) {
        QVERIFY2(check.state == CheckState::Ok, qPrintable(check.sentence));
        codes.insert(check.code);
    }
    for (const char *way : {"interface", "raw", "packet", "dns", "metadata", "internet", "host"})
        QVERIFY2(codes.contains(u"boundary."_s + QLatin1StringView(way)), way);
}

/// The control: outside of a sandbox the same probe reaches this machine, and is seen by who listens.
void TestEgressContainer::theProbeFindsWhatIsOpen()
{
    Server server;
    QProcess probe;
    probe.start(
        QStringLiteral(GUEST_PROGRAM), {u"probe"_s, u"127.0.0.1"_s, QString::number(server.server.serverPort())});
    QTRY_COMPARE_WITH_TIMEOUT(probe.state(), QProcess::NotRunning, 60'000);
    const QByteArray output = probe.readAllStandardOutput();
    QVERIFY2(output.contains("open host 127.0.0.1\n"), output.constData());
    QTRY_COMPARE(server.connections, 1);
}

void TestEgressContainer::plainHttpAsksAndPasses()
{
    Server server;
    QByteArray answer;
    bool done = false;
    speak("GET http://" + server.authority() + "/file HTTP/1.1\r\nHost: " + server.authority()
            + "\r\nConnection: close\r\n\r\n",
        &answer, &done);
    QTRY_COMPARE_WITH_TIMEOUT(m_process->questions().size(), 1U, 30'000);
    QVERIFY(m_process->questions().front().command.contains(u"pilothouse-test-attacker"_s));
    QVERIFY(m_process->resolver->asked.isEmpty());
    QCOMPARE(server.connections, 0);
    QVERIFY(m_process->answer(Decision::AllowOnce));
    QTRY_VERIFY_WITH_TIMEOUT(done, 30'000);
    QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer.constData());
    QVERIFY(answer.endsWith("welcome"));
    QCOMPARE(m_process->resolver->asked, QStringList{u"build.example"_s});
    QVERIFY(server.received.startsWith("GET /file HTTP/1.1\r\n"));
}

void TestEgressContainer::aTunnelAsksAndPassesForItsOwnNameOnly()
{
    Server server;
    const QByteArray connect =
        "CONNECT " + server.authority() + " HTTP/1.1\r\nHost: " + server.authority() + "\r\n\r\n";
    const QByteArray good = clientHello(u"build.example"_s);
    QByteArray answer;
    bool done = false;
    speak(connect + good, &answer, &done);
    QTRY_COMPARE_WITH_TIMEOUT(m_process->questions().size(), 1U, 30'000);
    QVERIFY(m_process->answer(Decision::AllowOnce, EgressScope::Session));
    QTRY_VERIFY_WITH_TIMEOUT(done, 30'000);
    QVERIFY2(answer.startsWith("HTTP/1.1 200 Connection established\r\n\r\n"), answer.constData());
    QVERIFY(answer.endsWith("welcome"));
    QCOMPARE(server.received, good);
    // The same host is allowed for the session; a tunnel for another server is not.
    server.received.clear();
    done = false;
    speak(connect + clientHello(u"elsewhere.example"_s), &answer, &done);
    QTRY_VERIFY_WITH_TIMEOUT(done, 30'000);
    QVERIFY(m_process->questions().empty());
    QCOMPARE(answer, QByteArray("HTTP/1.1 200 Connection established\r\n\r\n"));
    QVERIFY(server.received.isEmpty());
    QTRY_VERIFY(m_process->count(EventKind::EgressRefused) >= 1);
}

void TestEgressContainer::aDenialReachesTheProgram()
{
    m_process->resolver->asked.clear();
    QByteArray answer;
    bool done = false;
    speak("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", &answer, &done);
    QTRY_COMPARE_WITH_TIMEOUT(m_process->questions().size(), 1U, 30'000);
    QVERIFY(m_process->answer(Decision::Deny));
    QTRY_VERIFY_WITH_TIMEOUT(done, 30'000);
    QVERIFY2(answer.startsWith("HTTP/1.1 403 "), answer.constData());
    QVERIFY(m_process->resolver->asked.isEmpty());
}

QTEST_GUILESS_MAIN(TestEgressContainer)
#include "tst_egress_container.moc"
