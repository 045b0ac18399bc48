#pragma once

#include "runner/base/one_shot.h"

#include <deque>

namespace pilothouse {

/// Lets one coroutine of a thread at a time through a section that awaits; the others wait in order.
/// ```
/// const auto guard = co_await m_lock.acquire();
/// ```
/// The lock must outlive the guards.
class AsyncLock {
public:
    class [[nodiscard]] Guard {
    public:
        explicit Guard(AsyncLock *lock) : m_lock(lock) { }
        Guard(Guard &&other) noexcept : m_lock(std::exchange(other.m_lock, nullptr)) { }
        Guard(const Guard &) = delete;
        Guard &operator=(const Guard &) = delete;
        Guard &operator=(Guard &&) = delete;
        ~Guard()
        {
            if (m_lock)
                m_lock->release();
        }

    private:
        AsyncLock *m_lock;
    };

    [[nodiscard]] QCoro::Task<Guard> acquire()
    {
        if (m_held) {
            OneShot<bool> turn;
            m_waiting.push_back(turn);
            co_await turn;
        }
        m_held = true;
        co_return Guard(this);
    }
    [[nodiscard]] bool isHeld() const { return m_held; }

private:
    void release()
    {
        if (m_waiting.empty()) {
            m_held = false;
            return;
        }
        // Stays held: it passes to the next one, which goes on at once.
        OneShot<bool> next = std::move(m_waiting.front());
        m_waiting.pop_front();
        next.resolve(true);
    }

    bool m_held = false;
    std::deque<OneShot<bool>> m_waiting;
};

} // namespace pilothouse
