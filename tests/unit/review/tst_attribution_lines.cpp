// Carrying what is known of lines through versions, and what is read about them.

#include "runner/review/attribution_filter.h"
#include "runner/review/attribution_lines.h"
#include "runner/review/attribution_text.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;
using Kind = LineOrigin::Kind;

namespace {

/// One word a line.
TextLines lines(const QByteArray &words)
{
    QByteArray bytes;
    const QList<QByteArray> list = words.split(' ');
    for (const QByteArray &word : list) {
        if (!word.isEmpty())
            bytes += word + '\n';
    }
    return TextLines(bytes);
}

/// The steps of each line, "0 0,2 3".
QByteArray carried(const QList<QByteArray> &versions)
{
    StepSets numbers;
    TextLines before = lines(versions.front());
    std::vector<quint32> sets(static_cast<size_t>(before.count()), numbers.single(StepSets::base));
    for (qsizetype i = 1; i < versions.size(); ++i) {
        const TextLines after = lines(versions[i]);
        const auto edits = lineEdits(before, after);
        sets = carrySets(before, after, *edits, sets, static_cast<quint32>(i) + 1, numbers);
        before = after;
    }
    QByteArray text;
    for (const quint32 set : sets) {
        QByteArray steps;
        for (const quint32 step : numbers.steps(set))
            steps += (steps.isEmpty() ? "" : ",") + QByteArray::number(step);
        text += (text.isEmpty() ? "" : " ") + steps;
    }
    return text;
}

LineOrigin byCall(const QString &id, const QString &command, qint32 turn)
{
    return {.kind = Kind::By,
        .calls =
            {{.id = ToolCallId(id), .turn = turn, .seq = 7, .title = u"title"_s, .command = command, .words = u"so"_s}},
        .turns = {turn},
        .prompt = u"please"_s,
        .snapshots = {ObjectId(u"abc"_s)},
        .seq = 7};
}

std::shared_ptr<const LineOrigins> someOrigins()
{
    LineOrigins origins;
    origins.table = {byCall(u"c1"_s, u"make"_s, 1), byCall(u"c2"_s, u"sed -i\nrm"_s, 2)};
    origins.table[1].kind = Kind::During;
    origins.table[1].othersMay = true;
    origins.added = {-1, 0, 0, 1, -1, 0};
    origins.removed = {1, -1, 0};
    origins.touching = {0, 1};
    return std::make_shared<const LineOrigins>(std::move(origins));
}

} // namespace

class TestAttributionLines : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void carriesWhatIsKnown_data();
    void carriesWhatIsKnown();
    void knowsWhoRemovedALine();
    void givesUpWhereTooMuchIsPossible();
    void selectsWhatOneCallChanged();
    void makesTheSandboxsTextVisible();
    void writesTheSameNoteAgain();
    void boundsTheNote();
};

void TestAttributionLines::carriesWhatIsKnown_data()
{
    QTest::addColumn<QList<QByteArray>>("versions");
    QTest::addColumn<QByteArray>("steps");
    using List = QList<QByteArray>;
    QTest::newRow("nothing") << List{"a b", "a b"} << QByteArray("0 0");
    QTest::newRow("added") << List{"a b", "a x b", "a x b y"} << QByteArray("0 2 0 3");
    QTest::newRow("changed again") << List{"a b", "a x", "a y"} << QByteArray("0 3");
    QTest::newRow("a second brace") << List{"f }", "f } g }"} << QByteArray("0 0,2 2 0,2");
    QTest::newRow("a brace far away stays") << List{"f } h }", "f } g } h }"} << QByteArray("0 0,2 2 0,2 0 0");
    QTest::newRow("a third brace") << List{"f }", "f } g }", "f } g } k }"} << QByteArray("0 0,2 2 0,2,3 3 0,2,3");
    QTest::newRow("one of two braces goes") << List{"f }", "f } }", "f }"} << QByteArray("0 0,2");
    QTest::newRow("a line that moved") << List{"a b c d", "b c d a"} << QByteArray("0 0 0 0,2");
    QTest::newRow("all new") << List{"a b", "x y"} << QByteArray("2 2");
    QTest::newRow("from nothing") << List{"", "x y", "x y z"} << QByteArray("2 2 3");
    QTest::newRow("gone and back") << List{"a b", "a", "a b"} << QByteArray("0 3");
}

void TestAttributionLines::carriesWhatIsKnown()
{
    QFETCH(QList<QByteArray>, versions);
    QFETCH(QByteArray, steps);
    QCOMPARE(carried(versions), steps);
}

