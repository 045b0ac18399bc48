#include "ui/review/diff_view.h"

#include <QApplication>
#include <QClipboard>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

namespace pilothouse {

namespace {
constexpr int SignWidth = 22;
constexpr int KeptLayouts = 600;
} // namespace

DiffView::DiffView(const Theme &theme, Numbers numbers, QWidget *parent)
    : QAbstractScrollArea(parent),
      m_theme(theme),
      m_numbers(numbers),
      m_layouts(KeptLayouts)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    connect(&theme, &Theme::changed, this, [this] {
        updateMetrics();
        viewport()->update();
    });
    updateMetrics();
}

void DiffView::updateMetrics()
{
    const QFontMetricsF metrics(m_theme.font(TypeRole::Mono));
    m_lineHeight = qCeil(metrics.height() * 1.25);
    m_charWidth = metrics.horizontalAdvance(u'0');
    m_layouts.clear();
    updateBars();
}

void DiffView::setRows(std::shared_ptr<const DiffRows> rows)
{
    const bool sameLength = m_rows && rows && m_rows->rows.size() == rows->rows.size();
    m_rows = std::move(rows);
    m_message.clear();
    m_layouts.clear();
    if (!sameLength)
        m_anchor = m_cursor = {};
    updateBars();
    viewport()->update();
}

void DiffView::setMessage(const QString &message)
{
    m_rows.reset();
    m_message = message;
    m_layouts.clear();
    m_anchor = m_cursor = {};
    updateBars();
    viewport()->update();
}

int DiffView::gutterWidth() const
{
    const int digits = m_rows ? qMax(3, static_cast<int>(QString::number(m_rows->largestNumber).size())) : 3;
    const int column = qCeil(digits * m_charWidth) + 14;
    return m_numbers == Numbers::Both ? 2 * column : column;
}

void DiffView::updateBars()
{
    const int total = static_cast<int>(
        qMin<qsizetype>(rowCount() * m_lineHeight + 2 * grid::One, std::numeric_limits<int>::max() / 2));
    verticalScrollBar()->setRange(0, qMax(0, total - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_lineHeight * 3);
    const int width = m_rows ? gutterWidth() + SignWidth + qCeil(m_rows->longest * m_charWidth) + grid::Two : 0;
    horizontalScrollBar()->setRange(0, qMax(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(20);
}

void DiffView::resizeEvent(QResizeEvent *)
{
    updateBars();
}

QTextLayout *DiffView::layoutOf(qsizetype index)
{
    if (QTextLayout *known = m_layouts.object(index))
        return known;
    const DiffRow &row = m_rows->rows[static_cast<size_t>(index)];
    const QFont font = m_theme.font(TypeRole::Mono);
    auto *layout = new QTextLayout(row.text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTabStopDistance(m_charWidth * 4);
    layout->setTextOption(option);
    layout->setCacheEnabled(true);
    QList<QTextLayout::FormatRange> formats;
    for (const HighlightSpan &span : row.spans) {
        QTextLayout::FormatRange range;
        range.start = span.start;
        range.length = span.length;
        if (span.color)
            range.format.setForeground(QColor(span.color));
        if (span.bold)
            range.format.setFontWeight(QFont::Bold);
        if (span.italic)
            range.format.setFontItalic(true);
        formats.append(range);
    }
    layout->setFormats(formats);
    layout->beginLayout();
    QTextLine line = layout->createLine();
    line.setLineWidth(1e7);
    line.setPosition({0, (m_lineHeight - line.height()) / 2});
    layout->endLayout();
    m_layouts.insert(index, layout);
    return layout;
}

void DiffView::paintRow(QPainter &painter, qsizetype index, int y)
{
    const DiffRow &row = m_rows->rows[static_cast<size_t>(index)];
    const int gutter = gutterWidth();
    const QRect whole(0, y, viewport()->width(), m_lineHeight);
    if (row.kind == DiffRow::Kind::Hunk) {
        painter.fillRect(whole, m_theme.color(Tone::DiffHunk));
        painter.setFont(m_theme.font(TypeRole::MonoSmall));
        painter.setPen(m_theme.color(Tone::TextMuted));
        painter.drawText(whole.adjusted(gutter + SignWidth, 0, -8, 0), Qt::AlignVCenter | Qt::TextSingleLine, row.text);
        return;
    }
    if (row.kind == DiffRow::Kind::NoNewline) {
        painter.setFont(m_theme.font(TypeRole::Small));
        painter.setPen(m_theme.color(Tone::TextFaint));
        painter.drawText(
            whole.adjusted(gutter + SignWidth, 0, -8, 0), Qt::AlignVCenter, tr("No line break at the end of the file"));
        return;
    }
    const bool added = row.kind == DiffRow::Kind::Added;
    const bool removed = row.kind == DiffRow::Kind::Removed;
    if (added || removed) {
        painter.fillRect(whole, m_theme.color(added ? Tone::DiffAdded : Tone::DiffRemoved));
    }
    painter.save();
    painter.setClipRect(QRect(gutter, y, viewport()->width() - gutter, m_lineHeight));
    const QPointF at(gutter + SignWidth - horizontalScrollBar()->value(), y);
    QList<QTextLayout::FormatRange> selection;
    const Place begin = qMin(m_anchor, m_cursor);
    const Place end = qMax(m_anchor, m_cursor);
    if (begin.row >= 0 && begin != end && index >= begin.row && index <= end.row) {
        QTextLayout::FormatRange range;
        range.start = index == begin.row ? begin.offset : 0;
        range.length = (index == end.row ? end.offset : static_cast<int>(row.text.size())) - range.start;
        range.format.setBackground(m_theme.color(Tone::Selection));
        if (range.length > 0)
            selection.append(range);
    }
    painter.setPen(m_theme.color(Tone::Text));
    layoutOf(index)->draw(&painter, at, selection);
    painter.restore();

    const QRect gutterRect(0, y, gutter, m_lineHeight);
    painter.fillRect(gutterRect,
        m_theme.color(added ? Tone::DiffAddedGutter
                : removed   ? Tone::DiffRemovedGutter
                            : Tone::Surface));
    painter.setFont(m_theme.font(TypeRole::MonoSmall));
    painter.setPen(m_theme.color(Tone::TextFaint));
    const int column = m_numbers == Numbers::Both ? gutter / 2 : gutter;
    if (m_numbers == Numbers::Both && row.oldNumber > 0)
        painter.drawText(
            QRect(0, y, column - 6, m_lineHeight), Qt::AlignVCenter | Qt::AlignRight, QString::number(row.oldNumber));
    if (row.newNumber > 0)
        painter.drawText(QRect(gutter - column, y, column - 6, m_lineHeight), Qt::AlignVCenter | Qt::AlignRight,
            QString::number(row.newNumber));
    if ((added || removed) && horizontalScrollBar()->value() < SignWidth) {
        painter.setPen(m_theme.color(added ? Tone::Success : Tone::Danger));
        painter.setFont(m_theme.font(TypeRole::Mono));
        painter.drawText(QRect(gutter + 6 - horizontalScrollBar()->value(), y, SignWidth, m_lineHeight),
            Qt::AlignVCenter, added ? QStringLiteral("+") : QStringLiteral("\u2212"));
    }
}

void DiffView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.color(Tone::Surface));
    if (!m_rows) {
        painter.setFont(m_theme.font(TypeRole::Body));
        painter.setPen(m_theme.color(Tone::TextMuted));
        painter.drawText(viewport()->rect().adjusted(grid::Three, grid::Three, -grid::Three, -grid::Three),
            Qt::AlignCenter | Qt::TextWordWrap, m_message);
        return;
    }
    const int top = verticalScrollBar()->value() - grid::One;
    for (qsizetype index = qMax(0, (top + event->rect().top()) / m_lineHeight); index < rowCount(); ++index) {
        const int y = static_cast<int>(index) * m_lineHeight - top;
        if (y > event->rect().bottom())
            break;
        paintRow(painter, index, y);
    }
}

DiffView::Place DiffView::placeAt(QPoint point)
{
    if (rowCount() == 0)
        return {};
    const qsizetype row = qBound(
        qsizetype(0), qsizetype(point.y() + verticalScrollBar()->value() - grid::One) / m_lineHeight, rowCount() - 1);
    const qreal x = point.x() - gutterWidth() - SignWidth + horizontalScrollBar()->value();
    return {row, layoutOf(row)->lineAt(0).xToCursor(x)};
}

void DiffView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_cursor = placeAt(event->position().toPoint());
    if (!(event->modifiers() & Qt::ShiftModifier))
        m_anchor = m_cursor;
    m_selecting = true;
    viewport()->update();
}

void DiffView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_selecting)
        return;
    m_cursor = placeAt(event->position().toPoint());
    if (event->position().y() < 0 || event->position().y() > viewport()->height())
        verticalScrollBar()->setValue(
            verticalScrollBar()->value() + (event->position().y() < 0 ? -m_lineHeight : m_lineHeight));
    viewport()->update();
}

