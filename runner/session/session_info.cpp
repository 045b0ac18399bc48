#include "runner/session/session_info.h"

using namespace Qt::StringLiterals;

namespace pilothouse {

QJsonObject SessionInfo::toJson() const
{
    QJsonObject out{
        {u"title"_s, title},
        {u"repository"_s, repository},
        {u"repositoryId"_s, repositoryId.value},
        {u"repositoryName"_s, repositoryName},
        {u"baseRevision"_s, baseRevision},
        {u"withUncommitted"_s, withUncommitted},
        {u"agent"_s, agent},
        {u"agentVersion"_s, agentVersion},
        {u"model"_s,
            QJsonObject{{u"provider"_s, model.provider}, {u"name"_s, model.name}, {u"url"_s, model.url.toString()},
                {u"protocol"_s, model.protocol}}},
        {u"image"_s, image},
        {u"mode"_s, mode == SessionMode::InsideIsFree ? u"inside_is_free"_s : u"ask_each"_s},
    };
    if (!group.isEmpty())
        out[u"group"_s] = group;
    if (forkedFrom.isValid()) {
        out[u"forkedFrom"_s] = forkedFrom.value;
        out[u"forkedSnapshot"_s] = forkedSnapshot.value;
    }
    return out;
}

SessionInfo SessionInfo::fromJson(const QJsonObject &json)
{
    const QJsonObject model = json[u"model"_s].toObject();
    return {
        .title = json[u"title"_s].toString(),
        .repository = json[u"repository"_s].toString(),
        .repositoryId = RepositoryId(json[u"repositoryId"_s].toInteger()),
        .repositoryName = json[u"repositoryName"_s].toString(),
        .baseRevision = json[u"baseRevision"_s].toString(),
        .withUncommitted = json[u"withUncommitted"_s].toBool(),
        .agent = json[u"agent"_s].toString(),
        .agentVersion = json[u"agentVersion"_s].toString(),
        .model = {model[u"provider"_s].toString(), model[u"name"_s].toString(), QUrl(model[u"url"_s].toString()),
            model[u"protocol"_s].toString()},
        .image = json[u"image"_s].toString(),
        .mode = json[u"mode"_s].toString() == "inside_is_free"_L1 ? SessionMode::InsideIsFree : SessionMode::AskEach,
        .group = json[u"group"_s].toString().left(64),
        .forkedFrom = SessionId(json[u"forkedFrom"_s].toInteger()),
        .forkedSnapshot = ObjectId(json[u"forkedSnapshot"_s].toString()),
    };
}

} // namespace pilothouse
