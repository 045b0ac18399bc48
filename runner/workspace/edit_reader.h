#pragma once

#include "runner/workspace/line_diff.h"

#include <memory>

namespace pilothouse {

class ObjectReader;

/// Line edits between contents of one store, which stays open between calls: opening it takes longer than comparing two
/// files of usual size. For one thread at a time.
class EditReader final {
public:
    /// Errors: NotFound, GitFailed.
    [[nodiscard]] static Result<std::unique_ptr<EditReader>> open(const QString &store);
    ~EditReader();
    EditReader(const EditReader &) = delete;
    EditReader &operator=(const EditReader &) = delete;

    /// Between two contents of a text file; an empty id is an empty text. Blocks. Errors: NotFound, GitFailed.
    [[nodiscard]] Result<std::vector<LineEdit>> edits(const ObjectId &before, const ObjectId &after) const;

private:
    explicit EditReader(std::unique_ptr<ObjectReader> objects);

    std::unique_ptr<ObjectReader> m_objects;
};

} // namespace pilothouse
