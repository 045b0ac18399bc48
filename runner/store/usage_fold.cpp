#include "runner/store/usage_fold.h"

#include "runner/store/database.h"
#include "runner/store/payload.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype LongestName = 200;
constexpr qint64 NanosInMicro = 1000;

QString stored(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

QString dayOf(const QJsonObject &payload, const Event &event)
{
    const QString said = lineField(payload, u"day", 10);
    return QDate::fromString(said, Qt::ISODate).isValid()
        ? said
        : QDateTime::fromMSecsSinceEpoch(event.atMs).date().toString(Qt::ISODate);
}

Result<void> applyRequested(Database &database, const SessionRow &session, const Event &event)
{
    const QJsonObject payload = payloadObject(event);
    const QJsonObject reserve = payload.value(u"reserve").toObject();
    const qint64 nanos = countField(reserve, u"nanos");
    const qint64 tokens = countField(reserve, u"tokens");
    return database.run(
        "INSERT OR IGNORE INTO usage (session, attempt, turn, repository, day, agent, provider, model, requested_ms, "
        "answered_ms, settled, priced, status, prompt, completion, cached, cache_write, reasoning, reserved_nanos, "
        "reserved_tokens, charged_nanos, charged_tokens, waited_ms, first_byte_ms, took_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0, 0, 0, 0, 0, 0, ?, ?, ?, ?, 0, -1, 0)",
        event.session.value, countField(payload, u"attempt"), event.turn, session.repository.value,
        dayOf(payload, event), stored(session.agent), stored(lineField(payload, u"provider", LongestName)),
        stored(lineField(payload, u"model", LongestName)), event.atMs, reserve.contains(u"nanos"), nanos, tokens, nanos,
        tokens);
}

Result<void> applyAnswered(Database &database, const Event &event)
{
    const QJsonObject payload = payloadObject(event);
    const QJsonObject usage = payload.value(u"usage").toObject();
    const bool atReserve = payload.value(u"atReserve").toBool();
    const bool priced = payload.contains(u"costNanos") || payload.contains(u"costMicros");
    const qint64 nanos = payload.contains(u"costNanos") ? countField(payload, u"costNanos")
                                                        : countField(payload, u"costMicros") * NanosInMicro;
    const qint64 prompt = countField(usage, u"prompt");
    const qint64 completion = countField(usage, u"completion");
    const qint64 firstByte = payload.contains(u"firstByteMs") ? countField(payload, u"firstByteMs") : -1;
    return database.run(
        "UPDATE usage SET answered_ms = ?, settled = ?, priced = ?, status = ?, prompt = ?, completion = ?, "
        "cached = ?, cache_write = ?, reasoning = ?, charged_nanos = iif(?, reserved_nanos, ?), "
        "charged_tokens = iif(?, reserved_tokens, ?), waited_ms = ?, first_byte_ms = ?, took_ms = ? "
        "WHERE session = ? AND attempt = ? AND settled = 0",
        event.atMs, atReserve ? 2 : 1, priced, static_cast<int>(countField(payload, u"status")), prompt, completion,
        countField(usage, u"cached"), countField(usage, u"cacheWrite"), countField(usage, u"reasoning"), atReserve,
        nanos, atReserve, prompt + completion, countField(payload, u"waitedMs"), firstByte, countField(payload, u"ms"),
        event.session.value, countField(payload, u"attempt"));
}

Result<void> count(
    Database &database, const SessionRow &session, const Event &event, const QString &kind, qint64 amount)
{
    return database.run("INSERT INTO spend (session, turn, repository, day, kind, amount) VALUES (?, ?, ?, ?, ?, ?) "
                        "ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
        event.session.value, event.turn, session.repository.value, dayOf({}, event), kind, amount);
}

Result<void> applyBudget(Database &database, const Event &event)
{
    const QJsonObject payload = payloadObject(event);
    const QString scope = lineField(payload, u"scope", LongestName);
    const QString subject = lineField(payload, u"subject", LongestName);
    const QString kind = lineField(payload, u"kind", LongestName);
    const QString own = QString::number(event.session.value);
    if (subject != own && !subject.startsWith(own + u'/'))
        return {}; // a session's log limits nothing but the session
    if (payload.value(u"removed").toBool())
        return database.run("DELETE FROM session_budget WHERE session = ? AND scope = ? AND subject = ? AND kind = ?",
            event.session.value, stored(scope), subject, stored(kind));
    return database.run("INSERT OR REPLACE INTO session_budget (session, scope, subject, kind, amount, set_by, at_ms) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        event.session.value, stored(scope), subject, stored(kind), countField(payload, u"amount"),
        stored(lineField(payload, u"by", LongestName)), event.atMs);
}

} // namespace

Result<void> applyUsage(Database &database, const SessionRow &session, const Event &event)
{
    switch (event.kind) {
    case EventKind::ModelRequested:
        return applyRequested(database, session, event);
    case EventKind::ModelAnswered:
        return applyAnswered(database, event);
    case EventKind::EgressClosed: {
        const QJsonObject payload = payloadObject(event);
        return count(
            database, session, event, u"network"_s, countField(payload, u"sent") + countField(payload, u"received"));
    }
    case EventKind::BudgetChanged:
        return applyBudget(database, event);
    default:
        return {};
    }
}

Result<void> countToolCall(Database &database, const SessionRow &session, const ToolCallNews &news, const Event &event)
{
    Result<void> counted = count(database, session, event, u"tool_calls"_s, 1);
    // ACP has no word for an agent that an agent starts; the known ones give their call such an input.
    const QJsonObject input = news.call.value(u"rawInput").toObject();
    const bool starts =
        news.call.value(u"title") == u"task"_s || input.contains(u"subagent_type") || input.contains(u"subagentType");
    if (counted && starts)
        return count(database, session, event, u"children"_s, 1);
    return counted;
}

Result<void> keepUsage(Database &database, SessionId session)
{
    return database.run(
        "INSERT INTO purged_usage (repository, day, provider, model, calls, tokens, nanos) "
        "SELECT repository, day, provider, model, count(*), sum(charged_tokens), sum(charged_nanos) FROM usage "
        "WHERE session = ? GROUP BY repository, day, provider, model "
        "ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, tokens = tokens + excluded.tokens, "
        "nanos = nanos + excluded.nanos",
        session.value);
}

} // namespace pilothouse
