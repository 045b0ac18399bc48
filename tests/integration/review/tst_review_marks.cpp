// Decisions, looks and comments laid over changes of every kind, and what becomes of rejected parts; trees are judged
// by system git.

#include "runner/review/rejections.h"
#include "runner/review/review_json.h"
#include "runner/review/review_marks.h"
#include "tests/support/git/test_repository.h"

#include <QJsonArray>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray numbers(int first, int last)
{
    QByteArray out;
    for (int number = first; number <= last; ++number)
        out += "line " + QByteArray::number(number) + '\n';
    return out;
}

QByteArray replaced(QByteArray text, const QByteArray &line, const QByteArray &with)
{
    return text.replace(line, with);
}

} // namespace

class ReviewMarksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_repository = std::make_unique<TestRepository>(TestRepository::create(m_directory->filePath(u"r"_s)));
        m_state = {};
        m_seq = 0;
        write("text.txt", numbers(1, 60));
        write("other.txt", "other\n");
        write("picture.bin", QByteArray("a\0b", 3));
        m_base = commit();
    }

    void aRenamedFileKeepsItsMarks()
    {
        write("text.txt", replaced(numbers(1, 60), "line 30\n", "thirty\n"));
        const ObjectId first = commit();
        decideHunk(m_base, first, "text.txt", 0, ReviewDecision::Accepted);
        m_repository->git({u"mv"_s, u"text.txt"_s, u"moved.txt"_s});
        const ObjectId second = commit();
        const ReviewMarks marks = marksOf(m_base, second);
        QCOMPARE(marks.files.size(), size_t(1));
        QCOMPARE(marks.files[0].accepted, (MarkedLines{{{29, 1}}, {{29, 1}}}));
        QCOMPARE(marks.files[0].properties, ReviewDecision::Accepted); // a name is taken with any line
        QCOMPARE(marks.reviewed, 1);
    }

    void aCopyDoesNotInheritMarks()
    {
        write("text.txt", replaced(numbers(1, 60), "line 30\n", "thirty\n"));
        const ObjectId first = commit();
        decideHunk(m_base, first, "text.txt", 0, ReviewDecision::Accepted);
        write("copy.txt", replaced(numbers(1, 60), "line 30\n", "thirty\n"));
        const ObjectId second = commit();
        const ChangeSet set = changes(m_base, second);
        const ReviewMarks marks = marksOf(m_base, second);
        for (qsizetype at = 0; at < set.files.size(); ++at)
            QCOMPARE(marks.files[size_t(at)].accepted.isEmpty(), set.files[at].newPath != "text.txt");
    }

    void binaryFilesAndModesAreDecidedAsAWhole()
    {
        write("picture.bin", QByteArray("a\0c", 3));
        m_repository->git({u"update-index"_s, u"--chmod=+x"_s, u"other.txt"_s});
        QFile::setPermissions(m_repository->file(u"other.txt"_s),
            QFile::permissions(m_repository->file(u"other.txt"_s)) | QFile::ExeOwner | QFile::ExeGroup);
        const ObjectId first = commit();
        ChangeSet set = changes(m_base, first);
        QCOMPARE(set.files.size(), 2);
        for (const FileChange &change : set.files)
            decide(set, {wholeSelection(change)}, ReviewDecision::Accepted);
        ReviewMarks marks = marksOf(m_base, first);
        QCOMPARE(marks.reviewed, 2);
        QCOMPARE(compose(marks, set, ReviewDecision::Accepted), treeOf(first));
        // Other bytes: nobody has decided about them. The mode is the same still.
        write("picture.bin", QByteArray("a\0d", 3));
        const ObjectId second = commit();
        marks = marksOf(m_base, second);
        QCOMPARE(marks.reviewed, 1);
        QVERIFY(marks.files[0].wholeAccepted != marks.files[1].wholeAccepted);
    }

    void allHunksOfANewFileAreTheFile()
    {
        write("new.txt", "one\ntwo\n");
        const ObjectId first = commit();
        const ChangeSet set = changes(m_base, first);
        for (const auto decision : {ReviewDecision::Rejected, ReviewDecision::Accepted}) {
            decideHunk(m_base, first, "new.txt", 0, decision);
            const ReviewMarks marks = marksOf(m_base, first);
            QCOMPARE(marks.files[0].wholeRejected, decision == ReviewDecision::Rejected);
            QCOMPARE(marks.files[0].wholeAccepted, decision == ReviewDecision::Accepted);
        }
    }

    void acceptedPartsAreNoChangeAnyMoreOnceTheyWereTaken()
    {
        write("text.txt", replaced(replaced(numbers(1, 60), "line 10\n", "ten\n"), "line 40\n", "forty\n"));
        const ObjectId snapshot = commit();
        decideHunk(m_base, snapshot, "text.txt", 0, ReviewDecision::Accepted);
        decideHunk(m_base, snapshot, "text.txt", 1, ReviewDecision::Rejected);
        const ChangeSet set = changes(m_base, snapshot);
        const ObjectId taken = compose(marksOf(m_base, snapshot), set, ReviewDecision::Accepted);
        QCOMPARE(m_repository->git({u"show"_s, taken.value + u":text.txt"_s}) + '\n',
            replaced(numbers(1, 60), "line 10\n", "ten\n"));
        const ReviewMarks left = marksOf(taken, snapshot);
        QCOMPARE(left.hunks, 1);
        QVERIFY(left.files[0].accepted.isEmpty());
        QVERIFY(left.files[0].wholeRejected);
    }

    void hunksAreOpenMixedOrDecided()
    {
        write("text.txt", replaced(numbers(1, 60), "line 30\nline 31\n", "thirty\nand one\n"));
        const ObjectId first = commit();
        const ChangeSet set = changes(m_base, first);
        const auto diff = lineDiff(store(), set.files[0]);
        QVERIFY(diff);
        const auto hunk = [&] { return hunkMark(marksOf(m_base, first).files[0], (*diff)->edits); };
        QCOMPARE(hunk(), HunkMark::Open);
        FileSelection some = selectionOf(set.files[0], (*diff)->edits);
        some.added = {{29, 1}};
        decide(set, {some}, ReviewDecision::Accepted);
        QCOMPARE(hunk(), HunkMark::Mixed);
        decide(set, {wholeSelection(set.files[0])}, ReviewDecision::Accepted);
        QCOMPARE(hunk(), HunkMark::Accepted);
        decide(set, {selectionOf(set.files[0], (*diff)->edits)}, ReviewDecision::Rejected);
        QCOMPARE(hunk(), HunkMark::Rejected);
        decide(set, {wholeSelection(set.files[0])}, ReviewDecision::Open);
        QCOMPARE(hunk(), HunkMark::Open);
    }

    void commentsFollowTheirLines_data()
    {
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<int>("first");
        QTest::addColumn<bool>("touched");
        QTest::newRow("nothing changed") << numbers(1, 60) << 29 << false;
        QTest::newRow("lines came before") << "top\n" + numbers(1, 60) << 30 << false;
        QTest::newRow("the line changed") << replaced(numbers(1, 60), "line 30\n", "thirty\n") << 30 << true;
        QTest::newRow("a line came between") << replaced(numbers(1, 60), "line 31\n", "x\nline 31\n") << 29 << true;
        QTest::newRow("the lines went") << replaced(numbers(1, 60), "line 30\nline 31\n", "") << -1 << true;
        QTest::newRow("the file went") << QByteArray() << -1 << true;
    }

    void commentsFollowTheirLines()
    {
        QFETCH(QByteArray, now);
        QFETCH(int, first);
        QFETCH(bool, touched);
        write("other.txt", "changed\n"); // so that there is a change
        const ObjectId then = commit();
        const QString blob = QString::fromLatin1(m_repository->git({u"rev-parse"_s, then.value + u":text.txt"_s}));
        add(EventKind::CommentWritten,
            commentPayload({.id = u"c"_s,
                .anchor = {.path = "text.txt",
                    .first = 29,
                    .count = 2,
                    .quoted = {},
                    .blob = ObjectId(blob),
                    .tree = treeOf(then)},
                .text = u"?"_s}));
        if (now.isEmpty())
            m_repository->git({u"rm"_s, u"-q"_s, u"text.txt"_s});
        else
            write("text.txt", now);
        const ReviewMarks marks = marksOf(m_base, commit());
        QCOMPARE(marks.comments.size(), size_t(1));
        QCOMPARE(marks.comments[0].first, first);
        QCOMPARE(marks.comments[0].touched, touched);
    }

    void rejectionsAreLaidOverWhereTheyWereMade()
    {
        // What the agent wrote in its first turn and removed in its second is no change since the beginning.
        write("text.txt", numbers(1, 60) + "kept\n");
        const ObjectId first = commit();
        write("text.txt", numbers(1, 60));
        const ObjectId second = commit();
        decideHunk(first, second, "text.txt", 0, ReviewDecision::Rejected);
        const auto plan = planRejections(store(), m_state, treeOf(second), m_cache);
        QVERIFY(plan);
        QCOMPARE(plan->tree, treeOf(first));
        QCOMPARE(plan->decisions, QStringList{u"1"_s});
        QCOMPARE(plan->removedFrom, QList<QByteArray>{"text.txt"});
    }

    void whatWasAcceptedLaterIsNotTakenAway()
    {
        write("text.txt", replaced(replaced(numbers(1, 60), "line 10\n", "ten\n"), "line 40\n", "forty\n"));
        const ObjectId snapshot = commit();
        const ChangeSet set = changes(m_base, snapshot);
        decide(set, {wholeSelection(set.files[0])}, ReviewDecision::Rejected);
        decideHunk(m_base, snapshot, "text.txt", 1, ReviewDecision::Accepted);
        const auto plan = planRejections(store(), m_state, treeOf(snapshot), m_cache);
        QVERIFY(plan);
        QCOMPARE(m_repository->git({u"show"_s, plan->tree.value + u":text.txt"_s}) + '\n',
            replaced(numbers(1, 60), "line 40\n", "forty\n"));
    }

    void anUndoBringsBackItsOwnPartsAlone_data()
    {
        QTest::addColumn<QByteArray>("meanwhile");
        QTest::addColumn<QByteArray>("back");
        QTest::addColumn<bool>("lost");
        const QByteArray base = numbers(1, 60);
        QTest::newRow("nothing happened") << base << replaced(base, "line 10\n", "ten\n") << false;
        QTest::newRow("other lines changed")
            << replaced(base, "line 50\n", "fifty\n")
            << replaced(replaced(base, "line 50\n", "fifty\n"), "line 10\n", "ten\n") << false;
        QTest::newRow("the very lines changed")
            << replaced(base, "line 10\n", "TEN\n") << replaced(base, "line 10\n", "TEN\n") << true;
    }

    void anUndoBringsBackItsOwnPartsAlone()
    {
        QFETCH(QByteArray, meanwhile);
        QFETCH(QByteArray, back);
        QFETCH(bool, lost);
        write("text.txt", replaced(replaced(numbers(1, 60), "line 10\n", "ten\n"), "line 40\n", "forty\n"));
        const ObjectId snapshot = commit();
        decideHunk(m_base, snapshot, "text.txt", 0, ReviewDecision::Rejected);
        decideHunk(m_base, snapshot, "text.txt", 1, ReviewDecision::Rejected);
        const auto plan = planRejections(store(), m_state, treeOf(snapshot), m_cache);
        QVERIFY(plan);
        QCOMPARE(plan->tree, treeOf(m_base));
        add(EventKind::RejectionCarriedOut,
            {{u"from"_s, snapshot.value}, {u"to"_s, plan->tree.value},
                {u"decisions"_s, QJsonArray::fromStringList(plan->decisions)}});
        QVERIFY(!m_state.hasUnsettledRejections());

        write("text.txt", meanwhile);
        const ObjectId now = meanwhile == numbers(1, 60) ? m_base : commit();
        add(EventKind::ReviewUndone, {{u"of"_s, u"1"_s}, {u"undone"_s, true}});
        const auto undone = planRejections(store(), m_state, treeOf(now), m_cache);
        QVERIFY(undone);
        QCOMPARE(undone->back, QStringList{u"1"_s});
        QCOMPARE(undone->lost, lost ? QStringList{u"1"_s} : QStringList());
        QVERIFY(undone->decisions.isEmpty());
        QCOMPARE(m_repository->git({u"show"_s, undone->tree.value + u":text.txt"_s}) + '\n', back);
    }

