#include "runner/session/drafts.h"
#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/samples.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/theme/style.h"

#include <QPlainTextEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse;

namespace {

constexpr int PatienceMs = 30'000;

} // namespace

/// What a person has written to an agent and not sent.
class TestUnsentText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void itIsThereAgainAfterARestart();
    void itIsOnTheDiskWhileTheWindowIsOpen();
    void eachSessionHasItsOwn();
    void whatWasSentIsForgotten();
    void whatWasNotTakenStays();
    void whoTypesAtOnceIsNotInterrupted();

private:
    /// The program ends and is started again.
    void restart();
    void stop();
    [[nodiscard]] QPlainTextEdit *text() const
    {
        auto *found = m_window->findChild<QPlainTextEdit *>(QStringLiteral("promptText"));
        if (!found)
            qFatal("There is no promptText.");
        return found;
    }
    [[nodiscard]] QString fileOf(SessionId session) const
    {
        return m_folder->filePath(QStringLiteral("sessions/%1/draft.txt").arg(session.value));
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Language> m_language;
    std::unique_ptr<FakeRunner> m_runner;
    std::unique_ptr<Drafts> m_drafts;
    std::unique_ptr<MainWindow> m_window;
};

void TestUnsentText::initTestCase()
{
    m_theme = std::make_unique<Theme>(SchemePreference::Light);
    QApplication::setStyle(new Style(*m_theme));
}

void TestUnsentText::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_language = std::make_unique<Language>();
    restart();
}

void TestUnsentText::cleanup()
{
    stop();
}

void TestUnsentText::stop()
{
    m_window.reset();
    m_drafts.reset();
    m_runner.reset();
    m_settings.reset();
}

void TestUnsentText::restart()
{
    stop();
    m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_runner = std::make_unique<FakeRunner>();
    m_runner->setRows(samples::sessionRows());
    for (const qint64 session : {1, 2})
        m_runner->setState(samples::sessionState(SessionId(session), SessionPhase::Idle, samples::finishedTurn()));
    const auto directory = DataDirectory::open(m_folder->path());
    QVERIFY(directory);
    m_drafts = std::make_unique<Drafts>(*directory);
    m_window = std::make_unique<MainWindow>(
        MainWindow::Parts{*m_theme, *m_language, *m_runner, *m_settings, {}, nullptr, m_drafts.get()});
    m_window->resize(1000, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->showSession(SessionId(1));
}

void TestUnsentText::itIsThereAgainAfterARestart()
{
    QTest::keyClicks(text(), QStringLiteral("Mend it"));
    QTest::keyClick(text(), Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(text(), QStringLiteral("and test it"));
    restart();
    QTRY_COMPARE_WITH_TIMEOUT(text()->toPlainText(), QStringLiteral("Mend it\nand test it"), PatienceMs);
    restart(); // it was not touched
    QTRY_COMPARE_WITH_TIMEOUT(text()->toPlainText(), QStringLiteral("Mend it\nand test it"), PatienceMs);
}

void TestUnsentText::itIsOnTheDiskWhileTheWindowIsOpen()
{
    QTest::keyClicks(text(), QStringLiteral("Mend it"));
    const auto content = [this] {
        QFile file(fileOf(SessionId(1)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QTRY_COMPARE_WITH_TIMEOUT(content(), QByteArray("Mend it"), PatienceMs);
}

void TestUnsentText::eachSessionHasItsOwn()
{
    QTest::keyClicks(text(), QStringLiteral("one"));
    m_window->showSession(SessionId(2));
    QCOMPARE(text()->toPlainText(), QString());
    QTest::keyClicks(text(), QStringLiteral("two"));
    m_window->showSession(SessionId(1));
    QCOMPARE(text()->toPlainText(), QStringLiteral("one"));
    restart();
    QTRY_COMPARE_WITH_TIMEOUT(text()->toPlainText(), QStringLiteral("one"), PatienceMs);
    m_window->showSession(SessionId(2));
    QTRY_COMPARE_WITH_TIMEOUT(text()->toPlainText(), QStringLiteral("two"), PatienceMs);
}

void TestUnsentText::whatWasSentIsForgotten()
{
    QTest::keyClicks(text(), QStringLiteral("Mend it"));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(fileOf(SessionId(1))), PatienceMs);
    QTest::keyClick(text(), Qt::Key_Return);
    QCOMPARE(text()->toPlainText(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(fileOf(SessionId(1))), PatienceMs);
}

void TestUnsentText::whatWasNotTakenStays()
{
    m_runner->setFailure(Error{IoFailed, QStringLiteral("The disk is full."), {}});
    QTest::keyClicks(text(), QStringLiteral("Mend it"));
    QTest::keyClick(text(), Qt::Key_Return);
    QCOMPARE(text()->toPlainText(), QStringLiteral("Mend it"));
    restart();
    QTRY_COMPARE_WITH_TIMEOUT(text()->toPlainText(), QStringLiteral("Mend it"), PatienceMs);
}

void TestUnsentText::whoTypesAtOnceIsNotInterrupted()
{
    QTest::keyClicks(text(), QStringLiteral("old"));
    restart();
    text()->setPlainText(QStringLiteral("new")); // before the answer of the disk can come
    bool answered = false;
    const auto wait = [](Drafts *drafts, bool *done) -> QCoro::Task<> {
        static_cast<void>(co_await drafts->read(SessionId(2))); // behind the first on the same thread
        *done = true;
    };
    const auto waiting = wait(m_drafts.get(), &answered);
    QTRY_VERIFY_WITH_TIMEOUT(answered, PatienceMs);
    QCOMPARE(text()->toPlainText(), QStringLiteral("new"));
}

QTEST_MAIN(TestUnsentText)
#include "tst_unsent_text.moc"
