#include "runner/workspace/base_store.h"
#include "runner/workspace/uncommitted.h"
#include "tests/support/git/test_repository.h"

#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

using Status = UncommittedFile::Status;
using LeftOut = UncommittedFile::LeftOut;

class TestUncommitted : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_home.setGlobalConfig("[user]\n\tname = Ada Person\n\temail = ada@example.org\n");
        m_directory = std::make_unique<QTemporaryDir>();
        m_repository = std::make_unique<TestRepository>(TestRepository::create(m_directory->filePath(u"repo"_s)));
        m_store = m_directory->filePath(u"stores/1.git"_s);
        m_repository->write(u"a.txt"_s, "one\n");
        m_repository->write(u"b.txt"_s, "one\n");
        m_repository->write(u"dir/c.txt"_s, "one\n");
        m_repository->write(u"gone.txt"_s, "one\n");
        m_repository->write(u".gitignore"_s, "*.o\n");
        m_head = m_repository->commitAll(u"first"_s);
    }

    void listsEveryKindWithoutTouchingTheRepository()
    {
        m_repository->write(u"a.txt"_s, "changed\n");
        m_repository->write(u"b.txt"_s, "staged\n");
        m_repository->write(u"staged new.txt"_s, "new\n");
        m_repository->git({u"add"_s, u"b.txt"_s, u"staged new.txt"_s});
        m_repository->write(u"b.txt"_s, "staged and changed\n");
        m_repository->write(u"Größe\n\U0001f642.txt"_s, "untracked\n");
        m_repository->write(u"deep/er/d.txt"_s, "untracked\n");
        m_repository->write(u"ignored.o"_s, "ignored\n");
        QVERIFY(QFile::remove(m_repository->file(u"gone.txt"_s)));
        QVERIFY(QFile::link(u"/etc/passwd"_s, m_repository->file(u"link"_s)));
        const QByteArrayList before = listing(m_repository->path());

        const Result<UncommittedChanges> changes = listUncommitted(m_repository->path());
        QVERIFY2(changes, qPrintable(changes ? QString() : changes.error().message + changes.error().cause));
        QCOMPARE(listing(m_repository->path()), before);
        QCOMPARE(changes->head.value, m_head);
        QMap<QByteArray, UncommittedFile> byPath;
        for (const UncommittedFile &file : changes->files)
            byPath.insert(file.path, file);
        QCOMPARE(byPath.size(), 7);
        QCOMPARE(byPath["a.txt"], (UncommittedFile{"a.txt", Status::Modified, false, true, false, 8, LeftOut::No}));
        QCOMPARE(byPath["b.txt"], (UncommittedFile{"b.txt", Status::Modified, true, true, false, 19, LeftOut::No}));
        QCOMPARE(byPath["staged new.txt"],
            (UncommittedFile{"staged new.txt", Status::Added, true, false, false, 4, LeftOut::No}));
        QCOMPARE(byPath["deep/er/d.txt"],
            (UncommittedFile{"deep/er/d.txt", Status::Added, false, false, true, 10, LeftOut::No}));
        QVERIFY(byPath.contains("Größe\n\U0001f642.txt"));
        QVERIFY(byPath["link"].untracked);
        QCOMPARE(byPath["gone.txt"].status, Status::Deleted);
    }

    void commitsWhatGitAddWouldAdd()
    {
        m_repository->write(u"a.txt"_s, "changed\n");
        m_repository->write(u"b.txt"_s, "staged\n");
        m_repository->git({u"add"_s, u"b.txt"_s});
        m_repository->write(u"b.txt"_s, "staged and changed\n");
        m_repository->write(u"new/Größe\n\U0001f642.txt"_s, "untracked\n");
        m_repository->write(u"run.sh"_s, "#!/bin/sh\n");
        QVERIFY(QFile::setPermissions(m_repository->file(u"run.sh"_s), QFile::Permissions(0x7755)));
        m_repository->write(u"ignored.o"_s, "ignored\n");
        QVERIFY(QFile::remove(m_repository->file(u"gone.txt"_s)));
        QVERIFY(QFile::link(u"../out/of the tree"_s, m_repository->file(u"link"_s)));
        shell(u"rm -r dir && echo file > dir"_s, m_repository->path());
        agreesWithGitAdd();
    }

    void convertsLineEndsAsThePersonConfigured_data()
    {
        QTest::addColumn<QByteArray>("attributes");
        QTest::addColumn<QByteArray>("config");
        QTest::newRow("autocrlf") << QByteArray() << QByteArray("[core]\n\tautocrlf = true\n");
        QTest::newRow("input") << QByteArray() << QByteArray("[core]\n\tautocrlf = input\n");
        QTest::newRow("text attribute") << QByteArray("*.txt text eol=crlf\n") << QByteArray();
        QTest::newRow("binary attribute") << QByteArray("*.txt -text\n") << QByteArray("[core]\n\tautocrlf = true\n");
        QTest::newRow("ident") << QByteArray("*.txt ident\n") << QByteArray();
        QTest::newRow("global ignore file") << QByteArray() << QByteArray("[core]\n\texcludesFile = ~/ignored\n");
    }

    void convertsLineEndsAsThePersonConfigured()
    {
        QFETCH(QByteArray, attributes);
        QFETCH(QByteArray, config);
        m_home.setGlobalConfig("[user]\n\tname = Ada Person\n\temail = ada@example.org\n" + config);
        TestRepository(m_home.path()).write(u"ignored"_s, "*.secret\n");
        m_repository->write(u".gitattributes"_s, attributes);
        m_repository->write(u"a.txt"_s, "one\r\ntwo\r\n$Id: x $\r\n");
        m_repository->write(u"new.txt"_s, "one\r\ntwo\r\n");
        m_repository->write(u"x.secret"_s, "one\r\n");
        agreesWithGitAdd();
    }

    void findsTheDefaultIgnoreFile()
    {
        TestRepository(m_home.path()).write(u".config/git/ignore"_s, "*.private\n");
        m_repository->write(u"x.private"_s, "one\n");
        const Result<UncommittedChanges> changes = listUncommitted(m_repository->path());
        QVERIFY(changes);
        QCOMPARE(changes->files, QList<UncommittedFile>());
        QVERIFY(QFile::remove(m_home.path() + u"/.config/git/ignore"_s));
    }

    void neverRunsAFilter()
    {
        const QString marker = m_directory->filePath(u"marker"_s);
        m_repository->write(u".gitattributes"_s, "*.lfs filter=evil\n*.utf16 working-tree-encoding=UTF-16\n");
        m_repository->write(u"a.lfs"_s, "tracked\n");
        m_head = m_repository->commitAll(u"with attributes"_s);
        for (const char *key : {"clean", "smudge", "process"})
            m_repository->git({u"config"_s, u"filter.evil."_s + QString::fromLatin1(key), u"touch "_s + marker});
        m_repository->git({u"config"_s, u"core.fsmonitor"_s, u"touch "_s + marker});
        m_repository->write(u"a.lfs"_s, "plain text of a secret\n");
        m_repository->write(u"new.lfs"_s, "plain text of a secret\n");
        m_repository->write(u"x.utf16"_s, "x\n");
        m_repository->write(u"b.txt"_s, "taken\n");
        QVERIFY(ensureBase(m_store, m_repository->path(), {}));
        const Result<UncommittedCommit> commit = commitUncommitted(m_store, m_repository->path(), ObjectId(m_head));
        QVERIFY2(commit, qPrintable(commit ? QString() : commit.error().message + commit.error().cause));
        QVERIFY(!QFile::exists(marker));
        QMap<QByteArray, LeftOut> leftOut;
        for (const UncommittedFile &file : commit->files)
            leftOut.insert(file.path, file.leftOut);
        QCOMPARE(leftOut["a.lfs"], LeftOut::NeedsFilter);
        QCOMPARE(leftOut["new.lfs"], LeftOut::NeedsFilter);
        QCOMPARE(leftOut["x.utf16"], LeftOut::NeedsFilter);
        QCOMPARE(leftOut["b.txt"], LeftOut::No);
        const TestRepository store(m_store);
        QCOMPARE(store.git({u"show"_s, commit->commit.value + u":a.lfs"_s}), QByteArray("tracked"));
        store.git({u"cat-file"_s, u"-e"_s, commit->commit.value + u":new.lfs"_s}, {}, 128);
        QCOMPARE(store.git({u"show"_s, commit->commit.value + u":b.txt"_s}), QByteArray("taken"));
    }

    void leavesOutWhatItCannotTake()
    {
        TestRepository::create(m_repository->file(u"nested"_s)).write(u"x.txt"_s, "x\n");
        TestRepository(m_repository->file(u"nested"_s)).commitAll(u"x"_s);
        shell(u"mkfifo pipe"_s, m_repository->path());
        m_repository->write(u"large"_s, QByteArray(5000, 'x'));
        UncommittedLimits limits;
        limits.fileBytes = 4096;
        const Result<UncommittedChanges> changes = listUncommitted(m_repository->path(), limits);
        QVERIFY(changes);
        QMap<QByteArray, LeftOut> leftOut;
        for (const UncommittedFile &file : changes->files)
            leftOut.insert(file.path, file.leftOut);
        QCOMPARE(leftOut["nested/"], LeftOut::NestedRepository);
        QCOMPARE(leftOut["large"], LeftOut::TooLarge);
        QVERIFY(!leftOut.contains("pipe") || leftOut["pipe"] == LeftOut::Unreadable);
        limits.totalBytes = 1;
        m_repository->write(u"small"_s, "xx");
        QCOMPARE(listUncommitted(m_repository->path(), limits).error().code, LimitExceeded);
    }

    void namesFilesWithConflicts()
    {
        m_repository->git({u"checkout"_s, u"-q"_s, u"-b"_s, u"other"_s});
        m_repository->write(u"a.txt"_s, "other\n");
        m_repository->commitAll(u"other"_s);
        m_repository->git({u"checkout"_s, u"-q"_s, u"main"_s});
        m_repository->write(u"a.txt"_s, "main\n");
        m_repository->commitAll(u"main"_s);
        m_repository->git({u"merge"_s, u"-q"_s, u"other"_s}, {}, 1);
        const Result<UncommittedChanges> changes = listUncommitted(m_repository->path());
        QVERIFY(!changes);
        QCOMPARE(changes.error().code, FilesUnmerged);
        QVERIFY(changes.error().message.contains(u"a.txt"_s));
    }

    void skipsWhatASparseCheckoutLeavesOut()
    {
        m_repository->git({u"sparse-checkout"_s, u"set"_s, u"--no-cone"_s, u"/a.txt"_s});
        QVERIFY(!QFile::exists(m_repository->file(u"dir/c.txt"_s)));
        const Result<UncommittedChanges> changes = listUncommitted(m_repository->path());
        QVERIFY2(changes, qPrintable(changes ? QString() : changes.error().message + changes.error().cause));
        QCOMPARE(changes->files, QList<UncommittedFile>());
    }

    void worksInALinkedWorktreeAndWithoutChanges()
    {
        const QString path = m_directory->filePath(u"linked tree"_s);
        m_repository->git({u"worktree"_s, u"add"_s, u"-q"_s, path, u"-b"_s, u"linked"_s});
        QVERIFY(ensureBase(m_store, path, {}));
        const Result<UncommittedCommit> clean = commitUncommitted(m_store, path, ObjectId(m_head));
        QVERIFY(clean);
        QCOMPARE(clean->commit.value, m_head);
        TestRepository(path).write(u"new.txt"_s, "new\n");
        const Result<UncommittedCommit> dirty = commitUncommitted(m_store, path, ObjectId(m_head));
        QVERIFY(dirty);
        QCOMPARE(TestRepository(m_store).git({u"show"_s, dirty->commit.value + u":new.txt"_s}), QByteArray("new"));
        // The same state is the same commit.
        QCOMPARE(commitUncommitted(m_store, path, ObjectId(m_head))->commit, dirty->commit);
    }

    void takesALargeFile()
    {
        QFile large(m_repository->file(u"large.bin"_s));
        QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(100 * 1024 * 1024));
        large.close();
        agreesWithGitAdd();
    }

    void hasNothingToListInABareRepository()
    {
        const QString path = m_directory->filePath(u"bare.git"_s);
        m_repository->git({u"clone"_s, u"-q"_s, u"--bare"_s, m_repository->path(), path});
        const Result<UncommittedChanges> changes = listUncommitted(path);
        QVERIFY(changes);
        QCOMPARE(changes->files, QList<UncommittedFile>());
    }

    void stopsWhenAsked()
    {
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(listUncommitted(m_repository->path(), {}, stop.get_token()).error().code, Cancelled);
    }

