#include "runner/workspace/line_edits.h"

#include "runner/workspace/object_reader.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace pilothouse {

namespace {

/// Lines of both texts together. Above it libgit2, which cannot be stopped on the way, would need more than 250 MB and,
/// with the most unlucky content, more than some ten seconds.
constexpr qint64 ComparedLines = 2'400'000;

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

/// One edit from the first line that differs to the last one.
std::vector<LineEdit> middleOf(const TextLines &before, const TextLines &after)
{
    const int shorter = std::min(before.count(), after.count());
    int head = 0;
    while (head < shorter && before.lines(head, 1) == after.lines(head, 1))
        ++head;
    int tail = 0;
    while (
        tail < shorter - head && before.lines(before.count() - 1 - tail, 1) == after.lines(after.count() - 1 - tail, 1))
        ++tail;
    return {{head, before.count() - head - tail, head, after.count() - head - tail}};
}

} // namespace

std::unexpected<Error> cannotCompare()
{
    return gitFailure(
        QCoreApplication::translate("Workspace", "The files cannot be compared: the session's store is damaged."));
}

qint64 countLines(QByteArrayView text)
{
    return std::ranges::count(text, '\n') + (text.isEmpty() || text.endsWith('\n') ? 0 : 1);
}

Result<std::vector<LineEdit>> lineEdits(
    const TextLines &before, const TextLines &after, DiffOptions::Whitespace whitespace)
{
    std::vector<LineEdit> edits;
    if (before.bytes() == after.bytes())
        return edits;
    if (before.count() == 0 || after.count() == 0) {
        edits.push_back({0, before.count(), 0, after.count()});
    } else if (qint64(before.count()) + after.count() > ComparedLines) {
        edits = middleOf(before, after);
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

Result<std::vector<LineEdit>> lineEditsOfBlobs(
    const git_blob *before, const git_blob *after, DiffOptions::Whitespace whitespace)
{
    const QByteArrayView oldText = contentOf(before);
    const QByteArrayView newText = contentOf(after);
    const auto areTooMany = [&] {
        return oldText.size() + newText.size() > ComparedLines
            && countLines(oldText) + countLines(newText) > ComparedLines;
    };
    if (whitespace == DiffOptions::Whitespace::IgnoreBlankLines || areTooMany())
        return lineEdits(TextLines(oldText.toByteArray()), TextLines(newText.toByteArray()), whitespace);
    std::vector<LineEdit> edits;
    if (oldText.isEmpty() || newText.isEmpty()) {
        if (oldText.size() != newText.size())
            edits.push_back({0, static_cast<int>(countLines(oldText)), 0, static_cast<int>(countLines(newText))});
        return edits;
    }
    // Blobs were hashed when they were read; bytes would be once more.
    const git_diff_options diffing = diffOptions(whitespace);
    if (git_diff_blobs(before, nullptr, after, nullptr, &diffing, nullptr, nullptr, takeEdit, nullptr, &edits) != 0)
        return cannotCompare();
    return edits;
}

} // namespace pilothouse
