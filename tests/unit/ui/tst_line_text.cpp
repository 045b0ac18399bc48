#include "ui/review/line_text.h"

#include <QLocale>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace pilothouse;

class TestLineText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hiddenCharactersAreSeen_data();
    void hiddenCharactersAreSeen();
    void lookalikesAreMarkedInTheirCompany_data();
    void lookalikesAreMarkedInTheirCompany();
    void positionsMapBack();
    void aLongLineIsCutAndSaysSo();
    void garbageIsCutAndSaysSo();
    void whatIsNoUtf8StaysItself();
    void theEndOfTheFileIsSeen();
    void anyBytesAreShown();
};

void TestLineText::hiddenCharactersAreSeen_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << QByteArray("int a = 1;") << QStringLiteral("int a = 1;");
    QTest::newRow("tabs stay") << QByteArray("\tx") << QStringLiteral("\tx");
    QTest::newRow("escape") << QByteArray("a\x1b[31mb") << QStringLiteral("a\u27e8ESC\u27e9[31mb");
    QTest::newRow("a lone return") << QByteArray("a\rb") << QStringLiteral("a\u27e8CR\u27e9b");
    QTest::newRow("a return at the end") << QByteArray("a\r") << QStringLiteral("a\u27e8CR\u27e9");
    QTest::newRow("bidirectional") << QByteArray("x\u202ey") << QStringLiteral("x\u27e8U+202E\u27e9y");
    QTest::newRow("zero width") << QByteArray("a\u200bb") << QStringLiteral("a\u27e8U+200B\u27e9b");
}

void TestLineText::hiddenCharactersAreSeen()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, text);
    QCOMPARE(lineText(line).text, text);
}

void TestLineText::lookalikesAreMarkedInTheirCompany_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("marks");
    QTest::newRow("a Cyrillic letter in a word") << QStringLiteral("is\u0410dmin") << 1;
    QTest::newRow("a word of nothing else") << QStringLiteral("let \u0441\u043e\u0440 = 1") << 3;
    QTest::newRow("Russian") << QStringLiteral(
        "// \u044d\u0442\u043e \u0441\u043e\u043e\u0431\u0449\u0435\u043d\u0438\u0435 \u043e \u0441\u0431\u043e\u0435")
                             << 0;
    QTest::newRow("German") << QStringLiteral("Gr\u00fc\u00dfe, \u00d6l") << 0;
    QTest::newRow("a Greek question mark") << QStringLiteral("return x\u037e") << 1;
    QTest::newRow("a space that is none") << QStringLiteral("a\u00a0b") << 1;
    QTest::newRow("fullwidth") << QStringLiteral("\uff41\uff42") << 2;
}

void TestLineText::lookalikesAreMarkedInTheirCompany()
{
    QFETCH(QString, line);
    QFETCH(int, marks);
    const LineText text = lineText(line.toUtf8());
    QCOMPARE(text.text, line);
    QCOMPARE(static_cast<int>(text.marks.size()), marks);
}

void TestLineText::positionsMapBack()
{
    // a, escape, b, right-to-left override, c
    const LineText text = lineText(QByteArray("a\x1b"
                                              "b\u202e"
                                              "c"));
    QCOMPARE(text.text, QStringLiteral("a\u27e8ESC\u27e9b\u27e8U+202E\u27e9c"));
    for (int raw = 0; raw <= 5; ++raw)
        QCOMPARE(text.rawAt(text.shownAt(raw)), raw);
    QCOMPARE(text.rawAt(10), 3); // inside the mark
    QCOMPARE(text.rawAt(10, true), 4);
}

void TestLineText::aLongLineIsCutAndSaysSo()
{
    const LineText text = lineText(QByteArray(50'000'000, 'x'));
    QVERIFY(text.text.size() < 6000);
    QCOMPARE(text.marks.size(), size_t(1));
    QVERIFY(text.marks.front().kind == LineText::Mark::Kind::Note);
    QCOMPARE(text.rawAt(static_cast<int>(text.text.size())), text.rawLength);
    // A character is not cut in two.
    const LineText wide = lineText(QByteArray("x" + QStringLiteral("\u20ac").toUtf8().repeated(5000)));
    QVERIFY(!wide.text.contains(QChar::ReplacementCharacter));
}

void TestLineText::garbageIsCutAndSaysSo()
{
    const QByteArray garbage = QByteArray("a\x01\x02").repeated(1000);
    const LineText text = lineText(garbage);
    QVERIFY(text.text.size() < 3000);
    QVERIFY(text.marks.back().kind == LineText::Mark::Kind::Note);
    const auto hidden = std::ranges::count(text.marks, LineText::Mark::Kind::Hidden, &LineText::Mark::kind);
    QCOMPARE(hidden, 200);
    QCOMPARE(text.rawLength, 300); // and the rest is counted
    QVERIFY(text.text.contains(QLocale().formattedDataSize(garbage.size() - 300)));
    QCOMPARE(text.rawAt(static_cast<int>(text.text.size())), text.rawLength);
    // Where many lines are on the screen, less is shown of one that has to be shaped, and as much of a plain one.
    const QByteArray umlauts = QStringLiteral("\u00e4bc ").repeated(800).toUtf8();
    QVERIFY(lineText(umlauts).rawLength == 3200);
    QVERIFY(lineText(umlauts, {}, UnwrappedLimits).rawLength < 1500);
    QCOMPARE(lineText(QByteArray(4000, 'x'), {}, UnwrappedLimits).rawLength, 4000);
}

void TestLineText::whatIsNoUtf8StaysItself()
{
    const LineText text = lineText(QByteArray("Gr\xfc\xdf"
                                              "e"));
    QCOMPARE(text.text, QStringLiteral("Gr\u00fc\u00dfe"));
    QCOMPARE(decodedLine(QByteArray("Gr\xfc\xdf"
                                    "e"))
                 .toLatin1(),
        QByteArray("Gr\xfc\xdf"
                   "e"));
}

void TestLineText::theEndOfTheFileIsSeen()
{
    const LineText text = lineText("end", {true, true});
    QVERIFY(text.text.startsWith(QStringLiteral("end ")));
    QCOMPARE(text.rawAt(static_cast<int>(text.text.size())), 3);
    QCOMPARE(lineText("same\r", {false, false}).text, QStringLiteral("same"));
}

void TestLineText::anyBytesAreShown()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 3000; ++round) {
        QByteArray bytes(random.bounded(40), Qt::Uninitialized);
        for (char &c : bytes)
            c = static_cast<char>(random.bounded(256));
        bytes.replace('\n', 'n');
        const LineText text = lineText(bytes);
        for (const QChar c : text.text)
            QVERIFY(c == u'\t' || c >= u' ');
        int last = 0;
        for (int shown = 0; shown <= text.text.size(); ++shown) {
            const int raw = text.rawAt(shown);
            QVERIFY(raw >= last && raw <= text.rawLength);
            last = raw;
        }
    }
}

QTEST_GUILESS_MAIN(TestLineText)
#include "tst_line_text.moc"
