#include "runner/store/event_rows.h"
#include "runner/store/search_match.h"
#include "runner/store/search_text.h"
#include "runner/store/store_reader.h"

namespace pilothouse {
namespace {

constexpr int MostHits = 200; // in one page
constexpr int EventsOfHit = 400; // that one message is put together from at most

struct Found {
    qint64 docId = 0;
    SessionId session;
    qint64 seq = 0;
};

Result<std::vector<Found>> find(Database &database, const SearchQuery &query, const QString &expression, int limit)
{
    const qint64 before = query.before > 0 ? query.before : std::numeric_limits<qint64>::max();
    Result<Rows> rows = database.rows(
        "SELECT d.docid, d.session, d.seq FROM search_words w CROSS JOIN search_doc d ON d.docid = w.rowid "
        "WHERE w.search_words MATCH ? AND w.rowid < ? AND (? = 0 OR d.session = ?) "
        "AND d.session NOT IN (SELECT id FROM session_log WHERE removed_ms IS NOT NULL) ORDER BY w.rowid DESC LIMIT ?",
        expression, before, query.session.value, query.session.value, limit);
    if (!rows)
        return std::unexpected(std::move(rows).error());
    std::vector<Found> found;
    while (rows->next())
        found.push_back({rows->integer(0), SessionId(rows->integer(1)), rows->integer(2)});
    return rows->ended().transform([&] { return std::move(found); });
}

/// The hit with its text, which the index does not keep: it is taken from the log again.
Result<SearchHit> hitOf(Database &database, const BlobStore &blobs, const Found &found, const QStringList &terms)
{
    SearchHit hit{.session = found.session, .seq = found.seq, .excerpt = {}};
    Result<Rows> rows = database.rows("SELECT " PILOTHOUSE_EVENT_COLUMNS
                                      " FROM event WHERE session = ? AND seq >= ? ORDER BY seq LIMIT ?",
        found.session.value, found.seq, EventsOfHit);
    if (!rows)
        return std::unexpected(std::move(rows).error());
    SearchText text;
    std::vector<SearchDoc> docs;
    while (docs.empty() && rows->next()) {
        const Result<Event> event = eventOf(*rows, found.session, blobs);
        if (!event)
            return std::unexpected(event.error());
        if (event->seq == found.seq) {
            hit.atMs = event->atMs;
            hit.turn = event->turn;
            hit.kind = event->kind;
        }
        text.add(*event, docs);
    }
    if (docs.empty() && text.openSince() != 0) {
        // The message goes on for longer than is worth reading for a line of it.
        text.add({.session = found.session, .kind = EventKind::TurnEnded, .payload = {}}, docs);
    }
    if (!docs.empty())
        hit.excerpt = excerpt(docs.front().text, terms);
    return rows->ended().transform([&] { return std::move(hit); });
}

} // namespace

Result<SearchPage> StoreReader::search(const SearchQuery &query)
{
    const QString expression = searchExpression(query.text);
    if (expression.isEmpty())
        return SearchPage{};
    const int limit = std::clamp(query.limit, 1, MostHits);
    const Result<std::vector<Found>> found = find(*m_database, query, expression, limit);
    if (!found)
        return std::unexpected(found.error());
    const QStringList terms = searchTerms(query.text);
    SearchPage page;
    for (const Found &place : *found) {
        Result<SearchHit> hit = hitOf(*m_database, *m_blobs, place, terms);
        if (!hit)
            return std::unexpected(std::move(hit).error());
        page.hits.push_back(*std::move(hit));
    }
    if (std::ssize(*found) == limit)
        page.next = found->back().docId;
    return page;
}

} // namespace pilothouse
