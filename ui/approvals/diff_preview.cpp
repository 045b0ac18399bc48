#include "ui/approvals/diff_preview.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

namespace pilothouse {

DiffPreview::DiffPreview(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void DiffPreview::setDiff(const QString &path, InlineDiff diff)
{
    m_path = path;
    m_diff = std::move(diff);
    setAccessibleName(tr("Changes of %1: %2 lines added, %3 removed").arg(path).arg(m_diff.added).arg(m_diff.removed));
    updateGeometry();
    update();
}

int DiffPreview::lineHeight() const
{
    return QFontMetrics(m_theme.font(TypeRole::MonoSmall)).height() + 3;
}

int DiffPreview::shownLines() const
{
    return qMin(static_cast<int>(m_diff.lines.size()), MostLines);
}

QSize DiffPreview::sizeHint() const
{
    const bool cut = m_diff.cut || static_cast<int>(m_diff.lines.size()) > MostLines;
    return {200, 28 + (shownLines() + (cut ? 1 : 0)) * lineHeight() + 6};
}

void DiffPreview::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath frame;
    frame.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), grid::Radius, grid::Radius);
    painter.fillPath(frame, m_theme.color(Tone::Surface));
    painter.setClipPath(frame);
    painter.fillRect(QRect(0, 0, width(), 28), m_theme.color(Tone::Code));
    m_theme.paintIcon(painter, QRectF(8, 7, 14, 14), QStringLiteral("file"), Tone::TextMuted);
    const QFont mono = m_theme.font(TypeRole::MonoSmall);
    painter.setFont(mono);
    painter.setPen(m_theme.color(Tone::Text));
    const QString counts = QStringLiteral("+%1 \u2212%2").arg(m_diff.added).arg(m_diff.removed);
    const int countsWidth = painter.fontMetrics().horizontalAdvance(counts);
    painter.drawText(QRect(28, 0, width() - 44 - countsWidth, 28), Qt::AlignVCenter,
        painter.fontMetrics().elidedText(m_path, Qt::ElideMiddle, width() - 48 - countsWidth));
    painter.setPen(m_theme.color(Tone::TextMuted));
    painter.drawText(QRect(width() - countsWidth - 10, 0, countsWidth + 2, 28), Qt::AlignVCenter, counts);
    const int height = lineHeight();
    int y = 31;
    for (int i = 0; i < shownLines(); ++i, y += height) {
        const InlineDiffLine &line = m_diff.lines[static_cast<size_t>(i)];
        QString sign = QStringLiteral(" ");
        if (line.kind == InlineDiffLine::Kind::Added) {
            painter.fillRect(QRect(0, y, width(), height), m_theme.color(Tone::DiffAdded));
            sign = QStringLiteral("+");
        } else if (line.kind == InlineDiffLine::Kind::Removed) {
            painter.fillRect(QRect(0, y, width(), height), m_theme.color(Tone::DiffRemoved));
            sign = QStringLiteral("\u2212");
        } else if (line.kind == InlineDiffLine::Kind::Gap) {
            sign = QStringLiteral("\u22EF");
        }
        painter.setPen(m_theme.color(Tone::TextMuted));
        painter.drawText(QRect(10, y, 16, height), Qt::AlignVCenter, sign);
        painter.setPen(m_theme.color(Tone::Text));
        painter.drawText(QRect(28, y, width() - 36, height), Qt::AlignVCenter | Qt::TextExpandTabs,
            painter.fontMetrics().elidedText(line.text, Qt::ElideRight, width() - 36));
    }
    if (m_diff.cut || static_cast<int>(m_diff.lines.size()) > MostLines) {
        painter.setFont(m_theme.font(TypeRole::Small));
        painter.setPen(m_theme.color(Tone::TextMuted));
        painter.drawText(QRect(28, y, width() - 36, height), Qt::AlignVCenter,
            tr("\u2026 and more; the call in the transcript shows all of it."));
    }
    painter.setClipping(false);
    painter.setPen(m_theme.color(Tone::Border));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(frame);
}

} // namespace pilothouse
