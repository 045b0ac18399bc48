// The made history: every odd case that a repository can hold, each change set compared with system git's.

#include "runner/workspace/change_set.h"
#include "runner/workspace/line_diff.h"
#include "tests/integration/workspace/history_checker/history_check.h"
#include "tests/support/git/test_repository.h"

#include <QRandomGenerator>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray code(int seed, int lines)
{
    QByteArray text;
    for (int i = 0; i < lines; ++i)
        text += (i % 20 == 0 ? "int function_" : "    call_") + QByteArray::number(seed) + '_' + QByteArray::number(i)
            + ";\n";
    return text;
}

/// A history that is made by `git fast-import`, which takes any name, mode and content, on any file system.
class History {
public:
    void put(const QByteArray &path, const QByteArray &content, const QByteArray &mode = "100644")
    {
        m_commands += "M " + mode + " inline " + quoted(path) + "\ndata " + QByteArray::number(content.size()) + '\n'
            + content + '\n';
    }
    void putSubmodule(const QByteArray &path, char digit)
    {
        m_commands += "M 160000 " + QByteArray(40, digit) + ' ' + quoted(path) + '\n';
    }
    void remove(const QByteArray &path) { m_commands += "D " + quoted(path) + '\n'; }
    void move(const QByteArray &from, const QByteArray &to)
    {
        m_commands += "R " + quoted(from) + ' ' + quoted(to) + '\n';
    }
    void copy(const QByteArray &from, const QByteArray &to)
    {
        m_commands += "C " + quoted(from) + ' ' + quoted(to) + '\n';
    }
    void commit()
    {
        m_stream += "commit refs/heads/main\ncommitter A <a@b> " + QByteArray::number(1'700'000'000 + ++m_count)
            + " +0000\ndata 1\nx\n" + m_commands + '\n';
        m_commands.clear();
    }

    void importInto(const TestRepository &repository) const
    {
        repository.git({u"fast-import"_s, u"--quiet"_s}, m_stream);
    }

private:
    static QByteArray quoted(const QByteArray &path)
    {
        QByteArray text = "\"";
        for (const char c : path) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < 0x20 || byte >= 0x7f || c == '"' || c == '\\')
                text += '\\' + QByteArray::number(byte, 8).rightJustified(3, '0');
            else
                text += c;
        }
        return text + '"';
    }

    QByteArray m_stream;
    QByteArray m_commands;
    int m_count = 0;
};

