#include "runner/workspace/change_set.h"

#include "runner/base/visible_text.h"
#include "runner/workspace/store_files.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace pilothouse {

namespace {

std::unexpected<Error> cannotCompare()
{
    return gitFailure(
        QCoreApplication::translate("Workspace", "The files cannot be compared: the session's store is damaged."));
}

git_diff_options diffOptions(const DiffOptions &options)
{
    git_diff_options diff = GIT_DIFF_OPTIONS_INIT;
    diff.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
    if (options.whitespace == DiffOptions::Whitespace::IgnoreAll)
        diff.flags |= GIT_DIFF_IGNORE_WHITESPACE;
    diff.max_size = options.fileBytes;
    return diff;
}

/// The tree that an id means: a tree's own, a commit's, or none for an empty id.
Result<TreePtr> findTree(git_repository *store, const ObjectId &id)
{
    if (!id.isValid())
        return TreePtr();
    const Result<git_oid> oid = toOid(id);
    if (!oid)
        return std::unexpected(oid.error());
    git_object *raw = nullptr;
    git_object *peeled = nullptr;
    const int code = git_object_lookup(&raw, store, &*oid, GIT_OBJECT_ANY);
    const ObjectPtr object(raw);
    if (code != 0 || git_object_peel(&peeled, raw, GIT_OBJECT_TREE) != 0)
        return gitFailure(NotFound,
            QCoreApplication::translate("Workspace", "There is no snapshot %1 in the session's store.").arg(id.value));
    return TreePtr(reinterpret_cast<git_tree *>(peeled));
}

FileChange::Status statusOf(const git_diff_delta &delta)
{
    switch (delta.status) {
    case GIT_DELTA_ADDED:
        return FileChange::Status::Added;
    case GIT_DELTA_DELETED:
        return FileChange::Status::Deleted;
    case GIT_DELTA_RENAMED:
        return FileChange::Status::Renamed;
    case GIT_DELTA_TYPECHANGE:
        return FileChange::Status::TypeChanged;
    default:
        return git_oid_equal(&delta.old_file.id, &delta.new_file.id) ? FileChange::Status::ModeChanged
                                                                     : FileChange::Status::Modified;
    }
}

qint64 blobSize(git_odb *odb, const git_diff_file &file)
{
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (file.mode == GIT_FILEMODE_COMMIT || git_oid_is_zero(&file.id)
        || git_odb_read_header(&size, &type, odb, &file.id) != 0)
        return 0;
    return static_cast<qint64>(size);
}

FileChange changeOf(const git_diff_delta &delta, git_odb *odb, const DiffOptions &options)
{
    FileChange change;
    change.status = statusOf(delta);
    if (change.status != FileChange::Status::Added) {
        change.oldPath = delta.old_file.path;
        change.oldMode = delta.old_file.mode;
        change.oldBlob = toObjectId(delta.old_file.id);
        change.oldSize = blobSize(odb, delta.old_file);
    }
    if (change.status != FileChange::Status::Deleted) {
        change.newPath = delta.new_file.path;
        change.newMode = delta.new_file.mode;
        change.newBlob = toObjectId(delta.new_file.id);
        change.newSize = blobSize(odb, delta.new_file);
    }
    change.tooLarge = change.oldSize > options.fileBytes || change.newSize > options.fileBytes;
    return change;
}

/// Counts the lines of one change, as the patch of the two files has them.
Result<void> countLines(git_diff *diff, size_t index, FileChange &change)
{
    git_patch *raw = nullptr;
    if (git_patch_from_diff(&raw, diff, index) != 0)
        return cannotCompare();
    const PatchPtr patch(raw);
    change.binary = change.tooLarge || (git_diff_get_delta(diff, index)->flags & GIT_DIFF_FLAG_BINARY) != 0;
    size_t added = 0;
    size_t removed = 0;
    if (raw && git_patch_line_stats(nullptr, &added, &removed, raw) == 0) {
        change.added = static_cast<int>(added);
        change.removed = static_cast<int>(removed);
    }
    return {};
}

Result<DiffPtr> compare(git_repository *store, git_tree *oldTree, git_tree *newTree, const DiffOptions &options)
{
    const git_diff_options diffing = diffOptions(options);
    git_diff *raw = nullptr;
    if (git_diff_tree_to_tree(&raw, store, oldTree, newTree, &diffing) != 0)
        return cannotCompare();
    DiffPtr diff(raw);
    if (options.renames == DiffOptions::Renames::Find) {
        git_diff_find_options finding = GIT_DIFF_FIND_OPTIONS_INIT;
        finding.flags = GIT_DIFF_FIND_RENAMES;
        finding.rename_limit = 400; // Above that only files that kept their content are paired: the cost is its square.
        if (git_diff_find_similar(raw, &finding) != 0)
            return cannotCompare();
    }
    return diff;
}

Result<BlobPtr> findBlob(git_repository *store, const ObjectId &id)
{
    if (!id.isValid())
        return BlobPtr();
    const Result<git_oid> oid = toOid(id);
    if (!oid)
        return std::unexpected(oid.error());
    git_blob *raw = nullptr;
    if (git_blob_lookup(&raw, store, &*oid) != 0)
        return gitFailure(NotFound,
            QCoreApplication::translate("Workspace", "There is no file content %1 in the session's store.")
                .arg(id.value));
    return BlobPtr(raw);
}

Hunk hunkOf(const git_diff_hunk &raw)
{
    Hunk hunk{raw.old_start, raw.old_lines, raw.new_start, raw.new_lines, {}, {}};
    const QByteArrayView header(raw.header, static_cast<qsizetype>(raw.header_len));
    if (const qsizetype end = header.indexOf(" @@", 2); end >= 0)
        hunk.heading = header.sliced(end + 3).trimmed().toByteArray();
    return hunk;
}

std::optional<DiffLine> lineOf(const git_diff_line &raw)
{
    DiffLine line;
    if (raw.origin == GIT_DIFF_LINE_ADDITION)
        line.kind = DiffLine::Kind::Added;
    else if (raw.origin == GIT_DIFF_LINE_DELETION)
        line.kind = DiffLine::Kind::Removed;
    else if (raw.origin != GIT_DIFF_LINE_CONTEXT)
        return {};
    line.oldNumber = std::max(0, raw.old_lineno);
    line.newNumber = std::max(0, raw.new_lineno);
    line.text = QByteArray(raw.content, static_cast<qsizetype>(raw.content_len));
    line.endsWithoutNewline = !line.text.endsWith('\n');
    if (!line.endsWithoutNewline)
        line.text.chop(1);
    return line;
}

} // namespace

