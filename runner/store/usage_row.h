#pragma once

#include "runner/base/ids.h"

#include <QString>

#include <optional>

namespace pilothouse {

/// One request to a model, as people query it.
struct UsageRow {
    enum class Settled : quint8 {
        No, ///< Under way: the reserve is charged.
        Counted, ///< By what the provider counted.
        AtReserve, ///< The provider's count did not come, so the worst case is charged.
    };

    SessionId session;
    qint64 attempt = 0; ///< 1, 2, 3 … in the session.
    qint32 turn = 0; ///< 0: before the first.
    RepositoryId repository;
    QString day; ///< "2026-01-31", of this machine's time zone at that time.
    QString agent;
    QString provider;
    QString model;
    qint64 requestedMs = 0;
    qint64 answeredMs = 0; ///< 0 while it is under way.
    Settled settled = Settled::No;
    bool priced = false; ///< Its cost is known.
    int status = 0; ///< The provider's; 0: none.
    qint64 prompt = 0;
    qint64 completion = 0;
    qint64 cached = 0; ///< A part of `prompt`, as the next.
    qint64 cacheWrite = 0;
    qint64 reasoning = 0; ///< A part of `completion`.
    qint64 reservedNanos = 0; ///< Billionths of a US dollar.
    qint64 reservedTokens = 0;
    qint64 chargedNanos = 0; ///< What counts against budgets: the reserve until it is settled.
    qint64 chargedTokens = 0;
    qint64 waitedMs = 0; ///< On the host before it went out.
    std::optional<qint64> firstByteMs; ///< From there to the first byte of the answer.
    qint64 tookMs = 0; ///< From there to the end of the answer.

    friend bool operator==(const UsageRow &, const UsageRow &) = default;
};

/// Which requests.
struct UsageQuery {
    QString fromDay; ///< The first day; empty: from the beginning.
    SessionId session; ///< None: of all.
    RepositoryId repository; ///< None: of all.
    int limit = 100'000; ///< The newest.
};

} // namespace pilothouse
