#include "tests/gui/widgets/shown_changes.h"
#include "ui/review/accept_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QTemporaryDir>

using namespace pilothouse;

/// Accepting in the window.
class TestAcceptDialog final : public ShownChanges {
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatWasAcceptedIsCommitted();
    void conflictsAreSolvedOrHandedOver();
    void requiredChecksAreAskedFor();
    void checksRunOnWhatIsAccepted();
    void whatComesLaterGoesOnTopOrStandsAlone();
    void theCheckedOutBranchGoesOn();
    void originsAreNotedAndTheChoiceIsKept();
    void anEarlierMomentIsNamed();

private:
    struct Shown {
        std::unique_ptr<AcceptDialog> dialog;
        template <class T> [[nodiscard]] T *part(const char *name) const
        {
            return dialog->findChild<T *>(QString::fromLatin1(name));
        }
        [[nodiscard]] QPushButton *confirm() const { return part<QPushButton>("acceptConfirm"); }
    };
    /// With the care for AGENTS.md taken.
    [[nodiscard]] Shown openDialog()
    {
        Shown shown{
            std::make_unique<AcceptDialog>(*m_theme, *m_runner, SessionId(1), m_changes->review().changes(), false)};
        shown.dialog->show();
        shown.part<QCheckBox>("acceptCare")->setChecked(true);
        return shown;
    }
    void acceptBefore(const char *branch)
    {
        edit([branch](SessionState &state, LiveFacts &) {
            AcceptedView accepted;
            accepted.branch = QString::fromLatin1(branch);
            accepted.commit = ObjectId(QString(40, u'c'));
            state.accepted.push_back(accepted);
        });
    }
    [[nodiscard]] static CheckMark check(const char *name, CheckMark::Kind kind, CheckDefinition::Accept accept)
    {
        CheckMark mark;
        mark.kind = kind;
        mark.check.name = QString::fromLatin1(name);
        mark.check.accept = accept;
        mark.sentence = QStringLiteral("%1: not run on this tree").arg(mark.check.name);
        return mark;
    }
};

void TestAcceptDialog::onlyWhatWasAcceptedIsCommitted()
{
    show();
    goTo("lib/money.awk");
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

void TestAcceptDialog::conflictsAreSolvedOrHandedOver()
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
    dialog.findChild<QLineEdit *>(QStringLiteral("acceptBranch"))->setText(QStringLiteral("main"));
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
    other.findChild<QLineEdit *>(QStringLiteral("acceptBranch"))->setText(QStringLiteral("main"));
    QTRY_VERIFY(other.findChild<QPushButton *>(QStringLiteral("conflictsToAgent")));
    QTest::mouseClick(other.findChild<QPushButton *>(QStringLiteral("conflictsToAgent")), Qt::LeftButton);
    QTRY_COMPARE(m_runner->calls.back().method, QStringLiteral("prompt"));
    QVERIFY(m_runner->calls.back().arguments[1].contains(QLatin1StringView("lib/money.awk")));
}

void TestAcceptDialog::requiredChecksAreAskedFor()
{
    m_runner->fakeEvidence.marks = {check("tests", CheckMark::Kind::PassedOlder, CheckDefinition::Accept::Requires)};
    show();
    const Shown shown = openDialog();
    auto *words = shown.part<QLabel>("acceptChecks");
    QTRY_VERIFY(words->isVisible());
    QCOMPARE(words->text(), QStringLiteral("tests: not run on this tree"));
    auto *without = shown.part<QCheckBox>("acceptWithoutChecks");
    QVERIFY(without->isVisible());
    QTRY_VERIFY(!shown.part<QLineEdit>("acceptBranch")->text().isEmpty());
    QVERIFY(!shown.confirm()->isEnabled());
    QTest::mouseClick(without, Qt::LeftButton, {}, QPoint(10, without->height() / 2));
    QVERIFY(shown.confirm()->isEnabled());
    QTest::mouseClick(shown.confirm(), Qt::LeftButton);
    QTRY_COMPARE(m_runner->calls.back().method, QStringLiteral("accept"));
    QCOMPARE(m_runner->lastAccept.checks, AcceptOptions::Checks::Skipped);
}

