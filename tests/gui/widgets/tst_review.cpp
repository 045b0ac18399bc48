#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/review_samples.h"
#include "tests/gui/support/samples.h"
#include "ui/review/accept_dialog.h"
#include "ui/review/changes_view.h"
#include "ui/review/comment_card.h"
#include "ui/review/comments_panel.h"
#include "ui/review/file_tree_delegate.h"
#include "ui/review/file_tree_model.h"
#include "ui/review/mark_decorations.h"
#include "ui/review/review_progress.h"
#include "ui/review/timeline_bar.h"
#include "ui/theme/style.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace pilothouse;

/// A review by keys and mouse, on a real store and fold without a sandbox.
class TestReview final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void filesAreATreeWithSensitiveOnesFirst();
    void newerChangesBecomeRows();
    void filterShowsWhatFits_data();
    void filterShowsWhatFits();
    void linesAreDecoratedByWhatWasDecided_data();
    void linesAreDecoratedByWhatWasDecided();
    void hunksAreDecidedByKeys();
    void undoTakesBackAndRedoBrings();
    void acceptingASensitiveFileAsksOnceMore();
    void aSensitiveFileStaysOpenUntilSeen();
    void wholeFilesAreDecidedAndViewed();
    void whatWasOnTheScreenIsSeen();
    void aFileIsFoundByItsName();
    void commentsAreKeptAsTheyAreTyped();
    void commentsAreSentTogetherAndResolved();
    void theTimelineComparesRestoresAndForks();
    void aVerdictIsAboutTheTreeOnTheScreen();
    void decorationsAreSplitWhereSomethingBegins();
    void whyIsSaidAndFilters();
    void onlyWhatWasAcceptedIsCommitted();
    void conflictsAreSolvedOrHandedOver();
    void everyKeyHasOneMeaning();
    void screenReadersKnowFilesAndDecisions();
    void largeChangesAreReviewedWithKeysAlone();

private:
    void show(int large = 0);
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_view, key, modifiers); }
    template <class T> T *child(const char *name)
    {
        auto *found = m_changes->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("There is no %s.", name);
        return found;
    }
    [[nodiscard]] TreeMark mark(const char *path) const { return tree()->marks().value(path); }
    [[nodiscard]] const FileTreeModel *tree() const
    {
        return static_cast<FileTreeModel *>(m_changes->findChild<QTreeView *>(QStringLiteral("changedFiles"))->model());
    }
    [[nodiscard]] const ReviewState &state() const { return m_runner->session(SessionId(1))->state.review; }
    [[nodiscard]] QByteArray currentPath() const
    {
        const HunkPlace hunk = m_view->currentHunk();
        return hunk.isValid() ? m_view->document().change(hunk.file).path() : QByteArray();
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<FakeRunner> m_runner;
    std::unique_ptr<ChangesView> m_changes;
    ReviewView *m_view = nullptr;
};

void TestReview::initTestCase()
{
    m_theme = std::make_unique<Theme>(SchemePreference::Light);
    QApplication::setStyle(new Style(*m_theme));
}

void TestReview::init()
{
    m_runner = std::make_unique<FakeRunner>();
}

void TestReview::cleanup()
{
    m_changes.reset();
    m_runner.reset();
}

void TestReview::show(int large)
{
    if (large > 0)
        samples::addLarge(*m_runner, large);
    else
        samples::addLedger(*m_runner);
    m_changes = std::make_unique<ChangesView>(*m_theme, *m_runner);
    m_changes->resize(1000, 800);
    m_view = m_changes->findChild<ReviewView *>(QStringLiteral("diff"));
    connect(m_runner.get(), &RunnerApi::sessionChanged, m_changes.get(),
        [this](SessionId id) { m_changes->setState(m_runner->session(id)); });
    m_changes->setSession(SessionId(1));
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    m_changes->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_changes.get()));
    m_changes->activateWindow();
    m_view->setFocus();
    QTRY_VERIFY(m_view->document().isComplete());
    QTRY_VERIFY(m_changes->review().marks());
}

