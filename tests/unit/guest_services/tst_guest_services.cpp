// What the guest offers beside the agent: its model endpoint, terminals and files.

#include "runner/guest/guest_link.h"
#include "tests/support/link/guest_process.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTcpSocket>

using namespace pilothouse;

namespace {

struct Host {
    GuestLink link{LinkOptions{.key = QByteArray(32, 'k')}};
    QSignalSpy ready{&link, &GuestLink::ready};
    QList<GuestModelRequest> requests;

    explicit Host(const GuestProcess &guest)
    {
        QObject::connect(&link, &GuestLink::modelRequested, &link,
            [this](const GuestModelRequest &request) { requests.append(request); });
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
    bool reads = true;

    Client(const GuestProcess &guest, const QByteArray &request)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [this] {
            if (reads)
                answer += socket.readAll();
        });
        QObject::connect(&socket, &QTcpSocket::disconnected, &socket, [this] { ended = true; });
        socket.connectToHost(QStringLiteral("127.0.0.1"), guest.modelPort());
        socket.waitForConnected();
        socket.write(request);
    }
};

const QByteArray Post =
    "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer placeholder\r\nContent-Length: 2\r\n\r\n{}";

} // namespace

class TestGuestServices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modelAnswersStream();
    void modelRequestWaitsForAHost();
    void modelRequestIsSentAgainOnlyUnanswered();
    void modelCancelAndFailure();
    void modelBackPressure();
    void malformedModelRequests_data();
    void malformedModelRequests();
    void terminal();
    void terminalSurvivesReconnect();
    void terminalFloodIsBounded();
    void files();
    void fileEscapes_data();
    void fileEscapes();
};

