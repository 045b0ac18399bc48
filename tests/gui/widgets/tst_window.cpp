#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/review_samples.h"
#include "tests/gui/support/samples.h"
#include "ui/approvals/approval_card.h"
#include "ui/review/review_view.h"
#include "ui/sessions/session_view.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/terminal/terminal_view.h"
#include "ui/theme/style.h"

#include <QAbstractButton>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse;

/// The window on a runner that remembers what it was asked.
class TestWindow final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void firstStartOffersPractice();
    void aSessionIsShownAndPromptsAreSent();
    void shiftEnterStartsALine();
    void aWorkingAgentIsStoppedAndPromptsAreQueued();
    void questionsAreAnsweredByKeys();
    void theInboxAnswersQuestionsOfAllSessions();
    void slashCompletesCommands();
    void preparingShowsWordsAndCancels();
    void failuresSayWhatToDo();
    void changesAreShownAndAccepted();
    void aRefusedAcceptStaysInTheDialog();
    void aShellIsOpenedAndTypedInto();
    void newSessionRemembers();
    void aKeyGoesToTheKeychainAlone();
    void newSessionListsUncommittedFiles();
    void removingAsksFirst();
    void aSessionIsEndedFromItsMenu();
    void leftoversAreRemovedWithOneClick();
    void wideWindowsShowBoth();
    void themeAndLanguageAreKept();
    void everyIconButtonHasAName();
    void closedSessionsAreClosed();

private:
    template <class T> T *child(const char *name, QWidget *in = nullptr)
    {
        auto *found = (in ? in : static_cast<QWidget *>(m_window.get()))->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("There is no %s.", name);
        return found;
    }
    void makeWindow();
    void showWaiting();

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Language> m_language;
    std::unique_ptr<FakeRunner> m_runner;
    std::unique_ptr<MainWindow> m_window;
};

void TestWindow::initTestCase()
{
    m_theme = std::make_unique<Theme>(SchemePreference::Light);
    QApplication::setStyle(new Style(*m_theme));
}

void TestWindow::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings =
        std::make_unique<QSettings>(m_directory->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_language = std::make_unique<Language>();
    m_runner = std::make_unique<FakeRunner>();
}

void TestWindow::cleanup()
{
    m_window.reset();
    m_runner.reset();
    m_settings.reset();
}

void TestWindow::makeWindow()
{
    MainWindow::applySettings(*m_settings, *m_theme, *m_language);
    m_window = std::make_unique<MainWindow>(MainWindow::Parts{
        *m_theme, *m_language, *m_runner, *m_settings, {{QStringLiteral("opencode"), QStringLiteral("OpenCode")}}});
    m_window->resize(1000, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestWindow::showWaiting()
{
    m_runner->setRows(samples::sessionRows());
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::WaitingApproval, samples::workingTurn()));
    makeWindow();
    m_window->showSession(SessionId(1));
}

void TestWindow::firstStartOffersPractice()
{
    makeWindow();
    auto *practice = child<QPushButton>("startPractice");
    QVERIFY(practice->isVisible());
    QTest::mouseClick(practice, Qt::LeftButton);
    QCOMPARE(m_runner->lastNew.repository, QString());
    QCOMPARE(m_runner->lastNew.model.provider, QStringLiteral("practice"));
    QVERIFY(!m_runner->lastNew.prompt.isEmpty());
    QCOMPARE(child<SessionView>("sessionView")->session(), SessionId(1));
}

void TestWindow::aSessionIsShownAndPromptsAreSent()
{
    m_runner->setRows(samples::sessionRows());
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    makeWindow();
    m_window->showSession(SessionId(1));
    QCOMPARE(child<QLabel>("sessionTitle")->text(), QStringLiteral("Mend the rounding in money.awk"));
    auto *text = child<QPlainTextEdit>("promptText");
    QTest::keyClicks(text, QStringLiteral("now the tests"));
    QTest::keyClick(text, Qt::Key_Return);
    QVERIFY(m_runner->calls.back()
        == (FakeRunner::Call{QStringLiteral("prompt"), {QStringLiteral("1"), QStringLiteral("now the tests")}}));
    QCOMPARE(text->toPlainText(), QString());
}

