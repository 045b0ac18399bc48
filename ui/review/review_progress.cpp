#include "ui/review/review_progress.h"

#include <QEvent>
#include <QPainter>

namespace pilothouse {

ReviewProgress::ReviewProgress(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("reviewProgress"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ReviewProgress::setProgress(int reviewed, int hunks)
{
    m_reviewed = reviewed;
    m_hunks = hunks;
    setAccessibleName(text());
    updateGeometry();
    update();
}

QString ReviewProgress::text() const
{
    return m_hunks > 0 ? tr("Reviewed %1 of %n hunk(s)", nullptr, m_hunks).arg(m_reviewed) : QString();
}

QSize ReviewProgress::sizeHint() const
{
    return {QFontMetrics(m_theme.font(TypeRole::Small)).horizontalAdvance(text()) + 4, 24};
}

QSize ReviewProgress::minimumSizeHint() const
{
    return {60, 24};
}

void ReviewProgress::paintEvent(QPaintEvent *)
{
    if (m_hunks == 0)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool done = m_reviewed >= m_hunks;
    painter.setFont(m_theme.font(TypeRole::Small));
    painter.setPen(m_theme.color(done ? Tone::Success : Tone::TextMuted));
    painter.drawText(rect().adjusted(0, 0, 0, -5), Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    const QRectF bar(0, height() - 4, width(), 3);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Tone::Border));
    painter.drawRoundedRect(bar, 1.5, 1.5);
    painter.setBrush(m_theme.color(done ? Tone::Success : Tone::Accent));
    if (m_reviewed > 0)
        painter.drawRoundedRect(
            QRectF(bar.left(), bar.top(), bar.width() * qMin(m_reviewed, m_hunks) / m_hunks, bar.height()), 1.5, 1.5);
}

void ReviewProgress::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        setProgress(m_reviewed, m_hunks);
    QWidget::changeEvent(event);
}

} // namespace pilothouse
