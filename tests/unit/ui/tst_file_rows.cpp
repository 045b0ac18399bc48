#include "ui/review/file_rows.h"

#include <QRandomGenerator>
#include <QTest>

using namespace pilothouse;

namespace {

std::shared_ptr<const TextLines> textOf(int lines)
{
    QByteArray bytes;
    for (int i = 0; i < lines; ++i)
        bytes += QByteArray::number(i) + '\n';
    return std::make_shared<TextLines>(bytes);
}

/// Edits at random places, never touching each other.
std::shared_ptr<const LineDiff> randomDiff(QRandomGenerator &random)
{
    LineDiff diff;
    int oldLine = 0;
    int newLine = 0;
    const int edits = random.bounded(0, 9);
    for (int i = 0; i < edits; ++i) {
        const int equal = random.bounded(i == 0 ? 0 : 1, 40);
        oldLine += equal;
        newLine += equal;
        const int removed = random.bounded(0, 6);
        const int added = removed == 0 ? random.bounded(1, 6) : random.bounded(0, 6);
        diff.edits.push_back({oldLine, removed, newLine, added});
        oldLine += removed;
        newLine += added;
    }
    const int rest = random.bounded(edits == 0 ? 1 : 0, 40);
    diff.before = textOf(oldLine + rest);
    diff.after = textOf(newLine + rest);
    return std::make_shared<LineDiff>(std::move(diff));
}

/// The same rows, kept one by one: every equal line knows by itself whether it is shown.
class Oracle final {
public:
    explicit Oracle(const LineDiff &diff) : m_diff(diff)
    {
        const int stretches = static_cast<int>(diff.edits.size()) + 1;
        for (int i = 0; i < stretches; ++i) {
            const int oldStart = i == 0 ? 0 : diff.edits[size_t(i) - 1].oldStart + diff.edits[size_t(i) - 1].oldCount;
            const int newStart = i == 0 ? 0 : diff.edits[size_t(i) - 1].newStart + diff.edits[size_t(i) - 1].newCount;
            const int end = i + 1 < stretches ? diff.edits[size_t(i)].newStart : diff.after->count();
            const int head = i == 0 ? 0 : FileRows::ContextLines;
            const int tail = i + 1 == stretches ? 0 : FileRows::ContextLines;
            m_stretches.push_back({oldStart, newStart, end - newStart, head, tail});
        }
    }

    void expand(int stretch, ExpandContext how)
    {
        Stretch &one = m_stretches[size_t(stretch)];
        if (how == ExpandContext::Down)
            one.head += FileRows::ExpandStep;
        else if (how == ExpandContext::Up)
            one.tail += FileRows::ExpandStep;
        else
            one.head = one.length;
    }

    [[nodiscard]] std::vector<FileRow> rows(DiffMode mode) const
    {
        std::vector<FileRow> all;
        for (size_t i = 0; i < m_stretches.size(); ++i) {
            const Stretch &one = m_stretches[i];
            const bool whole = one.length - one.head - one.tail <= 1;
            for (int line = 0; line < one.length; ++line) {
                const bool shown = whole || line < one.head || line >= one.length - one.tail;
                const bool hiddenAbove =
                    !all.empty() && all.back().kind == FileRow::Kind::Gap && all.back().stretch == static_cast<int>(i);
                if (shown)
                    all.push_back(
                        {FileRow::Kind::Context, one.oldStart + line, one.newStart + line, 0, -1, static_cast<int>(i)});
                else if (hiddenAbove)
                    ++all.back().hidden;
                else
                    all.push_back(
                        {FileRow::Kind::Gap, one.oldStart + line, one.newStart + line, 1, -1, static_cast<int>(i)});
            }
            if (i < m_diff.edits.size())
                appendEdit(all, static_cast<int>(i), mode);
        }
        return all;
    }

private:
    struct Stretch {
        int oldStart = 0;
        int newStart = 0;
        int length = 0;
        int head = 0;
        int tail = 0;
    };
    void appendEdit(std::vector<FileRow> &all, int index, DiffMode mode) const
    {
        const LineEdit &edit = m_diff.edits[size_t(index)];
        if (mode == DiffMode::Unified) {
            for (int i = 0; i < edit.oldCount; ++i)
                all.push_back({FileRow::Kind::Removed, edit.oldStart + i, -1, 0, index, -1});
            for (int i = 0; i < edit.newCount; ++i)
                all.push_back({FileRow::Kind::Added, -1, edit.newStart + i, 0, index, -1});
            return;
        }
        for (int i = 0; i < qMax(edit.oldCount, edit.newCount); ++i)
            all.push_back({FileRow::Kind::Changed, i < edit.oldCount ? edit.oldStart + i : -1,
                i < edit.newCount ? edit.newStart + i : -1, 0, index, -1});
    }

    const LineDiff &m_diff;
    std::vector<Stretch> m_stretches;
};

} // namespace

class TestFileRows final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsAreWhatAListOfThemWouldBe_data();
    void rowsAreWhatAListOfThemWouldBe();
    void aLineIsFoundInItsRow_data();
    void aLineIsFoundInItsRow();
    void revealingShowsTheLine();
    void expansionStaysWithItsLines();
    void aLongFileCostsItsEdits();

private:
    static void addSeeds();
};

void TestFileRows::addSeeds()
{
    QTest::addColumn<DiffMode>("mode");
    QTest::newRow("unified") << DiffMode::Unified;
    QTest::newRow("split") << DiffMode::Split;
}

void TestFileRows::rowsAreWhatAListOfThemWouldBe_data()
{
    addSeeds();
}

