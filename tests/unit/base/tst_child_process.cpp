#include "runner/base/child_process.h"

#include <QTest>
#include <QTimer>

using namespace pilothouse;

namespace {

Result<ChildOutput> runToEnd(ChildCommand command, std::stop_token stop = {})
{
    std::optional<Result<ChildOutput>> answer;
    [](ChildCommand what, std::stop_token token, std::optional<Result<ChildOutput>> &out) -> QCoro::Task<> {
        out = co_await runChild(std::move(what), std::move(token));
    }(std::move(command), std::move(stop), answer);
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 10000))
        return failure(TimedOut, QStringLiteral("the test waited in vain"));
    return *answer;
}

ChildCommand shell(const QString &script)
{
    return {.program = QStringLiteral("sh"), .arguments = {QStringLiteral("-c"), script}};
}

} // namespace

class ChildProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesOutputAndExitCode()
    {
        const auto result = runToEnd(shell(QStringLiteral("printf out; printf err >&2; exit 7")));
        QVERIFY(result);
        QCOMPARE(result->exitCode, 7);
        QCOMPARE(result->output, QByteArray("out"));
        QCOMPARE(result->errorOutput, QByteArray("err"));
    }

    void writesInput()
    {
        ChildCommand command = shell(QStringLiteral("cat"));
        command.input = QByteArray(300000, 'x');
        const auto result = runToEnd(std::move(command));
        QVERIFY(result);
        QCOMPARE(result->output.size(), 300000);
    }

    void failuresHaveTheirCode_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("timeoutMs");
        QTest::addColumn<QString>("code");
        QTest::newRow("no such program") << QStringLiteral("/nonexistent/program") << QString() << 5000
                                         << QStringLiteral("program.missing");
        QTest::newRow("runs too long") << QStringLiteral("sh") << QStringLiteral("sleep 60") << 50
                                       << QStringLiteral("timed_out");
        QTest::newRow("prints too much") << QStringLiteral("sh")
                                         << QStringLiteral("while :; do echo xxxxxxxxxxxxxxxx; done") << 9000
                                         << QStringLiteral("limit_exceeded");
        QTest::newRow("killed") << QStringLiteral("sh") << QStringLiteral("kill -9 $$") << 5000
                                << QStringLiteral("program.failed");
    }

    void failuresHaveTheirCode()
    {
        QFETCH(QString, program);
        QFETCH(QString, script);
        QFETCH(int, timeoutMs);
        QFETCH(QString, code);
        ChildCommand command = shell(script);
        command.program = program;
        command.timeout = std::chrono::milliseconds(timeoutMs);
        const auto result = runToEnd(std::move(command));
        QVERIFY(!result);
        QCOMPARE(QString(result.error().code.name), code);
    }

    void stopEndsIt()
    {
        std::stop_source stop;
        QTimer::singleShot(20, this, [&stop] { stop.request_stop(); });
        const auto result = runToEnd(shell(QStringLiteral("sleep 60")), stop.get_token());
        QVERIFY(!result);
        QCOMPARE(result.error().code, Cancelled);
    }
};

QTEST_GUILESS_MAIN(ChildProcess)
#include "tst_child_process.moc"
