// From a program behind the real guest's proxy to a server on this machine: questions, answers, rules, a broken link
// and another process. Only the container is missing.

#include "tests/integration/egress/traffic_process.h"
#include "tests/support/link/guest_process.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

/// A web server that answers every request alike.
struct Server {
    QTcpServer server;
    QByteArray received;

    Server()
    {
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this] {
            QTcpSocket *const socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, &server, [this, socket] {
                received += socket->readAll();
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nwelcome");
            });
        });
    }
    [[nodiscard]] QByteArray authority() const { return "build.example:" + QByteArray::number(server.serverPort()); }
};

struct Client {
    QTcpSocket socket;
    QByteArray answer;
    bool ended = false;

    Client(const GuestProcess &guest, const QByteArray &request)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [this] { answer += socket.readAll(); });
        QObject::connect(&socket, &QTcpSocket::disconnected, &socket, [this] { ended = true; });
        socket.connectToHost(u"127.0.0.1"_s, guest.proxyPort());
        socket.waitForConnected();
        socket.write(request);
    }
};

QByteArray getFrom(const Server &server)
{
    return "GET http://" + server.authority() + "/file HTTP/1.1\r\nHost: " + server.authority()
        + "\r\nConnection: close\r\n\r\n";
}

} // namespace

class TestEgressTraffic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aQuestionIsAskedAndItsAnswerLetsTheBytesThrough();
    void aDenialReachesTheProgramAndHoldsForTheTurn();
    void severalConnectionsToOneHostAreOneQuestion();
    void aLastingAnswerAsksNoMore_data();
    void aLastingAnswerAsksNoMore();
    void aProgramThatGivesUpWithdrawsItsQuestion();
    void aQuestionOutlivesTheProcessThatAskedIt();
    void aQuestionOfAProgramThatDiedMeanwhileIsWithdrawn();
    void nothingIsAnsweredForEverByMistake();
};

void TestEgressTraffic::aQuestionIsAskedAndItsAnswerLetsTheBytesThrough()
{
    const QTemporaryDir directory;
    const GuestProcess guest;
    Server server;
    TrafficProcess process(directory.path());
    process.connect(guest.connectStream());
    Client client(guest, getFrom(server));
    QTRY_COMPARE(process.questions().size(), 1U);
    const Approval &question = process.questions().front();
    QCOMPARE(question.kind, ApprovalKind::Egress);
    QCOMPARE(question.id.value, u"e1"_s);
    QCOMPARE(question.egress->target.host, u"build.example"_s);
    QCOMPARE(question.egress->target.port, server.server.serverPort());
    QCOMPARE(question.egress->target.protocol, EgressProtocol::Http);
    QCOMPARE(question.egress->target.path, QByteArray("/file"));
    QVERIFY(question.command.contains(u"tst_egress_traffic"_s));
    // No word went out yet, not even the name.
    QVERIFY(process.resolver->asked.isEmpty());
    QVERIFY(!client.ended);
    QVERIFY(process.answer(Decision::AllowOnce));
    QTRY_VERIFY(client.answer.endsWith("welcome"));
    QVERIFY(client.answer.startsWith("HTTP/1.1 200 "));
    QCOMPARE(process.resolver->asked, QStringList{u"build.example"_s});
    QTRY_COMPARE(process.count(EventKind::EgressClosed), 1);
    QCOMPARE(process.count(EventKind::EgressOpened), 1);
    const SessionState &state = process.log->state();
    QCOMPARE(state.egressHosts.size(), 1U);
    QCOMPARE(state.egressHosts[0].connections, 1);
    QCOMPARE(state.egressHosts[0].open, 0);
    QVERIFY(state.egressHosts[0].sent > 0);
    QVERIFY(state.egressHosts[0].received > 0);
    // Once is once.
    Client again(guest, getFrom(server));
    QTRY_COMPARE(process.questions().size(), 1U);
    QCOMPARE(process.questions().front().id.value, u"e2"_s);
}

void TestEgressTraffic::aDenialReachesTheProgramAndHoldsForTheTurn()
{
    const QTemporaryDir directory;
    const GuestProcess guest;
    Server server;
    TrafficProcess process(directory.path());
    process.connect(guest.connectStream());
    Client client(guest, getFrom(server));
    QTRY_COMPARE(process.questions().size(), 1U);
    QVERIFY(process.answer(Decision::Deny, {}, u"Use the vendored copy."_s));
    QTRY_VERIFY(client.ended);
    QVERIFY(client.answer.startsWith("HTTP/1.1 403 "));
    QVERIFY(client.answer.contains("Use the vendored copy."));
    Client again(guest, getFrom(server));
    QTRY_VERIFY(again.ended);
    QVERIFY(again.answer.startsWith("HTTP/1.1 403 "));
    QVERIFY(process.questions().empty());
    QVERIFY(process.resolver->asked.isEmpty());
    QVERIFY(server.received.isEmpty());
    QTRY_VERIFY(process.count(EventKind::EgressRefused) >= 1);
    QCOMPARE(process.count(EventKind::EgressOpened), 0);
}

