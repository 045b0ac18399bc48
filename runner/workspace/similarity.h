#pragma once

// Internal: how much of a file is found in another, as git measures it for renames and copies.

#include <QByteArrayView>

#include <compare>
#include <vector>

namespace pilothouse {

/// How often a piece of text stands in a file, in bytes. A piece is a line, or 64 bytes where a line is longer.
struct TextPiece {
    quint64 hash = 0;
    quint32 bytes = 0;

    friend auto operator<=>(const TextPiece &, const TextPiece &) = default;
};

/// A file's pieces, by hash, each once. Independent of their order in the file and, in a text, of its line ends' CR.
using Fingerprint = std::vector<TextPiece>;
[[nodiscard]] Fingerprint fingerprintOf(QByteArrayView content);

/// Bytes that both have.
[[nodiscard]] quint64 sharedBytes(const Fingerprint &a, const Fingerprint &b);

constexpr int SimilarityWhole = 60'000; ///< Scores are parts of this one, as in git.
constexpr int SimilarityLeast = SimilarityWhole / 2; ///< Git's 50 %.

/// Whether two files of these sizes can reach SimilarityLeast at all.
[[nodiscard]] bool sizesMayMatch(qint64 a, qint64 b);

/// The part of the larger file that is found in the other: 0 … SimilarityWhole.
[[nodiscard]] int similarity(const Fingerprint &a, qint64 aSize, const Fingerprint &b, qint64 bSize);

} // namespace pilothouse
