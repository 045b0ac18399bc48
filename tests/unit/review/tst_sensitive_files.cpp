#include "runner/base/json.h"
#include "runner/review/sensitive_files.h"

#include <QRandomGenerator>
#include <QTest>

using namespace pilothouse;
using When = SensitiveMark::When;

/// Which files are marked because they run code or steer tools and agents by being there.
class SensitiveFilesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        Result<SensitiveFiles> files = SensitiveFiles::builtIn();
        QVERIFY2(files.has_value(), files ? "" : qPrintable(files.error().message + files.error().cause));
        m_files = *std::move(files);
    }
    void marks_data();
    void marks();
    void leavesOrdinaryFilesAlone_data();
    void leavesOrdinaryFilesAlone();
    void aLinkInTheFoldersPlaceCounts();
    void aRenameAwayCounts();
    void refusesABrokenList_data();
    void refusesABrokenList();
    void livesThroughAnyBytes();
    void starsDoNotTakeLong();

private:
    SensitiveFiles m_files;
};

void SensitiveFilesTest::marks_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<When>("when");
    QTest::newRow("direnv") << QByteArray(".envrc") << When::ShellEnters;
    QTest::newRow("direnv below") << QByteArray("a/b/.envrc") << When::ShellEnters;
    QTest::newRow("tasks") << QByteArray(".vscode/tasks.json") << When::EditorOpens;
    QTest::newRow("tasks of a part") << QByteArray("part/.vscode/tasks.json") << When::EditorOpens;
    QTest::newRow("husky") << QByteArray(".husky/_/pre-commit") << When::GitRuns;
    QTest::newRow("a hook in a folder") << QByteArray("tools/hooks/pre-commit") << When::GitRuns;
    QTest::newRow("attributes") << QByteArray("docs/.gitattributes") << When::GitRuns;
    QTest::newRow("package scripts") << QByteArray("web/package.json") << When::Installed;
    QTest::newRow("npm's settings") << QByteArray(".npmrc") << When::Installed;
    QTest::newRow("make") << QByteArray("Makefile") << When::Built;
    QTest::newRow("a named image") << QByteArray("deploy/Dockerfile.prod") << When::Built;
    QTest::newRow("a workflow") << QByteArray(".github/workflows/build.yml") << When::OnServer;
    QTest::newRow("GitLab") << QByteArray(".gitlab-ci.yml") << When::OnServer;
    QTest::newRow("agents' file") << QByteArray("AGENTS.md") << When::AgentStarts;
    QTest::newRow("agents' file below") << QByteArray("lib/CLAUDE.md") << When::AgentStarts;
    QTest::newRow("servers of tools") << QByteArray(".mcp.json") << When::AgentStarts;
    QTest::newRow("rules") << QByteArray(".cursor/rules/style.mdc") << When::AgentStarts;
    QTest::newRow("the checks") << QByteArray(".pilothouse/checks.json") << When::AgentStarts;
    QTest::newRow("environment") << QByteArray(".env.local") << When::ProgramStarts;
    QTest::newRow("another case") << QByteArray(".VSCode/Tasks.JSON") << When::EditorOpens;
    QTest::newRow("a dot at the end, which Windows drops") << QByteArray("Claude.md. .") << When::AgentStarts;
    QTest::newRow("a folder with a blank at its end") << QByteArray(".husky /pre-push") << When::GitRuns;
    QTest::newRow("a character that nobody sees") << QByteArray(".env\xE2\x80\x8Crc") << When::ShellEnters;
}

void SensitiveFilesTest::marks()
{
    QFETCH(const QByteArray, path);
    QFETCH(const When, when);
    const std::optional<SensitiveMark> mark = m_files.find(path);
    QVERIFY(mark);
    QCOMPARE(mark->when, when);
    QVERIFY(!mark->tool.isEmpty());
}

void SensitiveFilesTest::leavesOrdinaryFilesAlone_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path : {"src/main.cpp", "README.md", "CMakeLists.txt", "pyproject.toml", "lib/envrc", "envrc.txt",
             "agents.md.txt", "docs/agents/list.md", "src/hooks/use_state.ts", "vscode/tasks.json",
             "deep/.github/workflows/build.yml", "package-lock.json", "environment.cpp", "..."})
        QTest::newRow(path) << QByteArray(path);
    QTest::newRow("nothing") << QByteArray();
}

