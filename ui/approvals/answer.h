#pragma once

#include "runner/session/runner_api.h"

#include <functional>

namespace pilothouse {

/// Gives a person's answer to a question of a session and tells `onFailure` the sentence if it was not taken.
void answer(RunnerApi &runner, SessionId session, const ApprovalId &approval, const ApprovalDecision &decision,
    QObject *context, std::function<void(const QString &)> onFailure);

/// The tool call that an approval is about; null when the transcript has none.
[[nodiscard]] const ToolCallItem *toolCallOf(const SessionState &state, const Approval &approval);

} // namespace pilothouse
