#pragma once

#include "runner/base/one_shot.h"
#include "runner/workspace/line_diff.h"

#include <memory>

namespace pilothouse {

/// Where a ReviewDocument gets content from. Called on the GUI thread; answers come on it, later or at once.
class ReviewSource {
public:
    virtual ~ReviewSource() = default;

    /// The lines of one change of the change set that the document shows.
    [[nodiscard]] virtual Task<std::shared_ptr<const LineDiff>> lines(FileChange change) = 0;
    /// A file's bytes, for pictures. Errors: LimitExceeded (larger than `limit`).
    [[nodiscard]] virtual Task<QByteArray> content(ObjectId blob, qint64 limit) = 0;
};

} // namespace pilothouse
