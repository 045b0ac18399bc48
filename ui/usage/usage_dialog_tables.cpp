// What stands in the usage view's chart and tables.

#include "ui/usage/usage_dialog.h"

#include "runner/base/visible_text.h"
#include "runner/policy/usage_report.h"

#include <QComboBox>
#include <QDateTime>
#include <QFileDialog>
#include <QLocale>
#include <QTabWidget>
#include <QTableView>

namespace pilothouse {

namespace {

constexpr std::array Groupings{
    UsageGrouping::Repository, UsageGrouping::Agent, UsageGrouping::Model, UsageGrouping::Session};
constexpr std::array Days{7, 30, 90};
constexpr size_t MostRequests = 5000; // shown; all of them are in the export
constexpr size_t MostTurns = 100;

UsageTable::Cell text(const QString &untrusted)
{
    return {visibleText(untrusted, LineBreaks::Show), {}};
}

UsageTable::Cell number(qint64 value)
{
    return {QLocale().toString(value), value};
}

UsageTable::Cell milliseconds(std::optional<qint64> value)
{
    if (!value)
        return {QStringLiteral("–"), qint64(-1)};
    return {UsageDialog::tr("%L1 ms").arg(*value), *value};
}

UsageTable::Cell money(qint64 nanos, bool unpriced)
{
    const QString amount = budgetAmountText(BudgetKind::Money, nanos);
    return {unpriced ? UsageDialog::tr("%1 and more").arg(amount) : amount, nanos};
}

UsageTable::Row rowOf(const UsageSum &sum, const QString &name)
{
    return {sum.key,
        {text(name), number(sum.calls), number(sum.prompt), number(sum.cached), number(sum.completion),
            milliseconds(sum.firstByteMs < 0 ? std::nullopt : std::optional(sum.firstByteMs)),
            money(sum.nanos, sum.unpriced > 0)}};
}

QStringList sumHeads(const QString &first)
{
    return {first, UsageDialog::tr("Requests"), UsageDialog::tr("Input"), UsageDialog::tr("Cached"),
        UsageDialog::tr("Output"), UsageDialog::tr("First byte"), UsageDialog::tr("Cost")};
}

} // namespace

QString UsageDialog::sessionName(SessionId session) const
{
    const auto &rows = *m_runner.sessions();
    const auto row = std::ranges::find(rows, session, &SessionRow::id);
    return row == rows.end() ? tr("Session %1").arg(session.value) : tr("%1 (%2)").arg(row->title).arg(session.value);
}

QString UsageDialog::repositoryName(RepositoryId repository) const
{
    const auto &rows = *m_runner.sessions();
    const auto row = std::ranges::find(rows, repository, &SessionRow::repository);
    return row == rows.end() ? tr("Repository %1").arg(repository.value)
                             : row->repositoryPath.section(QLatin1Char('/'), -1);
}

QString UsageDialog::nameOf(const UsageRow &row) const
{
    const UsageGrouping by = Groupings.at(static_cast<size_t>(std::max(0, m_by->currentIndex())));
    if (by == UsageGrouping::Session)
        return sessionName(row.session);
    return by == UsageGrouping::Repository ? repositoryName(row.repository) : usageKey(row, by);
}

void UsageDialog::fillChart()
{
    const auto unit = m_unit->currentIndex() == 1 ? ChartData::Unit::Tokens : ChartData::Unit::Money;
    m_chart->setData(chartOf(
        m_rows, unit, QDate::currentDate(), Days.at(static_cast<size_t>(std::max(0, m_period->currentIndex()))),
        [this](const UsageRow &row) { return nameOf(row); }, tr("Others")));
}

void UsageDialog::fillSums()
{
    const UsageGrouping by = Groupings.at(static_cast<size_t>(std::max(0, m_by->currentIndex())));
    std::vector<UsageTable::Row> rows;
    for (const UsageSum &sum : usageSums(m_rows, by)) {
        const QString name = by == UsageGrouping::Session ? sessionName(SessionId(sum.key.toLongLong()))
            : by == UsageGrouping::Repository             ? repositoryName(RepositoryId(sum.key.toLongLong()))
                                                          : sum.key;
        rows.push_back(rowOf(sum, name));
    }
    m_sums.setRows(sumHeads(m_by->currentText()), std::move(rows));
}

void UsageDialog::fillTurns()
{
    std::vector<UsageTable::Row> rows;
    for (const UsageSum &sum : usageSums(m_rows, UsageGrouping::Turn)) {
        if (rows.size() == MostTurns)
            break;
        rows.push_back(rowOf(sum,
            tr("%1, turn %2")
                .arg(sessionName(SessionId(sum.key.section(QLatin1Char('/'), 0, 0).toLongLong())),
                    sum.key.section(QLatin1Char('/'), 1))));
    }
    m_turns.setRows(sumHeads(tr("Turn")), std::move(rows));
}

void UsageDialog::fillRequests()
{
    std::vector<UsageTable::Row> rows;
    for (const UsageRow &row : m_rows) {
        if (rows.size() == MostRequests)
            break;
        const QString state = row.settled == UsageRow::Settled::No ? tr("under way")
            : row.settled == UsageRow::Settled::AtReserve          ? tr("not counted, at most")
                                                                   : tr("counted");
        rows.push_back({QString::number(row.session.value),
            {{QLocale().toString(QDateTime::fromMSecsSinceEpoch(row.requestedMs), QLocale::ShortFormat),
                 row.requestedMs},
                text(sessionName(row.session)), text(row.provider + QLatin1Char('/') + row.model), number(row.prompt),
                number(row.completion), milliseconds(row.waitedMs), milliseconds(row.firstByteMs),
                milliseconds(row.tookMs), {state, {}}, money(row.chargedNanos, !row.priced)}});
    }
    m_requests.setRows({tr("Time"), tr("Session"), tr("Model"), tr("Input"), tr("Output"), tr("Held"),
                           tr("First byte after"), tr("Whole answer after"), tr("How it is counted"), tr("Cost")},
        std::move(rows));
}

void UsageDialog::fillBudgets(const std::vector<BudgetLimit> &limits)
{
    m_limits = limits;
    std::vector<UsageTable::Row> rows;
    for (const BudgetLimit &limit : m_limits) {
        QString subject = limit.subject;
        if (subject.isEmpty())
            subject = limit.scope == BudgetScope::Turn   ? tr("Every turn")
                : limit.scope == BudgetScope::Session    ? tr("Every session")
                : limit.scope == BudgetScope::Repository ? tr("Every repository")
                                                         : tr("Every day");
        else if (limit.scope == BudgetScope::Repository)
            subject = repositoryName(RepositoryId(subject.toLongLong()));
        else if (limit.scope != BudgetScope::Day)
            subject = sessionName(SessionId(subject.section(QLatin1Char('/'), 0, 0).toLongLong()));
        rows.push_back({QString::number(rows.size()),
            {text(subject), {kindName(limit.kind), {}}, {budgetAmountText(limit.kind, limit.amount), limit.amount},
                text(limit.by)}});
    }
    m_budgets.setRows({tr("For"), tr("What"), tr("Amount"), tr("Set by")}, std::move(rows));
}

/// The words of the choice of kinds, in its order.
QString UsageDialog::kindName(BudgetKind kind) const
{
    static constexpr std::array Kinds{BudgetKind::Money, BudgetKind::Tokens, BudgetKind::WallTime,
        BudgetKind::ToolCalls, BudgetKind::Network, BudgetKind::Children, BudgetKind::Memory, BudgetKind::Disk};
    const auto place = std::ranges::find(Kinds, kind);
    return place == Kinds.end() ? budgetKindName(kind) : m_kind->itemText(int(place - Kinds.begin()));
}

void UsageDialog::exportTable()
{
    const bool sums = m_tabs->currentIndex() == 0;
    const UsageGrouping by = Groupings.at(static_cast<size_t>(std::max(0, m_by->currentIndex())));
    static constexpr std::array Names{"repository", "agent", "model", "session"};
    const QByteArray table = sums
        ? usageCsv(usageSums(m_rows, by), Names.at(static_cast<size_t>(std::max(0, m_by->currentIndex()))))
        : usageCsv(m_rows);
    QFileDialog::saveFileContent(table, tr("usage.csv"), this);
}

} // namespace pilothouse
