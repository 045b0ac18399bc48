#include "ui/review/review_geometry.h"

#include <algorithm>
#include <bit>

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

int ReviewGeometry::Wraps::before(int row) const
{
    if (rows.empty())
        return 0;
    for (size_t i = sums.size(); i < rows.size(); ++i)
        sums.push_back(i == 0 ? 0 : sums[i - 1] + lines[i - 1]);
    const auto index = static_cast<size_t>(std::ranges::lower_bound(rows, row) - rows.begin());
    return index < rows.size() ? sums[index] : sums.back() + lines.back();
}

int ReviewGeometry::Wraps::at(int row) const
{
    const auto found = std::ranges::lower_bound(rows, row);
    return found != rows.end() && *found == row ? lines[static_cast<size_t>(found - rows.begin())] : 0;
}

void ReviewGeometry::reset(const RowHeights &heights)
{
    m_heights = heights;
    m_wraps.clear();
    m_blocks.clear();
    std::vector<qint64> files(static_cast<size_t>(m_document.fileCount()));
    for (int file = 0; file < m_document.fileCount(); ++file)
        files[static_cast<size_t>(file)] = fileHeight(file);
    m_files.reset(files);
}

void ReviewGeometry::updateFile(int file)
{
    m_wraps.erase(file);
    m_files.set(file, fileHeight(file));
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
    Wraps &wraps = known == m_wraps.end() ? m_wraps[place.file] : known->second;
    const auto found = std::ranges::lower_bound(wraps.rows, place.row);
    const auto index = found - wraps.rows.begin();
    const bool there = found != wraps.rows.end() && *found == place.row;
    const int extra = lines - 1;
    if ((there ? wraps.lines[static_cast<size_t>(index)] : 0) == extra)
        return false;
    if (there) {
        wraps.lines[static_cast<size_t>(index)] = extra;
    } else {
        wraps.rows.insert(found, place.row);
        wraps.lines.insert(wraps.lines.begin() + index, extra);
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
        return m_heights.header + below;
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
