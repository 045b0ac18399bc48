// Which files of a change decide what a check does.

#include "runner/review/check_touched.h"
#include "tests/support/git/test_repository.h"

#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

class TestCheckFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void decides_data();
    void decides();
    void namesAreBoundedAndSafe();
    void readsTheBasesDefinitions();

private:
    /// The commit that the shell's changes to the base make.
    [[nodiscard]] ObjectId changed(const QString &commands);
    [[nodiscard]] QString store() const { return m_repository->file(u".git"_s); }

    PersonHome m_home;
    QTemporaryDir m_directory;
    std::optional<TestRepository> m_repository;
    ObjectId m_base;
};

void TestCheckFiles::initTestCase()
{
    m_repository = TestRepository::create(m_directory.filePath(u"repository"_s));
    m_repository->write(u".pilothouse/checks.json"_s, "{\"checks\":[{\"name\":\"test\",\"command\":\"sh verify\"}]}");
    m_repository->write(
        u"Makefile"_s, "include rules/common\ncheck: build\n\tcd app && tool/runner --all src/main.c data.json\n");
    m_repository->write(u"rules/common"_s, "CHECKER = rules/judge\n");
    m_repository->write(u"rules/judge"_s, "#!/usr/bin/perl\n");
    m_repository->write(u"verify"_s, ". lib/expect\nexpect \"$(sh src/answer)\" 42\nsource ./lib/more\n");
    m_repository->write(u"lib/expect"_s, ". lib/deeper\n");
    m_repository->write(u"lib/deeper"_s, ": deeper\n");
    m_repository->write(u"lib/more"_s, ": more\n");
    m_repository->write(u"src/answer"_s, "echo 41\n");
    m_repository->write(u"src/main.c"_s, "int main(void) { return 0; }\n");
    m_repository->write(u"src/unused"_s, "#!/bin/sh\n");
    m_repository->write(u"app/tool/runner"_s, "#!/bin/sh\n");
    m_repository->write(u"data.json"_s, "{}\n");
    m_repository->write(u"tests/one"_s, "one\n");
    shell(u"chmod 755 app/tool/runner src/unused"_s, m_repository->path());
    m_base = ObjectId(m_repository->commitAll(u"Base"_s));
}

ObjectId TestCheckFiles::changed(const QString &commands)
{
    m_repository->git({u"reset"_s, u"-q"_s, u"--hard"_s, m_base.value});
    m_repository->git({u"clean"_s, u"-q"_s, u"-f"_s, u"-d"_s});
    shell(commands, m_repository->path());
    return ObjectId(m_repository->commitAll(u"Agent"_s));
}

