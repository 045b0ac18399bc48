#include "ui/review/review_geometry.h"

#include <algorithm>
#include <bit>
#include <map>
#include <set>

namespace pilothouse {

namespace {
constexpr int BlockHeight = 72; ///< Of a few words.
constexpr int PictureHeight = 240; ///< Until the picture is there.
} // namespace

void HeightIndex::reset(const std::vector<qint64> &heights)
{
    m_heights = heights;
    m_tree.assign(heights.size() + 1, 0);
    m_total = 0;
    for (size_t i = 1; i < m_tree.size(); ++i) {
        m_tree[i] += heights[i - 1];
        m_total += heights[i - 1];
        if (const size_t parent = i + (i & (~i + 1)); parent < m_tree.size())
            m_tree[parent] += m_tree[i];
    }
}

void HeightIndex::set(int index, qint64 height)
{
    const qint64 change = height - m_heights[static_cast<size_t>(index)];
    if (change == 0)
        return;
    m_heights[static_cast<size_t>(index)] = height;
    m_total += change;
    for (size_t i = static_cast<size_t>(index) + 1; i < m_tree.size(); i += i & (~i + 1))
        m_tree[i] += change;
}

qint64 HeightIndex::before(int index) const
{
    qint64 sum = 0;
    for (auto i = static_cast<size_t>(index); i > 0; i -= i & (~i + 1))
        sum += m_tree[i];
    return sum;
}

int HeightIndex::indexAt(qint64 y) const
{
    size_t index = 0;
    for (size_t step = std::bit_floor(m_heights.size()); step > 0; step /= 2) {
        if (index + step < m_tree.size() && m_tree[index + step] <= y) {
            index += step;
            y -= m_tree[index];
        }
    }
    return static_cast<int>(qMin(index + 1, m_heights.size())) - 1;
}

int ReviewGeometry::Extras::before(int row) const
{
    if (rows.empty())
        return 0;
    for (size_t i = sums.size(); i < rows.size(); ++i)
        sums.push_back(i == 0 ? 0 : sums[i - 1] + values[i - 1]);
    const auto index = static_cast<size_t>(std::ranges::lower_bound(rows, row) - rows.begin());
    return index < rows.size() ? sums[index] : sums.back() + values.back();
}

int ReviewGeometry::Extras::at(int row) const
{
    const auto found = std::ranges::lower_bound(rows, row);
    return found != rows.end() && *found == row ? values[static_cast<size_t>(found - rows.begin())] : 0;
}

void ReviewGeometry::reset(const RowHeights &heights)
{
    m_heights = heights;
    m_wraps.clear();
    m_blocks.clear();
    m_roomHeights.clear();
    for (const LineRoom &room : m_rooms) {
        if (const int file = m_document.fileOf(room.path); file >= 0 && !m_roomHeights.contains(file))
            placeRooms(file);
    }
    std::vector<qint64> files(static_cast<size_t>(m_document.fileCount()));
    for (int file = 0; file < m_document.fileCount(); ++file)
        files[static_cast<size_t>(file)] = fileHeight(file);
    m_files.reset(files);
}

void ReviewGeometry::updateFile(int file)
{
    m_wraps.erase(file);
    const QByteArray &path = m_document.change(file).path();
    for (LineRoom &room : m_rooms) {
        if (room.line >= 0 && room.path == path)
            room.line = m_document.mapLine(file, room.side, room.line);
    }
    if (!m_rooms.empty())
        placeRooms(file);
    m_files.set(file, fileHeight(file));
}

/// The row that a room is below; none when the line is not shown.
int ReviewGeometry::rowOfRoom(int file, const LineRoom &room) const
{
    constexpr int None = RowPlace::Header - 1;
    if (m_document.isCollapsed(file))
        return None;
    if (room.line < 0)
        return RowPlace::Header;
    if (hasBlock(file) || !m_document.lines(file))
        return None;
    const FileRows &rows = m_document.rows(file);
    const int row = rows.rowOf(room.side, room.line);
    return row < 0 || rows.at(row).kind == FileRow::Kind::Gap ? None : row;
}

void ReviewGeometry::placeRooms(int file)
{
    const QByteArray &path = m_document.change(file).path();
    std::map<int, int> heights;
    for (const LineRoom &room : m_rooms) {
        if (room.path != path)
            continue;
        if (const int row = rowOfRoom(file, room); row >= RowPlace::Header)
            heights[row] += room.height;
    }
    if (heights.empty()) {
        m_roomHeights.erase(file);
        return;
    }
    Extras extras;
    for (const auto &[row, height] : heights) {
        extras.rows.push_back(row);
        extras.values.push_back(height);
    }
    m_roomHeights.insert_or_assign(file, std::move(extras));
}

void ReviewGeometry::setRooms(std::vector<LineRoom> rooms)
{
    std::set<int> files;
    const auto note = [&] {
        for (const LineRoom &room : m_rooms) {
            if (const int file = m_document.fileOf(room.path); file >= 0)
                files.insert(file);
        }
    };
    note();
    m_rooms = std::move(rooms);
    note();
    for (const int file : files) {
        placeRooms(file);
        m_files.set(file, fileHeight(file));
    }
}

void ReviewGeometry::setRoomHeight(int id, int height)
{
    const auto known = std::ranges::find(m_rooms, id, &LineRoom::id);
    if (known == m_rooms.end())
        return;
    known->height = height;
    if (const int file = m_document.fileOf(known->path); file >= 0) {
        placeRooms(file);
        m_files.set(file, fileHeight(file));
    }
}

const LineRoom *ReviewGeometry::room(int id) const
{
    const auto known = std::ranges::find(m_rooms, id, &LineRoom::id);
    return known == m_rooms.end() ? nullptr : &*known;
}

std::vector<LineRoom> ReviewGeometry::roomsBelow(RowPlace place) const
{
    std::vector<LineRoom> below;
    if (roomHeight(place) == 0)
        return below;
    for (const LineRoom &room : m_rooms) {
        if (room.path == m_document.change(place.file).path() && rowOfRoom(place.file, room) == place.row)
            below.push_back(room);
    }
    return below;
}

int ReviewGeometry::roomHeight(RowPlace place) const
{
    const auto rooms = m_roomHeights.find(place.file);
    return rooms == m_roomHeights.end() ? 0 : rooms->second.at(place.row);
}

void ReviewGeometry::setBlockHeight(int file, int height)
{
    m_blocks[file] = height;
    m_files.set(file, fileHeight(file));
}

bool ReviewGeometry::setVisualLines(RowPlace place, int lines)
{
    const auto known = m_wraps.find(place.file);
    if (lines == 1 && known == m_wraps.end())
        return false;
    Extras &wraps = known == m_wraps.end() ? m_wraps[place.file] : known->second;
    const auto found = std::ranges::lower_bound(wraps.rows, place.row);
    const auto index = found - wraps.rows.begin();
    const bool there = found != wraps.rows.end() && *found == place.row;
    const int extra = lines - 1;
    if ((there ? wraps.values[static_cast<size_t>(index)] : 0) == extra)
        return false;
    if (there) {
        wraps.values[static_cast<size_t>(index)] = extra;
    } else {
        wraps.rows.insert(found, place.row);
        wraps.values.insert(wraps.values.begin() + index, extra);
    }
    wraps.sums.resize(qMin(wraps.sums.size(), static_cast<size_t>(index)));
    m_files.set(place.file, fileHeight(place.file));
    return true;
}

bool ReviewGeometry::hasBlock(int file) const
{
    const FileBlock block = m_document.block(file);
    return block != FileBlock::None && block != FileBlock::Loading;
}

int ReviewGeometry::rowCount(int file) const
{
    if (m_document.isCollapsed(file))
        return 0;
    return hasBlock(file) ? 1 : m_document.bodyRows(file);
}

qint64 ReviewGeometry::bodyTop(int file, int row) const
{
    qint64 top = m_heights.header;
    if (const auto rooms = m_roomHeights.find(file); rooms != m_roomHeights.end())
        top += rooms->second.before(row);
    if (row <= 0)
        return top;
    if (hasBlock(file)) {
        const auto block = m_blocks.find(file);
        if (block != m_blocks.end())
            return top + block->second;
        return top + (m_document.block(file) == FileBlock::Image ? PictureHeight : BlockHeight);
    }
    qint64 lines = row;
    if (m_document.lines(file)) {
        const int gaps = m_document.rows(file).gapsBefore(row);
        top += qint64(gaps) * (m_heights.gap - m_heights.line);
    }
    if (const auto wraps = m_wraps.find(file); wraps != m_wraps.end())
        lines += wraps->second.before(row);
    return top + lines * m_heights.line;
}

qint64 ReviewGeometry::fileHeight(int file) const
{
    return bodyTop(file, rowCount(file)) + m_heights.fileGap;
}

qint64 ReviewGeometry::topOf(RowPlace place) const
{
    const qint64 top = m_files.before(place.file);
    return place.row == RowPlace::Header ? top : top + bodyTop(place.file, place.row);
}

int ReviewGeometry::heightOf(RowPlace place) const
{
    const int rows = rowCount(place.file);
    const int below = place.row + 1 == rows ? m_heights.fileGap : 0;
    if (place.row == RowPlace::Header)
        return m_heights.header + roomHeight(place) + below;
    return static_cast<int>(bodyTop(place.file, place.row + 1) - bodyTop(place.file, place.row)) + below;
}

RowPlace ReviewGeometry::placeAt(qint64 y) const
{
    RowPlace place{qMax(0, m_files.indexAt(y)), RowPlace::Header};
    const qint64 within = y - m_files.before(place.file);
    int low = RowPlace::Header;
    int high = rowCount(place.file) - 1;
    while (low < high) {
        const int middle = low + (high - low + 1) / 2;
        if (bodyTop(place.file, middle) <= within)
            low = middle;
        else
            high = middle - 1;
    }
    place.row = low;
    return place;
}

std::optional<RowPlace> ReviewGeometry::next(RowPlace place) const
{
    if (place.row + 1 < rowCount(place.file))
        return RowPlace{place.file, place.row + 1};
    if (place.file + 1 < m_document.fileCount())
        return RowPlace{place.file + 1, RowPlace::Header};
    return {};
}

std::optional<RowPlace> ReviewGeometry::previous(RowPlace place) const
{
    if (place.row > RowPlace::Header)
        return RowPlace{place.file, place.row - 1};
    if (place.file > 0)
        return RowPlace{place.file - 1, rowCount(place.file - 1) - 1};
    return {};
}

} // namespace pilothouse
