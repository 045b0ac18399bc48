#include "ui/usage/usage_dialog.h"

#include "runner/policy/usage_report.h"
#include "ui/controls/when_done.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QTabWidget>
#include <QTableView>

namespace pilothouse {

namespace {

constexpr std::array Days{7, 30, 90};
constexpr std::array Scopes{BudgetScope::Turn, BudgetScope::Session, BudgetScope::Day};
constexpr std::array Kinds{BudgetKind::Money, BudgetKind::Tokens, BudgetKind::WallTime, BudgetKind::ToolCalls,
    BudgetKind::Network, BudgetKind::Children, BudgetKind::Memory, BudgetKind::Disk};

void setItems(QComboBox &box, const QStringList &texts)
{
    const int chosen = std::max(0, box.currentIndex());
    const QSignalBlocker quiet(box);
    box.clear();
    box.addItems(texts);
    box.setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box.setCurrentIndex(chosen);
}

} // namespace

UsageDialog::UsageDialog(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QDialog(parent),
      m_theme(theme),
      m_runner(runner),
      m_by(new QComboBox(this)),
      m_period(new QComboBox(this)),
      m_unit(new QComboBox(this)),
      m_export(makeButton(QStringLiteral("usageExport"), {}, ButtonKind::Secondary, this)),
      m_chart(new UsageChart(theme, this)),
      m_day(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_tabs(new QTabWidget(this))
{
    setObjectName(QStringLiteral("usageDialog"));
    m_day->setObjectName(QStringLiteral("usageDay"));
    m_day->setWordWrap(true);
    makeChoices();
    makeTabs();
    auto *choices = new QHBoxLayout;
    choices->setSpacing(grid::One);
    for (QComboBox *box : {m_by, m_period, m_unit})
        choices->addWidget(box);
    choices->addStretch();
    choices->addWidget(m_export);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::Three, grid::Two, grid::Three, grid::Two);
    layout->setSpacing(grid::OneAndHalf);
    layout->addLayout(choices);
    layout->addWidget(m_chart, 3);
    layout->addWidget(m_day);
    layout->addWidget(m_tabs, 4);
    resize(880, 680);
    connect(m_chart, &UsageChart::dayChosen, this, [this] { m_day->setText(m_chart->sentence()); });
    connect(m_export, &QPushButton::clicked, this, &UsageDialog::exportTable);
    connect(new QShortcut(QKeySequence::Refresh, this), &QShortcut::activated, this, &UsageDialog::reload);
    retranslate();
}

void UsageDialog::makeChoices()
{
    m_by->setObjectName(QStringLiteral("usageBy"));
    m_period->setObjectName(QStringLiteral("usagePeriod"));
    m_unit->setObjectName(QStringLiteral("usageUnit"));
    const auto again = [this] {
        fillChart();
        fillSums();
    };
    connect(m_by, &QComboBox::currentIndexChanged, this, again);
    connect(m_unit, &QComboBox::currentIndexChanged, this, again);
    connect(m_period, &QComboBox::currentIndexChanged, this, &UsageDialog::reload);
}

QTableView *UsageDialog::addTable(const QString &name, UsageTable &model)
{
    auto *sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(&model);
    sorted->setSortRole(UsageTable::SortRole);
    auto *table = new QTableView(this);
    table->setObjectName(name);
    table->setModel(sorted);
    table->setSortingEnabled(true);
    table->sortByColumn(-1, Qt::AscendingOrder);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setResizeContentsPrecision(50);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setStretchLastSection(true);
    table->setShowGrid(false);
    return table;
}

void UsageDialog::makeTabs()
{
    m_tabs->setObjectName(QStringLiteral("usageTabs"));
    m_tabs->addTab(addTable(QStringLiteral("usageSums"), m_sums), QString());
    m_tabs->addTab(addTable(QStringLiteral("usageTurns"), m_turns), QString());
    m_tabs->addTab(addTable(QStringLiteral("usageRequests"), m_requests), QString());
    m_tabs->addTab(budgetPage(), QString());
}

QWidget *UsageDialog::budgetPage()
{
    auto *page = new QWidget(this);
    m_budgetTable = addTable(QStringLiteral("usageBudgets"), m_budgets);
    m_scope = new QComboBox(page);
    m_scope->setObjectName(QStringLiteral("budgetScope"));
    m_kind = new QComboBox(page);
    m_kind->setObjectName(QStringLiteral("budgetKind"));
    m_amount = new QLineEdit(page);
    m_amount->setObjectName(QStringLiteral("budgetAmount"));
    m_amount->setMaxLength(30);
    m_set = makeButton(QStringLiteral("budgetSet"), {}, ButtonKind::Primary, page);
    m_remove = makeButton(QStringLiteral("budgetRemove"), {}, ButtonKind::Secondary, page);
    m_message = new TextLabel(m_theme, TypeRole::Small, Tone::Danger, {}, page);
    m_message->setObjectName(QStringLiteral("budgetMessage"));
    m_message->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(grid::One);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_scope, m_kind, m_amount, m_set, m_remove})
        row->addWidget(widget);
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_budgetTable);
    layout->addLayout(row);
    layout->addWidget(m_message);
    connect(m_set, &QPushButton::clicked, this, &UsageDialog::setBudget);
    connect(m_amount, &QLineEdit::returnPressed, this, &UsageDialog::setBudget);
    connect(m_remove, &QPushButton::clicked, this, &UsageDialog::removeBudget);
    return page;
}

void UsageDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    reload();
}

void UsageDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        fill(std::move(m_rows));
        fillBudgets(m_limits);
    }
    QDialog::changeEvent(event);
}

void UsageDialog::retranslate()
{
    setWindowTitle(tr("Usage and budgets"));
    setItems(*m_by, {tr("By repository"), tr("By agent"), tr("By model"), tr("By session")});
    setItems(*m_period, {tr("7 days"), tr("30 days"), tr("90 days")});
    setItems(*m_unit, {tr("Cost"), tr("Tokens")});
    m_by->setAccessibleName(tr("What usage is summed up by"));
    m_period->setAccessibleName(tr("Time"));
    m_unit->setAccessibleName(tr("What is counted"));
    m_export->setText(tr("Export as CSV…"));
    const QStringList titles{tr("Sums"), tr("Dearest turns"), tr("Requests"), tr("Budgets")};
    for (int i = 0; i < titles.size(); ++i) {
        m_tabs->setTabText(i, titles[i]);
        m_tabs->widget(i)->setAccessibleName(titles[i]);
    }
    m_budgetTable->setAccessibleName(tr("Budgets"));
    setItems(*m_scope, {tr("Every turn"), tr("Every session"), tr("Every day")});
    setItems(*m_kind,
        {tr("Money"), tr("Tokens"), tr("Time"), tr("Tool calls"), tr("Network"), tr("Agents started"), tr("Memory"),
            tr("Disk")});
    m_scope->setAccessibleName(tr("What the budget is for"));
    m_kind->setAccessibleName(tr("What the budget limits"));
    m_amount->setAccessibleName(tr("Amount"));
    m_amount->setPlaceholderText(tr("2.50, 500k, 10m, 200MB"));
    m_set->setText(tr("Set"));
    m_remove->setText(tr("Remove the chosen one"));
}

void UsageDialog::reload()
{
    const int days = Days.at(static_cast<size_t>(std::max(0, m_period->currentIndex())));
    UsageQuery query;
    query.fromDay = QDate::currentDate().addDays(1 - days).toString(Qt::ISODate);
    whenDone(m_runner.budgets()->usage(query), this, [this](Result<std::vector<UsageRow>> rows) {
        if (rows)
            fill(std::move(*rows));
        else
            m_day->setText(rows.error().message);
    });
    whenDone(m_runner.budgets()->limits(), this, [this](const Result<std::vector<BudgetLimit>> &limits) {
        if (limits)
            fillBudgets(*limits);
    });
}

void UsageDialog::fill(std::vector<UsageRow> rows)
{
    m_rows = std::move(rows);
    fillChart();
    fillSums();
    fillTurns();
    fillRequests();
}

void UsageDialog::setBudget()
{
    const BudgetKind kind = Kinds.at(static_cast<size_t>(m_kind->currentIndex()));
    const auto amount = budgetAmountFromText(kind, m_amount->text());
    if (!amount)
        return tell(std::unexpected(amount.error()));
    const BudgetLimit limit{.scope = Scopes.at(static_cast<size_t>(m_scope->currentIndex())),
        .subject = {},
        .kind = kind,
        .amount = *amount,
        .by = QStringLiteral("window"),
        .atMs = 0};
    whenDone(m_runner.budgets()->set(limit), this, [this](const Result<void> &done) {
        tell(done);
        if (done)
            m_amount->clear();
    });
}

void UsageDialog::removeBudget()
{
    const QModelIndex chosen = m_budgetTable->currentIndex();
    bool known = false;
    const int place = chosen.data(UsageTable::KeyRole).toInt(&known);
    if (!known || place >= static_cast<int>(m_limits.size()))
        return;
    BudgetLimit limit = m_limits[static_cast<size_t>(place)];
    limit.by = QStringLiteral("window");
    whenDone(m_runner.budgets()->remove(limit), this, [this](const Result<void> &done) { tell(done); });
}

void UsageDialog::tell(const Result<void> &result)
{
    m_message->setText(result ? QString() : result.error().message);
    if (result)
        reload();
}

} // namespace pilothouse