void TestGuestServices::modelAnswersStream()
{
    const GuestProcess guest;
    Host host(guest);
    Client client(guest, Post);
    QTRY_COMPARE(host.requests.size(), 1);
    QCOMPARE(host.requests[0].method, QByteArray("POST"));
    QCOMPARE(host.requests[0].path, QByteArray("/v1/chat/completions"));
    QCOMPARE(host.requests[0].body, QByteArray("{}"));
    QCOMPARE(host.requests[0].attempt, 1u);
    QVERIFY(
        host.requests[0].headers.contains(std::pair<QByteArray, QByteArray>("authorization", "Bearer placeholder")));
    const quint64 id = host.requests[0].id;
    host.link.answerModel(id, 200, {{"content-type", "text/event-stream"}, {"connection", "close"}});
    host.link.answerModelBody(id, "data: 1\n\n");
    QTRY_VERIFY(client.answer.endsWith("9\r\ndata: 1\n\n\r\n"));
    host.link.answerModelBody(id, "data: 2\n\n");
    host.link.finishModel(id);
    QTRY_VERIFY(client.answer.endsWith("0\r\n\r\n"));
    QVERIFY(client.answer.startsWith("HTTP/1.1 200 "));
    QVERIFY(!client.ended);
    // The connection is used again, with chunks and in pieces this time.
    client.answer.clear();
    client.socket.write("POST /v1/x HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
    client.socket.flush();
    client.socket.write("2;x=y\r\nde\r\n0\r\n\r\n");
    QTRY_COMPARE(host.requests.size(), 2);
    QCOMPARE(host.requests[1].body, QByteArray("abcde"));
    host.link.answerModel(host.requests[1].id, 204, {});
    host.link.finishModel(host.requests[1].id);
    QTRY_VERIFY(client.answer.endsWith("\r\n\r\n"));
}

void TestGuestServices::modelRequestWaitsForAHost()
{
    const GuestProcess guest;
    Client early(guest, Post);
    Host host(guest);
    QTRY_COMPARE(host.requests.size(), 1);
    QCOMPARE(host.requests[0].attempt, 1u);
}

void TestGuestServices::modelRequestIsSentAgainOnlyUnanswered()
{
    const GuestProcess guest;
    Host host(guest);
    Client unanswered(guest, Post);
    QTRY_COMPARE(host.requests.size(), 1);
    Client answered(guest, Post);
    QTRY_COMPARE(host.requests.size(), 2);
    host.link.answerModel(host.requests[1].id, 200, {});
    host.link.answerModelBody(host.requests[1].id, "half");
    QTRY_VERIFY(answered.answer.contains("half"));
    host.link.detach();
    host.connect(guest);
    QTRY_COMPARE(host.requests.size(), 3);
    QCOMPARE(host.requests[2].id, host.requests[0].id);
    QCOMPARE(host.requests[2].attempt, 2u);
    QTRY_VERIFY(answered.ended);
    QVERIFY(!answered.answer.endsWith("0\r\n\r\n"));
    host.link.answerModel(host.requests[2].id, 200, {});
    host.link.finishModel(host.requests[2].id);
    QTRY_VERIFY(unanswered.answer.endsWith("0\r\n\r\n"));
}

void TestGuestServices::modelCancelAndFailure()
{
    const GuestProcess guest;
    Host host(guest);
    QSignalSpy cancelled(&host.link, &GuestLink::modelCancelled);
    {
        Client leaves(guest, Post);
        QTRY_COMPARE(host.requests.size(), 1);
    }
    QTRY_COMPARE(cancelled.size(), 1);
    Client refused(guest, Post);
    QTRY_COMPARE(host.requests.size(), 2);
    host.link.failModel(host.requests[1].id, 402, QStringLiteral("The \"budget\" is used up."));
    QTRY_VERIFY(refused.answer.endsWith("}}"));
    QVERIFY(refused.answer.startsWith("HTTP/1.1 402 "));
    QVERIFY(refused.answer.contains("The \\\"budget\\\" is used up."));
    Client broken(guest, Post);
    QTRY_COMPARE(host.requests.size(), 3);
    host.link.answerModel(host.requests[2].id, 200, {});
    host.link.answerModelBody(host.requests[2].id, "x");
    QTRY_VERIFY(broken.answer.contains("x"));
    host.link.failModel(host.requests[2].id, 500, QStringLiteral("cut"));
    QTRY_VERIFY(broken.ended);
}

void TestGuestServices::modelBackPressure()
{
    const GuestProcess guest;
    Host host(guest);
    Client client(guest, Post);
    QTRY_COMPARE(host.requests.size(), 1);
    client.reads = false;
    client.socket.setReadBufferSize(1000);
    // More than any kernel holds between the two.
    const quint64 id = host.requests[0].id;
    host.link.answerModel(id, 200, {});
    const QByteArray part(1'000'000, 'p');
    for (int i = 0; i < 60; ++i)
        host.link.answerModelBody(id, part);
    host.link.finishModel(id);
    // Until nothing moves any more.
    qsizetype before = 0;
    const auto rests = [&] {
        const qsizetype now = host.link.modelBytesToWrite(id);
        return std::exchange(before, now) == now;
    };
    QTRY_VERIFY_WITH_TIMEOUT(rests(), 20000);
    QVERIFY2(before > 5'000'000, qPrintable(QString::number(before)));
    client.reads = true;
    client.socket.setReadBufferSize(0);
    QTRY_VERIFY_WITH_TIMEOUT((client.answer += client.socket.readAll(), client.answer.endsWith("0\r\n\r\n")), 60000);
    QCOMPARE(client.answer.count('p'), 60'000'000);
}

void TestGuestServices::malformedModelRequests_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("two lengths") << QByteArray("POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx")
                                 << QByteArray("400");
    QTest::newRow("length and chunks") << QByteArray(
        "POST / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\nx")
                                       << QByteArray("400");
    QTest::newRow("folded header") << QByteArray("GET / HTTP/1.1\r\na: b\r\n c\r\n\r\n") << QByteArray("400");
    QTest::newRow("space before colon") << QByteArray("GET / HTTP/1.1\r\na : b\r\n\r\n") << QByteArray("400");
    QTest::newRow("bare line feed") << QByteArray("GET / HTTP/1.1\na: b\n\n") << QByteArray("400");
    QTest::newRow("absolute target") << QByteArray("GET http://x/ HTTP/1.1\r\n\r\n") << QByteArray("400");
    QTest::newRow("too large") << QByteArray("POST / HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n")
                               << QByteArray("413");
    QTest::newRow("negative length") << QByteArray("POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n")
                                     << QByteArray("400");
    QTest::newRow("other coding") << QByteArray("POST / HTTP/1.1\r\ntransfer-encoding: gzip\r\n\r\n")
                                  << QByteArray("501");
    QTest::newRow("version") << QByteArray("GET / HTTP/2.0\r\n\r\n") << QByteArray("505");
    QTest::newRow("endless line") << QByteArray("GET /") + QByteArray(40000, 'a') << QByteArray("414");
    QTest::newRow("many headers") << QByteArray("GET / HTTP/1.1\r\n") + QByteArray("a: b\r\n").repeated(300) + "\r\n"
                                  << QByteArray("431");
    QTest::newRow("bad chunk") << QByteArray("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n")
                               << QByteArray("400");
}

