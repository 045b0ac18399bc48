// Seeding, importing and accepting in a child process that is killed at moments drawn from a fixed seed. Judged from
// outside: system git finds every repository sound, and asking again completes what was begun, once.

#include "runner/workspace/accept.h"
#include "runner/workspace/base_store.h"
#include "runner/workspace/session_store.h"
#include "tests/support/git/test_repository.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

#include <cstdio>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr quint32 Seed = 20261121;
constexpr int Kills = 10;

/// The whole way of one session; what was done already is found again.
int child(const QString &folder, const QString &base, const QString &commit)
{
    const QString store = folder + u"/stores/1.git"_s;
    const QString session = folder + u"/session.git"_s;
    const auto say = [](const Error &error, int code) {
        std::fprintf(stderr, "%s (%s)\n", qPrintable(error.message), qPrintable(error.cause));
        return code;
    };
    const Result<BaseSeed> seed = ensureBase(store, folder + u"/repo"_s, base);
    if (!seed)
        return say(seed.error(), 1);
    if (const Result<void> created = createSessionStore(session, store); !created)
        return say(created.error(), 2);
    const Result<ImportReport> report =
        importSnapshot(session, folder + u"/sent.pack"_s, ObjectId(commit), seed->commit);
    if (!report)
        return say(report.error(), 3);
    AcceptRequest request;
    request.repository = folder + u"/repo"_s;
    request.sessionStore = session;
    request.base = seed->commit;
    request.snapshot = ObjectId(commit);
    request.branch = u"accepted"_s;
    request.nameTaken = AcceptRequest::NameTaken::NextFree;
    request.message = u"Accept"_s;
    request.author = {u"Ada"_s, u"ada@example.org"_s};
    request.moment = QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc());
    const Result<AcceptOutcome> outcome = accept(request);
    if (!outcome)
        return say(outcome.error(), 4);
    std::printf("%s\n", qPrintable(outcome->commit.value));
    return 0;
}

} // namespace

class TestWorkspaceKill : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesKillMinus9_data()
    {
        QTest::addColumn<int>("files");
        QTest::newRow("loose objects") << 20;
        QTest::newRow("packs") << 150;
    }

    void survivesKillMinus9()
    {
        QFETCH(const int, files);
        qInfo("seed %u", Seed);
        QRandomGenerator random(Seed);
        qint64 whole = 0;
        for (int round = 0; round <= Kills; ++round) {
            const QTemporaryDir directory;
            prepare(directory.path(), files);
            QElapsedTimer clock;
            clock.start();
            // The first one may end, to learn how long it takes.
            run(directory.path(), round == 0 ? -1 : random.bounded(int(whole) + 1));
            if (round == 0)
                whole = clock.elapsed();
            const TestRepository repository(directory.filePath(u"repo"_s));
            repository.git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
            const QByteArray commit = run(directory.path(), -1);
            QCOMPARE(repository.git({u"for-each-ref"_s, u"--format=%(refname) %(objectname)"_s, u"refs/heads/acc*"_s}),
                QByteArray("refs/heads/accepted " + commit));
            QCOMPARE(repository.git({u"rev-parse"_s, u"accepted^{tree}"_s}),
                TestRepository(directory.filePath(u"guest/git"_s)).git({u"rev-parse"_s, m_commit + u"^{tree}"_s}));
            for (const QString &name : {u"repo"_s, u"stores/1.git"_s, u"session.git"_s})
                TestRepository(directory.filePath(name))
                    .git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
            if (QTest::currentTestFailed())
                return;
        }
    }

private:
    void prepare(const QString &folder, int files)
    {
        const TestRepository repository = TestRepository::create(folder + u"/repo"_s);
        for (int i = 0; i < files; ++i)
            repository.write(u"dir%1/file%2"_s.arg(i % 5).arg(i), QByteArray::number(i));
        m_base = repository.commitAll(u"first"_s);
        TestGuest guest(folder + u"/guest"_s, repository.path() + u"/.git"_s, m_base);
        for (int i = 0; i < files; ++i)
            guest.write(u"dir%1/file%2"_s.arg(i % 5).arg(i), "changed " + QByteArray::number(i));
        m_commit = guest.snapshot();
        QVERIFY(QFile::rename(guest.pack(m_commit, m_base), folder + u"/sent.pack"_s));
    }

    /// The child's output; killed after so many milliseconds, or let end (-1).
    QByteArray run(const QString &folder, int killAfter) const
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QCoreApplication::applicationFilePath(), {u"--child"_s, folder, m_base, m_commit});
        if (killAfter >= 0 && !process.waitForFinished(killAfter))
            process.kill();
        process.waitForFinished(60'000);
        if (killAfter < 0 && process.exitCode() != 0)
            QTest::qFail(
                qPrintable(u"the child ended with "_s + QString::number(process.exitCode())), __FILE__, __LINE__);
        return process.readAllStandardOutput().trimmed();
    }

    PersonHome m_home;
    QString m_base;
    QString m_commit;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 5 && arguments[1] == u"--child"_s)
        return child(arguments[2], arguments[3], arguments[4]);
    TestWorkspaceKill test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_workspace_kill.moc"
