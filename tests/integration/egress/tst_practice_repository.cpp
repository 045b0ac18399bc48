#include "runner/base/child_process.h"
#include "runner/egress/practice_repository.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <qcorotask.h>

using namespace pilothouse;

namespace {

ChildOutput run(const QString &program, const QStringList &arguments, const QString &directory)
{
    return QCoro::waitFor(
        runChild({.program = program, .arguments = arguments, .workingDirectory = directory, .input = {}}))
        .value_or(ChildOutput{.exitCode = -1, .output = {}, .errorOutput = {}});
}

} // namespace

class TestPracticeRepository : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gitLikesIt()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a b/sample"));
        const Result<PracticeRepository> made = createPracticeRepository(path);
        QVERIFY(made);
        QCOMPARE(made->directory, path);
        QCOMPARE(run(QStringLiteral("git"), {QStringLiteral("fsck"), QStringLiteral("--strict")}, path).exitCode, 0);
        QCOMPARE(run(QStringLiteral("git"), {QStringLiteral("status"), QStringLiteral("--porcelain")}, path).output,
            QByteArray());
        const QByteArray head = run(QStringLiteral("git"),
            {QStringLiteral("log"), QStringLiteral("--format=%H %an"), QStringLiteral("main")}, path)
                                    .output;
        QCOMPARE(head, QByteArray(made->commit.toUtf8() + " Pilothouse\n"));
    }

    void itsTestsFail()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("sample"));
        QVERIFY(createPracticeRepository(path));
        const ChildOutput tests = run(QStringLiteral("sh"), {QStringLiteral("tests/run.sh")}, path);
        QCOMPARE(tests.exitCode, 2);
        QVERIFY(tests.output.contains("FAIL  punctuation"));
        QVERIFY(tests.output.endsWith("2 of 3 tests failed.\n"));
    }

    void theCommitIsTheSameEverywhere()
    {
        const QTemporaryDir folder;
        const Result<PracticeRepository> first = createPracticeRepository(folder.filePath(QStringLiteral("1")));
        const Result<PracticeRepository> second = createPracticeRepository(folder.filePath(QStringLiteral("2")));
        QVERIFY(first && second);
        QCOMPARE(first->commit, second->commit);
    }

    void itHasAnAuthorWhereGitKnowsNone_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("author");
        QTest::newRow("nobody") << QByteArray() << QByteArray("Practice <practice@pilothouse.invalid>");
        QTest::newRow("a name without an address")
            << QByteArray("[user]\n\tname = Ada\n") << QByteArray("Practice <practice@pilothouse.invalid>");
        QTest::newRow("a person") << QByteArray("[user]\n\tname = Ada\n\temail = ada@example.org\n")
                                  << QByteArray("Ada <ada@example.org>");
    }

    void itHasAnAuthorWhereGitKnowsNone()
    {
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, author);
        const QTemporaryDir home;
        qputenv("HOME", QFile::encodeName(home.path()));
        qputenv("GIT_CONFIG_NOSYSTEM", "1");
        QFile file(home.filePath(QStringLiteral(".gitconfig")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(config) == config.size());
        file.close();
        const QString path = home.filePath(QStringLiteral("sample"));
        QVERIFY(createPracticeRepository(path));
        const ChildOutput identity =
            run(QStringLiteral("git"), {QStringLiteral("var"), QStringLiteral("GIT_AUTHOR_IDENT")}, path);
        QVERIFY2(identity.output.startsWith(author), identity.output.constData());
    }

    void aSecondTimeItIsLeftAlone()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("sample"));
        const Result<PracticeRepository> made = createPracticeRepository(path);
        QFile file(path + QStringLiteral("/README.md"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
        file.close();
        QCOMPARE(createPracticeRepository(path), made);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArrayLiteral("mine"));
    }

    void anotherFoldersContentIsRefused()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("precious")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Result<PracticeRepository> made = createPracticeRepository(folder.path());
        QVERIFY(!made);
        QCOMPARE(made.error().code, PracticeDirectoryTaken);
        QVERIFY(QFile::exists(file.fileName()));
    }

    void whatACrashLeftIsReplaced()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("sample.new/.git")));
        const Result<PracticeRepository> made = createPracticeRepository(folder.filePath(QStringLiteral("sample")));
        QVERIFY(made);
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("sample.new"))));
    }
};

QTEST_GUILESS_MAIN(TestPracticeRepository)
#include "tst_practice_repository.moc"
