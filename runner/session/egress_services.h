#pragma once

#include "runner/egress/egress_broker.h"
#include "runner/policy/egress_rules.h"

namespace pilothouse {

/// Keeps a rule of EgressScope::Repository or Always, for all sessions.
using KeepEgressRule = std::function<Task<void>(EgressRule)>;

/// What the network traffic of every session of one thread works with.
struct EgressServices {
    /// The stored ones as they are now, presets included; an error refuses everything. Any thread.
    std::function<Result<EgressRules>()> rules;
    KeepEgressRule keep;
    std::shared_ptr<EgressResolver> resolver; ///< Of the thread.
    EgressLimits limits;
    /// AddressGuard::refusal(), and what tests have instead. Called for every address before it is connected to.
    AddressRefusal refusal;
};

} // namespace pilothouse
