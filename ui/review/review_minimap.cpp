#include "ui/review/review_minimap.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace pilothouse {

namespace {
constexpr int RefreshMs = 120;
constexpr int LeastMark = 3; ///< Pixels, so that a single comment is seen.

enum Column { Change, Decision, Comment, Columns };

/// Looks through what is said of lines first … last.
void look(const std::vector<LineDecoration> &lines, int first, int last, ReviewMinimap::Marks &marks)
{
    auto next = std::ranges::upper_bound(
        lines, first, {}, [](const LineDecoration &decoration) { return decoration.lines.first; });
    if (next != lines.begin() && std::prev(next)->lines.end() > first)
        --next;
    for (; next != lines.end() && next->lines.first <= last && !(marks.accepted && marks.rejected); ++next) {
        marks.accepted =
            marks.accepted || next->decision == LineDecision::Accepted || next->decision == LineDecision::Committed;
        marks.rejected = marks.rejected || next->decision == LineDecision::Rejected;
    }
}
} // namespace

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

void ReviewMinimap::setDecorations(std::shared_ptr<const ReviewDecorations> decorations)
{
    m_decorations = std::move(decorations);
    if (!m_stale.isActive())
        m_stale.start();
}

ReviewMinimap::Marks ReviewMinimap::marksAt(qint64 from, qint64 to) const
{
    Marks marks;
    if (!m_decorations || m_document.fileCount() == 0)
        return marks;
    const ReviewGeometry &geometry = m_layout.geometry();
    const RowPlace first = geometry.placeAt(from);
    const RowPlace last = geometry.placeAt(qMax(from, to - 1));
    // Of a band with many files the first ones speak: a pixel says no more.
    for (int file = first.file; file <= qMin(last.file, first.file + 3); ++file) {
        const auto known = m_decorations->files.constFind(m_document.change(file).path());
        if (known == m_decorations->files.cend())
            continue;
        marks.viewed = marks.viewed || known->viewed;
        const int firstRow = file == first.file ? qMax(0, first.row) : 0;
        const int lastRow = qMin(file == last.file ? last.row : geometry.rowCount(file), geometry.rowCount(file) - 1);
        if (geometry.hasBlock(file) || m_document.isCollapsed(file) || !m_document.lines(file)) {
            marks.accepted = marks.accepted || known->decision == LineDecision::Accepted
                || known->decision == LineDecision::Committed;
            marks.rejected = marks.rejected || known->decision == LineDecision::Rejected;
            marks.commented = marks.commented
                || std::ranges::any_of(known->comments, [](const GutterComment &one) { return !one.resolved; });
            continue;
        }
        if (lastRow < firstRow)
            continue;
        const FileRows &rows = m_document.rows(file);
        // A row has lines of both sides, or of one; the ends of the band are widened to rows that have the side.
        const auto lineOf = [&rows, firstRow, lastRow](ReviewSide side, bool begin) {
            constexpr int MostTried = 64;
            for (int i = 0, row = begin ? firstRow : lastRow; i < MostTried && row >= firstRow && row <= lastRow;
                ++i, row += begin ? 1 : -1) {
                const FileRow shown = rows.at(row);
                const int line = side == ReviewSide::Old ? shown.oldLine : shown.newLine;
                if (line >= 0)
                    return line;
            }
            return -1;
        };
        for (const auto side : {ReviewSide::Old, ReviewSide::New}) {
            const int begin = lineOf(side, true);
            const int end = lineOf(side, false);
            if (begin < 0 || end < 0)
                continue;
            look(side == ReviewSide::Old ? known->before : known->after, begin, end, marks);
            const auto comment = std::ranges::lower_bound(known->comments, begin, {}, &GutterComment::line);
            for (auto one = comment; one != known->comments.end() && one->line <= end; ++one)
                marks.commented = marks.commented || (one->side == side && !one->resolved);
        }
    }
    return marks;
}

void ReviewMinimap::renderMarks(int y, const Marks &marks)
{
    if (marks.accepted || marks.rejected)
        m_bands.setPixelColor(Decision, y,
            m_theme.color(marks.rejected ? (marks.accepted ? Tone::Warning : Tone::Danger) : Tone::Success));
    else if (marks.viewed)
        m_bands.setPixelColor(Decision, y, m_theme.color(Tone::BorderStrong));
    if (!marks.commented)
        return;
    for (int i = y; i < qMin(y + LeastMark, m_bands.height()); ++i)
        m_bands.setPixelColor(Comment, i, m_theme.color(Tone::AccentFill));
}

void ReviewMinimap::renderBands()
{
    m_dirty = false;
    m_bands = QImage(Columns, qMax(1, height()), QImage::Format_ARGB32_Premultiplied);
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
        const qint64 to = shown * (y + 1) / m_bands.height();
        m_bands.setPixelColor(Change, y, color(bandAt(from, to)));
        renderMarks(y, marksAt(from, to));
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
    const auto column = [&](Column which, int left, int right) {
        painter.drawImage(QRect(left, 0, right - left, height()), m_bands, QRect(which, 0, 1, m_bands.height()));
    };
    column(Change, 4, 13);
    column(Decision, 15, 18);
    column(Comment, 20, 24);
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
