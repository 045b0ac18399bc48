#include "runner/sandbox/sandbox_grade.h"

#include "runner/sandbox/container_request.h"

#include <QDir>
#include <QJsonArray>

#include <algorithm>
#include <array>

namespace pilothouse {

namespace {

using Json = QLatin1StringView;

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const auto &item : array)
        list << item.toString();
    return list;
}

/// A number that is there, or a value that no limit has.
qint64 number(const QJsonValue &value)
{
    return value.isDouble() ? value.toInteger(-1) : -1;
}

struct Inspected {
    const SandboxSpec &asked;
    const QStringList &volumeNames;
    const EngineSecurity &security;
    QJsonObject all;
    QJsonObject host;
    QJsonObject config;
};

bool networkIsOff(const Inspected &i)
{
    if (i.host[Json("NetworkMode")].toString() != Json("none") || !i.host[Json("PortBindings")].toObject().isEmpty())
        return false;
    const QJsonObject networks = i.all[Json("NetworkSettings")][Json("Networks")].toObject();
    return std::ranges::all_of(networks.keys(), [](const QString &name) { return name == Json("none"); });
}

/// Docker says what was asked ("ALL"); Podman lists what remains of its default set after that, so that nothing of the
/// set may be missing in the list.
bool capabilitiesAreDropped(const Inspected &i)
{
    if (i.host[Json("Privileged")].toBool(true) || !strings(i.host[Json("CapAdd")]).isEmpty())
        return false;
    QStringList dropped = strings(i.host[Json("CapDrop")]);
    for (QString &name : dropped) {
        name = name.toUpper();
        if (name.startsWith(Json("CAP_")))
            name.remove(0, 4);
    }
    if (dropped.contains(Json("ALL")))
        return true;
    static const QStringList podmanDefaults{QStringLiteral("CHOWN"), QStringLiteral("DAC_OVERRIDE"),
        QStringLiteral("FOWNER"), QStringLiteral("FSETID"), QStringLiteral("KILL"), QStringLiteral("NET_BIND_SERVICE"),
        QStringLiteral("SETFCAP"), QStringLiteral("SETGID"), QStringLiteral("SETPCAP"), QStringLiteral("SETUID"),
        QStringLiteral("SYS_CHROOT")};
    return std::ranges::all_of(podmanDefaults, [&dropped](const QString &name) { return dropped.contains(name); });
}

bool gainsNoPrivileges(const Inspected &i)
{
    const QStringList options = strings(i.host[Json("SecurityOpt")]);
    return options.contains(Json("no-new-privileges")) || options.contains(Json("no-new-privileges:true"))
        || options.contains(Json("no-new-privileges=true"));
}

bool seccompIsOn(const Inspected &i)
{
    const QStringList options = strings(i.host[Json("SecurityOpt")]);
    return i.security.seccomp && !i.host[Json("Privileged")].toBool(true)
        && std::ranges::none_of(options, [](const QString &option) {
               return option.startsWith(Json("seccomp")) && option.contains(Json("unconfined"));
           });
}

bool cpuIsLimited(const Inspected &i)
{
    const qint64 nano = number(i.host[Json("NanoCpus")]);
    if (nano > 0)
        return nano <= i.asked.limits.milliCpus * 1000000;
    const qint64 quota = number(i.host[Json("CpuQuota")]);
    const qint64 period = number(i.host[Json("CpuPeriod")]);
    return quota > 0 && period > 0 && quota * 1000 <= i.asked.limits.milliCpus * period;
}

bool hasOwnNamespaces(const Inspected &i)
{
    if (!i.host.contains(Json("PidMode")))
        return false;
    for (const Json key :
        {Json("PidMode"), Json("IpcMode"), Json("UTSMode"), Json("UsernsMode"), Json("CgroupnsMode")}) {
        const QString mode = i.host[key].toString();
        const bool shared = mode == Json("host") || mode == Json("shareable") || mode.startsWith(Json("container:"))
            || mode.startsWith(Json("ns:"));
        // The cgroup tree of the machine is mounted read-only where there is no namespace for it.
        if (shared && key != Json("CgroupnsMode"))
            return false;
    }
    return true;
}

bool hasNoDevices(const Inspected &i)
{
    return i.host.contains(Json("Devices")) && i.host[Json("Devices")].toArray().isEmpty()
        && i.host[Json("DeviceRequests")].toArray().isEmpty() && i.host[Json("DeviceCgroupRules")].toArray().isEmpty();
}

