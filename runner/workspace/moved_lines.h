#pragma once

#include "runner/workspace/line_diff.h"

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace pilothouse {

/// Lines that were removed in one place and are found, in the same order, among those added in another.
struct MovedLines {
    size_t fromFile = 0; ///< Index into the files that were asked about.
    int fromLine = 0; ///< Of its old text, from 0.
    size_t toFile = 0;
    int toLine = 0; ///< Of its new text.
    int count = 0;

    friend bool operator==(const MovedLines &, const MovedLines &) = default;
};

struct MovedOptions {
    enum class Whitespace { Compare, Ignore };
    Whitespace whitespace = Whitespace::Compare; ///< Ignore: blocks that were indented anew are found, too.
    int leastLines = 3;
    int leastCharacters = 20; ///< Letters and digits of a block, so that no run of braces counts; as in git.
    qint64 mostLines = 2'000'000; ///< Changed lines of all files; with more nothing is looked for.
};

/// The moved blocks of a change set, by where they went; each line belongs to one at most. Null files are passed over.
/// Blocks; any thread. Errors: Cancelled.
[[nodiscard]] Result<std::vector<MovedLines>> findMovedLines(std::span<const std::shared_ptr<const LineDiff>> files,
    const MovedOptions &options = {}, std::stop_token stop = {});

} // namespace pilothouse
