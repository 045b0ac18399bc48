#include "runner/sandbox/docker_calls.h"

#include "runner/base/json.h"
#include "runner/sandbox/sandbox_labels.h"
#include "runner/sandbox/start_gate.h"

#include <QJsonArray>

namespace pilothouse::docker {

namespace {

using namespace std::chrono_literals;
using Json = QLatin1StringView;

constexpr auto slow = 60s; ///< For what makes, starts and removes: seconds on a loaded machine.

EngineCall slowCall(const char *method, const QString &path, QUrlQuery query = {})
{
    EngineCall call;
    call.method = method;
    call.path = path;
    call.query = std::move(query);
    call.timeout = slow;
    call.duration = EngineCall::Duration::Long;
    return call;
}

QString containerPath(const ContainerId &container, const char *action = "")
{
    return pathOf(QStringLiteral("containers"), container.value, QString::fromLatin1(action));
}

QUrlQuery queryOf(const char *name, const QString &value)
{
    QUrlQuery query;
    query.addQueryItem(QString::fromLatin1(name), QString::fromLatin1(QUrl::toPercentEncoding(value)));
    return query;
}

/// One status says "this is already so"; for our purposes that is a success.
Task<void> demandUnless(Client client, EngineCall call, int alright)
{
    const Result<EngineAnswer> answer = co_await client->call(std::move(call));
    if (!answer)
        co_return std::unexpected(answer.error());
    if (answer->isSuccess() || answer->status == alright)
        co_return {};
    co_return std::unexpected(engineError(*answer));
}

Task<QJsonObject> inspectContainer(Client client, QString idOrName)
{
    EngineCall call;
    call.path = pathOf(QStringLiteral("containers"), idOrName, QStringLiteral("json"));
    co_return co_await client->demandObject(std::move(call));
}

/// Makes a volume, or finds it; one of that name that is not ours is refused.
Task<void> ensureVolume(Client client, QString name, SessionId session)
{
    const QJsonObject labels = ownerLabels(client->options().owner, session);
    EngineCall call;
    call.method = "POST";
    call.path = QStringLiteral("/volumes/create");
    call.body = QJsonObject{{Json("Name"), name}, {Json("Driver"), Json("local")}, {Json("Labels"), labels}};
    const Result<QJsonObject> made = co_await client->demandObject(std::move(call));
    if (!made)
        co_return std::unexpected(made.error());
    const QJsonObject has = (*made)[Json("Labels")].toObject();
    if (has[labelOwner] != labels[labelOwner] || has[labelSession] != labels[labelSession])
        co_return failure(EngineConflict,
            QCoreApplication::translate(
                "Sandbox", "A volume named %1 is there already and is not Pilothouse's. Remove or rename it.")
                .arg(name));
    co_return {};
}

/// The container of that name if it was made by the same request.
Task<ContainerId> findSame(Client client, QString name, QJsonObject request)
{
    const Result<QJsonObject> found = co_await inspectContainer(client, name);
    if (!found)
        co_return std::unexpected(found.error());
    const QJsonObject labels = (*found)[Json("Config")][Json("Labels")].toObject();
    const QJsonObject wanted = request[Json("Labels")].toObject();
    for (const Json label : {labelOwner, labelSession, labelSpec}) {
        if (labels[label] != wanted[label])
            co_return failure(EngineConflict,
                QCoreApplication::translate("Sandbox",
                    "A container named %1 is there already and is not this sandbox. Remove it, then try again.")
                    .arg(name));
    }
    co_return ContainerId((*found)[Json("Id")].toString());
}

SandboxState stateOf(const QJsonObject &state)
{
    if (state[Json("Paused")].toBool())
        return SandboxState::Paused;
    if (state[Json("Running")].toBool())
        return SandboxState::Running;
    return state[Json("Status")].toString() == Json("created")
            || state[Json("Status")].toString() == Json("initialized")
        ? SandboxState::Created
        : SandboxState::Exited;
}

} // namespace

QString pathOf(const QString &collection, const QString &name, const QString &action)
{
    // Engines want the slashes of an image's name as they are. A name that walks elsewhere stays a name.
    const QStringList segments = name.split(QLatin1Char('/'));
    const bool walks = segments.contains(QLatin1StringView("..")) || segments.contains(QLatin1StringView("."));
    const QByteArray encoded = QUrl::toPercentEncoding(name, walks ? QByteArray() : QByteArrayLiteral("/:@"));
    const QString path = QLatin1Char('/') + collection + QLatin1Char('/') + QString::fromLatin1(encoded);
    return action.isEmpty() ? path : path + QLatin1Char('/') + action;
}

Task<SandboxHandle> create(Client client, SandboxSpec spec)
{
    if (const Result<void> checked = checkSpec(spec); !checked)
        co_return std::unexpected(checked.error());
    const SandboxNames names = sandboxNames(client->options().owner, spec.session, spec.incarnation, spec.purpose);
    Task<std::optional<ImageInfo>> looking = findImage(client, spec.image.value);
    Task<void> workspace = ensureVolume(client, names.workspaceVolume, spec.session);
    Task<void> home = ensureVolume(client, names.homeVolume, spec.session); // all three at once
    const Result<std::optional<ImageInfo>> image = co_await std::move(looking);
    const Result<void> workspaceMade = co_await std::move(workspace);
    const Result<void> homeMade = co_await std::move(home);
    if (!image)
        co_return std::unexpected(image.error());
    if (!*image)
        co_return failure(ImageMissing,
            QCoreApplication::translate(
                "Sandbox", "The image %1 is not on the container engine. Build or load it again.")
                .arg(spec.image.value));
    for (const Result<void> *made : {&workspaceMade, &homeMade}) {
        if (!*made)
            co_return std::unexpected(made->error());
    }
    const QJsonObject request = containerRequest(spec, names, client->options().owner, **image);
    EngineCall call = slowCall("POST", QStringLiteral("/containers/create"), queryOf("name", names.container));
    call.body = request;
    const Result<EngineAnswer> answer = co_await client->call(std::move(call));
    if (!answer)
        co_return std::unexpected(answer.error());
    ContainerId container;
    if (answer->isSuccess()) {
        container.value =
            parseObject(answer->body, 1024 * 1024, QString()).value_or(QJsonObject())[Json("Id")].toString();
    } else {
        // An earlier try may have made it. Engines differ in how they say that a name is taken (409, 500), so look.
        const Result<ContainerId> same = co_await findSame(client, names.container, request);
        if (!same && same.error().code != NotFound)
            co_return std::unexpected(same.error());
        if (!same)
            co_return std::unexpected(engineError(*answer));
        container = *same;
    }
    if (!container.isValid())
        co_return failure(ProtocolViolated,
            QCoreApplication::translate("Sandbox", "The container engine made a container and did not name it."));
    co_return SandboxHandle{container, names.container, names.workspaceVolume, names.homeVolume};
}

Task<void> start(Client client, ContainerId container, std::stop_token stop)
{
    const Result<StartGate::Pass> pass = co_await StartGate::enter(client->options().starts, std::move(stop));
    if (!pass)
        co_return std::unexpected(pass.error());
    constexpr int runsAlready = 304;
    co_return co_await demandUnless(client, slowCall("POST", containerPath(container, "start")), runsAlready);
}

Task<SandboxReport> inspect(Client client, ContainerId container, SandboxSpec asked)
{
    const Result<QJsonObject> found = co_await inspectContainer(client, container.value);
    if (!found)
        co_return std::unexpected(found.error());
    const Result<EngineSecurity> security = co_await engineSecurity(client);
    if (!security)
        co_return std::unexpected(security.error());
    const SandboxNames names = sandboxNames(client->options().owner, asked.session, asked.incarnation, asked.purpose);
    const QJsonObject state = (*found)[Json("State")].toObject();
    SandboxReport report;
    report.state = stateOf(state);
    report.exitCode = state[Json("ExitCode")].toInt();
    report.outOfMemory = state[Json("OOMKilled")].toBool();
    report.processId = state[Json("Pid")].toInteger();
    report.startedAt = QDateTime::fromString(state[Json("StartedAt")].toString(), Qt::ISODateWithMs);
    report.grade = gradeSandbox(asked, {names.workspaceVolume, names.homeVolume}, *found, *security);
    co_return report;
}

Task<void> stop(Client client, ContainerId container, std::chrono::seconds grace)
{
    constexpr int stoppedAlready = 304;
    EngineCall call = slowCall("POST", containerPath(container, "stop"), queryOf("t", QString::number(grace.count())));
    call.timeout += grace;
    co_return co_await demandUnless(client, std::move(call), stoppedAlready);
}

Task<void> kill(Client client, ContainerId container)
{
    const Result<EngineAnswer> answer = co_await client->call(slowCall("POST", containerPath(container, "kill")));
    if (!answer)
        co_return std::unexpected(answer.error());
    if (answer->isSuccess())
        co_return {};
    // Not running is told as 409 or 500; what counts is whether it runs.
    const Result<QJsonObject> found = co_await inspectContainer(client, container.value);
    if (found && !(*found)[Json("State")][Json("Running")].toBool())
        co_return {};
    co_return std::unexpected(found ? engineError(*answer) : found.error());
}

Task<void> remove(Client client, ContainerId container)
{
    QUrlQuery query = queryOf("force", QStringLiteral("1"));
    query.addQueryItem(QStringLiteral("v"), QStringLiteral("1")); // its volumes without a name, never the session's
    constexpr int gone = 404;
    co_return co_await demandUnless(client, slowCall("DELETE", containerPath(container), query), gone);
}

Task<void> removeVolume(Client client, QString name)
{
    constexpr int gone = 404;
    co_return co_await demandUnless(client, slowCall("DELETE", pathOf(QStringLiteral("volumes"), name)), gone);
}

} // namespace pilothouse::docker
