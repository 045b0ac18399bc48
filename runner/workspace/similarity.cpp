#include "runner/workspace/similarity.h"

#include "runner/workspace/file_kind.h"

#include <algorithm>

namespace pilothouse {

namespace {

constexpr quint32 PieceBytes = 64;
constexpr quint64 HashStart = 0xcbf29ce484222325; // FNV-1a.
constexpr quint64 HashFactor = 0x100000001b3;

constexpr size_t FirstMerge = 1 << 20; // Pieces; a file of short lines that repeat must not become many times its size.

/// Sorts the pieces and makes those of one hash one.
void merge(Fingerprint &pieces)
{
    std::ranges::sort(pieces, {}, &TextPiece::hash);
    size_t kept = 0;
    for (const TextPiece &piece : pieces) {
        if (kept > 0 && pieces[kept - 1].hash == piece.hash)
            pieces[kept - 1].bytes += piece.bytes;
        else
            pieces[kept++] = piece;
    }
    pieces.resize(kept);
}

} // namespace

Fingerprint fingerprintOf(QByteArrayView content)
{
    Fingerprint pieces;
    size_t mergeAt = FirstMerge;
    pieces.reserve(std::min<size_t>(static_cast<size_t>(content.size() / 32 + 1), mergeAt));
    const bool isText = !looksBinary(content);
    const auto *at = reinterpret_cast<const unsigned char *>(content.data());
    const auto *const end = at + content.size();
    TextPiece piece{HashStart, 0};
    for (; at < end; ++at) {
        if (isText && *at == '\r' && at + 1 < end && at[1] == '\n')
            continue;
        piece.hash = (piece.hash ^ *at) * HashFactor;
        if (++piece.bytes == PieceBytes || *at == '\n') {
            pieces.push_back(piece);
            piece = {HashStart, 0};
            if (pieces.size() == mergeAt) {
                merge(pieces);
                mergeAt = std::max(FirstMerge, 2 * pieces.size());
            }
        }
    }
    if (piece.bytes > 0)
        pieces.push_back(piece);
    merge(pieces);
    pieces.shrink_to_fit();
    return pieces;
}

quint64 sharedBytes(const Fingerprint &a, const Fingerprint &b)
{
    quint64 shared = 0;
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() && right != b.end()) {
        if (left->hash < right->hash) {
            ++left;
        } else if (right->hash < left->hash) {
            ++right;
        } else {
            shared += std::min(left->bytes, right->bytes);
            ++left;
            ++right;
        }
    }
    return shared;
}

bool sizesMayMatch(qint64 a, qint64 b)
{
    const qint64 larger = std::max(a, b);
    const qint64 difference = larger - std::min(a, b);
    return larger > 0 && larger * (SimilarityWhole - SimilarityLeast) >= difference * SimilarityWhole;
}

int similarity(const Fingerprint &a, qint64 aSize, const Fingerprint &b, qint64 bSize)
{
    const qint64 larger = std::max(aSize, bSize);
    if (larger <= 0)
        return 0;
    const auto shared = static_cast<qint64>(sharedBytes(a, b));
    return static_cast<int>(std::min<qint64>(shared * SimilarityWhole / larger, SimilarityWhole));
}

} // namespace pilothouse