void TestEgressTraffic::severalConnectionsToOneHostAreOneQuestion()
{
    const QTemporaryDir directory;
    const GuestProcess guest;
    Server server;
    TrafficProcess process(directory.path());
    process.connect(guest.connectStream());
    QSignalSpy requested(&process.link, &GuestLink::egressRequested);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 10; ++i)
        clients.push_back(std::make_unique<Client>(guest, getFrom(server)));
    QTRY_COMPARE(requested.size(), 10);
    QTRY_COMPARE(process.questions().size(), 1U);
    QVERIFY(process.answer(Decision::AllowOnce));
    for (const auto &client : clients)
        QTRY_VERIFY(client->answer.endsWith("welcome"));
    QCOMPARE(process.count(EventKind::ApprovalRequested), 1);
}

void TestEgressTraffic::aLastingAnswerAsksNoMore_data()
{
    QTest::addColumn<EgressScope>("scope");
    QTest::addColumn<int>("rules");
    QTest::newRow("turn") << EgressScope::Turn << 0;
    QTest::newRow("session") << EgressScope::Session << 0;
    QTest::newRow("repository") << EgressScope::Repository << 1;
    QTest::newRow("always") << EgressScope::Always << 1;
}

void TestEgressTraffic::aLastingAnswerAsksNoMore()
{
    QFETCH(EgressScope, scope);
    QFETCH(int, rules);
    const QTemporaryDir directory;
    const GuestProcess guest;
    Server server;
    TrafficProcess process(directory.path());
    process.connect(guest.connectStream());
    Client client(guest, getFrom(server));
    QTRY_COMPARE(process.questions().size(), 1U);
    QVERIFY(process.answer(Decision::AllowOnce, scope));
    QTRY_VERIFY(client.answer.endsWith("welcome"));
    QCOMPARE(process.kept.size(), size_t(rules));
    Client again(guest, getFrom(server));
    QTRY_VERIFY(again.answer.endsWith("welcome"));
    QCOMPARE(process.count(EventKind::ApprovalRequested), 1);
}

void TestEgressTraffic::aProgramThatGivesUpWithdrawsItsQuestion()
{
    const QTemporaryDir directory;
    const GuestProcess guest;
    Server server;
    TrafficProcess process(directory.path());
    process.connect(guest.connectStream());
    auto client = std::make_unique<Client>(guest, getFrom(server));
    QTRY_COMPARE(process.questions().size(), 1U);
    client.reset();
    // The guest may still be telling what waits.
    QTRY_VERIFY_WITH_TIMEOUT(process.questions().empty(), 15'000);
    QVERIFY(process.resolver->asked.isEmpty());
}

void TestEgressTraffic::aQuestionOutlivesTheProcessThatAskedIt()
{
    const QTemporaryDir directory;
    const GuestProcess guest;
    Server server;
    auto first = std::make_unique<TrafficProcess>(directory.path());
    first->connect(guest.connectStream());
    Client client(guest, getFrom(server));
    QTRY_COMPARE(first->questions().size(), 1U);
    first.reset();
    TrafficProcess second(directory.path(), false);
    QCOMPARE(second.questions().size(), 1U);
    QCOMPARE(second.questions().front().egress->target.host, u"build.example"_s);
    QSignalSpy requested(&second.link, &GuestLink::egressRequested);
    second.connect(guest.connectStream());
    QTRY_COMPARE(requested.size(), 1);
    QVERIFY(!client.ended);
    QVERIFY(second.answer(Decision::AllowOnce));
    QTRY_VERIFY(client.answer.endsWith("welcome"));
    QCOMPARE(second.count(EventKind::ApprovalRequested), 1);
}

void TestEgressTraffic::aQuestionOfAProgramThatDiedMeanwhileIsWithdrawn()
{
    const QTemporaryDir directory;
    const GuestProcess guest;
    Server server;
    auto first = std::make_unique<TrafficProcess>(directory.path());
    first->connect(guest.connectStream());
    auto client = std::make_unique<Client>(guest, getFrom(server));
    QTRY_COMPARE(first->questions().size(), 1U);
    first.reset();
    client.reset();
    TrafficProcess second(directory.path(), false);
    QCOMPARE(second.questions().size(), 1U);
    second.connect(guest.connectStream());
    QTRY_VERIFY_WITH_TIMEOUT(second.questions().empty(), 20'000);
}

void TestEgressTraffic::nothingIsAnsweredForEverByMistake()
{
    const QTemporaryDir directory;
    const GuestProcess guest;
    Server server;
    TrafficProcess process(directory.path());
    process.connect(guest.connectStream());
    Client client(guest, getFrom(server));
    QTRY_COMPARE(process.questions().size(), 1U);
    const auto refused = process.answer(Decision::AllowAlways);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, InvalidArgument);
    QCOMPARE(process.questions().size(), 1U);
    QVERIFY(process.kept.empty());
}

QTEST_GUILESS_MAIN(TestEgressTraffic)
#include "tst_egress_traffic.moc"
