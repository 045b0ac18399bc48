#pragma once

#include "ui/review/line_cache.h"
#include "ui/review/review_geometry.h"
#include "ui/theme/theme.h"

#include <QSize>

namespace pilothouse {

/// A row that is on the screen.
struct VisibleRow {
    RowPlace place;
    FileRow row; ///< Of rows of a body whose lines are there.
    int y = 0; ///< In the viewport.
    int height = 0; ///< With all that is below it and belongs to it.
    int room = 0; ///< For something else, below its lines.
    int body = 0; ///< Its lines alone, or what it has instead.
    bool hasLines = false; ///< `row` says something.
};

/// Where the parts of a line are, for the whole width or for one half of it.
struct LineColumns {
    int left = 0;
    int origin = 0; ///< Where the origin begins; as wide as originWidth.
    int originWidth = 0;
    int oldNumber = 0; ///< Right edges of the numbers.
    int newNumber = 0;
    int mark = 0; ///< Of comments.
    int sign = 0;
    int text = 0;
    int right = 0;
};

/// What of the document is on the screen. The place is kept as a row and how much of it is above the edge, so that it
/// stays when estimated heights above it turn out otherwise; the position in the whole follows from it.
class ReviewLayout final : public QObject {
    Q_OBJECT

public:
    static constexpr int MinZoom = 50;
    static constexpr int MaxZoom = 300;

    ReviewLayout(const Theme &theme, ReviewDocument &document, QObject *parent = nullptr);

    void setViewport(QSize size);
    [[nodiscard]] QSize viewport() const { return m_viewport; }
    void setZoom(int percent);
    [[nodiscard]] int zoom() const { return m_zoom; }
    void setWrapping(bool wraps);
    [[nodiscard]] bool wraps() const { return m_wraps; }
    void setOriginsShown(bool shown);
    [[nodiscard]] bool originsShown() const { return m_origins; }
    /// Takes fonts and colours from the theme again.
    void restyle();

    [[nodiscard]] const CodeFont &font() const { return m_font; }
    [[nodiscard]] const CodeFont &numberFont() const { return m_numberFont; }
    [[nodiscard]] LineCache &lines() { return m_lines; }
    [[nodiscard]] ReviewGeometry &geometry() { return m_geometry; }
    [[nodiscard]] const RowHeights &heights() const { return m_geometry.heights(); }
    [[nodiscard]] const LineColumns &columns(ReviewSide side) const
    {
        return side == ReviewSide::Old ? m_oldColumns : m_newColumns;
    }
    [[nodiscard]] int widest() const { return m_widest; } ///< Of the lines seen so far, when they do not wrap.

    /// From the top of everything; an estimate, as the total is.
    [[nodiscard]] qint64 top() const;
    [[nodiscard]] qint64 total() const { return m_geometry.total(); }
    void scrollTo(qint64 top);
    void scrollBy(qint64 pixels);
    /// Puts a row at this height in the viewport.
    void show(RowPlace place, int y);

    /// Lays out what is on the screen, if it is not yet.
    void ensure();
    /// What is on the screen now.
    [[nodiscard]] const std::vector<VisibleRow> &visible();
    /// The row at a height of the viewport; null when there is none.
    [[nodiscard]] const VisibleRow *rowAt(int y);
    /// Where a row is in the viewport; null when it is not on the screen.
    [[nodiscard]] const VisibleRow *find(RowPlace place);
    /// The line that a row shows on a side, if it does.
    [[nodiscard]] static std::optional<int> lineOf(const VisibleRow &row, ReviewSide side, DiffMode mode);
    /// The line that stays where it is when rows around it change, while it is on the screen.
    void setHeld(std::optional<ReviewLine> line) { m_held = std::move(line); }
    /// How high the block of a file is, once that is known; what is read stays in its place.
    void setBlockHeight(int file, int height);
    /// As ReviewGeometry's; what is read stays in its place.
    void setRooms(std::vector<LineRoom> rooms);
    void setRoomHeights(const std::vector<std::pair<int, int>> &heights);
    /// Asks for the colours of what is on the screen.
    void wantColors();

Q_SIGNALS:
    /// Something else is on the screen, or it looks different.
    void changed();
    /// The whole is higher or lower; what is on the screen is not concerned.
    void totalChanged();

private:
    struct Kept {
        QByteArray path;
        int file = 0;
        std::optional<ReviewLine> line;
        int y = 0;
    };
    void keep();
    [[nodiscard]] bool isOffScreen(int file) const;
    void restore(int changedFile);
    void reset();
    void place();
    void computeColumns();
    void normalize();
    void layOut();
    int measure(RowPlace place);
    [[nodiscard]] FileRow rowOf(RowPlace place) const;

    const Theme &m_theme;
    ReviewDocument &m_document;
    ReviewGeometry m_geometry;
    LineCache m_lines;
    CodeFont m_font;
    CodeFont m_numberFont;
    LineColumns m_oldColumns;
    LineColumns m_newColumns;
    QSize m_viewport{800, 600};
    int m_zoom = 100;
    int m_digits = 4;
    int m_widest = 0;
    bool m_wraps = true;
    bool m_origins = false;
    RowPlace m_anchor;
    qint64 m_offset = 0; ///< Pixels of the anchor's row above the viewport.
    std::vector<VisibleRow> m_visible;
    bool m_laidOut = false;
    bool m_changesOffScreen = false; ///< While a file changes: that it is not on the screen.
    std::optional<ReviewLine> m_held;
    Kept m_kept;
};

} // namespace pilothouse
