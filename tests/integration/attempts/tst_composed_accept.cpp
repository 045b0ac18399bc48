// Parts of several attempts become one commit: the real runner over sessions whose agents have worked; git judges.

#include "runner/base/json.h"
#include "runner/session/runner.h"
#include "runner/workspace/session_store.h"
#include "tests/support/engine/await.h"
#include "tests/support/git/test_repository.h"

#include <QDir>
#include <QJsonDocument>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

struct Made {
    SessionId id;
    ObjectId snapshot;
    ObjectId tree;
};

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

/// A data directory with sessions on one repository.
struct World {
    explicit World(const TestRepository &repository, QString path) : repository(repository), path(std::move(path))
    {
        QDir().mkpath(this->path);
        QFile::setPermissions(this->path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        open();
    }
    void open()
    {
        auto opened = Runner::open({.dataDirectory = path, .purpose = u"test"_s});
        if (!opened)
            qFatal("%s", why(opened).constData());
        runner = std::move(*opened);
    }
    /// As after the end of the process.
    void openAgain()
    {
        runner.reset();
        open();
    }
    std::vector<Event> append(SessionId id, EventKind kind, const QJsonObject &payload)
    {
        auto appended = await(runner->store().append(id, {{.kind = kind, .payload = toLine(payload)}}));
        if (!appended)
            qFatal("%s", why(appended).constData());
        return std::move(*appended);
    }
    /// A session whose agent has done what the shell does.
    Made attempt(const ObjectId &base, const QString &agent, const QString &commands);
    [[nodiscard]] SessionState state(SessionId id)
    {
        const auto loaded = await(runner->load(id));
        return loaded ? (*loaded)->state : SessionState();
    }
    std::vector<Event> eventsOf(SessionId id, EventKind kind)
    {
        const auto reader = runner->store().openReader();
        const auto events = (*reader)->events(id, 1, 1000);
        std::vector<Event> found;
        std::ranges::copy_if(*events, std::back_inserter(found), [kind](const Event &e) { return e.kind == kind; });
        return found;
    }

    const TestRepository &repository;
    QString path;
    std::unique_ptr<Runner> runner;
};

Made World::attempt(const ObjectId &base, const QString &agent, const QString &commands)
{
    const SessionInfo info{.title = u"Mend it"_s,
        .repository = repository.path(),
        .repositoryId = RepositoryId(1),
        .repositoryName = u"repository"_s,
        .agent = agent,
        .group = u"group"_s};
    const auto created =
        await(runner->store().create({{.kind = EventKind::SessionCreated, .payload = toLine(info.toJson())}}));
    Made made{.id = created->front().session};
    const QString store = runner->directory().sessionStore(made.id);
    QDir().mkpath(QFileInfo(store).path());
    if (const auto stored = createSessionStore(store, repository.file(u".git"_s)); !stored)
        qFatal("%s", why(stored).constData());
    const TestRepository work(path + u"/work%1"_s.arg(made.id.value));
    repository.git({u"worktree"_s, u"add"_s, u"-q"_s, u"--detach"_s, work.path(), base.value});
    shell(commands, work.path());
    work.git({u"add"_s, u"-A"_s});
    const QString tree = QString::fromLatin1(work.git({u"write-tree"_s}));
    const QString commit =
        QString::fromLatin1(work.git({u"commit-tree"_s, u"-p"_s, base.value, u"-m"_s, u"snapshot"_s, tree}));
    shell(
        u"printf '%1\\n^%2\\n' | git pack-objects -q --revs --stdout | git --git-dir='%3' index-pack --stdin --fix-thin"_s
            .arg(commit, base.value, store),
        work.path());
    const int files = static_cast<int>(work.git({u"diff"_s, u"--name-only"_s, base.value, commit}).split('\n').size());
    repository.git({u"worktree"_s, u"remove"_s, u"--force"_s, work.path()});
    repository.git({u"prune"_s, u"--expire=now"_s});
    made.snapshot = ObjectId(commit);
    made.tree = ObjectId(tree);
    append(
        made.id, EventKind::BaseChosen, {{u"commit"_s, base.value}, {u"tree"_s, base.value}, {u"head"_s, base.value}});
    append(made.id, EventKind::SessionState, {{u"to"_s, u"preparing"_s}});
    append(made.id, EventKind::SessionState, {{u"to"_s, u"idle"_s}});
    append(made.id, EventKind::SnapshotTaken,
        {{u"commit"_s, commit}, {u"tree"_s, tree}, {u"parent"_s, base.value}, {u"files"_s, files}, {u"added"_s, 1},
            {u"removed"_s, 1}});
    // The list of sessions follows the log a moment later.
    const bool listed = waitUntil(
        [&] {
            const auto rows = runner->sessions();
            const auto row = std::ranges::find(*rows, made.id, &SessionRow::id);
            return row != rows->end() && row->snapshot == made.snapshot;
        },
        std::chrono::seconds(30));
    if (!listed)
        qFatal("The session is not in the list.");
    return made;
}

} // namespace

