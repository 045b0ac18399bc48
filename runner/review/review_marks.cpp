#include "runner/review/review_marks.h"

#include "runner/review/line_ranges.h"
#include "runner/workspace/tree_listing.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <ranges>

namespace pilothouse {

namespace {

constexpr qsizetype ContentsFollowed = 200; // of one file, the latest that were looked at

bool isRegular(quint32 mode)
{
    return mode == 0 || (mode & 0170000) == 0100000;
}

/// Whether something about the change is not in its lines: a name, a mode, that it is there at all.
bool hasProperties(const FileChange &change)
{
    return change.oldPath != change.newPath || change.oldMode != change.newMode;
}

bool isSameChange(const FileSelection &parts, const ReviewedContent &content, const FileChange &change)
{
    return parts.oldPath == change.oldPath && parts.newPath == change.newPath && content == ReviewedContent::of(change);
}

/// The lines of a record, on both sides, in the numbers of today.
struct Carried {
    MarkedLines lines;
    bool properties = false; ///< Its word about name, mode and kind still holds.
    bool whole = false; ///< It is about all of exactly this change.
};

/// One change of the change set with what was recorded about its file.
class FileReview {
public:
    FileReview(EditCache::Source &store, const FileChange &change, EditCache &cache, const QSet<QByteArray> &newPaths)
        : m_store(store),
          m_change(change),
          m_cache(cache),
          m_newPaths(newPaths)
    { }

    [[nodiscard]] Result<void> load()
    {
        if (!isTakenByLine(m_change))
            return {};
        auto edits = m_cache.edits(m_store, m_change);
        if (!edits)
            return std::unexpected(edits.error());
        m_edits = std::move(*edits);
        m_removed = removedBy(*m_edits);
        m_added = addedBy(*m_edits);
        return {};
    }

    [[nodiscard]] bool isAbout(const ReviewedFile &file) const
    {
        const FileSelection &parts = file.parts;
        if ((parts.newPath.isEmpty() ? parts.oldPath : parts.newPath) == m_change.path())
            return true;
        // Renamed, deleted or brought back since.
        const bool copies = file.content.copied || m_change.status == FileChange::Status::Copied;
        return !copies && !parts.oldPath.isEmpty() && parts.oldPath == m_change.oldPath
            && (parts.newPath.isEmpty() || !m_newPaths.contains(parts.newPath));
    }

    [[nodiscard]] Result<Carried> carry(const ReviewedFile &file) const
    {
        const FileSelection &parts = file.parts;
        Carried out;
        if (isSameChange(parts, file.content, m_change)) {
            out.whole = parts.whole;
            out.properties = parts.whole || parts.properties;
            out.lines = parts.whole ? MarkedLines{m_removed, m_added} : MarkedLines{parts.removed, parts.added};
        } else {
            out.properties = (parts.whole || parts.properties) && parts.oldPath == m_change.oldPath
                && parts.newPath == m_change.newPath && file.content.oldMode == m_change.oldMode
                && file.content.newMode == m_change.newMode;
            if (!m_edits || m_edits->empty() || !isRegular(file.content.oldMode) || !isRegular(file.content.newMode))
                return out;
            MarkedLines then{parts.removed, parts.added};
            if (parts.whole) {
                const auto edits = m_cache.edits(m_store, file.content.oldBlob, file.content.newBlob);
                if (!edits)
                    return std::unexpected(edits.error());
                then = {removedBy(**edits), addedBy(**edits)};
            }
            const bool sameOldFile = !parts.oldPath.isEmpty() && parts.oldPath == m_change.oldPath;
            auto removed = sameOldFile ? follow(then.removed, file.content.oldBlob, m_change.oldBlob) : LineRanges();
            if (!removed)
                return std::unexpected(removed.error());
            auto added = follow(then.added, file.content.newBlob, m_change.newBlob);
            if (!added)
                return std::unexpected(added.error());
            out.lines = {std::move(*removed), std::move(*added)};
        }
        out.lines.removed = intersected(out.lines.removed, m_removed);
        out.lines.added = intersected(out.lines.added, m_added);
        return out;
    }

    [[nodiscard]] bool hasLines() const { return m_edits && !m_edits->empty(); }
    [[nodiscard]] const std::vector<LineEdit> &edits() const { return *m_edits; }
    [[nodiscard]] const LineRanges &removed() const { return m_removed; }
    [[nodiscard]] const LineRanges &added() const { return m_added; }
    [[nodiscard]] const FileChange &change() const { return m_change; }

private:
    [[nodiscard]] Result<LineRanges> follow(const LineRanges &lines, const ObjectId &then, const ObjectId &now) const
    {
        if (lines.empty() || !then.isValid() || !now.isValid())
            return LineRanges();
        if (then == now)
            return lines;
        const auto edits = m_cache.edits(m_store, then, now);
        if (!edits)
            return std::unexpected(edits.error());
        return carriedOver(lines, **edits);
    }

