// What stands between the lines: rooms for comments, and pictures.
#include "ui/review/review_painter.h"
#include "ui/review/review_view.h"

#include <algorithm>

namespace pilothouse {

namespace {
constexpr int MixSteps = 10;
}

void ReviewView::setRooms(std::vector<LineRoom> rooms)
{
    m_hasRooms = m_hasRooms || !rooms.empty();
    m_layout->setRooms(std::move(rooms));
}

void ReviewView::setRoomHeights(const std::vector<std::pair<int, int>> &heights)
{
    m_layout->setRoomHeights(heights);
}

std::optional<int> ReviewView::lineOfRoom(int id) const
{
    const LineRoom *room = m_layout->geometry().room(id);
    return room ? std::optional(room->line) : std::nullopt;
}

std::vector<ReviewView::ShownRoom> ReviewView::shownRooms() const
{
    std::vector<ShownRoom> shown;
    for (const VisibleRow &row : m_layout->visible()) {
        int y = row.y + row.body;
        for (const LineRoom &room : m_layout->geometry().roomsBelow(row.place)) {
            const LineColumns &columns = m_layout->columns(room.side);
            const int left = room.line < 0 ? grid::Three : columns.text;
            const int right = room.line < 0 ? viewport()->width() : columns.right;
            shown.push_back({room.id, QRect(left, y, right - left - grid::Two, room.height)});
            y += room.height;
        }
    }
    return shown;
}

int ReviewView::coveredHeight(int y) const
{
    int file = -1;
    const QRect sticky = m_painter->stickyHeader(&file);
    const VisibleRow *row = sticky.isNull() ? nullptr : m_layout->rowAt(qMax(0, y));
    return row && row->place.file == file ? sticky.bottom() + 1 : 0;
}

void ReviewView::tellRooms()
{
    m_roomsDue = false;
    Q_EMIT roomsMoved();
}

std::vector<FileSelection> ReviewView::visibleChanges() const
{
    std::vector<FileSelection> parts;
    int file = -1;
    const auto add = [](std::vector<LineRange> &ranges, int line) {
        if (line < 0)
            return;
        if (!ranges.empty() && ranges.back().end() == line)
            ++ranges.back().count;
        else
            ranges.push_back({line, 1});
    };
    for (const VisibleRow &row : m_layout->visible()) {
        const bool block = row.place.row != RowPlace::Header && m_layout->geometry().hasBlock(row.place.file);
        if (!block && (!row.hasLines || row.row.edit < 0))
            continue;
        if (row.place.file != std::exchange(file, row.place.file)) {
            const FileChange &change = m_document.change(file);
            parts.push_back(block ? m_document.hunkSelection({file, 0})
                                  : FileSelection{change.oldPath, change.newPath, false, false, {}, {}});
        }
        if (block)
            continue;
        add(parts.back().removed, row.row.oldLine);
        add(parts.back().added, row.row.newLine);
    }
    return parts;
}

void ReviewView::setPictureManner(PictureManner manner)
{
    if (manner == m_painter->pictureManner)
        return;
    m_painter->pictureManner = manner;
    fitPictures();
    Q_EMIT pictureMannerChanged(manner);
}

PictureManner ReviewView::pictureManner() const
{
    return m_painter->pictureManner;
}

QString ReviewView::pictureMannerText() const
{
    return ReviewPainter::pictureMannerName(pictureManner());
}

void ReviewView::setPictureMix(qreal mix)
{
    m_painter->pictureMix = qBound(0.0, mix, 1.0);
    viewport()->update();
}

/// Gives pictures on the screen the room they need.
void ReviewView::fitPictures()
{
    std::vector<int> files;
    for (const VisibleRow &row : m_layout->visible()) {
        if (row.place.row != RowPlace::Header && m_document.block(row.place.file) == FileBlock::Image)
            files.push_back(row.place.file);
    }
    for (const int file : files) {
        if (const auto height = m_painter->pictureHeight(file))
            m_layout->setBlockHeight(file, *height);
    }
    viewport()->update();
}

bool ReviewView::pressPicture(const VisibleRow &row, QPoint point)
{
    const PictureParts parts = m_painter->pictureParts(row);
    for (size_t i = 0; i < parts.manners.size(); ++i) {
        if (parts.manners[i].contains(point)) {
            setPictureManner(PictureManners[i]);
            return true;
        }
    }
    if (!parts.slider.contains(point))
        return false;
    m_sliding = parts.slider;
    slidePicture(point);
    return true;
}

void ReviewView::slidePicture(QPoint point)
{
    setPictureMix(static_cast<qreal>(point.x() - m_sliding.left()) / qMax(1, m_sliding.width()));
}

bool ReviewView::isOnPicture() const
{
    const HunkPlace hunk = currentHunk();
    return hunk.isValid() && hunk.file < m_document.fileCount() && m_document.block(hunk.file) == FileBlock::Image;
}

bool ReviewView::stepPicture(int key)
{
    if (!isOnPicture() || (pictureManner() != PictureManner::Overlaid && pictureManner() != PictureManner::Swipe))
        return false;
    const int step = qRound(m_painter->pictureMix * MixSteps) + (key == Qt::Key_Left ? -1 : 1);
    setPictureMix(static_cast<qreal>(step) / MixSteps);
    return true;
}

void ReviewView::nextPictureManner()
{
    const auto now = std::ranges::find(PictureManners, pictureManner());
    setPictureManner(std::next(now) == PictureManners.end() ? PictureManners.front() : *std::next(now));
}

} // namespace pilothouse
