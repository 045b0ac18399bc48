// What a person has decided and seen, over random edits, looks and restarts; judged by a slow model that knows every
// line by its text and never compares two files.

#include "runner/base/json.h"
#include "runner/review/line_ranges.h"
#include "runner/review/review_json.h"
#include "runner/review/review_marks.h"
#include "tests/integration/review/random_history.h"

#include <QTest>

#include <map>
#include <set>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int contextLines = 3;

enum class Side { Removed, Added };
/// A line on one side of its file's change, known by its text alone.
using Mark = std::tuple<QByteArray, Side, QByteArray>;

/// What the person did, in a model of texts.
struct Model {
    struct Decided {
        ReviewDecision decision = ReviewDecision::Open;
        std::set<Mark> lines;
        bool undone = false;
    };
    struct Tick {
        QByteArray before;
        QByteArray after;
        bool isThere = false; // after the change
    };
    std::vector<Decided> decisions;
    std::set<Mark> seen;
    std::map<QByteArray, Tick> ticks;

    [[nodiscard]] ReviewDecision decisionOn(const Mark &line) const
    {
        for (auto at = decisions.rbegin(); at != decisions.rend(); ++at) {
            if (!at->undone && at->lines.contains(line))
                return at->decision;
        }
        return ReviewDecision::Open;
    }
};

/// One line of a change as a diff shows it.
struct Shown {
    char sign = ' ';
    QByteArray text;
};

/// Two versions of a file, merged by the lines' ranks.
std::vector<Shown> merged(const Text &before, const Text &after)
{
    std::vector<Shown> out;
    size_t i = 0;
    size_t j = 0;
    while (i < before.size() || j < after.size()) {
        if (i < before.size() && j < after.size() && before[i] == after[j]) {
            out.push_back({' ', before[i].text});
            ++i;
            ++j;
        } else if (j == after.size() || (i < before.size() && before[i] < after[j])) {
            out.push_back({'-', before[i++].text});
        } else {
            out.push_back({'+', after[j++].text});
        }
    }
    return out;
}

/// Asks, decides and looks; the log is a list of events.
class Person {
public:
    explicit Person(const History &history) : m_history(history) { }

    void add(EventKind kind, const QJsonObject &payload)
    {
        const Event event{.session = SessionId(1),
            .seq = qint64(m_log.size()) + 1,
            .atMs = 1000,
            .turn = 1,
            .kind = kind,
            .payload = toLine(payload)};
        m_log.push_back(event);
        applyReview(state, event, payload);
    }

    /// Another process reads the log.
    void restart()
    {
        ReviewState again;
        for (const Event &event : m_log)
            applyReview(again, event, *parseObject(event.payload, 100'000'000, u"An event"_s));
        QCOMPARE(again.decisions.size(), state.decisions.size());
        state = again;
    }

    [[nodiscard]] ChangeSet changes(int from, int to) const
    {
        const auto set = diffTrees(m_history.store(), m_history.commit(from), m_history.commit(to));
        if (!set)
            qFatal("%s", qPrintable(set.error().message));
        return *set;
    }

    ReviewState state;
    Model model;

private:
    const History &m_history;
    std::vector<Event> m_log;
};

std::set<Mark> linesOf(const History &history, const FileSelection &parts, int from, int to)
{
    const QByteArray path = parts.newPath.isEmpty() ? parts.oldPath : parts.newPath;
    const Text &before = history.text(from, path);
    const Text &after = history.text(to, path);
    std::set<Mark> out;
    for (const LineRange &range : parts.removed) {
        for (int line = range.first; line < range.end(); ++line)
            out.emplace(path, Side::Removed, before[size_t(line)].text);
    }
    for (const LineRange &range : parts.added) {
        for (int line = range.first; line < range.end(); ++line)
            out.emplace(path, Side::Added, after[size_t(line)].text);
    }
    return out;
}

std::set<Mark> everyLine(const History &history, const QByteArray &path, int from, int to)
{
    std::set<Mark> out;
    for (const Shown &line : merged(history.text(from, path), history.text(to, path))) {
        if (line.sign != ' ')
            out.emplace(path, line.sign == '-' ? Side::Removed : Side::Added, line.text);
    }
    return out;
}

std::set<Mark> linesOf(const History &history, const QByteArray &path, const MarkedLines &lines, int from, int to)
{
    return linesOf(history,
        FileSelection{.oldPath = path, .newPath = path, .removed = lines.removed, .added = lines.added}, from, to);
}

} // namespace

class SinceLastLooked : public QObject {
    Q_OBJECT

private:
    /// Whole edits, or some of their lines, or all of the file.
    FileSelection somethingOf(const FileChange &change, EditCache &cache, const QString &store)
    {
        if (m_random.bounded(4) == 0)
            return wholeSelection(change);
        const auto edits = cache.edits(store, change);
        if (!edits)
            qFatal("%s", qPrintable(edits.error().message));
        FileSelection parts{.oldPath = change.oldPath, .newPath = change.newPath, .removed = {}, .added = {}};
        for (const LineEdit &edit : **edits) {
            if (m_random.bounded(2) == 0)
                continue;
            const int skipped = m_random.bounded(3) == 0 ? 1 : 0;
            parts.removed.push_back({edit.oldStart + skipped, edit.oldCount - skipped});
            parts.added.push_back({edit.newStart, edit.newCount - skipped});
        }
        parts.removed = normalized(std::move(parts.removed));
        parts.added = normalized(std::move(parts.added));
        return parts;
    }

