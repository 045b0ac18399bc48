#include "runner/workspace/accept.h"
#include "runner/workspace/base_store.h"
#include "runner/workspace/branch_names.h"
#include "runner/workspace/provenance_note.h"
#include "runner/workspace/session_store.h"
#include "tests/support/git/test_repository.h"

#include <QTest>
#include <QTimeZone>

#include <algorithm>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

using Target = AcceptRequest::Target;
using Take = MergeResolution::Take;

/// Accepting parts, onto branches that are there already and have moved.
class TestAcceptTargets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_repository = std::make_unique<TestRepository>(TestRepository::create(m_directory->filePath(u"repo"_s)));
        m_repository->write(u"a.txt"_s, lines(1, 30));
        m_repository->write(u"dir/b.txt"_s, "b\n");
        m_repository->write(u"gone.txt"_s, "gone\n");
        m_repository->write(u".gitattributes"_s, "*.c text\n*.md text=auto\n*.bin -text\n");
        m_head = m_repository->commitAll(u"first"_s);
        for (const char *hook : {"post-commit", "pre-commit", "reference-transaction", "post-checkout", "post-merge"}) {
            const QString name = u".git/hooks/"_s + QString::fromLatin1(hook);
            m_repository->write(name, "#!/bin/sh\ntouch '" + marker().toUtf8() + "'\n");
            QVERIFY(QFile::setPermissions(m_repository->file(name), QFile::Permissions(0x7755)));
        }
        m_store = m_directory->filePath(u"sessions/1.git"_s);
        const QString baseStore = m_directory->filePath(u"stores/1.git"_s);
        const Result<BaseSeed> seed = ensureBase(baseStore, m_repository->path(), {});
        QVERIFY2(seed, qPrintable(seed ? QString() : seed.error().message + seed.error().cause));
        m_base = seed->commit;
        m_last = m_base;
        QVERIFY(createSessionStore(m_store, baseStore));
        m_guest = std::make_unique<TestGuest>(m_directory->filePath(u"guest"_s), baseStore, m_base.value);
    }

    void takesSomeLinesAndThenTheRest()
    {
        editGuest(7, "seven");
        editGuest(8, "eight");
        m_guest->write(u"new.txt"_s, "one\ntwo\nthree\n");
        takeSnapshot();
        AcceptRequest first = request();
        first.selection = {{}, tree(m_guest->head()),
            {{"a.txt", "a.txt", false, false, {{6, 1}}, {{6, 1}}},
                {{}, "new.txt", false, false, {}, {{0, 1}, {2, 1}}}}};
        const Result<AcceptOutcome> one = accepted(first);
        QVERIFY(one);
        QByteArray expected = lines(1, 30);
        expected.replace("line 7\n", "seven 7\n");
        QCOMPARE(fileAt(one->commit, u"a.txt"_s), expected);
        QCOMPARE(fileAt(one->commit, u"new.txt"_s), QByteArray("one\nthree\n"));

        // The line right beside it, after it: no conflict, and nothing twice.
        AcceptRequest second = request();
        second.target = Target::ExistingBranch;
        second.branch = one->branch;
        second.tip = one->commit;
        second.selection = {one->taken, tree(m_guest->head()), {{"a.txt", "a.txt", false, false, {{7, 1}}, {{7, 1}}}}};
        second.message = u"Second part"_s;
        const Result<AcceptOutcome> two = accepted(second);
        QVERIFY(two);
        QCOMPARE(two->parent, one->commit);
        expected.replace("line 8\n", "eight 8\n");
        QCOMPARE(fileAt(two->commit, u"a.txt"_s), expected);
        QCOMPARE(m_repository->git({u"diff"_s, u"--numstat"_s, one->commit.value, two->commit.value}),
            QByteArray("1\t1\ta.txt"));

        // The agent went on; all that is left.
        m_guest->write(u"more.txt"_s, "more\n");
        takeSnapshot();
        AcceptRequest rest = second;
        rest.snapshot = ObjectId(m_guest->head());
        rest.tip = two->commit;
        rest.selection = {two->taken, {}, {}};
        const Result<AcceptOutcome> three = accepted(rest);
        QVERIFY(three);
        QCOMPARE(three->tree.value.toLatin1(), m_guest->git().git({u"rev-parse"_s, m_guest->head() + u"^{tree}"_s}));
        QCOMPARE(three->taken, three->tree);
        QCOMPARE(m_repository->git({u"rev-list"_s, u"--count"_s, m_head + u".."_s + one->branch}), QByteArray("3"));
        rest.tip = three->commit;
        rest.selection.from = three->taken;
        QCOMPARE(accept(rest).error().code, NothingToAccept);
        m_repository->git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
    }

    void startsAFurtherBranchOnWhatWasAccepted()
    {
        editGuest(7, "seven");
        takeSnapshot();
        const Result<AcceptOutcome> one = accepted(request());
        QVERIFY(one);
        // The very line that was accepted, once more.
        QByteArray text = lines(1, 30);
        text.replace("line 7\n", "SEVEN\n");
        m_guest->write(u"a.txt"_s, text);
        takeSnapshot();
        AcceptRequest second = request();
        second.branch = u"second"_s;
        second.selection.from = one->taken;
        AcceptRequest alone = second;
        second.tip = one->commit;
        const Result<AcceptOutcome> two = accepted(second);
        QVERIFY(two);
        QCOMPARE(two->branch, u"second"_s);
        QCOMPARE(two->parent, one->commit);
        QCOMPARE(fileAt(two->commit, u"a.txt"_s), text);
        QCOMPARE(accept(second)->wasDone, true);
        // Where the session began there is another line, and no word of what was accepted.
        alone.branch = u"alone"_s;
        const Result<AcceptPreview> preview = previewAccept(alone);
        QVERIFY(preview);
        QCOMPARE(preview->branch, u"alone"_s);
        QCOMPARE(preview->parent.value, m_head);
        QCOMPARE(preview->conflicts.size(), 1U);
        QCOMPARE(accept(alone).error().code, AcceptConflict);
        // A commit that is not there any more.
        second.branch = u"third"_s;
        second.tip = ObjectId(QString(40, u'1'));
        QVERIFY(!accept(second));
    }

    void refusesWhatArrivedLater()
    {
        editGuest(7, "seven");
        takeSnapshot();
        const ObjectId seen = tree(m_guest->head());
        editGuest(9, "nine");
        takeSnapshot();
        AcceptRequest asked = request();
        asked.selection = {{}, seen, {}};
        const QByteArrayList before = listing(m_repository->path());
        QCOMPARE(accept(asked).error().code, SelectionStale);
        QCOMPARE(listing(m_repository->path()), before);
    }

    void copiesTheAcceptedObjectsAlone()
    {
        m_guest->write(u"secret.txt"_s, "not accepted\n");
        m_guest->write(u"wanted.txt"_s, "one\ntwo\n");
        takeSnapshot();
        m_guest->write(u"secret.txt"_s, "not accepted either\n");
        takeSnapshot();
        const QByteArray before = objects();
        AcceptRequest asked = request();
        asked.selection.files = {{{}, "wanted.txt", false, false, {}, {{1, 1}}}};
        const Result<AcceptOutcome> outcome = accepted(asked);
        QVERIFY(outcome);
        QByteArrayList added;
        for (const QByteArray &object : objects().split('\n')) {
            if (!before.contains(object))
                added.append(m_repository->git({u"cat-file"_s, u"-t"_s, QString::fromLatin1(object)}));
        }
        std::ranges::sort(added);
        QCOMPARE(added, (QByteArrayList{"blob", "commit", "tree"}));
        QCOMPARE(fileAt(outcome->commit, u"wanted.txt"_s), QByteArray("two\n"));
    }

    void mergesOntoABranchThatMoved()
    {
        m_repository->git({u"checkout"_s, u"-q"_s, u"-b"_s, u"topic"_s});
        editOwn(25, "mine");
        const QString tip = m_repository->commitAll(u"mine"_s);
        m_repository->git({u"checkout"_s, u"-q"_s, u"main"_s});
        QFile::remove(marker());
        editGuest(7, "seven");
        takeSnapshot();
        AcceptRequest asked = request();
        asked.target = Target::ExistingBranch;
        asked.branch = u"topic"_s;
        const QByteArrayList before = listing(m_repository->path());
        const Result<AcceptPreview> preview = previewAccept(asked);
        QVERIFY(preview);
        QCOMPARE(listing(m_repository->path()), before);
        QVERIFY(preview->conflicts.empty());
        QCOMPARE(preview->parent.value, tip);
        asked.tip = preview->parent;
        const Result<AcceptOutcome> outcome = accepted(asked);
        QVERIFY(outcome);
        QCOMPARE(outcome->tree, preview->tree);
        QCOMPARE(outcome->parent.value, tip);
        QByteArray expected = lines(1, 30);
        expected.replace("line 7\n", "seven 7\n").replace("line 25\n", "mine 25\n");
        QCOMPARE(fileAt(outcome->commit, u"a.txt"_s), expected);
        QCOMPARE(m_repository->git({u"status"_s, u"--porcelain"_s}), QByteArray());
        // The same request finds its commit, also when the branch went on.
        const QByteArrayList after = listing(m_repository->path());
        QVERIFY(accept(asked)->wasDone);
        QCOMPARE(listing(m_repository->path()), after);
        m_repository->git({u"checkout"_s, u"-q"_s, u"topic"_s});
        m_repository->write(u"later.txt"_s, "later\n");
        m_repository->commitAll(u"later"_s);
        m_repository->git({u"checkout"_s, u"-q"_s, u"main"_s});
        QVERIFY(accept(asked)->wasDone);
        asked.message = u"Another text"_s;
        QCOMPARE(accept(asked).error().code, BranchMoved);
    }

    void solvesConflicts_data()
    {
        QTest::addColumn<int>("take");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("ours") << int(Take::Ours) << QByteArray("mine 7\n");
        QTest::newRow("theirs") << int(Take::Theirs) << QByteArray("seven 7\n");
        QTest::newRow("base") << int(Take::Base) << QByteArray("line 7\n");
        QTest::newRow("a text") << int(Take::Text) << QByteArray("both 7\n");
        QTest::newRow("no file") << int(Take::Nothing) << QByteArray();
    }

    void solvesConflicts()
    {
        QFETCH(int, take);
        QFETCH(QByteArray, line);
        m_repository->git({u"checkout"_s, u"-q"_s, u"-b"_s, u"topic"_s});
        editOwn(7, "mine");
        m_repository->commitAll(u"mine"_s);
        m_repository->git({u"checkout"_s, u"-q"_s, u"main"_s});
        editGuest(7, "seven");
        m_guest->write(u"new.txt"_s, "new\n");
        takeSnapshot();
        AcceptRequest asked = request();
        asked.target = Target::ExistingBranch;
        asked.branch = u"topic"_s;
        const QByteArrayList before = listing(m_repository->path());
        const Result<AcceptOutcome> refused = accept(asked);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, AcceptConflict);
        QVERIFY(refused.error().message.contains(u"a.txt"_s));
        const Result<AcceptPreview> preview = previewAccept(asked);
        QVERIFY(preview);
        QCOMPARE(listing(m_repository->path()), before);
        QCOMPARE(preview->conflicts.size(), size_t(1));
        const MergeConflict &conflict = preview->conflicts.front();
        QCOMPARE(conflict.path, QByteArray("a.txt"));
        QVERIFY(conflict.kind == MergeConflict::Kind::Content);
        QVERIFY2(conflict.text.contains("<<<<<<< topic\nmine 7\n=======\nseven 7\n>>>>>>> OpenCode\n"),
            conflict.text.constData());
        QCOMPARE(conflict.base.blob.value.toLatin1(), m_repository->git({u"rev-parse"_s, m_head + u":a.txt"_s}));

        QByteArray expected = lines(1, 30);
        expected.replace("line 7\n", line);
        asked.tip = preview->parent;
        asked.resolutions = {{"a.txt", static_cast<Take>(take), take == int(Take::Text) ? expected : QByteArray()}};
        const Result<AcceptOutcome> outcome = accepted(asked);
        QVERIFY(outcome);
        if (line.isEmpty())
            QVERIFY(m_repository->git({u"ls-tree"_s, outcome->commit.value, u"a.txt"_s}).isEmpty());
        else
            QCOMPARE(fileAt(outcome->commit, u"a.txt"_s), expected);
        QCOMPARE(fileAt(outcome->commit, u"new.txt"_s), QByteArray("new\n"));
        asked.resolutions.push_back({"new.txt", Take::Ours, {}});
        QCOMPARE(accept(asked).error().code, InvalidArgument);
    }

    void updatesACleanWorkTree()
    {
        editGuest(7, "seven");
        shell(
            u"rm gone.txt && mkdir deep && echo new > deep/new.txt && mv dir/b.txt c.txt && ln -s c.txt link && chmod +x a.txt"_s,
            m_guest->workspace());
        m_repository->write(u"untracked.txt"_s, "stays\n");
        takeSnapshot();
        AcceptRequest asked = request();
        asked.target = Target::CheckedOut;
        asked.branch = u"main"_s;
        asked.tip = ObjectId(m_head);
        const Result<AcceptOutcome> outcome = accepted(asked);
        QVERIFY(outcome);
        QVERIFY2(outcome->workTreeUpdated, qPrintable(outcome->notice));
        QCOMPARE(m_repository->git({u"rev-parse"_s, u"main"_s}), outcome->commit.value.toLatin1());
        QCOMPARE(m_repository->git({u"status"_s, u"--porcelain"_s}), QByteArray("?? untracked.txt"));
        QCOMPARE(m_repository->read(u"c.txt"_s), QByteArray("b\n"));
        QVERIFY(QFileInfo(m_repository->file(u"link"_s)).isSymLink());
        QVERIFY(QFileInfo(m_repository->file(u"a.txt"_s)).isExecutable());
        QVERIFY(!QFile::exists(m_repository->file(u"dir"_s)));
        const Result<AcceptOutcome> again = accept(asked);
        QVERIFY(again && again->wasDone && again->workTreeUpdated);
    }

    void refusesAWorkTreeThatIsNotClean_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("a changed file") << u"echo x >> dir/b.txt"_s;
        QTest::newRow("a staged file") << u"echo x >> dir/b.txt && git add dir/b.txt"_s;
        QTest::newRow("a deleted file") << u"rm gone.txt"_s;
        QTest::newRow("an untracked file in the way") << u"echo mine > new.txt"_s;
        QTest::newRow("an ignored file in the way") << u"echo new.txt > .git/info/exclude && echo mine > new.txt"_s;
        QTest::newRow("a file where a folder comes") << u"echo mine > sub"_s;
        QTest::newRow("a link where a folder comes") << u"ln -s /tmp sub"_s;
        QTest::newRow("another branch") << u"git checkout -q -b other"_s;
        QTest::newRow("no branch") << u"git checkout -q --detach"_s;
        QTest::newRow("a merge under way") << u"git rev-parse HEAD > .git/MERGE_HEAD"_s;
        QTest::newRow("another git at work") << u"touch .git/index.lock"_s;
    }

    void refusesAWorkTreeThatIsNotClean()
    {
        QFETCH(QString, what);
        m_guest->write(u"new.txt"_s, "new\n");
        shell(u"mkdir sub && echo new > sub/new.txt"_s, m_guest->workspace());
        takeSnapshot();
        shell(what, m_repository->path());
        AcceptRequest asked = request();
        asked.target = Target::CheckedOut;
        asked.branch = u"main"_s;
        const QByteArrayList before = listing(m_repository->path());
        const Result<AcceptOutcome> outcome = accept(asked);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, WorkTreeBusy);
        QCOMPARE(listing(m_repository->path()), before);
    }

    void completesAWorkTreeThatACrashLeft()
    {
        editGuest(7, "seven");
        m_guest->write(u"new.txt"_s, "new\n");
        m_guest->write(u"other.txt"_s, "other\n");
        takeSnapshot();
        AcceptRequest asked = request();
        asked.target = Target::CheckedOut;
        asked.branch = u"main"_s;
        asked.tip = ObjectId(m_head);
        QVERIFY(accept(asked)->workTreeUpdated);
        // As after a kill when the branch had moved, one file was written and the index was not.
        shell(u"git read-tree %1 && rm other.txt && git show %1:a.txt > a.txt"_s.arg(m_head), m_repository->path());
        const Result<AcceptOutcome> again = accepted(asked);
        QVERIFY(again && again->wasDone);
        QVERIFY2(again->workTreeUpdated, qPrintable(again->notice));
        QCOMPARE(m_repository->git({u"status"_s, u"--porcelain"_s}), QByteArray());
        QCOMPARE(m_repository->read(u"other.txt"_s), QByteArray("other\n"));
    }

    void leavesABranchAloneThatIsCheckedOut()
    {
        editGuest(7, "seven");
        takeSnapshot();
        m_repository->git(
            {u"worktree"_s, u"add"_s, u"-q"_s, u"-b"_s, u"elsewhere"_s, m_directory->filePath(u"tree"_s)});
        AcceptRequest asked = request();
        asked.target = Target::ExistingBranch;
        for (const QString &branch : {u"main"_s, u"elsewhere"_s}) {
            asked.branch = branch;
            QCOMPARE(accept(asked).error().code, BranchCheckedOut);
        }
        asked.branch = u"nowhere"_s;
        QCOMPARE(accept(asked).error().code, BranchMissing);
        const auto branches = listBranches(m_repository->path());
        QVERIFY(branches);
        QCOMPARE(branches->size(), size_t(2));
        QVERIFY(branches->at(0).name == u"elsewhere"_s && branches->at(0).isCheckedOut && !branches->at(0).isHead);
        QVERIFY(branches->at(1).name == u"main"_s && branches->at(1).isHead);
        // In its own work tree it is the one that is checked out.
        asked.repository = m_directory->filePath(u"tree"_s);
        asked.branch = u"elsewhere"_s;
        asked.target = Target::CheckedOut;
        QVERIFY(accepted(asked)->workTreeUpdated);
        QCOMPARE(TestRepository(asked.repository).git({u"status"_s, u"--porcelain"_s}), QByteArray());
        QCOMPARE(m_repository->git({u"status"_s, u"--porcelain"_s}), QByteArray());
    }

    void offersToNormaliseLineEnds()
    {
        m_guest->write(u"x.c"_s, "a\r\nb\r\n");
        m_guest->write(u"x.md"_s, "a\r\n");
        m_guest->write(u"x.bin"_s, "a\r\n");
        m_guest->write(u"x.txt"_s, "a\r\n");
        m_guest->write(u"y.c"_s, "a\n");
        m_guest->write(u"z.md"_s, QByteArray("\0a\r\n", 4));
        takeSnapshot();
        AcceptRequest asked = request();
        const Result<AcceptPreview> preview = previewAccept(asked);
        QVERIFY(preview);
        QCOMPARE(preview->lineEnds, (QList<QByteArray>{"x.c", "x.md"}));
        asked.lineEnds = AcceptRequest::LineEnds::Normalise;
        const Result<AcceptOutcome> outcome = accepted(asked);
        QVERIFY(outcome);
        QCOMPARE(fileAt(outcome->commit, u"x.c"_s), QByteArray("a\nb\n"));
        QCOMPARE(fileAt(outcome->commit, u"x.md"_s), QByteArray("a\n"));
        QCOMPARE(fileAt(outcome->commit, u"x.bin"_s), QByteArray("a\r\n"));
        QCOMPARE(fileAt(outcome->commit, u"x.txt"_s), QByteArray("a\r\n"));
        // What is left to review knows the files as the agent has them.
        QCOMPARE(outcome->taken, tree(m_guest->head()));
        // Git itself would make the same of them.
        m_repository->git({u"checkout"_s, u"-q"_s, outcome->branch});
        for (const char *name : {"x.c", "x.md", "x.bin", "x.txt", "y.c"})
            m_repository->write(QString::fromLatin1(name), guestFile(name));
        m_repository->git({u"add"_s, u"--renormalize"_s, u"."_s});
        QCOMPARE(m_repository->git({u"diff"_s, u"--cached"_s, u"--name-only"_s}), QByteArray());
    }

    void writesProvenanceAsANote()
    {
        editGuest(7, "seven");
        takeSnapshot();
        const AcceptRequest asked = request();
        const Result<AcceptOutcome> outcome = accepted(asked);
        QVERIFY(outcome);
        for (const QString &text : {u"a.txt\n7 turn 1\n"_s, u"again\n"_s}) {
            QVERIFY(writeProvenanceNote(m_repository->path(), outcome->commit, text, asked.author, asked.moment));
            QCOMPARE(m_repository->git({u"notes"_s, u"--ref=pilothouse"_s, u"show"_s, outcome->commit.value}) + '\n',
                text.toUtf8());
        }
        QVERIFY(!QFile::exists(marker()) || !"a hook ran");
        QCOMPARE(
            writeProvenanceNote(m_repository->path(), ObjectId(QString(40, u'1')), u"x"_s, asked.author, asked.moment)
                .error()
                .code,
            NotFound);
    }

