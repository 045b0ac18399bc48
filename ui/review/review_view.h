#pragma once

#include "ui/controls/frame_timer.h"
#include "ui/review/review_finder.h"
#include "ui/review/review_geometry.h"
#include "ui/review/review_pictures.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>

#include <memory>
#include <optional>

namespace pilothouse {

class LineCache;
class ReviewLayout;
class ReviewMinimap;
class ReviewPainter;
class ReviewSelection;
struct TextPoint;
struct VisibleRow;

/// The place below the pointer.
struct ReviewSpot {
    enum class Part {
        Nothing,
        Header,
        HeaderToggle,
        HeaderViewed,
        HeaderMenu,
        Gap,
        Gutter,
        CommentMark,
        Origin,
        Text,
        Block
    };
    Part part = Part::Nothing;
    int file = -1;
    std::optional<ReviewLine> line;
    HunkPlace hunk; ///< Where the line is a changed one or its context.
    QRect rect; ///< Of the part, in global coordinates.
};

/// The painted difference of all files in one scroll. Only what is visible is laid out, coloured and compared word by
/// word; what is read stays in its place when the document changes. It handles scrolling, selecting, copying and zoom;
/// every other key goes on to its parent.
class ReviewView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    enum class Align { Nearest, Top, Third };

    ReviewView(const Theme &theme, ReviewDocument &document, QWidget *parent = nullptr);
    ~ReviewView() override;

    [[nodiscard]] ReviewDocument &document() const { return m_document; }
    void setMode(DiffMode mode);
    [[nodiscard]] bool wraps() const;
    void setWrapping(bool wraps);
    /// Percent of the theme's size of code, 50 … 300.
    [[nodiscard]] int zoom() const;
    void setZoom(int percent);
    /// Shows why lines are there (LineDecoration::origin) beside them.
    void setOriginsShown(bool shown);
    [[nodiscard]] bool originsShown() const;
    void setMinimapShown(bool shown);
    /// How pictures that changed are shown.
    void setPictureManner(PictureManner manner);
    [[nodiscard]] PictureManner pictureManner() const;
    void nextPictureManner();
    [[nodiscard]] QString pictureMannerText() const;
    /// How much of the new picture is seen over the old one, or right of the line: 0 … 1.
    void setPictureMix(qreal mix);
    void setDecorations(std::shared_ptr<const ReviewDecorations> decorations);
    [[nodiscard]] const std::shared_ptr<const ReviewDecorations> &decorations() const;

    void showFile(int file);
    /// Expands what hides the line. False when it is not there (yet).
    bool showLine(const ReviewLine &line, Align align = Align::Third);
    /// The file that is read: the one at the top.
    [[nodiscard]] int currentFile() const;
    /// The first line that is wholly on the screen.
    [[nodiscard]] std::optional<ReviewLine> firstVisibleLine() const;

    /// The hunk that keys work on; drawn with a frame at its edge.
    [[nodiscard]] HunkPlace currentHunk() const;
    void setCurrentHunk(HunkPlace hunk);
    /// Goes to the next (or previous) hunk, over files, collapsed ones left out. False at the end.
    bool nextHunk();
    bool previousHunk();
    bool nextFile();
    bool previousFile();
    /// The hunks of which a changed line is on the screen.
    [[nodiscard]] std::vector<HunkPlace> visibleHunks() const;

    [[nodiscard]] bool hasSelection() const;
    /// The selected text as it stands in the files: without numbers, signs and marks.
    [[nodiscard]] QString selectedText() const;
    /// The changed lines that the selection touches, by file.
    [[nodiscard]] std::vector<FileSelection> selectedLines() const;
    /// The selected lines of the file where the selection begins, as one range of one side, for comments.
    struct LineSpan {
        QByteArray path;
        ReviewSide side = ReviewSide::New;
        LineRange lines;
    };
    [[nodiscard]] std::optional<LineSpan> selectedSpan() const;
    void clearSelection();
    void selectAll();
    void copy() const;

    /// Looks through every line of every file, off the GUI thread; found() tells how many so far. An empty text ends
    /// it.
    void find(const QString &text, FindOptions options = {});
    void findNext();
    void findPrevious();

