#include "runner/sandbox/docker_calls.h"

#include "runner/sandbox/podman_configuration.h"
#include "runner/sandbox/podman_service.h"

#include <QDir>
#include <QJsonArray>
#include <QLocale>
#include <QStorageInfo>

namespace pilothouse::docker {

namespace {

using Json = QLatin1StringView;

constexpr qint64 diskNeeded = 3LL * 1024 * 1024 * 1024; ///< An image and some sessions.
constexpr qint64 diskFailed = 512LL * 1024 * 1024;

bool hasSecurityOption(const QJsonObject &info, Json name)
{
    const QJsonArray options = info[Json("SecurityOptions")].toArray();
    return std::ranges::any_of(options, [name](const QJsonValue &option) {
        const QStringList parts = option.toString().split(QLatin1Char(','));
        return parts.contains(Json("name=") + name);
    });
}

QString goArchitecture(const QString &machine)
{
    if (machine == Json("x86_64"))
        return QStringLiteral("amd64");
    return machine == Json("aarch64") ? QStringLiteral("arm64") : machine;
}

/// As the engines call themselves.
QString nameOf(EngineKind kind)
{
    return kind == EngineKind::Podman ? QStringLiteral("Podman Engine") : QStringLiteral("Engine");
}

EngineCheck checkLimits(const EngineInfo &info)
{
    QStringList missing;
    if (!info.limitsMemory)
        missing << QCoreApplication::translate("Sandbox", "memory");
    if (!info.limitsProcesses)
        missing << QCoreApplication::translate("Sandbox", "processes");
    if (!info.limitsCpu)
        missing << QCoreApplication::translate("Sandbox", "processor time");
    EngineCheck check{QStringLiteral("engine.limits"), CheckState::Ok,
        QCoreApplication::translate("Sandbox", "The engine can limit memory, processes and processor time."), {}};
    if (info.rootless && info.kind == EngineKind::Podman && !examinePodmanHost().unifiedCgroups) {
        // Such an engine says that it can and drops the limits in silence.
        check = {check.code, CheckState::Warning,
            QCoreApplication::translate("Sandbox",
                "Podman without root sets no limits on this machine, because its control groups are of version 1. A "
                "sandbox can use up memory and processor. Start the machine with systemd.unified_cgroup_hierarchy=1 on "
                "the kernel's command line."),
            {}};
    } else if (!missing.isEmpty()) {
        check.state = CheckState::Warning;
        check.sentence = QCoreApplication::translate("Sandbox", "The engine cannot limit: %1. A sandbox can use it up.")
                             .arg(missing.join(QStringLiteral(", ")));
    }
    return check;
}

EngineCheck checkDisk(const EngineInfo &info)
{
    const QStorageInfo storage(info.storage);
    EngineCheck check{QStringLiteral("engine.disk"), CheckState::Ok, {}, {}};
    if (!storage.isValid()) {
        check.sentence = QCoreApplication::translate(
            "Sandbox", "The engine keeps its images on another machine, whose disk cannot be measured from here.");
        return check;
    }
    const qint64 free = storage.bytesAvailable();
    check.sentence = QCoreApplication::translate("Sandbox", "%1 are free for images and sandboxes in %2.")
                         .arg(QLocale::c().formattedDataSize(free), info.storage);
    if (free < diskNeeded) {
        check.state = free < diskFailed ? CheckState::Failed : CheckState::Warning;
        check.sentence = QCoreApplication::translate(
            "Sandbox", "Only %1 are free for images and sandboxes in %2. Remove what is not needed any more.")
                             .arg(QLocale::c().formattedDataSize(free), info.storage);
        check.command =
            info.kind == EngineKind::Docker ? QStringLiteral("docker system df") : QStringLiteral("podman system df");
    }
    return check;
}

EngineCheck failedCheck(const Error &error)
{
    EngineCheck check{QStringLiteral("engine"), CheckState::Failed, error.message, {}};
    if (error.code == EngineNoPermission)
        check.command = QStringLiteral("sudo usermod -aG docker $USER");
    else if (error.code == EngineMissing)
        check.command = QStringLiteral("sudo apt install podman");
    else if (!error.cause.isEmpty())
        check.sentence += QLatin1Char(' ') + error.cause;
    return check;
}

/// What Podman's runtimes cannot do on this machine, before it shows as a failed start.
std::optional<EngineCheck> checkRuntime(const EngineInfo &info)
{
    const PodmanHost host = examinePodmanHost();
    if (info.kind != EngineKind::Podman || !host.hybridCgroups || host.hasRunc)
        return std::nullopt;
    return EngineCheck{QStringLiteral("engine.runtime"), CheckState::Failed,
        QCoreApplication::translate("Sandbox",
            "This machine mixes control groups of both versions, where crun starts no container. Install runc."),
        QStringLiteral("sudo apt install runc")};
}

} // namespace

Task<EngineSecurity> engineSecurity(Client client)
{
    const Result<QJsonObject> info = co_await client->info();
    if (!info)
        co_return std::unexpected(info.error());
    const Result<EngineConnection> connection = co_await client->connection();
    if (!connection)
        co_return std::unexpected(connection.error());
    EngineSecurity security;
    security.seccomp = hasSecurityOption(*info, Json("seccomp"));
    security.socketPaths = engineSocketCandidates(QProcessEnvironment::systemEnvironment(), QDir::homePath());
    security.socketPaths << connection->endpoint.socket << QStringLiteral("/run/docker.sock")
                         << QStringLiteral("/run/containerd/containerd.sock");
    co_return security;
}

Task<EngineInfo> probe(Client client)
{
    const Result<QJsonObject> info = co_await client->info();
    if (!info)
        co_return std::unexpected(info.error());
    const Result<EngineConnection> connection = co_await client->connection();
    if (!connection)
        co_return std::unexpected(connection.error());
    EngineInfo engine;
    engine.kind = connection->endpoint.kind;
    engine.name = nameOf(engine.kind);
    // GET /version would say more, but Podman asks each of its helper programs for it, which takes most of a second.
    engine.version = (*info)[Json("ServerVersion")].toString();
    engine.apiVersion = connection->apiVersion;
    engine.socket = connection->endpoint.socket;
    engine.operatingSystem = (*info)[Json("OSType")].toString();
    engine.architecture = goArchitecture((*info)[Json("Architecture")].toString());
    engine.processors = (*info)[Json("NCPU")].toInt();
    engine.memoryBytes = (*info)[Json("MemTotal")].toInteger();
    engine.rootless = hasSecurityOption(*info, Json("rootless"));
    engine.limitsMemory = (*info)[Json("MemoryLimit")].toBool();
    engine.limitsProcesses = (*info)[Json("PidsLimit")].toBool();
    engine.limitsCpu = (*info)[Json("CpuCfsQuota")].toBool() || (*info)[Json("CPUCfsQuota")].toBool();
    engine.seccomp = hasSecurityOption(*info, Json("seccomp"));
    engine.startedByUs = connection->startedByUs;
    engine.storage = (*info)[Json("DockerRootDir")].toString();
    co_return engine;
}

Task<std::vector<EngineCheck>> diagnose(Client client)
{
    std::vector<EngineCheck> checks;
    const Result<EngineInfo> info = co_await probe(client);
    if (!info) {
        checks.push_back(failedCheck(info.error()));
        co_return checks;
    }
    checks.push_back({QStringLiteral("engine"), CheckState::Ok,
        QCoreApplication::translate("Sandbox", "%1 %2 answers on %3.").arg(info->name, info->version, info->socket),
        {}});
    if (info->operatingSystem != Json("linux"))
        checks.push_back({QStringLiteral("engine.system"), CheckState::Failed,
            QCoreApplication::translate(
                "Sandbox", "The engine runs no Linux containers. Switch it to Linux containers."),
            {}});
    if (const std::optional<EngineCheck> runtime = checkRuntime(*info))
        checks.push_back(*runtime);
    checks.push_back(checkLimits(*info));
    if (!info->seccomp)
        checks.push_back({QStringLiteral("engine.seccomp"), CheckState::Warning,
            QCoreApplication::translate("Sandbox", "The engine filters no system calls of sandboxes."), {}});
    checks.push_back(checkDisk(*info));
    co_return checks;
}

} // namespace pilothouse::docker
