#pragma once

// Internal: cuts two texts into pieces that can be compared one after the other.

#include "runner/workspace/line_diff.h"

#include <stop_token>

namespace pilothouse {

/// As many lines of both texts: a part that is to be compared with a part.
struct LinePiece {
    int oldStart = 0;
    int oldCount = 0;
    int newStart = 0;
    int newCount = 0;
    enum class Kind : quint8 {
        Compare,
        AllDiffers, ///< No line of the one is in the other.
        TooLong, ///< Nothing in it tells where to cut it.
    };
    Kind kind = Kind::Compare;

    [[nodiscard]] qint64 lines() const { return qint64(oldCount) + newCount; }
    friend bool operator==(const LinePiece &, const LinePiece &) = default;
};

/// Cuts the texts at lines that both have, and each once: pieces of at most `most` lines of both together, ascending,
/// with equal lines between them. What is longer says why. Looks at `stop` every few milliseconds; what is
/// answered then means nothing.
[[nodiscard]] std::vector<LinePiece> piecesOf(
    const TextLines &before, const TextLines &after, qint64 most, const std::stop_token &stop);

} // namespace pilothouse
