#include "runner/session/session_glance.h"

#include "runner/store/store_reader.h"

#include <QCoreApplication>

namespace pilothouse {

namespace {

constexpr int EventsAtEnd = 500; // some screens of a transcript; read and folded within a frame or two

constexpr int EventsAfterStart = 40; // of an accept or a prompt, before a process could have died of it

bool endsUnfinished(const std::vector<Event> &events)
{
    bool accepting = false;
    bool checking = false;
    bool queued = false;
    for (const Event &event : events) {
        switch (event.kind) {
        case EventKind::AcceptStarted:
            accepting = true;
            break;
        case EventKind::Accepted:
        case EventKind::AcceptFailed:
            accepting = false;
            break;
        case EventKind::CheckStarted:
            checking = true;
            break;
        case EventKind::CheckEnded:
            checking = false;
            break;
        case EventKind::PromptQueued:
            queued = true;
            break;
        case EventKind::PromptUnqueued:
        case EventKind::TurnStarted:
            queued = false;
            break;
        default:
            break;
        }
    }
    return accepting || checking || queued;
}

} // namespace

Result<std::vector<SessionId>> leftUnfinished(StoreReader &reader, const std::vector<SessionId> &idle)
{
    std::vector<SessionId> left;
    for (const SessionId session : idle) {
        const auto events = reader.lastEvents(session, EventsAfterStart);
        if (!events)
            return std::unexpected(events.error());
        if (endsUnfinished(*events))
            left.push_back(session);
    }
    return left;
}

Result<SessionSnapshotPtr> glanceAtEnd(StoreReader &reader, const SessionRow &row)
{
    const auto first = reader.events(row.id, 1, 1);
    if (!first)
        return std::unexpected(first.error());
    const auto last = reader.lastEvents(row.id, EventsAtEnd);
    if (!last)
        return std::unexpected(last.error());
    if (first->empty() || last->empty())
        return failure(NotFound,
            QCoreApplication::translate("pilothouse::Runner", "There is no session %1. See the list of sessions.")
                .arg(row.id.value));
    SessionFold fold;
    if (last->front().seq > first->front().seq)
        fold.apply(first->front());
    for (const Event &event : *last)
        fold.apply(event);
    auto snapshot = std::make_shared<SessionSnapshot>(SessionSnapshot{fold.snapshot(), {}});
    snapshot->live.onlyEnd = true;
    // What events in between may have changed, as far as the list knows it.
    if (!row.title.isEmpty())
        snapshot->state.info.title = row.title;
    if (const auto phase = phaseFromName(row.state))
        snapshot->state.phase = *phase;
    snapshot->state.reason = row.reason;
    snapshot->state.pinned = row.pinned;
    return SessionSnapshotPtr(std::move(snapshot));
}

} // namespace pilothouse