void TestFileRows::rowsAreWhatAListOfThemWouldBe()
{
    QFETCH(DiffMode, mode);
    QRandomGenerator random(20);
    for (int round = 0; round < 400; ++round) {
        const auto diff = randomDiff(random);
        FileRows rows(diff, mode);
        Oracle oracle(*diff);
        const int stretches = static_cast<int>(diff->edits.size()) + 1;
        for (int step = 0; step < 6; ++step) {
            const std::vector<FileRow> expected = oracle.rows(mode);
            QCOMPARE(rows.count(), static_cast<int>(expected.size()));
            int gaps = 0;
            for (int row = 0; row < rows.count(); ++row) {
                QVERIFY2(rows.at(row) == expected[size_t(row)],
                    qPrintable(QStringLiteral("round %1 step %2 row %3").arg(round).arg(step).arg(row)));
                QCOMPARE(rows.gapsBefore(row), gaps);
                gaps += expected[size_t(row)].kind == FileRow::Kind::Gap;
                int next = row;
                while (next < rows.count() && expected[size_t(next)].edit < 0)
                    ++next;
                QCOMPARE(rows.nextChangedRow(row), next == rows.count() ? -1 : next);
            }
            QCOMPARE(rows.gapCount(), gaps);
            const int stretch = random.bounded(stretches);
            const auto how = static_cast<ExpandContext>(random.bounded(3));
            // What shows everything already shows no more of it, and a view offers no such thing.
            const bool hidden = std::ranges::any_of(expected,
                [stretch](const FileRow &row) { return row.kind == FileRow::Kind::Gap && row.stretch == stretch; });
            if (hidden) {
                rows.expand(stretch, how);
                oracle.expand(stretch, how);
            }
        }
    }
}

void TestFileRows::aLineIsFoundInItsRow_data()
{
    addSeeds();
}

void TestFileRows::aLineIsFoundInItsRow()
{
    QFETCH(DiffMode, mode);
    QRandomGenerator random(21);
    for (int round = 0; round < 200; ++round) {
        const auto diff = randomDiff(random);
        const FileRows rows(diff, mode);
        for (int row = 0; row < rows.count(); ++row) {
            const FileRow found = rows.at(row);
            for (int i = 0; i < qMax(1, found.hidden); ++i) {
                if (found.oldLine >= 0)
                    QCOMPARE(rows.rowOf(ReviewSide::Old, found.oldLine + i), row);
                if (found.newLine >= 0)
                    QCOMPARE(rows.rowOf(ReviewSide::New, found.newLine + i), row);
            }
        }
        QCOMPARE(rows.rowOf(ReviewSide::Old, diff->before->count()), -1);
        QCOMPARE(rows.rowOf(ReviewSide::New, diff->after->count()), -1);
    }
}

void TestFileRows::revealingShowsTheLine()
{
    QRandomGenerator random(22);
    for (int round = 0; round < 300; ++round) {
        const auto diff = randomDiff(random);
        FileRows rows(diff, round % 2 == 0 ? DiffMode::Unified : DiffMode::Split);
        const int line = random.bounded(qMax(1, diff->after->count()));
        if (line >= diff->after->count())
            continue;
        rows.reveal(ReviewSide::New, line);
        const int row = rows.rowOf(ReviewSide::New, line);
        QVERIFY(row >= 0);
        QVERIFY(rows.at(row).kind != FileRow::Kind::Gap);
        QCOMPARE(rows.at(row).newLine, line);
    }
}

void TestFileRows::expansionStaysWithItsLines()
{
    // Lines 100 … 109 changed; what is above is expanded, then ten lines come in at the very top.
    LineDiff former{textOf(300), textOf(300), {{100, 10, 100, 10}}};
    FileRows rows(std::make_shared<LineDiff>(former), DiffMode::Unified);
    rows.expand(0, ExpandContext::Up);
    const int shown = rows.at(1).newLine;
    QCOMPARE(shown, 100 - FileRows::ContextLines - FileRows::ExpandStep);
    LineDiff present{textOf(300), textOf(310), {{0, 0, 0, 10}, {100, 10, 110, 10}}};
    FileRows now(std::make_shared<LineDiff>(present), DiffMode::Unified);
    now.adoptExpansion(rows, {{0, 0, 0, 10}});
    QVERIFY(now.at(now.rowOf(ReviewSide::New, shown + 10)).kind == FileRow::Kind::Context);
    QVERIFY(now.at(now.rowOf(ReviewSide::New, shown + 9)).kind == FileRow::Kind::Gap);
    QCOMPARE(mapThrough({{0, 0, 0, 10}}, 42), 52);
    QCOMPARE(mapThrough({{10, 5, 10, 1}}, 12), 10);
    QCOMPARE(mapThrough({{10, 5, 10, 1}}, 20), 16);
}

void TestFileRows::aLongFileCostsItsEdits()
{
    constexpr int Lines = 1'000'000;
    auto text = std::make_shared<TextLines>(QByteArray(Lines, '\n'));
    LineDiff diff{std::make_shared<TextLines>(), text, {{0, 0, 0, Lines}}};
    const FileRows rows(std::make_shared<LineDiff>(diff), DiffMode::Unified);
    QCOMPARE(rows.count(), Lines);
    QCOMPARE(rows.at(Lines - 1).newLine, Lines - 1);
    QCOMPARE(rows.rowOf(ReviewSide::New, 777'777), 777'777);
}

QTEST_GUILESS_MAIN(TestFileRows)
#include "tst_file_rows.moc"
