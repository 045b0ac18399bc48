// What the log says about the network, folded: questions, answers that hold, and what went to which host.

#include "runner/base/json.h"
#include "runner/session/egress_answer.h"
#include "runner/session/session_state.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

struct Log {
    SessionFold fold;
    qint64 seq = 0;
    qint32 turn = 1;

    Log() { add(EventKind::SessionCreated, SessionInfo{.title = u"T"_s, .repositoryId = RepositoryId(3)}.toJson()); }
    void add(EventKind kind, const QJsonObject &payload)
    {
        fold.apply({SessionId(7), ++seq, 1000 * seq, turn, kind, toLine(payload)});
    }
    void ask(const QString &id, const QJsonObject &egress)
    {
        add(EventKind::ApprovalRequested,
            {{u"id"_s, id}, {u"kind"_s, u"egress"_s}, {u"command"_s, u"npm ci"_s}, {u"egress"_s, egress}});
    }
    void decide(const QString &id, const QString &decision, const QString &scope)
    {
        add(EventKind::ApprovalDecided,
            {{u"id"_s, id}, {u"decision"_s, decision}, {u"scope"_s, scope}, {u"by"_s, u"me"_s}});
    }
    [[nodiscard]] const SessionState &state() const { return fold.state(); }
};

QJsonObject tunnel(const QString &host)
{
    return {{u"host"_s, host}, {u"port"_s, 443}, {u"protocol"_s, u"tunnel"_s}, {u"pid"_s, 42}};
}

EgressVerdict verdictFor(const Log &log, const QString &host, qint32 turn)
{
    return EgressRules(log.state().egressAnswers)
        .decide({host, 443, EgressProtocol::Tunnel, {}}, {.repository = u"3"_s, .session = u"7"_s, .turn = turn})
        .verdict;
}

} // namespace

class TestEgressFold : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aQuestionIsRead();
    void aQuestionThatMakesNoSenseHasNoTarget_data();
    void aQuestionThatMakesNoSenseHasNoTarget();
    void answersHoldAsLongAsTheySay_data();
    void answersHoldAsLongAsTheySay();
    void aQuestionAboutAPathAnswersForThatPathOnly();
    void hostsAreAddedUp();
};

void TestEgressFold::aQuestionIsRead()
{
    Log log;
    log.ask(u"e12"_s, tunnel(u"a.example"_s));
    QCOMPARE(log.state().approvals.size(), 1U);
    const Approval &asked = log.state().approvals.front();
    QCOMPARE(asked.kind, ApprovalKind::Egress);
    QCOMPARE(asked.command, u"npm ci"_s);
    QCOMPARE(asked.egress->target, (EgressTarget{u"a.example"_s, 443, EgressProtocol::Tunnel, {}}));
    QCOMPARE(asked.egress->pid, 42);
    QCOMPARE(EgressQuestion::fromJson(asked.egress->toJson()), asked.egress);
    QCOMPARE(log.state().egressQuestions, 12);
    // It is no question of the agent's, so its withdrawal is not either.
    log.decide(u"e12"_s, u"withdrawn"_s, {});
    QVERIFY(log.state().approvals.empty());
    QVERIFY(log.state().egressAnswers.empty());
}

void TestEgressFold::aQuestionThatMakesNoSenseHasNoTarget_data()
{
    QTest::addColumn<QJsonObject>("egress");
    QTest::newRow("nothing") << QJsonObject();
    QTest::newRow("no port") << QJsonObject{{u"host"_s, u"a.example"_s}, {u"protocol"_s, u"tunnel"_s}};
    QTest::newRow("no protocol") << QJsonObject{{u"host"_s, u"a.example"_s}, {u"port"_s, 443}};
    QTest::newRow("a host that is none") << tunnel(u"a b"_s);
    QTest::newRow("an octal address") << tunnel(u"0177.0.0.1"_s);
}

void TestEgressFold::aQuestionThatMakesNoSenseHasNoTarget()
{
    QFETCH(QJsonObject, egress);
    Log log;
    log.ask(u"e1"_s, egress);
    QCOMPARE(log.state().approvals.size(), 1U);
    QVERIFY(!log.state().approvals.front().egress);
    log.decide(u"e1"_s, u"allow"_s, u"session"_s);
    QVERIFY(log.state().egressAnswers.empty());
}

