#include "runner/workspace/line_pieces.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

namespace pilothouse {

namespace {

constexpr int MarginLines = 200; ///< Of what is equal at the ends, so that an edit is placed as if all were compared.
constexpr int MostDepth = 12;
constexpr qint64 MostSearched = 2'400'000; ///< Lines of both texts whose places are looked for: some 100 MB.
constexpr int LinesAtATime = 1 << 15; ///< Between two looks at whether to go on.
constexpr size_t Buckets = 256;

struct HashedLine {
    size_t hash = 0;
    int line = 0;
    friend auto operator<=>(const HashedLine &, const HashedLine &) = default;
};

/// A line that both texts have once.
struct Anchor {
    int oldLine = 0;
    int newLine = 0;
};

class Cutter final {
public:
    Cutter(const TextLines &before, const TextLines &after, qint64 most, const std::stop_token &stop)
        : m_before(before),
          m_after(after),
          m_most(most),
          m_stop(stop)
    { }

    void cut(LinePiece piece, int depth)
    {
        piece = withoutEqualEnds(piece);
        if (piece.lines() == 0 || stopped())
            return;
        if (piece.lines() <= m_most)
            return take(piece);
        piece.kind = LinePiece::Kind::TooLong;
        if (depth >= MostDepth || piece.lines() > MostSearched)
            return take(piece);
        bool shareLines = false;
        const std::vector<Anchor> anchors = anchorsIn(piece, shareLines);
        if (!shareLines)
            piece.kind = LinePiece::Kind::AllDiffers;
        if (anchors.empty())
            return take(piece);
        const int oldEnd = piece.oldStart + piece.oldCount;
        const int newEnd = piece.newStart + piece.newCount;
        LinePiece next{piece.oldStart, 0, piece.newStart, 0};
        for (size_t at = 0; !stopped();) {
            const size_t chosen = lastToReach(anchors, at, next, oldEnd, newEnd);
            const Anchor end = chosen < anchors.size() ? anchors[chosen] : Anchor{oldEnd, newEnd};
            next.oldCount = end.oldLine - next.oldStart;
            next.newCount = end.newLine - next.newStart;
            cut(next, depth + 1);
            if (chosen >= anchors.size())
                return;
            next = {end.oldLine + 1, 0, end.newLine + 1, 0};
            at = chosen + 1;
        }
    }

    [[nodiscard]] std::vector<LinePiece> pieces() { return std::move(m_pieces); }

private:
    [[nodiscard]] bool stopped() const { return m_stop.stop_requested(); }

    void take(const LinePiece &piece) { m_pieces.push_back(piece); }

    [[nodiscard]] bool areEqual(int oldLine, int newLine) const
    {
        return m_before.lines(oldLine, 1) == m_after.lines(newLine, 1);
    }

    /// Cuts off what is equal at both ends, but for a margin that is free to be compared again.
    [[nodiscard]] LinePiece withoutEqualEnds(LinePiece piece) const
    {
        const int shorter = std::min(piece.oldCount, piece.newCount);
        int head = 0;
        while (head < shorter && areEqual(piece.oldStart + head, piece.newStart + head)
            && (head % LinesAtATime != 0 || !stopped()))
            ++head;
        const int oldLast = piece.oldStart + piece.oldCount - 1;
        const int newLast = piece.newStart + piece.newCount - 1;
        int tail = 0;
        while (tail < shorter - head && areEqual(oldLast - tail, newLast - tail)
            && (tail % LinesAtATime != 0 || !stopped()))
            ++tail;
        if (head == piece.oldCount && head == piece.newCount)
            return {piece.oldStart, 0, piece.newStart, 0};
        const LinePiece bare{
            piece.oldStart + head, piece.oldCount - head - tail, piece.newStart + head, piece.newCount - head - tail};
        const int before = std::min(head, MarginLines);
        const int after = std::min(tail, MarginLines);
        const LinePiece wide{bare.oldStart - before, bare.oldCount + before + after, bare.newStart - before,
            bare.newCount + before + after};
        return wide.lines() <= m_most ? wide : bare;
    }

    /// By hash, and by line where these are equal.
    [[nodiscard]] std::vector<HashedLine> hashed(const TextLines &text, int first, int count) const
    {
        std::vector<HashedLine> lines(static_cast<size_t>(count));
        std::array<size_t, Buckets + 1> begins{};
        const auto bucketOf = [](size_t hash) { return hash >> (8 * sizeof(size_t) - 8); };
        for (int i = 0; i < count; ++i) {
            if (i % LinesAtATime == 0 && stopped())
                return {};
            const QByteArrayView bytes = text.lines(first + i, 1);
            const size_t hash = std::hash<std::string_view>()({bytes.data(), static_cast<size_t>(bytes.size())});
            lines[static_cast<size_t>(i)] = {hash, first + i};
            ++begins[bucketOf(hash) + 1];
        }
        for (size_t bucket = 1; bucket <= Buckets; ++bucket)
            begins[bucket] += begins[bucket - 1];
        std::vector<HashedLine> sorted(lines.size());
        std::array<size_t, Buckets + 1> next = begins;
        for (const HashedLine &line : lines)
            sorted[next[bucketOf(line.hash)]++] = line;
        for (size_t bucket = 0; bucket < Buckets && !stopped(); ++bucket) // one at a time, to be stopped between
            std::sort(sorted.begin() + static_cast<qsizetype>(begins[bucket]),
                sorted.begin() + static_cast<qsizetype>(begins[bucket + 1]));
        return sorted;
    }

