#include "runner/sandbox/container_request.h"
#include "runner/sandbox/docker_calls.h"
#include "runner/sandbox/podman_configuration.h"
#include "runner/sandbox/sandbox_labels.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace pilothouse;

namespace {

using Json = QLatin1StringView;

SandboxSpec spec()
{
    SandboxSpec spec;
    spec.session = SessionId(7);
    spec.image = ImageId(QStringLiteral("sha256:aa"));
    spec.command = {QStringLiteral("/guest"), QStringLiteral("run")};
    spec.binds = {{QStringLiteral("/data/objects"), QStringLiteral("/base")}};
    return spec;
}

ImageInfo image()
{
    ImageInfo image;
    image.environment = {
        QStringLiteral("PATH=/evil"), QStringLiteral("GIT_DIR=/evil"), QStringLiteral("LD_PRELOAD=/evil.so")};
    image.labels = {
        {labelOwner, QStringLiteral("somebody")}, {QStringLiteral("traefik.enable"), QStringLiteral("true")}};
    image.volumes = {QStringLiteral("/data"), QStringLiteral("/workspace")};
    return image;
}

const SandboxNames names = sandboxNames(QStringLiteral("own1"), SessionId(7), 1);
const QStringList volumes{names.workspaceVolume, names.homeVolume};
const EngineSecurity security{
    true, {QStringLiteral("/var/run/docker.sock"), QStringLiteral("/run/user/1000/podman/podman.sock")}};

/// The inspect answer of an engine that did all that was asked: once in Docker's words, once in Podman's.
QJsonObject inspected(bool podman)
{
    const QJsonObject request = containerRequest(spec(), names, QStringLiteral("own1"), image());
    QJsonObject host = request[Json("HostConfig")].toObject();
    QJsonArray mounts;
    const QJsonArray asked = host[Json("Mounts")].toArray();
    for (const QJsonValue &mount : asked) {
        const bool bind = mount[Json("Type")] == Json("bind");
        QString name = mount[Json("Source")].toString();
        if (name.isEmpty())
            name = QString(64, QLatin1Char('f'));
        mounts.append(QJsonObject{{Json("Type"), mount[Json("Type")]}, {Json("Name"), bind ? QString() : name},
            {Json("Destination"), mount[Json("Target")]},
            {Json("Source"), bind ? mount[Json("Source")] : QJsonValue(QStringLiteral("/var/lib/volumes/x"))},
            {Json("RW"), !mount[Json("ReadOnly")].toBool()}});
    }
    host[Json("PidMode")] = podman ? Json("private") : Json("");
    host[Json("Devices")] = QJsonArray();
    QJsonObject config{{Json("User"), request[Json("User")]}, {Json("Entrypoint"), request[Json("Entrypoint")]},
        {Json("Cmd"), request[Json("Cmd")]}, {Json("Healthcheck"), request[Json("Healthcheck")]}};
    QJsonArray environment = request[Json("Env")].toArray();
    if (podman) {
        environment.append(Json("container=podman"));
        environment.append(Json("HOME=/home/agent"));
        host[Json("CapDrop")] = QJsonArray{Json("CHOWN"), Json("DAC_OVERRIDE"), Json("FOWNER"), Json("FSETID"),
            Json("KILL"), Json("NET_BIND_SERVICE"), Json("SETFCAP"), Json("SETGID"), Json("SETPCAP"), Json("SETUID"),
            Json("SYS_CHROOT")};
        QJsonObject temporary = host[Json("Tmpfs")].toObject();
        for (const QString &path : temporary.keys())
            temporary[path] = QString(temporary[path].toString() + QStringLiteral(",rprivate,tmpcopyup"));
        host[Json("Tmpfs")] = temporary;
    }
    config[Json("Env")] = environment;
    return {{Json("HostConfig"), host}, {Json("Config"), config}, {Json("Mounts"), mounts},
        {Json("NetworkSettings"), QJsonObject{{Json("Networks"), QJsonObject{{Json("none"), QJsonObject()}}}}}};
}

QStringList missing(const SandboxGrade &grade)
{
    QStringList names;
    for (const GradeCheck &check : grade.checks) {
        if (check.state == GradeState::Missing)
            names << check.name;
    }
    return names;
}

/// The object with the value at "a.b" replaced by parsed JSON.
QJsonObject changed(QJsonObject object, const QString &path, const QByteArray &json)
{
    const QString key = path.section(QLatin1Char('.'), 0, 0);
    const QString rest = path.section(QLatin1Char('.'), 1);
    if (!rest.isEmpty())
        object[key] = changed(object[key].toObject(), rest, json);
    else if (json.isEmpty())
        object.remove(key);
    else
        object[key] = QJsonDocument::fromJson("[" + json + "]").array().first();
    return object;
}

} // namespace