void DiffView::mouseReleaseEvent(QMouseEvent *)
{
    m_selecting = false;
}

QString DiffView::selectedText() const
{
    const Place begin = qMin(m_anchor, m_cursor);
    const Place end = qMax(m_anchor, m_cursor);
    if (begin.row < 0 || begin == end || end.row >= rowCount())
        return {};
    QStringList lines;
    for (qsizetype index = begin.row; index <= end.row; ++index) {
        const QString &text = m_rows->rows[static_cast<size_t>(index)].text;
        const qsizetype from = index == begin.row ? begin.offset : 0;
        const qsizetype to = index == end.row ? end.offset : text.size();
        lines.append(text.mid(from, to - from));
    }
    return lines.join(u'\n');
}

void DiffView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        if (const QString text = selectedText(); !text.isEmpty())
            QApplication::clipboard()->setText(text);
        return;
    }
    if (event->matches(QKeySequence::SelectAll) && rowCount() > 0) {
        m_anchor = {0, 0};
        m_cursor = {rowCount() - 1, static_cast<int>(m_rows->rows.back().text.size())};
        viewport()->update();
        return;
    }
    if (event->key() == Qt::Key_Home)
        return verticalScrollBar()->setValue(0);
    if (event->key() == Qt::Key_End)
        return verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    QAbstractScrollArea::keyPressEvent(event);
}

void DiffView::scrollToLine(int newNumber)
{
    if (!m_rows)
        return;
    const auto row = std::ranges::find(m_rows->rows, newNumber, &DiffRow::newNumber);
    if (row != m_rows->rows.end())
        verticalScrollBar()->setValue(
            static_cast<int>(row - m_rows->rows.begin()) * m_lineHeight - viewport()->height() / 3);
}

void DiffView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        viewport()->update();
    QAbstractScrollArea::changeEvent(event);
}

} // namespace pilothouse
