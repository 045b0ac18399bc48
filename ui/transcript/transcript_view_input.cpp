// What a person does with the transcript: mouse, keys, selection, copying.
#include "ui/transcript/transcript_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QUrl>

namespace pilothouse {

QPointF TranscriptView::toRow(QPointF viewportPoint, qsizetype row) const
{
    const Row &at = m_rows[static_cast<size_t>(row)];
    return {viewportPoint.x() - contentLeft(), viewportPoint.y() + verticalScrollBar()->value() - at.top - at.gap};
}

TranscriptView::Place TranscriptView::placeAt(QPointF viewportPoint) const
{
    if (m_rows.empty())
        return {};
    const qsizetype row = rowAt(viewportPoint.y() + verticalScrollBar()->value());
    const Row &at = m_rows[static_cast<size_t>(row)];
    return {row, at.layout ? at.layout->positionAt(toRow(viewportPoint, row)) : TextPosition{}};
}

const RowLayout::Spot *TranscriptView::spotAt(QPointF viewportPoint, qsizetype *rowOut) const
{
    if (m_rows.empty())
        return nullptr;
    const qsizetype row = rowAt(viewportPoint.y() + verticalScrollBar()->value());
    const Row &at = m_rows[static_cast<size_t>(row)];
    if (rowOut)
        *rowOut = row;
    return at.layout ? at.layout->spotAt(toRow(viewportPoint, row)) : nullptr;
}

void TranscriptView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedAt = event->position();
    m_selecting = true;
    const Place place = placeAt(event->position());
    if (event->modifiers() & Qt::ShiftModifier && m_selectionStart.row >= 0)
        m_selectionEnd = place;
    else
        m_selectionStart = m_selectionEnd = place;
    viewport()->update();
}

void TranscriptView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_selecting && (event->buttons() & Qt::LeftButton)) {
        if ((event->position() - m_pressedAt).manhattanLength() < QApplication::startDragDistance()
            && m_selectionStart == m_selectionEnd)
            return;
        m_selectionEnd = placeAt(event->position());
        if (event->position().y() < 0)
            verticalScrollBar()->setValue(verticalScrollBar()->value() - verticalScrollBar()->singleStep());
        else if (event->position().y() > viewport()->height())
            verticalScrollBar()->setValue(verticalScrollBar()->value() + verticalScrollBar()->singleStep());
        viewport()->update();
        return;
    }
    qsizetype row = -1;
    const RowLayout::Spot *spot = spotAt(event->position(), &row);
    if (spot != m_hoveredSpot) {
        m_hoveredSpot = spot;
        m_hoveredRow = row;
        viewport()->update();
    }
    const bool text = row >= 0 && m_rows[static_cast<size_t>(row)].layout
        && m_rows[static_cast<size_t>(row)].layout->isOverText(toRow(event->position(), row));
    viewport()->setCursor(spot ? Qt::PointingHandCursor : text ? Qt::IBeamCursor : Qt::ArrowCursor);
}

void TranscriptView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_selecting)
        return;
    m_selecting = false;
    if (m_selectionStart == m_selectionEnd) {
        m_selectionStart = m_selectionEnd = {};
        viewport()->update();
        qsizetype row = -1;
        if (const RowLayout::Spot *spot = spotAt(event->position(), &row))
            trigger(row, RowAction(spot->action), event->globalPosition().toPoint());
    } else if (QApplication::clipboard()->supportsSelection()) {
        QApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
    }
}

void TranscriptView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Place place = placeAt(event->position());
    if (place.row < 0)
        return;
    const Row &row = m_rows[static_cast<size_t>(place.row)];
    if (!row.layout || row.layout->pieces.empty() || spotAt(event->position()))
        return mousePressEvent(event);
    const QString text = row.layout->pieces[static_cast<size_t>(place.position.piece)].layout->text();
    int from = qBound(0, place.position.offset, static_cast<int>(text.size()));
    int to = from;
    while (from > 0 && (text[from - 1].isLetterOrNumber() || text[from - 1] == u'_'))
        --from;
    while (to < text.size() && (text[to].isLetterOrNumber() || text[to] == u'_'))
        ++to;
    m_selectionStart = {place.row, {place.position.piece, from}};
    m_selectionEnd = {place.row, {place.position.piece, to}};
    viewport()->update();
}