void TestReview::filesAreATreeWithSensitiveOnesFirst()
{
    show();
    const FileTreeModel *model = tree();
    QStringList rows;
    const auto walk = [&](const auto &self, const QModelIndex &parent, int depth) -> void {
        for (int row = 0; row < model->rowCount(parent); ++row) {
            const QModelIndex index = model->index(row, 0, parent);
            rows.append(QString(depth, u'-') + index.data().toString());
            self(self, index, depth + 1);
        }
    };
    walk(walk, {}, 0);
    QCOMPARE(rows,
        (QStringList{QStringLiteral("Needs a close look"), QStringLiteral("-AGENTS.md"), QStringLiteral("docs"),
            QStringLiteral("-rounding.md"), QStringLiteral("lib"),
            QStringLiteral("-old/very/long/path/to/a/file/that/is"), QStringLiteral("--gone.awk"),
            QStringLiteral("-tables"), QStringLiteral("--table.awk"), QStringLiteral("-money.awk"),
            QStringLiteral("tests"), QStringLiteral("-run.sh")}));
    // The lines come in the same order.
    QCOMPARE(m_view->document().change(0).path(), QByteArray("AGENTS.md"));
    QCOMPARE(m_view->document().change(5).path(), QByteArray("tests/run.sh"));
}

void TestReview::newerChangesBecomeRows()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const auto set = [](const std::vector<const char *> &paths) {
        auto out = std::make_shared<ChangeSet>();
        for (const char *path : paths) {
            FileChange change;
            change.oldPath = change.newPath = path;
            change.oldMode = change.newMode = 0100644;
            out->files.append(change);
        }
        return out;
    };
    model.setChanges(set({"a/b/c.txt", "a/b/d.txt", "e.txt"}), {});
    QCOMPARE(model.order(), (std::vector<int>{0, 1, 2}));
    const QPersistentModelIndex kept = model.indexOf(QByteArray("a/b/d.txt"));
    model.setChanges(set({"a/b/d.txt", "a/x.txt", "e.txt", "f.txt"}), {});
    QVERIFY(model.indexOf(QByteArray("f.txt")).isValid());
    QCOMPARE(model.order().size(), 4U);
    TreeMark careful;
    careful.sensitive = SensitiveMark{SensitiveMark::When::GitRuns, QStringLiteral("git")};
    model.setChanges(set({"a/b/d.txt", "a/x.txt", "e.txt"}), {{"e.txt", careful}});
    QCOMPARE(model.order(), (std::vector<int>{2, 0, 1}));
    model.setChanges({}, {});
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(reset.size(), 0);
    Q_UNUSED(kept);
}

void TestReview::filterShowsWhatFits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("show");
    QTest::addColumn<int>("files");
    const auto row = [](const char *name, const char *text, FileFilter::Show show, int files) {
        QTest::newRow(name) << QString::fromUtf8(text) << static_cast<int>(show) << files;
    };
    row("everything", "", FileFilter::Show::All, 6);
    row("by a part of the path", "lib", FileFilter::Show::All, 3);
    row("in any case", "MONEY", FileFilter::Show::All, 1);
    row("by two words", "awk tables", FileFilter::Show::All, 1);
    row("nothing fits", "zzz", FileFilter::Show::All, 0);
    row("only sensitive", "", FileFilter::Show::Sensitive, 1);
    row("only undecided", "", FileFilter::Show::Undecided, 6);
    row("only with comments", "", FileFilter::Show::Commented, 0);
}

void TestReview::filterShowsWhatFits()
{
    QFETCH(const QString, text);
    QFETCH(const int, show);
    QFETCH(const int, files);
    this->show();
    FileFilter filter;
    filter.text = text;
    filter.show = static_cast<FileFilter::Show>(show);
    auto *model = const_cast<FileTreeModel *>(tree());
    const QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model->setFilter(filter);
    QCOMPARE(model->order().size(), static_cast<size_t>(files));
}

