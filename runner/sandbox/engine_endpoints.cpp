#include "runner/sandbox/engine_endpoints.h"

#include "runner/base/json.h"
#include "runner/sandbox/http_stream.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace pilothouse {

namespace {

constexpr std::chrono::milliseconds pingTimeout{2000};
constexpr qsizetype configLimit = 1024 * 1024;

QJsonObject readConfig(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return parseObject(file.read(configLimit + 1), configLimit, path).value_or(QJsonObject());
}

/// Docker keeps a context's endpoint in a directory named by the hash of its name.
QString contextEndpoint(const QProcessEnvironment &environment, const QString &home)
{
    const QString docker = environment.value(QStringLiteral("DOCKER_CONFIG"), home + QStringLiteral("/.docker"));
    QString name = environment.value(QStringLiteral("DOCKER_CONTEXT"));
    if (name.isEmpty())
        name = readConfig(docker + QStringLiteral("/config.json"))[QLatin1StringView("currentContext")].toString();
    if (name.isEmpty() || name == QLatin1StringView("default"))
        return {};
    const QString hash =
        QString::fromLatin1(QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex());
    const QJsonObject meta = readConfig(docker + QStringLiteral("/contexts/meta/%1/meta.json").arg(hash));
    return meta[QLatin1StringView("Endpoints")][QLatin1StringView("docker")][QLatin1StringView("Host")].toString();
}

QStringList usualPlaces(const QProcessEnvironment &environment, const QString &home)
{
#ifdef Q_OS_WIN
    Q_UNUSED(environment)
    Q_UNUSED(home)
    return {QStringLiteral("//./pipe/docker_engine"), QStringLiteral("//./pipe/dockerDesktopLinuxEngine"),
        QStringLiteral("//./pipe/podman-machine-default")};
#else
    QStringList places;
    const QString runtime = environment.value(QStringLiteral("XDG_RUNTIME_DIR"));
    if (!runtime.isEmpty())
        places << runtime + QStringLiteral("/podman/podman.sock") << runtime + QStringLiteral("/docker.sock");
    places << QStringLiteral("/var/run/docker.sock") << QStringLiteral("/run/podman/podman.sock");
    const QStringList belowHome{QStringLiteral(".docker/run/docker.sock"),
        QStringLiteral(".docker/desktop/docker.sock"), QStringLiteral(".orbstack/run/docker.sock"),
        QStringLiteral(".colima/default/docker.sock"), QStringLiteral(".rd/docker.sock"),
        QStringLiteral(".lima/docker/sock/docker.sock"),
        QStringLiteral(".local/share/containers/podman/machine/podman.sock")};
    for (const QString &place : belowHome)
        places << home + QLatin1Char('/') + place;
    return places;
#endif
}

EngineKind kindOf(const HttpHead &head)
{
    if (!head.header("Libpod-API-Version").isEmpty() || head.header("Server").startsWith("Libpod/"))
        return EngineKind::Podman;
    return head.header("Server").startsWith("Docker/") ? EngineKind::Docker : EngineKind::Other;
}

} // namespace

QString socketPath(const QString &endpoint)
{
    if (endpoint.startsWith(QLatin1StringView("unix://")))
        return endpoint.sliced(7);
    if (endpoint.startsWith(QLatin1StringView("npipe://")))
        return endpoint.sliced(8);
    const bool path = endpoint.startsWith(QLatin1Char('/')) || endpoint.startsWith(QLatin1StringView("\\\\"));
    return path ? endpoint : QString();
}

QStringList engineSocketCandidates(const QProcessEnvironment &environment, const QString &home)
{
    QStringList candidates;
    const auto add = [&candidates](const QString &endpoint) {
        const QString path = socketPath(endpoint);
        if (!path.isEmpty() && !candidates.contains(path))
            candidates << path;
    };
    add(environment.value(QStringLiteral("DOCKER_HOST")));
    add(environment.value(QStringLiteral("CONTAINER_HOST")));
    add(contextEndpoint(environment, home));
    for (const QString &place : usualPlaces(environment, home))
        add(place);
    return candidates;
}

Task<EngineEndpoint> pingEngine(QString socket, std::chrono::milliseconds timeout)
{
    HttpStream stream(socket);
    stream.open({.target = "/_ping"});
    const Result<HttpHead> head = co_await stream.head(timeout);
    if (!head)
        co_return std::unexpected(head.error());
    static const QRegularExpression version(QStringLiteral("^[0-9]{1,3}\\.[0-9]{1,4}$"));
    const QString apiVersion = QString::fromLatin1(head->header("Api-Version"));
    if (head->status != 200 || !version.match(apiVersion).hasMatch())
        co_return failure(ProtocolViolated,
            QCoreApplication::translate(
                "Sandbox", "What listens on %1 is not a container engine. Choose another socket in the settings.")
                .arg(socket),
            QStringLiteral("status %1").arg(head->status));
    co_return EngineEndpoint{socket, kindOf(*head), apiVersion};
}

Task<std::vector<EngineEndpoint>> findEngines(QStringList sockets)
{
    std::vector<Task<EngineEndpoint>> pings;
    pings.reserve(static_cast<size_t>(sockets.size()));
    for (const QString &socket : sockets)
        pings.push_back(pingEngine(socket, pingTimeout)); // all at once
    std::vector<EngineEndpoint> found;
    std::optional<Error> closed;
    for (Task<EngineEndpoint> &ping : pings) {
        Result<EngineEndpoint> endpoint = co_await std::move(ping);
        if (endpoint)
            found.push_back(std::move(*endpoint));
        else if (endpoint.error().code == EngineNoPermission && !closed)
            closed = endpoint.error();
    }
    if (!found.empty())
        co_return found;
    if (closed)
        co_return std::unexpected(*closed);
    co_return failure(EngineMissing,
        QCoreApplication::translate("Sandbox",
            "No container engine was found. Install one, for example with: sudo apt install podman, then start "
            "Pilothouse again."));
}

} // namespace pilothouse
