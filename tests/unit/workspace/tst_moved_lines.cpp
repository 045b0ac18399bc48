#include "runner/workspace/moved_lines.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<const LineDiff> diffOf(const QByteArray &before, const QByteArray &after)
{
    auto diff = std::make_shared<LineDiff>();
    diff->before = std::make_shared<const TextLines>(before);
    diff->after = std::make_shared<const TextLines>(after);
    diff->edits = lineEdits(*diff->before, *diff->after).value();
    return diff;
}

const QByteArray block = "void drawTheWheel(int spokes)\n{\n    turn(spokes);\n}\n";
const QByteArray other = "static int numberOfSails = 4;\nstatic int numberOfMasts = 2;\n";

} // namespace

class TestMovedLines : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsABlockInAnotherFile()
    {
        const std::vector files{diffOf("one\n" + block + "two\n", "one\ntwo\n"), diffOf(other, other + block)};
        const auto moved = findMovedLines(files);
        QVERIFY(moved);
        QCOMPARE(moved->size(), 1u);
        QCOMPARE(moved->front(), (MovedLines{0, 1, 1, 2, 4}));
    }

    void findsABlockThatWasIndentedAnewOnlyWhenAsked()
    {
        QByteArray indented = "    " + block;
        indented.replace("\n", "\n    ").chop(4);
        const std::vector files{diffOf(block + other, other), diffOf("x\n", "x\n" + indented)};
        QVERIFY(findMovedLines(files)->empty());
        const auto moved = findMovedLines(files, {.whitespace = MovedOptions::Whitespace::Ignore});
        QCOMPARE(moved->size(), 1u);
        QCOMPARE(moved->front().count, 4);
    }

    void passesOverWhatSaysNothing_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::newRow("two lines") << other;
        QTest::newRow("braces") << "}\n}\n}\n{\n{\n}\n\n\n"_ba;
        QTest::newRow("few letters") << "a\nb\nc\nd\n"_ba;
    }

    void passesOverWhatSaysNothing()
    {
        QFETCH(QByteArray, lines);
        const std::vector files{diffOf(lines + "kept line\n", "kept line\n"), diffOf("x\n", "x\n" + lines)};
        QVERIFY(findMovedLines(files)->empty());
    }

    void givesEachLineToOneBlock()
    {
        const std::vector files{diffOf(block + "kept line\n", "kept line\n"), diffOf("x\n", block + "x\n" + block)};
        const auto moved = findMovedLines(files);
        QCOMPARE(moved->size(), 1u);
        QCOMPARE(moved->front(), (MovedLines{0, 0, 1, 0, 4}));
    }

    void tellsOnlyOfLinesThatAreTheSame()
    {
        // Random lines from a small vocabulary, cut and put elsewhere.
        QRandomGenerator random(11);
        for (int round = 0; round < 300; ++round) {
            const auto makeText = [&] {
                QByteArray text;
                for (int i = 0; i < 40; ++i)
                    text += "a line with the number " + QByteArray::number(random.bounded(12)) + '\n';
                return text;
            };
            const std::vector files{diffOf(makeText(), makeText()), diffOf(makeText(), makeText())};
            const auto moved = findMovedLines(files);
            QVERIFY(moved);
            QSet<std::pair<size_t, int>> from;
            QSet<std::pair<size_t, int>> to;
            for (const MovedLines &lines : *moved) {
                QVERIFY(lines.count >= 3);
                QCOMPARE(files[lines.fromFile]->before->lines(lines.fromLine, lines.count),
                    files[lines.toFile]->after->lines(lines.toLine, lines.count));
                for (int i = 0; i < lines.count; ++i) {
                    QVERIFY(!from.contains({lines.fromFile, lines.fromLine + i}));
                    QVERIFY(!to.contains({lines.toFile, lines.toLine + i}));
                    from.insert({lines.fromFile, lines.fromLine + i});
                    to.insert({lines.toFile, lines.toLine + i});
                }
            }
        }
    }

    void endsSoonWhereEverythingIsAlike()
    {
        const QByteArray blank = QByteArray("\n").repeated(200'000);
        const QByteArray same = QByteArray("the very same line of text\n").repeated(200'000);
        const std::vector files{
            diffOf(blank + "a\n", "a\n"), diffOf("b\n", "b\n" + blank), diffOf(same, "c\n"), diffOf("c\n", same)};
        const auto moved = findMovedLines(files);
        QVERIFY(moved);
        QCOMPARE(moved->size(), 1u);
        QCOMPARE(moved->front().count, 200'000);
    }

    void stopsWhenAsked()
    {
        const std::vector files{diffOf(block, "x\n")};
        std::stop_source source;
        source.request_stop();
        QCOMPARE(findMovedLines(files, {}, source.get_token()).error().code, Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestMovedLines)
#include "tst_moved_lines.moc"
