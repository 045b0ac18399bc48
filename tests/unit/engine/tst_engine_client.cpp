#include "runner/sandbox/docker_engine.h"

#include "runner/sandbox/engine_client.h"
#include "runner/sandbox/start_gate.h"
#include "tests/support/engine/await.h"
#include "tests/support/engine/fake_engine.h"

#include <QCryptographicHash>
#include <QDir>
#include <QEventLoop>
#include <QSignalSpy>
#include <QThread>

#include <atomic>

using namespace pilothouse;
using namespace pilothouse::test;

/// The calls against a scripted engine: both engines' ways to fail, and an engine that is hostile or gone.
class EngineClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning();
        m_fake = std::make_unique<FakeEngine>();
        EngineOptions options;
        options.owner = QStringLiteral("own1");
        options.socket = QStringLiteral("unix://") + m_fake->socket();
        m_engine = std::make_unique<DockerEngine>(options);
    }
    void cleanup() { m_engine.reset(); }

    void namesErrors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("cause");
        QTest::newRow("Docker: no such") << 404 << QByteArray(R"({"message":"No such container: x"})")
                                         << QStringLiteral("not_found") << QStringLiteral("No such container: x");
        QTest::newRow("Podman: no such")
            << 404 << QByteArray(R"({"cause":"no such container","message":"no container x","response":404})")
            << QStringLiteral("not_found") << QStringLiteral("no container x");
        QTest::newRow("Podman: no such path")
            << 404 << QByteArray("Not Found\n") << QStringLiteral("not_found") << QStringLiteral("Not Found");
        QTest::newRow("conflict") << 409 << QByteArray(R"({"message":"in use"})") << QStringLiteral("engine.conflict")
                                  << QStringLiteral("in use");
        QTest::newRow("server error") << 500 << QByteArray(R"({"cause":"x","message":"broken","response":500})")
                                      << QStringLiteral("engine.refused") << QStringLiteral("broken");
        QTest::newRow("client version is too new")
            << 400 << QByteArray(R"({"message":"client version 1.99 is too new"})") << QStringLiteral("engine.refused")
            << QStringLiteral("client version 1.99 is too new");
        QTest::newRow("no words") << 500 << QByteArray() << QStringLiteral("engine.refused") << QString();
        QTest::newRow("not an object") << 200 << QByteArray("[1]") << QStringLiteral("protocol.violated") << QString();
        QTest::newRow("not JSON") << 200 << QByteArray("{") << QStringLiteral("protocol.violated") << QString();
        QTest::newRow("too large") << 200 << QByteArray(20 * 1024 * 1024, ' ') << QStringLiteral("limit_exceeded")
                                   << QString();
    }
    void namesErrors()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        QFETCH(QString, cause);
        m_fake->script = [&](const QByteArray &request) {
            return request.contains("_ping") ? FakeEngine::answer(200, "OK") : FakeEngine::answer(status, body);
        };
        const auto result = await(m_engine->inspect(ContainerId(QStringLiteral("x")), {}));
        QVERIFY(!result);
        QCOMPARE(result.error().code.name, code);
        if (!cause.isEmpty())
            QCOMPARE(result.error().cause, cause);
        QVERIFY(!result.error().message.isEmpty());
    }

    void speaksTheOfferedVersion_data()
    {
        QTest::addColumn<QByteArray>("offered");
        QTest::addColumn<QByteArray>("spoken");
        QTest::newRow("older than we know") << QByteArray("1.41") << QByteArray("1.41");
        QTest::newRow("ten is more than nine") << QByteArray("1.9") << QByteArray("1.9");
        QTest::newRow("newer than we know") << QByteArray("1.99") << QByteArray("1.47");
    }
    void speaksTheOfferedVersion()
    {
        QFETCH(QByteArray, offered);
        QFETCH(QByteArray, spoken);
        m_fake->script = [&](const QByteArray &) -> FakeEngine::Answer {
            return {{"HTTP/1.1 200 OK\r\nApi-Version: " + offered
                + "\r\nServer: Docker/28.0\r\nContent-Length: 2\r\n\r\n{}"}};
        };
        const auto info = await(m_engine->probe());
        VERIFY_RESULT(info);
        QCOMPARE(info->apiVersion.toLatin1(), spoken);
        QCOMPARE(info->kind, EngineKind::Docker);
        QVERIFY(m_fake->requests.last().startsWith(QByteArray("GET /v" + spoken + "/")));
    }

    void knowsWhatIsNoEngine_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("a web server") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("a strange version")
            << QByteArray("HTTP/1.1 200 OK\r\nApi-Version: ../../x\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("an error") << QByteArray("HTTP/1.1 500 No\r\nApi-Version: 1.41\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("garbage") << QByteArray("* OK IMAP4 ready\r\n\r\n");
    }
    void knowsWhatIsNoEngine()
    {
        QFETCH(QByteArray, answer);
        m_fake->script = [&](const QByteArray &) { return FakeEngine::Answer{{answer}}; };
        const auto info = await(m_engine->probe());
        QVERIFY(!info);
        QCOMPARE(info.error().code, ProtocolViolated);
        const auto checks = await(m_engine->diagnose());
        VERIFY_RESULT(checks);
        QCOMPARE(checks->size(), 1U);
        QCOMPARE(checks->front().state, CheckState::Failed);
    }

    void triesAgainWhenTheConnectionBreaks_data()
    {
        QTest::addColumn<int>("breaks");
        QTest::addColumn<QString>("code");
        QTest::newRow("once") << 1 << QString();
        QTest::newRow("three times") << 3 << QString();
        QTest::newRow("always") << 1000 << QStringLiteral("engine.unavailable");
    }
    void triesAgainWhenTheConnectionBreaks()
    {
        QFETCH(int, breaks);
        QFETCH(QString, code);
        int asked = 0;
        m_fake->script = [&](const QByteArray &request) -> FakeEngine::Answer {
            if (request.contains("_ping"))
                return FakeEngine::answer(200, "OK");
            return ++asked <= breaks ? FakeEngine::Answer{{}, true, true} : FakeEngine::answer(204, "");
        };
        const auto result = await(m_engine->remove(ContainerId(QStringLiteral("x"))));
        QCOMPARE(result ? QString() : QString(result.error().code.name), code);
        QVERIFY(asked <= 4);
    }

    void removesWhatIsGone()
    {
        m_fake->script = [](const QByteArray &request) {
            return request.contains("_ping") ? FakeEngine::answer(200, "OK")
                                             : FakeEngine::answer(404, "{\"message\":\"no such\"}");
        };
        VERIFY_RESULT(await(m_engine->remove(ContainerId(QStringLiteral("x")))));
        VERIFY_RESULT(await(m_engine->removeVolume(QStringLiteral("x"))));
        VERIFY_RESULT(await(m_engine->removeImage(ImageId(QStringLiteral("sha256:x")))));
    }

    // Podman answers 500 where Docker answers 409, so the name decides.
    void findsItsOwnContainer_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("ours");
        QTest::newRow("Docker, ours") << 409 << true;
        QTest::newRow("Podman, ours") << 500 << true;
        QTest::newRow("Docker, another's") << 409 << false;
        QTest::newRow("Podman, another's") << 500 << false;
    }
    void findsItsOwnContainer()
    {
        QFETCH(int, status);
        QFETCH(bool, ours);
        QByteArray labels;
        m_fake->script = [&](const QByteArray &request) -> FakeEngine::Answer {
            if (request.contains("_ping"))
                return FakeEngine::answer(200, "OK");
            if (request.contains("/images/"))
                return FakeEngine::answer(200, R"({"Id":"sha256:aa","Config":{}})");
            if (request.contains("/volumes/create"))
                return FakeEngine::answer(
                    201, R"({"Name":"v","Labels":{"pilothouse.data":"own1","pilothouse.session":"7"}})");
            if (request.contains("/containers/create")) {
                const qsizetype at = request.indexOf("\"pilothouse.spec\":\"");
                labels = ours ? request.mid(at, 19 + 64 + 1) : QByteArray(R"("pilothouse.spec":"other")");
                return FakeEngine::answer(status, R"({"message":"the name is already in use"})");
            }
            return FakeEngine::answer(200,
                R"({"Id":"c1","Config":{"Labels":{"pilothouse.data":"own1","pilothouse.session":"7",)" + labels
                    + "}}}");
        };
        SandboxSpec spec;
        spec.session = SessionId(7);
        spec.image = ImageId(QStringLiteral("sha256:aa"));
        spec.command = {QStringLiteral("/guest")};
        const auto made = await(m_engine->create(spec));
        if (ours) {
            VERIFY_RESULT(made);
            QCOMPARE(made->container.value, QStringLiteral("c1"));
        } else {
            QVERIFY(!made);
            QCOMPARE(made.error().code, EngineConflict);
        }
    }

    void refusesForeignVolumes()
    {
        m_fake->script = [](const QByteArray &request) -> FakeEngine::Answer {
            if (request.contains("_ping"))
                return FakeEngine::answer(200, "OK");
            if (request.contains("/images/"))
                return FakeEngine::answer(200, R"({"Id":"sha256:aa","Config":{}})");
            return FakeEngine::answer(201, R"({"Name":"v","Labels":{"somebody":"else"}})");
        };
        SandboxSpec spec;
        spec.session = SessionId(7);
        spec.image = ImageId(QStringLiteral("sha256:aa"));
        spec.command = {QStringLiteral("/guest")};
        const auto made = await(m_engine->create(spec));
        QVERIFY(!made);
        QCOMPARE(made.error().code, EngineConflict);
    }

    void seesErrorsAfterASuccess_data()
    {
        QTest::addColumn<QByteArray>("report");
        QTest::addColumn<QString>("code");
        QTest::newRow("an error after 200") << QByteArray(
            "{\"stream\":\"x\"}\r\n{\"errorDetail\":{\"message\":\"no space\"},\"error\":\"no space\"}\r\n")
                                            << QStringLiteral("engine.refused");
        QTest::newRow("no name") << QByteArray("{\"stream\":\"done\"}") << QStringLiteral("protocol.violated");
        QTest::newRow("garbage") << QByteArray(1000, '{') << QStringLiteral("protocol.violated");
        QTest::newRow("a name") << QByteArray("{\"stream\":\"Loaded image: a:b\\n\"}") << QString();
        QTest::newRow("an id") << QByteArray("{\"stream\":\"Loaded image ID: sha256:aa\"}") << QString();
    }
    void seesErrorsAfterASuccess()
    {
        QFETCH(QByteArray, report);
        QFETCH(QString, code);
        m_fake->script = [&](const QByteArray &request) -> FakeEngine::Answer {
            if (request.contains("_ping"))
                return FakeEngine::answer(200, "OK");
            return request.contains("/images/load") ? FakeEngine::answer(200, report)
                                                    : FakeEngine::answer(200, R"({"Id":"sha256:aa","Config":{}})");
        };
        int parts = 0;
        const ByteSource source = [&parts]() -> Task<QByteArray> {
            co_return parts++ < 3 ? QByteArray(1000, 'x') : QByteArray();
        };
        const auto loaded = await(m_engine->loadImage(source, {}));
        QCOMPARE(loaded ? QString() : QString(loaded.error().code.name), code);
    }

    void hearsEvents()
    {
        const QList<QByteArray> lines{
            R"({"Action":"die","Actor":{"ID":"c1","Attributes":{"pilothouse.data":"own1","exitCode":"137"}}})",
            R"({"Action":"die","Actor":{"ID":"c2","Attributes":{"pilothouse.data":"else","exitCode":"1"}}})",
            "garbage",
            R"({"Action":"oom","Actor":{"ID":"c3","Attributes":{"pilothouse.data":"own1"}}})",
        };
        const QByteArray events = lines.join('\n') + '\n';
        m_fake->script = [&](const QByteArray &request) -> FakeEngine::Answer {
            if (request.contains("_ping"))
                return FakeEngine::answer(200, "OK");
            FakeEngine::Answer answer = FakeEngine::trickle(events);
            answer.portions.insert(answer.portions.begin(), "HTTP/1.1 200 OK\r\n\r\n");
            answer.close = false;
            return answer;
        };
        const std::unique_ptr<EngineEvents> stream = m_engine->events();
        QSignalSpy died(stream.get(), &EngineEvents::containerDied);
        QSignalSpy memory(stream.get(), &EngineEvents::containerOutOfMemory);
        QTRY_COMPARE(memory.count(), 1);
        QCOMPARE(died.count(), 1);
        QCOMPARE(died.first().at(0).value<ContainerId>().value, QStringLiteral("c1"));
        QCOMPARE(died.first().at(1).toInt(), 137);
    }

    void boundsEvents()
    {
        m_fake->script = [](const QByteArray &request) -> FakeEngine::Answer {
            return request.contains("_ping")
                ? FakeEngine::answer(200, "OK")
                : FakeEngine::Answer{{"HTTP/1.1 200 OK\r\n\r\n", QByteArray(600000, 'x')}, false};
        };
        const std::unique_ptr<EngineEvents> stream = m_engine->events();
        QSignalSpy lost(stream.get(), &EngineEvents::lost);
        QTRY_COMPARE(lost.count(), 1);
    }

    void lookAtManyPlaces_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("first");
        QTest::newRow("DOCKER_HOST") << QStringLiteral("DOCKER_HOST") << QStringLiteral("unix:///a/b.sock")
                                     << QStringLiteral("/a/b.sock");
        QTest::newRow("CONTAINER_HOST") << QStringLiteral("CONTAINER_HOST") << QStringLiteral("unix:///c.sock")
                                        << QStringLiteral("/c.sock");
        QTest::newRow("another protocol") << QStringLiteral("DOCKER_HOST") << QStringLiteral("tcp://10.0.0.1:2375")
                                          << QStringLiteral("/var/run/docker.sock");
        QTest::newRow("the session's directory") << QStringLiteral("XDG_RUNTIME_DIR") << QStringLiteral("/run/user/7")
                                                 << QStringLiteral("/run/user/7/podman/podman.sock");
        QTest::newRow("a Docker context")
            << QStringLiteral("DOCKER_CONTEXT") << QStringLiteral("mine") << QStringLiteral("/context.sock");
    }
    void lookAtManyPlaces()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(QString, first);
        QTemporaryDir home;
        const QString directory = home.path() + QStringLiteral("/.docker/contexts/meta/")
            + QString::fromLatin1(QCryptographicHash::hash("mine", QCryptographicHash::Sha256).toHex());
        QVERIFY(QDir().mkpath(directory));
        QFile file(directory + QStringLiteral("/meta.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"Name\":\"mine\",\"Endpoints\":{\"docker\":{\"Host\":\"unix:///context.sock\"}}}");
        file.close();
        QProcessEnvironment environment;
        environment.insert(name, value);
        const QStringList candidates = engineSocketCandidates(environment, home.path());
        QCOMPARE(candidates.first(), first);
        QCOMPARE(candidates.count(first), 1);
    }

    void letsFourIn()
    {
        const auto gate = std::make_shared<StartGate>();
        std::vector<std::optional<Result<StartGate::Pass>>> passes(6);
        std::stop_source stop;
        for (size_t i = 0; i < passes.size(); ++i) {
            [](Task<StartGate::Pass> entering, std::optional<Result<StartGate::Pass>> &out) -> QCoro::Task<> {
                out = co_await std::move(entering);
            }(StartGate::enter(gate, i == 5 ? stop.get_token() : std::stop_token()), passes[i]);
        }
        QTRY_VERIFY(passes[0] && passes[1] && passes[2] && passes[3]);
        QVERIFY(!passes[4] && !passes[5]);
        QCOMPARE(gate->waiting(), 2);
        stop.request_stop();
        QTRY_VERIFY(passes[5]);
        QCOMPARE(passes[5]->error().code, Cancelled);
        passes[0].reset();
        QTRY_VERIFY(passes[4]);
        QVERIFY(*passes[4]);
        passes.clear();
        QCOMPARE(gate->waiting(), 0);
    }

    void isSharedByThreads()
    {
        const auto gate = std::make_shared<StartGate>(2);
        std::atomic<int> inside = 0;
        std::atomic<int> most = 0;
        std::atomic<int> done = 0;
        const auto enterOften = [&]() -> QCoro::Task<> {
            for (int i = 0; i < 50; ++i) {
                const Result<StartGate::Pass> pass = co_await StartGate::enter(gate, {});
                const int now = ++inside;
                for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) { }
                --inside;
            }
            ++done;
        };
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(QThread::create([&] {
                QEventLoop loop;
                [](auto task, QEventLoop &running) -> QCoro::Task<> {
                    co_await task();
                    running.quit();
                }(enterOften, loop);
                loop.exec();
            }));
            threads.back()->start();
        }
        for (const std::unique_ptr<QThread> &thread : threads)
            QVERIFY(thread->wait(20000));
        QCOMPARE(done.load(), 4);
        QVERIFY(most <= 2);
        QCOMPARE(gate->waiting(), 0);
    }

private:
    std::unique_ptr<FakeEngine> m_fake;
    std::unique_ptr<SandboxEngine> m_engine;
};

QTEST_GUILESS_MAIN(EngineClientTest)
#include "tst_engine_client.moc"
