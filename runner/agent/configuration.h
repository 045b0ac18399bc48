#pragma once

#include "runner/agent/agent_catalogue.h"

#include <QByteArray>
#include <QList>

#include <utility>

namespace pilothouse {

/// Whether the agent is to ask before each tool call. Only a convenience for the person: a repository or the agent
/// itself may keep it from asking, so the sandbox is the boundary, never the agent's questions.
enum class AgentPermissions { AskEach, InsideIsFree };

/// The model as the agent is told of it. The address is the guest's loopback end of the model tunnel and the key is a
/// placeholder; the real ones stay on the host.
struct ModelEndpoint {
    QString model; ///< As its provider calls it.
    QString protocol = {}; ///< One of the agent's; empty: its first.
    QString url = QStringLiteral("http://127.0.0.1:8317/v1"); ///< The path follows from the protocol.
    QString key = QStringLiteral("placeholder");
    qint64 contextTokens = 200'000;
    qint64 outputTokens = 8'192;
    double inputPrice = 0; ///< US dollars for a million tokens; for the agent's own display.
    double outputPrice = 0;
    double cacheReadPrice = 0;
};

/// How the agent's process is started in the sandbox.
struct AgentCommand {
    QList<QByteArray> argv;
    QList<std::pair<QByteArray, QByteArray>> environment; ///< In order of name.

    friend bool operator==(const AgentCommand &, const AgentCommand &) = default;
};

/// The catalogue entry's command and environment with its configuration filled in. The configuration goes by an
/// environment variable, so nothing in the workspace can change it.
/// Errors: InvalidArgument (no model name, or one with control characters or over 256 characters; a protocol that the
/// agent does not speak).
[[nodiscard]] Result<AgentCommand> agentStart(
    const AgentEntry &entry, AgentPermissions permissions, const ModelEndpoint &endpoint);

} // namespace pilothouse
