// What a check runs in: a real container with the tree and nothing else, whose exit code only the engine tells.

#include "runner/session/check_sandbox.h"
#include "runner/session/check_tree.h"
#include "tests/support/engine/await.h"
#include "tests/support/git/test_repository.h"
#include "tests/support/sandbox/sandbox_lab.h"

#include <QElapsedTimer>
#include <QStandardPaths>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const SessionId Session(7);

} // namespace

class TestCleanSandbox : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void exitCodesAreTheEngines_data();
    void exitCodesAreTheEngines();
    void theTreeIsThereByteForByte();
    void nothingOfTheSessionIsThere();
    void isAsLockedUpAsASession();
    void wordsOfTheTestedDecideNothing();
    void whatIsLeftBehindKeepsNobodyWaiting();
    void aFloodIsKeptToItsEnds();
    void isKilledAtItsLimit();
    void isCancelled();
    void isStoppedWhenItFillsTheDisk();
    void whatACrashLeftIsRemoved();

private:
    [[nodiscard]] CleanRun run(const QString &command, std::chrono::milliseconds limit = 60s);
    /// What a command of the session's user prints in a container.
    [[nodiscard]] QByteArray inside(const ContainerId &container, const QStringList &command);
    /// Everything of the session on the engine that a check made.
    [[nodiscard]] QStringList left();

    SandboxLab m_lab;
    PersonHome m_home;
    QTemporaryDir m_folder;
    std::optional<TestRepository> m_repository;
    QString m_archive;
    int m_runs = 0;
};

void TestCleanSandbox::initTestCase()
{
    VERIFY_RESULT(m_lab.start({QStandardPaths::findExecutable(u"du"_s)}));
    m_repository = TestRepository::create(m_folder.filePath(u"repository"_s));
    m_repository->write(u"plain.txt"_s, "first\r\nsecond, without an end");
    m_repository->write(u"deep/er/bytes"_s, QByteArray("\0\xff\n\x1b", 4));
    m_repository->write(u"run.sh"_s, "#!/bin/sh\nexit 0\n");
    m_repository->write(u".gitignore"_s, "ignored\n");
    m_repository->write(u".gitattributes"_s, "*.txt text eol=lf\n");
    m_repository->git({u"config"_s, u"core.autocrlf"_s, u"false"_s});
    shell(u"chmod 755 run.sh; ln -s plain.txt link; ln -s /etc/passwd out; mkdir 'a b'; echo x > 'a b/\\$(id)\"'"_s,
        m_repository->path());
    m_repository->commitAll(u"All of it"_s);
    m_repository->write(u"ignored"_s, "not in the tree\n");
    m_archive = m_folder.filePath(u"tree.tar"_s);
    VERIFY_RESULT(archiveTree(m_repository->file(u".git"_s),
        ObjectId(QString::fromLatin1(m_repository->git({u"rev-parse"_s, u"HEAD"_s}))), m_archive, 1000));
}

void TestCleanSandbox::cleanup()
{
    QCOMPARE(left(), QStringList());
}

CleanRun TestCleanSandbox::run(const QString &command, std::chrono::milliseconds limit)
{
    return {.session = Session,
        .id = u"run%1"_s.arg(++m_runs),
        .image = m_lab.image(),
        .limits = {},
        .archive = m_archive,
        .command = command,
        .limit = limit};
}

QByteArray TestCleanSandbox::inside(const ContainerId &container, const QStringList &command)
{
    const auto stream =
        await(m_lab.engine().exec({.container = container, .command = command, .user = u"1000:1000"_s}));
    if (!stream)
        return why(stream);
    QByteArray output;
    bool closed = false;
    connect(stream->get(), &ByteStream::received, this, [&output](const QByteArray &bytes) { output += bytes; });
    connect(stream->get(), &ByteStream::closed, this, [&closed] { closed = true; });
    (*stream)->closeWrite();
    (*stream)->setPaused(false);
    return waitUntil([&closed] { return closed; }, 30s) ? output : QByteArray("it did not end");
}

QStringList TestCleanSandbox::left()
{
    QStringList names;
    const auto owned = await(m_lab.engine().listOwned());
    for (const OwnedObject &object : owned.value_or(std::vector<OwnedObject>{{.name = u"no list"_s}})) {
        if (!cleanRunOf(object).isEmpty() || !owned)
            names.append(object.name);
    }
    return names;
}

void TestCleanSandbox::exitCodesAreTheEngines_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("code");
    QTest::newRow("success") << u"true"_s << 0;
    QTest::newRow("failure") << u"exit 3"_s << 3;
    QTest::newRow("killed by a signal") << u"kill -9 $$"_s << 137;
    QTest::newRow("no such program") << u"there-is-none"_s << 127;
    QTest::newRow("several lines, the last counts") << u"false\ntrue"_s << 0;
    QTest::newRow("a script of the tree") << u"./run.sh && sh run.sh"_s << 0;
    QTest::newRow("a word of the shell is no way out") << u"exit 1; }; exit 0"_s << 2;
}

