#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/review_samples.h"
#include "tests/gui/support/samples.h"
#include "ui/attempts/attempts_view.h"
#include "ui/attempts/tree_comparison.h"
#include "ui/controls/banner.h"
#include "ui/review/accept_dialog.h"
#include "ui/sessions/sidebar.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/theme/style.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse;

/// Several sessions with one task, and what sessions would meet in each other, in the window.
class TestAttemptsWindow final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void oneTaskGoesToSeveralAndTheRowsAreKept();
    void aGroupStandsTogetherAndOpensItsTable();
    void theTableShowsAndSortsAttempts();
    void anAttemptIsOpenedAndTakenByKeys();
    void twoAttemptsAreComparedTreeToTree();
    void partsArePutTogetherAndAccepted();
    void partsThatDoNotFitAreNamedAndNotAccepted();
    void clashesAreSaidAndLeadToTheFile();
    void aBranchThatMovedIsNamed();
    void theRadarAsksAgainOnlyForWhatChanged();
    void lineEndsAreSaidAndNormalisedOnlyWhenAsked();

private:
    template <class T> T *child(const char *name, QWidget *in = nullptr)
    {
        auto *found = (in ? in : static_cast<QWidget *>(m_window.get()))->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("There is no %s.", name);
        return found;
    }
    void makeWindow();
    void addGroup();
    void showTable();
    [[nodiscard]] QTableView *table() { return child<QTableView>("attemptTable"); }
    [[nodiscard]] QStringList column(int number);

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Language> m_language;
    std::unique_ptr<FakeRunner> m_runner;
    std::unique_ptr<MainWindow> m_window;
};

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

Attempt attempt(qint64 id, const char *model, int added)
{
    Attempt one;
    one.session = SessionId(id);
    one.title = s("Mend the rounding");
    one.agent = s("opencode");
    one.model = s("practice/") + s(model);
    one.state = s("idle");
    one.base = ObjectId(QString(40, u'b'));
    one.snapshot = ObjectId(QString(40, u'c'));
    one.tree = ObjectId(QString(40, u'd'));
    one.files = 2;
    one.added = added;
    one.removed = 1;
    one.costMicros = 1000 * id;
    one.tokens = 5000 / id;
    one.workedMs = 1000 * id;
    return one;
}

AttemptPart part(qint64 id, const QByteArray &path)
{
    AttemptPart made{SessionId(id), {}};
    made.selection.files.push_back({.oldPath = path, .newPath = path, .whole = true, .removed = {}, .added = {}});
    return made;
}

} // namespace

void TestAttemptsWindow::initTestCase()
{
    m_theme = std::make_unique<Theme>(SchemePreference::Light);
    QApplication::setStyle(new Style(*m_theme));
}

void TestAttemptsWindow::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<QSettings>(m_directory->filePath(s("settings.ini")), QSettings::IniFormat);
    m_language = std::make_unique<Language>();
    m_runner = std::make_unique<FakeRunner>();
    samples::addLedger(*m_runner);
}

void TestAttemptsWindow::cleanup()
{
    m_window.reset();
    m_runner.reset();
    m_settings.reset();
}

