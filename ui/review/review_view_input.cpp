// What the mouse and the keyboard do.
#include "ui/review/review_painter.h"
#include "ui/review/review_view.h"

#include <QKeyEvent>
#include <QScrollBar>

namespace pilothouse {

namespace {
constexpr int ZoomStep = 10;
}

std::optional<ReviewSide> ReviewView::sideAt(const VisibleRow &row, int x) const
{
    if (m_document.mode() == DiffMode::Split)
        return x < m_layout->columns(ReviewSide::Old).right ? ReviewSide::Old : ReviewSide::New;
    return row.row.newLine < 0 ? ReviewSide::Old : ReviewSide::New;
}

HunkPlace ReviewView::hunkOfRow(const VisibleRow &row) const
{
    const int file = row.place.file;
    if (!row.hasLines)
        return m_layout->geometry().hasBlock(file) ? HunkPlace{file, 0} : HunkPlace();
    const auto &hunks = m_document.rows(file);
    if (row.row.edit >= 0)
        return {file, hunks.hunkOfEdit(row.row.edit)};
    const bool old = row.row.newLine < 0;
    return m_document.hunkAt({m_document.change(file).path(), old ? ReviewSide::Old : ReviewSide::New,
        old ? row.row.oldLine : row.row.newLine});
}

ReviewSpot ReviewView::lineSpot(const VisibleRow &row, QPoint point) const
{
    ReviewSpot spot;
    spot.file = row.place.file;
    spot.hunk = hunkOfRow(row);
    const auto side = sideAt(row, point.x());
    const auto line = ReviewLayout::lineOf(row, *side, m_document.mode());
    if (!line)
        return spot;
    spot.line = ReviewLine{m_document.change(spot.file).path(), *side, *line};
    const LineColumns &columns = m_layout->columns(*side);
    const int height = m_layout->heights().line;
    const auto part = [&](ReviewSpot::Part is, int left, int right) {
        spot.part = is;
        spot.rect = QRect(left, row.y, right - left, height);
    };
    if (point.x() >= columns.sign)
        part(ReviewSpot::Part::Text, columns.text, columns.right);
    else if (point.x() >= columns.mark && m_painter->commentOn(spot.file, *side, *line))
        part(ReviewSpot::Part::CommentMark, columns.mark, columns.sign);
    else if (point.x() >= columns.origin && point.x() < columns.origin + columns.originWidth)
        part(ReviewSpot::Part::Origin, columns.origin, columns.origin + columns.originWidth);
    else
        part(ReviewSpot::Part::Gutter, columns.left, columns.sign);
    return spot;
}

ReviewSpot ReviewView::spotAt(QPoint point) const
{
    ReviewSpot spot;
    const auto inHeader = [&](const QRect &header, int file) {
        const HeaderParts parts = m_painter->headerParts(header);
        spot.file = file;
        spot.part = parts.toggle.contains(point) ? ReviewSpot::Part::HeaderToggle
            : parts.viewed.contains(point)       ? ReviewSpot::Part::HeaderViewed
            : parts.menu.contains(point)         ? ReviewSpot::Part::HeaderMenu
                                                 : ReviewSpot::Part::Header;
        spot.rect = header;
    };
    int file = -1;
    if (const QRect sticky = m_painter->stickyHeader(&file); sticky.contains(point)) {
        inHeader(sticky, file);
    } else if (const VisibleRow *row = m_layout->rowAt(point.y())) {
        const QRect header(0, row->y, viewport()->width(), m_layout->heights().header);
        spot.file = row->place.file;
        if (row->place.row == RowPlace::Header) {
            if (header.contains(point))
                inHeader(header, spot.file);
        } else if (point.y() >= row->y + row->body) {
            spot.part = ReviewSpot::Part::Nothing; // room for something else
        } else if (!row->hasLines) {
            spot.part = ReviewSpot::Part::Block;
            spot.hunk = hunkOfRow(*row);
            spot.rect = QRect(0, row->y, viewport()->width(), row->height);
        } else if (row->row.kind == FileRow::Kind::Gap) {
            spot.part = ReviewSpot::Part::Gap;
            spot.rect = QRect(0, row->y, viewport()->width(), m_layout->heights().gap);
        } else {
            spot = lineSpot(*row, point);
        }
    }
    spot.rect.moveTopLeft(viewport()->mapToGlobal(spot.rect.topLeft()));
    return spot;
}

QRect ReviewView::rectOf(const ReviewLine &line) const
{
    const int file = m_document.fileOf(line.path);
    if (file < 0 || !m_document.lines(file))
        return {};
    const VisibleRow *row = m_layout->find({file, m_document.rows(file).rowOf(line.side, line.line)});
    if (!row || !row->hasLines || row->row.kind == FileRow::Kind::Gap)
        return {};
    const LineColumns &columns = m_layout->columns(line.side);
    return {columns.left, row->y, columns.right - columns.left, row->body};
}

std::optional<TextPoint> ReviewView::pointAt(QPoint point) const
{
    const VisibleRow *row = m_layout->rowAt(qBound(0, point.y(), viewport()->height() - 1));
    if (!row || !row->hasLines || row->row.kind == FileRow::Kind::Gap)
        return {};
    auto side = sideAt(*row, point.x());
    if (m_selecting && m_document.mode() == DiffMode::Split && m_selection->anchor())
        side = m_selection->anchor()->at.side;
    const auto line = ReviewLayout::lineOf(*row, *side, m_document.mode());
    if (!line)
        return {};
    const LineColumns &columns = m_layout->columns(*side);
    const LineLayout &layout = m_layout->lines().layout(row->place.file, *side, *line);
    const QPointF at(point.x() - columns.text + (m_layout->wraps() ? 0 : m_painter->scrolledRight), point.y() - row->y);
    const int shown = layout.positionAt(at);
    return TextPoint{{m_document.change(row->place.file).path(), *side, *line}, layout.text().rawAt(shown)};
}

void ReviewView::mousePressEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = point;
    const ReviewSpot spot = spotAt(point);
    if (clickOn(spot, point))
        return;
    const auto at = pointAt(point);
    if (!at)
        return clearSelection();
    const bool had = hasSelection();
    if (event->modifiers() & Qt::ShiftModifier)
        m_selection->extend(*at);
    else
        m_selection->begin(*at);
    m_selecting = true;
    m_layout->setHeld(at->at);
    if (spot.hunk.isValid())
        setCurrentHunk(spot.hunk);
    viewport()->update();
    if (had || hasSelection())
        Q_EMIT selectionChanged();
}

