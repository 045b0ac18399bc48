#pragma once

#include <QString>

#include <optional>

namespace pilothouse {

/// Where a session stands. The numbers are stored in SessionState events by name, see phaseName().
enum class SessionPhase {
    Queued, ///< Created; waits for a place to start.
    Preparing, ///< Base, image, sandbox, link, workspace, agent.
    Running, ///< A turn is under way.
    WaitingApproval, ///< A turn is under way and a person is asked.
    Idle, ///< Everything is up; waits for the next prompt.
    Completed, ///< Ended by the person, or by what it was asked to do.
    Failed, ///< Ended by a failure; the reason says which and what to do.
    Cancelled, ///< Ended by the person before it was ready or while it worked.
};

/// Every step that a session may take. A session that ended goes back to Preparing when a person continues it.
/// ```
///   queued → preparing → idle ⇄ running ⇄ waiting_approval
///   any of these → completed | failed | cancelled;   those → preparing (reopened)
/// ```
/// Staying where one is is not a step.
[[nodiscard]] bool canStep(SessionPhase from, SessionPhase to);

[[nodiscard]] bool hasEnded(SessionPhase phase);

/// True while a turn is under way.
[[nodiscard]] bool isWorking(SessionPhase phase);

/// The stable name, as in the log and in --json output: "waiting_approval".
[[nodiscard]] QString phaseName(SessionPhase phase);
[[nodiscard]] std::optional<SessionPhase> phaseFromName(QStringView name);

} // namespace pilothouse
