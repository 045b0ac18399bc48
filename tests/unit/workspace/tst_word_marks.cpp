#include "runner/workspace/word_marks.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <array>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

/// The lines with their marks in brackets.
QByteArray marked(const QByteArrayList &lines, const std::vector<std::vector<MarkedBytes>> &marks)
{
    QByteArrayList shown;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QByteArray line = lines[i];
        const auto &spans = marks[static_cast<size_t>(i)];
        for (auto span = spans.rbegin(); span != spans.rend(); ++span)
            line.insert(span->start + span->length, ']').insert(span->start, '[');
        shown.append(line);
    }
    return shown.join('\n');
}

std::vector<QByteArrayView> views(const QByteArrayList &lines)
{
    return {lines.begin(), lines.end()};
}

} // namespace

class TestWordMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void marksTheWordsThatDiffer_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("shownBefore");
        QTest::addColumn<QByteArray>("shownAfter");
        QTest::newRow("one word") << "int count = 1;"_ba << "int total = 1;"_ba << "int [count] = 1;"_ba
                                  << "int [total] = 1;"_ba;
        QTest::newRow("an argument more") << "call(a, b);"_ba << "call(a, b, c);"_ba << "call(a, b);"_ba
                                          << "call(a, b[, c]);"_ba;
        QTest::newRow("words side by side are one mark") << "return old value here;"_ba << "return new thing here;"_ba
                                                         << "return [old value] here;"_ba
                                                         << "return [new thing] here;"_ba;
        QTest::newRow("indented anew") << "value = 1;"_ba << "    value = 1;"_ba << "value = 1;"_ba
                                       << "[    ]value = 1;"_ba;
        QTest::newRow("a carriage return more") << "value = 1;"_ba << "value = 1;\r"_ba << "value = 1;"_ba
                                                << "value = 1;[\r]"_ba;
        QTest::newRow("nothing in common") << "alpha beta"_ba << "gamma delta"_ba << "alpha beta"_ba
                                           << "gamma delta"_ba;
        QTest::newRow("a line is inserted before its like")
            << "int width = 3;"_ba << "// how wide\nint width = 4;"_ba << "int width = [3];"_ba
            << "// how wide\nint width = [4];"_ba;
        QTest::newRow("two lines change places with none")
            << "first(a);\nsecond(b);"_ba << "second(c);"_ba << "first(a);\nsecond([b]);"_ba << "second([c]);"_ba;
        QTest::newRow("beyond ASCII is not split")
            << "sagt Größe an"_ba << "sagt Größen an"_ba << "sagt [Größe] an"_ba << "sagt [Größen] an"_ba;
        QTest::newRow("empty lines") << "\n"_ba << "x\n"_ba << "\n"_ba << "x\n"_ba;
    }

    void marksTheWordsThatDiffer()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const QByteArrayList oldLines = before.split('\n');
        const QByteArrayList newLines = after.split('\n');
        const WordMarks marks = wordMarks(views(oldLines), views(newLines));
        QTEST(marked(oldLines, marks.before), "shownBefore");
        QTEST(marked(newLines, marks.after), "shownAfter");
    }

    void takesWhatIsNotMarkedForTheSame()
    {
        QRandomGenerator random(7);
        const QByteArrayList words{"a", "if", "(", ")", "value", " ", "  ", "\t", "+", "Größe", "0"};
        const auto makeLine = [&] {
            QByteArray line;
            for (int left = random.bounded(14); left > 0; --left)
                line += words[random.bounded(words.size())];
            return line;
        };
        const auto unmarked = [](QByteArray line, const std::vector<MarkedBytes> &spans) {
            for (auto span = spans.rbegin(); span != spans.rend(); ++span)
                line.remove(span->start, span->length);
            return line.replace(' ', "").replace('\t', "");
        };
        int compared = 0;
        for (int round = 0; round < 20000; ++round) {
            const QByteArray before = makeLine();
            const QByteArray after = makeLine();
            const WordMarks marks = wordMarks(std::array{QByteArrayView(before)}, std::array{QByteArrayView(after)});
            if (marks.before[0].empty() && marks.after[0].empty())
                continue;
            ++compared;
            QCOMPARE(unmarked(before, marks.before[0]), unmarked(after, marks.after[0]));
        }
        QVERIFY(compared > 500);
    }

    void leavesALongLineAlone()
    {
        const QByteArrayList oldLines{QByteArray("word ").repeated(1'000'000) + "a"};
        const QByteArrayList newLines{QByteArray("word ").repeated(1'000'000) + "b"};
        const WordMarks marks = wordMarks(views(oldLines), views(newLines));
        QVERIFY(marks.before[0].empty() && marks.after[0].empty());
    }

    void staysInProportionToTheText()
    {
        // Every line with the most words there may be: what an exhaustive comparison of all lines would take hours for.
        QByteArrayList oldLines;
        QByteArrayList newLines;
        for (int i = 0; i < 2000; ++i) {
            oldLines.append(QByteArray("a b+").repeated(60) + QByteArray::number(i));
            newLines.append(QByteArray("a c+").repeated(60) + QByteArray::number(i));
        }
        QElapsedTimer clock;
        clock.start();
        const WordMarks marks = wordMarks(views(oldLines), views(newLines));
        QVERIFY(!marks.before[1999].empty());
        QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestWordMarks)
#include "tst_word_marks.moc"