void TestGuestServices::malformedModelRequests()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, status);
    const GuestProcess guest;
    Client client(guest, request);
    QTRY_VERIFY(client.ended);
    QVERIFY2(client.answer.startsWith(QByteArray("HTTP/1.1 " + status)), client.answer.constData());
}

void TestGuestServices::terminal()
{
    const GuestProcess guest;
    Host host(guest);
    const auto terminal = host.link.openTerminal({.argv = {"sh"},
        .environment = {{"PS1", "$ "}},
        .directory = guest.workspace().toUtf8(),
        .columns = 91,
        .rows = 33});
    QByteArray output;
    int status = -1;
    bool closed = false;
    connect(terminal.get(), &GuestTerminal::received, this, [&](const QByteArray &bytes) {
        output += bytes;
        terminal->consumed(bytes.size());
    });
    connect(terminal.get(), &GuestTerminal::closed, this, [&](int code, const std::optional<Error> &error) {
        status = error ? -2 : code;
        closed = true;
    });
    QTRY_VERIFY(terminal->id() != 0);
    terminal->write("stty size; tty -s && echo is-a-tty\n");
    QTRY_VERIFY(output.contains("33 91") && output.contains("is-a-tty\r"));
    terminal->resize(100, 40);
    QTRY_VERIFY((terminal->write("stty size\n"), QTest::qWait(20), output.contains("40 100")));
    terminal->write("trap 'echo got-int' INT; sleep 100\n");
    QTest::qWait(200);
    terminal->sendSignal(2);
    QTRY_VERIFY(output.contains("got-int\r"));
    terminal->write("exit 5\n");
    QTRY_VERIFY(closed);
    QCOMPARE(status, 5);
    const auto missing = host.link.openTerminal({.argv = {"no-such-shell"}, .environment = {}, .directory = "/"});
    QSignalSpy failed(missing.get(), &GuestTerminal::closed);
    QTRY_COMPARE(failed.size(), 1);
}

void TestGuestServices::terminalSurvivesReconnect()
{
    const GuestProcess guest;
    Host host(guest);
    const auto terminal = host.link.openTerminal({.argv = {"sh"}, .environment = {}, .directory = "/"});
    QByteArray output;
    connect(terminal.get(), &GuestTerminal::received, this, [&](const QByteArray &bytes) {
        output += bytes;
        terminal->consumed(bytes.size());
    });
    connect(terminal.get(), &GuestTerminal::refilled, this, [&] { output.clear(); });
    QTRY_VERIFY(terminal->id() != 0);
    terminal->write("echo before; sleep 0.3; echo while-away\n");
    QTRY_VERIFY(output.contains("before\r"));
    QSignalSpy refilled(terminal.get(), &GuestTerminal::refilled);
    host.link.detach();
    QTest::qWait(400);
    host.connect(guest);
    QTRY_COMPARE(refilled.size(), 1);
    QTRY_VERIFY(output.contains("\nbefore\r") && output.contains("\nwhile-away\r"));
    terminal->write("echo after\n");
    QTRY_VERIFY(output.contains("after\r"));
    // Another process attaches by the number.
    const quint32 id = terminal->id();
    const auto again = host.link.attachTerminal(id);
    QByteArray seen;
    connect(again.get(), &GuestTerminal::received, this, [&](const QByteArray &bytes) { seen += bytes; });
    QTRY_VERIFY(seen.contains("before\r") && seen.contains("after\r"));
    const auto gone = host.link.attachTerminal(999);
    QSignalSpy closed(gone.get(), &GuestTerminal::closed);
    QTRY_COMPARE(closed.size(), 1);
}

