// Two pictures of a file, and the switch of how they are compared.
#include "ui/review/review_painter.h"

#include "ui/review/block_words.h"

#include <QLocale>
#include <QPainter>

namespace pilothouse {

namespace {

constexpr int MostPictureHeight = 420;
constexpr int SwitchHeight = 26;
constexpr int SliderWidth = 140;
constexpr int KnobRadius = 6;

bool areBoth(const FileChange &change)
{
    return !change.oldPath.isEmpty() && !change.newPath.isEmpty();
}

/// Where a picture stands in the middle of an area: at its own size, or as large as there is room.
QRect placeOf(const PicturePair::Side &side, const QRect &area)
{
    QSize size = side.size;
    if (size.width() > area.width() || size.height() > area.height())
        size.scale(area.size(), Qt::KeepAspectRatio);
    QRect where(QPoint(), size);
    where.moveCenter(area.center());
    return where;
}

} // namespace

QString ReviewPainter::pictureMannerName(PictureManner manner)
{
    switch (manner) {
    case PictureManner::SideBySide:
        return tr("Side by side");
    case PictureManner::Overlaid:
        return tr("Overlaid");
    case PictureManner::Swipe:
        return tr("Swipe");
    case PictureManner::Difference:
        return tr("Difference");
    }
    return {};
}

PictureParts ReviewPainter::pictureParts(const VisibleRow &row) const
{
    PictureParts parts;
    const int file = row.place.file;
    if (row.place.row == RowPlace::Header || m_document.block(file) != FileBlock::Image
        || !areBoth(m_document.change(file)))
        return parts;
    const QFontMetrics metrics(m_theme.font(TypeRole::Small));
    int x = grid::Three;
    const int y = row.y + grid::One;
    for (size_t i = 0; i < PictureManners.size(); ++i) {
        const int width = metrics.horizontalAdvance(pictureMannerName(PictureManners[i])) + 2 * grid::One + grid::Half;
        parts.manners[i] = QRect(x, y, width, SwitchHeight);
        x += width;
    }
    const bool slides = pictureManner == PictureManner::Overlaid || pictureManner == PictureManner::Swipe;
    const int right = m_layout.viewport().width() - grid::Three;
    if (slides && x + grid::Two + 60 < right)
        parts.slider = QRect(x + grid::Two, y, qMin(SliderWidth, right - x - grid::Two), SwitchHeight);
    return parts;
}

std::optional<int> ReviewPainter::pictureHeight(int file) const
{
    const FileChange &change = m_document.change(file);
    const PicturePair *pair = m_pictures.pair(change);
    if (!pair)
        return {};
    const bool beside = pictureManner == PictureManner::SideBySide && areBoth(change);
    const int width = qMax(1, (m_layout.viewport().width() - 4 * grid::Three) / (beside ? 2 : 1));
    int height = grid::Four; // of words why there is none
    for (const QSize &size : {pair->before.size, pair->after.size}) {
        if (size.isValid())
            height = qMax(height,
                size.height() <= MostPictureHeight && size.width() <= width
                    ? size.height()
                    : size.scaled(width, MostPictureHeight, Qt::KeepAspectRatio).height());
    }
    const int words = QFontMetrics(m_theme.font(TypeRole::Small)).height() + grid::One;
    return height + 2 * words + 2 * grid::OneAndHalf + (areBoth(change) ? SwitchHeight + grid::Half : 0);
}

void ReviewPainter::paintPictureSwitch(QPainter &painter, const PictureParts &parts)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme.font(TypeRole::Small));
    const QRect whole = parts.manners.front() | parts.manners.back();
    painter.setPen(m_theme.color(Tone::Border));
    painter.setBrush(m_theme.color(Tone::Sunken));
    painter.drawRoundedRect(QRectF(whole).adjusted(0.5, 0.5, -0.5, -0.5), grid::Half, grid::Half);
    for (size_t i = 0; i < PictureManners.size(); ++i) {
        const QRect &part = parts.manners[i];
        const bool chosen = PictureManners[i] == pictureManner;
        if (chosen || part.contains(pointer)) {
            painter.setPen(chosen ? m_theme.color(Tone::BorderStrong) : QColor(Qt::transparent));
            painter.setBrush(m_theme.color(chosen ? Tone::Raised : Tone::Hover));
            painter.drawRoundedRect(QRectF(part).adjusted(1.5, 1.5, -1.5, -1.5), grid::Half - 1, grid::Half - 1);
        }
        painter.setPen(m_theme.color(chosen ? Tone::Text : Tone::TextMuted));
        painter.drawText(part, Qt::AlignCenter, pictureMannerName(PictureManners[i]));
    }
    if (!parts.slider.isNull()) {
        const QRect track = parts.slider.adjusted(
            KnobRadius, parts.slider.height() / 2 - 2, -KnobRadius, 2 - parts.slider.height() / 2);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Tone::BorderStrong));
        painter.drawRoundedRect(track, 2, 2);
        painter.setBrush(m_theme.color(Tone::AccentFill));
        painter.drawEllipse(
            QPointF(track.left() + pictureMix * track.width(), track.center().y() + 0.5), KnobRadius, KnobRadius);
    }
    painter.restore();
}

