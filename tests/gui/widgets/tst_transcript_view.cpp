#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/samples.h"
#include "ui/approvals/approval_card.h"
#include "ui/sessions/session_view.h"
#include "ui/theme/style.h"
#include "ui/transcript/transcript_view.h"

#include <QClipboard>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace pilothouse;

class TestTranscriptView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void onlyWhatIsSeenIsLaidOut();
    void aLongSessionIsTakenFromItsEnd();
    void scrollingUpBringsEarlierItems();
    void theWholeTakesThePlaceOfTheEnd_data();
    void theWholeTakesThePlaceOfTheEnd();
    void aSessionShowsItsEndFirst();
    void followsTheTailUntilScrolledAway();
    void growthAboveDoesNotMoveWhatIsRead();
    void streamingKeepsFollowing();
    void aCallOpensAndCloses();
    void selectionCopies();
    void everythingCanBeSelected();
    void anOpenQuestionIsACard();
    void denyIsTheDefaultAndAnswersOnce();
    void alwaysOnlyWhereItIsOffered();
    void aQuestionAboutTheNetworkSaysWhatLeaves();
    void buttonsAreNeverCut_data();
    void buttonsAreNeverCut();
    void anotherThemeLaysOutAgain();

private:
    std::vector<TranscriptBody> longTranscript(int count) const;
    void show(TranscriptView &view);

    std::unique_ptr<Theme> m_theme;
};

void TestTranscriptView::initTestCase()
{
    m_theme = std::make_unique<Theme>(SchemePreference::Light);
    QApplication::setStyle(new Style(*m_theme));
}

std::vector<TranscriptBody> TestTranscriptView::longTranscript(int count) const
{
    std::vector<TranscriptBody> items;
    for (int i = 0; i < count; ++i) {
        MessageItem message;
        message.text =
            StreamedText(QStringLiteral("Message **%1** with a few words in it.\n\nAnd a second paragraph.").arg(i));
        items.emplace_back(message);
    }
    return items;
}

void TestTranscriptView::show(TranscriptView &view)
{
    view.resize(700, 500);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
}

void TestTranscriptView::onlyWhatIsSeenIsLaidOut()
{
    TranscriptView view(*m_theme);
    show(view);
    view.setTranscript(samples::makeTranscript(longTranscript(5000)), {});
    view.jumpToFirst();
    QTRY_COMPARE(view.rowCount(), 5000);
    QVERIFY(view.laidOutRows() < 300);
    view.jumpToLatest();
    for (int value = view.verticalScrollBar()->maximum(); value > 0; value -= view.verticalScrollBar()->maximum() / 20)
        view.verticalScrollBar()->setValue(value);
    QVERIFY(view.laidOutRows() < 500);
}

