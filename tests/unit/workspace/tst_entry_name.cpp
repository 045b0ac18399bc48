#include "runner/workspace/entry_name.h"

#include <QTest>

using namespace pilothouse;

class TestEntryName : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesNames_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("problem");
        const auto row = [](const QByteArray &name, NameProblem problem) {
            QTest::addRow("%d bytes: %s", int(name.size()), name.left(40).toPercentEncoding().constData())
                << name << int(problem);
        };
        for (const char *fine :
            {"a", ".gitignore", ".gitmodules", ".github", "git", "git~", "git~a", ".gi", ".gitx", "..a", "...b", "a b",
                "aux.c", "con", "a:b", "Größe", "\u200d", "x.git", "caf\xe9", "-rf", "$(x)", ".git-x"})
            row(fine, NameProblem::None);
        row(QByteArray(255, 'a'), NameProblem::None);
        row("", NameProblem::Empty);
        row(".", NameProblem::Dots);
        row("..", NameProblem::Dots);
        row("a/b", NameProblem::Slash);
        row(QByteArray("a\0b", 3), NameProblem::Slash);
        for (const char *git : {".git", ".GIT", ".gIt", "git~1", "GIT~12", ".git.", ".git ", ".git...  ",
                 ".git:", ".git.:x", ".git::$INDEX_ALLOCATION", ".git\\x", "git~1.", ".g\u200cit", "\ufeff.git",
                 ".git\u206f", ".\u200e\u200fgit"})
            row(git, NameProblem::GitDirectory);
        row("a\\b", NameProblem::Backslash);
        row("a\tb", NameProblem::Control);
        row("a\x7f", NameProblem::Control);
        row("a.", NameProblem::TrailingDotOrSpace);
        row("...", NameProblem::TrailingDotOrSpace);
        row("a ", NameProblem::TrailingDotOrSpace);
        row(QByteArray(256, 'a'), NameProblem::TooLong);
    }

    void judgesNames()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, problem);
        const NameProblem found =
            entryNameProblem(std::string_view(name.constData(), static_cast<size_t>(name.size())));
        QCOMPARE(int(found), problem);
        const bool never = found == NameProblem::Empty || found == NameProblem::Dots || found == NameProblem::Slash
            || found == NameProblem::GitDirectory;
        QCOMPARE(isNeverAllowed(found), never);
    }
};

QTEST_GUILESS_MAIN(TestEntryName)
#include "tst_entry_name.moc"