    void act(const History &history, Person &person, int from, int to, EditCache &cache)
    {
        const ChangeSet set = person.changes(from, to);
        if (set.files.isEmpty())
            return;
        const FileChange &change = set.files[m_random.bounded(set.files.size())];
        const QByteArray path = change.path();
        const auto content = ReviewedContent::of(change);
        switch (m_random.bounded(8)) {
        case 0: {
            const bool tick = m_random.bounded(4) != 0;
            ReviewedFile file{wholeSelection(change), content};
            file.parts.whole = tick;
            person.add(EventKind::ReviewSeen, seenPayload({file}, tick));
            if (!tick) {
                // Of what was noted under another pair of names nothing is forgotten.
                m_unticked.insert(path);
                break;
            }
            person.model.seen.merge(everyLine(history, path, from, to));
            person.model.ticks[path] = {
                bytesOf(history.text(from, path)), bytesOf(history.text(to, path)), !change.newPath.isEmpty()};
            break;
        }
        case 1:
        case 2: {
            ReviewedFile file{somethingOf(change, cache, history.store()), content};
            if (file.parts.isEmpty())
                break;
            person.add(EventKind::ReviewSeen, seenPayload({file}, false));
            person.model.seen.merge(
                file.parts.whole ? everyLine(history, path, from, to) : linesOf(history, file.parts, from, to));
            break;
        }
        case 3:
        case 4:
        case 5: {
            DecisionRecord decision{.id = QString::number(person.state.decisions.size()),
                .decision = ReviewDecision(m_random.bounded(3)),
                .from = set.oldTree,
                .to = set.newTree,
                .files = {{somethingOf(change, cache, history.store()), content}},
                .by = u"A"_s};
            const FileSelection &parts = decision.files.front().parts;
            if (parts.isEmpty())
                break;
            person.add(EventKind::ReviewDecided, decidedPayload(decision));
            person.model.decisions.push_back({decision.decision,
                parts.whole ? everyLine(history, path, from, to) : linesOf(history, parts, from, to)});
            break;
        }
        default: {
            // An undo, or an undo of an undo.
            if (person.model.decisions.empty())
                break;
            const size_t which = size_t(m_random.bounded(int(person.model.decisions.size())));
            Model::Decided &decided = person.model.decisions[which];
            decided.undone = !decided.undone;
            person.add(EventKind::ReviewUndone, {{u"of"_s, QString::number(which)}, {u"undone"_s, decided.undone}});
            break;
        }
        }
    }

    /// Everything that the marks say, against the model.
    void judge(const History &history, const Person &person, int from, int to, EditCache &cache)
    {
        const ChangeSet set = person.changes(from, to);
        const auto marks = reviewMarks(history.store(), person.state, set, cache);
        QVERIFY(marks);
        QCOMPARE(marks->files.size(), size_t(set.files.size()));
        int hunks = 0;
        int reviewed = 0;
        for (size_t at = 0; at < marks->files.size(); ++at) {
            const FileMarks &file = marks->files[at];
            const QByteArray path = set.files[qsizetype(at)].path();
            const auto lines = [&](const MarkedLines &marked) { return linesOf(history, path, marked, from, to); };
            const std::set<Mark> seen = lines(file.seen);
            const std::set<Mark> accepted = lines(file.accepted);
            const std::set<Mark> rejected = lines(file.rejected);
            bool allSeen = true;
            bool isNew = false;
            int quiet = 2 * contextLines + 1; // equal lines since the last change
            bool hunkReviewed = true;
            int fileHunks = 0;
            int fileReviewed = 0;
            for (const Shown &shown : merged(history.text(from, path), history.text(to, path))) {
                if (shown.sign == ' ') {
                    ++quiet;
                    continue;
                }
                if (quiet > 2 * contextLines) {
                    fileReviewed += fileHunks > 0 && hunkReviewed;
                    ++fileHunks;
                    hunkReviewed = true;
                }
                quiet = 0;
                const Mark line(path, shown.sign == '-' ? Side::Removed : Side::Added, shown.text.constData());
                const bool wasSeen = person.model.seen.contains(line);
                const ReviewDecision decision = person.model.decisionOn(line);
                QVERIFY2(seen.contains(line) == wasSeen, shown.text.constData());
                QVERIFY2(accepted.contains(line) == (decision == ReviewDecision::Accepted), shown.text.constData());
                QVERIFY2(rejected.contains(line) == (decision == ReviewDecision::Rejected), shown.text.constData());
                allSeen = allSeen && wasSeen;
                const bool looked = wasSeen || decision != ReviewDecision::Open;
                isNew = isNew || !looked;
                hunkReviewed = hunkReviewed && looked;
            }
            fileReviewed += fileHunks > 0 && hunkReviewed;
            QCOMPARE(file.hunks, fileHunks);
            QCOMPARE(file.reviewed, fileReviewed);
            QCOMPARE(file.isNew, isNew);
            hunks += fileHunks;
            reviewed += fileReviewed;
            const auto tick = person.model.ticks.find(path);
            if (tick == person.model.ticks.end()) {
                QVERIFY(!file.viewed && !file.viewedStale);
                continue;
            }
            const bool isThere = history.files(to).contains(path);
            const bool sameAfter =
                isThere == tick->second.isThere && bytesOf(history.text(to, path)) == tick->second.after;
            const bool sameBefore = bytesOf(history.text(from, path)) == tick->second.before;
            QCOMPARE(file.viewed, sameAfter && (sameBefore || allSeen));
            QCOMPARE(file.viewedStale, !file.viewed);
        }
        QCOMPARE(marks->hunks, hunks);
        QCOMPARE(marks->reviewed, reviewed);
    }