void TestAttemptsWindow::makeWindow()
{
    MainWindow::applySettings(*m_settings, *m_theme, *m_language);
    m_window = std::make_unique<MainWindow>(MainWindow::Parts{*m_theme, *m_language, *m_runner, *m_settings,
        {{s("opencode"), s("OpenCode")}, {s("other"), s("Other Agent")}}});
    m_window->resize(1200, 760);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestAttemptsWindow::addGroup()
{
    std::vector<SessionRow> rows = samples::sessionRows();
    for (qint64 id : {11, 12, 13}) {
        SessionRow row = rows.front();
        row.id = SessionId(id);
        row.title = s("Mend the rounding");
        row.model = s("practice/practice-%1").arg(id - 10);
        row.state = s("idle");
        row.openApprovals.clear();
        row.group = s("group-1");
        row.createdMs = samples::Now + 100'000 + id;
        rows.push_back(row);
        SessionState state = samples::sessionState(SessionId(id), SessionPhase::Idle, samples::finishedTurn());
        state.info.group = row.group;
        m_runner->setState(std::move(state));
    }
    m_runner->setRows(std::move(rows));
    FakeEvidence &evidence = m_runner->fakeEvidence;
    evidence.group = {attempt(11, "practice-1", 30), attempt(12, "practice-2", 4), attempt(13, "practice-3", 100)};
    evidence.group[0].clashes = {{SessionId(12), 1}};
    evidence.group[1].clashes = {{SessionId(11), 1}};
    CheckMark green;
    green.kind = CheckMark::Kind::Passed;
    green.check.name = s("test");
    green.sentence = s("\u201Ctest\u201D passed on this very tree");
    CheckMark none;
    none.check.name = s("test");
    none.sentence = s("\u201Ctest\u201D was not run");
    evidence.group[0].checks = {none};
    evidence.group[1].checks = {green};
}

void TestAttemptsWindow::showTable()
{
    addGroup();
    makeWindow();
    m_window->showAttempts(s("group-1"));
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_COMPARE(table()->model()->rowCount(), 3);
    QTRY_VERIFY(table()->hasFocus());
}

QStringList TestAttemptsWindow::column(int number)
{
    QStringList texts;
    for (int row = 0; row < table()->model()->rowCount(); ++row)
        texts.append(table()->model()->index(row, number).data().toString());
    return texts;
}

void TestAttemptsWindow::oneTaskGoesToSeveralAndTheRowsAreKept()
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
    child<QPlainTextEdit>("firstPrompt", dialog)->setPlainText(s("Mend it."));
    auto *add = child<QPushButton>("addAttempt", dialog);
    add->setFocus();
    QTest::keyClick(add, Qt::Key_Space);
    QTest::keyClick(add, Qt::Key_Space);
    const auto agents = dialog->findChildren<QComboBox *>(s("attemptAgent"));
    const auto models = dialog->findChildren<QLineEdit *>(s("attemptModel"));
    QCOMPARE(agents.size(), 2);
    QTest::keyClick(agents[0], Qt::Key_Down);
    QTest::keyClicks(models[1], s("practice-2"));
    auto *start = child<QPushButton>("newSessionStart", dialog);
    QCOMPARE(start->text(), s("Start 3 attempt(s)"));
    QTest::mouseClick(start, Qt::LeftButton);
    const auto &choices = m_runner->fakeEvidence.lastChoices;
    QCOMPARE(choices.size(), 3U);
    QCOMPARE(choices[0].agent, s("opencode"));
    QCOMPARE(choices[1].agent, s("other"));
    QCOMPARE(choices[1].model.name, choices[0].model.name);
    QCOMPARE(choices[2].model.name, s("practice-2"));
    QCOMPARE(m_runner->fakeEvidence.lastTask.prompt, s("Mend it."));
    QVERIFY(std::ranges::none_of(m_runner->calls, [](const auto &call) { return call.method == s("create"); }));
    QCOMPARE(m_runner->fakeEvidence.askedGroup, s("group-1")); // the table is shown
    QTRY_VERIFY(!m_window->findChild<QDialog *>(s("newSessionDialog")));

    dialog = open();
    QCOMPARE(dialog->findChildren<QComboBox *>(s("attemptAgent")).size(), 2);
    QCOMPARE(dialog->findChildren<QComboBox *>(s("attemptAgent"))[0]->currentData().toString(), s("other"));
    QCOMPARE(dialog->findChildren<QLineEdit *>(s("attemptModel"))[1]->text(), s("practice-2"));
    for (QToolButton *away : dialog->findChildren<QToolButton *>(s("removeAttempt")))
        QTest::mouseClick(away, Qt::LeftButton);
    QCOMPARE(child<QPushButton>("newSessionStart", dialog)->text(), s("Start session"));
    for (int row = 0; row < 8; ++row)
        child<QPushButton>("addAttempt", dialog)->click();
    QCOMPARE(dialog->findChild<AttemptRows *>()->count(), 5);
}

