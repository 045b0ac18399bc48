#include "runner/guest/program/event_loop.h"

#include <sys/epoll.h>

#include <algorithm>

namespace pilothouse::guest {

EventLoop::EventLoop() : m_epoll(epoll_create1(EPOLL_CLOEXEC)) { }

void EventLoop::watch(int fd, std::uint32_t events, std::function<void(std::uint32_t)> ready)
{
    const auto watch = std::make_shared<Watch>();
    watch->ready = std::move(ready);
    m_watches[fd] = watch;
    setEvents(fd, events);
}

void EventLoop::setEvents(int fd, std::uint32_t events)
{
    const auto found = m_watches.find(fd);
    if (found == m_watches.end() || found->second->events == events)
        return;
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    const int operation = found->second->events == 0 ? EPOLL_CTL_ADD : events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
    epoll_ctl(m_epoll.get(), operation, fd, &event);
    found->second->events = events;
}

void EventLoop::unwatch(int fd)
{
    setEvents(fd, 0);
    m_watches.erase(fd);
}

EventLoop::TimerId EventLoop::startTimer(std::chrono::milliseconds delay, std::function<void()> fire)
{
    const TimerId id = m_nextTimer++;
    const Clock::time_point time = Clock::now() + delay;
    m_timers.emplace(std::pair(time, id), std::move(fire));
    m_timerTimes.emplace(id, time);
    return id;
}

void EventLoop::stopTimer(TimerId id)
{
    const auto found = m_timerTimes.find(id);
    if (found == m_timerTimes.end())
        return;
    m_timers.erase({found->second, id});
    m_timerTimes.erase(found);
}

void EventLoop::later(std::function<void()> call)
{
    m_later.emplace(m_nextLater++, std::move(call));
}

void EventLoop::fireTimers()
{
    const Clock::time_point now = Clock::now();
    while (!m_timers.empty() && m_timers.begin()->first.first <= now) {
        const auto first = m_timers.begin();
        const std::function<void()> fire = std::move(first->second);
        m_timerTimes.erase(first->first.second);
        m_timers.erase(first);
        fire();
    }
}

int EventLoop::waitMs() const
{
    if (!m_later.empty())
        return 0;
    if (m_timers.empty())
        return -1;
    const auto wait =
        std::chrono::ceil<std::chrono::milliseconds>(m_timers.begin()->first.first - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(wait, 0, 60'000));
}

void EventLoop::run()
{
    m_running = true;
    while (m_running) {
        epoll_event events[64];
        const int count = epoll_wait(m_epoll.get(), events, 64, waitMs());
        for (int i = 0; i < count; ++i) {
            const auto found = m_watches.find(events[i].data.fd);
            // An earlier callback of this round may have removed or paused it, or its number may be another file's now;
            // a callback that is called once too often only finds nothing to read.
            if (found == m_watches.end() || found->second->events == 0)
                continue;
            const std::shared_ptr<Watch> watch = found->second;
            watch->ready(events[i].events);
        }
        fireTimers();
        for (auto calls = std::exchange(m_later, {}); const auto &[id, call] : calls)
            call();
    }
}

} // namespace pilothouse::guest
