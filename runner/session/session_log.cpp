#include "runner/session/session_log.h"

#include "runner/base/json.h"

namespace pilothouse {

namespace {

constexpr int PageSize = 256; // events between two turns of the event loop: some milliseconds of folding

} // namespace

SessionLog::SessionLog(Store &store, SessionId id, QObject *parent) : QObject(parent), m_store(store), m_id(id) { }

Task<void> SessionLog::load()
{
    qint64 next = state().lastSeq + 1;
    while (!m_retired) {
        const auto page =
            co_await m_store.read([id = m_id, next](StoreReader &reader) { return reader.events(id, next, PageSize); });
        if (!page)
            co_return std::unexpected(page.error());
        if (page->empty())
            co_return {};
        for (const Event &event : *page)
            m_fold.apply(event);
        next = page->back().seq + 1;
    }
    co_return failure(pilothouse::Cancelled, tr("Pilothouse is ending."));
}

Task<void> SessionLog::commit(std::vector<NewEvent> events)
{
    return commitIf(std::move(events), {});
}

Task<void> SessionLog::commitIf(std::vector<NewEvent> events, Store::Condition condition)
{
    if (m_retired)
        co_return failure(pilothouse::Cancelled, tr("Pilothouse is ending."));
    OneShot<Result<void>> done;
    m_store.appendIf(
        m_id, std::move(events), std::move(condition), this, [this, done](Result<std::vector<Event>> result) mutable {
            if (!result)
                return done.resolve(std::unexpected(result.error()));
            apply(*result);
            done.resolve({});
        });
    co_return co_await done;
}

void SessionLog::post(std::vector<NewEvent> events, std::function<void()> committed)
{
    if (m_retired)
        return;
    m_store.append(
        m_id, std::move(events), this, [this, committed = std::move(committed)](Result<std::vector<Event>> result) {
            if (!result)
                return Q_EMIT failed(result.error());
            apply(*result);
            if (committed)
                committed();
        });
}

NewEvent SessionLog::newEvent(EventKind kind, const QJsonObject &payload, std::optional<LinkPosition> position) const
{
    return {.kind = kind, .turn = state().turn, .payload = toLine(payload), .position = position};
}

NewEvent SessionLog::notice(const QString &severity, const Error &error) const
{
    return newEvent(EventKind::Notice,
        {
            {QStringLiteral("severity"), severity},
            {QStringLiteral("code"), QString(error.code.name)},
            {QStringLiteral("message"), error.message},
            {QStringLiteral("cause"), error.cause},
        });
}

void SessionLog::apply(const std::vector<Event> &events)
{
    for (const Event &event : events) {
        m_fold.apply(event);
        Q_EMIT applied(event);
    }
}

} // namespace pilothouse
