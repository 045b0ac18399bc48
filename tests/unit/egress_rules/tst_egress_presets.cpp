#include "runner/policy/egress_presets.h"

#include "runner/base/json.h"

#include <QJsonArray>
#include <QTest>
#include <QUrl>

using namespace pilothouse;
using namespace Qt::StringLiterals;

class TestEgressPresets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void theProgramsPresetsAreWhole()
    {
        const auto presets = EgressPresets::builtIn();
        QVERIFY2(presets, qPrintable(presets ? QString() : presets.error().cause));
        for (const QString &id : {u"npm"_s, u"pypi"_s, u"crates"_s, u"go"_s, u"maven"_s, u"apt"_s}) {
            const EgressPreset *preset = presets->find(id);
            QVERIFY2(preset != nullptr, qPrintable(id));
            for (const QString &source : preset->sources)
                QVERIFY2(QUrl(source, QUrl::StrictMode).scheme() == "https"_L1, qPrintable(source));
        }
        QVERIFY(presets->isRegistry(u"registry.npmjs.org"_s));
        QVERIFY(!presets->isRegistry(u"example.com"_s));
        QVERIFY(presets->find(u"none"_s) == nullptr);
    }

    void theirRulesAreGoodRules()
    {
        for (const EgressPreset &preset : EgressPresets::known().all()) {
            for (const QString &repository : {QString(), u"7"_s}) {
                for (const EgressRule &rule : presetRules(preset, repository, u"me"_s)) {
                    const auto checked = checkedEgressRule(rule);
                    QVERIFY2(checked, qPrintable(rule.id));
                    QCOMPARE(*checked, rule);
                    QVERIFY(!rule.privateNetwork && rule.verdict == EgressVerdict::Allow);
                    QCOMPARE(rule.scope, repository.isEmpty() ? EgressScope::Always : EgressScope::Repository);
                }
            }
        }
        QCOMPARE(presetRules(*EgressPresets::known().find(u"npm"_s), {}, {}).front().id, u"preset:npm/1"_s);
    }

    void badPresetsAreRefused_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<bool>("good");
        const auto row = [](const char *name, const char *host, int port, const char *protocol, bool good) {
            QTest::newRow(name) << QString::fromLatin1(host) << port << QString::fromLatin1(protocol) << good;
        };
        row("a registry", "registry.example", 443, "tunnel", true);
        row("by plain HTTP", "registry.example", 80, "http", true);
        row("a wildcard", "*.example.com", 443, "tunnel", false);
        row("an address", "93.184.216.34", 443, "tunnel", false);
        row("a private address", "10.0.0.1", 443, "tunnel", false);
        row("this machine", "a.localhost", 443, "tunnel", false);
        row("one label", "registry", 443, "tunnel", false);
        row("capitals", "Registry.example", 443, "tunnel", false);
        row("no host", "", 443, "tunnel", false);
        row("port 0", "registry.example", 0, "tunnel", false);
        row("a port too large", "registry.example", 65536, "tunnel", false);
        row("a forward", "registry.example", 443, "forward", false);
        row("no protocol", "registry.example", 443, "", false);
    }

    void badPresetsAreRefused()
    {
        QFETCH(QString, host);
        QFETCH(int, port);
        QFETCH(QString, protocol);
        QFETCH(bool, good);
        const QJsonObject entry{{u"host"_s, host}, {u"port"_s, port}, {u"protocol"_s, protocol}};
        const QJsonObject preset{{u"id"_s, u"x"_s}, {u"name"_s, u"X"_s}, {u"date"_s, u"2026-01-31"_s},
            {u"sources"_s, QJsonArray{u"https://example.com"_s}}, {u"hosts"_s, QJsonArray{entry}}};
        const auto read = [](const QJsonArray &presets) {
            return EgressPresets::fromJson(toLine({{u"presets"_s, presets}}));
        };
        QCOMPARE(read({preset}).has_value(), good);
        QVERIFY(!read({preset, preset}));
        for (const QString &field : {u"id"_s, u"name"_s, u"date"_s, u"sources"_s, u"hosts"_s}) {
            QJsonObject without = preset;
            without.remove(field);
            QVERIFY(!read({without}));
        }
    }
};

QTEST_GUILESS_MAIN(TestEgressPresets)
#include "tst_egress_presets.moc"
