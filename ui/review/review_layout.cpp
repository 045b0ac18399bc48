#include "ui/review/review_layout.h"

#include <QFontMetrics>

#include <algorithm>

namespace pilothouse {

namespace {
constexpr int BarWidth = 8;
constexpr int MarkWidth = 20;
constexpr int SignWidth = 16;
constexpr int NumberPadding = 10;
constexpr int OriginWidth = 168;
constexpr int TextMargin = 12; ///< Right of the text.
constexpr int NearScreens = 3; ///< Moves up to this far are walked row by row, exactly.
} // namespace

ReviewLayout::ReviewLayout(const Theme &theme, ReviewDocument &document, QObject *parent)
    : QObject(parent),
      m_theme(theme),
      m_document(document),
      m_geometry(document),
      m_lines(document)
{
    connect(&document, &ReviewDocument::aboutToReset, this, &ReviewLayout::keep);
    connect(&document, &ReviewDocument::aboutToChangeRows, this, [this](int file) {
        m_changesOffScreen = isOffScreen(file);
        if (!m_changesOffScreen)
            keep();
    });
    connect(&document, &ReviewDocument::reset, this, [this] {
        reset(); // also the columns, for the mode may be another
        restore(-1);
    });
    connect(&document, &ReviewDocument::rowsChanged, this, [this](int file) {
        m_geometry.updateFile(file);
        if (const auto &lines = m_document.lines(file)) {
            const int largest = qMax(lines->before->count(), lines->after->count());
            if (const int digits = static_cast<int>(QString::number(largest).size()); digits > m_digits) {
                if (m_changesOffScreen)
                    keep();
                m_changesOffScreen = false;
                m_digits = digits;
                reset();
            }
        }
        if (m_changesOffScreen)
            Q_EMIT totalChanged(); // rows are placed from those on the screen, so these stay
        else
            restore(file);
    });
    connect(&m_lines, &LineCache::completed, this, &ReviewLayout::changed);
    restyle();
}

void ReviewLayout::setViewport(QSize size)
{
    if (size == m_viewport)
        return;
    keep();
    const bool sameWidth = size.width() == m_viewport.width();
    m_viewport = size;
    if (!sameWidth)
        reset();
    restore(-1);
}

void ReviewLayout::setZoom(int percent)
{
    percent = qBound(MinZoom, percent, MaxZoom);
    if (percent == m_zoom)
        return;
    m_zoom = percent;
    restyle();
}

void ReviewLayout::setWrapping(bool wraps)
{
    if (wraps == m_wraps)
        return;
    keep();
    m_wraps = wraps;
    reset();
    restore(-1);
}

void ReviewLayout::setOriginsShown(bool shown)
{
    if (shown == m_origins)
        return;
    keep();
    m_origins = shown;
    reset();
    restore(-1);
}

void ReviewLayout::restyle()
{
    keep();
    const auto zoomed = [this](TypeRole role) {
        QFont font = m_theme.font(role);
        font.setPixelSize(qMax(5, font.pixelSize() * m_zoom / 100));
        return font;
    };
    m_font = CodeFont(zoomed(TypeRole::Mono));
    m_numberFont = CodeFont(zoomed(TypeRole::MonoSmall));
    reset();
    restore(-1);
}

void ReviewLayout::reset()
{
    computeColumns();
    const int textWidth = qMin(m_newColumns.right - m_newColumns.text, m_oldColumns.right - m_oldColumns.text);
    m_lines.reset(m_font, m_wraps ? qMax(40, textWidth - TextMargin) : 0,
        m_theme.isDark() ? SyntaxPalette::dark() : SyntaxPalette::light());
    const int body = QFontMetrics(m_theme.font(TypeRole::Body)).height();
    m_geometry.reset({m_font.lineHeight, qMax(m_font.lineHeight + grid::One, body + grid::OneAndHalf),
        body + 3 * grid::One, grid::Two});
    m_widest = 0;
    m_laidOut = false;
}

void ReviewLayout::computeColumns()
{
    const int number = m_digits * qCeil(m_numberFont.cell) + NumberPadding;
    const int width = m_viewport.width();
    const auto place = [&](int left, int right, int numbers) {
        LineColumns columns;
        columns.left = left;
        columns.origin = left + BarWidth;
        columns.originWidth = m_origins ? qMin(OriginWidth, width / 5) : 0;
        columns.oldNumber = columns.origin + columns.originWidth + number;
        columns.newNumber = columns.oldNumber + (numbers - 1) * number;
        columns.mark = columns.newNumber + 2;
        columns.sign = columns.mark + MarkWidth;
        columns.text = columns.sign + SignWidth;
        columns.right = right;
        return columns;
    };
    if (m_document.mode() == DiffMode::Unified) {
        m_oldColumns = m_newColumns = place(0, width, 2);
    } else {
        m_oldColumns = place(0, width / 2, 1);
        m_newColumns = place(width / 2, width, 1);
    }
}

qint64 ReviewLayout::top() const
{
    return m_document.fileCount() == 0 ? 0 : m_geometry.topOf(m_anchor) + m_offset;
}

void ReviewLayout::scrollTo(qint64 top)
{
    if (m_document.fileCount() == 0)
        return;
    if (const qint64 way = top - this->top(); qAbs(way) <= qint64(NearScreens) * m_viewport.height())
        return scrollBy(way);
    m_anchor = m_geometry.placeAt(qMax<qint64>(0, top));
    m_offset = qMax<qint64>(0, top) - m_geometry.topOf(m_anchor);
    place();
}

void ReviewLayout::scrollBy(qint64 pixels)
{
    m_offset += pixels;
    place();
}

void ReviewLayout::show(RowPlace place, int y)
{
    m_anchor = place;
    m_offset = -y;
    this->place();
}

/// The place is another one by somebody's will.
void ReviewLayout::place()
{
    m_kept = {};
    m_laidOut = false;
    Q_EMIT changed();
}

FileRow ReviewLayout::rowOf(RowPlace place) const
{
    return m_document.rows(place.file).at(place.row);
}

std::optional<int> ReviewLayout::lineOf(const VisibleRow &row, ReviewSide side, DiffMode mode)
{
    if (!row.hasLines || row.row.kind == FileRow::Kind::Gap)
        return {};
    int line = side == ReviewSide::Old ? row.row.oldLine : row.row.newLine;
    // Between the edits both sides are the same text, and the unified view shows it once.
    if (side == ReviewSide::Old && mode == DiffMode::Unified && row.row.kind != FileRow::Kind::Removed)
        line = -1;
    return line < 0 ? std::nullopt : std::optional(line);
}

/// The height of a row, by laying it out when it is a line.
int ReviewLayout::measure(RowPlace place)
{
    if (m_wraps && place.row != RowPlace::Header && !m_geometry.hasBlock(place.file) && m_document.lines(place.file)) {
        const VisibleRow row{place, rowOf(place), 0, 0, 0, 0, true};
        int lines = 1;
        for (const auto side : {ReviewSide::Old, ReviewSide::New}) {
            if (const auto line = lineOf(row, side, m_document.mode()))
                lines = qMax(lines, m_lines.layout(place.file, side, *line).visualLines());
        }
        m_geometry.setVisualLines(place, lines);
    }
    return m_geometry.heightOf(place);
}

/// Makes the anchor the row at the viewport's upper edge.
void ReviewLayout::normalize()
{
    while (m_offset < 0) {
        const auto above = m_geometry.previous(m_anchor);
        if (!above) {
            m_offset = 0;
            break;
        }
        m_anchor = *above;
        m_offset += measure(m_anchor);
    }
    for (int height = measure(m_anchor); m_offset >= height; height = measure(m_anchor)) {
        const auto below = m_geometry.next(m_anchor);
        if (!below) {
            m_offset = height - 1;
            break;
        }
        m_offset -= height;
        m_anchor = *below;
    }
}

void ReviewLayout::layOut()
{
    m_laidOut = true;
    m_kept = {};
    m_visible.clear();
    if (m_document.fileCount() == 0)
        return;
    m_anchor.file = qBound(0, m_anchor.file, m_document.fileCount() - 1);
    m_anchor.row = qBound(RowPlace::Header, m_anchor.row, m_geometry.rowCount(m_anchor.file) - 1);
    // The second time round when the end came too early and the place had to move up for it.
    for (int round = 0; round < 2; ++round) {
        normalize();
        m_visible.clear();
        int y = -static_cast<int>(m_offset);
        std::optional<RowPlace> place = m_anchor;
        for (; place && y < m_viewport.height(); place = m_geometry.next(*place)) {
            VisibleRow row{*place, {}, y, measure(*place), 0, 0, false};
            const bool last = place->row + 1 == m_geometry.rowCount(place->file);
            row.room = m_geometry.roomHeight(*place);
            row.body = row.height - row.room - (last ? heights().fileGap : 0);
            if (place->row != RowPlace::Header && !m_geometry.hasBlock(place->file) && m_document.lines(place->file)) {
                row.row = rowOf(*place);
                row.hasLines = true;
            }
            y += row.height;
            m_visible.push_back(row);
        }
        const bool atTop = m_anchor == RowPlace{0, RowPlace::Header} && m_offset == 0;
        if (y >= m_viewport.height() || atTop)
            break;
        m_offset -= m_viewport.height() - y;
    }
    m_document.want(m_visible.front().place.file, m_visible.back().place.file);
    if (!m_wraps) {
        for (const VisibleRow &row : m_visible) {
            for (const auto side : {ReviewSide::Old, ReviewSide::New}) {
                if (const auto line = lineOf(row, side, m_document.mode()))
                    m_widest = qMax(m_widest, qCeil(m_lines.layout(row.place.file, side, *line).width()));
            }
        }
    }
}

void ReviewLayout::ensure()
{
    if (!m_laidOut)
        layOut();
}

const std::vector<VisibleRow> &ReviewLayout::visible()
{
    ensure();
    return m_visible;
}

const VisibleRow *ReviewLayout::rowAt(int y)
{
    const auto found =
        std::ranges::find_if(visible(), [y](const VisibleRow &row) { return y >= row.y && y < row.y + row.height; });
    return found == m_visible.end() ? nullptr : &*found;
}

const VisibleRow *ReviewLayout::find(RowPlace place)
{
    const auto found = std::ranges::find(visible(), place, &VisibleRow::place);
    return found == m_visible.end() ? nullptr : &*found;
}

void ReviewLayout::setBlockHeight(int file, int height)
{
    keep();
    m_geometry.setBlockHeight(file, height);
    restore(-1);
}

void ReviewLayout::setRooms(std::vector<LineRoom> rooms)
{
    keep();
    m_geometry.setRooms(std::move(rooms));
    restore(-1);
}

void ReviewLayout::setRoomHeights(const std::vector<std::pair<int, int>> &heights)
{
    keep();
    for (const auto &[id, height] : heights)
        m_geometry.setRoomHeight(id, height);
    restore(-1);
}

void ReviewLayout::wantColors()
{
    std::vector<LineCache::Wish> wishes;
    const auto wish = [&](int file, ReviewSide side, int line) {
        const auto known = std::ranges::find_if(
            wishes, [&](const LineCache::Wish &one) { return one.file == file && one.side == side; });
        if (known == wishes.end()) {
            wishes.push_back({file, side, {line, 1}});
            return;
        }
        known->lines.first = qMin(known->lines.first, line);
        known->lines.count = qMax(known->lines.count, line - known->lines.first + 1);
    };
    std::vector<LineCache::WordWish> words;
    for (const VisibleRow &row : visible()) {
        for (const auto side : {ReviewSide::Old, ReviewSide::New}) {
            if (const auto line = lineOf(row, side, m_document.mode()))
                wish(row.place.file, side, *line);
        }
        if (!row.hasLines || row.row.edit < 0)
            continue;
        const LineEdit &edit = m_document.lines(row.place.file)->edits[static_cast<size_t>(row.row.edit)];
        const int offset = row.row.oldLine >= 0 ? row.row.oldLine - edit.oldStart : row.row.newLine - edit.newStart;
        const int part = offset / WordQuestion::PartLines;
        // Lines that only came or only went have nothing to be compared with.
        if (qMin(edit.oldCount, edit.newCount) <= part * WordQuestion::PartLines)
            continue;
        const LineCache::WordWish word{row.place.file, row.row.edit, part};
        if (words.empty() || words.back() != word)
            words.push_back(word);
    }
    m_lines.complete(wishes, words);
}

bool ReviewLayout::isOffScreen(int file) const
{
    return m_laidOut && !m_visible.empty()
        && (file < m_visible.front().place.file || file > m_visible.back().place.file);
}

void ReviewLayout::keep()
{
    if (!m_kept.path.isEmpty() && !m_laidOut)
        return; // nothing was shown or moved since the last change
    m_kept = {};
    if (visible().empty())
        return;
    const auto remember = [this](const VisibleRow &row) {
        m_kept.path = m_document.change(row.place.file).path();
        m_kept.file = row.place.file;
        m_kept.y = row.y;
        if (row.hasLines) {
            const bool old = row.row.newLine < 0;
            m_kept.line = ReviewLine{
                m_kept.path, old ? ReviewSide::Old : ReviewSide::New, old ? row.row.oldLine : row.row.newLine};
        }
    };
    if (m_held) {
        const int file = m_document.fileOf(m_held->path);
        const int row =
            file >= 0 && m_document.lines(file) ? m_document.rows(file).rowOf(m_held->side, m_held->line) : -1;
        const auto held = std::ranges::find(m_visible, RowPlace{file, row}, &VisibleRow::place);
        if (row >= 0 && held != m_visible.end()) {
            remember(*held);
            m_kept.line = m_held;
            return;
        }
    }
    const auto below = std::ranges::find_if(m_visible, [this](const VisibleRow &row) {
        return row.y >= 0 && row.hasLines && row.row.kind != FileRow::Kind::Gap && row.y < m_viewport.height() / 2;
    });
    remember(below != m_visible.end() ? *below : m_visible.front());
}

void ReviewLayout::restore(int changedFile)
{
    m_laidOut = false;
    if (m_kept.path.isEmpty() || m_document.fileCount() == 0) {
        Q_EMIT changed();
        return;
    }
    const int file = m_document.fileOf(m_kept.path);
    if (file < 0) {
        return show({qMin(m_kept.file, m_document.fileCount() - 1), RowPlace::Header}, 0);
    }
    int row = RowPlace::Header;
    if (m_kept.line && m_document.lines(file) && !m_document.isCollapsed(file)) {
        int line = m_kept.line->line;
        if (file == changedFile) {
            const bool held = m_held == m_kept.line;
            line = m_document.mapLine(file, m_kept.line->side, line);
            m_kept.line->line = line;
            if (held)
                m_held = m_kept.line;
        }
        row = m_document.rows(file).rowOf(m_kept.line->side, line);
        if (row < 0 && m_kept.line->side == ReviewSide::Old) // no longer a changed line
            row = m_document.rows(file).rowOf(ReviewSide::New, line);
    }
    m_anchor = {file, row};
    // A header that was above the edge stays there only while there is a body to cover it.
    m_offset = row == RowPlace::Header ? -qMax(0, m_kept.y) : -m_kept.y;
    Q_EMIT changed();
}

} // namespace pilothouse
