// A snapshot as files that a person can run: byte for byte, nothing outside the folder, nothing of git run.

#include "runner/workspace/try_files.h"
#include "runner/workspace/try_worktree.h"
#include "tests/support/git/test_repository.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

/// Every path and the hash of every file. (Git sets the time of an object that it would have written.)
QByteArrayList names(const QString &folder)
{
    return shell(u"find . | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum"_s, folder).split('\n');
}

} // namespace

class TestTryWorktree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void filesAreTheSnapshotByteForByte();
    void gitWorksInItAndComparesWithTheBase();
    void nothingOfGitRuns();
    void linksThatLeadOutAreLeftOut_data();
    void linksThatLeadOutAreLeftOut();
    void namesThatAreNoneAreLeftOut_data();
    void namesThatAreNoneAreLeftOut();
    void laterSnapshotsFollow();
    void whatThePersonChangedStays();
    void aFolderThatBecameALinkIsNotFollowed();
    void anUnfinishedOneIsMadeAnew();

private:
    [[nodiscard]] TryRequest request(const QString &snapshot, TryFollow follow = TryFollow::Stay) const;
    /// The bytes of a file of the folder; "link to TARGET" of a link, "none" where there is nothing.
    [[nodiscard]] QByteArray at(const QString &name) const;
    [[nodiscard]] QString head() const { return QString::fromLatin1(m_repository->git({u"rev-parse"_s, u"HEAD"_s})); }

    std::unique_ptr<PersonHome> m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::optional<TestRepository> m_repository;
    QString m_base;
};

void TestTryWorktree::init()
{
    m_home = std::make_unique<PersonHome>();
    m_directory = std::make_unique<QTemporaryDir>();
    m_repository = TestRepository::create(m_directory->filePath(u"repository"_s));
    m_repository->git({u"config"_s, u"core.autocrlf"_s, u"false"_s});
    m_repository->write(u"kept.txt"_s, "kept\n");
    m_repository->write(u"edited.txt"_s, "one\ntwo\n");
    m_repository->write(u"gone/away.txt"_s, "gone\n");
    m_repository->write(u"folder/file"_s, "in a folder\n");
    m_repository->write(u"run.sh"_s, "#!/bin/sh\n");
    m_base = m_repository->commitAll(u"Base"_s);
}

TryRequest TestTryWorktree::request(const QString &snapshot, TryFollow follow) const
{
    const QString store = m_repository->file(u".git"_s);
    return {.sessionStore = store,
        .baseStore = store,
        .folder = m_directory->filePath(u"try/files"_s),
        .base = ObjectId(m_base),
        .snapshot = ObjectId(snapshot),
        .follow = follow};
}

QByteArray TestTryWorktree::at(const QString &name) const
{
    const QFileInfo info(m_directory->filePath(u"try/files/"_s + name));
    if (info.isSymLink())
        return "link to " + info.readSymLink().toUtf8();
    QFile file(info.filePath());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
}

void TestTryWorktree::filesAreTheSnapshotByteForByte()
{
    m_repository->write(u"crlf.txt"_s, "a\r\nb\n");
    m_repository->write(u".gitattributes"_s, "*.txt text eol=lf working-tree-encoding=UTF-16\n*.sh ident\n");
    m_repository->write(u"bytes"_s, QByteArray("\0\xff\n$Id$", 7));
    m_repository->write(u"run.sh"_s, "#!/bin/sh\n# $Id$\n");
    shell(u"chmod 755 run.sh; mkdir deep; ln -s ../kept.txt deep/link; printf x > \"$(printf 'bad \\377 name')\""_s,
        m_repository->path());
    // The attributes would make git convert what it adds.
    m_repository->git({u"-c"_s, u"core.attributesFile=/dev/null"_s, u"add"_s, u"bytes"_s, u"run.sh"_s});
    const QByteArray blob = m_repository->git({u"hash-object"_s, u"-w"_s, u"--no-filters"_s, u"crlf.txt"_s});
    m_repository->git(
        {u"update-index"_s, u"--add"_s, u"--cacheinfo"_s, u"100644,%1,crlf.txt"_s.arg(QString::fromLatin1(blob))});
    m_repository->git({u"add"_s, u".gitattributes"_s, u"deep"_s, u":(glob)bad*"_s});
    m_repository->git({u"commit"_s, u"-q"_s, u"-m"_s, u"Agent"_s});
    const auto folder = openTry(request(head()));
    QVERIFY2(folder.has_value(), folder ? "" : qPrintable(folder.error().message + folder.error().cause));
    QCOMPARE(folder->leftOut, QStringList());
    const QByteArray wanted = m_repository->git({u"ls-tree"_s, u"-r"_s, u"HEAD"_s});
    // The same listing, made of the files by git itself.
    const QByteArray found = shell(
        u"rm -f ../index; export GIT_DIR=../made GIT_WORK_TREE=.; git init -q; "
        "git -C . config core.attributesFile /dev/null; printf '* -text -filter -ident -working-tree-encoding\\n' > "
        "../made/info/attributes; git add -A -f .; git ls-tree -r $(git write-tree)"_s,
        folder->path);
    QCOMPARE(found.trimmed(), wanted.trimmed());
}

