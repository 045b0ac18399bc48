#pragma once

#include "ui/theme/theme.h"

#include <QIconEngine>
#include <QPointer>

namespace pilothouse {

/// An icon of resources/icons drawn in one colour; cached by name, colour and size in device pixels.
[[nodiscard]] QPixmap lineIconPixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio);

/// Draws a line icon in the colours that the theme has when it is painted, so that a change of scheme needs no new
/// icon.
class LineIconEngine final : public QIconEngine {
public:
    LineIconEngine(const Theme *theme, QString name, Tone tone);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    [[nodiscard]] QIconEngine *clone() const override;

private:
    [[nodiscard]] QColor colorFor(QIcon::Mode mode) const;

    QPointer<const Theme> m_theme;
    QString m_name;
    Tone m_tone;
};

} // namespace pilothouse
