#include "runner/policy/budget_ledger.h"

#include "runner/store/database.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

/// What a provider puts around a request: roles, and its own instructions for tools, which are a few hundred tokens.
constexpr qint64 TokensAround = 2048;
/// The most that one picture is counted as by the providers of the price list; a file may fill the context.
constexpr qint64 TokensOfMedia = 65'536;
constexpr qint64 LongestAnswer = 32'768; // where neither the request nor the price list bounds it
constexpr qint64 LargestLimit = 1'000'000; // of an answer, whatever the request says
constexpr qint64 NearPercent = 80;

bool isOfModels(BudgetKind kind)
{
    return kind == BudgetKind::Money || kind == BudgetKind::Tokens;
}

BudgetLimit limitOf(const Rows &rows)
{
    return {.scope = budgetScopeFromName(rows.text(0)).value_or(BudgetScope::Session),
        .subject = rows.text(1),
        .kind = budgetKindFromName(rows.text(2)).value_or(BudgetKind::Unpriced),
        .amount = rows.integer(3),
        .by = rows.text(4),
        .atMs = rows.integer(5)};
}

Result<std::vector<BudgetLimit>> allLimits(Database &database)
{
    Result<Rows> rows = database.rows("SELECT scope, subject, kind, amount, set_by, at_ms FROM budget UNION ALL "
                                      "SELECT scope, subject, kind, amount, set_by, at_ms FROM session_budget "
                                      "ORDER BY 1, 2, 3");
    if (!rows)
        return std::unexpected(std::move(rows).error());
    std::vector<BudgetLimit> limits;
    while (rows->next())
        limits.push_back(limitOf(*rows));
    return rows->ended().transform([&] { return std::move(limits); });
}

/// How closely a limit's subject names the spender: 0 not at all, 1 as every other, 2 and 3 more and more.
int closeness(const BudgetLimit &limit, const Spender &spender)
{
    if (limit.subject.isEmpty())
        return 1;
    const QString session = QString::number(spender.session.value);
    switch (limit.scope) {
    case BudgetScope::Turn:
        return limit.subject == session ? 2 : limit.subject == session + u'/' + QString::number(spender.turn) ? 3 : 0;
    case BudgetScope::Session:
        return limit.subject == session ? 2 : 0;
    case BudgetScope::Repository:
        return limit.subject == QString::number(spender.repository.value) ? 2 : 0;
    case BudgetScope::Day:
        return limit.subject == spender.day ? 2 : 0;
    }
    return 0;
}

/// Of each scope and kind the limit that names the spender most closely.
Result<std::vector<BudgetLimit>> limitsFor(Database &database, const Spender &spender)
{
    const auto all = allLimits(database);
    if (!all)
        return all;
    std::map<std::pair<BudgetScope, BudgetKind>, std::pair<int, BudgetLimit>> closest;
    for (const BudgetLimit &limit : *all) {
        const int close = closeness(limit, spender);
        auto &[known, chosen] = closest[{limit.scope, limit.kind}];
        if (close > known) {
            known = close;
            chosen = limit;
        }
    }
    std::vector<BudgetLimit> out;
    for (const auto &[key, chosen] : closest) {
        if (chosen.first > 0)
            out.push_back(chosen.second);
    }
    return out;
}

struct Sums {
    qint64 spent = 0;
    qint64 reserved = 0;
};

Result<Sums> readSums(Result<Rows> rows)
{
    if (!rows)
        return std::unexpected(std::move(rows).error());
    if (!rows->next())
        return rows->ended().transform([] { return Sums{}; });
    return Sums{rows->integer(0), rows->integer(1)};
}

/// The statements are kept by their address, so each is a literal of its own.
#define PILOTHOUSE_SUMS(COLUMN, WHERE)                                                                                 \
    "SELECT coalesce(sum(iif(settled > 0 OR requested_ms < ?, " COLUMN                                                 \
    ", 0)), 0), coalesce(sum(iif(settled = 0 AND requested_ms >= ?, " COLUMN ", 0)), 0) FROM usage WHERE " WHERE