void ReviewPainter::paintPictures(QPainter &painter, const VisibleRow &row, const QRect &rect)
{
    const int file = row.place.file;
    const FileChange &change = m_document.change(file);
    const QFontMetrics metrics(m_theme.font(TypeRole::Small));
    const int caption = metrics.height() + grid::One;
    QRect area = rect.adjusted(0, 0, 0, -caption);
    painter.setFont(m_theme.font(TypeRole::Small));
    painter.setPen(m_theme.color(Tone::TextFaint));
    const PicturePair *pair = m_pictures.pair(change);
    QString words = blockWords(m_document, file);
    if (pair && pictureManner == PictureManner::Difference && !pair->difference.isNull())
        words += QLatin1Char(' ')
            + (pair->differing == 0
                    ? tr("No pixel differs.")
                    : tr("%1 % of the pixels differ.").arg(QLocale().toString(qMax(0.01, pair->differing), 'f', 2)));
    painter.drawText(rect.adjusted(0, rect.height() - caption, 0, 0), Qt::AlignHCenter | Qt::AlignBottom, words);
    if (areBoth(change)) {
        paintPictureSwitch(painter, pictureParts(row));
        area.setTop(area.top() + SwitchHeight + grid::Half);
    }
    painter.setFont(m_theme.font(TypeRole::Small));
    if (!pair) {
        painter.setPen(m_theme.color(Tone::TextFaint));
        painter.drawText(area, Qt::AlignCenter, tr("Reading the picture\u2026"));
        return;
    }
    const bool comparable = areBoth(change) && !pair->before.image.isNull() && !pair->after.image.isNull();
    if (!areBoth(change)) {
        paintPicture(painter, area, change.newPath.isEmpty() ? pair->before : pair->after, {});
    } else if (comparable && pictureManner != PictureManner::SideBySide) {
        paintTogether(painter, area, *pair);
    } else {
        const int half = (area.width() - grid::Two) / 2;
        paintPicture(painter, QRect(area.left(), area.top(), half, area.height()), pair->before, tr("Before"));
        paintPicture(
            painter, QRect(area.right() - half + 1, area.top(), half, area.height()), pair->after, tr("After"));
    }
}

