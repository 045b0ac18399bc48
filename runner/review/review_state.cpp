#include "runner/review/review_state.h"

#include "runner/base/json_strings.h"
#include "runner/review/review_json.h"

#include <algorithm>
#include <array>
#include <ranges>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype NotesKept = 20;

ObjectId object(const QJsonValue &value)
{
    return ObjectId(value.toString());
}

const QByteArray &pathOf(const ReviewedFile &file)
{
    return file.parts.newPath.isEmpty() ? file.parts.oldPath : file.parts.newPath;
}

/// Replaces the record with that id by what `change` makes of a copy; records are shared with earlier states.
template <class T, class Change> bool edit(ReviewState::Records<T> &records, const QString &id, Change change)
{
    for (auto &record : records) {
        if (record->id != id)
            continue;
        auto copy = std::make_shared<T>(*record);
        change(*copy);
        record = std::move(copy);
        return true;
    }
    return false;
}

void decided(ReviewState &state, const Event &event, const QJsonObject &payload)
{
    const auto decision = reviewDecisionFromName(payload["decision"_L1].toString());
    auto files = reviewedFilesFromJson(payload["files"_L1].toArray());
    const QString id = payload["id"_L1].toString();
    if (!decision || !files || id.isEmpty() || state.decision(id))
        return;
    state.decisions.append(std::make_shared<const DecisionRecord>(DecisionRecord{
        .id = id,
        .seq = event.seq,
        .atMs = event.atMs,
        .decision = *decision,
        .from = object(payload["from"_L1]),
        .to = object(payload["to"_L1]),
        .files = std::move(*files),
        .by = payload["by"_L1].toString(),
    }));
}

void undone(ReviewState &state, const Event &event, const QJsonObject &payload)
{
    edit(state.decisions, payload["of"_L1].toString(), [&](DecisionRecord &decision) {
        decision.undone = payload["undone"_L1].toBool();
        decision.undoneSeq = event.seq;
    });
}

void seen(ReviewState &state, const Event &event, const QJsonObject &payload)
{
    auto files = reviewedFilesFromJson(payload["files"_L1].toArray());
    if (!files)
        return;
    const bool viewed = payload["viewed"_L1].toBool();
    for (ReviewedFile &file : *files) {
        if (!viewed && file.parts.isEmpty()) {
            // The tick is taken away: nothing of this file was looked at.
            state.seen.removeIf([&file](const auto &record) { return pathOf(record->file) == pathOf(file); });
            continue;
        }
        // The same content seen twice is one record.
        const auto same =
            std::ranges::find_if(state.seen, [&file](const auto &record) { return record->file == file; });
        if (same != state.seen.end() && (*same)->viewed == viewed)
            continue;
        state.seen.append(std::make_shared<const SeenRecord>(
            SeenRecord{.seq = event.seq, .file = std::move(file), .viewed = viewed}));
    }
}

void written(ReviewState &state, const Event &event, const QJsonObject &payload)
{
    const QString id = payload["id"_L1].toString();
    const QString text = payload["text"_L1].toString();
    auto anchor = anchorFromJson(payload["anchor"_L1].toObject());
    const ReviewComment *known = state.comment(id);
    if (id.isEmpty() || !anchor || (known && known->state != ReviewComment::State::Draft))
        return;
    if (text.isEmpty()) {
        state.comments.removeIf([&id](const auto &comment) { return comment->id == id; });
        return;
    }
    ReviewComment comment{.id = id,
        .seq = event.seq,
        .atMs = event.atMs,
        .anchor = std::move(*anchor),
        .text = text,
        .by = payload["by"_L1].toString()};
    if (!edit(state.comments, id, [&comment](ReviewComment &draft) { draft = comment; }))
        state.comments.append(std::make_shared<const ReviewComment>(std::move(comment)));
}

void sent(ReviewState &state, const QJsonObject &payload)
{
    for (const QString &id : strings(payload["ids"_L1])) {
        edit(state.comments, id, [&payload](ReviewComment &comment) {
            comment.state = ReviewComment::State::Waiting;
            comment.prompt = payload["prompt"_L1].toString();
        });
    }
}

/// The prompt with comments began its turn, or was taken back.
void promptMoved(ReviewState &state, const Event &event, const QString &prompt)
{
    if (prompt.isEmpty())
        return;
    for (auto &comment : state.comments) {
        if (comment->prompt != prompt || comment->state != ReviewComment::State::Waiting)
            continue;
        auto copy = std::make_shared<ReviewComment>(*comment);
        const bool began = event.kind == EventKind::TurnStarted;
        copy->state = began ? ReviewComment::State::Sent : ReviewComment::State::Draft;
        copy->turn = began ? event.turn : 0;
        if (!began)
            copy->prompt.clear();
        comment = std::move(copy);
    }
}

void tellAgent(ReviewState &state, const QJsonObject &payload)
{
    const QString note = payload["note"_L1].toString();
    if (!note.isEmpty() && state.agentNotes.size() < NotesKept)
        state.agentNotes.append(note);
}