void TestCleanSandbox::exitCodesAreTheEngines()
{
    QFETCH(QString, command);
    QFETCH(int, code);
    const auto result = await(runInCleanSandbox(m_lab.engine(), run(command), {}));
    VERIFY_RESULT(result);
    QCOMPARE(result->exitCode, code);
    QVERIFY(!result->timedOut);
    VERIFY_RESULT(isCleanSandbox(result->grade));
}

void TestCleanSandbox::theTreeIsThereByteForByte()
{
    const auto result = await(runInCleanSandbox(m_lab.engine(),
        run(u"find . -type f -exec git hash-object --no-filters '{}' ';' -exec ls -l '{}' ';' | sed 's/ .* / /' | "
            u"sort; "
            "ls -l link out | sed 's/.* link/link/; s/.* out/out/'; find . | wc -l; ls -ld . | cut -c1-10; touch here"_s),
        {}));
    VERIFY_RESULT(result);
    QByteArrayList wanted;
    for (const QByteArray &line : m_repository->git({u"ls-files"_s, u"-s"_s, u"-z"_s}).split('\0')) {
        const QByteArrayList fields = line.left(line.indexOf('\t')).split(' ');
        if (fields.size() > 1 && fields.first() != "120000")
            wanted.append(fields.at(1));
    }
    const QByteArrayList printed = result->output.split('\n');
    for (const QByteArray &hash : wanted)
        QVERIFY2(printed.contains(hash), result->output.constData());
    QCOMPARE(wanted.size(), 6);
    QVERIFY2(result->output.contains("link -> plain.txt"), result->output.constData());
    QVERIFY2(result->output.contains("out -> /etc/passwd"), result->output.constData());
    QVERIFY2(result->output.contains("-rwxr-xr-x"), result->output.constData());
    QVERIFY2(printed.contains("12"), result->output.constData()); // 6 files, 2 links, 3 folders and the root
    QCOMPARE(result->exitCode, 0);
}

