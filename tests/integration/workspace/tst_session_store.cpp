#include "runner/workspace/base_store.h"
#include "runner/workspace/session_store.h"
#include "tests/support/git/test_repository.h"

#include <QDir>
#include <QTest>
#include <QtEndian>

#include <functional>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

/// Makes something with the guest's git and returns the pack to import and the commit that it claims.
struct Attack {
    QString pack;
    QString commit;
};
using MakeAttack = std::function<Attack(TestGuest &)>;

QString hashObject(const TestGuest &guest, const char *type, const QByteArray &bytes)
{
    return QString::fromLatin1(guest.git().git(
        {u"hash-object"_s, u"-w"_s, u"--literally"_s, u"-t"_s, QString::fromLatin1(type), u"--stdin"_s}, bytes));
}

QByteArray blob(const TestGuest &guest, const QByteArray &content = "content\n")
{
    return hashObject(guest, "blob", content).toLatin1();
}

/// A snapshot whose root tree has exactly these entries; all objects in one pack that is not thin.
Attack withTree(TestGuest &guest, const QList<RawEntry> &entries, const QStringList &more = {})
{
    const QString tree = hashObject(guest, "tree", rawTree(entries));
    const QString commit = guest.commitTree(tree);
    QStringList objects{commit, tree};
    for (const RawEntry &entry : entries) {
        if (!entry.head.startsWith("160000"))
            objects.append(QString::fromLatin1(entry.oid));
    }
    objects.removeDuplicates();
    return {guest.packOf(objects + more), commit};
}

MakeAttack namedFile(const QByteArray &head)
{
    return [head](TestGuest &guest) { return withTree(guest, {{head, blob(guest)}}); };
}

MakeAttack commitText(const std::function<QByteArray(const QByteArray &tree, const QByteArray &parent)> &text)
{
    return [text](TestGuest &guest) -> Attack {
        const QByteArray tree = hashObject(guest, "tree", rawTree({{"100644 f", blob(guest)}})).toLatin1();
        const QString commit = hashObject(guest, "commit", text(tree, guest.head().toLatin1()));
        return {guest.packOf({commit, QString::fromLatin1(tree), QString::fromLatin1(blob(guest))}), commit};
    };
}

constexpr auto Who = "A <a@b> 1700000000 +0000\n";

} // namespace

class TestSessionStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const TestRepository inner = TestRepository::create(m_common.filePath(u"inner"_s));
        inner.write(u"i.txt"_s, "inner\n");
        m_innerHead = inner.commitAll(u"inner"_s);
        const TestRepository repository = TestRepository::create(m_common.filePath(u"repo"_s));
        QByteArray large;
        for (int i = 0; i < 2000; ++i)
            large += "line " + QByteArray::number(i) + '\n';
        repository.write(u"large.txt"_s, large);
        repository.write(u"dir/sub/b.txt"_s, "b\n");
        repository.write(u"own\\name.txt"_s, "the person's own name\n");
        repository.git({u"-c"_s, u"protocol.file.allow=always"_s, u"submodule"_s, u"--quiet"_s, u"add"_s, inner.path(),
            u"module"_s});
        m_base = repository.commitAll(u"base"_s);
        m_baseStore = m_common.filePath(u"stores/1.git"_s);
        const Result<BaseSeed> seed = ensureBase(m_baseStore, repository.path(), {});
        QVERIFY2(seed, qPrintable(seed ? QString() : seed.error().message + seed.error().cause));
    }

    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_store = m_directory->filePath(u"session.git"_s);
        QVERIFY(createSessionStore(m_store, m_baseStore));
        m_guest = std::make_unique<TestGuest>(m_directory->filePath(u"guest"_s), m_baseStore, m_base);
    }

    void takesAChainOfSnapshots()
    {
        QString parent = m_base;
        for (int i = 0; i < 4; ++i) {
            m_guest->write(u"dir/sub/b.txt"_s, "changed " + QByteArray::number(i) + '\n');
            m_guest->write(u"new %1/ä\u200bfile.txt"_s.arg(i), "new\n");
            const QString commit = m_guest->snapshot();
            const Result<ImportReport> report = import(m_guest->pack(commit, parent), commit, parent);
            QVERIFY2(report, qPrintable(report ? QString() : report.error().message + report.error().cause));
            QCOMPARE(report->commit.value, commit);
            QCOMPARE(
                report->tree.value, QString::fromLatin1(m_guest->git().git({u"rev-parse"_s, commit + u"^{tree}"_s})));
            QCOMPARE(report->chain, QList<ObjectId>{ObjectId(commit)});
            parent = commit;
        }
        sameTreeInStore(parent);
    }

    void takesSeveralSnapshotsInOnePack()
    {
        QStringList commits;
        for (int i = 0; i < 3; ++i) {
            m_guest->write(u"f%1.txt"_s.arg(i), QByteArray::number(i));
            commits.append(m_guest->snapshot());
        }
        const Result<ImportReport> report = import(m_guest->pack(commits.last(), m_base), commits.last(), m_base);
        QVERIFY(report);
        QCOMPARE(report->chain, (QList<ObjectId>{ObjectId(commits[0]), ObjectId(commits[1]), ObjectId(commits[2])}));
        sameTreeInStore(commits.last());
    }

    void takesThousandsOfFilesAsOnePack()
    {
        for (int i = 0; i < 1000; ++i)
            m_guest->write(u"many/%1/file%2.txt"_s.arg(i % 10).arg(i), "file " + QByteArray::number(i) + '\n');
        const QString commit = m_guest->snapshot();
        const Result<ImportReport> report = import(m_guest->pack(commit, m_base), commit, m_base);
        QVERIFY(report);
        QCOMPARE(report->objects, 1000 + 10 + 1 + 1 + 1);
        sameTreeInStore(commit);
    }

    void takesLinksModesAndDeletions()
    {
        QVERIFY(QFile::link(u"/etc/passwd"_s, m_guest->workspace() + u"/out"_s));
        QVERIFY(QFile::link(u"../../../../outside"_s, m_guest->workspace() + u"/up"_s));
        m_guest->write(u"run.sh"_s, "#!/bin/sh\n");
        QVERIFY(QFile::setPermissions(m_guest->workspace() + u"/run.sh"_s, QFile::Permissions(0x7755)));
        QVERIFY(QFile::remove(m_guest->workspace() + u"/large.txt"_s));
        const QString commit = m_guest->snapshot();
        QVERIFY(import(m_guest->pack(commit, m_base), commit, m_base));
        sameTreeInStore(commit);
    }

    void importingAgainNeedsNoPack()
    {
        m_guest->write(u"f.txt"_s, "f\n");
        const QString commit = m_guest->snapshot();
        QVERIFY(import(m_guest->pack(commit, m_base), commit, m_base));
        const Result<ImportReport> again = import(u"/nowhere"_s, commit, m_base);
        QVERIFY(again);
        QCOMPARE(again->objects, 0);
        QCOMPARE(again->chain, QList<ObjectId>{ObjectId(commit)});
    }

    void keepsOnlyWhatTheSnapshotReaches()
    {
        m_guest->write(u"f.txt"_s, "f\n");
        const QString commit = m_guest->snapshot();
        const QString stray = hashObject(*m_guest, "blob", "stray");
        const QString strayTag =
            hashObject(*m_guest, "tag", "object " + stray.toLatin1() + "\ntype blob\ntag x\ntagger " + Who + "\nx\n");
        QStringList objects = QString::fromLatin1(
            m_guest->git().git({u"rev-list"_s, u"--objects"_s, u"--no-object-names"_s, commit, u"^"_s + m_base}))
                                  .split(u'\n');
        const Result<ImportReport> report =
            import(m_guest->packOf(objects + QStringList{stray, strayTag}), commit, m_base);
        QVERIFY(report);
        QCOMPARE(report->ignoredObjects, 2);
        TestRepository(m_store).git({u"cat-file"_s, u"-e"_s, stray}, {}, 1);
        TestRepository(m_store).git({u"cat-file"_s, u"-e"_s, strayTag}, {}, 1);
    }

    void refusesHostilePacks_data();
    void refusesHostilePacks()
    {
        QFETCH(MakeAttack, attack);
        QFETCH(QString, says);
        QFETCH(QLatin1StringView, code);
        const QByteArrayList before = listing(m_store);
        const Attack made = attack(*m_guest);
        ImportLimits limits;
        limits.objectBytes = 4 * 1024 * 1024;
        limits.totalBytes = 16 * 1024 * 1024;
        limits.depth = 32;
        const Result<ImportReport> report =
            importSnapshot(m_store, made.pack, ObjectId(made.commit), ObjectId(m_base), limits);
        QVERIFY(!report);
        QCOMPARE(report.error().code.name, code);
        const QString said = report.error().message + u" | "_s + report.error().cause;
        QVERIFY2(said.contains(says), qPrintable(said));
        // Folders' times change when the quarantine comes and goes; nothing else does.
        QCOMPARE(withoutFolders(listing(m_store)), withoutFolders(before));
    }

    void toleratesThePersonsOwnOddNames()
    {
        // The base has "own\name.txt"; a change of it, or beside it, is no offence.
        m_guest->write(u"own\\name.txt"_s, "changed\n");
        const QString commit = m_guest->snapshot();
        QVERIFY(import(m_guest->pack(commit, m_base), commit, m_base));
        sameTreeInStore(commit);
    }

    void refusesATruncatedOrDamagedPackAtEveryPlace()
    {
        m_guest->write(u"dir/sub/b.txt"_s, "changed\n");
        const QString commit = m_guest->snapshot();
        const QString path = m_guest->pack(commit, m_base);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        file.close();
        for (qsizetype i = 0; i < whole.size(); i += 3) {
            QByteArray damaged = whole;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x41);
            for (const QByteArray &bytes : {whole.first(i), damaged}) {
                QVERIFY(file.open(QIODevice::WriteOnly));
                file.write(bytes);
                file.close();
                QVERIFY(!import(path, commit, m_base));
            }
        }
        QCOMPARE(QDir(m_store).entryList({u"quarantine-*"_s}), QStringList());
    }

    void stopsWhenAsked()
    {
        m_guest->write(u"f.txt"_s, "f\n");
        const QString commit = m_guest->snapshot();
        std::stop_source stop;
        stop.request_stop();
        const Result<ImportReport> report = importSnapshot(
            m_store, m_guest->pack(commit, m_base), ObjectId(commit), ObjectId(m_base), {}, stop.get_token());
        QVERIFY(!report);
        QCOMPARE(report.error().code, Cancelled);
    }

    void movesWithItsDataFolder()
    {
        const QString folder = m_directory->filePath(u"data"_s);
        QVERIFY(QDir().mkpath(folder + u"/stores"_s));
        shell(u"cp -a '"_s + m_baseStore + u"' \"$1/stores/1.git\""_s, folder);
        QVERIFY(createSessionStore(folder + u"/sessions/7.git"_s, folder + u"/stores/1.git"_s));
        const QString moved = m_directory->filePath(u"moved"_s);
        QVERIFY(QDir().rename(folder, moved));
        TestRepository(moved + u"/sessions/7.git"_s).git({u"cat-file"_s, u"-e"_s, m_base});
        m_store = moved + u"/sessions/7.git"_s;
        m_guest->write(u"f.txt"_s, "f\n");
        const QString commit = m_guest->snapshot();
        QVERIFY(import(m_guest->pack(commit, m_base), commit, m_base));
    }

