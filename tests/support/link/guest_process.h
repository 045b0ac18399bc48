#pragma once

#include "runner/base/one_shot.h"
#include "tests/support/link/process_stream.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace pilothouse {

/// `pilothouse-guest run` as an ordinary process with a workspace and a home of its own in a temporary directory.
class GuestProcess final {
public:
    explicit GuestProcess(const QStringList &moreOptions = {});
    ~GuestProcess();

    /// A fresh `pilothouse-guest connect`.
    [[nodiscard]] std::unique_ptr<ProcessStream> connectStream() const;

    [[nodiscard]] QString workspace() const { return m_directory.filePath(QStringLiteral("workspace")); }
    [[nodiscard]] QString home() const { return m_directory.filePath(QStringLiteral("home")); }
    [[nodiscard]] QString path(const QString &name) const { return m_directory.filePath(name); }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] QProcess &process() { return m_process; }
    [[nodiscard]] quint16 modelPort() const { return m_modelPort; }
    [[nodiscard]] quint16 proxyPort() const { return m_modelPort + 1; }
    static QString program();

private:
    QTemporaryDir m_directory;
    QString m_socket;
    quint16 m_modelPort = 0;
    QProcess m_process;
};

/// Awaits a task in a test: runs the event loop until it is there. A task that does not end fails as TimedOut.
template <class T> Result<T> waitFor(Task<T> task, std::chrono::milliseconds timeout = std::chrono::seconds(30))
{
    const auto result = std::make_shared<std::optional<Result<T>>>();
    const auto run = [](Task<T> awaited, std::shared_ptr<std::optional<Result<T>>> into) -> QCoro::Task<> {
        *into = co_await awaited;
    };
    const auto running = run(std::move(task), result);
    if (!QTest::qWaitFor([&result] { return result->has_value(); }, QDeadlineTimer(timeout)))
        return failure(TimedOut, QStringLiteral("the task of the test did not end"));
    return std::move(**result);
}

} // namespace pilothouse
