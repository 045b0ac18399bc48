#include "runner/guest/guest_link.h"
#include "runner/guest/protocol/messages.h"
#include "tests/support/link/guest_process.h"

#include <QRandomGenerator>
#include <QSignalSpy>

#include <csignal>

using namespace pilothouse;
using namespace std::chrono_literals;

namespace {

const QByteArray Key(32, 'k');

/// A connection on which a test says what the guest says.
class HandStream final : public ByteStream {
public:
    void write(QByteArray) override { }
    [[nodiscard]] qint64 bytesToWrite() const override { return 0; }
    void closeWrite() override { }
    void setPaused(bool pause) override { paused = pause; }
    void receive(guest::FrameType type, quint16 channel, quint64 sequence, const std::string &payload)
    {
        std::string frame;
        guest::appendFrame(frame, type, false, channel, sequence, payload);
        Q_EMIT received(QByteArray::fromStdString(frame));
    }
    bool paused = false;
};

/// What an owner of a link does: records durable messages once and acknowledges them.
struct Owner {
    std::unique_ptr<GuestLink> link;
    QList<GuestDurable> log;
    GuestPositions committed;
    std::optional<GuestHello> hello;
    std::optional<Error> error;
    bool acknowledges = true;
    quint64 lastLine = 0;

    explicit Owner(const GuestProcess &guest, LinkOptions options = {.key = Key})
    {
        restart(guest, std::move(options));
    }

    /// As a new process does: only the log is left.
    void restart(const GuestProcess &guest, LinkOptions options = {.key = Key}, qint64 breakAfter = -1)
    {
        options.committed = committed;
        options.lastLine = lastLine;
        link = std::make_unique<GuestLink>(std::move(options));
        QObject::connect(link.get(), &GuestLink::ready, link.get(), [this](const GuestHello &seen) { hello = seen; });
        QObject::connect(link.get(), &GuestLink::disconnected, link.get(), [this](const Error &seen) { error = seen; });
        QObject::connect(link.get(), &GuestLink::durable, link.get(), [this](const GuestDurable &message) {
            log.append(message);
            committed[message.channel] = message.number;
            if (acknowledges)
                link->acknowledge(message.channel, message.number);
        });
        attach(guest, breakAfter);
    }

    void attach(const GuestProcess &guest, qint64 breakAfter = -1)
    {
        hello.reset();
        error.reset();
        auto stream = guest.connectStream();
        stream->breakAfter(breakAfter);
        link->attach(std::move(stream));
    }

    [[nodiscard]] QList<QByteArray> lines() const
    {
        QList<QByteArray> lines;
        for (const GuestDurable &message : log) {
            if (const auto *line = std::get_if<AgentLine>(&message.message))
                lines.append(line->line);
        }
        return lines;
    }
    [[nodiscard]] std::optional<GuestAgentExit> exit() const
    {
        for (const GuestDurable &message : log) {
            if (const auto *exit = std::get_if<GuestAgentExit>(&message.message))
                return *exit;
        }
        return std::nullopt;
    }
};

AgentStart shell(const QByteArray &script, const GuestProcess &guest)
{
    return {.name = QStringLiteral("agent"),
        .argv = {"sh", "-c", script},
        .environment = {{"A", "b"}},
        .directory = guest.workspace().toUtf8()};
}

} // namespace

class TestGuestLink : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysHello();
    void agentSpeaksAndExits();
    void agentHearsItsLines();
    void reconnectAtEveryPoint();
    void wrongKeyIsRefused();
    void secondLiveHostIsRefused();
    void deadHostIsReplaced();
    void anotherGuestIsNoticed();
    void floodIsSpooledAndThenHeldBack();
    void linesWaitForCommitsOfThoseBefore();
    void overLongLineIsCut();
    void stopsTheWholeGroup();
    void executes();
    void silentGuestIsNoticed();
};

void TestGuestLink::saysHello()
{
    const GuestProcess guest;
    Owner owner(guest);
    QTRY_VERIFY(owner.hello);
    QCOMPARE(owner.hello->protocol, 2);
    QVERIFY(owner.hello->firstHost);
    QCOMPARE(owner.hello->guestId.size(), 16);
    QVERIFY(owner.hello->runningAgent.isEmpty());
}

