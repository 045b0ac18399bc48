#include "ui/review/review_painter.h"

#include "ui/review/line_text.h"

#include <QPainter>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr int CurrentBarWidth = 3;
constexpr size_t MostRounded = 48; ///< Marks of a line that are drawn with round corners, which takes a while.

QColor withAlpha(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

/// Shown units of a part of a line given in raw ones.
std::pair<int, int> shownPart(const LineText &text, int from, int to)
{
    return {text.shownAt(from), to >= text.rawLength ? static_cast<int>(text.text.size()) : text.shownAt(to)};
}

} // namespace

ReviewPainter::ReviewPainter(const Theme &theme, const ReviewDocument &document, ReviewLayout &layout,
    const ReviewSelection &selection, const ReviewFinder &finder, ReviewPictures &pictures)
    : decorations(std::make_shared<ReviewDecorations>()),
      m_theme(theme),
      m_document(document),
      m_layout(layout),
      m_selection(selection),
      m_finder(finder),
      m_pictures(pictures)
{ }

const FileDecorations &ReviewPainter::decorationsOf(int file) const
{
    static const FileDecorations none;
    const auto found = decorations->files.constFind(m_document.change(file).path());
    return found == decorations->files.cend() ? none : *found;
}

const LineDecoration *ReviewPainter::decorationOf(int file, ReviewSide side, int line) const
{
    const FileDecorations &all = decorationsOf(file);
    const auto &lines = side == ReviewSide::Old ? all.before : all.after;
    const auto next = std::ranges::upper_bound(
        lines, line, {}, [](const LineDecoration &decoration) { return decoration.lines.first; });
    if (next == lines.begin() || (next - 1)->lines.end() <= line)
        return nullptr;
    return &*(next - 1);
}

const GutterComment *ReviewPainter::commentOn(int file, ReviewSide side, int line) const
{
    const auto &comments = decorationsOf(file).comments;
    const auto lines = std::ranges::equal_range(comments, line, {}, &GutterComment::line);
    const auto found = std::ranges::find(lines, side, &GutterComment::side);
    return found == lines.end() ? nullptr : &*found;
}

QRect ReviewPainter::stickyHeader(int *file) const
{
    const auto &rows = m_layout.visible();
    if (rows.empty())
        return {};
    const VisibleRow &first = rows.front();
    *file = first.place.file;
    if (first.place.row == RowPlace::Header && first.y >= 0)
        return {};
    const int height = m_layout.heights().header;
    int y = 0;
    for (const VisibleRow &row : rows) {
        if (row.place.row == RowPlace::Header && row.place.file != *file) {
            y = qMin(0, row.y - m_layout.heights().fileGap - height);
            break;
        }
    }
    return {0, y, m_layout.viewport().width(), height};
}

void ReviewPainter::paint(QPainter &painter, const QRect &area)
{
    painter.fillRect(area, m_theme.color(Tone::Window));
    const int width = m_layout.viewport().width();
    for (const VisibleRow &row : m_layout.visible()) {
        if (row.y > area.bottom() || row.y + row.height <= area.top())
            continue;
        if (row.place.row == RowPlace::Header) {
            paintHeader(painter, {0, row.y, width, m_layout.heights().header}, row.place.file, false);
        } else if (!row.hasLines) {
            if (m_document.block(row.place.file) == FileBlock::Loading)
                paintLoading(painter, row);
            else
                paintBlock(painter, row);
        } else if (row.row.kind == FileRow::Kind::Gap) {
            paintGap(painter, row);
        } else if (m_document.mode() == DiffMode::Unified) {
            paintLine(painter, row, row.row.newLine < 0 ? ReviewSide::Old : ReviewSide::New);
        } else {
            paintLine(painter, row, ReviewSide::Old);
            paintLine(painter, row, ReviewSide::New);
            painter.fillRect(QRect(width / 2 - 1, row.y, 1, row.body), m_theme.color(Tone::Border));
        }
        if (row.room == 0)
            continue;
        painter.fillRect(QRect(0, row.y + row.body, width, row.room), m_theme.color(Tone::Sunken));
        if (m_document.mode() == DiffMode::Split && row.hasLines)
            painter.fillRect(QRect(width / 2 - 1, row.y + row.body, 1, row.room), m_theme.color(Tone::Border));
    }
    int file = -1;
    if (const QRect sticky = stickyHeader(&file); !sticky.isNull())
        paintHeader(painter, sticky, file, true);
}

