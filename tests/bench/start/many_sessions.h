#pragma once

#include "runner/store/store.h"

namespace pilothouse::bench {

/// Events of the shapes that a day's work leaves: prompts, streamed answers, tool calls with their output, turns' ends.
/// `count` of them, the session's creation not among them.
[[nodiscard]] std::vector<NewEvent> sessionEvents(int count);

/// Creates sessions at rest, of `eventsEach` events, by the store's public calls. Needs an application object. Ends the
/// program when the store refuses.
std::vector<SessionId> createSessions(Store &store, int sessions, int eventsEach);

/// Waits until the search, which follows the log in the background, finds the word in the session.
void waitForSearch(const Store &store, SessionId session, const QString &word);

} // namespace pilothouse::bench
