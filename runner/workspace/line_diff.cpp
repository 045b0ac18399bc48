#include "runner/workspace/line_diff.h"

#include "runner/workspace/line_edits.h"
#include "runner/workspace/object_reader.h"

#include <algorithm>
#include <cstring>

namespace pilothouse {

namespace {

/// libgit2 hashes bytes that it compares; for blobs, of which it knows the hash, it reads the repository's
/// configuration and attributes once for each reader, which for one small file takes longer than all the rest.
constexpr qsizetype CheaplyHashed = 1024 * 1024;

bool isUtf16(const FileNature &nature)
{
    return nature.kind == FileKind::Text
        && (nature.encoding == TextEncoding::Utf16Le || nature.encoding == TextEncoding::Utf16Be);
}

/// Whether both sides, as far as they are there, are texts in UTF-16.
bool isTranscoded(const FileChange &change)
{
    return (change.oldPath.isEmpty() || isUtf16(change.oldNature))
        && (change.newPath.isEmpty() || isUtf16(change.newNature));
}

bool isSubmodule(const FileChange &change)
{
    return change.oldMode == GIT_FILEMODE_COMMIT || change.newMode == GIT_FILEMODE_COMMIT;
}

} // namespace

TextLines::TextLines(QByteArray bytes) : m_bytes(std::move(bytes))
{
    const char *const begin = m_bytes.constData();
    const char *const end = begin + m_bytes.size();
    m_starts.reserve(static_cast<size_t>(m_bytes.size() / 32 + 1));
    for (const char *at = begin; at < end; ++at) {
        m_starts.push_back(static_cast<quint32>(at - begin));
        at = static_cast<const char *>(std::memchr(at, '\n', static_cast<size_t>(end - at)));
        if (!at)
            break;
    }
    m_starts.shrink_to_fit(); // They stay as long as the text does.
}

QByteArrayView TextLines::line(int index) const
{
    const QByteArrayView whole = lines(index, 1);
    return whole.endsWith('\n') ? whole.chopped(1) : whole;
}

QByteArrayView TextLines::lines(int first, int count) const
{
    const auto offset = [this](int line) {
        return line < this->count() ? qsizetype(m_starts[static_cast<size_t>(line)]) : m_bytes.size();
    };
    const qsizetype begin = offset(first);
    return QByteArrayView(m_bytes).sliced(begin, offset(first + count) - begin);
}

Result<std::shared_ptr<const LineDiff>> lineDiff(
    const QString &store, const FileChange &change, const DiffOptions &options, const std::stop_token &stop)
{
    auto diff = std::make_shared<LineDiff>();
    diff->before = diff->after = std::make_shared<const TextLines>();
    diff->transcoded = change.binary && isTranscoded(change);
    if (change.tooLarge || isSubmodule(change) || (change.binary && !diff->transcoded))
        return diff;
    const Result<std::unique_ptr<ObjectReader>> reader = ObjectReader::open(store);
    if (!reader)
        return std::unexpected(reader.error());
    const Result<BlobPtr> before = (*reader)->blob(change.oldBlob);
    const Result<BlobPtr> after = (*reader)->blob(change.newBlob);
    if (!before || !after)
        return std::unexpected((before ? after : before).error());
    const auto textOf = [&](const git_blob *blob, const FileNature &nature) {
        const QByteArrayView content = contentOf(blob);
        return std::make_shared<const TextLines>(
            diff->transcoded && blob ? utf8FromUtf16(content, nature.encoding) : content.toByteArray());
    };
    diff->before = textOf(before->get(), change.oldNature);
    diff->after = textOf(after->get(), change.newNature);
    const bool asBytes =
        diff->transcoded || diff->before->bytes().size() + diff->after->bytes().size() <= CheaplyHashed;
    Result<ComparedLines> compared = asBytes
        ? compareLines(*diff->before, *diff->after, options.whitespace, stop, LinesInOneGo)
        : compareBlobs(before->get(), after->get(), options.whitespace, stop);
    if (!compared)
        return std::unexpected(compared.error());
    diff->edits = std::move(compared->edits);
    diff->coarse = compared->coarse;
    return diff;
}

std::vector<HunkRange> hunksOf(std::span<const LineEdit> edits, int contextLines)
{
    std::vector<HunkRange> hunks;
    for (size_t i = 0; i < edits.size(); ++i) {
        if (edits[i].blank)
            continue;
        const bool joins = !hunks.empty() && [&] {
            const LineEdit &last = edits[hunks.back().firstEdit + hunks.back().editCount - 1];
            return qint64(edits[i].oldStart) - (last.oldStart + last.oldCount) <= 2 * qint64(contextLines);
        }();
        if (joins)
            hunks.back().editCount = i - hunks.back().firstEdit + 1;
        else
            hunks.push_back({i, 1});
    }
    return hunks;
}

} // namespace pilothouse
