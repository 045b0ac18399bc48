#include "runner/session/runner_review.h"

#include "runner/review/attribution_note.h"
#include "runner/review/line_ranges.h"
#include "runner/session/runner_parts.h"
#include "runner/session/session_fork.h"
#include "runner/session/session_timeline.h"
#include "runner/workspace/provenance_note.h"
#include "runner/workspace/repository_probe.h"
#include "runner/workspace/tree_listing.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qint64 QuotedFileLimit = DiffOptions{}.fileBytes;
constexpr qsizetype QuotedLimit = 8 * 1024; // bytes of quoted lines
constexpr int PageSize = 512; // events

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Review)
};

const FileChange *findChange(const ChangeSet &set, const FileSelection &parts)
{
    const auto found = std::ranges::find_if(set.files, [&parts](const FileChange &change) {
        return change.oldPath == parts.oldPath && change.newPath == parts.newPath;
    });
    return found == set.files.end() ? nullptr : &*found;
}

std::unexpected<Error> notThere()
{
    return failure(InvalidArgument, Words::tr("That is no part of these changes."));
}

/// The parts with the contents that they are of, where the change set has them.
Result<std::vector<ReviewedFile>> reviewedFiles(const QString &store, const ChangeSet &set,
    std::vector<FileSelection> parts, EditCache &cache, const std::stop_token &stop)
{
    std::vector<ReviewedFile> out;
    for (FileSelection &file : parts) {
        if (stop.stop_requested())
            return failure(pilothouse::Cancelled, Words::tr("Cancelled."));
        const FileChange *change = findChange(set, file);
        if (!change || file.isEmpty())
            return notThere();
        if (!file.whole) {
            const auto edits = cache.edits(store, *change);
            if (!edits)
                return std::unexpected(edits.error());
            file.removed = normalized(std::move(file.removed));
            file.added = normalized(std::move(file.added));
            if (!without(file.removed, removedBy(**edits)).empty() || !without(file.added, addedBy(**edits)).empty())
                return notThere();
        }
        out.push_back({std::move(file), ReviewedContent::of(*change)});
    }
    if (out.empty())
        return notThere();
    return out;
}

/// Fills in what the lines of a comment are and of which content.
Result<CommentAnchor> anchored(const QString &store, const ChangeSet &set, CommentAnchor anchor)
{
    anchor.tree = set.newTree;
    anchor.quoted.clear();
    anchor.blob = {};
    if (anchor.path.isEmpty()) {
        anchor.first = anchor.count = 0;
        return anchor;
    }
    const bool old = anchor.side == CommentAnchor::Side::Old;
    const auto entry = findInTree(store, old ? set.oldTree : set.newTree, anchor.path);
    if (!entry)
        return std::unexpected(entry.error());
    if (entry->isFolder())
        return failure(NotFound, Words::tr("“%1” is a folder.").arg(displayPath(anchor.path)));
    anchor.blob = entry->object;
    if (anchor.count <= 0) {
        anchor.first = anchor.count = 0;
        return anchor;
    }
    auto bytes = readBlob(store, anchor.blob, QuotedFileLimit);
    if (!bytes)
        return std::unexpected(bytes.error());
    const TextLines lines(std::move(*bytes));
    if (anchor.first < 0 || anchor.first >= lines.count() || anchor.count > lines.count() - anchor.first)
        return failure(
            NotFound, Words::tr("“%1” has %n line(s) there.", nullptr, lines.count()).arg(displayPath(anchor.path)));
    const QByteArrayView quoted = lines.lines(anchor.first, anchor.count);
    anchor.quoted = QString::fromUtf8(quoted.first(std::min(QuotedLimit, quoted.size())));
    if (quoted.size() > QuotedLimit)
        anchor.quoted += u"\n…"_s;
    return anchor;
}

} // namespace

/// A session's log folded into its timeline as far as somebody asked for it. On the pool.
struct Runner::Review::Folded {
    std::mutex mutex;
    TimelineFold fold;
};

ReviewApi &Runner::review()
{
    return *m_review;
}