void TestAttemptsWindow::aGroupStandsTogetherAndOpensItsTable()
{
    addGroup();
    makeWindow();
    SessionListModel &model = m_window->findChild<Sidebar *>()->model();
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const QModelIndexList heads = model.match(model.index(0), SessionListModel::KindRole,
        static_cast<int>(SessionListModel::Kind::Attempts), -1, Qt::MatchExactly);
    QCOMPARE(heads.size(), 1);
    const int head = heads.first().row();
    QCOMPARE(model.index(head).data().toString(), s("Mend the rounding"));
    QCOMPARE(model.index(head).data(SessionListModel::CountRole).toInt(), 3);
    for (int i = 1; i <= 3; ++i)
        QCOMPARE(model.index(head + i).data().toString(), s("opencode \u00B7 practice-%1").arg(i));
    QCOMPARE(model.index(head + 1).data(Qt::EditRole).toString(), s("Mend the rounding"));
    auto *list = child<QListView>("sessionList");
    list->setCurrentIndex(model.index(head));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_VERIFY(table()->isVisible());
    QTRY_COMPARE(table()->model()->rowCount(), 3);
    QCOMPARE(list->currentIndex().row(), head);
    // And from a session's own page.
    m_window->showSession(SessionId(12));
    auto *back = child<QToolButton>("showAttempts");
    QTRY_VERIFY(back->isVisible());
    QTest::mouseClick(back, Qt::LeftButton);
    QTRY_VERIFY(table()->isVisible());
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    m_window->showSession(SessionId(1));
    QTRY_VERIFY(!back->isVisible());
}

void TestAttemptsWindow::theTableShowsAndSortsAttempts()
{
    showTable();
    const QAbstractItemModelTester tester(table()->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    using Column = AttemptsModel::Column;
    QCOMPARE(column(Column::Changes),
        (QStringList{s("2 file(s)  +30 \u22121"), s("2 file(s)  +4 \u22121"), s("2 file(s)  +100 \u22121")}));
    QCOMPARE(column(Column::Checks), (QStringList{s("not run"), s("1 of 1 proven"), s("none defined")}));
    QCOMPARE(column(Column::Conflicts), (QStringList{s("with 1, in 1 file(s)"), s("with 1, in 1 file(s)"), QString()}));
    const QString tip = table()->model()->index(1, Column::Checks).data(Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(s("passed on this very tree")) && tip.contains(s("dddddddddddd")));
    const auto sort = [this](int which) {
        QHeaderView *header = table()->horizontalHeader();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
            QPoint(header->sectionViewportPosition(which) + 10, header->height() / 2));
    };
    sort(Column::Changes); // by lines, not by words
    QCOMPARE(column(Column::Changes),
        (QStringList{s("2 file(s)  +4 \u22121"), s("2 file(s)  +30 \u22121"), s("2 file(s)  +100 \u22121")}));
    sort(Column::Tokens);
    QCOMPARE(column(Column::Name).first(), s("opencode \u00B7 practice-3"));
    sort(Column::Tokens);
    QCOMPARE(column(Column::Name).first(), s("opencode \u00B7 practice-1"));
    // What changes comes into the same rows.
    table()->selectRow(2);
    m_runner->fakeEvidence.group[0].added = 31;
    m_runner->setRows(std::vector<SessionRow>(*m_runner->sessions()));
    QTRY_VERIFY(column(Column::Changes).contains(s("2 file(s)  +31 \u22121")));
    QCOMPARE(table()->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(table()->selectionModel()->selectedRows().first().row(), 2);
}

void TestAttemptsWindow::anAttemptIsOpenedAndTakenByKeys()
{
    showTable();
    QTest::keyClick(table(), Qt::Key_Down);
    QTest::keyClick(table(), Qt::Key_A);
    auto *dialog = child<QDialog>("acceptDialog");
    QTRY_COMPARE(child<QLineEdit>("acceptBranch", dialog)->text(), s("pilothouse/mend-rounding-1"));
    child<QCheckBox>("acceptCare", dialog)->setChecked(true);
    QTRY_VERIFY(child<QPushButton>("acceptConfirm", dialog)->isEnabled());
    QTest::keyClick(child<QPushButton>("acceptConfirm", dialog), Qt::Key_Space);
    QCOMPARE(m_runner->calls.back().method, s("accept"));
    QCOMPARE(m_runner->calls.back().arguments.first(), s("12"));
    QTRY_VERIFY(!m_window->findChild<QDialog *>(s("acceptDialog")));
    QTRY_VERIFY(child<QWidget>("messageBanner")->isVisible());
    m_window->activateWindow();
    QTRY_VERIFY(table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_Return);
    QTRY_VERIFY(child<QWidget>("sessionView")->isVisible());
    QCOMPARE(child<QLabel>("sessionTitle")->text().isEmpty(), false);
    QCOMPARE(m_runner->openCount(SessionId(12)), 1);
}

void TestAttemptsWindow::twoAttemptsAreComparedTreeToTree()
{
    const auto &trees = m_runner->fakeReview.trees();
    m_runner->fakeEvidence.compared = *m_runner->fakeReview.compare(trees[1], trees.back());
    const int files = static_cast<int>(m_runner->fakeEvidence.compared.set->files.size());
    QVERIFY(files > 0);
    showTable();
    QVERIFY(!child<QPushButton>("compareAttempts")->isEnabled());
    QTest::keyClick(table(), Qt::Key_Down);
    QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
    QTRY_VERIFY(child<QPushButton>("compareAttempts")->isEnabled());
    QTest::keyClick(table(), Qt::Key_C);
    QCOMPARE(m_runner->fakeEvidence.lastCompared, std::pair(SessionId(12), SessionId(13)));
    auto *shown = child<TreeComparison>("treeComparison");
    QTRY_VERIFY(shown->isVisible());
    QTRY_COMPARE(shown->document().fileCount(), files);
    QTRY_VERIFY(shown->document().isComplete());
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Escape);
    QTRY_VERIFY(table()->isVisible());
}

