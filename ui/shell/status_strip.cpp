#include "ui/shell/status_strip.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPainter>

namespace pilothouse {

StatusStrip::StatusStrip(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_runner(runner),
      m_engineIcon(new IconLabel(theme, QStringLiteral("container"), Tone::TextFaint, 14, this)),
      m_engine(new ElidedLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_storeIcon(new IconLabel(theme, QStringLiteral("disk"), Tone::TextFaint, 14, this)),
      m_store(new ElidedLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_sessions(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this))
{
    setObjectName(QStringLiteral("statusStrip"));
    m_engine->setObjectName(QStringLiteral("engineStatus"));
    m_store->setObjectName(QStringLiteral("storeStatus"));
    setFixedHeight(28);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid::OneAndHalf, 0, grid::OneAndHalf, 0);
    layout->setSpacing(6);
    layout->addWidget(m_engineIcon);
    layout->addWidget(m_engine);
    layout->addSpacing(grid::Two);
    layout->addWidget(m_storeIcon);
    layout->addWidget(m_store);
    layout->addStretch(1);
    layout->addWidget(m_sessions);
    connect(&runner, &RunnerApi::healthChanged, this, &StatusStrip::refresh);
    connect(&runner, &RunnerApi::sessionsChanged, this, &StatusStrip::refresh);
    refresh();
}

void StatusStrip::refresh()
{
    const Health health = m_runner.health();
    const bool looking = health.engineHealthy && health.engineSentence.isEmpty();
    m_engineIcon->setIcon(health.engineHealthy ? QStringLiteral("container") : QStringLiteral("alert"),
        looking                    ? Tone::TextFaint
            : health.engineHealthy ? Tone::Success
                                   : Tone::Warning);
    m_engine->setText(looking      ? tr("Looking for a container engine…")
            : health.engineHealthy ? health.engineSentence
                                   : tr("No container engine answers"));
    m_engine->setTone(health.engineHealthy ? Tone::TextMuted : Tone::Warning);
    m_storeIcon->setIcon(health.storeHealthy ? QStringLiteral("disk") : QStringLiteral("alert"),
        health.storeHealthy ? Tone::Success : Tone::Danger);
    m_store->setText(health.storeHealthy ? tr("Everything is saved") : tr("Nothing can be saved at the moment"));
    m_store->setTone(health.storeHealthy ? Tone::TextMuted : Tone::Danger);
    const auto rows = m_runner.sessions();
    const auto working = static_cast<int>(std::ranges::count_if(*rows, [](const SessionRow &row) {
        return row.turnStartedMs > 0 && row.openApprovals.isEmpty(); // one that waits for a person does not work
    }));
    m_sessions->setText(working > 0 ? tr("%n agent(s) work", nullptr, working) : QString());
}

void StatusStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Sidebar));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(Tone::Border));
}

void StatusStrip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        refresh();
    QWidget::changeEvent(event);
}

} // namespace pilothouse
