#include "runner/base/pool.h"

#include <QTest>
#include <QThread>

#include <atomic>

using namespace pilothouse;

class PoolTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resumesOnTheCallersThread()
    {
        Pool pool(2);
        std::optional<Result<int>> answer;
        bool onPool = false;
        [](Pool &where, std::optional<Result<int>> &out, bool &elsewhere) -> QCoro::Task<> {
            QThread *const here = QThread::currentThread();
            out = co_await runOn(where, [&elsewhere, here](const std::stop_token &) -> Result<int> {
                elsewhere = QThread::currentThread() != here;
                return 42;
            });
            elsewhere = elsewhere && QThread::currentThread() == here;
        }(pool, answer, onPool);
        QTRY_VERIFY(answer.has_value());
        QCOMPARE(answer->value(), 42);
        QVERIFY(onPool);
    }

    void answersCancelledWhenStoppedBefore()
    {
        Pool pool(1);
        std::stop_source stop;
        stop.request_stop();
        std::optional<Result<int>> answer;
        [](Pool &where, std::stop_token token, std::optional<Result<int>> &out) -> QCoro::Task<> {
            out = co_await runOn(where, [](const std::stop_token &) -> Result<int> { return 1; }, std::move(token));
        }(pool, stop.get_token(), answer);
        QTRY_VERIFY(answer.has_value());
        QCOMPARE(answer->error().code, Cancelled);
    }

    void answersEveryJobWhenDestroyed()
    {
        std::atomic<int> answered = 0;
        {
            Pool pool(1);
            for (int i = 0; i < 50; ++i) {
                [](Pool &where, std::atomic<int> &count) -> QCoro::Task<> {
                    static_cast<void>(co_await runOn(where, [](const std::stop_token &) -> Result<int> { return 1; }));
                    ++count;
                }(pool, answered);
            }
        }
        QTRY_COMPARE(answered.load(), 50);
    }

    void aRunningJobSeesTheCallersStop()
    {
        Pool pool(1);
        std::stop_source stop;
        std::atomic<bool> began = false;
        std::optional<Result<int>> answer;
        [](Pool &where, std::stop_token token, std::atomic<bool> &started,
            std::optional<Result<int>> &out) -> QCoro::Task<> {
            out = co_await runOn(
                where,
                [&started](const std::stop_token &seen) -> Result<int> {
                    started = true;
                    while (!seen.stop_requested())
                        std::this_thread::yield();
                    return failure(Cancelled, QStringLiteral("stopped"));
                },
                std::move(token));
        }(pool, stop.get_token(), began, answer);
        QTRY_VERIFY(began.load());
        stop.request_stop();
        QTRY_VERIFY(answer.has_value());
        QCOMPARE(answer->error().message, QStringLiteral("stopped"));
    }

    void takesNoJobsOnceItWasShutDown()
    {
        Pool pool(2);
        std::optional<Result<int>> early;
        std::optional<Result<int>> late;
        const auto ask = [](Pool &where, std::optional<Result<int>> &out) -> QCoro::Task<> {
            out = co_await runOn(where, [](const std::stop_token &) -> Result<int> { return 1; });
        };
        ask(pool, early);
        QTRY_VERIFY(early.has_value());
        QCOMPARE(early->value(), 1);
        pool.shutDown();
        ask(pool, late);
        QTRY_VERIFY(late.has_value());
        QCOMPARE(late->error().code, Cancelled);
        pool.shutDown(); // again: nothing to do
    }

    void callsACoroutineOnAnotherThread()
    {
        QThread thread;
        thread.start();
        QObject there;
        there.moveToThread(&thread);
        std::optional<Result<bool>> answer;
        [](QObject *target, QThread *expected, std::optional<Result<bool>> &out) -> QCoro::Task<> {
            out =
                co_await callOn(target, [expected]() -> Task<bool> { co_return QThread::currentThread() == expected; });
        }(&there, &thread, answer);
        QTRY_VERIFY(answer.has_value());
        QVERIFY(answer->value());
        thread.quit();
        thread.wait();
    }
};

QTEST_GUILESS_MAIN(PoolTest)
#include "tst_pool.moc"