void TestAcceptDialog::checksRunOnWhatIsAccepted()
{
    using Kind = CheckMark::Kind;
    using Accept = CheckDefinition::Accept;
    m_runner->fakeEvidence.marks = {check("tests", Kind::Failed, Accept::Requires),
        check("lint", Kind::Passed, Accept::Free), check("build", Kind::PassedTouched, Accept::Free)};
    show();
    const Shown shown = openDialog();
    auto *run = shown.part<QPushButton>("acceptRunChecks");
    QTRY_VERIFY(run->isVisible());
    QVERIFY(!shown.confirm()->isEnabled());
    QTest::mouseClick(run, Qt::LeftButton);
    QTRY_VERIFY(!run->isVisible());
    // Only what a run can prove, and on exactly what is accepted.
    QCOMPARE(m_runner->fakeEvidence.runs.size(), 1U);
    QCOMPARE(m_runner->fakeEvidence.runs[0].name, QStringLiteral("tests"));
    QCOMPARE(m_runner->fakeEvidence.runs[0].snapshot, m_changes->review().changes().to);
    QCOMPARE(m_runner->fakeEvidence.runs[0].place, CheckPlace::Clean);
    QVERIFY(!shown.part<QCheckBox>("acceptWithoutChecks")->isVisible());
    QTRY_VERIFY(shown.confirm()->isEnabled());
    QTest::mouseClick(shown.confirm(), Qt::LeftButton);
    QTRY_COMPARE(m_runner->calls.back().method, QStringLiteral("accept"));
    QCOMPARE(m_runner->lastAccept.checks, AcceptOptions::Checks::Required);
}

void TestAcceptDialog::whatComesLaterGoesOnTopOrStandsAlone()
{
    using Target = AcceptRequest::Target;
    show();
    acceptBefore("first-part");
    const Shown shown = openDialog();
    auto *target = shown.part<QComboBox>("acceptTarget");
    auto *branch = shown.part<QLineEdit>("acceptBranch");
    auto *alone = shown.part<QCheckBox>("acceptAlone");
    const auto choose = [target](
                            Target wanted) { target->setCurrentIndex(target->findData(static_cast<int>(wanted))); };
    QTRY_COMPARE(branch->text(), QStringLiteral("first-part"));
    QCOMPARE(target->currentData().toInt(), static_cast<int>(Target::ExistingBranch));
    QVERIFY(!alone->isVisible());
    choose(Target::NewBranch);
    QTRY_COMPARE(branch->text(), QStringLiteral("pilothouse/mend-rounding-1"));
    QVERIFY(alone->isVisible());
    QVERIFY(!alone->isChecked());
    QTRY_COMPARE(m_runner->lastPreviewed.newBranchOn, AcceptOptions::NewBranchOn::Accepted);
    alone->setChecked(true);
    QTRY_COMPARE(m_runner->lastPreviewed.newBranchOn, AcceptOptions::NewBranchOn::Base);
    // A name of the person's own stays.
    branch->setText(QStringLiteral("mine"));
    choose(Target::ExistingBranch);
    choose(Target::NewBranch);
    QCOMPARE(branch->text(), QStringLiteral("mine"));
    QTest::mouseClick(shown.confirm(), Qt::LeftButton);
    QTRY_COMPARE(m_runner->lastAccept.branch, QStringLiteral("mine"));
    QCOMPARE(m_runner->lastAccept.newBranchOn, AcceptOptions::NewBranchOn::Base);
}

void TestAcceptDialog::theCheckedOutBranchGoesOn()
{
    show();
    acceptBefore("main");
    m_runner->previewFailure = Error{BranchCheckedOut, QStringLiteral("It is checked out."), {}};
    const Shown shown = openDialog();
    auto *target = shown.part<QComboBox>("acceptTarget");
    QTRY_COMPARE(target->currentData().toInt(), static_cast<int>(AcceptRequest::Target::CheckedOut));
    QTRY_VERIFY(shown.confirm()->isEnabled());
}

void TestAcceptDialog::originsAreNotedAndTheChoiceIsKept()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    show();
    {
        const Shown shown = openDialog();
        shown.dialog->remember(settings);
        auto *origins = shown.part<QCheckBox>("acceptOrigins");
        QVERIFY(!origins->isChecked()); // a note is written for who wants one
        QTest::mouseClick(origins, Qt::LeftButton, {}, QPoint(10, origins->height() / 2));
        QTRY_VERIFY(shown.confirm()->isEnabled());
        QTest::mouseClick(shown.confirm(), Qt::LeftButton);
        QTRY_COMPARE(m_runner->fakeReview.notesWritten, 1);
        QTRY_VERIFY(!shown.dialog->isVisible());
    }
    const Shown again = openDialog();
    again.dialog->remember(settings);
    QVERIFY(again.part<QCheckBox>("acceptOrigins")->isChecked());
}

void TestAcceptDialog::anEarlierMomentIsNamed()
{
    show();
    const Shown shown = openDialog();
    QVERIFY(!shown.part<QLabel>("acceptMoment")->isVisible());
    shown.dialog->setMoment(QStringLiteral("End of turn 1"));
    QVERIFY(shown.part<QLabel>("acceptMoment")->text().contains(QLatin1StringView("End of turn 1")));
    QVERIFY(shown.part<QLabel>("acceptMoment")->isVisible());
}

QTEST_MAIN(TestAcceptDialog)
#include "tst_accept_dialog.moc"