private:
    [[nodiscard]] QString store() const { return m_repository->file(u".git"_s); }
    void write(const char *name, const QByteArray &content) { m_repository->write(QString::fromLatin1(name), content); }
    ObjectId commit() { return ObjectId(m_repository->commitAll(u"x"_s)); }
    [[nodiscard]] ObjectId treeOf(const ObjectId &commit) const
    {
        return ObjectId(QString::fromLatin1(m_repository->git({u"rev-parse"_s, commit.value + u"^{tree}"_s})));
    }
    [[nodiscard]] ChangeSet changes(const ObjectId &from, const ObjectId &to) const
    {
        const auto set = diffTrees(store(), from, to);
        if (!set)
            qFatal("%s", qPrintable(set.error().message));
        return *set;
    }
    void add(EventKind kind, const QJsonObject &payload)
    {
        applyReview(m_state, {.session = SessionId(1), .seq = ++m_seq, .kind = kind, .payload = {}}, payload);
    }
    /// Ids count 1, 2, 3 …
    void decide(const ChangeSet &set, const std::vector<FileSelection> &parts, ReviewDecision decision)
    {
        DecisionRecord record{.id = QString::number(m_state.decisions.size() + 1),
            .decision = decision,
            .from = set.oldTree,
            .to = set.newTree,
            .files = {},
            .by = u"Ada"_s};
        for (const FileSelection &file : parts) {
            const auto change =
                std::ranges::find_if(set.files, [&file](const FileChange &one) { return one.newPath == file.newPath; });
            record.files.push_back({file, ReviewedContent::of(*change)});
        }
        add(EventKind::ReviewDecided, decidedPayload(record));
    }
    void decideHunk(
        const ObjectId &from, const ObjectId &to, const QByteArray &path, size_t hunk, ReviewDecision decision)
    {
        const ChangeSet set = changes(from, to);
        const auto change =
            std::ranges::find_if(set.files, [&path](const FileChange &one) { return one.path() == path; });
        const auto diff = lineDiff(store(), *change);
        if (!diff)
            qFatal("%s", qPrintable(diff.error().message));
        const HunkRange range = hunksOf((*diff)->edits).at(hunk);
        const auto edits = std::span((*diff)->edits).subspan(range.firstEdit, range.editCount);
        decide(set, {selectionOf(*change, edits)}, decision);
    }
    [[nodiscard]] ReviewMarks marksOf(const ObjectId &from, const ObjectId &to)
    {
        auto marks = reviewMarks(store(), m_state, changes(from, to), m_cache);
        if (!marks)
            qFatal("%s", qPrintable(marks.error().message));
        return *marks;
    }
    [[nodiscard]] ObjectId compose(const ReviewMarks &marks, const ChangeSet &set, ReviewDecision decision) const
    {
        const auto tree = composeSelection(store(), markedSelection(marks, set, decision));
        if (!tree)
            qFatal("%s", qPrintable(tree.error().message));
        return *tree;
    }

    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<TestRepository> m_repository;
    ObjectId m_base;
    ReviewState m_state;
    qint64 m_seq = 0;
    EditCache m_cache;
};

QTEST_GUILESS_MAIN(ReviewMarksTest)
#include "tst_review_marks.moc"