    EditCache::Source &m_store;
    const FileChange &m_change;
    EditCache &m_cache;
    const QSet<QByteArray> &m_newPaths;
    EditCache::Edits m_edits; ///< Null where the change is not taken by line.
    LineRanges m_removed;
    LineRanges m_added;
};

bool isAll(const FileReview &review, const MarkedLines &marked)
{
    return marked.removed == review.removed() && marked.added == review.added();
}

/// Lays decisions over one file, the latest first: what it says of a line is not covered by an earlier one.
class Decisions {
public:
    Decisions(const FileReview &review, FileMarks &marks) : m_review(review), m_marks(marks) { }

    [[nodiscard]] Result<void> add(const DecisionRecord &decision, const ReviewedFile &file, QStringList &rejections)
    {
        auto carried = m_review.carry(file);
        if (!carried)
            return std::unexpected(carried.error());
        const LineRanges removed = without(carried->lines.removed, m_decided.removed);
        const LineRanges added = without(carried->lines.added, m_decided.added);
        const bool properties = carried->properties && !m_propertiesDecided
            && (m_review.hasLines() || carried->whole || (!isContentChanged() && carried->properties));
        if (removed.empty() && added.empty() && !properties)
            return {};
        m_decided = {united(m_decided.removed, removed), united(m_decided.added, added)};
        if (decision.decision != ReviewDecision::Open) {
            MarkedLines &into = decision.decision == ReviewDecision::Accepted ? m_marks.accepted : m_marks.rejected;
            into = {united(into.removed, removed), united(into.added, added)};
        }
        if (properties) {
            m_propertiesDecided = true;
            m_marks.properties = decision.decision;
        }
        if (decision.decision == ReviewDecision::Rejected && !rejections.contains(decision.id))
            rejections.append(decision.id);
        return {};
    }

    /// What follows for the file as a whole.
    void conclude()
    {
        const FileChange &change = m_review.change();
        if (!m_review.hasLines()) {
            m_marks.wholeAccepted = m_marks.properties == ReviewDecision::Accepted;
            m_marks.wholeRejected = m_marks.properties == ReviewDecision::Rejected;
            return;
        }
        const bool allAccepted = isAll(m_review, m_marks.accepted);
        const bool allRejected = isAll(m_review, m_marks.rejected);
        // A file that comes or goes does so with its lines; a name is taken with any line.
        const bool comesOrGoes = change.oldPath.isEmpty() || change.newPath.isEmpty();
        const bool isRenamed = !comesOrGoes && change.oldPath != change.newPath;
        if (!hasProperties(change))
            m_marks.properties = ReviewDecision::Open;
        else if (comesOrGoes && (allAccepted || allRejected))
            m_marks.properties = allAccepted ? ReviewDecision::Accepted : ReviewDecision::Rejected;
        else if (m_marks.properties == ReviewDecision::Open
            && (allAccepted || (isRenamed && !m_marks.accepted.isEmpty())))
            m_marks.properties = ReviewDecision::Accepted;
        const bool any = hasProperties(change);
        m_marks.wholeAccepted = allAccepted && (!any || m_marks.properties == ReviewDecision::Accepted);
        m_marks.wholeRejected = allRejected && (!any || m_marks.properties == ReviewDecision::Rejected);
    }

private:
    [[nodiscard]] bool isContentChanged() const { return m_review.change().oldBlob != m_review.change().newBlob; }

