// The guest as process 1 of a real sandbox, with an agent that attacks it.

#include "runner/guest/guest_link.h"
#include "tests/support/engine/await.h"
#include "tests/support/link/guest_process.h"
#include "tests/support/sandbox/breaking_stream.h"
#include "tests/support/sandbox/sandbox_lab.h"

#include <QProcess>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace std::chrono_literals;

namespace {

const QByteArray Key(32, 'k');
constexpr int Numbers = 2000; ///< Lines that the attacker counts while it sends signals.

} // namespace

class TestGuestContainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void attacksOnTheSocketAreReal();
    void attacksFailAndNothingIsLost();
    void oneHostAtATime();
    void seedsAndAnnounces();
    void killingEverythingLosesNothing();
    void engineStopIsOrderly();

private:
    void connectLink(qint64 breakAfter = -1);
    /// The error that a host with this key gets; empty when it was let in.
    [[nodiscard]] std::optional<Error> refusal(const QByteArray &key);

    SandboxLab m_lab;
    ContainerId m_container;
    std::unique_ptr<GuestLink> m_link;
    GuestPositions m_committed;
    QByteArrayList m_lines;
    std::optional<GuestAgentExit> m_exit;
    QList<SnapshotInfo> m_snapshots;
    QList<WorkspaceNote> m_notes;
    bool m_broken = false;
};

void TestGuestContainer::initTestCase()
{
    VERIFY_RESULT(m_lab.start({QStringLiteral(ATTACKER)}));
    const auto sandbox = m_lab.makeRunning(m_lab.spec(SessionId(1)));
    VERIFY_RESULT(sandbox);
    m_container = sandbox->container;
}

void TestGuestContainer::connectLink(qint64 breakAfter)
{
    m_broken = false;
    m_link = std::make_unique<GuestLink>(LinkOptions{.key = Key, .committed = m_committed});
    connect(m_link.get(), &GuestLink::durable, this, [this](const GuestDurable &message) {
        // Once each and without a gap, whatever happens to connections.
        QCOMPARE(message.number, m_committed.value(message.channel) + 1);
        m_committed[message.channel] = message.number;
        m_link->acknowledge(message.channel, message.number);
        if (const auto *line = std::get_if<AgentLine>(&message.message))
            m_lines.append(line->line);
        if (const auto *exit = std::get_if<GuestAgentExit>(&message.message))
            m_exit = *exit;
        if (const auto *snapshot = std::get_if<SnapshotInfo>(&message.message))
            m_snapshots.append(*snapshot);
        if (const auto *note = std::get_if<WorkspaceNote>(&message.message))
            m_notes.append(*note);
    });
    connect(m_link.get(), &GuestLink::disconnected, this, [this] { m_broken = true; });
    auto opened = m_lab.connectStream(m_container);
    VERIFY_RESULT(opened);
    std::unique_ptr<ByteStream> stream = std::move(*opened);
    if (breakAfter >= 0)
        stream = std::make_unique<BreakingStream>(std::move(stream), breakAfter);
    ByteStream *const attached = stream.get();
    m_link->attach(std::move(stream));
    attached->setPaused(false);
}

std::optional<Error> TestGuestContainer::refusal(const QByteArray &key)
{
    GuestLink other(LinkOptions{.key = key});
    std::optional<Error> error;
    connect(&other, &GuestLink::disconnected, this, [&error](const Error &why) { error = why; });
    auto stream = m_lab.connectStream(m_container);
    if (!stream)
        return stream.error();
    ByteStream *const attached = stream->get();
    other.attach(std::move(*stream));
    attached->setPaused(false);
    (void)waitUntil([&] { return error || other.isReady(); }, 30s);
    return error;
}