void TranscriptView::trigger(qsizetype row, const RowAction &action, QPoint globalPosition)
{
    const qsizetype item = m_rows[static_cast<size_t>(row)].item;
    ItemView &view = itemAt(item);
    switch (action.kind) {
    case RowAction::Kind::None:
    case RowAction::Kind::OpenFile:
        return;
    case RowAction::Kind::Toggle:
    case RowAction::Kind::ShowAll: {
        // What was clicked stays under the pointer.
        if (m_followTail) {
            m_followTail = false;
            m_anchorRow = rowAt(verticalScrollBar()->value());
            m_anchorOffset = verticalScrollBar()->value() - m_rows[static_cast<size_t>(m_anchorRow)].top;
        }
        const bool changed = action.kind == RowAction::Kind::Toggle ? view.toggle() : view.showAll();
        if (!changed)
            return;
        rebuildRows(item, 0);
        layoutVisible();
        m_followTail = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
        viewport()->update();
        return;
    }
    case RowAction::Kind::Copy: {
        const auto *call = std::get_if<ToolCallItem>(&view.item().body);
        QApplication::clipboard()->setText(call ? call->output.toString() : action.argument);
        QToolTip::showText(globalPosition, tr("Copied"), viewport());
        return;
    }
    case RowAction::Kind::OpenLink: {
        // The agent chose the words of the link: the menu shows where it really leads before anything is opened.
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        const QUrl url(action.argument, QUrl::StrictMode);
        const QString shown = action.argument.left(80);
        if (url.isValid()
            && (url.scheme() == QLatin1StringView("https") || url.scheme() == QLatin1StringView("http"))) {
            menu->addAction(m_theme.icon(QStringLiteral("globe")), tr("Open %1 in the browser").arg(shown), this,
                [url] { QDesktopServices::openUrl(url); });
        }
        menu->addAction(m_theme.icon(QStringLiteral("copy")), tr("Copy the address %1").arg(shown), this,
            [address = action.argument] { QApplication::clipboard()->setText(address); });
        menu->popup(globalPosition);
        Q_EMIT linkClicked(action.argument);
        return;
    }
    }
}

QString TranscriptView::selectedText() const
{
    const Place begin = qMin(m_selectionStart, m_selectionEnd);
    const Place end = qMax(m_selectionStart, m_selectionEnd);
    if (begin.row < 0 || begin == end)
        return {};
    QStringList texts;
    for (qsizetype index = begin.row; index <= end.row; ++index) {
        const Row &row = m_rows[static_cast<size_t>(index)];
        QString text;
        if (row.layout)
            text = row.layout->text(index == begin.row ? begin.position : row.layout->start(),
                index == end.row ? end.position : row.layout->end());
        else
            text = itemAt(row.item).plainText(static_cast<size_t>(row.part));
        if (!text.isEmpty())
            texts.append(text);
    }
    return texts.join(u'\n');
}

void TranscriptView::selectAll()
{
    m_wanted = Wanted::SelectAll;
    m_firstItem > 0 ? m_earlier.start() : finishWanted();
    viewport()->update();
}

void TranscriptView::jumpToEvent(qint64 seq)
{
    m_wanted = Wanted::Event;
    m_wantedEvent = seq;
    m_firstItem > 0 ? m_earlier.start() : finishWanted();
    layoutVisible();
    viewport()->update();
}

void TranscriptView::jumpToFirst()
{
    m_wanted = Wanted::First;
    m_firstItem > 0 ? m_earlier.start() : finishWanted();
    layoutVisible();
    viewport()->update();
}

void TranscriptView::copySelection() const
{
    if (const QString text = selectedText(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void TranscriptView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copySelection();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    switch (event->key()) {
    case Qt::Key_Home:
        return jumpToFirst();
    case Qt::Key_End:
        return jumpToLatest();
    case Qt::Key_Space:
        verticalScrollBar()->triggerAction(event->modifiers() & Qt::ShiftModifier ? QAbstractSlider::SliderPageStepSub
                                                                                  : QAbstractSlider::SliderPageStepAdd);
        return;
    case Qt::Key_Escape:
        m_selectionStart = m_selectionEnd = {};
        viewport()->update();
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void TranscriptView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copy =
        menu->addAction(m_theme.icon(QStringLiteral("copy")), tr("Copy"), this, &TranscriptView::copySelection);
    copy->setShortcut(QKeySequence::Copy);
    copy->setEnabled(!selectedText().isEmpty());
    menu->addAction(tr("Select all"), this, &TranscriptView::selectAll)->setShortcut(QKeySequence::SelectAll);
    menu->popup(event->globalPos());
}

bool TranscriptView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const RowLayout::Spot *spot = spotAt(help->pos());
        QToolTip::showText(help->globalPos(), spot ? spot->name.left(300).toHtmlEscaped() : QString(), viewport());
        return true;
    }
    if (event->type() == QEvent::Leave && m_hoveredSpot) {
        m_hoveredSpot = nullptr;
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TranscriptView::focusInEvent(QFocusEvent *event)
{
    m_focusByKey = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QAbstractScrollArea::focusInEvent(event);
}

bool TranscriptView::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        m_relayout.schedule();
    return QAbstractScrollArea::event(event);
}

} // namespace pilothouse
