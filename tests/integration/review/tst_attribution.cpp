// Where lines come from, judged by scripts that know: nothing wrong is ever said, and enough is.

#include "runner/review/attribution.h"
#include "runner/review/attribution_cache.h"
#include "runner/review/attribution_filter.h"
#include "runner/review/attribution_text.h"
#include "tests/integration/review/scripted_world.h"
#include "tests/support/git/test_repository.h"

#include <QTest>

#include <algorithm>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;
using Kind = LineOrigin::Kind;

namespace {

bool names(const LineOrigin &origin, int call)
{
    return std::ranges::contains(origin.calls, ToolCallId(ScriptedWorld::callName(call)), &LineOrigin::Call::id);
}

/// Whether what is said holds for what was done. Unknown always does.
bool holds(const LineOrigin &origin, const WriteRecord &truth)
{
    using Writer = WriteRecord::Writer;
    if (origin.kind == Kind::Unknown)
        return true;
    if (truth.turn > 0 && !std::ranges::contains(origin.turns, truth.turn))
        return false;
    // Of equal lines it is one of several moments that is meant, of which some are known to be by a call.
    const bool lists =
        origin.snapshots.size() > 1 || std::ranges::all_of(truth.open, [&](int call) { return names(origin, call); });
    switch (origin.kind) {
    case Kind::By:
        return origin.calls.size() == 1 && truth.writer == Writer::Call && names(origin, truth.call);
    case Kind::During:
        return lists && (truth.writer != Writer::Call || names(origin, truth.call))
            && (truth.writer != Writer::Background || names(origin, truth.call) || origin.othersMay);
    case Kind::Between:
        return truth.open.empty() && (truth.writer != Writer::Background || origin.othersMay);
    default:
        return false; // nobody restored anything
    }
}

QByteArray told(const LineOrigin &origin)
{
    QByteArray text = nameOf(origin.kind).toLatin1() + " (" + nameOf(origin.reason).toLatin1() + ") turns";
    for (const qint32 turn : origin.turns)
        text += ' ' + QByteArray::number(turn);
    for (const LineOrigin::Call &call : origin.calls)
        text += ' ' + call.id.value.toUtf8();
    return text + (origin.othersMay ? " or others" : "");
}

QByteArray told(const std::vector<WriteRecord> &records)
{
    QByteArray text;
    for (const WriteRecord &record : records) {
        text += " [writer " + QByteArray::number(static_cast<int>(record.writer)) + " call "
            + QByteArray::number(record.call) + " turn " + QByteArray::number(record.turn) + " open";
        for (const int call : record.open)
            text += ' ' + QByteArray::number(call);
        text += ']';
    }
    return text;
}

struct Tally {
    int lines = 0;
    int by = 0;
    int during = 0;
    int between = 0;
    int unknown = 0;
    std::map<QString, int> reasons;
    int single = 0; ///< Exactly one call is named.
    int stated = 0; ///< Lines whose call stated them …
    int statedBy = 0; ///< … and that are said to be by it.
    qint64 candidates = 0;

    void count(const LineOrigin &origin, bool isStated)
    {
        ++lines;
        by += origin.kind == Kind::By;
        during += origin.kind == Kind::During;
        between += origin.kind == Kind::Between;
        unknown += origin.kind == Kind::Unknown;
        if (origin.kind == Kind::Unknown)
            ++reasons[nameOf(origin.reason)];
        single += origin.calls.size() == 1;
        stated += isStated;
        statedBy += isStated && origin.kind == Kind::By;
        candidates += static_cast<qint64>(origin.calls.size());
    }
};

/// A made-up session in a real store.
class World {
public:
    explicit World(ScriptedWorld::Options options)
        : script(options),
          m_repository(TestRepository::create(m_folder.path() + "/store.git"_L1, {u"--bare"_s}))
    {
        script.play();
        m_repository.git({u"fast-import"_s, u"--quiet"_s, u"--export-marks=marks"_s}, script.fastImport());
        QStringList commits(static_cast<qsizetype>(script.states().size()));
        const QList<QByteArray> marks = m_repository.read(u"marks"_s).split('\n');
        for (const QByteArray &line : marks) {
            const QList<QByteArray> words = line.split(' ');
            if (words.size() == 2)
                commits[words[0].sliced(1).toInt() - 1] = QString::fromLatin1(words[1]);
        }
        script.bindCommits(commits);
        for (const Event &event : script.events())
            fold.apply(event);
        for (const QString &commit : std::as_const(commits))
            states.push_back(ObjectId(commit));
    }

    [[nodiscard]] QString store() const { return m_repository.path(); }
    [[nodiscard]] const Timeline &timeline() const { return fold.timeline(); }