void TestCheckFiles::decides_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("change");
    QTest::addColumn<QStringList>("paths");
    const QString verify = u"sh ./verify"_s;
    const QString make = u"make -j2 check"_s;
    QTest::newRow("nothing") << verify << u"true"_s << QStringList();
    QTest::newRow("what is tested") << verify << u"echo 'echo 42' > src/answer; echo new > src/new; rm data.json"_s
                                    << QStringList();
    QTest::newRow("what is tested, named in a build file")
        << make << u"echo >> src/main.c; echo >> data.json"_s << QStringList();
    QTest::newRow("a program that nothing names") << make << u"echo >> src/unused"_s << QStringList();
    QTest::newRow("the definition") << verify << u"echo >> .pilothouse/checks.json"_s
                                    << QStringList{u".pilothouse/checks.json"_s};
    QTest::newRow("beside the definition") << verify << u"echo > .pilothouse/x"_s << QStringList{u".pilothouse/x"_s};
    QTest::newRow("the script") << verify << u"echo >> verify"_s << QStringList{u"verify"_s};
    QTest::newRow("the script, gone") << verify << u"rm verify"_s << QStringList{u"verify"_s};
    QTest::newRow("the script, moved away") << verify << u"git mv verify other"_s << QStringList{u"verify"_s};
    QTest::newRow("the script, a link now")
        << verify << u"rm verify; ln -s src/answer verify"_s << QStringList{u"verify"_s};
    QTest::newRow("its mode alone") << verify << u"chmod 755 verify"_s << QStringList{u"verify"_s};
    QTest::newRow("what it includes") << verify << u"echo >> lib/expect"_s << QStringList{u"lib/expect"_s};
    QTest::newRow("what that includes") << verify << u"echo >> lib/deeper"_s << QStringList{u"lib/deeper"_s};
    QTest::newRow("by its other word") << verify << u"echo >> lib/more"_s << QStringList{u"lib/more"_s};
    QTest::newRow("a build file") << verify << u"echo >> Makefile"_s << QStringList{u"Makefile"_s};
    QTest::newRow("one that comes first") << make << u"echo > GNUmakefile"_s << QStringList{u"GNUmakefile"_s};
    QTest::newRow("one that it includes") << make << u"echo >> rules/common"_s << QStringList{u"rules/common"_s};
    QTest::newRow("a program that a build file calls")
        << make << u"echo >> app/tool/runner"_s << QStringList{u"app/tool/runner"_s};
    QTest::newRow("a program by its first line") << make << u"echo >> rules/judge"_s << QStringList{u"rules/judge"_s};
    QTest::newRow("a link in a program's place")
        << make << u"rm app/tool/runner; ln -s /bin/true app/tool/runner"_s << QStringList{u"app/tool/runner"_s};
    QTest::newRow("tests") << verify << u"echo two > tests/two; rm tests/one"_s
                           << QStringList{u"tests/one"_s, u"tests/two"_s};
    QTest::newRow("a test somewhere") << verify << u"echo > src/answer_test.go"_s
                                      << QStringList{u"src/answer_test.go"_s};
    QTest::newRow("a test's set-up") << verify << u"echo > src/conftest.py"_s << QStringList{u"src/conftest.py"_s};
    QTest::newRow("a folder of tests that became a link")
        << verify << u"rm -r tests; ln -s src tests"_s << QStringList{u"tests"_s, u"tests/one"_s};
    QTest::newRow("dependencies") << verify << u"mkdir -p web/node_modules/x; echo > web/node_modules/x/index.js"_s
                                  << QStringList{u"web/node_modules/x/index.js"_s};
    QTest::newRow("a file on the check's own list") << verify << u"echo > golden.bin"_s << QStringList{u"golden.bin"_s};
}

void TestCheckFiles::decides()
{
    QFETCH(QString, command);
    QFETCH(QString, change);
    QFETCH(QStringList, paths);
    CheckDefinition check;
    check.name = u"test"_s;
    check.command = command;
    check.files = QStringList{u"golden.*"_s};
    const auto touched = touchedFiles(store(), m_base, changed(change), check);
    QVERIFY(touched.has_value());
    QStringList found = touched->paths;
    found.sort();
    QCOMPARE(found, paths);
    QCOMPARE(touched->count, paths.size());
}

void TestCheckFiles::namesAreBoundedAndSafe()
{
    const ObjectId tree =
        changed(u"for i in $(seq 30); do echo > tests/$i; done; echo > \"tests/$(printf 'a\\033[2Jb')\""_s);
    const auto touched = touchedFiles(store(), m_base, tree, {.name = u"test"_s, .command = u"make"_s});
    QVERIFY(touched.has_value());
    QCOMPARE(touched->count, 31);
    QCOMPARE(touched->paths.size(), 20);
    for (const QString &path : touched->paths)
        QVERIFY(!path.contains(QChar(0x1b)));
}

void TestCheckFiles::readsTheBasesDefinitions()
{
    const auto checks = checksOfTree(store(), m_base);
    QVERIFY(checks.has_value());
    QCOMPARE(checks->size(), 1U);
    QCOMPARE(checks->front().command, u"sh verify"_s);
    QVERIFY(checksOfTree(store(), changed(u"rm -r .pilothouse"_s)).value().empty());
    // A link is not followed, and what cannot be understood is an error, not an empty list.
    QVERIFY(
        !checksOfTree(store(), changed(u"mv .pilothouse/checks.json x.json; ln -s ../x.json .pilothouse/checks.json"_s))
            .has_value());
    QVERIFY(!checksOfTree(store(), changed(u"echo '{' > .pilothouse/checks.json"_s)).has_value());
    QVERIFY(!checksOfTree(store(), changed(u"head -c 100000 /dev/zero > .pilothouse/checks.json"_s)).has_value());
}

QTEST_GUILESS_MAIN(TestCheckFiles)

#include "tst_check_files.moc"
