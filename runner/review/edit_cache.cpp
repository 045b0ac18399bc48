#include "runner/review/edit_cache.h"

namespace pilothouse {

namespace {

constexpr size_t EditsRemembered = 1'000'000;

bool isRegular(quint32 mode)
{
    return mode == 0 || (mode & 0170000) == 0100000;
}

bool isUtf16(const FileNature &nature)
{
    return nature.encoding == TextEncoding::Utf16Le || nature.encoding == TextEncoding::Utf16Be;
}

} // namespace

bool isTakenByLine(const FileChange &change)
{
    return !change.binary && !change.tooLarge && isRegular(change.oldMode) && isRegular(change.newMode)
        && !isUtf16(change.oldNature) && !isUtf16(change.newNature);
}

Result<EditCache::Edits> EditCache::edits(const QString &store, const FileChange &change)
{
    Source source{store};
    return edits(source, change);
}

Result<EditCache::Edits> EditCache::edits(Source &source, const FileChange &change)
{
    if (!isTakenByLine(change))
        return std::make_shared<const std::vector<LineEdit>>();
    return edits(source, change.oldBlob, change.newBlob);
}

Result<EditCache::Edits> EditCache::edits(Source &source, const ObjectId &before, const ObjectId &after)
{
    const std::pair key(before, after);
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_known.constFind(key); found != m_known.cend())
            return *found;
    }
    if (!source.reader) {
        auto reader = EditReader::open(source.store);
        if (!reader)
            return std::unexpected(reader.error());
        source.reader = std::move(*reader);
    }
    auto compared = source.reader->edits(before, after);
    if (!compared)
        return std::unexpected(compared.error());
    auto edits = std::make_shared<const std::vector<LineEdit>>(std::move(*compared));
    const std::scoped_lock lock(m_mutex);
    if (m_size > EditsRemembered) {
        m_known.clear();
        m_size = 0;
    }
    m_size += edits->size() + 1;
    m_known.insert(key, edits);
    return edits;
}

} // namespace pilothouse
