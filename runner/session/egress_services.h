#pragma once

#include "runner/egress/egress_broker.h"
#include "runner/policy/egress_rules.h"

namespace pilothouse {

/// Keeps a rule of EgressScope::Repository or Always, for all sessions.
using KeepEgressRule = std::function<Task<void>(EgressRule)>;

/// What the network traffic of every session of one thread works with.
struct EgressServices {
    std::function<EgressRules()> rules; ///< The stored ones as they are now, presets included. Any thread.
    KeepEgressRule keep;
    std::shared_ptr<EgressResolver> resolver; ///< Of the thread.
    EgressLimits limits;
    /// AddressGuard::refusal(), and what tests have instead. Called for every address before it is connected to.
    AddressRefusal refusal;
};

} // namespace pilothouse