void TestTryWorktree::gitWorksInItAndComparesWithTheBase()
{
    m_repository->write(u"edited.txt"_s, "one\n2\n");
    m_repository->write(u"new.txt"_s, "new\n");
    shell(u"rm gone/away.txt; chmod 755 run.sh"_s, m_repository->path());
    m_repository->commitAll(u"Agent"_s);
    const QByteArrayList before = names(m_repository->path());
    const auto folder = openTry(request(head()));
    QVERIFY(folder.has_value());
    const TestRepository tried(folder->path);
    QCOMPARE(tried.git({u"status"_s, u"--porcelain"_s}),
        QByteArray(" M edited.txt\n D gone/away.txt\n M run.sh\n?? new.txt"));
    QVERIFY(tried.git({u"diff"_s}).contains("-two\n+2\n"));
    QCOMPARE(tried.git({u"rev-parse"_s, u"HEAD"_s}), m_base.toLatin1());
    tried.git({u"fsck"_s});
    // A commit in it stays in it.
    tried.git({u"commit"_s, u"-q"_s, u"-a"_s, u"-m"_s, u"Mine"_s});
    QCOMPARE(names(m_repository->path()), before);
}

void TestTryWorktree::nothingOfGitRuns()
{
    const QString mark = m_directory->filePath(u"mark"_s);
    m_repository->write(u".git/hooks/post-checkout"_s, "#!/bin/sh\ntouch " + mark.toUtf8() + "\n");
    shell(u"chmod 755 .git/hooks/post-checkout"_s, m_repository->path());
    const QByteArray blob = m_repository->git({u"hash-object"_s, u"-w"_s, u"--stdin"_s}, "* filter=evil\n");
    m_repository->git({u"update-index"_s, u"--add"_s, u"--cacheinfo"_s,
        u"100644,%1,.gitattributes"_s.arg(QString::fromLatin1(blob))});
    const QString tree = QString::fromLatin1(m_repository->git({u"write-tree"_s}));
    const QString commit =
        QString::fromLatin1(m_repository->git({u"commit-tree"_s, u"-p"_s, m_base, u"-m"_s, u"Agent"_s, tree}));
    m_home->setGlobalConfig("[filter \"evil\"]\n\tsmudge = touch " + mark.toUtf8()
        + "\n\trequired = true\n[core]\n\tfsmonitor = touch " + mark.toUtf8() + "\n");
    const auto folder = openTry(request(commit));
    QVERIFY(folder.has_value());
    QCOMPARE(at(u".gitattributes"_s), QByteArray("* filter=evil\n"));
    TestRepository(folder->path).git({u"status"_s}); // and the folder's own configuration keeps git from it, too
    TestRepository(folder->path).git({u"checkout"_s, u"-q"_s, u"-f"_s, u"--"_s, u"."_s});
    QVERIFY(!QFileInfo::exists(mark));
}

void TestTryWorktree::linksThatLeadOutAreLeftOut_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<bool>("inside");
    QTest::newRow("beside") << QByteArray("a") << QByteArray("b/c") << true;
    QTest::newRow("up and down") << QByteArray("x/y/a") << QByteArray("../../b") << true;
    QTest::newRow("a dot") << QByteArray("x/a") << QByteArray("./b/.") << true;
    QTest::newRow("the root") << QByteArray("x/a") << QByteArray("..") << true;
    QTest::newRow("absolute") << QByteArray("a") << QByteArray("/etc/passwd") << false;
    QTest::newRow("one too far") << QByteArray("x/a") << QByteArray("../../b") << false;
    QTest::newRow("up behind a name, which may be a link") << QByteArray("x/a") << QByteArray("b/../../c") << false;
    QTest::newRow("git") << QByteArray("a") << QByteArray(".git/hooks") << false;
    QTest::newRow("git from below") << QByteArray("x/a") << QByteArray("../.GIT/config") << false;
    QTest::newRow("git by its short name") << QByteArray("a") << QByteArray("git~1") << false;
    QTest::newRow("a file named like it, deeper") << QByteArray("a") << QByteArray("b/.gitignore") << true;
    QTest::newRow("backslash") << QByteArray("a") << QByteArray("..\\..\\b") << false;
    QTest::newRow("nothing") << QByteArray("a") << QByteArray() << false;
}

