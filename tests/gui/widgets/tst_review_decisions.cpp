#include "tests/gui/widgets/shown_changes.h"
#include "ui/review/file_tree_delegate.h"
#include "ui/review/rejection_status.h"
#include "ui/review/review_keys.h"

#include <QDateTime>
#include <QJsonArray>
#include <QKeyEvent>
#include <QPushButton>
#include <QToolButton>

using namespace pilothouse;

/// What a person decides by keys and mouse.
class TestReviewDecisions final : public ShownChanges {
    Q_OBJECT

private Q_SLOTS:
    void hunksAreDecidedByKeys();
    void undoTakesBackAndRedoBrings();
    void acceptingASensitiveFileAsksOnceMore();
    void aSensitiveFileStaysOpenUntilSeen();
    void wholeFilesAreDecidedAndViewed();
    void rejectedPartsSayWhenTheyLeave_data();
    void rejectedPartsSayWhenTheyLeave();
    void rejectedPartsAreCountedDownAndComeBack();
    void whatWasRejectedIsUndoneWhenNothingElseIsLeft();
    void everyKeyHasOneMeaning();
    void largeChangesAreReviewedWithKeysAlone();
};

void TestReviewDecisions::hunksAreDecidedByKeys()
{
    show();
    goTo("lib/money.awk");
    key(Qt::Key_A); // goes on to the next hunk
    QCOMPARE(currentPath(), QByteArray("lib/money.awk"));
    QTRY_COMPARE(mark("lib/money.awk").decision, FileDecision::Partly);
    key(Qt::Key_R);
    QTRY_COMPARE(mark("lib/money.awk").decision, FileDecision::Mixed);
    QCOMPARE(state().decisions.size(), 2);
    QCOMPARE(state().decisions[0]->decision, ReviewDecision::Accepted);
    QCOMPARE(state().decisions[1]->decision, ReviewDecision::Rejected);
    // What is accepted is what was shown: the first hunk's lines, and no other.
    const auto selected =
        m_runner->fakeReview.selection(SessionId(1), m_changes->review().changes(), ReviewDecision::Accepted);
    QVERIFY(state().decisions[0]->files.front().parts.added.front().first == 2);
    Q_UNUSED(selected);
}

void TestReviewDecisions::undoTakesBackAndRedoBrings()
{
    show();
    goTo("docs/rounding.md");
    key(Qt::Key_A);
    QTRY_COMPARE(mark("docs/rounding.md").decision, FileDecision::Accepted);
    QVERIFY(child<QToolButton>("undoDecision")->isEnabled());
    key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(mark("docs/rounding.md").decision, FileDecision::None);
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(mark("docs/rounding.md").decision, FileDecision::Accepted);
    QTest::mouseClick(child<QToolButton>("undoDecision"), Qt::LeftButton);
    QTRY_COMPARE(mark("docs/rounding.md").decision, FileDecision::None);
}

void TestReviewDecisions::acceptingASensitiveFileAsksOnceMore()
{
    show();
    goTo("AGENTS.md");
    key(Qt::Key_A);
    auto *banner = child<QWidget>("reviewBanner");
    QVERIFY(banner->isVisible());
    QCOMPARE(state().decisions.size(), 0);
    key(Qt::Key_A);
    QTRY_COMPARE(mark("AGENTS.md").decision, FileDecision::Accepted);
    QVERIFY(!banner->isVisible());
    // Going elsewhere forgets the question.
    key(Qt::Key_Z);
    QTRY_COMPARE(mark("AGENTS.md").decision, FileDecision::None);
    while (currentPath() != "AGENTS.md")
        key(Qt::Key_K);
    key(Qt::Key_A);
    key(Qt::Key_J);
    key(Qt::Key_K);
    key(Qt::Key_A);
    QVERIFY(banner->isVisible());
    QCOMPARE(mark("AGENTS.md").decision, FileDecision::None);
}

