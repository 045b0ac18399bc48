#include "ui/review/line_layout.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace pilothouse {

namespace {

constexpr int GlyphsInARun = 400;

std::array<quint32, 128> glyphsOf(const QRawFont &font)
{
    std::array<quint32, 128> glyphs{};
    for (int c = ' '; c < 127; ++c) {
        const QList<quint32> found = font.glyphIndexesForString(QString(QChar(c)));
        glyphs[static_cast<size_t>(c)] = found.value(0);
    }
    return glyphs;
}

/// A line may break behind these.
bool breaksAfter(QChar c)
{
    return c == u' ' || c == u'\t' || c == u',' || c == u';' || c == u'-' || c == u'/';
}

} // namespace

CodeFont::CodeFont(const QFont &code) : font(code)
{
    const QFontMetricsF metrics(font);
    raw = QRawFont::fromFont(font);
    QFont heavy(font);
    heavy.setBold(true);
    bold = QRawFont::fromFont(heavy);
    cell = metrics.horizontalAdvance(u'0');
    ascent = metrics.ascent();
    lineHeight = qCeil(metrics.height() * 1.3);
    ascent += (lineHeight - metrics.height()) / 2;
    glyphs = glyphsOf(raw);
    boldGlyphs = glyphsOf(bold);
}

void drawPlain(QPainter &painter, const CodeFont &font, QPointF baseline, QLatin1StringView text)
{
    QList<quint32> glyphs;
    QList<QPointF> positions;
    for (qsizetype i = 0; i < text.size(); ++i) {
        glyphs.append(font.glyphs[static_cast<uchar>(text[i].toLatin1()) & 0x7F]);
        positions.append({static_cast<qreal>(i) * font.cell, 0});
    }
    QGlyphRun run;
    run.setRawFont(font.raw);
    run.setGlyphIndexes(glyphs);
    run.setPositions(positions);
    painter.drawGlyphRun(baseline, run);
}

LineLayout::LineLayout(LineText text, const CodeFont &font, qreal width, const SyntaxPalette &palette,
    const std::vector<SyntaxSpan> &spans)
    : m_text(std::move(text)),
      m_font(font),
      m_spans(spans),
      m_wrapWidth(width)
{
    if (m_text.ascii)
        wrapPlain(width);
    else
        startRich(palette);
}

LineLayout::~LineLayout() = default;

int LineLayout::columnOf(int position) const
{
    return m_columns.empty() ? position : m_columns[static_cast<size_t>(position)];
}

void LineLayout::wrapPlain(qreal width)
{
    const int size = static_cast<int>(m_text.text.size());
    if (m_text.text.contains(u'\t')) {
        m_columns.resize(static_cast<size_t>(size) + 1);
        int column = 0;
        for (int i = 0; i < size; ++i) {
            m_columns[static_cast<size_t>(i)] = column;
            column += m_text.text[i] == u'\t' ? TabColumns - column % TabColumns : 1;
        }
        m_columns[static_cast<size_t>(size)] = column;
    }
    m_starts = {0};
    const int most = width > 0 ? qMax(8, static_cast<int>(std::floor(width / m_font.cell))) : columnOf(size) + 1;
    for (int start = 0; columnOf(size) - columnOf(start) > most;) {
        int end = start + 1;
        while (end < size && columnOf(end + 1) - columnOf(start) <= most)
            ++end;
        int next = end;
        while (next > start && !breaksAfter(m_text.text[next - 1]))
            --next;
        start = next > start + (end - start) / 3 ? next : end;
        m_starts.push_back(start);
    }
    m_visualLines = static_cast<int>(m_starts.size());
    m_width = m_visualLines > 1 ? width : columnOf(size) * m_font.cell;
}