void TestTryWorktree::linksThatLeadOutAreLeftOut()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, target);
    QFETCH(bool, inside);
    QCOMPARE(leadsInside(path, target), inside);
    if (target.isEmpty())
        return;
    const QByteArray blob = m_repository->git({u"hash-object"_s, u"-w"_s, u"--stdin"_s}, target);
    m_repository->git({u"update-index"_s, u"--add"_s, u"--cacheinfo"_s,
        u"120000,%1,%2"_s.arg(QString::fromLatin1(blob), QString::fromLatin1(path))});
    const QString tree = QString::fromLatin1(m_repository->git({u"write-tree"_s}));
    const auto folder = openTry(request(tree));
    QVERIFY(folder.has_value());
    QCOMPARE(folder->leftOut, inside ? QStringList() : QStringList{QString::fromLatin1(path)});
    QCOMPARE(at(QString::fromLatin1(path)), inside ? "link to " + target : QByteArray("none"));
}

void TestTryWorktree::namesThatAreNoneAreLeftOut_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {".git", ".GIT", "git~1", ".git ", "..", ".", ".git::$INDEX_ALLOCATION"})
        QTest::newRow(name) << QByteArray(name);
}

void TestTryWorktree::namesThatAreNoneAreLeftOut()
{
    QFETCH(QByteArray, name);
    const QByteArray blob = m_repository->git({u"hash-object"_s, u"-w"_s, u"--stdin"_s}, "evil\n");
    const auto tree = [this](const QList<RawEntry> &entries) {
        return m_repository->git(
            {u"hash-object"_s, u"-t"_s, u"tree"_s, u"-w"_s, u"--literally"_s, u"--stdin"_s}, rawTree(entries));
    };
    const QByteArray inner = tree({{"100644 config", blob}, {"100644 hooks", blob}});
    const QByteArray outer = tree({{"40000 " + name, inner}, {"100644 fine", blob}});
    const QByteArrayList before = names(m_directory->path());
    const auto folder = openTry(request(QString::fromLatin1(outer)));
    if (!folder)
        return; // refused as a whole
    QCOMPARE(at(u"fine"_s), QByteArray("evil\n"));
    QVERIFY(!at(u".git/config"_s).contains("evil"));
    QVERIFY(!QFileInfo::exists(folder->path + "/.git/hooks"_L1));
    QVERIFY(!folder->leftOut.isEmpty());
    for (const QByteArray &line : names(m_directory->path()))
        QVERIFY2(before.contains(line) || line.contains("./try"), line.constData());
}

void TestTryWorktree::laterSnapshotsFollow()
{
    const auto first = openTry(request(m_base, TryFollow::Latest));
    QVERIFY(first.has_value());
    m_repository->write(u"edited.txt"_s, "one\nthree\n");
    m_repository->write(u"new/deep/file"_s, "new\n");
    shell(
        u"rm -r gone; rm -r folder; printf 'now a file\\n' > folder; chmod 755 run.sh; mkdir kept; mv kept.txt kept/; "
        "ln -s kept/kept.txt link"_s,
        m_repository->path());
    m_repository->commitAll(u"Agent"_s);
    const auto second = openTry(request(head(), TryFollow::Latest));
    QVERIFY2(second.has_value(), second ? "" : qPrintable(second.error().message + second.error().cause));
    QCOMPARE(second->conflicts, QStringList());
    QCOMPARE(second->leftOut, QStringList());
    QCOMPARE(second->snapshot.value, head());
    QCOMPARE(at(u"edited.txt"_s), QByteArray("one\nthree\n"));
    QCOMPARE(at(u"new/deep/file"_s), QByteArray("new\n"));
    QCOMPARE(at(u"folder"_s), QByteArray("now a file\n"));
    QCOMPARE(at(u"kept.txt"_s), QByteArray("none"));
    QCOMPARE(at(u"kept/kept.txt"_s), QByteArray("kept\n"));
    QCOMPARE(at(u"link"_s), QByteArray("link to kept/kept.txt"));
    QVERIFY(!QFileInfo::exists(second->path + "/gone"_L1));
    QVERIFY(QFileInfo(second->path + "/run.sh"_L1).isExecutable());
    // And back.
    const auto third = openTry(request(m_base, TryFollow::Latest));
    QVERIFY(third.has_value());
    QCOMPARE(third->conflicts, QStringList());
    QCOMPARE(TestRepository(third->path).git({u"status"_s, u"--porcelain"_s}), QByteArray());
    QCOMPARE(findTry(third->path).value(), *third);
}