void TestReviewDecisions::aSensitiveFileStaysOpenUntilSeen()
{
    show();
    key(Qt::Key_J);
    QCOMPARE(currentPath(), QByteArray("AGENTS.md"));
    key(Qt::Key_X);
    QVERIFY(!m_view->document().isCollapsed(0));
    auto *files = child<QTreeView>("changedFiles");
    files->collapse(files->model()->index(0, 0));
    QVERIFY(files->isExpanded(files->model()->index(0, 0)));
    key(Qt::Key_V);
    QTRY_COMPARE(mark("AGENTS.md").view, TreeMark::View::Viewed);
    QVERIFY(m_view->document().isCollapsed(0));
}

void TestReviewDecisions::wholeFilesAreDecidedAndViewed()
{
    show();
    goTo("lib/money.awk");
    key(Qt::Key_R, Qt::ShiftModifier);
    QTRY_COMPARE(mark("lib/money.awk").decision, FileDecision::Rejected);
    QCOMPARE(currentPath(), QByteArray("tests/run.sh"));
    auto *files = child<QTreeView>("changedFiles");
    const QModelIndex index = tree()->indexOf(QByteArray("tests/run.sh"));
    files->scrollTo(index);
    QTest::mouseClick(
        files->viewport(), Qt::LeftButton, {}, FileTreeDelegate::boxRect(files->visualRect(index)).center());
    QTRY_COMPARE(mark("tests/run.sh").view, TreeMark::View::Viewed);
    QTRY_COMPARE(m_changes->review().marks()->viewedFiles, 1);
}

void TestReviewDecisions::rejectedPartsSayWhenTheyLeave_data()
{
    using When = RejectionFacts::When;
    QTest::addColumn<RejectionFacts>("facts");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, int leaving, int returning, int gone, When when, const char *sentence) {
        QTest::newRow(name) << RejectionFacts{leaving, returning, gone, when, 10'000} << QString::fromUtf8(sentence);
    };
    row("nothing", 0, 0, 0, When::NextPrompt, "");
    row("by the clock", 3, 0, 0, When::AtTime, "3 rejected part(s) leave the sandbox in 8 s");
    row("while the agent works", 1, 0, 0, When::AfterTurn,
        "1 rejected part(s) leave the sandbox when the agent is done");
    row("under way", 2, 0, 4, When::Now, "2 rejected part(s) leave the sandbox now");
    row("without a sandbox", 2, 0, 0, When::NextPrompt, "2 rejected part(s) leave the sandbox before the next prompt");
    row("undone", 0, 1, 2, When::AtTime, "1 part(s) come back into the sandbox in 8 s");
    row("done", 0, 0, 2, When::NextPrompt, "2 rejected part(s) have left the sandbox");
}

