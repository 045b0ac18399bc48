#pragma once

#include "runner/review/edit_cache.h"
#include "runner/review/review_state.h"
#include "runner/workspace/line_diff.h"

#include <span>
#include <stop_token>

namespace pilothouse {

/// Lines of both sides of one change, ascending and not touching on each side.
struct MarkedLines {
    std::vector<LineRange> removed; ///< Of the old file.
    std::vector<LineRange> added; ///< Of the new file.

    [[nodiscard]] bool isEmpty() const { return removed.empty() && added.empty(); }
    friend bool operator==(const MarkedLines &, const MarkedLines &) = default;
};

/// What holds for one file of a change set. Only lines that are part of its edits are marked, and each is decided at
/// most one way.
struct FileMarks {
    MarkedLines accepted;
    MarkedLines rejected;
    MarkedLines seen;
    /// Of its name, mode and kind, where they change; of a file without lines to show, of all of it.
    ReviewDecision properties = ReviewDecision::Open;
    bool wholeAccepted = false; ///< Nothing of it is left open or rejected; likewise:
    bool wholeRejected = false;
    bool viewed = false; ///< Ticked off, and its content is what it was then.
    bool viewedStale = false; ///< Ticked off, and its content has changed since.
    bool isNew = false; ///< Something of it was neither seen nor decided about.
    int hunks = 0; ///< With three lines of context; 1 for a file without lines to show.
    int reviewed = 0; ///< Hunks of which every line was decided about or seen.

    friend bool operator==(const FileMarks &, const FileMarks &) = default;
};

/// Where a comment stands in a change set.
struct CommentMark {
    qsizetype file = -1; ///< Of the change set; -1: in none of its files.
    int first = -1; ///< The lines now, on the anchor's side; -1 when they are not there any more.
    bool touched = false; ///< The lines (the file, the tree) are not what they were when the comment was written.

    friend bool operator==(const CommentMark &, const CommentMark &) = default;
};

/// A person's review laid over one change set. Immutable; any thread.
struct ReviewMarks {
    ObjectId from;
    ObjectId to;
    qint64 seq = 0; ///< The session's last event that is in it.
    std::vector<FileMarks> files; ///< As ChangeSet::files.
    std::vector<CommentMark> comments; ///< As ReviewState::comments.
    int hunks = 0;
    int reviewed = 0; ///< "reviewed 14 of 17 hunks"
    int viewedFiles = 0;
    QStringList rejections; ///< The decisions that the rejected parts come from.

    friend bool operator==(const ReviewMarks &, const ReviewMarks &) = default;
};

/// How the lines of one hunk were decided.
enum class HunkMark { Open, Accepted, Rejected, Mixed };
[[nodiscard]] HunkMark hunkMark(const FileMarks &marks, std::span<const LineEdit> edits);
/// Whether every line of these edits was seen.
[[nodiscard]] bool isSeen(const FileMarks &marks, std::span<const LineEdit> edits);

/// The lines of these edits as parts of a file's change: what a decision about a hunk is made of. All of it where it
/// cannot be taken by line.
[[nodiscard]] FileSelection selectionOf(const FileChange &change, std::span<const LineEdit> edits);
/// All of a file's change.
[[nodiscard]] FileSelection wholeSelection(const FileChange &change);

/// Lays decisions, seen marks and comments over a change set, whichever snapshots they were made on. Where a file's
/// contents and modes are the same they hold as they are. Otherwise its lines are followed through the line edits
/// between the contents of then and now, on each side: a line keeps its mark only if it is the same line, unchanged
/// and still part of an edit. (What was seen of a file is followed from the 200 latest contents that were looked at.) A
/// decision that was undone, and a rejection that was carried out, mark nothing.
/// Blocks; on the pool. Errors: those of lineDiff(), Cancelled.
[[nodiscard]] Result<ReviewMarks> reviewMarks(const QString &store, const ReviewState &state, const ChangeSet &changes,
    EditCache &cache, std::stop_token stop = {});

/// The accepted (or rejected) parts of a change set as marked: whole files where all of them is.
[[nodiscard]] Selection markedSelection(const ReviewMarks &marks, const ChangeSet &changes, ReviewDecision decision);

} // namespace pilothouse
