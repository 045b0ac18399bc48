#pragma once

#include "runner/agent/agent_catalogue.h"
#include "runner/session/session_info.h"

namespace pilothouse {

/// The choice with what a person left open filled in: the address of a provider that is known by its name, and the
/// first protocol that both the provider and the agent speak. Errors: ModelUrlInvalid, InvalidArgument (they have no
/// protocol in common, or not the one that was chosen).
[[nodiscard]] Result<ModelChoice> completedModel(ModelChoice choice, const AgentEntry &agent);

} // namespace pilothouse
