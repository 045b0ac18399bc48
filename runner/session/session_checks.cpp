#include "runner/session/session_checks.h"

#include "runner/session/check_sandbox.h"
#include "runner/session/check_tree.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/tree_export.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QSaveFile>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SessionChecks)
};

constexpr qint64 TrustedLimit = 64 * 1024;
constexpr quint32 GuestOutputLimit = 128 * 1024;

/// Blocks; on the pool.
Result<std::vector<CheckDefinition>> definedChecks(
    const QString &store, const ObjectId &base, const QString &trustedFile)
{
    auto checks = checksOfTree(store, base);
    if (!checks)
        return checks;
    QFile file(trustedFile);
    if (!file.exists())
        return checks;
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed, Words::tr("Your copy of the checks cannot be read."), file.errorString());
    const auto trusted = parseChecks(file.read(TrustedLimit + 1), CheckDefinition::Origin::Trusted);
    if (!trusted)
        return std::unexpected(trusted.error());
    return withTrusted(std::move(*checks), *trusted);
}

/// What is accepted, in the session's store. Blocks; on the pool.
Result<ObjectId> acceptedTree(const AcceptRequest &request, const std::stop_token &stop)
{
    if (request.composed.isValid())
        return request.composed;
    Selection selection = request.selection;
    if (!selection.from.isValid())
        selection.from = request.base;
    if (!selection.to.isValid())
        selection.to = request.snapshot;
    if (selection.files.empty() && request.paths.isEmpty())
        return treeOfSnapshot(request.sessionStore, request.snapshot);
    if (selection.files.empty()) {
        const auto changes = diffTrees(request.sessionStore, selection.from, selection.to, {}, stop);
        if (!changes)
            return std::unexpected(changes.error());
        for (const FileChange &file : changes->files) {
            if (request.paths.contains(file.oldPath) || request.paths.contains(file.newPath))
                selection.files.push_back({.oldPath = file.oldPath, .newPath = file.newPath, .whole = true});
        }
    }
    return composeSelection(request.sessionStore, selection, stop);
}

QString textOf(const QByteArray &output)
{
    return QString::fromUtf8(output);
}

void fill(CheckResult &run, const CleanRunResult &result)
{
    run.outcome = result.timedOut ? CheckOutcome::TimedOut
        : result.exitCode == 0    ? CheckOutcome::Passed
                                  : CheckOutcome::Failed;
    run.exitCode = result.exitCode;
    run.output = textOf(result.output);
    run.outputCut = result.outputCut;
    run.tookMs = result.took.count();
    if (result.outOfMemory)
        run.message = Words::tr("The sandbox's memory ran out.");
}

void fill(CheckResult &run, const GuestCommandResult &result)
{
    const int code = result.exitCode.value_or(128 + result.signal.value_or(0));
    run.outcome = result.timedOut ? CheckOutcome::TimedOut : code == 0 ? CheckOutcome::Passed : CheckOutcome::Failed;
    run.exitCode = code;
    run.output = textOf(result.output);
    run.outputCut = result.cut;
}

} // namespace

SessionChecks::SessionChecks(SessionLog &log, const SessionServices &services) : m_log(log), m_services(services) { }

void SessionChecks::retire()
{
    m_retired = true;
    cancelAll();
}

ObjectId SessionChecks::snapshotOr(const ObjectId &snapshot) const
{
    const SessionState &state = m_log.state();
    if (snapshot.isValid())
        return snapshot;
    return state.snapshots.empty() ? ObjectId(state.baseCommit) : state.snapshots.back().commit;
}

QString SessionChecks::archive(const QString &run) const
{
    return m_services.directory->session(m_log.id()) + "/check-"_L1 + run + ".tar"_L1;
}

Task<std::vector<CheckDefinition>> SessionChecks::definitions()
{
    const SessionState &state = m_log.state();
    if (state.baseCommit.isEmpty())
        co_return std::vector<CheckDefinition>();
    auto checks = co_await runOn(*m_services.pool,
        [store = store(), base = ObjectId(state.baseCommit),
            trusted = m_services.directory->trustedChecks(state.info.repositoryId)](
            const std::stop_token &) { return definedChecks(store, base, trusted); });
    if (!checks)
        co_return std::unexpected(checks.error());
    for (const CheckDefinition &own : m_log.state().checks.ofPerson()) {
        if (!std::ranges::contains(*checks, own.name, &CheckDefinition::name))
            checks->push_back(own);
    }
    co_return std::move(*checks);
}