void TestTranscriptView::aLongSessionIsTakenFromItsEnd()
{
    TranscriptView view(*m_theme);
    show(view);
    view.setTranscript(samples::makeTranscript(longTranscript(100'000)), {});
    QVERIFY(view.followsTail());
    QVERIFY2(view.rowCount() < 1000, "so many rows cannot be made within a frame");
    QTest::qWait(0);
    const auto atRest = [&view] {
        const qsizetype rows = view.rowCount();
        QCoreApplication::processEvents();
        return view.rowCount() == rows;
    };
    QTRY_VERIFY(atRest());
    QVERIFY2(view.rowCount() < 2000, "what nobody scrolls to is not made");
    const QImage end = view.viewport()->grab().toImage();
    TranscriptView shorter(*m_theme);
    show(shorter);
    auto items = longTranscript(100'000);
    items.erase(items.begin(), items.end() - 100);
    shorter.setTranscript(samples::makeTranscript(items), {});
    QCOMPARE(end, shorter.viewport()->grab().toImage());
}

void TestTranscriptView::scrollingUpBringsEarlierItems()
{
    TranscriptView view(*m_theme);
    show(view);
    view.setTranscript(samples::makeTranscript(longTranscript(3000)), {});
    QScrollBar *bar = view.verticalScrollBar();
    for (int step = 0; view.rowCount() < 3000; ++step) {
        QVERIFY2(step < 100, "earlier items do not come");
        bar->setValue(0);
        const QImage before = view.viewport()->grab().toImage();
        const qsizetype rows = view.rowCount();
        QTRY_VERIFY(view.rowCount() > rows);
        QCOMPARE(view.viewport()->grab().toImage(), before); // the text under the eyes does not move
    }
    QTRY_VERIFY((bar->setValue(0), bar->value() == 0));
    view.selectAll();
    QVERIFY(view.selectedText().startsWith(QStringLiteral("Message 0")));
}

void TestTranscriptView::theWholeTakesThePlaceOfTheEnd_data()
{
    QTest::addColumn<bool>("scrolled");
    QTest::newRow("at the end") << false;
    QTest::newRow("scrolled up") << true;
}

void TestTranscriptView::theWholeTakesThePlaceOfTheEnd()
{
    QFETCH(bool, scrolled);
    const Transcript whole = samples::makeTranscript(longTranscript(5000));
    // The same items as another fold made them, which began later.
    SharedListBuilder<TranscriptItem> items;
    for (qsizetype row = 4800; row < whole.size(); ++row) {
        TranscriptItem item = *whole.at(row);
        item.id -= 4800;
        items.append(std::move(item));
    }
    TranscriptView view(*m_theme);
    show(view);
    view.setTranscript(Transcript(items.snapshot(), whole.lastSeq()), {});
    if (scrolled)
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    const QImage before = view.viewport()->grab().toImage();
    view.replaceTranscript(whole, {});
    QCOMPARE(view.followsTail(), !scrolled);
    QVERIFY(view.rowCount() < 1000);
    QCOMPARE(view.viewport()->grab().toImage().copy(0, 0, 600, 500), before.copy(0, 0, 600, 500));
}

void TestTranscriptView::aSessionShowsItsEndFirst()
{
    FakeRunner runner;
    SessionState end = samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn());
    end.sandbox.ready = true;
    LiveFacts live;
    live.onlyEnd = true;
    runner.setState(end, live);
    SessionView session(*m_theme, runner);
    session.resize(900, 700);
    session.show();
    session.setSession(SessionId(1));
    QVERIFY(session.transcript()->isVisible());
    const qsizetype rows = session.transcript()->rowCount();
    QVERIFY(rows > 0);
    auto *banner = session.findChild<QWidget *>(QStringLiteral("sessionBanner"));
    QVERIFY(!banner->isVisible()); // whether it is connected is not known yet
    std::vector<TranscriptBody> whole = samples::workingTurn();
    std::ranges::move(samples::finishedTurn(), std::back_inserter(whole));
    runner.setState(samples::sessionState(SessionId(1), SessionPhase::Idle, whole));
    QTRY_VERIFY(session.transcript()->rowCount() > rows);
    QVERIFY(session.transcript()->followsTail());
}

void TestTranscriptView::followsTheTailUntilScrolledAway()
{
    TranscriptView view(*m_theme);
    show(view);
    view.setTranscript(samples::makeTranscript(longTranscript(100)), {});
    QVERIFY(view.followsTail());
    QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
    view.jumpToFirst();
    QTRY_COMPARE(view.verticalScrollBar()->value(), 0);
    QVERIFY(!view.followsTail());
    auto *pill = view.findChild<QPushButton *>(QStringLiteral("jumpToLatest"));
    QVERIFY(pill->isVisible());
    view.setTranscript(samples::makeTranscript(longTranscript(120)), {});
    QCOMPARE(view.verticalScrollBar()->value(), 0);
    QTest::mouseClick(pill, Qt::LeftButton);
    QVERIFY(view.followsTail());
    QVERIFY(!pill->isVisible());
}

void TestTranscriptView::growthAboveDoesNotMoveWhatIsRead()
{
    TranscriptView view(*m_theme);
    show(view);
    view.setTranscript(samples::makeTranscript(longTranscript(400)), {});
    QScrollBar *bar = view.verticalScrollBar();
    bar->setValue(bar->maximum() / 2);
    const QImage before = view.viewport()->grab().toImage();
    // Rows above get their real heights as they are seen; coming back must show the same.
    const int place = bar->value();
    view.setTranscript(samples::makeTranscript(longTranscript(401)), {});
    QCOMPARE(bar->value(), place);
    QCOMPARE(view.viewport()->grab().toImage(), before);
}

void TestTranscriptView::streamingKeepsFollowing()
{
    TranscriptView view(*m_theme);
    show(view);
    auto items = longTranscript(20);
    MessageItem message;
    for (int i = 0; i < 200; ++i) {
        message.text.append(QStringLiteral("word%1 ").arg(i));
        if (i % 20 == 19)
            message.text.append(u"\n\n");
        auto now = items;
        now.emplace_back(message);
        view.setTranscript(samples::makeTranscript(now), {});
        QVERIFY(view.followsTail());
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
    }
}

void TestTranscriptView::aCallOpensAndCloses()
{
    TranscriptView view(*m_theme);
    show(view);
    ToolCallItem call;
    call.call = ToolCallId(QStringLiteral("1"));
    call.kind = acp::ToolKind::Execute;
    call.title = QStringLiteral("Count");
    call.command = QStringLiteral("seq 100");
    call.status = ToolCallItem::Status::Completed;
    for (int i = 1; i <= 100; ++i)
        call.output.append(QStringLiteral("%1\n").arg(i));
    view.setTranscript(samples::makeTranscript({call}), {});
    QCOMPARE(view.rowCount(), 2); // header and the end of the output
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {350, 30});
    QCOMPARE(view.rowCount(), 1);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {350, 30});
    QCOMPARE(view.rowCount(), 2);
}

void TestTranscriptView::selectionCopies()
{
    TranscriptView view(*m_theme);
    show(view);
    MessageItem message;
    message.text = StreamedText(QStringLiteral("Hello world"));
    view.setTranscript(samples::makeTranscript({message}), {});
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, {30, 26});
    QCOMPARE(view.selectedText(), QStringLiteral("Hello"));
    view.setFocus();
    QTest::keySequence(&view, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("Hello"));
}