    const FileReview &m_review;
    FileMarks &m_marks;
    MarkedLines m_decided;
    bool m_propertiesDecided = false;
};

/// Lays what was looked at over one file; `records` are about it, oldest first.
Result<void> addSeen(const FileReview &review, const std::vector<const SeenRecord *> &records, FileMarks &marks)
{
    const SeenRecord *tick = nullptr;
    bool sawAll = false; // of a file without lines
    QSet<ObjectId> contents;
    for (const SeenRecord *record : std::views::reverse(records)) {
        if (record->viewed && !tick)
            tick = record;
        contents.insert(record->file.content.newBlob);
        if (contents.size() > ContentsFollowed)
            continue;
        const auto carried = review.carry(record->file);
        if (!carried)
            return std::unexpected(carried.error());
        marks.seen = {
            united(marks.seen.removed, carried->lines.removed), united(marks.seen.added, carried->lines.added)};
        sawAll = sawAll || carried->whole;
    }
    const bool allSeen = review.hasLines() ? isAll(review, marks.seen) : sawAll;
    const auto isDecided = [&](const LineRanges &all, const LineRanges &seen, auto side) {
        return without(without(without(all, seen), marks.accepted.*side), marks.rejected.*side).empty();
    };
    marks.isNew = review.hasLines() ? !isDecided(review.removed(), marks.seen.removed, &MarkedLines::removed)
            || !isDecided(review.added(), marks.seen.added, &MarkedLines::added)
                                    : !sawAll && marks.properties == ReviewDecision::Open;
    if (tick) {
        const FileChange &change = review.change();
        const bool sameContent = tick->file.content.newBlob == change.newBlob
            && tick->file.content.newMode == change.newMode && tick->file.parts.newPath == change.newPath;
        marks.viewed = isSameChange(tick->file.parts, tick->file.content, change) || (sameContent && allSeen);
        marks.viewedStale = !marks.viewed;
    }
    if (!review.hasLines()) {
        marks.hunks = 1;
        marks.reviewed = marks.isNew ? 0 : 1;
        return {};
    }
    const MarkedLines looked{united(marks.seen.removed, united(marks.accepted.removed, marks.rejected.removed)),
        united(marks.seen.added, united(marks.accepted.added, marks.rejected.added))};
    for (const HunkRange &hunk : hunksOf(review.edits())) {
        const auto edits = std::span(review.edits()).subspan(hunk.firstEdit, hunk.editCount);
        ++marks.hunks;
        marks.reviewed += std::ranges::all_of(edits, [&looked](const LineEdit &edit) {
            return covers(looked.removed, {edit.oldStart, edit.oldCount})
                && covers(looked.added, {edit.newStart, edit.newCount});
        });
    }
    return {};
}

/// Records by the paths that they are about, so that a file does not look at all of them.
template <class Entry> class ByPath {
public:
    void add(const FileSelection &parts, Entry entry)
    {
        m_byPath[parts.newPath].push_back(entry);
        if (parts.oldPath != parts.newPath)
            m_byPath[parts.oldPath].push_back(entry);
    }

    /// In the order in which they were added.
    [[nodiscard]] std::vector<Entry> about(const FileChange &change) const
    {
        std::vector<Entry> out;
        for (const QByteArray &path : {change.oldPath, change.newPath}) {
            if (path.isEmpty())
                continue;
            const auto found = m_byPath.constFind(path);
            if (found != m_byPath.cend())
                out.insert(out.end(), found->begin(), found->end());
        }
        std::ranges::sort(out);
        const auto rest = std::ranges::unique(out);
        out.erase(rest.begin(), rest.end());
        return out;
    }

private:
    QHash<QByteArray, std::vector<Entry>> m_byPath;
};

using DecidedPlace = std::pair<qsizetype, size_t>; // a decision, and one of its files

Result<CommentMark> markComment(
    EditCache::Source &store, const CommentAnchor &anchor, const ChangeSet &changes, EditCache &cache)
{
    CommentMark mark;
    if (anchor.path.isEmpty()) {
        mark.touched = anchor.tree != changes.newTree;
        return mark;
    }
    const bool old = anchor.side == CommentAnchor::Side::Old;
    const auto found = std::ranges::find_if(changes.files,
        [&](const FileChange &change) { return (old ? change.oldPath : change.newPath) == anchor.path; });
    ObjectId now;
    if (found != changes.files.end()) {
        mark.file = found - changes.files.begin();
        now = old ? found->oldBlob : found->newBlob;
    } else if (const auto entry = findInTree(store.store, old ? changes.oldTree : changes.newTree, anchor.path)) {
        now = entry->object;
    }
    mark.touched = now != anchor.blob;
    if (!now.isValid() || anchor.count == 0 || !mark.touched) {
        mark.first = now.isValid() ? anchor.first : -1;
        return mark;
    }
    const auto edits = cache.edits(store, anchor.blob, now);
    if (!edits)
        return std::unexpected(edits.error());
    const LineRanges carried = carriedOver({{anchor.first, anchor.count}}, **edits);
    mark.touched = carried.size() != 1 || carried.front().count != anchor.count;
    mark.first = carried.empty() ? -1 : carried.front().first;
    return mark;
}

} // namespace

HunkMark hunkMark(const FileMarks &marks, std::span<const LineEdit> edits)
{
    const auto lines = [&edits](const MarkedLines &marked) {
        return countOf(intersected(removedBy(edits), marked.removed))
            + countOf(intersected(addedBy(edits), marked.added));
    };
    const int all = countOf(removedBy(edits)) + countOf(addedBy(edits));
    const int accepted = lines(marks.accepted);
    const int rejected = lines(marks.rejected);
    if (accepted == 0 && rejected == 0)
        return HunkMark::Open;
    return accepted == all ? HunkMark::Accepted : rejected == all ? HunkMark::Rejected : HunkMark::Mixed;
}

bool isSeen(const FileMarks &marks, std::span<const LineEdit> edits)
{
    return std::ranges::all_of(edits, [&marks](const LineEdit &edit) {
        return covers(marks.seen.removed, {edit.oldStart, edit.oldCount})
            && covers(marks.seen.added, {edit.newStart, edit.newCount});
    });
}

FileSelection selectionOf(const FileChange &change, std::span<const LineEdit> edits)
{
    if (!isTakenByLine(change))
        return wholeSelection(change);
    return {.oldPath = change.oldPath, .newPath = change.newPath, .removed = removedBy(edits), .added = addedBy(edits)};
}

FileSelection wholeSelection(const FileChange &change)
{
    return {.oldPath = change.oldPath, .newPath = change.newPath, .whole = true, .removed = {}, .added = {}};
}

Result<ReviewMarks> reviewMarks(
    const QString &store, const ReviewState &state, const ChangeSet &changes, EditCache &cache, std::stop_token stop)
{
    ByPath<DecidedPlace> decided;
    for (qsizetype at = 0; at < state.decisions.size(); ++at) {
        const DecisionRecord &decision = *state.decisions[at];
        if (decision.undone || decision.carriedOut)
            continue;
        for (size_t file = 0; file < decision.files.size(); ++file)
            decided.add(decision.files[file].parts, {at, file});
    }
    ByPath<qsizetype> seen;
    for (qsizetype at = 0; at < state.seen.size(); ++at)
        seen.add(state.seen[at]->file.parts, at);
    QSet<QByteArray> newPaths;
    for (const FileChange &change : changes.files)
        newPaths.insert(change.newPath);

    EditCache::Source source{store};
    ReviewMarks marks{.from = changes.oldTree, .to = changes.newTree};
    marks.files.reserve(static_cast<size_t>(changes.files.size()));
    for (const FileChange &change : changes.files) {
        if (stop.stop_requested())
            return failure(pilothouse::Cancelled, QCoreApplication::translate("Review", "Cancelled."));
        FileMarks &file = marks.files.emplace_back();
        FileReview review(source, change, cache, newPaths);
        if (const auto loaded = review.load(); !loaded)
            return std::unexpected(loaded.error());
        Decisions decisions(review, file);
        for (const auto &[at, index] : std::views::reverse(decided.about(change))) {
            const DecisionRecord &decision = *state.decisions[at];
            if (!review.isAbout(decision.files[index]))
                continue;
            if (const auto added = decisions.add(decision, decision.files[index], marks.rejections); !added)
                return std::unexpected(added.error());
        }
        decisions.conclude();
        std::vector<const SeenRecord *> looked;
        for (const qsizetype at : seen.about(change)) {
            if (review.isAbout(state.seen[at]->file))
                looked.push_back(state.seen[at].get());
        }
        if (const auto added = addSeen(review, looked, file); !added)
            return std::unexpected(added.error());
        marks.hunks += file.hunks;
        marks.reviewed += file.reviewed;
        marks.viewedFiles += file.viewed ? 1 : 0;
    }
    for (const auto &comment : state.comments) {
        const auto mark = markComment(source, comment->anchor, changes, cache);
        if (!mark)
            return std::unexpected(mark.error());
        marks.comments.push_back(*mark);
    }
    return marks;
}

Selection markedSelection(const ReviewMarks &marks, const ChangeSet &changes, ReviewDecision decision)
{
    const bool accepted = decision == ReviewDecision::Accepted;
    Selection out{.from = changes.oldTree, .to = changes.newTree, .files = {}};
    for (size_t at = 0; at < marks.files.size(); ++at) {
        const FileMarks &file = marks.files[at];
        const FileChange &change = changes.files[static_cast<qsizetype>(at)];
        if (accepted ? file.wholeAccepted : file.wholeRejected) {
            out.files.push_back(wholeSelection(change));
            continue;
        }
        const MarkedLines &lines = accepted ? file.accepted : file.rejected;
        FileSelection parts{.oldPath = change.oldPath,
            .newPath = change.newPath,
            .properties = file.properties == decision && hasProperties(change),
            .removed = lines.removed,
            .added = lines.added};
        if (!parts.isEmpty())
            out.files.push_back(std::move(parts));
    }
    return out;
}

} // namespace pilothouse