    /// Makes room between the lines for what others put there; see ReviewGeometry.
    void setRooms(std::vector<LineRoom> rooms);
    void setRoomHeights(const std::vector<std::pair<int, int>> &heights);
    /// The line that a room is below now, after all changes; nothing when there is no such room.
    [[nodiscard]] std::optional<int> lineOfRoom(int id) const;
    struct ShownRoom {
        int id = 0;
        QRect rect; ///< In the viewport, which it may leave above and below.
    };
    [[nodiscard]] std::vector<ShownRoom> shownRooms() const;
    /// How far down the header that stays at the upper edge covers what is at `y`.
    [[nodiscard]] int coveredHeight(int y) const;

    /// Changed lines that are on the screen, by file.
    [[nodiscard]] std::vector<FileSelection> visibleChanges() const;

    [[nodiscard]] ReviewSpot spotAt(QPoint viewportPoint) const;
    /// Where a line is on the screen, in viewport coordinates; null when it is not.
    [[nodiscard]] QRect rectOf(const ReviewLine &line) const;

Q_SIGNALS:
    void currentHunkChanged();
    void currentFileChanged(int file);
    void selectionChanged();
    /// Other lines are on the screen now; at most once a frame.
    void viewMoved();
    /// Double click or Return on a line.
    void lineActivated(const pilothouse::ReviewLine &line);
    /// A click on the line's number, its comment mark or its origin.
    void gutterClicked(const pilothouse::ReviewSpot &spot);
    /// The pointer rests on the gutter; Part::Nothing when it left.
    void gutterHovered(const pilothouse::ReviewSpot &spot);
    void viewedToggled(int file);
    void menuRequested(const pilothouse::ReviewSpot &spot, QPoint globalPoint);
    /// How many places were found, which of them is current (from 1; 0 for none) and whether all was looked through.
    void found(int current, int count, bool complete);
    void zoomChanged(int percent);
    /// Rooms are elsewhere now; before it is painted.
    void roomsMoved();
    void pictureMannerChanged(pilothouse::PictureManner manner);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void goToHunk(HunkPlace hunk);
    [[nodiscard]] int firstNewLine(HunkPlace hunk) const;
    void followHunk(int file);
    void adjustBars();
    void fitPictures();
    void afterMove();
    void showMatch();
    void updateHover(QPoint point);
    bool clickOn(const ReviewSpot &spot, QPoint point);
    [[nodiscard]] std::optional<TextPoint> pointAt(QPoint point) const;
    [[nodiscard]] std::optional<ReviewSide> sideAt(const VisibleRow &row, int x) const;
    [[nodiscard]] HunkPlace hunkOfRow(const VisibleRow &row) const;
    [[nodiscard]] ReviewSpot lineSpot(const VisibleRow &row, QPoint point) const;
    void autoScroll();
    bool handleKey(QKeyEvent *event);
    void layOutMinimap();
    void tellRooms();
    bool pressPicture(const VisibleRow &row, QPoint point);
    void slidePicture(QPoint point);
    [[nodiscard]] bool isOnPicture() const;
    bool stepPicture(int key);

    const Theme &m_theme;
    ReviewDocument &m_document;
    std::unique_ptr<ReviewLayout> m_layout;
    std::unique_ptr<ReviewSelection> m_selection;
    std::unique_ptr<ReviewFinder> m_finder;
    std::unique_ptr<ReviewPictures> m_pictures;
    std::unique_ptr<ReviewPainter> m_painter;
    ReviewMinimap *m_minimap;
    FrameTimer m_moved;
    QTimer m_hoverRest;
    QTimer m_autoScroll;
    ReviewSpot m_hovered;
    QByteArray m_currentPath; ///< Of the current hunk, while the document changes.
    int m_hunkLine = -1; ///< Where it begins, while its file changes.
    int m_currentFile = -1;
    qint64 m_unit = 1; ///< Pixels to a step of the scroll bar: more than one when an int would not do.
    bool m_adjusting = false;
    bool m_selecting = false;
    bool m_hasRooms = false;
    bool m_roomsDue = false;
    QRect m_sliding; ///< What a picture's mix is dragged along.
    QPoint m_pressed;
};

} // namespace pilothouse
