#include "tests/unit/agent/agent_log.h"

#include "runner/agent/acp_client.h"
#include "runner/agent/output_compaction.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

/// A host: it starts the agent's process, commits what it says and sends what is due. Its log is the one that is
/// tested.
class Host : public QObject {
    Q_OBJECT

public:
    explicit Host(const QString &workspace)
        : m_client({.clientVersion = u"1"_s, .workingDirectory = workspace, .settings = {}}),
          m_workspace(workspace)
    {
        connect(&m_process, &QProcess::readyReadStandardOutput, this, &Host::read);
        connect(&m_process, &QProcess::finished, this, [this](int code) {
            read();
            log.exited(code, m_name);
            Q_EMIT changed();
        });
    }
    ~Host() override { stop(); }

    void start(QStringList arguments = {})
    {
        m_name = u"run-%1"_s.arg(++m_runs);
        log.started(1, m_name);
        arguments += {u"--ledger"_s, ledgerPath()};
        m_process.start(QStringLiteral(FAKE_AGENT), arguments);
        advance();
    }
    void stop()
    {
        m_process.disconnect(this);
        m_process.kill();
        m_process.waitForFinished();
    }
    void prompt(const QString &text)
    {
        log.turnStarted(text);
        const auto lines = m_client.prompt(log.conversation, {acp::TextBlock{text}});
        QVERIFY2(lines, lines ? "" : qPrintable(lines.error().message));
        send(*lines);
    }
    void cancel() { send(m_client.cancel(log.conversation)); }
    void answer(PermissionWish wish)
    {
        const AgentRequest open = log.conversation.openPermissions().at(0);
        send(m_client.answerPermission(log.conversation, open.approval(), {optionFor(*open.permission, wish)}).value());
    }

    [[nodiscard]] AgentPhase phase() const { return log.conversation.phase(); }
    [[nodiscard]] bool ended() const { return log.conversation.lastOutcome.has_value(); }
    [[nodiscard]] QString file(const QString &name) const
    {
        QFile file(m_workspace + u'/' + name);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    [[nodiscard]] QString ledgerPath() const { return m_workspace + u"/../ledger"_s; }

    /// The numbered lines that the agent says it has sent.
    [[nodiscard]] QList<QJsonObject> ledger() const
    {
        QList<QJsonObject> lines;
        QFile file(ledgerPath());
        if (!file.open(QIODevice::ReadOnly))
            return lines;
        while (!file.atEnd()) {
            const QByteArray line = file.readLine();
            if (line.startsWith("S "))
                lines.append(QJsonDocument::fromJson(line.mid(line.indexOf(' ', 2) + 1)).object());
        }
        return lines;
    }

    AgentLog log;
    QList<QJsonObject> raw; ///< Numbered lines as they were received, before they were stored.

Q_SIGNALS:
    void changed();

private:
    void advance()
    {
        for (auto due = m_client.due(log.conversation); !due.empty(); due = m_client.due(log.conversation))
            send(due);
    }
    void send(const AcpClient::Lines &lines)
    {
        for (const QJsonObject &line : lines) {
            log.sent(line);
            m_process.write(toLine(line) + '\n');
        }
        advance();
    }
    void read()
    {
        m_input += m_process.readAllStandardOutput();
        for (qsizetype end = m_input.indexOf('\n'); end >= 0; end = m_input.indexOf('\n')) {
            const QByteArray line = m_input.left(end);
            m_input.remove(0, end + 1);
            take(line);
        }
        Q_EMIT changed();
    }
    void take(const QByteArray &line)
    {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (!document.isObject()) {
            log.add(EventKind::AgentReceived, {{u"garbage"_s, QString::fromUtf8(line)}});
            return;
        }
        if (document["params"_L1]["_meta"_L1]["fake"_L1].isObject())
            raw.append(document.object());
        log.received(m_compaction.store(document.object()));
        advance();
    }

    AcpClient m_client;
    OutputCompaction m_compaction;
    QProcess m_process;
    QString m_workspace;
    QString m_name;
    QByteArray m_input;
    int m_runs = 0;
};

} // namespace

class TestAgentProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void init();
    void everyScenarioIsFollowed_data();
    void everyScenarioIsFollowed();
    void theTaskReadsTheSameFromEveryAgent_data();
    void theTaskReadsTheSameFromEveryAgent();
    void aRejectionIsKept_data();
    void aRejectionIsKept();
    void aCancelEndsTheTurn_data();
    void aCancelEndsTheTurn();
    void everythingOfTheHostIsRefused();
    void theStartMayFail_data();
    void theStartMayFail();
    void theAgentMayDie_data();
    void theAgentMayDie();
    void anotherProcessTakesUp_data();
    void anotherProcessTakesUp();
    void longOutputIsStoredOnce();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Host> m_host;
};

void TestAgentProcess::init()
{
    m_host.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkdir(u"workspace"_s));
    m_host = std::make_unique<Host>(m_folder->filePath(u"workspace"_s));
}

void TestAgentProcess::everyScenarioIsFollowed_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("end"); // stop reason, or the error's code
    QTest::addColumn<int>("piece");
    const auto row = [](const char *prompt, const char *end, int piece = 0) {
        QTest::addRow("%s in pieces of %d", prompt, piece)
            << QString::fromLatin1(prompt) << QString::fromLatin1(end) << piece;
    };
    row("/play everything", "end_turn");
    row("/play everything", "end_turn", 1);
    row("/play everything", "end_turn", 997);
    row("/play unknown", "out_of_luck");
    row("/play chat 50", "end_turn");
    row("/play ask", "end_turn");
    row("/play ask-many 5", "end_turn");
    row("/play withdraw", "end_turn");
    row("/play edits 20", "end_turn");
    row("/play flood 5000", "end_turn");
    row("/play growing-output 200", "end_turn");
    row("/play garbage", "end_turn");
    row("/play garbage", "end_turn", 3);
    row("/play refuses", "refusal");
    row("/play fails", "-32603");
    row("/play needs-login", "-32000");
}

