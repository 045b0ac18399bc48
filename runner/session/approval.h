#pragma once

#include "runner/base/ids.h"
#include "runner/policy/budget.h"
#include "runner/session/egress_question.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <optional>
#include <vector>

namespace pilothouse {

/// What an approval is about.
enum class ApprovalKind {
    Permission, ///< A tool call of the agent.
    Egress, ///< A host that no rule names.
    Budget, ///< A model request that would exceed a budget, and is held.
};

/// One answer that the agent offers.
struct ApprovalOption {
    QString id; ///< The agent's word, given back as it is.
    QString name; ///< For people; untrusted.
    QString kind; ///< ACP: allow_once, allow_always, reject_once, reject_always; others may come.

    friend bool operator==(const ApprovalOption &, const ApprovalOption &) = default;
};

/// A question that waits for a person.
struct Approval {
    ApprovalId id; ///< Unique in its session and easy to type: "p47".
    ApprovalKind kind = ApprovalKind::Permission;
    qint32 turn = 0;
    qint64 seq = 0; ///< Of the event that asked.
    qint64 atMs = 0;
    QString toolCall; ///< The tool call that waits; details are in the transcript's item of that call.
    QString title; ///< What the agent calls it; untrusted.
    QString command; ///< The exact command, where it is one; untrusted.
    QString place; ///< The path or folder concerned; untrusted.
    std::vector<ApprovalOption> options;
    QJsonValue requestId; ///< The agent's JSON-RPC id.
    std::optional<BudgetQuestion> budget; ///< Of ApprovalKind::Budget.
    std::optional<EgressQuestion> egress; ///< Of ApprovalKind::Egress; `command` is the program that asks, a claim.

    friend bool operator==(const Approval &, const Approval &) = default;
};

enum class Decision { AllowOnce, AllowAlways, Deny };

/// What a person (or a rule of theirs) says to an approval.
struct ApprovalDecision {
    Decision decision = Decision::Deny;
    QString reason; ///< Told to the agent where the protocol has a place for it; kept in the log.
    QString by; ///< Who: the person's name, or "rule: …".
    std::optional<BudgetAnswer> budget; ///< To ApprovalKind::Budget; none: Deny stops, anything else is refused.
    /// To ApprovalKind::Egress; none: an allow holds once, a denial for the turn.
    std::optional<EgressScope> scope = std::nullopt;
};

} // namespace pilothouse
