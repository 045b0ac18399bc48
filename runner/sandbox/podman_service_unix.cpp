#include "runner/sandbox/podman_service.h"

#include "runner/base/child_process.h"
#include "runner/base/private_directory.h"
#include "runner/sandbox/engine_endpoints.h"
#include "runner/sandbox/podman_configuration.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QProcess>
#include <QSaveFile>
#include <QStandardPaths>

#include <qcorotimer.h>

#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

namespace pilothouse {

namespace {

using namespace std::chrono_literals;

const QString systemPath = QStringLiteral("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
constexpr qsizetype socketPathLimit = 100; ///< sockaddr_un has room for 108 bytes on Linux and 104 on macOS.
constexpr auto startLimit = 20s;
constexpr auto pingLimit = 2s;

QString findProgram(const QString &name)
{
    return QStandardPaths::findExecutable(name, systemPath.split(QLatin1Char(':')));
}

bool hasCapability(int number)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return true;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("CapEff:"))
            return (line.sliced(7).trimmed().toULongLong(nullptr, 16) >> number & 1) != 0;
    }
    return true;
}

qint64 hardLimit(int resource)
{
    rlimit limit{};
    if (::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit) != 0
        || limit.rlim_max > std::numeric_limits<qint32>::max())
        return std::numeric_limits<qint32>::max();
    return static_cast<qint64>(limit.rlim_max);
}

Result<void> writeFile(const QString &path, const QByteArray &text)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        return {};
    return failure(IoFailed,
        QCoreApplication::translate("Sandbox",
            "The engine's configuration %1 cannot be written. Check the free space and the directory's permissions.")
            .arg(path),
        file.errorString());
}

QString runtimeDirectory(const EngineOptions &options)
{
    if (!options.runtimeDirectory.isEmpty())
        return options.runtimeDirectory;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!runtime.isEmpty() && QFileInfo(runtime).isDir())
        return runtime + QStringLiteral("/pilothouse");
    return QStringLiteral("/tmp/pilothouse-%1").arg(::geteuid());
}

/// The person's environment as far as it says where the person's store is, and nothing else.
QProcessEnvironment serviceEnvironment(const EngineOptions &options)
{
    QProcessEnvironment environment;
    const QString home = QDir::homePath();
    environment.insert(QStringLiteral("PATH"), systemPath);
    environment.insert(QStringLiteral("HOME"), home);
    environment.insert(QStringLiteral("LANG"), QStringLiteral("C.UTF-8"));
    environment.insert(QStringLiteral("PODMAN_IGNORE_CGROUPSV1_WARNING"), QStringLiteral("1"));
    const QString configuration = options.stateDirectory + QStringLiteral("/containers.conf");
    // What is the person's store, and how it is locked, only the person's own configuration knows: ours comes on top of
    // it.
    environment.insert(
        options.storeRoot.isEmpty() ? QStringLiteral("CONTAINERS_CONF_OVERRIDE") : QStringLiteral("CONTAINERS_CONF"),
        configuration);
    for (const char *name : {"XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS",
             "CONTAINERS_STORAGE_CONF", "TMPDIR"}) {
        if (qEnvironmentVariableIsSet(name))
            environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    }
    return environment;
}

/// Podman refuses every image where no policy.json is found; it looks below the home directory and below /etc. Where
/// both are missing the service gets a home directory of ours, and is told where the person's store and settings are.
Result<void> supplyPolicy(const EngineOptions &options, QProcessEnvironment &environment)
{
    const QString home = environment.value(QStringLiteral("HOME"));
    const QString belowHome = QStringLiteral("/.config/containers/policy.json");
    if (QFile::exists(home + belowHome) || QFile::exists(QStringLiteral("/etc/containers/policy.json")))
        return {};
    const QString ours = options.stateDirectory + QStringLiteral("/home");
    QDir().mkpath(QFileInfo(ours + belowHome).path());
    if (const Result<void> written =
            writeFile(ours + belowHome, "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}\n");
        !written)
        return written;
    environment.insert(QStringLiteral("HOME"), ours);
    const auto keep = [&environment](const QString &name, const QString &value) {
        if (!environment.contains(name))
            environment.insert(name, value);
    };
    keep(QStringLiteral("XDG_DATA_HOME"), home + QStringLiteral("/.local/share"));
    keep(QStringLiteral("XDG_CONFIG_HOME"), home + QStringLiteral("/.config"));
    return {};
}

