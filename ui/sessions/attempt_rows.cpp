#include "ui/sessions/attempt_rows.h"

#include "ui/controls/controls.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QEvent>
#include <QLineEdit>

namespace pilothouse {

namespace {

constexpr size_t MostRows = 5;
constexpr int LongestModel = 200;

} // namespace

AttemptRows::AttemptRows(const Theme &theme, const std::vector<AgentChoice> &agents, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_agents(agents),
      m_layout(new QVBoxLayout(this)),
      m_add(makeButton(QStringLiteral("addAttempt"), {}, ButtonKind::Secondary, this))
{
    m_add->setIcon(theme.icon(QStringLiteral("plus")));
    m_add->setProperty("small", true);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(grid::Half);
    auto *line = new QHBoxLayout;
    line->addWidget(m_add);
    line->addStretch();
    m_layout->addLayout(line);
    connect(m_add, &QPushButton::clicked, this, [this] {
        add({}, {});
        m_rows.back().agent->setFocus(Qt::TabFocusReason);
        Q_EMIT changed();
    });
    retranslate();
}

void AttemptRows::add(const QString &agent, const QString &model)
{
    if (m_rows.size() >= MostRows)
        return;
    auto *widget = new QWidget(this);
    widget->setObjectName(QStringLiteral("attemptRow"));
    auto *agents = new QComboBox(widget);
    agents->setObjectName(QStringLiteral("attemptAgent"));
    for (const AgentChoice &choice : m_agents)
        agents->addItem(choice.name, choice.id);
    agents->setCurrentIndex(qMax(0, agents->findData(agent)));
    auto *name = new QLineEdit(model, widget);
    name->setObjectName(QStringLiteral("attemptModel"));
    name->setMaxLength(LongestModel);
    auto *away = makeIconButton(m_theme, QStringLiteral("removeAttempt"), QStringLiteral("close"), {}, widget);
    auto *layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid::One);
    layout->addWidget(agents, 3);
    layout->addWidget(name, 2);
    layout->addWidget(away);
    connect(agents, &QComboBox::currentIndexChanged, this, &AttemptRows::changed);
    connect(name, &QLineEdit::textChanged, this, &AttemptRows::changed);
    connect(away, &QToolButton::clicked, this, [this, widget] { remove(widget); });
    m_layout->insertWidget(count(), widget);
    m_rows.push_back({widget, agents, name});
    m_add->setEnabled(m_rows.size() < MostRows);
    retranslate();
}

void AttemptRows::remove(const QWidget *row)
{
    const auto found = std::ranges::find(m_rows, row, &Row::widget);
    if (found == m_rows.end())
        return;
    found->widget->hide();
    found->widget->deleteLater();
    m_rows.erase(found);
    m_add->setEnabled(true);
    m_add->setFocus(Qt::TabFocusReason);
    Q_EMIT changed();
}

std::vector<AttemptChoice> AttemptRows::choices(const AttemptChoice &first) const
{
    std::vector<AttemptChoice> choices{first};
    for (const Row &row : m_rows) {
        AttemptChoice choice = first;
        if (row.agent->currentData().isValid())
            choice.agent = row.agent->currentData().toString();
        if (const QString model = row.model->text().trimmed(); !model.isEmpty())
            choice.model.name = model;
        choices.push_back(std::move(choice));
    }
    return choices;
}

QStringList AttemptRows::saved() const
{
    QStringList rows;
    for (const Row &row : m_rows)
        rows.append(row.agent->currentData().toString() + u'\t' + row.model->text().trimmed());
    return rows;
}

void AttemptRows::restore(const QStringList &rows)
{
    for (const QString &row : rows)
        add(row.section(u'\t', 0, 0), row.section(u'\t', 1));
}

void AttemptRows::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void AttemptRows::retranslate()
{
    m_add->setText(tr("Another agent or model, too"));
    m_add->setToolTip(tr("Gives the same task to several at once, each in a session of its own, to compare what they "
                         "make of it"));
    for (const Row &row : m_rows) {
        row.agent->setAccessibleName(tr("Agent of another attempt"));
        row.model->setAccessibleName(tr("Model of another attempt"));
        row.model->setPlaceholderText(tr("The same model"));
        setIconButtonName(row.widget->findChild<QToolButton *>(), tr("Remove this attempt"));
    }
}

} // namespace pilothouse
