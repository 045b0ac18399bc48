#include "runner/session/accept_json.h"

#include <QJsonArray>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

QJsonObject personToJson(const Person &person)
{
    return {{u"name"_s, person.name}, {u"email"_s, person.email}};
}

Person personFromJson(const QJsonValue &value)
{
    return {value["name"_L1].toString(), value["email"_L1].toString()};
}

/// Paths and texts are bytes.
QString bytesToJson(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray bytesFromJson(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

QJsonArray rangesToJson(const std::vector<LineRange> &ranges)
{
    QJsonArray array;
    for (const LineRange &range : ranges)
        array.append(QJsonArray{range.first, range.count});
    return array;
}

bool rangesFromJson(const QJsonArray &array, std::vector<LineRange> &ranges)
{
    for (const auto &value : array) {
        const LineRange range{value[0].toInt(-1), value[1].toInt(-1)};
        if (range.first < 0 || range.count < 1 || range.count > std::numeric_limits<int>::max() - range.first)
            return false;
        ranges.push_back(range);
    }
    return true;
}

QJsonArray resolutionsToJson(const std::vector<MergeResolution> &resolutions)
{
    QJsonArray array;
    for (const MergeResolution &resolution : resolutions)
        array.append(QJsonObject{
            {u"path"_s, bytesToJson(resolution.path)},
            {u"take"_s, static_cast<int>(resolution.take)},
            {u"text"_s, bytesToJson(resolution.text)},
        });
    return array;
}

std::vector<MergeResolution> resolutionsFromJson(const QJsonArray &array)
{
    using Take = MergeResolution::Take;
    std::vector<MergeResolution> resolutions;
    for (const auto &value : array) {
        const int take =
            std::clamp(value["take"_L1].toInt(), static_cast<int>(Take::Ours), static_cast<int>(Take::Nothing));
        resolutions.push_back(
            {bytesFromJson(value["path"_L1]), static_cast<Take>(take), bytesFromJson(value["text"_L1])});
    }
    return resolutions;
}

QJsonArray sharesToJson(const std::vector<AttemptShare> &shares)
{
    QJsonArray array;
    for (const AttemptShare &share : shares)
        array.append(QJsonObject{{u"session"_s, share.session.value}, {u"snapshot"_s, share.snapshot.value},
            {u"taken"_s, share.taken.value}, {u"files"_s, share.files}});
    return array;
}

std::vector<AttemptShare> sharesFromJson(const QJsonArray &array)
{
    std::vector<AttemptShare> shares;
    for (const auto &value : array)
        shares.push_back({SessionId(value["session"_L1].toInteger()), ObjectId(value["snapshot"_L1].toString()),
            ObjectId(value["taken"_L1].toString()), value["files"_L1].toInt()});
    return shares;
}

} // namespace

QJsonObject selectionToJson(const Selection &selection)
{
    QJsonArray files;
    for (const FileSelection &file : selection.files) {
        QJsonObject json;
        if (!file.oldPath.isEmpty())
            json[u"old"_s] = bytesToJson(file.oldPath);
        if (!file.newPath.isEmpty())
            json[u"new"_s] = bytesToJson(file.newPath);
        if (file.whole)
            json[u"whole"_s] = true;
        if (file.properties)
            json[u"properties"_s] = true;
        if (!file.removed.empty())
            json[u"removed"_s] = rangesToJson(file.removed);
        if (!file.added.empty())
            json[u"added"_s] = rangesToJson(file.added);
        files.append(json);
    }
    return {{u"from"_s, selection.from.value}, {u"to"_s, selection.to.value}, {u"files"_s, files}};
}

std::optional<Selection> selectionFromJson(const QJsonObject &json)
{
    Selection selection{ObjectId(json["from"_L1].toString()), ObjectId(json["to"_L1].toString()), {}};
    const QJsonArray files = json["files"_L1].toArray();
    for (const auto &value : files) {
        FileSelection file{.oldPath = bytesFromJson(value["old"_L1]),
            .newPath = bytesFromJson(value["new"_L1]),
            .whole = value["whole"_L1].toBool(),
            .properties = value["properties"_L1].toBool(),
            .removed = {},
            .added = {}};
        if (!rangesFromJson(value["removed"_L1].toArray(), file.removed)
            || !rangesFromJson(value["added"_L1].toArray(), file.added))
            return {};
        selection.files.push_back(std::move(file));
    }
    return selection;
}

QJsonObject acceptToJson(const AcceptRequest &request)
{
    QJsonArray paths;
    for (const QByteArray &path : request.paths)
        paths.append(bytesToJson(path));
    QJsonArray coAuthors;
    for (const Person &coAuthor : request.coAuthors)
        coAuthors.append(personToJson(coAuthor));
    QJsonObject json{
        {u"repository"_s, request.repository},
        {u"sessionStore"_s, request.sessionStore},
        {u"base"_s, request.base.value},
        {u"snapshot"_s, request.snapshot.value},
        {u"paths"_s, paths},
        {u"branch"_s, request.branch},
        {u"nextFree"_s, request.nameTaken == AcceptRequest::NameTaken::NextFree},
        {u"message"_s, request.message},
        {u"mineMessage"_s, request.mineMessage},
        {u"author"_s, personToJson(request.author)},
        {u"coAuthor"_s, personToJson(request.coAuthor)},
        {u"moment"_s, request.moment.toString(Qt::ISODate)},
        {u"uncommitted"_s, static_cast<int>(request.uncommitted)},
        {u"target"_s, static_cast<int>(request.target)},
        {u"tip"_s, request.tip.value},
        {u"selection"_s, selectionToJson(request.selection)},
        {u"resolutions"_s, resolutionsToJson(request.resolutions)},
        {u"normalise"_s, request.lineEnds == AcceptRequest::LineEnds::Normalise},
    };
    if (request.composed.isValid()) {
        json[u"composed"_s] = request.composed.value;
        json[u"shares"_s] = sharesToJson(request.shares);
        json[u"coAuthors"_s] = coAuthors;
    }
    return json;
}

AcceptRequest acceptFromJson(const QJsonObject &json)
{
    AcceptRequest request{
        .repository = json["repository"_L1].toString(),
        .sessionStore = json["sessionStore"_L1].toString(),
        .base = ObjectId(json["base"_L1].toString()),
        .snapshot = ObjectId(json["snapshot"_L1].toString()),
        .branch = json["branch"_L1].toString(),
        .nameTaken =
            json["nextFree"_L1].toBool() ? AcceptRequest::NameTaken::NextFree : AcceptRequest::NameTaken::Refuse,
        .message = json["message"_L1].toString(),
        .mineMessage = json["mineMessage"_L1].toString(),
        .author = personFromJson(json["author"_L1]),
        .coAuthor = personFromJson(json["coAuthor"_L1]),
        .moment = QDateTime::fromString(json["moment"_L1].toString(), Qt::ISODate),
        .uncommitted = static_cast<AcceptRequest::Uncommitted>(std::clamp(json["uncommitted"_L1].toInt(), 0, 2)),
        .target = static_cast<AcceptRequest::Target>(std::clamp(json["target"_L1].toInt(), 0, 2)),
        .tip = ObjectId(json["tip"_L1].toString()),
        .composed = ObjectId(json["composed"_L1].toString()),
        .shares = sharesFromJson(json["shares"_L1].toArray()),
        .resolutions = resolutionsFromJson(json["resolutions"_L1].toArray()),
        .lineEnds = json["normalise"_L1].toBool() ? AcceptRequest::LineEnds::Normalise : AcceptRequest::LineEnds::Keep,
    };
    const QJsonArray coAuthors = json["coAuthors"_L1].toArray();
    for (const auto &coAuthor : coAuthors)
        request.coAuthors.push_back(personFromJson(coAuthor));
    const QJsonArray paths = json["paths"_L1].toArray();
    for (const auto &path : paths)
        request.paths.append(bytesFromJson(path));
    if (auto selection = selectionFromJson(json["selection"_L1].toObject()))
        request.selection = std::move(*selection);
    else
        request.snapshot = {}; // Not to be carried out: there is no such snapshot.
    return request;
}

} // namespace pilothouse