void TestWindow::shiftEnterStartsALine()
{
    m_runner->setRows(samples::sessionRows());
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    makeWindow();
    m_window->showSession(SessionId(1));
    auto *text = child<QPlainTextEdit>("promptText");
    const int before = text->height();
    QTest::keyClicks(text, QStringLiteral("a"));
    QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(text, QStringLiteral("b"));
    QCOMPARE(text->toPlainText(), QStringLiteral("a\nb"));
    QVERIFY(text->height() > before);
    QVERIFY(m_runner->calls.empty());
}

void TestWindow::aWorkingAgentIsStoppedAndPromptsAreQueued()
{
    m_runner->setRows(samples::sessionRows());
    SessionState state = samples::sessionState(SessionId(1), SessionPhase::Running, samples::workingTurn());
    state.queue = {{QStringLiteral("q7"), QStringLiteral("Then the refunds."), {}}};
    m_runner->setState(state);
    makeWindow();
    m_window->showSession(SessionId(1));
    QTest::mouseClick(child<QAbstractButton>("removeChip"), Qt::LeftButton);
    QVERIFY(m_runner->calls.back()
        == (FakeRunner::Call{QStringLiteral("unqueue"), {QStringLiteral("1"), QStringLiteral("q7")}}));
    auto *stop = child<QPushButton>("stopTurn");
    QVERIFY(stop->isVisible());
    QTest::mouseClick(stop, Qt::LeftButton);
    QCOMPARE(m_runner->calls.back().method, QStringLiteral("cancel"));
}

void TestWindow::questionsAreAnsweredByKeys()
{
    showWaiting();
    QTRY_VERIFY(m_window->findChild<ApprovalCard *>());
    QTest::keySequence(m_window.get(), allowOnceKeys());
    QVERIFY(m_runner->calls.back()
        == (FakeRunner::Call{QStringLiteral("decide"),
            {QStringLiteral("1"), QStringLiteral("1.5"), QStringLiteral("once"), QString()}}));
    const auto answered = m_runner->calls.size();
    QTest::keySequence(m_window.get(), denyKeys()); // it was answered already
    QCOMPARE(m_runner->calls.size(), answered);
}

void TestWindow::theInboxAnswersQuestionsOfAllSessions()
{
    showWaiting();
    m_window->showWelcome();
    QTest::keySequence(m_window.get(), QKeySequence(Qt::CTRL | Qt::Key_I));
    auto *inbox = child<QWidget>("inbox");
    QTRY_VERIFY(inbox->findChild<ApprovalCard *>());
    auto *reason = child<QLineEdit>("approvalReason", inbox);
    QTest::keyClicks(reason, QStringLiteral("Not today."));
    QTest::mouseClick(child<QPushButton>("approvalDeny", inbox), Qt::LeftButton);
    QVERIFY(m_runner->calls.back()
        == (FakeRunner::Call{QStringLiteral("decide"),
            {QStringLiteral("1"), QStringLiteral("1.5"), QStringLiteral("deny"), QStringLiteral("Not today.")}}));
}

void TestWindow::slashCompletesCommands()
{
    m_runner->setRows(samples::sessionRows());
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    makeWindow();
    m_window->showSession(SessionId(1));
    auto *text = child<QPlainTextEdit>("promptText");
    QTest::keyClicks(text, QStringLiteral("/re"));
    QTest::keyClick(text, Qt::Key_Tab);
    QCOMPARE(text->toPlainText(), QStringLiteral("/review "));
}

void TestWindow::preparingShowsWordsAndCancels()
{
    m_runner->setRows(samples::sessionRows());
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Preparing, {}),
        {false, true, {QStringLiteral("image"), QStringLiteral("Building the image"), 1, 4}});
    makeWindow();
    m_window->showSession(SessionId(1));
    auto *panel = child<QWidget>("progress");
    QVERIFY(panel->isVisible());
    QVERIFY(std::ranges::any_of(panel->findChildren<QLabel *>(),
        [](const QLabel *label) { return label->text() == QLatin1StringView("Building the image"); }));
    QTest::mouseClick(child<QPushButton>("cancelPreparing"), Qt::LeftButton);
    QCOMPARE(m_runner->calls.back().method, QStringLiteral("cancel"));
}

