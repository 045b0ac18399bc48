#pragma once

#include "ui/theme/style.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace pilothouse {

/// A push button with its name for tests and its kind.
[[nodiscard]] QPushButton *makeButton(
    const QString &objectName, const QString &text, ButtonKind kind = ButtonKind::Secondary, QWidget *parent = nullptr);

/// A button that shows only an icon; `name` is its tooltip and what a screen reader says.
[[nodiscard]] QToolButton *makeIconButton(
    const Theme &theme, const QString &objectName, const QString &icon, const QString &name, QWidget *parent = nullptr);
/// Sets both again, after a change of language.
void setIconButtonName(QToolButton *button, const QString &name, const QKeySequence &shortcut = {});

/// Text in a step of the type scale and a colour that follows the theme. Plain text only: what comes from a sandbox is
/// never read as markup.
class TextLabel : public QLabel {
    Q_OBJECT

public:
    TextLabel(
        const Theme &theme, TypeRole role, Tone tone = Tone::Text, const QString &text = {}, QWidget *parent = nullptr);
    void setTone(Tone tone);
    void setRole(TypeRole role);

private:
    void applyTheme();

    const Theme &m_theme;
    TypeRole m_role;
    Tone m_tone;
};

/// One line that is cut with an ellipsis where there is no room; the whole text is its tooltip then.
class ElidedLabel final : public TextLabel {
    Q_OBJECT

public:
    using TextLabel::TextLabel;
    void setElideMode(Qt::TextElideMode mode) { m_mode = mode; }
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

/// A line icon as a widget, for decoration: screen readers pass it by.
class IconLabel final : public QWidget {
    Q_OBJECT

public:
    IconLabel(const Theme &theme, QString icon, Tone tone, int size = 16, QWidget *parent = nullptr);
    void setIcon(const QString &icon, Tone tone);
    [[nodiscard]] QSize sizeHint() const override { return {m_size, m_size}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QString m_icon;
    Tone m_tone;
    int m_size;
};

/// A rounded surface, or a plain one of a tone without a border.
class Panel : public QWidget {
    Q_OBJECT

public:
    enum class Shape { Card, Flat };
    Panel(const Theme &theme, Shape shape, Tone fill, QWidget *parent = nullptr);
    void setTones(Tone fill, Tone border);

protected:
    void paintEvent(QPaintEvent *event) override;
    [[nodiscard]] const Theme &theme() const { return m_theme; }

private:
    const Theme &m_theme;
    Shape m_shape;
    Tone m_fill;
    Tone m_border = Tone::Border;
};

} // namespace pilothouse