/// In a changed root directory (chroot) containers can be made and not entered: the engine's runtime enters their mount
/// namespace, whose root is not ours.
Task<bool> isInChangedRoot()
{
    const QString nsenter = findProgram(QStringLiteral("nsenter"));
    struct stat ours{};
    if (::geteuid() != 0 || nsenter.isEmpty() || ::stat("/", &ours) != 0)
        co_return false;
    const auto real = co_await runChild({.program = nsenter,
        .arguments = {QStringLiteral("--mount=/proc/self/ns/mnt"), QStringLiteral("stat"), QStringLiteral("-c"),
            QStringLiteral("%d %i"), QStringLiteral("/")}});
    co_return real && real->exitCode == 0
        && real->output.trimmed() != QByteArray::number(ours.st_dev) + ' ' + QByteArray::number(ours.st_ino);
}

QStringList serviceArguments(const EngineOptions &options, const QString &socket)
{
    QStringList arguments;
    if (!options.storeRoot.isEmpty()) {
        arguments << QStringLiteral("--root") << options.storeRoot + QStringLiteral("/root")
                  << QStringLiteral("--runroot") << options.storeRoot + QStringLiteral("/run")
                  << QStringLiteral("--tmpdir") << options.storeRoot + QStringLiteral("/tmp");
    }
    return arguments << QStringLiteral("system") << QStringLiteral("service")
                     << QStringLiteral("--time=%1").arg(options.serviceIdle.count())
                     << QStringLiteral("unix://") + socket;
}

QString lastWords(const QString &log)
{
    QFile file(log);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    constexpr qint64 size = 2000;
    file.seek(std::max<qint64>(0, file.size() - size));
    return QString::fromUtf8(file.read(size)).trimmed();
}

Result<qint64> startService(const EngineOptions &options, const QString &socket, const QString &log)
{
    if (const Result<void> directory = ensurePrivateDirectory(options.stateDirectory); !directory)
        return std::unexpected(directory.error());
    const PodmanStore store = options.storeRoot.isEmpty() ? PodmanStore::Person : PodmanStore::Own;
    if (const Result<void> written = writeFile(options.stateDirectory + QStringLiteral("/containers.conf"),
            podmanConfiguration(examinePodmanHost(), store));
        !written)
        return std::unexpected(written.error());
    QProcessEnvironment environment = serviceEnvironment(options);
    if (const Result<void> policy = supplyPolicy(options, environment); !policy)
        return std::unexpected(policy.error());
    QFile::remove(socket); // nothing answers there
    QProcess process;
    process.setProgram(findProgram(QStringLiteral("podman")));
    process.setArguments(serviceArguments(options, socket));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(QStringLiteral("/"));
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(log);
    process.setStandardErrorFile(log, QIODevice::Append);
    qint64 id = 0;
    if (!process.startDetached(&id)) // in a session of its own
        return failure(EngineUnavailable,
            QCoreApplication::translate(
                "Sandbox", "Podman cannot be started. Check that \"podman info\" works in a terminal."),
            process.errorString());
    return id;
}

} // namespace

