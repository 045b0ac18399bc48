#include "ui/review/review_view.h"

#include "ui/review/review_accessible.h"
#include "ui/review/review_minimap.h"
#include "ui/review/review_painter.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>

namespace pilothouse {

namespace {
constexpr qint64 MostSteps = 1'000'000'000; ///< Of the scroll bar.
constexpr int HoverMs = 350;
constexpr int AutoScrollMs = 30;
} // namespace

ReviewView::ReviewView(const Theme &theme, ReviewDocument &document, QWidget *parent)
    : QAbstractScrollArea(parent),
      m_theme(theme),
      m_document(document),
      m_layout(std::make_unique<ReviewLayout>(theme, document)),
      m_selection(std::make_unique<ReviewSelection>(document)),
      m_finder(std::make_unique<ReviewFinder>(document)),
      m_pictures(std::make_unique<ReviewPictures>(document.source())),
      m_painter(std::make_unique<ReviewPainter>(theme, document, *m_layout, *m_selection, *m_finder, *m_pictures)),
      m_minimap(new ReviewMinimap(theme, document, *m_layout, this))
{
    installReviewAccessibility();
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setAccessibleName(tr("Comments between the lines"));
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setCursor(Qt::IBeamCursor);
    m_hoverRest.setSingleShot(true);
    m_hoverRest.setInterval(HoverMs);
    m_autoScroll.setInterval(AutoScrollMs);
    connect(&m_hoverRest, &QTimer::timeout, this, [this] { Q_EMIT gutterHovered(m_hovered); });
    connect(&m_autoScroll, &QTimer::timeout, this, &ReviewView::autoScroll);
    connect(&m_moved, &FrameTimer::due, this, &ReviewView::afterMove);
    connect(m_layout.get(), &ReviewLayout::changed, this, [this] {
        m_moved.schedule();
        viewport()->update();
        if (m_hasRooms && !std::exchange(m_roomsDue, true))
            QMetaObject::invokeMethod(this, &ReviewView::tellRooms, Qt::QueuedConnection); // before it is painted
    });
    connect(m_layout.get(), &ReviewLayout::totalChanged, &m_moved, &FrameTimer::schedule);
    connect(&document, &ReviewDocument::aboutToChangeRows, this, [this](int file) {
        const HunkPlace hunk = m_painter->currentHunk;
        m_hunkLine = hunk.file == file && m_document.lines(file) ? firstNewLine(hunk) : -1;
    });
    connect(&document, &ReviewDocument::rowsChanged, this, [this](int file) {
        m_selection->follow(file);
        followHunk(file);
    });
    connect(&document, &ReviewDocument::aboutToReset, this, [this] {
        const HunkPlace hunk = m_painter->currentHunk;
        m_currentPath = hunk.isValid() ? m_document.change(hunk.file).path() : QByteArray();
    });
    connect(&document, &ReviewDocument::reset, this, [this] {
        m_selection->forgetMissing();
        m_painter->currentHunk.file = m_currentPath.isEmpty() ? -1 : m_document.fileOf(m_currentPath);
        m_currentFile = -1;
        Q_EMIT currentHunkChanged();
    });
    connect(&document, &ReviewDocument::movesFound, viewport(), qOverload<>(&QWidget::update));
    connect(m_finder.get(), &ReviewFinder::changed, this, [this] {
        viewport()->update();
        Q_EMIT found(m_finder->currentNumber(), m_finder->count(), m_finder->isComplete());
    });
    connect(m_pictures.get(), &ReviewPictures::arrived, this, &ReviewView::fitPictures);
    connect(m_minimap, &ReviewMinimap::scrollRequested, this, [this](qint64 top) {
        m_layout->scrollTo(qBound<qint64>(0, top, qMax<qint64>(0, m_layout->total() - viewport()->height())));
    });
    connect(&theme, &Theme::changed, this, [this] { m_layout->restyle(); });
    layOutMinimap();
    QTimer::singleShot(0, this, [this] { m_painter->warmUp(devicePixelRatioF()); });
}

ReviewView::~ReviewView() = default;

void ReviewView::setMode(DiffMode mode)
{
    m_document.setMode(mode);
}

bool ReviewView::wraps() const
{
    return m_layout->wraps();
}

void ReviewView::setWrapping(bool wraps)
{
    m_layout->setWrapping(wraps);
    adjustBars();
}

int ReviewView::zoom() const
{
    return m_layout->zoom();
}

void ReviewView::setZoom(int percent)
{
    const int former = zoom();
    m_layout->setZoom(percent);
    if (zoom() != former)
        Q_EMIT zoomChanged(zoom());
}

void ReviewView::setOriginsShown(bool shown)
{
    m_layout->setOriginsShown(shown);
}

bool ReviewView::originsShown() const
{
    return m_layout->originsShown();
}

void ReviewView::setMinimapShown(bool shown)
{
    m_minimap->setVisible(shown);
    layOutMinimap();
}

void ReviewView::setDecorations(std::shared_ptr<const ReviewDecorations> decorations)
{
    if (!decorations)
        decorations = std::make_shared<ReviewDecorations>();
    m_painter->decorations = std::move(decorations);
    m_minimap->setDecorations(m_painter->decorations);
    viewport()->update();
}

void ReviewView::layOutMinimap()
{
    setViewportMargins(0, 0, m_minimap->isHidden() ? 0 : ReviewMinimap::Width, 0);
    const QRect area = viewport()->geometry();
    m_minimap->setGeometry(area.right() + 1, area.top(), ReviewMinimap::Width, area.height());
}

void ReviewView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOutMinimap();
    m_layout->setViewport(viewport()->size());
    fitPictures();
    adjustBars();
}

