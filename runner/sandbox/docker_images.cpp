#include "runner/sandbox/docker_calls.h"

#include "runner/base/json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace pilothouse::docker {

namespace {

using namespace std::chrono_literals;
using Json = QLatin1StringView;

constexpr qint64 unsentLimit = 1024 * 1024;
constexpr auto takeTimeout = 120s; ///< The engine reads nothing for so long.
constexpr auto loadTimeout = 600s; ///< After the last byte: unpacking a large image on a slow disk.
constexpr qsizetype reportLimit = 4 * 1024 * 1024;

QMap<QString, QString> labelsOf(const QJsonValue &value)
{
    QMap<QString, QString> labels;
    const QJsonObject object = value.toObject();
    for (auto label = object.begin(); label != object.end(); ++label)
        labels.insert(label.key(), label.value().toString());
    return labels;
}

QStringList stringsOf(const QJsonValue &value)
{
    QStringList strings;
    const QJsonArray array = value.toArray();
    for (const auto &item : array)
        strings << item.toString();
    return strings;
}

/// Until the source ends or the engine answers early.
Task<void> sendParts(HttpStream &stream, ByteSource source, std::function<void(qint64)> progress)
{
    qint64 sent = 0;
    while (!stream.isAnswered() && !stream.isEnded()) {
        const Result<QByteArray> part = co_await source();
        if (!part)
            co_return std::unexpected(part.error());
        if (part->isEmpty()) {
            stream.finishChunks();
            break;
        }
        stream.writeChunk(*part);
        sent += part->size();
        if (const Result<void> taken = co_await drained(stream, unsentLimit, takeTimeout); !taken)
            co_return taken;
        if (progress)
            progress(sent);
    }
    co_return {};
}

} // namespace

ImageId imageIdFrom(const QString &text)
{
    return ImageId(text.isEmpty() || text.contains(QLatin1Char(':')) ? text : QStringLiteral("sha256:") + text);
}

Result<QString> parseLoadReport(const QByteArray &report)
{
    static const QRegularExpression loaded(QStringLiteral("Loaded image(?: ID)?: *([^\\s\"\\\\]+)"));
    QString reference;
    for (const QByteArray &line : report.split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString error = object[Json("error")].toString();
        if (!error.isEmpty())
            return failure(EngineRefused,
                QCoreApplication::translate("Sandbox", "The container engine refused the image: %1")
                    .arg(error.left(500)),
                error);
        const QRegularExpressionMatch match = loaded.match(object[Json("stream")].toString());
        if (match.hasMatch())
            reference = match.captured(1);
    }
    if (reference.isEmpty())
        return failure(ProtocolViolated,
            QCoreApplication::translate("Sandbox", "The container engine loaded the image and did not name it."),
            QString::fromUtf8(report.left(500)));
    return reference;
}

Task<TarAnswer> uploadTar(
    Client client, TarUpload upload, ByteSource source, std::function<void(qint64)> progress, std::stop_token stop)
{
    HttpRequest request;
    request.method = upload.method;
    request.target = upload.target;
    request.headers.append(HttpHeader{"Content-Type", "application/x-tar"});
    request.bodyKind = HttpRequest::Body::Streamed;
    Result<std::unique_ptr<HttpStream>> opened = co_await client->open(std::move(request));
    if (!opened)
        co_return std::unexpected(opened.error());
    HttpStream &stream = **opened;
    const std::stop_callback stopped(
        stop, [&stream] { QMetaObject::invokeMethod(&stream, &HttpStream::abort, Qt::QueuedConnection); });
    if (const Result<void> sent = co_await sendParts(stream, std::move(source), std::move(progress)); !sent)
        co_return std::unexpected(sent.error());
    Result<HttpHead> head = co_await stream.head(upload.patience);
    if (!head)
        co_return std::unexpected(head.error());
    stream.setIdleTimeout(upload.patience);
    Result<QByteArray> body = co_await readWholeBody(stream, upload.answerLimit);
    co_return TarAnswer{.head = std::move(*head), .body = std::move(body)};
}