Result<ChangeSet> diffTrees(const QString &store, const ObjectId &oldTree, const ObjectId &newTree,
    const DiffOptions &options, std::stop_token stop)
{
    const Result<RepositoryPtr> repository = openStore(store);
    if (!repository)
        return std::unexpected(repository.error());
    const Result<TreePtr> before = findTree(repository->get(), oldTree);
    const Result<TreePtr> after = findTree(repository->get(), newTree);
    if (!before || !after)
        return std::unexpected((before ? after : before).error());
    const Result<DiffPtr> diff = compare(repository->get(), before->get(), after->get(), options);
    if (!diff)
        return std::unexpected(diff.error());
    git_odb *rawOdb = nullptr;
    if (git_repository_odb(&rawOdb, repository->get()) != 0)
        return cannotCompare();
    const OdbPtr odb(rawOdb);

    ChangeSet set;
    set.oldTree = *before ? toObjectId(*git_tree_id(before->get())) : ObjectId();
    set.newTree = *after ? toObjectId(*git_tree_id(after->get())) : ObjectId();
    const size_t count = git_diff_num_deltas(diff->get());
    if (count > static_cast<size_t>(options.files))
        return failure(LimitExceeded,
            QCoreApplication::translate("Workspace",
                "More than %1 files differ, which is more than Pilothouse shows. Have the agent delete or ignore "
                "generated files.")
                .arg(options.files));
    for (size_t i = 0; i < count; ++i) {
        if (stop.stop_requested())
            return wasCancelled();
        FileChange change = changeOf(*git_diff_get_delta(diff->get(), i), rawOdb, options);
        if (const Result<void> counted = countLines(diff->get(), i, change); !counted)
            return std::unexpected(counted.error());
        set.added += change.added;
        set.removed += change.removed;
        set.files.append(std::move(change));
    }
    std::ranges::sort(set.files, {}, &FileChange::path);
    return set;
}

