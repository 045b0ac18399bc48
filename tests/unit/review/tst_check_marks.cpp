#include "runner/base/json.h"
#include "runner/review/check_mark.h"

#include <QJsonArray>
#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

const ObjectId Tree(QString(40, u'a'));
const ObjectId Other(QString(40, u'b'));

CheckDefinition definition(const QString &command = u"make test"_s)
{
    CheckDefinition check;
    check.name = u"test"_s;
    check.command = command;
    return check;
}

/// One run as the log has it, read back from its events.
void record(CheckHistory &history, CheckResult run)
{
    static int runs = 0;
    run.id = QString::number(++runs);
    if (run.check.name.isEmpty())
        run.check = definition();
    Event event;
    event.seq = static_cast<qint64>(2 * history.results.size() + 1);
    event.kind = EventKind::CheckStarted;
    history.apply(event, checkStartedToJson(run));
    if (run.outcome == CheckOutcome::Running)
        return;
    ++event.seq;
    event.kind = EventKind::CheckEnded;
    history.apply(event, checkEndedToJson(run));
}

CheckResult ran(
    CheckOutcome outcome, CheckPlace place = CheckPlace::Clean, const ObjectId &tree = Tree, int touched = 0)
{
    CheckResult run;
    run.outcome = outcome;
    run.exitCode = outcome == CheckOutcome::Passed ? 0 : 1;
    run.place = place;
    run.tree = tree;
    run.touched.count = touched;
    return run;
}

} // namespace

Q_DECLARE_METATYPE(pilothouse::CheckResult)

/// What a check is, and what its runs say about a tree.
class CheckMarksTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsDefinitions();
    void refusesBrokenDefinitions_data();
    void refusesBrokenDefinitions();
    void thePersonsCopyCounts();
    void marks_data();
    void marks();
    void runsOfAnotherCommandDoNotCount();
    void acceptAsksForRequiredOnes();
    void eventsAreHostile_data();
    void eventsAreHostile();
    void keepsTheNewestOutputOnly();
};

void CheckMarksTest::readsDefinitions()
{
    const auto checks =
        parseChecks("{\"checks\": [{\"name\": \"test\", \"command\": \"make test\", \"timeoutSeconds\": 90, \"files\": "
                    "[\"spec/*\"], \"requiredToAccept\": true}, {\"name\": \"lint\", \"command\": \"a\\n\\tb\"}]}",
            CheckDefinition::Origin::Base);
    QVERIFY(checks.has_value());
    QCOMPARE(checks->size(), 2U);
    CheckDefinition wanted = definition();
    wanted.limit = std::chrono::seconds(90);
    wanted.files = QStringList{u"spec/*"_s};
    wanted.accept = CheckDefinition::Accept::Requires;
    QCOMPARE(checks->front(), wanted);
    QCOMPARE(checks->back().limit, std::chrono::minutes(10));
    QCOMPARE(checks->back().accept, CheckDefinition::Accept::Free);
}

void CheckMarksTest::refusesBrokenDefinitions_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("no object") << QByteArray("[]");
    QTest::newRow("no name") << QByteArray("{\"checks\": [{\"command\": \"true\"}]}");
    QTest::newRow("no command") << QByteArray("{\"checks\": [{\"name\": \"a\", \"command\": \" \"}]}");
    QTest::newRow("two of one name") << QByteArray(
        "{\"checks\": [{\"name\": \"a\", \"command\": \"x\"}, {\"name\": \"a\", \"command\": \"y\"}]}");
    QTest::newRow("an escape in the name")
        << QByteArray("{\"checks\": [{\"name\": \"\\u001b[2J\", \"command\": \"x\"}]}");
    QTest::newRow("a hidden turn in the command")
        << QByteArray("{\"checks\": [{\"name\": \"a\", \"command\": \"x \\u202e y\"}]}");
    QTest::newRow("no time") << QByteArray(
        "{\"checks\": [{\"name\": \"a\", \"command\": \"x\", \"timeoutSeconds\": 0}]}");
    QTest::newRow("a week") << QByteArray(
        "{\"checks\": [{\"name\": \"a\", \"command\": \"x\", \"timeoutSeconds\": 604800}]}");
    QTest::newRow("a long command") << QByteArray(
        "{\"checks\": [{\"name\": \"a\", \"command\": \"" + QByteArray(5000, 'x') + "\"}]}");
}