void TestAgentProcess::everyScenarioIsFollowed()
{
    QFETCH(QString, prompt);
    QFETCH(QString, end);
    QFETCH(int, piece);
    m_host->start({u"--piece"_s, QString::number(piece)});
    QTRY_COMPARE(m_host->phase(), AgentPhase::Ready);
    m_host->prompt(prompt);
    QObject answering;
    connect(m_host.get(), &Host::changed, &answering, [this] {
        while (!m_host->log.conversation.openPermissions().empty())
            m_host->answer(PermissionWish::AllowOnce);
    });
    Q_EMIT m_host->changed();
    QTRY_VERIFY_WITH_TIMEOUT(m_host->ended(), 20'000);
    const PromptOutcome outcome = *m_host->log.conversation.lastOutcome;
    QCOMPARE(outcome.error ? QString::number(outcome.error->code) : outcome.result.stopReasonName, end);
    // What the agent says it sent and what the log was given are the same, in the same order.
    QCOMPARE(m_host->raw, m_host->ledger());
    QVERIFY(m_host->log.conversation.agentRequests.empty());
}

void TestAgentProcess::theTaskReadsTheSameFromEveryAgent_data()
{
    QTest::addColumn<QString>("agent");
    for (const char *agent : {"opencode", "claude", "codex", "gemini"})
        QTest::newRow(agent) << QString::fromLatin1(agent);
}

void TestAgentProcess::theTaskReadsTheSameFromEveryAgent()
{
    QFETCH(QString, agent);
    m_host->start({u"--scenario"_s, agent});
    QTRY_COMPARE(m_host->phase(), AgentPhase::Ready);
    m_host->prompt(u"go"_s);
    QTRY_COMPARE(m_host->log.conversation.openPermissions().size(), 1U);
    QCOMPARE(m_host->file(u"note.txt"_s), QString());
    m_host->answer(PermissionWish::AllowOnce);
    QTRY_VERIFY(m_host->ended());
    m_host->log.turnEnded(u"end_turn"_s);
    QCOMPARE(m_host->file(u"note.txt"_s), u"edited\n"_s);

    std::vector<ToolCallItem> calls;
    int questions = 0;
    const Transcript transcript = m_host->log.transcript.snapshot();
    for (qsizetype row = 0; row < transcript.size(); ++row) {
        if (const auto *call = std::get_if<ToolCallItem>(&transcript.at(row)->body))
            calls.push_back(*call);
        questions += std::holds_alternative<QuestionItem>(transcript.at(row)->body) ? 1 : 0;
    }
    QCOMPARE(questions, 1);
    QCOMPARE(calls.size(), 2U);
    QCOMPARE(calls[0].kind, acp::ToolKind::Edit);
    QCOMPARE(calls[0].status, ToolCallStatus::Completed);
    QCOMPARE(std::get<acp::Diff>(calls[0].content.at(0)).path, u"/workspace/note.txt"_s);
    QVERIFY(!calls[0].approval.value.isEmpty());
    QCOMPARE(calls[1].kind, acp::ToolKind::Execute);
    QVERIFY(calls[1].output.toString().contains(u"FAILED"_s));
    QVERIFY(calls[1].isFinished());
    if (agent != "gemini"_L1) { // which says it only in its text
        QCOMPARE(calls[1].exitCode, 2);
        QVERIFY(calls[1].command.contains(u"make test"_s));
    }
}

void TestAgentProcess::aRejectionIsKept_data()
{
    theTaskReadsTheSameFromEveryAgent_data();
}

void TestAgentProcess::aRejectionIsKept()
{
    QFETCH(QString, agent);
    m_host->start({u"--scenario"_s, agent});
    QTRY_COMPARE(m_host->phase(), AgentPhase::Ready);
    m_host->prompt(u"go"_s);
    QTRY_COMPARE(m_host->log.conversation.openPermissions().size(), 1U);
    m_host->answer(PermissionWish::Reject);
    QTRY_VERIFY(m_host->ended());
    QCOMPARE(m_host->file(u"note.txt"_s), QString());
    const Transcript transcript = m_host->log.transcript.snapshot();
    for (qsizetype row = 0; row < transcript.size(); ++row) {
        const auto *call = std::get_if<ToolCallItem>(&transcript.at(row)->body);
        if (call && call->kind == acp::ToolKind::Edit)
            QCOMPARE(call->status, ToolCallStatus::Rejected);
    }
}

void TestAgentProcess::aCancelEndsTheTurn_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<bool>("asks");
    QTest::newRow("at work") << u"until-cancelled"_s << false;
    QTest::newRow("codex at work") << u"codex-cancel"_s << false;
    for (const char *agent : {"opencode", "claude", "codex", "gemini", "ask"})
        QTest::addRow("%s asking", agent) << QString::fromLatin1(agent) << true;
}

void TestAgentProcess::aCancelEndsTheTurn()
{
    QFETCH(QString, scenario);
    QFETCH(bool, asks);
    m_host->start({u"--scenario"_s, scenario});
    QTRY_COMPARE(m_host->phase(), AgentPhase::Ready);
    m_host->prompt(u"go"_s);
    const qsizetype items = m_host->log.transcript.snapshot().size();
    QTRY_VERIFY(
        asks ? !m_host->log.conversation.openPermissions().empty() : m_host->log.transcript.snapshot().size() > items);
    m_host->cancel();
    QTRY_VERIFY(m_host->ended());
    QCOMPARE(m_host->log.conversation.lastOutcome->result.stopReason, acp::StopReason::Cancelled);
    m_host->log.turnEnded(u"cancelled"_s);
    const Transcript transcript = m_host->log.transcript.snapshot();
    for (qsizetype row = 0; row < transcript.size(); ++row) {
        if (const auto *call = std::get_if<ToolCallItem>(&transcript.at(row)->body))
            QCOMPARE(call->status, ToolCallStatus::Stopped);
        if (const auto *question = std::get_if<QuestionItem>(&transcript.at(row)->body))
            QCOMPARE(question->decision, QuestionDecision::Withdrawn);
    }
    // And the same session takes the next prompt.
    m_host->prompt(u"/play chat 3"_s);
    QTRY_VERIFY(m_host->ended());
    QCOMPARE(m_host->log.conversation.lastOutcome->result.stopReason, acp::StopReason::EndTurn);
}