/// Where the guest takes the agent's user for its host, the same attempts succeed: it is the guest that refuses them.
void TestGuestContainer::attacksOnTheSocketAreReal()
{
    SandboxSpec spec = m_lab.spec(SessionId(2));
    spec.command += {QStringLiteral("--host-uid"), QStringLiteral("1000")};
    const auto sandbox = m_lab.makeRunning(spec);
    VERIFY_RESULT(sandbox);
    auto stream = await(m_lab.engine().exec({.container = sandbox->container,
        .command = {QStringLiteral("/usr/bin/pilothouse-test-attacker"), QStringLiteral("speak")},
        .user = QStringLiteral("1000:1000")}));
    VERIFY_RESULT(stream);
    QByteArray output;
    bool closed = false;
    connect(stream->get(), &ByteStream::received, this, [&output](const QByteArray &bytes) { output += bytes; });
    connect(stream->get(), &ByteStream::closed, this, [&closed] { closed = true; });
    (*stream)->setPaused(false);
    QTRY_VERIFY_WITH_TIMEOUT(closed, 60000);
    QCOMPARE(output, QByteArray("SUCCEEDED the socket\nSUCCEEDED guest connect\n"));
    VERIFY_RESULT(await(m_lab.engine().remove(sandbox->container)));
}

void TestGuestContainer::attacksFailAndNothingIsLost()
{
    connectLink();
    QTRY_VERIFY_WITH_TIMEOUT(m_link->isReady(), 30000);
    VERIFY_RESULT(waitFor(m_link->startAgent({.name = QStringLiteral("attacker"),
        .argv = {"pilothouse-test-attacker"},
        .environment = {},
        .directory = "/workspace"})));
    QTRY_VERIFY_WITH_TIMEOUT(m_lines.size() > 300, 60000);
    // A host that dies in the midst of it, one whose connection breaks, and one that stays.
    m_link.reset();
    connectLink(5000);
    QTRY_VERIFY_WITH_TIMEOUT(m_broken, 30000);
    connectLink();
    QTRY_VERIFY_WITH_TIMEOUT(m_exit, 60000);
    QCOMPARE(m_exit->exitCode, 0);
    int number = 0;
    int attacks = 0;
    int failed = 0;
    for (const QByteArray &line : std::as_const(m_lines)) {
        QVERIFY2(!line.startsWith("SUCCEEDED"), line.constData());
        if (line.startsWith("failed "))
            ++failed;
        else if (line.startsWith("attacks "))
            attacks = line.mid(8).toInt();
        else if (line.startsWith("number "))
            QCOMPARE(line.mid(7).toInt(), ++number);
        else
            QFAIL(line.constData());
    }
    QVERIFY(attacks >= 17);
    QCOMPARE(failed, attacks);
    QCOMPARE(number, Numbers);
}

void TestGuestContainer::oneHostAtATime()
{
    QVERIFY(m_link->isReady());
    const auto wrong = refusal(QByteArray(32, 'w'));
    QVERIFY(wrong);
    QCOMPARE(wrong->code, GuestKeyWrong);
    const auto second = refusal(Key);
    QVERIFY(second);
    QCOMPARE(second->code, GuestBusy);
    // The first one noticed nothing.
    QVERIFY(m_link->isReady() && !m_broken);
    // Without a host the wrong key is still wrong, and the right one is let in.
    m_link.reset();
    QCOMPARE(refusal(QByteArray(32, 'w')).value_or(Error()).code, GuestKeyWrong);
    connectLink();
    QTRY_VERIFY_WITH_TIMEOUT(m_link->isReady(), 30000);
}

