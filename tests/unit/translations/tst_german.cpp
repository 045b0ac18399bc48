// The catalogue in a program: what the runner and the command line say is found in it.

#include "app/cli/arguments.h"
#include "runner/agent/agent_catalogue.h"
#include "runner/base/json.h"
#include "runner/control_plane/command_client.h"
#include "runner/sandbox/container_request.h"
#include "runner/session/host_checks.h"
#include "runner/session/session_actor.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTest>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace pilothouse;

class German : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsTheRunner();
    void readsObjectsOfTheRunner();
    void readsTheCommandLine();
    void choosesThePlural_data();
    void choosesThePlural();

private:
    QTranslator m_catalogue;
};

void German::initTestCase()
{
    QVERIFY(m_catalogue.load(QLocale(u"de"_s), u"pilothouse"_s, u"_"_s, u":/i18n"_s));
    QVERIFY(QCoreApplication::installTranslator(&m_catalogue));
}

void German::readsTheRunner()
{
    QCOMPARE(parseObject("[]", 10, u"Das"_s).error().message, u"Das ist kein JSON-Objekt."_s);
    const auto entry = parseAgentEntry(R"({"schema": 1})");
    QVERIFY(!entry);
    QVERIFY2(entry.error().message.startsWith(u"Der Katalogeintrag des Agenten ist ungültig: „"_s)
            && entry.error().message.endsWith(u"“ fehlt."_s),
        qPrintable(entry.error().message));
    QCOMPARE(checkSpec({}).error().message, u"Die Sandbox kann so nicht erstellt werden: sie hat keine Sitzung."_s);
    const auto checks = checkHost(QCoreApplication::applicationDirPath());
    QVERIFY(!checks.empty());
    for (const EngineCheck &check : checks)
        QVERIFY2(check.sentence.contains(u" sind frei, "_s) || check.sentence.contains(u" installiert"_s),
            qPrintable(check.sentence));
}

void German::readsObjectsOfTheRunner()
{
    QCOMPARE(SessionActor::tr("A session needs a name."), u"Eine Sitzung braucht einen Namen."_s);
    QCOMPARE(CommandClient::tr("Cancelled."), u"Abgebrochen."_s);
}

void German::readsTheCommandLine()
{
    QCOMPARE(cli::readArguments({u"nonsense"_s}).error().message,
        u"Es gibt keinen Befehl „nonsense“. Siehe pilothouse --help."_s);
    const auto help = cli::readArguments({u"--help"_s});
    QVERIFY(help);
    QVERIFY2(help->help.contains(u"Die Sitzungen auflisten."_s), qPrintable(help->help));
    const auto ofCommand = cli::readArguments({u"remove"_s, u"--help"_s});
    QVERIFY(ofCommand);
    QVERIFY2(
        ofCommand->help.contains(u"Auch mit Änderungen, die nicht angenommen wurden."_s), qPrintable(ofCommand->help));
}

void German::choosesThePlural_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("words");

    QTest::newRow("none") << 0 << u"0 Dateien"_s;
    QTest::newRow("one") << 1 << u"1 Datei"_s;
    QTest::newRow("many") << 21 << u"21 Dateien"_s;
}

void German::choosesThePlural()
{
    QFETCH(int, count);
    QTEST(QCoreApplication::translate("Printer", "%n file(s)", nullptr, count), "words");
}

QTEST_GUILESS_MAIN(German)
#include "tst_german.moc"