void LineLayout::startRich(const SyntaxPalette &palette)
{
    m_rich = std::make_unique<QTextLayout>(m_text.text, m_font.font);
    QTextOption option;
    option.setWrapMode(m_wrapWidth > 0 ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    option.setTabStopDistance(m_font.cell * TabColumns);
    option.setTextDirection(Qt::LeftToRight); // code reads from the left, whatever its strings hold
    m_rich->setTextOption(option);
    m_rich->setCacheEnabled(true);
    setSpans(m_spans, palette);
}

void LineLayout::layOutRich()
{
    m_rich->beginLayout();
    m_width = 0;
    int count = 0;
    for (QTextLine line = m_rich->createLine(); line.isValid(); line = m_rich->createLine(), ++count) {
        line.setLineWidth(m_wrapWidth > 0 ? m_wrapWidth : 1e7);
        line.setPosition({0, count * m_font.lineHeight + m_font.ascent - line.ascent()});
        m_width = qMax(m_width, line.naturalTextWidth());
    }
    m_rich->endLayout();
    m_visualLines = qMax(1, count);
}

std::pair<int, int> LineLayout::plainLine(int line) const
{
    const auto index = static_cast<size_t>(line);
    return {m_starts[index], index + 1 < m_starts.size() ? m_starts[index + 1] : static_cast<int>(m_text.text.size())};
}

void LineLayout::setSpans(const std::vector<SyntaxSpan> &spans, const SyntaxPalette &palette)
{
    if (&spans != &m_spans)
        m_spans = spans;
    m_runsMade = false;
    m_runs.clear();
    if (!m_rich)
        return;
    QList<QTextLayout::FormatRange> formats;
    for (const SyntaxSpan &span : spans) {
        QTextLayout::FormatRange range;
        range.start = m_text.shownAt(span.start);
        range.length = m_text.shownAt(span.start + span.length) - range.start;
        range.format.setForeground(QColor(palette.colors[span.style]));
        formats.append(range);
    }
    for (const LineText::Mark &mark : m_text.marks) {
        QTextLayout::FormatRange range;
        range.start = mark.start;
        range.length = mark.length;
        range.format.setForeground(QColor(mark.kind == LineText::Mark::Kind::Note ? palette.note : palette.mark));
        formats.append(range);
    }
    m_rich->setFormats(formats);
    layOutRich();
}

void LineLayout::makeRuns(const SyntaxPalette &palette) const
{
    m_runsMade = true;
    m_runs.clear();
    struct Building {
        QList<quint32> glyphs;
        QList<QPointF> positions;
    };
    std::array<Building, SyntaxPalette::Styles> building;
    // What is far from what is seen need not be drawn, so a long line has many runs.
    const auto finish = [&] {
        for (size_t style = 0; style < building.size(); ++style) {
            Building &made = building[style];
            if (made.glyphs.isEmpty())
                continue;
            Run run;
            run.style = static_cast<quint8>(style);
            const QPointF first = made.positions.first();
            const QPointF last = made.positions.last();
            const bool oneLine = first.y() == last.y();
            run.rect = QRectF(oneLine ? first.x() : 0, first.y() - m_font.ascent,
                oneLine ? last.x() - first.x() + 2 * m_font.cell : m_wrapWidth + m_font.cell,
                last.y() - first.y() + m_font.lineHeight);
            run.glyphs.setRawFont(palette.bold[style] ? m_font.bold : m_font.raw);
            run.glyphs.setGlyphIndexes(made.glyphs);
            run.glyphs.setPositions(made.positions);
            m_runs.push_back(std::move(run));
            made = {};
        }
    };
    size_t span = 0;
    int glyphs = 0;
    for (int line = 0; line < m_visualLines; ++line) {
        const auto [from, to] = plainLine(line);
        const int firstColumn = columnOf(from);
        const qreal baseline = line * m_font.lineHeight + m_font.ascent;
        for (int i = from; i < to; ++i) {
            const char16_t c = m_text.text[i].unicode();
            if (c <= u' ')
                continue;
            while (span < m_spans.size() && m_spans[span].start + m_spans[span].length <= i)
                ++span;
            const quint8 style = span < m_spans.size() && m_spans[span].start <= i ? m_spans[span].style : quint8(0);
            Building &run = building[style];
            run.glyphs.append(palette.bold[style] ? m_font.boldGlyphs[c] : m_font.glyphs[c]);
            run.positions.append({(columnOf(i) - firstColumn) * m_font.cell, baseline});
            if (++glyphs % GlyphsInARun == 0)
                finish();
        }
    }
    finish();
}

void LineLayout::draw(QPainter &painter, QPointF at, const SyntaxPalette &palette, const QRectF &clip) const
{
    if (m_rich) {
        painter.setPen(QColor(palette.colors[0]));
        m_rich->draw(&painter, at, {}, clip);
        return;
    }
    if (!m_runsMade)
        makeRuns(palette);
    for (const Run &run : m_runs) {
        if (!run.rect.translated(at).intersects(clip))
            continue;
        painter.setPen(QColor(palette.colors[run.style]));
        painter.drawGlyphRun(at, run.glyphs);
    }
}

int LineLayout::positionAt(QPointF point) const
{
    const int line = qBound(0, static_cast<int>(std::floor(point.y() / m_font.lineHeight)), m_visualLines - 1);
    if (m_rich)
        return m_rich->lineAt(line).xToCursor(point.x());
    const auto [from, to] = plainLine(line);
    const qreal column = point.x() / m_font.cell + columnOf(from);
    int position = from;
    while (position < to && (columnOf(position) + columnOf(position + 1)) / 2.0 <= column)
        ++position;
    // The end of a wrapped line and the beginning of the next are one position; the pointer means this line.
    return line + 1 < m_visualLines && position == to ? to - 1 : position;
}

std::vector<QRectF> LineLayout::rectsOf(int from, int to) const
{
    std::vector<QRectF> rects;
    int line = 0;
    if (!m_rich && m_visualLines > 1)
        line = qMax(0, static_cast<int>(std::ranges::upper_bound(m_starts, from) - m_starts.begin()) - 1);
    for (; line < m_visualLines; ++line) {
        qreal left = 0;
        qreal right = 0;
        if (m_rich) {
            const QTextLine shown = m_rich->lineAt(line);
            const int start = qMax(from, shown.textStart());
            const int end = qMin(to, shown.textStart() + shown.textLength());
            if (start >= end)
                continue;
            left = shown.cursorToX(start);
            right = shown.cursorToX(end);
        } else {
            const auto [first, last] = plainLine(line);
            if (first >= to)
                break;
            const int start = qMax(from, first);
            const int end = qMin(to, last);
            if (start >= end)
                continue;
            left = (columnOf(start) - columnOf(first)) * m_font.cell;
            right = (columnOf(end) - columnOf(first)) * m_font.cell;
        }
        rects.emplace_back(qMin(left, right), line * m_font.lineHeight, qAbs(right - left), m_font.lineHeight);
    }
    return rects;
}

} // namespace pilothouse
