#include "runner/workspace/file_merge.h"

#include "runner/workspace/change_set.h"

#include <QCoreApplication>

#include <array>
#include <cstring>

namespace pilothouse {

namespace {

constexpr qint64 TextLimit = DiffOptions{}.fileBytes;
constexpr qint64 KeptBytes = qint64(64) << 20;
constexpr size_t BinaryProbe = 8000; // As git's buffer_is_binary().

quint32 typeOf(const TreeFile &file)
{
    return file.mode & 0170000;
}

bool isText(const git_blob *blob)
{
    const auto size = static_cast<size_t>(git_blob_rawsize(blob));
    return size <= static_cast<size_t>(TextLimit)
        && (size == 0 || !std::memchr(git_blob_rawcontent(blob), 0, std::min(size, BinaryProbe)));
}

/// What git_merge_file() allocated.
struct MergeFileResult : git_merge_file_result {
    MergeFileResult() : git_merge_file_result{} { }
    ~MergeFileResult() { git_merge_file_result_free(this); }
    MergeFileResult(const MergeFileResult &) = delete;
    MergeFileResult &operator=(const MergeFileResult &) = delete;
};

/// The texts merged into `merged`; false leaves it ours.
Result<bool> mergeTexts(BlobTexts &texts, const std::optional<TreeFile> &base, const TreeFile &theirs,
    const std::array<QByteArray, 2> &labels, MergePurpose purpose, MergedFile &merged)
{
    std::array<std::shared_ptr<const git_blob>, 3> blobs;
    std::array<git_merge_file_input, 3> inputs{};
    const std::array<const TreeFile *, 3> files{base ? &*base : nullptr, &merged.file, &theirs};
    for (size_t i = 0; i < files.size(); ++i) {
        inputs[i] = GIT_MERGE_FILE_INPUT_INIT;
        if (!files[i])
            continue;
        auto blob = texts.read(files[i]->object);
        if (!blob)
            return std::unexpected(blob.error());
        blobs[i] = std::move(*blob);
        if (!isText(blobs[i].get()))
            return false;
        inputs[i].ptr = static_cast<const char *>(git_blob_rawcontent(blobs[i].get()));
        inputs[i].size = static_cast<size_t>(git_blob_rawsize(blobs[i].get()));
    }
    git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
    options.our_label = labels[0].constData();
    options.their_label = labels[1].constData();
    MergeFileResult result;
    if (git_merge_file(&result, base ? inputs.data() : nullptr, &inputs[1], &inputs[2], &options) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "The files cannot be merged."));
    if (!result.automergeable) {
        merged.text = QByteArray(result.ptr, static_cast<qsizetype>(result.len));
        return false;
    }
    if (purpose == MergePurpose::Compose
        && git_blob_create_from_buffer(&merged.file.object, texts.repository(), result.ptr, result.len) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "The files cannot be merged."));
    return true;
}

} // namespace

Result<std::shared_ptr<const git_blob>> BlobTexts::read(const git_oid &id)
{
    const QByteArray key = oidKey(id);
    if (const auto known = m_blobs.constFind(key); known != m_blobs.cend())
        return *known;
    git_blob *raw = nullptr;
    if (git_blob_lookup(&raw, m_repository, &id) != 0)
        return gitFailure(ObjectsMissing,
            QCoreApplication::translate("Workspace", "The session's store is damaged: an object is missing."));
    const std::shared_ptr<const git_blob> blob(raw, git_blob_free);
    const auto bytes = static_cast<qint64>(git_blob_rawsize(raw));
    if (m_bytes + bytes > KeptBytes) {
        m_blobs.clear();
        m_bytes = 0;
    }
    if (bytes <= KeptBytes) {
        m_blobs.insert(key, blob);
        m_bytes += bytes;
    }
    return blob;
}

Result<MergedFile> mergeFile(BlobTexts &texts, const std::optional<TreeFile> &base, const TreeFile &ours,
    const TreeFile &theirs, const QByteArray &ourLabel, const QByteArray &theirLabel, MergePurpose purpose)
{
    MergedFile merged{ours, true, {}};
    const quint32 baseMode = base ? base->mode : 0;
    if (ours.mode == theirs.mode || ours.mode == baseMode)
        merged.file.mode = theirs.mode;
    else
        merged.clean = theirs.mode == baseMode;
    const auto same = [](const TreeFile &a, const TreeFile &b) { return git_oid_equal(&a.object, &b.object) != 0; };
    if (same(ours, theirs) || (base && same(*base, ours))) {
        merged.file.object = theirs.object;
        return merged;
    }
    if (base && same(*base, theirs))
        return merged;
    if (typeOf(ours) != 0100000) {
        merged.clean = false;
        return merged;
    }
    const bool common = base && typeOf(*base) == typeOf(ours);
    const Result<bool> done =
        mergeTexts(texts, common ? base : std::nullopt, theirs, {ourLabel, theirLabel}, purpose, merged);
    if (!done)
        return std::unexpected(done.error());
    merged.clean = merged.clean && *done;
    return merged;
}

} // namespace pilothouse
