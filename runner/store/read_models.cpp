#include "runner/store/read_models.h"

#include "runner/store/row_mapping.h"
#include "runner/store/usage_fold.h"

namespace pilothouse {
namespace {

constexpr qsizetype MostCachedSessions = 2000;

} // namespace

Result<SessionRow *> ReadModels::session(SessionId id)
{
    if (m_current && m_current->id == id)
        return m_current;
    m_current = nullptr; // the hash may move its rows
    auto cached = m_sessions.find(id);
    if (cached == m_sessions.end()) {
        Result<Rows> rows =
            m_database.rows("SELECT " PILOTHOUSE_SESSION_COLUMNS " FROM session WHERE id = ?", id.value);
        if (!rows)
            return std::unexpected(std::move(rows).error());
        SessionRow row;
        if (rows->next())
            row = sessionRow(*rows);
        else if (Result<void> ended = rows->ended(); !ended)
            return std::unexpected(std::move(ended).error());
        row.id = id;
        cached = m_sessions.insert(id, row);
    }
    m_current = &*cached;
    return m_current;
}

Result<void> ReadModels::apply(const Event &event)
{
    const Result<SessionRow *> row = session(event.session);
    if (!row)
        return std::unexpected(row.error());
    SessionRow &current = **row;
    current = pilothouse::apply(std::move(current), event);
    if (m_changed.empty() || m_changed.back() != event.session)
        m_changed.push_back(event.session);

    if (const std::optional<ToolCallNews> news = toolCallNews(event))
        return applyToolCall(current, *news, event);
    if (const std::optional<QString> status = closesOpenCalls(event))
        return closeToolCalls(event, *status);
    if (event.kind == EventKind::ApprovalRequested || event.kind == EventKind::ApprovalDecided)
        return applyApproval(event);
    if (event.kind == EventKind::TurnStarted)
        return m_database.run("INSERT OR IGNORE INTO turn (session, turn, first_seq) VALUES (?, ?, ?)",
            event.session.value, event.turn, event.seq);
    return applyUsage(m_database, current, event);
}

Result<void> ReadModels::applyToolCall(const SessionRow &session, const ToolCallNews &news, const Event &event)
{
    const auto key = std::make_pair(event.session, news.id.value);
    auto touched = m_toolCalls.find(key);
    if (touched == m_toolCalls.end()) {
        Result<Rows> rows =
            m_database.rows("SELECT " PILOTHOUSE_TOOL_CALL_COLUMNS " FROM tool_call WHERE session = ? AND id = ?",
                event.session.value, news.id.value);
        if (!rows)
            return std::unexpected(std::move(rows).error());
        ToolCallRow row;
        if (rows->next()) {
            row = toolCallRow(*rows);
        } else {
            row.agent = session.agent;
            row.model = session.model;
            if (Result<void> counted = countToolCall(m_database, session, news, event); !counted)
                return counted;
        }
        touched = m_toolCalls.emplace(key, row).first;
    }
    touched->second = pilothouse::apply(std::move(touched->second), news, event);
    return {};
}

Result<void> ReadModels::closeToolCalls(const Event &event, const QString &status)
{
    return flushToolCalls().and_then([&] {
        return m_database.run(
            "UPDATE tool_call SET status = ?, ended_ms = ?, last_seq = ? WHERE session = ? AND ended_ms IS NULL",
            status, event.atMs, event.seq, event.session.value);
    });
}

Result<void> ReadModels::applyApproval(const Event &event)
{
    if (const ApprovalRow asked = approvalRequested(event); asked.id.isValid()) {
        // The first question keeps its id.
        Result<Rows> rows =
            m_database.rows("SELECT 1 FROM approval WHERE session = ? AND id = ?", asked.session.value, asked.id.value);
        if (!rows)
            return std::unexpected(std::move(rows).error());
        return rows->next() ? Result<void>() : save(m_database, asked);
    }
    const ApprovalId id = approvalDecided(event);
    if (!id.isValid())
        return {};
    ApprovalRow row;
    {
        Result<Rows> rows =
            m_database.rows("SELECT " PILOTHOUSE_APPROVAL_COLUMNS " FROM approval WHERE session = ? AND id = ?",
                event.session.value, id.value);
        if (!rows)
            return std::unexpected(std::move(rows).error());
        if (!rows->next())
            return {};
        row = approvalRow(*rows);
    }
    return save(m_database, decided(std::move(row), event));
}

Result<void> ReadModels::flushToolCalls()
{
    for (const auto &[key, row] : m_toolCalls) {
        if (Result<void> saved = save(m_database, row); !saved)
            return saved;
    }
    m_toolCalls.clear();
    return {};
}

Result<void> ReadModels::flush()
{
    std::ranges::sort(m_changed);
    const auto duplicates = std::ranges::unique(m_changed);
    m_changed.erase(duplicates.begin(), duplicates.end());
    for (const SessionId id : m_changed) {
        if (Result<void> saved = save(m_database, m_sessions[id]); !saved)
            return saved;
    }
    return flushToolCalls();
}

void ReadModels::discard()
{
    m_current = nullptr;
    m_sessions.clear();
    m_changed.clear();
    m_toolCalls.clear();
}

std::vector<SessionRow> ReadModels::committed()
{
    std::vector<SessionRow> rows;
    rows.reserve(m_changed.size());
    for (const SessionId id : m_changed)
        rows.push_back(m_sessions.value(id));
    m_changed.clear();
    if (m_sessions.size() > MostCachedSessions)
        discard();
    return rows;
}

void ReadModels::forget(SessionId id)
{
    m_current = nullptr;
    m_sessions.remove(id);
}

} // namespace pilothouse
