#include "runner/sandbox/docker_calls.h"

#include "runner/base/json.h"
#include "runner/sandbox/sandbox_labels.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

namespace pilothouse::docker {

namespace {

using Json = QLatin1StringView;

QUrlQuery labelled(const QString &label)
{
    const QByteArray filter = toLine({{Json("label"), QJsonArray{label}}});
    QUrlQuery query;
    query.addQueryItem(
        QStringLiteral("filters"), QString::fromLatin1(QUrl::toPercentEncoding(QString::fromUtf8(filter))));
    return query;
}

/// What both kinds have in common; false when it is not ours after all.
bool readLabels(OwnedObject &object, const QJsonObject &labels, const QString &owner)
{
    if (labels[labelOwner].toString() != owner)
        return false;
    object.session = SessionId(labels[labelSession].toString().toLongLong());
    return !object.id.isEmpty();
}

} // namespace

std::vector<OwnedObject> parseOwned(const QByteArray &containers, const QByteArray &volumes, const QString &owner)
{
    std::vector<OwnedObject> owned;
    const QJsonArray containerList = QJsonDocument::fromJson(containers).array();
    for (const auto &value : containerList) {
        OwnedObject object{OwnedObject::Kind::Container, value[Json("Id")].toString()};
        object.name = value[Json("Names")][0].toString();
        if (object.name.startsWith(QLatin1Char('/')))
            object.name.remove(0, 1);
        object.running = value[Json("State")].toString() == Json("running");
        object.createdAt = QDateTime::fromSecsSinceEpoch(value[Json("Created")].toInteger(), QTimeZone::UTC);
        if (readLabels(object, value[Json("Labels")].toObject(), owner))
            owned.push_back(std::move(object));
    }
    const QJsonArray volumeList = QJsonDocument::fromJson(volumes).object()[Json("Volumes")].toArray();
    for (const auto &value : volumeList) {
        OwnedObject object{OwnedObject::Kind::Volume, value[Json("Name")].toString()};
        object.name = object.id;
        object.createdAt = QDateTime::fromString(value[Json("CreatedAt")].toString(), Qt::ISODateWithMs);
        if (readLabels(object, value[Json("Labels")].toObject(), owner))
            owned.push_back(std::move(object));
    }
    return owned;
}

Task<std::vector<OwnedObject>> listOwned(Client client)
{
    const QString owner = client->options().owner;
    EngineCall call;
    call.query = labelled(labelOwner + QLatin1Char('=') + owner);
    call.path = QStringLiteral("/volumes");
    call.timeout = std::chrono::seconds(30); // an engine with a hundred containers takes its time
    const Result<EngineAnswer> volumes = co_await client->demand(call);
    if (!volumes)
        co_return std::unexpected(volumes.error());
    call.query.addQueryItem(QStringLiteral("all"), QStringLiteral("1"));
    call.path = QStringLiteral("/containers/json");
    const Result<EngineAnswer> containers = co_await client->demand(call);
    if (!containers)
        co_return std::unexpected(containers.error());
    co_return parseOwned(containers->body, volumes->body, owner);
}

} // namespace pilothouse::docker
