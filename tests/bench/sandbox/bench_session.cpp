#include "tests/bench/sandbox/bench_session.h"

#include "runner/base/json.h"
#include "tests/support/engine/await.h"

using namespace Qt::StringLiterals;

namespace pilothouse::bench {

namespace {

using test::await;

double milliseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

} // namespace

BenchSession::BenchSession(const SessionServices &services, const SessionInfo &info) : m_services(services)
{
    const auto created =
        need(await(services.store->create({{.kind = EventKind::SessionCreated, .payload = toLine(info.toJson())}})));
    m_log = std::make_unique<SessionLog>(*services.store, created.front().session);
    need(await(m_log->load()));
    connect(m_log.get(), &SessionLog::applied, this, &BenchSession::follow);
}

BenchSession::~BenchSession() = default;

void BenchSession::build()
{
    SandboxBringUp bringUp(
        *m_log, m_services, [](const ProgressView &) {},
        [this](std::unique_ptr<SandboxLink> link) -> SandboxLink & {
            m_link = std::move(link);
            m_importer = std::make_unique<SnapshotImporter>(m_link->guest(), *m_log, m_services);
            connect(&m_link->guest(), &GuestLink::durable, this, &BenchSession::take);
            return *m_link;
        });
    need(await(bringUp.build({}), std::chrono::minutes(5)));
    m_filled = Clock::now();
}

double BenchSession::readyMs() const
{
    return milliseconds(m_ready - m_asked);
}

double BenchSession::seedMs() const
{
    return milliseconds(m_filled - m_fill);
}

void BenchSession::take(const GuestDurable &message)
{
    if (message.channel == GuestChannel::Workspace)
        return m_importer->announce(message);
    m_link->guest().acknowledge(message.channel, message.number);
    if (const auto *said = std::get_if<AgentLine>(&message.message))
        Q_EMIT line(said->line);
}

void BenchSession::follow(const Event &event)
{
    const Clock::time_point now = Clock::now();
    const QJsonObject payload = parseObject(event.payload, event.payload.size(), {}).value_or(QJsonObject());
    if (event.kind == EventKind::Progress && payload["step"_L1] == "sandbox"_L1)
        m_asked = now;
    else if (event.kind == EventKind::SandboxReady)
        m_ready = now;
    else if (event.kind == EventKind::Progress && payload["step"_L1] == "workspace"_L1)
        m_fill = now;
    else if (event.kind == EventKind::SnapshotTaken)
        Q_EMIT snapshotKnown(ObjectId(payload["commit"_L1].toString()));
}

} // namespace pilothouse::bench
