#pragma once

#include "ui/review/review_document.h"

#include <unordered_map>
#include <vector>

namespace pilothouse {

/// Sums over a list of heights that change one at a time: a Fenwick tree.
class HeightIndex final {
public:
    void reset(const std::vector<qint64> &heights);
    void set(int index, qint64 height);
    [[nodiscard]] qint64 at(int index) const { return m_heights[static_cast<size_t>(index)]; }
    /// Of entries 0 … index - 1.
    [[nodiscard]] qint64 before(int index) const;
    [[nodiscard]] qint64 total() const { return m_total; }
    /// The last entry that begins at or above `y`; -1 when there is none at all.
    [[nodiscard]] int indexAt(qint64 y) const;

private:
    std::vector<qint64> m_heights;
    std::vector<qint64> m_tree;
    qint64 m_total = 0;
};

/// A row of the document: the file's header, its block, or a row of its body.
struct RowPlace {
    static constexpr int Header = -1;
    int file = 0;
    int row = Header;

    friend auto operator<=>(const RowPlace &, const RowPlace &) = default;
};

/// Heights in device-independent pixels.
struct RowHeights {
    int line = 18;
    int gap = 28;
    int header = 40;
    int fileGap = 12; ///< Below each file.
    friend bool operator==(const RowHeights &, const RowHeights &) = default;
};

/// Room below a line where something else stands, such as a comment; below the file's header when the line is -1.
struct LineRoom {
    int id = 0;
    QByteArray path; ///< FileChange::path().
    ReviewSide side = ReviewSide::New;
    int line = -1;
    int height = 0;

    friend bool operator==(const LineRoom &, const LineRoom &) = default;
};

/// Where rows are in the whole. A row is taken to be one line high until it was laid out; those that turned out to wrap
/// are remembered. Everything costs logarithms of the number of files and edits.
class ReviewGeometry final {
public:
    explicit ReviewGeometry(const ReviewDocument &document) : m_document(document) { }

    [[nodiscard]] const RowHeights &heights() const { return m_heights; }
    /// Computes everything anew.
    void reset(const RowHeights &heights);
    /// After the rows of one file changed; forgets which of them wrap.
    void updateFile(int file);
    /// The height of the block of a file that has one, such as a picture. Forgotten by reset().
    void setBlockHeight(int file, int height);
    /// Sets how many lines a row has; true when that is news.
    bool setVisualLines(RowPlace place, int lines);
    /// The room there is to be, instead of what was. Lines that are not shown have none. Kept over changes of rows, by
    /// which the lines are renumbered, and over reset().
    void setRooms(std::vector<LineRoom> rooms);
    void setRoomHeight(int id, int height);
    [[nodiscard]] const LineRoom *room(int id) const;
    /// Rooms below a row, from top to bottom.
    [[nodiscard]] std::vector<LineRoom> roomsBelow(RowPlace place) const;
    [[nodiscard]] int roomHeight(RowPlace place) const;

    [[nodiscard]] qint64 total() const { return m_files.total(); }
    [[nodiscard]] qint64 topOf(RowPlace place) const;
    [[nodiscard]] int heightOf(RowPlace place) const;
    /// The row at `y`, counted from the top; the last one beyond the end. The document must have files.
    [[nodiscard]] RowPlace placeAt(qint64 y) const;
    /// Rows of the file besides its header: those of its body, or one for a block.
    [[nodiscard]] int rowCount(int file) const;
    [[nodiscard]] bool hasBlock(int file) const;
    [[nodiscard]] std::optional<RowPlace> next(RowPlace place) const;
    [[nodiscard]] std::optional<RowPlace> previous(RowPlace place) const;

private:
    /// What some rows have beyond the usual.
    struct Extras {
        std::vector<int> rows; ///< Ascending.
        std::vector<int> values;
        mutable std::vector<int> sums; ///< Of rows before; as far as it is valid.
        [[nodiscard]] int before(int row) const;
        [[nodiscard]] int at(int row) const;
    };
    [[nodiscard]] int rowOfRoom(int file, const LineRoom &room) const;
    void placeRooms(int file);
    [[nodiscard]] qint64 bodyTop(int file, int row) const;
    [[nodiscard]] qint64 fileHeight(int file) const;

    const ReviewDocument &m_document;
    RowHeights m_heights;
    HeightIndex m_files;
    std::unordered_map<int, Extras> m_wraps; ///< Lines of a row beyond the first, by file.
    std::unordered_map<int, Extras> m_roomHeights; ///< By file.
    std::vector<LineRoom> m_rooms;
    std::unordered_map<int, int> m_blocks;
};

} // namespace pilothouse