void TestReview::linesAreDecoratedByWhatWasDecided_data()
{
    using Ranges = std::vector<LineRange>;
    QTest::addColumn<Ranges>("accepted");
    QTest::addColumn<Ranges>("rejected");
    QTest::addColumn<Ranges>("unseen");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << Ranges{} << Ranges{} << Ranges{} << QString();
    QTest::newRow("one of each") << Ranges{{1, 2}} << Ranges{{5, 1}} << Ranges{{9, 3}}
                                 << QStringLiteral("1+2a 5+1r 9+3u ");
    QTest::newRow("not seen and accepted in part")
        << Ranges{{2, 2}} << Ranges{} << Ranges{{1, 4}} << QStringLiteral("1+1u 2+2au 4+1u ");
    QTest::newRow("neighbours") << Ranges{{1, 2}, {3, 2}} << Ranges{{5, 1}} << Ranges{} << QStringLiteral("1+4a 5+1r ");
}

void TestReview::linesAreDecoratedByWhatWasDecided()
{
    using Ranges = std::vector<LineRange>;
    QFETCH(const Ranges, accepted);
    QFETCH(const Ranges, rejected);
    QFETCH(const Ranges, unseen);
    QFETCH(const QString, expected);
    QString words;
    for (const LineDecoration &part : lineDecorations(accepted, rejected, unseen)) {
        words += QStringLiteral("%1+%2").arg(part.lines.first).arg(part.lines.count);
        words += part.decision == LineDecision::Accepted ? QStringLiteral("a")
            : part.decision == LineDecision::Rejected    ? QStringLiteral("r")
                                                         : QString();
        words += part.unseen ? QStringLiteral("u ") : QStringLiteral(" ");
    }
    QCOMPARE(words, expected);
}