void TestGuestLink::agentSpeaksAndExits()
{
    const GuestProcess guest;
    Owner owner(guest);
    QTRY_VERIFY(owner.hello);
    QVERIFY(waitFor(owner.link->startAgent(shell("echo one; echo two >&2; printf three; exit 7", guest))));
    QTRY_VERIFY(owner.exit());
    QCOMPARE(owner.lines(), (QList<QByteArray>{"one", "three"}));
    QCOMPARE(owner.exit()->exitCode, 7);
    QVERIFY(std::holds_alternative<GuestAgentExit>(owner.log.last().message));
}

void TestGuestLink::agentHearsItsLines()
{
    const GuestProcess guest;
    Owner owner(guest);
    QTRY_VERIFY(owner.hello);
    QVERIFY(waitFor(owner.link->startAgent(shell("cat", guest))));
    const QByteArray large(3'000'000, 'x');
    owner.link->sendAgentLine(1, "hello");
    owner.link->sendAgentLine(2, large);
    owner.link->sendAgentLine(2, "a repeat");
    owner.link->sendAgentLine(3, "world");
    QTRY_COMPARE(owner.lines().size(), 3);
    QCOMPARE(owner.lines(), (QList<QByteArray>{"hello", large, "world"}));
    QVERIFY(waitFor(owner.link->closeAgentInput()));
    QTRY_VERIFY(owner.exit());
    QCOMPARE(owner.exit()->exitCode, 0);
}

void TestGuestLink::reconnectAtEveryPoint()
{
    const quint32 seed = qEnvironmentVariableIntValue("PILOTHOUSE_SEED")
        ? static_cast<quint32>(qEnvironmentVariableIntValue("PILOTHOUSE_SEED"))
        : 20251;
    QRandomGenerator random(seed);
    qInfo("seed %u", seed);
    const GuestProcess guest({QStringLiteral("--spool-memory"), QStringLiteral("20000")});
    Owner owner(guest);
    QTRY_VERIFY(owner.hello);
    QVERIFY(waitFor(owner.link->startAgent(
        shell("i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo \"out $i\"; done; exec cat", guest))));
    QList<QByteArray> sent;
    int connections = 0;
    while (sent.size() < 200 || owner.lines().size() < 600) {
        // Half of the time the process died as well, half of these before it acknowledged what it had committed.
        const bool died = random.bounded(2) == 0;
        owner.acknowledges = random.bounded(2) == 0;
        const qint64 breakAfter = connections > 200 ? -1 : random.bounded(4000);
        ++connections;
        if (died)
            owner.restart(guest, {.key = Key}, breakAfter);
        else
            owner.attach(guest, breakAfter);
        const int more = std::min<int>(random.bounded(20), 200 - static_cast<int>(sent.size()));
        for (int i = 0; i < more; ++i) {
            sent.append("in " + QByteArray::number(sent.size() + 1));
            owner.lastLine = static_cast<quint64>(sent.size());
        }
        QObject::connect(owner.link.get(), &GuestLink::ready, owner.link.get(), [&](const GuestHello &hello) {
            for (quint64 number = hello.lastLine + 1; number <= owner.lastLine; ++number)
                owner.link->sendAgentLine(number, sent.at(static_cast<qsizetype>(number) - 1));
        });
        // Where so many bytes never flow the next round cuts the connection, after whatever came by then.
        (void)QTest::qWaitFor([&] { return owner.error || owner.lines().size() == 600; }, 60);
    }
    owner.acknowledges = true;
    owner.restart(guest);
    QTRY_VERIFY(owner.hello);
    QVERIFY(waitFor(owner.link->closeAgentInput()));
    QTRY_VERIFY(owner.exit());
    QList<QByteArray> expected;
    for (int i = 1; i <= 400; ++i)
        expected.append("out " + QByteArray::number(i));
    expected += sent;
    QCOMPARE(owner.lines(), expected);
    quint64 number = 0;
    for (const GuestDurable &message : std::as_const(owner.log)) {
        if (message.channel == GuestChannel::AgentOutput)
            QCOMPARE(message.number, ++number);
    }
    QVERIFY2(connections > 20, qPrintable(QString::number(connections)));
}

