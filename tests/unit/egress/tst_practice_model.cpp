#include "runner/base/json.h"
#include "runner/egress/model_usage.h"
#include "runner/egress/practice_model.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace pilothouse;

namespace {

QJsonObject tool(const QString &name, const QStringList &properties)
{
    QJsonObject schema;
    for (const QString &property : properties)
        schema.insert(property, QJsonObject{{QStringLiteral("type"), QStringLiteral("string")}});
    const QJsonObject parameters{
        {QStringLiteral("type"), QStringLiteral("object")}, {QStringLiteral("properties"), schema}};
    return {{QStringLiteral("type"), QStringLiteral("function")},
        {QStringLiteral("function"),
            QJsonObject{{QStringLiteral("name"), name}, {QStringLiteral("parameters"), parameters}}}};
}

/// The tools of OpenCode 1.18, as far as the script uses them.
QJsonArray openCodeTools()
{
    return {
        tool(QStringLiteral("bash"), {QStringLiteral("command"), QStringLiteral("timeout"), QStringLiteral("workdir")}),
        tool(QStringLiteral("edit"),
            {QStringLiteral("filePath"), QStringLiteral("oldString"), QStringLiteral("newString"),
                QStringLiteral("replaceAll")}),
        tool(QStringLiteral("glob"), {QStringLiteral("pattern"), QStringLiteral("path")}),
        tool(QStringLiteral("read"), {QStringLiteral("filePath"), QStringLiteral("offset")}),
        tool(QStringLiteral("write"), {QStringLiteral("content"), QStringLiteral("filePath")}),
    };
}

QJsonObject message(const QString &role, const QString &content)
{
    return {{QStringLiteral("role"), role}, {QStringLiteral("content"), content}};
}

/// An agent in memory: it keeps the conversation, and does to two files what the model's tool calls say.
class Agent {
public:
    Agent()
    {
        add(message(QStringLiteral("system"),
            QStringLiteral("You are an agent.\n<env>\n  Working directory: /workspace\n</env>")));
        QFile source(QStringLiteral(":/practice/repository/lib/words.awk"));
        QFile readme(QStringLiteral(":/practice/repository/README.md"));
        if (source.open(QIODevice::ReadOnly) && readme.open(QIODevice::ReadOnly)) {
            m_source = QString::fromUtf8(source.readAll());
            m_readme = QString::fromUtf8(readme.readAll());
        }
    }

    QJsonObject request() const
    {
        return {{QStringLiteral("model"), QStringLiteral("practice")}, {QStringLiteral("messages"), m_messages},
            {QStringLiteral("tools"), m_tools}};
    }

    /// Asks the model, adds its answer; returns the tool's name, or nothing at the end of the turn.
    QString step()
    {
        const PracticeAnswer answer = m_model.answer(request());
        const QJsonObject reply = parseObject(answer.parts.value(0), 1 << 20, QStringLiteral("answer"))
                                      .value_or(QJsonObject())[u"choices"][0][u"message"]
                                      .toObject();
        m_said = reply[u"content"].toString();
        add(reply);
        m_call = reply[u"tool_calls"][0].toObject();
        m_arguments =
            parseObject(m_call[u"function"][u"arguments"].toString().toUtf8(), 1 << 20, QStringLiteral("arguments"))
                .value_or(QJsonObject());
        return m_call[u"function"][u"name"].toString();
    }

    void answerTool(const QString &result)
    {
        QJsonObject answer = message(QStringLiteral("tool"), result);
        answer.insert(QStringLiteral("tool_call_id"), m_call[u"id"]);
        add(answer);
    }

    QString run(const QString &name)
    {
        const QString path = m_arguments[u"filePath"].toString();
        if (name == u"read")
            return path == u"/workspace/README.md"    ? m_readme
                : path == u"/workspace/lib/words.awk" ? m_source
                                                      : QStringLiteral("File not found: ") + path;
        if (name == u"edit") {
            const QString old = m_arguments[u"oldString"].toString();
            if (m_source.count(old) != 1)
                return QStringLiteral("Error: oldString not found");
            m_source.replace(old, m_arguments[u"newString"].toString());
            return QStringLiteral("Edit applied successfully.");
        }
        if (name == u"bash")
            return m_source.contains(u"gsub")   ? QStringLiteral("All 3 tests passed.")
                : m_source.contains(u"tolower") ? QStringLiteral("FAIL  punctuation\n1 of 3 tests failed.")
                                                : QStringLiteral("FAIL  letter-case\nFAIL  punctuation");
        if (name == u"write")
            m_written = m_arguments;
        return QStringLiteral("Done.");
    }

