#include "runner/store/session_row.h"

#include "runner/store/payload.h"

namespace pilothouse {
namespace {

constexpr qsizetype LongestTitle = 300;
constexpr qsizetype LongestPath = 2000;
constexpr qsizetype LongestName = 200;
constexpr qsizetype LongestReason = 1000;
constexpr qsizetype LongestObject = 64;
constexpr qsizetype MostOpenApprovals = 1000;
constexpr qint64 LargestSum = qint64(1) << 53;

/// {"model": {"provider", "name"}} as "provider/name".
QString modelName(const QJsonObject &payload)
{
    const QJsonObject model = payload.value(u"model").toObject();
    const QString name = lineField(model, u"name", LongestName);
    return name.isEmpty() ? QString() : lineField(model, u"provider", LongestName) % u'/' % name;
}

void applyCreated(SessionRow &row, const Event &event)
{
    const QJsonObject payload = payloadObject(event);
    row.createdMs = event.atMs;
    row.title = lineField(payload, u"title", LongestTitle);
    row.repository = RepositoryId(countField(payload, u"repositoryId"));
    row.repositoryPath = textField(payload, u"repository", LongestPath);
    row.agent = lineField(payload, u"agent", LongestName);
    row.agentVersion = lineField(payload, u"agentVersion", LongestName);
    row.model = modelName(payload);
    row.mode = lineField(payload, u"mode", LongestName);
    row.pinned = payload.value(u"pinned").toBool();
    row.group = lineField(payload, u"group", LongestName);
}

ObjectId objectField(const QJsonObject &payload, QStringView name)
{
    return ObjectId(lineField(payload, name, LongestObject));
}

void applyTurn(SessionRow &row, const Event &event)
{
    if (row.turnStartedMs > 0)
        row.workedMs = std::min(LargestSum, row.workedMs + std::max<qint64>(0, event.atMs - row.turnStartedMs));
    row.turnStartedMs = 0;
    if (event.kind == EventKind::TurnStarted) {
        row.turn = event.turn;
        row.turnStartedMs = event.atMs;
    }
}

void applyApproval(SessionRow &row, const Event &event)
{
    const QString id = payloadObject(event).value(u"id").toString();
    if (id.isEmpty() || id.size() > LongestName)
        return;
    if (event.kind == EventKind::ApprovalDecided)
        row.openApprovals.removeAll(id);
    else if (!row.openApprovals.contains(id) && row.openApprovals.size() < MostOpenApprovals)
        row.openApprovals.append(id);
}

void applySnapshot(SessionRow &row, const Event &event)
{
    const QJsonObject payload = payloadObject(event);
    row.changedFiles = countField(payload, u"files");
    row.addedLines = countField(payload, u"added");
    row.removedLines = countField(payload, u"removed");
    const ObjectId tree = objectField(payload, u"tree");
    row.allTaken = row.allTaken && tree == row.tree;
    row.snapshot = objectField(payload, u"commit");
    row.tree = tree;
}

void applyAccepted(SessionRow &row, const Event &event)
{
    const QJsonObject payload = payloadObject(event);
    const ObjectId taken = objectField(payload, u"taken");
    row.allTaken = taken.isValid() ? taken == row.tree : objectField(payload, u"snapshot") == row.snapshot;
}

void applyState(SessionRow &row, const Event &event)
{
    const QJsonObject payload = payloadObject(event);
    const QString to = lineField(payload, u"to", LongestName);
    if (to.isEmpty())
        return;
    row.state = to;
    row.reason = textField(payload, u"reason", LongestReason);
}

} // namespace

SessionRow apply(SessionRow row, const Event &event)
{
    row.id = event.session;
    row.lastSeq = event.seq;
    row.updatedMs = event.atMs;
    switch (event.kind) {
    case EventKind::SessionCreated:
        applyCreated(row, event);
        break;
    case EventKind::SessionState:
        applyState(row, event);
        break;
    case EventKind::SessionRenamed:
        row.title = lineField(payloadObject(event), u"title", LongestTitle);
        break;
    case EventKind::SessionPinned:
        row.pinned = payloadObject(event).value(u"pinned").toBool();
        break;
    case EventKind::TurnStarted:
    case EventKind::TurnEnded:
        applyTurn(row, event);
        break;
    case EventKind::ApprovalRequested:
    case EventKind::ApprovalDecided:
        applyApproval(row, event);
        break;
    case EventKind::SnapshotTaken:
        applySnapshot(row, event);
        break;
    case EventKind::BaseChosen:
        row.base = objectField(payloadObject(event), u"commit");
        break;
    case EventKind::Accepted:
        applyAccepted(row, event);
        break;
    case EventKind::ModelAnswered:
        row.costMicros = std::min(LargestSum, row.costMicros + countField(payloadObject(event), u"costMicros"));
        break;
    default: // The other kinds tell nothing that a list shows.
        break;
    }
    return row;
}

} // namespace pilothouse