class TestComposedAccept : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void partsOfTwoBecomeOneCommit();
    void aProcessThatTakesOverFinishesIt_data();
    void aProcessThatTakesOverFinishesIt();
    void anotherTreeThanWasSeenIsRefused();
    void conflictsAreInTheAnswer();
    void whatTheBranchHasMergesWithTheParts();
    void attemptsAreComparedTreeToTree();
    void theRadarFindsSessionsAndTheBranch();

private:
    /// Line 3 in its review and all of line 38 with a new file: of a its first hunk, of b everything.
    [[nodiscard]] ComposedAttempts compose(World &world, const Made &a, const Made &b) const;
    [[nodiscard]] QByteArray expectedTree(const QString &commands) const;
    [[nodiscard]] QSet<QByteArray> objects() const;

    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::optional<TestRepository> m_repository;
    ObjectId m_base;
    const QString m_ofA =
        u"sed -i -e 's/^line 3$/line three/' -e 's/^line 20$/line twenty/' numbers.txt; echo a > a.txt"_s;
    const QString m_ofB = u"sed -i -e 's/^line 38$/line 38 of b/' numbers.txt; rm other.txt; echo b > b.txt"_s;
    const QString m_both =
        u"sed -i -e 's/^line 3$/line three/' -e 's/^line 38$/line 38 of b/' numbers.txt; rm other.txt; echo b > b.txt"_s;
};

void TestComposedAccept::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_repository = TestRepository::create(m_directory->filePath(u"repository"_s));
    QByteArray numbers;
    for (int i = 1; i <= 40; ++i)
        numbers += "line " + QByteArray::number(i) + '\n';
    m_repository->write(u"numbers.txt"_s, numbers);
    m_repository->write(u"other.txt"_s, "other\n");
    m_base = ObjectId(m_repository->commitAll(u"Base"_s));
}

ComposedAttempts TestComposedAccept::compose(World &world, const Made &a, const Made &b) const
{
    Runner &runner = *world.runner;
    const auto changes = await(runner.changes(a.id, {}, {})); // all of it, whatever was accepted before
    if (!changes)
        qFatal("%s", why(changes).constData());
    const FileSelection hunk{
        .oldPath = "numbers.txt", .newPath = "numbers.txt", .removed = {{2, 1}}, .added = {{2, 1}}};
    const auto decided = await(runner.review().decide(a.id, *changes, {hunk}, ReviewDecision::Accepted));
    const auto ofA = await(runner.evidence()->attemptPart(a.id, AttemptTake::Reviewed));
    const auto ofB = await(runner.evidence()->attemptPart(b.id, AttemptTake::Everything));
    if (!decided || !ofA || !ofB)
        qFatal("%s %s %s", why(decided).constData(), why(ofA).constData(), why(ofB).constData());
    const auto composed = await(runner.evidence()->composeAttempts({*ofA, *ofB}));
    if (!composed)
        qFatal("%s", why(composed).constData());
    return *composed;
}

QByteArray TestComposedAccept::expectedTree(const QString &commands) const
{
    const TestRepository work(m_directory->filePath(u"expected"_s));
    m_repository->git({u"worktree"_s, u"add"_s, u"-q"_s, u"--detach"_s, work.path(), m_base.value});
    shell(commands, work.path());
    work.git({u"add"_s, u"-A"_s});
    const QByteArray tree = work.git({u"write-tree"_s});
    m_repository->git({u"worktree"_s, u"remove"_s, u"--force"_s, work.path()});
    m_repository->git({u"prune"_s, u"--expire=now"_s});
    return tree;
}

QSet<QByteArray> TestComposedAccept::objects() const
{
    const QByteArrayList lines =
        m_repository->git({u"cat-file"_s, u"--batch-all-objects"_s, u"--batch-check=%(objectname)"_s}).split('\n');
    return {lines.begin(), lines.end()};
}