void TestEgressFold::answersHoldAsLongAsTheySay_data()
{
    QTest::addColumn<QString>("decision");
    QTest::addColumn<QString>("scope");
    QTest::addColumn<EgressVerdict>("thisTurn");
    QTest::addColumn<EgressVerdict>("nextTurn");
    using enum EgressVerdict;
    QTest::newRow("once") << u"allow"_s << u"once"_s << Ask << Ask;
    QTest::newRow("turn") << u"allow"_s << u"turn"_s << Allow << Ask;
    QTest::newRow("session") << u"allow"_s << u"session"_s << Allow << Allow;
    QTest::newRow("denied for the turn") << u"deny"_s << u"turn"_s << Deny << Ask;
    QTest::newRow("denied for the session") << u"deny"_s << u"session"_s << Deny << Deny;
    QTest::newRow("a stored rule is not the log's") << u"allow"_s << u"always"_s << Ask << Ask;
    QTest::newRow("cancelled") << u"cancelled"_s << u"session"_s << Ask << Ask;
    QTest::newRow("an unknown scope") << u"allow"_s << u"for ever"_s << Ask << Ask;
}

void TestEgressFold::answersHoldAsLongAsTheySay()
{
    QFETCH(QString, decision);
    QFETCH(QString, scope);
    QFETCH(EgressVerdict, thisTurn);
    QFETCH(EgressVerdict, nextTurn);
    Log log;
    log.ask(u"e1"_s, tunnel(u"a.example"_s));
    log.decide(u"e1"_s, decision, scope);
    QVERIFY(log.state().approvals.empty());
    QCOMPARE(verdictFor(log, u"a.example"_s, 1), thisTurn);
    QCOMPARE(verdictFor(log, u"a.example"_s, 2), nextTurn);
    QCOMPARE(verdictFor(log, u"b.example"_s, 1), EgressVerdict::Ask);
}

void TestEgressFold::aQuestionAboutAPathAnswersForThatPathOnly()
{
    const EgressQuestion plain{.target = {u"a.example"_s, 80, EgressProtocol::Http, "/a"}};
    EgressQuestion other = plain;
    other.target.path = "/b";
    QVERIFY(plain.covers(other));
    EgressQuestion sensitive = plain;
    sensitive.sensitivePath = true;
    QVERIFY(!plain.covers(sensitive));
    EgressQuestion elsewhere = sensitive;
    elsewhere.target.path = "/.git";
    QVERIFY(!sensitive.covers(elsewhere));
    Approval approval;
    approval.egress = sensitive;
    ApprovalDecision decision;
    decision.decision = Decision::AllowOnce;
    decision.scope = EgressScope::Repository;
    const auto rule = egressRuleOf(approval, decision, SessionInfo{.repositoryId = RepositoryId(3)}, SessionId(7));
    QVERIFY(rule);
    QCOMPARE(rule->path, QByteArray("/a"));
    QCOMPARE(rule->repository, u"3"_s);
    QVERIFY(!rule->privateNetwork);
}

void TestEgressFold::hostsAreAddedUp()
{
    Log log;
    const QJsonObject host{{u"host"_s, u"a.example"_s}, {u"port"_s, 443}};
    const auto with = [&host](std::initializer_list<std::pair<QString, QJsonValue>> more) {
        QJsonObject payload = host;
        for (const auto &[name, value] : more)
            payload[name] = value;
        return payload;
    };
    log.add(EventKind::EgressOpened, with({{u"id"_s, 1}}));
    log.add(EventKind::EgressOpened, with({{u"id"_s, 2}}));
    log.add(EventKind::EgressClosed, with({{u"id"_s, 1}, {u"sent"_s, 10}, {u"received"_s, 100}}));
    log.add(EventKind::EgressRefused, with({{u"count"_s, 5}}));
    log.add(EventKind::EgressRefused, with({}));
    QCOMPARE(log.state().egressOpenings, 2);
    QCOMPARE(log.state().egressHosts.size(), 1U);
    const EgressHostView &view = log.state().egressHosts.front();
    QCOMPARE(view, (EgressHostView{u"a.example"_s, 443, 2, 1, 6, 10, 100}));
}

QTEST_GUILESS_MAIN(TestEgressFold)
#include "tst_egress_fold.moc"
