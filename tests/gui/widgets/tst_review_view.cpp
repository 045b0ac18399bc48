#include "tests/gui/widgets/shown_review.h"
#include "ui/theme/style.h"

#include <QClipboard>
#include <QScrollBar>
#include <QSignalSpy>

using namespace pilothouse;

class TestReviewView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void allFilesAreOneScroll();
    void aHeaderStaysAtTheEdge();
    void contextExpandsInSteps();
    void copyingLeavesOutSignsAndNumbers_data();
    void copyingLeavesOutSignsAndNumbers();
    void copyingGivesTheRawText();
    void theSplitViewCopiesOneSide();
    void aLongLineWrapsWithoutMovingWhatIsRead();
    void aMillionLinesScrollToTheirEnd();
    void newLinesComeInWithoutMovingWhatIsRead();
    void aFileThatComesAboveMovesNothing();
    void theFormerLinesStayUntilTheNewOnesAreThere();
    void hunksAreGoneThrough();
    void theCurrentHunkStaysTheSame();
    void movedLinesAreKnown();
    void everyLineIsFound();
    void keysThatAreNotScrollingGoOn();
    void selectedLinesAreASelection();
    void zoomKeepsTheLine();
    void moreFilesThanEverScroll();

private:
    std::unique_ptr<Theme> m_theme;
};

void TestReviewView::initTestCase()
{
    m_theme = std::make_unique<Theme>(SchemePreference::Light);
    QApplication::setStyle(new Style(*m_theme));
}

void TestReviewView::allFilesAreOneScroll()
{
    Shown shown(*m_theme);
    for (int i = 0; i < 30; ++i)
        shown.source.set("f" + QByteArray::number(100 + i), {QByteArray("a\nb\nc\n"), QByteArray("a\nB\nc\n")});
    shown.show();
    QCOMPARE(shown.view.currentFile(), 0);
    QSignalSpy files(&shown.view, &ReviewView::currentFileChanged);
    shown.view.verticalScrollBar()->setValue(shown.view.verticalScrollBar()->maximum());
    QVERIFY(shown.view.currentFile() > 10);
    QVERIFY(!shown.view.rectOf({"f129", ReviewSide::New, 2}).isNull());
    QTRY_VERIFY(!files.isEmpty());
    shown.view.verticalScrollBar()->setValue(0);
    QCOMPARE(shown.view.currentFile(), 0);
}

void TestReviewView::aHeaderStaysAtTheEdge()
{
    Shown shown(*m_theme);
    shown.source.set("long", {QByteArray(), numbered(0, 200)});
    shown.show();
    shown.view.verticalScrollBar()->setValue(900);
    const ReviewSpot spot = shown.view.spotAt({300, 5});
    QVERIFY(spot.part == ReviewSpot::Part::Header);
    QCOMPARE(spot.file, 0);
    QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, {300, 5});
    QVERIFY(shown.document.isCollapsed(0));
}

void TestReviewView::contextExpandsInSteps()
{
    Shown shown(*m_theme);
    QByteArray after = numbered(0, 100);
    after.replace("line 60\n", "changed\n");
    shown.source.set("f", {numbered(0, 100), after});
    shown.show();
    QVERIFY(shown.view.rectOf({"f", ReviewSide::New, 56}).isNull());
    const int gap = shown.yOf("f", 57) - 10;
    QVERIFY(shown.view.spotAt({20, gap}).part == ReviewSpot::Part::Gap);
    QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, {20, gap});
    QVERIFY(!shown.view.rectOf({"f", ReviewSide::New, 47}).isNull());
    QVERIFY(shown.view.rectOf({"f", ReviewSide::New, 46}).isNull());
    QVERIFY(shown.view.showLine({"f", ReviewSide::New, 10}));
    QVERIFY(!shown.view.rectOf({"f", ReviewSide::New, 10}).isNull());
    shown.document.expandWhole(0);
    QCOMPARE(shown.document.rows(0).count(), 101);
}

void TestReviewView::copyingLeavesOutSignsAndNumbers_data()
{
    QTest::addColumn<bool>("wraps");
    QTest::newRow("wrapped") << true;
    QTest::newRow("not wrapped") << false;
}

void TestReviewView::copyingLeavesOutSignsAndNumbers()
{
    QFETCH(bool, wraps);
    Shown shown(*m_theme);
    shown.source.set("f", {QByteArray("one\ntwo\nthree\n"), QByteArray("one\n2\nthree\n")});
    shown.view.setWrapping(wraps);
    shown.show();
    shown.view.selectAll();
    QCOMPARE(shown.view.selectedText(), QStringLiteral("one\ntwo\n2\nthree"));
    QTest::keySequence(&shown.view, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("one\ntwo\n2\nthree"));
    // By mouse, from the added line into the context below it.
    QTest::mousePress(shown.view.viewport(), Qt::LeftButton, {}, shown.textPoint("f", 1));
    QTest::mouseMove(shown.view.viewport(), shown.textPoint("f", 2));
    QTest::mouseRelease(shown.view.viewport(), Qt::LeftButton, {}, shown.textPoint("f", 2));
    QCOMPARE(shown.view.selectedText(), QStringLiteral("\nthree"));
}

