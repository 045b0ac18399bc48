#include "runner/session/sandbox_bring_up.h"

#include "runner/base/private_directory.h"
#include "runner/policy/budget_ledger.h"
#include "runner/session/session_fork.h"
#include "runner/session/workspace_pack.h"
#include "runner/workspace/base_store.h"
#include "runner/workspace/repository_probe.h"
#include "runner/workspace/session_store.h"
#include "runner/workspace/snapshot_pack.h"
#include "runner/workspace/uncommitted.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SandboxBringUp)
};

QJsonArray gradeToJson(const SandboxGrade &grade)
{
    QJsonArray out;
    for (const GradeCheck &check : grade.checks) {
        const QString state = check.state == GradeState::Enforced ? u"enforced"_s
            : check.state == GradeState::Watched                  ? u"watched"_s
                                                                  : u"missing"_s;
        out.append(QJsonObject{{u"name"_s, check.name}, {u"state"_s, state}, {u"sentence"_s, check.sentence}});
    }
    return out;
}

struct ChosenBase {
    BaseSeed seed;
    ObjectId head;
    qsizetype uncommittedFiles = 0;
};

/// Blocks; on the pool.
Result<ChosenBase> copyBase(const QString &store, const SessionInfo &info, const std::stop_token &stop)
{
    auto seed = ensureBase(store, info.repository, info.withUncommitted ? u"HEAD"_s : info.baseRevision, stop);
    if (!seed)
        return std::unexpected(seed.error());
    ChosenBase chosen{.seed = *seed, .head = seed->commit};
    if (!info.withUncommitted)
        return chosen;
    const auto mine = commitUncommitted(store, info.repository, seed->commit, {}, stop);
    if (!mine)
        return std::unexpected(mine.error());
    chosen.uncommittedFiles = mine->files.size();
    chosen.seed.commit = mine->commit;
    chosen.seed.tree = mine->tree;
    return chosen;
}

} // namespace

SandboxBringUp::SandboxBringUp(
    SessionLog &log, const SessionServices &services, ReportProgress progress, AdoptLink adopt)
    : m_log(log),
      m_services(services),
      m_progress(std::move(progress)),
      m_adopt(std::move(adopt))
{ }

QCoro::Task<void> SandboxBringUp::step(QString name, QString text)
{
    m_progress({.step = name, .text = text});
    // Nothing depends on it but what follows in the log: no need to wait for the disk.
    static_cast<void>(m_log.commit({m_log.newEvent(EventKind::Progress, {{u"step"_s, name}, {u"text"_s, text}})}));
    co_return;
}

Task<GuestHello> SandboxBringUp::takeOver()
{
    const ContainerId container(m_log.state().sandbox.container);
    m_spec = spec(m_log.state().sandbox.image, m_log.state().sandbox.incarnation);
    const auto report = co_await m_services.engine->inspect(container, m_spec);
    if (!report && report.error().code != NotFound)
        co_return std::unexpected(report.error());
    if (!report || report->state != SandboxState::Running)
        co_return failure(GuestDisconnected,
            Words::tr("The sandbox has ended. Continue the session to start it again on the same files."));
    const auto hello = co_await connectGuest(container, true);
    if (!hello)
        co_return std::unexpected(hello.error());
    if (const auto seeded = co_await seed(*hello); !seeded)
        co_return std::unexpected(seeded.error());
    co_return *hello;
}

Task<GuestHello> SandboxBringUp::build(std::stop_token stop)
{
    if (const auto base = co_await chooseBase(stop); !base)
        co_return std::unexpected(base.error());
    auto imageId = co_await image(stop);
    if (!imageId)
        co_return std::unexpected(imageId.error());
    auto made = co_await container(*imageId, stop);
    if (!made && made.error().code == ImageMissing) {
        // Somebody's last session with this image was removed between the two steps.
        imageId = co_await image(stop);
        if (!imageId)
            co_return std::unexpected(imageId.error());
        made = co_await container(*imageId, stop);
    }
    if (!made)
        co_return std::unexpected(made.error());
    auto inspecting = m_services.engine->inspect(*made, m_spec); // while the guest is on its way
    co_await step(u"link"_s, Words::tr("Connecting to the sandbox"));
    const auto hello = co_await connectGuest(*made, m_log.state().sandbox.ready);
    if (!hello)
        co_return std::unexpected(hello.error());
    const auto report = co_await std::move(inspecting);
    if (!report)
        co_return std::unexpected(report.error());
    if (const auto ready = co_await recordReady(*hello, *report); !ready)
        co_return std::unexpected(ready.error());
    if (const auto seeded = co_await seed(*hello); !seeded)
        co_return std::unexpected(seeded.error());
    co_return *hello;
}