void TestComposedAccept::partsOfTwoBecomeOneCommit()
{
    const QByteArray expected = expectedTree(m_both);
    World world(*m_repository, m_directory->filePath(u"data"_s));
    const Made a = world.attempt(m_base, u"alpha"_s, m_ofA);
    const Made b = world.attempt(m_base, u"beta"_s, m_ofB);
    const ComposedAttempts composed = compose(world, a, b);
    QCOMPARE(composed.session, a.id);
    QCOMPARE(composed.tree.value.toLatin1(), expected);

    const QSet<QByteArray> before = objects();
    const QByteArray head = m_repository->git({u"rev-parse"_s, u"HEAD"_s});
    AcceptOptions options{.branch = u"both"_s, .message = u"Take the best of both"_s};
    options.composed = composed;
    const auto preview = await(world.runner->previewAccept(a.id, options));
    VERIFY_RESULT(preview);
    QCOMPARE(preview->tree.value.toLatin1(), expected);
    QCOMPARE(objects(), before);
    const auto outcome = await(world.runner->accept(a.id, options));
    VERIFY_RESULT(outcome);
    QCOMPARE(m_repository->git({u"rev-parse"_s, u"both^{tree}"_s}), expected);
    QCOMPARE(m_repository->git({u"rev-parse"_s, u"both^"_s}), head);
    QCOMPARE(m_repository->git({u"log"_s, u"-1"_s, u"--format=%B"_s, u"both"_s}).trimmed(),
        QByteArray("Take the best of both\n\nCo-authored-by: alpha <alpha@agents.invalid>\n"
                   "Co-authored-by: beta <beta@agents.invalid>"));
    // Nothing else came with it, and nothing else of the person's changed.
    const QByteArrayList made =
        m_repository->git({u"rev-list"_s, u"--objects"_s, u"--no-object-names"_s, u"both"_s, u"^HEAD"_s}).split('\n');
    QCOMPARE(objects() - before, QSet<QByteArray>(made.begin(), made.end()));
    QCOMPARE(m_repository->git({u"rev-parse"_s, u"HEAD"_s}), head);
    QCOMPARE(m_repository->git({u"status"_s, u"--porcelain"_s}), QByteArray());

    // Each session knows what was taken of it, and what is left.
    for (const SessionId id : {a.id, b.id}) {
        const SessionState state = world.state(id);
        QCOMPARE(state.accepted.size(), 1U);
        QCOMPARE(state.accepted.front().commit, outcome->commit);
        QCOMPARE(state.accepted.front().branch, u"both"_s);
    }
    const auto leftOfA = await(world.runner->review().changes(a.id));
    VERIFY_RESULT(leftOfA);
    QCOMPARE(leftOfA->set->files.size(), 2); // line 20 and a.txt
    QCOMPARE(leftOfA->set->added, 2);
    const auto leftOfB = await(world.runner->review().changes(b.id));
    VERIFY_RESULT(leftOfB);
    QVERIFY(leftOfB->set->files.isEmpty());
    const auto isTaken = [&world](SessionId id) {
        const auto now = world.runner->sessions();
        return std::ranges::find(*now, id, &SessionRow::id)->allTaken;
    };
    QTRY_VERIFY(isTaken(b.id));
    QVERIFY(!isTaken(a.id));
}

void TestComposedAccept::aProcessThatTakesOverFinishesIt_data()
{
    QTest::addColumn<bool>("branchThere");
    QTest::addColumn<bool>("otherTold");
    QTest::newRow("killed before the branch") << false << false;
    QTest::newRow("killed before the others were told") << true << false;
    QTest::newRow("killed before its own event") << true << true;
}

