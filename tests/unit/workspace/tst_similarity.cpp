#include "runner/workspace/similarity.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

int percent(const QByteArray &a, const QByteArray &b)
{
    return similarity(fingerprintOf(a), a.size(), fingerprintOf(b), b.size()) * 100 / SimilarityWhole;
}

} // namespace

class TestSimilarity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void measuresWhatTwoFilesShare_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<int>("percent");
        QTest::newRow("the same") << "one\ntwo\n"_ba << "one\ntwo\n"_ba << 100;
        QTest::newRow("another order") << "one\ntwo\n"_ba << "two\none\n"_ba << 100;
        QTest::newRow("nothing") << "one\n"_ba << "two\n"_ba << 0;
        QTest::newRow("half of it") << "one\ntwo\n"_ba << "one\nsix\n"_ba << 50;
        QTest::newRow("a line counts as often as it stands there") << "a\na\na\na\n"_ba << "a\nb\nc\nd\n"_ba << 25;
        QTest::newRow("CRLF counts as LF") << "one\r\ntwo\r\n"_ba << "one\ntwo\n"_ba << 80;
        QTest::newRow("a last line without a newline") << "one\ntwo"_ba << "six\ntwo"_ba << 42;
        QTest::newRow("long lines in pieces")
            << QByteArray(QByteArray(640, 'x') + "a\n") << QByteArray(QByteArray(640, 'x') + "b\n") << 99;
        QTest::newRow("nothing at all") << QByteArray() << QByteArray() << 0;
    }

    void measuresWhatTwoFilesShare()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QTEST(percent(a, b), "percent");
        QCOMPARE(percent(b, a), percent(a, b));
    }

    void rulesOutBySize()
    {
        QVERIFY(sizesMayMatch(100, 200));
        QVERIFY(!sizesMayMatch(100, 201));
        QVERIFY(!sizesMayMatch(0, 1));
        QVERIFY(!sizesMayMatch(0, 0));
    }

    void staysSmallWhereLinesRepeat()
    {
        const Fingerprint pieces = fingerprintOf(QByteArray(20'000'000, '\n'));
        QCOMPARE(pieces.size(), 1u);
        QCOMPARE(pieces.front().bytes, 20'000'000u);
    }
};

QTEST_GUILESS_MAIN(TestSimilarity)
#include "tst_similarity.moc"
