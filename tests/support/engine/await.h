#pragma once

#include "runner/base/one_shot.h"

#include <QCoreApplication>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>

namespace pilothouse::test {

/// Runs the event loop until the condition holds; unlike QTest::qWaitFor() without a pause between two events.
inline bool waitUntil(const std::function<bool()> &condition, std::chrono::milliseconds timeout)
{
    const QDeadlineTimer deadline(timeout);
    QTimer wake;
    wake.start(std::chrono::milliseconds(20));
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return condition();
}

/// Runs the event loop until the task has ended.
template <class T> Result<T> await(Task<T> task, std::chrono::milliseconds timeout = std::chrono::seconds(60))
{
    const auto answer = std::make_shared<std::optional<Result<T>>>();
    [](Task<T> running, std::shared_ptr<std::optional<Result<T>>> out) -> QCoro::Task<> {
        Result<T> result = co_await std::move(running);
        out->emplace(std::move(result));
    }(std::move(task), answer);
    if (!waitUntil([&answer] { return answer->has_value(); }, timeout))
        return failure(TimedOut, QStringLiteral("the test waited in vain"));
    return std::move(**answer);
}

/// The words of a result that should have been a success.
template <class T> QByteArray why(const Result<T> &result)
{
    return result ? QByteArray("success")
                  : (result.error().code.name + QLatin1StringView(": ") + result.error().message
                        + QLatin1StringView(" | ") + result.error().cause)
                        .toUtf8();
}

} // namespace pilothouse::test

/// QVERIFY for a Result, with the error's words. Looks once.
#define VERIFY_RESULT(expression)                                                                                      \
    do {                                                                                                               \
        const auto &verified = (expression);                                                                           \
        QVERIFY2(verified.has_value(), pilothouse::test::why(verified).constData());                                   \
    } while (false)