void TestWindow::failuresSayWhatToDo()
{
    m_runner->setRows(samples::sessionRows());
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    makeWindow();
    m_window->showSession(SessionId(1));
    m_runner->setFailure(
        Error{IoFailed, QStringLiteral("The sandbox is gone. Continue the session to bring it back."), {}});
    auto *text = child<QPlainTextEdit>("promptText");
    QTest::keyClicks(text, QStringLiteral("hello"));
    QTest::keyClick(text, Qt::Key_Return);
    auto *banner = child<QWidget>("messageBanner");
    QVERIFY(banner->isVisible());
    QVERIFY(std::ranges::any_of(banner->findChildren<QLabel *>(),
        [](const QLabel *label) { return label->text().startsWith(QLatin1StringView("The sandbox is gone")); }));
    QCOMPARE(text->toPlainText(), QStringLiteral("hello")); // what was written is not lost
}

void TestWindow::changesAreShownAndAccepted()
{
    m_runner->setRows(samples::sessionRows());
    samples::addLedger(*m_runner);
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    makeWindow();
    m_window->showSession(SessionId(1));
    QTest::keySequence(m_window.get(), QKeySequence(Qt::CTRL | Qt::Key_2));
    auto *view = child<ReviewView>("diff");
    QTRY_COMPARE(view->document().fileCount(), 6);
    QTest::mouseClick(child<QPushButton>("acceptChanges"), Qt::LeftButton);
    auto *dialog = child<QDialog>("acceptDialog");
    QTRY_COMPARE(child<QLineEdit>("acceptBranch", dialog)->text(), QStringLiteral("pilothouse/mend-rounding-1"));
    auto *chosen = child<QListWidget>("acceptFiles", dialog);
    chosen->item(0)->setCheckState(Qt::Unchecked);
    QTest::mouseClick(child<QPushButton>("acceptConfirm", dialog), Qt::LeftButton);
    QCOMPARE(m_runner->lastAccept.branch, QStringLiteral("pilothouse/mend-rounding-1"));
    QCOMPARE(m_runner->lastAccept.paths.size(), 5);
    QCOMPARE(m_runner->lastAccept.snapshot.value, QString(40, u'c'));
    QTRY_VERIFY(child<QWidget>("messageBanner")->isVisible());
}

void TestWindow::aRefusedAcceptStaysInTheDialog()
{
    m_runner->setRows(samples::sessionRows());
    samples::addLedger(*m_runner);
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    makeWindow();
    m_window->showSession(SessionId(1));
    QTRY_COMPARE(child<ReviewView>("diff")->document().fileCount(), 6);
    child<SessionView>("sessionView")->openAcceptDialog();
    auto *dialog = child<QDialog>("acceptDialog");
    m_runner->setFailure(
        Error{InvalidArgument, QStringLiteral("There is a branch of this name already. Choose another one."), {}});
    QVERIFY(!child<QPushButton>("acceptConfirm", dialog)->isEnabled()); // AGENTS.md is asked about once more
    child<QCheckBox>("acceptCare", dialog)->setChecked(true);
    QTRY_VERIFY(child<QPushButton>("acceptConfirm", dialog)->isEnabled());
    QTest::mouseClick(child<QPushButton>("acceptConfirm", dialog), Qt::LeftButton);
    QVERIFY(dialog->isVisible());
    QVERIFY(std::ranges::any_of(dialog->findChildren<QLabel *>(), [](const QLabel *label) {
        return label->text().startsWith(QLatin1StringView("There is a branch")) && label->isVisible();
    }));
}

void TestWindow::aShellIsOpenedAndTypedInto()
{
    m_runner->setRows(samples::sessionRows());
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    m_runner->terminal = std::make_shared<FakeTerminal>();
    makeWindow();
    m_window->showSession(SessionId(1));
    QTest::keySequence(m_window.get(), QKeySequence(Qt::CTRL | Qt::Key_3));
    QTest::mouseClick(child<QPushButton>("openShell"), Qt::LeftButton);
    auto *view = child<TerminalView>("terminalView");
    QTRY_VERIFY(view->isVisible());
    QVERIFY(m_runner->terminal->size.columns > 40);
    Q_EMIT m_runner->terminal->received("hello \x1b[6n");
    QTRY_COMPARE(m_runner->terminal->written, QByteArray("\x1b[1;7R"));
    m_runner->terminal->written.clear();
    QTest::keyClicks(view, QStringLiteral("ls"));
    QTest::keyClick(view, Qt::Key_Return);
    QTest::keyClick(view, Qt::Key_Tab);
    QCOMPARE(m_runner->terminal->written, QByteArray("ls\r\t"));
    Q_EMIT m_runner->terminal->closed(QStringLiteral("The shell was left with exit."));
    QTRY_VERIFY(!view->isVisible());
}

