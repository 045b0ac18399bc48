#pragma once

#include "runner/base/one_shot.h"

#include <QObject>
#include <QPointer>

namespace pilothouse {

namespace detail {
template <class T, class Then> QCoro::Task<> followTask(Task<T> task, QPointer<QObject> context, Then then)
{
    Result<T> result = co_await std::move(task);
    if (context)
        then(std::move(result));
}
} // namespace detail

/// Calls `then(Result<T>)` when the task ended, unless `context` is gone by then. For slots, which cannot await.
template <class T, class Then> void whenDone(Task<T> task, QObject *context, Then then)
{
    detail::followTask<T, Then>(std::move(task), context, std::move(then));
}

} // namespace pilothouse