void SensitiveFilesTest::leavesOrdinaryFilesAlone()
{
    QFETCH(const QByteArray, path);
    const std::optional<SensitiveMark> mark = m_files.find(path);
    QVERIFY2(!mark, mark ? qPrintable(mark->tool) : "");
}

void SensitiveFilesTest::aLinkInTheFoldersPlaceCounts()
{
    FileChange change;
    change.status = FileChange::Status::Added;
    change.newPath = ".vscode";
    change.newMode = 0100644;
    QVERIFY(!m_files.find(change));
    change.newMode = 0120000;
    QVERIFY(m_files.find(change));
    change.newPath = "part/.vscode";
    QVERIFY(m_files.find(change));
    change.newPath = ".github";
    change.newMode = 0160000;
    QVERIFY(m_files.find(change));
    change.newPath = "docs";
    QVERIFY(!m_files.find(change));
}

void SensitiveFilesTest::aRenameAwayCounts()
{
    FileChange change;
    change.status = FileChange::Status::Renamed;
    change.oldPath = "CODEOWNERS";
    change.newPath = "docs/owners.txt";
    change.oldMode = change.newMode = 0100644;
    QVERIFY(m_files.find(change));
    std::swap(change.oldPath, change.newPath);
    QVERIFY(m_files.find(change));
    change.newPath = "docs/people.txt";
    QVERIFY(!m_files.find(change));
}

void SensitiveFilesTest::refusesABrokenList_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("no object") << QByteArray("[]");
    QTest::newRow("cut off") << QByteArray("{\"files\": [{\"glob\"");
    QTest::newRow("an unknown moment") << QByteArray(
        "{\"files\": [{\"glob\": \"a\", \"tool\": \"b\", \"when\": \"never\"}]}");
    QTest::newRow("no tool") << QByteArray("{\"files\": [{\"glob\": \"a\", \"when\": \"git\"}]}");
    QTest::newRow("an empty part") << QByteArray(
        "{\"files\": [{\"glob\": \"a//b\", \"tool\": \"b\", \"when\": \"git\"}]}");
    QTest::newRow("too many parts") << "{\"files\": [{\"glob\": \"" + QByteArray("a/").repeated(40)
            + "b\", \"tool\": \"b\", \"when\": \"git\"}]}";
    QTest::newRow("too large") << "{\"about\": \"" + QByteArray(1 << 20, 'a') + "\"}";
}

void SensitiveFilesTest::refusesABrokenList()
{
    QFETCH(const QByteArray, json);
    QVERIFY(!SensitiveFiles::fromJson(json));
}

void SensitiveFilesTest::livesThroughAnyBytes()
{
    QRandomGenerator random(7);
    const QByteArray pieces[] = {
        ".vscode", "/", "/", "tasks.json", "\xE2\x80", "\xEF\xBB\xBF", ".", " ", "*", "CLAUDE.md"};
    int marked = 0;
    for (int round = 0; round < 20'000; ++round) {
        QByteArray path;
        for (int piece = random.bounded(8); piece >= 0; --piece)
            path += random.bounded(4) ? pieces[random.bounded(static_cast<int>(std::size(pieces)))]
                                      : QByteArray(1, static_cast<char>(random.bounded(256)));
        marked += m_files.find(path).has_value();
    }
    QVERIFY(marked > 0);
}

void SensitiveFilesTest::starsDoNotTakeLong()
{
    const Result<SensitiveFiles> files = SensitiveFiles::fromJson(
        "{\"files\": [{\"glob\": \"**/*a*a*a*a*a*a*a*b/**/c\", \"tool\": \"t\", \"when\": \"git\"}]}");
    QVERIFY(files);
    QVERIFY(!files->find(QByteArray("a").repeated(4000) + '/' + QByteArray("aaaaaaaab/").repeated(500)));
    QVERIFY(files->find(QByteArray("x/aaaaaaab/d/c")));
}

QTEST_GUILESS_MAIN(SensitiveFilesTest)
#include "tst_sensitive_files.moc"
