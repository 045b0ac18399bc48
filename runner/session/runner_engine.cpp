// How the engine is, and what it keeps that nobody needs.

#include "runner/session/check_sandbox.h"
#include "runner/session/runner.h"
#include "runner/session/runner_parts.h"

#include <QPointer>

#include <algorithm>

using namespace std::chrono_literals;

namespace pilothouse {

void Runner::watchEngine()
{
    m_watchesEngine = true;
    m_engineTimer.setSingleShot(true);
    m_engineTimer.setInterval(1min);
    connect(&m_engineTimer, &QTimer::timeout, this, [this] { lookAtEngine(); });
    lookAtEngine();
}

QCoro::Task<void> Runner::lookAtEngine()
{
    if (std::exchange(m_looksAtEngine, true))
        co_return;
    const QPointer<Runner> self(this);
    DockerEngine *const engine = m_workers.front()->engine;
    const auto info = co_await callOn(engine, [engine] { return engine->probe(); });
    Leftovers left;
    if (self && info)
        left = (co_await leftovers()).value_or(Leftovers());
    if (!self)
        co_return;
    m_looksAtEngine = false;
    m_health.engineHealthy = info.has_value();
    m_health.engineSentence = info ? tr("%1 %2 is ready").arg(info->name, info->version) : info.error().message;
    m_health.leftovers = left;
    if (!info)
        m_engineTimer.start();
    Q_EMIT healthChanged();
}

Task<std::vector<OwnedObject>> Runner::orphans()
{
    DockerEngine *const engine = m_workers.front()->engine;
    auto owned = co_await callOn(engine, [engine] { return engine->listOwned(); });
    if (!owned)
        co_return std::unexpected(owned.error());
    const auto rows = m_rows;
    std::erase_if(*owned, [this, &rows](const OwnedObject &object) {
        return std::ranges::contains(*rows, object.session, &SessionRow::id) && !isLeftOfCleanRun(object, m_cleanRuns);
    });
    co_return owned;
}

Task<Leftovers> Runner::leftovers()
{
    const auto found = co_await orphans();
    if (!found)
        co_return std::unexpected(found.error());
    const auto of = [&found](OwnedObject::Kind kind) {
        return static_cast<int>(std::ranges::count(*found, kind, &OwnedObject::kind));
    };
    co_return Leftovers{.containers = of(OwnedObject::Kind::Container), .volumes = of(OwnedObject::Kind::Volume)};
}

Task<void> Runner::removeLeftovers()
{
    auto found = co_await orphans();
    if (!found)
        co_return std::unexpected(found.error());
    DockerEngine *const engine = m_workers.front()->engine;
    auto removed = co_await callOn(engine, [engine, left = std::move(*found)]() -> Task<void> {
        for (const auto kind : {OwnedObject::Kind::Container, OwnedObject::Kind::Volume}) { // a volume in use cannot go
            for (const OwnedObject &one : left) {
                if (one.kind != kind)
                    continue;
                const auto gone = kind == OwnedObject::Kind::Container ? co_await engine->remove(ContainerId(one.id))
                                                                       : co_await engine->removeVolume(one.id);
                if (!gone)
                    co_return std::unexpected(gone.error());
            }
        }
        co_return {};
    });
    if (removed) {
        m_health.leftovers = {};
        Q_EMIT healthChanged();
    }
    co_return removed;
}

} // namespace pilothouse
