#include "runner/store/store_reader.h"

#include "runner/store/event_rows.h"
#include "runner/store/row_mapping.h"
#include "runner/store/store.h"

#include <QCoreApplication>

namespace pilothouse {
namespace {

constexpr qsizetype MostBytes = 32 * 1024 * 1024; // of payloads in one answer

/// Reads all rows into a list.
template <class Read>
auto collect(Result<Rows> rows, Read read) -> Result<std::vector<std::invoke_result_t<Read, const Rows &>>>
{
    if (!rows)
        return std::unexpected(std::move(rows).error());
    std::vector<std::invoke_result_t<Read, const Rows &>> list;
    while (rows->next())
        list.push_back(read(*rows));
    return rows->ended().transform([&] { return std::move(list); });
}

/// Reads the one row that is expected.
template <class Read>
auto one(Result<Rows> rows, const QString &missing, Read read) -> Result<std::invoke_result_t<Read, const Rows &>>
{
    if (!rows)
        return std::unexpected(std::move(rows).error());
    if (rows->next())
        return read(*rows);
    if (Result<void> ended = rows->ended(); !ended)
        return std::unexpected(std::move(ended).error());
    return failure(NotFound, missing);
}

Result<std::vector<Event>> readEvents(Result<Rows> rows, SessionId session, const BlobStore &blobs, int expected)
{
    if (!rows)
        return std::unexpected(std::move(rows).error());
    std::vector<Event> events;
    events.reserve(static_cast<size_t>(std::clamp(expected, 0, 1000)));
    for (qsizetype bytes = 0; bytes < MostBytes && rows->next();) {
        Result<Event> event = eventOf(*rows, session, blobs);
        if (!event)
            return std::unexpected(std::move(event).error());
        bytes += event->payload.size();
        events.push_back(*std::move(event));
    }
    return rows->ended().transform([&] { return std::move(events); });
}

} // namespace

StoreReader::StoreReader(std::unique_ptr<Database> database, std::shared_ptr<const BlobStore> blobs)
    : m_database(std::move(database)),
      m_blobs(std::move(blobs))
{ }

StoreReader::~StoreReader() = default;

Result<std::vector<Event>> StoreReader::events(SessionId session, qint64 fromSeq, int limit)
{
    return readEvents(m_database->rows("SELECT " PILOTHOUSE_EVENT_COLUMNS
                                       " FROM event WHERE session = ? AND seq >= ? ORDER BY seq LIMIT ?",
                          session.value, fromSeq, std::max(limit, 0)),
        session, *m_blobs, limit);
}

Result<std::vector<Event>> StoreReader::lastEvents(SessionId session, int count)
{
    Result<std::vector<Event>> events = readEvents(
        m_database->rows("SELECT " PILOTHOUSE_EVENT_COLUMNS " FROM event WHERE session = ? ORDER BY seq DESC LIMIT ?",
            session.value, std::max(count, 0)),
        session, *m_blobs, count);
    if (events)
        std::ranges::reverse(*events);
    return events;
}

Result<std::vector<Event>> StoreReader::turnEvents(SessionId session, qint32 turn, int limit)
{
    const qint64 id = session.value;
    return readEvents(m_database->rows("SELECT " PILOTHOUSE_EVENT_COLUMNS " FROM event WHERE session = ? AND "
                                       "seq >= (SELECT first_seq FROM turn WHERE session = ? AND turn = ?) AND "
                                       "seq < coalesce((SELECT min(first_seq) FROM turn WHERE session = ? AND turn > "
                                       "?), 9223372036854775807) ORDER BY seq LIMIT ?",
                          id, id, turn, id, turn, std::max(limit, 0)),
        session, *m_blobs, limit);
}

Result<Event> StoreReader::event(SessionId session, qint64 seq)
{
    return one(m_database->rows(
                   "SELECT " PILOTHOUSE_EVENT_COLUMNS " FROM event WHERE session = ? AND seq = ?", session.value, seq),
        QCoreApplication::translate("Store", "There is no such event."),
        [&](const Rows &rows) { return eventOf(rows, session, *m_blobs); })
        .and_then([](Result<Event> event) { return event; });
}

Result<qint64> StoreReader::lastSeq(SessionId session)
{
    return one(m_database->rows("SELECT coalesce(max(seq), 0) FROM event WHERE session = ?", session.value), {},
        [](const Rows &rows) { return rows.integer(0); });
}

Result<std::vector<SessionRow>> StoreReader::sessions()
{
    return collect(
        m_database->rows("SELECT " PILOTHOUSE_SESSION_COLUMNS
                         " FROM session WHERE id NOT IN (SELECT id FROM session_log WHERE removed_ms IS NOT NULL) "
                         "ORDER BY updated_ms DESC, id DESC"),
        sessionRow);
}

Result<SessionRow> StoreReader::session(SessionId session)
{
    return one(m_database->rows("SELECT " PILOTHOUSE_SESSION_COLUMNS " FROM session WHERE id = ?", session.value),
        QCoreApplication::translate("Store", "There is no such session. \"pilothouse list\" shows those there are."),
        sessionRow);
}

Result<std::vector<SessionId>> StoreReader::allSessions()
{
    return collect(m_database->rows("SELECT id FROM session_log WHERE purging = 0"),
        [](const Rows &rows) { return SessionId(rows.integer(0)); });
}

Result<std::vector<TrashedSession>> StoreReader::trash()
{
    return collect(
        m_database->rows("SELECT " PILOTHOUSE_SESSION_COLUMNS
                         ", (SELECT removed_ms FROM session_log l WHERE l.id = session.id) AS removed FROM session "
                         "WHERE id IN (SELECT id FROM session_log WHERE removed_ms IS NOT NULL AND purging = 0) ORDER "
                         "BY removed DESC"),
        [](const Rows &rows) { return TrashedSession{sessionRow(rows), rows.integer(22)}; });
}

Result<std::vector<ToolCallRow>> StoreReader::toolCalls(SessionId session)
{
    return collect(m_database->rows("SELECT " PILOTHOUSE_TOOL_CALL_COLUMNS
                                    " FROM tool_call WHERE session = ? ORDER BY first_seq, id",
                       session.value),
        toolCallRow);
}

Result<std::vector<ApprovalRow>> StoreReader::approvals(SessionId session)
{
    return collect(m_database->rows("SELECT " PILOTHOUSE_APPROVAL_COLUMNS
                                    " FROM approval WHERE session = ? ORDER BY requested_seq",
                       session.value),
        approvalRow);
}

Result<std::vector<ApprovalRow>> StoreReader::openApprovals()
{
    return collect(
        m_database->rows(
            "SELECT " PILOTHOUSE_APPROVAL_COLUMNS " FROM approval WHERE decided_seq = 0 AND session NOT IN "
            "(SELECT id FROM session_log WHERE removed_ms IS NOT NULL) ORDER BY requested_ms, session, requested_seq"),
        approvalRow);
}

Result<std::vector<LinkPosition>> StoreReader::linkPositions(SessionId session)
{
    return collect(
        m_database->rows(
            "SELECT incarnation, channel, number FROM link_position WHERE session = ? ORDER BY incarnation, channel",
            session.value),
        [](const Rows &rows) {
            return LinkPosition{static_cast<quint32>(rows.integer(0)), static_cast<quint16>(rows.integer(1)),
                static_cast<quint64>(rows.integer(2))};
        });
}

Result<StoredAgentVersion> StoreReader::agentVersion(const QString &sha256)
{
    return one(m_database->rows("SELECT sha256, config, first_seen_ms FROM agent_version WHERE sha256 = ?", sha256),
        QCoreApplication::translate("Store", "This version of the agent is not known here."),
        [](const Rows &rows) { return StoredAgentVersion{rows.text(0), rows.bytes(1), rows.integer(2)}; });
}

Result<StoredRepository> StoreReader::repository(RepositoryId id)
{
    return one(m_database->rows("SELECT id, path, fingerprint FROM repository WHERE id = ?", id.value),
        QCoreApplication::translate("Store", "This repository is not known here."),
        [](const Rows &rows) { return StoredRepository{RepositoryId(rows.integer(0)), rows.text(1), rows.bytes(2)}; });
}

Result<std::vector<StoredRepository>> StoreReader::repositories()
{
    return collect(m_database->rows("SELECT id, path, fingerprint FROM repository ORDER BY id"),
        [](const Rows &rows) { return StoredRepository{RepositoryId(rows.integer(0)), rows.text(1), rows.bytes(2)}; });
}

Result<std::optional<QByteArray>> StoreReader::stepResult(SessionId session, const QString &key)
{
    return collect(m_database->rows("SELECT result FROM done_step WHERE session = ? AND key = ?", session.value, key),
        [](const Rows &rows) { return rows.bytes(0); })
        .transform([](const std::vector<QByteArray> &found) {
            return found.empty() ? std::nullopt : std::optional(found.front());
        });
}

} // namespace pilothouse
