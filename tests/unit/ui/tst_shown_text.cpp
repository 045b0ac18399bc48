#include "ui/review/diff_rows.h"
#include "ui/review/inline_diff.h"
#include "ui/transcript/plain_output.h"

#include <QTest>

using namespace pilothouse;

/// How untrusted output and differences are turned into lines to paint.
class TestShownText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void output_data();
    void output();
    void inlineDiffKeepsContext();
    void inlineDiffOfANewFile();
    void inlineDiffIsBounded();
    void diffRowsNumberAndMark();
    void diffRowsHighlight();
    void longLinesAreCut();
};

void TestShownText::output_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("lines");
    const auto s = [](const char *text) { return QString::fromUtf8(text); };
    QTest::newRow("plain") << s("a\nb\n") << QStringList{s("a"), s("b")};
    QTest::newRow("carriage return before a line feed") << s("a\r\nb") << QStringList{s("a"), s("b")};
    QTest::newRow("a progress bar overwrites itself") << s("10 %\r20 %\r100 %") << QStringList{s("100 %")};
    QTest::newRow("a shorter line leaves the rest") << s("abcdef\rxy") << QStringList{s("xycdef")};
    QTest::newRow("backspace") << s("ab\bc") << QStringList{s("ac")};
    QTest::newRow("colours") << s("\x1b[1;31mred\x1b[0m") << QStringList{s("red")};
    QTest::newRow("title and link") << s("\x1b]0;title\x07text\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\")
                                    << QStringList{s("textlink")};
    QTest::newRow("an escape at the end") << s("a\x1b") << QStringList{s("a")};
    QTest::newRow("a sequence without an end stops at the line")
        << s("a\x1b]0;never\nb") << QStringList{s("a"), s("b")};
    QTest::newRow("bidirectional control") << s("\xE2\x80\xAE"
                                                "exe")
                                           << QStringList{s("\xE2\x9F\xA8U+202E\xE2\x9F\xA9"
                                                            "exe")};
}

void TestShownText::output()
{
    QFETCH(QString, text);
    QFETCH(QStringList, lines);
    QCOMPARE(plainLines(text), lines);
}

void TestShownText::inlineDiffKeepsContext()
{
    const QString before = QStringLiteral("1\n2\n3\n4\n5\nold\n7\n8\n9\n10\n");
    const QString after = QStringLiteral("1\n2\n3\n4\n5\nnew\nmore\n7\n8\n9\n10\n");
    const InlineDiff diff = inlineDiff(before, after, 2);
    QCOMPARE(diff.added, 2);
    QCOMPARE(diff.removed, 1);
    QStringList shown;
    for (const InlineDiffLine &line : diff.lines)
        shown.append(QStringLiteral("%1%2").arg(static_cast<int>(line.kind)).arg(line.text));
    QCOMPARE(shown,
        (QStringList{QStringLiteral("3"), QStringLiteral("04"), QStringLiteral("05"), QStringLiteral("2old"),
            QStringLiteral("1new"), QStringLiteral("1more"), QStringLiteral("07"), QStringLiteral("08"),
            QStringLiteral("3")}));
}

void TestShownText::inlineDiffOfANewFile()
{
    const InlineDiff diff = inlineDiff(std::nullopt, QStringLiteral("a\nb\n"));
    QCOMPARE(diff.added, 2);
    QCOMPARE(diff.removed, 0);
    QCOMPARE(diff.lines.size(), 2U);
}

void TestShownText::inlineDiffIsBounded()
{
    const InlineDiff diff = inlineDiff(QString(), QStringLiteral("x\n").repeated(10'000), 3, 100);
    QCOMPARE(diff.lines.size(), 100U);
    QVERIFY(diff.cut);
    QCOMPARE(diff.added, 10'000);
}

void TestShownText::diffRowsNumberAndMark()
{
    Hunk hunk{7, 2, 7, 2, "int main()", {}};
    hunk.lines = {{DiffLine::Kind::Context, 7, 7, "same", false}, {DiffLine::Kind::Removed, 8, 0, "old\r", false},
        {DiffLine::Kind::Added, 0, 8, "new", true}};
    const auto rows = makeDiffRows({{hunk}}, QStringLiteral("x.unknown"), HighlightScheme::Light, {});
    QCOMPARE(rows->rows.size(), 5U);
    QCOMPARE(rows->rows[0].kind, DiffRow::Kind::Hunk);
    QVERIFY(rows->rows[0].text.contains(QStringLiteral("int main()")));
    QCOMPARE(rows->rows[2].text, QStringLiteral("old\u240D"));
    QCOMPARE(rows->rows[3].newNumber, 8);
    QCOMPARE(rows->rows[4].kind, DiffRow::Kind::NoNewline);
    QCOMPARE(rows->largestNumber, 8);
}

void TestShownText::diffRowsHighlight()
{
    const auto rows = makeFileRows("int main() { return 0; }\n", QStringLiteral("x.cpp"), HighlightScheme::Dark, {});
    QCOMPARE(rows->rows.size(), 1U);
    QVERIFY(!rows->rows[0].spans.empty());
    for (const HighlightSpan &span : rows->rows[0].spans)
        QVERIFY(span.start >= 0 && span.start + span.length <= rows->rows[0].text.size());
}

void TestShownText::longLinesAreCut()
{
    const auto rows = makeFileRows(QByteArray(100'000, 'x'), QStringLiteral("x.js"), HighlightScheme::Light, {});
    QVERIFY(rows->rows[0].text.size() < 30'000);
}

QTEST_GUILESS_MAIN(TestShownText)
#include "tst_shown_text.moc"
