#include "ui/review/mark_decorations.h"

#include "ui/review/origin_lookup.h"
#include "ui/review/review_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace pilothouse {

namespace {

const FileMarks *marksOf(const MarkedReview &review, qsizetype file)
{
    return review.marks && file < static_cast<qsizetype>(review.marks->files.size())
        ? &review.marks->files[static_cast<size_t>(file)]
        : nullptr;
}

FileDecision decisionOf(const FileMarks &marks)
{
    if (marks.wholeAccepted)
        return FileDecision::Accepted;
    if (marks.wholeRejected)
        return FileDecision::Rejected;
    const bool accepted = !marks.accepted.isEmpty() || marks.properties == ReviewDecision::Accepted;
    const bool rejected = !marks.rejected.isEmpty() || marks.properties == ReviewDecision::Rejected;
    return accepted && rejected ? FileDecision::Mixed
        : accepted || rejected  ? FileDecision::Partly
                                : FileDecision::None;
}

LineDecision lineDecision(FileDecision decision)
{
    return decision == FileDecision::Accepted ? LineDecision::Accepted
        : decision == FileDecision::Rejected  ? LineDecision::Rejected
        : decision == FileDecision::Committed ? LineDecision::Committed
                                              : LineDecision::None;
}

/// Whether lines ascending cover `line`.
bool covers(const std::vector<LineRange> &ranges, int line)
{
    auto next = std::ranges::upper_bound(ranges, line, {}, &LineRange::first);
    return next != ranges.begin() && std::prev(next)->end() > line;
}

/// Something of this change set was seen before, so that what was not stands out.
bool anythingSeen(const ReviewMarks &marks)
{
    return std::ranges::any_of(
        marks.files, [](const FileMarks &file) { return !file.seen.isEmpty() || file.viewed || file.viewedStale; });
}

std::vector<LineRange> editLines(const LineDiff &lines, ReviewSide side)
{
    std::vector<LineRange> out;
    for (const LineEdit &edit : lines.edits) {
        const LineRange range =
            side == ReviewSide::Old ? LineRange{edit.oldStart, edit.oldCount} : LineRange{edit.newStart, edit.newCount};
        if (range.count > 0)
            out.push_back(range);
    }
    return out;
}

} // namespace

std::vector<LineRange> linesWithout(const std::vector<LineRange> &all, const std::vector<LineRange> &taken)
{
    std::vector<LineRange> out;
    auto next = taken.begin();
    for (const LineRange &range : all) {
        int from = range.first;
        while (next != taken.end() && next->end() <= from)
            ++next;
        for (auto inside = next; inside != taken.end() && inside->first < range.end(); ++inside) {
            if (inside->first > from)
                out.push_back({from, inside->first - from});
            from = std::max(from, inside->end());
        }
        if (from < range.end())
            out.push_back({from, range.end() - from});
    }
    return out;
}

std::vector<LineDecoration> lineDecorations(const std::vector<LineRange> &accepted,
    const std::vector<LineRange> &rejected, const std::vector<LineRange> &unseen)
{
    std::vector<int> bounds;
    for (const auto *ranges : {&accepted, &rejected, &unseen}) {
        for (const LineRange &range : *ranges) {
            bounds.push_back(range.first);
            bounds.push_back(range.end());
        }
    }
    std::ranges::sort(bounds);
    const auto same = std::ranges::unique(bounds);
    bounds.erase(same.begin(), same.end());
    std::vector<LineDecoration> out;
    for (size_t i = 0; i + 1 < bounds.size(); ++i) {
        LineDecoration next;
        next.lines = {bounds[i], bounds[i + 1] - bounds[i]};
        next.decision = covers(accepted, bounds[i]) ? LineDecision::Accepted
            : covers(rejected, bounds[i])           ? LineDecision::Rejected
                                                    : LineDecision::None;
        next.unseen = covers(unseen, bounds[i]);
        if (next.decision == LineDecision::None && !next.unseen)
            continue;
        if (!out.empty() && out.back().lines.end() == next.lines.first && out.back().decision == next.decision
            && out.back().unseen == next.unseen)
            out.back().lines.count += next.lines.count;
        else
            out.push_back(next);
    }
    return out;
}

