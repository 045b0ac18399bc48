#pragma once

#include "runner/session/runner_api.h"
#include "ui/controls/controls.h"
#include "ui/usage/usage_chart.h"
#include "ui/usage/usage_table.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QTabWidget;
class QTableView;

namespace pilothouse {

/// What the models' answers cost: over time, by repository, agent, model or session, the dearest turns, each request
/// with the parts of its time; and the budgets, which are set and removed here. Reads anew when it is shown and by F5.
class UsageDialog final : public QDialog {
    Q_OBJECT

public:
    /// `runner` has budgets.
    UsageDialog(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);

    void reload();

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeChoices();
    void makeTabs();
    [[nodiscard]] QTableView *addTable(const QString &name, UsageTable &model);
    [[nodiscard]] QWidget *budgetPage();
    void retranslate();
    void fill(std::vector<UsageRow> rows);
    void fillChart();
    void fillSums();
    void fillTurns();
    void fillRequests();
    void fillBudgets(const std::vector<BudgetLimit> &limits);
    void setBudget();
    void removeBudget();
    void exportTable();
    void tell(const Result<void> &result);
    [[nodiscard]] QString sessionName(SessionId session) const;
    [[nodiscard]] QString repositoryName(RepositoryId repository) const;
    [[nodiscard]] QString kindName(BudgetKind kind) const;
    [[nodiscard]] QString nameOf(const UsageRow &row) const;

    const Theme &m_theme;
    RunnerApi &m_runner;
    std::vector<UsageRow> m_rows;
    std::vector<BudgetLimit> m_limits;
    QComboBox *m_by;
    QComboBox *m_period;
    QComboBox *m_unit;
    QPushButton *m_export;
    UsageChart *m_chart;
    TextLabel *m_day;
    QTabWidget *m_tabs;
    UsageTable m_sums;
    UsageTable m_turns;
    UsageTable m_requests;
    UsageTable m_budgets;
    QTableView *m_budgetTable = nullptr;
    QComboBox *m_scope = nullptr;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_amount = nullptr;
    QPushButton *m_set = nullptr;
    QPushButton *m_remove = nullptr;
    TextLabel *m_message = nullptr;
};

} // namespace pilothouse
