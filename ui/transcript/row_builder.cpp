#include "ui/transcript/row_builder.h"

#include <QCoreApplication>
#include <QFontMetricsF>

namespace pilothouse {

RowBuilder::RowBuilder(const Theme &theme, qreal left, qreal width)
    : m_theme(theme),
      m_left(left),
      m_width(qMax<qreal>(width, 40)),
      m_row(std::make_unique<RowLayout>())
{ }

QRectF RowBuilder::text(const QString &text, qreal x, qreal width, const TextStyle &style,
    const std::vector<QTextLayout::FormatRange> &formats)
{
    const QFont font = m_theme.font(style.role);
    const QFontMetricsF metrics(font);
    QString shown = text;
    if (style.wrap)
        shown.replace(u'\n', QChar(QChar::LineSeparator));
    else
        shown = metrics.elidedText(shown.section(u'\n', 0, 0), Qt::ElideRight, width);
    auto layout = std::make_unique<QTextLayout>(shown, font);
    QTextOption option;
    option.setWrapMode(style.wrap ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    option.setTabStopDistance(metrics.horizontalAdvance(u' ') * 4);
    layout->setTextOption(option);
    layout->setCacheEnabled(true);
    if (!formats.empty())
        layout->setFormats(QList<QTextLayout::FormatRange>(formats.begin(), formats.end()));
    qreal height = 0;
    qreal widest = 0;
    const qreal lead = metrics.height() * (style.lineSpacing - 1);
    layout->beginLayout();
    for (QTextLine line = layout->createLine(); line.isValid(); line = layout->createLine()) {
        line.setLineWidth(qMax<qreal>(width, 10));
        line.setPosition({0, height + lead / 2});
        height += line.height() + lead;
        widest = qMax(widest, line.naturalTextWidth());
    }
    layout->endLayout();
    const QPointF at(qRound(x), qRound(y));
    m_row->pieces.push_back({at, std::move(layout), style.tone, style.selectable});
    return {at, QSizeF(widest, std::ceil(height))};
}

void RowBuilder::paragraph(const QString &text, const TextStyle &style)
{
    y += this->text(text, m_left, m_width, style).height();
}

void RowBuilder::icon(const QString &name, Tone tone, qreal x, qreal top, qreal size)
{
    m_row->pictures.push_back({QRectF(x, top, size, size), name, tone});
}

RowLayout::Box &RowBuilder::box(const QRectF &rect, std::optional<Tone> fill, std::optional<Tone> border, qreal radius)
{
    m_row->boxes.push_back({rect, fill, border, radius, false, false});
    return m_row->boxes.back();
}

void RowBuilder::spot(const QRectF &rect, RowAction action, const QString &name)
{
    m_row->spots.push_back({rect, std::move(action), name});
}

std::unique_ptr<RowLayout> RowBuilder::finish()
{
    m_row->height = std::ceil(y);
    return std::move(m_row);
}

QRectF RowBuilder::richText(const MarkdownText &content, qreal x, qreal width, const TextStyle &style)
{
    std::vector<QTextLayout::FormatRange> formats;
    for (const MarkdownSpan &span : content.spans) {
        QTextLayout::FormatRange range;
        range.start = span.start;
        range.length = span.length;
        if (span.styles & MarkdownSpan::Bold)
            range.format.setFontWeight(QFont::DemiBold);
        if (span.styles & MarkdownSpan::Italic)
            range.format.setFontItalic(true);
        if (span.styles & MarkdownSpan::Strike)
            range.format.setFontStrikeOut(true);
        if (span.styles & MarkdownSpan::Code) {
            QFont mono = m_theme.font(TypeRole::Mono);
            range.format.setFontFamilies(mono.families());
            range.format.setProperty(QTextFormat::FontPixelSize, mono.pixelSize());
            range.format.setBackground(m_theme.color(Tone::Code));
        }
        if (span.styles & MarkdownSpan::Link) {
            range.format.setForeground(m_theme.color(Tone::Accent));
            range.format.setFontUnderline(true);
        }
        formats.push_back(range);
    }
    const QRectF rect = text(content.text, x, width, style, formats);
    const RowLayout::Piece &piece = m_row->pieces.back();
    for (const MarkdownSpan &span : content.spans) {
        if (!(span.styles & MarkdownSpan::Link))
            continue;
        for (int l = 0; l < piece.layout->lineCount(); ++l) {
            const QTextLine line = piece.layout->lineAt(l);
            const int from = qMax(span.start, line.textStart());
            const int to = qMin(span.start + span.length, line.textStart() + line.textLength());
            if (from < to)
                spot(QRectF(line.cursorToX(from), line.y(), line.cursorToX(to) - line.cursorToX(from), line.height())
                         .translated(piece.at),
                    {RowAction::Kind::OpenLink, span.target}, span.target);
        }
    }
    return rect;
}

void RowBuilder::codeBlock(const MarkdownBlock &block, qreal x, qreal width)
{
    const qreal top = y;
    m_row->boxes.push_back({});
    const size_t boxIndex = m_row->boxes.size() - 1;
    y += 10;
    const QRectF code =
        text(block.content.text, x + 12, width - 24 - 28, {.role = TypeRole::Mono, .lineSpacing = 1.15});
    y += code.height() + 10;
    m_row->boxes[boxIndex] = {QRectF(x, top, width, y - top), Tone::Code, Tone::Border, grid::Radius, false, false};
    const QRectF copy(x + width - 30, top + 4, 26, 26);
    icon(QStringLiteral("copy"), Tone::TextFaint, copy.left() + 6, copy.top() + 6, 14);
    spot(
        copy, {RowAction::Kind::Copy, block.content.text}, QCoreApplication::translate("Transcript", "Copy this code"));
}

void RowBuilder::table(const MarkdownBlock &block, qreal x, qreal width, Tone tone)
{
    size_t columns = 0;
    for (const auto &row : block.rows)
        columns = qMax(columns, row.size());
    if (columns == 0)
        return;
    // Columns get what they would like where it fits, otherwise a share of the width by it.
    const QFontMetricsF metrics(m_theme.font(TypeRole::BodyStrong));
    std::vector<qreal> wishes(columns, 32);
    for (const auto &row : block.rows) {
        for (size_t c = 0; c < row.size(); ++c)
            wishes[c] = qMax(wishes[c], qMin(metrics.horizontalAdvance(row[c].text.left(200)), width) + 24);
    }
    qreal sum = 0;
    for (const qreal wish : wishes)
        sum += wish;
    if (sum > width) {
        for (qreal &wish : wishes)
            wish *= width / sum;
        sum = width;
    }
    const qreal top = y;
    const size_t boxIndex = m_row->boxes.size();
    m_row->boxes.push_back({});
    for (size_t r = 0; r < block.rows.size(); ++r) {
        if (r > 0)
            box(QRectF(x, y, sum, 1), Tone::Border, std::nullopt, 0);
        y += 6;
        qreal tallest = 0;
        qreal cellX = x;
        for (size_t c = 0; c < block.rows[r].size(); ++c) {
            tallest = qMax(tallest,
                richText(block.rows[r][c], cellX + 12, wishes[c] - 20,
                    {.role = r == 0 ? TypeRole::BodyStrong : TypeRole::Body, .tone = tone})
                    .height());
            cellX += wishes[c];
        }
        y += tallest + 6;
    }
    m_row->boxes[boxIndex] = {QRectF(x, top, sum, y - top), std::nullopt, Tone::Border, grid::Radius, false, false};
}

void RowBuilder::markdownBlock(const MarkdownBlock &block, Tone tone)
{
    constexpr qreal IndentStep = 22;
    constexpr qreal QuoteStep = 14;
    const qreal x = m_left + block.quotes * QuoteStep + block.indent * IndentStep;
    const qreal width = qMax<qreal>(m_left + m_width - x, 60);
    const qreal top = y;
    if (!block.marker.isEmpty())
        text(block.marker, x - IndentStep + (block.marker.size() > 2 ? 0 : 4), IndentStep + 10,
            {.tone = Tone::TextMuted, .wrap = false, .selectable = false, .lineSpacing = 1.3});
    switch (block.kind) {
    case MarkdownBlock::Kind::Paragraph:
        y += richText(block.content, x, width, {.tone = block.quotes ? Tone::TextMuted : tone, .lineSpacing = 1.3})
                 .height();
        break;
    case MarkdownBlock::Kind::Heading:
        y += richText(block.content, x, width,
            {.role = block.level <= 2 ? TypeRole::Title : TypeRole::BodyStrong, .tone = tone, .lineSpacing = 1.3})
                 .height();
        break;
    case MarkdownBlock::Kind::Code:
        codeBlock(block, x, width);
        break;
    case MarkdownBlock::Kind::Table:
        table(block, x, width, tone);
        break;
    case MarkdownBlock::Kind::Rule:
        box(QRectF(x, y + 4, width, 1), Tone::Border, std::nullopt, 0);
        y += 9;
        break;
    }
    for (int q = 0; q < block.quotes; ++q)
        box(QRectF(m_left + q * QuoteStep + 2, top, 3, y - top), Tone::BorderStrong, std::nullopt, 1.5);
}

void RowBuilder::markdown(const std::vector<MarkdownBlock> &blocks, Tone tone)
{
    for (size_t i = 0; i < blocks.size(); ++i) {
        if (i > 0) {
            const bool list =
                blocks[i].indent > 0 && blocks[i - 1].indent > 0 && blocks[i].kind == MarkdownBlock::Kind::Paragraph;
            space(list ? 3 : blocks[i].kind == MarkdownBlock::Kind::Heading ? 16 : 10);
        }
        markdownBlock(blocks[i], tone);
    }
}

} // namespace pilothouse
