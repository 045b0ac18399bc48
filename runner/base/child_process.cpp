#include "runner/base/child_process.h"

#include "runner/base/base_text.h"

#include <QPointer>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

namespace pilothouse {

namespace {

/// One running child; deletes nothing by itself, its owner is the coroutine's frame.
class RunningChild : public QObject {
public:
    RunningChild(ChildCommand command, std::function<void(const QByteArray &)> onErrorLine)
        : m_command(std::move(command)),
          m_onErrorLine(std::move(onErrorLine))
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            end(failure(TimedOut,
                BaseText::tr("%1 did not finish within %2 s.")
                    .arg(m_command.program)
                    .arg(m_command.timeout.count() / 1000)));
        });
        connect(&m_process, &QProcess::readyReadStandardOutput, this,
            [this] { take(m_output.output, m_process.readAllStandardOutput()); });
        connect(&m_process, &QProcess::readyReadStandardError, this, [this] {
            take(m_output.errorOutput, m_process.readAllStandardError());
            reportLines();
        });
        connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                end(failure(ProgramMissing,
                    BaseText::tr("%1 cannot be started. Is it installed?").arg(m_command.program),
                    m_process.errorString()));
        });
        connect(&m_process, &QProcess::finished, this, [this](int exitCode, QProcess::ExitStatus status) {
            if (status == QProcess::CrashExit)
                return end(failure(ProgramFailed, BaseText::tr("%1 was ended by a signal.").arg(m_command.program)));
            m_output.exitCode = exitCode;
            end(m_output);
        });
    }

    OneShot<Result<ChildOutput>> start()
    {
        m_process.setProgram(m_command.program);
        m_process.setArguments(m_command.arguments);
        m_process.setWorkingDirectory(m_command.workingDirectory);
        m_process.setProcessEnvironment(m_command.environment);
        m_timer.start(m_command.timeout);
        m_process.start();
        if (m_process.state() != QProcess::NotRunning) {
            if (!m_command.input.isEmpty())
                m_process.write(m_command.input);
            m_process.closeWriteChannel();
        }
        return m_answer;
    }

    void cancel() { end(failure(Cancelled, BaseText::tr("%1 was cancelled.").arg(m_command.program))); }

private:
    void take(QByteArray &into, const QByteArray &bytes)
    {
        into += bytes;
        if (into.size() > m_command.outputLimit)
            end(failure(LimitExceeded,
                BaseText::tr("%1 printed more than %2 bytes.").arg(m_command.program).arg(m_command.outputLimit)));
    }

    void reportLines()
    {
        if (!m_onErrorLine)
            return;
        // Progress meters end their lines with a carriage return.
        for (qsizetype i = m_reported; i < m_output.errorOutput.size(); ++i) {
            const char c = m_output.errorOutput[i];
            if (c != '\n' && c != '\r')
                continue;
            if (i > m_reported)
                m_onErrorLine(m_output.errorOutput.mid(m_reported, i - m_reported));
            m_reported = i + 1;
        }
    }

    void end(Result<ChildOutput> result)
    {
        if (m_answer.isResolved())
            return;
        m_timer.stop();
        if (m_process.state() != QProcess::NotRunning) {
            m_process.disconnect(this);
            m_process.kill();
        }
        // Resumes the coroutine, which destroys this object: from the event loop, not from a signal of m_process.
        QMetaObject::invokeMethod(
            this, [answer = m_answer, result = std::move(result)]() mutable { answer.resolve(std::move(result)); },
            Qt::QueuedConnection);
    }

    ChildCommand m_command;
    std::function<void(const QByteArray &)> m_onErrorLine;
    QProcess m_process;
    QTimer m_timer;
    ChildOutput m_output;
    qsizetype m_reported = 0;
    OneShot<Result<ChildOutput>> m_answer;
};

} // namespace

Task<ChildOutput> runChild(
    ChildCommand command, std::stop_token stop, std::function<void(const QByteArray &)> onErrorLine)
{
    if (stop.stop_requested())
        co_return failure(Cancelled, BaseText::tr("%1 was cancelled.").arg(command.program));
    struct Later {
        void operator()(RunningChild *child) const { child->deleteLater(); }
    };
    const std::unique_ptr<RunningChild, Later> child(new RunningChild(std::move(command), std::move(onErrorLine)));
    const OneShot<Result<ChildOutput>> answer = child->start();
    // The stop may come from another thread.
    const std::stop_callback onStop(stop, [guard = QPointer<RunningChild>(child.get())] {
        if (guard)
            QMetaObject::invokeMethod(guard.data(), [guard] { guard->cancel(); }, Qt::QueuedConnection);
    });
    co_return co_await answer;
}

} // namespace pilothouse
