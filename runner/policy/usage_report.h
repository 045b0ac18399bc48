#pragma once

#include "runner/store/usage_row.h"

#include <QByteArray>

#include <vector>

namespace pilothouse {

/// By what requests to models are summed up.
enum class UsageGrouping : quint8 { Session, Repository, Model, Agent, Day, Turn };

[[nodiscard]] std::optional<UsageGrouping> usageGroupingFromName(QStringView name);

/// What some requests used together.
struct UsageSum {
    QString key; ///< The session's or repository's number, "provider/model", the agent, the day, "7/3" for a turn.
    qint64 calls = 0;
    qint64 prompt = 0;
    qint64 completion = 0;
    qint64 cached = 0;
    qint64 reasoning = 0;
    qint64 tokens = 0; ///< Charged: with the reserve of what was not counted.
    qint64 nanos = 0; ///< Charged, in billionths of a US dollar; without those whose price is not known.
    qint64 unpriced = 0; ///< Requests whose price is not known.
    qint64 atReserve = 0; ///< Requests that are charged their worst case, since no count came.
    qint64 underWay = 0;
    qint64 firstByteMs = -1; ///< The middle one of the times to the first byte; -1: none.

    friend bool operator==(const UsageSum &, const UsageSum &) = default;
};

/// Days in their order, everything else the dearest first. Pure.
[[nodiscard]] std::vector<UsageSum> usageSums(const std::vector<UsageRow> &rows, UsageGrouping grouping);

/// The key that a request is summed up under.
[[nodiscard]] QString usageKey(const UsageRow &row, UsageGrouping grouping);

/// Tables as RFC 4180 has them, with a head line; money in US dollars. Text that a spreadsheet would take for a formula
/// is quoted by an apostrophe.
[[nodiscard]] QByteArray usageCsv(const std::vector<UsageRow> &rows);
[[nodiscard]] QByteArray usageCsv(const std::vector<UsageSum> &sums, const QByteArray &keyName);

} // namespace pilothouse
