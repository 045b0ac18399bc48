#pragma once

#include "runner/agent/acp_messages.h"

/// Protocol version 1 read as its schema asks for: a malformed optional field falls to its default, malformed items of
/// a list are dropped, unknown kinds are kept as unknown. Nothing here fails and nothing exceeds acp::limits, whatever
/// the input. Any thread.
namespace pilothouse::acp {

/// `params` of a session/update notification.
[[nodiscard]] SessionUpdate parseSessionUpdate(const QJsonObject &params);

/// `params` of a session/request_permission request.
[[nodiscard]] PermissionRequest parsePermissionRequest(const QJsonObject &params);

[[nodiscard]] InitializeResult parseInitializeResult(const QJsonObject &result);
[[nodiscard]] SessionResult parseSessionResult(const QJsonObject &result);
[[nodiscard]] PromptResult parsePromptResult(const QJsonObject &result);
[[nodiscard]] std::vector<ConfigOption> parseConfigOptions(const QJsonValue &list);
[[nodiscard]] ContentBlock parseContentBlock(const QJsonValue &block);
/// Entries of a plan; empty when `list` is none.
[[nodiscard]] std::vector<PlanEntry> parsePlanEntries(const QJsonValue &list);
[[nodiscard]] ToolCallUpsert parseToolCall(const QJsonObject &toolCall);

/// The text of an id within limits::idLength; a longer one becomes "sha256:" and its hash.
[[nodiscard]] QString boundedId(const QString &id);

/// A content block of a prompt as it goes to the agent.
[[nodiscard]] QJsonObject toJson(const ContentBlock &block);

/// The name on the wire, such as "end_turn".
[[nodiscard]] QString nameOf(StopReason reason);
[[nodiscard]] StopReason stopReasonNamed(const QString &name);

} // namespace pilothouse::acp