Task<CheckDefinition> SessionChecks::chosen(CheckRequest request)
{
    const auto checks = co_await definitions();
    if (!checks)
        co_return std::unexpected(checks.error());
    if (!request.command.isEmpty()) {
        auto own = checkOfPerson(request.name, request.command);
        if (!own)
            co_return std::unexpected(own.error());
        const auto same = std::ranges::find(*checks, own->name, &CheckDefinition::name);
        if (same != checks->end() && same->origin != CheckDefinition::Origin::Person)
            co_return failure(InvalidArgument,
                Words::tr("The repository has a check named “%1” already. Give yours another name.").arg(own->name));
        co_return std::move(*own);
    }
    if (request.name.isEmpty() && checks->size() == 1)
        co_return CheckDefinition(checks->front());
    const auto named = std::ranges::find(*checks, request.name, &CheckDefinition::name);
    if (named != checks->end())
        co_return CheckDefinition(*named);
    QStringList names;
    for (const CheckDefinition &check : *checks)
        names.append(check.name);
    co_return failure(NotFound,
        names.isEmpty()
            ? Words::tr("No checks are defined: the tree that the session began from has no .pilothouse/checks.json. "
                        "Give a command.")
            : Words::tr("There is no check “%1”. There are: %2").arg(request.name, names.join(", "_L1)));
}

Task<ObjectId> SessionChecks::treeOf(ObjectId snapshot)
{
    if (!snapshot.isValid())
        co_return failure(NotFound, Words::tr("The session has no files yet."));
    co_return co_await runOn(*m_services.pool,
        [store = store(), snapshot](const std::stop_token &) { return treeOfSnapshot(store, snapshot); });
}

Task<CheckList> SessionChecks::list(ObjectId snapshot)
{
    static_cast<void>(co_await recover()); // what stays behind is looked for again
    const auto checks = co_await definitions();
    if (!checks)
        co_return std::unexpected(checks.error());
    const auto tree = co_await treeOf(snapshotOr(snapshot));
    if (!tree)
        co_return std::unexpected(tree.error());
    co_return co_await runOn(*m_services.pool,
        [store = store(), checks = *checks, tree = *tree, history = m_log.state().checks](
            const std::stop_token &stop) -> Result<CheckList> {
            CheckList list{.tree = tree, .marks = {}};
            const auto changed = [&](const ObjectId &from, const ObjectId &to) {
                const auto set = diffTrees(store, from, to, {.renames = DiffOptions::Renames::Ignore}, stop);
                return set ? static_cast<int>(set->files.size()) : -1;
            };
            for (const CheckDefinition &check : checks)
                list.marks.push_back(checkMark(history, check, tree, changed));
            return list;
        });
}

Task<void> SessionChecks::acceptAllowed(AcceptRequest request)
{
    const auto checks = co_await definitions();
    if (!checks)
        co_return std::unexpected(checks.error());
    if (!std::ranges::contains(*checks, CheckDefinition::Accept::Requires, &CheckDefinition::accept))
        co_return {};
    const auto tree = co_await runOn(
        *m_services.pool, [request](const std::stop_token &stop) { return acceptedTree(request, stop); });
    if (!tree)
        co_return std::unexpected(tree.error());
    const auto now = co_await list(*tree);
    if (!now)
        co_return std::unexpected(now.error());
    co_return pilothouse::acceptAllowed(now->marks);
}

/// The image that the session's sandbox was made from, before the agent ran: made anew where it is gone, and then the
/// same, since its id is the hash of what is in it.
Task<ImageId> SessionChecks::image(std::stop_token stop)
{
    const ImageId image(m_log.state().sandbox.image);
    if (!image.isValid())
        co_return failure(
            NotFound, Words::tr("The session's image was not made yet. Run the check once the agent has started."));
    const auto found = co_await m_services.engine->findImage(image.value);
    if (!found)
        co_return std::unexpected(found.error());
    if (*found)
        co_return ImageId(image);
    auto entry = m_services.catalogue->entry(m_log.state().info.agent);
    if (!entry)
        co_return std::unexpected(entry.error());
    const auto built = co_await m_services.images->ensure(
        std::move(*entry), m_log.state().info.image, [](const ImageProgress &) { }, std::move(stop));
    if (!built)
        co_return std::unexpected(built.error());
    if (built->id != image)
        co_return failure(SandboxNotClean,
            Words::tr("The image that the session began with is gone, and what is made now is another one. Start a new "
                      "session to run checks."));
    co_return ImageId(image);
}