void TestGuestLink::wrongKeyIsRefused()
{
    const GuestProcess guest;
    Owner first(guest);
    QTRY_VERIFY(first.hello);
    first.link->detach();
    Owner stranger(guest, {.key = QByteArray(32, 'x')});
    QTRY_VERIFY(stranger.error);
    QCOMPARE(stranger.error->code, GuestKeyWrong);
    QVERIFY(!stranger.hello);
    first.attach(guest);
    QTRY_VERIFY(first.hello);
    QVERIFY(!first.hello->firstHost);
}

void TestGuestLink::secondLiveHostIsRefused()
{
    const GuestProcess guest;
    Owner first(guest);
    QTRY_VERIFY(first.hello);
    Owner second(guest);
    QTRY_VERIFY(second.error);
    QCOMPARE(second.error->code, GuestBusy);
    QVERIFY(waitFor(first.link->execute({.argv = {"true"}, .environment = {}, .directory = "/"})));
}

void TestGuestLink::deadHostIsReplaced()
{
    const GuestProcess guest;
    GuestLink dead(LinkOptions{.key = Key});
    QSignalSpy ready(&dead, &GuestLink::ready);
    auto stream = guest.connectStream();
    ProcessStream *frozen = stream.get();
    dead.attach(std::move(stream));
    QTRY_COMPARE(ready.size(), 1);
    frozen->freeze();
    Owner living(guest);
    QTRY_VERIFY(living.hello);
}

void TestGuestLink::anotherGuestIsNoticed()
{
    const GuestProcess guest;
    Owner owner(guest);
    QTRY_VERIFY(owner.hello);
    const GuestProcess other;
    owner.committed[GuestChannel::AgentOutput] = 5;
    owner.restart(other, {.key = Key, .guestId = owner.hello->guestId});
    QTRY_VERIFY(owner.error);
    QCOMPARE(owner.error->code, GuestReplaced);
}

