// What a person waits for at the beginning of a session and while an agent writes, in a real sandbox, each beside its
// floor from the same run or its limit. For information; nothing is judged.

#include "runner/sandbox/container_request.h"
#include "runner/workspace/base_store.h"
#include "runner/workspace/change_set.h"
#include "tests/bench/sandbox/bench_session.h"
#include "tests/bench/sandbox/raw_engine.h"
#include "tests/support/engine/await.h"
#include "tests/support/git/test_repository.h"
#include "tests/support/link/guest_process.h"
#include "tests/support/sandbox/sandbox_lab.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace pilothouse;
using namespace pilothouse::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::await;

namespace {

constexpr int ReadyRounds = 15;
constexpr int SeedingRounds = 7;
constexpr int Files = 5000;
constexpr int Writes = 200;
constexpr int WritesInNoise = 100;
constexpr unsigned NoisePauseUs = 1000; ///< Between two writes of the other process.

class ReadyImage final : public ImageService {
public:
    explicit ReadyImage(ImageId id) : m_id(std::move(id)) { }
    [[nodiscard]] Task<BuiltImage> ensure(
        AgentEntry, QString, std::function<void(const ImageProgress &)>, std::stop_token) override
    {
        co_return BuiltImage{.id = m_id, .wasThere = true};
    }

private:
    ImageId m_id;
};

double milliseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

double percentile(std::vector<double> values, double share)
{
    std::ranges::sort(values);
    return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

void compare(
    const char *what, const std::vector<double> &ours, const char *floor, const std::vector<double> &its, double limit)
{
    const double mine = percentile(ours, 0.5);
    const double least = percentile(its, 0.5);
    std::printf("%-34s %7.1f ms [%.0f..%.0f]   %s %.1f ms [%.0f..%.0f]   ratio %.2f (limit %.2f)\n", what, mine,
        std::ranges::min(ours), std::ranges::max(ours), floor, least, std::ranges::min(its), std::ranges::max(its),
        mine / least, limit);
    std::fflush(stdout);
}

void tell(const char *what, const std::vector<double> &delays, double limit)
{
    std::printf("%-34s p50 %.1f ms, p95 %.1f ms, worst %.1f ms of %zu (limit of p95: %.0f ms)\n", what,
        percentile(delays, 0.5), percentile(delays, 0.95), std::ranges::max(delays), delays.size(), limit);
    std::fflush(stdout);
}

QString fileName(int file)
{
    return u"src/part%1/file%2.txt"_s.arg(file % 100).arg(file);
}

test::TestRepository makeRepository(const QString &path, int files)
{
    test::TestRepository repository = test::TestRepository::create(path);
    for (int file = 0; file < files; ++file) {
        QByteArray text;
        for (int line = 0; line < 60; ++line)
            text += "line " + QByteArray::number(line) + " of file " + QByteArray::number(file) + '\n';
        repository.write(fileName(file), text);
    }
    repository.commitAll(u"start"_s);
    return repository;
}

class Bench {
public:
    Bench();

    void ready();
    void seeding();
    void singleWrites();

private:
    [[nodiscard]] SessionInfo infoOf(const test::TestRepository &repository);
    std::unique_ptr<BenchSession> makeSession(const SessionInfo &info);
    void forget(BenchSession &session);
    double bareStart(int round, const QString &objects);
    double clone(BenchSession &session);
    std::vector<double> writes(BenchSession &session, int count, int firstFile);
    /// Whether the file has this content in that snapshot, looked up as the window does.
    bool knows(BenchSession &session, const ObjectId &commit, const QByteArray &path, const QByteArray &content);

    QTemporaryDir m_folder;
    test::SandboxLab m_lab;
    DataDirectory m_directory = need(DataDirectory::open(m_folder.filePath(u"data"_s)));
    std::unique_ptr<Store> m_store = need(Store::open({.directory = m_directory.store()}));
    AgentCatalogue m_catalogue = need(AgentCatalogue::load(u":/pilothouse/agents"_s));
    Pool m_pool{2};
    std::unique_ptr<ReadyImage> m_image;
    SessionServices m_services;
    SessionInfo m_small; ///< Of a repository with one file.
    SessionInfo m_large;
    std::unique_ptr<test::RawEngine> m_raw;
    ImageInfo m_imageInfo;
    quint64 m_lineNumber = 0;
};

Bench::Bench()
{
    need(m_lab.start({QStringLiteral(WRITER)}));
    m_image = std::make_unique<ReadyImage>(m_lab.image());
    m_services.store = m_store.get();
    m_services.pool = &m_pool;
    m_services.engine = &m_lab.engine();
    m_services.images = m_image.get();
    m_services.directory = &m_directory;
    m_services.catalogue = &m_catalogue;
    m_small = infoOf(makeRepository(m_folder.filePath(u"small"_s), 1));
    m_large = infoOf(makeRepository(m_folder.filePath(u"large"_s), Files));
    m_raw = std::make_unique<test::RawEngine>(need(await(m_lab.engine().probe())).socket);
    m_imageInfo = need(await(m_lab.engine().findImage(m_lab.image().value))).value();
}

SessionInfo Bench::infoOf(const test::TestRepository &repository)
{
    SessionInfo info;
    info.title = u"bench"_s;
    info.repository = repository.path();
    info.repositoryId = need(await(m_store->rememberRepository(repository.path(), repository.path().toUtf8())));
    info.baseRevision = u"HEAD"_s;
    info.agent = u"opencode"_s;
    return info;
}

std::unique_ptr<BenchSession> Bench::makeSession(const SessionInfo &info)
{
    auto session = std::make_unique<BenchSession>(m_services, info);
    session->build();
    return session;
}

void Bench::forget(BenchSession &session)
{
    const SandboxView sandbox = session.state().sandbox;
    const SandboxNames names = sandboxNames(m_lab.fixture().options().owner, session.state().id, 1);
    need(await(m_services.engine->remove(ContainerId(sandbox.container))));
    need(await(m_services.engine->removeVolume(names.workspaceVolume)));
    need(await(m_services.engine->removeVolume(names.homeVolume)));
}

/// The same container by bare calls, to the first byte of a program that is run in it.
double Bench::bareStart(int round, const QString &objects)
{
    SandboxSpec spec = m_lab.spec(SessionId(10000 + round));
    spec.binds = {{objects, ImageLayout::baseStore}};
    const SandboxNames names = sandboxNames(u"bare"_s, spec.session, 1);
    const QByteArray body = QJsonDocument(containerRequest(spec, names, u"bare"_s, m_imageInfo)).toJson();
    const auto demand = [](const QByteArray &answer, const char *status) {
        if (!answer.startsWith(status))
            qFatal("the engine refused: %s", answer.constData());
        return answer;
    };
    const auto begun = Clock::now();
    demand(m_raw->call("POST", "/v1.41/containers/create?name=bare", body), "HTTP/1.1 201");
    demand(m_raw->call("POST", "/v1.41/containers/bare/start"), "HTTP/1.1 204");
    const QByteArray exec = demand(m_raw->call("POST", "/v1.41/containers/bare/exec",
                                       "{\"AttachStdin\":true,\"AttachStdout\":true,\"AttachStderr\":true,\"User\":\"0:"
                                       "0\",\"Cmd\":[\"/bin/cat\"]}"),
        "HTTP/1.1 201");
    const QByteArray id = exec.mid(exec.indexOf("\"Id\":\"") + 6, 64);
    m_raw->firstByte("/v1.41/exec/" + id + "/start", "{\"Detach\":false,\"Tty\":false}", "x");
    const double took = milliseconds(Clock::now() - begun);
    demand(m_raw->call("DELETE", "/v1.41/containers/bare?force=1&v=1"), "HTTP/1.1 20");
    for (const QString &volume : {names.workspaceVolume, names.homeVolume})
        demand(m_raw->call("DELETE", "/v1.41/volumes/" + volume.toUtf8()), "HTTP/1.1 204");
    return took;
}

/// `git clone --shared` in the session's container, of a repository that borrows from the same base store.
double Bench::clone(BenchSession &session)
{
    const QByteArray base = session.state().baseCommit.toLatin1();
    const auto run = [&](const QByteArray &script) {
        const auto result = need(waitFor(session.guest().execute(
            {.argv = {"sh", "-ec", script}, .environment = {{"GIT_CONFIG_NOSYSTEM", "1"}}, .directory = "/"})));
        if (result.exitCode != 0)
            qFatal("%s", result.output.constData());
    };
    run("mkdir -p /home/agent/base.git/objects/info /home/agent/base.git/refs/heads; cd /home/agent/base.git; "
        "echo /pilothouse/base > objects/info/alternates; echo "
        + base + " > refs/heads/main; echo 'ref: refs/heads/main' > HEAD; git config core.bare true");
    const auto begun = Clock::now();
    run("exec git clone -q --shared /home/agent/base.git /home/agent/clone");
    return milliseconds(Clock::now() - begun);
}

/// With a repository of one file, so that nobody waits for what seeding left to be written to the disk.
void Bench::ready()
{
    std::vector<double> ours;
    std::vector<double> bare;
    for (int round = 0; round <= ReadyRounds; ++round) {
        const auto session = makeSession(m_small);
        forget(*session);
        const double started = bareStart(round, objectsDirectory(m_directory.baseStore(m_small.repositoryId)));
        if (round == 0)
            continue; // the first of everything
        ours.push_back(session->readyMs());
        bare.push_back(started);
    }
    compare("sandbox ready", ours, "bare create+start+exec", bare, 1.25);
}

void Bench::seeding()
{
    std::vector<double> ours;
    std::vector<double> cloning;
    for (int round = 0; round <= SeedingRounds; ++round) {
        const auto session = makeSession(m_large);
        const double cloned = clone(*session);
        forget(*session);
        if (round == 0)
            continue;
        ours.push_back(session->seedMs());
        cloning.push_back(cloned);
    }
    compare("seeding 5,000 files", ours, "git clone --shared", cloning, 1.5);
}

bool Bench::knows(BenchSession &session, const ObjectId &commit, const QByteArray &path, const QByteArray &content)
{
    const QString store = m_directory.sessionStore(session.state().id);
    return need(
        await(runOn(m_pool, [=, base = ObjectId(session.state().baseCommit)](const std::stop_token &) -> Result<bool> {
            const auto changes = diffTrees(store, base, commit);
            if (!changes)
                return std::unexpected(changes.error());
            const auto file = std::ranges::find(changes->files, path, &FileChange::newPath);
            return file != changes->files.end()
                && readBlob(store, file->newBlob, 1 << 20).value_or(QByteArray()) == content;
        })));
}

std::vector<double> Bench::writes(BenchSession &session, int count, int firstFile)
{
    std::vector<double> delays;
    for (int i = 0; i < count; ++i) {
        const QByteArray path = fileName(firstFile + i * 7).toUtf8();
        const QByteArray content = "written for the " + QByteArray::number(i) + ". time\n";
        std::optional<Clock::time_point> begun;
        std::deque<ObjectId> fresh;
        QObject context;
        QObject::connect(&session, &BenchSession::line, &context, [&begun](const QByteArray &line) {
            begun = Clock::time_point(std::chrono::nanoseconds(line.toLongLong()));
        });
        QObject::connect(&session, &BenchSession::snapshotKnown, &context,
            [&fresh](const ObjectId &commit) { fresh.push_back(commit); });
        session.guest().sendAgentLine(++m_lineNumber, path + ' ' + content.chopped(1));
        for (;;) {
            if (!test::waitUntil([&] { return begun && !fresh.empty(); }, 30s))
                qFatal("a write was not seen");
            // As with the window, a newer snapshot takes the place of one that was not looked at yet.
            const ObjectId newest = fresh.back();
            fresh.clear();
            if (knows(session, newest, path, content))
                break;
        }
        delays.push_back(milliseconds(Clock::now() - *begun));
        // A single write comes out of the blue.
        (void)test::waitUntil([until = Clock::now() + 100ms] { return Clock::now() >= until; }, 1s);
    }
    return delays;
}

void Bench::singleWrites()
{
    const auto session = makeSession(m_large);
    need(waitFor(session->guest().startAgent(
        {.name = u"writer"_s, .argv = {"bench-sandbox-writer"}, .environment = {}, .directory = "/workspace"})));
    tell("single write to the model", writes(*session, Writes, 0), 150);
    std::optional<bool> over;
    const auto noise = [](BenchSession &at, std::optional<bool> &done) -> QCoro::Task<> {
        done = (co_await at.guest().execute(
                    {.argv = {"bench-sandbox-writer", "noise", "600", QByteArray::number(NoisePauseUs)},
                        .environment = {},
                        .directory = "/workspace",
                        .timeout = 600s}))
                   .has_value();
    };
    noise(*session, over);
    tell("the same while another one writes", writes(*session, WritesInNoise, 3), 700);
    if (over)
        qFatal("the other process was done before the measurement");
    forget(*session);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    Bench bench;
    const QStringList only = application.arguments().mid(1);
    if (only.isEmpty() || only.contains("ready"_L1))
        bench.ready();
    if (only.isEmpty() || only.contains("seeding"_L1))
        bench.seeding();
    if (only.isEmpty() || only.contains("writes"_L1))
        bench.singleWrites();
    return 0;
}
