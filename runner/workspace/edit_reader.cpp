#include "runner/workspace/edit_reader.h"

#include "runner/workspace/line_edits.h"
#include "runner/workspace/object_reader.h"

namespace pilothouse {

EditReader::EditReader(std::unique_ptr<ObjectReader> objects) : m_objects(std::move(objects)) { }

EditReader::~EditReader() = default;

Result<std::unique_ptr<EditReader>> EditReader::open(const QString &store)
{
    auto objects = ObjectReader::open(store);
    if (!objects)
        return std::unexpected(objects.error());
    return std::unique_ptr<EditReader>(new EditReader(std::move(*objects)));
}

Result<std::vector<LineEdit>> EditReader::edits(const ObjectId &before, const ObjectId &after) const
{
    const Result<BlobPtr> old = m_objects->blob(before);
    if (!old)
        return std::unexpected(old.error());
    const Result<BlobPtr> now = m_objects->blob(after);
    if (!now)
        return std::unexpected(now.error());
    return lineEditsOfBlobs(old->get(), now->get(), {});
}

} // namespace pilothouse
