#include "runner/session/session_glance.h"

#include "runner/store/store_reader.h"

#include <QCoreApplication>

namespace pilothouse {

namespace {

constexpr int EventsAtEnd = 500; // some screens of a transcript; read and folded within a frame or two

} // namespace

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
