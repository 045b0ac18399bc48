// Parts of several attempts on one base, composed to one tree; judged by git's own merge of the same parts.

#include "runner/workspace/attempt_merge.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/session_store.h"
#include "tests/support/git/test_repository.h"

#include <QDir>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

class TestAttempts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void hunksOfTwoComposeToTheExpectedTree();
    void everythingOfOneIsItsSnapshot();
    void threeAttemptsComposeInAnyOrder();
    void partsThatDoNotFitAreNamed();
    void anotherBaseIsRefused();

private:
    /// A session's store with one snapshot, which the shell makes of the base.
    struct Made {
        QString store;
        ObjectId snapshot;
    };
    [[nodiscard]] Made attempt(const QString &name, const QString &commands);
    [[nodiscard]] Selection all(const Made &made) const { return some(made, {}); }
    /// Whole files; none: all.
    [[nodiscard]] Selection some(const Made &made, const QByteArrayList &paths) const;
    [[nodiscard]] QByteArray show(const QString &store, const ObjectId &tree, const QString &path) const;

    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::optional<TestRepository> m_repository;
    ObjectId m_base;
};

void TestAttempts::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_repository = TestRepository::create(m_directory->filePath(u"repository"_s));
    QByteArray numbers;
    for (int i = 1; i <= 40; ++i)
        numbers += "line " + QByteArray::number(i) + '\n';
    m_repository->write(u"numbers.txt"_s, numbers);
    m_repository->write(u"other.txt"_s, "other\n");
    m_repository->write(u"sub/deep.txt"_s, "deep\n");
    m_base = ObjectId(m_repository->commitAll(u"Base"_s));
}

TestAttempts::Made TestAttempts::attempt(const QString &name, const QString &commands)
{
    // A clone stands for what the guest made: its objects come into a store that borrows from the base's.
    const QString store = m_directory->filePath(name + u".git"_s);
    if (!createSessionStore(store, m_repository->file(u".git"_s)))
        qFatal("no store");
    const TestRepository work(m_directory->filePath(name));
    m_repository->git({u"worktree"_s, u"add"_s, u"-q"_s, u"--detach"_s, work.path(), m_base.value});
    shell(commands, work.path());
    work.git({u"add"_s, u"-A"_s});
    const QString tree = QString::fromLatin1(work.git({u"write-tree"_s}));
    const QByteArray commit = work.git({u"commit-tree"_s, u"-p"_s, m_base.value, u"-m"_s, name, tree});
    shell(
        u"printf '%1\\n^%2\\n' | git pack-objects -q --revs --stdout | git --git-dir='%3' index-pack --stdin --fix-thin"_s
            .arg(QString::fromLatin1(commit), m_base.value, store),
        work.path());
    // The person's repository forgets it, so that only the attempt's own store has it.
    m_repository->git({u"worktree"_s, u"remove"_s, u"--force"_s, work.path()});
    m_repository->git({u"prune"_s, u"--expire=now"_s});
    return {store, ObjectId(QString::fromLatin1(commit))};
}

Selection TestAttempts::some(const Made &made, const QByteArrayList &paths) const
{
    const auto changes = diffTrees(made.store, m_base, made.snapshot);
    if (!changes)
        qFatal("%s %s", qPrintable(changes.error().message), qPrintable(changes.error().cause));
    Selection selection{.from = m_base, .to = made.snapshot, .files = {}};
    for (const FileChange &file : changes.value().files) {
        if (paths.isEmpty() || paths.contains(file.path()))
            selection.files.push_back({.oldPath = file.oldPath, .newPath = file.newPath, .whole = true});
    }
    return selection;
}

QByteArray TestAttempts::show(const QString &store, const ObjectId &tree, const QString &path) const
{
    return TestRepository(store).git({u"--git-dir=."_s, u"show"_s, tree.value + u':' + path}) + '\n';
}