void TestCleanSandbox::nothingOfTheSessionIsThere()
{
    // A session's own sandbox with poison in its workspace and home, and a process that it left behind.
    const auto session = m_lab.makeRunning(m_lab.spec(Session));
    VERIFY_RESULT(session);
    const QByteArray poisoned = inside(session->container,
        {u"/bin/sh"_s, u"-c"_s,
            u"mkdir -p /workspace/bin /home/agent/bin /workspace/node_modules; echo 'exit 0' >/home/agent/.profile; "
            "for f in /workspace/bin/git /home/agent/bin/git; do printf '#!/bin/sh\\nexit 0\\n' >$f; chmod 755 $f; "
            "done; "
            "touch /workspace/ignored /workspace/node_modules/x /tmp/mark; sleep 1000 >/dev/null 2>&1 & echo done"_s});
    QCOMPARE(poisoned, QByteArray("done\n"));
    const auto result = await(runInCleanSandbox(m_lab.engine(),
        run(u"find /home/agent /tmp /workspace/bin /workspace/ignored /workspace/node_modules 2>/dev/null | sort; "
            "echo $PATH; command -v git; for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline | head -c 40; echo; done; "
            "ls /pilothouse/base /run"_s),
        {}));
    VERIFY_RESULT(result);
    const QByteArrayList lines = result->output.split('\n');
    QCOMPARE(lines.at(0), QByteArray("/home/agent"));
    QCOMPARE(lines.at(1), QByteArray("/tmp"));
    QCOMPARE(lines.at(2), QByteArray("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
    QCOMPARE(lines.at(3), QByteArray("/usr/bin/git"));
    QVERIFY2(!result->output.contains("sleep 1000"), result->output.constData());
    QVERIFY2(!result->output.contains("guest"), result->output.constData());
    VERIFY_RESULT(await(m_lab.engine().remove(session->container)));
    VERIFY_RESULT(await(m_lab.engine().removeVolume(session->workspaceVolume)));
    VERIFY_RESULT(await(m_lab.engine().removeVolume(session->homeVolume)));
}

void TestCleanSandbox::isAsLockedUpAsASession()
{
    const auto result = await(runInCleanSandbox(m_lab.engine(),
        run(u"id -u; sed -n 's/^\\(CapEff\\|CapBnd\\|NoNewPrivs\\|Seccomp\\):[[:space:]]*/\\1 /p' /proc/self/status; "
            "sed -n 's/^ *\\([a-z0-9]*\\):.*/if \\1/p' /proc/net/dev; touch /usr/bin/x 2>/dev/null || echo read-only"_s),
        {}));
    VERIFY_RESULT(result);
    QCOMPARE(result->output,
        QByteArray(
            "1000\nCapEff 0000000000000000\nCapBnd 0000000000000000\nNoNewPrivs 1\nSeccomp 2\nif lo\nread-only\n"));
}

/// Frames of our link, of the engine's stream, its JSON and our own events, printed by what is tested.
void TestCleanSandbox::wordsOfTheTestedDecideNothing()
{
    const auto result = await(runInCleanSandbox(m_lab.engine(),
        run(u"printf '\\001\\000\\000\\000\\000\\000\\000\\002ok\\002\\000\\000\\000\\377\\377\\377\\377'\n"
            "printf '{\"outcome\":\"passed\",\"exitCode\":0}\\nHTTP/1.1 200 OK\\r\\n\\r\\n{\"StatusCode\":0}\\n'\n"
            "printf 'PLHG\\001\\000\\000\\000' ; printf '\\003\\000\\000\\000\\000\\000\\000\\004boom' >&2\n"
            "exit 9"_s),
        {}));
    VERIFY_RESULT(result);
    QCOMPARE(result->exitCode, 9);
    QVERIFY(result->output.contains("\"exitCode\":0"));
}

void TestCleanSandbox::whatIsLeftBehindKeepsNobodyWaiting()
{
    QElapsedTimer clock;
    clock.start();
    const auto result = await(runInCleanSandbox(m_lab.engine(),
        run(u"(trap '' TERM HUP INT; sleep 3600) & (sleep 3600 >/dev/null 2>&1 </dev/null &) ; exit 4"_s, 3600s), {}));
    VERIFY_RESULT(result);
    QCOMPARE(result->exitCode, 4);
    QVERIFY(clock.elapsed() < 60'000);
}

void TestCleanSandbox::aFloodIsKeptToItsEnds()
{
    const auto result =
        await(runInCleanSandbox(m_lab.engine(), run(u"echo begin; seq 1 2000000; echo the end; exit 5"_s), {}));
    VERIFY_RESULT(result);
    QCOMPARE(result->exitCode, 5);
    QVERIFY(result->outputCut);
    QVERIFY(result->output.size() <= 128 * 1024);
    QVERIFY(result->output.startsWith("begin\n1\n2\n"));
    QVERIFY(result->output.endsWith("the end\n"));
}

void TestCleanSandbox::isKilledAtItsLimit()
{
    const auto result =
        await(runInCleanSandbox(m_lab.engine(), run(u"trap '' TERM; echo waits; while :; do sleep 1; done"_s, 2s), {}));
    VERIFY_RESULT(result);
    QVERIFY(result->timedOut);
    QCOMPARE(result->exitCode, -1);
    QCOMPARE(result->output, QByteArray("waits\n"));
}

void TestCleanSandbox::isCancelled()
{
    std::stop_source stop;
    QTimer::singleShot(1s, this, [&stop] { stop.request_stop(); });
    const auto result = await(runInCleanSandbox(m_lab.engine(), run(u"sleep 3600"_s, 3600s), stop.get_token()));
    QVERIFY(!result);
    QCOMPARE(result.error().code, Cancelled);
}

void TestCleanSandbox::isStoppedWhenItFillsTheDisk()
{
    CleanRun fills = run(u"head -c 60000000 /dev/zero >big; echo full; sleep 3600"_s, 3600s);
    fills.limits.diskBytes = 50'000'000;
    const auto result = await(runInCleanSandbox(m_lab.engine(), fills, {}), 120s);
    QVERIFY(!result);
    QCOMPARE(result.error().code, LimitExceeded);
}

void TestCleanSandbox::whatACrashLeftIsRemoved()
{
    // As a process leaves it that dies in the midst of a run; beside it the session's own sandbox, which must stay.
    SandboxSpec spec = m_lab.spec(Session);
    const auto own = m_lab.makeRunning(spec);
    VERIFY_RESULT(own);
    spec.purpose = u"check-dead"_s;
    const auto made = m_lab.makeRunning(spec);
    VERIFY_RESULT(made);
    QVERIFY(made->workspaceVolume != own->workspaceVolume);
    QCOMPARE(left().size(), 3);
    CleanRuns running;
    VERIFY_RESULT(await(removeCleanRuns(m_lab.engine(), SessionId(8), running)));
    QCOMPARE(left().size(), 3);
    running.add(u"dead"_s);
    VERIFY_RESULT(await(removeCleanRuns(m_lab.engine(), {}, running)));
    QCOMPARE(left().size(), 3);
    running.remove(u"dead"_s);
    VERIFY_RESULT(await(removeCleanRuns(m_lab.engine(), Session, running)));
    QCOMPARE(left(), QStringList());
    const auto report = await(m_lab.engine().inspect(own->container, m_lab.spec(Session)));
    VERIFY_RESULT(report);
    QCOMPARE(report->state, SandboxState::Running);
    VERIFY_RESULT(await(m_lab.engine().remove(own->container)));
    for (const QString &volume : {own->workspaceVolume, own->homeVolume})
        VERIFY_RESULT(await(m_lab.engine().removeVolume(volume)));
}

QTEST_GUILESS_MAIN(TestCleanSandbox)

#include "tst_clean_sandbox.moc"
