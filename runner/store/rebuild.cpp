#include "runner/store/rebuild.h"

#include "runner/store/event_rows.h"
#include "runner/store/glimpse.h"
#include "runner/store/migrations.h"

namespace pilothouse {
namespace {

constexpr int EventsBetweenFlushes = 10'000; // bounds what is kept in memory

Result<std::vector<SessionId>> allSessions(Database &database)
{
    Result<Rows> rows = database.rows("SELECT id FROM session_log WHERE purging = 0 ORDER BY id");
    if (!rows)
        return std::unexpected(std::move(rows).error());
    std::vector<SessionId> sessions;
    while (rows->next())
        sessions.emplace_back(rows->integer(0));
    return rows->ended().transform([&] { return std::move(sessions); });
}

Result<void> fold(WriterContext &context, SessionId session)
{
    Result<Rows> rows = context.database.rows(
        "SELECT " PILOTHOUSE_EVENT_COLUMNS " FROM event WHERE session = ? ORDER BY seq", session.value);
    if (!rows)
        return std::unexpected(std::move(rows).error());
    for (int count = 1; rows->next(); ++count) {
        const Result<Event> event = eventOf(*rows, session, context.blobs);
        Result<void> applied =
            event ? context.models.apply(glimpsed(*event)) : Result<void>(std::unexpected(event.error()));
        if (applied && count % EventsBetweenFlushes == 0)
            applied = context.models.flush();
        if (!applied)
            return applied;
    }
    return rows->ended();
}

} // namespace

Result<std::vector<SessionRow>> rebuildReadModels(WriterContext &context)
{
    context.models.discard();
    Result<void> done = inTransaction(context.database, [&]() -> Result<void> {
        const Result<std::vector<SessionId>> sessions =
            dropReadModels(context.database).and_then([&] { return createReadModels(context.database); }).and_then([&] {
                return allSessions(context.database);
            });
        if (!sessions)
            return std::unexpected(sessions.error());
        for (const SessionId session : *sessions) {
            if (Result<void> folded = fold(context, session); !folded)
                return folded;
        }
        return context.models.flush();
    });
    if (!done) {
        context.models.discard();
        return std::unexpected(std::move(done).error());
    }
    std::vector<SessionRow> rows = context.models.committed();
    return context.search.load().transform([&] { return std::move(rows); });
}

} // namespace pilothouse