void TestAttempts::hunksOfTwoComposeToTheExpectedTree()
{
    const Made a = attempt(
        u"a"_s, u"sed -i -e 's/^line 3$/line three/' -e 's/^line 20$/line twenty/' numbers.txt; echo a > a.txt"_s);
    const Made b = attempt(
        u"b"_s, u"sed -i -e 's/^line 38$/line 38 of b/' numbers.txt; rm other.txt; mkdir -p new; echo b > new/b.txt"_s);
    // Of a only the first of its two hunks, of b its line and the deletion.
    const Selection ofA{.from = m_base,
        .to = a.snapshot,
        .files = {{.oldPath = "numbers.txt", .newPath = "numbers.txt", .removed = {{2, 1}}, .added = {{2, 1}}}}};
    const Selection ofB = some(b, {"numbers.txt", "other.txt"});
    const auto tree = composeAttempts(a.store, m_base, {{a.store, ofA}, {b.store, ofB}});
    QVERIFY2(tree.has_value(), tree ? "" : qPrintable(tree.error().message + tree.error().cause));
    // The expected one, made by hand.
    const Made wanted = attempt(
        u"wanted"_s, u"sed -i -e 's/^line 3$/line three/' -e 's/^line 38$/line 38 of b/' numbers.txt; rm other.txt"_s);
    QCOMPARE(tree->value.toLatin1(),
        TestRepository(wanted.store).git({u"--git-dir=."_s, u"rev-parse"_s, wanted.snapshot.value + u"^{tree}"_s}));
    TestRepository(a.store).git({u"--git-dir=."_s, u"ls-tree"_s, u"-r"_s, tree->value});
    QVERIFY(show(a.store, *tree, u"numbers.txt"_s).contains("line 38 of b\n"));
}

void TestAttempts::everythingOfOneIsItsSnapshot()
{
    const Made a = attempt(u"a"_s, u"echo a > a.txt; chmod 755 other.txt; ln -s a.txt link"_s);
    const Made b = attempt(u"b"_s, u"git mv sub/deep.txt sub/renamed.txt; printf 'deeper\\n' >> sub/renamed.txt"_s);
    const auto tree = composeAttempts(a.store, m_base, {{b.store, all(b)}});
    QVERIFY(tree.has_value());
    QCOMPARE(tree->value.toLatin1(),
        TestRepository(b.store).git({u"--git-dir=."_s, u"rev-parse"_s, b.snapshot.value + u"^{tree}"_s}));
    // Whole in the other's store: nothing of it is missing there.
    QCOMPARE(show(a.store, *tree, u"sub/renamed.txt"_s), QByteArray("deep\ndeeper\n"));
}

void TestAttempts::threeAttemptsComposeInAnyOrder()
{
    const Made a = attempt(u"a"_s, u"sed -i 's/^line 3$/line three/' numbers.txt"_s);
    const Made b = attempt(u"b"_s, u"sed -i 's/^line 20$/line twenty/' numbers.txt"_s);
    const Made c = attempt(u"c"_s, u"sed -i 's/^line 38$/line 38!/' numbers.txt; echo c > sub/c.txt"_s);
    std::vector<StoredSelection> parts{{a.store, all(a)}, {b.store, all(b)}, {c.store, all(c)}};
    const auto forward = composeAttempts(a.store, m_base, parts);
    std::ranges::reverse(parts);
    const auto back = composeAttempts(c.store, m_base, parts);
    QVERIFY(forward.has_value() && back.has_value());
    QCOMPARE(*forward, *back);
    const QByteArray text = show(a.store, *forward, u"numbers.txt"_s);
    QVERIFY(text.contains("line three\n") && text.contains("line twenty\n") && text.contains("line 38!\n"));
}

void TestAttempts::partsThatDoNotFitAreNamed()
{
    const Made a = attempt(u"a"_s, u"sed -i 's/^line 3$/line three/' numbers.txt"_s);
    const Made b = attempt(u"b"_s, u"sed -i 's/^line 3$/line 3 of b/' numbers.txt"_s);
    const auto tree = composeAttempts(a.store, m_base, {{a.store, all(a)}, {b.store, all(b)}});
    QVERIFY(!tree);
    QCOMPARE(tree.error().code, AcceptConflict);
    QCOMPARE(tree.error().cause, u"numbers.txt"_s);
}

void TestAttempts::anotherBaseIsRefused()
{
    const Made a = attempt(u"a"_s, u"echo a > a.txt"_s);
    Selection selection = all(a);
    selection.from = a.snapshot;
    const auto tree = composeAttempts(a.store, m_base, {{a.store, selection}});
    QVERIFY(!tree);
    QCOMPARE(tree.error().code, InvalidArgument);
    QVERIFY(!composeAttempts(a.store, m_base, {}).has_value());
}

QTEST_GUILESS_MAIN(TestAttempts)

#include "tst_attempts.moc"
