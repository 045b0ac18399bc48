// The catalogue in a program: what the window says is found in it, and changes with the language.

#include "ui/approvals/approval_card.h"
#include "ui/controls/words.h"
#include "ui/sessions/new_session_dialog.h"
#include "ui/sessions/session_words.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/transcript/item_view.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pilothouse;

class GermanWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_language.use(u"de"_s); }
    void readsTheWindow_data();
    void readsTheWindow();
    void readsWordsWithoutAClass();
    void changesWithTheLanguage();

private:
    Language m_language;
};

void GermanWindow::readsTheWindow_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("german");

    m_language.use(u"de"_s);
    QTest::newRow("menu") << MainWindow::tr("&Session") << u"&Sitzung"_s;
    QTest::newRow("dialog") << NewSessionDialog::tr("left out") << u"ausgelassen"_s;
    QTest::newRow("quotation marks") << ApprovalCard::tr("The agent calls “Always allow”: %1")
                                     << u"Der Agent nennt „Immer erlauben“: %1"_s;
    QTest::newRow("no object") << ItemView::tr("Thinking\u2026") << u"Denkt nach …"_s;
}

void GermanWindow::readsTheWindow()
{
    QFETCH(QString, words);
    QTEST(words, "german");
}

void GermanWindow::readsWordsWithoutAClass()
{
    QCOMPARE(phaseLook(SessionPhase::WaitingApproval).words, u"Wartet auf Sie"_s);
    QCOMPARE(QCoreApplication::translate("words", "%1 M", "millions"), u"%1 Mio."_s);
}

void GermanWindow::changesWithTheLanguage()
{
    QCOMPARE(MainWindow::tr("Language"), u"Sprache"_s);
    m_language.use(u"en"_s);
    QCOMPARE(MainWindow::tr("Language"), u"Language"_s);
    m_language.use(u"de"_s);
    QCOMPARE(MainWindow::tr("Language"), u"Sprache"_s);
}

QTEST_GUILESS_MAIN(GermanWindow)
#include "tst_german_window.moc"
