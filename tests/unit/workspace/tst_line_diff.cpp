#include "runner/workspace/line_diff.h"
#include "runner/workspace/line_edits.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <ctime>
#include <thread>

using namespace pilothouse;
using namespace Qt::StringLiterals;
using Whitespace = DiffOptions::Whitespace;

namespace {

/// The new text made from the old one by the edits, taking everything between them from the old one.
QByteArray applied(const TextLines &before, const TextLines &after, const std::vector<LineEdit> &edits)
{
    QByteArray text;
    int at = 0;
    for (const LineEdit &edit : edits) {
        text += before.lines(at, edit.oldStart - at);
        text += after.lines(edit.newStart, edit.newCount);
        at = edit.oldStart + edit.oldCount;
    }
    return text + before.lines(at, before.count() - at);
}

QByteArray randomText(QRandomGenerator &random)
{
    static const QByteArrayList lines{
        "{\n", "}\n", "\n", "    one\n", "two\n", "  two\n", QByteArray("\0x\n", 3), "three\r\n"};
    QByteArray text;
    for (int left = random.bounded(30); left > 0; --left)
        text += lines[random.bounded(lines.size())];
    if (random.bounded(3) == 0)
        text += "no end";
    return text;
}

} // namespace

class TestLineDiff : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void splitsIntoLines_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("lines");
        QTest::addColumn<bool>("ends");
        QTest::newRow("nothing") << QByteArray() << QByteArrayList() << true;
        QTest::newRow("one line") << "a\n"_ba << QByteArrayList{"a"} << true;
        QTest::newRow("no newline at the end") << "a\nb"_ba << QByteArrayList{"a", "b"} << false;
        QTest::newRow("empty lines") << "\n\n"_ba << QByteArrayList{"", ""} << true;
        QTest::newRow("carriage returns stay") << "a\r\nb\rc\n"_ba << QByteArrayList{"a\r", "b\rc"} << true;
        QTest::newRow("NUL bytes") << QByteArray("a\0b\nc", 5) << QByteArrayList{QByteArray("a\0b", 3), "c"} << false;
    }

    void splitsIntoLines()
    {
        QFETCH(QByteArray, text);
        const TextLines lines(text);
        QByteArrayList found;
        for (int i = 0; i < lines.count(); ++i)
            found.append(lines.line(i).toByteArray());
        QTEST(found, "lines");
        QTEST(lines.endsWithNewline(), "ends");
        QCOMPARE(lines.lines(0, lines.count()), text);
        QCOMPARE(lines.lines(lines.count(), 0), QByteArray());
    }

    void editsMakeTheNewTextFromTheOld()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < 3000; ++round) {
            const TextLines before(randomText(random));
            const TextLines after(randomText(random));
            const auto edits = lineEdits(before, after);
            QVERIFY(edits);
            QCOMPARE(applied(before, after, *edits), after.bytes());
            int oldEnd = -1;
            int newEnd = -1;
            for (const LineEdit &edit : *edits) {
                QVERIFY(edit.oldStart > oldEnd && edit.newStart > newEnd); // Ascending, and something between.
                QVERIFY(edit.oldCount + edit.newCount > 0 && !edit.blank);
                oldEnd = edit.oldStart + edit.oldCount;
                newEnd = edit.newStart + edit.newCount;
            }
        }
    }

    void keepsCountsEqualBetweenEditsInEveryMode()
    {
        QRandomGenerator random(5);
        for (const Whitespace mode : {Whitespace::IgnoreAmount, Whitespace::IgnoreAll, Whitespace::IgnoreBlankLines}) {
            for (int round = 0; round < 500; ++round) {
                const TextLines before(randomText(random));
                const TextLines after(randomText(random));
                int shift = 0;
                const std::vector<LineEdit> edits = lineEdits(before, after, mode).value();
                for (const LineEdit &edit : edits) {
                    QCOMPARE(edit.newStart - edit.oldStart, shift);
                    shift += edit.newCount - edit.oldCount;
                }
                QCOMPARE(after.count() - before.count(), shift);
            }
        }
    }

    void ignoresWhitespace_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QList<int>>("shown"); // Edits that are shown: Compare, IgnoreAmount, IgnoreAll, blank lines.
        QTest::newRow("more of it") << "a b\n"_ba << "a  b\n"_ba << QList{1, 0, 0, 1};
        QTest::newRow("some where none was") << "ab\n"_ba << "a b\n"_ba << QList{1, 1, 0, 1};
        QTest::newRow("at the end") << "a\n"_ba << "a \n"_ba << QList{1, 0, 0, 1};
        QTest::newRow("CRLF") << "a\n"_ba << "a\r\n"_ba << QList{1, 0, 0, 1};
        QTest::newRow("a blank line more") << "a\nb\n"_ba << "a\n\nb\n"_ba << QList{1, 1, 1, 0};
        QTest::newRow("a blank line and another") << "a\nb\n"_ba << "a\n\nx\nb\n"_ba << QList{1, 1, 1, 1};
    }

    void ignoresWhitespace()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QList<int> shown;
        for (const Whitespace mode :
            {Whitespace::Compare, Whitespace::IgnoreAmount, Whitespace::IgnoreAll, Whitespace::IgnoreBlankLines})
            shown.append(static_cast<int>(std::ranges::count(
                lineEdits(TextLines(before), TextLines(after), mode).value(), false, &LineEdit::blank)));
        QTEST(shown, "shown");
    }

    void joinsEditsToHunks_data()
    {
        QTest::addColumn<int>("between");
        QTest::addColumn<int>("context");
        QTest::addColumn<int>("hunks");
        QTest::newRow("near") << 6 << 3 << 1;
        QTest::newRow("one line too far") << 7 << 3 << 2;
        QTest::newRow("without context") << 1 << 0 << 2;
        QTest::newRow("everything") << 1000 << 1'000'000 << 1;
    }

    void joinsEditsToHunks()
    {
        QFETCH(int, between);
        QFETCH(int, context);
        const std::vector<LineEdit> edits{{10, 1, 10, 2}, {11 + between, 0, 12 + between, 1}};
        const std::vector<HunkRange> hunks = hunksOf(edits, context);
        QTEST(static_cast<int>(hunks.size()), "hunks");
        QCOMPARE(hunks.back().firstEdit + hunks.back().editCount, edits.size());
    }

    void showsNoHunkOfBlankLinesAlone()
    {
        const std::vector<LineEdit> edits{
            {0, 0, 0, 1, true}, {5, 1, 6, 1}, {7, 0, 8, 1, true}, {9, 1, 11, 1}, {90, 1, 92, 0, true}};
        QCOMPARE(hunksOf(edits), (std::vector<HunkRange>{{1, 3}}));
    }

    void staysAliveWithHugeTexts_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<int>("added");
        QByteArray numbers;
        for (int i = 0; i < 1'000'000; ++i)
            numbers += QByteArray::number(i) + '\n';
        QTest::newRow("a million lines, one changed")
            << numbers << QByteArray(numbers).replace("\n777777\n", "\nx\n") << 1;
        QTest::newRow("a line of 50 MB") << QByteArray(50'000'000, 'a') << QByteArray(50'000'000, 'b') << 1;
        QTest::newRow("more lines than are compared") << QByteArray("a\n" + QByteArray(5'000'000, '\n') + "c\nz\n")
                                                      << QByteArray("a\nb\n" + QByteArray(3, '\n') + "z\n") << 4;
    }

    void staysAliveWithHugeTexts()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(int, added);
        QElapsedTimer clock;
        clock.start();
        const TextLines oldText(before);
        const TextLines newText(after);
        const auto edits = lineEdits(oldText, newText);
        QVERIFY(edits);
        QCOMPARE(edits->size(), 1u);
        QCOMPARE(edits->front().newCount, added);
        QCOMPARE(applied(oldText, newText, *edits), after);
        QVERIFY2(clock.elapsed() < 30'000, qPrintable(QString::number(clock.elapsed())));
    }

    void piecesGiveTheNewTextFromTheOld()
    {
        QRandomGenerator random(11);
        int coarse = 0;
        for (int round = 0; round < 3000; ++round) {
            const auto text = [&random, kinds = random.bounded(2, 200)] {
                QByteArray lines;
                for (int i = random.bounded(0, 120); i > 0; --i)
                    lines += QByteArray::number(random.bounded(kinds)) + '\n';
                return lines.chopped(random.bounded(2) && !lines.isEmpty() ? 1 : 0);
            };
            const TextLines before(text());
            QByteArray changed = before.bytes();
            for (int i = random.bounded(6); i > 0 && round % 2 == 0; --i)
                changed.replace(QByteArray::number(random.bounded(100)), QByteArray::number(random.bounded(100)));
            const TextLines after(round % 2 == 0 ? changed : text());
            const auto compared = compareLines(before, after, Whitespace::Compare, {}, random.bounded(2, 60)).value();
            QCOMPARE(applied(before, after, compared.edits), after.bytes());
            coarse += compared.coarse ? 1 : 0;
            int end = -1;
            for (const LineEdit &edit : compared.edits) {
                QVERIFY(edit.oldStart > end && edit.oldCount + edit.newCount > 0);
                end = edit.oldStart + edit.oldCount;
            }
        }
        QVERIFY(coarse > 10); // that is seen, too
    }

    void piecesAreAsOneComparison()
    {
        // Every line is there once, so there is one shortest way from the one text to the other.
        QRandomGenerator random(12);
        for (int round = 0; round < 200; ++round) {
            QByteArray before;
            QByteArray after;
            for (int i = 0; i < 600; ++i) {
                const QByteArray line = QByteArray::number(i) + '\n';
                const int what = random.bounded(12);
                before += what == 0 ? QByteArray() : line;
                after += what == 1 ? QByteArray() : what == 2 ? "changed " + line : line;
            }
            const TextLines old(before);
            const TextLines now(after);
            QCOMPARE(compareLines(old, now, Whitespace::Compare, {}, 80).value().edits, *lineEdits(old, now));
        }
    }

    void endsSoonWhenItIsStopped_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("coarse");
        QRandomGenerator random(13);
        const auto lines = [&random](int count, int kinds) {
            QByteArray text;
            for (int i = 0; i < count; ++i)
                text += QByteArray::number(random.bounded(kinds)) + '\n';
            return text;
        };
        QTest::newRow("lines in no order") << lines(900'000, 100'000'000) << lines(900'000, 100'000'000) << false;
        QTest::newRow("few different lines") << lines(900'000, 40) << lines(900'000, 40) << true;
        QTest::newRow("two different lines") << lines(900'000, 2) << lines(900'000, 2) << true;
    }

    /// Ten seconds of libgit2 at once, before it was done in pieces.
    void endsSoonWhenItIsStopped()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(bool, coarse);
        const TextLines old(before);
        const TextLines now(after);
        const auto compared = compareLines(old, now, Whitespace::Compare, {}, LinesInOneGo).value();
        QCOMPARE(applied(old, now, compared.edits), after);
        QCOMPARE(compared.coarse, coarse);
        // Stopped at any moment, it ends soon: in processor time, for others use the machine, too.
        std::stop_source stop;
        std::atomic<double> stopped = 0;
        const auto seconds = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
        for (const int wait : {1, 20, 60, 150, 300}) {
            stop = {};
            std::jthread person([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(wait));
                stopped = seconds();
                stop.request_stop();
            });
            const auto answer = compareLines(old, now, Whitespace::Compare, stop.get_token(), LinesInOneGo);
            const double end = seconds();
            person.join();
            if (answer)
                continue; // it was done before
            QVERIFY(answer.error().code == Cancelled);
            QVERIFY2(end - stopped < 0.4, qPrintable(QString::number(end - stopped)));
        }
    }
};

QTEST_GUILESS_MAIN(TestLineDiff)
#include "tst_line_diff.moc"