void CheckMarksTest::refusesBrokenDefinitions()
{
    QFETCH(QByteArray, json);
    QVERIFY(!parseChecks(json, CheckDefinition::Origin::Base).has_value());
}

void CheckMarksTest::thePersonsCopyCounts()
{
    CheckDefinition trusted = definition(u"make check"_s);
    trusted.origin = CheckDefinition::Origin::Trusted;
    CheckDefinition more = trusted;
    more.name = u"more"_s;
    const auto both = withTrusted({definition()}, {trusted, more});
    QCOMPARE(both, (std::vector{trusted, more}));
}

void CheckMarksTest::marks_data()
{
    using Runs = QList<CheckResult>;
    using enum CheckOutcome;
    QTest::addColumn<Runs>("runs");
    QTest::addColumn<CheckMark::Kind>("kind");
    QTest::addColumn<QString>("sentence");
    const auto sandbox = CheckPlace::AgentSandbox;
    QTest::newRow("no run") << Runs() << CheckMark::Kind::None << u"was not run"_s;
    QTest::newRow("passed here") << Runs{ran(Passed)} << CheckMark::Kind::Passed << u"passed on this very tree"_s;
    QTest::newRow("failed here") << Runs{ran(Failed)} << CheckMark::Kind::Failed << u"failed on this very tree"_s;
    QTest::newRow("the newest counts") << Runs{ran(Passed), ran(Failed)} << CheckMark::Kind::Failed << u"failed"_s;
    QTest::newRow("files that decide were changed")
        << Runs{ran(Passed, CheckPlace::Clean, Tree, 2)} << CheckMark::Kind::PassedTouched << u"touch"_s;
    QTest::newRow("passed elsewhere") << Runs{ran(Passed, CheckPlace::Clean, Other)} << CheckMark::Kind::PassedOlder
                                      << u"3 file(s) changed since"_s;
    QTest::newRow("failed elsewhere") << Runs{ran(Failed, CheckPlace::Clean, Other)} << CheckMark::Kind::FailedOlder
                                      << u"changed since"_s;
    QTest::newRow("here, then elsewhere")
        << Runs{ran(Passed), ran(Failed, CheckPlace::Clean, Other)} << CheckMark::Kind::Passed << u"this very tree"_s;
    QTest::newRow("the agent's sandbox proves nothing")
        << Runs{ran(Passed, sandbox)} << CheckMark::Kind::PassedNotProof << u"not proof"_s;
    QTest::newRow("nor takes evidence away")
        << Runs{ran(Passed), ran(Failed, sandbox)} << CheckMark::Kind::Passed << u"this very tree"_s;
    QTest::newRow("nor heals a failure") << Runs{ran(Failed), ran(Passed, sandbox)} << CheckMark::Kind::Failed
                                         << u"failed"_s;
    QTest::newRow("a failure counts wherever") << Runs{ran(Failed, sandbox)} << CheckMark::Kind::Failed << u"failed"_s;
    QTest::newRow("runs") << Runs{ran(Passed), ran(Running)} << CheckMark::Kind::Running << u"is running"_s;
    QTest::newRow("out of time") << Runs{ran(TimedOut)} << CheckMark::Kind::Undecided << u"in time"_s;
    QTest::newRow("cancelled") << Runs{ran(Cancelled)} << CheckMark::Kind::Undecided << u"cancelled"_s;
    QTest::newRow("interrupted") << Runs{ran(Interrupted)} << CheckMark::Kind::Undecided << u"interrupted"_s;
    QTest::newRow("broken") << Runs{ran(Broken)} << CheckMark::Kind::Undecided << u"could not be run"_s;
}

void CheckMarksTest::marks()
{
    QFETCH(QList<CheckResult>, runs);
    QFETCH(CheckMark::Kind, kind);
    QFETCH(QString, sentence);
    CheckHistory history;
    for (const CheckResult &run : std::as_const(runs))
        record(history, run);
    const CheckMark mark = checkMark(history, definition(), Tree,
        [](const ObjectId &from, const ObjectId &to) { return from == Other && to == Tree ? 3 : -1; });
    QCOMPARE(mark.kind, kind);
    QVERIFY2(mark.sentence.contains(sentence), qPrintable(mark.sentence));
    QCOMPARE(mark.isGreen(), kind == CheckMark::Kind::Passed);
}

