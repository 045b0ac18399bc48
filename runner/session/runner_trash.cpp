// What happens to removed sessions.

#include "runner/session/runner.h"
#include "runner/session/runner_parts.h"
#include "runner/session/unused_files.h"

#include <QDateTime>
#include <QPointer>

namespace pilothouse {

Task<void> Runner::remove(SessionId id)
{
    const auto loaded = co_await load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    if (const auto removed = co_await onActor(id, [](SessionActor &session) { return session.removeSandbox(); });
        !removed)
        co_return std::unexpected(removed.error());
    if (const auto removed = co_await m_store->remove(id); !removed)
        co_return std::unexpected(removed.error());
    // Refused while a container uses it. One that is wanted again is loaded from the cache of layers.
    if (const ImageId image((*loaded)->state.sandbox.image); image.isValid())
        static_cast<void>(co_await m_images->removeUnused(image));
    co_return {};
}

Task<void> Runner::restore(SessionId id)
{
    return m_store->restore(id);
}

Task<std::vector<DiscardedSession>> Runner::trash()
{
    const auto found = co_await m_store->read([](StoreReader &reader) { return reader.trash(); });
    if (!found)
        co_return std::unexpected(found.error());
    std::vector<DiscardedSession> sessions;
    for (const TrashedSession &one : *found)
        sessions.push_back({one.row, one.removedMs, one.removedMs + m_options.trashKept.count()});
    co_return sessions;
}

void Runner::emptyTrashDaily()
{
    const auto now = [this] {
        [](Runner *self) -> QCoro::Task<> { static_cast<void>(co_await self->emptyTrash()); }(this);
    };
    m_trashTimer.setInterval(std::chrono::days(1));
    connect(&m_trashTimer, &QTimer::timeout, this, now);
    m_trashTimer.start();
    QMetaObject::invokeMethod(this, now, Qt::QueuedConnection);
}

Task<PurgeReport> Runner::emptyTrash()
{
    // Nobody waits for it at the start: an answer that was on its way may come when the runner is gone.
    const QPointer<Runner> self(this);
    auto report = co_await m_store->purge(QDateTime::currentMSecsSinceEpoch() - m_options.trashKept.count());
    if (!report)
        co_return std::unexpected(report.error());
    if (!self)
        co_return failure(Cancelled, {});
    // What is there is looked at first: whatever is made from here on belongs to a session that the store knows.
    const auto files =
        co_await runOn(*m_pool, [directory = m_directory](const std::stop_token &) { return sessionFiles(directory); });
    if (!files)
        co_return std::unexpected(files.error());
    if (!self)
        co_return failure(Cancelled, {});
    const auto unused =
        co_await m_store->read([files = *files](StoreReader &reader) { return withoutUsed(files, reader); });
    if (!unused)
        co_return std::unexpected(unused.error());
    if (!self)
        co_return failure(Cancelled, {});
    const auto removed = co_await runOn(*m_pool, [directory = m_directory, unused = *unused](const std::stop_token &) {
        return removeFiles(directory, unused);
    });
    if (!removed)
        co_return std::unexpected(removed.error());
    co_return report;
}

} // namespace pilothouse