    /// Where lines are the same only this can be known: nothing is marked that was not, on that side of that file.
    void judgeLoosely(const History &history, const Person &person, int from, int to, EditCache &cache)
    {
        const ChangeSet set = person.changes(from, to);
        const auto marks = reviewMarks(history.store(), person.state, set, cache);
        QVERIFY(marks);
        for (size_t at = 0; at < marks->files.size(); ++at) {
            const FileMarks &file = marks->files[at];
            const QByteArray path = set.files[qsizetype(at)].path();
            for (const Mark &line : linesOf(history, path, file.seen, from, to))
                QVERIFY2(person.model.seen.contains(line), std::get<2>(line).constData());
            QVERIFY(file.reviewed <= file.hunks);
            QVERIFY(countOf(intersected(file.accepted.removed, file.rejected.removed)) == 0);
            QVERIFY(countOf(intersected(file.accepted.added, file.rejected.added)) == 0);
        }
    }

private Q_SLOTS:
    void marksAreWhatThePersonDid_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 60; ++seed)
            QTest::addRow("history %u", seed) << seed;
    }

    void marksAreWhatThePersonDid()
    {
        QFETCH(quint32, seed);
        m_random.seed(seed);
        const QTemporaryDir folder;
        const History history(m_random, 10, false, folder.filePath(u"store"_s));
        Person person(history);
        EditCache cache;
        for (int version = 1; version < history.count(); ++version) {
            for (int times = m_random.bounded(6); times > 0; --times) {
                // Mostly the changes since the beginning, sometimes between two snapshots.
                const int from = m_random.bounded(3) == 0 ? int(m_random.bounded(version)) : 0;
                m_unticked.clear();
                act(history, person, from, version, cache);
                if (!m_unticked.empty())
                    forget(person);
            }
            if (m_random.bounded(2) == 0)
                person.restart();
            judge(history, person, 0, version, cache);
            if (QTest::currentTestFailed())
                return;
            judge(history, person, int(m_random.bounded(version)), version, cache);
            if (QTest::currentTestFailed())
                return;
        }
    }

    void equalLinesAreNeverMarkedUnseen_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 101; seed <= 130; ++seed)
            QTest::addRow("history %u", seed) << seed;
    }

    void equalLinesAreNeverMarkedUnseen()
    {
        QFETCH(quint32, seed);
        m_random.seed(seed);
        const QTemporaryDir folder;
        const History history(m_random, 8, true, folder.filePath(u"store"_s));
        Person person(history);
        EditCache cache;
        for (int version = 1; version < history.count(); ++version) {
            const ChangeSet set = person.changes(0, version);
            for (const FileChange &change : set.files) {
                ReviewedFile file{somethingOf(change, cache, history.store()), ReviewedContent::of(change)};
                if (file.parts.isEmpty())
                    continue;
                if (file.parts.whole) {
                    const auto edits = cache.edits(history.store(), change);
                    QVERIFY(edits);
                    file.parts.whole = false;
                    file.parts.removed = removedBy(**edits);
                    file.parts.added = addedBy(**edits);
                }
                person.add(EventKind::ReviewSeen, seenPayload({file}, false));
                person.model.seen.merge(linesOf(history, file.parts, 0, version));
            }
            judgeLoosely(history, person, 0, version, cache);
            if (QTest::currentTestFailed())
                return;
            if (version + 1 < history.count())
                judgeLoosely(history, person, 0, version + 1, cache);
            if (QTest::currentTestFailed())
                return;
        }
    }

private:
    /// The tick was taken away: as if nothing of the file had been looked at.
    void forget(Person &person)
    {
        for (const QByteArray &path : m_unticked) {
            std::erase_if(person.model.seen, [&path](const Mark &line) { return std::get<0>(line) == path; });
            person.model.ticks.erase(path);
        }
    }

    QRandomGenerator m_random;
    std::set<QByteArray> m_unticked;
};

QTEST_GUILESS_MAIN(SinceLastLooked)
#include "tst_since_last_looked.moc"
