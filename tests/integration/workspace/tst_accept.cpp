#include "runner/workspace/accept.h"
#include "runner/workspace/base_store.h"
#include "runner/workspace/branch_names.h"
#include "runner/workspace/session_store.h"
#include "runner/workspace/uncommitted.h"
#include "tests/support/git/test_repository.h"

#include <QTest>
#include <QTimeZone>

#include <algorithm>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

using Uncommitted = AcceptRequest::Uncommitted;

class TestAccept : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_repository = std::make_unique<TestRepository>(TestRepository::create(m_directory->filePath(u"the repo"_s)));
        QByteArray lines;
        for (int i = 1; i <= 30; ++i)
            lines += "line " + QByteArray::number(i) + '\n';
        m_repository->write(u"a.txt"_s, lines);
        m_repository->write(u"dir/b.txt"_s, "b\n");
        m_repository->write(u"dir/deep/c.txt"_s, "c\n");
        m_repository->write(u"gone.txt"_s, "gone\n");
        m_head = m_repository->commitAll(u"first"_s);
        m_repository->git({u"branch"_s, u"existing"_s});
        m_marker = m_directory->filePath(u"marker"_s);
        for (const char *hook : {"post-commit", "pre-commit", "reference-transaction", "post-checkout", "commit-msg"}) {
            const QString name = u".git/hooks/"_s + QString::fromLatin1(hook);
            m_repository->write(name, "#!/bin/sh\ntouch '" + m_marker.toUtf8() + "'\n");
            QVERIFY(QFile::setPermissions(m_repository->file(name), QFile::Permissions(0x7755)));
        }
        m_baseStore = m_directory->filePath(u"stores/1.git"_s);
        m_store = m_directory->filePath(u"sessions/1.git"_s);
    }

    void commitsExactlyTheChangeSet()
    {
        startSession();
        changeEverything();
        takeSnapshot();
        const QByteArrayList before = listing(m_repository->path());
        const Result<AcceptOutcome> outcome = accept(request());
        QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message + outcome.error().cause));
        onlyObjectsAndOneRefDiffer(before, outcome->branch);
        QVERIFY(!QFile::exists(m_marker) || !"a hook ran");

        const TestRepository &git = *m_repository;
        QCOMPARE(outcome->branch, u"pilothouse/task-1"_s);
        QCOMPARE(git.git({u"rev-parse"_s, u"refs/heads/pilothouse/task-1"_s}), outcome->commit.value.toLatin1());
        QCOMPARE(git.git({u"rev-parse"_s, u"pilothouse/task-1^"_s}), m_head.toLatin1());
        QCOMPARE(git.git({u"ls-tree"_s, u"-r"_s, u"-z"_s, u"pilothouse/task-1"_s}),
            m_guest->git().git({u"ls-tree"_s, u"-r"_s, u"-z"_s, m_guest->head()}));
        QCOMPARE(git.git({u"show"_s, u"-s"_s, u"--format=%an|%ae|%cn|%ce|%aI|%B"_s, u"pilothouse/task-1"_s}),
            QByteArray("Ada Person|ada@example.org|Ada Person|ada@example.org|2026-11-20T10:00:00+01:00|Do the task\n\n"
                       "Co-authored-by: OpenCode <agent@example.org>\n"));
        QCOMPARE(git.git({u"show"_s, u"-s"_s, u"--format=%(trailers:key=Co-authored-by,valueonly)"_s,
                     u"pilothouse/task-1"_s}),
            QByteArray("OpenCode <agent@example.org>\n"));
        git.git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
    }

    void writesOnlyTheNewObjects()
    {
        startSession();
        m_guest->write(u"dir/b.txt"_s, "changed\n");
        takeSnapshot();
        const QByteArray before = objects();
        QVERIFY(accept(request()));
        QByteArrayList added;
        for (const QByteArray &object : objects().split('\n')) {
            if (!before.contains(object))
                added.append(object);
        }
        // The blob, two trees and the commit.
        QCOMPARE(added.size(), 4);
    }

    void takesThousandsOfFiles()
    {
        startSession();
        for (int i = 0; i < 500; ++i)
            m_guest->write(u"many/%1/%2.txt"_s.arg(i % 7).arg(i), QByteArray::number(i));
        takeSnapshot();
        const QByteArrayList before = listing(m_repository->path());
        const Result<AcceptOutcome> outcome = accept(request());
        QVERIFY(outcome);
        onlyObjectsAndOneRefDiffer(before, outcome->branch);
        m_repository->git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
    }

    void takesChosenFiles_data()
    {
        QTest::addColumn<QList<QByteArray>>("paths");
        QTest::addColumn<QByteArray>("changed");
        QTest::newRow("one") << QList<QByteArray>{"a.txt"} << QByteArray("M\ta.txt");
        QTest::newRow("an addition") << QList<QByteArray>{"new/d.txt"} << QByteArray("A\tnew/d.txt");
        QTest::newRow("a deletion") << QList<QByteArray>{"gone.txt"} << QByteArray("D\tgone.txt");
        QTest::newRow("a rename, by its old name")
            << QList<QByteArray>{"dir/deep/c.txt"} << QByteArray("D\tdir/deep/c.txt\nA\tmoved.txt");
        QTest::newRow("a rename, by its new name")
            << QList<QByteArray>{"moved.txt"} << QByteArray("D\tdir/deep/c.txt\nA\tmoved.txt");
        QTest::newRow("a folder that became a file")
            << QList<QByteArray>{"dir/b.txt", "dir"} << QByteArray("A\tdir\nD\tdir/b.txt");
    }

    void takesChosenFiles()
    {
        QFETCH(QList<QByteArray>, paths);
        QFETCH(QByteArray, changed);
        startSession();
        changeEverything();
        if (paths.contains("dir"))
            shell(u"rm -r dir moved.txt && echo file > dir"_s, m_guest->workspace());
        takeSnapshot();
        AcceptRequest some = request();
        some.paths = paths;
        if (paths.contains("dir"))
            some.paths.append("dir/deep/c.txt");
        const Result<AcceptOutcome> outcome = accept(some);
        QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message + outcome.error().cause));
        QByteArray status =
            m_repository->git({u"diff"_s, u"--no-renames"_s, u"--name-status"_s, m_head, outcome->commit.value});
        status.replace("\nD\tdir/deep/c.txt", paths.contains("dir") ? "" : "\nD\tdir/deep/c.txt");
        QCOMPARE(status, changed);
        // What was taken is what the agent made.
        for (const QByteArray &path : paths) {
            const QString there = m_guest->head() + u':' + QString::fromUtf8(path);
            if (!m_guest->git().git({u"ls-tree"_s, m_guest->head(), QString::fromUtf8(path)}).isEmpty())
                QCOMPARE(m_repository->git({u"rev-parse"_s, outcome->commit.value + u':' + QString::fromUtf8(path)}),
                    m_guest->git().git({u"rev-parse"_s, there}));
        }
        m_repository->git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
    }

    void refusesInOneSentence_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QLatin1StringView>("code");
        QTest::newRow("a branch that exists") << u"taken"_s << BranchTaken.name;
        QTest::newRow("a branch below a branch") << u"below"_s << BranchTaken.name;
        QTest::newRow("a branch above a branch") << u"above"_s << BranchTaken.name;
        for (const char *name : {"", "-x", "a b", "a..b", "a.lock", ".a", "a\nb", "HEAD", "a~1", "refs/../x"})
            QTest::newRow(QByteArray("the branch name " + QByteArray(name)).constData())
                << QString(u"name:"_s + QString::fromLatin1(name)) << BranchInvalid.name;
        QTest::newRow("no author") << u"author"_s << AuthorMissing.name;
        QTest::newRow("a path that is no change") << u"path"_s << InvalidArgument.name;
        QTest::newRow("nothing changed") << u"nothing"_s << NothingToAccept.name;
        QTest::newRow("no message") << u"message"_s << InvalidArgument.name;
        QTest::newRow("no repository") << u"repository"_s << RepositoryMissing.name;
        QTest::newRow("an unknown snapshot") << u"snapshot"_s << NotFound.name;
        QTest::newRow("stopped") << u"stop"_s << Cancelled.name;
    }

    void refusesInOneSentence()
    {
        QFETCH(QString, what);
        QFETCH(QLatin1StringView, code);
        startSession();
        if (what != u"nothing"_s)
            m_guest->write(u"dir/b.txt"_s, "changed\n");
        takeSnapshot();
        AcceptRequest asked = request();
        std::stop_source stop;
        if (what == u"taken"_s)
            asked.branch = u"existing"_s;
        else if (what == u"below"_s)
            asked.branch = u"existing/more"_s;
        else if (what == u"above"_s)
            asked.branch = u"folder"_s, m_repository->git({u"branch"_s, u"folder/inner"_s}),
            m_repository->git({u"pack-refs"_s, u"--all"_s});
        else if (what.startsWith(u"name:"_s))
            asked.branch = what.sliced(5);
        else if (what == u"author"_s)
            asked.author = {};
        else if (what == u"path"_s)
            asked.paths = {"a.txt"};
        else if (what == u"message"_s)
            asked.message = u" \n"_s;
        else if (what == u"repository"_s)
            asked.repository = m_directory->path();
        else if (what == u"snapshot"_s)
            asked.snapshot = ObjectId(QString(40, u'1'));
        else if (what == u"stop"_s)
            stop.request_stop();
        const QByteArrayList before = listing(m_repository->path());
        const Result<AcceptOutcome> outcome = accept(asked, stop.get_token());
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code.name, code);
        QVERIFY(!outcome.error().message.isEmpty());
        QCOMPARE(listing(m_repository->path()), before);
    }

    void findsItsOwnBranchAgain()
    {
        startSession();
        m_guest->write(u"dir/b.txt"_s, "changed\n");
        takeSnapshot();
        const Result<AcceptOutcome> first = accept(request());
        QVERIFY(first);
        const QByteArrayList before = listing(m_repository->path());
        for (const auto taken : {AcceptRequest::NameTaken::Refuse, AcceptRequest::NameTaken::NextFree}) {
            AcceptRequest again = request();
            again.nameTaken = taken;
            const Result<AcceptOutcome> second = accept(again);
            QVERIFY(second);
            QVERIFY(second->wasDone);
            QCOMPARE(second->commit, first->commit);
            QCOMPARE(second->branch, first->branch);
        }
        QCOMPARE(listing(m_repository->path()), before);
        // The person went on from it.
        m_repository->git({u"checkout"_s, u"-q"_s, first->branch});
        m_repository->commitAll(u"more"_s);
        QVERIFY(accept(request())->wasDone);
        // Another request takes the next name only if it may.
        AcceptRequest other = request();
        other.message = u"Another text"_s;
        QCOMPARE(accept(other).error().code, BranchTaken);
        other.nameTaken = AcceptRequest::NameTaken::NextFree;
        const Result<AcceptOutcome> next = accept(other);
        QVERIFY(next);
        QCOMPARE(next->branch, u"pilothouse/task-1-2"_s);
    }

    void completesWhatACrashInterrupted()
    {
        // Objects are there, the branch is not: as after a kill between the two.
        startSession();
        m_guest->write(u"dir/b.txt"_s, "changed\n");
        m_guest->write(u"new.txt"_s, "new\n");
        takeSnapshot();
        const Result<AcceptOutcome> whole = accept(request());
        QVERIFY(whole);
        m_repository->git({u"update-ref"_s, u"-d"_s, u"refs/heads/"_s + whole->branch});
        QFile::remove(m_marker); // That command's own hook.
        // And one of the objects is not.
        const QString blob =
            QString::fromLatin1(m_repository->git({u"rev-parse"_s, whole->commit.value + u":new.txt"_s}));
        const QString path = m_repository->file(u".git/objects/"_s + blob.first(2) + u'/' + blob.sliced(2));
        QVERIFY(QFile::remove(path));
        const QString commit = whole->commit.value;
        QVERIFY(QFile::remove(m_repository->file(u".git/objects/"_s + commit.first(2) + u'/' + commit.sliced(2))));
        const Result<AcceptOutcome> again = accept(request());
        QVERIFY(again);
        QCOMPARE(again->commit, whole->commit);
        QVERIFY(!again->wasDone);
        m_repository->git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
    }

    void removesOnlyItsOwnLeftLock()
    {
        startSession();
        m_guest->write(u"dir/b.txt"_s, "changed\n");
        takeSnapshot();
        const QString lock = u".git/refs/heads/pilothouse/task-1.lock"_s;
        m_repository->write(lock, QByteArray(40, '1') + '\n');
        QCOMPARE(accept(request()).error().code, IoFailed);
        QCOMPARE(m_repository->read(lock).size(), 41);
        m_repository->write(lock, {});
        QVERIFY(accept(request()));
    }

    void startsAtTheBaseWhenHeadMoved()
    {
        startSession();
        m_guest->write(u"dir/b.txt"_s, "changed\n");
        takeSnapshot();
        m_repository->write(u"later.txt"_s, "later\n");
        m_repository->commitAll(u"later"_s);
        const Result<AcceptOutcome> outcome = accept(request());
        QVERIFY(outcome);
        QCOMPARE(outcome->parent.value, m_head);
    }

    void worksAfterTheBaseWasCollected()
    {
        m_repository->write(u"later.txt"_s, "later\n");
        const QString base = m_repository->commitAll(u"later"_s);
        startSession();
        m_guest->write(u"dir/b.txt"_s, "changed\n");
        takeSnapshot();
        m_repository->git({u"reset"_s, u"-q"_s, u"--hard"_s, u"HEAD~1"_s});
        m_repository->git({u"reflog"_s, u"expire"_s, u"--expire=now"_s, u"--all"_s});
        m_repository->git({u"gc"_s, u"-q"_s, u"--prune=now"_s});
        m_repository->git({u"cat-file"_s, u"-e"_s, base}, {}, 1);
        const Result<AcceptOutcome> outcome = accept(request());
        QVERIFY(outcome);
        QCOMPARE(m_repository->git({u"rev-parse"_s, outcome->branch + u"^"_s}), base.toLatin1());
        m_repository->git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
    }

    void worksWithOddRepositories_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind :
            {"bare", "linked worktree", "detached", "packed refs", "shallow", "rebase in progress", "reflog always"})
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }

    void worksWithOddRepositories()
    {
        QFETCH(QString, kind);
        const QString path = m_directory->filePath(u"odd\nGröße"_s);
        const QString url = u"file://"_s + m_repository->path();
        if (kind == u"bare"_s) {
            m_repository->git({u"clone"_s, u"-q"_s, u"--bare"_s, url, path});
        } else if (kind == u"linked worktree"_s) {
            m_repository->git({u"worktree"_s, u"add"_s, u"-q"_s, path, u"-b"_s, u"work"_s});
        } else if (kind == u"shallow"_s) {
            m_repository->commitAll(u"second"_s);
            m_repository->git({u"clone"_s, u"-q"_s, u"--depth=1"_s, url, path});
        } else {
            m_repository->git({u"clone"_s, u"-q"_s, url, path});
        }
        if (kind == u"detached"_s)
            TestRepository(path).git({u"checkout"_s, u"-q"_s, u"--detach"_s});
        if (kind == u"packed refs"_s)
            TestRepository(path).git({u"gc"_s, u"-q"_s});
        if (kind == u"rebase in progress"_s)
            shell(
                u"GIT_SEQUENCE_EDITOR='sed -i 1ibreak' git rebase -q -i HEAD >/dev/null 2>&1; test -d .git/rebase-merge"_s,
                path);
        if (kind == u"reflog always"_s)
            TestRepository(path).git({u"config"_s, u"core.logAllRefUpdates"_s, u"always"_s});
        m_repository = std::make_unique<TestRepository>(path);
        m_head = QString::fromLatin1(m_repository->git({u"rev-parse"_s, u"HEAD"_s}));
        startSession();
        m_guest->write(u"dir/b.txt"_s, "changed\n");
        takeSnapshot();
        QFile::remove(m_marker);
        const QString whole = kind == u"linked worktree"_s ? m_directory->filePath(u"the repo"_s) : path;
        const QByteArrayList before = listing(whole);
        const Result<AcceptOutcome> outcome = accept(request());
        QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message + outcome.error().cause));
        onlyObjectsAndOneRefDiffer(before, outcome->branch, whole);
        QCOMPARE(m_repository->git({u"rev-parse"_s, outcome->branch + u"^"_s}), m_head.toLatin1());
        m_repository->git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
        QVERIFY(!QFile::exists(m_marker));
    }

    void carriesOnlyTheAgentsChangesOver()
    {
        editLine(2, "mine");
        m_repository->write(u"mine.txt"_s, "mine\n");
        startSession(WithUncommitted);
        editLine(20, "the agent's", m_guest->workspace());
        m_guest->write(u"agent.txt"_s, "agent\n");
        takeSnapshot();
        const QByteArrayList before = listing(m_repository->path());
        AcceptRequest asked = request();
        QCOMPARE(accept(asked).error().code, InvalidArgument); // It has to be chosen.
        asked.uncommitted = Uncommitted::OnlyAgents;
        const Result<AcceptOutcome> outcome = accept(asked);
        QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message + outcome.error().cause));
        onlyObjectsAndOneRefDiffer(before, outcome->branch);
        QCOMPARE(outcome->parent.value, m_head);
        QCOMPARE(m_repository->git({u"diff"_s, u"--numstat"_s, m_head, outcome->commit.value}),
            QByteArray("1\t1\ta.txt\n1\t0\tagent.txt"));
        const QByteArray text = m_repository->git({u"show"_s, outcome->commit.value + u":a.txt"_s});
        QVERIFY(text.contains("the agent's 20"));
        QVERIFY(!text.contains("mine"));
        m_repository->git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
        QVERIFY(!objects().contains(m_base.value.toLatin1()));
    }

    void namesTheFilesThatBothChanged()
    {
        editLine(2, "mine");
        m_repository->write(u"dir/b.txt"_s, "mine\n");
        startSession(WithUncommitted);
        editLine(2, "the agent's", m_guest->workspace());
        m_guest->write(u"dir/b.txt"_s, "agent\n");
        m_guest->write(u"clean.txt"_s, "agent\n");
        takeSnapshot();
        const QByteArrayList before = listing(m_repository->path());
        AcceptRequest asked = request();
        asked.uncommitted = Uncommitted::OnlyAgents;
        const Result<AcceptOutcome> outcome = accept(asked);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, AcceptConflict);
        QVERIFY(outcome.error().message.contains(u"a.txt"_s) && outcome.error().message.contains(u"dir/b.txt"_s));
        QVERIFY(!outcome.error().message.contains(u"clean.txt"_s));
        QCOMPARE(listing(m_repository->path()), before);
        asked.paths = {"clean.txt"};
        QVERIFY(accept(asked));
    }

    void commitsMineFirst()
    {
        editLine(2, "mine");
        m_repository->write(u"mine.txt"_s, "mine\n");
        startSession(WithUncommitted);
        editLine(2, "the agent's", m_guest->workspace());
        takeSnapshot();
        const QByteArrayList before = listing(m_repository->path());
        AcceptRequest asked = request();
        asked.uncommitted = Uncommitted::MineFirst;
        asked.mineMessage = u"My own work"_s;
        const Result<AcceptOutcome> outcome = accept(asked);
        QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message + outcome.error().cause));
        onlyObjectsAndOneRefDiffer(before, outcome->branch);
        QCOMPARE(m_repository->git({u"log"_s, u"--format=%s|%an|%cn|%ce"_s, outcome->branch}),
            QByteArray(
                "Do the task|Ada Person|Ada Person|ada@example.org\nMy own work|Ada Person|Ada Person|ada@example.org\n"
                "first|Ada Person|Ada Person|ada@example.org"));
        QCOMPARE(outcome->mine, outcome->parent);
        QCOMPARE(m_repository->git({u"diff"_s, u"--numstat"_s, m_head, outcome->mine->value}),
            QByteArray("1\t1\ta.txt\n1\t0\tmine.txt"));
        QCOMPARE(m_repository->git({u"diff"_s, u"--numstat"_s, outcome->mine->value, outcome->commit.value}),
            QByteArray("1\t1\ta.txt"));
        m_repository->git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
        QVERIFY(accept(asked)->wasDone);
    }

    void suggestsABranchThatIsFree_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("branch");
        QTest::newRow("plain") << u"Fix the failing test"_s << u"pilothouse/fix-the-failing-test-1"_s;
        QTest::newRow("taken") << u"taken"_s << u"pilothouse/taken-3"_s;
        QTest::newRow("beyond ASCII") << u"Prüfe die Größe!"_s << u"pilothouse/prufe-die-grosse-1"_s;
        QTest::newRow("nothing usable") << u"修复 🙂"_s << u"pilothouse/session-1"_s;
        QTest::newRow("long") << QString(200, u'a') << QString(u"pilothouse/"_s + QString(40, u'a') + u"-1"_s);
        QTest::newRow("hostile") << u"../../.lock -x @{"_s << u"pilothouse/lock-x-1"_s;
    }

    void suggestsABranchThatIsFree()
    {
        QFETCH(QString, title);
        QFETCH(QString, branch);
        m_repository->git({u"branch"_s, u"pilothouse/taken-1"_s});
        m_repository->git({u"branch"_s, u"pilothouse/taken-2"_s});
        const Result<QString> suggested = suggestBranch(m_repository->path(), title);
        QVERIFY(suggested);
        QCOMPARE(*suggested, branch);
        QVERIFY(checkBranchName(*suggested));
    }

    void findsANameBesideABranchInTheWay()
    {
        m_repository->git({u"branch"_s, u"pilothouse"_s});
        const Result<QString> suggested = suggestBranch(m_repository->path(), u"A task"_s);
        QVERIFY(suggested);
        m_repository->git({u"branch"_s, *suggested});
    }

    void draftsAMessage()
    {
        QCOMPARE(draftMessage(u"Fix it"_s), u"Fix it"_s);
        QCOMPARE(draftMessage(u"  Fix it\nbecause\n"_s), u"Fix it\n\nbecause"_s);
        const QString draft = draftMessage(u"word "_s.repeated(40));
        QVERIFY(draft.section(u'\n', 0, 0).size() <= 72);
        QVERIFY(draft.section(u'\n', 1, 1).isEmpty());
    }