Result<Sums> modelSums(Database &database, BudgetScope scope, bool money, const Spender &spender, qint64 since)
{
    switch (scope) {
    case BudgetScope::Turn:
        return readSums(database.rows(money ? PILOTHOUSE_SUMS("charged_nanos", "session = ? AND turn = ?")
                                            : PILOTHOUSE_SUMS("charged_tokens", "session = ? AND turn = ?"),
            since, since, spender.session.value, spender.turn));
    case BudgetScope::Session:
        return readSums(database.rows(
            money ? PILOTHOUSE_SUMS("charged_nanos", "session = ?") : PILOTHOUSE_SUMS("charged_tokens", "session = ?"),
            since, since, spender.session.value));
    case BudgetScope::Repository:
        return readSums(database.rows(money ? PILOTHOUSE_SUMS("charged_nanos", "repository = ?")
                                            : PILOTHOUSE_SUMS("charged_tokens", "repository = ?"),
            since, since, spender.repository.value));
    case BudgetScope::Day:
        return readSums(database.rows(
            money ? PILOTHOUSE_SUMS("charged_nanos", "day = ?") : PILOTHOUSE_SUMS("charged_tokens", "day = ?"), since,
            since, spender.day));
    }
    return Sums{};
}

#undef PILOTHOUSE_SUMS

/// What deleted sessions used of a repository or on a day.
Result<Sums> purgedSums(Database &database, BudgetScope scope, bool money, const Spender &spender)
{
    if (scope == BudgetScope::Repository)
        return readSums(
            database.rows(money ? "SELECT coalesce(sum(nanos), 0), 0 FROM purged_usage WHERE repository = ?"
                                : "SELECT coalesce(sum(tokens), 0), 0 FROM purged_usage WHERE repository = ?",
                spender.repository.value));
    if (scope == BudgetScope::Day)
        return readSums(database.rows(money ? "SELECT coalesce(sum(nanos), 0), 0 FROM purged_usage WHERE day = ?"
                                            : "SELECT coalesce(sum(tokens), 0), 0 FROM purged_usage WHERE day = ?",
            spender.day));
    return Sums{};
}

Result<Sums> timeSums(Database &database, BudgetScope scope, const Spender &spender)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (scope == BudgetScope::Turn)
        return readSums(
            database.rows("SELECT iif(turn_started_ms > 0, ? - turn_started_ms, 0), 0 FROM session WHERE id = ?", now,
                spender.session.value));
    return readSums(database.rows(
        "SELECT worked_ms + iif(turn_started_ms > 0, ? - turn_started_ms, 0), 0 FROM session WHERE id = ?", now,
        spender.session.value));
}

Result<Sums> countedSums(Database &database, const BudgetLimit &limit, const Spender &spender)
{
    const QString kind = budgetKindName(limit.kind);
    switch (limit.scope) {
    case BudgetScope::Turn:
        return readSums(
            database.rows("SELECT coalesce(sum(amount), 0), 0 FROM spend WHERE kind = ? AND session = ? AND turn = ?",
                kind, spender.session.value, spender.turn));
    case BudgetScope::Session:
        return readSums(database.rows("SELECT coalesce(sum(amount), 0), 0 FROM spend WHERE kind = ? AND session = ?",
            kind, spender.session.value));
    case BudgetScope::Repository:
        return readSums(database.rows("SELECT coalesce(sum(amount), 0), 0 FROM spend WHERE kind = ? AND repository = ?",
            kind, spender.repository.value));
    case BudgetScope::Day:
        return readSums(database.rows(
            "SELECT coalesce(sum(amount), 0), 0 FROM spend WHERE kind = ? AND day = ?", kind, spender.day));
    }
    return Sums{};
}

Result<BudgetStand> standOf(Database &database, const BudgetLimit &limit, const Spender &spender, qint64 since)
{
    Result<Sums> sums = Sums{};
    if (isOfModels(limit.kind)) {
        const bool money = limit.kind == BudgetKind::Money;
        sums = modelSums(database, limit.scope, money, spender, since);
        const Result<Sums> purged = purgedSums(database, limit.scope, money, spender);
        if (sums && !purged)
            sums = std::unexpected(purged.error());
        else if (sums)
            sums->spent += purged->spent;
    } else if (limit.kind == BudgetKind::WallTime) {
        sums = timeSums(database, limit.scope, spender);
    } else if (limit.kind != BudgetKind::Memory && limit.kind != BudgetKind::Disk
        && limit.kind != BudgetKind::Unpriced) {
        sums = countedSums(database, limit, spender);
    }
    return sums.transform([&](const Sums &known) { return BudgetStand{limit, known.spent, known.reserved}; });
}

bool isChecked(BudgetKind kind)
{
    return kind != BudgetKind::Memory && kind != BudgetKind::Disk && kind != BudgetKind::Unpriced;
}

