#include "runner/store/trash.h"

#include "runner/store/usage_fold.h"

#include <QCoreApplication>

namespace pilothouse {
namespace {

constexpr int RowsInStep = 2000; // about 10 ms
constexpr int BlobsInStep = 200;
constexpr qint64 SweepOlderThanMs = 3600'000; // a file younger than that may belong to an event that is on its way

Result<std::vector<BlobName>> blobsOf(Database &database, SessionId session)
{
    Result<Rows> rows = database.rows("SELECT blob FROM blob_use WHERE session = ?", session.value);
    if (!rows)
        return std::unexpected(std::move(rows).error());
    std::vector<BlobName> names;
    while (rows->next())
        names.push_back(rows->bytes(0));
    return rows->ended().transform([&] { return std::move(names); });
}

/// Runs a statement that returns a row for each row it changed.
template <class... Values> Result<qint64> countChanged(Database &database, const char *sql, const Values &...values)
{
    Result<Rows> rows = database.rows(sql, values...);
    if (!rows)
        return std::unexpected(std::move(rows).error());
    qint64 count = 0;
    while (rows->next())
        ++count;
    return rows->ended().transform([&] { return count; });
}

} // namespace

Result<void> moveToTrash(WriterContext &context, SessionId session)
{
    const Result<qint64> changed = inTransaction(context.database, [&] {
        return countChanged(context.database,
            "UPDATE session_log SET removed_ms = ? WHERE id = ? AND removed_ms IS NULL RETURNING id", context.clock(),
            session.value);
    });
    if (!changed)
        return std::unexpected(changed.error());
    if (*changed == 0)
        return failure(NotFound,
            QCoreApplication::translate("Store", "There is no such session. It may be in the trash already."));
    context.log.forget(session);
    context.announce({.events = {}, .sessions = {}, .gone = {session}});
    return {};
}

Result<void> restoreFromTrash(WriterContext &context, SessionId session)
{
    const Result<qint64> changed = inTransaction(context.database, [&] {
        return countChanged(context.database,
            "UPDATE session_log SET removed_ms = NULL WHERE id = ? AND removed_ms IS NOT NULL AND purging = 0 "
            "RETURNING id",
            session.value);
    });
    if (!changed)
        return std::unexpected(changed.error());
    if (*changed == 0)
        return failure(NotFound,
            QCoreApplication::translate("Store", "This session is not in the trash, or it was deleted for good."));
    context.log.forget(session);
    return context.models.session(session).transform(
        [&](SessionRow *row) { context.announce({.events = {}, .sessions = {*row}, .gone = {}}); });
}

Result<bool> Purge::step(WriterContext &context)
{
    if (!m_began) {
        m_began = true;
        return begin(context).transform([] { return false; });
    }
    if (!m_blobs.empty())
        return removeUnusedBlobs(context).transform([] { return false; });
    if (m_sessions.empty())
        return sweep(context);
    const SessionId session = m_sessions.back();
    Result<bool> more = deleteSearchRows(context, session);
    if (more && !*more)
        more = deleteEvents(context, session);
    if (!more || *more)
        return more.transform([](bool) { return false; });
    return deleteRest(context, session).transform([this] {
        m_sessions.pop_back();
        ++m_report.sessions;
        return false;
    });
}

Result<void> Purge::begin(WriterContext &context)
{
    return inTransaction(context.database, [&]() -> Result<void> {
        Result<Rows> rows = context.database.rows(
            "UPDATE session_log SET purging = 1 WHERE purging = 1 OR removed_ms < ? RETURNING id", m_removedBeforeMs);
        if (!rows)
            return std::unexpected(std::move(rows).error());
        while (rows->next()) {
            m_sessions.emplace_back(rows->integer(0));
            context.search.forget(m_sessions.back());
        }
        return rows->ended();
    });
}

Result<bool> Purge::deleteSearchRows(WriterContext &context, SessionId session)
{
    return inTransaction(context.database, [&] {
        return context.database
            .run("DELETE FROM search_words WHERE rowid IN (SELECT docid FROM search_doc WHERE session = ? ORDER BY "
                 "docid LIMIT ?)",
                session.value, RowsInStep)
            .and_then([&] {
                return countChanged(context.database,
                    "DELETE FROM search_doc WHERE docid IN (SELECT docid FROM search_doc WHERE session = ? ORDER BY "
                    "docid LIMIT ?) RETURNING docid",
                    session.value, RowsInStep);
            })
            .transform([](qint64 deleted) { return deleted > 0; });
    });
}

Result<bool> Purge::deleteEvents(WriterContext &context, SessionId session)
{
    return inTransaction(context.database, [&] {
        return countChanged(context.database,
            "DELETE FROM event WHERE session = ? AND seq < (SELECT min(seq) FROM event WHERE session = ?) + ? "
            "RETURNING seq",
            session.value, session.value, RowsInStep);
    }).transform([this](qint64 deleted) {
        m_report.events += deleted;
        return deleted > 0;
    });
}

Result<void> Purge::deleteRest(WriterContext &context, SessionId session)
{
    const Result<std::vector<BlobName>> blobs = blobsOf(context.database, session);
    if (!blobs)
        return std::unexpected(blobs.error());
    context.models.forget(session);
    context.log.forget(session);
    Result<void> deleted = inTransaction(context.database, [&]() -> Result<void> {
        if (Result<void> kept = keepUsage(context.database, session); !kept)
            return kept;
        for (const char *table : {"blob_use", "link_position", "done_step", "turn", "tool_call", "approval", "usage",
                 "spend", "session_budget", "search_progress"}) {
            if (Result<void> done = context.database.execute(QStringLiteral("DELETE FROM %1 WHERE session = %2")
                        .arg(QLatin1StringView(table))
                        .arg(session.value));
                !done)
                return done;
        }
        return context.database.run("DELETE FROM session WHERE id = ?", session.value).and_then([&] {
            return context.database.run("DELETE FROM session_log WHERE id = ?", session.value);
        });
    });
    return deleted.transform([&] { m_blobs = *blobs; });
}

Result<void> Purge::removeUnusedBlobs(WriterContext &context)
{
    for (int count = 0; count < BlobsInStep && !m_blobs.empty(); ++count) {
        const Result<qint64> uses =
            countChanged(context.database, "SELECT 1 FROM blob_use WHERE blob = ? LIMIT 1", m_blobs.back());
        if (!uses)
            return std::unexpected(uses.error());
        if (*uses == 0 && context.blobs.remove(m_blobs.back()))
            ++m_report.blobs;
        m_blobs.pop_back();
    }
    return {};
}

Result<bool> Purge::sweep(WriterContext &context)
{
    if (m_swept)
        return context.database.execute(QStringLiteral("PRAGMA incremental_vacuum(2000)")).transform([] {
            return true;
        });
    // Files whose event was never committed, because the program ended in between.
    m_blobs = context.blobs.names(context.clock() - SweepOlderThanMs);
    m_swept = true;
    return false;
}

Result<void> resumePurges(WriterContext &context, const std::function<void(WriterTask)> &post)
{
    const Result<qint64> interrupted =
        countChanged(context.database, "SELECT 1 FROM session_log WHERE purging = 1 LIMIT 1");
    if (!interrupted)
        return std::unexpected(interrupted.error());
    if (*interrupted > 0) {
        post([purge = std::make_unique<Purge>(std::numeric_limits<qint64>::min())](WriterContext &later) {
            const Result<bool> done = purge->step(later);
            return !done || *done; // after a failure the next start tries again
        });
    }
    return {};
}

} // namespace pilothouse