void TestReviewView::copyingGivesTheRawText()
{
    Shown shown(*m_theme);
    const QByteArray hostile("a\x1b[31m\u202e"
                             "b\n");
    shown.source.set("f", {QByteArray("x\n"), hostile});
    shown.show();
    shown.view.selectAll();
    QCOMPARE(shown.view.selectedText(), QStringLiteral("x\n") + QString::fromUtf8(hostile.chopped(1)));
}

void TestReviewView::theSplitViewCopiesOneSide()
{
    Shown shown(*m_theme);
    shown.source.set("f", {QByteArray("one\ntwo\nthree\n"), QByteArray("one\n2\n2.5\nthree\n")});
    shown.view.setMode(DiffMode::Split);
    shown.show();
    const QPoint left = shown.textPoint("f", 0, ReviewSide::Old);
    QVERIFY(left.x() < 400);
    QTest::mousePress(shown.view.viewport(), Qt::LeftButton, {}, left);
    QTest::mouseMove(shown.view.viewport(), shown.textPoint("f", 2, ReviewSide::Old));
    QTest::mouseRelease(shown.view.viewport(), Qt::LeftButton, {}, shown.textPoint("f", 2, ReviewSide::Old));
    QCOMPARE(shown.view.selectedText(), QStringLiteral("\ntwo\nthree"));
}

void TestReviewView::aLongLineWrapsWithoutMovingWhatIsRead()
{
    Shown shown(*m_theme);
    QByteArray text;
    for (int i = 0; i < 400; ++i)
        text += QByteArray("word ").repeated(i % 3 == 0 ? 100 : 3) + QByteArray::number(i) + '\n';
    shown.source.set("f", {std::nullopt, text});
    shown.show();
    QVERIFY(shown.view.showLine({"f", ReviewSide::New, 200}));
    shown.view.grab();
    const int y = shown.yOf("f", 200);
    // What is above turns out to be much higher than it was taken for, and nothing on the screen moves for it.
    QScrollBar *bar = shown.view.verticalScrollBar();
    QTRY_VERIFY(bar->value() > 1000);
    const int total = bar->maximum();
    QSignalSpy moved(&shown.view, &ReviewView::viewMoved);
    for (int i = 0; i < 80; ++i) {
        moved.clear();
        bar->triggerAction(i < 40 ? QAbstractSlider::SliderSingleStepSub : QAbstractSlider::SliderSingleStepAdd);
        QTRY_VERIFY(!moved.isEmpty());
    }
    QVERIFY(bar->maximum() > total);
    QCOMPARE(shown.yOf("f", 200), y);
    shown.view.resize(500, 600);
    shown.view.grab();
    QVERIFY(!shown.view.rectOf({"f", ReviewSide::New, 200}).isNull());
}

