#pragma once

#include "runner/base/error.h"
#include "runner/store/health_board.h"

#include <chrono>
#include <stop_token>

namespace pilothouse {

/// Does what must succeed before anything else may happen, again and again with growing pauses: at once, after 20 ms,
/// then twice as long each time up to a second, so that a disk with room again is noticed at the latest a second later.
/// Says on the board that it is stuck, and when it goes on. `pause(milliseconds)` returns after that time or when
/// `stop` was requested. Returns false when that was so after a failed attempt.
template <class Attempt, class Pause>
[[nodiscard]] bool untilDone(
    HealthBoard &board, HealthBoard::Source source, const std::stop_token &stop, Attempt attempt, Pause pause)
{
    constexpr std::chrono::milliseconds longest(1000);
    for (std::chrono::milliseconds wait(20);; wait = std::min(2 * wait, longest)) {
        const Result<void> done = attempt();
        board.report(source, done ? std::nullopt : std::optional(done.error()));
        if (done)
            return true;
        pause(wait);
        if (stop.stop_requested())
            return false;
    }
}

} // namespace pilothouse
