#pragma once

#include "runner/session/egress_services.h"
#include "runner/session/session_log.h"

namespace pilothouse {

/// The rule that an answer makes of a question; nothing for one that holds only once.
[[nodiscard]] std::optional<EgressRule> egressRuleOf(
    const Approval &approval, const ApprovalDecision &decision, const SessionInfo &info, SessionId session);

/// Records a person's answer to an open question of ApprovalKind::Egress; lasting ones become rules first. Without a
/// scope an allow holds once and a denial for the turn. Errors: InvalidArgument (Decision::AllowAlways, which is not
/// what people mean by a host), those of `keep`.
[[nodiscard]] Task<void> answerEgress(
    SessionLog &log, KeepEgressRule keep, Approval approval, ApprovalDecision decision);

/// The events that withdraw every open question about the network: nobody waits for an answer any more.
[[nodiscard]] std::vector<NewEvent> withdrawEgress(const SessionLog &log);

} // namespace pilothouse