void TestComposedAccept::aProcessThatTakesOverFinishesIt()
{
    QFETCH(bool, branchThere);
    QFETCH(bool, otherTold);
    // What a whole accept writes is the pattern for one that was cut.
    World whole(*m_repository, m_directory->filePath(u"whole"_s));
    const Made a = whole.attempt(m_base, u"alpha"_s, m_ofA);
    const Made b = whole.attempt(m_base, u"beta"_s, m_ofB);
    AcceptOptions options{.branch = u"both"_s, .message = u"Both"_s};
    options.composed = compose(whole, a, b);
    const auto outcome = await(whole.runner->accept(a.id, options));
    VERIFY_RESULT(outcome);
    QJsonObject started = objectOf(whole.eventsOf(a.id, EventKind::AcceptStarted).front().payload);
    const QJsonObject told = objectOf(whole.eventsOf(b.id, EventKind::Accepted).front().payload);

    World cut(*m_repository, m_directory->filePath(u"cut"_s));
    const Made a2 = cut.attempt(m_base, u"alpha"_s, m_ofA);
    const Made b2 = cut.attempt(m_base, u"beta"_s, m_ofB);
    QCOMPARE(a2.id, a.id);
    QCOMPARE(b2.tree, b.tree);
    QCOMPARE(compose(cut, a2, b2).tree, options.composed.tree); // its objects are in the store
    const auto swap = [](QJsonObject json, const QHash<QString, QString> &to) {
        QString text = QString::fromUtf8(toLine(json));
        for (auto pair = to.begin(); pair != to.end(); ++pair)
            text.replace(pair.key(), pair.value());
        return objectOf(text.toUtf8());
    };
    const QHash<QString, QString> names{
        {a.snapshot.value, a2.snapshot.value}, {b.snapshot.value, b2.snapshot.value}, {whole.path, cut.path}};
    cut.append(a2.id, EventKind::AcceptStarted, swap(started, names));
    if (!branchThere)
        m_repository->git({u"branch"_s, u"-D"_s, u"both"_s});
    if (otherTold)
        cut.append(b2.id, EventKind::Accepted, swap(told, names));
    cut.openAgain();
    VERIFY_RESULT(await(cut.runner->recover()));

    QCOMPARE(m_repository->git({u"rev-parse"_s, u"both"_s}), outcome->commit.value.toLatin1());
    QCOMPARE(m_repository->git({u"branch"_s, u"--format=%(refname:short)"_s}), QByteArray("both\nmain"));
    for (const SessionId id : {a2.id, b2.id}) {
        QCOMPARE(cut.eventsOf(id, EventKind::Accepted).size(), 1U);
        QCOMPARE(cut.state(id).accepted.front().commit, outcome->commit);
    }
    QVERIFY(!cut.state(a2.id).acceptUnderWay);
    QVERIFY(await(cut.runner->review().changes(b2.id))->set->files.isEmpty());
    // And once more nothing happens.
    cut.openAgain();
    VERIFY_RESULT(await(cut.runner->recover()));
    QCOMPARE(cut.eventsOf(a2.id, EventKind::Accepted).size(), 1U);
    QCOMPARE(cut.eventsOf(b2.id, EventKind::Accepted).size(), 1U);
}

void TestComposedAccept::anotherTreeThanWasSeenIsRefused()
{
    World world(*m_repository, m_directory->filePath(u"data"_s));
    const Made a = world.attempt(m_base, u"alpha"_s, m_ofA);
    const Made b = world.attempt(m_base, u"beta"_s, m_ofB);
    AcceptOptions options{.branch = u"both"_s};
    options.composed = compose(world, a, b);
    options.composed.tree = a.tree;
    const auto outcome = await(world.runner->accept(a.id, options));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, SelectionStale);
    // Nor a snapshot that is not the session's.
    options.composed.parts.front().selection.to = b.snapshot;
    QCOMPARE(await(world.runner->accept(a.id, options)).error().code, InvalidArgument);
    QCOMPARE(m_repository->git({u"branch"_s, u"--format=%(refname:short)"_s}), QByteArray("main"));
    QVERIFY(world.eventsOf(a.id, EventKind::AcceptStarted).empty());
}

void TestComposedAccept::conflictsAreInTheAnswer()
{
    World world(*m_repository, m_directory->filePath(u"data"_s));
    const Made a = world.attempt(m_base, u"alpha"_s, u"sed -i 's/^line 3$/line three/' numbers.txt"_s);
    const Made b = world.attempt(m_base, u"beta"_s, u"sed -i 's/^line 3$/line 3!/' numbers.txt; echo b > b.txt"_s);
    const auto ofA = await(world.runner->evidence()->attemptPart(a.id, AttemptTake::Everything));
    const auto ofB = await(world.runner->evidence()->attemptPart(b.id, AttemptTake::Everything));
    const auto composed = await(world.runner->evidence()->composeAttempts({*ofA, *ofB}));
    VERIFY_RESULT(composed);
    QVERIFY(!composed->tree.isValid());
    QCOMPARE(composed->conflicts.size(), 1U);
    QCOMPARE(composed->conflicts.front().path, QByteArray("numbers.txt"));
    const auto table = await(world.runner->evidence()->attempts(u"group"_s));
    VERIFY_RESULT(table);
    QCOMPARE(table->size(), 2U);
    QCOMPARE(table->front().clashes, (std::vector<AttemptClash>{{b.id, 1}}));
    QCOMPARE(table->back().clashes, (std::vector<AttemptClash>{{a.id, 1}}));
    QCOMPARE(table->back().tree, b.tree);
    // In the radar attempts at one task are not told of each other.
    QVERIFY(await(world.runner->radar(m_repository->path()))->empty());
}