void TestGuestLink::floodIsSpooledAndThenHeldBack()
{
    const GuestProcess guest({QStringLiteral("--spool-memory"), QStringLiteral("100000"),
        QStringLiteral("--spool-disk"), QStringLiteral("2000000")});
    Owner owner(guest);
    QTRY_VERIFY(owner.hello);
    // 8 MB in lines of 100 bytes; the agent writes down how far it got.
    QVERIFY(waitFor(owner.link->startAgent(
        shell("awk 'BEGIN { x = sprintf(\"%092d\", 0); for (i = 1; i <= 80000; i++) { printf \"%07d %s\\n\", i, x; if "
              "(i % 1000 == 0) { print i > \"reached\"; fflush(\"reached\"); fflush() } } }'",
            guest))));
    owner.link->detach();
    const auto thousands = [&guest] {
        QFile file(guest.workspace() + QStringLiteral("/reached"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0;
    };
    // It gets past what memory holds, stands still, and not past what the disk may hold.
    qsizetype before = -1;
    QTRY_VERIFY_WITH_TIMEOUT(
        (QTest::qWait(300), std::exchange(before, thousands()) == thousands() && before > 0), 20000);
    QVERIFY2(before >= 2 && before < 40, qPrintable(QString::number(before)));
    owner.attach(guest);
    QTRY_VERIFY_WITH_TIMEOUT(owner.exit(), 30000);
    const QList<QByteArray> lines = owner.lines();
    QCOMPARE(lines.size(), 80000);
    for (int i = 0; i < 80000; i += 777)
        QCOMPARE(lines[i].first(7).toInt(), i + 1);
}

void TestGuestLink::linesWaitForCommitsOfThoseBefore()
{
    GuestLink link({.key = Key});
    auto owned = std::make_unique<HandStream>();
    HandStream &stream = *owned;
    link.attach(std::move(owned));
    guest::GuestHello hello{.guestId = std::string(guest::GuestIdSize, 'g'), .program = "by hand"};
    for (const guest::Channel channel : guest::DurableChannels)
        hello.ranges.push_back({static_cast<quint16>(channel), 0, 0});
    stream.receive(guest::FrameType::GuestHello, 0, 0, guest::encode(hello));
    QVERIFY(link.isReady());
    const auto channel = static_cast<quint16>(guest::Channel::AgentOutput);
    quint64 said = 0;
    while (!stream.paused && said < 10000)
        stream.receive(guest::FrameType::Durable, channel, ++said, guest::encode(guest::AgentLine{.line = "a line"}));
    QCOMPARE(said, 257U);
    link.acknowledge(GuestChannel::AgentOutput, 100);
    QVERIFY(stream.paused);
    link.acknowledge(GuestChannel::AgentOutput, 129);
    QVERIFY(!stream.paused);
    // Snapshots are stored by what comes over the same stream.
    const guest::WorkspaceMessage note{.kind = guest::WorkspaceMessage::Kind::WatchRestarted};
    for (quint64 number = 1; number <= 1000; ++number)
        stream.receive(
            guest::FrameType::Durable, static_cast<quint16>(guest::Channel::Workspace), number, guest::encode(note));
    QVERIFY(link.isReady());
    QVERIFY(!stream.paused);
}

void TestGuestLink::overLongLineIsCut()
{
    const GuestProcess guest;
    Owner owner(guest);
    QTRY_VERIFY(owner.hello);
    QVERIFY(waitFor(owner.link->startAgent(shell("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo after", guest))));
    QTRY_VERIFY_WITH_TIMEOUT(owner.exit(), 30000);
    QCOMPARE(owner.lines().size(), 2);
    const AgentLine *line = nullptr;
    for (const GuestDurable &message : std::as_const(owner.log)) {
        if (message.channel == GuestChannel::AgentOutput && message.number == 1)
            line = &std::get<AgentLine>(message.message);
    }
    QVERIFY(line);
    QCOMPARE(line->line.size(), 16 * 1024 * 1024);
    QCOMPARE(line->cutBytes, 20000000u - 16 * 1024 * 1024);
    QCOMPARE(owner.lines().last(), QByteArray("after"));
}

void TestGuestLink::stopsTheWholeGroup()
{
    const GuestProcess guest;
    Owner owner(guest);
    QTRY_VERIFY(owner.hello);
    QVERIFY(waitFor(owner.link->startAgent(shell("sleep 1000 & echo $!; wait", guest))));
    QTRY_COMPARE(owner.lines().size(), 1);
    const Result<void> again = waitFor(owner.link->startAgent(shell("exit 0", guest)));
    QVERIFY(again);
    AgentStart other = shell("exit 0", guest);
    other.name = QStringLiteral("other");
    QVERIFY(!waitFor(owner.link->startAgent(other)));
    QVERIFY(waitFor(owner.link->signalAgent(15)));
    QTRY_VERIFY(owner.exit());
    QCOMPARE(owner.exit()->signal, 15);
    const pid_t child = owner.lines().first().toInt();
    QTRY_VERIFY(::kill(child, 0) != 0);
    const Result<void> none = waitFor(owner.link->signalAgent(15));
    QVERIFY(!none);
    QCOMPARE(none.error().code, NotFound);
}

void TestGuestLink::executes()
{
    const GuestProcess guest;
    Owner owner(guest);
    QTRY_VERIFY(owner.hello);
    const auto run = [&](QByteArray script, quint32 limit = 1000, std::chrono::milliseconds timeout = 10s) {
        return waitFor(owner.link->execute({.argv = {"sh", "-c", script},
            .environment = {{"X", "y"}},
            .directory = "/",
            .timeout = timeout,
            .outputLimit = limit}));
    };
    auto result = run("echo $X; echo err >&2; exit 3");
    QVERIFY(result);
    QCOMPARE(result->exitCode, 3);
    QCOMPARE(result->output, QByteArray("y\nerr\n"));
    result = run("yes | head -c 100000");
    QVERIFY(result && result->cut);
    QCOMPARE(result->output.size(), 1000);
    result = run("sleep 100", 1000, 100ms);
    QVERIFY(result && result->timedOut);
    QCOMPARE(result->signal, 9);
    const auto missing =
        waitFor(owner.link->execute({.argv = {"no-such-program"}, .environment = {}, .directory = "/"}));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, NotFound);
}

void TestGuestLink::silentGuestIsNoticed()
{
    const GuestProcess guest;
    Owner owner(guest, {.key = Key, .heartbeat = 50ms, .silence = 400ms});
    QTRY_VERIFY(owner.hello);
    ::kill(static_cast<pid_t>(guest.pid()), SIGSTOP);
    const Result<void> answer = waitFor(owner.link->signalAgent(1));
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, GuestDisconnected);
    QTRY_VERIFY(owner.error);
}

QTEST_GUILESS_MAIN(TestGuestLink)
#include "tst_guest_link.moc"
