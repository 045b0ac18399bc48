#pragma once

#include "runner/workspace/change_set.h"
#include "runner/workspace/edit_reader.h"
#include "runner/workspace/line_diff.h"

#include <QHash>

#include <memory>
#include <mutex>
#include <vector>

namespace pilothouse {

/// Whether a change can be taken line by line; otherwise only as a whole (no text, too large, a link, a submodule,
/// another kind of file, UTF-16).
[[nodiscard]] bool isTakenByLine(const FileChange &change);

/// Line edits between contents, remembered over calls. Thread-safe; bounded.
class EditCache final {
public:
    using Edits = std::shared_ptr<const std::vector<LineEdit>>;
    /// None where the change is not one of lines. Errors as lineDiff(). Blocks; on the pool.
    [[nodiscard]] Result<Edits> edits(const QString &store, const FileChange &change);
    /// A store that is opened when something of it is not remembered; for one thread.
    struct Source {
        QString store;
        std::unique_ptr<EditReader> reader = {};
    };
    [[nodiscard]] Result<Edits> edits(Source &source, const FileChange &change);
    /// Between two contents of a text file; an empty id is an empty text.
    [[nodiscard]] Result<Edits> edits(Source &source, const ObjectId &before, const ObjectId &after);

private:
    std::mutex m_mutex;
    QHash<std::pair<ObjectId, ObjectId>, Edits> m_known;
    size_t m_size = 0; ///< Edits that are remembered.
};

} // namespace pilothouse
