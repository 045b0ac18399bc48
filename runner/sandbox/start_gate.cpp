#include "runner/sandbox/start_gate.h"

#include <QCoreApplication>

#include <algorithm>

namespace pilothouse {

StartGate::StartGate(int places) : m_free(std::clamp(places, 1, mostPlaces)) { }

int StartGate::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_waiters.size());
}

Task<StartGate::Pass> StartGate::enter(std::shared_ptr<StartGate> gate, std::stop_token stop)
{
    QObject context;
    OneShot<Result<Pass>> answer;
    {
        const std::lock_guard lock(gate->m_mutex);
        gate->m_waiters.push_back({&context, answer});
        if (gate->m_free > 0) {
            --gate->m_free;
            gate->giveTo(gate->m_waiters.front());
            gate->m_waiters.pop_front();
        }
    }
    const std::stop_callback stopped(stop, [gate, &context] { gate->cancel(&context); });
    co_return co_await answer;
}

// Called with the lock held, so that the context is still there: a waiter leaves the list under the lock as well, and
// its frame goes only after the answer was delivered.
void StartGate::giveTo(Waiter &waiter)
{
    const Pass pass(static_cast<void *>(this), [gate = shared_from_this()](void *) { gate->leave(); });
    QMetaObject::invokeMethod(
        waiter.context, [answer = waiter.answer, pass]() mutable { answer.resolve(pass); }, Qt::QueuedConnection);
}

void StartGate::leave()
{
    const std::lock_guard lock(m_mutex);
    if (m_waiters.empty()) {
        ++m_free;
        return;
    }
    giveTo(m_waiters.front());
    m_waiters.pop_front();
}

void StartGate::cancel(QObject *context)
{
    const std::lock_guard lock(m_mutex);
    const auto waiter = std::ranges::find(m_waiters, context, &Waiter::context);
    if (waiter == m_waiters.end())
        return; // it has its place
    QMetaObject::invokeMethod(
        context,
        [answer = waiter->answer]() mutable {
            answer.resolve(
                failure(Cancelled, QCoreApplication::translate("Sandbox", "Starting the sandbox was cancelled.")));
        },
        Qt::QueuedConnection);
    m_waiters.erase(waiter);
}

} // namespace pilothouse
