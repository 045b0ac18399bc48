// The guest as process 1 of a real container.

#include "runner/guest/guest_link.h"
#include "tests/integration/guest_container/container_lab.h"
#include "tests/support/link/guest_process.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>

using namespace pilothouse;
using namespace std::chrono_literals;

class TestGuestContainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void attacksFailAndNothingIsLost();
    void seedingIsAsFastAsClone();
    void singleWriteIsAnnounced();
    void engineStopIsOrderly();

private:
    void connectLink(qint64 breakAfter = -1);

    ContainerLab m_lab;
    std::unique_ptr<GuestLink> m_link;
    GuestPositions m_committed;
    QByteArrayList m_lines;
    std::optional<GuestAgentExit> m_exit;
    QList<SnapshotInfo> m_snapshots;
    bool m_broken = false;
};

void TestGuestContainer::initTestCase()
{
    const QString problem = m_lab.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestGuestContainer::connectLink(qint64 breakAfter)
{
    m_broken = false;
    m_link = std::make_unique<GuestLink>(LinkOptions{.key = QByteArray(32, 'k'), .committed = m_committed});
    connect(m_link.get(), &GuestLink::durable, this, [this](const GuestDurable &message) {
        m_committed[message.channel] = message.number;
        m_link->acknowledge(message.channel, message.number);
        if (const auto *line = std::get_if<AgentLine>(&message.message))
            m_lines.append(line->line);
        if (const auto *exit = std::get_if<GuestAgentExit>(&message.message))
            m_exit = *exit;
        if (const auto *snapshot = std::get_if<SnapshotInfo>(&message.message))
            m_snapshots.append(*snapshot);
    });
    connect(m_link.get(), &GuestLink::disconnected, this, [this](const Error &error) {
        if (error.code != GuestDisconnected)
            qWarning("%s", qPrintable(error.message));
        m_broken = true;
    });
    auto stream = m_lab.connectStream();
    stream->breakAfter(breakAfter);
    m_link->attach(std::move(stream));
}

void TestGuestContainer::attacksFailAndNothingIsLost()
{
    connectLink();
    QTRY_VERIFY_WITH_TIMEOUT(m_link->isReady(), 20000);
    QVERIFY(waitFor(m_link->startAgent(
        {.name = QStringLiteral("attacker"), .argv = {"attacker"}, .environment = {}, .directory = "/workspace"})));
    QTRY_VERIFY_WITH_TIMEOUT(m_lines.size() > 300, 60000);
    // A host that dies in the midst of it and comes back.
    m_link.reset();
    connectLink(20000);
    QTRY_VERIFY_WITH_TIMEOUT(m_broken || m_exit, 20000);
    connectLink();
    QTRY_VERIFY_WITH_TIMEOUT(m_exit, 60000);
    QCOMPARE(m_exit->exitCode, 0);
    int number = 0;
    int failed = 0;
    for (const QByteArray &line : std::as_const(m_lines)) {
        QVERIFY2(!line.startsWith("SUCCEEDED"), line.constData());
        failed += line.startsWith("failed") ? 1 : 0;
        if (line.startsWith("number "))
            QCOMPARE(line.mid(7).toInt(), ++number);
    }
    QCOMPARE(failed, 12);
    QCOMPARE(number, 2000);
}

void TestGuestContainer::seedingIsAsFastAsClone()
{
    const QString base = m_lab.path(QStringLiteral("base"));
    QProcess shell;
    shell.setWorkingDirectory(base);
    shell.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    shell.start(QStringLiteral("sh"),
        {QStringLiteral("-ec"),
            QStringLiteral("git init -q -b main work && cd work && awk 'BEGIN { for (d = 0; d < 50; d++) { "
                           "system(\"mkdir d\" d); for (f = 0; f < 100; f++) { n = \"d\" d \"/f\" f; for (l = 0; l < "
                           "200; l++) print d, f, l, \"some text of a line\" > n; close(n) } } }'\n"
                           "git config user.name P; git config user.email p@example.org; git add -A; git commit -qm "
                           "base; cd ..; git clone -q --bare work base.git; rm -rf work; git -C base.git gc -q; git -C "
                           "base.git rev-parse HEAD; chmod -R a+rX .")});
    QVERIFY(shell.waitForFinished(120000));
    const ObjectId commit(QString::fromLatin1(shell.readAllStandardOutput().trimmed()));
    QVERIFY(m_link->isReady());
    const auto clone = [&] {
        QElapsedTimer timer;
        timer.start();
        const auto result = waitFor(m_link->execute(
            {.argv = {"git", "-c", "safe.directory=*", "clone", "-q", "--shared", "/base/base.git", "/workspace/clone"},
                .environment = {{"GIT_CONFIG_NOSYSTEM", "1"}},
                .directory = "/"}));
        const qint64 took = timer.elapsed();
        if (!result || result->exitCode != 0)
            qWarning("clone: %s", result ? result->output.constData() : qPrintable(result.error().message));
        static_cast<void>(
            waitFor(m_link->execute({.argv = {"rm", "-rf", "/workspace/clone"}, .environment = {}, .directory = "/"})));
        return took;
    };
    clone();
    const qint64 cloneMs = std::min(clone(), clone());
    const auto report = waitFor(
        m_link->seed({.base = commit, .objects = "/base/base.git/objects", .branch = "main", .shallow = {}}), 120s);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().message + report.error().cause));
    QCOMPARE(report->files, 5000u);
    qInfo("seeding 5,000 files: %lld ms, git clone --shared: %lld ms, ratio %.2f",
        static_cast<long long>(report->duration.count()), static_cast<long long>(cloneMs),
        static_cast<double>(report->duration.count()) / static_cast<double>(cloneMs));
    const auto status = waitFor(m_link->execute(
        {.argv = {"git", "-C", "/workspace", "status", "--porcelain"}, .environment = {}, .directory = "/"}));
    QVERIFY(status);
    QCOMPARE(status->output, QByteArray());
    QCOMPARE(status->exitCode, 0);
}