/// A chequered ground shows what is transparent.
void ReviewPainter::paintChequers(QPainter &painter, const QRect &whole)
{
    painter.fillRect(whole, m_theme.color(Tone::Surface));
    for (int y = whole.top(), odd = 0; y <= whole.bottom(); y += 8, ++odd) {
        for (int x = whole.left() + (odd % 2) * 8; x <= whole.right(); x += 16)
            painter.fillRect(QRect(x, y, 8, 8) & whole, m_theme.color(Tone::Sunken));
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
}

void ReviewPainter::paintFrame(QPainter &painter, const QRect &whole)
{
    painter.setPen(m_theme.color(Tone::Border));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(whole.adjusted(-1, -1, 0, 0));
}

/// Both pictures in one place.
void ReviewPainter::paintTogether(QPainter &painter, const QRect &rect, const PicturePair &pair)
{
    const int words = QFontMetrics(m_theme.font(TypeRole::Small)).height() + grid::Half;
    painter.setPen(m_theme.color(Tone::TextMuted));
    const QString title = pictureManner == PictureManner::Overlaid ? tr("Before and after, one over the other")
        : pictureManner == PictureManner::Swipe                    ? tr("Left of the line before, right of it after")
                                                                   : tr("What differs is marked");
    painter.drawText(QRect(rect.left(), rect.top(), rect.width(), words), Qt::AlignHCenter, title);
    const QRect area = rect.adjusted(0, words, 0, 0);
    const QRect old = placeOf(pair.before, area);
    const QRect present = placeOf(pair.after, area);
    const QRect whole = old | present;
    painter.save();
    painter.setClipRect(whole);
    paintChequers(painter, whole);
    if (pictureManner == PictureManner::Difference && !pair.difference.isNull()) {
        painter.drawImage(whole, pair.difference);
    } else if (pictureManner == PictureManner::Swipe) {
        const int line = whole.left() + qRound(pictureMix * whole.width());
        painter.setClipRect(QRect(whole.left(), whole.top(), line - whole.left(), whole.height()));
        painter.drawImage(old, pair.before.image);
        painter.setClipRect(QRect(line, whole.top(), whole.right() - line + 1, whole.height()));
        painter.drawImage(present, pair.after.image);
        painter.setClipRect(whole);
        painter.fillRect(QRect(line - 1, whole.top(), 2, whole.height()), m_theme.color(Tone::AccentFill));
    } else {
        // In a layer of their own the two add up to a whole, whatever of them is transparent.
        const qreal ratio = painter.device()->devicePixelRatioF();
        QImage layer((QSizeF(whole.size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
        layer.setDevicePixelRatio(ratio);
        layer.fill(Qt::transparent);
        QPainter mixing(&layer);
        mixing.setRenderHint(QPainter::SmoothPixmapTransform);
        mixing.setCompositionMode(QPainter::CompositionMode_Plus);
        mixing.setOpacity(1 - pictureMix);
        mixing.drawImage(old.translated(-whole.topLeft()), pair.before.image);
        mixing.setOpacity(pictureMix);
        mixing.drawImage(present.translated(-whole.topLeft()), pair.after.image);
        mixing.end();
        painter.drawImage(whole.topLeft(), layer);
    }
    painter.restore();
    paintFrame(painter, whole);
}

void ReviewPainter::paintPicture(
    QPainter &painter, const QRect &rect, const PicturePair::Side &side, const QString &title)
{
    QRect area = rect;
    painter.setPen(m_theme.color(Tone::TextMuted));
    if (!title.isEmpty()) {
        const int height = painter.fontMetrics().height() + grid::Half;
        const QString words = side.size.isValid()
            ? QStringLiteral("%1 \u00b7 %2 \u00d7 %3").arg(title).arg(side.size.width()).arg(side.size.height())
            : title;
        painter.drawText(QRect(area.left(), area.top(), area.width(), height), Qt::AlignHCenter, words);
        area.setTop(area.top() + height);
    }
    if (side.image.isNull()) {
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, side.failure);
        return;
    }
    const QRect whole = placeOf(side, area);
    painter.save();
    paintChequers(painter, whole);
    painter.drawImage(whole, side.image);
    painter.restore();
    paintFrame(painter, whole);
}

} // namespace pilothouse