void CheckMarksTest::runsOfAnotherCommandDoNotCount()
{
    CheckHistory history;
    CheckResult run = ran(CheckOutcome::Passed);
    run.check = definition(u"true"_s);
    record(history, run);
    QCOMPARE(checkMark(history, definition(), Tree, {}).kind, CheckMark::Kind::None);
}

void CheckMarksTest::acceptAsksForRequiredOnes()
{
    CheckMark mark;
    mark.check = definition();
    QVERIFY(acceptAllowed({mark}).has_value());
    mark.check.accept = CheckDefinition::Accept::Requires;
    for (const auto kind : {CheckMark::Kind::None, CheckMark::Kind::Running, CheckMark::Kind::PassedTouched,
             CheckMark::Kind::PassedOlder, CheckMark::Kind::PassedNotProof, CheckMark::Kind::Failed,
             CheckMark::Kind::FailedOlder, CheckMark::Kind::Undecided}) {
        mark.kind = kind;
        const auto allowed = acceptAllowed({mark});
        QVERIFY(!allowed);
        QCOMPARE(allowed.error().code, ChecksMissing);
    }
    mark.kind = CheckMark::Kind::Passed;
    QVERIFY(acceptAllowed({mark}).has_value());
}

/// The fold holds against payloads that nobody wrote like this.
void CheckMarksTest::eventsAreHostile_data()
{
    QTest::addColumn<QByteArray>("started");
    QTest::addColumn<QByteArray>("ended");
    const QByteArray start = "{\"id\":\"1\",\"name\":\"test\",\"command\":\"make test\",\"place\":\"clean\",\"tree\":\""
        + QByteArray(40, 'a') + "\"}";
    QTest::newRow("another tree at its end")
        << start
        << QByteArray("{\"id\":\"1\",\"outcome\":\"passed\",\"exitCode\":0,\"tree\":\"" + QByteArray(40, 'b') + "\"}");
    QTest::newRow("no place") << QByteArray(start).replace("\"clean\"", "\"\"")
                              << QByteArray("{\"id\":\"1\",\"outcome\":\"passed\",\"exitCode\":0,\"tree\":\""
                                     + QByteArray(40, 'a') + "\"}");
    QTest::newRow("no outcome") << start
                                << QByteArray("{\"id\":\"1\",\"exitCode\":0,\"tree\":\"" + QByteArray(40, 'a') + "\"}");
    QTest::newRow("ends as running") << start
                                     << QByteArray("{\"id\":\"1\",\"outcome\":\"running\",\"tree\":\""
                                            + QByteArray(40, 'a') + "\"}");
    QTest::newRow("never began") << QByteArray(
        "{}") << QByteArray("{\"id\":\"1\",\"outcome\":\"passed\",\"tree\":\"" + QByteArray(40, 'a') + "\"}");
    QTest::newRow("no types") << QByteArray("{\"id\":1,\"tree\":[]}") << QByteArray("{\"id\":{},\"outcome\":7}");
}

void CheckMarksTest::eventsAreHostile()
{
    QFETCH(QByteArray, started);
    QFETCH(QByteArray, ended);
    CheckHistory history;
    Event event;
    event.kind = EventKind::CheckStarted;
    history.apply(event, parseObject(started, 4096, {}).value());
    event.kind = EventKind::CheckEnded;
    history.apply(event, parseObject(ended, 4096, {}).value());
    QVERIFY(!checkMark(history, definition(), Tree, {}).isGreen());
}

void CheckMarksTest::keepsTheNewestOutputOnly()
{
    CheckHistory history;
    for (int i = 0; i < 300; ++i) {
        CheckResult run = ran(CheckOutcome::Passed);
        run.output = QString::number(i);
        record(history, run);
    }
    QCOMPARE(history.results.size(), 200U);
    QCOMPARE(history.results.back().output, u"299"_s);
    QCOMPARE(std::ranges::count_if(history.results, [](const CheckResult &run) { return !run.output.isEmpty(); }), 1);
}

QTEST_GUILESS_MAIN(CheckMarksTest)

#include "tst_check_marks.moc"
