#pragma once

#include "runner/store/event.h"

namespace pilothouse {

/// A question for a person and, once decided, its answer. The whole question is in the event at `requestedSeq`.
struct ApprovalRow {
    SessionId session;
    ApprovalId id;
    QString kind; ///< "permission", "egress", "budget" …
    QString title;
    ToolCallId toolCall; ///< Empty where the question is not about one.
    qint64 requestedSeq = 0;
    qint64 requestedMs = 0;
    qint64 decidedSeq = 0; ///< 0 while it waits.
    qint64 decidedMs = 0;
    QString decision;
    QString decidedBy;

    [[nodiscard]] bool isOpen() const { return decidedSeq == 0; }
    friend bool operator==(const ApprovalRow &, const ApprovalRow &) = default;
};

/// The question that an ApprovalRequested event asks; its id is empty if the event is another or makes no sense.
[[nodiscard]] ApprovalRow approvalRequested(const Event &event);

/// The id that an ApprovalDecided event decides; empty if the event is another or makes no sense.
[[nodiscard]] ApprovalId approvalDecided(const Event &event);

/// The row after its decision. A second decision changes nothing.
[[nodiscard]] ApprovalRow decided(ApprovalRow row, const Event &event);

} // namespace pilothouse
