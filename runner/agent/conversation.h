#pragma once

#include "runner/agent/acp_messages.h"
#include "runner/agent/json_rpc.h"
#include "runner/base/ids.h"
#include "runner/store/event.h"

#include <map>
#include <set>

namespace pilothouse {

/// Where the protocol stands with the agent's process.
enum class AgentPhase {
    Absent, ///< No process.
    Started, ///< A process to which `initialize` was not sent yet.
    Initializing,
    Initialized, ///< Answered; no session asked for yet.
    AuthenticationRequired, ///< The agent wants one of Conversation::agent.authMethods first.
    Opening, ///< session/new, session/load or session/resume is open.
    Ready, ///< A prompt can be sent.
    Prompting, ///< A prompt is running.
    Failed, ///< initialize or opening failed for good; see Conversation::failure.
};

/// A request of ours that the agent has not answered.
struct OwnRequest {
    QString method;
    QString setting; ///< For settings: the key in Conversation::settings.
    QJsonValue value; ///< For settings: what was asked for.
    qint64 seq = 0; ///< Of the AgentSent event.
    friend bool operator==(const OwnRequest &, const OwnRequest &) = default;
};

/// A request of the agent that we have not answered.
struct AgentRequest {
    json_rpc::RequestId id;
    QString method;
    qint64 seq = 0; ///< Of the AgentReceived event.
    qint64 atMs = 0;
    bool withdrawn = false; ///< By $/cancel_request; only the empty answer is owed.
    std::optional<acp::PermissionRequest> permission; ///< Of session/request_permission.

    /// The approval that a permission request becomes: "p" and the seq, unique in the session.
    [[nodiscard]] ApprovalId approval() const;
    friend bool operator==(const AgentRequest &, const AgentRequest &) = default;
};

/// How the last prompt ended: with a result or an error.
struct PromptOutcome {
    acp::PromptResult result;
    std::optional<json_rpc::ErrorObject> error;
    bool agentDied = false; ///< The process ended before it answered.
    qint64 seq = 0; ///< Of the event that ended it.
    friend bool operator==(const PromptOutcome &, const PromptOutcome &) = default;
};

struct AgentExit {
    std::optional<int> exitCode;
    std::optional<int> signal;
    qint64 seq = 0; ///< Of the event that told it.
    bool opened = false; ///< A session was open in it.
    bool authenticationRequired = false; ///< It wanted to be signed in before it would open one.
    std::optional<json_rpc::ErrorObject> failure; ///< Why it could not open one, where it said so.
    friend bool operator==(const AgentExit &, const AgentExit &) = default;
};

/// All that a host process must know to go on with an agent's conversation: a pure fold over AgentStarted, AgentSent,
/// AgentReceived and AgentExited. A new host process that folds the same events holds the same value and continues
/// without a second `initialize`.
struct Conversation {
    quint32 incarnation = 0; ///< Of the guest that runs the process.
    QString process; ///< Its name in AgentStarted; the exit of another one changes nothing.
    bool alive = false;
    std::optional<AgentExit> lastExit;
    quint64 lastSentNumber = 0; ///< Highest `n` of AgentSent in this incarnation.

    qint64 nextRequestId = 1; ///< Of ours; never used twice in a session, whatever process answered.
    std::map<qint64, OwnRequest> ownRequests;
    std::map<json_rpc::RequestId, AgentRequest> agentRequests;

    bool initializeSent = false; ///< To this process.
    std::optional<acp::InitializeResult> agent; ///< Of this process.
    bool authenticationRequired = false;
    std::optional<json_rpc::ErrorObject> failure; ///< Why the phase is Failed.

    QString acpSession; ///< The agent's name of the session; outlives its process. Empty before the first session/new.
    bool sessionOpen = false; ///< In this process.
    bool reopenFailed = false; ///< session/load or session/resume failed in this process: a new one is opened instead.
    bool contextLost = false; ///< A later process could not take up the session: the agent has forgotten what was said.
    bool replaying = false; ///< session/load is open: updates repeat what the log has.

    std::optional<acp::Modes> modes;
    std::optional<acp::Models> models;
    std::vector<acp::ConfigOption> configOptions;
    std::vector<acp::Command> commands;
    QString title; ///< The agent's title of the session.
    std::optional<acp::UsageUpdate> usage;

    /// What was last asked for: "mode", "model" and "option:<id>"; asked for again when another process takes up.
    std::map<QString, QJsonValue> settings;
    std::set<QString> settingsSent; ///< Keys that were sent to this process.

    std::optional<qint64> promptRequest; ///< The open session/prompt.
    bool cancelSent = false; ///< For the open prompt.
    std::optional<PromptOutcome> lastOutcome;

    [[nodiscard]] AgentPhase phase() const;

    /// Permission requests that wait for an answer, oldest first.
    [[nodiscard]] std::vector<AgentRequest> openPermissions() const;
    [[nodiscard]] const AgentRequest *findPermission(const ApprovalId &approval) const;

    friend bool operator==(const Conversation &, const Conversation &) = default;
};

/// The conversation after one more event; events of other kinds change nothing. Pure; never fails, whatever the
/// payload.
[[nodiscard]] Conversation apply(Conversation conversation, const Event &event);

/// The same where the payload is parsed already.
[[nodiscard]] Conversation apply(Conversation conversation, const Event &event, const QJsonObject &payload);

} // namespace pilothouse