/// True when the click did something but putting the selection there.
bool ReviewView::clickOn(const ReviewSpot &spot, QPoint point)
{
    switch (spot.part) {
    case ReviewSpot::Part::HeaderToggle:
    case ReviewSpot::Part::Header:
        m_document.setCollapsed(spot.file, !m_document.isCollapsed(spot.file));
        return true;
    case ReviewSpot::Part::HeaderViewed:
        Q_EMIT viewedToggled(spot.file);
        return true;
    case ReviewSpot::Part::HeaderMenu:
        Q_EMIT menuRequested(spot, spot.rect.bottomRight());
        return true;
    case ReviewSpot::Part::Gap:
        if (const VisibleRow *row = m_layout->rowAt(point.y())) {
            const GapParts parts = m_painter->gapParts(*row);
            const auto how = parts.down.contains(point) ? ExpandContext::Down
                : parts.up.contains(point)              ? ExpandContext::Up
                                                        : ExpandContext::All;
            const VisibleRow gap = *row;
            m_document.expandContext(gap.place.file, gap.row.stretch, how);
        }
        return true;
    case ReviewSpot::Part::CommentMark:
    case ReviewSpot::Part::Origin:
    case ReviewSpot::Part::Gutter:
        if (spot.hunk.isValid())
            setCurrentHunk(spot.hunk);
        Q_EMIT gutterClicked(spot);
        return true;
    case ReviewSpot::Part::Block:
        if (spot.hunk.isValid())
            setCurrentHunk(spot.hunk);
        if (const VisibleRow *row = m_layout->rowAt(point.y()))
            pressPicture(*row, point);
        return true;
    case ReviewSpot::Part::Nothing:
    case ReviewSpot::Part::Text:
        break;
    }
    return false;
}

void ReviewView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    if (!m_sliding.isNull())
        return slidePicture(point);
    if (!m_selecting) {
        updateHover(point);
        return;
    }
    const bool outside = point.y() < m_layout->heights().header || point.y() >= viewport()->height();
    if (outside && !m_autoScroll.isActive())
        m_autoScroll.start();
    else if (!outside)
        m_autoScroll.stop();
    m_painter->pointer = point;
    if (const auto at = pointAt(point)) {
        m_selection->extend(*at);
        viewport()->update();
        Q_EMIT selectionChanged();
    }
}

void ReviewView::autoScroll()
{
    const QPoint point = m_painter->pointer;
    const int above = point.y() - m_layout->heights().header;
    const int below = point.y() - viewport()->height();
    m_layout->scrollBy(above < 0 ? qMax(above, -80) : qBound(4, below, 80));
    if (const auto at = pointAt(point)) {
        m_selection->extend(*at);
        Q_EMIT selectionChanged();
    }
}