    ScriptedWorld script;
    TimelineFold fold;
    std::vector<ObjectId> states; ///< The base, then the snapshots.
    OriginCache cache;

private:
    QTemporaryDir m_folder;
    TestRepository m_repository;
};

std::vector<WriteRecord> addedTruths(const std::vector<ScriptLine> &lines, const QByteArray &text)
{
    std::vector<WriteRecord> truths;
    for (const ScriptLine &line : lines) {
        if (line.text == text)
            truths.insert(truths.end(), line.records.begin(), line.records.end());
    }
    return truths;
}

bool anyHolds(const LineOrigin &origin, const std::vector<WriteRecord> &truths)
{
    return origin.kind == Kind::Unknown
        || std::ranges::any_of(truths, [&origin](const WriteRecord &truth) { return holds(origin, truth); });
}

/// Judges every line of every file between two states.
void judge(World &world, size_t from, size_t to, Tally &tally, bool &good)
{
    good = false;
    const auto changes = diffTrees(world.store(), world.states[from], world.states[to]);
    QVERIFY(changes.has_value());
    const ScriptFiles &after = world.script.states()[to];
    for (const FileChange &change : changes->files) {
        const auto origins =
            lineOrigins(world.store(), world.timeline(), world.states[from], world.states[to], change, world.cache);
        QVERIFY2(origins.has_value(), qPrintable(origins ? QString() : origins.error().message));
        const auto diff = lineDiff(world.store(), change);
        QVERIFY(diff.has_value());
        for (const LineEdit &edit : (*diff)->edits) {
            for (int i = edit.newStart; i < edit.newStart + edit.newCount; ++i) {
                const LineOrigin *origin = (*origins)->ofAdded(i);
                const QByteArray text = (*diff)->after->line(i).toByteArray();
                // Equal lines have no name of their own: one that was removed and written again in the same look never
                // went away, and which of two is the older one nobody can tell.
                const auto truths =
                    text == "}" ? world.script.writings(text) : addedTruths(after.at(change.newPath), text);
                QVERIFY2(origin, text.constData());
                QVERIFY2(anyHolds(*origin, truths),
                    QByteArray("added " + change.newPath + ' ' + text + ": " + told(*origin) + " but" + told(truths))
                        .constData());
                tally.count(*origin, truths.size() == 1 && truths.front().stated);
            }
            for (int i = edit.oldStart; i < edit.oldStart + edit.oldCount; ++i) {
                const LineOrigin *origin = (*origins)->ofRemoved(i);
                const QByteArray text = (*diff)->before->line(i).toByteArray();
                const std::vector<WriteRecord> &truths = world.script.removals(text);
                QVERIFY2(origin, text.constData());
                QVERIFY2(anyHolds(*origin, truths),
                    QByteArray("removed " + change.oldPath + ' ' + text + ": " + told(*origin) + " but" + told(truths))
                        .constData());
            }
        }
    }
    good = true;
}

} // namespace

class TestAttribution : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysNothingWrong_data();
    void saysNothingWrong();
    void namesTheCallWhereNothingElseWrote();
    void takesUpWhatItKnowsAlready();
    void saysLessOfAGuestThatSaysLess();
    void endsWhenCancelled();

private:
    PersonHome m_home;
};

void TestAttribution::saysNothingWrong_data()
{
    QTest::addColumn<bool>("stamps");
    QTest::addColumn<int>("first");
    const int worlds = qEnvironmentVariableIntValue("PILOTHOUSE_ATTRIBUTION_WORLDS");
    const int parts = worlds > 0 ? worlds / 20 : 4;
    for (int part = 0; part < parts; ++part)
        QTest::addRow("a guest that says when, worlds from %d", part * 20) << true << part * 20;
    for (int part = 0; part < std::max(1, parts / 4); ++part)
        QTest::addRow("a guest that says only its position, worlds from %d", part * 20) << false << part * 20;
}

void TestAttribution::saysNothingWrong()
{
    QFETCH(bool, stamps);
    QFETCH(int, first);
    Tally tally;
    for (int i = first; i < first + 20; ++i) {
        const auto seed = static_cast<quint32>(i);
        World world({.seed = seed, .callsAtOnce = 1 + i % 3, .stamps = stamps, .background = i % 4 != 0});
        QRandomGenerator random(seed);
        bool good = false;
        judge(world, 0, world.states.size() - 1, tally, good);
        for (int pair = 0; good && pair < 6; ++pair) {
            const auto to = static_cast<size_t>(random.bounded(1, static_cast<int>(world.states.size())));
            const auto from = static_cast<size_t>(random.bounded(static_cast<int>(to)));
            judge(world, from, to, tally, good);
        }
        if (!good)
            QFAIL(qPrintable(u"world %1"_s.arg(i)));
    }
    qInfo("%d lines: %d by, %d during, %d between, %d unknown; %d name one call, %d of %d stated ones are by it, "
          "%.2f candidates a line",
        tally.lines, tally.by, tally.during, tally.between, tally.unknown, tally.single, tally.statedBy, tally.stated,
        double(tally.candidates) / tally.lines);
    for (const auto &[reason, lines] : tally.reasons)
        qInfo("  %d are unknown: %s", lines, qPrintable(reason));
    QVERIFY(tally.lines > 1000);
    if (!stamps)
        return;
    // Saying nothing would be right, too, and no use.
    QVERIFY2(tally.unknown * 4 < tally.lines, "too many are unknown");
    QVERIFY2(tally.statedBy * 3 > tally.stated, "too few stated edits are found");
    QVERIFY2(tally.candidates < 6 * tally.lines, "too many candidates");
}