void TestTryWorktree::whatThePersonChangedStays()
{
    const auto first = openTry(request(m_base, TryFollow::Latest));
    QVERIFY(first.has_value());
    const TestRepository mine(first->path);
    mine.write(u"edited.txt"_s, "mine\n");
    mine.write(u"new.txt"_s, "mine, too\n");
    mine.write(u"untouched.txt"_s, "nobody else's\n");
    shell(u"rm gone/away.txt"_s, first->path);
    m_repository->write(u"edited.txt"_s, "the agent's\n");
    m_repository->write(u"new.txt"_s, "the agent's\n");
    m_repository->write(u"gone/away.txt"_s, "changed\n");
    m_repository->write(u"kept.txt"_s, "changed\n");
    m_repository->commitAll(u"Agent"_s);
    const auto second = openTry(request(head(), TryFollow::Latest));
    QVERIFY(second.has_value());
    QCOMPARE(second->conflicts, (QStringList{u"edited.txt"_s, u"gone/away.txt"_s, u"new.txt"_s}));
    QCOMPARE(at(u"edited.txt"_s), QByteArray("mine\n"));
    QCOMPARE(at(u"new.txt"_s), QByteArray("mine, too\n"));
    QCOMPARE(at(u"untouched.txt"_s), QByteArray("nobody else's\n"));
    QCOMPARE(at(u"gone/away.txt"_s), QByteArray("none"));
    QCOMPARE(at(u"kept.txt"_s), QByteArray("changed\n"));
}

void TestTryWorktree::aFolderThatBecameALinkIsNotFollowed()
{
    const auto first = openTry(request(m_base, TryFollow::Latest));
    QVERIFY(first.has_value());
    const QString outside = m_directory->filePath(u"outside"_s);
    QVERIFY(QDir().mkpath(outside));
    // As a program of the snapshot could do while the person runs it; the file behind the link is the expected one.
    shell(u"rm -r folder gone; ln -s '%1' folder; ln -s '%1' gone; printf 'in a folder\\n' > '%1/file'; "
          "printf 'gone\\n' > '%1/away.txt'"_s.arg(outside),
        first->path);
    m_repository->write(u"folder/file"_s, "changed\n");
    m_repository->write(u"folder/more"_s, "more\n");
    shell(u"rm gone/away.txt"_s, m_repository->path());
    m_repository->commitAll(u"Agent"_s);
    const auto second = openTry(request(head(), TryFollow::Latest));
    QVERIFY(second.has_value());
    QCOMPARE(second->conflicts, (QStringList{u"folder/file"_s, u"folder/more"_s, u"gone/away.txt"_s}));
    QCOMPARE(QDir(outside).entryList(QDir::Files), (QStringList{u"away.txt"_s, u"file"_s}));
    QCOMPARE(TestRepository(outside).read(u"file"_s), QByteArray("in a folder\n"));
}

void TestTryWorktree::anUnfinishedOneIsMadeAnew()
{
    const TryRequest wanted = request(m_base);
    QVERIFY(QDir().mkpath(wanted.folder));
    TestRepository(wanted.folder).write(u"half.txt"_s, "written\n");
    QVERIFY(!findTry(wanted.folder).has_value());
    const auto folder = openTry(wanted);
    QVERIFY(folder.has_value());
    QCOMPARE(at(u"half.txt"_s), QByteArray("none"));
    QCOMPARE(at(u"kept.txt"_s), QByteArray("kept\n"));
    QCOMPARE(openTry(wanted).value(), *folder);
}

QTEST_GUILESS_MAIN(TestTryWorktree)

#include "tst_try_worktree.moc"
