#include "ui/theme/line_icon.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace pilothouse {

QPixmap lineIconPixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio)
{
    const int pixels = qMax(1, qRound(size * devicePixelRatio));
    const QString key = QStringLiteral("line-icon/%1/%2/%3").arg(name, color.name(QColor::HexArgb)).arg(pixels);
    QPixmap picture;
    if (!QPixmapCache::find(key, &picture)) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("The icon %s is not in the program.", qPrintable(name));
        QByteArray svg = file.readAll();
        svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
        QSvgRenderer renderer(svg);
        picture = QPixmap(pixels, pixels);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setOpacity(color.alphaF());
        renderer.render(&painter, QRectF(0, 0, pixels, pixels));
        painter.end();
        QPixmapCache::insert(key, picture);
    }
    picture.setDevicePixelRatio(devicePixelRatio);
    return picture;
}

LineIconEngine::LineIconEngine(const Theme *theme, QString name, Tone tone)
    : m_theme(theme),
      m_name(std::move(name)),
      m_tone(tone)
{ }

QColor LineIconEngine::colorFor(QIcon::Mode mode) const
{
    if (!m_theme)
        return Qt::gray;
    QColor color = m_theme->color(m_tone);
    if (mode == QIcon::Disabled)
        color.setAlphaF(0.45F);
    return color;
}

void LineIconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State)
{
    const int size = qMin(rect.width(), rect.height());
    const QPoint at = rect.center() - QPoint((size - 1) / 2, (size - 1) / 2);
    painter->drawPixmap(at, lineIconPixmap(m_name, colorFor(mode), size, painter->device()->devicePixelRatio()));
}

QPixmap LineIconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1);
}

QPixmap LineIconEngine::scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale)
{
    return lineIconPixmap(m_name, colorFor(mode), qMin(size.width(), size.height()), scale);
}

QIconEngine *LineIconEngine::clone() const
{
    return new LineIconEngine(m_theme, m_name, m_tone);
}

} // namespace pilothouse