void TestAttribution::namesTheCallWhereNothingElseWrote()
{
    Tally tally;
    for (quint32 seed = 0; seed < 10; ++seed) {
        World world({.seed = seed, .callsAtOnce = 1, .background = false, .renames = false, .strict = true});
        bool good = false;
        judge(world, 0, world.states.size() - 1, tally, good);
        QVERIFY(good);
        const auto changes = diffTrees(world.store(), world.states.front(), world.states.back());
        QVERIFY(changes.has_value());
        for (const FileChange &change : changes->files) {
            const auto origins = lineOrigins(
                world.store(), world.timeline(), world.states.front(), world.states.back(), change, world.cache);
            const std::vector<ScriptLine> &lines = world.script.states().back().at(change.newPath);
            for (size_t i = 0; i < lines.size(); ++i) {
                const LineOrigin *origin = (*origins)->ofAdded(static_cast<int>(i));
                if (!origin || lines[i].text == "}" || lines[i].records.empty())
                    continue;
                const WriteRecord &truth = lines[i].records.front();
                QVERIFY2(origin->calls.size() == 1 && names(*origin, truth.call), told(*origin).constData());
                QCOMPARE(origin->kind, truth.stated ? Kind::By : Kind::During);
                QCOMPARE(origin->turns, std::vector{truth.turn});
                QCOMPARE(origin->prompt, u"prompt %1"_s.arg(truth.turn));
            }
        }
    }
    QVERIFY(tally.by > 50);
    QVERIFY(tally.during > 50);
}

/// The answer does not depend on what was asked before.
void TestAttribution::takesUpWhatItKnowsAlready()
{
    for (quint32 seed = 100; seed < 106; ++seed) {
        World world({.seed = seed});
        TimelineFold growing;
        OriginCache cache;
        const std::vector<Event> &events = world.script.events();
        for (size_t i = 0; i < events.size(); ++i) {
            growing.apply(events[i]);
            const Timeline &now = growing.timeline();
            if (events[i].kind != EventKind::SnapshotTaken || now.snapshots.size() % 3 != 0)
                continue;
            const ObjectId to = now.snapshots.back().commit;
            const auto changes = diffTrees(world.store(), world.states.front(), to);
            QVERIFY(changes.has_value());
            for (const FileChange &change : changes->files) {
                OriginCache nothing;
                const auto grown = lineOrigins(world.store(), now, now.base, to, change, cache);
                const auto anew = lineOrigins(world.store(), now, now.base, to, change, nothing);
                QVERIFY(grown.has_value() && anew.has_value());
                QCOMPARE((*grown)->added.size(), (*anew)->added.size());
                for (int line = 0; line < static_cast<int>((*grown)->added.size()); ++line) {
                    const LineOrigin *left = (*grown)->ofAdded(line);
                    const LineOrigin *right = (*anew)->ofAdded(line);
                    QCOMPARE(left == nullptr, right == nullptr);
                    if (left)
                        QCOMPARE(told(*left), told(*right));
                }
            }
        }
    }
}

void TestAttribution::saysLessOfAGuestThatSaysLess()
{
    Tally with;
    Tally without;
    for (const bool stamps : {true, false}) {
        World world({.seed = 7, .stamps = stamps});
        bool good = false;
        judge(world, 0, world.states.size() - 1, stamps ? with : without, good);
        QVERIFY(good);
    }
    QVERIFY(with.candidates + with.unknown < without.candidates + 4 * without.unknown);
}

void TestAttribution::endsWhenCancelled()
{
    World world({.seed = 3});
    const auto changes = diffTrees(world.store(), world.states.front(), world.states.back());
    QVERIFY(changes.has_value() && !changes->files.isEmpty());
    std::stop_source stop;
    stop.request_stop();
    const auto origins = lineOrigins(world.store(), world.timeline(), world.states.front(), world.states.back(),
        changes->files.front(), world.cache, {}, stop.get_token());
    QVERIFY(!origins.has_value());
    QCOMPARE(origins.error().code, Cancelled);
}

QTEST_GUILESS_MAIN(TestAttribution)
#include "tst_attribution.moc"
