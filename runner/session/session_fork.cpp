#include "runner/session/session_fork.h"

#include "runner/base/json.h"
#include "runner/base/private_directory.h"
#include "runner/workspace/session_store.h"
#include "runner/workspace/snapshot_pack.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QUuid>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SessionFork)
};

NewEvent event(EventKind kind, const QJsonObject &payload)
{
    return {.kind = kind, .payload = toLine(payload)};
}

} // namespace

Result<std::vector<NewEvent>> forkEvents(const SessionState &from, const ObjectId &snapshot, const QString &prompt)
{
    const auto found = std::ranges::find(from.snapshots, snapshot, &Snapshot::commit);
    const bool isBase = snapshot.isValid() && snapshot.value == from.baseCommit;
    if (found == from.snapshots.end() && !isBase)
        return failure(NotFound, Words::tr("This session has no snapshot %1.").arg(snapshot.value));
    SessionInfo info = from.info;
    info.title = Words::tr("Fork of %1").arg(from.info.title);
    if (!isBase) {
        info.forkedFrom = from.id;
        info.forkedSnapshot = snapshot;
    }
    std::vector<NewEvent> events{
        event(EventKind::SessionCreated, info.toJson()),
        event(EventKind::SessionState, {{u"to"_s, phaseName(SessionPhase::Queued)}}),
        event(EventKind::BaseChosen,
            {{u"commit"_s, from.baseCommit}, {u"tree"_s, from.baseTree.value}, {u"head"_s, from.headCommit}}),
    };
    if (!isBase) {
        events.push_back(event(EventKind::SnapshotTaken,
            {
                {u"commit"_s, found->commit.value},
                {u"tree"_s, found->tree.value},
                {u"parent"_s, from.baseCommit},
                {u"leftOut"_s, static_cast<qint64>(found->leftOut)},
                {u"files"_s, found->filesChanged},
                {u"added"_s, found->linesAdded},
                {u"removed"_s, found->linesRemoved},
            }));
    }
    if (!prompt.trimmed().isEmpty()) {
        events.push_back(event(EventKind::PromptQueued,
            {{u"id"_s, QUuid::createUuid().toString(QUuid::Id128)}, {u"text"_s, prompt}, {u"files"_s, QJsonArray()}}));
    }
    return events;
}

Result<void> fillFork(const DataDirectory &directory, SessionId session, const SessionInfo &info, const ObjectId &base,
    std::stop_token stop)
{
    if (const auto made = ensurePrivateDirectory(directory.session(session)); !made)
        return made;
    const QString own = directory.sessionStore(session);
    if (const auto made = createSessionStore(own, directory.baseStore(info.repositoryId)); !made)
        return made;
    // Ours already, and checked when it came out of its sandbox; any number of snapshots may lead to it.
    ImportLimits limits;
    limits.commits = std::numeric_limits<int>::max();
    limits.packBytes = limits.totalBytes = std::numeric_limits<qint64>::max();
    const QString pack = directory.session(session) + "/fork.pack"_L1;
    const auto there = importSnapshot(own, pack, info.forkedSnapshot, base, limits, stop);
    if (there)
        return {};
    if (there.error().code != NotFound)
        return std::unexpected(there.error());
    const auto packed = packSnapshot(directory.sessionStore(info.forkedFrom), info.forkedSnapshot, base, pack, stop);
    if (!packed)
        return packed;
    const auto imported = importSnapshot(own, pack, info.forkedSnapshot, base, limits, stop);
    QFile::remove(pack);
    if (!imported)
        return std::unexpected(imported.error());
    return {};
}

} // namespace pilothouse
