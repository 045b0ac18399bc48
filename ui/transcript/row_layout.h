#pragma once

#include "ui/theme/theme.h"

#include <QTextLayout>

#include <memory>
#include <vector>

class QPainter;

namespace pilothouse {

/// Something in a row that can be clicked.
struct RowAction {
    enum class Kind { None, Toggle, ShowAll, Copy, OpenLink, OpenFile };
    Kind kind = Kind::None;
    QString argument; ///< The text to copy, the address, the path.
    friend bool operator==(const RowAction &, const RowAction &) = default;
};

/// A place in a row's text.
struct TextPosition {
    int piece = 0;
    int offset = 0;
    friend auto operator<=>(const TextPosition &, const TextPosition &) = default;
};

/// One laid-out row of a painted list: boxes, pictures and texts at fixed places, drawn without further work. Made for
/// one width and one theme; made anew when one of them changes.
class RowLayout final {
public:
    struct Box {
        QRectF rect;
        std::optional<Tone> fill;
        std::optional<Tone> border;
        qreal radius = 0;
        bool openTop = false; ///< Goes on in the row before.
        bool openBottom = false; ///< Goes on in the next row.
    };
    struct Picture {
        QRectF rect;
        QString icon;
        Tone tone = Tone::TextMuted;
    };
    struct Piece {
        QPointF at;
        std::unique_ptr<QTextLayout> layout;
        Tone tone = Tone::Text;
        bool selectable = true;
    };
    struct Spot {
        QRectF rect;
        RowAction action;
        QString name; ///< For the tooltip and screen readers.
    };

    qreal height = 0;
    std::vector<Box> boxes;
    std::vector<Picture> pictures;
    std::vector<Piece> pieces;
    std::vector<Spot> spots;

    /// Paints at the painter's origin. The selection reaches from `begin` to `end`, both null when there is none.
    void paint(QPainter &painter, const Theme &theme, const TextPosition *begin, const TextPosition *end,
        const Spot *hovered) const;
    [[nodiscard]] const Spot *spotAt(QPointF point) const;
    /// The place in the text that is nearest to the point.
    [[nodiscard]] TextPosition positionAt(QPointF point) const;
    [[nodiscard]] bool isOverText(QPointF point) const;
    [[nodiscard]] TextPosition start() const { return {}; }
    [[nodiscard]] TextPosition end() const;
    /// What is selected, a line for each piece.
    [[nodiscard]] QString text(TextPosition begin, TextPosition end) const;
};

} // namespace pilothouse
