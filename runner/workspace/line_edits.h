#pragma once

// Internal: libgit2's comparison of lines, over blobs and over bytes.

#include "runner/workspace/git_handles.h"
#include "runner/workspace/line_diff.h"

namespace pilothouse {

[[nodiscard]] std::unexpected<Error> cannotCompare();

[[nodiscard]] qint64 countLines(QByteArrayView text);

/// Lines of both texts together that libgit2, which cannot be stopped on the way, compares in one go: with the most
/// unlucky content it needs some 150 ms for them, and ten seconds for two million.
inline constexpr qint64 LinesInOneGo = 100'000;

struct ComparedLines {
    std::vector<LineEdit> edits;
    bool coarse = false; ///< As LineDiff::coarse.
};

/// As lineEdits(), in pieces of at most `inOneGo` lines of both texts.
[[nodiscard]] Result<ComparedLines> compareLines(const TextLines &before, const TextLines &after,
    DiffOptions::Whitespace whitespace, const std::stop_token &stop, qint64 inOneGo);

/// The same. Null is a file that is not there.
[[nodiscard]] Result<ComparedLines> compareBlobs(
    const git_blob *before, const git_blob *after, DiffOptions::Whitespace whitespace, const std::stop_token &stop);
[[nodiscard]] Result<std::vector<LineEdit>> lineEditsOfBlobs(const git_blob *before, const git_blob *after,
    DiffOptions::Whitespace whitespace, const std::stop_token &stop = {});

} // namespace pilothouse
