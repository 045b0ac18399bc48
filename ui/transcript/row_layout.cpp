#include "ui/transcript/row_layout.h"

#include <QPainter>
#include <QPainterPath>

namespace pilothouse {

namespace {

/// A rectangle whose open sides have square corners and no line.
QPainterPath outline(const RowLayout::Box &box, qreal inset)
{
    const qreal beyond = box.radius + 2;
    QRectF rect = box.rect.adjusted(inset, inset, -inset, -inset);
    if (box.openTop)
        rect.setTop(rect.top() - beyond);
    if (box.openBottom)
        rect.setBottom(rect.bottom() + beyond);
    QPainterPath path;
    path.addRoundedRect(rect, box.radius, box.radius);
    return path;
}

void paintBox(QPainter &painter, const Theme &theme, const RowLayout::Box &box)
{
    const bool clipped = box.openTop || box.openBottom;
    if (clipped) {
        painter.save();
        painter.setClipRect(box.rect, Qt::IntersectClip);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(box.border ? QPen(theme.color(*box.border), 1) : Qt::NoPen);
    painter.setBrush(box.fill ? QBrush(theme.color(*box.fill)) : Qt::NoBrush);
    painter.drawPath(outline(box, box.border ? 0.5 : 0));
    if (clipped)
        painter.restore();
}

} // namespace

void RowLayout::paint(QPainter &painter, const Theme &theme, const TextPosition *begin, const TextPosition *end,
    const Spot *hovered) const
{
    for (const Box &box : boxes)
        paintBox(painter, theme, box);
    if (hovered && hovered->action.kind != RowAction::Kind::OpenLink) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Tone::Hover));
        painter.drawRoundedRect(hovered->rect, grid::Radius, grid::Radius);
    }
    for (const Picture &picture : pictures)
        theme.paintIcon(painter, picture.rect, picture.icon, picture.tone);
    for (size_t i = 0; i < pieces.size(); ++i) {
        const Piece &piece = pieces[i];
        const int index = static_cast<int>(i);
        QList<QTextLayout::FormatRange> selection;
        if (begin && end && piece.selectable && index >= begin->piece && index <= end->piece) {
            const int from = index == begin->piece ? begin->offset : 0;
            const int to = index == end->piece ? end->offset : static_cast<int>(piece.layout->text().size());
            if (to > from) {
                QTextLayout::FormatRange range;
                range.start = from;
                range.length = to - from;
                range.format.setBackground(theme.color(Tone::Selection));
                selection.append(range);
            }
        }
        painter.setPen(theme.color(piece.tone));
        piece.layout->draw(&painter, piece.at, selection);
    }
}

const RowLayout::Spot *RowLayout::spotAt(QPointF point) const
{
    // Later spots lie on top of earlier ones: a link in a header that toggles.
    for (auto spot = spots.rbegin(); spot != spots.rend(); ++spot) {
        if (spot->rect.contains(point))
            return &*spot;
    }
    return nullptr;
}

TextPosition RowLayout::positionAt(QPointF point) const
{
    TextPosition nearest;
    qreal least = -1;
    for (size_t i = 0; i < pieces.size(); ++i) {
        const Piece &piece = pieces[i];
        if (!piece.selectable)
            continue;
        for (int l = 0; l < piece.layout->lineCount(); ++l) {
            const QTextLine line = piece.layout->lineAt(l);
            const QRectF rect = line.rect().translated(piece.at);
            const qreal dy = qMax(qMax(rect.top() - point.y(), point.y() - rect.bottom()), 0.0);
            const qreal dx = qMax(qMax(rect.left() - point.x(), point.x() - rect.right()), 0.0);
            const qreal distance = dy * 1000 + dx;
            if (least < 0 || distance < least) {
                least = distance;
                nearest = {static_cast<int>(i), line.xToCursor(point.x() - piece.at.x())};
            }
        }
    }
    return nearest;
}

bool RowLayout::isOverText(QPointF point) const
{
    for (const Piece &piece : pieces) {
        if (!piece.selectable)
            continue;
        for (int l = 0; l < piece.layout->lineCount(); ++l) {
            if (piece.layout->lineAt(l).naturalTextRect().translated(piece.at).contains(point))
                return true;
        }
    }
    return false;
}

TextPosition RowLayout::end() const
{
    if (pieces.empty())
        return {};
    return {static_cast<int>(pieces.size()) - 1, static_cast<int>(pieces.back().layout->text().size())};
}

QString RowLayout::text(TextPosition begin, TextPosition end) const
{
    QStringList lines;
    for (int i = begin.piece; i <= end.piece && i < static_cast<int>(pieces.size()); ++i) {
        const Piece &piece = pieces[static_cast<size_t>(i)];
        if (!piece.selectable)
            continue;
        QString text = piece.layout->text();
        const int from = i == begin.piece ? begin.offset : 0;
        const int to = i == end.piece ? end.offset : static_cast<int>(text.size());
        text = text.mid(from, to - from);
        text.replace(QChar(QChar::LineSeparator), u'\n');
        lines.append(text);
    }
    return lines.join(u'\n');
}

} // namespace pilothouse