void TestWindow::newSessionRemembers()
{
    makeWindow();
    const auto open = [this] {
        m_window->activateWindow();
        if (!QTest::qWaitForWindowActive(m_window.get()))
            qFatal("The window is not active.");
        QTest::keySequence(m_window.get(), QKeySequence(Qt::CTRL | Qt::Key_N));
        return child<QDialog>("newSessionDialog");
    };
    QDialog *dialog = open();
    child<QComboBox>("repository", dialog)->setEditText(QStringLiteral("/home/mara/src/ledger"));
    child<QComboBox>("modelProvider", dialog)->setCurrentIndex(1);
    auto *start = child<QPushButton>("newSessionStart", dialog);
    QVERIFY(!start->isEnabled());
    child<QLineEdit>("modelUrl", dialog)->setText(QStringLiteral("https://models.example.org/v1"));
    child<QLineEdit>("modelName", dialog)->setText(QStringLiteral("large-2"));
    child<QRadioButton>("modeFree", dialog)->setChecked(true);
    child<QPlainTextEdit>("firstPrompt", dialog)->setPlainText(QStringLiteral("Do it."));
    QVERIFY(start->isEnabled());
    QTest::mouseClick(start, Qt::LeftButton);
    QCOMPARE(m_runner->lastNew.repository, QStringLiteral("/home/mara/src/ledger"));
    QCOMPARE(m_runner->lastNew.model,
        (ModelChoice{QStringLiteral("openai"), QStringLiteral("large-2"),
            QUrl(QStringLiteral("https://models.example.org/v1"))}));
    QCOMPARE(m_runner->lastNew.mode, SessionMode::InsideIsFree);
    QTRY_VERIFY(!m_window->findChild<QDialog *>(QStringLiteral("newSessionDialog")));
    dialog = open();
    QCOMPARE(child<QComboBox>("repository", dialog)->currentText(), QStringLiteral("/home/mara/src/ledger"));
    QCOMPARE(child<QLineEdit>("modelName", dialog)->text(), QStringLiteral("large-2"));
    QVERIFY(child<QRadioButton>("modeFree", dialog)->isChecked());
}

void TestWindow::aKeyGoesToTheKeychainAlone()
{
    FakeKeyStore keys;
    NewSessionDialog dialog(*m_theme, *m_runner, *m_settings, {}, &keys);
    QSignalSpy created(&dialog, &NewSessionDialog::created);
    child<QComboBox>("modelProvider", &dialog)->setCurrentIndex(1);
    child<QLineEdit>("modelUrl", &dialog)->setText(QStringLiteral("https://models.example.org/v1"));
    child<QLineEdit>("modelName", &dialog)->setText(QStringLiteral("large-2"));
    auto *key = child<QLineEdit>("modelKey", &dialog);
    QCOMPARE(key->echoMode(), QLineEdit::Password);
    key->setText(QStringLiteral("sk-123"));
    keys.failure =
        Error{KeyStoreMissing, QStringLiteral("There is no keychain. Start one, or leave the key empty."), {}};
    auto *start = child<QPushButton>("newSessionStart", &dialog);
    start->click();
    QCOMPARE(created.size(), 0); // without its key the session would only fail later
    keys.failure.reset();
    start->click();
    QCOMPARE(created.size(), 1);
    QCOMPARE(keys.keys.value(QStringLiteral("provider/https://models.example.org:443")), QByteArray("sk-123"));
    QVERIFY(key->text().isEmpty());
    m_settings->sync();
    QFile file(m_settings->fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("sk-123"));
}

void TestWindow::newSessionListsUncommittedFiles()
{
    UncommittedChanges mine;
    mine.files = {
        {"lib/money.awk", UncommittedFile::Status::Modified, true, true, false, 420, UncommittedFile::LeftOut::No}};
    m_runner->setUncommitted(mine);
    makeWindow();
    QTest::keySequence(m_window.get(), QKeySequence(Qt::CTRL | Qt::Key_N));
    auto *dialog = child<QDialog>("newSessionDialog");
    child<QComboBox>("repository", dialog)->setEditText(QStringLiteral("/home/mara/src/ledger"));
    child<QRadioButton>("fromUncommitted", dialog)->setChecked(true);
    QTRY_COMPARE(child<QListWidget>("uncommittedFiles", dialog)->count(), 1);
    QTest::mouseClick(child<QPushButton>("newSessionStart", dialog), Qt::LeftButton);
    QVERIFY(m_runner->lastNew.withUncommitted);
}