void TestTranscriptView::everythingCanBeSelected()
{
    TranscriptView view(*m_theme);
    show(view);
    view.setTranscript(samples::makeTranscript(longTranscript(1000)), {});
    view.selectAll();
    QTRY_VERIFY(!view.selectedText().isEmpty());
    const QString text = view.selectedText();
    QVERIFY(text.contains(QStringLiteral("0")));
    QVERIFY(text.contains(QStringLiteral("999")));
    QVERIFY(text.count(QStringLiteral("And a second paragraph.")) == 1000);
}

void TestTranscriptView::anOpenQuestionIsACard()
{
    TranscriptView view(*m_theme);
    show(view);
    view.setTranscript(samples::makeTranscript(samples::workingTurn()), {samples::commandApproval()});
    ApprovalCard *card = view.firstApprovalCard();
    QVERIFY(card);
    QVERIFY(card->isVisible());
    QCOMPARE(card->approval().command, QStringLiteral("sh tests/run.sh && git diff --stat"));
    auto decided = samples::workingTurn();
    std::get<QuestionItem>(decided.back()).decision = QuestionItem::Decision::Allowed;
    view.setTranscript(samples::makeTranscript(decided), {});
    QVERIFY(!view.firstApprovalCard());
}

void TestTranscriptView::denyIsTheDefaultAndAnswersOnce()
{
    ApprovalCard card(*m_theme);
    card.setApproval(samples::commandApproval(), nullptr);
    QSignalSpy decided(&card, &ApprovalCard::decided);
    card.show();
    card.setFocus();
    QVERIFY(QTest::qWaitForWindowExposed(&card));
    auto *deny = card.findChild<QPushButton *>(QStringLiteral("approvalDeny"));
    QCOMPARE(card.focusProxy(), deny);
    QTest::keyClick(deny, Qt::Key_Space);
    QCOMPARE(decided.size(), 1);
    QCOMPARE(decided[0][1].value<ApprovalDecision>().decision, Decision::Deny);
    card.decide(Decision::AllowOnce);
    QCOMPARE(decided.size(), 1);
}

