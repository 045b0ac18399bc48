#include "runner/agent/agent_catalogue.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse;

namespace {

QByteArray openCode()
{
    QFile file(QStringLiteral(":/pilothouse/agents/opencode.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonValue changed(QJsonValue root, QStringList path, const QJsonValue &value)
{
    const QString step = path.takeFirst();
    if (root.isArray()) {
        QJsonArray array = root.toArray();
        const qsizetype at = step.toLongLong();
        array[at] = path.isEmpty() ? value : changed(array.at(at), path, value);
        return array;
    }
    QJsonObject object = root.toObject();
    if (path.isEmpty() && value.isUndefined())
        object.remove(step);
    else
        object.insert(step, path.isEmpty() ? value : changed(object.value(step), path, value));
    return object;
}

/// OpenCode's entry with one field (its path with dots) changed; undefined removes it.
QByteArray entryWith(const QString &field, const QJsonValue &value)
{
    const QJsonObject root = QJsonDocument::fromJson(openCode()).object();
    return QJsonDocument(changed(root, field.split(QLatin1Char('.')), value).toObject()).toJson();
}

/// A package of an agent that a person builds.
QJsonObject archive()
{
    const auto hash = QString::fromLatin1(QByteArray(64, 'h').toBase64());
    return {{QStringLiteral("architecture"), QStringLiteral("amd64")},
        {QStringLiteral("source"), QStringLiteral("file")}, {QStringLiteral("path"), QStringLiteral("build/agent.tgz")},
        {QStringLiteral("version"), QStringLiteral("0.1.0")},
        {QStringLiteral("integrity"), QStringLiteral("sha512-%1").arg(hash)}, {QStringLiteral("size"), 100},
        {QStringLiteral("unpackedSize"), 1000}};
}

} // namespace

class AgentCatalogueTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void openCodeIsThere()
    {
        const auto catalogue = AgentCatalogue::load(QStringLiteral(":/pilothouse/agents"));
        QVERIFY2(catalogue, qPrintable(catalogue ? QString() : catalogue.error().message));
        const auto entry = catalogue->entry(QStringLiteral("opencode"));
        QVERIFY(entry);
        QCOMPARE(entry->name, QStringLiteral("OpenCode"));
        const AgentPackage *package = entry->packageFor(Architecture::Amd64);
        QVERIFY(package);
        QCOMPARE(package->name, QStringLiteral("opencode-linux-x64"));
        QCOMPARE(package->version, QStringLiteral("1.18.33"));
        QCOMPARE(package->sha512.size(), 64);
        QVERIFY(entry->packageFor(Architecture::Arm64));
        QCOMPARE(entry->command, QStringList({QStringLiteral("/usr/local/bin/opencode"), QStringLiteral("acp")}));
        QCOMPARE(entry->environment.value(QStringLiteral("OPENCODE_DISABLE_PROJECT_CONFIG")), QStringLiteral("1"));
        QCOMPARE(entry->configuration.variable, QStringLiteral("OPENCODE_CONFIG_CONTENT"));
        QStringList protocols;
        for (const AgentProtocol &protocol : entry->configuration.protocols)
            protocols << protocol.name + u' ' + protocol.words.value(QStringLiteral("package"));
        QCOMPARE(protocols,
            QStringList({QStringLiteral("openai-chat @ai-sdk/openai-compatible"),
                QStringLiteral("anthropic-messages @ai-sdk/anthropic"),
                QStringLiteral("openai-responses @ai-sdk/openai"), QStringLiteral("gemini @ai-sdk/google")}));
        const auto bash = [](const QJsonObject &mode) {
            return mode.value(QStringLiteral("permission")).toObject().value(QStringLiteral("bash")).toString();
        };
        QCOMPARE(bash(entry->configuration.askEach), QStringLiteral("ask"));
        QCOMPARE(bash(entry->configuration.insideIsFree), QStringLiteral("allow"));
    }

    void anUnknownAgentNamesTheKnownOnes()
    {
        const auto catalogue = AgentCatalogue::load(QStringLiteral(":/pilothouse/agents"));
        const auto entry = catalogue->entry(QStringLiteral("nobody"));
        QVERIFY(!entry);
        QCOMPARE(entry.error().code, AgentUnknown);
        QVERIFY(entry.error().message.contains(QStringLiteral("opencode")));
    }

    void whatIsNotExactIsRefused_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        const auto row = [](const char *name, const char *field, const QJsonValue &value) {
            QTest::newRow(name) << QString::fromLatin1(field) << value;
        };
        const QJsonValue nothing(QJsonValue::Undefined);
        row("another schema", "schema", 2);
        row("an unknown field", "hooks", QJsonObject());
        row("an unknown field inside", "packages.0.url", QStringLiteral("x"));
        row("no id", "id", nothing);
        row("an id with a path", "id", QStringLiteral("../x"));
        row("an id of the wrong type", "id", 7);
        row("a version range", "version", QStringLiteral("^1.18.0"));
        row("a tag as version", "version", QStringLiteral("latest"));
        row("another protocol", "protocol", QStringLiteral("acp-9"));
        row("no packages", "packages", QJsonArray());
        row("a package that is no object", "packages.0", QStringLiteral("x"));
        row("an unknown architecture", "packages.0.architecture", QStringLiteral("m68k"));
        row("an architecture twice", "packages.0.architecture", QStringLiteral("arm64"));
        row("an unknown source", "packages.0.source", QStringLiteral("web"));
        row("a package name that is an option", "packages.0.name", QStringLiteral("--registry=x"));
        row("a package name that is a path", "packages.0.name", QStringLiteral("./here"));
        row("a package name that is an address", "packages.0.name", QStringLiteral("https://host/x.tgz"));
        row("a package version range", "packages.0.version", QStringLiteral(">=1.0.0"));
        row("a weak hash", "packages.0.integrity", QStringLiteral("sha1-qMw8baOGwrmp362aRPI3FXPiz8E="));
        row("a short hash", "packages.0.integrity", QStringLiteral("sha512-AAAA"));
        row("a hash that is not base64", "packages.0.integrity", QStringLiteral("sha512-???"));
        row("a file's field in a package of npm", "packages.0.path", QStringLiteral("agent.tgz"));
        row("no size", "packages.0.size", nothing);
        row("a negative size", "packages.0.size", -1);
        row("an endless size", "packages.0.unpackedSize", 1e15);
        row("no files", "files", QJsonArray());
        row("a source path that leads out", "files.0.from", QStringLiteral("../x"));
        row("an absolute source path", "files.0.from", QStringLiteral("/etc/passwd"));
        row("a target outside", "files.0.to", QStringLiteral("/usr/local/../../etc/passwd"));
        row("a target over the guest", "files.0.to", QStringLiteral("/usr/lib/pilothouse/pilothouse-guest"));
        row("a target over the shell", "files.0.to", QStringLiteral("/usr/bin/sh"));
        row("a program that is not placed", "start.command", QJsonArray{QStringLiteral("/usr/bin/other")});
        row("a program by name", "start.command", QJsonArray{QStringLiteral("opencode")});
        row("no command", "start.command", QJsonArray());
        row("a command word that is no text", "start.command.1", 5);
        row("a variable of the loader", "start.environment.LD_PRELOAD", QStringLiteral("/x"));
        row("a variable of git", "start.environment.GIT_DIR", QStringLiteral("/x"));
        row("PATH", "start.environment.PATH", QStringLiteral("/x"));
        row("a variable in lower case", "start.environment.path", QStringLiteral("/x"));
        row("a value that is no text", "start.environment.A", 1);
        row("an unknown word in the template", "configuration.template.model", QStringLiteral("{modle}"));
        row("an unknown word in a key", "configuration.template.{nothing}", 1);
        row("an unknown word in a mode", "configuration.modes.ask-each.x", QJsonArray{QStringLiteral("{}")});
        row("a mode missing", "configuration.modes.ask-each", nothing);
        row("a mode too many", "configuration.modes.yolo", QJsonObject());
        row("a variable that is none", "configuration.variable", QStringLiteral("A=B"));
        const auto home = [](const QString &path, const QJsonValue &content) { return QJsonObject{{path, content}}; };
        row("a file outside the home", "start.home", home(QStringLiteral("../x"), QStringLiteral("")));
        row("a file further outside", "start.home", home(QStringLiteral("a/../../x"), QStringLiteral("")));
        row("a file by an absolute path", "start.home", home(QStringLiteral("/etc/x"), QStringLiteral("")));
        row("a file that is no text", "start.home", home(QStringLiteral("a/x"), 1));
        row("a large file", "start.home", home(QStringLiteral("a/x"), QString(4097, QLatin1Char('x'))));
        row("no protocols", "configuration.protocols", QJsonArray());
        row("a protocol without its words", "configuration.protocols.0.words", QJsonObject());
        row("a protocol twice", "configuration.protocols.1.name", QStringLiteral("openai-chat"));
        row("a protocol's path that leads out", "configuration.protocols.0.path", QStringLiteral("/../v1"));
        row("a word that is one of ours", "configuration.protocols.0.words.key", QStringLiteral("x"));
    }
    void whatIsNotExactIsRefused()
    {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        const auto entry = parseAgentEntry(entryWith(field, value));
        QVERIFY(!entry);
        QCOMPARE(entry.error().code, CatalogueInvalid);
        QVERIFY(!entry.error().message.isEmpty());
    }

    void anArchiveLiesBesideTheEntry()
    {
        QTemporaryDir directory;
        QFile file(directory.filePath(QStringLiteral("a.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(entryWith(QStringLiteral("packages.0"), archive()));
        file.close();
        const auto catalogue = AgentCatalogue::load(directory.path());
        QVERIFY2(catalogue, qPrintable(catalogue ? QString() : catalogue.error().message));
        const AgentEntry &entry = catalogue->entries().front();
        QCOMPARE(entry.folder, directory.path());
        const AgentPackage *package = entry.packageFor(Architecture::Amd64);
        QVERIFY(package);
        QVERIFY(package->source == PackageSource::File);
        QCOMPARE(package->name, QStringLiteral("build/agent.tgz"));
        QVERIFY(entry.packageFor(Architecture::Arm64)->source == PackageSource::Npm);
    }

    void anArchiveThatIsNotExactIsRefused_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        const auto row = [](const char *name, const char *field, const QJsonValue &value) {
            QTest::newRow(name) << QString::fromLatin1(field) << value;
        };
        const QJsonValue nothing(QJsonValue::Undefined);
        row("no path", "path", nothing);
        row("a path of the wrong type", "path", 7);
        row("an empty path", "path", QString());
        row("an absolute path", "path", QStringLiteral("/etc/passwd"));
        row("a path to the folder above", "path", QStringLiteral("../agent.tgz"));
        row("a path that comes back", "path", QStringLiteral("a/../../agent.tgz"));
        row("a path that ends above", "path", QStringLiteral("a/.."));
        row("the folder itself", "path", QStringLiteral("."));
        row("a path with an empty part", "path", QStringLiteral("a//b.tgz"));
        row("a hidden file", "path", QStringLiteral(".secret.tgz"));
        row("a path of Windows", "path", QStringLiteral("C:\\agent.tgz"));
        row("an address", "path", QStringLiteral("https://host/agent.tgz"));
        row("a path with a line feed", "path", QStringLiteral("a\nb"));
        row("an endless path", "path", QString(500, QLatin1Char('a')));
        row("the name of a package of npm", "name", QStringLiteral("agent"));
        row("no hash", "integrity", nothing);
        row("a short hash", "integrity", QStringLiteral("sha512-AAAA"));
        row("no size", "size", nothing);
        row("no unpacked size", "unpackedSize", nothing);
        row("no version", "version", nothing);
    }
    void anArchiveThatIsNotExactIsRefused()
    {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        QVERIFY(parseAgentEntry(entryWith(QStringLiteral("packages.0"), archive())));
        const QJsonValue package = changed(archive(), {field}, value);
        const auto entry = parseAgentEntry(entryWith(QStringLiteral("packages.0"), package));
        QVERIFY(!entry);
        QCOMPARE(entry.error().code, CatalogueInvalid);
        QVERIFY(entry.error().message.contains(QStringLiteral("packages.") + field)
            || field == QLatin1StringView("integrity"));
    }

    void whatIsNoEntryIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("opencode");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("empty") << QByteArray("{}");
        QTest::newRow("too long") << QByteArray(maxAgentEntryBytes + 1, ' ');
    }
    void whatIsNoEntryIsRefused()
    {
        QFETCH(QByteArray, json);
        const auto entry = parseAgentEntry(json);
        QVERIFY(!entry);
        QCOMPARE(entry.error().code, CatalogueInvalid);
    }

    void aVersionIsItsDefinitionAlone()
    {
        const auto entry = parseAgentEntry(openCode());
        const AgentVersion version = versionOf(*entry);
        QCOMPARE(version.sha256.size(), 64);
        // White space and the order of keys are not part of it.
        const auto again = parseAgentEntry(version.canonicalJson);
        QVERIFY(again);
        QCOMPARE(versionOf(*again), version);
        QCOMPARE(*again, *entry);
        const auto other =
            parseAgentEntry(entryWith(QStringLiteral("configuration.template.share"), QStringLiteral("auto")));
        QVERIFY(other);
        QVERIFY(versionOf(*other).sha256 != version.sha256);
    }

    void oneIdIsOneEntry()
    {
        QTemporaryDir directory;
        for (const QString &name : {QStringLiteral("a.json"), QStringLiteral("b.json")}) {
            QFile file(directory.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(openCode());
        }
        const auto catalogue = AgentCatalogue::load(directory.path());
        QVERIFY(!catalogue);
        QCOMPARE(catalogue.error().code, CatalogueInvalid);
    }

    void architecturesHaveEnginesNames()
    {
        QCOMPARE(architectureNamed(u"x86_64"), Architecture::Amd64);
        QCOMPARE(architectureNamed(u"aarch64"), Architecture::Arm64);
        QCOMPARE(architectureNamed(architectureName(Architecture::Arm64)), Architecture::Arm64);
        QVERIFY(!architectureNamed(u"riscv64"));
    }
};

QTEST_GUILESS_MAIN(AgentCatalogueTest)
#include "tst_agent_catalogue.moc"