/// The check inside the transaction. Fills `out`; answers the error that refuses, if one does.
Result<std::optional<Error>> check(Database &database, const Spender &spender, const ModelAttempt &attempt,
    const WorstCase &wanted, qint64 since, Reservation &out)
{
    out = {};
    const auto limits = limitsFor(database, spender);
    if (!limits)
        return std::unexpected(limits.error());
    const bool unpricedMay = std::ranges::any_of(
        *limits, [](const BudgetLimit &limit) { return limit.kind == BudgetKind::Unpriced && limit.amount > 0; });
    for (const BudgetLimit &limit : *limits) {
        if (!isChecked(limit.kind))
            continue;
        out.bounded = out.bounded || isOfModels(limit.kind);
        const auto stand = standOf(database, limit, spender, since);
        if (!stand)
            return std::unexpected(stand.error());
        const bool unpriced = limit.kind == BudgetKind::Money && !wanted.nanos;
        const qint64 own = limit.kind == BudgetKind::Money ? wanted.nanos.value_or(0)
            : limit.kind == BudgetKind::Tokens             ? wanted.tokens()
                                                           : 0;
        // What is not reserved but counted as it happens may reach its limit, and no request follows then.
        const bool within =
            isOfModels(limit.kind) ? stand->spent + stand->reserved + own <= limit.amount : stand->spent < limit.amount;
        if ((unpriced && !unpricedMay) || !within) {
            out.refused = BudgetQuestion{.limit = limit,
                .spent = stand->spent,
                .reserved = stand->reserved,
                .wanted = own,
                .provider = attempt.provider,
                .model = attempt.model,
                .code = QString(unpriced && !unpricedMay ? BudgetUnpriced.name : BudgetExceeded.name)};
            out.onlyReserved =
                within == false && isOfModels(limit.kind) && stand->reserved > 0 && stand->spent + own <= limit.amount;
            return std::optional(
                Error{unpriced && !unpricedMay ? BudgetUnpriced : BudgetExceeded, budgetSentence(*out.refused), {}});
        }
        if (limit.amount > 0 && stand->spent >= limit.amount / 100 * NearPercent)
            out.nearing.push_back(*stand);
    }
    return std::optional<Error>();
}

} // namespace

qint64 completionLimitFor(const ModelAttempt &attempt, const std::optional<ModelPrice> &price)
{
    const qint64 most = price && price->mostCompletion > 0 ? price->mostCompletion : LongestAnswer;
    return std::clamp<qint64>(attempt.completionLimit.value_or(most), 1, LargestLimit);
}

WorstCase worstCase(const ModelAttempt &attempt, qint64 completionLimit, const std::optional<ModelPrice> &price)
{
    WorstCase worst{.promptTokens = attempt.requestBytes + TokensAround + attempt.media * TokensOfMedia,
        .completionTokens = completionLimit * std::max(1, attempt.answers),
        .nanos = std::nullopt};
    // More than the context the provider refuses.
    if (price && price->mostPrompt > 0)
        worst.promptTokens = std::min(worst.promptTokens, price->mostPrompt);
    if (price)
        worst.nanos = price->atMost(worst.promptTokens, worst.completionTokens).nanoDollars;
    return worst;
}

BudgetLedger::BudgetLedger(Store &store, QObject *parent) : QObject(parent), m_store(store) { }

Task<Reservation> BudgetLedger::reserve(
    Spender spender, ModelAttempt attempt, WorstCase wanted, std::vector<NewEvent> events, Append append)
{
    // The condition writes it on the writer thread, before the answer is sent here.
    const auto out = std::make_shared<Reservation>();
    const auto appended =
        co_await append(std::move(events), [spender, attempt, wanted, out, since = m_sinceMs](Database &database) {
            return check(database, spender, attempt, wanted, since, *out);
        });
    const bool refused = !appended && out->refused
        && (appended.error().code == BudgetExceeded || appended.error().code == BudgetUnpriced);
    if (!appended && !refused)
        co_return std::unexpected(appended.error());
    co_return Reservation(std::move(*out));
}

