// Connections that programs in the sandbox open: the real guest's proxy against the host's end of the link.

#include "runner/guest/guest_link.h"
#include "tests/support/link/guest_process.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTcpSocket>

using namespace pilothouse;

namespace {

struct Host {
    GuestLink link{LinkOptions{.key = QByteArray(32, 'k')}};
    QSignalSpy ready{&link, &GuestLink::ready};
    QSignalSpy ended{&link, &GuestLink::egressEnded};
    QSignalSpy closed{&link, &GuestLink::egressClosed};
    QSignalSpy broken{&link, &GuestLink::disconnected};
    QList<GuestEgressRequest> requests;
    QByteArray received;

    explicit Host(const GuestProcess &guest)
    {
        QObject::connect(&link, &GuestLink::egressRequested, &link,
            [this](const GuestEgressRequest &request) { requests.append(request); });
        QObject::connect(
            &link, &GuestLink::egressReceived, &link, [this](quint64, const QByteArray &bytes) { received += bytes; });
        connect(guest);
    }
    void connect(const GuestProcess &guest)
    {
        link.attach(guest.connectStream());
        ready.wait();
    }
};

struct Client {
    QTcpSocket socket;
    QByteArray answer;
    bool ended = false;

    Client(quint16 port, const QByteArray &request)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [this] { answer += socket.readAll(); });
        QObject::connect(&socket, &QTcpSocket::disconnected, &socket, [this] { ended = true; });
        socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        socket.waitForConnected();
        socket.write(request);
    }
};

const QByteArray Connect = "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n";

} // namespace

class TestGuestEgress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void carriesBytesBothWays();
    void tellsWhoAsks();
    void sendsNothingBeforeItIsGrantedAnything();
    void stopsWhereTheProgramDoesNotRead();
    void noticesThatTheProgramWentAway();
    void waitsForTheNextHostUnlessItWasAnswered();
    void givesTheWholeRefusalAndEnds();
    void refusesAnEndlessHead();
    void openForward();
    void programsAreToldOfTheProxy();
};