Task<CheckResult> SessionChecks::run(CheckRequest request, GuestLink *guest, std::stop_token cancelled)
{
    static_cast<void>(co_await recover());
    auto check = co_await chosen(request);
    if (!check)
        co_return std::unexpected(check.error());
    ObjectId snapshot = snapshotOr(request.snapshot);
    if (request.place == CheckPlace::AgentSandbox) {
        if (!guest)
            co_return failure(GuestDisconnected, Words::tr("The sandbox is not running. Continue the session first."));
        const auto now = co_await guest->snapshot();
        if (!now)
            co_return std::unexpected(now.error());
        // Of what is there; it may come home only later.
        if (request.snapshot.isValid() && request.snapshot != now->commit && request.snapshot != now->tree)
            co_return failure(InvalidArgument,
                Words::tr("The agent's sandbox has other files than that snapshot. Use a clean sandbox."));
        snapshot = now->tree;
    }
    Result<ObjectId> tree = snapshot;
    if (request.place == CheckPlace::Clean)
        tree = co_await treeOf(snapshot);
    if (!tree)
        co_return std::unexpected(tree.error());
    CheckResult run{
        .id = QUuid::createUuid().toString(QUuid::Id128).left(16),
        .check = std::move(*check),
        .place = request.place,
        .tree = *tree,
    };
    const auto begun = co_await m_log.commit({m_log.newEvent(EventKind::CheckStarted, checkStartedToJson(run))});
    if (!begun)
        co_return std::unexpected(begun.error());
    const std::stop_token stop = m_running[run.id].get_token();
    m_services.cleanRuns->add(run.id);
    const auto over = qScopeGuard([runs = m_services.cleanRuns, id = run.id] { runs->remove(id); });
    const std::stop_callback asked(cancelled, [source = m_running[run.id]] mutable { source.request_stop(); });
    QElapsedTimer clock;
    clock.start();
    auto done = run.place == CheckPlace::Clean ? co_await runClean(run, stop) : co_await runInAgentSandbox(run, guest);
    const bool wasCancelled = stop.stop_requested();
    m_running.erase(run.id);
    if (m_retired)
        co_return failure(Cancelled, Words::tr("Pilothouse is ending."));
    if (done) {
        run = std::move(*done);
    } else {
        run.outcome = wasCancelled ? CheckOutcome::Cancelled : CheckOutcome::Broken;
        run.message = wasCancelled ? QString() : done.error().message;
    }
    if (run.tookMs == 0)
        run.tookMs = clock.elapsed();
    const auto ended = co_await m_log.commit({m_log.newEvent(EventKind::CheckEnded, checkEndedToJson(run))});
    if (!ended)
        co_return std::unexpected(ended.error());
    const CheckResult *recorded = m_log.state().checks.find(run.id);
    co_return recorded ? CheckResult(*recorded) : CheckResult(run);
}

Task<CheckResult> SessionChecks::runClean(CheckResult run, std::stop_token stop)
{
    const auto image = co_await this->image(stop);
    if (!image)
        co_return std::unexpected(image.error());
    const QString file = archive(run.id);
    auto touched = co_await runOn(
        *m_services.pool,
        [store = store(), base = ObjectId(m_log.state().baseCommit), run, file](
            const std::stop_token &seen) -> Result<TouchedFiles> {
            auto found = touchedFiles(store, base, run.tree, run.check, seen);
            if (!found)
                return found;
            if (const auto written = archiveTree(store, run.tree, file, ImageLayout::userId, seen); !written)
                return std::unexpected(written.error());
            return found;
        },
        stop);
    const auto written = qScopeGuard([file] { QFile::remove(file); });
    if (!touched)
        co_return std::unexpected(touched.error());
    run.touched = std::move(*touched);
    CleanRun clean{
        .session = m_log.id(),
        .id = run.id,
        .image = *image,
        .limits = m_services.limits,
        .archive = file,
        .command = run.check.command,
        .limit = run.check.limit,
    };
    const auto result = co_await runInCleanSandbox(*m_services.engine, std::move(clean), std::move(stop));
    if (!result)
        co_return std::unexpected(result.error());
    fill(run, *result);
    co_return CheckResult(run);
}

Task<CheckResult> SessionChecks::runInAgentSandbox(CheckResult run, GuestLink *guest)
{
    const auto result = co_await guest->execute({
        .argv = {"/bin/sh", "-c", run.check.command.toUtf8()},
        .timeout = run.check.limit,
        .outputLimit = GuestOutputLimit,
    });
    if (!result)
        co_return std::unexpected(result.error());
    fill(run, *result);
    co_return CheckResult(run);
}

void SessionChecks::cancel(const QString &run)
{
    if (const auto found = m_running.find(run); found != m_running.end())
        found->second.request_stop();
}

void SessionChecks::cancelAll()
{
    for (auto &[id, stop] : m_running)
        stop.request_stop();
}

Task<void> SessionChecks::trust(QByteArray json)
{
    const QString path = m_services.directory->trustedChecks(m_log.state().info.repositoryId);
    co_return co_await runOn(*m_services.pool, [path, json](const std::stop_token &) -> Result<void> {
        if (json.isEmpty()) {
            if (QFile::exists(path) && !QFile::remove(path))
                return failure(IoFailed, Words::tr("Your copy of the checks cannot be deleted."));
            return {};
        }
        if (const auto checks = parseChecks(json, CheckDefinition::Origin::Trusted); !checks)
            return std::unexpected(checks.error());
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit())
            return failure(IoFailed, Words::tr("Your copy of the checks cannot be written."), file.errorString());
        return {};
    });
}

Task<void> SessionChecks::recover()
{
    std::vector<NewEvent> ended;
    QStringList left;
    for (CheckResult run : m_log.state().checks.results) {
        if (run.outcome != CheckOutcome::Running || m_running.contains(run.id))
            continue;
        run.outcome = CheckOutcome::Interrupted;
        ended.push_back(m_log.newEvent(EventKind::CheckEnded, checkEndedToJson(run)));
        left.append(run.id);
    }
    if (ended.empty())
        co_return {};
    if (const auto committed = co_await m_log.commit(std::move(ended)); !committed)
        co_return committed;
    for (const QString &run : left)
        QFile::remove(archive(run));
    co_return co_await removeCleanRuns(*m_services.engine, m_log.id(), *m_services.cleanRuns);
}

} // namespace pilothouse