void TestAttributionLines::knowsWhoRemovedALine()
{
    const TextLines first = lines("a b c } d");
    const TextLines second = lines("a c } x } d");
    const TextLines third = lines("c x } d");
    RemovedLines removed(first.count());
    removed.advance(first, second, *lineEdits(first, second), 2);
    removed.advance(second, third, *lineEdits(second, third), 3);
    using Steps = std::vector<quint32>;
    const auto steps = removed.steps();
    QCOMPARE(steps[0], Steps{3});
    QCOMPARE(steps[1], Steps{2});
    QCOMPARE(steps[2], Steps{});
    QCOMPARE(steps[4], Steps{});
    QVERIFY(steps[3].empty() || steps[3].front() == 3); // one of two equal ones went
}

void TestAttributionLines::givesUpWhereTooMuchIsPossible()
{
    QList<QByteArray> versions{"}"};
    for (int i = 0; i < 40; ++i)
        versions.append(versions.last() + " }");
    const QByteArray steps = carried(versions);
    QVERIFY2(steps.startsWith("1 1 1"), steps.constData());
}

void TestAttributionLines::selectsWhatOneCallChanged()
{
    const FileChange change{.status = FileChange::Status::Modified, .oldPath = "f", .newPath = "f"};
    const auto origins = someOrigins();
    using Ranges = std::vector<LineRange>;
    FileSelection parts = selectOrigins(change, *origins, {.call = ToolCallId(u"c1"_s)});
    QCOMPARE(parts.added, (Ranges{{1, 2}, {5, 1}}));
    QCOMPARE(parts.removed, (Ranges{{2, 1}}));
    parts = selectOrigins(change, *origins, {.turn = 2});
    QCOMPARE(parts.added, (Ranges{{3, 1}}));
    QCOMPARE(parts.removed, (Ranges{{0, 1}}));
    QVERIFY(selectOrigins(change, *origins, {.turn = 3}).isEmpty());
    QVERIFY(selectOrigins(change, *origins, {.turn = 1, .call = ToolCallId(u"c2"_s)}).isEmpty());
    // A picture, which both touched.
    LineOrigins whole = *origins;
    whole.added.clear();
    whole.removed.clear();
    QVERIFY(!selectOrigins(change, whole, {.turn = 1}).whole);
    whole.touching = {1};
    QVERIFY(selectOrigins(change, whole, {.turn = 2}).whole);
    // Two candidates: possible for each, certain for none.
    LineOrigin either = origins->table[0];
    either.calls.push_back(origins->table[1].calls.front());
    QVERIFY((OriginFilter{.call = ToolCallId(u"c1"_s)}.matches(either)));
    QVERIFY(
        !(OriginFilter{.call = ToolCallId(u"c1"_s), .certainty = OriginFilter::Certainty::Certain}.matches(either)));
}

void TestAttributionLines::makesTheSandboxsTextVisible()
{
    LineOrigin origin = byCall(u"c"_s, u"echo \u202Eevil\x1b[2J"_s, 1);
    origin.prompt = QString(100'000, u'p');
    origin.calls.front().words = u"I \u200Bdo"_s;
    const OriginText text = originText(origin);
    QVERIFY(!text.commands.front().contains(QChar(0x202E)));
    QVERIFY(!text.commands.front().contains(QChar(0x1b)));
    QVERIFY(!text.words.contains(QChar(0x200B)));
    QVERIFY(text.prompt.size() < 5000);
    QCOMPARE(text.seq, 7);
    origin.kind = Kind::Unknown;
    origin.reason = LineOrigin::Reason::NotYet;
    QVERIFY(!originText(origin).caveat.isEmpty());
}

void TestAttributionLines::writesTheSameNoteAgain()
{
    const std::vector<NotedFile> files{{"src/f.c", someOrigins(), true, {}}, {"g", someOrigins(), false, {{3, 1}}}};
    const QByteArray note = attributionNote(u"A session"_s, ObjectId(u"abc"_s), files);
    QCOMPARE(attributionNote(u"A session"_s, ObjectId(u"abc"_s), files), note);
    QVERIFY2(note.contains("\nsrc/f.c\n  2-3,6 by turn 1\n    call c1: make\n    prompt: please\n"
                           "  4 during turn 2\n    call c2: sed -i rm\n"),
        note.constData());
    QVERIFY2(note.contains("or a process that an earlier call left behind"), note.constData());
    QVERIFY2(note.contains("\ng\n  4 during turn 2\n"), note.constData());
}

void TestAttributionLines::boundsTheNote()
{
    std::vector<NotedFile> files;
    for (int i = 0; i < 100; ++i)
        files.push_back({"file " + QByteArray::number(i), someOrigins(), true, {}});
    const QByteArray note = attributionNote(u"s"_s, ObjectId(u"abc"_s), files, 2000);
    QVERIFY(note.size() <= 2000);
    QVERIFY2(note.contains(" more files are left out.\n"), note.constData());
}

QTEST_GUILESS_MAIN(TestAttributionLines)
#include "tst_attribution_lines.moc"