    /// The longest list of lines that both parts have once and in the same order.
    [[nodiscard]] std::vector<Anchor> anchorsIn(const LinePiece &piece, bool &shareLines) const
    {
        std::vector<Anchor> common = commonIn(piece, shareLines);
        std::ranges::sort(common, {}, &Anchor::oldLine);
        constexpr size_t None = ~size_t(0);
        std::vector<size_t> ends; // of lists of each length: the one that ends first
        std::vector<size_t> former(common.size(), None);
        for (size_t i = 0; i < common.size(); ++i) {
            if (i % LinesAtATime == 0 && stopped())
                return {};
            const auto place = std::ranges::lower_bound(
                ends, common[i].newLine, {}, [&common](size_t end) { return common[end].newLine; });
            if (place != ends.begin())
                former[i] = *std::prev(place);
            if (place == ends.end())
                ends.push_back(i);
            else
                *place = i;
        }
        std::vector<Anchor> anchors;
        for (size_t i = ends.empty() ? None : ends.back(); i != None; i = former[i])
            anchors.push_back(common[i]);
        std::ranges::reverse(anchors);
        return anchors;
    }

    [[nodiscard]] std::vector<Anchor> commonIn(const LinePiece &piece, bool &shareLines) const
    {
        const std::vector<HashedLine> old = hashed(m_before, piece.oldStart, piece.oldCount);
        const std::vector<HashedLine> present = hashed(m_after, piece.newStart, piece.newCount);
        std::vector<Anchor> common;
        const auto endOf = [](const std::vector<HashedLine> &lines, size_t at) {
            size_t end = at + 1;
            while (end < lines.size() && lines[end].hash == lines[at].hash)
                ++end;
            return end;
        };
        for (size_t i = 0, j = 0; i < old.size() && j < present.size();) {
            if (old[i].hash < present[j].hash) {
                ++i;
            } else if (old[i].hash > present[j].hash) {
                ++j;
            } else {
                shareLines = true;
                const size_t oldEnd = endOf(old, i);
                const size_t newEnd = endOf(present, j);
                if (oldEnd - i == 1 && newEnd - j == 1 && areEqual(old[i].line, present[j].line))
                    common.push_back({old[i].line, present[j].line});
                i = oldEnd;
                j = newEnd;
            }
        }
        return common;
    }

    /// The anchor where the next piece ends: far enough to make few pieces, and within the longest run of equal lines
    /// there, which no comparison would take apart. The number of anchors for the end of all.
    [[nodiscard]] size_t lastToReach(
        const std::vector<Anchor> &anchors, size_t at, const LinePiece &next, int oldEnd, int newEnd) const
    {
        const auto linesTo = [&next](int oldLine, int newLine) {
            return qint64(oldLine - next.oldStart) + newLine - next.newStart;
        };
        if (linesTo(oldEnd, newEnd) <= m_most)
            return anchors.size();
        size_t best = at; // when even this one is too far, the piece before it is cut by what is unique within it
        int longest = -1;
        int run = 0;
        for (size_t i = at; i < anchors.size() && linesTo(anchors[i].oldLine, anchors[i].newLine) <= m_most; ++i) {
            const bool follows = i > at && anchors[i].oldLine == anchors[i - 1].oldLine + 1
                && anchors[i].newLine == anchors[i - 1].newLine + 1;
            run = follows ? std::min(run + 1, MarginLines) : 0;
            const bool isFar = 2 * linesTo(anchors[i].oldLine, anchors[i].newLine) > m_most;
            if (!isFar || run >= longest) {
                best = i;
                longest = isFar ? run : -1;
            }
        }
        return best;
    }

    const TextLines &m_before;
    const TextLines &m_after;
    qint64 m_most;
    const std::stop_token &m_stop;
    std::vector<LinePiece> m_pieces;
};

} // namespace

std::vector<LinePiece> piecesOf(
    const TextLines &before, const TextLines &after, qint64 most, const std::stop_token &stop)
{
    Cutter cutter(before, after, most, stop);
    cutter.cut({0, before.count(), 0, after.count()}, 0);
    return cutter.pieces();
}

} // namespace pilothouse
