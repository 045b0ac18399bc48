#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>

#include <array>

namespace pilothouse {

Q_NAMESPACE

/// A colour by its purpose. The themes in resources/themes name every one of them.
enum class Tone {
    Window,
    Sidebar,
    Surface,
    Raised,
    Sunken,
    Border,
    BorderStrong,
    Hover,
    Pressed,
    Text,
    TextMuted,
    TextFaint,
    Accent,
    AccentFill,
    AccentHover,
    AccentText,
    AccentSoft,
    Focus,
    Selection,
    Success,
    SuccessSoft,
    Warning,
    WarningSoft,
    WarningBorder,
    Danger,
    DangerFill,
    DangerHover,
    DangerSoft,
    DangerBorder,
    DiffAdded,
    DiffAddedGutter,
    DiffRemoved,
    DiffRemovedGutter,
    DiffHunk,
    Code,
    ScrollBar,
    ScrollBarHover,
    Shadow,
    TerminalBackground,
    TerminalText,
};
Q_ENUM_NS(Tone)

/// A step of the type scale.
enum class TypeRole {
    Caption, ///< Labels of groups, counts.
    Small, ///< Second lines.
    Body,
    BodyStrong,
    Title, ///< The head of a card, a dialog, a pane.
    Display, ///< One per page.
    Mono, ///< Commands, code, terminals.
    MonoSmall,
};

enum class SchemePreference { System, Light, Dark };

/// Colours, type and icons of the window. One object, made by the composition root, on the GUI thread; widgets get it
/// in their constructors. Icons follow a change of scheme by themselves; widgets that paint repaint on changed().
class Theme final : public QObject {
    Q_OBJECT

public:
    explicit Theme(SchemePreference preference = SchemePreference::System, QObject *parent = nullptr);

    [[nodiscard]] SchemePreference preference() const { return m_preference; }
    void setPreference(SchemePreference preference);
    [[nodiscard]] bool isDark() const { return m_dark; }

    [[nodiscard]] QColor color(Tone tone) const { return m_colors[static_cast<size_t>(tone)]; }
    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] QFont font(TypeRole role) const;

    /// A line icon of resources/icons by its file's name without ".svg", in the colour of `tone` at the time of
    /// painting.
    [[nodiscard]] QIcon icon(const QString &name, Tone tone = Tone::TextMuted) const;
    /// The same as a picture of `size` by `size` device-independent pixels.
    [[nodiscard]] QPixmap pixmap(const QString &name, Tone tone, int size, qreal devicePixelRatio) const;
    void paintIcon(QPainter &painter, const QRectF &where, const QString &name, Tone tone) const;

Q_SIGNALS:
    void changed();

private:
    void reload();

    SchemePreference m_preference;
    bool m_dark = false;
    std::array<QColor, static_cast<size_t>(Tone::TerminalText) + 1> m_colors;
    QString m_sansFamily;
    QString m_monoFamily;
    int m_bodyPixels = 13;
};

/// The grid that everything is placed on, in device-independent pixels.
namespace grid {
inline constexpr int Half = 4;
inline constexpr int One = 8;
inline constexpr int OneAndHalf = 12;
inline constexpr int Two = 16;
inline constexpr int Three = 24;
inline constexpr int Four = 32;
inline constexpr int ControlHeight = 32;
inline constexpr int SmallControlHeight = 26;
inline constexpr qreal Radius = 6;
inline constexpr qreal CardRadius = 10;
} // namespace grid

} // namespace pilothouse
