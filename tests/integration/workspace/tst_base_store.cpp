#include "runner/workspace/base_store.h"
#include "tests/support/git/test_repository.h"

#include <QTest>

#include <sys/stat.h>

#include <algorithm>
#include <thread>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

QByteArrayList sorted(QByteArrayList lines)
{
    std::ranges::sort(lines);
    return lines;
}

/// Every object of a repository's own folder, by system git.
QByteArrayList allObjects(const QString &store)
{
    return sorted(TestRepository(store)
            .git({u"cat-file"_s, u"--batch-all-objects"_s, u"--batch-check=%(objectname)"_s})
            .split('\n'));
}

QByteArrayList reachable(const TestRepository &repository, const QString &revision)
{
    return sorted(repository.git({u"rev-list"_s, u"--objects"_s, u"--no-object-names"_s, revision}).split('\n'));
}

} // namespace

class TestBaseStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_store = m_directory->filePath(u"stores/1.git"_s);
    }

    void holdsExactlyWhatTheBaseReaches()
    {
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"with space\nand line"_s));
        repository.write(u"a.txt"_s, "one\n");
        repository.write(u"dir/b.txt"_s, "two\n");
        repository.commitAll(u"first"_s);
        repository.write(u"a.txt"_s, "stashed secret\n");
        repository.git({u"stash"_s, u"-q"_s});
        repository.git({u"checkout"_s, u"-q"_s, u"-b"_s, u"other"_s});
        repository.write(u"other.txt"_s, "other\n");
        repository.commitAll(u"other"_s);
        repository.git({u"checkout"_s, u"-q"_s, u"main"_s});
        repository.write(u"c.txt"_s, "three\n");
        const QString head = repository.commitAll(u"second"_s);
        repository.git({u"hash-object"_s, u"-w"_s, u"--stdin"_s}, "dangling\n");
        const QByteArrayList before = listing(repository.path());

        const Result<BaseSeed> seed = ensureBase(m_store, repository.path(), u"main"_s);
        QVERIFY2(seed, qPrintable(seed ? QString() : seed.error().message + seed.error().cause));
        QCOMPARE(seed->commit.value, head);
        QCOMPARE(seed->tree.value, QString::fromLatin1(repository.git({u"rev-parse"_s, u"HEAD^{tree}"_s})));
        QCOMPARE(allObjects(m_store), reachable(repository, u"main"_s));
        QCOMPARE(listing(repository.path()), before);
        TestRepository(m_store).git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
        QCOMPARE(QString::fromLatin1(TestRepository(m_store).git({u"rev-parse"_s, u"refs/bases/"_s + head})), head);
    }

    void takesOnlyWhatIsNew()
    {
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s));
        repository.write(u"a.txt"_s, "one\n");
        repository.commitAll(u"first"_s);
        QVERIFY(ensureBase(m_store, repository.path(), {}));
        repository.write(u"a.txt"_s, "two\n");
        repository.commitAll(u"second"_s);
        const Result<BaseSeed> second = ensureBase(m_store, repository.path(), {});
        QVERIFY(second);
        QCOMPARE(second->objectsAdded, 3); // A commit, a tree, a blob.
        const Result<BaseSeed> again = ensureBase(m_store, repository.path(), {});
        QVERIFY(again);
        QCOMPARE(again->objectsAdded, 0);
        QCOMPARE(again->commit, second->commit);
        QCOMPARE(allObjects(m_store), reachable(repository, u"HEAD"_s));
        TestRepository(m_store).git({u"fsck"_s, u"--strict"_s});
    }

    void objectsAreReadableByEveryone()
    {
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s));
        repository.write(u"a.txt"_s, "one\n");
        repository.commitAll(u"first"_s);
        const auto old = ::umask(077);
        const bool made = ensureBase(m_store, repository.path(), {}).has_value();
        ::umask(old);
        QVERIFY(made);
        const QString objects = objectsDirectory(m_store);
        QCOMPARE(shell(u"find . -type d ! -perm 755 -o -type f ! -perm 444"_s, objects), QByteArray());
    }

    void worksWithOddRepositories_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : {"bare", "linked worktree", "packed refs", "alternates", "shallow", "submodule",
                 "partial, complete", "annotated tag", "sub-folder"})
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }

    void worksWithOddRepositories()
    {
        QFETCH(QString, kind);
        const TestRepository origin = TestRepository::create(m_directory->filePath(u"origin"_s));
        origin.write(u"a.txt"_s, "one\n");
        origin.commitAll(u"first"_s);
        origin.write(u"dir/b.txt"_s, "two\n");
        origin.commitAll(u"second"_s);
        const QString path = m_directory->filePath(u"odd Größe"_s);
        const QString url = u"file://"_s + origin.path();
        QString opened = path;
        QString revision = u"HEAD"_s;
        if (kind == u"bare"_s) {
            origin.git({u"clone"_s, u"-q"_s, u"--bare"_s, url, path});
        } else if (kind == u"linked worktree"_s) {
            origin.git({u"worktree"_s, u"add"_s, u"-q"_s, path, u"-b"_s, u"work"_s});
        } else if (kind == u"packed refs"_s) {
            origin.git({u"clone"_s, u"-q"_s, url, path});
            TestRepository(path).git({u"pack-refs"_s, u"--all"_s});
            TestRepository(path).git({u"gc"_s, u"-q"_s});
        } else if (kind == u"alternates"_s) {
            origin.git({u"clone"_s, u"-q"_s, u"--shared"_s, origin.path(), path});
        } else if (kind == u"shallow"_s) {
            origin.git({u"clone"_s, u"-q"_s, u"--depth=1"_s, url, path});
        } else if (kind == u"submodule"_s) {
            origin.git({u"clone"_s, u"-q"_s, url, path});
            TestRepository(path).git(
                {u"-c"_s, u"protocol.file.allow=always"_s, u"submodule"_s, u"--quiet"_s, u"add"_s, url, u"sub"_s});
            TestRepository(path).commitAll(u"with a submodule"_s);
        } else if (kind == u"partial, complete"_s) {
            origin.git({u"config"_s, u"uploadpack.allowFilter"_s, u"true"_s});
            origin.git({u"clone"_s, u"-q"_s, u"--filter=blob:limit=1m"_s, url, path});
        } else if (kind == u"annotated tag"_s) {
            origin.git({u"clone"_s, u"-q"_s, url, path});
            TestRepository(path).git({u"tag"_s, u"-a"_s, u"v1"_s, u"-m"_s, u"one"_s});
            revision = u"v1"_s;
        } else {
            origin.git({u"clone"_s, u"-q"_s, url, path});
            opened = path + u"/dir"_s;
        }
        const QByteArrayList before = listing(path);
        const Result<BaseSeed> seed = ensureBase(m_store, opened, revision);
        QVERIFY2(seed, qPrintable(seed ? QString() : seed.error().message + seed.error().cause));
        QCOMPARE(listing(path), before);
        QCOMPARE(allObjects(m_store), reachable(TestRepository(path), revision + u"^{commit}"_s));
        QCOMPARE(seed->shallow.size(), kind == u"shallow"_s ? 1 : 0);
        TestRepository(m_store).git({u"fsck"_s, u"--strict"_s, u"--no-dangling"_s});
    }

    void namesWhatIsMissingInAPartialClone()
    {
        const TestRepository origin = TestRepository::create(m_directory->filePath(u"origin"_s));
        origin.write(u"a.txt"_s, "one\n");
        origin.commitAll(u"first"_s);
        origin.write(u"a.txt"_s, "two\n");
        origin.commitAll(u"second"_s);
        origin.git({u"config"_s, u"uploadpack.allowFilter"_s, u"true"_s});
        const QString path = m_directory->filePath(u"partial"_s);
        origin.git({u"clone"_s, u"-q"_s, u"--filter=blob:none"_s, u"file://"_s + origin.path(), path});
        const Result<BaseSeed> seed = ensureBase(m_store, path, {});
        QVERIFY(!seed);
        QCOMPARE(seed.error().code, ObjectsMissing);
        QVERIFY(seed.error().message.contains(u"--no-filter"_s));
    }

    void survivesGarbageCollectionOfTheRepository()
    {
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s));
        repository.write(u"a.txt"_s, "one\n");
        repository.commitAll(u"first"_s);
        repository.write(u"a.txt"_s, "two\n");
        const QString second = repository.commitAll(u"second"_s);
        QVERIFY(ensureBase(m_store, repository.path(), {}));
        // The base's commit goes away there; the next base hides only what both still have.
        repository.git({u"reset"_s, u"-q"_s, u"--hard"_s, u"HEAD~1"_s});
        repository.git({u"reflog"_s, u"expire"_s, u"--expire=now"_s, u"--all"_s});
        repository.git({u"gc"_s, u"-q"_s, u"--prune=now"_s});
        repository.write(u"b.txt"_s, "three\n");
        QVERIFY(
            ensureBase(m_store, repository.path(), QString::fromLatin1(repository.commitAll(u"third"_s).toLatin1())));
        TestRepository(m_store).git({u"fsck"_s, u"--strict"_s});
        QVERIFY(findBase(m_store, ObjectId(second)));
    }

    void waitsForTheOtherCaller()
    {
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s));
        for (int i = 0; i < 50; ++i)
            repository.write(u"f%1"_s.arg(i), QByteArray::number(i));
        repository.commitAll(u"first"_s);
        std::vector<Result<BaseSeed>> seeds(4);
        {
            std::vector<std::jthread> threads;
            for (Result<BaseSeed> &seed : seeds)
                threads.emplace_back([&seed, &repository, this] { seed = ensureBase(m_store, repository.path(), {}); });
        }
        qint64 added = 0;
        for (const Result<BaseSeed> &seed : seeds) {
            QVERIFY2(seed, qPrintable(seed ? QString() : seed.error().message + seed.error().cause));
            added += seed->objectsAdded;
        }
        QCOMPARE(added, 52);
        TestRepository(m_store).git({u"fsck"_s, u"--strict"_s});
    }

    void stopsWhenAsked()
    {
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s));
        repository.write(u"a.txt"_s, "one\n");
        repository.commitAll(u"first"_s);
        std::stop_source stop;
        stop.request_stop();
        const Result<BaseSeed> seed = ensureBase(m_store, repository.path(), {}, stop.get_token());
        QVERIFY(!seed);
        QCOMPARE(seed.error().code, Cancelled);
        QVERIFY(ensureBase(m_store, repository.path(), {}));
    }

    void namesAnUnknownRevision()
    {
        const TestRepository repository = TestRepository::create(m_directory->filePath(u"r"_s));
        repository.write(u"a.txt"_s, "one\n");
        repository.commitAll(u"first"_s);
        const Result<BaseSeed> seed = ensureBase(m_store, repository.path(), u"no-such-branch"_s);
        QVERIFY(!seed);
        QCOMPARE(seed.error().code, RevisionUnknown);
        QVERIFY(seed.error().message.contains(u"no-such-branch"_s));
    }

private:
    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_store;
};

QTEST_GUILESS_MAIN(TestBaseStore)
#include "tst_base_store.moc"