Task<ImageId> loadImage(Client client, ByteSource source, std::function<void(qint64)> progress, std::stop_token stop)
{
    const TarUpload upload{
        .method = "POST", .target = "/images/load?quiet=1", .patience = loadTimeout, .answerLimit = reportLimit};
    const Result<TarAnswer> answer =
        co_await uploadTar(client, upload, std::move(source), std::move(progress), std::move(stop));
    if (!answer)
        co_return std::unexpected(answer.error());
    const Result<QByteArray> &report = answer->body;
    if (!report)
        co_return std::unexpected(report.error());
    if (!answer->head.isSuccess())
        co_return std::unexpected(engineError({answer->head.status, *report}));
    const Result<QString> reference = parseLoadReport(*report);
    if (!reference)
        co_return std::unexpected(reference.error());
    const Result<std::optional<ImageInfo>> image = co_await findImage(client, *reference);
    if (!image)
        co_return std::unexpected(image.error());
    if (!*image)
        co_return failure(ImageMissing,
            QCoreApplication::translate(
                "Sandbox", "The container engine loaded the image %1 and does not have it. Try again.")
                .arg(*reference));
    co_return (*image)->id;
}

Task<std::optional<ImageInfo>> findImage(Client client, QString idOrReference)
{
    EngineCall call;
    call.path = pathOf(QStringLiteral("images"), idOrReference, QStringLiteral("json"));
    const Result<QJsonObject> found = co_await client->demandObject(std::move(call));
    if (!found && found.error().code == NotFound)
        co_return std::nullopt;
    if (!found)
        co_return std::unexpected(found.error());
    const QJsonObject config = (*found)[Json("Config")].toObject();
    ImageInfo image;
    image.id = imageIdFrom((*found)[Json("Id")].toString());
    image.references = stringsOf((*found)[Json("RepoTags")]);
    image.labels = labelsOf(config[Json("Labels")]);
    image.bytes = (*found)[Json("Size")].toInteger();
    image.operatingSystem = (*found)[Json("Os")].toString();
    image.architecture = (*found)[Json("Architecture")].toString();
    image.environment = stringsOf(config[Json("Env")]);
    image.volumes = config[Json("Volumes")].toObject().keys();
    co_return image;
}

Task<std::vector<ImageInfo>> listImages(Client client, QString label)
{
    EngineCall call;
    call.path = QStringLiteral("/images/json");
    const QByteArray filter = toLine({{Json("label"), QJsonArray{label}}});
    call.query.addQueryItem(
        QStringLiteral("filters"), QString::fromLatin1(QUrl::toPercentEncoding(QString::fromUtf8(filter))));
    const Result<EngineAnswer> answer = co_await client->demand(std::move(call));
    if (!answer)
        co_return std::unexpected(answer.error());
    std::vector<ImageInfo> images;
    const QJsonArray list = QJsonDocument::fromJson(answer->body).array();
    for (const auto &value : list) {
        ImageInfo image;
        image.id = imageIdFrom(value[Json("Id")].toString());
        image.references = stringsOf(value[Json("RepoTags")]);
        image.labels = labelsOf(value[Json("Labels")]);
        image.bytes = value[Json("Size")].toInteger();
        images.push_back(std::move(image));
    }
    co_return images;
}

Task<void> removeImage(Client client, ImageId image)
{
    EngineCall call;
    call.method = "DELETE";
    call.path = pathOf(QStringLiteral("images"), image.value);
    call.query.addQueryItem(QStringLiteral("noprune"), QStringLiteral("1")); // an image below it is the person's
    call.timeout = 60s;
    call.duration = EngineCall::Duration::Long;
    const Result<EngineAnswer> answer = co_await client->demand(std::move(call));
    if (!answer && answer.error().code != NotFound)
        co_return std::unexpected(answer.error());
    co_return {};
}

} // namespace pilothouse::docker