private:
    static QByteArray lines(int first, int last)
    {
        QByteArray text;
        for (int i = first; i <= last; ++i)
            text += "line " + QByteArray::number(i) + '\n';
        return text;
    }

    [[nodiscard]] QString marker() const { return m_directory->filePath(u"marker"_s); }

    void editGuest(int line, const QByteArray &word) const { edit(line, word, m_guest->workspace()); }
    void editOwn(int line, const QByteArray &word) const { edit(line, word, m_repository->path()); }
    static void edit(int line, const QByteArray &word, const QString &folder)
    {
        shell(u"sed -i \"s/^.* %1\\$/%2 %1/\" a.txt"_s.arg(line).arg(QString::fromUtf8(word)), folder);
    }

    void takeSnapshot()
    {
        const QString commit = m_guest->snapshot();
        const Result<ImportReport> report =
            importSnapshot(m_store, m_guest->pack(commit, m_last.value), ObjectId(commit), m_last);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().message + report.error().cause));
        m_last = ObjectId(commit);
    }

    [[nodiscard]] ObjectId tree(const QString &commit) const
    {
        return ObjectId(QString::fromLatin1(m_guest->git().git({u"rev-parse"_s, commit + u"^{tree}"_s})));
    }

    [[nodiscard]] QByteArray guestFile(const char *name) const
    {
        return TestRepository(m_guest->workspace()).read(QString::fromLatin1(name));
    }

    [[nodiscard]] AcceptRequest request() const
    {
        AcceptRequest asked;
        asked.repository = m_repository->path();
        asked.sessionStore = m_store;
        asked.base = m_base;
        asked.snapshot = ObjectId(m_guest->head());
        asked.branch = u"pilothouse/task-1"_s;
        asked.message = u"Do the task"_s;
        asked.author = {u"Ada Person"_s, u"ada@example.org"_s};
        asked.coAuthor = {u"OpenCode"_s, u"agent@example.org"_s};
        asked.moment = QDateTime(QDate(2026, 11, 20), QTime(10, 0), QTimeZone::fromSecondsAheadOfUtc(3600));
        return asked;
    }

    /// Accepts, says why not, and looks that no hook ran.
    Result<AcceptOutcome> accepted(const AcceptRequest &request) const
    {
        const bool ran = QFile::exists(marker());
        Result<AcceptOutcome> outcome = accept(request);
        if (!outcome)
            qWarning("%s (%s)", qPrintable(outcome.error().message), qPrintable(outcome.error().cause));
        if (!ran && QFile::exists(marker()))
            qWarning("a hook ran");
        return outcome;
    }

    [[nodiscard]] QByteArray fileAt(const ObjectId &commit, const QString &path) const
    {
        return m_repository->git({u"show"_s, commit.value + u':' + path}) + '\n';
    }

    [[nodiscard]] QByteArray objects() const
    {
        return m_repository->git({u"cat-file"_s, u"--batch-all-objects"_s, u"--batch-check=%(objectname)"_s});
    }

    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<TestRepository> m_repository;
    std::unique_ptr<TestGuest> m_guest;
    QString m_head;
    QString m_store;
    ObjectId m_base;
    ObjectId m_last; ///< The last snapshot that was imported.
};

QTEST_GUILESS_MAIN(TestAcceptTargets)
#include "tst_accept_targets.moc"
