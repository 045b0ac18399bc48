#include "ui/transcript/markdown.h"
#include "ui/transcript/markdown_sections.h"

#include <QRandomGenerator>
#include <QTest>

using namespace pilothouse;

using Kind = MarkdownBlock::Kind;

class TestMarkdown final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocks_data();
    void blocks();
    void spans();
    void htmlIsText();
    void imagesAreTheirDescription();
    void hiddenCharactersShow();
    void tables();
    void sectionsJoinToTheText_data();
    void sectionsJoinToTheText();
    void growthTouchesOnlyTheLastSection();
    void blankLinesInCodeDoNotEndASection();
    void longCodeGoesOnAsCode();
    void anyChunksGiveTheSameSections();
};

void TestMarkdown::blocks_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QStringList>("wanted"); // kind, indent, quotes, marker, text of each block

    QTest::newRow("two paragraphs") << QStringLiteral("a\n\nb")
                                    << QStringList{QStringLiteral("0 0 0  a"), QStringLiteral("0 0 0  b")};
    QTest::newRow("heading") << QStringLiteral("## Title") << QStringList{QStringLiteral("1 0 0  Title")};
    QTest::newRow("tight list") << QStringLiteral("- a\n- b")
                                << QStringList{QStringLiteral("0 1 0 \u2022 a"), QStringLiteral("0 1 0 \u2022 b")};
    QTest::newRow("ordered list keeps its first number")
        << QStringLiteral("3. a\n4. b") << QStringList{QStringLiteral("0 1 0 3. a"), QStringLiteral("0 1 0 4. b")};
    QTest::newRow("nested list") << QStringLiteral("- a\n  - b\n- c")
                                 << QStringList{QStringLiteral("0 1 0 \u2022 a"), QStringLiteral("0 2 0 \u25E6 b"),
                                        QStringLiteral("0 1 0 \u2022 c")};
    QTest::newRow("task list") << QStringLiteral("- [x] a\n- [ ] b")
                               << QStringList{QStringLiteral("0 1 0 \u2611 a"), QStringLiteral("0 1 0 \u2610 b")};
    QTest::newRow("quotation") << QStringLiteral("> a\n> > b")
                               << QStringList{QStringLiteral("0 0 1  a"), QStringLiteral("0 0 2  b")};
    QTest::newRow("code") << QStringLiteral("```sh\nls\n\npwd\n```") << QStringList{QStringLiteral("2 0 0  ls\n\npwd")};
    QTest::newRow("code without an end") << QStringLiteral("```\nls") << QStringList{QStringLiteral("2 0 0  ls")};
    QTest::newRow("rule") << QStringLiteral("a\n\n---")
                          << QStringList{QStringLiteral("0 0 0  a"), QStringLiteral("4 0 0  ")};
    QTest::newRow("soft break") << QStringLiteral("a\nb") << QStringList{QStringLiteral("0 0 0  a b")};
    QTest::newRow("entity") << QStringLiteral("a &amp; b &lt;") << QStringList{QStringLiteral("0 0 0  a & b <")};
    QTest::newRow("nothing") << QStringLiteral("") << QStringList{};
}

void TestMarkdown::blocks()
{
    QFETCH(QString, source);
    QFETCH(QStringList, wanted);
    QStringList found;
    for (const MarkdownBlock &block : parseMarkdown(source))
        found.append(QStringLiteral("%1 %2 %3 %4 %5")
                .arg(static_cast<int>(block.kind))
                .arg(block.indent)
                .arg(block.quotes)
                .arg(block.marker, block.content.text));
    QCOMPARE(found, wanted);
}

void TestMarkdown::spans()
{
    const auto blocks = parseMarkdown(u"a **b** *c* `d` ~~e~~ [f](https://example.org/)");
    QCOMPARE(blocks.size(), 1U);
    QCOMPARE(blocks[0].content.text, QStringLiteral("a b c d e f"));
    const std::vector<MarkdownSpan> wanted{{2, 1, MarkdownSpan::Bold, {}}, {4, 1, MarkdownSpan::Italic, {}},
        {6, 1, MarkdownSpan::Code, {}}, {8, 1, MarkdownSpan::Strike, {}},
        {10, 1, MarkdownSpan::Link, QStringLiteral("https://example.org/")}};
    QVERIFY(blocks[0].content.spans == wanted);
}

void TestMarkdown::htmlIsText()
{
    const auto blocks = parseMarkdown(u"<script>alert(1)</script> and <b>bold</b>");
    QCOMPARE(blocks.size(), 1U);
    QCOMPARE(blocks[0].content.text, QStringLiteral("<script>alert(1)</script> and <b>bold</b>"));
}

