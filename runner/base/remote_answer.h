#pragma once

#include "runner/base/base_text.h"
#include "runner/base/one_shot.h"

#include <QAbstractEventDispatcher>
#include <QMetaObject>

namespace pilothouse {

/// The way home of an answer that another thread produces: made on the thread that awaits `answer`, moved to the thread
/// that works, and given its value there. The awaiting coroutine is resumed on its own thread's event loop. Destroyed
/// without a value it answers Cancelled, so work that is dropped unrun still answers.
/// The awaiting thread's event loop must outlive the work; app/ stops pools and worker threads before the main one.
template <class R> class RemoteAnswer {
public:
    explicit RemoteAnswer(OneShot<R> answer) : m_home(QAbstractEventDispatcher::instance()), m_answer(std::move(answer))
    { }
    RemoteAnswer(RemoteAnswer &&other) noexcept
        : m_home(std::exchange(other.m_home, nullptr)),
          m_answer(std::move(other.m_answer))
    { }
    RemoteAnswer(const RemoteAnswer &) = delete;
    RemoteAnswer &operator=(const RemoteAnswer &) = delete;
    RemoteAnswer &operator=(RemoteAnswer &&) = delete;
    ~RemoteAnswer()
    {
        if (m_home)
            give(failure(Cancelled, BaseText::tr("The work was cancelled.")));
    }

    void give(R value)
    {
        // The dispatcher is the one object that every thread with an event loop has and keeps.
        QMetaObject::invokeMethod(
            std::exchange(m_home, nullptr),
            [answer = std::move(m_answer), result = std::move(value)]() mutable { answer.resolve(std::move(result)); },
            Qt::QueuedConnection);
    }

private:
    QAbstractEventDispatcher *m_home;
    OneShot<R> m_answer;
};

/// Runs the coroutine that `make()` returns on the thread of `target` and resumes the caller with its result on the
/// caller's own thread. Answers Cancelled when `target` is destroyed before the call reached it.
template <class Make> auto callOn(QObject *target, Make make) -> std::invoke_result_t<Make>
{
    using R = typename std::invoke_result_t<Make>::value_type;
    OneShot<R> answer;
    auto remote = std::make_shared<RemoteAnswer<R>>(answer);
    QMetaObject::invokeMethod(
        target,
        [remote = std::move(remote), make = std::move(make)]() mutable {
            [](std::shared_ptr<RemoteAnswer<R>> home, Make call) -> QCoro::Task<> { home->give(co_await call()); }(
                                                                     std::move(remote), std::move(make));
        },
        Qt::QueuedConnection);
    co_return co_await answer;
}

} // namespace pilothouse
