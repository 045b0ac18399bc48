// The usage view and the card of a held request, by keys.

#include "tests/gui/support/fake_budgets.h"
#include "tests/gui/support/fake_runner.h"
#include "ui/approvals/approval_card.h"
#include "ui/usage/usage_dialog.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pilothouse;

class TestUsage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_runner = std::make_unique<FakeRunner>();
        m_runner->fakeBudgets.fillSamples(QDate::currentDate());
        m_view = std::make_unique<UsageDialog>(m_theme, *m_runner);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QTRY_VERIFY(table("usageSums")->model()->rowCount() > 0);
    }
    void cleanup()
    {
        m_view.reset();
        m_runner.reset();
    }

    void sumsUpByWhatIsChosen()
    {
        auto *by = m_view->findChild<QComboBox *>(u"usageBy"_s);
        by->setFocus();
        QTest::keyClick(by, Qt::Key_Down); // by agent
        QCOMPARE(table("usageSums")->model()->rowCount(), 3);
        QTest::keyClick(by, Qt::Key_Down); // by model
        QCOMPARE(table("usageSums")->model()->rowCount(), 2);
    }

    void theChartSaysTheChosenDayInWords()
    {
        auto *chart = m_view->findChild<UsageChart *>(u"usageChart"_s);
        chart->setFocus();
        const QString today = chart->sentence();
        QVERIFY(today.contains(u'$'));
        QTest::keyClick(chart, Qt::Key_Left);
        QVERIFY(chart->sentence() != today);
        QCOMPARE(chart->accessibleDescription(), chart->sentence());
        QTest::keyClick(chart, Qt::Key_Home);
        QCOMPARE(chart->chosenDay(), 0);
        QTest::keyClick(chart, Qt::Key_Left); // no further
        QCOMPARE(chart->chosenDay(), 0);
        QTest::keyClick(chart, Qt::Key_End);
        QCOMPARE(chart->sentence(), today);
    }

    void theChartsSumsAreThoseOfTheRequests()
    {
        qint64 drawn = 0;
        const ChartData &data = m_view->findChild<UsageChart *>(u"usageChart"_s)->data();
        for (size_t day = 0; day < data.days.size(); ++day)
            drawn += data.total(day);
        qint64 counted = 0;
        for (const UsageRow &row : m_runner->fakeBudgets.rows) {
            if (row.day >= data.days.front())
                counted += row.chargedNanos;
        }
        QCOMPARE(drawn, counted);
        QVERIFY(counted > 0);
    }

    void aBudgetIsSetAndRemovedByKeys()
    {
        m_view->findChild<QTabWidget *>(u"usageTabs"_s)->setCurrentIndex(3);
        auto *amount = m_view->findChild<QLineEdit *>(u"budgetAmount"_s);
        amount->setFocus();
        QTest::keyClicks(amount, u"nonsense"_s);
        QTest::keyClick(amount, Qt::Key_Return);
        QVERIFY(!m_view->findChild<QLabel *>(u"budgetMessage"_s)->text().isEmpty());
        amount->selectAll();
        QTest::keyClicks(amount, u"2.50"_s);
        QTest::keyClick(amount, Qt::Key_Return);
        QTRY_COMPARE(table("usageBudgets")->model()->rowCount(), 3);
        QCOMPARE(m_runner->fakeBudgets.budgets.back().amount, 2'500'000'000);
        QVERIFY(m_view->findChild<QLabel *>(u"budgetMessage"_s)->text().isEmpty());
        table("usageBudgets")->setFocus();
        table("usageBudgets")->setCurrentIndex(table("usageBudgets")->model()->index(2, 0));
        QTest::keyClick(m_view->findChild<QPushButton *>(u"budgetRemove"_s), Qt::Key_Space);
        QTRY_COMPARE(table("usageBudgets")->model()->rowCount(), 2);
    }

    void everyControlHasAName()
    {
        for (const char *name : {"usageBy", "usagePeriod", "usageUnit", "budgetScope", "budgetKind", "budgetAmount",
                 "usageChart", "usageBudgets"})
            QVERIFY2(!m_view->findChild<QWidget *>(QString::fromLatin1(name))->accessibleName().isEmpty(), name);
    }

    void theTableIsAModel()
    {
        UsageTable model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows({u"A"_s, u"B"_s}, {{u"1"_s, {{u"x"_s, {}}, {u"2"_s, 2}}}});
        QCOMPARE(model.index(0, 1).data(UsageTable::SortRole).toInt(), 2);
        model.setRows({}, {});
    }

    void aHeldRequestIsExtendedPausedOrStopped_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<QString>("amount");
        QTest::addColumn<int>("kind");
        QTest::addColumn<qint64>("by");
        QTest::newRow("extend") << u"approvalAllowOnce"_s << QString() << int(BudgetAnswer::Kind::Extend) << qint64(0);
        QTest::newRow("extend by an amount")
            << u"approvalAllowOnce"_s << u"2.50"_s << int(BudgetAnswer::Kind::Extend) << qint64(2'500'000'000);
        QTest::newRow("pause") << u"approvalAllowAlways"_s << QString() << int(BudgetAnswer::Kind::Pause) << qint64(0);
        QTest::newRow("stop") << u"approvalDeny"_s << QString() << int(BudgetAnswer::Kind::Stop) << qint64(0);
    }

    void aHeldRequestIsExtendedPausedOrStopped()
    {
        QFETCH(QString, button);
        QFETCH(QString, amount);
        QFETCH(int, kind);
        QFETCH(qint64, by);
        ApprovalCard card(m_theme);
        card.setApproval(budgetApproval(), nullptr);
        card.resize(640, card.heightForWidth(640));
        card.show();
        std::optional<ApprovalDecision> given;
        connect(&card, &ApprovalCard::decided, this,
            [&](const ApprovalId &, const ApprovalDecision &decision) { given = decision; });
        QTest::keyClicks(card.findChild<QLineEdit *>(u"approvalReason"_s), amount);
        QTest::keyClick(card.findChild<QPushButton *>(button), Qt::Key_Space);
        QVERIFY(given && given->budget);
        QCOMPARE(int(given->budget->kind), kind);
        QCOMPARE(given->budget->amount, by);
    }

private:
    QTableView *table(const char *name) { return m_view->findChild<QTableView *>(QString::fromLatin1(name)); }

    Theme m_theme{SchemePreference::Light};
    std::unique_ptr<FakeRunner> m_runner;
    std::unique_ptr<UsageDialog> m_view;
};

QTEST_MAIN(TestUsage)
#include "tst_usage.moc"
