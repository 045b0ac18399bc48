#include "runner/store/usage_row.h"
#include "runner/store/database.h"
#include "runner/store/store_reader.h"

namespace pilothouse {

namespace {

UsageRow usageRow(const Rows &rows)
{
    UsageRow row{
        .session = SessionId(rows.integer(0)),
        .attempt = rows.integer(1),
        .turn = static_cast<qint32>(rows.integer(2)),
        .repository = RepositoryId(rows.integer(3)),
        .day = rows.text(4),
        .agent = rows.text(5),
        .provider = rows.text(6),
        .model = rows.text(7),
        .requestedMs = rows.integer(8),
        .answeredMs = rows.integer(9),
        .settled = static_cast<UsageRow::Settled>(rows.integer(10)),
        .priced = rows.integer(11) != 0,
        .status = static_cast<int>(rows.integer(12)),
        .prompt = rows.integer(13),
        .completion = rows.integer(14),
        .cached = rows.integer(15),
        .cacheWrite = rows.integer(16),
        .reasoning = rows.integer(17),
        .reservedNanos = rows.integer(18),
        .reservedTokens = rows.integer(19),
        .chargedNanos = rows.integer(20),
        .chargedTokens = rows.integer(21),
        .waitedMs = rows.integer(22),
        .firstByteMs = std::nullopt,
        .tookMs = rows.integer(24),
    };
    if (rows.integer(23) >= 0)
        row.firstByteMs = rows.integer(23);
    return row;
}

} // namespace

Result<std::vector<UsageRow>> StoreReader::usage(const UsageQuery &query)
{
    Result<Rows> rows = m_database->rows(
        "SELECT session, attempt, turn, repository, day, agent, provider, model, requested_ms, answered_ms, settled, "
        "priced, status, prompt, completion, cached, cache_write, reasoning, reserved_nanos, reserved_tokens, "
        "charged_nanos, charged_tokens, waited_ms, first_byte_ms, took_ms FROM usage "
        "WHERE day >= ? AND (? = 0 OR session = ?) AND (? = 0 OR repository = ?) "
        "ORDER BY requested_ms DESC, session, attempt DESC LIMIT ?",
        query.fromDay.isNull() ? QStringLiteral("") : query.fromDay, query.session.value, query.session.value,
        query.repository.value, query.repository.value, query.limit);
    if (!rows)
        return std::unexpected(std::move(rows).error());
    std::vector<UsageRow> found;
    while (rows->next())
        found.push_back(usageRow(*rows));
    return rows->ended().transform([&] { return std::move(found); });
}

} // namespace pilothouse
