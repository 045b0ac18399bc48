#pragma once

#include "runner/agent/json_rpc.h"
#include "runner/agent/transcript.h"
#include "runner/store/event.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>

#include <map>

namespace pilothouse {

/// Folds a session's events into its transcript. Deterministic: the same events give the same items. The cost of an
/// event is that of its own data, however long the transcript is. One thread at a time; snapshots go anywhere.
class TranscriptFold final {
public:
    /// Events in order of seq; ones that the transcript does not show only move its lastSeq.
    void apply(const Event &event);

    /// The same where the payload is parsed already.
    void apply(const Event &event, const QJsonObject &payload);

    [[nodiscard]] Transcript snapshot();

    /// A tool call as all its messages together say; null when none named it. Valid until the next event.
    [[nodiscard]] const ToolCallItem *toolCall(const ToolCallId &id) const;

private:
    void applyTurnStart(const Event &event, const QJsonObject &payload);
    void applyTurnEnd(const Event &event, const QJsonObject &payload);
    void applyExit(const Event &event, const QJsonObject &payload);
    void applyErrorOutput(const Event &event, const QString &text);
    void applySnapshot(const Event &event, const QJsonObject &payload);
    /// Why the session is as it is now, unless that was said right before.
    void applyReason(const Event &event, acp::Severity severity, const QJsonObject &payload);
    void applyApprovalRequested(const Event &event, const QJsonObject &payload);
    void applyApprovalDecided(const Event &event, const QJsonObject &payload);
    void applySent(const Event &event, const QJsonObject &line);
    void applyAnswer(const Event &event, const json_rpc::Response &response);
    void applyReceived(const Event &event, const QJsonObject &line);
    void applyResponse(const Event &event, const json_rpc::Response &response);
    void applyPermission(const Event &event, const json_rpc::Request &request, const QJsonObject &line);
    void applyUpdate(const Event &event, const acp::SessionUpdate &update, const QJsonObject &line);

    void takePlan(const Event &event, const std::vector<acp::PlanEntry> &entries);
    void addMessage(const Event &event, const acp::MessageChunk &chunk);
    void addGarbage(const Event &event, const QString &text);
    void addCompaction(const Event &event, const acp::CompactionUpdate &update);
    void addNotice(const Event &event, NoticeItem notice);
    void changeMode(const Event &event, const QString &modeId);
    void learnModes(const QJsonObject &result);
    void takeConfigOptions(const Event &event, const std::vector<acp::ConfigOption> &options);
    /// `line` carries what output compaction says about the call's text.
    void upsertToolCall(const Event &event, const acp::ToolCallUpsert &call, const QJsonObject &line);
    void takeTodos(const Event &event, const acp::ToolCallUpsert &call);
    void decide(const Event &event, qsizetype row, QuestionDecision decision, const QString &optionId);

    void closeMessage(const Event &event);
    void closeToolCalls(const Event &event, ToolCallStatus status);
    void closeQuestions(const Event &event);
    void endProcess(const Event &event);

    qsizetype append(const Event &event, TranscriptBody body);
    template <class Body> Body &edit(const Event &event, qsizetype row);
    template <class Body> [[nodiscard]] const Body *lastAs() const;

    SharedListBuilder<TranscriptItem> m_items;
    qint64 m_lastSeq = 0;
    qint64 m_turnStartedAtMs = 0;
    QHash<QString, qsizetype> m_toolCalls; ///< Row by id.
    QSet<qsizetype> m_openToolCalls;
    QHash<QString, qsizetype> m_questions; ///< Row by approval id.
    QSet<qsizetype> m_openQuestions;
    std::map<json_rpc::RequestId, qsizetype> m_requests; ///< Rows of permission requests that we have not answered.
    QHash<QString, qsizetype> m_compactions;
    QHash<QString, QString> m_modeNames;
    QString m_mode;
    std::map<qint64, QString> m_modeRequests; ///< Our open session/set_mode: mode by request id.
    QString m_process; ///< Name of the agent's process.
    QString m_errorOutput; ///< Its last lines on standard error.
    qsizetype m_exit = -1; ///< Row of its end.
    qsizetype m_openMessage = -1;
    qsizetype m_plan = -1; ///< This turn's.
    qint64 m_replayRequest = -1; ///< The open session/load: what comes meanwhile was said before.
};

/// An item's text for a call's raw input: the command line of a tool that runs one; empty for others.
[[nodiscard]] QString commandOf(const QJsonValue &rawInput);

} // namespace pilothouse
