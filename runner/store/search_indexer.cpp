#include "runner/store/search_indexer.h"

#include "runner/store/database.h"

namespace pilothouse {
namespace {

constexpr int EventsInStep = 200; // about 3 ms
constexpr qsizetype LargestIndexed = 1024 * 1024; // of a larger payload nothing is found
constexpr qsizetype MostRemembered = 500; // sessions

} // namespace

Result<void> SearchIndexer::load()
{
    m_progress.clear();
    m_behind.clear();
    // By the read model's end of each log: looking it up in the log itself reads a page for every session.
    Result<Rows> rows = m_database.rows("SELECT s.id FROM session s JOIN session_log l ON l.id = s.id "
                                        "LEFT JOIN search_progress p ON p.session = s.id "
                                        "WHERE l.purging = 0 AND s.last_seq >= coalesce(p.next_seq, 1) ORDER BY s.id");
    if (!rows)
        return std::unexpected(std::move(rows).error());
    while (rows->next())
        m_behind.emplace_back(rows->integer(0));
    return rows->ended();
}

void SearchIndexer::noteEvents(SessionId session)
{
    if (std::ranges::find(m_behind, session) == m_behind.end())
        m_behind.push_back(session);
}

void SearchIndexer::forget(SessionId session)
{
    std::erase(m_behind, session);
    m_progress.remove(session);
}

Result<void> SearchIndexer::step()
{
    if (m_behind.empty())
        return {};
    const SessionId session = m_behind.front();
    Result<bool> more = m_database.begin().and_then([&] { return take(session); });
    if (more) {
        if (Result<void> committed = m_database.commit(); !committed)
            more = std::unexpected(std::move(committed).error());
    }
    if (!more) {
        m_database.rollback();
        m_progress.remove(session);
        return std::unexpected(std::move(more).error());
    }
    m_behind.pop_front();
    if (*more)
        m_behind.push_back(session);
    if (m_progress.size() > MostRemembered)
        m_progress.clear();
    return {};
}

Result<SearchIndexer::Progress *> SearchIndexer::progress(SessionId session)
{
    if (const auto known = m_progress.find(session); known != m_progress.end())
        return &*known;
    Progress state;
    Result<Rows> rows = m_database.rows("SELECT next_seq FROM search_progress WHERE session = ?", session.value);
    if (!rows)
        return std::unexpected(std::move(rows).error());
    if (rows->next())
        state.next = rows->integer(0);
    else if (Result<void> ended = rows->ended(); !ended)
        return std::unexpected(std::move(ended).error());
    return &*m_progress.insert(session, state);
}

Result<bool> SearchIndexer::take(SessionId session)
{
    const Result<Progress *> found = progress(session);
    if (!found)
        return std::unexpected(found.error());
    Progress &state = **found;
    std::vector<SearchDoc> docs;
    int count = 0;
    {
        Result<Rows> rows = m_database.rows(
            "SELECT seq, kind, payload, blob FROM event WHERE session = ? AND seq >= ? ORDER BY seq LIMIT ?",
            session.value, state.next, EventsInStep);
        if (!rows)
            return std::unexpected(std::move(rows).error());
        for (; rows->next(); ++count) {
            Event event{session, rows->integer(0), 0, 0, static_cast<EventKind>(rows->integer(1)), rows->bytes(2)};
            if (!rows->isNull(3))
                event.payload = m_blobs.get(rows->bytes(3), LargestIndexed).value_or(QByteArray());
            state.text.add(event, docs);
            state.next = event.seq + 1;
        }
        if (Result<void> ended = rows->ended(); !ended)
            return std::unexpected(std::move(ended).error());
    }
    for (const SearchDoc &doc : docs) {
        Result<void> added =
            m_database.run("INSERT INTO search_doc (docid, session, seq) VALUES (NULL, ?, ?)", session.value, doc.seq)
                .and_then([&] {
                    return m_database.run(
                        "INSERT INTO search_words (rowid, text) VALUES (last_insert_rowid(), ?)", doc.text);
                });
        if (!added)
            return std::unexpected(std::move(added).error());
    }
    const qint64 next = state.text.openSince() != 0 ? state.text.openSince() : state.next;
    return m_database
        .run("INSERT OR REPLACE INTO search_progress (session, next_seq) VALUES (?, ?)", session.value, next)
        .transform([&] { return count == EventsInStep; });
}

} // namespace pilothouse