void TestGuestContainer::singleWriteIsAnnounced()
{
    QList<qint64> delays;
    for (int i = 0; i < 40; ++i) {
        const qsizetype before = m_snapshots.size();
        QFile file(m_lab.path(QStringLiteral("workspace/d%1/f%2").arg(i).arg(i)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QElapsedTimer timer;
        timer.start();
        file.write(QByteArray::number(i));
        file.close();
        while (m_snapshots.size() == before && timer.elapsed() < 10000)
            QTest::qWait(1);
        delays.append(timer.elapsed());
        QCOMPARE(m_snapshots.size(), before + 1);
    }
    std::ranges::sort(delays);
    qInfo("write to announced snapshot in the container, ms: median %lld, p95 %lld, worst %lld",
        static_cast<long long>(delays[20]), static_cast<long long>(delays[38]), static_cast<long long>(delays.last()));
}

void TestGuestContainer::engineStopIsOrderly()
{
    m_exit.reset();
    QVERIFY(waitFor(m_link->startAgent({.name = QStringLiteral("second"),
        .argv = {"sh", "-c", "trap 'echo bye; exit 9' TERM; while :; do sleep 0.1; done"},
        .environment = {},
        .directory = "/workspace"})));
    QElapsedTimer timer;
    timer.start();
    QProcess stop;
    stop.start(QStringLiteral("podman"),
        {QStringLiteral("--root"), m_lab.path(QStringLiteral("root")), QStringLiteral("--runroot"),
            m_lab.path(QStringLiteral("run")), QStringLiteral("--tmpdir"), m_lab.path(QStringLiteral("tmp")),
            QStringLiteral("stop"), QStringLiteral("-t"), QStringLiteral("20"), ContainerLab::name()});
    QTRY_VERIFY_WITH_TIMEOUT(m_exit, 15000);
    QCOMPARE(m_exit->exitCode, 9);
    QCOMPARE(m_lines.last(), QByteArray("bye"));
    QTRY_COMPARE_WITH_TIMEOUT(stop.state(), QProcess::NotRunning, 30000);
    QVERIFY(timer.elapsed() < 18000);
}

QTEST_GUILESS_MAIN(TestGuestContainer)
#include "tst_guest_container.moc"
