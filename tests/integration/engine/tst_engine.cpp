#include "tests/integration/engine/engine_fixture.h"

#include "runner/base/child_process.h"
#include "runner/sandbox/start_gate.h"
#include "tests/support/engine/await.h"

#include <QSignalSpy>

#include <csignal>

using namespace pilothouse;
using namespace pilothouse::test;

/// The engine against a real Podman that it starts itself, on a store of its own.
class Engine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }
    void initTestCase()
    {
        m_fixture = std::make_unique<EngineFixture>();
        m_engine = std::make_unique<DockerEngine>(m_fixture->options());
        const auto image = EngineFixture::load(*m_engine, m_archive);
        VERIFY_RESULT(image);
        m_image = *image;
    }
    void cleanupTestCase()
    {
        m_engine.reset();
        m_fixture.reset();
    }

    void saysWhatItIs()
    {
        const auto info = await(m_engine->probe());
        VERIFY_RESULT(info);
        QCOMPARE(info->kind, EngineKind::Podman);
        QVERIFY(info->startedByUs);
        QCOMPARE(info->operatingSystem, QStringLiteral("linux"));
        QVERIFY(info->seccomp);
        QVERIFY(!info->apiVersion.isEmpty());
        const auto checks = await(m_engine->diagnose());
        VERIFY_RESULT(checks);
        for (const EngineCheck &check : *checks)
            QVERIFY2(check.state != CheckState::Failed, qPrintable(check.sentence));
        QCOMPARE(checks->front().code, QStringLiteral("engine"));
    }

    void loadsImages()
    {
        QCOMPARE(m_image.value, m_archive.id);
        const auto found = await(m_engine->findImage(m_image.value));
        VERIFY_RESULT(found);
        QVERIFY(found->has_value());
        QCOMPARE((*found)->volumes, QStringList(QStringLiteral("/data")));
        QVERIFY((*found)->environment.contains(QStringLiteral("PATH=/evil")));
        const auto none = await(m_engine->findImage(QStringLiteral("sha256:") + QString(64, QLatin1Char('0'))));
        VERIFY_RESULT(none);
        QVERIFY(!none->has_value());
        const auto listed = await(m_engine->listImages(QStringLiteral("pilothouse.test=hostile")));
        VERIFY_RESULT(listed);
        QCOMPARE(listed->size(), 1U);
        QCOMPARE(listed->front().id, m_image);
    }

    void refusesBrokenImages()
    {
        const auto broken = EngineFixture::load(*m_engine, {QByteArray(20000, 'x'), {}});
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, EngineRefused);
    }

    void cancelsLoading()
    {
        std::stop_source stop;
        int parts = 0;
        const ByteSource endless = [&]() -> Task<QByteArray> {
            if (++parts == 3)
                stop.request_stop();
            co_return QByteArray(65536, '\0');
        };
        const auto cancelled = await(m_engine->loadImage(endless, {}, stop.get_token()));
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, Cancelled);
    }

    void makesTheSandboxOnce()
    {
        const SandboxSpec spec = m_fixture->spec(1, m_image);
        const auto first = await(m_engine->create(spec));
        VERIFY_RESULT(first);
        const auto again = await(m_engine->create(spec));
        VERIFY_RESULT(again);
        QCOMPARE(*again, *first);
        SandboxSpec other = spec;
        other.limits.processes = 63;
        const auto conflict = await(m_engine->create(other));
        QVERIFY(!conflict);
        QCOMPARE(conflict.error().code, EngineConflict);
        VERIFY_RESULT(await(m_engine->remove(first->container)));
        VERIFY_RESULT(await(m_engine->remove(first->container)));
    }

    void needsTheImage()
    {
        const auto result = await(
            m_engine->create(m_fixture->spec(1, ImageId(QStringLiteral("sha256:") + QString(64, QLatin1Char('1'))))));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ImageMissing);
    }

    void gradesWhatTheEngineMade()
    {
        const SandboxSpec spec = m_fixture->spec(2, m_image);
        const SandboxHandle sandbox = makeRunning(spec);
        const auto report = await(m_engine->inspect(sandbox.container, spec));
        VERIFY_RESULT(report);
        QCOMPARE(report->state, SandboxState::Running);
        QVERIFY(report->processId > 0);
        for (const GradeCheck &check : report->grade.checks)
            QVERIFY2(
                check.state != GradeState::Missing, qPrintable(check.name + QStringLiteral(": ") + check.sentence));
        SandboxSpec stricter = spec;
        stricter.limits.memoryBytes /= 2;
        stricter.limits.processes -= 1;
        stricter.environment.insert(QStringLiteral("ASKED"), QStringLiteral("1"));
        const auto loose = await(m_engine->inspect(sandbox.container, stricter));
        VERIFY_RESULT(loose);
        for (const char *name : {"memory", "processes", "environment"})
            QCOMPARE(loose->grade.find(QString::fromLatin1(name))->state, GradeState::Missing);
    }

    void runsCommands()
    {
        const SandboxHandle sandbox = makeRunning(m_fixture->spec(2, m_image));
        const auto echo = EngineFixture::run(*m_engine, sandbox.container, {QStringLiteral("cat")},
            QStringLiteral("0:0"), QByteArray(300000, 'x') + "end");
        VERIFY_RESULT(echo);
        QVERIFY(!echo->end);
        QCOMPARE(echo->output.size(), 300003);
        QVERIFY(echo->output.endsWith("end"));
        const auto both = EngineFixture::run(*m_engine, sandbox.container, {QStringLiteral("both")});
        VERIFY_RESULT(both);
        QCOMPARE(both->output, QByteArray("to output"));
        QCOMPARE(both->error, QByteArray("to error"));
        const auto gone =
            await(m_engine->exec({ContainerId(QString(64, QLatin1Char('a'))), {QStringLiteral("/inside")}}));
        QVERIFY(!gone);
        QCOMPARE(gone.error().code, NotFound);
    }

    void givesNoPrivileges_data()
    {
        QTest::addColumn<QString>("user");
        QTest::newRow("as the agent") << QStringLiteral("1000:1000");
        QTest::newRow("as root") << QStringLiteral("0:0");
    }
    void givesNoPrivileges()
    {
        QFETCH(QString, user);
        const SandboxHandle sandbox = makeRunning(m_fixture->spec(2, m_image));
        const auto status = EngineFixture::run(
            *m_engine, sandbox.container, {QStringLiteral("show"), QStringLiteral("/proc/self/status")}, user);
        VERIFY_RESULT(status);
        for (const char *line : {"CapEff:\t0000000000000000", "CapPrm:\t0000000000000000", "CapBnd:\t0000000000000000",
                 "CapInh:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"})
            QVERIFY2(status->output.contains(line), line);
        const auto networks = EngineFixture::run(
            *m_engine, sandbox.container, {QStringLiteral("show"), QStringLiteral("/proc/net/dev")}, user);
        VERIFY_RESULT(networks);
        QCOMPARE(networks->output.count(':'), 1); // lo alone
    }

    void takesNothingOfTheImage()
    {
        const SandboxHandle sandbox = makeRunning(m_fixture->spec(2, m_image));
        const auto variables = EngineFixture::run(*m_engine, sandbox.container, {QStringLiteral("env")});
        VERIFY_RESULT(variables);
        QVERIFY(!variables->output.contains("evil"));
        QVERIFY(!variables->output.contains("IMAGE=set"));
        QVERIFY(variables->output.contains("PATH=/usr/local/sbin:"));
        const auto first = EngineFixture::run(
            *m_engine, sandbox.container, {QStringLiteral("show"), QStringLiteral("/proc/1/cmdline")});
        VERIFY_RESULT(first);
        QCOMPARE(first->output, QByteArray("/inside\0run\0", 12));
        const auto owned = await(m_engine->listOwned());
        VERIFY_RESULT(owned);
        QCOMPARE(std::ranges::count(*owned, sandbox.container.value, &OwnedObject::id), 1); // its own label won
    }

    void isWritableInFewPlaces_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("writable");
        QTest::newRow("workspace") << QStringLiteral("/workspace/file") << true;
        QTest::newRow("home") << QStringLiteral("/home/agent/file") << true;
        QTest::newRow("tmp") << QStringLiteral("/tmp/file") << true;
        QTest::newRow("run") << QStringLiteral("/run/file") << false;
        QTest::newRow("root") << QStringLiteral("/file") << false;
        QTest::newRow("base store") << QStringLiteral("/base/file") << false;
        QTest::newRow("volume of the image") << QStringLiteral("/data/file") << false;
    }
    void isWritableInFewPlaces()
    {
        QFETCH(QString, path);
        QFETCH(bool, writable);
        const SandboxHandle sandbox = makeRunning(m_fixture->spec(2, m_image));
        const auto result =
            EngineFixture::run(*m_engine, sandbox.container, {QStringLiteral("write"), path, QStringLiteral("text")});
        VERIFY_RESULT(result);
        QCOMPARE(result->output == QByteArray("written\n"), writable);
    }

    void limitsBind()
    {
        const SandboxHandle sandbox = makeRunning(m_fixture->spec(2, m_image));
        const auto hog =
            EngineFixture::run(*m_engine, sandbox.container, {QStringLiteral("hog"), QStringLiteral("512")});
        VERIFY_RESULT(hog);
        const int reached = hog->output.trimmed().split('\n').last().toInt();
        QVERIFY2(reached > 50 && reached < 128, QByteArray::number(reached).constData());
        const auto forks =
            EngineFixture::run(*m_engine, sandbox.container, {QStringLiteral("forks"), QStringLiteral("500")});
        VERIFY_RESULT(forks);
        QVERIFY2(
            forks->output.trimmed().toInt() < 64 && forks->output.trimmed().toInt() > 30, forks->output.constData());
    }

    void holdsBackAFlood()
    {
        constexpr int mebibytes = 64; // more than all buffers on the way
        const SandboxHandle sandbox = makeRunning(m_fixture->spec(6, m_image));
        const QString progress = QStringLiteral("/tmp/flooded");
        auto stream = await(m_engine->exec({sandbox.container,
            {QStringLiteral("/inside"), QStringLiteral("flood"), QString::number(mebibytes), progress},
            QStringLiteral("1000:1000")}));
        VERIFY_RESULT(stream);
        qint64 received = 0;
        QSignalSpy closed(stream->get(), &ByteStream::closed);
        QByteArray words;
        connect(stream->get(), &ByteStream::receivedError, this, [&](const QByteArray &bytes) { words += bytes; });
        connect(stream->get(), &ByteStream::received, this, [&](const QByteArray &bytes) {
            received += bytes.size();
            if (received >= 1024 * 1024)
                (*stream)->setPaused(true);
        });
        (*stream)->setPaused(false);
        QTRY_VERIFY2_WITH_TIMEOUT(received >= 1024 * 1024 || !closed.isEmpty(), words.constData(), 60000);
        const qint64 held = received;
        // The buffers fill up; then the program in the sandbox stands still.
        qint64 before = -1;
        for (bool rests = false; !rests;) {
            const auto shown = EngineFixture::run(*m_engine, sandbox.container, {QStringLiteral("show"), progress});
            VERIFY_RESULT(shown);
            const qint64 now = shown->output.trimmed().toLongLong();
            QVERIFY2(now < mebibytes - 1, shown->output.constData());
            rests = std::exchange(before, now) == now;
        }
        QCOMPARE(received, held);
        QCOMPARE(closed.count(), 0);
        disconnect(stream->get(), &ByteStream::received, this, nullptr);
        connect(stream->get(), &ByteStream::received, this, [&](const QByteArray &bytes) { received += bytes.size(); });
        (*stream)->setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 120000);
        const auto error = closed.first().first().value<std::optional<Error>>();
        QVERIFY2(!error, error ? qPrintable(error->message) : "");
        QCOMPARE(received, mebibytes * 1024LL * 1024);
    }

    void readsFilesOfTheSandbox()
    {
        const SandboxHandle sandbox = makeRunning(m_fixture->spec(2, m_image));
        const auto written = EngineFixture::run(*m_engine, sandbox.container,
            {QStringLiteral("write"), QStringLiteral("/workspace/a name"), QStringLiteral("the text")});
        VERIFY_RESULT(written);
        QByteArray archive;
        const ByteSink sink = [&archive](QByteArray bytes) -> Task<void> {
            archive += bytes;
            co_return {};
        };
        VERIFY_RESULT(await(m_engine->archiveGet(sandbox.container, QStringLiteral("/workspace/a name"), sink)));
        const auto judged =
            await(runChild({.program = QStringLiteral("tar"), .arguments = {QStringLiteral("-xO")}, .input = archive}));
        VERIFY_RESULT(judged);
        QCOMPARE(judged->output, QByteArray("the text"));
        const auto missing = await(m_engine->archiveGet(sandbox.container, QStringLiteral("/workspace/none"), sink));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, NotFound);
        const ByteSink full = [](QByteArray) -> Task<void> { co_return failure(DiskFull, QStringLiteral("full")); };
        const auto refused = await(m_engine->archiveGet(sandbox.container, QStringLiteral("/workspace"), full));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, DiskFull);
    }

    void tellsWhatDies()
    {
        const SandboxSpec spec = m_fixture->spec(3, m_image);
        const SandboxHandle sandbox = makeRunning(spec);
        const std::unique_ptr<EngineEvents> events = m_engine->events();
        QSignalSpy resumed(events.get(), &EngineEvents::resumed);
        QSignalSpy died(events.get(), &EngineEvents::containerDied);
        QVERIFY(resumed.wait(10000));
        VERIFY_RESULT(await(m_engine->kill(sandbox.container)));
        QTRY_VERIFY_WITH_TIMEOUT(!died.isEmpty(), 10000);
        QCOMPARE(died.last().at(0).value<ContainerId>(), sandbox.container);
        QCOMPARE(died.last().at(1).toInt(), 137);
        VERIFY_RESULT(await(m_engine->kill(sandbox.container)));
        VERIFY_RESULT(await(m_engine->stop(sandbox.container, std::chrono::seconds(1))));
        const auto report = await(m_engine->inspect(sandbox.container, spec));
        VERIFY_RESULT(report);
        QCOMPARE(report->state, SandboxState::Exited);
        QCOMPARE(report->exitCode, 137);
        VERIFY_RESULT(await(m_engine->remove(sandbox.container)));
    }

    void stopsInOrder()
    {
        const SandboxSpec spec = m_fixture->spec(3, m_image);
        const SandboxHandle sandbox = makeRunning(spec);
        VERIFY_RESULT(await(m_engine->stop(sandbox.container, std::chrono::seconds(10))));
        const auto report = await(m_engine->inspect(sandbox.container, spec));
        VERIFY_RESULT(report);
        QCOMPARE(report->exitCode, 0); // SIGTERM, though the image says SIGKILL
        VERIFY_RESULT(await(m_engine->remove(sandbox.container)));
    }

    void keepsTheVolumesForTheNextContainer()
    {
        SandboxSpec spec = m_fixture->spec(4, m_image);
        const SandboxHandle first = makeRunning(spec);
        VERIFY_RESULT(EngineFixture::run(*m_engine, first.container,
            {QStringLiteral("write"), QStringLiteral("/workspace/kept"), QStringLiteral("kept")}));
        VERIFY_RESULT(await(m_engine->remove(first.container)));
        spec.incarnation = 2;
        const SandboxHandle second = makeRunning(spec);
        const auto kept = EngineFixture::run(
            *m_engine, second.container, {QStringLiteral("show"), QStringLiteral("/workspace/kept")});
        VERIFY_RESULT(kept);
        QCOMPARE(kept->output, QByteArray("kept"));
        VERIFY_RESULT(await(m_engine->remove(second.container)));
        VERIFY_RESULT(await(m_engine->removeVolume(second.workspaceVolume)));
        VERIFY_RESULT(await(m_engine->removeVolume(second.workspaceVolume)));
        VERIFY_RESULT(await(m_engine->removeVolume(second.homeVolume)));
    }

    void findsOrphans()
    {
        const SandboxHandle sandbox = makeRunning(m_fixture->spec(77, m_image));
        const auto owned = await(m_engine->listOwned());
        VERIFY_RESULT(owned);
        QCOMPARE(std::ranges::count(*owned, SessionId(77), &OwnedObject::session), 3);
        EngineOptions options = m_fixture->options();
        options.socket = (*await(m_engine->probe())).socket;
        options.owner = QStringLiteral("other002");
        DockerEngine other(options);
        const auto none = await(other.listOwned());
        VERIFY_RESULT(none);
        QVERIFY(none->empty());
        VERIFY_RESULT(await(m_engine->remove(sandbox.container)));
    }

    void startsFourAtOnce()
    {
        EngineOptions options = m_fixture->options();
        options.starts = std::make_shared<StartGate>();
        const std::unique_ptr<SandboxEngine> engine = std::make_unique<DockerEngine>(options);
        std::vector<SandboxHandle> sandboxes;
        for (int i = 0; i < 6; ++i) {
            const auto made = await(engine->create(m_fixture->spec(100 + i, m_image)));
            VERIFY_RESULT(made);
            sandboxes.push_back(*made);
        }
        int left = 6;
        for (const SandboxHandle &sandbox : sandboxes) {
            [](Task<void> start, int &count) -> QCoro::Task<> {
                if (co_await std::move(start))
                    --count;
            }(engine->start(sandbox.container), left);
        }
        QCOMPARE(options.starts->waiting(), 2);
        QTRY_COMPARE_WITH_TIMEOUT(left, 0, 60000);
        for (const SandboxHandle &sandbox : sandboxes)
            VERIFY_RESULT(await(engine->remove(sandbox.container)));
    }

    void comesBackWhenTheEngineIsKilled()
    {
        const SandboxSpec spec = m_fixture->spec(5, m_image);
        const SandboxHandle sandbox = makeRunning(spec);
        auto stream = await(m_engine->exec({sandbox.container, {QStringLiteral("/inside"), QStringLiteral("cat")}}));
        VERIFY_RESULT(stream);
        QSignalSpy closed(stream->get(), &ByteStream::closed);
        QSignalSpy received(stream->get(), &ByteStream::received);
        (*stream)->setPaused(false);
        (*stream)->write("x");
        QVERIFY(received.wait(10000));
        const std::unique_ptr<EngineEvents> events = m_engine->events();
        QSignalSpy resumed(events.get(), &EngineEvents::resumed);
        QSignalSpy lost(events.get(), &EngineEvents::lost);
        QVERIFY(resumed.wait(10000));
        const QList<qint64> before = m_fixture->servicePids();
        QCOMPARE(before.size(), 1);
        ::kill(static_cast<pid_t>(before.first()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 10000);
        QTRY_COMPARE_WITH_TIMEOUT(lost.count(), 1, 10000);
        const auto report = await(m_engine->inspect(sandbox.container, spec));
        VERIFY_RESULT(report);
        QCOMPARE(report->state, SandboxState::Running); // it never noticed
        QTRY_VERIFY_WITH_TIMEOUT(resumed.count() >= 2, 20000);
        const auto echo =
            EngineFixture::run(*m_engine, sandbox.container, {QStringLiteral("cat")}, QStringLiteral("0:0"), "again");
        VERIFY_RESULT(echo);
        QCOMPARE(echo->output, QByteArray("again"));
        QVERIFY(m_fixture->servicePids() != before);
        VERIFY_RESULT(await(m_engine->remove(sandbox.container)));
    }

    void startsOneServiceForMany()
    {
        for (const qint64 pid : m_fixture->servicePids())
            ::kill(static_cast<pid_t>(pid), SIGKILL);
        QTRY_VERIFY(m_fixture->servicePids().isEmpty());
        std::vector<std::unique_ptr<DockerEngine>> engines;
        int answered = 0;
        for (int i = 0; i < 4; ++i) {
            engines.push_back(std::make_unique<DockerEngine>(m_fixture->options()));
            [](Task<EngineInfo> probe, int &count) -> QCoro::Task<> {
                if (co_await std::move(probe))
                    ++count;
            }(engines.back()->probe(), answered);
        }
        QTRY_COMPARE_WITH_TIMEOUT(answered, 4, 30000);
        QCOMPARE(m_fixture->servicePids().size(), 1);
    }

    void cancelsWhenDestroyed()
    {
        auto engine = std::make_unique<DockerEngine>(m_fixture->options());
        std::optional<Error> error;
        [](Task<EngineInfo> probe, std::optional<Error> &out) -> QCoro::Task<> {
            const auto result = co_await std::move(probe);
            if (!result)
                out = result.error();
        }(engine->probe(), error);
        engine.reset();
        QTRY_VERIFY_WITH_TIMEOUT(error.has_value(), 10000);
        QCOMPARE(error->code, Cancelled);
    }

private:
    /// Made if it is not there yet, and running.
    SandboxHandle makeRunning(const SandboxSpec &spec)
    {
        const auto made = await(m_engine->create(spec));
        if (!made)
            qFatal("%s", why(made).constData());
        const auto started = await(m_engine->start(made->container));
        if (!started)
            qFatal("%s", why(started).constData());
        return *made;
    }

    const TestImage m_archive = hostileImage();
    std::unique_ptr<EngineFixture> m_fixture;
    std::unique_ptr<SandboxEngine> m_engine;
    ImageId m_image;
};

QTEST_GUILESS_MAIN(Engine)
#include "tst_engine.moc"