void TestAgentProcess::everythingOfTheHostIsRefused()
{
    m_host->start({u"--scenario"_s, u"host"_s});
    QTRY_COMPARE(m_host->phase(), AgentPhase::Ready);
    m_host->prompt(u"go"_s);
    QTRY_VERIFY(m_host->ended());
    const QString said = m_host->log.item<MessageItem>(1).text.toString();
    QCOMPARE(said.count(u"-32601\n"_s), 7);
    QCOMPARE(said.count(u'\n'), 7);
}

void TestAgentProcess::theStartMayFail_data()
{
    QTest::addColumn<QString>("start");
    QTest::addColumn<int>("phase");
    const auto row = [](const char *start, AgentPhase phase) {
        QTest::newRow(start) << QString::fromLatin1(start) << static_cast<int>(phase);
    };
    row("version-2", AgentPhase::Failed);
    row("no-session", AgentPhase::Failed);
    row("login", AgentPhase::AuthenticationRequired);
    row("garbage", AgentPhase::Ready);
}

void TestAgentProcess::theStartMayFail()
{
    QFETCH(QString, start);
    QFETCH(int, phase);
    m_host->start({u"--start"_s, start});
    QTRY_COMPARE(static_cast<int>(m_host->phase()), phase);
}

void TestAgentProcess::theAgentMayDie_data()
{
    QTest::addColumn<QString>("scenario");
    for (const char *scenario : {"exits", "killed", "dies-asking", "endless-line"})
        QTest::newRow(scenario) << QString::fromLatin1(scenario);
}

void TestAgentProcess::theAgentMayDie()
{
    QFETCH(QString, scenario);
    m_host->start({u"--scenario"_s, scenario});
    QTRY_COMPARE(m_host->phase(), AgentPhase::Ready);
    m_host->prompt(u"go"_s);
    QTRY_COMPARE(m_host->phase(), AgentPhase::Absent);
    QVERIFY(m_host->log.conversation.lastOutcome->agentDied);
    QVERIFY(m_host->log.conversation.openPermissions().empty());
    QCOMPARE(m_host->raw, m_host->ledger());
}

void TestAgentProcess::anotherProcessTakesUp_data()
{
    QTest::addColumn<QStringList>("offers");
    QTest::addColumn<bool>("contextLost");
    QTest::newRow("resume") << QStringList{u"--resume"_s, u"--load"_s} << false;
    QTest::newRow("load") << QStringList{u"--load"_s} << false;
    QTest::newRow("neither") << QStringList{} << true;
}

void TestAgentProcess::anotherProcessTakesUp()
{
    QFETCH(QStringList, offers);
    QFETCH(bool, contextLost);
    m_host->start(QStringList{u"--scenario"_s, u"exits"_s} + offers);
    QTRY_COMPARE(m_host->phase(), AgentPhase::Ready);
    m_host->prompt(u"go"_s);
    QTRY_COMPARE(m_host->phase(), AgentPhase::Absent);
    const qsizetype items = m_host->log.transcript.snapshot().size();
    m_host->start(offers);
    QTRY_COMPARE(m_host->phase(), AgentPhase::Ready);
    QCOMPARE(m_host->log.conversation.contextLost, contextLost);
    QCOMPARE(m_host->log.transcript.snapshot().size(), items); // A replay shows nothing twice.
    m_host->prompt(u"/play chat 2"_s);
    QTRY_VERIFY(m_host->ended());
    QCOMPARE(m_host->raw, m_host->ledger());
}

void TestAgentProcess::longOutputIsStoredOnce()
{
    m_host->start();
    QTRY_COMPARE(m_host->phase(), AgentPhase::Ready);
    m_host->prompt(u"/play growing-output 500"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_host->ended(), 20'000);
    qint64 received = 0;
    for (const QJsonObject &line : std::as_const(m_host->raw))
        received += toLine(line).size();
    qint64 stored = 0;
    for (const Event &event : m_host->log.events)
        stored += event.payload.size();
    qInfo("%lld bytes received, %lld stored", received, stored);
    QVERIFY(stored * 10 < received);
    const auto call = m_host->log.item<ToolCallItem>(1);
    QCOMPARE(call.output.toString().count(u'\n'), 500);
    QVERIFY(call.output.toString().endsWith(u"line 499 of the output\n"_s));
}

QTEST_GUILESS_MAIN(TestAgentProcess)
#include "tst_agent_process.moc"