private:
    enum Start { Clean, WithUncommitted };

    void startSession(Start start = Clean)
    {
        const Result<BaseSeed> seed = ensureBase(m_baseStore, m_repository->path(), {});
        QVERIFY2(seed, qPrintable(seed ? QString() : seed.error().message + seed.error().cause));
        m_base = seed->commit;
        if (start == WithUncommitted) {
            const Result<UncommittedCommit> dirty = commitUncommitted(m_baseStore, m_repository->path(), seed->commit);
            QVERIFY(dirty);
            m_base = dirty->commit;
        }
        QVERIFY(createSessionStore(m_store, m_baseStore));
        m_guest = std::make_unique<TestGuest>(m_directory->filePath(u"guest"_s), m_baseStore, m_base.value);
    }

    void changeEverything() const
    {
        editLine(7, "changed", m_guest->workspace());
        m_guest->write(u"new/d.txt"_s, "new\n");
        shell(u"rm gone.txt && mv dir/deep/c.txt moved.txt"_s, m_guest->workspace());
    }

    void takeSnapshot()
    {
        const QString commit = m_guest->snapshot();
        const Result<ImportReport> report =
            importSnapshot(m_store, m_guest->pack(commit, m_base.value), ObjectId(commit), m_base);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().message + report.error().cause));
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

    void editLine(int line, const QByteArray &text, QString folder = {}) const
    {
        if (folder.isEmpty())
            folder = m_repository->path();
        shell(u"sed -i \"s/^.* %1\\$/%2 %1/\" a.txt"_s.arg(line).arg(QString::fromUtf8(text)), folder);
    }

    [[nodiscard]] QByteArray objects() const
    {
        return m_repository->git({u"cat-file"_s, u"--batch-all-objects"_s, u"--batch-check=%(objectname)"_s});
    }

    /// Every path that was there is as it was (folders that got something new excepted in their time); new are files
    /// below objects and the one branch.
    void onlyObjectsAndOneRefDiffer(
        const QByteArrayList &before, const QString &branch, const QString &folder = {}) const
    {
        const QByteArrayList after = listing(folder.isEmpty() ? m_repository->path() : folder);
        const QSet<QByteArray> old(before.begin(), before.end());
        QByteArrayList refs;
        for (const QByteArray &line : after) {
            if (old.contains(line) || line.contains("objects/") || line.contains(" d ") || line.contains("objects d"))
                continue;
            refs.append(line);
        }
        // The branch's file appears in both halves of the listing: its times and its hash.
        QCOMPARE(refs.size(), 2);
        for (const QByteArray &line : std::as_const(refs))
            QVERIFY2(line.contains(QByteArray("refs/heads/" + branch.toUtf8())), line.constData());
        const QSet<QByteArray> now(after.begin(), after.end());
        for (const QByteArray &line : before)
            QVERIFY2(now.contains(line) || line.contains(" d "), line.constData());
        for (const QByteArray &line : after) {
            if (line.contains(" d ") && !old.contains(line))
                QVERIFY2(line.contains("objects") || line.contains("refs/heads"), line.constData());
        }
    }

    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<TestRepository> m_repository;
    std::unique_ptr<TestGuest> m_guest;
    QString m_head;
    QString m_marker;
    QString m_baseStore;
    QString m_store;
    ObjectId m_base;
};

QTEST_GUILESS_MAIN(TestAccept)
#include "tst_accept.moc"