void TestComposedAccept::whatTheBranchHasMergesWithTheParts()
{
    World world(*m_repository, m_directory->filePath(u"data"_s));
    const Made a = world.attempt(m_base, u"alpha"_s, m_ofA);
    const Made b = world.attempt(m_base, u"alpha"_s, m_ofB);
    // Of a all was accepted before; the parts of both then go onto the same branch, where main has moved, too.
    m_repository->git({u"checkout"_s, u"-q"_s, u"-b"_s, u"work"_s});
    m_repository->write(u"main.txt"_s, "main\n");
    m_repository->commitAll(u"Mine"_s);
    m_repository->git({u"checkout"_s, u"-q"_s, u"main"_s});
    AcceptOptions before{.branch = u"work"_s};
    before.target = AcceptRequest::Target::ExistingBranch;
    VERIFY_RESULT(await(world.runner->accept(a.id, before)));
    AcceptOptions options{.branch = u"work"_s};
    options.target = AcceptRequest::Target::ExistingBranch;
    options.composed = compose(world, a, b);
    VERIFY_RESULT(await(world.runner->accept(a.id, options)));
    QCOMPARE(m_repository->git({u"ls-tree"_s, u"-r"_s, u"--name-only"_s, u"work"_s}),
        QByteArray("a.txt\nb.txt\nmain.txt\nnumbers.txt"));
    const QByteArray numbers = m_repository->git({u"show"_s, u"work:numbers.txt"_s});
    QVERIFY(numbers.contains("line three") && numbers.contains("line twenty") && numbers.contains("line 38 of b"));
    // What was accepted of a before stays accepted.
    QVERIFY(await(world.runner->review().changes(a.id))->set->files.isEmpty());
    // One agent, however many of its attempts.
    QCOMPARE(m_repository->git({u"log"_s, u"-1"_s, u"--format=%B"_s, u"work"_s}).count("Co-authored-by"), 1);
}

void TestComposedAccept::attemptsAreComparedTreeToTree()
{
    World world(*m_repository, m_directory->filePath(u"data"_s));
    const Made a = world.attempt(m_base, u"alpha"_s, m_ofA);
    const Made b = world.attempt(m_base, u"beta"_s, m_ofB);
    const auto changes = await(world.runner->evidence()->compareAttempts(a.id, b.id));
    VERIFY_RESULT(changes);
    QByteArrayList paths;
    for (const FileChange &file : changes->set->files)
        paths.append(file.path());
    std::ranges::sort(paths);
    QCOMPARE(paths, (QByteArrayList{"a.txt", "b.txt", "numbers.txt", "other.txt"}));
    // Both sides' lines are there, in the first one's store.
    for (qsizetype file = 0; file < changes->set->files.size(); ++file)
        VERIFY_RESULT(await(world.runner->review().lineDiff(a.id, *changes, file)));
}

void TestComposedAccept::theRadarFindsSessionsAndTheBranch()
{
    World world(*m_repository, m_directory->filePath(u"data"_s));
    const Made a = world.attempt(m_base, u"alpha"_s, m_ofA);
    m_repository->write(
        u"numbers.txt"_s, m_repository->read(u"numbers.txt"_s).replace("line 20\n", "line 20 of main\n"));
    m_repository->commitAll(u"Mine"_s);
    const auto report = await(world.runner->radar(m_repository->path()));
    VERIFY_RESULT(report);
    QCOMPARE(report->size(), 1U);
    QCOMPARE(report->at(a.id).size(), 1U);
    QVERIFY(!report->at(a.id).front().with.isValid());
    QCOMPARE(report->at(a.id).front().title, u"main"_s);
    QCOMPARE(report->at(a.id).front().paths.front().path, QByteArray("numbers.txt"));
    QCOMPARE(*await(world.runner->clashes(a.id)), report->at(a.id));
    // Accepted, it is live no more.
    VERIFY_RESULT(await(world.runner->accept(a.id, {.branch = u"all"_s})));
    QTRY_VERIFY(await(world.runner->radar(m_repository->path()))->empty());
}

QTEST_GUILESS_MAIN(TestComposedAccept)
#include "tst_composed_accept.moc"