void TestAttemptsWindow::partsArePutTogetherAndAccepted()
{
    FakeEvidence &evidence = m_runner->fakeEvidence;
    evidence.parts = {{AttemptTake::Reviewed, part(11, "lib/money.awk")}, {AttemptTake::Everything, part(11, "all")},
        {AttemptTake::Everything, part(12, "docs/rounding.md")}};
    evidence.composed.tree = m_runner->fakeReview.trees().back();
    CheckMark check;
    check.check.name = s("test");
    check.sentence = s("\u201Ctest\u201D was not run");
    evidence.marks = {check};
    showTable();
    QTest::keyClick(table(), Qt::Key_P);
    auto *dialog = child<QDialog>("composeDialog");
    auto *first = child<QComboBox>("composeTake11", dialog);
    auto *second = child<QComboBox>("composeTake12", dialog);
    QTRY_COMPARE(first->count(), 3);
    QCOMPARE(first->currentText(), s("What you accepted in its review: 1 file(s)")); // a review is a choice already
    QCOMPARE(second->currentText(), s("Nothing"));
    QCOMPARE(evidence.lastParts, std::vector<AttemptPart>{part(11, "lib/money.awk")});
    second->setFocus();
    QTest::keyClick(second, Qt::Key_Down);
    QCOMPARE(evidence.lastParts, (std::vector<AttemptPart>{part(11, "lib/money.awk"), part(12, "docs/rounding.md")}));
    QTRY_COMPARE(child<QListWidget>("composeFiles", dialog)->count(), 6);
    // The checks run on exactly the composed tree.
    QTest::keyClick(child<QPushButton>("composeCheck", dialog), Qt::Key_Space);
    QTRY_COMPARE(evidence.runs.size(), 1U);
    QCOMPARE(evidence.runs.front().snapshot, evidence.composed.tree);
    QCOMPARE(evidence.runs.front().place, CheckPlace::Clean);
    QTRY_VERIFY(child<QLabel>("composeChecks", dialog)->text().contains(s("passed")));
    // Its lines can be looked at.
    QTest::keyClick(child<QPushButton>("composeLook", dialog), Qt::Key_Space);
    auto *lines = dialog->findChild<QDialog *>(s("composedLines"));
    QVERIFY(lines);
    QTRY_COMPARE(lines->findChild<TreeComparison *>()->document().fileCount(), 6);
    QTest::keyClick(lines, Qt::Key_Escape);
    // Accepting is about this tree.
    QTest::keyClick(child<QPushButton>("composeAccept", dialog), Qt::Key_Space);
    auto *accept = dialog->findChild<AcceptDialog *>();
    QVERIFY(accept);
    child<QCheckBox>("acceptCare", accept)->setChecked(true);
    auto *confirm = child<QPushButton>("acceptConfirm", accept);
    QTRY_VERIFY(confirm->isEnabled());
    QTest::keyClick(confirm, Qt::Key_Space);
    QTRY_COMPARE(m_runner->lastAccept.composed.tree, evidence.composed.tree);
    QCOMPARE(m_runner->lastAccept.composed.parts, evidence.lastParts);
    QVERIFY(m_runner->lastAccept.paths.isEmpty() && m_runner->lastAccept.selection.files.empty());
    QCOMPARE(m_runner->calls.back().arguments.first(), s("11"));
    QTRY_VERIFY(!m_window->findChild<QDialog *>(s("composeDialog")));
    QTRY_VERIFY(child<QWidget>("messageBanner")->isVisible());
}