    QStringList turn(const QString &prompt, int deniedStep = -1)
    {
        add(message(QStringLiteral("user"), prompt));
        QStringList tools;
        for (QString name = step(); !name.isEmpty() && tools.size() < 20; name = step()) {
            const bool deny = tools.size() == deniedStep;
            answerTool(
                deny ? QStringLiteral("The user rejected permission to use this specific tool call.") : run(name));
            tools.push_back(name);
        }
        return tools;
    }

    void add(const QJsonObject &entry) { m_messages.push_back(entry); }

    PracticeModel m_model = *PracticeModel::builtIn();
    QJsonArray m_messages;
    QJsonArray m_tools = openCodeTools();
    QString m_source;
    QString m_readme;
    QString m_said;
    QJsonObject m_call;
    QJsonObject m_arguments;
    QJsonObject m_written;
};

const QStringList wholeTask{QStringLiteral("read"), QStringLiteral("read"), QStringLiteral("edit"),
    QStringLiteral("bash"), QStringLiteral("edit"), QStringLiteral("bash")};

} // namespace

class TestPracticeModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mendsTheSampleRepository()
    {
        Agent agent;
        QCOMPARE(agent.turn(QStringLiteral("Mend it")), wholeTask);
        QVERIFY(agent.m_source.contains(u"gsub"));
        QVERIFY(agent.m_said.startsWith(u"All three tests pass now."));
    }

    void aSecondPromptFindsItMended()
    {
        Agent agent;
        agent.turn(QStringLiteral("Mend it"));
        QCOMPARE(agent.turn(QStringLiteral("Again")),
            QStringList({QStringLiteral("read"), QStringLiteral("read"), QStringLiteral("bash")}));
        QVERIFY(agent.m_said.contains(u"nothing left"));
    }

    void aDenialEndsTheTurn_data()
    {
        QTest::addColumn<int>("denied");
        for (int step = 2; step < 6; ++step)
            QTest::addRow("at tool call %d", step + 1) << step;
    }

    void aDenialEndsTheTurn()
    {
        QFETCH(int, denied);
        Agent agent;
        QCOMPARE(agent.turn(QStringLiteral("Mend it"), denied), wholeTask.first(denied + 1));
        QVERIFY(agent.m_said.contains(u"did not allow"));
        // Whatever was done by then, another prompt brings it to its end.
        agent.turn(QStringLiteral("Try again"));
        QVERIFY(agent.m_source.contains(u"gsub"));
        QVERIFY(agent.m_said.startsWith(u"All three tests pass"));
    }

    void theSameRequestHasTheSameAnswer()
    {
        Agent agent;
        agent.add(message(QStringLiteral("user"), QStringLiteral("Mend it")));
        agent.step();
        agent.answerTool(agent.run(QStringLiteral("read")));
        const QJsonObject request = agent.request();
        const PracticeAnswer once = agent.m_model.answer(request);
        (void)agent.m_model.answer({{QStringLiteral("messages"),
            QJsonArray{message(QStringLiteral("user"), QStringLiteral("Generate a title for this conversation"))}}});
        QCOMPARE(agent.m_model.answer(request).parts, once.parts);
        // Agents put the date there; a retry after midnight must not be another conversation.
        QJsonObject later = request;
        QJsonArray messages = later[u"messages"].toArray();
        messages[0] = message(
            QStringLiteral("system"), QStringLiteral("You are an agent. Tomorrow.\nWorking directory: /workspace\n"));
        later[u"messages"] = messages;
        QCOMPARE(agent.m_model.answer(later).parts[0].contains("practice_source_"),
            once.parts[0].contains("practice_source_"));
    }

    void toolCallIdsAreUniqueInASession()
    {
        Agent agent;
        agent.turn(QStringLiteral("Mend it"));
        agent.turn(QStringLiteral("Mend it"));
        QSet<QString> ids;
        int calls = 0;
        for (const QJsonValue &entry : std::as_const(agent.m_messages)) {
            for (const QJsonValue &call : entry[u"tool_calls"].toArray()) {
                ids.insert(call[u"id"].toString());
                ++calls;
            }
        }
        QCOMPARE(ids.size(), calls);
    }

    void requestsWithoutToolsAreTheAgentsOwn_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("answer");
        QTest::addRow("a title") << QStringLiteral("You are a title generator.") << QStringLiteral("Mend the tests");
        QTest::addRow("a summary") << QStringLiteral("Summarise the conversation.")
                                   << QStringLiteral("So far the practice model");
    }

    void requestsWithoutToolsAreTheAgentsOwn()
    {
        QFETCH(QString, system);
        QFETCH(QString, answer);
        Agent agent;
        agent.m_tools = {};
        agent.m_messages = {message(QStringLiteral("system"), system),
            message(QStringLiteral("user"), QStringLiteral("Mend the tests"))};
        QCOMPARE(agent.step(), QString());
        QVERIFY(agent.m_said.startsWith(answer));
    }

    void anyOtherRepositoryGetsANote()
    {
        Agent agent;
        agent.m_readme = QStringLiteral("Somebody's project");
        QCOMPARE(agent.turn(QStringLiteral("Make {root} faster")),
            QStringList({QStringLiteral("read"), QStringLiteral("glob"), QStringLiteral("write")}));
        QCOMPARE(agent.m_written[u"filePath"].toString(), QStringLiteral("/workspace/PRACTICE_NOTE_1.md"));
        QVERIFY(agent.m_written[u"content"].toString().contains(u"> Make {root} faster"));
        agent.turn(QStringLiteral("And more"));
        QCOMPARE(agent.m_written[u"filePath"].toString(), QStringLiteral("/workspace/PRACTICE_NOTE_2.md"));
    }

    void aMissingToolIsSaid()
    {
        Agent agent;
        agent.m_tools = {tool(QStringLiteral("read"), {QStringLiteral("filePath")})};
        agent.turn(QStringLiteral("Mend it"));
        QVERIFY(agent.m_said.contains(u"does not offer"));
    }

    void anAgentThatRenamesCallsDoesNotLoop()
    {
        Agent agent;
        agent.add(message(QStringLiteral("user"), QStringLiteral("Mend it")));
        int steps = 0;
        for (QString name = agent.step(); !name.isEmpty(); name = agent.step()) {
            agent.m_call[u"id"] = QStringLiteral("renamed");
            agent.answerTool(agent.run(name));
            QVERIFY(++steps < 30);
        }
        QVERIFY(agent.m_said.contains(u"cannot tell"));
    }

    void otherAgentsNamesForArgumentsAreUsed()
    {
        Agent agent;
        agent.m_tools = {tool(QStringLiteral("Read"), {QStringLiteral("file_path")})};
        agent.add(message(QStringLiteral("user"), QStringLiteral("Mend it")));
        QCOMPARE(agent.step(), QStringLiteral("Read"));
        QCOMPARE(
            agent.m_arguments, QJsonObject({{QStringLiteral("file_path"), QStringLiteral("/workspace/README.md")}}));
    }

    void aStreamCarriesTheSameAnswer()
    {
        Agent agent;
        agent.add(message(QStringLiteral("user"), QStringLiteral("Mend it")));
        QJsonObject request = agent.request();
        request[u"stream"] = true;
        request[u"stream_options"] = QJsonObject{{QStringLiteral("include_usage"), true}};
        const PracticeAnswer answer = agent.m_model.answer(request);
        QCOMPARE(answer.contentType, QByteArrayLiteral("text/event-stream"));
        QString text;
        QString arguments;
        UsageMeter meter(UsageMeter::Format::EventStream);
        for (const QByteArray &part : answer.parts) {
            meter.feed(part);
            QVERIFY(part.startsWith("data: ") && part.endsWith("\n\n"));
            const QJsonObject chunk = QJsonDocument::fromJson(part.sliced(6)).object();
            const QJsonValue delta = chunk[u"choices"][0][u"delta"];
            text += delta[u"content"].toString();
            arguments += delta[u"tool_calls"][0][u"function"][u"arguments"].toString();
        }
        agent.step();
        QCOMPARE(text, agent.m_said);
        QCOMPARE(QJsonDocument::fromJson(arguments.toUtf8()).object(), agent.m_arguments);
        QVERIFY(meter.isComplete());
        QVERIFY(meter.usage() && meter.usage()->prompt > 0 && meter.usage()->completion > 0);
    }

    void nonsenseIsABadRequest_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addRow("nothing") << QByteArrayLiteral("{}");
        QTest::addRow("messages that are none") << QByteArrayLiteral(R"({"messages":[1,null,"x",[]],"tools":7})");
        QTest::addRow("no prompt") << QByteArrayLiteral(R"({"messages":[{"role":"assistant","content":"hi"}]})");
    }

    void nonsenseIsABadRequest()
    {
        QFETCH(QByteArray, json);
        const PracticeAnswer answer = PracticeModel::builtIn()->answer(QJsonDocument::fromJson(json).object());
        QCOMPARE(answer.status, 400);
        QVERIFY(QJsonDocument::fromJson(answer.parts.value(0)).object().contains(u"error"));
    }
};

QTEST_GUILESS_MAIN(TestPracticeModel)
#include "tst_practice_model.moc"
