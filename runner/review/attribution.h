#pragma once

#include "runner/review/attribution_timeline.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/line_diff.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace pilothouse {

/// Why is this line here? What is known, and never more.
///
/// Known are the trees of the snapshots, which the host checked, and their order. Claimed by the sandbox are the
/// agent's lines (when a tool call began and ended, what it says it did) and the lines between which the guest saw a
/// change written: `since` … `until` in a snapshot's commit, described in the guest's workspace/worker.h. A snapshot
/// may hold the work of several calls, calls overlap, and a process that an earlier call left behind, the agent itself
/// or a person's terminal may write at any moment without a word. So time alone never proves who wrote something.
///
/// - *By* a call: it completed, it was open when the change was written, it states an edit of this file, and the file
///   went from exactly what it was to exactly what that edit makes of it. Edits of several calls that one snapshot
///   holds are made one after the other; exactly one choice of them has to give the file as it is, byte for byte, else
///   nothing is said to be *by* anyone. A shell command states no edit, so it is never more than *during*.
/// - *During*: these calls, and no others, were open at some moment when the change can have been written.
/// - *Between* calls: none was.
/// - *Restored*: a person's decision (a rejection, an earlier snapshot put back) asked for exactly this tree.
/// - *Unknown*: neither; `reason` says why.
///
/// When was it written? After `since` and before the line behind `until`, where the guest says so and it does not
/// contradict itself. A guest that does not say them was asked for its position before it looked at the files, so a
/// change that the last look but one had not seen is newer than that position, and it is older than the next
/// snapshot's. In any case it is older than the first turn that began after the snapshot was in the log. A change for
/// which the agent's lines up to `until` are not in the log yet is unknown for now.
///
/// Equal lines (a blank one, a brace) cannot be told apart where an edit adds or removes some of them, nor a line that
/// moved from those that it passed: each then has the origins of all, as *during* with every candidate.
struct LineOrigin {
    enum class Kind { By, During, Between, Restored, Unknown };
    enum class Reason {
        None,
        NotYet, ///< The agent's lines of that time are still on their way.
        NoPosition, ///< The guest's positions are missing or contradict each other.
        Ignored, ///< Its file came or went with a change of what is ignored or readable.
        TooMuch, ///< Beyond what is followed: too many changes, or too many candidates.
        EqualLines, ///< One of several equal lines, of which more than calls wrote some.
        Older, ///< It was there before, under another name or at another place.
        Elsewhere, ///< It cannot be followed through the snapshots: compared with a tree that is none of them.
    };
    struct Call {
        ToolCallId id;
        qint32 turn = 0;
        qint64 seq = 0; ///< The event that the transcript's item began with.
        acp::ToolKind kind = acp::ToolKind::Other;
        QString title; ///< This and the next two: the sandbox's text, bounded, not made visible.
        QString command;
        QString words; ///< What the agent said before it.
        friend bool operator==(const Call &, const Call &) = default;
    };

    Kind kind = Kind::Unknown;
    Reason reason = Reason::None;
    std::vector<Call> calls; ///< The call, or the candidates in their order.
    std::vector<qint32> turns; ///< In which it can have been written, ascending; empty: in none, or unknown.
    qint32 afterTurn = 0; ///< The last turn that had begun.
    QString prompt; ///< Of the only turn; empty when there are several.
    std::vector<ObjectId> snapshots; ///< The first ones that have it; several for equal lines.
    qint64 seq = 0; ///< Where to look in the log: the first call's, else the decision's, else the snapshot's.
    bool othersMay = false; ///< Calls had begun before, so a process that one left behind can have written it as well.

    friend bool operator==(const LineOrigin &, const LineOrigin &) = default;
};

/// Where the lines of one change come from. Immutable; any thread.
struct LineOrigins {
    static constexpr int none = -1;

    std::vector<LineOrigin> table;
    std::vector<int> added; ///< Of each line of the new file: its row, or `none` where it is the old file's.
    std::vector<int> removed; ///< Of each line of the old file: who removed it, or `none` where it is still there.
    std::vector<int>
        touching; ///< Rows of everything that changed the file at all, in order; also of files without lines.

    [[nodiscard]] const LineOrigin *ofAdded(int line) const { return row(added, line); }
    [[nodiscard]] const LineOrigin *ofRemoved(int line) const { return row(removed, line); }

private:
    [[nodiscard]] const LineOrigin *row(const std::vector<int> &rows, int line) const
    {
        if (line < 0 || line >= static_cast<int>(rows.size()) || rows[static_cast<size_t>(line)] < 0)
            return nullptr;
        return &table[static_cast<size_t>(rows[static_cast<size_t>(line)])];
    }
};

class OriginCache;

struct OriginLimits {
    size_t versions = 2000; ///< Of one file; what came before them is unknown.
    qint64 lines = 20'000'000; ///< Of all these versions together, as long as the newest is.
};

/// The origins of one file's lines in a change set of the session's store; `from` and `to` as diffTrees() took them.
/// What an earlier call for the same file found is taken from `cache`. Blocks; any thread.
/// Errors: NotFound, GitFailed, Cancelled.
[[nodiscard]] Result<std::shared_ptr<const LineOrigins>> lineOrigins(const QString &store, const Timeline &timeline,
    const ObjectId &from, const ObjectId &to, const FileChange &change, OriginCache &cache,
    const OriginLimits &limits = {}, std::stop_token stop = {});

} // namespace pilothouse
