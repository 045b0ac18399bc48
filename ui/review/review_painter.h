#pragma once

#include "ui/review/review_finder.h"
#include "ui/review/review_layout.h"
#include "ui/review/review_pictures.h"
#include "ui/review/review_selection.h"

#include <QCoreApplication>
#include <QRect>

class QPainter;

namespace pilothouse {

/// The parts of a file's header that can be clicked.
struct HeaderParts {
    QRect toggle;
    QRect viewed;
    QRect menu;
};

/// The parts of a row of hidden lines that can be clicked; null where they make no sense.
struct GapParts {
    QRect down; ///< Shows more below the lines above the gap.
    QRect up;
    QRect all;
};

/// The parts of a block with two pictures that can be clicked; null where there are not two.
struct PictureParts {
    std::array<QRect, PictureManners.size()> manners;
    QRect slider; ///< Of ReviewPainter::pictureMix.
};

/// Paints the rows that are on the screen. Holds what is drawn besides the document.
class ReviewPainter final {
    Q_DECLARE_TR_FUNCTIONS(pilothouse::ReviewPainter)

public:
    ReviewPainter(const Theme &theme, const ReviewDocument &document, ReviewLayout &layout,
        const ReviewSelection &selection, const ReviewFinder &finder, ReviewPictures &pictures);

    std::shared_ptr<const ReviewDecorations> decorations;
    HunkPlace currentHunk;
    QPoint pointer{-1, -1}; ///< In the viewport; for what lights up below it.
    int scrolledRight = 0;
    bool focused = false;
    PictureManner pictureManner = PictureManner::SideBySide;
    qreal pictureMix = 0.5; ///< How much of the new picture is seen, 0 … 1.

    void paint(QPainter &painter, const QRect &area);
    /// Has the glyphs of code drawn once, so that the first screen need not wait for them.
    void warmUp(qreal pixelRatio) const;

    [[nodiscard]] HeaderParts headerParts(const QRect &header) const;
    [[nodiscard]] GapParts gapParts(const VisibleRow &row) const;
    [[nodiscard]] PictureParts pictureParts(const VisibleRow &row) const;
    [[nodiscard]] static QString pictureMannerName(PictureManner manner);
    /// How high a block with this file's pictures is; none until they are there.
    [[nodiscard]] std::optional<int> pictureHeight(int file) const;
    /// The header that stays at the upper edge while its file is scrolled; null when the file's own is there.
    [[nodiscard]] QRect stickyHeader(int *file) const;
    [[nodiscard]] const FileDecorations &decorationsOf(int file) const;
    [[nodiscard]] const LineDecoration *decorationOf(int file, ReviewSide side, int line) const;
    [[nodiscard]] const GutterComment *commentOn(int file, ReviewSide side, int line) const;

private:
    void paintHeader(QPainter &painter, const QRect &rect, int file, bool sticky);
    void paintPath(QPainter &painter, const QRect &rect, const FileChange &change);
    void paintGap(QPainter &painter, const VisibleRow &row);
    void paintBlock(QPainter &painter, const VisibleRow &row);
    void paintPictures(QPainter &painter, const VisibleRow &row, const QRect &rect);
    void paintPictureSwitch(QPainter &painter, const PictureParts &parts);
    void paintPicture(QPainter &painter, const QRect &rect, const PicturePair::Side &side, const QString &title);
    void paintTogether(QPainter &painter, const QRect &rect, const PicturePair &pair);
    void paintChequers(QPainter &painter, const QRect &whole);
    void paintFrame(QPainter &painter, const QRect &whole);
    void paintLine(QPainter &painter, const VisibleRow &row, ReviewSide side);
    void paintGutter(QPainter &painter, const VisibleRow &row, ReviewSide side, std::optional<int> line);
    void paintMarks(QPainter &painter, const LineLayout &layout, QPointF at, const VisibleRow &row, ReviewSide side,
        int line, bool changed);
    void paintMark(QPainter &painter, const QRect &rect, int file, ReviewSide side, int line);
    void paintLoading(QPainter &painter, const VisibleRow &row);
    [[nodiscard]] QString hunkHeading(const VisibleRow &row) const;

    const Theme &m_theme;
    const ReviewDocument &m_document;
    ReviewLayout &m_layout;
    const ReviewSelection &m_selection;
    const ReviewFinder &m_finder;
    ReviewPictures &m_pictures;
};

} // namespace pilothouse