Task<SessionChanges> Runner::Review::changes(SessionId id, ObjectId to)
{
    const auto loaded = co_await m_runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    co_return co_await m_runner.changes(id, (*loaded)->state.review.taken, to);
}

Task<std::shared_ptr<const LineDiff>> Runner::Review::lineDiff(
    SessionId id, SessionChanges changes, qsizetype file, DiffOptions::Whitespace whitespace)
{
    using Answer = Result<std::shared_ptr<const LineDiff>>;
    return runOn(
        *m_runner.m_pool, [store = store(id), changes, file, whitespace](const std::stop_token &stop) -> Answer {
            if (file < 0 || file >= changes.set->files.size())
                return failure(NotFound, Words::tr("The change set has no such file."));
            return pilothouse::lineDiff(store, changes.set->files.at(file), {.whitespace = whitespace}, stop);
        });
}

Task<QByteArray> Runner::Review::content(SessionId id, ObjectId blob, qint64 limit)
{
    return runOn(*m_runner.m_pool,
        [store = store(id), blob, limit](const std::stop_token &) { return readBlob(store, blob, limit); });
}

Task<std::shared_ptr<const ReviewMarks>> Runner::Review::marks(SessionId id, SessionChanges changes)
{
    using Answer = Result<std::shared_ptr<const ReviewMarks>>;
    const auto loaded = co_await m_runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    co_return co_await runOn(*m_runner.m_pool,
        [store = store(id), state = (*loaded)->state.review, seq = (*loaded)->state.lastSeq, changes, cache = m_edits](
            const std::stop_token &stop) -> Answer {
            auto marks = reviewMarks(store, state, *changes.set, *cache, stop);
            if (!marks)
                return std::unexpected(marks.error());
            marks->seq = seq;
            return std::make_shared<const ReviewMarks>(std::move(*marks));
        });
}

Task<std::vector<ReviewedFile>> Runner::Review::checked(
    SessionId id, SessionChanges changes, std::vector<FileSelection> parts)
{
    return runOn(*m_runner.m_pool,
        [store = store(id), changes, parts = std::move(parts), cache = m_edits](
            const std::stop_token &stop) { return reviewedFiles(store, *changes.set, parts, *cache, stop); });
}

Task<QString> Runner::Review::decide(
    SessionId id, SessionChanges changes, std::vector<FileSelection> parts, ReviewDecision decision)
{
    auto files = co_await checked(id, changes, std::move(parts));
    if (!files)
        co_return std::unexpected(files.error());
    const DecisionRecord record{.decision = decision,
        .from = changes.set->oldTree,
        .to = changes.set->newTree,
        .files = std::move(*files),
        .by = u"person"_s};
    co_return co_await m_runner.onActor(
        id, [record](SessionActor &session) { return session.review().decide(record); });
}

Task<QString> Runner::Review::undo(SessionId id)
{
    return m_runner.onActor(id, [](SessionActor &session) { return session.review().undo(); });
}

Task<QString> Runner::Review::redo(SessionId id)
{
    return m_runner.onActor(id, [](SessionActor &session) { return session.review().redo(); });
}

Task<void> Runner::Review::setUndone(SessionId id, QString decision, bool undone)
{
    return m_runner.onActor(
        id, [decision, undone](SessionActor &session) { return session.review().setUndone(decision, undone); });
}

Task<Selection> Runner::Review::selection(SessionId id, SessionChanges changes, ReviewDecision decision)
{
    const auto marked = co_await marks(id, changes);
    if (!marked)
        co_return std::unexpected(marked.error());
    co_return markedSelection(**marked, *changes.set, decision);
}

Task<void> Runner::Review::markSeen(SessionId id, SessionChanges changes, std::vector<FileSelection> parts)
{
    const auto files = co_await checked(id, std::move(changes), std::move(parts));
    if (!files)
        co_return std::unexpected(files.error());
    co_return co_await m_runner.onActor(
        id, [files = *files](SessionActor &session) { return session.review().markSeen(files, false); });
}

