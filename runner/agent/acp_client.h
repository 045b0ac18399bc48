#pragma once

#include "runner/agent/conversation.h"
#include "runner/base/error.h"

#include <vector>

namespace pilothouse {

inline constexpr ErrorCode AgentNotReady{"agent.not_ready"};
inline constexpr ErrorCode AgentBusy{"agent.busy"};
inline constexpr ErrorCode AgentRefuses{"agent.refuses"}; ///< It does not offer what was asked for.
inline constexpr ErrorCode RequestClosed{"agent.request_closed"}; ///< The question was answered or withdrawn.

/// What a client says about itself and wants of every process of the agent.
struct AcpClientOptions {
    QString clientVersion;
    QString workingDirectory; ///< Absolute path in the sandbox.
    bool resumable = true; ///< False for agents whose stored sessions are not to be trusted.
    std::map<QString, QJsonValue> settings; ///< First settings; keys as in Conversation::settings.
};

/// The answer to a permission request.
struct PermissionAnswer {
    QString optionId; ///< One of the request's options; empty: cancelled.
};

/// Our side of the protocol, version 1, as pure decisions: from a conversation to the lines that go out next. It holds
/// no state and does no I/O. The caller commits each line as an AgentSent event, folds that into its conversation and
/// sends it; so asking due() again (also in another process, after a crash) yields only what is still owed.
class AcpClient final {
public:
    using Lines = std::vector<QJsonObject>;

    explicit AcpClient(AcpClientOptions options);

    /// What the protocol obliges us to send now: initialize; session/new, or load or resume of the session that an
    /// earlier process had; settings; answers to requests that need no person (fs/*, terminal/* and everything unknown
    /// are refused, withdrawn or cancelled questions are closed). Ask after every applied event.
    [[nodiscard]] Lines due(const Conversation &conversation) const;

    /// Errors: AgentNotReady, AgentBusy (one prompt at a time), AgentRefuses (a medium that the agent does not take).
    [[nodiscard]] Result<Lines> prompt(const Conversation &conversation, std::vector<acp::ContentBlock> blocks) const;

    /// session/cancel and an empty answer to every open permission request. Nothing to do is no error. The agent's
    /// processes may go on after it: stopping them for certain is the sandbox's part.
    [[nodiscard]] Lines cancel(const Conversation &conversation) const;

    /// Errors: RequestClosed, InvalidArgument (no such option).
    [[nodiscard]] Result<Lines> answerPermission(
        const Conversation &conversation, const ApprovalId &approval, const PermissionAnswer &answer) const;

    /// Sets the mode by config option where the agent has one for it, else by session/set_mode.
    [[nodiscard]] Result<Lines> setMode(const Conversation &conversation, const QString &modeId) const;

    /// Sets the model by config option, else by the retired session/set_model.
    [[nodiscard]] Result<Lines> setModel(const Conversation &conversation, const QString &modelId) const;

    /// `value`: the value's name for a select, true or false for a boolean.
    [[nodiscard]] Result<Lines> setConfigOption(
        const Conversation &conversation, const QString &optionId, const QJsonValue &value) const;

    /// For AgentPhase::AuthenticationRequired; only methods that the agent carries out itself.
    [[nodiscard]] Result<Lines> authenticate(const Conversation &conversation, const QString &methodId) const;

private:
    [[nodiscard]] QJsonObject initializeLine(qint64 id) const;
    [[nodiscard]] QJsonObject openSessionLine(const Conversation &conversation, qint64 id) const;

    AcpClientOptions m_options;
};

/// The option of a request that allows or rejects; the narrowest kind (once) first. Empty when there is none.
enum class PermissionWish { AllowOnce, AllowAlways, Reject };
[[nodiscard]] QString optionFor(const acp::PermissionRequest &request, PermissionWish wish);

} // namespace pilothouse
