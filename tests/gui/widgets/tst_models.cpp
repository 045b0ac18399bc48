#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/samples.h"
#include "ui/files/snapshot_tree_model.h"
#include "ui/sessions/session_list_model.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace pilothouse;

class TestModels final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void sessionsAreGroupedAndPinnedOnesFirst();
    void anEventThatChangesNothingShownChangesNoRow();
    void stateChangesOneRow();
    void filterKeepsTheInbox();
    void questionsSayTheirCommand();
    void renameAsks();
    void anySequenceOfSnapshotsIsConsistent();
    void filesAreReadOnDemandAndRefreshed();

private:
    static QStringList texts(const QAbstractItemModel &model)
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all.append(model.index(row, 0).data().toString());
        return all;
    }
    static std::shared_ptr<const SessionListModel::Rows> shared(std::vector<SessionRow> rows)
    {
        return std::make_shared<SessionListModel::Rows>(std::move(rows));
    }
};

void TestModels::sessionsAreGroupedAndPinnedOnesFirst()
{
    SessionListModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSnapshot(shared(samples::sessionRows()));
    const QStringList shown = texts(model);
    QCOMPARE(shown.mid(0, 4),
        (QStringList{QStringLiteral("Inbox"), QStringLiteral("A question"), QStringLiteral("Pinned"),
            QStringLiteral("Nightly review")}));
    QVERIFY(shown.indexOf(QStringLiteral("atlas")) < shown.indexOf(QStringLiteral("ledger")));
    QCOMPARE(model.questionCount(), 1);
}

void TestModels::anEventThatChangesNothingShownChangesNoRow()
{
    SessionListModel model;
    auto rows = samples::sessionRows();
    model.setSnapshot(shared(rows));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    for (SessionRow &row : rows) {
        row.lastSeq += 10;
        row.updatedMs += 1000;
    }
    model.setSnapshot(shared(rows));
    QCOMPARE(changed.size(), 0);
}

void TestModels::stateChangesOneRow()
{
    SessionListModel model;
    auto rows = samples::sessionRows();
    model.setSnapshot(shared(rows));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    rows[1].state = QStringLiteral("idle");
    model.setSnapshot(shared(rows));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(inserted.size() + removed.size(), 0);
}

void TestModels::filterKeepsTheInbox()
{
    SessionListModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSnapshot(shared(samples::sessionRows()));
    model.setFilter(QStringLiteral("palette"));
    QCOMPARE(texts(model),
        (QStringList{QStringLiteral("Inbox"), QStringLiteral("A question"), QStringLiteral("atlas"),
            QStringLiteral("Try a darker palette")}));
    model.setFilter({});
    QVERIFY(model.rowCount() > 10);
}

void TestModels::questionsSayTheirCommand()
{
    SessionListModel model;
    model.setSnapshot(shared(samples::sessionRows()));
    model.setQuestions({{SessionId(1), {samples::commandApproval()}}});
    QCOMPARE(model.index(1).data().toString(), QStringLiteral("sh tests/run.sh && git diff --stat"));
    QCOMPARE(model.index(1).data(SessionListModel::ApprovalRole).toString(), QStringLiteral("1.5"));
}

void TestModels::renameAsks()
{
    SessionListModel model;
    model.setSnapshot(shared(samples::sessionRows()));
    QSignalSpy asked(&model, &SessionListModel::renameRequested);
    const QModelIndex index = model.indexOf(SessionId(3));
    QVERIFY(index.flags() & Qt::ItemIsEditable);
    QVERIFY(!model.setData(index, QStringLiteral("  "), Qt::EditRole));
    QVERIFY(model.setData(index, QStringLiteral("Another title"), Qt::EditRole));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(index.data().toString(), QStringLiteral("Explain the build")); // until the log says so
}

void TestModels::anySequenceOfSnapshotsIsConsistent()
{
    for (quint32 seed = 1; seed <= 5; ++seed) {
        QRandomGenerator random(seed);
        SessionListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int step = 0; step < 30; ++step) {
            std::vector<SessionRow> rows = samples::sessionRows();
            std::erase_if(rows, [&](const SessionRow &) { return random.bounded(3) == 0; });
            for (SessionRow &row : rows) {
                row.pinned = random.bounded(4) == 0;
                row.createdMs += random.bounded(5) * 500;
                if (random.bounded(3) == 0)
                    row.openApprovals.append(QStringLiteral("9.%1").arg(random.bounded(3)));
                row.openApprovals.removeDuplicates();
            }
            const auto count = rows.size();
            model.setSnapshot(shared(rows));
            int sessions = 0;
            for (int row = 0; row < model.rowCount(); ++row)
                sessions += model.index(row).data(SessionListModel::KindRole).toInt()
                    == static_cast<int>(SessionListModel::Kind::Session);
            QCOMPARE(static_cast<size_t>(sessions), count);
        }
    }
}

void TestModels::filesAreReadOnDemandAndRefreshed()
{
    Theme theme(SchemePreference::Light);
    FakeRunner runner;
    runner.setFolder({}, {{"lib", 0040000, -1, {}}, {"README.md", 0100644, 5, {}}});
    runner.setFolder("lib", {{"lib/a.awk", 0100644, 5, {}}});
    SnapshotTreeModel model(theme, runner);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSession(SessionId(1));
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 2);
    const QModelIndex lib = model.index(0, 0);
    model.fetchMore(lib);
    QTRY_COMPARE(model.rowCount(lib), 1);
    runner.setFolder("lib", {{"lib/a.awk", 0100644, 6, {}}, {"lib/b.awk", 0100644, 5, {}}});
    runner.setFolder({}, {{"lib", 0040000, -1, {}}});
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 1);
    QTRY_COMPARE(model.rowCount(model.index(0, 0)), 2);
}

QTEST_MAIN(TestModels)
#include "tst_models.moc"