void TestMarkdown::imagesAreTheirDescription()
{
    const auto blocks = parseMarkdown(u"![a cat](http://example.org/cat.png)");
    QCOMPARE(blocks[0].content.text, QStringLiteral("a cat"));
    QVERIFY(blocks[0].content.spans.empty());
}

void TestMarkdown::hiddenCharactersShow()
{
    const auto blocks = parseMarkdown(u"run \u202Etxt.exe \u200B");
    QVERIFY(blocks[0].content.text.contains(QStringLiteral("U+202E")));
    QVERIFY(blocks[0].content.text.contains(QStringLiteral("U+200B")));
}

void TestMarkdown::tables()
{
    const auto blocks = parseMarkdown(u"| a | b |\n|---|---|\n| 1 | **2** |");
    QCOMPARE(blocks.size(), 1U);
    QCOMPARE(blocks[0].kind, Kind::Table);
    QCOMPARE(blocks[0].rows.size(), 2U);
    QCOMPARE(blocks[0].rows[1][1].text, QStringLiteral("2"));
    QCOMPARE(blocks[0].rows[1][1].spans.size(), 1U);
}

void TestMarkdown::sectionsJoinToTheText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("short") << QStringLiteral("one\n\ntwo");
    QTest::newRow("many paragraphs") << QStringLiteral("word word word word word\n\n").repeated(200);
    QTest::newRow("lists") << QStringLiteral("- item\n\n  continued\n\n").repeated(100);
    QTest::newRow("no line break at all") << QStringLiteral("x").repeated(70'000);
}

void TestMarkdown::sectionsJoinToTheText()
{
    QFETCH(QString, text);
    MarkdownSections sections;
    sections.append(text);
    QString joined;
    for (const QString &section : sections.sections()) {
        QVERIFY(section.size() <= 2 * MarkdownSections::Bound);
        joined += section;
    }
    QCOMPARE(joined, text);
}

void TestMarkdown::growthTouchesOnlyTheLastSection()
{
    StreamedText text;
    MarkdownSections sections;
    size_t lowest = 0;
    for (int i = 0; i < 400; ++i) {
        text.append(QStringLiteral("Paragraph %1 with some words in it.\n\n").arg(i));
        const size_t last = sections.sections().empty() ? 0 : sections.sections().size() - 1;
        const size_t changed = sections.update(text);
        QVERIFY(changed >= last);
        lowest = qMax(lowest, changed);
    }
    QVERIFY(lowest > 10);
    QString joined;
    for (const QString &section : sections.sections())
        joined += section;
    QCOMPARE(joined, text.toString());
}

void TestMarkdown::blankLinesInCodeDoNotEndASection()
{
    MarkdownSections sections;
    sections.append(
        QString(QStringLiteral("text\n\n```\n") + QStringLiteral("code\n\n").repeated(300) + QStringLiteral("```\n")));
    QVERIFY(sections.sections().size() <= 2);
}

void TestMarkdown::longCodeGoesOnAsCode()
{
    MarkdownSections sections;
    sections.append(QString(QStringLiteral("```cpp\n") + QStringLiteral("int x = 0; // a line of code\n").repeated(2000)
        + QStringLiteral("```\nafter\n")));
    QVERIFY(sections.sections().size() > 2);
    for (size_t i = 0; i + 1 < sections.sections().size(); ++i) {
        const auto blocks = parseMarkdown(sections.sections()[i]);
        QCOMPARE(blocks.size(), 1U);
        QCOMPARE(blocks[0].kind, Kind::Code);
        QCOMPARE(blocks[0].language, QStringLiteral("cpp"));
    }
}

void TestMarkdown::anyChunksGiveTheSameSections()
{
    const QString text =
        QStringLiteral("# Title\n\nwords **bold** and more words\n\n```sh\nls\n\nls\n```\n\n1. one\n2. two\n\n")
            .repeated(60);
    MarkdownSections whole;
    whole.append(text);
    for (quint32 seed = 1; seed <= 20; ++seed) {
        QRandomGenerator random(seed);
        StreamedText grown;
        MarkdownSections pieces;
        for (qsizetype at = 0; at < text.size();) {
            const qsizetype length = qMin<qsizetype>(1 + random.bounded(300), text.size() - at);
            grown.append(QStringView(text).sliced(at, length));
            pieces.update(grown);
            at += length;
        }
        QVERIFY2(pieces.sections() == whole.sections(), qPrintable(QStringLiteral("seed %1").arg(seed)));
    }
}

QTEST_GUILESS_MAIN(TestMarkdown)
#include "tst_markdown.moc"