Task<void> SandboxBringUp::chooseBase(std::stop_token stop)
{
    const QString store = m_services.directory->baseStore(repository());
    const QString sessionStore = m_services.directory->sessionStore(m_log.id());
    const QString folder = m_services.directory->session(m_log.id());
    const bool known = !m_log.state().baseCommit.isEmpty();
    if (!known)
        co_await step(u"base"_s, Words::tr("Copying the history that the agent starts from"));
    const auto chosen = co_await runOn(
        *m_services.pool,
        [=, info = m_log.state().info, directory = m_services.directory, session = m_log.id(),
            baseCommit = ObjectId(m_log.state().baseCommit)](const std::stop_token &seen) -> Result<ChosenBase> {
            if (const auto made = ensurePrivateDirectory(folder); !made)
                return std::unexpected(made.error());
            auto base = known ? Result<ChosenBase>() : copyBase(store, info, seen);
            if (!base)
                return base;
            if (const auto made = createSessionStore(sessionStore, store); !made)
                return std::unexpected(made.error());
            if (info.forkedFrom.isValid()) {
                if (const auto filled = fillFork(*directory, session, info, baseCommit, seen); !filled)
                    return std::unexpected(filled.error());
            }
            return base;
        },
        std::move(stop));
    if (!chosen)
        co_return std::unexpected(chosen.error());
    if (known)
        co_return {};
    co_return co_await m_log.commit({m_log.newEvent(EventKind::BaseChosen,
        {
            {u"commit"_s, chosen->seed.commit.value},
            {u"tree"_s, chosen->seed.tree.value},
            {u"head"_s, chosen->head.value},
            {u"uncommittedFiles"_s, chosen->uncommittedFiles},
        })});
}

Task<QString> SandboxBringUp::image(std::stop_token stop)
{
    auto entry = m_services.catalogue->entry(m_log.state().info.agent);
    if (!entry)
        co_return std::unexpected(entry.error());
    co_await step(u"image"_s, Words::tr("Making the image"));
    const auto built = co_await m_services.images->ensure(
        std::move(*entry), m_log.state().info.image,
        [progress = m_progress](const ImageProgress &now) {
            progress({.step = u"image"_s, .text = now.text, .done = now.done, .total = now.total});
        },
        std::move(stop));
    if (!built)
        co_return std::unexpected(built.error());
    if (!built->wasThere) {
        co_await step(u"image"_s,
            Words::tr("The image is ready after %1 s, %2 s of them the agent's download")
                .arg(static_cast<double>(built->took.count()) / 1000.0, 0, 'f', 1)
                .arg(static_cast<double>(built->agentDownload.count()) / 1000.0, 0, 'f', 1));
    }
    co_return built->id.value;
}

SandboxSpec SandboxBringUp::spec(const QString &imageId, quint32 incarnation) const
{
    SandboxSpec spec;
    spec.session = m_log.id();
    spec.incarnation = static_cast<int>(incarnation);
    spec.image = ImageId(imageId);
    spec.command = {QString(ImageLayout::guest), u"run"_s};
    spec.userId = ImageLayout::userId;
    spec.groupId = ImageLayout::userId;
    spec.workspacePath = ImageLayout::workspace;
    spec.homePath = ImageLayout::home;
    spec.binds = {{objectsDirectory(m_services.directory->baseStore(repository())), ImageLayout::baseStore}};
    spec.limits = m_services.limits;
    return spec;
}

/// What a person set for memory and disk narrows what every sandbox gets.
Task<void> SandboxBringUp::limitByBudgets()
{
    if (!m_services.budgets)
        co_return {};
    const SessionState &state = m_log.state();
    const auto stands = co_await m_services.budgets->stands({.session = m_log.id(),
        .turn = state.turn,
        .repository = state.info.repositoryId,
        .day = QDate::currentDate().toString(Qt::ISODate)});
    if (!stands)
        co_return std::unexpected(stands.error());
    constexpr qint64 LeastMemory = 256LL * 1024 * 1024; // with less the agent does not begin
    for (const BudgetStand &stand : *stands) {
        if (stand.limit.kind == BudgetKind::Memory)
            m_spec.limits.memoryBytes = std::min(m_spec.limits.memoryBytes, std::max(LeastMemory, stand.limit.amount));
        if (stand.limit.kind == BudgetKind::Disk)
            m_spec.limits.diskBytes = std::min(m_spec.limits.diskBytes, stand.limit.amount);
    }
    co_return {};
}

