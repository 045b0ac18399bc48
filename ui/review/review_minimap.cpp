#include "ui/review/review_minimap.h"

#include <QMouseEvent>
#include <QPainter>

namespace pilothouse {

namespace {
constexpr int RefreshMs = 120;
}

ReviewMinimap::ReviewMinimap(const Theme &theme, const ReviewDocument &document, ReviewLayout &layout, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_document(document),
      m_layout(layout)
{
    setObjectName(QStringLiteral("minimap"));
    setCursor(Qt::ArrowCursor);
    m_stale.setSingleShot(true);
    m_stale.setInterval(RefreshMs);
    connect(&m_stale, &QTimer::timeout, this, [this] {
        m_dirty = true;
        update();
    });
    const auto outdated = [this] {
        if (!m_stale.isActive())
            m_stale.start();
    };
    connect(&document, &ReviewDocument::rowsChanged, this, outdated);
    connect(&document, &ReviewDocument::reset, this, outdated);
    connect(&theme, &Theme::changed, this, outdated);
}

ReviewMinimap::Band ReviewMinimap::bandAt(qint64 from, qint64 to) const
{
    const ReviewGeometry &geometry = m_layout.geometry();
    const RowPlace first = geometry.placeAt(from);
    const RowPlace last = geometry.placeAt(qMax(from, to - 1));
    if (first.row == RowPlace::Header || last.file != first.file) {
        if (geometry.topOf({last.file, RowPlace::Header}) >= from)
            return Band::FileStart;
    }
    if (geometry.hasBlock(first.file) || !m_document.lines(first.file))
        return Band::Context;
    const FileRows &rows = m_document.rows(first.file);
    const int lastRow = last.file == first.file ? last.row : rows.count() - 1;
    for (int row = qMax(0, first.row); row <= lastRow;) {
        const FileRow found = rows.at(row);
        if (found.edit < 0) {
            const int next = rows.nextChangedRow(row);
            if (next < 0)
                break;
            row = next;
            continue;
        }
        const LineEdit &edit = m_document.lines(first.file)->edits[static_cast<size_t>(found.edit)];
        if (found.kind == FileRow::Kind::Changed)
            return edit.oldCount > 0 && edit.newCount > 0 ? Band::Both
                : edit.oldCount > 0                       ? Band::Removed
                                                          : Band::Added;
        if (lastRow - row >= edit.oldCount && edit.oldCount > 0 && edit.newCount > 0 && found.oldLine == edit.oldStart)
            return Band::Both;
        return found.kind == FileRow::Kind::Removed ? Band::Removed : Band::Added;
    }
    return Band::Context;
}

void ReviewMinimap::renderBands()
{
    m_dirty = false;
    m_bands = QImage(1, qMax(1, height()), QImage::Format_ARGB32_Premultiplied);
    m_bands.fill(Qt::transparent);
    const qint64 total = m_layout.total();
    m_renderedTotal = total;
    if (m_document.fileCount() == 0 || total <= 0)
        return;
    // A short document is drawn at its own size rather than stretched.
    const qint64 shown = qMax<qint64>(total, m_layout.viewport().height());
    const auto color = [this](Band band) -> QColor {
        switch (band) {
        case Band::Added:
            return m_theme.color(Tone::Success);
        case Band::Removed:
            return m_theme.color(Tone::Danger);
        case Band::Both:
            return m_theme.color(Tone::Accent);
        case Band::FileStart:
            return m_theme.color(Tone::BorderStrong);
        case Band::Nothing:
        case Band::Context:
            break;
        }
        return Qt::transparent;
    };
    for (int y = 0; y < m_bands.height(); ++y) {
        const qint64 from = shown * y / m_bands.height();
        if (from >= total)
            break;
        m_bands.setPixelColor(0, y, color(bandAt(from, shown * (y + 1) / m_bands.height())));
    }
}

QRect ReviewMinimap::viewportRect() const
{
    const qint64 shown = qMax<qint64>(m_layout.total(), m_layout.viewport().height());
    if (shown <= 0)
        return {};
    const int top = static_cast<int>(m_layout.top() * height() / shown);
    const int length = qMax(grid::One, static_cast<int>(qint64(m_layout.viewport().height()) * height() / shown));
    return {0, qMin(top, height() - length), width(), length};
}

void ReviewMinimap::paintEvent(QPaintEvent *)
{
    // Wrapped lines that were found move everything by a hair; that may wait for a real change.
    if (m_dirty || qAbs(m_layout.total() - m_renderedTotal) > m_renderedTotal / 64)
        renderBands();
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Surface));
    painter.drawImage(QRect(6, 0, width() - 12, height()), m_bands);
    const QRect shown = viewportRect();
    painter.fillRect(shown, m_theme.color(Tone::Hover));
    painter.setPen(m_theme.color(Tone::BorderStrong));
    painter.drawRect(shown.adjusted(0, 0, -1, -1));
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.color(Tone::Border));
}

void ReviewMinimap::resizeEvent(QResizeEvent *)
{
    m_dirty = true;
}

void ReviewMinimap::scrollTo(int y)
{
    const qint64 shown = qMax<qint64>(m_layout.total(), m_layout.viewport().height());
    if (height() > 0)
        Q_EMIT scrollRequested(shown * y / height() - m_layout.viewport().height() / 2);
}

void ReviewMinimap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        scrollTo(event->position().toPoint().y());
}

void ReviewMinimap::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        scrollTo(event->position().toPoint().y());
}

} // namespace pilothouse
