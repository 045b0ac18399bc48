#include "ui/theme/theme.h"

#include "ui/theme/line_icon.h"

#include <QFile>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMetaEnum>
#include <QPainter>
#include <QPalette>
#include <QScreen>
#include <QStyleHints>

namespace pilothouse {

namespace {

/// The font's height as Qt takes it, without loading a font in which nothing may ever be written.
int pixelsOf(const QFont &font)
{
    if (font.pixelSize() > 0)
        return font.pixelSize();
    const QScreen *const screen = QGuiApplication::primaryScreen();
    return qRound(font.pointSizeF() * (screen ? screen->logicalDotsPerInchY() : 96) / 72);
}

} // namespace

Theme::Theme(SchemePreference preference, QObject *parent) : QObject(parent), m_preference(preference)
{
    const QFont system = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    m_sansFamily = QFontDatabase::hasFamily(QStringLiteral("Inter")) ? QStringLiteral("Inter") : system.family();
    m_monoFamily = QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
    for (const auto name : {"JetBrains Mono", "Cascadia Mono", "SF Mono", "Menlo", "DejaVu Sans Mono"}) {
        if (const QString family = QString::fromLatin1(name); QFontDatabase::hasFamily(family)) {
            m_monoFamily = family;
            break;
        }
    }
    // A person who asked the system for larger text gets it here too.
    m_bodyPixels = qBound(13, pixelsOf(system), 24);
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_preference == SchemePreference::System)
            reload();
    });
    reload();
}

void Theme::setPreference(SchemePreference preference)
{
    if (m_preference == preference)
        return;
    m_preference = preference;
    reload();
}

void Theme::reload()
{
    m_dark = m_preference == SchemePreference::Dark
        || (m_preference == SchemePreference::System
            && QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark);
    QFile file(m_dark ? QStringLiteral(":/themes/dark.json") : QStringLiteral(":/themes/light.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The theme %s is not in the program.", qPrintable(file.fileName()));
    const QJsonObject colors = QJsonDocument::fromJson(file.readAll()).object();
    const QMetaEnum tones = QMetaEnum::fromType<Tone>();
    for (int i = 0; i < tones.keyCount(); ++i) {
        const QColor color(colors.value(QLatin1StringView(tones.key(i))).toString());
        if (!color.isValid())
            qFatal("The theme %s has no colour %s.", qPrintable(file.fileName()), tones.key(i));
        m_colors[static_cast<size_t>(tones.value(i))] = color;
    }
    Q_EMIT changed();
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, color(Tone::Window));
    palette.setColor(QPalette::WindowText, color(Tone::Text));
    palette.setColor(QPalette::Base, color(Tone::Surface));
    palette.setColor(QPalette::AlternateBase, color(Tone::Sunken));
    palette.setColor(QPalette::Text, color(Tone::Text));
    palette.setColor(QPalette::PlaceholderText, color(Tone::TextFaint));
    palette.setColor(QPalette::Button, color(Tone::Surface));
    palette.setColor(QPalette::ButtonText, color(Tone::Text));
    palette.setColor(QPalette::BrightText, color(Tone::Danger));
    palette.setColor(QPalette::Highlight, color(Tone::Selection));
    palette.setColor(QPalette::HighlightedText, color(Tone::Text));
    palette.setColor(QPalette::Accent, color(Tone::AccentFill));
    palette.setColor(QPalette::Link, color(Tone::Accent));
    palette.setColor(QPalette::LinkVisited, color(Tone::Accent));
    palette.setColor(QPalette::ToolTipBase, color(Tone::Raised));
    palette.setColor(QPalette::ToolTipText, color(Tone::Text));
    palette.setColor(QPalette::Light, color(Tone::Raised));
    palette.setColor(QPalette::Midlight, color(Tone::Border));
    palette.setColor(QPalette::Mid, color(Tone::Border));
    palette.setColor(QPalette::Dark, color(Tone::BorderStrong));
    palette.setColor(QPalette::Shadow, color(Tone::Shadow));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(Tone::TextFaint));
    return palette;
}

QFont Theme::font(TypeRole role) const
{
    const bool mono = role == TypeRole::Mono || role == TypeRole::MonoSmall;
    QFont font(mono ? m_monoFamily : m_sansFamily);
    font.setStyleHint(mono ? QFont::Monospace : QFont::SansSerif);
    int pixels = m_bodyPixels;
    switch (role) {
    case TypeRole::Caption:
        pixels -= 2;
        break;
    case TypeRole::Small:
        pixels -= 1;
        break;
    case TypeRole::Body:
        break;
    case TypeRole::BodyStrong:
        font.setWeight(QFont::DemiBold);
        break;
    case TypeRole::Title:
        pixels += 2;
        font.setWeight(QFont::DemiBold);
        break;
    case TypeRole::Display:
        pixels += 9;
        font.setWeight(QFont::DemiBold);
        break;
    case TypeRole::Mono:
        pixels -= 1;
        break;
    case TypeRole::MonoSmall:
        pixels -= 2;
        break;
    }
    font.setPixelSize(pixels);
    return font;
}

QIcon Theme::icon(const QString &name, Tone tone) const
{
    return QIcon(new LineIconEngine(this, name, tone));
}

QPixmap Theme::pixmap(const QString &name, Tone tone, int size, qreal devicePixelRatio) const
{
    return lineIconPixmap(name, color(tone), size, devicePixelRatio);
}

void Theme::paintIcon(QPainter &painter, const QRectF &where, const QString &name, Tone tone) const
{
    const int size = qRound(qMin(where.width(), where.height()));
    const QPixmap picture = pixmap(name, tone, size, painter.device()->devicePixelRatio());
    painter.drawPixmap(
        QPointF(qRound(where.center().x() - size / 2.0), qRound(where.center().y() - size / 2.0)), picture);
}

} // namespace pilothouse