Task<ContainerId> SandboxBringUp::container(QString imageId, std::stop_token stop)
{
    co_await step(u"sandbox"_s, Words::tr("Starting the sandbox"));
    const SandboxView &known = m_log.state().sandbox;
    // A container that was made and never became ready is gone on with; otherwise this is the next one.
    const bool goOn = !known.container.isEmpty() && !known.ready && known.image == imageId;
    if (!known.container.isEmpty() && !goOn) {
        if (const auto removed = co_await m_services.engine->remove(ContainerId(known.container)); !removed)
            co_return std::unexpected(removed.error());
    }
    const quint32 incarnation = goOn ? known.incarnation : known.incarnation + 1;
    m_spec = spec(imageId, incarnation);
    if (const auto limited = co_await limitByBudgets(); !limited)
        co_return std::unexpected(limited.error());
    auto probing = m_services.engine->probe(); // meanwhile: Podman takes long to say what it is
    const auto handle = co_await m_services.engine->create(m_spec);
    const auto info = co_await std::move(probing);
    if (!info)
        co_return std::unexpected(info.error());
    if (!handle)
        co_return std::unexpected(handle.error());
    if (known.container != handle->container.value) {
        const auto recorded = co_await m_log.commit({m_log.newEvent(EventKind::SandboxCreated,
            {
                {u"incarnation"_s, static_cast<qint64>(incarnation)},
                {u"engine"_s, QString(info->name + u' ' + info->version)},
                {u"container"_s, handle->container.value},
                {u"name"_s, handle->name},
                {u"volumes"_s, QJsonArray{handle->workspaceVolume, handle->homeVolume}},
                {u"image"_s, imageId},
            })});
        if (!recorded)
            co_return std::unexpected(recorded.error());
    }
    if (const auto started = co_await m_services.engine->start(handle->container, std::move(stop)); !started)
        co_return std::unexpected(started.error());
    co_return handle->container;
}

Task<GuestHello> SandboxBringUp::connectGuest(ContainerId container, bool known)
{
    const SessionState &state = m_log.state();
    const QString keyPath = m_services.directory->linkKey(m_log.id(), state.sandbox.incarnation);
    const auto key =
        co_await runOn(*m_services.pool, [keyPath](const std::stop_token &) { return linkKeyAt(keyPath); });
    if (!key)
        co_return std::unexpected(key.error());
    LinkOptions options{.key = *key};
    if (known) {
        options.guestId = state.sandbox.guestId;
        options.lastLine = state.conversation.lastSentNumber;
        for (auto at = state.linkPositions.cbegin(); at != state.linkPositions.cend(); ++at)
            options.committed.insert(static_cast<GuestChannel>(at.key()), at.value());
    }
    SandboxLink &link =
        m_adopt(std::make_unique<SandboxLink>(*m_services.engine, std::move(container), std::move(options)));
    m_link = &link.guest();
    co_return co_await link.open();
}

Task<void> SandboxBringUp::recordReady(GuestHello hello, SandboxReport report)
{
    if (m_log.state().sandbox.ready)
        co_return {};
    co_return co_await m_log.commit({m_log.newEvent(EventKind::SandboxReady,
        {
            {u"grade"_s, gradeToJson(report.grade)},
            {u"guest"_s, QString::fromLatin1(hello.guestId.toHex())},
            {u"version"_s, hello.version},
        })});
}

Task<void> SandboxBringUp::seed(GuestHello hello)
{
    if (hello.seededBase.isEmpty()) {
        co_await step(u"workspace"_s, Words::tr("Filling the workspace"));
        SeedRequest request{.base = ObjectId(m_log.state().baseCommit),
            .objects = QByteArray(ImageLayout::baseStore.data(), ImageLayout::baseStore.size())};
        const auto report = co_await m_link->seed(std::move(request));
        if (!report)
            co_return std::unexpected(report.error());
    }
    co_return co_await refill();
}

/// Where the volumes did not come with the session (it was in the Trash, or somebody removed them) the workspace goes
/// on from the last snapshot that came home.
Task<void> SandboxBringUp::refill()
{
    const SessionState &state = m_log.state();
    if (state.snapshots.empty() || state.snapshots.back().seq > state.sandbox.readySeq)
        co_return {}; // a snapshot of this sandbox shows that it went on
    const ObjectId base(state.baseCommit);
    const ObjectId last = state.snapshots.back().commit;
    const auto now = co_await m_link->snapshot();
    if (!now)
        co_return std::unexpected(now.error());
    if (now->commit != base || last == base)
        co_return {};
    co_await step(u"workspace"_s, Words::tr("Filling the workspace from the last snapshot"));
    const QString pack = m_services.directory->session(m_log.id()) + "/refill.pack"_L1;
    const QString store = m_services.directory->sessionStore(m_log.id());
    const auto packed = co_await runOn(
        *m_services.pool, [=](const std::stop_token &stop) { return packSnapshot(store, last, base, pack, stop); });
    if (!packed)
        co_return std::unexpected(packed.error());
    if (const auto given = co_await givePack(*m_link, pack); !given)
        co_return std::unexpected(given.error());
    const auto restored = co_await m_link->restore(last);
    if (!restored)
        co_return std::unexpected(restored.error());
    if (state.info.forkedSnapshot == last)
        co_return {}; // that is how a fork begins
    co_return co_await m_log.commit({m_log.newEvent(EventKind::Notice,
        {
            {u"severity"_s, u"warning"_s},
            {u"code"_s, u"sandbox.refilled"_s},
            {u"message"_s,
                Words::tr("The sandbox's disk was gone, so a new one was filled from the last snapshot. Ignored files "
                          "and what the agent remembered are not on it.")},
        })});
}

} // namespace pilothouse