private:
    Result<ImportReport> import(const QString &pack, const QString &commit, const QString &parent) const
    {
        return importSnapshot(m_store, pack, ObjectId(commit), ObjectId(parent));
    }

    /// The store's commit, by system git, lists the same files as the guest's; the store is sound.
    void sameTreeInStore(const QString &commit) const
    {
        const TestRepository store(m_store);
        const QStringList list{u"ls-tree"_s, u"-r"_s, u"-t"_s, u"-z"_s, commit};
        QCOMPARE(store.git(list), m_guest->git().git(list));
        store.git({u"fsck"_s, u"--strict"_s, u"--full"_s});
        QCOMPARE(QString::fromLatin1(store.git({u"rev-parse"_s, u"refs/snapshots/last"_s})), commit);
    }

    static QByteArrayList withoutFolders(QByteArrayList lines)
    {
        lines.removeIf([](const QByteArray &line) { return line.contains(" d "); });
        return lines;
    }

    PersonHome m_home;
    QTemporaryDir m_common;
    QString m_baseStore;
    QString m_base;
    QString m_innerHead;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<TestGuest> m_guest;
    QString m_store;
};

void TestSessionStore::refusesHostilePacks_data()
{
    QTest::addColumn<MakeAttack>("attack");
    QTest::addColumn<QString>("says");
    QTest::addColumn<QLatin1StringView>("code");
    const auto row = [](const char *name, const char *says, const MakeAttack &attack,
                         ErrorCode code = WorkspaceHostile) {
        QTest::newRow(name) << attack << QString::fromUtf8(says) << code.name;
    };
    // Names.
    for (const char *name : {".git", ".GIT", ".Git", "git~1", "GIT~1", "git~2", ".git.", ".git ", ".git . .", ".git:x",
             ".git::$INDEX_ALLOCATION", ".git\\config", ".g\u200cit", "\u200d.git", ".git\ufeff", ".gi\u202et"})
        row(QByteArray("the name " + QByteArray(name)).constData(), "takes for .git",
            namedFile(QByteArray("100644 ") + name));
    row("dot", "dots", namedFile("100644 ."));
    row("dot dot", "dots", namedFile("100644 .."));
    row("an empty name", "empty name", namedFile("100644 "));
    row("a path as a name", "slash", namedFile("100644 a/b"));
    row("a path out", "slash", namedFile("100644 ../../etc/passwd"));
    row("a backslash", "backslash", namedFile("100644 a\\b"));
    row("a control character, shown", "␛", namedFile("100644 a\x1b[2Jb"));
    row("a line feed", "control", namedFile("100644 a\nb"));
    row("a dot at the end", "ends with", namedFile("100644 a."));
    row("a space at the end", "ends with", namedFile("100644 a "));
    row("a long name", "255", namedFile("100644 " + QByteArray(256, 'a')));
    // Modes.
    row("a group-writable mode", "mode", namedFile("100664 a"));
    row("a set-uid mode", "mode", namedFile("104755 a"));
    row("a device's mode", "mode", namedFile("20644 a"));
    row("a padded mode", "mode", namedFile("0100644 a"));
    row("a mode of letters", "mode", namedFile("1006x4 a"));
    row("no mode", "cut off", namedFile(" a"));
    row("a huge mode", "cut off", namedFile("100000000000644 a"));
    row("a submodule of the agent's", "submodule",
        [](TestGuest &guest) { return withTree(guest, {{"160000 sub", guest.head().toLatin1()}}); });
    row("the base's submodule at another commit", "submodule",
        [](TestGuest &guest) { return withTree(guest, {{"160000 module", guest.head().toLatin1()}}); });
    row("a file where the mode says folder", "kind", namedFile("40000 a"));
    row("a folder where the mode says file", "kind", [](TestGuest &guest) {
        const QString tree = hashObject(guest, "tree", rawTree({{"100644 x", blob(guest)}}));
        return withTree(guest, {{"100644 a", tree.toLatin1()}}, {QString::fromLatin1(blob(guest))});
    });
    row("a commit where the mode says file", "kind",
        [](TestGuest &guest) { return withTree(guest, {{"100644 a", guest.head().toLatin1()}}); });
    // Structure.
    row("not sorted", "sorted",
        [](TestGuest &guest) { return withTree(guest, {{"100644 b", blob(guest)}, {"100644 a", blob(guest)}}); });
    row("a name twice", "twice", [](TestGuest &guest) {
        return withTree(guest, {{"100644 a", blob(guest)}, {"100644 a", blob(guest, "other")}});
    });
    row("a name as file and folder", "twice", [](TestGuest &guest) {
        const QByteArray tree = hashObject(guest, "tree", rawTree({{"100644 x", blob(guest)}})).toLatin1();
        return withTree(guest, {{"100644 a", blob(guest)}, {"100644 a.b", blob(guest)}, {"40000 a", tree}});
    });
    row("a tree that is cut off", "cut off", [](TestGuest &guest) -> Attack {
        const QString tree = hashObject(guest, "tree", rawTree({{"100644 a", blob(guest)}}).chopped(3));
        const QString commit = guest.commitTree(tree);
        return {guest.packOf({commit, tree, QString::fromLatin1(blob(guest))}), commit};
    });
    row("an entry without an object", "names no object", [](TestGuest &guest) -> Attack {
        const QString tree = hashObject(guest, "tree", rawTree({{"100644 a", QByteArray(40, '0')}}));
        const QString commit = guest.commitTree(tree);
        return {guest.packOf({commit, tree}), commit};
    });
    row("a blob that is not sent", "missing", [](TestGuest &guest) -> Attack {
        const QString tree = hashObject(guest, "tree", rawTree({{"100644 a", blob(guest)}}));
        const QString commit = guest.commitTree(tree);
        return {guest.packOf({commit, tree}), commit};
    });
    row("a tree that is not sent", "missing", [](TestGuest &guest) -> Attack {
        const QString tree = hashObject(guest, "tree", rawTree({{"100644 a", blob(guest)}}));
        const QString commit = guest.commitTree(tree);
        return {guest.packOf({commit, QString::fromLatin1(blob(guest))}), commit};
    });
    row("another commit than claimed", "missing", [](TestGuest &guest) -> Attack {
        Attack attack = withTree(guest, {{"100644 a", blob(guest)}});
        attack.commit = QString(40, u'1');
        return attack;
    });
    row("a blob instead of a commit", "kind", [](TestGuest &guest) -> Attack {
        const QString content = QString::fromLatin1(blob(guest));
        return {guest.packOf({content}), content};
    });
    // Commits.
    row("another parent", "missing", commitText([](const QByteArray &tree, const QByteArray &) {
        return QByteArray(
            "tree " + tree + "\nparent " + QByteArray(40, '2') + "\nauthor " + Who + "committer " + Who + "\nx\n");
    }));
    row("no parent", "one parent", commitText([](const QByteArray &tree, const QByteArray &) {
        return QByteArray("tree " + tree + "\nauthor " + Who + "committer " + Who + "\nx\n");
    }));
    row("two parents", "has not", commitText([](const QByteArray &tree, const QByteArray &parent) {
        return QByteArray("tree " + tree + "\nparent " + parent + "\nparent " + parent + "\nauthor " + Who
            + "committer " + Who + "\nx\n");
    }));
    row("a signature", "has not", commitText([](const QByteArray &tree, const QByteArray &parent) {
        return QByteArray(
            "tree " + tree + "\nparent " + parent + "\nauthor " + Who + "committer " + Who + "gpgsig x\n\nx\n");
    }));
    row("an author's line that is none", "has not", commitText([](const QByteArray &tree, const QByteArray &parent) {
        return QByteArray("tree " + tree + "\nparent " + parent + "\nauthor x\ncommitter " + Who + "\nx\n");
    }));
    row("a NUL in the text", "not a text", commitText([](const QByteArray &tree, const QByteArray &parent) {
        return QByteArray("tree " + tree + "\nparent " + parent + "\nauthor " + Who + "committer " + Who + "\nx"
            + QByteArray(1, '\0') + "\n");
    }));
    row("a text of a megabyte", "too long", commitText([](const QByteArray &tree, const QByteArray &parent) {
        return QByteArray("tree " + tree + "\nparent " + parent + "\nauthor " + Who + "committer " + Who + "\n"
            + QByteArray(1 << 20, 'x'));
    }));
    // Content.
    row("a link of five thousand bytes", "4096",
        [](TestGuest &guest) { return withTree(guest, {{"120000 a", blob(guest, QByteArray(5000, 'a'))}}); });
    row("a link with a NUL", "a link to nothing",
        [](TestGuest &guest) { return withTree(guest, {{"120000 a", blob(guest, QByteArray("a\0b", 3))}}); });
    row("a link named .gitmodules", ".gitmodules",
        [](TestGuest &guest) { return withTree(guest, {{"120000 .gitmodules", blob(guest, "x")}}); });
    row("a .gitmodules with a command", ".gitmodules", [](TestGuest &guest) {
        return withTree(
            guest, {{"100644 .gitmodules", blob(guest, "[submodule \"a\"]\n\tpath = a\n\tupdate = !touch /tmp/x\n")}});
    });
    row("a .GITMODULES with an option", ".GITMODULES", [](TestGuest &guest) {
        return withTree(
            guest, {{"100644 .GITMODULES", blob(guest, "[submodule \"a\"]\n\tpath = a\n\turl = \"-u./x\"\n")}});
    });
    row("a .gitmodules with a name that leads out", ".gitmodules", [](TestGuest &guest) {
        return withTree(guest, {{"100644 .gitmodules", blob(guest, "[submodule \"../../x\"]\n\tpath = a\n")}});
    });
    // Sizes.
    row(
        "a large blob", "larger",
        [](TestGuest &guest) {
            return withTree(guest, {{"100644 a", blob(guest, QByteArray(5 * 1024 * 1024, '\0'))}});
        },
        LimitExceeded);
    row(
        "many large blobs", "larger",
        [](TestGuest &guest) {
            QList<RawEntry> entries;
            for (char c = 'a'; c < 'i'; ++c)
                entries.append({QByteArray("100644 ") + c, blob(guest, QByteArray(3 * 1024 * 1024, c))});
            return withTree(guest, entries);
        },
        LimitExceeded);
    row(
        "folders within folders", "larger",
        [](TestGuest &guest) -> Attack {
            QStringList objects{QString::fromLatin1(blob(guest))};
            QByteArray entry = "100644 f";
            for (int i = 0; i < 40; ++i) {
                objects.append(hashObject(guest, "tree", rawTree({{entry, objects.last().toLatin1()}})));
                entry = "40000 d";
            }
            const QString commit = guest.commitTree(objects.last());
            return {guest.packOf(objects + QStringList{commit}), commit};
        },
        LimitExceeded);
    row(
        "a tree that unfolds into millions of files", "larger",
        [](TestGuest &guest) -> Attack {
            QStringList objects{QString::fromLatin1(blob(guest))};
            QByteArray mode = "100644 ";
            for (int i = 0; i < 8; ++i) {
                QList<RawEntry> entries;
                for (char c = 'a'; c < 'k'; ++c)
                    entries.append({mode + c, objects.last().toLatin1()});
                objects.append(hashObject(guest, "tree", rawTree(entries)));
                mode = "40000 ";
            }
            const QString commit = guest.commitTree(objects.last());
            return {guest.packOf(objects + QStringList{commit}), commit};
        },
        LimitExceeded);
    row("no pack at all", "read", [](TestGuest &guest) -> Attack {
        guest.write(u"../garbage"_s, "garbage\n");
        return {guest.workspace() + u"/../garbage"_s, QString(40, u'1')};
    });
    row(
        "a pack that claims four thousand million objects", "larger",
        [](TestGuest &guest) -> Attack {
            guest.write(u"../claims"_s, QByteArray("PACK\0\0\0\2\xff\xff\xff\xff", 12) + QByteArray(64, 'x'));
            return {guest.workspace() + u"/../claims"_s, QString(40, u'1')};
        },
        LimitExceeded);
    row("an empty file", "read", [](TestGuest &guest) -> Attack {
        guest.write(u"../empty"_s, {});
        return {guest.workspace() + u"/../empty"_s, QString(40, u'1')};
    });
    row("no file", "read", [](TestGuest &) -> Attack { return {u"/nowhere"_s, QString(40, u'1')}; }, NotFound);
}

QTEST_GUILESS_MAIN(TestSessionStore)
#include "tst_session_store.moc"