PodmanHost examinePodmanHost()
{
    PodmanHost host;
#ifdef Q_OS_LINUX
    struct statfs info{};
    host.unifiedCgroups = ::statfs("/sys/fs/cgroup", &info) == 0 && info.f_type == CGROUP2_SUPER_MAGIC;
    host.hybridCgroups =
        !host.unifiedCgroups && ::statfs("/sys/fs/cgroup/unified", &info) == 0 && info.f_type == CGROUP2_SUPER_MAGIC;
    host.root = ::geteuid() == 0;
    const QString bus = host.root ? QStringLiteral("/run/systemd/system")
                                  : qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/systemd/private");
    host.systemd = QFileInfo::exists(QStringLiteral("/run/systemd/system")) && QFileInfo::exists(bus);
    constexpr int sysResource = 24; // CAP_SYS_RESOURCE, capabilities(7)
    host.hasSysResource = hasCapability(sysResource);
#endif
    host.openFiles = hardLimit(RLIMIT_NOFILE);
    host.processes = hardLimit(RLIMIT_NPROC);
    host.hasRunc = !findProgram(QStringLiteral("runc")).isEmpty();
    host.hasCrun = !findProgram(QStringLiteral("crun")).isEmpty();
    return host;
}

bool canStartPodmanService()
{
#ifdef Q_OS_LINUX
    return !findProgram(QStringLiteral("podman")).isEmpty();
#else
    return false; // elsewhere Podman runs in a virtual machine, which the person starts
#endif
}

Result<QString> podmanServiceSocket(const EngineOptions &options)
{
    const QString directory = runtimeDirectory(options);
    if (const Result<void> made = ensurePrivateDirectory(directory); !made)
        return std::unexpected(made.error());
    const QByteArray identity = (options.owner + QLatin1Char('\n') + QDir::cleanPath(options.stateDirectory)
        + QLatin1Char('\n') + options.storeRoot)
                                    .toUtf8();
    const QString name =
        QString::fromLatin1(QCryptographicHash::hash(identity, QCryptographicHash::Sha256).toHex().first(16));
    const QString socket = directory + QLatin1Char('/') + name + QStringLiteral(".sock");
    if (QFile::encodeName(socket).size() > socketPathLimit)
        return failure(InvalidArgument,
            QCoreApplication::translate(
                "Sandbox", "The path %1 is too long for a socket. Set XDG_RUNTIME_DIR to a shorter directory.")
                .arg(socket));
    return socket;
}

Task<QString> ensurePodmanService(EngineOptions options)
{
    const Result<QString> socket = podmanServiceSocket(options);
    if (!socket || co_await pingEngine(*socket, pingLimit))
        co_return socket;
    if (!canStartPodmanService())
        co_return failure(EngineMissing,
            QCoreApplication::translate(
                "Sandbox", "No container engine was found. Install one, for example with: sudo apt install podman"));
    if (const auto changed = co_await isInChangedRoot(); changed && *changed)
        co_return failure(EngineUnavailable,
            QCoreApplication::translate("Sandbox",
                "Pilothouse runs in a changed root directory (chroot), where containers cannot be entered. Run it on "
                "the machine itself, in a virtual machine, or in a root of its own, for example with systemd-nspawn."));
    const QString log = options.stateDirectory + QStringLiteral("/service.log");
    QLockFile lock(*socket + QStringLiteral(".lock"));
    const auto deadline = std::chrono::steady_clock::now() + startLimit;
    std::optional<Error> reason;
    qint64 started = 0;
    while (std::chrono::steady_clock::now() < deadline) {
        // Another process may be starting it: then its lock is seen, and later its answer.
        if (started == 0 && lock.tryLock(0)) {
            if (co_await pingEngine(*socket, pingLimit))
                co_return socket;
            const Result<qint64> process = startService(options, *socket, log);
            if (!process)
                co_return std::unexpected(process.error());
            started = *process;
        }
        const Result<EngineEndpoint> answer = co_await pingEngine(*socket, pingLimit);
        if (answer)
            co_return socket;
        reason = answer.error();
        if (started != 0 && ::kill(static_cast<pid_t>(started), 0) != 0)
            break; // it ended
        co_await QCoro::sleepFor(20ms);
    }
    co_return failure(EngineUnavailable,
        QCoreApplication::translate(
            "Sandbox", "Podman was started and does not answer. Check that \"podman info\" works in a terminal."),
        started != 0 ? lastWords(log) : reason->message);
}

} // namespace pilothouse
