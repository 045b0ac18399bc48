#pragma once

#include "runner/guest/program/unique_fd.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace pilothouse::guest {

/// An epoll loop for one thread. Callbacks may watch and unwatch anything, themselves included.
class EventLoop {
public:
    using Clock = std::chrono::steady_clock;
    using TimerId = std::uint64_t;

    EventLoop();

    /// Calls `ready` with epoll's event bits whenever one of `events` holds (level-triggered; EPOLLERR and EPOLLHUP
    /// always).
    void watch(int fd, std::uint32_t events, std::function<void(std::uint32_t events)> ready);
    /// Changes what to wait for. With 0 the descriptor is left out of epoll altogether, so that a hang-up does not
    /// spin.
    void setEvents(int fd, std::uint32_t events);
    void unwatch(int fd);

    TimerId startTimer(std::chrono::milliseconds delay, std::function<void()> fire);
    void stopTimer(TimerId id);

    /// Runs `call` before the loop waits again, once for each call of later().
    void later(std::function<void()> call);

    void run();
    void stop() { m_running = false; }

private:
    struct Watch {
        std::uint32_t events = 0;
        std::function<void(std::uint32_t)> ready;
    };
    void fireTimers();
    [[nodiscard]] int waitMs() const;

    UniqueFd m_epoll;
    bool m_running = false;
    std::map<int, std::shared_ptr<Watch>> m_watches;
    std::map<std::pair<Clock::time_point, TimerId>, std::function<void()>> m_timers;
    std::map<TimerId, Clock::time_point> m_timerTimes;
    TimerId m_nextTimer = 1;
    std::map<std::uint64_t, std::function<void()>> m_later;
    std::uint64_t m_nextLater = 1;
};

} // namespace pilothouse::guest
