#include "runner/workspace/file_measure.h"

#include "runner/workspace/line_edits.h"

namespace pilothouse {

namespace {

/// One side of a change.
struct Side {
    BlobPtr blob; ///< Null when there is no file, or it is a submodule or too large.
    qint64 size = 0;
    FileNature nature;
    bool tooLarge = false;
    bool binary = false;
};

Result<Side> readSide(const ObjectReader &reader, quint32 mode, const ObjectId &id, qint64 limit)
{
    Side side;
    const std::optional<FileKind> kind = kindOfMode(mode);
    side.nature.kind = kind.value_or(FileKind::Text);
    if (mode == 0 || kind == FileKind::Submodule)
        return side;
    const Result<git_oid> oid = toOid(id);
    const Result<qint64> size = oid ? reader.blobSize(*oid) : std::unexpected(oid.error());
    if (!size)
        return std::unexpected(size.error());
    side.size = *size;
    side.tooLarge = *size > limit;
    if (side.tooLarge) {
        side.binary = true;
        side.nature.kind = kind.value_or(FileKind::Binary);
        return side;
    }
    Result<BlobPtr> blob = reader.blob(*oid);
    if (!blob)
        return std::unexpected(blob.error());
    side.blob = std::move(*blob);
    side.binary = looksBinary(contentOf(side.blob.get()));
    if (!kind)
        side.nature = natureOf(contentOf(side.blob.get()));
    return side;
}

/// A submodule is one line, as git shows it.
int linesOf(quint32 mode)
{
    return kindOfMode(mode) == FileKind::Submodule ? 1 : 0;
}

} // namespace

Result<void> measureFile(
    const ObjectReader &reader, FileChange &change, const DiffOptions &options, const std::stop_token &stop)
{
    const bool isSame = change.oldBlob == change.newBlob && kindOfMode(change.oldMode) == kindOfMode(change.newMode);
    Result<Side> after = readSide(reader, change.newMode, change.newBlob, options.fileBytes);
    Result<Side> before = isSame ? Side() : readSide(reader, change.oldMode, change.oldBlob, options.fileBytes);
    if (!before || !after)
        return std::unexpected((before ? after : before).error());
    change.newSize = after->size;
    change.newNature = after->nature;
    change.oldSize = (isSame ? after : before)->size;
    change.oldNature = (isSame ? after : before)->nature;
    change.tooLarge = before->tooLarge || after->tooLarge;
    change.binary = before->binary || after->binary;
    if (isSame)
        return {};
    change.added = linesOf(change.newMode);
    change.removed = linesOf(change.oldMode);
    if (change.binary)
        return {};
    const Result<std::vector<LineEdit>> edits =
        lineEditsOfBlobs(before->blob.get(), after->blob.get(), options.whitespace, stop);
    if (!edits)
        return std::unexpected(edits.error());
    for (const LineEdit &edit : *edits) {
        if (edit.blank)
            continue;
        change.added += edit.newCount;
        change.removed += edit.oldCount;
    }
    return {};
}

} // namespace pilothouse
