#pragma once

#include "session.h"

#include <span>

namespace fake_agent {

/// How a prompt ends.
struct Outcome {
    std::string result = R"({"stopReason":"end_turn"})"; ///< JSON.
    int errorCode = 0; ///< Not 0: an error instead.
    std::string errorMessage;
    bool answers = true; ///< False: the prompt is never answered.
};

/// What the agent does with a prompt.
struct Scenario {
    std::string_view name;
    std::string_view about;
    Outcome (*play)(Session &);
};

/// Every kind of update, and the ways in which a turn goes.
[[nodiscard]] std::span<const Scenario> plainScenarios();

/// The same small task (read, ask, edit, run a command) as each agent is known to report it.
[[nodiscard]] std::span<const Scenario> scenariosOfAgents();

/// Commands and edits that write at the same time, and a ledger of who wrote what.
[[nodiscard]] std::span<const Scenario> scenariosOfWriters();

/// Programs that want to leave the sandbox.
[[nodiscard]] std::span<const Scenario> scenariosOfNetwork();

/// Agents that die, flood, print garbage or do not answer.
[[nodiscard]] std::span<const Scenario> scenariosOfFailure();

[[nodiscard]] inline Outcome cancelledOutcome()
{
    return {.result = R"({"stopReason":"cancelled"})", .errorMessage = {}};
}

} // namespace fake_agent
