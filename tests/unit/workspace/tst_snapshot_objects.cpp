#include "runner/workspace/snapshot_objects.h"

#include <QTest>

using namespace pilothouse;

namespace {

QByteArray entry(const QByteArray &head, char fill = '\x11')
{
    return head + '\0' + QByteArray(20, fill);
}

constexpr auto Who = "A U Thor <a@example.org> 1700000000 +0130";
const QByteArray Tree(40, 'a');
const QByteArray Parent(40, 'b');

QByteArray commit(const QByteArray &author = Who, const QByteArray &more = "\ntext\n")
{
    return "tree " + Tree + "\nparent " + Parent + "\nauthor " + author + "\ncommitter " + Who + "\n" + more;
}

} // namespace

class TestSnapshotObjects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parsesTrees_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("entries"); // -1: refused
        QTest::addColumn<int>("readable"); // The same for the lenient reading.
        QTest::newRow("empty") << QByteArray() << 0 << 0;
        QTest::newRow("two files") << QByteArray(entry("100644 a") + entry("100755 b")) << 2 << 2;
        QTest::newRow("git's order of folders")
            << QByteArray(entry("100644 a.b") + entry("40000 a") + entry("100644 a0")) << 3 << 3;
        QTest::newRow("a folder too early") << QByteArray(entry("40000 a") + entry("100644 a.b")) << -1 << 2;
        QTest::newRow("twice") << QByteArray(entry("100644 a") + entry("100644 a")) << -1 << 2;
        QTest::newRow("file and folder of a name")
            << QByteArray(entry("100644 a") + entry("100644 a.b") + entry("40000 a")) << -1 << 3;
        QTest::newRow("a padded mode") << entry("040000 a") << -1 << 1;
        QTest::newRow("an unknown mode is for others to judge") << entry("100664 a") << 1 << 1;
        QTest::newRow("no space") << entry("100644a") << -1 << -1;
        QTest::newRow("a mode of letters") << entry("1x0644 a") << -1 << -1;
        QTest::newRow("a negative mode") << entry("-10064 a") << -1 << -1;
        QTest::newRow("too short") << entry("100644 a").chopped(1) << -1 << -1;
        QTest::newRow("no NUL") << QByteArray("100644 a") << -1 << -1;
        QTest::newRow("a null object") << entry("100644 a", '\0') << -1 << 1;
    }

    void parsesTrees()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, entries);
        QFETCH(int, readable);
        const auto strict = parseTree(bytes, Strictness::Canonical);
        QCOMPARE(strict ? int(strict->size()) : -1, entries);
        const auto lenient = parseTree(bytes, Strictness::Readable);
        QCOMPARE(lenient ? int(lenient->size()) : -1, readable);
    }

    void parsesCommits_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("fine");
        QTest::newRow("a snapshot") << commit() << true;
        QTest::newRow("no text") << commit(Who, "\n") << true;
        QTest::newRow("no empty line") << commit(Who, "") << false;
        QTest::newRow("an encoding") << commit(Who, "encoding x\n\ntext\n") << false;
        QTest::newRow("no tree") << commit().sliced(46) << false;
        QTest::newRow("upper-case hexadecimal") << commit().replace(5, 40, QByteArray(40, 'A')) << false;
        QTest::newRow("a NUL") << commit(Who, QByteArray("\na\0b", 4)) << false;
        QTest::newRow("too long") << commit(Who, "\n" + QByteArray(70'000, 'x')) << false;
        for (const char *author : {"", "A", "A <a@b>", "A <a@b> 1", "A <a@b> 1 +000", "A <a@b> 1 0000",
                 "A <a@b> 01 +0000", "A <a@b> -1 +0000", "A <a<b> 1 +0000", "A <a@b> > 1 +0000", "A<a@b> 1 +0000",
                 "A a@b> 1 +0000", "A <a@b> 1234567890123 +0000"})
            QTest::newRow(QByteArray("the author " + QByteArray(author)).constData()) << commit(author) << false;
    }

    void parsesCommits()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, fine);
        const auto parsed = parseSnapshotCommit(bytes);
        QCOMPARE(parsed.has_value(), fine);
        if (!fine)
            return;
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(parsed->tree.id), 20), QByteArray(20, '\xaa'));
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(parsed->parent.id), 20), QByteArray(20, '\xbb'));
    }
};

QTEST_GUILESS_MAIN(TestSnapshotObjects)
#include "tst_snapshot_objects.moc"
