#include "runner/session/session_review.h"

#include "runner/review/review_json.h"
#include "runner/session/review_api.h"

#include <QUuid>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

QString newId()
{
    return QUuid::createUuid().toString(QUuid::Id128);
}

} // namespace

SessionReview::SessionReview(SessionLog &log, QObject *parent) : QObject(parent), m_log(log) { }

Task<QString> SessionReview::decide(DecisionRecord decision)
{
    const auto guard = co_await m_lock.acquire();
    decision.id = newId();
    const auto committed = co_await m_log.commit({m_log.newEvent(EventKind::ReviewDecided, decidedPayload(decision))});
    if (!committed)
        co_return std::unexpected(committed.error());
    co_return QString(decision.id);
}

NewEvent SessionReview::undoneEvent(const QString &decision, bool undone) const
{
    return m_log.newEvent(EventKind::ReviewUndone, {{u"of"_s, decision}, {u"undone"_s, undone}});
}

Task<QString> SessionReview::reverse(const DecisionRecord *decision, bool undone)
{
    if (!decision)
        co_return failure(NothingToUndo,
            undone ? tr("There is no decision to undo.") : tr("There is no undone decision to bring back."));
    const QString id = decision->id;
    if (const auto committed = co_await m_log.commit({undoneEvent(id, undone)}); !committed)
        co_return std::unexpected(committed.error());
    co_return QString(id);
}

Task<QString> SessionReview::undo()
{
    const auto guard = co_await m_lock.acquire();
    co_return co_await reverse(state().undoable(), true);
}

Task<QString> SessionReview::redo()
{
    const auto guard = co_await m_lock.acquire();
    co_return co_await reverse(state().redoable(), false);
}

Task<void> SessionReview::setUndone(QString decision, bool undone)
{
    const auto guard = co_await m_lock.acquire();
    const DecisionRecord *known = state().decision(decision);
    if (!known)
        co_return failure(NotFound, tr("There is no such decision in this session."));
    if (known->undone == undone)
        co_return {};
    co_return co_await m_log.commit({undoneEvent(decision, undone)});
}

Task<void> SessionReview::markSeen(std::vector<ReviewedFile> files, bool viewed)
{
    const auto guard = co_await m_lock.acquire();
    if (files.empty())
        co_return {};
    co_return co_await m_log.commit({m_log.newEvent(EventKind::ReviewSeen, seenPayload(files, viewed))});
}

Task<QString> SessionReview::writeComment(ReviewComment comment)
{
    const auto guard = co_await m_lock.acquire();
    const ReviewComment *known = state().comment(comment.id);
    if (!comment.id.isEmpty() && !known)
        co_return failure(NotFound, tr("There is no such comment in this session."));
    if (known && known->state != ReviewComment::State::Draft)
        co_return failure(InvalidArgument, tr("The comment was sent already. Write another one."));
    if (!known && comment.text.trimmed().isEmpty())
        co_return failure(InvalidArgument, tr("The comment is empty."));
    if (!known)
        comment.id = newId();
    const auto committed = co_await m_log.commit({m_log.newEvent(EventKind::CommentWritten, commentPayload(comment))});
    if (!committed)
        co_return std::unexpected(committed.error());
    co_return QString(comment.id);
}

Task<void> SessionReview::settleComment(QString comment, bool resolved)
{
    const auto guard = co_await m_lock.acquire();
    const ReviewComment *known = state().comment(comment);
    if (!known)
        co_return failure(NotFound, tr("There is no such comment in this session."));
    if (known->resolved == resolved)
        co_return {};
    co_return co_await m_log.commit(
        {m_log.newEvent(EventKind::CommentSettled, {{u"id"_s, comment}, {u"resolved"_s, resolved}})});
}

Task<void> SessionReview::conclude(VerdictRecord verdict)
{
    const auto guard = co_await m_lock.acquire();
    co_return co_await m_log.commit({m_log.newEvent(EventKind::ReviewConcluded, concludedPayload(verdict))});
}

} // namespace pilothouse
