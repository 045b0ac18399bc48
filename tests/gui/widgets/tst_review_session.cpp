#include "tests/gui/widgets/shown_changes.h"
#include "ui/review/comment_card.h"
#include "ui/review/comments_panel.h"
#include "ui/review/timeline_bar.h"

#include <QDesktopServices>
#include <QDialog>
#include <QDir>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QUrl>

using namespace pilothouse;

/// Takes the place of the desktop: what would be opened.
class OpenedUrls final : public QObject {
    Q_OBJECT

public:
    OpenedUrls() { QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "open"); }
    ~OpenedUrls() override { QDesktopServices::unsetUrlHandler(QStringLiteral("file")); }
    QList<QUrl> opened;

public Q_SLOTS:
    void open(const QUrl &url) { opened.append(url); }
};

/// What stands around the lines: comments, the timeline, the verdict, why, the editor.
class TestReviewSession final : public ShownChanges {
    Q_OBJECT

private Q_SLOTS:
    void commentsAreKeptAsTheyAreTyped();
    void commentsAreSentTogetherAndResolved();
    void theTimelineComparesRestoresAndForks();
    void theTimelineIsThereWhenNothingIsLeft();
    void aVerdictIsAboutTheTreeOnTheScreen();
    void whyIsSaidAndFilters();
    void filesOpenInTheEditor_data();
    void filesOpenInTheEditor();
};

void TestReviewSession::commentsAreKeptAsTheyAreTyped()
{
    show();
    goTo("lib/money.awk");
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

void TestReviewSession::commentsAreSentTogetherAndResolved()
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

void TestReviewSession::theTimelineComparesRestoresAndForks()
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
    // Up to an earlier moment is a change set that can be accepted.
    QVERIFY(child<QPushButton>("acceptChanges")->isEnabled());
    QCOMPARE(m_changes->review().cannotAccept(), QString());
    QVERIFY(!m_changes->shownMoment().isEmpty());
    // From the second moment on: what the second edit changed.
    QTest::mouseClick(scale, Qt::LeftButton, Qt::ShiftModifier, scale->tickRect(1).center());
    QTRY_COMPARE(m_changes->review().changes().from, m_runner->fakeReview.trees()[1]);
    // It would commit something else than what is shown, and says so.
    QTRY_VERIFY(!child<QPushButton>("acceptChanges")->isEnabled());
    QVERIFY(child<QPushButton>("acceptChanges")->toolTip().contains(QLatin1StringView("left end of the timeline")));

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
    key(Qt::Key_J);
    QVERIFY(undo->isVisible()); // also when one goes on reading
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

void TestReviewSession::theTimelineIsThereWhenNothingIsLeft()
{
    show();
    const auto latest = [this](const FakeReview::Files &files, bool accepted) {
        m_runner->fakeReview.addTree(files);
        edit([this, accepted](SessionState &state, LiveFacts &) {
            Snapshot next = state.snapshots.back();
            next.commit = next.tree = m_runner->fakeReview.trees().back();
            state.snapshots.push_back(next);
            state.review.taken = accepted ? next.tree : ObjectId();
        });
    };
    latest(samples::ledgerTrees().front(), true);
    QTRY_COMPARE(m_changes->fileCount(), 0);
    auto *button = child<QPushButton>("emptyTimeline");
    QTRY_VERIFY(button->isVisible());
    QVERIFY(button->hasFocus());
    QTest::keyClick(button, Qt::Key_H);
    auto *scale = child<TimelineScale>("timelineScale");
    QTRY_VERIFY(scale->isVisible());
    QVERIFY(!button->isVisible());
    QTRY_VERIFY(!scale->ticks().empty());
    QTest::keyClick(scale, Qt::Key_Left);
    QTest::keyClick(scale, Qt::Key_Left);
    QTRY_VERIFY(m_changes->fileCount() > 0);
    QVERIFY(m_view->isVisible());
    QTest::keyClick(scale, Qt::Key_H);
    QTRY_VERIFY(!scale->isVisible());
    QTRY_COMPARE(m_changes->fileCount(), 0);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(scale->isVisible());
    QTest::keyClick(scale, Qt::Key_H);
    // The agent goes on: its lines are there again, with the keys.
    latest(samples::ledgerTrees().back(), false);
    QTRY_COMPARE(m_changes->fileCount(), 6);
    QVERIFY(m_view->isVisible());
}

void TestReviewSession::aVerdictIsAboutTheTreeOnTheScreen()
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

void TestReviewSession::whyIsSaidAndFilters()
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
    goTo("lib/money.awk");
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

void TestReviewSession::filesOpenInTheEditor_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("there");
    QTest::addColumn<QString>("opened");
    QTest::newRow("text, the file") << QByteArray("plain words\n") << true << QStringLiteral("docs/rounding.md");
    QTest::newRow("what may start something, its folder") << QByteArray("\x7f"
                                                                        "ELF\x02\x01\x01\0\0\0",
        10) << true << QStringLiteral("docs");
    QTest::newRow("no folder, a sentence") << QByteArray() << false << QString();
}

void TestReviewSession::filesOpenInTheEditor()
{
    QFETCH(const QByteArray, content);
    QFETCH(const bool, there);
    QFETCH(const QString, opened);
    QTemporaryDir folder;
    if (there) {
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("docs")));
        QFile file(folder.filePath(QStringLiteral("docs/rounding.md")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        m_runner->fakeEvidence.folder = TryFolder{.path = folder.path()};
    }
    OpenedUrls urls;
    show();
    QSignalSpy failed(m_changes.get(), &ChangesView::failed);
    QSignalSpy informed(m_changes.get(), &ChangesView::informed);
    goTo("docs/rounding.md");
    key(Qt::Key_O);
    QTRY_COMPARE(failed.size() + informed.size(), 1);
    QCOMPARE(m_runner->fakeEvidence.tried, m_changes->review().changes().to);
    QCOMPARE(failed.size(), there ? 0 : 1);
    QCOMPARE(urls.opened, there ? QList{QUrl::fromLocalFile(folder.filePath(opened))} : QList<QUrl>());
}

QTEST_MAIN(TestReviewSession)
#include "tst_review_session.moc"