void ReviewView::updateHover(QPoint point)
{
    const ReviewSpot spot = spotAt(point);
    const auto isButton = [](ReviewSpot::Part part) {
        return part == ReviewSpot::Part::Header || part == ReviewSpot::Part::HeaderToggle
            || part == ReviewSpot::Part::HeaderViewed || part == ReviewSpot::Part::HeaderMenu
            || part == ReviewSpot::Part::Gap || part == ReviewSpot::Part::Block;
    };
    const auto isGutter = [](ReviewSpot::Part part) {
        return part == ReviewSpot::Part::Gutter || part == ReviewSpot::Part::CommentMark
            || part == ReviewSpot::Part::Origin;
    };
    m_painter->pointer = point;
    if (isButton(spot.part) || isButton(m_hovered.part))
        viewport()->update();
    viewport()->setCursor(isButton(spot.part) || isGutter(spot.part) ? Qt::PointingHandCursor
            : spot.part == ReviewSpot::Part::Text                    ? Qt::IBeamCursor
                                                                     : Qt::ArrowCursor);
    if (isGutter(spot.part)) {
        if (spot.part != m_hovered.part || spot.line != m_hovered.line)
            m_hoverRest.start();
    } else if (isGutter(m_hovered.part)) {
        m_hoverRest.stop();
        Q_EMIT gutterHovered({});
    }
    m_hovered = spot;
}

void ReviewView::mouseReleaseEvent(QMouseEvent *)
{
    m_selecting = false;
    m_sliding = {};
    m_autoScroll.stop();
}

void ReviewView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    const ReviewSpot spot = spotAt(point);
    if (event->button() != Qt::LeftButton || spot.part != ReviewSpot::Part::Text || !spot.line)
        return mousePressEvent(event);
    const auto at = pointAt(point);
    const auto &diff = *m_document.lines(spot.file);
    const QByteArrayView line = (spot.line->side == ReviewSide::Old ? diff.before : diff.after)->line(spot.line->line);
    const QString text = decodedLine(line.first(qMin(line.size(), MostShownBytes)));
    const auto isWord = [&](qsizetype i) { return text[i].isLetterOrNumber() || text[i] == u'_'; };
    int from = qMin(at->offset, static_cast<int>(text.size()));
    int to = from;
    while (from > 0 && isWord(from - 1))
        --from;
    while (to < text.size() && isWord(to))
        ++to;
    m_selection->begin({*spot.line, from});
    m_selection->extend({*spot.line, to});
    viewport()->update();
    Q_EMIT selectionChanged();
    Q_EMIT lineActivated(*spot.line);
}

void ReviewView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        if (event->angleDelta().y() != 0)
            setZoom(zoom() + (event->angleDelta().y() > 0 ? ZoomStep : -ZoomStep));
        return event->accept();
    }
    QAbstractScrollArea::wheelEvent(event);
}

bool ReviewView::handleKey(QKeyEvent *event)
{
    const auto step = [this](QAbstractSlider::SliderAction action) { verticalScrollBar()->triggerAction(action); };
    if (event->matches(QKeySequence::Copy))
        return copy(), true;
    if (event->matches(QKeySequence::SelectAll))
        return selectAll(), true;
    if (event->matches(QKeySequence::ZoomIn)
        || (event->modifiers() & Qt::ControlModifier && event->key() == Qt::Key_Equal))
        return setZoom(zoom() + ZoomStep), true;
    if (event->matches(QKeySequence::ZoomOut))
        return setZoom(zoom() - ZoomStep), true;
    if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_0)
        return setZoom(100), true;
    const bool plain = (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == 0;
    switch (plain || event->modifiers() == Qt::ControlModifier ? event->key() : 0) {
    case Qt::Key_Home:
        return m_layout->scrollTo(0), true;
    case Qt::Key_End:
        return m_layout->scrollTo(m_layout->total()), true;
    case Qt::Key_PageDown:
        return step(QAbstractSlider::SliderPageStepAdd), true;
    case Qt::Key_PageUp:
        return step(QAbstractSlider::SliderPageStepSub), true;
    case Qt::Key_Down:
        return plain && (step(QAbstractSlider::SliderSingleStepAdd), true);
    case Qt::Key_Up:
        return plain && (step(QAbstractSlider::SliderSingleStepSub), true);
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (plain && stepPicture(event->key()))
            return true;
        if (plain && !wraps()) {
            horizontalScrollBar()->triggerAction(event->key() == Qt::Key_Left ? QAbstractSlider::SliderSingleStepSub
                                                                              : QAbstractSlider::SliderSingleStepAdd);
            return true;
        }
        return false;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (const auto &at = m_selection->cursor()) {
            Q_EMIT lineActivated(at->at);
            return true;
        }
        return false;
    default:
        return false;
    }
}

void ReviewView::keyPressEvent(QKeyEvent *event)
{
    if (!handleKey(event))
        event->ignore(); // the window's single keys
}

void ReviewView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    QPoint point = event->pos();
    if (byKey && m_selection->cursor())
        point = rectOf(m_selection->cursor()->at).center();
    Q_EMIT menuRequested(spotAt(point), byKey ? viewport()->mapToGlobal(point) : event->globalPos());
}

void ReviewView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::ActivationChange)
        viewport()->update();
    QAbstractScrollArea::changeEvent(event);
}

bool ReviewView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave) {
        m_hoverRest.stop();
        m_painter->pointer = {-1, -1};
        if (m_hovered.part != ReviewSpot::Part::Nothing) {
            m_hovered = {};
            viewport()->update();
            Q_EMIT gutterHovered({});
        }
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace pilothouse
