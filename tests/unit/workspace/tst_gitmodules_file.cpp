#include "runner/workspace/gitmodules_file.h"

#include <QTest>

using namespace pilothouse;

class TestGitmodulesFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("dangerous");
        const auto fine = [](const char *name, const QByteArray &content) { QTest::newRow(name) << content << false; };
        const auto bad = [](const char *name, const QByteArray &content) { QTest::newRow(name) << content << true; };
        const QByteArray head = "[submodule \"a\"]\n";
        fine("empty", "");
        fine("ordinary",
            head + "\tpath = libs/a\n\turl = https://example.org/a.git\n\tbranch = main\n\tupdate = rebase\n");
        fine("a relative address", head + "url = ../a.git\n");
        fine("another section", "[core]\n\turl = -x\n\tupdate = !x\n");
        fine("a comment", head + "; update = !x\n# url = -x\n");
        fine("a comment behind a value", head + "update = merge ; !x\n");
        fine("dots in a name", "[submodule \"a..b\"]\npath = a..b\n");
        fine("garbage", "[submodule \"a\nx = -\n]]]\"\\");
        fine("a key without value", head + "update\n");
        bad("a command", head + "update = !touch x\n");
        bad("a command in quotes", head + "update = \"!touch x\"\n");
        bad("a command, case changed", "[SubModule \"a\"]\nUPDATE=!touch x\n");
        bad("a command, continued", head + "update = \\\n!touch x\n");
        bad("on the section's own line", "[submodule \"a\"] update = !x\n");
        bad("the old section spelling", "[submodule.a]\nupdate = !x\n");
        bad("an address that is an option", head + "url = -ux\n");
        bad("an address of two lines", head + "url = \"https://x/\\nHost: y\"\n");
        bad("an encoded line feed", head + "url = https://x/%0ahost\n");
        bad("a path that is an option", head + "path = -x\n");
        bad("a path that leads out", head + "path = a/../../b\n");
        bad("a name that leads out", "[submodule \"../x\"]\n");
        bad("a name that leads out, escaped", "[submodule \"\\.\\./x\"]\n");
        bad("a name that leads out, backslashes", "[submodule \"a\\\\..\\\\..\\\\x\"]\n");
        bad("an empty name", "[submodule \"\"]\n");
    }

    void judgesFiles()
    {
        QFETCH(QByteArray, content);
        QFETCH(bool, dangerous);
        QCOMPARE(isDangerousGitmodules(content), dangerous);
    }
};

QTEST_GUILESS_MAIN(TestGitmodulesFile)
#include "tst_gitmodules_file.moc"
