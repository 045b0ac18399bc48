#include "runner/policy/budget.h"

#include "runner/base/json.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr std::array Kinds{
    u"money", u"tokens", u"wall_time", u"tool_calls", u"network", u"children", u"memory", u"disk", u"unpriced"};
constexpr std::array Scopes{u"turn", u"session", u"repository", u"day"};
constexpr double MostAmount = 9e17; // sums of several stay below what a number of 64 bits holds

template <class Enum, size_t N>
std::optional<Enum> fromName(const std::array<const char16_t *, N> &names, QStringView name)
{
    for (size_t i = 0; i < N; ++i) {
        if (name == QStringView(names[i]))
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

bool isNumber(QStringView text)
{
    bool good = false;
    return text.toLongLong(&good) > 0 && good;
}

bool isSubject(BudgetScope scope, const QString &subject)
{
    if (subject.isEmpty())
        return true;
    switch (scope) {
    case BudgetScope::Turn: {
        const QStringList parts = subject.split(u'/');
        return parts.size() <= 2 && std::ranges::all_of(parts, &isNumber);
    }
    case BudgetScope::Session:
    case BudgetScope::Repository:
        return isNumber(subject);
    case BudgetScope::Day:
        return QDate::fromString(subject, Qt::ISODate).isValid();
    }
    return false;
}

/// How many units a written unit is; 0 for one that the kind does not have.
double unitOf(BudgetKind kind, const QString &unit)
{
    using Units = std::initializer_list<std::pair<QLatin1StringView, double>>;
    static const Units counts{{""_L1, 1}, {"k"_L1, 1e3}, {"m"_L1, 1e6}};
    static const Units times{
        {""_L1, 1e3}, {"s"_L1, 1e3}, {"m"_L1, 6e4}, {"min"_L1, 6e4}, {"h"_L1, 3.6e6}, {"ms"_L1, 1}};
    static const Units bytes{{""_L1, 1}, {"b"_L1, 1}, {"kb"_L1, 1e3}, {"mb"_L1, 1e6}, {"gb"_L1, 1e9}, {"kib"_L1, 1024},
        {"mib"_L1, 1048576}, {"gib"_L1, 1073741824}};
    static const Units money{{""_L1, 1e9}};
    const Units &units = kind == BudgetKind::Money                  ? money
        : kind == BudgetKind::WallTime                              ? times
        : kind == BudgetKind::Network || kind == BudgetKind::Memory ? bytes
        : kind == BudgetKind::Disk                                  ? bytes
                                                                    : counts;
    for (const auto &[name, factor] : units) {
        if (unit == name)
            return factor;
    }
    return 0;
}

} // namespace

QString budgetKindName(BudgetKind kind)
{
    return QString::fromUtf16(Kinds.at(static_cast<size_t>(kind)));
}

std::optional<BudgetKind> budgetKindFromName(QStringView name)
{
    return fromName<BudgetKind>(Kinds, name);
}

QString budgetScopeName(BudgetScope scope)
{
    return QString::fromUtf16(Scopes.at(static_cast<size_t>(scope)));
}

std::optional<BudgetScope> budgetScopeFromName(QStringView name)
{
    return fromName<BudgetScope>(Scopes, name);
}

bool isCounted(BudgetKind kind, BudgetScope scope)
{
    switch (kind) {
    case BudgetKind::Money:
    case BudgetKind::Tokens:
    case BudgetKind::ToolCalls:
    case BudgetKind::Network:
    case BudgetKind::Children:
        return true;
    case BudgetKind::WallTime:
        return scope == BudgetScope::Turn || scope == BudgetScope::Session;
    case BudgetKind::Memory:
    case BudgetKind::Disk:
    case BudgetKind::Unpriced:
        return scope == BudgetScope::Session;
    }
    return false;
}

QJsonObject BudgetLimit::toJson() const
{
    return {{u"scope"_s, budgetScopeName(scope)}, {u"subject"_s, subject}, {u"kind"_s, budgetKindName(kind)},
        {u"amount"_s, amount}, {u"by"_s, by}, {u"at"_s, atMs}};
}

Result<BudgetLimit> BudgetLimit::fromJson(const QJsonObject &json)
{
    const auto scope = budgetScopeFromName(json["scope"_L1].toString());
    const auto kind = budgetKindFromName(json["kind"_L1].toString());
    if (!scope || !kind)
        return failure(InvalidArgument,
            QCoreApplication::translate(
                "pilothouse::Budget", "There is no such budget. See `budget list` for those there are."));
    BudgetLimit limit{.scope = *scope,
        .subject = json["subject"_L1].toString(),
        .kind = *kind,
        .amount = json["amount"_L1].toInteger(-1),
        .by = json["by"_L1].toString(),
        .atMs = json["at"_L1].toInteger()};
    if (!isCounted(*kind, *scope))
        return failure(InvalidArgument,
            QCoreApplication::translate(
                "pilothouse::Budget", "This is counted for sessions, not for what you name. Set it for a session."));
    if (!isSubject(*scope, limit.subject))
        return failure(InvalidArgument,
            QCoreApplication::translate("pilothouse::Budget",
                "The budget is for something that cannot be. Name a session or "
                "repository by its number, or a day as 2026-01-31."));
    if (limit.amount < 0 || static_cast<double>(limit.amount) > MostAmount)
        return failure(InvalidArgument,
            QCoreApplication::translate(
                "pilothouse::Budget", "The amount of a budget is a number that is not negative."));
    return limit;
}

QJsonObject BudgetQuestion::toJson() const
{
    return {{u"limit"_s, limit.toJson()}, {u"spent"_s, spent}, {u"reserved"_s, reserved}, {u"wanted"_s, wanted},
        {u"provider"_s, provider}, {u"model"_s, model}, {u"code"_s, code}};
}

BudgetQuestion BudgetQuestion::fromJson(const QJsonObject &json)
{
    return {.limit = BudgetLimit::fromJson(json["limit"_L1].toObject()).value_or(BudgetLimit{}),
        .spent = json["spent"_L1].toInteger(),
        .reserved = json["reserved"_L1].toInteger(),
        .wanted = json["wanted"_L1].toInteger(),
        .provider = json["provider"_L1].toString(),
        .model = json["model"_L1].toString(),
        .code = json["code"_L1].toString()};
}

Result<qint64> budgetAmountFromText(BudgetKind kind, const QString &text)
{
    static const QRegularExpression Form(u"^\\$?([0-9]+(?:\\.[0-9]+)?)\\s*([a-z]*)\\$?$"_s);
    const auto match = Form.match(text.trimmed().toLower());
    const double unit = match.hasMatch() ? unitOf(kind, match.captured(2)) : 0;
    const double amount = std::round(match.captured(1).toDouble() * unit);
    if (unit == 0 || amount > MostAmount)
        return failure(InvalidArgument,
            QCoreApplication::translate("pilothouse::Budget",
                "“%1” is no amount of that. Write money as 2.50, tokens as 500k, time as 10m, sizes as 200MB.")
                .arg(text));
    return static_cast<qint64>(amount);
}

QString budgetAmountText(BudgetKind kind, qint64 amount)
{
    const QLocale locale;
    switch (kind) {
    case BudgetKind::Money: {
        const double dollars = static_cast<double>(amount) / 1e9;
        return u'$' + locale.toString(dollars, 'f', dollars != 0 && std::abs(dollars) < 0.01 ? 5 : 2);
    }
    case BudgetKind::Tokens:
        return QCoreApplication::translate("pilothouse::Budget", "%L1 tokens").arg(amount);
    case BudgetKind::WallTime: {
        const qint64 seconds = amount / 1000;
        if (seconds < 120)
            return QCoreApplication::translate("pilothouse::Budget", "%L1 s").arg(seconds);
        return seconds < 7200 ? QCoreApplication::translate("pilothouse::Budget", "%L1 min").arg(seconds / 60)
                              : QCoreApplication::translate("pilothouse::Budget", "%L1 h")
                                    .arg(static_cast<double>(seconds) / 3600, 0, 'f', 1);
    }
    case BudgetKind::ToolCalls:
        return QCoreApplication::translate("pilothouse::Budget", "%n tool call(s)", nullptr, static_cast<int>(amount));
    case BudgetKind::Children:
        return QCoreApplication::translate("pilothouse::Budget", "%n agent(s)", nullptr, static_cast<int>(amount));
    case BudgetKind::Network:
    case BudgetKind::Memory:
    case BudgetKind::Disk:
        return locale.formattedDataSize(amount);
    case BudgetKind::Unpriced:
        return amount > 0 ? QCoreApplication::translate("pilothouse::Budget", "models without a price may run")
                          : QCoreApplication::translate("pilothouse::Budget", "models without a price ask");
    }
    return {};
}

QString budgetScopeText(BudgetScope scope)
{
    switch (scope) {
    case BudgetScope::Turn:
        return QCoreApplication::translate("pilothouse::Budget", "this turn");
    case BudgetScope::Session:
        return QCoreApplication::translate("pilothouse::Budget", "this session");
    case BudgetScope::Repository:
        return QCoreApplication::translate("pilothouse::Budget", "this repository");
    case BudgetScope::Day:
        return QCoreApplication::translate("pilothouse::Budget", "today");
    }
    return {};
}

} // namespace pilothouse