void TestReview::hunksAreDecidedByKeys()
{
    show();
    while (currentPath() != "lib/money.awk")
        key(Qt::Key_J);
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

void TestReview::undoTakesBackAndRedoBrings()
{
    show();
    while (currentPath() != "docs/rounding.md")
        key(Qt::Key_J);
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

void TestReview::acceptingASensitiveFileAsksOnceMore()
{
    show();
    while (currentPath() != "AGENTS.md")
        key(Qt::Key_J);
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

void TestReview::aSensitiveFileStaysOpenUntilSeen()
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

void TestReview::wholeFilesAreDecidedAndViewed()
{
    show();
    while (currentPath() != "lib/money.awk")
        key(Qt::Key_J);
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

void TestReview::whatWasOnTheScreenIsSeen()
{
    show();
    QCOMPARE(mark("AGENTS.md").view, TreeMark::View::Unseen);
    QVERIFY(QTest::qWaitForWindowActive(m_changes.get()));
    QTRY_COMPARE(mark("AGENTS.md").view, TreeMark::View::Seen);
    QVERIFY(m_changes->review().marks()->reviewed > 0);
    auto *progress = child<ReviewProgress>("reviewProgress");
    QVERIFY(progress->text().contains(QString::number(m_changes->review().marks()->reviewed)));
}

void TestReview::aFileIsFoundByItsName()
{
    show();
    key(Qt::Key_T);
    auto *filter = child<QLineEdit>("fileFilter");
    QTRY_VERIFY(filter->hasFocus());
    QTest::keyClicks(filter, QStringLiteral("run.sh"));
    QCOMPARE(m_view->document().fileCount(), 1);
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(m_view->document().fileCount(), 6);
    QCOMPARE(currentPath(), QByteArray("tests/run.sh"));
    QVERIFY(m_view->hasFocus());
}

void TestReview::commentsAreKeptAsTheyAreTyped()
{
    show();
    while (currentPath() != "lib/money.awk")
        key(Qt::Key_J);
    key(Qt::Key_C);
    auto *text = child<QPlainTextEdit>("commentText");
    QTRY_VERIFY(text->hasFocus());
    QTest::keyClicks(text, QStringLiteral("Round half to even, please."));
    QTRY_COMPARE(state().comments.size(), 1); // without any button
    QCOMPARE(state().comments[0]->anchor.path, QByteArray("lib/money.awk"));
    QVERIFY(state().comments[0]->anchor.count > 0);
    QTest::keyClicks(text, QStringLiteral(" a j r"));
    QTest::keyClick(text, Qt::Key_Escape);
    QTRY_COMPARE(state().comments[0]->text, QStringLiteral("Round half to even, please. a j r"));
    QCOMPARE(state().comments.size(), 1);
    QCOMPARE(state().decisions.size(), 0); // typing decides nothing
    QVERIFY(m_view->hasFocus());
    QTRY_COMPARE(mark("lib/money.awk").comments, 1);
    // It is there when the card is opened again, and an emptied one is gone.
    key(Qt::Key_C);
    QCOMPARE(text->toPlainText(), QStringLiteral("Round half to even, please. a j r"));
    QTest::mouseClick(child<QPushButton>("discardComment"), Qt::LeftButton);
    QTRY_COMPARE(state().comments.size(), 0);
}

void TestReview::commentsAreSentTogetherAndResolved()
{
    show();
    for (const char *word : {"First.", "Second."}) {
        key(Qt::Key_J);
        key(Qt::Key_C);
        auto *text = child<QPlainTextEdit>("commentText");
        QTRY_VERIFY(text->hasFocus());
        QTest::keyClicks(text, QString::fromLatin1(word));
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
    }
    QTRY_COMPARE(state().comments.size(), 2);
    key(Qt::Key_M);
    auto *send = child<QPushButton>("sendComments");
    QTRY_VERIFY(send->isVisible());
    QTest::mouseClick(send, Qt::LeftButton);
    QTRY_VERIFY(!m_runner->calls.empty() && m_runner->calls.back().method == QLatin1StringView("review.sendComments"));
    QCOMPARE(m_runner->calls.back().arguments.size(), 2);
    QTRY_VERIFY(!send->isVisible());
    auto *settle = child<CommentsPanel>("commentsPanel")->findChild<QPushButton *>(QStringLiteral("settleComment"));
    QVERIFY(settle);
    QTest::mouseClick(settle, Qt::LeftButton);
    QTRY_VERIFY(std::ranges::any_of(state().comments, [](const auto &comment) { return comment->resolved; }));
}

void TestReview::theTimelineComparesRestoresAndForks()
{
    show();
    key(Qt::Key_H);
    auto *scale = child<TimelineScale>("timelineScale");
    QTRY_VERIFY(scale->isVisible());
    QTRY_COMPARE(scale->ticks().size(), 6U);
    QTRY_VERIFY(scale->hasFocus());
    // Two moments back: only what the first two edits changed.
    for (int i = 0; i < 2; ++i)
        QTest::keyClick(scale, Qt::Key_Left);
    QTRY_COMPARE(m_changes->fileCount(), 2);
    QVERIFY(m_changes->review().isComparing());
    QVERIFY(!child<QPushButton>("acceptChanges")->isEnabled()); // it would commit something else
    // From the second moment on: what the second edit changed.
    QTest::mouseClick(scale, Qt::LeftButton, Qt::ShiftModifier, scale->tickRect(1).center());
    QTRY_COMPARE(m_changes->review().changes().from, m_runner->fakeReview.trees()[1]);

    QTest::mouseClick(child<QPushButton>("timelineFork"), Qt::LeftButton);
    auto *fork = child<QDialog>("forkDialog");
    QTest::keyClicks(fork->findChild<QPlainTextEdit *>(QStringLiteral("forkPrompt")), QStringLiteral("Try again."));
    QSignalSpy forked(m_changes.get(), &ChangesView::sessionForked);
    QTest::mouseClick(fork->findChild<QPushButton *>(QStringLiteral("momentConfirm")), Qt::LeftButton);
    QTRY_COMPARE(forked.size(), 1);
    QCOMPARE(m_runner->fakeReview.lastForked, m_runner->fakeReview.trees()[2]);
    QTRY_VERIFY(!m_changes->findChild<QDialog *>(QStringLiteral("forkDialog")));

    QTest::mouseClick(child<QPushButton>("timelineRestore"), Qt::LeftButton);
    auto *restore = child<QDialog>("restoreDialog");
    QTRY_VERIFY(restore->findChild<QPushButton *>(QStringLiteral("momentCancel"))->hasFocus());
    QTest::mouseClick(restore->findChild<QPushButton *>(QStringLiteral("momentConfirm")), Qt::LeftButton);
    QTRY_COMPARE(m_runner->fakeReview.lastRestored, m_runner->fakeReview.trees()[2]);
    auto *undo = child<QWidget>("reviewBanner")->findChild<QPushButton *>(QStringLiteral("bannerAction"));
    QTRY_VERIFY(undo->isVisible());
    QTest::mouseClick(undo, Qt::LeftButton);
    QTRY_COMPARE(m_runner->fakeReview.lastRestored, m_runner->fakeReview.trees().back());
    QTRY_VERIFY(!m_changes->review().isComparing());
    QTRY_VERIFY(child<QPushButton>("acceptChanges")->isEnabled());
    // Two equal moments show nothing, and the way back stays.
    scale->choose(2, 2);
    QTRY_COMPARE(m_changes->fileCount(), 0);
    QVERIFY(scale->isVisible());
    scale->setFocus();
    QTest::keyClick(scale, Qt::Key_End);
    QTest::keyClick(scale, Qt::Key_Home, Qt::ShiftModifier);
    QTRY_COMPARE(m_changes->fileCount(), 6);
}

void TestReview::aVerdictIsAboutTheTreeOnTheScreen()
{
    show();
    QTest::mouseClick(child<QPushButton>("concludeReview"), Qt::LeftButton);
    auto *dialog = child<QDialog>("verdictDialog");
    QTest::mouseClick(
        dialog->findChild<QRadioButton *>(QStringLiteral("verdictRequestChanges")), Qt::LeftButton, {}, QPoint(10, 10));
    QTest::keyClicks(dialog->findChild<QPlainTextEdit *>(QStringLiteral("verdictSummary")), QStringLiteral("Not yet."));
    QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("verdictConfirm")), Qt::LeftButton);
    QTRY_COMPARE(state().verdicts.size(), 1);
    QCOMPARE(state().verdicts[0]->verdict, Verdict::RequestChanges);
    QCOMPARE(state().verdicts[0]->tree, m_runner->fakeReview.trees().back());
    QCOMPARE(state().verdicts[0]->summary, QStringLiteral("Not yet."));
}

void TestReview::decorationsAreSplitWhereSomethingBegins()
{
    const std::vector<LineDecoration> before = lineDecorations({{2, 4}}, {{10, 2}}, {});
    QString words;
    const auto parts = decoratedOn(before, {{0, 1}, {4, 4}, {11, 3}},
        [](LineDecoration &part, size_t range) { part.originGroup = int(range) + 1; });
    for (const LineDecoration &part : parts) {
        words += QStringLiteral("%1+%2").arg(part.lines.first).arg(part.lines.count);
        words += part.decision == LineDecision::Accepted ? QStringLiteral("a")
            : part.decision == LineDecision::Rejected    ? QStringLiteral("r")
                                                         : QString();
        words += QStringLiteral("%1 ").arg(part.originGroup > 0 ? QString::number(-part.originGroup) : QString());
    }
    QCOMPARE(words, QStringLiteral("0+1-1 2+2a 4+2a-2 6+2-2 10+1r 11+1r-3 12+2-3 "));
}

void TestReview::whyIsSaidAndFilters()
{
    auto origins = std::make_shared<LineOrigins>();
    LineOrigin origin;
    origin.kind = LineOrigin::Kind::During;
    LineOrigin::Call call;
    call.id = ToolCallId(QStringLiteral("call-4"));
    call.turn = 1;
    call.seq = 14;
    call.command = QStringLiteral("sed -i s/a/b/ lib/money.awk");
    origin.calls = {call};
    origin.turns = {1};
    origin.prompt = QStringLiteral("Mend the rounding.");
    origin.seq = 14;
    origins->table = {origin};
    origins->added.assign(64, 0);
    origins->removed.assign(64, 0);
    m_runner->fakeReview.origins["lib/money.awk"] = origins;
    show();
    while (currentPath() != "lib/money.awk")
        key(Qt::Key_J);
    key(Qt::Key_Y);
    auto *card = child<QWidget>("whyCard");
    QTRY_VERIFY(card->isVisible());
    const auto says = [&](const char *text) {
        return std::ranges::any_of(card->findChildren<QLabel *>(),
            [&](const QLabel *label) { return label->text().contains(QString::fromUtf8(text)); });
    };
    QVERIFY(says("Mend the rounding."));
    QVERIFY(says("sed -i s/a/b/ lib/money.awk"));
    QSignalSpy transcript(m_changes.get(), &ChangesView::transcriptRequested);
    QTest::mouseClick(card->findChild<QPushButton *>(QStringLiteral("whyTranscript")), Qt::LeftButton);
    QCOMPARE(transcript.size(), 1);
    QCOMPARE(transcript.front().front().toLongLong(), 14);
    QTest::mouseClick(card->findChild<QPushButton *>(QStringLiteral("whyOnly")), Qt::LeftButton);
    QTRY_COMPARE(m_view->document().fileCount(), 1);
    QTest::mouseClick(child<QToolButton>("originFilter"), Qt::LeftButton);
    QTRY_COMPARE(m_view->document().fileCount(), 6);
}

void TestReview::onlyWhatWasAcceptedIsCommitted()
{
    show();
    while (currentPath() != "lib/money.awk")
        key(Qt::Key_J);
    key(Qt::Key_A);
    QTRY_COMPARE(mark("lib/money.awk").decision, FileDecision::Partly);
    AcceptDialog dialog(*m_theme, *m_runner, SessionId(1), m_changes->review().changes(), false);
    dialog.show();
    auto *confirm = dialog.findChild<QPushButton *>(QStringLiteral("acceptConfirm"));
    auto *parts = dialog.findChild<QRadioButton *>(QStringLiteral("acceptParts"));
    QTRY_VERIFY(parts->isVisible());
    QVERIFY(parts->isChecked());
    QTRY_VERIFY(confirm->isEnabled()); // AGENTS.md is not among it
    QTest::mouseClick(confirm, Qt::LeftButton);
    QTRY_COMPARE(m_runner->lastAccept.selection.files.size(), 1U);
    const FileSelection &taken = m_runner->lastAccept.selection.files.front();
    QCOMPARE(taken.newPath, QByteArray("lib/money.awk"));
    QVERIFY(!taken.whole);
    QCOMPARE(m_runner->lastAccept.snapshot, m_changes->review().changes().to);
    // Everything is one click away, and asks about AGENTS.md.
    AcceptDialog all(*m_theme, *m_runner, SessionId(1), m_changes->review().changes(), false);
    all.show();
    auto *everything = all.findChild<QRadioButton *>(QStringLiteral("acceptEverything"));
    QTRY_VERIFY(everything->isVisible());
    QTest::mouseClick(everything, Qt::LeftButton, {}, QPoint(10, 10));
    auto *again = all.findChild<QPushButton *>(QStringLiteral("acceptConfirm"));
    QVERIFY(!again->isEnabled());
    all.findChild<QCheckBox *>(QStringLiteral("acceptCare"))->setChecked(true);
    QTRY_VERIFY(again->isEnabled());
    QTest::mouseClick(again, Qt::LeftButton);
    QTRY_VERIFY(m_runner->lastAccept.selection.files.empty());
    QVERIFY(m_runner->lastAccept.paths.isEmpty());
}

void TestReview::conflictsAreSolvedOrHandedOver()
{
    MergeConflict both;
    both.path = "lib/money.awk";
    both.text = "<<<<<<< main\none\n=======\ntwo\n>>>>>>> agent\n";
    MergeConflict binary;
    binary.path = "logo.png";
    m_runner->preview.conflicts = {both, binary};
    m_runner->preview.parent = ObjectId(QString(40, u'b'));
    show();
    AcceptDialog dialog(*m_theme, *m_runner, SessionId(1), m_changes->review().changes(), false);
    dialog.show();
    dialog.findChild<QCheckBox *>(QStringLiteral("acceptCare"))->setChecked(true);
    dialog.findChild<QComboBox *>(QStringLiteral("acceptTarget"))->setCurrentIndex(1);
    QTRY_COMPARE(dialog.findChildren<QComboBox *>(QStringLiteral("conflictChoice")).size(), 2);
    auto *confirm = dialog.findChild<QPushButton *>(QStringLiteral("acceptConfirm"));
    QVERIFY(!confirm->isEnabled());
    const auto choices = dialog.findChildren<QComboBox *>(QStringLiteral("conflictChoice"));
    const auto choose = [](QComboBox *box, MergeResolution::Take take) {
        box->setCurrentIndex(box->findData(static_cast<int>(take)));
        Q_EMIT box->activated(box->currentIndex());
    };
    QCOMPARE(choices[1]->findData(static_cast<int>(MergeResolution::Take::Text)), -1); // nothing to edit in a picture
    choose(choices[1], MergeResolution::Take::Theirs);
    QVERIFY(!confirm->isEnabled());
    choose(choices[0], MergeResolution::Take::Text);
    auto *editor = dialog.findChild<QDialog *>(QStringLiteral("conflictEditor"));
    QVERIFY(editor);
    QVERIFY(!confirm->isEnabled()); // the marks are still in it
    editor->findChild<QPlainTextEdit *>(QStringLiteral("conflictText"))->setPlainText(QStringLiteral("both\n"));
    QTest::mouseClick(editor->findChild<QPushButton *>(QStringLiteral("conflictSave")), Qt::LeftButton);
    QTRY_VERIFY(confirm->isEnabled());
    QTest::mouseClick(confirm, Qt::LeftButton);
    QTRY_COMPARE(m_runner->lastAccept.resolutions.size(), 2U);
    QVERIFY(std::ranges::contains(
        m_runner->lastAccept.resolutions, MergeResolution{"lib/money.awk", MergeResolution::Take::Text, "both\n"}));
    QCOMPARE(m_runner->lastAccept.tip, m_runner->preview.parent);
    QCOMPARE(m_runner->lastAccept.target, AcceptRequest::Target::ExistingBranch);

    AcceptDialog other(*m_theme, *m_runner, SessionId(1), m_changes->review().changes(), false);
    other.show();
    other.findChild<QComboBox *>(QStringLiteral("acceptTarget"))->setCurrentIndex(1);
    QTRY_VERIFY(other.findChild<QPushButton *>(QStringLiteral("conflictsToAgent")));
    QTest::mouseClick(other.findChild<QPushButton *>(QStringLiteral("conflictsToAgent")), Qt::LeftButton);
    QTRY_COMPARE(m_runner->calls.back().method, QStringLiteral("prompt"));
    QVERIFY(m_runner->calls.back().arguments[1].contains(QLatin1StringView("lib/money.awk")));
}

void TestReview::everyKeyHasOneMeaning()
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

void TestReview::screenReadersKnowFilesAndDecisions()
{
    show();
    while (currentPath() != "docs/rounding.md")
        key(Qt::Key_J);
    key(Qt::Key_A);
    QTRY_COMPARE(mark("docs/rounding.md").decision, FileDecision::Accepted);
    auto *files = child<QTreeView>("changedFiles");
    QAccessibleInterface *tree = QAccessible::queryAccessibleInterface(files);
    QVERIFY(tree);
    QVERIFY(!tree->text(QAccessible::Name).isEmpty());
    QStringList names;
    for (int i = 0; i < tree->childCount(); ++i) {
        if (QAccessibleInterface *row = tree->child(i))
            names.append(row->text(QAccessible::Name));
    }
    const auto has = [&names](const char *words) {
        return std::ranges::any_of(names, [&](const QString &name) { return name.contains(QString::fromUtf8(words)); });
    };
    QVERIFY2(has("docs/rounding.md, added, 14 lines added, 0 removed, accepted"), qPrintable(names.join(u'\n')));
    QVERIFY(has("Tells coding agents what to do"));
    QVERIFY(has("undecided"));
    for (const QWidget *widget : m_changes->findChildren<QWidget *>()) {
        if (widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy()) {
            QAccessibleInterface *known = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            QVERIFY2(known && !known->text(QAccessible::Name).isEmpty(), qPrintable(widget->objectName()));
        }
    }
}

void TestReview::largeChangesAreReviewedWithKeysAlone()
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

QTEST_MAIN(TestReview)
#include "tst_review.moc"
