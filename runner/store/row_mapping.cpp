#include "runner/store/row_mapping.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace pilothouse {
namespace {

/// A null string would become NULL, which the columns do not take.
QString stored(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QVariant nullable(const auto &value)
{
    return value ? QVariant(*value) : QVariant();
}

QString toJson(const QStringList &list)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(list)).toJson(QJsonDocument::Compact));
}

QStringList fromJson(const QString &json)
{
    QStringList list;
    const QJsonArray array = QJsonDocument::fromJson(json.toUtf8()).array();
    for (const auto &value : array)
        list.append(value.toString());
    return list;
}

} // namespace

SessionRow sessionRow(const Rows &rows)
{
    return {
        .id = SessionId(rows.integer(0)),
        .title = rows.text(1),
        .repository = RepositoryId(rows.integer(2)),
        .repositoryPath = rows.text(3),
        .agent = rows.text(4),
        .agentVersion = rows.text(5),
        .model = rows.text(6),
        .mode = rows.text(7),
        .state = rows.text(8),
        .reason = rows.text(9),
        .createdMs = rows.integer(10),
        .updatedMs = rows.integer(11),
        .lastSeq = rows.integer(12),
        .turn = static_cast<qint32>(rows.integer(13)),
        .turnStartedMs = rows.integer(14),
        .workedMs = rows.integer(15),
        .pinned = rows.integer(16) != 0,
        .changedFiles = rows.integer(17),
        .addedLines = rows.integer(18),
        .removedLines = rows.integer(19),
        .costMicros = rows.integer(20),
        .openApprovals = fromJson(rows.text(21)),
        .group = rows.text(22),
        .base = ObjectId(rows.text(23)),
        .snapshot = ObjectId(rows.text(24)),
        .tree = ObjectId(rows.text(25)),
        .allTaken = rows.integer(26) != 0,
    };
}

ToolCallRow toolCallRow(const Rows &rows)
{
    ToolCallRow row{
        .session = SessionId(rows.integer(0)),
        .id = ToolCallId(rows.text(1)),
        .turn = static_cast<qint32>(rows.integer(2)),
        .title = rows.text(3),
        .kind = rows.text(4),
        .status = rows.text(5),
        .command = rows.text(6),
        .place = rows.text(7),
        .agent = rows.text(8),
        .model = rows.text(9),
        .startedMs = rows.integer(10),
        .endedMs = std::nullopt,
        .exitCode = std::nullopt,
        .firstSeq = rows.integer(13),
        .lastSeq = rows.integer(14),
    };
    if (!rows.isNull(11))
        row.endedMs = rows.integer(11);
    if (!rows.isNull(12))
        row.exitCode = static_cast<qint32>(rows.integer(12));
    return row;
}

ApprovalRow approvalRow(const Rows &rows)
{
    return {
        .session = SessionId(rows.integer(0)),
        .id = ApprovalId(rows.text(1)),
        .kind = rows.text(2),
        .title = rows.text(3),
        .toolCall = ToolCallId(rows.text(4)),
        .requestedSeq = rows.integer(5),
        .requestedMs = rows.integer(6),
        .decidedSeq = rows.integer(7),
        .decidedMs = rows.integer(8),
        .decision = rows.text(9),
        .decidedBy = rows.text(10),
    };
}

Result<void> save(Database &database, const SessionRow &row)
{
    return database.run("INSERT OR REPLACE INTO session (" PILOTHOUSE_SESSION_COLUMNS
                        ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.id.value, stored(row.title), row.repository.value, stored(row.repositoryPath), stored(row.agent),
        stored(row.agentVersion), stored(row.model), stored(row.mode), stored(row.state), stored(row.reason),
        row.createdMs, row.updatedMs, row.lastSeq, row.turn, row.turnStartedMs, row.workedMs, row.pinned,
        row.changedFiles, row.addedLines, row.removedLines, row.costMicros, toJson(row.openApprovals),
        stored(row.group), stored(row.base.value), stored(row.snapshot.value), stored(row.tree.value), row.allTaken);
}

Result<void> save(Database &database, const ToolCallRow &row)
{
    return database.run("INSERT OR REPLACE INTO tool_call (" PILOTHOUSE_TOOL_CALL_COLUMNS
                        ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.session.value, stored(row.id.value), row.turn, stored(row.title), stored(row.kind), stored(row.status),
        stored(row.command), stored(row.place), stored(row.agent), stored(row.model), row.startedMs,
        nullable(row.endedMs), nullable(row.exitCode), row.firstSeq, row.lastSeq);
}

Result<void> save(Database &database, const ApprovalRow &row)
{
    return database.run("INSERT OR REPLACE INTO approval (" PILOTHOUSE_APPROVAL_COLUMNS
                        ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.session.value, stored(row.id.value), stored(row.kind), stored(row.title), stored(row.toolCall.value),
        row.requestedSeq, row.requestedMs, row.decidedSeq, row.decidedMs, stored(row.decision), stored(row.decidedBy));
}

} // namespace pilothouse