Result<FileDiff> fileDiff(const QString &store, const FileChange &change, int contextLines, const DiffOptions &options)
{
    const bool submodule = change.oldMode == GIT_FILEMODE_COMMIT || change.newMode == GIT_FILEMODE_COMMIT;
    if (change.tooLarge || change.binary || submodule)
        return FileDiff{};
    const Result<RepositoryPtr> repository = openStore(store);
    if (!repository)
        return std::unexpected(repository.error());
    const Result<BlobPtr> before = findBlob(repository->get(), change.oldBlob);
    const Result<BlobPtr> after = findBlob(repository->get(), change.newBlob);
    if (!before || !after)
        return std::unexpected((before ? after : before).error());
    git_diff_options diffing = diffOptions(options);
    diffing.context_lines = static_cast<uint32_t>(std::clamp(contextLines, 0, 1'000'000));
    git_patch *raw = nullptr;
    if (git_patch_from_blobs(&raw, before->get(), nullptr, after->get(), nullptr, &diffing) != 0)
        return cannotCompare();
    const PatchPtr patch(raw);
    FileDiff result;
    for (size_t i = 0; raw && i < git_patch_num_hunks(raw); ++i) {
        const git_diff_hunk *header = nullptr;
        size_t lines = 0;
        if (git_patch_get_hunk(&header, &lines, raw, i) != 0)
            return cannotCompare();
        Hunk hunk = hunkOf(*header);
        hunk.lines.reserve(static_cast<qsizetype>(lines));
        for (size_t j = 0; j < lines; ++j) {
            const git_diff_line *line = nullptr;
            if (git_patch_get_line_in_hunk(&line, raw, i, j) != 0)
                return cannotCompare();
            if (std::optional<DiffLine> read = lineOf(*line))
                hunk.lines.append(std::move(*read));
        }
        result.hunks.append(std::move(hunk));
    }
    return result;
}

Result<QByteArray> readBlob(const QString &store, const ObjectId &blob, qint64 limit)
{
    const Result<RepositoryPtr> repository = openStore(store);
    const Result<git_oid> oid = toOid(blob);
    if (!repository || !oid)
        return std::unexpected(repository ? oid.error() : repository.error());
    git_odb *rawOdb = nullptr;
    if (git_repository_odb(&rawOdb, repository->get()) != 0)
        return cannotCompare();
    const OdbPtr odb(rawOdb);
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, rawOdb, &*oid) != 0 || type != GIT_OBJECT_BLOB)
        return gitFailure(NotFound,
            QCoreApplication::translate("Workspace", "There is no file content %1 in the session's store.")
                .arg(blob.value));
    if (static_cast<qint64>(size) > limit)
        return failure(LimitExceeded,
            QCoreApplication::translate("Workspace", "The file is larger than Pilothouse shows here (%1 bytes).")
                .arg(size));
    const Result<BlobPtr> found = findBlob(repository->get(), blob);
    if (!found)
        return std::unexpected(found.error());
    return QByteArray(static_cast<const char *>(git_blob_rawcontent(found->get())),
        static_cast<qsizetype>(git_blob_rawsize(found->get())));
}

QString displayPath(const QByteArray &path)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder(path);
    if (decoder.hasError()) {
        text.clear();
        for (const char c : path) {
            const auto byte = static_cast<unsigned char>(c);
            text += byte < 0x80
                ? QString(QLatin1Char(c))
                : QStringLiteral("\\x%1").arg(uint(byte), 2, 16, QLatin1Char('0')).toUpper().replace(u'X', u'x');
        }
    }
    return visibleText(text, LineBreaks::Show);
}

} // namespace pilothouse
