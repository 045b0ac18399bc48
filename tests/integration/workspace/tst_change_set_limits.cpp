// Change sets of hostile size: what is left out is said, and time and memory stay within bounds.

#include "runner/workspace/change_set.h"
#include "runner/workspace/line_diff.h"
#include "tests/support/git/test_repository.h"

#include <QElapsedTimer>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

class TestChangeSetLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_repository =
            std::make_unique<TestRepository>(TestRepository::create(m_directory->filePath(u"r.git"_s), {u"--bare"_s}));
    }

    void boundsWhatIsHuge_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("tooLarge");
        QTest::addColumn<bool>("binary");
        QTest::addColumn<int>("added");
        QTest::addColumn<int>("removed");
        QByteArray numbers;
        for (int i = 0; i < 1'000'000; ++i)
            numbers += QByteArray::number(i) + '\n';
        QTest::newRow("a million lines, some changed")
            << numbers << QByteArray(numbers).replace("77777\n", "x\n") << false << false << 10 << 10;
        QTest::newRow("a million new lines") << "a\n"_ba << numbers << false << false << 1'000'000 << 1;
        QTest::newRow("a line of 50 MB") << QByteArray("a\n" + QByteArray(50'000'000, 'b'))
                                         << QByteArray("a\n" + QByteArray(50'000'000, 'c')) << false << false << 1 << 1;
        QTest::newRow("more bytes than are compared")
            << "a\n"_ba << QByteArray(70'000'000, 'b') << true << true << 0 << 0;
        QTest::newRow("30,000,000 lines of nothing")
            << "a\n"_ba << QByteArray(30'000'000, '\n') << false << false << 30'000'000 << 1;
        QTest::newRow("garbage with the name of a text")
            << QByteArray("\x7f"
                          "ELF\0\1\2\3",
                   8)
                   .repeated(100'000)
            << QByteArray("\0\xff\n", 3).repeated(100'000) << false << true << 0 << 0;
    }

    void boundsWhatIsHuge()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(bool, tooLarge);
        QFETCH(bool, binary);
        QFETCH(int, added);
        QFETCH(int, removed);
        const ObjectId from = treeOf("text.txt", before);
        const ObjectId to = treeOf("text.txt", after);
        QElapsedTimer clock;
        clock.start();
        const Result<ChangeSet> set = diffTrees(m_repository->path(), from, to);
        QVERIFY(set);
        QCOMPARE(set->files.size(), 1);
        const FileChange &change = set->files.first();
        QCOMPARE(change.tooLarge, tooLarge);
        QCOMPARE(change.binary, binary);
        QCOMPARE(change.added, added);
        QCOMPARE(change.removed, removed);
        QCOMPARE(change.newSize, after.size());
        const auto diff = lineDiff(m_repository->path(), change);
        QVERIFY(diff);
        QCOMPARE((*diff)->edits.empty(), binary);
        QVERIFY2(clock.elapsed() < 60'000, qPrintable(QString::number(clock.elapsed())));
    }

    void knowsOnlyTheSizeOfAGigabyte()
    {
        if (!qEnvironmentVariableIsSet("PILOTHOUSE_LONG")) {
            // The same path is taken by "more bytes than are compared"; a gigabyte takes git half a minute to store.
            const ObjectId to = treeOf("large.bin", QByteArray(5000, 'a'));
            const Result<ChangeSet> set = diffTrees(m_repository->path(), {}, to, {.fileBytes = 4999});
            QVERIFY(set && set->files.first().tooLarge);
            return;
        }
        QFile large(m_directory->filePath(u"large.bin"_s));
        QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(qint64(1) << 30));
        large.close();
        const QByteArray blob = m_repository->git(
            {u"-c"_s, u"core.compression=1"_s, u"hash-object"_s, u"-w"_s, u"--no-filters"_s, large.fileName()});
        const QByteArray tree = m_repository->git({u"mktree"_s}, "100644 blob " + blob + "\tlarge.bin\n");
        QElapsedTimer clock;
        clock.start();
        const Result<ChangeSet> set = diffTrees(m_repository->path(), {}, ObjectId(QString::fromLatin1(tree)));
        QVERIFY(set);
        QVERIFY(set->files.first().tooLarge && set->files.first().binary);
        QCOMPARE(set->files.first().newSize, qint64(1) << 30);
        QVERIFY((*lineDiff(m_repository->path(), set->files.first()))->edits.empty());
        QVERIFY2(clock.elapsed() < 5'000, qPrintable(QString::number(clock.elapsed())));
    }

    void takesPathsThatAreNoText()
    {
        const QByteArrayList paths{"a\nb", "a\tb", "caf\xe9", "-rf", " ", "\"", "a\\b", "\x1b[31m", "Größe"};
        QByteArray listing;
        const QByteArray blob = m_repository->git({u"hash-object"_s, u"-w"_s, u"--stdin"_s}, "x\n");
        for (const QByteArray &path : paths)
            listing += "100644 blob " + blob + '\t' + path + '\0';
        const QByteArray tree = m_repository->git({u"mktree"_s, u"-z"_s}, listing);
        const Result<ChangeSet> set = diffTrees(m_repository->path(), {}, ObjectId(QString::fromLatin1(tree)));
        QVERIFY(set);
        QByteArrayList found;
        for (const FileChange &change : set->files)
            found.append(change.newPath);
        QByteArrayList expected = paths;
        std::ranges::sort(expected);
        QCOMPARE(found, expected);
    }

    void refusesMoreFilesThanItShows()
    {
        const ObjectId to = treeOf("a", "x\n", {"b", "c"});
        QCOMPARE(diffTrees(m_repository->path(), {}, to, {.files = 2}).error().code, LimitExceeded);
        QVERIFY(diffTrees(m_repository->path(), {}, to, {.files = 3}));
    }

    void saysWhenAnObjectIsMissing()
    {
        const ObjectId to = treeOf("a", "x\n");
        const QByteArray blob = m_repository->git({u"rev-parse"_s, to.value + u":a"_s});
        QVERIFY(QFile::remove(
            m_repository->file(u"objects/"_s + QString::fromLatin1(blob.first(2) + '/' + blob.sliced(2)))));
        QCOMPARE(diffTrees(m_repository->path(), {}, to).error().code, NotFound);
    }

private:
    ObjectId treeOf(const QByteArray &name, const QByteArray &content, const QByteArrayList &others = {}) const
    {
        const QByteArray blob =
            m_repository->git({u"-c"_s, u"core.compression=1"_s, u"hash-object"_s, u"-w"_s, u"--stdin"_s}, content);
        QByteArray listing;
        for (const QByteArray &path : QByteArrayList{name} + others)
            listing += "100644 blob " + blob + '\t' + path + '\n';
        return ObjectId(QString::fromLatin1(m_repository->git({u"mktree"_s}, listing)));
    }

    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<TestRepository> m_repository;
};

QTEST_GUILESS_MAIN(TestChangeSetLimits)
#include "tst_change_set_limits.moc"