void TestTranscriptView::alwaysOnlyWhereItIsOffered()
{
    ApprovalCard card(*m_theme);
    const ToolCallItem call = samples::editCall();
    card.setApproval(samples::editApproval(), &call);
    QSignalSpy decided(&card, &ApprovalCard::decided);
    card.decide(Decision::AllowAlways);
    QCOMPARE(decided.size(), 0);
    card.decide(Decision::AllowOnce);
    QCOMPARE(decided.size(), 1);
}

void TestTranscriptView::aQuestionAboutTheNetworkSaysWhatLeaves()
{
    ApprovalCard card(*m_theme);
    Approval approval;
    approval.id = ApprovalId(QStringLiteral("e1"));
    approval.kind = ApprovalKind::Egress;
    approval.title = QStringLiteral("registry.example:443");
    approval.command = QStringLiteral("npm install left-pad");
    approval.egress =
        EgressQuestion{.target = {QStringLiteral("registry.example"), 443, EgressProtocol::Tunnel, {}}, .pid = 42};
    card.setApproval(approval, nullptr);
    card.show();
    QVERIFY(QTest::qWaitForWindowExposed(&card));
    QVERIFY(card.accessibleName().contains(QStringLiteral("registry.example:443")));
    QVERIFY(card.accessibleName().contains(QStringLiteral("npm install left-pad")));
    QVERIFY(card.findChild<QPushButton *>(QStringLiteral("approvalAllowAlways"))->isHidden());
    const auto *longer = card.findChild<QPushButton *>(QStringLiteral("approvalAllowFor"));
    QVERIFY(longer->isVisible());
    QCOMPARE(longer->menu()->actions().size(), 4);
    QSignalSpy decided(&card, &ApprovalCard::decided);
    card.decide(Decision::AllowAlways);
    QCOMPARE(decided.size(), 0);
    longer->menu()->actions().at(2)->trigger();
    QCOMPARE(decided.size(), 1);
    const auto given = decided[0][1].value<ApprovalDecision>();
    QCOMPARE(given.decision, Decision::AllowOnce);
    QCOMPARE(given.scope, std::optional(EgressScope::Repository));
    card.decide(Decision::Deny);
    QCOMPARE(decided.size(), 1);
}

void TestTranscriptView::buttonsAreNeverCut_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {240, 312, 380, 479, 480, 700})
        QTest::addRow("%d pixels", width) << width;
}

void TestTranscriptView::buttonsAreNeverCut()
{
    QFETCH(int, width);
    Approval network;
    network.egress =
        EgressQuestion{.target = {QStringLiteral("registry.example"), 443, EgressProtocol::Tunnel, {}}, .pid = 42};
    for (const Approval &approval : {samples::commandApproval(), network}) {
        ApprovalCard card(*m_theme);
        card.setApproval(approval, nullptr);
        card.resize(width, card.heightForWidth(width));
        card.show();
        QVERIFY(QTest::qWaitForWindowExposed(&card));
        for (const QPushButton *button : card.findChildren<QPushButton *>()) {
            if (button->isHidden())
                continue;
            QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->objectName()));
            QVERIFY(card.rect().contains(button->geometry()));
        }
    }
}

void TestTranscriptView::anotherThemeLaysOutAgain()
{
    TranscriptView view(*m_theme);
    show(view);
    view.setTranscript(samples::makeTranscript(samples::markdownTurn()), {});
    const QImage light = view.viewport()->grab().toImage();
    m_theme->setPreference(SchemePreference::Dark);
    const QImage dark = view.viewport()->grab().toImage();
    m_theme->setPreference(SchemePreference::Light);
    QVERIFY(light != dark);
    QCOMPARE(view.viewport()->grab().toImage(), light);
}

QTEST_MAIN(TestTranscriptView)
#include "tst_transcript_view.moc"
