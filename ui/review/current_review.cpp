#include "ui/review/current_review.h"

#include "ui/controls/when_done.h"

namespace pilothouse {

CurrentReview::CurrentReview(RunnerApi &runner, QObject *parent) : QObject(parent), m_runner(runner) { }

const ReviewState &CurrentReview::state() const
{
    static const ReviewState None;
    return m_snapshot ? m_snapshot->state.review : None;
}

void CurrentReview::setSession(SessionId session)
{
    if (session == m_session)
        return;
    m_session = session;
    ++m_generation;
    m_snapshot.reset();
    m_wanted = {};
    m_wantedTaken = {};
    m_comparedFrom = m_comparedTo = {};
    m_loading = m_loadAgain = m_asking = m_askAgain = false;
    publish({}, nullptr);
}

bool CurrentReview::isSameReview(const ReviewState &a, const ReviewState &b)
{
    // The lists are shared between states, so most comparisons end at the first pointer.
    return a.decisions == b.decisions && a.seen == b.seen && a.comments == b.comments && a.verdicts == b.verdicts;
}

void CurrentReview::setState(const SessionSnapshotPtr &snapshot)
{
    if (!snapshot || snapshot->state.id != m_session)
        return;
    const bool sameReview = m_snapshot && isSameReview(m_snapshot->state.review, snapshot->state.review);
    m_snapshot = snapshot;
    if (!sameReview) {
        Q_EMIT stateReplaced();
        askMarks();
    }
    const SessionState &state = snapshot->state;
    if (state.snapshots.empty())
        return;
    if (state.snapshots.back().commit == m_wanted && state.review.taken == m_wantedTaken)
        return;
    const bool tookMore = state.review.taken != m_wantedTaken;
    m_wanted = state.snapshots.back().commit;
    m_wantedTaken = state.review.taken;
    if (!isComparing() || (tookMore && !m_comparedFrom.isValid()))
        load();
}

void CurrentReview::compare(const ObjectId &from, const ObjectId &to)
{
    m_comparedFrom = from;
    m_comparedTo = to;
    load();
}

void CurrentReview::followLatest()
{
    if (!isComparing())
        return;
    m_comparedFrom = m_comparedTo = {};
    load();
}

QString CurrentReview::cannotAccept() const
{
    if (m_comparedFrom.isValid())
        return tr("What is shown begins at a later moment than what you accepted so far. Move the left end of the "
                  "timeline to its beginning to accept.");
    if (m_snapshot && m_comparedTo.isValid() && m_comparedTo.value == m_snapshot->state.baseCommit)
        return tr("The session began with this. There is nothing of the agent\u2019s to accept.");
    return {};
}

void CurrentReview::load()
{
    if (!m_session.isValid())
        return;
    if (m_loading) {
        m_loadAgain = true;
        return;
    }
    m_loading = true;
    m_loadAgain = false;
    Task<SessionChanges> asked = m_comparedFrom.isValid()
        ? m_runner.changes(m_session, m_comparedFrom, m_comparedTo)
        : m_runner.review().changes(m_session, isComparing() ? m_comparedTo : m_wanted);
    whenDone(std::move(asked), this, [this, generation = m_generation](Result<SessionChanges> result) {
        if (generation != m_generation)
            return;
        m_loading = false;
        if (m_loadAgain)
            return load();
        if (!result)
            Q_EMIT loadFailed(result.error().message);
        else
            take(*std::move(result));
    });
}

void CurrentReview::take(SessionChanges changes)
{
    if (!m_changes.set || m_changes.set->files.isEmpty())
        publish(changes, nullptr); // at once; the marks come a moment later
    // With something on the screen the new lines come with their marks, so that nothing flickers.
    Task<std::shared_ptr<const ReviewMarks>> asked = m_runner.review().marks(m_session, changes);
    whenDone(std::move(asked), this,
        [this, changes, generation = m_generation](Result<std::shared_ptr<const ReviewMarks>> marks) {
            if (generation != m_generation || m_loading)
                return;
            publish(changes, marks ? *marks : nullptr);
            if (!marks)
                Q_EMIT failed(marks.error().message);
            if (std::exchange(m_askAgain, false))
                askMarks();
        });
}

void CurrentReview::publish(SessionChanges changes, std::shared_ptr<const ReviewMarks> marks)
{
    const bool same = changes.set == m_changes.set && changes.set;
    m_changes = std::move(changes);
    m_marks = std::move(marks);
    if (same)
        return Q_EMIT marksReplaced();
    m_byPath.clear();
    m_careful.clear();
    if (m_changes.set) {
        for (int file = 0; file < m_changes.set->files.size(); ++file)
            m_byPath.insert(m_changes.set->files[file].path(), file);
        for (const FileChange &change : m_changes.set->files)
            m_careful.push_back(SensitiveFiles::known().find(change));
    }
    Q_EMIT changesReplaced();
}

void CurrentReview::askMarks()
{
    if (!m_changes.set || m_loading) {
        m_askAgain = m_loading;
        return;
    }
    if (m_asking) {
        m_askAgain = true;
        return;
    }
    m_asking = true;
    whenDone(m_runner.review().marks(m_session, m_changes), this,
        [this, set = m_changes.set, generation = m_generation](Result<std::shared_ptr<const ReviewMarks>> marks) {
            if (generation != m_generation)
                return;
            m_asking = false;
            if (std::exchange(m_askAgain, false))
                return askMarks();
            if (set != m_changes.set)
                return;
            if (!marks)
                return Q_EMIT failed(marks.error().message);
            m_marks = *std::move(marks);
            Q_EMIT marksReplaced();
        });
}

template <class T> void CurrentReview::follow(Task<T> task)
{
    whenDone(std::move(task), this, [this](const Result<T> &result) {
        if (!result)
            Q_EMIT failed(result.error().message);
    });
}

void CurrentReview::decide(std::vector<FileSelection> parts, ReviewDecision decision)
{
    if (!parts.empty())
        follow(m_runner.review().decide(m_session, m_changes, std::move(parts), decision));
}

void CurrentReview::undo()
{
    follow(m_runner.review().undo(m_session));
}

void CurrentReview::redo()
{
    follow(m_runner.review().redo(m_session));
}

void CurrentReview::setViewed(const QList<QByteArray> &paths, bool viewed)
{
    for (const QByteArray &path : paths) {
        if (const int file = fileOf(path); file >= 0)
            follow(m_runner.review().setViewed(m_session, m_changes, file, viewed));
    }
}

void CurrentReview::markSeen(std::vector<FileSelection> parts)
{
    if (!parts.empty())
        follow(m_runner.review().markSeen(m_session, m_changes, std::move(parts)));
}

void CurrentReview::writeComment(const CommentDraft &draft)
{
    whenDone(m_runner.review().writeComment(m_session, m_changes, draft), this,
        [this, anchor = draft.anchor](const Result<QString> &id) {
            if (!id)
                Q_EMIT failed(id.error().message);
            else
                Q_EMIT commentWritten(*id, anchor);
        });
}

void CurrentReview::sendComments(const QStringList &comments)
{
    whenDone(m_runner.review().sendComments(m_session, comments), this, [this](const Result<void> &result) {
        if (!result)
            Q_EMIT failed(result.error().message);
        else
            Q_EMIT informed(tr("Your comments went to the agent as one prompt."));
    });
}

void CurrentReview::settleComment(const QString &comment, bool resolved)
{
    follow(m_runner.review().settleComment(m_session, comment, resolved));
}

void CurrentReview::conclude(Verdict verdict, const QString &summary)
{
    follow(m_runner.review().conclude(m_session, m_changes, verdict, summary));
}

void CurrentReview::carryOutRejections()
{
    follow(m_runner.review().carryOutRejections(m_session));
}

Task<std::shared_ptr<const LineDiff>> CurrentReview::lines(FileChange change)
{
    const int file = fileOf(change.path());
    if (file < 0)
        return [](QString sentence) -> Task<std::shared_ptr<const LineDiff>> { co_return failure(NotFound, sentence); }(
                                        tr("The file is no part of the changes any more."));
    return m_runner.review().lineDiff(m_session, m_changes, file);
}

Task<QByteArray> CurrentReview::content(ObjectId blob, qint64 limit)
{
    return m_runner.review().content(m_session, blob, limit);
}

} // namespace pilothouse
