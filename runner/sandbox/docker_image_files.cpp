// Reading an image's files and stacking others on them, through a container that is never started.

#include "runner/sandbox/docker_calls.h"

#include "runner/base/json.h"
#include "runner/sandbox/sandbox_labels.h"

#include <QJsonArray>

namespace pilothouse::docker {

namespace {

using namespace std::chrono_literals;
using Json = QLatin1StringView;

constexpr auto makeTimeout = 60s;
constexpr auto unpackTimeout = 300s; ///< After the last byte.
constexpr auto commitTimeout = 600s; ///< Packing some hundred megabytes on a slow disk.
constexpr qsizetype answerLimit = 64 * 1024;

void addEncoded(QUrlQuery &query, const char *name, const QString &value)
{
    query.addQueryItem(QString::fromLatin1(name), QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

} // namespace

Task<ContainerId> unpackImage(Client client, ImageId image)
{
    EngineCall call;
    call.method = "POST";
    call.path = QStringLiteral("/containers/create");
    call.timeout = makeTimeout;
    call.duration = EngineCall::Duration::Long;
    call.repeatable = false;
    // Labelled as ours, so that one that a crash leaves behind is found; it belongs to no session.
    call.body = QJsonObject{{Json("Image"), image.value}, {Json("Entrypoint"), QJsonArray{Json("/never-started")}},
        {Json("NetworkDisabled"), true}, {Json("Labels"), ownerLabels(client->options().owner, {})},
        {Json("HostConfig"), QJsonObject{{Json("NetworkMode"), Json("none")}}}};
    const Result<QJsonObject> made = co_await client->demandObject(std::move(call));
    if (!made)
        co_return std::unexpected(made.error());
    const ContainerId container((*made)[Json("Id")].toString());
    if (!container.isValid())
        co_return failure(ProtocolViolated,
            QCoreApplication::translate("Sandbox", "The container engine made a container and did not name it."));
    co_return ContainerId(container);
}

Task<void> archivePut(Client client, ContainerId container, QString folder, ByteSource source,
    std::function<void(qint64)> progress, std::stop_token stop)
{
    // Podman would give everything to the container's user unless told not to.
    const QString target = pathOf(QStringLiteral("containers"), container.value, QStringLiteral("archive"))
        + QStringLiteral("?copyUIDGID=false&path=") + QString::fromLatin1(QUrl::toPercentEncoding(folder));
    const TarUpload upload{
        .method = "PUT", .target = target.toUtf8(), .patience = unpackTimeout, .answerLimit = answerLimit};
    const Result<TarAnswer> answer =
        co_await uploadTar(client, upload, std::move(source), std::move(progress), std::move(stop));
    if (!answer)
        co_return std::unexpected(answer.error());
    if (!answer->head.isSuccess())
        co_return std::unexpected(engineError({answer->head.status, answer->body.value_or(QByteArray())}));
    co_return {};
}

Task<ImageId> commitImage(Client client, ContainerId container, QString reference, QMap<QString, QString> labels)
{
    EngineCall call;
    call.method = "POST";
    call.path = QStringLiteral("/commit");
    call.timeout = commitTimeout;
    call.duration = EngineCall::Duration::Long;
    call.repeatable = false;
    const qsizetype colon = reference.lastIndexOf(QLatin1Char(':'));
    addEncoded(call.query, "container", container.value);
    addEncoded(call.query, "repo", reference.first(colon));
    addEncoded(call.query, "tag", reference.sliced(colon + 1));
    addEncoded(call.query, "pause", QStringLiteral("false"));
    for (const auto &[name, value] : labels.asKeyValueRange())
        addEncoded(call.query, "changes", QStringLiteral("LABEL %1=%2").arg(name, value));
    call.body = QJsonObject();
    const Result<QJsonObject> made = co_await client->demandObject(std::move(call));
    if (!made)
        co_return std::unexpected(made.error());
    const ImageId image = imageIdFrom((*made)[Json("Id")].toString());
    if (!image.isValid())
        co_return failure(ProtocolViolated,
            QCoreApplication::translate("Sandbox", "The container engine made an image and did not name it."));
    co_return ImageId(image);
}

} // namespace pilothouse::docker
