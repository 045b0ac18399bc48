#include "runner/sandbox/container_request.h"

#include "runner/base/json.h"
#include "runner/sandbox/sandbox_labels.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Sandbox)
};

using Json = QLatin1StringView;

bool isCleanPath(const QString &path)
{
    return path.startsWith(QLatin1Char('/')) && path.size() > 1 && QDir::cleanPath(path) == path
        && !path.contains(QChar::Null) && !path.startsWith(QLatin1StringView("/proc"))
        && !path.startsWith(QLatin1StringView("/sys")) && !path.startsWith(QLatin1StringView("/dev/"));
}

Result<void> invalid(const QString &what)
{
    return failure(InvalidArgument,
        QCoreApplication::translate("Sandbox", "The sandbox cannot be made as described: %1.").arg(what));
}

QJsonObject volumeMount(const QString &volume, const QString &path)
{
    return {{Json("Type"), Json("volume")}, {Json("Source"), volume}, {Json("Target"), path}};
}

QJsonArray mounts(const SandboxSpec &spec, const SandboxNames &names, const ImageInfo &image)
{
    QJsonArray all{
        volumeMount(names.workspaceVolume, spec.workspacePath), volumeMount(names.homeVolume, spec.homePath)};
    QStringList covered{spec.workspacePath, spec.homePath};
    for (const ReadOnlyBind &bind : spec.binds) {
        all.append(QJsonObject{{Json("Type"), Json("bind")}, {Json("Source"), bind.hostPath},
            {Json("Target"), bind.containerPath}, {Json("ReadOnly"), true}});
        covered << bind.containerPath;
    }
    for (const TemporaryMount &mount : spec.temporary)
        covered << mount.path;
    // What the image declares as a volume would become a writable one without a bound. It cannot be undeclared, so it
    // gets a volume that is empty and read-only and goes with the container.
    for (const QString &path : image.volumes) {
        if (!covered.contains(QDir::cleanPath(path)))
            all.append(QJsonObject{{Json("Type"), Json("volume")}, {Json("Target"), path}, {Json("ReadOnly"), true},
                {Json("VolumeOptions"), QJsonObject{{Json("NoCopy"), true}}}});
    }
    return all;
}

QJsonObject temporaryMounts(const SandboxSpec &spec)
{
    QJsonObject all;
    for (const TemporaryMount &mount : spec.temporary) {
        // Engines differ in whether programs may run from one when nothing is said.
        all[mount.path] = QStringLiteral("rw,%1,nosuid,nodev,size=%2,mode=%3")
                              .arg(mount.execution == Execution::Allowed ? Json("exec") : Json("noexec"))
                              .arg(mount.bytes)
                              .arg(mount.mode, 0, 8);
    }
    return all;
}

QJsonArray environment(const SandboxSpec &spec, const ImageInfo &image)
{
    QMap<QString, QString> variables;
    // An engine hands its own proxy settings, which may hold a password, to containers. Emptied, as is what the image
    // sets.
    for (const char *name : {"http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"}) {
        variables[QString::fromLatin1(name)] = QString();
        variables[QString::fromLatin1(name).toUpper()] = QString();
    }
    for (const QString &variable : image.environment)
        variables[variable.section(QLatin1Char('='), 0, 0)] = QString();
    variables.insert(sandboxEnvironment(spec));
    QJsonArray all;
    for (const auto &[name, value] : variables.asKeyValueRange())
        all.append(QString(name + QLatin1Char('=') + value));
    return all;
}

QJsonObject labels(const SandboxSpec &spec, const QString &owner, const ImageInfo &image)
{
    QJsonObject all;
    for (const auto &[name, value] : image.labels.asKeyValueRange())
        all[name] = QString();
    for (const auto &[name, value] : spec.labels.asKeyValueRange())
        all[name] = value;
    const QJsonObject ours = ownerLabels(owner, spec.session);
    for (auto label = ours.begin(); label != ours.end(); ++label)
        all[label.key()] = label.value();
    return all;
}

QJsonObject hostConfig(const SandboxSpec &spec, const SandboxNames &names, const ImageInfo &image)
{
    return {
        {Json("NetworkMode"), Json("none")},
        {Json("CapAdd"), QJsonArray()},
        {Json("CapDrop"), QJsonArray{Json("ALL")}},
        {Json("SecurityOpt"), QJsonArray{Json("no-new-privileges")}},
        {Json("Privileged"), false},
        {Json("ReadonlyRootfs"), true},
        {Json("Memory"), spec.limits.memoryBytes},
        {Json("MemorySwap"), spec.limits.memoryBytes},
        {Json("NanoCpus"), spec.limits.milliCpus * 1000000},
        {Json("PidsLimit"), spec.limits.processes},
        {Json("ShmSize"), spec.sharedMemoryBytes},
        {Json("IpcMode"), Json("private")},
        {Json("PublishAllPorts"), false},
        {Json("Init"), false},
        {Json("AutoRemove"), false},
        {Json("RestartPolicy"), QJsonObject{{Json("Name"), Json("no")}}},
        {Json("LogConfig"), QJsonObject{{Json("Type"), Json("none")}}}, // a log would grow without a bound
        {Json("Tmpfs"), temporaryMounts(spec)},
        {Json("Mounts"), mounts(spec, names, image)},
    };
}

} // namespace

