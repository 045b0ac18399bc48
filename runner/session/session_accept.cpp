#include "runner/session/session_accept.h"

#include "runner/workspace/branch_names.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SessionAccept)
};

QJsonObject personToJson(const Person &person)
{
    return {{u"name"_s, person.name}, {u"email"_s, person.email}};
}

Person personFromJson(const QJsonValue &value)
{
    return {value["name"_L1].toString(), value["email"_L1].toString()};
}

} // namespace

QJsonObject acceptToJson(const AcceptRequest &request)
{
    QJsonArray paths;
    for (const QByteArray &path : request.paths)
        paths.append(QString::fromLatin1(path.toBase64()));
    return {
        {u"repository"_s, request.repository},
        {u"sessionStore"_s, request.sessionStore},
        {u"base"_s, request.base.value},
        {u"snapshot"_s, request.snapshot.value},
        {u"paths"_s, paths}, // base64: paths are bytes
        {u"branch"_s, request.branch},
        {u"nextFree"_s, request.nameTaken == AcceptRequest::NameTaken::NextFree},
        {u"message"_s, request.message},
        {u"mineMessage"_s, request.mineMessage},
        {u"author"_s, personToJson(request.author)},
        {u"coAuthor"_s, personToJson(request.coAuthor)},
        {u"moment"_s, request.moment.toString(Qt::ISODate)},
        {u"uncommitted"_s, static_cast<int>(request.uncommitted)},
    };
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
    };
    const QJsonArray paths = json["paths"_L1].toArray();
    for (const auto &path : paths)
        request.paths.append(QByteArray::fromBase64(path.toString().toLatin1()));
    return request;
}

Result<AcceptRequest> acceptRequest(const SessionState &state, AcceptOptions options, const QString &sessionStore)
{
    if (state.snapshots.empty())
        return failure(NothingToAccept, Words::tr("The agent has not changed anything yet."));
    if (!options.snapshot.isValid())
        options.snapshot = state.snapshots.back().commit;
    const bool ours = std::ranges::any_of(
        state.snapshots, [&options](const Snapshot &snapshot) { return snapshot.commit == options.snapshot; });
    if (!ours)
        return failure(InvalidArgument, Words::tr("This session has no snapshot %1.").arg(options.snapshot.value));
    if (state.info.withUncommitted && options.uncommitted == AcceptRequest::Uncommitted::None) {
        return failure(InvalidArgument,
            Words::tr(
                "The session began with your uncommitted changes. Say whether to take only the agent's changes, or "
                "yours as a first commit and then the agent's."));
    }
    const auto facts = probeRepository(state.info.repository);
    if (!facts)
        return std::unexpected(facts.error());
    AcceptRequest request{
        .repository = state.info.repository,
        .sessionStore = sessionStore,
        .base = ObjectId(state.baseCommit),
        .snapshot = options.snapshot,
        .paths = options.paths,
        .branch = options.branch,
        .message = options.message.isEmpty() ? acceptMessage(state) : options.message,
        .mineMessage = Words::tr("Work in progress"),
        .author = facts->author,
        .coAuthor = {state.info.agent, state.info.agent + "@agents.invalid"_L1},
        .moment = QDateTime::fromSecsSinceEpoch(QDateTime::currentSecsSinceEpoch()),
        .uncommitted = state.info.withUncommitted ? options.uncommitted : AcceptRequest::Uncommitted::None,
    };
    if (request.branch.isEmpty()) {
        const auto suggested = suggestBranch(state.info.repository, state.info.title);
        if (!suggested)
            return std::unexpected(suggested.error());
        request.branch = *suggested;
        request.nameTaken = AcceptRequest::NameTaken::NextFree;
    }
    return request;
}

QString acceptMessage(const SessionState &state)
{
    return draftMessage(state.info.title);
}

} // namespace pilothouse