/// Brings the scroll bars to where the layout is. What they say is an estimate that follows the layout; only what a
/// person does with them goes the other way.
void ReviewView::adjustBars()
{
    m_adjusting = true;
    const int height = viewport()->height();
    m_layout->ensure();
    const qint64 most = qMax<qint64>(0, m_layout->total() - height);
    m_unit = most / MostSteps + 1;
    QScrollBar *bar = verticalScrollBar();
    bar->setRange(0, static_cast<int>(most / m_unit));
    bar->setPageStep(static_cast<int>(qMax<qint64>(1, qMax(height - m_layout->heights().header, 1) / m_unit)));
    bar->setSingleStep(static_cast<int>(qMax<qint64>(1, m_layout->heights().line / m_unit)));
    bar->setValue(static_cast<int>(m_layout->top() / m_unit));
    const LineColumns &columns = m_layout->columns(ReviewSide::New);
    const int widest = m_layout->wraps() ? 0 : m_layout->widest() + 2 * grid::One;
    horizontalScrollBar()->setRange(0, qMax(0, widest - (columns.right - columns.text)));
    horizontalScrollBar()->setPageStep(qMax(1, columns.right - columns.text));
    horizontalScrollBar()->setSingleStep(qCeil(4 * m_layout->font().cell));
    m_painter->scrolledRight = horizontalScrollBar()->value();
    m_adjusting = false;
}

void ReviewView::scrollContentsBy(int dx, int dy)
{
    if (dx != 0) {
        m_painter->scrolledRight = horizontalScrollBar()->value();
        viewport()->update();
    }
    if (m_adjusting || dy == 0)
        return;
    const QScrollBar *bar = verticalScrollBar();
    const qint64 way = -qint64(dy) * m_unit;
    // Steps are walked exactly. Only who drags or jumps goes by estimates, and to the end wherever that turns out to
    // be.
    const bool far = qAbs(way) > 3 * qint64(viewport()->height());
    if (bar->value() == bar->maximum() && (far || bar->isSliderDown()))
        m_layout->scrollTo(m_layout->total());
    else if (far)
        m_layout->scrollTo(bar->value() * m_unit);
    else
        m_layout->scrollBy(way);
}

void ReviewView::afterMove()
{
    adjustBars();
    m_minimap->update();
    m_layout->wantColors();
    if (const int file = currentFile(); file != m_currentFile) {
        m_currentFile = file;
        Q_EMIT currentFileChanged(file);
    }
    Q_EMIT viewMoved();
}

void ReviewView::paintEvent(QPaintEvent *event)
{
    m_painter->focused = hasFocus();
    m_layout->ensure(); // before painting, for it may move the bars
    QPainter painter(viewport());
    m_painter->paint(painter, event->rect());
}

bool ReviewView::hasSelection() const
{
    return !m_selection->isEmpty();
}

QString ReviewView::selectedText() const
{
    return m_selection->text();
}

std::vector<FileSelection> ReviewView::selectedLines() const
{
    return m_selection->changedLines();
}

std::optional<ReviewView::LineSpan> ReviewView::selectedSpan() const
{
    const auto rows = m_selection->rows();
    if (!rows || !m_document.lines(rows->first.file))
        return {};
    const FileRows &all = m_document.rows(rows->first.file);
    const int first = qMax(0, rows->first.row);
    const int last = rows->second.file == rows->first.file ? rows->second.row : all.count() - 1;
    LineSpan span{m_document.change(rows->first.file).path(), ReviewSide::New, {}};
    const bool split = m_document.mode() == DiffMode::Split;
    if (split)
        span.side = m_selection->anchor()->at.side;
    else if (all.at(first).newLine < 0 && all.at(last).newLine < 0)
        span.side = ReviewSide::Old;
    int from = -1;
    int to = -1;
    for (int row = first; row <= last; ++row) {
        const FileRow shown = all.at(row);
        const int line = span.side == ReviewSide::Old ? shown.oldLine : shown.newLine;
        if (line < 0 || shown.kind == FileRow::Kind::Gap)
            continue;
        from = from < 0 ? line : from;
        to = line;
    }
    if (from < 0)
        return {};
    span.lines = {from, to - from + 1};
    return span;
}

void ReviewView::clearSelection()
{
    if (!hasSelection())
        return;
    m_selection->clear();
    viewport()->update();
    Q_EMIT selectionChanged();
}

void ReviewView::selectAll()
{
    m_selection->selectAll();
    viewport()->update();
    Q_EMIT selectionChanged();
}

void ReviewView::copy() const
{
    if (const QString text = selectedText(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

} // namespace pilothouse
