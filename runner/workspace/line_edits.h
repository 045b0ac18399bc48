#pragma once

// Internal: libgit2's comparison of lines, over blobs and over bytes.

#include "runner/workspace/git_handles.h"
#include "runner/workspace/line_diff.h"

namespace pilothouse {

[[nodiscard]] std::unexpected<Error> cannotCompare();

[[nodiscard]] qint64 countLines(QByteArrayView text);

/// As lineEdits(). Null is a file that is not there.
[[nodiscard]] Result<std::vector<LineEdit>> lineEditsOfBlobs(
    const git_blob *before, const git_blob *after, DiffOptions::Whitespace whitespace);

} // namespace pilothouse