/// Every mount is one that was asked for, as it was asked, and none is missing. The read-only volumes that cover what
/// an image declares are known by having no name of anybody's.
bool mountsAreOurs(const Inspected &i)
{
    QStringList expected{i.asked.workspacePath, i.asked.homePath};
    for (const ReadOnlyBind &bind : i.asked.binds)
        expected << bind.containerPath;
    const QJsonArray mounts = i.all[Json("Mounts")].toArray();
    for (const auto &value : mounts) {
        const QString path = value[Json("Destination")].toString();
        const QString type = value[Json("Type")].toString();
        const bool writable = value[Json("RW")].toBool(true);
        const bool known = expected.removeOne(path);
        if (type == Json("tmpfs")) {
            if (std::ranges::none_of(
                    i.asked.temporary, [&path](const TemporaryMount &mount) { return mount.path == path; }))
                return false;
        } else if (type == Json("volume")) {
            const QString name = value[Json("Name")].toString();
            const bool ours = known && i.volumeNames.contains(name);
            const bool cover = !known && !writable && name.size() == 64;
            if (!ours && !cover)
                return false;
        } else if (type == Json("bind")) {
            const auto bind = std::ranges::find(i.asked.binds, path, &ReadOnlyBind::containerPath);
            if (!known || writable || bind == i.asked.binds.end()
                || QDir::cleanPath(value[Json("Source")].toString()) != QDir::cleanPath(bind->hostPath))
                return false;
        } else {
            return false;
        }
    }
    return expected.isEmpty() && i.host[Json("VolumesFrom")].toArray().isEmpty();
}

bool temporaryMountsAreSized(const Inspected &i)
{
    const QJsonObject made = i.host[Json("Tmpfs")].toObject();
    if (std::ranges::any_of(
            made.keys(), [&made](const QString &path) { return !made[path].toString().contains(Json("size=")); }))
        return false;
    return std::ranges::all_of(i.asked.temporary, [&made](const TemporaryMount &mount) {
        const QStringList options = made[mount.path].toString().split(QLatin1Char(','));
        return options.contains(QStringLiteral("size=%1").arg(mount.bytes)) && options.contains(Json("nosuid"))
            && options.contains(Json("nodev"))
            && (mount.execution == Execution::Allowed || options.contains(Json("noexec")));
    });
}

bool memoryIsLimited(const Inspected &i)
{
    const qint64 memory = number(i.host[Json("Memory")]);
    const qint64 withSwap = number(i.host[Json("MemorySwap")]);
    return memory > 0 && memory <= i.asked.limits.memoryBytes && withSwap > 0 && withSwap <= i.asked.limits.memoryBytes
        && temporaryMountsAreSized(i);
}

bool processesAreLimited(const Inspected &i)
{
    const qint64 processes = number(i.host[Json("PidsLimit")]);
    return processes > 0 && processes <= i.asked.limits.processes;
}

bool rootIsReadOnly(const Inspected &i)
{
    return i.host[Json("ReadonlyRootfs")].toBool(false);
}

/// Neither an engine's socket nor a directory that holds one.
bool engineIsHidden(const Inspected &i)
{
    const QJsonArray mounts = i.all[Json("Mounts")].toArray();
    return !mounts.isEmpty() && std::ranges::none_of(mounts, [&security = i.security](const QJsonValue &mount) {
        const QString source = QDir::cleanPath(mount[Json("Source")].toString());
        if (source.endsWith(Json(".sock")))
            return true;
        return std::ranges::any_of(security.socketPaths, [&source](const QString &socket) {
            return socket == source || socket.startsWith(source == Json("/") ? source : source + QLatin1Char('/'));
        });
    });
}

/// Beyond what was asked only empty variables and those that every engine sets.
bool environmentIsOurs(const Inspected &i)
{
    QMap<QString, QString> wanted = sandboxEnvironment(i.asked);
    const QStringList variables = strings(i.config[Json("Env")]);
    for (const QString &variable : variables) {
        const QString name = variable.section(QLatin1Char('='), 0, 0);
        const QString value = variable.section(QLatin1Char('='), 1);
        if (wanted.contains(name)) {
            if (wanted.take(name) != value)
                return false;
        } else if (!value.isEmpty() && name != Json("container") && name != Json("HOSTNAME") && name != Json("HOME")
            && name != Json("TERM")) {
            return false;
        }
    }
    return wanted.isEmpty();
}

bool userIsPlain(const Inspected &i)
{
    return i.asked.userId > 0
        && i.config[Json("User")].toString() == QStringLiteral("%1:%2").arg(i.asked.userId).arg(i.asked.groupId);
}

/// A health check would be a program of the image.
bool runsOnlyOurs(const Inspected &i)
{
    const QStringList test = strings(i.config[Json("Healthcheck")][Json("Test")]);
    return strings(i.config[Json("Entrypoint")]) + strings(i.config[Json("Cmd")]) == i.asked.command
        && (test.isEmpty() || test.first() == Json("NONE"));
}

bool startIsOurs(const Inspected &i)
{
    return environmentIsOurs(i) && runsOnlyOurs(i);
}

struct Row {
    const char *name;
    bool (*holds)(const Inspected &); ///< Null: no engine enforces it.
    const char *yes;
    const char *no;
};

