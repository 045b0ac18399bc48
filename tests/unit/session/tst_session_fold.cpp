#include "runner/base/json.h"
#include "runner/session/session_accept.h"
#include "runner/session/session_state.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

class Log {
public:
    Log &add(EventKind kind, const QJsonObject &payload = {}, qint32 turn = 1)
    {
        events.push_back({SessionId(1), static_cast<qint64>(events.size()) + 1,
            1000 + static_cast<qint64>(events.size()), turn, kind, toLine(payload)});
        return *this;
    }
    [[nodiscard]] SessionState state() const
    {
        SessionFold fold;
        for (const Event &event : events)
            fold.apply(event);
        return fold.snapshot();
    }
    std::vector<Event> events;
};

Log prepared()
{
    Log log;
    log.add(EventKind::SessionCreated,
        SessionInfo{.title = u"Mend it"_s, .repository = u"/r"_s, .repositoryId = RepositoryId(3)}.toJson(), 0);
    log.add(EventKind::SessionState, {{u"to"_s, u"preparing"_s}}, 0);
    log.add(EventKind::BaseChosen, {{u"commit"_s, u"aa"_s}, {u"head"_s, u"bb"_s}}, 0);
    log.add(EventKind::SandboxCreated,
        {{u"incarnation"_s, 1}, {u"container"_s, u"c1"_s}, {u"volumes"_s, QJsonArray{u"v1"_s, u"v2"_s}}}, 0);
    log.add(EventKind::SandboxReady,
        {{u"guest"_s, u"0102"_s},
            {u"grade"_s, QJsonArray{QJsonObject{{u"name"_s, u"network"_s}, {u"state"_s, u"enforced"_s}}}}},
        0);
    return log;
}

} // namespace

class SessionFoldTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void createdSaysWhatDoesNotChange()
    {
        const SessionState state = prepared().state();
        QCOMPARE(state.info.title, u"Mend it"_s);
        QCOMPARE(state.info.repositoryId, RepositoryId(3));
        QCOMPARE(state.baseCommit, u"aa"_s);
        QCOMPARE(state.headCommit, u"bb"_s);
        QCOMPARE(state.phase, SessionPhase::Preparing);
        QCOMPARE(state.sandbox.volumes, (QStringList{u"v1"_s, u"v2"_s}));
        QVERIFY(state.sandbox.ready);
        QCOMPARE(state.sandbox.guestId, QByteArray("\x01\x02"));
        QCOMPARE(state.sandbox.grade.checks.size(), 1u);
    }

    void queuedPromptsLeaveByTheirTurn()
    {
        Log log = prepared();
        log.add(EventKind::PromptQueued, {{u"id"_s, u"p1"_s}, {u"text"_s, u"one"_s}})
            .add(EventKind::PromptQueued, {{u"id"_s, u"p2"_s}, {u"text"_s, u"two"_s}});
        QCOMPARE(log.state().queue.size(), 2u);
        log.add(EventKind::TurnStarted, {{u"id"_s, u"p1"_s}, {u"prompt"_s, u"one"_s}});
        QCOMPARE(log.state().queue.size(), 1u);
        QCOMPARE(log.state().queue.front().text, u"two"_s);
        log.add(EventKind::PromptUnqueued, {{u"id"_s, u"p2"_s}});
        QVERIFY(log.state().queue.empty());
    }

    void approvalsAreOpenUntilDecided()
    {
        Log log = prepared();
        log.add(EventKind::ApprovalRequested, {{u"id"_s, u"p7"_s}, {u"command"_s, u"make"_s}});
        QCOMPARE(log.state().approvals.size(), 1u);
        QCOMPARE(log.state().approvals.front().command, u"make"_s);
        log.add(EventKind::ApprovalDecided, {{u"id"_s, u"p7"_s}, {u"decision"_s, u"deny"_s}});
        QVERIFY(log.state().approvals.empty());
    }

    void reasonsOfDenialsWaitForTheNextPrompt()
    {
        Log log = prepared();
        for (const auto &[id, decision, reason] : {std::tuple(u"p1"_s, u"deny"_s, u"Not there."_s),
                 std::tuple(u"p2"_s, u"deny"_s, u"  "_s), std::tuple(u"p3"_s, u"allow_once"_s, u"Fine."_s)}) {
            log.add(EventKind::ApprovalRequested, {{u"id"_s, id}, {u"command"_s, QString(u"make "_s + id)}});
            log.add(EventKind::ApprovalDecided, {{u"id"_s, id}, {u"decision"_s, decision}, {u"reason"_s, reason}});
        }
        QCOMPARE(log.state().denials, (std::vector<Denial>{{u"make p1"_s, u"Not there."_s}}));
        log.add(EventKind::TurnEnded).add(EventKind::PromptQueued, {{u"id"_s, u"q"_s}, {u"text"_s, u"go on"_s}});
        QCOMPARE(log.state().denials.size(), 1u);
        log.add(EventKind::TurnStarted, {{u"id"_s, u"q"_s}});
        QVERIFY(log.state().denials.empty());
    }

    void linkPositionsAreThoseOfThisIncarnation()
    {
        Log log = prepared();
        log.add(EventKind::AgentReceived, {{u"inc"_s, 1}, {u"ch"_s, 1}, {u"n"_s, 4}, {u"line"_s, QJsonObject()}});
        log.add(EventKind::AgentReceived, {{u"inc"_s, 9}, {u"ch"_s, 1}, {u"n"_s, 99}, {u"line"_s, QJsonObject()}});
        QCOMPARE(log.state().linkPositions.value(1), quint64(4));
        log.add(EventKind::SandboxCreated, {{u"incarnation"_s, 2}, {u"container"_s, u"c2"_s}});
        QVERIFY(log.state().linkPositions.isEmpty());
    }

    void anAcceptIsUnderWayUntilItEnds_data()
    {
        QTest::addColumn<int>("end");
        QTest::newRow("accepted") << static_cast<int>(EventKind::Accepted);
        QTest::newRow("failed") << static_cast<int>(EventKind::AcceptFailed);
    }

    void anAcceptIsUnderWayUntilItEnds()
    {
        QFETCH(int, end);
        Log log = prepared();
        log.add(EventKind::AcceptStarted, {{u"branch"_s, u"b"_s}});
        QVERIFY(log.state().acceptUnderWay.has_value());
        log.add(static_cast<EventKind>(end), {{u"branch"_s, u"b"_s}});
        QVERIFY(!log.state().acceptUnderWay.has_value());
    }

    void acceptRequestsGoThroughTheLogUnchanged()
    {
        const AcceptRequest request{
            .repository = u"/r"_s,
            .sessionStore = u"/s"_s,
            .base = ObjectId(u"aa"_s),
            .snapshot = ObjectId(u"bb"_s),
            .paths = {QByteArray("a\xFF\nb"), "c"},
            .branch = u"x"_s,
            .nameTaken = AcceptRequest::NameTaken::NextFree,
            .message = u"m"_s,
            .mineMessage = u"w"_s,
            .author = {u"A"_s, u"a@b"_s},
            .coAuthor = {u"B"_s, u"b@c"_s},
            .moment = QDateTime::fromSecsSinceEpoch(1700000000),
            .uncommitted = AcceptRequest::Uncommitted::MineFirst,
            .target = AcceptRequest::Target::CheckedOut,
            .tip = ObjectId(u"cc"_s),
            .selection = {ObjectId(u"dd"_s), ObjectId(u"ee"_s),
                {{"old\xFF", "new", false, true, {{0, 1}, {7, 3}}, {{2, 2}}}, {{}, "added", true, false, {}, {}}}},
            .resolutions = {{"p\n", MergeResolution::Take::Text, QByteArray("text\0more", 9)},
                {"q", MergeResolution::Take::Theirs, {}}},
            .lineEnds = AcceptRequest::LineEnds::Normalise,
        };
        const AcceptRequest back = acceptFromJson(acceptToJson(request));
        QCOMPARE(acceptToJson(back), acceptToJson(request));
        QCOMPARE(back.paths, request.paths);
        QCOMPARE(back.moment, request.moment);
        QVERIFY(back.selection == request.selection);
        QVERIFY(back.resolutions == request.resolutions);
        QCOMPARE(back.target, request.target);
        QCOMPARE(back.lineEnds, request.lineEnds);
    }

    void nonsenseMovesOnlyThePlace()
    {
        Log log = prepared();
        const SessionState before = log.state();
        const auto resetting = [](int kind) {
            // These say everything anew, so an unreadable one empties what they say.
            return kind == static_cast<int>(EventKind::SessionCreated)
                || kind == static_cast<int>(EventKind::BaseChosen)
                || kind == static_cast<int>(EventKind::SandboxCreated);
        };
        for (int kind = -5; kind < 100; ++kind) {
            if (resetting(kind))
                continue;
            log.events.push_back({SessionId(1), static_cast<qint64>(log.events.size()) + 1, 5000, 1,
                static_cast<EventKind>(kind), "not json"});
        }
        const SessionState after = log.state();
        QCOMPARE(after.lastSeq, static_cast<qint64>(log.events.size()));
        QCOMPARE(after.phase, before.phase);
        QCOMPARE(after.baseCommit, before.baseCommit);
        QVERIFY(after.info == before.info);
    }

    void everyPrefixFoldsToTheSameAsInPieces()
    {
        Log log = prepared();
        log.add(EventKind::PromptQueued, {{u"id"_s, u"p1"_s}})
            .add(EventKind::TurnStarted, {{u"id"_s, u"p1"_s}})
            .add(EventKind::TurnEnded, {{u"stopReason"_s, u"end_turn"_s}});
        SessionFold pieces;
        for (size_t i = 0; i < log.events.size(); ++i) {
            pieces.apply(log.events[i]);
            Log prefix;
            prefix.events.assign(log.events.begin(), log.events.begin() + static_cast<qsizetype>(i) + 1);
            const SessionState whole = prefix.state();
            const SessionState step = pieces.snapshot();
            QCOMPARE(step.phase, whole.phase);
            QCOMPARE(step.queue, whole.queue);
            QCOMPARE(step.lastSeq, whole.lastSeq);
            QVERIFY(step.conversation == whole.conversation);
            QCOMPARE(step.transcript.size(), whole.transcript.size());
        }
    }
};

QTEST_GUILESS_MAIN(SessionFoldTest)
#include "tst_session_fold.moc"
