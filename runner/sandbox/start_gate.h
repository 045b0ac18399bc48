#pragma once

#include "runner/base/one_shot.h"

#include <QObject>

#include <list>
#include <memory>
#include <mutex>
#include <stop_token>

namespace pilothouse {

/// Lets at most a few containers start at once: more at a time are not faster, and each becomes slow. Shared by the
/// engine objects of all threads; first come, first served.
class StartGate : public std::enable_shared_from_this<StartGate> {
public:
    static constexpr int defaultPlaces = 4;
    static constexpr int mostPlaces = 8;

    explicit StartGate(int places = defaultPlaces);

    /// One place; given back when the last copy goes.
    using Pass = std::shared_ptr<void>;

    /// Waits for a place on the calling thread's event loop. Error: Cancelled, when `stop` is requested first.
    [[nodiscard]] static Task<Pass> enter(std::shared_ptr<StartGate> gate, std::stop_token stop);

    [[nodiscard]] int waiting() const; ///< Any thread.

private:
    struct Waiter {
        QObject *context = nullptr; ///< Lives in the waiting coroutine's frame, on its thread.
        OneShot<Result<Pass>> answer;
    };
    void leave();
    void giveTo(Waiter &waiter);
    void cancel(QObject *context);

    mutable std::mutex m_mutex;
    std::list<Waiter> m_waiters;
    int m_free;
};

} // namespace pilothouse