void TestGuestEgress::carriesBytesBothWays()
{
    const GuestProcess guest;
    Host host(guest);
    Client client(guest.proxyPort(), Connect + "early");
    QTRY_COMPARE(host.requests.size(), 1);
    QCOMPARE(host.requests[0].head, Connect);
    QVERIFY(host.requests[0].forward.isEmpty());
    const quint64 id = host.requests[0].id;
    host.link.writeEgress(id, "HTTP/1.1 200 OK\r\n\r\n");
    host.link.grantEgress(id, 1'000'000);
    QTRY_COMPARE(client.answer, QByteArray("HTTP/1.1 200 OK\r\n\r\n"));
    QTRY_COMPARE(host.received, QByteArray("early"));
    const QByteArray much(900'000, 'x');
    client.socket.write(much);
    host.link.writeEgress(id, much);
    QTRY_COMPARE(host.received.size(), much.size() + 5);
    QTRY_COMPARE(client.answer.size(), much.size() + 19);
    // Our end first, theirs after it.
    host.link.endEgress(id);
    QTRY_VERIFY(client.ended);
    QTRY_COMPARE(host.ended.size(), 1);
    QCOMPARE(host.closed.size(), 0);
    QCOMPARE(host.broken.size(), 0);
}

void TestGuestEgress::tellsWhoAsks()
{
    const GuestProcess guest;
    Host host(guest);
    const Client client(guest.proxyPort(), Connect);
    QTRY_COMPARE(host.requests.size(), 1);
    QCOMPARE(qint64(host.requests[0].pid), QCoreApplication::applicationPid());
    QVERIFY(host.requests[0].command.contains("tst_guest_egress"));
}

void TestGuestEgress::sendsNothingBeforeItIsGrantedAnything()
{
    const GuestProcess guest;
    Host host(guest);
    Client client(guest.proxyPort(), Connect + "secret");
    QTRY_COMPARE(host.requests.size(), 1);
    host.link.writeEgress(host.requests[0].id, "hello");
    QTRY_COMPARE(client.answer, QByteArray("hello"));
    QVERIFY(host.received.isEmpty());
    host.link.grantEgress(host.requests[0].id, 3);
    QTRY_COMPARE(host.received, QByteArray("sec"));
    host.link.grantEgress(host.requests[0].id, 3);
    QTRY_COMPARE(host.received, QByteArray("secret"));
}

void TestGuestEgress::stopsWhereTheProgramDoesNotRead()
{
    const GuestProcess guest;
    Host host(guest);
    QTcpSocket deaf;
    deaf.setReadBufferSize(1);
    deaf.connectToHost(QStringLiteral("127.0.0.1"), guest.proxyPort());
    deaf.waitForConnected();
    deaf.write(Connect);
    QTRY_COMPARE(host.requests.size(), 1);
    const quint64 id = host.requests[0].id;
    constexpr qsizetype Much = 64 * 1024 * 1024;
    QSignalSpy written(&host.link, &GuestLink::egressWritten);
    host.link.writeEgress(id, QByteArray(Much, 'x'));
    while (written.wait(1000)) { }
    QVERIFY(host.link.egressBytesToWrite(id) > Much / 2);
    qsizetype taken = 0;
    deaf.setReadBufferSize(0);
    QObject::connect(&deaf, &QTcpSocket::readyRead, &deaf, [&] { taken += deaf.readAll().size(); });
    taken += deaf.readAll().size();
    QTRY_COMPARE_WITH_TIMEOUT(taken, Much, 30'000);
    QTRY_COMPARE(host.link.egressBytesToWrite(id), 0);
}

void TestGuestEgress::noticesThatTheProgramWentAway()
{
    const GuestProcess guest;
    Host host(guest);
    {
        const Client waits(guest.proxyPort(), Connect);
        QTRY_COMPARE(host.requests.size(), 1);
    }
    QTRY_COMPARE(host.closed.size(), 1);
    QCOMPARE(host.closed[0][0].toULongLong(), host.requests[0].id);
}

void TestGuestEgress::waitsForTheNextHostUnlessItWasAnswered()
{
    const GuestProcess guest;
    Client early(guest.proxyPort(), Connect);
    Host host(guest);
    QTRY_COMPARE(host.requests.size(), 1);
    Client answered(guest.proxyPort(), Connect);
    QTRY_COMPARE(host.requests.size(), 2);
    host.link.writeEgress(host.requests[1].id, "some");
    QTRY_COMPARE(answered.answer, QByteArray("some"));
    host.link.detach();
    QTRY_VERIFY(answered.ended);
    QVERIFY(!early.ended);
    host.connect(guest);
    QTRY_COMPARE(host.requests.size(), 3);
    QCOMPARE(host.requests[2].id, host.requests[0].id);
    QCOMPARE(host.requests[2].head, Connect);
    host.link.grantEgress(host.requests[2].id, 100);
    host.link.writeEgress(host.requests[2].id, "now");
    QTRY_COMPARE(early.answer, QByteArray("now"));
}

void TestGuestEgress::givesTheWholeRefusalAndEnds()
{
    const GuestProcess guest;
    Host host(guest);
    Client client(guest.proxyPort(), "POST http://example.com/ HTTP/1.1\r\n\r\n" + QByteArray(500'000, 'b'));
    QTRY_COMPARE(host.requests.size(), 1);
    const quint64 id = host.requests[0].id;
    const QByteArray refusal = "HTTP/1.1 403 Forbidden\r\n\r\n" + QByteArray(300'000, 'r');
    host.link.writeEgress(id, refusal);
    host.link.endEgress(id);
    host.link.closeEgress(id);
    QTRY_VERIFY(client.ended);
    QCOMPARE(client.answer.size(), refusal.size());
    QVERIFY(host.received.isEmpty());
    QCOMPARE(host.broken.size(), 0);
}

void TestGuestEgress::refusesAnEndlessHead()
{
    const GuestProcess guest;
    Host host(guest);
    Client client(guest.proxyPort(), "GET http://example.com/ HTTP/1.1\r\nx: " + QByteArray(40'000, 'x'));
    QTRY_VERIFY(client.answer.startsWith("HTTP/1.1 431 "));
    QVERIFY(host.requests.isEmpty());
}

void TestGuestEgress::openForward()
{
    const GuestProcess guest;
    Host host(guest);
    const auto port = static_cast<quint16>(guest.proxyPort() + 12'001);
    const auto opened = QCoro::waitFor(host.link.openForward("database", port));
    QVERIFY2(opened.has_value(), opened ? "" : qPrintable(opened.error().message));
    QVERIFY(QCoro::waitFor(host.link.openForward("database", port)).has_value());
    QVERIFY(!QCoro::waitFor(host.link.openForward("another", port)).has_value());
    Client client(port, "hello");
    QTRY_COMPARE(host.requests.size(), 1);
    QCOMPARE(host.requests[0].forward, QByteArray("database"));
    QVERIFY(host.requests[0].head.isEmpty());
    host.link.grantEgress(host.requests[0].id, 100);
    QTRY_COMPARE(host.received, QByteArray("hello"));
    host.link.writeEgress(host.requests[0].id, "hi");
    QTRY_COMPARE(client.answer, QByteArray("hi"));
}

void TestGuestEgress::programsAreToldOfTheProxy()
{
    const GuestProcess guest;
    Host host(guest);
    const auto result = QCoro::waitFor(host.link.execute(
        {.argv = {"sh", "-c", "echo $HTTPS_PROXY $no_proxy"}, .directory = guest.workspace().toUtf8()}));
    QVERIFY(result.has_value());
    QCOMPARE(
        result->output, "http://127.0.0.1:" + QByteArray::number(guest.proxyPort()) + " localhost,127.0.0.1,::1\n");
}

QTEST_GUILESS_MAIN(TestGuestEgress)
#include "tst_guest_egress.moc"
