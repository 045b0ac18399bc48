#pragma once

#include "runner/base/error.h"

#include <coroutine>
#include <memory>
#include <optional>

#include <qcorotask.h>

namespace pilothouse {

/// A coroutine that ends with a value or an Error, resumed on the event loop of the thread that started it.
/// Everything a Task awaits must end by itself (answer, time-out or cancellation), so that no coroutine is left behind.
template <class T> using Task = QCoro::Task<Result<T>>;

/// One value that a callback produces and one coroutine awaits, all on one thread.
/// The first resolve() wins, later ones are ignored; copies share the state, so a lambda can hold one.
/// ```
/// OneShot<Result<int>> answer;
/// connect(reply, &Reply::finished, context, [answer, reply]() mutable { answer.resolve(reply->value()); });
/// co_return co_await answer;
/// ```
template <class T> class OneShot {
public:
    OneShot() : m_state(std::make_shared<State>()) { }

    void resolve(T value)
    {
        const std::shared_ptr<State> state = m_state;
        if (state->value)
            return;
        state->value.emplace(std::move(value));
        if (const std::coroutine_handle<> waiting = std::exchange(state->waiting, nullptr))
            waiting.resume();
    }
    [[nodiscard]] bool isResolved() const { return m_state->value.has_value(); }

    [[nodiscard]] auto operator co_await() const
    {
        struct Awaiter {
            std::shared_ptr<State> state;
            [[nodiscard]] bool await_ready() const { return state->value.has_value(); }
            void await_suspend(std::coroutine_handle<> handle) { state->waiting = handle; }
            T await_resume() { return std::move(*state->value); }
        };
        return Awaiter{m_state};
    }

private:
    struct State {
        std::optional<T> value;
        std::coroutine_handle<> waiting;
    };
    std::shared_ptr<State> m_state;
};

} // namespace pilothouse
