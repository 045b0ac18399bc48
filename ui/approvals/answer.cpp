#include "ui/approvals/answer.h"

#include "ui/controls/when_done.h"

namespace pilothouse {

void answer(RunnerApi &runner, SessionId session, const ApprovalId &approval, const ApprovalDecision &decision,
    QObject *context, std::function<void(const QString &)> onFailure)
{
    whenDone(runner.decide(session, approval, decision), context,
        [onFailure = std::move(onFailure)](const Result<void> &result) {
            if (!result)
                onFailure(result.error().message);
        });
}

const ToolCallItem *toolCallOf(const SessionState &state, const Approval &approval)
{
    for (qsizetype row = state.transcript.size() - 1; row >= 0; --row) {
        const auto *call = std::get_if<ToolCallItem>(&state.transcript.at(row)->body);
        if (call && call->call.value == approval.toolCall)
            return call;
    }
    return nullptr;
}

} // namespace pilothouse