private:
    /// The private commit's tree is what `git add -A; git write-tree` makes, and the repository stays as it was.
    void agreesWithGitAdd()
    {
        const QByteArrayList before = listing(m_repository->path());
        const Result<BaseSeed> seed = ensureBase(m_store, m_repository->path(), {});
        QVERIFY(seed);
        const Result<UncommittedCommit> commit = commitUncommitted(m_store, m_repository->path(), seed->commit);
        QVERIFY2(commit, qPrintable(commit ? QString() : commit.error().message + commit.error().cause));
        QCOMPARE(listing(m_repository->path()), before);
        const TestRepository store(m_store);
        store.git({u"fsck"_s, u"--strict"_s, u"--no-dangling"_s});
        QCOMPARE(store.git({u"rev-parse"_s, commit->commit.value + u"^"_s}), m_head.toLatin1());
        const QByteArray tree = store.git({u"ls-tree"_s, u"-r"_s, u"-z"_s, commit->commit.value});
        m_repository->git({u"-c"_s, u"core.safecrlf=false"_s, u"add"_s, u"-A"_s});
        QCOMPARE(tree,
            m_repository->git(
                {u"ls-tree"_s, u"-r"_s, u"-z"_s, QString::fromLatin1(m_repository->git({u"write-tree"_s}))}));
        QCOMPARE(shell(u"find objects -type d ! -perm 755 -o -type f ! -perm 444"_s, m_store), QByteArray());
    }

    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<TestRepository> m_repository;
    QString m_store;
    QString m_head;
};

QTEST_GUILESS_MAIN(TestUncommitted)
#include "tst_uncommitted.moc"
