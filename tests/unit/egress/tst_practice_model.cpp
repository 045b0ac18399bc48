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

PracticeAnswer answerTo(const PracticeModel &model, const QJsonObject &request)
{
    return model.answer(ModelProtocolName::Chat, {.body = request, .streaming = request[u"stream"].toBool()});
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
        const PracticeAnswer answer = answerTo(m_model, request());
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

/// An agent that speaks another protocol. It puts together what the model says, in its own way.
class ForeignAgent {
public:
    ForeignAgent(ModelProtocolName protocol, bool ids, bool stream) : m_protocol(protocol), m_ids(ids), m_stream(stream)
    { }

    void prompt(const QString &text)
    {
        using enum ModelProtocolName;
        if (m_protocol == Gemini)
            m_said.append(QJsonObject{{QStringLiteral("role"), QStringLiteral("user")},
                {QStringLiteral("parts"), QJsonArray{QJsonObject{{QStringLiteral("text"), text}}}}});
        else
            m_said.append(message(QStringLiteral("user"), text));
    }

    void step()
    {
        QJsonArray tools;
        const QJsonArray known = openCodeTools();
        for (const auto &tool : known) {
            const QJsonObject function = tool[u"function"].toObject();
            const QString name = function[u"name"].toString();
            if (m_protocol == ModelProtocolName::Messages)
                tools.append(QJsonObject{
                    {QStringLiteral("name"), name}, {QStringLiteral("input_schema"), function[u"parameters"]}});
            else
                tools.append(function);
        }
        QJsonObject body;
        if (m_protocol == ModelProtocolName::Gemini) {
            body = {{QStringLiteral("contents"), m_said},
                {QStringLiteral("tools"), QJsonArray{QJsonObject{{QStringLiteral("functionDeclarations"), tools}}}}};
        } else {
            const bool messages = m_protocol == ModelProtocolName::Messages;
            body = {{messages ? QStringLiteral("messages") : QStringLiteral("input"), m_said},
                {QStringLiteral("tools"), tools}};
        }
        const PracticeAnswer answer = m_model.answer(m_protocol, {.body = body, .streaming = m_stream});
        m_usage = answer.usage;
        UsageMeter meter(m_stream ? UsageMeter::Format::EventStream : UsageMeter::Format::Json, m_protocol);
        for (const QByteArray &part : answer.parts)
            meter.feed(part);
        meter.finish();
        m_metered = meter.usage();
        m_text.clear();
        m_tool.clear();
        m_json.clear();
        for (const QByteArray &part : answer.parts)
            hear(QJsonDocument::fromJson(m_stream ? part.sliced(part.indexOf("data: ") + 6) : part).object());
        if (!m_tool.isEmpty())
            remember();
    }

    void answerTool(const QString &result)
    {
        using enum ModelProtocolName;
        const QString id = m_ids ? m_id : QString();
        if (m_protocol == Messages) {
            QJsonObject block{{QStringLiteral("type"), QStringLiteral("tool_result")},
                {QStringLiteral("tool_use_id"), id}, {QStringLiteral("content"), result}};
            m_said.append(QJsonObject{
                {QStringLiteral("role"), QStringLiteral("user")}, {QStringLiteral("content"), QJsonArray{block}}});
        } else if (m_protocol == Responses) {
            m_said.append(QJsonObject{{QStringLiteral("type"), QStringLiteral("function_call_output")},
                {QStringLiteral("call_id"), id}, {QStringLiteral("output"), result}});
        } else {
            QJsonObject answered{{QStringLiteral("name"), m_tool},
                {QStringLiteral("response"), QJsonObject{{QStringLiteral("output"), result}}}};
            if (m_ids)
                answered.insert(QStringLiteral("id"), id);
            m_said.append(QJsonObject{{QStringLiteral("role"), QStringLiteral("user")},
                {QStringLiteral("parts"), QJsonArray{QJsonObject{{QStringLiteral("functionResponse"), answered}}}}});
        }
    }

    QString said() const { return m_text; }
    QString tool() const { return m_tool; }
    QJsonObject arguments() const { return QJsonDocument::fromJson(m_json).object(); }
    bool usageIsReported() const { return m_metered == m_usage && m_usage.prompt > 0 && m_usage.completion > 0; }

private:
    void call(const QJsonValue &name, const QJsonValue &id)
    {
        m_tool = name.toString();
        m_id = id.toString();
    }

    void hear(const QJsonObject &said)
    {
        const QString type = said[u"type"].toString();
        if (m_protocol == ModelProtocolName::Gemini) {
            const QJsonArray parts = said[u"candidates"][0][u"content"][u"parts"].toArray();
            for (const auto &part : parts) {
                if (!part[u"thought"].toBool())
                    m_text += part[u"text"].toString();
                if (part[u"functionCall"].isObject()) {
                    call(part[u"functionCall"][u"name"], part[u"functionCall"][u"id"]);
                    m_json = QJsonDocument(part[u"functionCall"][u"args"].toObject()).toJson();
                }
            }
        } else if (m_protocol == ModelProtocolName::Messages) {
            const QJsonArray blocks = said[u"content"].toArray();
            for (const auto &block : blocks) {
                m_text += block[u"text"].toString();
                if (block[u"type"].toString() == u"tool_use") {
                    call(block[u"name"], block[u"id"]);
                    m_json = QJsonDocument(block[u"input"].toObject()).toJson();
                }
            }
            if (type == u"content_block_start" && said[u"content_block"][u"type"].toString() == u"tool_use")
                call(said[u"content_block"][u"name"], said[u"content_block"][u"id"]);
            m_text += said[u"delta"][u"text"].toString();
            m_json += said[u"delta"][u"partial_json"].toString().toUtf8();
        } else {
            const QJsonArray items = m_stream ? QJsonArray() : said[u"output"].toArray();
            for (const auto &item : items) {
                m_text += item[u"content"][0][u"text"].toString();
                if (item[u"type"].toString() == u"function_call") {
                    call(item[u"name"], item[u"call_id"]);
                    m_json = item[u"arguments"].toString().toUtf8();
                }
            }
            if (type == u"response.output_text.delta")
                m_text += said[u"delta"].toString();
            if (type == u"response.function_call_arguments.delta")
                m_json += said[u"delta"].toString().toUtf8();
            if (type == u"response.output_item.added" && said[u"item"][u"type"].toString() == u"function_call")
                call(said[u"item"][u"name"], said[u"item"][u"call_id"]);
        }
    }

    /// The model's call goes back to it, as agents do.
    void remember()
    {
        using enum ModelProtocolName;
        const QString id = m_ids ? m_id : QString();
        if (m_protocol == Messages) {
            const QJsonObject use{{QStringLiteral("type"), QStringLiteral("tool_use")}, {QStringLiteral("id"), id},
                {QStringLiteral("name"), m_tool}, {QStringLiteral("input"), arguments()}};
            m_said.append(QJsonObject{
                {QStringLiteral("role"), QStringLiteral("assistant")}, {QStringLiteral("content"), QJsonArray{use}}});
        } else if (m_protocol == Responses) {
            m_said.append(
                QJsonObject{{QStringLiteral("type"), QStringLiteral("function_call")}, {QStringLiteral("call_id"), id},
                    {QStringLiteral("name"), m_tool}, {QStringLiteral("arguments"), QString::fromUtf8(m_json)}});
        } else {
            const QJsonObject made{{QStringLiteral("name"), m_tool}, {QStringLiteral("args"), arguments()}};
            m_said.append(QJsonObject{{QStringLiteral("role"), QStringLiteral("model")},
                {QStringLiteral("parts"), QJsonArray{QJsonObject{{QStringLiteral("functionCall"), made}}}}});
        }
    }

    PracticeModel m_model = *PracticeModel::builtIn();
    ModelProtocolName m_protocol;
    bool m_ids;
    bool m_stream;
    QJsonArray m_said;
    QString m_text;
    QString m_tool;
    QString m_id;
    QByteArray m_json;
    ModelUsage m_usage;
    std::optional<ModelUsage> m_metered;
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
        const PracticeAnswer once = answerTo(agent.m_model, request);
        (void)answerTo(agent.m_model,
            {{QStringLiteral("messages"),
                QJsonArray{
                    message(QStringLiteral("user"), QStringLiteral("Generate a title for this conversation"))}}});
        QCOMPARE(answerTo(agent.m_model, request).parts, once.parts);
        // Agents put the date there; a retry after midnight must not be another conversation.
        QJsonObject later = request;
        QJsonArray messages = later[u"messages"].toArray();
        messages[0] = message(
            QStringLiteral("system"), QStringLiteral("You are an agent. Tomorrow.\nWorking directory: /workspace\n"));
        later[u"messages"] = messages;
        QCOMPARE(answerTo(agent.m_model, later).parts[0].contains("practice_source_"),
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
        const PracticeAnswer answer = answerTo(agent.m_model, request);
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

    /// The same conversation in another protocol gets the same steps; an agent without ids of calls, too.
    void everyProtocolGetsTheSameSteps_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<bool>("ids");
        QTest::addColumn<bool>("stream");
        using enum ModelProtocolName;
        for (const bool stream : {false, true}) {
            const char *how = stream ? ", streaming" : "";
            QTest::addRow("messages%s", how) << int(Messages) << true << stream;
            QTest::addRow("responses%s", how) << int(Responses) << true << stream;
            QTest::addRow("gemini%s", how) << int(Gemini) << true << stream;
            QTest::addRow("gemini without ids%s", how) << int(Gemini) << false << stream;
        }
    }

    void everyProtocolGetsTheSameSteps()
    {
        QFETCH(int, protocol);
        QFETCH(bool, ids);
        QFETCH(bool, stream);
        ForeignAgent foreign(ModelProtocolName(protocol), ids, stream);
        Agent agent;
        agent.add(message(QStringLiteral("user"), QStringLiteral("Mend it")));
        foreign.prompt(QStringLiteral("Mend it"));
        for (int step = 0; step < 20; ++step) {
            const QString name = agent.step();
            foreign.step();
            QCOMPARE(foreign.said(), agent.m_said);
            QCOMPARE(foreign.tool(), name);
            QVERIFY(foreign.usageIsReported());
            if (name.isEmpty())
                break;
            QCOMPARE(foreign.arguments(), agent.m_arguments);
            const QString result = agent.run(name);
            agent.answerTool(result);
            foreign.answerTool(result);
        }
        QVERIFY(agent.m_source.contains(u"gsub"));
    }

    void tokensAreCountedWithoutAnAnswer()
    {
        const PracticeModel model = *PracticeModel::builtIn();
        const QJsonObject body{{QStringLiteral("messages"),
            QJsonArray{message(QStringLiteral("user"), QStringLiteral("Hello there, model"))}}};
        const auto count =
            model.answer(ModelProtocolName::Messages, {.operation = ModelOperation::CountTokens, .body = body});
        const auto whole = model.answer(ModelProtocolName::Messages, {.body = body});
        QCOMPARE(
            QJsonDocument::fromJson(count.parts.value(0)).object()[u"input_tokens"].toInteger(), whole.usage.prompt);
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
        const PracticeAnswer answer = answerTo(*PracticeModel::builtIn(), QJsonDocument::fromJson(json).object());
        QCOMPARE(answer.status, 400);
        QVERIFY(QJsonDocument::fromJson(answer.parts.value(0)).object().contains(u"error"));
    }
};

QTEST_GUILESS_MAIN(TestPracticeModel)
#include "tst_practice_model.moc"
