#include "runner/workspace/line_diff.h"

#include "runner/workspace/store_files.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace pilothouse {

namespace {

std::unexpected<Error> cannotCompare()
{
    return gitFailure(
        QCoreApplication::translate("Workspace", "The files cannot be compared: the session's store is damaged."));
}

git_diff_options diffOptions(DiffOptions::Whitespace whitespace)
{
    git_diff_options diff = GIT_DIFF_OPTIONS_INIT;
    diff.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
    if (whitespace == DiffOptions::Whitespace::IgnoreAmount)
        diff.flags |= GIT_DIFF_IGNORE_WHITESPACE_CHANGE;
    else if (whitespace == DiffOptions::Whitespace::IgnoreAll)
        diff.flags |= GIT_DIFF_IGNORE_WHITESPACE;
    // Without context every hunk is one edit.
    diff.context_lines = 0;
    diff.interhunk_lines = 0;
    return diff;
}

/// A hunk of no lines on one side names the line before it, counted from 1; which is the one behind it from 0.
int startOf(int start, int count)
{
    return count == 0 ? start : start - 1;
}

int takeEdit(const git_diff_delta *, const git_diff_hunk *hunk, void *payload)
{
    static_cast<std::vector<LineEdit> *>(payload)->push_back({startOf(hunk->old_start, hunk->old_lines),
        hunk->old_lines, startOf(hunk->new_start, hunk->new_lines), hunk->new_lines});
    return 0;
}

bool areBlank(const TextLines &text, int first, int count)
{
    return std::ranges::all_of(text.lines(first, count), [](char c) { return c == '\n'; });
}

void markBlank(std::vector<LineEdit> &edits, const TextLines &before, const TextLines &after)
{
    for (LineEdit &edit : edits)
        edit.blank = areBlank(before, edit.oldStart, edit.oldCount) && areBlank(after, edit.newStart, edit.newCount);
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

Result<std::vector<LineEdit>> lineEdits(
    const TextLines &before, const TextLines &after, DiffOptions::Whitespace whitespace)
{
    std::vector<LineEdit> edits;
    if (before.bytes() == after.bytes())
        return edits;
    if (before.count() == 0 || after.count() == 0) {
        edits.push_back({0, before.count(), 0, after.count()});
    } else {
        startGit();
        const git_diff_options diffing = diffOptions(whitespace);
        if (git_diff_buffers(before.bytes().constData(), static_cast<size_t>(before.bytes().size()), nullptr,
                after.bytes().constData(), static_cast<size_t>(after.bytes().size()), nullptr, &diffing, nullptr,
                nullptr, takeEdit, nullptr, &edits)
            != 0)
            return cannotCompare();
    }
    if (whitespace == DiffOptions::Whitespace::IgnoreBlankLines)
        markBlank(edits, before, after);
    return edits;
}

Result<std::shared_ptr<const LineDiff>> lineDiff(
    const QString &store, const FileChange &change, const DiffOptions &options)
{
    auto diff = std::make_shared<LineDiff>();
    diff->before = diff->after = std::make_shared<const TextLines>();
    const auto isSubmodule = [](quint32 mode) { return mode == GIT_FILEMODE_COMMIT; };
    if (change.binary || change.tooLarge || isSubmodule(change.oldMode) || isSubmodule(change.newMode))
        return diff;
    const Result<RepositoryPtr> repository = openStore(store);
    if (!repository)
        return std::unexpected(repository.error());
    const Result<BlobPtr> before = findBlob(repository->get(), change.oldBlob);
    const Result<BlobPtr> after = findBlob(repository->get(), change.newBlob);
    if (!before || !after)
        return std::unexpected((before ? after : before).error());
    const auto textOf = [](const git_blob *blob) {
        return std::make_shared<const TextLines>(blob ? QByteArray(static_cast<const char *>(git_blob_rawcontent(blob)),
                                                            static_cast<qsizetype>(git_blob_rawsize(blob)))
                                                      : QByteArray());
    };
    diff->before = textOf(before->get());
    diff->after = textOf(after->get());
    Result<std::vector<LineEdit>> edits = lineEdits(*diff->before, *diff->after, options.whitespace);
    if (!edits)
        return std::unexpected(edits.error());
    diff->edits = std::move(*edits);
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
