#include "runner/egress/model_gateway.h"
#include "runner/session/model_choice.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

class TestModelChoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasLeftOpenIsFilledIn_data();
    void whatWasLeftOpenIsFilledIn();
    void whatDoesNotFitIsSaid_data();
    void whatDoesNotFitIsSaid();
};

namespace {

AgentEntry speaking(const QStringList &protocols)
{
    AgentEntry agent;
    agent.name = u"An agent"_s;
    agent.configuration.protocols.clear();
    for (const QString &protocol : protocols)
        agent.configuration.protocols.push_back({.name = protocol, .path = u"/v1"_s, .words = {}});
    return agent;
}

} // namespace

void TestModelChoice::whatWasLeftOpenIsFilledIn_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<QString>("expectedUrl");
    QTest::addColumn<QString>("expectedProtocol");
    const QString own = u"https://models.example.org/v1"_s;
    QTest::newRow("Anthropic") << u"anthropic"_s << QString() << QString() << u"https://api.anthropic.com/v1"_s
                               << u"anthropic-messages"_s;
    QTest::newRow("OpenAI") << u"openai"_s << QString() << QString() << u"https://api.openai.com/v1"_s
                            << u"openai-chat"_s;
    QTest::newRow("OpenAI's other protocol")
        << u"openai"_s << QString() << u"openai-responses"_s << u"https://api.openai.com/v1"_s << u"openai-responses"_s;
    QTest::newRow("Gemini") << u"gemini"_s << QString() << QString()
                            << u"https://generativelanguage.googleapis.com/v1beta"_s << u"gemini"_s;
    QTest::newRow("a name with another address")
        << u"anthropic"_s << own + u'/' << QString() << own << u"anthropic-messages"_s;
    QTest::newRow("a name of one's own") << u"mine"_s << own << QString() << own << u"openai-chat"_s;
    QTest::newRow("a name and protocol of one's own")
        << u"mine"_s << own << u"anthropic-messages"_s << own << u"anthropic-messages"_s;
    QTest::newRow("the practice model") << u"practice"_s << QString() << QString() << QString() << u"openai-chat"_s;
    QTest::newRow("the practice model in another protocol")
        << u"practice"_s << QString() << u"gemini"_s << QString() << u"gemini"_s;
}

void TestModelChoice::whatWasLeftOpenIsFilledIn()
{
    QFETCH(QString, provider);
    QFETCH(QString, url);
    QFETCH(QString, protocol);
    const auto choice = completedModel({provider, u"m"_s, QUrl(url), protocol},
        speaking({u"openai-chat"_s, u"anthropic-messages"_s, u"openai-responses"_s, u"gemini"_s}));
    QVERIFY2(choice, choice ? "" : qUtf8Printable(choice.error().message));
    QTEST(choice->url.toString(), "expectedUrl");
    QTEST(choice->protocol, "expectedProtocol");
}

void TestModelChoice::whatDoesNotFitIsSaid_data()
{
    QTest::addColumn<ModelChoice>("choice");
    QTest::addColumn<QString>("code");
    const QUrl own(u"https://models.example.org/v1"_s);
    QTest::newRow("no protocol in common") << ModelChoice{u"anthropic"_s, u"m"_s, {}} << u"invalid_argument"_s;
    QTest::newRow("a protocol that the agent does not speak")
        << ModelChoice{u"mine"_s, u"m"_s, own, u"gemini"_s} << u"invalid_argument"_s;
    QTest::newRow("a protocol that is none")
        << ModelChoice{u"mine"_s, u"m"_s, own, u"telepathy"_s} << u"invalid_argument"_s;
    QTest::newRow("no address") << ModelChoice{u"mine"_s, u"m"_s, {}} << u"model.url_invalid"_s;
    QTest::newRow("an open address") << ModelChoice{u"mine"_s, u"m"_s, QUrl(u"http://models.example.org/v1"_s)}
                                     << u"model.url_invalid"_s;
}

void TestModelChoice::whatDoesNotFitIsSaid()
{
    QFETCH(ModelChoice, choice);
    const auto completed = completedModel(choice, speaking({u"openai-chat"_s}));
    QVERIFY(!completed);
    QTEST(QString(completed.error().code.name), "code");
}

QTEST_GUILESS_MAIN(TestModelChoice)
#include "tst_model_choice.moc"
