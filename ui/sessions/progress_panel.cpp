#include "ui/sessions/progress_panel.h"

#include "runner/base/visible_text.h"

#include <QBoxLayout>
#include <QEvent>
#include <QProgressBar>

namespace pilothouse {

ProgressPanel::ProgressPanel(const Theme &theme, QWidget *parent)
    : Panel(theme, Shape::Card, Tone::Surface, parent),
      m_title(new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, {}, this)),
      m_text(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_bar(new QProgressBar(this)),
      m_cancel(makeButton(QStringLiteral("cancelPreparing"), {}, ButtonKind::Secondary, this))
{
    setObjectName(QStringLiteral("progress"));
    m_cancel->setProperty("small", true);
    m_text->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(grid::Two, grid::OneAndHalf, grid::Two, grid::Two);
    layout->setVerticalSpacing(6);
    layout->addWidget(m_title, 0, 0);
    layout->addWidget(m_cancel, 0, 1, 2, 1, Qt::AlignVCenter);
    layout->addWidget(m_text, 1, 0);
    layout->addWidget(m_bar, 2, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    retranslate();
}

void ProgressPanel::setProgress(SessionPhase phase, const ProgressView &progress)
{
    m_title->setText(phase == SessionPhase::Queued ? tr("Waiting for a place to start") : tr("Preparing the session"));
    const QString text = visibleText(progress.text, LineBreaks::Show);
    m_text->setText(text.isEmpty() ? tr("Other sessions are starting; this one follows.") : text);
    m_text->setVisible(!text.isEmpty() || phase == SessionPhase::Queued);
    // The bar counts in thousandths: bytes would not fit into its range.
    m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
    if (progress.total > 0)
        m_bar->setValue(static_cast<int>(
            qBound(0.0, 1000.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total), 1000.0)));
    m_bar->setAccessibleName(text);
}

void ProgressPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    Panel::changeEvent(event);
}

void ProgressPanel::retranslate()
{
    m_cancel->setText(tr("Cancel"));
    connect(m_cancel, &QPushButton::clicked, this, &ProgressPanel::cancelRequested, Qt::UniqueConnection);
}

} // namespace pilothouse