void TestWindow::removingAsksFirst()
{
    showWaiting();
    auto *list = child<QListView>("sessionList");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Delete);
    QVERIFY(m_runner->calls.empty());
    QTest::mouseClick(child<QPushButton>("removeConfirm"), Qt::LeftButton);
    QTRY_VERIFY(!m_runner->calls.empty());
    QCOMPARE(m_runner->calls.back().method, QStringLiteral("remove"));
    QTest::mouseClick(child<QPushButton>("bannerAction", child<QWidget>("messageBanner")), Qt::LeftButton);
    QCOMPARE(m_runner->calls.back().method, QStringLiteral("restore"));
}

void TestWindow::aSessionIsEndedFromItsMenu()
{
    showWaiting();
    auto *list = child<QListView>("sessionList");
    Q_EMIT list->customContextMenuRequested(list->visualRect(list->currentIndex()).center());
    auto *end = m_window->findChild<QAction *>(QStringLiteral("menuEnd"));
    QVERIFY(end);
    end->trigger();
    QTRY_VERIFY(!m_runner->calls.empty());
    QCOMPARE(m_runner->calls.back().method, QStringLiteral("end"));
    qobject_cast<QMenu *>(end->parent())->close();
}

void TestWindow::leftoversAreRemovedWithOneClick()
{
    makeWindow();
    auto *banner = child<QWidget>("healthBanner");
    QVERIFY(!banner->isVisible());
    m_runner->setHealth(
        {.engineSentence = QStringLiteral("An engine is ready"), .leftovers = {.containers = 1, .volumes = 2}});
    QVERIFY(banner->isVisible());
    QTest::mouseClick(banner->findChild<QPushButton *>(), Qt::LeftButton);
    QTRY_VERIFY(!banner->isVisible());
    QCOMPARE(m_runner->calls.back().method, QStringLiteral("removeLeftovers"));
}

void TestWindow::wideWindowsShowBoth()
{
    showWaiting();
    auto *transcript = child<QWidget>("transcript");
    auto *changes = child<QWidget>("changes");
    QVERIFY(transcript->isVisible());
    QVERIFY(!changes->isVisible());
    m_window->resize(1500, 800);
    QTRY_VERIFY(changes->isVisible());
    QVERIFY(transcript->isVisible());
    QVERIFY(!child<QTabBar>("sessionTabs")->isVisible());
    m_window->resize(900, 700);
    QTRY_VERIFY(!changes->isVisible());
    QVERIFY(child<QTabBar>("sessionTabs")->isVisible());
}

void TestWindow::themeAndLanguageAreKept()
{
    makeWindow();
    child<QAction>("actionThemeDark")->trigger();
    QVERIFY(m_theme->isDark());
    child<QAction>("actionLanguage_en")->trigger();
    m_window->close();
    m_window.reset();
    m_theme->setPreference(SchemePreference::Light);
    makeWindow();
    QVERIFY(m_theme->isDark());
    QCOMPARE(m_language->code(), QStringLiteral("en"));
    m_theme->setPreference(SchemePreference::Light);
}

void TestWindow::everyIconButtonHasAName()
{
    showWaiting();
    for (const QAbstractButton *button : m_window->findChildren<QAbstractButton *>()) {
        if (button->text().isEmpty() && !button->icon().isNull()
            && !button->objectName().startsWith(QLatin1StringView("qt_")) && !button->parent()->inherits("QTabBar")
            && !button->inherits("QLineEditIconButton"))
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->objectName()));
    }
}

void TestWindow::closedSessionsAreClosed()
{
    showWaiting();
    QVERIFY(m_runner->openCount(SessionId(1)) >= 1);
    m_window->showSession(SessionId(3));
    m_window.reset();
    QCOMPARE(m_runner->openCount(SessionId(1)), 0);
    QCOMPARE(m_runner->openCount(SessionId(3)), 0);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