void TestAttemptsWindow::partsThatDoNotFitAreNamedAndNotAccepted()
{
    FakeEvidence &evidence = m_runner->fakeEvidence;
    evidence.parts = {{AttemptTake::Reviewed, part(11, "lib/money.awk")}};
    MergeConflict conflict;
    conflict.path = "lib/money.awk";
    evidence.composed.conflicts = {conflict};
    showTable();
    QTest::keyClick(table(), Qt::Key_P);
    auto *dialog = child<QDialog>("composeDialog");
    auto *files = child<QListWidget>("composeFiles", dialog);
    QTRY_COMPARE(files->count(), 1);
    QCOMPARE(files->item(0)->text(), s("lib/money.awk"));
    QVERIFY(!child<QPushButton>("composeAccept", dialog)->isEnabled());
    QVERIFY(!child<QPushButton>("composeLook", dialog)->isEnabled());
}

void TestAttemptsWindow::clashesAreSaidAndLeadToTheFile()
{
    m_runner->setRows(samples::sessionRows());
    m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
    m_runner->foundRadar[SessionId(1)] = {{SessionId(2), s("Port the <b>importer</b>"),
        {{"lib/money.awk", MergeConflict::Kind::Content}, {"docs/rounding.md", MergeConflict::Kind::AddedTwice}}}};
    makeWindow();
    m_window->showSession(SessionId(1));
    auto *banner = child<Banner>("radarBanner");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 15000);
    QVERIFY(std::ranges::any_of(banner->findChildren<QLabel *>(), [](const QLabel *label) {
        return label->text() == s("Touches lines that \u201CPort the <b>importer</b>\u201D also changes: 2 file(s).");
    }));
    SessionListModel &model = m_window->findChild<Sidebar *>()->model();
    QVERIFY(!model.indexOf(SessionId(1)).data(SessionListModel::ClashRole).toString().isEmpty());
    QVERIFY(model.indexOf(SessionId(1)).data(Qt::AccessibleTextRole).toString().contains(s("importer")));
    QVERIFY(model.indexOf(SessionId(3)).data(SessionListModel::ClashRole).toString().isEmpty());
    QTest::keyClick(banner->findChild<QPushButton *>(), Qt::Key_Space);
    auto *menu = child<QMenu>("radarMenu");
    const auto actions = menu->actions();
    const auto file = std::ranges::find(actions, s("lib/money.awk"), &QAction::text);
    QVERIFY(file != actions.end());
    (*file)->trigger();
    menu->close();
    QTRY_VERIFY(child<QWidget>("changes")->isVisible());
    QTest::keyClick(banner->findChild<QPushButton *>(), Qt::Key_Space);
    const auto again = m_window->findChildren<QMenu *>(s("radarMenu")).last()->actions();
    const auto other = std::ranges::find(again, s("Open that session"), &QAction::text);
    QVERIFY(other != again.end());
    (*other)->trigger();
    QTRY_COMPARE(m_runner->openCount(SessionId(2)), 1);
    QTRY_VERIFY(!banner->isVisible());
}

