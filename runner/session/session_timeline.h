#pragma once

#include "runner/review/attribution_timeline.h"
#include "runner/session/review_api.h"
#include "runner/session/session_state.h"

namespace pilothouse {

/// The moments of a session, oldest first. A tool call's is the latest snapshot from before the agent did the next
/// thing; a turn's the latest from before its end or a person's change. What nothing is known of is a moment, too.
[[nodiscard]] std::vector<TimelineTick> timelineTicks(const SessionState &state, const Timeline &timeline);

} // namespace pilothouse