Task<std::vector<BudgetStand>> BudgetLedger::stands(Spender spender)
{
    co_return co_await m_store.read([spender, since = m_sinceMs](StoreReader &reader) {
        return reader.query([&](Database &database) -> Result<std::vector<BudgetStand>> {
            const auto limits = limitsFor(database, spender);
            if (!limits)
                return std::unexpected(limits.error());
            std::vector<BudgetStand> out;
            for (const BudgetLimit &limit : *limits) {
                auto stand = standOf(database, limit, spender, since);
                if (!stand)
                    return std::unexpected(stand.error());
                out.push_back(*std::move(stand));
            }
            return out;
        });
    });
}

Task<std::vector<BudgetLimit>> BudgetLedger::limits()
{
    co_return co_await m_store.read(
        [](StoreReader &reader) { return reader.query([](Database &database) { return allLimits(database); }); });
}

Task<void> BudgetLedger::set(BudgetLimit limit)
{
    const auto checked = BudgetLimit::fromJson(limit.toJson());
    if (!checked)
        co_return std::unexpected(checked.error());
    limit.atMs = QDateTime::currentMSecsSinceEpoch();
    const auto done = co_await m_store.write([limit](Database &database) -> Result<void> {
        const QString scope = budgetScopeName(limit.scope);
        const QString kind = budgetKindName(limit.kind);
        const QString subject = limit.subject.isNull() ? u""_s : limit.subject;
        const QString by = limit.by.isNull() ? u""_s : limit.by;
        return database
            .run(
                "INSERT OR REPLACE INTO budget (scope, subject, kind, amount, set_by, at_ms) VALUES (?, ?, ?, ?, ?, ?)",
                scope, subject, kind, limit.amount, by, limit.atMs)
            .and_then([&] {
                return database.run("INSERT INTO budget_change (scope, subject, kind, amount, set_by, at_ms) "
                                    "VALUES (?, ?, ?, ?, ?, ?)",
                    scope, subject, kind, limit.amount, by, limit.atMs);
            });
    });
    tell();
    co_return Result<void>(done);
}

Task<void> BudgetLedger::remove(BudgetLimit limit)
{
    const auto done = co_await m_store.write([limit](Database &database) -> Result<void> {
        const QString scope = budgetScopeName(limit.scope);
        const QString kind = budgetKindName(limit.kind);
        const QString subject = limit.subject.isNull() ? u""_s : limit.subject;
        const QString by = limit.by.isNull() ? u""_s : limit.by;
        {
            Result<Rows> rows = database.rows(
                "DELETE FROM budget WHERE scope = ? AND subject = ? AND kind = ? RETURNING 1", scope, subject, kind);
            if (!rows)
                return std::unexpected(std::move(rows).error());
            if (!rows->next())
                return failure(NotFound,
                    QCoreApplication::translate(
                        "pilothouse::Budget", "There is no such budget. See `budget list` for those there are."));
        }
        return database.run("INSERT INTO budget_change (scope, subject, kind, amount, set_by, at_ms) "
                            "VALUES (?, ?, ?, NULL, ?, ?)",
            scope, subject, kind, by, QDateTime::currentMSecsSinceEpoch());
    });
    tell();
    co_return Result<void>(done);
}

QString budgetSentence(const BudgetQuestion &question)
{
    const BudgetLimit &limit = question.limit;
    const auto text = [&](qint64 amount) { return budgetAmountText(limit.kind, amount); };
    if (question.code == BudgetUnpriced.name)
        return QCoreApplication::translate("pilothouse::Budget",
            "The price of %1 is not known, so the budget of %2 for %3 cannot be kept. Let it run without a price?")
            .arg(question.model, text(limit.amount), budgetScopeText(limit.scope));
    if (!isOfModels(limit.kind))
        return QCoreApplication::translate(
            "pilothouse::Budget", "The budget for %1 is used up: %2 of %3. The next model request waits for you.")
            .arg(budgetScopeText(limit.scope), text(question.spent), text(limit.amount));
    return QCoreApplication::translate("pilothouse::Budget",
        "The budget of %1 for %2 does not suffice: %3 are spent, requests under way may use %4, and this one may use "
        "%5.")
        .arg(text(limit.amount), budgetScopeText(limit.scope), text(question.spent), text(question.reserved),
            text(question.wanted));
}

QString nearingSentence(const BudgetStand &stand)
{
    return QCoreApplication::translate("pilothouse::Budget", "%1 of the %2 for %3 are used.")
        .arg(budgetAmountText(stand.limit.kind, stand.spent), budgetAmountText(stand.limit.kind, stand.limit.amount),
            budgetScopeText(stand.limit.scope));
}

} // namespace pilothouse