/// One odd case after the other.
History oddHistory()
{
    History history;
    for (int i = 0; i < 12; ++i)
        history.put("src/file" + QByteArray::number(i) + ".c", code(i, 100 + i));
    history.put("run.sh", "#!/bin/sh\necho one\n", "100755");
    history.put("picture.png", "\x89PNG\r\n\x1a\n"_ba + QByteArray(300, '\0'));
    history.put("data.bin", QByteArray(3000, '\0') + "x");
    history.put("crlf.txt", "one\r\ntwo\r\nthree\r\nfour\r\nfive\r\n");
    history.put("mixed.txt", "one\r\ntwo\nthree\r\n");
    history.put("no newline.txt", "one\ntwo");
    history.put("latin1.txt", "caf\xe9\nth\xe9\n");
    history.put("utf16.txt",
        QByteArray("\xff\xfe"
                   "a\0\n\0b\0\n\0",
            10));
    history.put("empty", {});
    history.put("link", "target/of/link", "120000");
    history.put("na\xefve.txt", "name in latin1\n");
    history.put("new\nline\ttab \"quote\".txt", "odd name\n");
    history.put("Größe \xf0\x9f\x99\x82.txt", "beyond ASCII\n");
    history.put("late nul.txt", QByteArray(9000, 'a') + "\n" + QByteArray("\0", 1) + "\n");
    history.put("huge line.txt", "short\n" + QByteArray(2'000'000, 'x') + "\nshort\n");
    history.put("dir.txt", "sorts before dir/\n");
    history.put("dir/inner", "inner\n");
    history.put("dir-x", "sorts before dir/, too\n");
    history.putSubmodule("module", '1');
    history.commit();

    // Edits of each of them.
    history.put("src/file0.c", code(0, 100).replace("call_0_50", "called").replace("    call_0_80;\n", ""));
    history.put("run.sh", "#!/bin/sh\necho one\n", "100644");
    history.put("picture.png", "\x89PNG\r\n\x1a\n"_ba + QByteArray(301, '\0'));
    history.put("data.bin", QByteArray(3000, '\0') + "y");
    history.put("crlf.txt", "one\r\ntwo\r\n3\r\nfour\r\nfive\r\n");
    history.put("mixed.txt", "one\ntwo\nthree\r\n");
    history.put("no newline.txt", "one\ntwo\n");
    history.put("latin1.txt", "caf\xe9s\nth\xe9\n");
    history.put("utf16.txt",
        QByteArray("\xff\xfe"
                   "a\0\n\0c\0\n\0",
            10));
    history.put("empty", "no more\n");
    history.put("link", "another/target", "120000");
    history.put("na\xefve.txt", "name in latin1, changed\n");
    history.put("new\nline\ttab \"quote\".txt", "odd name, changed\n");
    history.put("Größe \xf0\x9f\x99\x82.txt", "weit jenseits von ASCII\n");
    history.put("late nul.txt", QByteArray(9000, 'a') + "\nb" + QByteArray("\0", 1) + "\n");
    history.put("huge line.txt", "short\n" + QByteArray(2'000'000, 'y') + "\nshort\n");
    history.put("dir/inner", "inner, changed\n");
    history.putSubmodule("module", '2');
    history.commit();

    // Renames and copies: with and without edits, of what stays and what goes, several of one.
    history.move("src/file1.c", "src/moved.c");
    history.remove("src/file2.c");
    history.put("lib/file2.c", code(2, 102) + code(90, 20));
    history.put("src/file3.c", code(3, 90));
    history.put("lib/copy of 3.c", code(3, 103) + code(91, 5));
    history.remove("src/file4.c");
    history.put("lib/a4.c", code(4, 104));
    history.put("lib/b4.c", code(4, 104));
    history.put("lib/c4.c", code(4, 60));
    history.put("half.c", code(5, 50) + code(92, 52)); // An origin of about a half, which is not there to be copied.
    history.move("na\xefve.txt", "dir/na\xefve.txt");
    history.move("picture.png", "images/picture.png");
    history.move("link", "dir/link");
    history.move("module", "modules/module");
    history.commit();

    // Changes of type, and of files into folders and back.
    history.put("dir/link", "no link any more\n");
    history.put("src/moved.c", "src/file3.c", "120000");
    history.putSubmodule("latin1.txt", '3');
    history.remove("modules/module");
    history.put("modules/module", "a file now\n");
    history.remove("dir-x");
    history.put("dir-x/inner", "in a folder now\n");
    history.remove("dir/inner");
    history.commit();

    // The same content under many names, empty files that move, a mode that changes with the name.
    history.remove("empty");
    for (int i = 0; i < 5; ++i)
        history.put("same/" + QByteArray::number(i), "the same in all of these files, every one\n");
    history.put("empty 1", {});
    history.commit();
    history.move("empty 1", "empty 2");
    history.move("same/0", "other/0");
    history.remove("same/1");
    history.put("other/one", "the same in all of these files, every one\n", "100755");
    history.put("crlf.txt", "one\ntwo\n3\nfour\nfive\n"); // Every line, by its end alone.
    history.commit();
    return history;
}

/// Random edits, moves and copies of texts of which no two are alike by chance.
void addRandomCommits(History &history, int commits)
{
    QRandomGenerator random(2026);
    QMap<QByteArray, QByteArrayList> files;
    int made = 0;
    const auto newText = [&] {
        QByteArrayList lines;
        for (int i = 20 + random.bounded(60); i > 0; --i)
            lines.append("line " + QByteArray::number(random.generate()) + (random.bounded(9) == 0 ? " {" : ""));
        return lines;
    };
    const auto edit = [&](QByteArrayList lines, int edits) {
        for (; edits > 0; --edits) {
            const int at = random.bounded(lines.size());
            switch (random.bounded(3)) {
            case 0:
                lines.insert(at, random.bounded(2) == 0 ? "}"_ba : lines[random.bounded(lines.size())]);
                break;
            case 1:
                lines[at] = "changed " + QByteArray::number(random.generate());
                break;
            default:
                if (lines.size() > 10)
                    lines.removeAt(at);
            }
        }
        return lines;
    };
    const auto write = [&](const QByteArray &path, const QByteArrayList &lines) {
        files.insert(path, lines);
        history.put(path, lines.join('\n') + '\n');
    };
    for (int commit = 0; commit < commits; ++commit) {
        const QByteArrayList before = files.keys();
        QSet<QByteArray> touched;
        for (int step = 0; step < 6; ++step) {
            const QByteArray fresh = "random/" + QByteArray::number(commit % 4) + "/f" + QByteArray::number(++made);
            const QByteArray path = before.isEmpty() ? QByteArray() : before[random.bounded(before.size())];
            if (path.isEmpty() || touched.contains(path)) {
                write(fresh, newText());
                continue;
            }
            touched.insert(path);
            switch (random.bounded(4)) {
            case 0:
                write(path, edit(files[path], 5));
                break;
            case 1: {
                const QByteArrayList lines = edit(files.take(path), random.bounded(4));
                history.remove(path);
                write(fresh, lines);
                break;
            }
            case 2:
                write(fresh, edit(files[path], random.bounded(4)));
                write(path, edit(files[path], 1));
                break;
            default:
                files.remove(path);
                history.remove(path);
            }
        }
        history.commit();
    }
}

} // namespace

class TestHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_repository =
            std::make_unique<TestRepository>(TestRepository::create(m_directory.filePath(u"odd.git"_s), {u"--bare"_s}));
        History history = oddHistory();
        addRandomCommits(history, 60);
        history.importInto(*m_repository);
    }

    void agreesWithGit_data()
    {
        QTest::addColumn<int>("distance");
        QTest::newRow("each commit with its parent") << 0;
        QTest::newRow("commits far from each other") << 7;
    }

    void agreesWithGit()
    {
        QFETCH(int, distance);
        const auto check = checkHistory(m_repository->path(), {.commits = 200, .distance = distance});
        QVERIFY2(check, qPrintable(check ? QString() : check.error()));
        QVERIFY2(check->differences.isEmpty(), qPrintable(check->differences.join(u'\n')));
        QVERIFY2(check->otherPercentages.size() <= 2, qPrintable(check->otherPercentages.join(u'\n')));
        QCOMPARE(check->commits, 66);
        QVERIFY(check->files > 300 && check->renamed > 40 && check->copied > 30 && check->edits > 500);
    }

    /// That the judge sees a difference: it is asked for other renames than ours.
    void noticesWhatDiffers()
    {
        const auto check = checkHistory(m_repository->path(), {.commits = 10, .gitOptions = {u"--no-renames"_s}});
        QVERIFY(check);
        QVERIFY(!check->differences.isEmpty());
        QVERIFY(!checkHistory(m_directory.filePath(u"nothing"_s)));
    }

    void saysWhatEachFileIs()
    {
        const QByteArrayList commits = m_repository->git({u"rev-list"_s, u"--reverse"_s, u"main"_s}).split('\n');
        const auto changes = [&](int commit) {
            QMap<QByteArray, FileChange> byPath;
            const ObjectId from(commit > 0 ? QString::fromLatin1(commits[commit - 1]) : QString());
            const Result<ChangeSet> set =
                diffTrees(m_repository->path(), from, ObjectId(QString::fromLatin1(commits[commit])));
            for (const FileChange &change : set.value_or(ChangeSet()).files)
                byPath.insert(change.path(), change);
            return byPath;
        };
        const auto first = changes(0);
        QCOMPARE(first["picture.png"].newNature.kind, FileKind::Image);
        QCOMPARE(first["data.bin"].newNature.kind, FileKind::Binary);
        QCOMPARE(first["link"].newNature.kind, FileKind::Symlink);
        QCOMPARE(first["module"].newNature.kind, FileKind::Submodule);
        QCOMPARE(first["latin1.txt"].newNature.encoding, TextEncoding::NotUtf8);
        QCOMPARE(first["utf16.txt"].newNature.encoding, TextEncoding::Utf16Le);
        QCOMPARE(first["crlf.txt"].newNature.lineEnds, LineEnds::CrLf);
        QCOMPARE(first["mixed.txt"].newNature.lineEnds, LineEnds::Mixed);

        const auto second = changes(1);
        QCOMPARE(second["run.sh"].status, FileChange::Status::ModeChanged);
        QVERIFY(second["utf16.txt"].binary);
        const auto text = lineDiff(m_repository->path(), second["utf16.txt"]);
        QVERIFY(text && (*text)->transcoded);
        QCOMPARE((*text)->after->bytes(), "a\nc\n"_ba);
        QCOMPARE((*text)->edits, (std::vector<LineEdit>{{1, 1, 1, 1}}));

        const auto third = changes(2);
        using enum FileChange::Status;
        QCOMPARE(third["src/moved.c"].status, Renamed);
        QCOMPARE(third["src/moved.c"].similarity, 100);
        QCOMPARE(third["lib/file2.c"].status, Renamed);
        QVERIFY(third["lib/file2.c"].similarity > 50 && third["lib/file2.c"].similarity < 100);
        QCOMPARE(third["lib/copy of 3.c"].status, Copied);
        QCOMPARE(third["lib/copy of 3.c"].oldPath, "src/file3.c"_ba);
        QCOMPARE(third["lib/c4.c"].status, Renamed); // The last of those that were made from it.
        QCOMPARE(third["lib/a4.c"].status, Copied);
        QCOMPARE(third["modules/module"].status, Renamed);

        const auto fourth = changes(3);
        QCOMPARE(fourth["dir/link"].status, TypeChanged);
        QCOMPARE(fourth["latin1.txt"].status, TypeChanged);
        QCOMPARE(fourth["latin1.txt"].newNature.kind, FileKind::Submodule);
    }

private:
    PersonHome m_home;
    QTemporaryDir m_directory;
    std::unique_ptr<TestRepository> m_repository;
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