SandboxNames sandboxNames(const QString &owner, SessionId session, int incarnation, const QString &purpose)
{
    QString stem = QStringLiteral("pilothouse-%1-s%2").arg(owner).arg(session.value);
    if (!purpose.isEmpty())
        stem += QLatin1Char('-') + purpose;
    return {stem + QStringLiteral("-%1").arg(incarnation), stem + QStringLiteral("-workspace"),
        stem + QStringLiteral("-home")};
}

QJsonObject ownerLabels(const QString &owner, SessionId session)
{
    return {{labelOwner, owner}, {labelSession, QString::number(session.value)}};
}

QMap<QString, QString> sandboxEnvironment(const SandboxSpec &spec)
{
    QMap<QString, QString> variables{
        {QStringLiteral("PATH"), QStringLiteral("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")}};
    variables.insert(spec.environment);
    return variables;
}

Result<void> checkSpec(const SandboxSpec &spec)
{
    if (!spec.session.isValid() || spec.incarnation < 1)
        return invalid(Words::tr("it has no session"));
    static const QRegularExpression purposes(QStringLiteral("\\A[a-z][a-z0-9-]{0,47}\\z"));
    if (!spec.purpose.isEmpty() && !purposes.match(spec.purpose).hasMatch())
        return invalid(Words::tr("its purpose is no name"));
    if (spec.command.isEmpty() || !isCleanPath(spec.command.first()))
        return invalid(Words::tr("its program is not an absolute path"));
    if (!spec.image.isValid())
        return invalid(Words::tr("it has no image"));
    if (spec.userId <= 0 || spec.groupId <= 0)
        return invalid(Words::tr("its user must not be root"));
    QStringList paths{spec.workspacePath, spec.homePath};
    qint64 temporary = spec.sharedMemoryBytes;
    for (const TemporaryMount &mount : spec.temporary) {
        paths << mount.path;
        temporary += mount.bytes;
        if (mount.bytes <= 0)
            return invalid(Words::tr("%1 has no size").arg(mount.path));
    }
    for (const ReadOnlyBind &bind : spec.binds) {
        paths << bind.containerPath;
        if (!QDir::isAbsolutePath(bind.hostPath))
            return invalid(Words::tr("%1 is not an absolute path").arg(bind.hostPath));
    }
    for (const QString &path : paths) {
        if (!isCleanPath(path) || paths.count(path) > 1)
            return invalid(Words::tr("%1 is not a path to mount at").arg(path));
    }
    constexpr qint64 leastMemory = 16LL * 1024 * 1024;
    if (spec.limits.memoryBytes < leastMemory || spec.limits.processes < 16 || spec.limits.milliCpus < 10)
        return invalid(Words::tr("its limits are too small"));
    // Files in memory count as memory: filled up to the limit, they would make every later command die at once.
    if (temporary > spec.limits.memoryBytes / 2)
        return invalid(Words::tr("its file systems in memory take more than half of its memory"));
    return {};
}

QJsonObject containerRequest(
    const SandboxSpec &spec, const SandboxNames &names, const QString &owner, const ImageInfo &image)
{
    QJsonObject request{
        {Json("Image"), spec.image.value},
        {Json("Entrypoint"), QJsonArray{spec.command.first()}},
        {Json("Cmd"), QJsonArray::fromStringList(spec.command.sliced(1))},
        {Json("User"), QStringLiteral("%1:%2").arg(spec.userId).arg(spec.groupId)},
        {Json("WorkingDir"), Json("/")},
        {Json("Hostname"), Json("sandbox")},
        {Json("Env"), environment(spec, image)},
        {Json("Healthcheck"), QJsonObject{{Json("Test"), QJsonArray{Json("NONE")}}}},
        {Json("StopSignal"), Json("SIGTERM")},
        {Json("Tty"), false},
        {Json("OpenStdin"), false},
        {Json("AttachStdin"), false},
        {Json("AttachStdout"), false},
        {Json("AttachStderr"), false},
        {Json("NetworkDisabled"), true},
        {Json("HostConfig"), hostConfig(spec, names, image)},
    };
    QJsonObject all = labels(spec, owner, image);
    QJsonObject identity = request;
    identity[Json("Labels")] = all;
    all[labelSpec] =
        QString::fromLatin1(QCryptographicHash::hash(toLine(identity), QCryptographicHash::Sha256).toHex());
    request[Json("Labels")] = all;
    return request;
}

} // namespace pilothouse