class EngineRequest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksForEveryRestriction()
    {
        const QJsonObject request = containerRequest(spec(), names, QStringLiteral("own1"), image());
        const QJsonObject host = request[Json("HostConfig")].toObject();
        QCOMPARE(host[Json("NetworkMode")].toString(), QStringLiteral("none"));
        QCOMPARE(host[Json("CapDrop")].toArray(), QJsonArray{Json("ALL")});
        QCOMPARE(host[Json("SecurityOpt")].toArray(), QJsonArray{Json("no-new-privileges")});
        QCOMPARE(host[Json("ReadonlyRootfs")].toBool(), true);
        QCOMPARE(host[Json("Privileged")].toBool(true), false);
        QCOMPARE(host[Json("Memory")], host[Json("MemorySwap")]);
        QCOMPARE(request[Json("User")].toString(), QStringLiteral("1000:1000"));
        QCOMPARE(request[Json("Entrypoint")].toArray(), QJsonArray{Json("/guest")});
        QCOMPARE(request[Json("Cmd")].toArray(), QJsonArray{Json("run")});
        QCOMPARE(host[Json("Tmpfs")][Json("/run")].toString(),
            QStringLiteral("rw,noexec,nosuid,nodev,size=16777216,mode=755"));
    }

    void takesNothingOfTheImage()
    {
        const QJsonObject request = containerRequest(spec(), names, QStringLiteral("own1"), image());
        const QJsonArray environment = request[Json("Env")].toArray();
        QVERIFY(environment.contains(Json("GIT_DIR=")));
        QVERIFY(environment.contains(Json("LD_PRELOAD=")));
        QVERIFY(environment.contains(Json("HTTPS_PROXY=")));
        QVERIFY(!QJsonDocument(request).toJson().contains("evil"));
        QCOMPARE(request[Json("Labels")][labelOwner].toString(), QStringLiteral("own1"));
        QCOMPARE(request[Json("Labels")][Json("traefik.enable")].toString(), QString());
        const QJsonArray mounts = request[Json("HostConfig")][Json("Mounts")].toArray();
        QCOMPARE(mounts.size(), 4); // two volumes, the bind, the cover of /data; /workspace is covered already
        QCOMPARE(mounts.last()[Json("Target")].toString(), QStringLiteral("/data"));
        QCOMPARE(mounts.last()[Json("ReadOnly")].toBool(), true);
    }

    void isTheSameForTheSame()
    {
        const auto hash = [](const SandboxSpec &s) {
            return containerRequest(s, names, QStringLiteral("own1"), image())[Json("Labels")][labelSpec].toString();
        };
        SandboxSpec other = spec();
        QCOMPARE(hash(other), hash(spec()));
        other.limits.milliCpus += 1;
        QVERIFY(hash(other) != hash(spec()));
    }

    void refusesNonsense_data()
    {
        QTest::addColumn<SandboxSpec>("asked");
        const auto row = [](const char *name, auto change) {
            SandboxSpec s = spec();
            change(s);
            QTest::newRow(name) << s;
        };
        row("no session", [](SandboxSpec &s) { s.session = {}; });
        row("no command", [](SandboxSpec &s) { s.command.clear(); });
        row("a relative command", [](SandboxSpec &s) { s.command = {QStringLiteral("guest")}; });
        row("no image", [](SandboxSpec &s) { s.image = {}; });
        row("root", [](SandboxSpec &s) { s.userId = 0; });
        row("root's group", [](SandboxSpec &s) { s.groupId = 0; });
        row("a walking path", [](SandboxSpec &s) { s.workspacePath = QStringLiteral("/workspace/../etc"); });
        row("over /proc", [](SandboxSpec &s) { s.homePath = QStringLiteral("/proc/self"); });
        row("over the root", [](SandboxSpec &s) { s.homePath = QStringLiteral("/"); });
        row("twice the same place", [](SandboxSpec &s) { s.homePath = s.workspacePath; });
        row("a relative bind", [](SandboxSpec &s) { s.binds.first().hostPath = QStringLiteral("objects"); });
        row("memory without a size", [](SandboxSpec &s) { s.temporary.first().bytes = 0; });
        row("files that fill the memory", [](SandboxSpec &s) { s.temporary.first().bytes = s.limits.memoryBytes; });
        row("no memory", [](SandboxSpec &s) { s.limits.memoryBytes = 0; });
        row("no limit of processes", [](SandboxSpec &s) { s.limits.processes = -1; });
    }
    void refusesNonsense()
    {
        QFETCH(SandboxSpec, asked);
        QVERIFY(checkSpec(spec()));
        const Result<void> checked = checkSpec(asked);
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, InvalidArgument);
    }

    void gradesAFaithfulEngine()
    {
        for (const bool podman : {false, true}) {
            const SandboxGrade grade = gradeSandbox(spec(), volumes, inspected(podman), security);
            QCOMPARE(missing(grade), QStringList());
            QVERIFY(grade.isComplete());
            QCOMPARE(grade.find(QStringLiteral("disk"))->state, GradeState::Watched);
        }
    }

    void seesWhatIsMissing_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QStringList>("checks");
        const auto row = [](const char *name, const char *path, const char *json, const QStringList &checks) {
            QTest::newRow(name) << QString::fromLatin1(path) << QByteArray(json) << checks;
        };
        const QString memory = QStringLiteral("memory");
        row("a bridge", "HostConfig.NetworkMode", R"("bridge")", {QStringLiteral("network")});
        row("a second network", "NetworkSettings.Networks", R"({"none":{},"bridge":{}})", {QStringLiteral("network")});
        row("a port", "HostConfig.PortBindings", R"({"80/tcp":[{"HostPort":"80"}]})", {QStringLiteral("network")});
        row("capabilities kept", "HostConfig.CapDrop", "[]", {QStringLiteral("capabilities")});
        row("one capability kept", "HostConfig.CapDrop", R"(["CHOWN","DAC_OVERRIDE"])",
            {QStringLiteral("capabilities")});
        row("a capability added", "HostConfig.CapAdd", R"(["SYS_ADMIN"])", {QStringLiteral("capabilities")});
        row("privileged", "HostConfig.Privileged", "true", {QStringLiteral("capabilities"), QStringLiteral("seccomp")});
        row("gains privileges", "HostConfig.SecurityOpt", "[]", {QStringLiteral("no_new_privileges")});
        row("no seccomp", "HostConfig.SecurityOpt", R"(["no-new-privileges","seccomp=unconfined"])",
            {QStringLiteral("seccomp")});
        row("limits dropped in silence", "HostConfig.Memory", "0", {memory});
        row("swap without a limit", "HostConfig.MemorySwap", "-1", {memory});
        row("more memory than asked", "HostConfig.Memory", "9999999999", {memory});
        row("memory as a text", "HostConfig.Memory", R"("1")", {memory});
        row("files in memory without a size", "HostConfig.Tmpfs", R"({"/tmp":"rw"})", {memory});
        row("processes", "HostConfig.PidsLimit", "0", {QStringLiteral("processes")});
        row("processes unlimited", "HostConfig.PidsLimit", "-1", {QStringLiteral("processes")});
        row("processor", "HostConfig.NanoCpus", "0", {QStringLiteral("cpu")});
        row("root", "Config.User", R"("")", {QStringLiteral("user")});
        row("another user", "Config.User", R"("0:0")", {QStringLiteral("user")});
        row("a writable image", "HostConfig.ReadonlyRootfs", "false", {QStringLiteral("read_only_root")});
        row("the host's processes", "HostConfig.PidMode", R"("host")", {QStringLiteral("namespaces")});
        row("another's memory", "HostConfig.IpcMode", R"("container:x")", {QStringLiteral("namespaces")});
        row("a device", "HostConfig.Devices", R"([{"PathOnHost":"/dev/kvm"}])", {QStringLiteral("devices")});
        row("no mounts", "Mounts", "[]", {QStringLiteral("mounts"), QStringLiteral("engine_socket")});
        row("the engine's socket", "Mounts",
            R"([{"Type":"bind","Source":"/var/run/docker.sock","Destination":"/s","RW":true}])",
            {QStringLiteral("mounts"), QStringLiteral("engine_socket")});
        row("the directory of the socket", "Mounts",
            R"([{"Type":"bind","Source":"/run/user/1000","Destination":"/base","RW":false}])",
            {QStringLiteral("mounts"), QStringLiteral("engine_socket")});
        row("the whole machine", "Mounts", R"([{"Type":"bind","Source":"/","Destination":"/base","RW":false}])",
            {QStringLiteral("mounts"), QStringLiteral("engine_socket")});
        row("a variable more", "Config.Env",
            R"(["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","LD_PRELOAD=/x"])",
            {QStringLiteral("environment")});
        row("the image's entry point", "Config.Entrypoint", R"(["/docker-entrypoint.sh"])",
            {QStringLiteral("environment")});
        row("a health check", "Config.Healthcheck", R"({"Test":["CMD","x"]})", {QStringLiteral("environment")});
    }
    void seesWhatIsMissing()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, json);
        QFETCH(QStringList, checks);
        for (const bool podman : {false, true})
            QCOMPARE(missing(gradeSandbox(spec(), volumes, changed(inspected(podman), path, json), security)), checks);
    }

    void believesNothingThatIsNotSaid()
    {
        const SandboxGrade grade = gradeSandbox(spec(), volumes, {}, security);
        QStringList all = sandboxCheckNames();
        all.removeOne(QStringLiteral("disk"));
        QCOMPARE(missing(grade), all);
        QVERIFY(!grade.isComplete());
    }

    void readsLists()
    {
        const QByteArray containers =
            R"([{"Id":"c1","Names":["/pilothouse-own1-s7-1"],"State":"running","Created":1700000000,"Labels":{"pilothouse.data":"own1","pilothouse.session":"7"}},
            {"Id":"c2","Labels":{"pilothouse.data":"else","pilothouse.session":"7"}}, {"Id":"c3"}, 5, {"Labels":{"pilothouse.data":"own1"}},
            {"Id":"c4","Names":[],"Labels":{"pilothouse.data":"own1","pilothouse.session":"x"}}])";
        const QByteArray listed =
            R"({"Volumes":[{"Name":"v1","CreatedAt":"2026-11-21T02:29:31Z","Labels":{"pilothouse.data":"own1","pilothouse.session":"7"}},{"Name":"v2","Labels":null}]})";
        const std::vector<OwnedObject> owned = docker::parseOwned(containers, listed, QStringLiteral("own1"));
        QCOMPARE(owned.size(), 3U);
        QCOMPARE(owned[0].id, QStringLiteral("c1"));
        QCOMPARE(owned[0].name, QStringLiteral("pilothouse-own1-s7-1"));
        QVERIFY(owned[0].running);
        QCOMPARE(owned[0].session, SessionId(7));
        QVERIFY(!owned[1].session.isValid());
        QCOMPARE(owned[2].kind, OwnedObject::Kind::Volume);
        QCOMPARE(owned[2].createdAt, QDateTime::fromString(QStringLiteral("2026-11-21T02:29:31Z"), Qt::ISODate));
        QVERIFY(docker::parseOwned("garbage", "[1]", QStringLiteral("own1")).empty());
    }

    void namesStayNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("path");
        QTest::newRow("an id") << QStringLiteral("sha256:ab") << QStringLiteral("/images/sha256:ab/json");
        QTest::newRow("a reference") << QStringLiteral("localhost/a/b:1")
                                     << QStringLiteral("/images/localhost/a/b:1/json");
        QTest::newRow("walking") << QStringLiteral("a/../../containers/x")
                                 << QStringLiteral("/images/a%2F..%2F..%2Fcontainers%2Fx/json");
        QTest::newRow("a query") << QStringLiteral("a?b#c") << QStringLiteral("/images/a%3Fb%23c/json");
        QTest::newRow("a line") << QStringLiteral("a\r\nX: y") << QStringLiteral("/images/a%0D%0AX:%20y/json");
    }
    void namesStayNames()
    {
        QFETCH(QString, name);
        QFETCH(QString, path);
        QCOMPARE(docker::pathOf(QStringLiteral("images"), name, QStringLiteral("json")), path);
    }

    void configuresPodman_data()
    {
        QTest::addColumn<PodmanHost>("host");
        QTest::addColumn<bool>("own");
        QTest::addColumn<QList<QByteArray>>("has");
        QTest::addColumn<QList<QByteArray>>("lacks");
        PodmanHost desktop;
        desktop.hasCrun = true;
        desktop.hasRunc = true;
        QTest::newRow("an ordinary desktop")
            << desktop << false
            << QList<QByteArray>{"exit_command_delay = 10", "events_logger = \"file\"", "http_proxy = false",
                   "volumes = []"}
            << QList<QByteArray>{"runtime =", "cgroup_manager", "lock_type", "default_ulimits"};
        PodmanHost hybrid = desktop;
        hybrid.unifiedCgroups = false;
        hybrid.hybridCgroups = true;
        hybrid.systemd = false;
        hybrid.root = true;
        hybrid.hasSysResource = false;
        hybrid.openFiles = 4096;
        hybrid.processes = 2048;
        QTest::newRow("mixed control groups, no systemd, few rights")
            << hybrid << true
            << QList<QByteArray>{"runtime = \"runc\"", "cgroup_manager = \"cgroupfs\"", "lock_type = \"file\"",
                   "default_ulimits = [\"nofile=4096:4096\", \"nproc=2048:2048\"]"}
            << QList<QByteArray>();
        PodmanHost crunOnly = hybrid;
        crunOnly.hasRunc = false;
        QTest::newRow("without runc") << crunOnly << true << QList<QByteArray>() << QList<QByteArray>{"runtime ="};
    }
    void configuresPodman()
    {
        QFETCH(PodmanHost, host);
        QFETCH(bool, own);
        QFETCH(QList<QByteArray>, has);
        QFETCH(QList<QByteArray>, lacks);
        const QByteArray text = podmanConfiguration(host, own ? PodmanStore::Own : PodmanStore::Person);
        for (const QByteArray &line : has)
            QVERIFY2(text.contains(line), line.constData());
        for (const QByteArray &line : lacks)
            QVERIFY2(!text.contains(line), line.constData());
    }
};

QTEST_GUILESS_MAIN(EngineRequest)
#include "tst_engine_request.moc"
