#include "runner/workspace/repository_probe.h"
#include "tests/support/git/test_repository.h"

#include <QDir>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

class TestRepositoryProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_home.setGlobalConfig("[user]\n\tname = Ada Person\n\temail = ada@example.org\n");
    }

    void tellsWhatARepositoryIs_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("name");
        QTest::newRow("ordinary") << u"ordinary"_s << u"repo"_s;
        QTest::newRow("a path with spaces") << u"ordinary"_s << u"my repo"_s;
        QTest::newRow("a path with a line feed") << u"ordinary"_s << u"my\nrepo"_s;
        QTest::newRow("a path beyond ASCII") << u"ordinary"_s << u"Größe 目录 🙂"_s;
        QTest::newRow("a folder below") << u"sub"_s << u"repo"_s;
        QTest::newRow("bare") << u"bare"_s << u"repo.git"_s;
        QTest::newRow("a linked worktree") << u"worktree"_s << u"my tree"_s;
        QTest::newRow("detached") << u"detached"_s << u"repo"_s;
        QTest::newRow("packed refs") << u"packed"_s << u"repo"_s;
        QTest::newRow("shallow") << u"shallow"_s << u"repo"_s;
    }

    void tellsWhatARepositoryIs()
    {
        QFETCH(QString, kind);
        QFETCH(QString, name);
        const TestRepository origin = TestRepository::create(m_directory->filePath(u"origin"_s));
        origin.write(u"dir/a.txt"_s, "one\n");
        origin.commitAll(u"first"_s);
        origin.write(u"dir/a.txt"_s, "two\n");
        const QString head = origin.commitAll(u"second"_s);
        const QString path = m_directory->filePath(name);
        const QString url = u"file://"_s + origin.path();
        if (kind == u"worktree"_s)
            origin.git({u"worktree"_s, u"add"_s, u"-q"_s, path, u"-b"_s, u"main2"_s});
        else if (kind == u"bare"_s)
            origin.git({u"clone"_s, u"-q"_s, u"--bare"_s, url, path});
        else if (kind == u"shallow"_s)
            origin.git({u"clone"_s, u"-q"_s, u"--depth=1"_s, url, path});
        else
            origin.git({u"clone"_s, u"-q"_s, url, path});
        const TestRepository repository(path);
        if (kind == u"detached"_s)
            repository.git({u"checkout"_s, u"-q"_s, u"--detach"_s});
        if (kind == u"packed"_s)
            repository.git({u"pack-refs"_s, u"--all"_s});

        const QByteArrayList before = listing(path);
        const Result<RepositoryFacts> facts = probeRepository(kind == u"sub"_s ? path + u"/dir"_s : path);
        QVERIFY2(facts, qPrintable(facts ? QString() : facts.error().message + facts.error().cause));
        QCOMPARE(facts->root, QDir(path).canonicalPath());
        QCOMPARE(facts->head.value, head);
        QCOMPARE(facts->branch, kind == u"detached"_s ? QString() : kind == u"worktree"_s ? u"main2"_s : u"main"_s);
        QCOMPARE(facts->bare, kind == u"bare"_s);
        QCOMPARE(facts->linkedWorktree, kind == u"worktree"_s);
        QCOMPARE(facts->shallow, kind == u"shallow"_s);
        QCOMPARE(facts->author, (Person{u"Ada Person"_s, u"ada@example.org"_s}));
        QCOMPARE(facts->operation, GitOperation::None);
        QVERIFY(operationNotice(*facts).isEmpty());
        QCOMPARE(listing(path), before);
    }

    void refusesInOneSentence_data()
    {
        QTest::addColumn<QStringList>("init");
        QTest::addColumn<bool>("commit");
        QTest::addColumn<QLatin1StringView>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("no commit") << QStringList{} << false << RepositoryUnborn.name << u"first commit"_s;
        QTest::newRow("bare without commit")
            << QStringList{u"--bare"_s} << false << RepositoryUnborn.name << u"first commit"_s;
        QTest::newRow("SHA-256") << QStringList{u"--object-format=sha256"_s} << true << RepositoryUnsupported.name
                                 << u"SHA-256"_s;
        QTest::newRow("reftable") << QStringList{} << true << RepositoryUnsupported.name << u"reftable"_s;
    }

    void refusesInOneSentence()
    {
        QFETCH(QStringList, init);
        QFETCH(bool, commit);
        QFETCH(QLatin1StringView, code);
        QFETCH(QString, says);
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s), init);
        if (commit) {
            repository.write(u"a.txt"_s, "one\n");
            repository.commitAll(u"first"_s);
        }
        // By hand, since an older git cannot make one.
        if (says == u"reftable"_s)
            repository.write(u".git/config"_s,
                repository.read(u".git/config"_s)
                    + "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n");
        const QByteArrayList before = listing(repository.path());
        const Result<RepositoryFacts> facts = probeRepository(repository.path());
        QVERIFY(!facts);
        QCOMPARE(facts.error().code.name, code);
        QVERIFY2(facts.error().message.contains(says), qPrintable(facts.error().message + facts.error().cause));
        QCOMPARE(listing(repository.path()), before);
    }

    void saysWhenThereIsNone()
    {
        const Result<RepositoryFacts> facts = probeRepository(m_directory->path());
        QVERIFY(!facts);
        QCOMPARE(facts.error().code, RepositoryMissing);
        QVERIFY(facts.error().message.contains(u"git init"_s));
        QCOMPARE(probeRepository(m_directory->filePath(u"nowhere"_s)).error().code, RepositoryMissing);
    }

    void namesAnUnfinishedOperation_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<int>("operation");
        QTest::newRow("rebase") << u"git rebase -q other"_s << int(GitOperation::Rebase);
        QTest::newRow("rebase by apply") << u"git rebase -q --apply other"_s << int(GitOperation::Rebase);
        QTest::newRow("merge") << u"git merge -q other"_s << int(GitOperation::Merge);
        QTest::newRow("cherry-pick") << u"git cherry-pick other"_s << int(GitOperation::CherryPick);
        QTest::newRow("revert") << u"git revert HEAD~1"_s << int(GitOperation::Revert);
        QTest::newRow("bisect") << u"git bisect start HEAD HEAD~2"_s << int(GitOperation::Bisect);
    }

    void namesAnUnfinishedOperation()
    {
        QFETCH(QString, command);
        QFETCH(int, operation);
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s));
        repository.write(u"a.txt"_s, "one\n");
        repository.commitAll(u"first"_s);
        repository.git({u"checkout"_s, u"-q"_s, u"-b"_s, u"other"_s});
        repository.write(u"a.txt"_s, "other\n");
        repository.commitAll(u"other"_s);
        repository.git({u"checkout"_s, u"-q"_s, u"main"_s});
        repository.write(u"a.txt"_s, "two\n");
        repository.commitAll(u"second"_s);
        repository.write(u"a.txt"_s, "three\n");
        repository.commitAll(u"third"_s);
        shell(command + u" >/dev/null 2>&1 || true"_s, repository.path());
        const Result<RepositoryFacts> facts = probeRepository(repository.path());
        QVERIFY(facts);
        QCOMPARE(int(facts->operation), operation);
        QVERIFY(operationNotice(*facts).contains(repository.path()));
    }

    void readsThePersonsNameAsGitDoes_data()
    {
        QTest::addColumn<QByteArray>("global");
        QTest::addColumn<QByteArray>("local");
        QTest::addColumn<QString>("name");
        QTest::newRow("global") << QByteArray("[user]\nname=A\nemail=a@x\n") << QByteArray() << u"A"_s;
        QTest::newRow("local wins") << QByteArray("[user]\nname=A\nemail=a@x\n") << QByteArray("[user]\nname=B\n")
                                    << u"B"_s;
        QTest::newRow("author wins") << QByteArray("[user]\nname=A\nemail=a@x\n[author]\nname=C\n") << QByteArray()
                                     << u"C"_s;
        QTest::newRow("included") << QByteArray("[include]\npath=more\n") << QByteArray() << u"Included"_s;
        QTest::newRow("none") << QByteArray() << QByteArray() << QString();
    }

    void readsThePersonsNameAsGitDoes()
    {
        QFETCH(QByteArray, global);
        QFETCH(QByteArray, local);
        QFETCH(QString, name);
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s));
        repository.write(u"a.txt"_s, "one\n");
        repository.commitAll(u"first"_s);
        m_home.setGlobalConfig(global);
        TestRepository(m_home.path()).write(u"more"_s, "[user]\nname=Included\n");
        repository.write(u".git/config"_s, repository.read(u".git/config"_s) + local);
        const Result<RepositoryFacts> facts = probeRepository(repository.path());
        QVERIFY(facts);
        QCOMPARE(facts->author.name, name);
    }

    void listsSubmodules()
    {
        const TestRepository inner = TestRepository::create(m_directory->filePath(u"inner"_s));
        inner.write(u"a.txt"_s, "one\n");
        inner.commitAll(u"first"_s);
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s));
        repository.git({u"-c"_s, u"protocol.file.allow=always"_s, u"submodule"_s, u"--quiet"_s, u"add"_s, inner.path(),
            u"libs/inner"_s});
        repository.commitAll(u"with a submodule"_s);
        const Result<RepositoryFacts> facts = probeRepository(repository.path());
        QVERIFY(facts);
        QCOMPARE(facts->submodules, QList<QByteArray>{"libs/inner"});
    }

private:
    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_GUILESS_MAIN(TestRepositoryProbe)
#include "tst_repository_probe.moc"