void TestGuestServices::terminalFloodIsBounded()
{
    const GuestProcess guest;
    Host host(guest);
    const auto terminal =
        host.link.openTerminal({.argv = {"sh", "-c", "yes; exit"}, .environment = {}, .directory = "/"});
    qint64 total = 0;
    qint64 unconsumed = 0;
    connect(terminal.get(), &GuestTerminal::received, this, [&](const QByteArray &bytes) {
        total += bytes.size();
        unconsumed += bytes.size();
    });
    QTRY_COMPARE(unconsumed, 256 * 1024);
    QTest::qWait(100);
    QCOMPARE(unconsumed, 256 * 1024);
    // Control is not held up meanwhile.
    QVERIFY(waitFor(host.link.execute({.argv = {"true"}, .environment = {}, .directory = "/"})));
    terminal->consumed(100'000);
    QTRY_COMPARE(total, 256 * 1024 + 100'000);
    terminal->close();
}

void TestGuestServices::files()
{
    const GuestProcess guest;
    Host host(guest);
    const QByteArray workspace = guest.workspace().toUtf8();
    const QByteArray content = QByteArray("some content\0with more ", 23).repeated(100'000);
    QVERIFY(waitFor(host.link.writeFile(workspace + "/a file", content, 0755)));
    QFile file(guest.workspace() + QStringLiteral("/a file"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), content);
    const auto read = waitFor(host.link.readFile(workspace + "/a file", 10'000'000));
    QVERIFY(read);
    QCOMPARE(*read, content);
    const auto tooLarge = waitFor(host.link.readFile(workspace + "/a file", 1000));
    QVERIFY(!tooLarge);
    QCOMPARE(tooLarge.error().code, LimitExceeded);
    QDir(guest.workspace()).mkdir(QStringLiteral("sub"));
    QVERIFY(QFile::link(QStringLiteral("/etc/passwd"), guest.workspace() + QStringLiteral("/link")));
    const auto listing = waitFor(host.link.listDirectory(workspace));
    QVERIFY(listing);
    QCOMPARE(listing->entries.size(), 3);
    QCOMPARE(listing->entries[0].name, QByteArray("a file"));
    QCOMPARE(listing->entries[0].size, static_cast<quint64>(content.size()));
    QCOMPARE(listing->entries[0].mode, 0755u);
    QCOMPARE(listing->entries[1].kind, GuestFileKind::SymbolicLink);
    QCOMPARE(listing->entries[2].kind, GuestFileKind::Directory);
    const auto info = waitFor(host.link.statFile(workspace + "/sub"));
    QVERIFY(info);
    QCOMPARE(info->kind, GuestFileKind::Directory);
}

void TestGuestServices::fileEscapes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("outside") << QByteArray("/etc/passwd");
    QTest::newRow("dots") << QByteArray("%/../secret");
    QTest::newRow("link") << QByteArray("%/link");
    QTest::newRow("below a link") << QByteArray("%/folder/passwd");
    QTest::newRow("prefix of the root's name") << QByteArray("%x/secret");
    QTest::newRow("relative") << QByteArray("workspace/f");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a pipe") << QByteArray("%/pipe");
    QTest::newRow("a folder") << QByteArray("%");
}

void TestGuestServices::fileEscapes()
{
    QFETCH(QByteArray, path);
    const GuestProcess guest;
    Host host(guest);
    QFile::link(QStringLiteral("/etc/passwd"), guest.workspace() + QStringLiteral("/link"));
    QFile::link(QStringLiteral("/etc"), guest.workspace() + QStringLiteral("/folder"));
    QCOMPARE(QProcess::execute(QStringLiteral("mkfifo"), {guest.workspace() + QStringLiteral("/pipe")}), 0);
    path.replace('%', guest.workspace().toUtf8());
    QVERIFY(!waitFor(host.link.readFile(path, 10'000)));
    if (!path.endsWith("/link") && !path.endsWith("/pipe"))
        QVERIFY(!waitFor(host.link.writeFile(path, "x")));
}

QTEST_GUILESS_MAIN(TestGuestServices)
#include "tst_guest_services.moc"