void ReviewPainter::warmUp(qreal pixelRatio) const
{
    QByteArray all;
    for (char c = '!'; c <= '~'; ++c)
        all += c;
    QImage image((QSizeF(1200, 40) * pixelRatio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(pixelRatio);
    QPainter painter(&image);
    for (const CodeFont *font : {&m_layout.font(), &m_layout.numberFont()})
        drawPlain(painter, *font, {0, 20}, QLatin1StringView(all));
}

void ReviewPainter::paintLoading(QPainter &painter, const VisibleRow &row)
{
    const LineColumns &columns = m_layout.columns(ReviewSide::New);
    painter.fillRect(QRect(0, row.y, m_layout.viewport().width(), row.height), m_theme.color(Tone::Surface));
    // Bars of uneven length stand for text that is on its way.
    const int length = 80 + (row.place.row * 97 + row.place.file * 31) % 260;
    const int height = m_layout.heights().line / 2;
    painter.fillRect(QRect(columns.text, row.y + height / 2, length, height), m_theme.color(Tone::Sunken));
}

void ReviewPainter::paintLine(QPainter &painter, const VisibleRow &row, ReviewSide side)
{
    const LineColumns &columns = m_layout.columns(side);
    const auto line = ReviewLayout::lineOf(row, side, m_document.mode());
    const bool changed = row.row.edit >= 0;
    const bool old = side == ReviewSide::Old;
    const int height = row.body;
    const QRect whole(columns.left, row.y, columns.right - columns.left, height);
    const LineDecoration *decoration = line ? decorationOf(row.place.file, side, *line) : nullptr;
    QColor ground = m_theme.color(Tone::Surface);
    if (!line)
        ground = m_theme.color(Tone::Sunken); // the other side has more lines here
    else if (changed)
        ground = m_theme.color(old ? Tone::DiffRemoved : Tone::DiffAdded);
    painter.fillRect(whole, ground);
    if (line) {
        painter.save();
        const QRect textArea(columns.text, row.y, columns.right - columns.text, height);
        painter.setClipRect(textArea);
        const LineLayout &layout = m_layout.lines().layout(row.place.file, side, *line);
        const QPointF at(columns.text - (m_layout.wraps() ? 0 : scrolledRight), row.y);
        paintMarks(painter, layout, at, row, side, *line, changed);
        if (decoration && (decoration->dimmed || decoration->decision == LineDecision::Rejected))
            painter.setOpacity(0.5);
        layout.draw(painter, at, m_layout.lines().palette(), QRectF(textArea).intersected(painter.window()));
        painter.restore();
    }
    paintGutter(painter, row, side, line);
}

void ReviewPainter::paintMarks(QPainter &painter, const LineLayout &layout, QPointF at, const VisibleRow &row,
    ReviewSide side, int line, bool changed)
{
    const LineText &text = layout.text();
    const int width = m_layout.viewport().width();
    const int height = m_layout.viewport().height();
    const auto radiusOf = [](size_t count, qreal radius) { return count > MostRounded ? 0 : radius; };
    const auto fill = [&](int from, int to, const QColor &color, qreal radius) {
        if (from >= to)
            return;
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        for (const QRectF &rect : layout.rectsOf(from, to)) {
            const QRectF where = rect.translated(at).adjusted(0, 1, 0, -1);
            if (where.right() < 0 || where.left() > width || where.bottom() < 0 || where.top() > height)
                continue;
            if (radius > 0)
                painter.drawRoundedRect(where, radius, radius);
            else
                painter.fillRect(where, color);
        }
    };
    if (changed) {
        const QColor color = m_theme.color(side == ReviewSide::Old ? Tone::Danger : Tone::Success);
        for (const LineRange &words : m_layout.lines().words(row.place.file, side, line)) {
            const auto [from, to] = shownPart(text, words.first, words.end());
            fill(from, to, withAlpha(color, m_theme.isDark() ? 84 : 56), 0);
        }
    }
    for (const LineText::Mark &mark : text.marks) {
        if (mark.kind != LineText::Mark::Kind::Note)
            fill(
                mark.start, mark.start + mark.length, m_theme.color(Tone::WarningSoft), radiusOf(text.marks.size(), 3));
    }
    const ReviewSelection::Part part = m_selection.partOf(row.place, side);
    if (!part.isEmpty()) {
        const auto [from, to] = shownPart(text, part.from, part.to);
        fill(from, to, m_theme.color(Tone::Selection), 0);
        if (part.to == ReviewSelection::LineEnd) { // the line feed
            const auto rects = layout.rectsOf(to - 1, to);
            const QRectF last = rects.empty() ? QRectF(0, 0, 0, m_layout.heights().line) : rects.back();
            painter.fillRect(
                QRectF(last.right(), last.top() + 1, m_layout.font().cell / 2, last.height() - 2).translated(at),
                m_theme.color(Tone::Selection));
        }
    }
    const auto matches = m_finder.matchesIn(row.place.file, side, line);
    if (matches.empty())
        return;
    const auto &diff = *m_document.lines(row.place.file);
    const QByteArrayView bytes = (side == ReviewSide::Old ? diff.before : diff.after)->line(line);
    const int end = layout.positionAt({width - at.x(), height - at.y()}); // of what is on the screen
    qsizetype decoded = 0; // bytes, and the units that they are
    qsizetype units = 0;
    const auto unitsTo = [&](qsizetype byte) {
        if (text.ascii)
            return static_cast<int>(byte);
        units += decodedLine(bytes.sliced(decoded, byte - decoded)).size();
        decoded = byte;
        return static_cast<int>(units);
    };
    std::pair<int, int> run{0, 0}; // places without anything between them are drawn as one
    const auto finish = [&] {
        fill(run.first, run.second, withAlpha(m_theme.color(Tone::Warning), 70), radiusOf(matches.size(), 2));
        run = {0, 0};
    };
    for (const FindMatch &match : matches) {
        if (match.start >= MostShownBytes)
            break; // behind what is shown of the line
        const int from = unitsTo(match.start);
        const int to = unitsTo(match.start + match.length);
        const auto [first, last] = shownPart(text, from, to);
        if (text.ascii && first > end)
            break;
        const auto &current = m_finder.current();
        if (current && current->file == row.place.file && m_finder.at(*current) == match) {
            fill(first, last, withAlpha(m_theme.color(Tone::Warning), 150), 2);
            continue;
        }
        if (first != run.second)
            finish();
        run = {run.first == run.second ? first : run.first, last};
    }
    finish();
}

void ReviewPainter::paintGutter(QPainter &painter, const VisibleRow &row, ReviewSide side, std::optional<int> line)
{
    const LineColumns &columns = m_layout.columns(side);
    const bool unified = m_document.mode() == DiffMode::Unified;
    const bool changed = row.row.edit >= 0;
    const bool old = side == ReviewSide::Old;
    const int lineHeight = m_layout.heights().line;
    const int height = row.body;
    const QRect gutter(columns.left, row.y, columns.sign - 2 - columns.left, height);
    const LineDecoration *decoration = line ? decorationOf(row.place.file, side, *line) : nullptr;
    if (line && changed)
        painter.fillRect(gutter, m_theme.color(old ? Tone::DiffRemovedGutter : Tone::DiffAddedGutter));
    if (!line)
        return;
    const auto &hunks = m_document.rows(row.place.file);
    if (currentHunk.file == row.place.file && changed && hunks.hunkOfEdit(row.row.edit) == currentHunk.hunk)
        painter.fillRect(QRect(columns.left, row.y, CurrentBarWidth, height),
            m_theme.color(focused ? Tone::AccentFill : Tone::BorderStrong));
    if (decoration && decoration->unseen)
        painter.fillRect(QRect(columns.left + CurrentBarWidth + 1, row.y, 3, height), m_theme.color(Tone::Warning));

    painter.setPen(m_theme.color(changed ? Tone::TextMuted : Tone::TextFaint));
    const auto number = [&](int right, int value) {
        if (value < 0)
            return;
        const QByteArray digits = QByteArray::number(value + 1);
        const CodeFont &font = m_layout.numberFont();
        const qreal x = right - 6 - static_cast<qreal>(digits.size()) * font.cell;
        drawPlain(painter, font, {x, row.y + m_layout.font().ascent}, QLatin1StringView(digits));
    };
    if (unified) {
        number(columns.oldNumber, row.row.oldLine);
        number(columns.newNumber, row.row.newLine);
    } else {
        number(columns.newNumber, *line);
    }
    if (columns.originWidth > 0 && decoration && !decoration->origin.isEmpty()) {
        const LineDecoration *above = *line > 0 ? decorationOf(row.place.file, side, *line - 1) : nullptr;
        const bool first = !above || above->originGroup != decoration->originGroup;
        const QRect where(columns.origin, row.y, columns.originWidth, height);
        painter.fillRect(where.adjusted(0, 0, -2, 0),
            m_theme.color(decoration->originGroup % 2 == 0 ? Tone::Sunken : Tone::AccentSoft));
        if (first || row.y <= m_layout.heights().header) {
            QFont small = m_theme.font(TypeRole::Caption);
            painter.setFont(small);
            painter.setPen(m_theme.color(Tone::TextMuted));
            const QString shown =
                QFontMetrics(small).elidedText(decoration->origin, Qt::ElideRight, where.width() - 16);
            painter.drawText(QRect(where.x() + 6, row.y, where.width() - 14, lineHeight), Qt::AlignVCenter, shown);
        }
    }
    paintMark(painter, {columns.mark, row.y, columns.sign - columns.mark - 2, lineHeight}, row.place.file, side, *line);
    if (changed) {
        painter.setPen(m_theme.color(old ? Tone::Danger : Tone::Success));
        if (m_document.movedCounterpart(row.place.file, side, *line)) {
            painter.setFont(m_layout.font().font);
            painter.drawText(QRect(columns.sign, row.y, columns.text - columns.sign, lineHeight),
                Qt::AlignVCenter | Qt::AlignLeft, QStringLiteral("\u2195"));
        } else {
            drawPlain(painter, m_layout.font(), QPointF(columns.sign, row.y + m_layout.font().ascent),
                old ? QLatin1StringView("-") : QLatin1StringView("+"));
        }
    }
}

/// A comment's bubble, or else what was decided about the line.
void ReviewPainter::paintMark(QPainter &painter, const QRect &rect, int file, ReviewSide side, int line)
{
    const int size = qMin(rect.height() - 4, rect.width() - 4);
    const QRect where(rect.center().x() - size / 2, rect.center().y() - size / 2, size, size);
    if (const GutterComment *comment = commentOn(file, side, line)) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(comment->resolved ? Tone::TextFaint
                : comment->draft                         ? Tone::Warning
                                                         : Tone::AccentFill));
        QPolygonF tail;
        tail << QPointF(where.left() + size * 0.2, where.bottom())
             << QPointF(where.left() + size * 0.2, where.bottom() + 3)
             << QPointF(where.left() + size * 0.6, where.bottom());
        painter.drawRoundedRect(where, 3, 3);
        painter.drawPolygon(tail);
        QFont small = m_theme.font(TypeRole::Caption);
        small.setPixelSize(qMax(7, size - 4));
        painter.setFont(small);
        painter.setPen(m_theme.color(Tone::AccentText));
        painter.drawText(
            where, Qt::AlignCenter, comment->resolved ? QStringLiteral("\u2713") : QString::number(comment->count));
        painter.restore();
        return;
    }
    const LineDecoration *decoration = decorationOf(file, side, line);
    const LineDecision decision = decoration ? decoration->decision : LineDecision::None;
    if (decision == LineDecision::Accepted)
        m_theme.paintIcon(painter, where, QStringLiteral("check"), Tone::Success);
    else if (decision == LineDecision::Rejected)
        m_theme.paintIcon(painter, where, QStringLiteral("close"), Tone::Danger);
    else if (decision == LineDecision::Committed)
        m_theme.paintIcon(painter, where, QStringLiteral("branch"), Tone::Accent);
}

} // namespace pilothouse
