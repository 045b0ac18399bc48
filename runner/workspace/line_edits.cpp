#include "runner/workspace/line_edits.h"

#include "runner/workspace/line_pieces.h"
#include "runner/workspace/object_reader.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace pilothouse {

namespace {

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

/// Where a piece stands in the whole, and what is found.
struct Found {
    std::vector<LineEdit> edits;
    int oldStart = 0;
    int newStart = 0;
};

int takeEdit(const git_diff_delta *, const git_diff_hunk *hunk, void *payload)
{
    auto &found = *static_cast<Found *>(payload);
    found.edits.push_back({found.oldStart + startOf(hunk->old_start, hunk->old_lines), hunk->old_lines,
        found.newStart + startOf(hunk->new_start, hunk->new_lines), hunk->new_lines});
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

Result<ComparedLines> compareLines(const TextLines &before, const TextLines &after, DiffOptions::Whitespace whitespace,
    const std::stop_token &stop, qint64 inOneGo)
{
    ComparedLines compared;
    if (before.bytes() == after.bytes())
        return compared;
    std::vector<LinePiece> pieces{{0, before.count(), 0, after.count()}};
    if (before.count() > 0 && after.count() > 0 && pieces.front().lines() > inOneGo)
        pieces = piecesOf(before, after, inOneGo, stop);
    startGit();
    const git_diff_options diffing = diffOptions(whitespace);
    Found found;
    for (const LinePiece &piece : pieces) {
        if (stop.stop_requested())
            return wasCancelled();
        const bool isOne = piece.oldCount == 0 || piece.newCount == 0;
        compared.coarse = compared.coarse || (piece.kind == LinePiece::Kind::TooLong && !isOne);
        if (isOne || piece.kind != LinePiece::Kind::Compare) {
            found.edits.push_back({piece.oldStart, piece.oldCount, piece.newStart, piece.newCount});
            continue;
        }
        const QByteArrayView old = before.lines(piece.oldStart, piece.oldCount);
        const QByteArrayView present = after.lines(piece.newStart, piece.newCount);
        found.oldStart = piece.oldStart;
        found.newStart = piece.newStart;
        if (git_diff_buffers(old.data(), static_cast<size_t>(old.size()), nullptr, present.data(),
                static_cast<size_t>(present.size()), nullptr, &diffing, nullptr, nullptr, takeEdit, nullptr, &found)
            != 0)
            return cannotCompare();
    }
    if (stop.stop_requested())
        return wasCancelled();
    compared.edits = std::move(found.edits);
    if (whitespace == DiffOptions::Whitespace::IgnoreBlankLines)
        markBlank(compared.edits, before, after);
    return compared;
}

Result<ComparedLines> compareBlobs(
    const git_blob *before, const git_blob *after, DiffOptions::Whitespace whitespace, const std::stop_token &stop)
{
    const QByteArrayView oldText = contentOf(before);
    const QByteArrayView newText = contentOf(after);
    const auto areTooMany = [&] {
        return oldText.size() + newText.size() > LinesInOneGo
            && countLines(oldText) + countLines(newText) > LinesInOneGo;
    };
    if (oldText.isEmpty() || newText.isEmpty()) {
        ComparedLines compared;
        if (oldText.size() != newText.size())
            compared.edits.push_back(
                {0, static_cast<int>(countLines(oldText)), 0, static_cast<int>(countLines(newText))});
        if (whitespace == DiffOptions::Whitespace::IgnoreBlankLines)
            markBlank(compared.edits, TextLines(oldText.toByteArray()), TextLines(newText.toByteArray()));
        return compared;
    }
    if (whitespace == DiffOptions::Whitespace::IgnoreBlankLines || areTooMany())
        return compareLines(
            TextLines(oldText.toByteArray()), TextLines(newText.toByteArray()), whitespace, stop, LinesInOneGo);
    // Blobs were hashed when they were read; bytes would be once more.
    const git_diff_options diffing = diffOptions(whitespace);
    Found found;
    if (git_diff_blobs(before, nullptr, after, nullptr, &diffing, nullptr, nullptr, takeEdit, nullptr, &found) != 0)
        return cannotCompare();
    return ComparedLines{std::move(found.edits), false};
}

Result<std::vector<LineEdit>> lineEdits(
    const TextLines &before, const TextLines &after, DiffOptions::Whitespace whitespace, const std::stop_token &stop)
{
    Result<ComparedLines> compared = compareLines(before, after, whitespace, stop, LinesInOneGo);
    if (!compared)
        return std::unexpected(compared.error());
    return std::move(compared->edits);
}

Result<std::vector<LineEdit>> lineEditsOfBlobs(
    const git_blob *before, const git_blob *after, DiffOptions::Whitespace whitespace, const std::stop_token &stop)
{
    Result<ComparedLines> compared = compareBlobs(before, after, whitespace, stop);
    if (!compared)
        return std::unexpected(compared.error());
    return std::move(compared->edits);
}

} // namespace pilothouse
