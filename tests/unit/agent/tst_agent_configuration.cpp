#include "agent_log.h"

#include "runner/agent/configuration.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

AgentEntry entry()
{
    AgentEntry entry;
    entry.command = {u"/usr/local/bin/agent"_s, u"acp"_s};
    entry.environment = {{u"OFFLINE"_s, u"1"_s}};
    entry.configuration = {.variable = u"CONFIG"_s,
        .configuration =
            json("{'model':'p/{model}','permission':'unset','options':{'url':'{url}','key':'{key}'},'models':{"
                 "'{model}':{'cost':['{input-price}','{context}']}}}"),
        .askEach = json("{'permission':{'edit':'ask'}}"),
        .insideIsFree = json("{'permission':{'edit':'allow'}}")};
    return entry;
}

QJsonObject configurationOf(const AgentCommand &command)
{
    for (const auto &[name, value] : command.environment) {
        if (name == "CONFIG")
            return json(value);
    }
    return {};
}

} // namespace

class TestAgentConfiguration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void theTemplateIsFilledIn();
    void theModeDecidesTheQuestions();
    void aModelNamedLikeAWordStaysAName();
    void aProtocolHasItsWordsAndPath();
    void anAgentFindsItsHomeAndWhatIsThereStays();
    void modelNamesAreChecked_data();
    void modelNamesAreChecked();
};

void TestAgentConfiguration::theTemplateIsFilledIn()
{
    const auto command = agentStart(entry(), AgentPermissions::AskEach,
        {.model = u"scripted-1"_s,
            .url = u"http://127.0.0.1:1/v1"_s,
            .key = u"k"_s,
            .contextTokens = 1000,
            .inputPrice = 0.3});
    QVERIFY(command);
    QCOMPARE(command->argv, (QList<QByteArray>{"/usr/local/bin/agent", "acp"}));
    QCOMPARE(command->environment.size(), 2);
    QCOMPARE(command->environment[1], std::pair(QByteArray("OFFLINE"), QByteArray("1")));
    QCOMPARE(configurationOf(*command),
        json("{'model':'p/scripted-1','permission':{'edit':'ask'},'options':{'url':'http://127.0.0.1:1/"
             "v1','key':'k'},'models':"
             "{'scripted-1':{'cost':[0.3,1000]}}}"));
}

void TestAgentConfiguration::theModeDecidesTheQuestions()
{
    const auto command = agentStart(entry(), AgentPermissions::InsideIsFree, {.model = u"m"_s});
    QCOMPARE(configurationOf(*command)["permission"_L1].toObject(), json("{'edit':'allow'}"));
}

void TestAgentConfiguration::aModelNamedLikeAWordStaysAName()
{
    const auto command = agentStart(entry(), AgentPermissions::AskEach, {.model = u"{key}'{\"x"_s});
    const QByteArray text = command->environment.at(0).second;
    QCOMPARE(QJsonDocument::fromJson(text)["model"_L1].toString(), u"p/{key}'{\"x"_s);
}

void TestAgentConfiguration::aProtocolHasItsWordsAndPath()
{
    AgentEntry speaks = entry();
    speaks.configuration.configuration = json("{'package':'{package}','url':'{url}'}");
    speaks.configuration.protocols = {{u"openai-chat"_s, u"/v1"_s, {{u"package"_s, u"chat"_s}}},
        {u"gemini"_s, u"/v1beta"_s, {{u"package"_s, u"google"_s}}}};
    const auto configured = [&speaks](const QString &protocol) {
        const auto command = agentStart(speaks, AgentPermissions::AskEach, {.model = u"m"_s, .protocol = protocol});
        return command ? configurationOf(*command) : json("{'error':true}");
    };
    QCOMPARE(configured({}), json("{'package':'chat','permission':{'edit':'ask'},'url':'http://127.0.0.1:8317/v1'}"));
    QCOMPARE(configured(u"gemini"_s),
        json("{'package':'google','permission':{'edit':'ask'},'url':'http://127.0.0.1:8317/v1beta'}"));
    QCOMPARE(configured(u"anthropic-messages"_s), json("{'error':true}"));
}

void TestAgentConfiguration::anAgentFindsItsHomeAndWhatIsThereStays()
{
    const QTemporaryDir home;
    AgentEntry prepared = entry();
    prepared.command = {u"/bin/echo"_s, u"--"_s, u"$(started)"_s};
    prepared.home = {{u".config/a b/new"_s, u"it's \"$HOME\"\n"_s}, {u".config/old"_s, u"not this"_s}};
    QDir(home.path()).mkdir(u".config"_s);
    const auto write = [&home](const QString &path, const QByteArray &content) {
        QFile file(home.filePath(path));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    };
    QVERIFY(write(u".config/old"_s, "mine"));
    const auto command = agentStart(prepared, AgentPermissions::AskEach, {.model = u"m"_s});
    QVERIFY(command);
    QProcess process;
    process.setProcessEnvironment([&home] {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, home.path());
        return environment;
    }());
    QStringList arguments;
    for (const QByteArray &argument : command->argv.sliced(1))
        arguments << QString::fromUtf8(argument);
    process.start(QString::fromUtf8(command->argv.first()), arguments);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.readAllStandardOutput(), QByteArray("-- $(started)\n"));
    const auto read = [&home](const QString &path) {
        QFile file(home.filePath(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QCOMPARE(read(u".config/a b/new"_s), QByteArray("it's \"$HOME\"\n"));
    QCOMPARE(read(u".config/old"_s), QByteArray("mine"));
}

void TestAgentConfiguration::modelNamesAreChecked_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << QString();
    QTest::newRow("too long") << QString(257, u'x');
    QTest::newRow("control character") << u"a\nb"_s;
}

void TestAgentConfiguration::modelNamesAreChecked()
{
    QFETCH(QString, name);
    const auto command = agentStart(entry(), AgentPermissions::AskEach, {.model = name});
    QVERIFY(!command);
    QCOMPARE(command.error().code, InvalidArgument);
}

QTEST_GUILESS_MAIN(TestAgentConfiguration)
#include "tst_agent_configuration.moc"
