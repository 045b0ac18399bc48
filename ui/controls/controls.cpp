#include "ui/controls/controls.h"

#include <QKeySequence>
#include <QPainter>

namespace pilothouse {

QPushButton *makeButton(const QString &objectName, const QString &text, ButtonKind kind, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    button->setCursor(Qt::PointingHandCursor);
    setButtonKind(button, kind);
    return button;
}

QToolButton *makeIconButton(
    const Theme &theme, const QString &objectName, const QString &icon, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setIcon(theme.icon(icon));
    button->setIconSize({16, 16});
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setFocusPolicy(Qt::TabFocus);
    setIconButtonName(button, name);
    return button;
}

void setIconButtonName(QToolButton *button, const QString &name, const QKeySequence &shortcut)
{
    button->setAccessibleName(name);
    button->setToolTip(
        shortcut.isEmpty() ? name : QStringLiteral("%1  %2").arg(name, shortcut.toString(QKeySequence::NativeText)));
}

TextLabel::TextLabel(const Theme &theme, TypeRole role, Tone tone, const QString &text, QWidget *parent)
    : QLabel(text, parent),
      m_theme(theme),
      m_role(role),
      m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::WindowText); // inside a scroll area it would be Text
    applyTheme();
    connect(&theme, &Theme::changed, this, &TextLabel::applyTheme);
}

void TextLabel::setTone(Tone tone)
{
    m_tone = tone;
    applyTheme();
}

void TextLabel::setRole(TypeRole role)
{
    m_role = role;
    applyTheme();
}

void TextLabel::applyTheme()
{
    setFont(m_theme.font(m_role));
    QPalette palette = m_theme.palette();
    palette.setColor(QPalette::WindowText, m_theme.color(m_tone));
    setPalette(palette);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(QChar(u'\u2026')) * 2, TextLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    const QString shown = fontMetrics().elidedText(text(), m_mode, contentsRect().width());
    if (const QString whole = shown == text() ? QString() : text(); toolTip() != whole)
        setToolTip(whole.toHtmlEscaped());
    painter.drawText(contentsRect(), static_cast<int>(alignment() | Qt::TextSingleLine), shown);
}

IconLabel::IconLabel(const Theme &theme, QString icon, Tone tone, int size, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_icon(std::move(icon)),
      m_tone(tone),
      m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void IconLabel::setIcon(const QString &icon, Tone tone)
{
    m_icon = icon;
    m_tone = tone;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_theme.paintIcon(painter, rect(), m_icon, m_tone);
}

Panel::Panel(const Theme &theme, Shape shape, Tone fill, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_shape(shape),
      m_fill(fill)
{
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Panel::setTones(Tone fill, Tone border)
{
    m_fill = fill;
    m_border = border;
    update();
}

void Panel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_shape == Shape::Flat) {
        painter.fillRect(rect(), m_theme.color(m_fill));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(m_theme.color(m_fill));
    painter.setPen(QPen(m_theme.color(m_border), 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), grid::CardRadius, grid::CardRadius);
}

} // namespace pilothouse