constexpr std::array rows{
    Row{"network", networkIsOff, QT_TRANSLATE_NOOP("SandboxGrade", "The sandbox has no network."),
        QT_TRANSLATE_NOOP(
            "SandboxGrade", "The engine gave the sandbox a network. What runs in it may reach other machines.")},
    Row{"capabilities", capabilitiesAreDropped,
        QT_TRANSLATE_NOOP("SandboxGrade", "No process in the sandbox has a capability."),
        QT_TRANSLATE_NOOP("SandboxGrade",
            "The engine left capabilities to the sandbox. What runs in it has rights that it does not need.")},
    Row{"no_new_privileges", gainsNoPrivileges,
        QT_TRANSLATE_NOOP("SandboxGrade", "No process in the sandbox can gain privileges."),
        QT_TRANSLATE_NOOP("SandboxGrade",
            "The engine lets processes gain privileges, for example by set-user-ID programs of the image.")},
    Row{"seccomp", seccompIsOn, QT_TRANSLATE_NOOP("SandboxGrade", "The engine's filter of system calls is on."),
        QT_TRANSLATE_NOOP("SandboxGrade",
            "The engine filters no system calls. A flaw in the kernel is easier to use from the sandbox.")},
    Row{"memory", memoryIsLimited, QT_TRANSLATE_NOOP("SandboxGrade", "Memory, swap and files in memory are limited."),
        QT_TRANSLATE_NOOP(
            "SandboxGrade", "The engine does not limit the memory. The sandbox may use up this machine's.")},
    Row{"processes", processesAreLimited, QT_TRANSLATE_NOOP("SandboxGrade", "The number of processes is limited."),
        QT_TRANSLATE_NOOP("SandboxGrade",
            "The engine does not limit the number of processes. The sandbox may use up this machine's.")},
    Row{"cpu", cpuIsLimited, QT_TRANSLATE_NOOP("SandboxGrade", "The processor time is limited."),
        QT_TRANSLATE_NOOP(
            "SandboxGrade", "The engine does not limit the processor time. The sandbox may slow this machine down.")},
    Row{"disk", nullptr,
        QT_TRANSLATE_NOOP("SandboxGrade", "The disk is measured; the sandbox is stopped when it uses too much."),
        nullptr},
    Row{"user", userIsPlain, QT_TRANSLATE_NOOP("SandboxGrade", "The agent is not root in the sandbox."),
        QT_TRANSLATE_NOOP("SandboxGrade", "The agent is root in the sandbox.")},
    Row{"read_only_root", rootIsReadOnly, QT_TRANSLATE_NOOP("SandboxGrade", "The image is read-only in the sandbox."),
        QT_TRANSLATE_NOOP("SandboxGrade", "The image is writable in the sandbox, without a bound on the disk.")},
    Row{"namespaces", hasOwnNamespaces,
        QT_TRANSLATE_NOOP("SandboxGrade", "The sandbox sees only its own processes and shared memory."),
        QT_TRANSLATE_NOOP(
            "SandboxGrade", "The sandbox shares processes or shared memory with this machine or another container.")},
    Row{"devices", hasNoDevices, QT_TRANSLATE_NOOP("SandboxGrade", "The sandbox has no device of this machine."),
        QT_TRANSLATE_NOOP("SandboxGrade", "The engine gave devices of this machine to the sandbox.")},
    Row{"mounts", mountsAreOurs,
        QT_TRANSLATE_NOOP("SandboxGrade", "Only the session's volumes and what you shared are mounted."),
        QT_TRANSLATE_NOOP("SandboxGrade", "The engine mounted something else, or differently, than was asked.")},
    Row{"engine_socket", engineIsHidden,
        QT_TRANSLATE_NOOP("SandboxGrade", "The container engine cannot be reached from the sandbox."),
        QT_TRANSLATE_NOOP(
            "SandboxGrade", "A socket of a container engine is mounted. Whoever uses it controls this machine.")},
    Row{"environment", startIsOurs,
        QT_TRANSLATE_NOOP("SandboxGrade", "The image's programs and variables are not used to start the sandbox."),
        QT_TRANSLATE_NOOP(
            "SandboxGrade", "The engine starts the sandbox with a program or a variable that was not asked for.")},
};

} // namespace

bool SandboxGrade::isComplete() const
{
    return !checks.empty()
        && std::ranges::none_of(checks, [](const GradeCheck &check) { return check.state == GradeState::Missing; });
}

const GradeCheck *SandboxGrade::find(const QString &name) const
{
    const auto check = std::ranges::find(checks, name, &GradeCheck::name);
    return check == checks.end() ? nullptr : &*check;
}

QStringList sandboxCheckNames()
{
    QStringList names;
    for (const Row &row : rows)
        names << QString::fromLatin1(row.name);
    return names;
}

SandboxGrade gradeSandbox(const SandboxSpec &asked, const QStringList &volumeNames, const QJsonObject &inspected,
    const EngineSecurity &security)
{
    const Inspected i{asked, volumeNames, security, inspected, inspected[Json("HostConfig")].toObject(),
        inspected[Json("Config")].toObject()};
    SandboxGrade grade;
    for (const Row &row : rows) {
        const bool holds = row.holds == nullptr || row.holds(i);
        const GradeState state = row.holds == nullptr ? GradeState::Watched
            : holds                                   ? GradeState::Enforced
                                                      : GradeState::Missing;
        grade.checks.push_back({QString::fromLatin1(row.name), state,
            QCoreApplication::translate("SandboxGrade", holds ? row.yes : row.no)});
    }
    return grade;
}

} // namespace pilothouse