void TestReviewDecisions::rejectedPartsSayWhenTheyLeave()
{
    QFETCH(const RejectionFacts, facts);
    QFETCH(const QString, sentence);
    QCOMPARE(rejectionSentence(facts, 2'001), sentence);
    if (facts.when == RejectionFacts::When::AtTime) // the time is over, and the sandbox has not answered yet
        QVERIFY(rejectionSentence(facts, 20'000).endsWith(QLatin1StringView(" now")));
}

void TestReviewDecisions::rejectedPartsAreCountedDownAndComeBack()
{
    show();
    auto *status = child<RejectionStatus>("rejectionStatus");
    QVERIFY(!status->isVisible());
    goTo("docs/rounding.md");
    key(Qt::Key_R);
    QTRY_COMPARE(mark("docs/rounding.md").decision, FileDecision::Rejected);
    QTRY_COMPARE(status->text(), QStringLiteral("1 rejected part(s) leave the sandbox before the next prompt"));
    edit([](SessionState &, LiveFacts &live) { live.rejectionsDueMs = QDateTime::currentMSecsSinceEpoch() + 60'000; });
    QTRY_VERIFY(status->isVisible());
    const QString first = status->text();
    QVERIFY2(first.contains(QLatin1StringView("leave the sandbox in ")), qPrintable(first));
    QTRY_VERIFY(status->text() != first); // it counts
    // A later decision about the same lines takes it over.
    key(Qt::Key_K);
    QCOMPARE(currentPath(), QByteArray("docs/rounding.md"));
    key(Qt::Key_D);
    QTRY_COMPARE(mark("docs/rounding.md").decision, FileDecision::None);
    QTRY_VERIFY(!status->isVisible());
    // The sandbox followed, and the agent does not know yet.
    key(Qt::Key_Z);
    QTRY_COMPARE(mark("docs/rounding.md").decision, FileDecision::Rejected);
    edit([](SessionState &state, LiveFacts &live) {
        live.rejectionsDueMs = 0;
        const QJsonObject done{{QStringLiteral("from"), QStringLiteral("a")},
            {QStringLiteral("to"), QStringLiteral("b")},
            {QStringLiteral("decisions"), QJsonArray{state.review.decisions.first()->id}}};
        Event event;
        event.kind = EventKind::RejectionCarriedOut;
        event.seq = ++state.lastSeq;
        applyReview(state.review, event, done);
    });
    QTRY_COMPARE(status->text(), QStringLiteral("1 rejected part(s) have left the sandbox"));
    key(Qt::Key_Z);
    QTRY_COMPARE(status->text(), QStringLiteral("1 part(s) come back into the sandbox before the next prompt"));
}

void TestReviewDecisions::whatWasRejectedIsUndoneWhenNothingElseIsLeft()
{
    show();
    goTo("docs/rounding.md");
    key(Qt::Key_R);
    QTRY_COMPARE(state().decisions.size(), 1);
    // All that the agent changed has left the sandbox.
    m_runner->fakeReview.addTree(samples::ledgerTrees().front());
    edit([this](SessionState &state, LiveFacts &) {
        Snapshot latest = state.snapshots.back();
        latest.commit = latest.tree = m_runner->fakeReview.trees().back();
        state.snapshots.push_back(latest);
    });
    QTRY_COMPARE(m_changes->fileCount(), 0);
    QVERIFY(!m_view->isVisible());
    QVERIFY(child<QPushButton>("emptyTimeline")->isVisible());
    QTRY_VERIFY(m_changes->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z);
    QTRY_VERIFY(state().decisions.first()->undone);
}

void TestReviewDecisions::everyKeyHasOneMeaning()
{
    QList<QKeySequence> known;
    for (const ReviewKey &key : reviewKeys()) {
        QVERIFY(!reviewKeyText(key).isEmpty());
        for (const QKeySequence &keys : key.keys) {
            QVERIFY2(!known.contains(keys), qPrintable(keys.toString()));
            known.append(keys);
            const QKeyEvent event(QEvent::KeyPress, keys[0].key(), keys[0].keyboardModifiers());
            QVERIFY(reviewCommand(event) == key.command);
        }
    }
}

void TestReviewDecisions::largeChangesAreReviewedWithKeysAlone()
{
    show(40);
    const int hunks = m_changes->review().marks()->hunks;
    QCOMPARE(hunks, 80);
    key(Qt::Key_J);
    for (int i = 0; i < hunks; ++i)
        key(i % 3 == 2 ? Qt::Key_R : Qt::Key_A);
    QTRY_COMPARE(state().decisions.size(), hunks);
    QTRY_COMPARE(m_changes->review().marks()->reviewed, hunks);
    const auto rejected = std::ranges::count_if(
        state().decisions, [](const auto &decision) { return decision->decision == ReviewDecision::Rejected; });
    QCOMPARE(rejected, hunks / 3);
    for (int i = 0; i < 5; ++i)
        key(Qt::Key_Z);
    QTRY_VERIFY(state().decisions[hunks - 5]->undone);
    QVERIFY(!state().decisions[hunks - 6]->undone);
}

QTEST_MAIN(TestReviewDecisions)
#include "tst_review_decisions.moc"
