#include "runner/review/attribution_note.h"

#include "runner/workspace/tree_listing.h"

namespace pilothouse {

namespace {

constexpr size_t maxFiles = 2000;

/// The lines of the snapshot's file that the accepted one has, too.
Result<std::vector<LineRange>> takenLines(const QString &store, const FileChange &change, const ObjectId &accepted)
{
    const auto own = readBlob(store, accepted, DiffOptions().fileBytes);
    const auto all = readBlob(store, change.newBlob, DiffOptions().fileBytes);
    if (!own || !all)
        return std::unexpected(own ? all.error() : own.error());
    const TextLines before(*own);
    const TextLines after(*all);
    const auto edits = lineEdits(before, after);
    if (!edits)
        return std::unexpected(edits.error());
    std::vector<LineRange> ranges;
    int line = 0;
    const auto takeTo = [&](int end) {
        if (end > line)
            ranges.push_back({line, end - line});
    };
    for (const LineEdit &edit : *edits) {
        takeTo(edit.newStart);
        line = edit.newStart + edit.newCount;
    }
    takeTo(after.count());
    return ranges;
}

} // namespace

Result<std::vector<NotedFile>> notedFiles(const QString &store, const Timeline &timeline, const ObjectId &base,
    const ObjectId &snapshot, const ObjectId &taken, OriginCache &cache, std::stop_token stop)
{
    const auto changes = diffTrees(store, base, snapshot, {}, stop);
    if (!changes)
        return std::unexpected(changes.error());
    std::vector<NotedFile> files;
    for (const FileChange &change : changes->files) {
        if (change.newPath.isEmpty() || files.size() >= maxFiles)
            continue;
        NotedFile file{.path = change.newPath, .origins = {}, .whole = true, .added = {}};
        if (taken.isValid()) {
            const auto accepted = findInTree(store, taken, change.newPath);
            if (!accepted || accepted->object == change.oldBlob)
                continue; // nothing of it was accepted
            file.whole = accepted->object == change.newBlob;
            if (!file.whole) {
                auto lines = takenLines(store, change, accepted->object);
                if (!lines)
                    return std::unexpected(lines.error());
                file.added = std::move(*lines);
            }
        }
        auto origins = lineOrigins(store, timeline, base, snapshot, change, cache, {}, stop);
        if (!origins)
            return std::unexpected(origins.error());
        file.origins = std::move(*origins);
        files.push_back(std::move(file));
    }
    return files;
}

} // namespace pilothouse
