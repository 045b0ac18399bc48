#include "runner/policy/egress_rules.h"

#include "runner/egress/host_name.h"
#include "runner/policy/egress_rule_json.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(pilothouse::EgressRule)
Q_DECLARE_METATYPE(pilothouse::EgressTarget)
Q_DECLARE_METATYPE(pilothouse::EgressVerdict)
Q_DECLARE_METATYPE(std::vector<pilothouse::EgressRule>)

namespace {

constexpr auto Allow = EgressVerdict::Allow;
constexpr auto Deny = EgressVerdict::Deny;
constexpr auto Ask = EgressVerdict::Ask;
constexpr auto Tunnel = EgressProtocol::Tunnel;
constexpr auto Http = EgressProtocol::Http;
constexpr auto Forward = EgressProtocol::Forward;

EgressRule rule(
    EgressVerdict verdict, const char *host, std::optional<quint16> port = {}, EgressProtocol protocol = Tunnel)
{
    static int number = 0;
    EgressRule rule;
    rule.id = u"t%1"_s.arg(++number);
    rule.verdict = verdict;
    rule.host = QString::fromLatin1(host);
    rule.port = port;
    rule.protocol = protocol;
    return rule;
}

EgressRule with(EgressRule rule, const auto &change)
{
    change(rule);
    return rule;
}

EgressRule onPath(EgressRule rule, const char *path)
{
    rule.path = path;
    return rule;
}

EgressRule onPrivateNetwork(EgressRule rule)
{
    rule.privateNetwork = true;
    return rule;
}

EgressTarget target(const char *host, quint16 port = 443, EgressProtocol protocol = Tunnel, const char *path = "")
{
    return {QString::fromLatin1(host), port, protocol, path};
}

EgressTarget page(const char *host, const char *path = "/")
{
    return target(host, 80, Http, path);
}

const EgressContext Context{.repository = u"7"_s, .session = u"3"_s, .turn = 5, .nowMs = 1000};

} // namespace

class TestEgressRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void rulesDecide_data()
    {
        QTest::addColumn<std::vector<EgressRule>>("rules");
        QTest::addColumn<EgressTarget>("target");
        QTest::addColumn<EgressVerdict>("verdict");
        const auto row = [](const char *name, std::vector<EgressRule> rules, EgressTarget target,
                             EgressVerdict verdict) {
            QTest::newRow(name) << std::move(rules) << std::move(target) << verdict;
        };
        row("nothing is known", {}, target("example.com"), Ask);
        row("another host", {rule(Allow, "example.com")}, target("example.org"), Ask);
        row("the host", {rule(Allow, "example.com")}, target("example.com"), Allow);
        row("below the host", {rule(Allow, "example.com")}, target("www.example.com"), Ask);
        row("above the host", {rule(Allow, "www.example.com")}, target("example.com"), Ask);
        row("a name that only ends alike", {rule(Allow, "*.example.com")}, target("badexample.com"), Ask);
        row("below a wildcard", {rule(Allow, "*.example.com")}, target("a.b.example.com"), Allow);
        row("a wildcard's own name", {rule(Allow, "*.example.com")}, target("example.com"), Ask);
        row("an address is below no name", {rule(Allow, "*.0.0.1")}, target("8.0.0.1"), Ask);

        row("the host goes before the wildcard", {rule(Deny, "*.example.com"), rule(Allow, "a.example.com")},
            target("a.example.com"), Allow);
        row("the longer wildcard goes first", {rule(Allow, "*.example.com"), rule(Deny, "*.b.example.com")},
            target("a.b.example.com"), Deny);
        row("deny before allow", {rule(Allow, "example.com"), rule(Deny, "example.com")}, target("example.com"), Deny);
        row("allow before ask", {rule(Ask, "example.com"), rule(Allow, "example.com")}, target("example.com"), Allow);
        row("ask is a rule", {rule(Ask, "a.example.com"), rule(Allow, "*.example.com")}, target("a.example.com"), Ask);
        row("deny everything", {rule(Deny, "*")}, target("example.com"), Deny);
        row("deny every address", {rule(Deny, "*")}, target("8.8.8.8"), Deny);
        row("deny everything but one", {rule(Deny, "*"), rule(Allow, "example.com")}, target("example.com"), Allow);

        row("another port", {rule(Allow, "example.com")}, target("example.com", 22), Ask);
        row("that port", {rule(Allow, "example.com", 8443)}, target("example.com", 8443), Allow);
        row("not the usual port then", {rule(Allow, "example.com", 8443)}, target("example.com"), Ask);
        row("deny is for every port", {rule(Deny, "example.com")}, target("example.com", 22), Deny);
        row("deny is for every protocol", {rule(Deny, "example.com")}, page("example.com"), Deny);
        row("deny on a port is for its protocol", {rule(Deny, "example.com", 80)}, page("example.com"), Ask);
        row("plain HTTP has its usual port", {rule(Allow, "example.com", {}, Http)}, page("example.com"), Allow);
        row("another protocol", {rule(Allow, "example.com", 80)}, page("example.com"), Ask);
        row("a tunnel by a rule for HTTP", {rule(Allow, "example.com", 80, Http)}, target("example.com", 80), Ask);
        row("a forward has no usual port", {rule(Allow, "example.com", {}, Forward)},
            target("example.com", 443, Forward), Ask);
        row("a forward", {rule(Allow, "example.com", 5432, Forward)}, target("example.com", 5432, Forward), Allow);

        row("a path", {onPath(rule(Allow, "example.com", {}, Http), "/pub")}, page("example.com", "/pub"), Allow);
        row("below a path", {onPath(rule(Allow, "example.com", {}, Http), "/pub")}, page("example.com", "/pub/a"),
            Allow);
        row("beside a path", {onPath(rule(Allow, "example.com", {}, Http), "/pub")}, page("example.com", "/public"),
            Ask);
        row("a folder's path", {onPath(rule(Allow, "example.com", {}, Http), "/pub/")}, page("example.com", "/pub/a"),
            Allow);
        row("the longer path goes first",
            {onPath(rule(Allow, "example.com", {}, Http), "/pub/a"), rule(Deny, "example.com", {}, Http)},
            page("example.com", "/pub/a/b"), Allow);
        row("the longer path denies",
            {rule(Allow, "example.com", {}, Http), onPath(rule(Deny, "example.com", {}, Http), "/x")},
            page("example.com", "/x"), Deny);
        row("a sensitive path is asked about", {rule(Allow, "example.com", {}, Http)}, page("example.com", "/admin/x"),
            Ask);
        row("a rule for the root is not for a sensitive path", {onPath(rule(Allow, "example.com", {}, Http), "/")},
            page("example.com", "/admin"), Ask);
        row("a rule that names it", {onPath(rule(Allow, "example.com", {}, Http), "/admin")},
            page("example.com", "/admin/x"), Allow);
        row("a sensitive path of a denied host", {rule(Deny, "example.com", {}, Http)}, page("example.com", "/admin"),
            Deny);
        row("a secret's path", {onPath(rule(Allow, "example.com", {}, Http), "/.env")}, page("example.com", "/.env"),
            Deny);

        row("a registry by plain HTTP", {}, page("registry.npmjs.org"), Deny);
        row("a registry by TLS", {}, target("registry.npmjs.org"), Ask);
        row("a registry by plain HTTP by rule", {rule(Allow, "registry.npmjs.org", {}, Http)},
            page("registry.npmjs.org"), Allow);

        row("localhost", {rule(Allow, "localhost")}, target("localhost"), Deny);
        row("metadata", {rule(Allow, "169.254.169.254", 80, Http)}, page("169.254.169.254"), Deny);
        row("metadata by its private rule", {onPrivateNetwork(rule(Allow, "169.254.169.254", 80, Http))},
            page("169.254.169.254"), Deny);
        row("a mapped address", {rule(Allow, "::ffff:8.8.8.8")}, target("::ffff:8.8.8.8"), Deny);
        row("a private address without a rule", {}, target("10.0.0.1"), Deny);
        row("a private address by a usual rule", {rule(Allow, "10.0.0.1", 443)}, target("10.0.0.1"), Deny);
        row("a private address by a rule that asks", {rule(Ask, "10.0.0.1", 443)}, target("10.0.0.1"), Deny);
        row("a private address by its rule", {onPrivateNetwork(rule(Allow, "10.0.0.1", 443))}, target("10.0.0.1"),
            Allow);
        row("a private address on another port", {onPrivateNetwork(rule(Allow, "10.0.0.1", 443))},
            target("10.0.0.1", 444), Deny);
        row("a private rule without a port opens nothing", {onPrivateNetwork(rule(Allow, "10.0.0.1"))},
            target("10.0.0.1"), Deny);
        row("a preset opens nothing private",
            {with(onPrivateNetwork(rule(Allow, "10.0.0.1", 443)), [](auto &r) { r.id = u"preset:x/1"_s; })},
            target("10.0.0.1"), Deny);
        row("no host", {rule(Deny, "*")}, target(""), Deny);
        row("a star is no host", {rule(Allow, "*.example.com")}, target("*.example.com"), Deny);
        row("no port", {rule(Allow, "example.com")}, target("example.com", 0), Deny);

        row("once is no rule", {with(rule(Allow, "example.com"), [](auto &r) { r.scope = EgressScope::Once; })},
            target("example.com"), Ask);
        const auto scoped = [](EgressScope scope, const char *session, const char *repository, qint32 turn) {
            return with(rule(Allow, "example.com"), [&](EgressRule &r) {
                r.scope = scope;
                r.session = QString::fromLatin1(session);
                r.repository = QString::fromLatin1(repository);
                r.turn = turn;
            });
        };
        row("this turn", {scoped(EgressScope::Turn, "3", "", 5)}, target("example.com"), Allow);
        row("an earlier turn", {scoped(EgressScope::Turn, "3", "", 4)}, target("example.com"), Ask);
        row("the turn of another session", {scoped(EgressScope::Turn, "4", "", 5)}, target("example.com"), Ask);
        row("this session", {scoped(EgressScope::Session, "3", "", 0)}, target("example.com"), Allow);
        row("another session", {scoped(EgressScope::Session, "4", "", 0)}, target("example.com"), Ask);
        row("no session", {scoped(EgressScope::Session, "", "", 0)}, target("example.com"), Ask);
        row("this repository", {scoped(EgressScope::Repository, "", "7", 0)}, target("example.com"), Allow);
        row("another repository", {scoped(EgressScope::Repository, "", "8", 0)}, target("example.com"), Ask);
        row("no repository", {scoped(EgressScope::Repository, "", "", 0)}, target("example.com"), Ask);
        row("until later", {with(rule(Allow, "example.com"), [](auto &r) { r.untilMs = 1001; })}, target("example.com"),
            Allow);
        row("until now", {with(rule(Allow, "example.com"), [](auto &r) { r.untilMs = 1000; })}, target("example.com"),
            Ask);
        row("what is over does not hide what holds",
            {with(rule(Deny, "example.com"), [](auto &r) { r.untilMs = 1; }), rule(Allow, "*.com"),
                rule(Allow, "example.com")},
            target("example.com"), Allow);
    }

    void rulesDecide()
    {
        QFETCH(std::vector<EgressRule>, rules);
        QFETCH(EgressTarget, target);
        QFETCH(EgressVerdict, verdict);
        const EgressDecision decision = EgressRules(rules).decide(target, Context);
        QCOMPARE(decision.verdict, verdict);
        QCOMPARE(decision.reason.isEmpty(), verdict != Deny);
        // Neither the order of rules nor how they are split over layers matters.
        const EgressDecision reversed = EgressRules({rules.rbegin(), rules.rend()}).decide(target, Context);
        QCOMPARE(reversed.verdict, verdict);
        EgressRules layered;
        for (const EgressRule &one : rules)
            layered = layered.with({one});
        QCOMPARE(layered.decide(target, Context).verdict, verdict);
        QCOMPARE(layered.all(), rules);
    }

    void aDecisionSaysWhichRuleMadeIt()
    {
        const EgressRule wide = rule(Allow, "*.example.com");
        const EgressRule exact = rule(Deny, "a.example.com");
        const EgressRules rules({wide, exact});
        QCOMPARE(rules.decide(target("b.example.com"), Context).rule, wide.id);
        QCOMPARE(rules.decide(target("a.example.com"), Context).rule, exact.id);
        QCOMPARE(rules.decide(target("c.example.org"), Context).rule, QString());
    }

    void onlyTheRuleForItOpensThePrivateNetwork()
    {
        const EgressRules rules({rule(Allow, "a.corp", 443), onPrivateNetwork(rule(Allow, "b.corp", 443)),
            onPrivateNetwork(rule(Allow, "*.c.corp", 443))});
        QCOMPARE(rules.decide(target("a.corp"), Context).network, PrivateNetwork::Closed);
        QCOMPARE(rules.decide(target("b.corp"), Context).network, PrivateNetwork::Opened);
        QCOMPARE(rules.decide(target("x.c.corp"), Context).network, PrivateNetwork::Closed);
        QCOMPARE(rules.decide(target("other.corp"), Context).network, PrivateNetwork::Closed);
    }

    void aSensitivePathIsSaid()
    {
        const EgressRules rules({rule(Allow, "example.com", {}, Http)});
        QVERIFY(rules.decide(page("example.com", "/admin"), Context).sensitivePath);
        QVERIFY(!rules.decide(page("example.com", "/x"), Context).sensitivePath);
        QVERIFY(!rules.decide(target("example.com", 443, Tunnel), Context).sensitivePath);
    }

    void goodRulesAreKept_data()
    {
        QTest::addColumn<EgressRule>("given");
        QTest::addColumn<QString>("host");
        const auto row = [](const char *name, const EgressRule &given, const char *host) {
            QTest::newRow(name) << given << QString::fromLatin1(host);
        };
        row("a host", rule(Allow, "Example.COM."), "example.com");
        row("a wildcard", rule(Allow, "*.Example.com"), "*.example.com");
        row("everything, denied", rule(Deny, "*"), "*");
        row("a top-level domain, denied", rule(Deny, "*.zip"), "*.zip");
        row("a public address", rule(Allow, "8.8.8.8"), "8.8.8.8");
        row("a private address, denied", rule(Deny, "10.0.0.1"), "10.0.0.1");
        row("a private address by name of the network", onPrivateNetwork(rule(Allow, "10.0.0.1", 443)), "10.0.0.1");
        row("a private name", onPrivateNetwork(rule(Allow, "registry.corp", 443)), "registry.corp");
        row("this machine's own server", onPrivateNetwork(rule(Allow, "127.0.0.1", 5432, Forward)), "127.0.0.1");
        row("a path", onPath(rule(Allow, "example.com", {}, Http), "/a"), "example.com");
    }

    void goodRulesAreKept()
    {
        QFETCH(EgressRule, given);
        QFETCH(QString, host);
        const Result<EgressRule> checked = checkedEgressRule(given);
        QVERIFY2(checked, qPrintable(checked ? QString() : checked.error().message));
        QCOMPARE(checked->host, host);
        QCOMPARE(checkedEgressRule(*checked), checked);
        QCOMPARE(egressRuleFromJson(egressRuleToJson(*checked)), checked);
    }

    void badRulesAreRefused_data()
    {
        QTest::addColumn<EgressRule>("given");
        const auto row = [](const char *name, const EgressRule &given) { QTest::newRow(name) << given; };
        row("no host", rule(Allow, ""));
        row("everything, allowed", rule(Allow, "*"));
        row("a top-level domain, allowed", rule(Allow, "*.com"));
        row("a star within", rule(Allow, "a.*.com"));
        row("a star without a dot", rule(Allow, "*example.com"));
        row("a star below an address", rule(Allow, "*.10.0.0.1"));
        row("two stars", rule(Allow, "*.*.com"));
        row("an octal address", rule(Allow, "010.0.0.1", 443));
        row("port 0", rule(Allow, "example.com", quint16(0)));
        row("a forward without a port", rule(Allow, "example.com", {}, Forward));
        row("a path of a tunnel", onPath(rule(Allow, "example.com"), "/a"));
        row("a path that is none", onPath(rule(Allow, "example.com", {}, Http), "a"));
        row("a path above the root", onPath(rule(Allow, "example.com", {}, Http), "/../a"));
        row("localhost", rule(Allow, "localhost"));
        row("metadata", onPrivateNetwork(rule(Allow, "169.254.169.254", 80, Http)));
        row("a private address without its flag", rule(Allow, "192.168.0.1", 443));
        row("loopback without its flag", rule(Allow, "127.0.0.1", 443));
        row("the private network by a wildcard", onPrivateNetwork(rule(Allow, "*.corp.example", 443)));
        row("the private network without a port", onPrivateNetwork(rule(Allow, "10.0.0.1")));
        row("the private network, denied", onPrivateNetwork(rule(Deny, "10.0.0.1", 443)));
        row("the private network by a preset",
            with(onPrivateNetwork(rule(Allow, "10.0.0.1", 443)), [](auto &r) { r.id = u"preset:x/1"_s; }));
        row("once", with(rule(Allow, "example.com"), [](auto &r) { r.scope = EgressScope::Once; }));
        row("a turn of no session", with(rule(Allow, "example.com"), [](auto &r) { r.scope = EgressScope::Turn; }));
        row("no session", with(rule(Allow, "example.com"), [](auto &r) { r.scope = EgressScope::Session; }));
        row("no repository", with(rule(Allow, "example.com"), [](auto &r) { r.scope = EgressScope::Repository; }));
        row("a scope that is none", with(rule(Allow, "example.com"), [](auto &r) { r.scope = EgressScope(9); }));
        row("an end before all time", with(rule(Allow, "example.com"), [](auto &r) { r.untilMs = -1; }));
        row("a maker too long", with(rule(Allow, "example.com"), [](auto &r) { r.by = QString(1000, u'x'); }));
    }

    void badRulesAreRefused()
    {
        QFETCH(EgressRule, given);
        const Result<EgressRule> checked = checkedEgressRule(given);
        QVERIFY(!checked);
        QVERIFY(!checked.error().message.isEmpty());
    }

    void badJsonIsRefused_data()
    {
        QTest::addColumn<QJsonObject>("json");
        QTest::newRow("another verdict") << QJsonObject{{u"verdict"_s, u"maybe"_s}};
        QTest::newRow("no word") << QJsonObject{{u"verdict"_s, 1}};
        QTest::newRow("another protocol") << QJsonObject{{u"protocol"_s, u"udp"_s}};
        QTest::newRow("another scope") << QJsonObject{{u"scope"_s, u"life"_s}};
        QTest::newRow("port 0") << QJsonObject{{u"port"_s, 0}};
        QTest::newRow("port 65536") << QJsonObject{{u"port"_s, 65536}};
        QTest::newRow("a port in words") << QJsonObject{{u"port"_s, u"443"_s}};
        QTest::newRow("half a port") << QJsonObject{{u"port"_s, 443.5}};
        QTest::newRow("an end in words") << QJsonObject{{u"until"_s, u"later"_s}};
    }

    void badJsonIsRefused()
    {
        QFETCH(QJsonObject, json);
        QVERIFY(!egressRuleFromJson(json));
    }
};

QTEST_GUILESS_MAIN(TestEgressRules)
#include "tst_egress_rules.moc"