std::vector<LineDecoration> decoratedOn(const std::vector<LineDecoration> &decorations,
    const std::vector<LineRange> &ranges, const std::function<void(LineDecoration &, size_t)> &apply)
{
    std::vector<LineDecoration> out;
    auto next = decorations.begin();
    const auto copyUpTo = [&](int line) { // what is known of the lines before `line`, cut there
        while (next != decorations.end() && next->lines.first < line) {
            const int from = out.empty() ? next->lines.first : std::max(next->lines.first, out.back().lines.end());
            const int end = std::min(line, next->lines.end());
            if (from < end) {
                out.push_back(*next);
                out.back().lines = {from, end - from};
            }
            if (next->lines.end() > line)
                return;
            ++next;
        }
    };
    for (size_t i = 0; i < ranges.size(); ++i) {
        copyUpTo(ranges[i].first);
        int line = ranges[i].first;
        while (line < ranges[i].end()) {
            while (next != decorations.end() && next->lines.end() <= line)
                ++next;
            LineDecoration piece;
            int end = ranges[i].end();
            if (next != decorations.end() && next->lines.first <= line) {
                piece = *next;
                end = std::min(end, next->lines.end());
            } else if (next != decorations.end()) {
                end = std::min(end, next->lines.first);
            }
            piece.lines = {line, end - line};
            apply(piece, i);
            out.push_back(std::move(piece));
            line = end;
        }
    }
    copyUpTo(std::numeric_limits<int>::max());
    return out;
}

namespace {

/// Adds where the lines come from. `rows` has the origin of each line of the side.
std::vector<LineDecoration> withOrigins(
    const std::vector<LineDecoration> &decorations, const LineOrigins &origins, const std::vector<int> &rows)
{
    std::vector<LineRange> runs;
    std::vector<int> origin;
    for (int line = 0; line < static_cast<int>(rows.size()); ++line) {
        const int row = rows[static_cast<size_t>(line)];
        if (row < 0)
            continue;
        if (!runs.empty() && runs.back().end() == line && origin.back() == row) {
            ++runs.back().count;
        } else {
            runs.push_back({line, 1});
            origin.push_back(row);
        }
    }
    return decoratedOn(decorations, runs, [&](LineDecoration &piece, size_t run) {
        piece.origin = originInShort(origins.table[static_cast<size_t>(origin[run])]);
        piece.originGroup = origin[run] + 1;
    });
}

} // namespace

TreeMarks treeMarks(const MarkedReview &review)
{
    TreeMarks out;
    out.reserve(review.changes.files.size());
    for (qsizetype file = 0; file < review.changes.files.size(); ++file) {
        const FileChange &change = review.changes.files[file];
        TreeMark mark;
        mark.sensitive = review.sensitive[static_cast<size_t>(file)];
        if (const FileMarks *marks = marksOf(review, file)) {
            mark.view = marks->viewed ? TreeMark::View::Viewed
                : marks->viewedStale  ? TreeMark::View::Stale
                : marks->isNew        ? TreeMark::View::Unseen
                                      : TreeMark::View::Seen;
            mark.decision = decisionOf(*marks);
            mark.hunks = marks->hunks;
            mark.reviewedHunks = marks->reviewed;
        }
        out.insert(change.path(), mark);
    }
    if (!review.marks)
        return out;
    for (size_t i = 0; i < review.marks->comments.size() && static_cast<qsizetype>(i) < review.state.comments.size();
        ++i) {
        const qsizetype file = review.marks->comments[i].file;
        const ReviewComment &comment = *review.state.comments[static_cast<qsizetype>(i)];
        if (file >= 0 && file < review.changes.files.size() && !comment.resolved)
            ++out[review.changes.files[file].path()].comments;
    }
    return out;
}

