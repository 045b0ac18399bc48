#include "runner/policy/usage_report.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <map>

namespace pilothouse {

namespace {

QByteArray field(const QString &text)
{
    QString safe = text;
    if (!safe.isEmpty() && QStringView(u"=+-@\t\r").contains(safe.front()))
        safe.prepend(u'\'');
    if (!safe.contains(u'"') && !safe.contains(u',') && !safe.contains(u'\n') && !safe.contains(u'\r'))
        return safe.toUtf8();
    return '"' + safe.replace(u'"', QStringLiteral("\"\"")).toUtf8() + '"';
}

QByteArray dollars(qint64 nanos)
{
    return QByteArray::number(nanos / 1'000'000'000) + '.'
        + QByteArray::number(nanos % 1'000'000'000).rightJustified(9, '0');
}

QByteArray line(const QByteArrayList &fields)
{
    return fields.join(',') + "\r\n";
}

qint64 middle(std::vector<qint64> &times)
{
    if (times.empty())
        return -1;
    const auto half = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::ranges::nth_element(times, half);
    return *half;
}

} // namespace

std::optional<UsageGrouping> usageGroupingFromName(QStringView name)
{
    static constexpr std::array Names{u"session", u"repository", u"model", u"agent", u"day", u"turn"};
    for (size_t i = 0; i < Names.size(); ++i) {
        if (name == QStringView(Names[i]))
            return static_cast<UsageGrouping>(i);
    }
    return std::nullopt;
}

QString usageKey(const UsageRow &row, UsageGrouping grouping)
{
    switch (grouping) {
    case UsageGrouping::Session:
        return QString::number(row.session.value);
    case UsageGrouping::Repository:
        return QString::number(row.repository.value);
    case UsageGrouping::Model:
        return row.provider + u'/' + row.model;
    case UsageGrouping::Agent:
        return row.agent;
    case UsageGrouping::Day:
        return row.day;
    case UsageGrouping::Turn:
        return QString::number(row.session.value) + u'/' + QString::number(row.turn);
    }
    return {};
}

std::vector<UsageSum> usageSums(const std::vector<UsageRow> &rows, UsageGrouping grouping)
{
    std::map<QString, std::pair<UsageSum, std::vector<qint64>>> sums;
    for (const UsageRow &row : rows) {
        const QString key = usageKey(row, grouping);
        auto &[sum, times] = sums[key];
        sum.key = key;
        ++sum.calls;
        sum.prompt += row.prompt;
        sum.completion += row.completion;
        sum.cached += row.cached;
        sum.reasoning += row.reasoning;
        sum.tokens += row.chargedTokens;
        sum.nanos += row.chargedNanos;
        sum.unpriced += !row.priced;
        sum.atReserve += row.settled == UsageRow::Settled::AtReserve;
        sum.underWay += row.settled == UsageRow::Settled::No;
        if (row.firstByteMs)
            times.push_back(*row.firstByteMs);
    }
    std::vector<UsageSum> out;
    out.reserve(sums.size());
    for (auto &[key, entry] : sums) {
        entry.first.firstByteMs = middle(entry.second);
        out.push_back(std::move(entry.first));
    }
    if (grouping != UsageGrouping::Day)
        std::ranges::stable_sort(out, [](const UsageSum &left, const UsageSum &right) {
            return std::tie(left.nanos, left.tokens) > std::tie(right.nanos, right.tokens);
        });
    return out;
}

QByteArray usageCsv(const std::vector<UsageRow> &rows)
{
    QByteArray out = "time,session,turn,repository,agent,provider,model,status,settled,prompt,completion,cached,"
                     "cache_write,reasoning,charged_tokens,charged_usd,waited_ms,first_byte_ms,took_ms\r\n";
    static constexpr std::array Settled{"under_way", "counted", "at_reserve"};
    for (const UsageRow &row : rows)
        out += line({QDateTime::fromMSecsSinceEpoch(row.requestedMs, QTimeZone::UTC).toString(Qt::ISODate).toLatin1(),
            QByteArray::number(row.session.value), QByteArray::number(row.turn),
            QByteArray::number(row.repository.value), field(row.agent), field(row.provider), field(row.model),
            QByteArray::number(row.status), Settled.at(static_cast<size_t>(row.settled)),
            QByteArray::number(row.prompt), QByteArray::number(row.completion), QByteArray::number(row.cached),
            QByteArray::number(row.cacheWrite), QByteArray::number(row.reasoning),
            QByteArray::number(row.chargedTokens), row.priced ? dollars(row.chargedNanos) : QByteArray(),
            QByteArray::number(row.waitedMs), row.firstByteMs ? QByteArray::number(*row.firstByteMs) : QByteArray(),
            QByteArray::number(row.tookMs)});
    return out;
}

QByteArray usageCsv(const std::vector<UsageSum> &sums, const QByteArray &keyName)
{
    QByteArray out = keyName
        + ",calls,prompt,completion,cached,reasoning,charged_tokens,charged_usd,unpriced_calls,calls_at_reserve,"
          "first_byte_ms\r\n";
    for (const UsageSum &sum : sums)
        out += line({field(sum.key), QByteArray::number(sum.calls), QByteArray::number(sum.prompt),
            QByteArray::number(sum.completion), QByteArray::number(sum.cached), QByteArray::number(sum.reasoning),
            QByteArray::number(sum.tokens), dollars(sum.nanos), QByteArray::number(sum.unpriced),
            QByteArray::number(sum.atReserve),
            sum.firstByteMs < 0 ? QByteArray() : QByteArray::number(sum.firstByteMs)});
    return out;
}

} // namespace pilothouse
