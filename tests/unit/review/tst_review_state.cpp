#include "runner/base/json.h"
#include "runner/review/comment_prompt.h"
#include "runner/review/line_ranges.h"
#include "runner/review/review_json.h"
#include "runner/review/review_state.h"

#include <QJsonArray>
#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

ReviewedFile file(const QByteArray &path, LineRanges added = {{1, 2}})
{
    return {.parts = {.oldPath = path, .newPath = path, .removed = {}, .added = std::move(added)},
        .content = {.oldBlob = ObjectId(u"a"_s), .newBlob = ObjectId(u"b"_s), .oldMode = 0100644, .newMode = 0100644}};
}

class Log {
public:
    Log &add(EventKind kind, const QJsonObject &payload, qint32 turn = 1)
    {
        // As it comes back from the disk.
        const QByteArray bytes = toLine(payload);
        const Event event{.session = SessionId(1),
            .seq = ++m_seq,
            .atMs = 1000 + m_seq,
            .turn = turn,
            .kind = kind,
            .payload = bytes};
        applyReview(state, event, *parseObject(bytes, 1'000'000, u"An event"_s));
        return *this;
    }
    Log &decide(const QString &id, ReviewDecision decision, const QByteArray &path = "a.txt")
    {
        return add(EventKind::ReviewDecided,
            decidedPayload({.id = id,
                .decision = decision,
                .from = ObjectId(u"1"_s),
                .to = ObjectId(u"2"_s),
                .files = {file(path)},
                .by = u"Ada"_s}));
    }
    Log &undo(const QString &id, bool undone)
    {
        return add(EventKind::ReviewUndone, {{u"of"_s, id}, {u"undone"_s, undone}});
    }
    Log &comment(const QString &id, const QString &text)
    {
        return add(EventKind::CommentWritten,
            commentPayload({.id = id,
                .anchor = {.path = "a.txt", .first = 4, .count = 2, .quoted = u"x\ny\n"_s},
                .text = text,
                .by = u"Ada"_s}));
    }
    Log &sendComment(const QString &id, const QString &prompt)
    {
        return add(EventKind::CommentsSent, {{u"ids"_s, QJsonArray{id}}, {u"prompt"_s, prompt}});
    }

    ReviewState state;

private:
    qint64 m_seq = 0;
};

QString idOf(const DecisionRecord *decision)
{
    return decision ? decision->id : QString();
}

} // namespace

class ReviewStateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void undoGoesBackAndRedoForth()
    {
        Log log;
        QCOMPARE(log.state.undoable(), nullptr);
        log.decide(u"1"_s, ReviewDecision::Accepted).decide(u"2"_s, ReviewDecision::Rejected);
        QCOMPARE(idOf(log.state.undoable()), u"2"_s);
        QCOMPARE(log.state.redoable(), nullptr);
        log.undo(u"2"_s, true);
        log.undo(u"1"_s, true);
        QCOMPARE(log.state.undoable(), nullptr);
        QCOMPARE(idOf(log.state.redoable()), u"1"_s);
        log.undo(u"1"_s, false);
        QCOMPARE(idOf(log.state.redoable()), u"2"_s);
        QCOMPARE(idOf(log.state.undoable()), u"1"_s);
    }

    void aNewDecisionEndsRedo()
    {
        Log log;
        log.decide(u"1"_s, ReviewDecision::Accepted).undo(u"1"_s, true).decide(u"2"_s, ReviewDecision::Accepted);
        QCOMPARE(log.state.redoable(), nullptr);
        // By its id it can still be brought back.
        log.undo(u"1"_s, false);
        QVERIFY(!log.state.decision(u"1"_s)->undone);
    }

    void decisionsComeBackFromTheLogAsTheyWere()
    {
        Log log;
        ReviewedFile renamed = file("new \xff name");
        renamed.parts.oldPath = "old\nname";
        renamed.parts.properties = true;
        renamed.parts.removed = {{0, 1}, {5, 3}};
        renamed.content.copied = true;
        log.add(EventKind::ReviewDecided,
            decidedPayload({.id = u"1"_s,
                .decision = ReviewDecision::Rejected,
                .from = {},
                .to = {},
                .files = {renamed, file("b")},
                .by = u"Ada"_s}));
        QCOMPARE(log.state.decisions.size(), 1);
        QCOMPARE(log.state.decisions.first()->files.size(), size_t(2));
        QCOMPARE(log.state.decisions.first()->files.front(), renamed);
    }

    void malformedEventsChangeNothing_data()
    {
        QTest::addColumn<EventKind>("kind");
        QTest::addColumn<QJsonObject>("payload");
        const auto with = [](QJsonObject payload, const QString &key, const QJsonValue &value) {
            payload[key] = value;
            return payload;
        };
        const QJsonObject decided = decidedPayload({.id = u"9"_s, .files = {file("a")}});
        QTest::newRow("nothing") << EventKind::ReviewDecided << QJsonObject();
        QTest::newRow("an unknown decision") << EventKind::ReviewDecided << with(decided, u"decision"_s, u"maybe"_s);
        QTest::newRow("no files") << EventKind::ReviewDecided << with(decided, u"files"_s, QJsonArray());
        for (const auto &[name, ranges] : {std::pair("an odd range", QJsonArray{1}),
                 std::pair("a line before the first", QJsonArray{-1, 2}), std::pair("no lines", QJsonArray{1, 0}),
                 std::pair("ranges that touch", QJsonArray{1, 2, 3, 1}), std::pair("a huge range", QJsonArray{1, 1e12}),
                 std::pair("ranges that go back", QJsonArray{5, 1, 1, 1})}) {
            QJsonObject bad = toJson(file("a"));
            bad[u"added"_s] = ranges;
            QTest::newRow(name) << EventKind::ReviewDecided << with(decided, u"files"_s, QJsonArray{bad});
            QTest::addRow("%s that was seen", name)
                << EventKind::ReviewSeen << QJsonObject{{u"files"_s, QJsonArray{bad}}, {u"viewed"_s, false}};
        }
        QTest::newRow("an undo of nothing") << EventKind::ReviewUndone << QJsonObject{{u"of"_s, u"x"_s}};
        QTest::newRow("a comment without a place") << EventKind::CommentWritten << QJsonObject{{u"id"_s, u"c"_s}};
        QTest::newRow("a verdict that is none") << EventKind::ReviewConcluded << QJsonObject{{u"verdict"_s, u"no"_s}};
    }

    void malformedEventsChangeNothing()
    {
        QFETCH(EventKind, kind);
        QFETCH(QJsonObject, payload);
        Log log;
        log.add(kind, payload);
        QVERIFY(log.state.decisions.isEmpty() && log.state.seen.isEmpty() && log.state.comments.isEmpty()
            && log.state.verdicts.isEmpty());
    }

    void aDraftIsWrittenAnewAndDropped()
    {
        Log log;
        log.comment(u"c"_s, u"first"_s).comment(u"c"_s, u"second"_s);
        QCOMPARE(log.state.comments.size(), 1);
        QCOMPARE(log.state.comment(u"c"_s)->text, u"second"_s);
        QCOMPARE(log.state.comment(u"c"_s)->anchor.quoted, u"x\ny\n"_s);
        log.comment(u"c"_s, {});
        QVERIFY(log.state.comments.isEmpty());
    }

    void sentCommentsStayAndAPromptThatIsTakenBackMakesThemDrafts()
    {
        using State = ReviewComment::State;
        Log log;
        log.comment(u"c"_s, u"one"_s).sendComment(u"c"_s, u"p"_s);
        QCOMPARE(log.state.comment(u"c"_s)->state, State::Waiting);
        log.add(EventKind::PromptUnqueued, {{u"id"_s, u"p"_s}});
        QCOMPARE(log.state.comment(u"c"_s)->state, State::Draft);
        log.sendComment(u"c"_s, u"q"_s).add(EventKind::TurnStarted, {{u"id"_s, u"q"_s}}, 3);
        QCOMPARE(log.state.comment(u"c"_s)->state, State::Sent);
        QCOMPARE(log.state.comment(u"c"_s)->turn, 3);
        log.comment(u"c"_s, u"other words"_s).comment(u"c"_s, {});
        QCOMPARE(log.state.comment(u"c"_s)->text, u"one"_s);
        log.add(EventKind::CommentSettled, {{u"id"_s, u"c"_s}, {u"resolved"_s, true}});
        QVERIFY(log.state.comment(u"c"_s)->resolved);
        log.add(EventKind::CommentSettled, {{u"id"_s, u"c"_s}, {u"resolved"_s, false}});
        QVERIFY(!log.state.comment(u"c"_s)->resolved);
    }

    void aVerdictIsAboutOneTree()
    {
        Log log;
        log.add(EventKind::ReviewConcluded,
            concludedPayload(
                {.verdict = Verdict::Approve, .summary = u"Fine"_s, .by = u"Ada"_s, .tree = ObjectId(u"t1"_s)}));
        QVERIFY(log.state.verdictOn(ObjectId(u"t1"_s)));
        QVERIFY(!log.state.verdictOn(ObjectId(u"t2"_s)));
        log.add(EventKind::ReviewConcluded,
            concludedPayload({.verdict = Verdict::RequestChanges, .tree = ObjectId(u"t2"_s)}));
        QVERIFY(!log.state.verdictOn(ObjectId(u"t1"_s)));
    }

    void aRejectionIsCarriedOutOnceAndComesBackWhenItIsUndone()
    {
        Log log;
        log.decide(u"r"_s, ReviewDecision::Rejected);
        QVERIFY(log.state.hasUnsettledRejections());
        QJsonObject move{{u"from"_s, u"c1"_s}, {u"to"_s, u"t"_s}, {u"decisions"_s, QJsonArray{u"r"_s}},
            {u"note"_s, u"Gone."_s}, {u"begun"_s, true}};
        log.add(EventKind::RejectionCarriedOut, move);
        QVERIFY(log.state.move);
        QCOMPARE(log.state.move->to, ObjectId(u"t"_s));
        QVERIFY2(log.state.hasUnsettledRejections(), "it is not done yet");
        QVERIFY(log.state.agentNotes.isEmpty());
        move.remove(u"begun"_s);
        log.add(EventKind::RejectionCarriedOut, move);
        QVERIFY(!log.state.move && !log.state.hasUnsettledRejections());
        QCOMPARE(log.state.agentNotes, QStringList{u"Gone."_s});
        log.add(EventKind::TurnStarted, {{u"id"_s, u"p"_s}});
        QVERIFY2(log.state.agentNotes.isEmpty(), "the prompt told them");
        log.undo(u"r"_s, true);
        QVERIFY(log.state.hasUnsettledRejections());
        log.add(EventKind::RejectionCarriedOut,
            {{u"from"_s, u"c2"_s}, {u"to"_s, u"t2"_s}, {u"back"_s, QJsonArray{u"r"_s}}});
        QVERIFY(!log.state.hasUnsettledRejections());
        log.undo(u"r"_s, false);
        QVERIFY2(log.state.hasUnsettledRejections(), "rejected again");
    }

    void aMoveThatFailedIsNoneAnyMore()
    {
        Log log;
        log.add(EventKind::WorkspaceRestored,
            {{u"from"_s, u"c1"_s}, {u"to"_s, u"t"_s}, {u"snapshot"_s, u"c0"_s}, {u"begun"_s, true}});
        QVERIFY(log.state.move);
        log.add(EventKind::WorkspaceRestored, {{u"failed"_s, true}});
        QVERIFY(!log.state.move && log.state.restores.isEmpty());
    }

    void whatWasAcceptedIsRemembered()
    {
        Log log;
        log.add(EventKind::Accepted, {{u"snapshot"_s, u"c1"_s}, {u"files"_s, 2}});
        QVERIFY2(!log.state.taken.isValid(), "which parts of it is not known");
        log.add(EventKind::Accepted, {{u"snapshot"_s, u"c1"_s}, {u"files"_s, 0}});
        QCOMPARE(log.state.taken, ObjectId(u"c1"_s));
        log.add(EventKind::Accepted, {{u"snapshot"_s, u"c2"_s}, {u"taken"_s, u"t2"_s}, {u"files"_s, 1}});
        QCOMPARE(log.state.taken, ObjectId(u"t2"_s));
    }

    void untickingForgetsTheFileAlone()
    {
        Log log;
        ReviewedFile none = file("a.txt", {});
        log.add(EventKind::ReviewSeen, seenPayload({file("a.txt"), file("b.txt")}, false));
        log.add(EventKind::ReviewSeen, seenPayload({file("a.txt")}, false));
        QCOMPARE(log.state.seen.size(), 2);
        log.add(EventKind::ReviewSeen, seenPayload({none}, false));
        QCOMPARE(log.state.seen.size(), 1);
        QCOMPARE(log.state.seen.first()->file.parts.newPath, QByteArray("b.txt"));
    }

    void thePromptQuotesWhateverTheLinesAre()
    {
        const QString text = commentPrompt({
            {.anchor = {.path = "a.txt", .first = 9, .count = 2, .quoted = u"```\nx"_s}, .text = u" Why? \n"_s},
            {.anchor = {.path = "b\n.txt"}, .text = u"Remove it."_s},
            {.anchor = {}, .text = u"Thanks."_s},
        });
        QVERIFY2(text.contains(u"a.txt, line 10\u201311:\n````\n```\nx\n````\nWhy?"_s), qPrintable(text));
        QVERIFY2(text.contains(u"3. About all of your changes:\nThanks."_s), qPrintable(text));
        QVERIFY2(!text.contains(u"b\n.txt"_s), qPrintable(text));
    }

    void linesAreCarriedOverEdits_data()
    {
        QTest::addColumn<LineRanges>("lines");
        QTest::addColumn<std::vector<LineEdit>>("edits");
        QTest::addColumn<LineRanges>("now");
        using Edits = std::vector<LineEdit>;
        QTest::newRow("nothing changed") << LineRanges{{3, 4}} << Edits{} << LineRanges{{3, 4}};
        QTest::newRow("lines before came") << LineRanges{{3, 4}} << Edits{{0, 0, 0, 2}} << LineRanges{{5, 4}};
        QTest::newRow("lines before went") << LineRanges{{3, 4}} << Edits{{0, 2, 0, 0}} << LineRanges{{1, 4}};
        QTest::newRow("one of them changed") << LineRanges{{3, 4}} << Edits{{4, 1, 4, 1}} << LineRanges{{3, 1}, {5, 2}};
        QTest::newRow("lines came among them")
            << LineRanges{{3, 4}} << Edits{{5, 0, 5, 3}} << LineRanges{{3, 2}, {8, 2}};
        QTest::newRow("lines among them went") << LineRanges{{3, 4}} << Edits{{4, 2, 4, 0}} << LineRanges{{3, 2}};
        QTest::newRow("all of them went") << LineRanges{{3, 4}} << Edits{{2, 9, 2, 1}} << LineRanges{};
        QTest::newRow("two ranges and two edits")
            << LineRanges{{0, 2}, {10, 2}} << Edits{{1, 1, 1, 3}, {5, 1, 7, 0}} << LineRanges{{0, 1}, {11, 2}};
    }

    void linesAreCarriedOverEdits()
    {
        QFETCH(LineRanges, lines);
        QFETCH(std::vector<LineEdit>, edits);
        QFETCH(LineRanges, now);
        QCOMPARE(carriedOver(lines, edits), now);
    }

    void rangesAreSets()
    {
        // Against sets of numbers, for all pairs of subsets of a few lines.
        const auto rangesOf = [](int bits) {
            LineRanges out;
            for (int line = 0; line < 6; ++line) {
                if (bits & (1 << line))
                    out.push_back({line, 1});
            }
            return normalized(out);
        };
        for (int a = 0; a < 64; ++a) {
            for (int b = 0; b < 64; ++b) {
                QCOMPARE(united(rangesOf(a), rangesOf(b)), rangesOf(a | b));
                QCOMPARE(intersected(rangesOf(a), rangesOf(b)), rangesOf(a & b));
                QCOMPARE(without(rangesOf(a), rangesOf(b)), rangesOf(a & ~b));
            }
            QCOMPARE(countOf(rangesOf(a)), std::popcount(unsigned(a)));
            for (int first = 0; first < 6; ++first) {
                for (int count = 0; first + count <= 6; ++count) {
                    const int bits = ((1 << count) - 1) << first;
                    QCOMPARE(covers(rangesOf(a), {first, count}), (a & bits) == bits);
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(ReviewStateTest)
#include "tst_review_state.moc"