std::shared_ptr<const ReviewDecorations> reviewDecorations(const MarkedReview &review, const LineFacts &facts)
{
    auto out = std::make_shared<ReviewDecorations>();
    const bool showUnseen = review.marks && anythingSeen(*review.marks);
    for (qsizetype file = 0; file < review.changes.files.size(); ++file) {
        const FileChange &change = review.changes.files[file];
        FileDecorations shown;
        if (const auto &sensitive = review.sensitive[static_cast<size_t>(file)])
            shown.warning = sensitiveSentence(*sensitive);
        const int index = static_cast<int>(file);
        const LineDiff *lines = facts.lines ? facts.lines(index) : nullptr;
        if (const FileMarks *marks = marksOf(review, file)) {
            shown.viewed = marks->viewed;
            shown.staleView = marks->viewedStale;
            shown.decision = lineDecision(decisionOf(*marks));
            if (marks->hunks > 0 && marks->reviewed > 0 && marks->reviewed < marks->hunks)
                shown.note = QCoreApplication::translate("pilothouse::ReviewWords", "%1 of %2 hunks", "reviewed")
                                 .arg(marks->reviewed)
                                 .arg(marks->hunks);
            const auto decorated = [&](ReviewSide side, std::vector<LineRange> MarkedLines::*ranges) {
                const std::vector<LineRange> &accepted = marks->accepted.*ranges;
                const std::vector<LineRange> &rejected = marks->rejected.*ranges;
                std::vector<LineRange> unseen; // what was decided was looked at
                if (lines && showUnseen)
                    unseen = linesWithout(
                        linesWithout(linesWithout(editLines(*lines, side), marks->seen.*ranges), accepted), rejected);
                return lineDecorations(accepted, rejected, unseen);
            };
            shown.before = decorated(ReviewSide::Old, &MarkedLines::removed);
            shown.after = decorated(ReviewSide::New, &MarkedLines::added);
        }
        if (const FileSelection *fitting = facts.fitting ? facts.fitting(index) : nullptr;
            fitting && lines && !fitting->whole) {
            const auto dim = [](LineDecoration &piece, size_t) { piece.dimmed = true; };
            shown.before =
                decoratedOn(shown.before, linesWithout(editLines(*lines, ReviewSide::Old), fitting->removed), dim);
            shown.after =
                decoratedOn(shown.after, linesWithout(editLines(*lines, ReviewSide::New), fitting->added), dim);
        }
        if (const LineOrigins *origins = facts.origins ? facts.origins(index) : nullptr) {
            shown.before = withOrigins(shown.before, *origins, origins->removed);
            shown.after = withOrigins(shown.after, *origins, origins->added);
        }
        out->files.insert(change.path(), std::move(shown));
    }
    if (!review.marks)
        return out;
    for (size_t i = 0; i < review.marks->comments.size() && static_cast<qsizetype>(i) < review.state.comments.size();
        ++i) {
        const CommentMark &place = review.marks->comments[i];
        const ReviewComment &comment = *review.state.comments[static_cast<qsizetype>(i)];
        if (place.file < 0 || place.file >= review.changes.files.size() || place.first < 0)
            continue;
        const ReviewSide side = comment.anchor.side == CommentAnchor::Side::Old ? ReviewSide::Old : ReviewSide::New;
        const int line = place.first + std::max(0, comment.anchor.count - 1);
        std::vector<GutterComment> &marks = out->files[review.changes.files[place.file].path()].comments;
        const bool draft = comment.state == ReviewComment::State::Draft;
        const auto same = std::ranges::find_if(
            marks, [&](const GutterComment &mark) { return mark.side == side && mark.line == line; });
        if (same == marks.end()) {
            marks.push_back({side, line, 1, comment.resolved, draft});
        } else {
            ++same->count;
            same->resolved = same->resolved && comment.resolved;
            same->draft = same->draft || draft;
        }
    }
    for (FileDecorations &file : out->files)
        std::ranges::sort(file.comments, {}, &GutterComment::line);
    return out;
}

} // namespace pilothouse