void TestAttemptsWindow::aBranchThatMovedIsNamed()
{
    const std::vector<SessionClash> clashes{
        {SessionId(2), s("A"), {{"a", MergeConflict::Kind::Content}, {"b", MergeConflict::Kind::Content}}},
        {SessionId(3), s("B"), {{"b", MergeConflict::Kind::Content}}},
        {SessionId(), s("main"), {{"c", MergeConflict::Kind::Content}}}};
    QCOMPARE(radarSentence(clashes),
        s("Touches lines that 2 other sessions also change: 2 file(s). "
          "The branch main has moved on and would conflict in 1 file(s)."));
    QCOMPARE(radarSentence({{SessionId(), {}, {{"c", MergeConflict::Kind::Content}}}}),
        s("What is checked out has moved on and would conflict in 1 file(s)."));
    QCOMPARE(radarSentence({}), QString());
}

void TestAttemptsWindow::theRadarAsksAgainOnlyForWhatChanged()
{
    std::vector<SessionRow> rows = samples::sessionRows();
    m_runner->setRows(rows);
    RadarWatch radar(*m_runner);
    radar.setPace(std::chrono::milliseconds(10), std::chrono::hours(1));
    QSignalSpy changed(&radar, &RadarWatch::changed);
    m_runner->setRows(rows);
    QTRY_COMPARE(m_runner->askedRadars, QStringList{s("/home/mara/src/ledger")}); // the only one with changes
    // A session of another repository, whose name sorts last, shows that a round has passed.
    SessionRow &witness = rows[7];
    witness.changedFiles = 1;
    const auto passARound = [&](int round) {
        witness.snapshot = ObjectId(QString(40, QChar(u'0' + round)));
        m_runner->setRows(rows);
        QTRY_COMPARE(m_runner->askedRadars.count(witness.repositoryPath), round);
    };
    const auto asked = [&] { return m_runner->askedRadars.count(rows[0].repositoryPath); };
    passARound(1);
    QCOMPARE(asked(), 1);
    rows[0].snapshot = ObjectId(QString(40, u'e'));
    m_runner->foundRadar[SessionId(1)] = {{SessionId(2), s("A"), {{"a", MergeConflict::Kind::Content}}}};
    passARound(2);
    QCOMPARE(asked(), 2);
    QVERIFY(changed.size() > 0);
    QCOMPARE(radar.clashes(SessionId(1)).size(), 1U);
    rows[0].allTaken = true; // accepted: nothing of it can clash any more
    m_runner->foundRadar.clear();
    passARound(3);
    QVERIFY(radar.clashes(SessionId(1)).empty());
    QCOMPARE(asked(), 2);
}

void TestAttemptsWindow::lineEndsAreSaidAndNormalisedOnlyWhenAsked()
{
    const SessionChanges changes = *m_runner->fakeReview.compare({}, {});
    const auto open = [&] {
        auto dialog = std::make_unique<AcceptDialog>(*m_theme, *m_runner, SessionId(1), changes, false);
        dialog->show();
        child<QCheckBox>("acceptCare", dialog.get())->setChecked(true);
        return dialog;
    };
    const auto confirm = [&](QDialog &dialog) {
        auto *button = child<QPushButton>("acceptConfirm", &dialog);
        QTRY_VERIFY(button->isEnabled());
        QTest::keyClick(button, Qt::Key_Space);
    };
    auto plain = open();
    confirm(*plain);
    QVERIFY(!child<QCheckBox>("acceptLineEnds", plain.get())->isVisible());
    QCOMPARE(m_runner->lastAccept.lineEnds, AcceptRequest::LineEnds::Keep);

    m_runner->preview.lineEnds = {"docs/rounding.md", "lib/table.awk"};
    auto left = open();
    auto *offer = child<QCheckBox>("acceptLineEnds", left.get());
    QTRY_VERIFY(offer->isVisible());
    QVERIFY(offer->text().contains(s("2 file(s)")) && offer->toolTip().contains(s("lib/table.awk")));
    QVERIFY(!offer->isChecked());
    confirm(*left);
    QCOMPARE(m_runner->lastAccept.lineEnds, AcceptRequest::LineEnds::Keep);

    auto taken = open();
    offer = child<QCheckBox>("acceptLineEnds", taken.get());
    QTRY_VERIFY(offer->isVisible());
    QTest::keyClick(offer, Qt::Key_Space);
    confirm(*taken);
    QCOMPARE(m_runner->lastAccept.lineEnds, AcceptRequest::LineEnds::Normalise);
}

QTEST_MAIN(TestAttemptsWindow)
#include "tst_attempts_window.moc"