void TestReviewView::aMillionLinesScrollToTheirEnd()
{
    Shown shown(*m_theme);
    QByteArray text;
    for (int i = 0; i < 1'000'000; ++i)
        text += "x\n";
    text += QByteArray(5'000'000, 'y');
    shown.source.set("f", {std::nullopt, text});
    shown.show();
    QTest::keyClick(&shown.view, Qt::Key_End);
    shown.view.grab();
    QVERIFY(!shown.view.rectOf({"f", ReviewSide::New, 1'000'000}).isNull());
    QTest::keyClick(&shown.view, Qt::Key_PageUp);
    QTest::keyClick(&shown.view, Qt::Key_Home);
    QVERIFY(!shown.view.rectOf({"f", ReviewSide::New, 0}).isNull());
    QVERIFY(shown.view.showLine({"f", ReviewSide::New, 777'777}));
    QVERIFY(!shown.view.rectOf({"f", ReviewSide::New, 777'777}).isNull());
}

void TestReviewView::newLinesComeInWithoutMovingWhatIsRead()
{
    Shown shown(*m_theme);
    shown.source.set("f", {std::nullopt, numbered(0, 500)});
    shown.show();
    QVERIFY(shown.view.showLine({"f", ReviewSide::New, 250}));
    const int y = shown.yOf("f", 250);
    shown.source.set("f", {std::nullopt, numbered(1000, 1100) + numbered(0, 500)});
    QSignalSpy rows(&shown.document, &ReviewDocument::rowsChanged);
    shown.document.setChanges(shown.source.changes());
    QTRY_COMPARE(rows.size(), 1);
    QCOMPARE(shown.yOf("f", 350), y);
    // Also when the line that was held is gone, what is next to it stays near.
    shown.source.set("f", {std::nullopt, numbered(0, 500)});
    shown.document.setChanges(shown.source.changes());
    QTRY_COMPARE(rows.size(), 2);
    QCOMPARE(shown.yOf("f", 250), y);
}

void TestReviewView::aFileThatComesAboveMovesNothing()
{
    Shown shown(*m_theme);
    shown.source.set("m", {std::nullopt, numbered(0, 300)});
    shown.show();
    QVERIFY(shown.view.showLine({"m", ReviewSide::New, 100}));
    const int y = shown.yOf("m", 100);
    shown.source.set("a", {std::nullopt, numbered(0, 300)});
    shown.source.set("z", {std::nullopt, numbered(0, 300)});
    shown.document.setChanges(shown.source.changes());
    QCOMPARE(shown.yOf("m", 100), y);
    QCOMPARE(shown.view.currentFile(), 1);
    shown.source.remove("a");
    shown.document.setChanges(shown.source.changes());
    QCOMPARE(shown.yOf("m", 100), y);
}

void TestReviewView::theFormerLinesStayUntilTheNewOnesAreThere()
{
    Shown shown(*m_theme);
    shown.source.set("f", {std::nullopt, QByteArray("one\n")});
    shown.show();
    shown.source.hold();
    shown.source.set("f", {std::nullopt, QByteArray("one\ntwo\n")});
    shown.document.setChanges(shown.source.changes());
    QVERIFY(shown.document.block(0) == FileBlock::None);
    QCOMPARE(shown.document.rows(0).count(), 1);
    shown.source.release();
    QTRY_COMPARE(shown.document.rows(0).count(), 2);
}

void TestReviewView::hunksAreGoneThrough()
{
    Shown shown(*m_theme);
    QByteArray after = numbered(0, 300);
    for (const char *line : {"line 10\n", "line 150\n", "line 151\n", "line 290\n"})
        after.replace(line, "changed\n");
    shown.source.set("a", {numbered(0, 300), after});
    shown.source.set("b", {std::nullopt, QByteArray("new\n")});
    shown.source.set("c", {QByteArray("\0", 1), QByteArray("\0\1", 2)});
    shown.show();
    QList<HunkPlace> visited;
    while (shown.view.nextHunk())
        visited.append(shown.view.currentHunk());
    QCOMPARE(visited, (QList<HunkPlace>{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {2, 0}}));
    QVERIFY(shown.view.previousHunk());
    QCOMPARE(shown.view.currentHunk(), (HunkPlace{1, 0}));
    const FileSelection lines = shown.document.hunkSelection({0, 1});
    QCOMPARE(lines.removed, (std::vector<LineRange>{{150, 2}}));
    QCOMPARE(lines.added, (std::vector<LineRange>{{150, 2}}));
    QVERIFY(shown.document.hunkSelection({2, 0}).whole);
    shown.document.setCollapsed(1, true);
    shown.view.setCurrentHunk({0, 2});
    QVERIFY(shown.view.nextHunk());
    QCOMPARE(shown.view.currentHunk(), (HunkPlace{2, 0}));
}

void TestReviewView::theCurrentHunkStaysTheSame()
{
    Shown shown(*m_theme);
    QByteArray after = numbered(0, 300);
    after.replace("line 150\n", "changed\n");
    shown.source.set("f", {numbered(0, 300), after});
    shown.show();
    shown.view.setCurrentHunk({0, 0});
    after.replace("line 20\n", "earlier\nand one more\n");
    shown.source.set("f", {numbered(0, 300), after});
    shown.document.setChanges(shown.source.changes());
    QTRY_COMPARE(shown.document.hunkCount(0), 2);
    QCOMPARE(shown.view.currentHunk(), (HunkPlace{0, 1}));
}

void TestReviewView::movedLinesAreKnown()
{
    Shown shown(*m_theme);
    const QByteArray moved("int aFunctionThatMoves(int value)\n{\n    return value * anotherFactor + theRest;\n}\n");
    shown.source.set("a", {numbered(0, 30) + moved, numbered(0, 30)});
    shown.source.set("b", {numbered(30, 60), moved + numbered(30, 60)});
    QSignalSpy found(&shown.document, &ReviewDocument::movesFound);
    shown.show();
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(shown.document.movedCounterpart(0, ReviewSide::Old, 32), (ReviewLine{"b", ReviewSide::New, 2}));
    QCOMPARE(shown.document.movedCounterpart(1, ReviewSide::New, 0), (ReviewLine{"a", ReviewSide::Old, 30}));
    QVERIFY(!shown.document.movedCounterpart(1, ReviewSide::New, 4));
}

void TestReviewView::everyLineIsFound()
{
    Shown shown(*m_theme);
    QByteArray after = numbered(0, 300);
    after.replace("line 10\n", "The needle, needle\n");
    after.replace("line 200\n", "NEEDLE \u00c4rger\n");
    QByteArray before = numbered(0, 300);
    before.replace("line 10\n", "a needle was here\n");
    before.replace("line 200\n", "NEEDLE \u00c4rger\n");
    shown.source.set("f", {before, after});
    shown.show();
    QSignalSpy found(&shown.view, &ReviewView::found);
    shown.view.find(QStringLiteral("needle"));
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.takeFirst(), (QVariantList{0, 4, true}));
    shown.view.findNext();
    QCOMPARE(found.takeLast().at(0).toInt(), 1);
    shown.view.findPrevious();
    QCOMPARE(found.takeLast().at(0).toInt(), 4); // in a line that was hidden
    QVERIFY(!shown.view.rectOf({"f", ReviewSide::New, 200}).isNull());
    found.clear();
    shown.view.find(QStringLiteral("needle"), {true, true});
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.takeFirst().at(1).toInt(), 3);
    shown.view.find(QStringLiteral("\u00e4rger"));
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.takeFirst().at(1).toInt(), 1);
    shown.view.find(QString());
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.takeFirst().at(1).toInt(), 0);
}

void TestReviewView::keysThatAreNotScrollingGoOn()
{
    Shown shown(*m_theme);
    shown.source.set("f", {std::nullopt, numbered(0, 300)});
    shown.show();
    QKeyEvent single(QEvent::KeyPress, Qt::Key_A, {}, QStringLiteral("a"));
    QCoreApplication::sendEvent(&shown.view, &single);
    QVERIFY(!single.isAccepted());
    QKeyEvent page(QEvent::KeyPress, Qt::Key_PageDown, {});
    QCoreApplication::sendEvent(&shown.view, &page);
    QVERIFY(page.isAccepted());
    QVERIFY(shown.view.verticalScrollBar()->value() > 300);
}

void TestReviewView::selectedLinesAreASelection()
{
    Shown shown(*m_theme);
    shown.source.set("f", {QByteArray("a\nb\nc\nd\n"), QByteArray("a\nB\nC\nd\n")});
    shown.show();
    QTest::mousePress(shown.view.viewport(), Qt::LeftButton, {}, shown.textPoint("f", 2, ReviewSide::Old));
    QTest::mouseMove(shown.view.viewport(), shown.textPoint("f", 1));
    QTest::mouseRelease(shown.view.viewport(), Qt::LeftButton, {}, shown.textPoint("f", 1));
    const std::vector<FileSelection> selected = shown.view.selectedLines();
    QCOMPARE(selected.size(), size_t(1));
    QCOMPARE(selected.front().removed, (std::vector<LineRange>{{2, 1}}));
    QCOMPARE(selected.front().added, (std::vector<LineRange>{{1, 1}}));
    const auto span = shown.view.selectedSpan();
    QVERIFY(span);
    QVERIFY(span->side == ReviewSide::New);
    QCOMPARE(span->lines, (LineRange{1, 1}));
}

void TestReviewView::zoomKeepsTheLine()
{
    Shown shown(*m_theme);
    shown.source.set("f", {std::nullopt, numbered(0, 500)});
    shown.show();
    QVERIFY(shown.view.showLine({"f", ReviewSide::New, 250}));
    const QRect before = shown.view.rectOf({"f", ReviewSide::New, 250});
    QTest::keyClick(&shown.view, Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(shown.view.zoom(), 110);
    shown.view.setZoom(200);
    const QRect after = shown.view.rectOf({"f", ReviewSide::New, 250});
    QCOMPARE(after.y(), before.y());
    QVERIFY(after.height() > before.height() * 3 / 2);
}

void TestReviewView::moreFilesThanEverScroll()
{
    Shown shown(*m_theme);
    auto set = std::make_shared<ChangeSet>();
    for (int i = 0; i < 200'000; ++i) {
        FileChange change;
        change.oldPath = change.newPath = "d/" + QByteArray::number(i);
        change.oldBlob = ObjectId(QStringLiteral("a"));
        change.newBlob = ObjectId(QStringLiteral("b"));
        change.binary = true;
        set->files.append(change);
    }
    shown.document.setChanges(set);
    shown.view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&shown.view));
    QTest::keyClick(&shown.view, Qt::Key_End);
    shown.view.grab();
    QVERIFY(shown.view.currentFile() > 199'000);
    shown.view.showFile(100'000);
    QCOMPARE(shown.view.currentFile(), 100'000);
}

QTEST_MAIN(TestReviewView)
#include "tst_review_view.moc"