Task<void> Runner::Review::setViewed(SessionId id, SessionChanges changes, qsizetype file, bool viewed)
{
    if (file < 0 || file >= changes.set->files.size())
        co_return failure(NotFound, Words::tr("The change set has no such file."));
    const FileChange &change = changes.set->files.at(file);
    ReviewedFile reviewed{wholeSelection(change), ReviewedContent::of(change)};
    reviewed.parts.whole = viewed;
    co_return co_await m_runner.onActor(
        id, [reviewed, viewed](SessionActor &session) { return session.review().markSeen({reviewed}, viewed); });
}

Task<QString> Runner::Review::writeComment(SessionId id, SessionChanges changes, CommentDraft draft)
{
    ReviewComment comment{.id = draft.id, .text = draft.text, .by = u"person"_s};
    if (!draft.text.isEmpty()) {
        auto anchor = co_await runOn(
            *m_runner.m_pool, [store = store(id), changes, anchor = draft.anchor](const std::stop_token &) {
                return anchored(store, *changes.set, anchor);
            });
        if (!anchor)
            co_return std::unexpected(anchor.error());
        comment.anchor = std::move(*anchor);
    }
    co_return co_await m_runner.onActor(
        id, [comment](SessionActor &session) { return session.review().writeComment(comment); });
}

Task<void> Runner::Review::sendComments(SessionId id, QStringList comments)
{
    return m_runner.onActor(id, [comments](SessionActor &session) { return session.sendComments(comments); });
}

Task<void> Runner::Review::settleComment(SessionId id, QString comment, bool resolved)
{
    return m_runner.onActor(
        id, [comment, resolved](SessionActor &session) { return session.review().settleComment(comment, resolved); });
}

Task<void> Runner::Review::conclude(SessionId id, SessionChanges changes, Verdict verdict, QString summary, QString by)
{
    VerdictRecord record{.verdict = verdict, .summary = summary, .by = by, .tree = changes.set->newTree};
    if (record.by.isEmpty()) {
        const auto loaded = co_await m_runner.load(id);
        if (!loaded)
            co_return std::unexpected(loaded.error());
        const auto facts = co_await runOn(*m_runner.m_pool,
            [path = (*loaded)->state.info.repository](const std::stop_token &) { return probeRepository(path); });
        record.by = facts ? facts->author.name : u"person"_s;
    }
    co_return co_await m_runner.onActor(
        id, [record](SessionActor &session) { return session.review().conclude(record); });
}

Task<void> Runner::Review::carryOutRejections(SessionId id)
{
    return m_runner.onActor(id, [](SessionActor &session) { return session.carryOutRejections(); });
}

Task<RestoreReport> Runner::Review::restore(SessionId id, ObjectId snapshot, QString reason)
{
    return m_runner.onActor(
        id, [snapshot, reason](SessionActor &session) { return session.restoreSnapshot(snapshot, reason); });
}

Task<SessionId> Runner::Review::fork(SessionId id, ObjectId snapshot, QString prompt)
{
    const auto loaded = co_await m_runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    auto events = forkEvents((*loaded)->state, snapshot, prompt);
    if (!events)
        co_return std::unexpected(events.error());
    const auto created = co_await m_runner.m_store->create(std::move(*events));
    if (!created)
        co_return std::unexpected(created.error());
    const SessionId made = created->front().session;
    const auto fork = co_await m_runner.load(made);
    if (!fork)
        co_return std::unexpected(fork.error());
    // Now, and not first when its sandbox is made: the other session may be removed before.
    if (const SessionInfo info = (*fork)->state.info; info.forkedFrom.isValid()) {
        const auto filled = co_await runOn(*m_runner.m_pool,
            [directory = m_runner.m_directory, made, info, base = ObjectId((*fork)->state.baseCommit)](
                const std::stop_token &stop) { return fillFork(directory, made, info, base, stop); });
        if (!filled)
            co_return std::unexpected(filled.error());
    }
    const auto recorded = co_await m_runner.onActor(
        id, [made, snapshot](SessionActor &session) { return session.recordFork(made, snapshot); });
    if (!recorded)
        co_return std::unexpected(recorded.error());
    if (const auto active = co_await m_runner.activate(made); !active)
        co_return std::unexpected(active.error());
    co_return made;
}