void carriedOut(ReviewState &state, const Event &event, const QJsonObject &payload)
{
    const auto done = std::make_shared<const CarriedOut>(CarriedOut{
        .seq = event.seq,
        .from = object(payload["from"_L1]),
        .to = object(payload["to"_L1]),
        .decisions = strings(payload["decisions"_L1]),
    });
    for (const QString &id : done->decisions)
        edit(state.decisions, id, [&done](DecisionRecord &decision) { decision.carriedOut = done; });
    for (const QString &id : strings(payload["back"_L1]))
        edit(state.decisions, id, [](DecisionRecord &decision) { decision.carriedOut.reset(); });
}

void moved(ReviewState &state, const Event &event, const QJsonObject &payload)
{
    state.move.reset();
    if (payload["failed"_L1].toBool())
        return;
    if (payload["begun"_L1].toBool()) {
        state.move = WorkspaceMove{.seq = event.seq,
            .kind = event.kind,
            .from = object(payload["from"_L1]),
            .to = object(payload["to"_L1]),
            .payload = payload};
        return;
    }
    if (event.kind == EventKind::RejectionCarriedOut)
        carriedOut(state, event, payload);
    else
        state.restores.append(std::make_shared<const RestoreRecord>(RestoreRecord{.seq = event.seq,
            .atMs = event.atMs,
            .from = object(payload["from"_L1]),
            .to = object(payload["snapshot"_L1]),
            .reason = payload["reason"_L1].toString()}));
    tellAgent(state, payload);
}

void accepted(ReviewState &state, const QJsonObject &payload)
{
    if (const ObjectId taken = object(payload["taken"_L1]); taken.isValid())
        state.taken = taken;
    else if (payload["files"_L1].toInteger() == 0) // written before parts could be accepted: all of the snapshot
        state.taken = object(payload["snapshot"_L1]);
}

} // namespace

const DecisionRecord *ReviewState::decision(const QString &id) const
{
    const auto found = std::ranges::find_if(decisions, [&id](const auto &one) { return one->id == id; });
    return found == decisions.end() ? nullptr : found->get();
}

const ReviewComment *ReviewState::comment(const QString &id) const
{
    const auto found = std::ranges::find_if(comments, [&id](const auto &one) { return one->id == id; });
    return found == comments.end() ? nullptr : found->get();
}

const DecisionRecord *ReviewState::undoable() const
{
    for (const auto &one : std::views::reverse(decisions)) {
        if (!one->undone)
            return one.get();
    }
    return nullptr;
}

const DecisionRecord *ReviewState::redoable() const
{
    const DecisionRecord *last = nullptr;
    for (const auto &one : decisions) {
        if (one->undone && (!last || one->undoneSeq > last->undoneSeq))
            last = one.get();
    }
    return last && last->undoneSeq > decisions.last()->seq ? last : nullptr;
}

const VerdictRecord *ReviewState::verdictOn(const ObjectId &tree) const
{
    return !verdicts.isEmpty() && verdicts.last()->tree == tree ? verdicts.last().get() : nullptr;
}

bool ReviewState::hasUnsettledRejections() const
{
    return std::ranges::any_of(decisions, [](const auto &one) {
        return one->decision == ReviewDecision::Rejected && one->undone == (one->carriedOut != nullptr);
    });
}

qint64 ReviewState::lastDecidedSeq() const
{
    qint64 last = 0;
    for (const auto &one : decisions)
        last = std::max({last, one->seq, one->undoneSeq});
    return last;
}

void applyReview(ReviewState &state, const Event &event, const QJsonObject &payload)
{
    switch (event.kind) {
    case EventKind::ReviewDecided:
        return decided(state, event, payload);
    case EventKind::ReviewUndone:
        return undone(state, event, payload);
    case EventKind::ReviewSeen:
        return seen(state, event, payload);
    case EventKind::CommentWritten:
        return written(state, event, payload);
    case EventKind::CommentsSent:
        return sent(state, payload);
    case EventKind::CommentSettled:
        edit(state.comments, payload["id"_L1].toString(),
            [&payload](ReviewComment &comment) { comment.resolved = payload["resolved"_L1].toBool(); });
        return;
    case EventKind::ReviewConcluded:
        if (const auto verdict = verdictFromName(payload["verdict"_L1].toString()))
            state.verdicts.append(std::make_shared<const VerdictRecord>(VerdictRecord{.seq = event.seq,
                .atMs = event.atMs,
                .verdict = *verdict,
                .summary = payload["summary"_L1].toString(),
                .by = payload["by"_L1].toString(),
                .tree = object(payload["tree"_L1])}));
        return;
    case EventKind::RejectionCarriedOut:
    case EventKind::WorkspaceRestored:
        return moved(state, event, payload);
    case EventKind::SessionForked:
        state.forks.append(std::make_shared<const ForkRecord>(ForkRecord{.seq = event.seq,
            .session = SessionId(payload["session"_L1].toInteger()),
            .snapshot = object(payload["snapshot"_L1])}));
        return;
    case EventKind::Accepted:
        return accepted(state, payload);
    case EventKind::TurnStarted:
        state.agentNotes.clear(); // the prompt tells them
        return promptMoved(state, event, payload["id"_L1].toString());
    case EventKind::PromptUnqueued:
        return promptMoved(state, event, payload["id"_L1].toString());
    default:
        return;
    }
}

} // namespace pilothouse
