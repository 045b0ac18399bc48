#include "runner/store/approval_row.h"

#include "runner/store/payload.h"

namespace pilothouse {
namespace {

constexpr qsizetype LongestTitle = 500;
constexpr qsizetype LongestName = 200;

/// Ids are compared, so one that is too long is refused and not cut.
QString idField(const QJsonObject &payload, QStringView name)
{
    const QString id = payload.value(name).toString();
    return id.size() > LongestName ? QString() : id;
}

} // namespace

ApprovalRow approvalRequested(const Event &event)
{
    if (event.kind != EventKind::ApprovalRequested)
        return {};
    const QJsonObject payload = payloadObject(event);
    return {
        .session = event.session,
        .id = ApprovalId(idField(payload, u"id")),
        .kind = lineField(payload, u"kind", LongestName),
        .title = lineField(payload, u"title", LongestTitle),
        .toolCall = ToolCallId(idField(payload, u"toolCall")),
        .requestedSeq = event.seq,
        .requestedMs = event.atMs,
        .decision = {},
        .decidedBy = {},
    };
}

ApprovalId approvalDecided(const Event &event)
{
    if (event.kind != EventKind::ApprovalDecided)
        return {};
    return ApprovalId(idField(payloadObject(event), u"id"));
}

ApprovalRow decided(ApprovalRow row, const Event &event)
{
    if (!row.isOpen())
        return row;
    const QJsonObject payload = payloadObject(event);
    row.decidedSeq = event.seq;
    row.decidedMs = event.atMs;
    row.decision = lineField(payload, u"decision", LongestName);
    row.decidedBy = lineField(payload, u"by", LongestName);
    return row;
}

} // namespace pilothouse