/// The session's log up to now, folded.
Task<TimelinePtr> Runner::Review::folded(SessionId id)
{
    auto &known = m_folded[id];
    if (!known)
        known = std::make_shared<Folded>();
    return runOn(*m_runner.m_pool,
        [id, known, store = m_runner.m_store.get()](const std::stop_token &stop) -> Result<TimelinePtr> {
            const std::scoped_lock lock(known->mutex);
            const auto reader = store->openReader();
            if (!reader)
                return std::unexpected(reader.error());
            while (!stop.stop_requested()) {
                const auto page = (*reader)->events(id, known->fold.timeline().lastSeq + 1, PageSize);
                if (!page)
                    return std::unexpected(page.error());
                if (page->empty())
                    return std::make_shared<const Timeline>(known->fold.timeline());
                for (const Event &event : *page)
                    known->fold.apply(event);
            }
            return failure(pilothouse::Cancelled, Words::tr("Cancelled."));
        });
}

Task<std::shared_ptr<const LineOrigins>> Runner::Review::lineOrigins(
    SessionId id, SessionChanges changes, qsizetype file)
{
    using Answer = Result<std::shared_ptr<const LineOrigins>>;
    const auto timeline = co_await folded(id);
    if (!timeline)
        co_return std::unexpected(timeline.error());
    co_return co_await runOn(*m_runner.m_pool,
        [store = store(id), timeline = *timeline, changes, file, cache = originCache(id)](
            const std::stop_token &stop) -> Answer {
            if (file < 0 || file >= changes.set->files.size())
                return failure(NotFound, Words::tr("The change set has no such file."));
            return pilothouse::lineOrigins(
                store, *timeline, changes.from, changes.to, changes.set->files.at(file), *cache, {}, stop);
        });
}

std::shared_ptr<OriginCache> Runner::Review::originCache(SessionId id)
{
    auto &cache = m_origins[id];
    if (!cache)
        cache = std::make_shared<OriginCache>();
    return cache;
}

Task<ObjectId> Runner::Review::noteOrigins(SessionId id)
{
    const auto loaded = co_await m_runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    if ((*loaded)->state.accepted.empty())
        co_return failure(NotFound, Words::tr("Nothing was accepted yet. Accept something first."));
    const auto timeline = co_await folded(id);
    if (!timeline)
        co_return std::unexpected(timeline.error());
    co_return co_await runOn(*m_runner.m_pool,
        [store = store(id), session = *loaded, timeline = *timeline, cache = originCache(id)](
            const std::stop_token &stop) -> Result<ObjectId> {
            const SessionState &state = session->state;
            const AcceptedView &last = state.accepted.back();
            const auto facts = probeRepository(state.info.repository);
            if (!facts)
                return std::unexpected(facts.error());
            const auto files = notedFiles(
                store, *timeline, ObjectId(state.baseCommit), last.snapshot, state.review.taken, *cache, stop);
            if (!files)
                return std::unexpected(files.error());
            const QByteArray note = attributionNote(state.info.title, last.snapshot, *files);
            const auto written = writeProvenanceNote(state.info.repository, last.commit, QString::fromUtf8(note),
                facts->author, QDateTime::fromMSecsSinceEpoch(last.atMs));
            if (!written)
                return std::unexpected(written.error());
            return last.commit;
        });
}

Task<std::vector<TimelineTick>> Runner::Review::timeline(SessionId id)
{
    const auto loaded = co_await m_runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    const auto timeline = co_await folded(id);
    if (!timeline)
        co_return std::unexpected(timeline.error());
    co_return co_await runOn(*m_runner.m_pool,
        [snapshot = *loaded, timeline = *timeline](const std::stop_token &) -> Result<std::vector<TimelineTick>> {
            return timelineTicks(snapshot->state, *timeline);
        });
}

} // namespace pilothouse