void TestGuestContainer::seedsAndAnnounces()
{
    QProcess shell;
    shell.setWorkingDirectory(m_lab.base());
    shell.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    shell.start(QStringLiteral("sh"),
        {QStringLiteral("-ec"),
            QStringLiteral(
                "export GIT_CONFIG_GLOBAL=/dev/null\n"
                "git init -q -b main work; cd work; for d in $(seq 10); do mkdir d$d; for f in $(seq 50); do echo text "
                "$d $f > d$d/f$f; done; done; git add -A; git -c user.name=P -c user.email=p@example.org commit -qm "
                "base; cd ..; git clone -q --bare work base.git; rm -r work; git -C base.git rev-parse HEAD; "
                "chmod -R a+rX .")});
    QVERIFY(shell.waitForFinished(120000));
    QCOMPARE(shell.exitCode(), 0);
    const ObjectId commit(QString::fromLatin1(shell.readAllStandardOutput().trimmed()));
    const auto report = waitFor(
        m_link->seed({.base = commit, .objects = "/pilothouse/base/base.git/objects", .branch = "main", .shallow = {}}),
        120s);
    VERIFY_RESULT(report);
    QCOMPARE(report->files, 500u);
    const auto run = [this](const QByteArray &script) {
        return waitFor(m_link->execute({.argv = {"sh", "-ec", script}, .environment = {}, .directory = "/workspace"}));
    };
    const auto status = run("git status --porcelain; id -u");
    VERIFY_RESULT(status);
    QCOMPARE(status->output, QByteArray("1000\n"));
    QCOMPARE(status->exitCode, 0);
    for (int i = 1; i <= 5; ++i) {
        const qsizetype before = m_snapshots.size();
        VERIFY_RESULT(run("echo changed > d" + QByteArray::number(i) + "/f1"));
        QTRY_COMPARE_WITH_TIMEOUT(m_snapshots.size(), before + 1, 20000);
        QCOMPARE(m_snapshots.last().changedPaths, 1u);
        QCOMPARE(m_snapshots.last().parent, before > 0 ? m_snapshots[before - 1].commit : commit);
    }
}

void TestGuestContainer::killingEverythingLosesNothing()
{
    m_exit.reset();
    m_lines.clear();
    const ObjectId before = m_snapshots.last().commit;
    // Every process of the agent's user but process 1 and itself: the one that watches the workspace, too.
    VERIFY_RESULT(waitFor(m_link->startAgent({.name = QStringLiteral("killer"),
        .argv = {"pilothouse-test-attacker", "kill-everything"},
        .environment = {},
        .directory = "/workspace"})));
    QTRY_VERIFY_WITH_TIMEOUT(m_exit, 60000);
    QCOMPARE(m_exit->exitCode, 0);
    QCOMPARE(m_lines, (QByteArrayList{"before", "after"}));
    QTRY_VERIFY_WITH_TIMEOUT(
        std::ranges::any_of(
            m_notes, [](const WorkspaceNote &note) { return note.kind == WorkspaceNote::Kind::WatchRestarted; }),
        30000);
    // What was written in between is in the next snapshot, and the chain goes on.
    const auto snapshot = waitFor(m_link->snapshot());
    VERIFY_RESULT(snapshot);
    const auto content = waitFor(m_link->execute({.argv = {"git", "--git-dir", "/home/agent/.pilothouse/git", "show",
                                                      snapshot->commit.value.toLatin1() + ":while-killing"},
        .environment = {},
        .directory = "/"}));
    VERIFY_RESULT(content);
    QCOMPARE(content->output, QByteArray("written\n"));
    QTRY_VERIFY_WITH_TIMEOUT(m_snapshots.last().commit == snapshot->commit, 20000);
    QVERIFY(m_snapshots.last().parent == before || m_snapshots[m_snapshots.size() - 2].parent == before);
}

void TestGuestContainer::engineStopIsOrderly()
{
    m_exit.reset();
    VERIFY_RESULT(waitFor(m_link->startAgent({.name = QStringLiteral("last"),
        .argv = {"sh", "-c", "trap 'echo bye; exit 9' TERM; echo up; while :; do sleep 0.1; done"},
        .environment = {},
        .directory = "/workspace"})));
    QTRY_COMPARE_WITH_TIMEOUT(m_lines.last(), QByteArray("up"), 20000);
    VERIFY_RESULT(await(m_lab.engine().stop(m_container, 30s)));
    QTRY_VERIFY_WITH_TIMEOUT(m_exit, 20000);
    QCOMPARE(m_exit->exitCode, 9);
    QCOMPARE(m_lines.last(), QByteArray("bye"));
    const auto report = await(m_lab.engine().inspect(m_container, m_lab.spec(SessionId(1))));
    VERIFY_RESULT(report);
    QCOMPARE(report->state, SandboxState::Exited);
    QCOMPARE(report->exitCode, 0); // It ended by itself; it was not killed.
}

QTEST_GUILESS_MAIN(TestGuestContainer)
#include "tst_guest_container.moc"
