#include "runner/workspace/change_set.h"
#include "tests/support/git/test_repository.h"

#include <QRandomGenerator>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

/// What `git diff-tree --numstat -z` says, as "added removed path" lines.
QByteArrayList numstat(const TestRepository &repository, const QString &from, const QString &to)
{
    QByteArrayList lines =
        repository.git({u"diff-tree"_s, u"-r"_s, u"--no-renames"_s, u"--numstat"_s, u"-z"_s, from, to}).split('\0');
    lines.removeAll(QByteArray());
    std::ranges::sort(lines);
    return lines;
}

QByteArrayList numstat(const ChangeSet &set)
{
    QByteArrayList lines;
    for (const FileChange &change : set.files) {
        const QByteArray counts = change.binary
            ? QByteArray("-\t-")
            : QByteArray(QByteArray::number(change.added) + '\t' + QByteArray::number(change.removed));
        lines.append(counts + '\t' + change.path());
    }
    std::ranges::sort(lines);
    return lines;
}

/// The hunks of one file as git prints them.
QByteArray asPatch(const FileDiff &diff)
{
    QByteArray text;
    const auto range = [](int start, int lines) {
        const QByteArray first = QByteArray::number(start);
        return lines == 1 ? first : QByteArray(first + ',' + QByteArray::number(lines));
    };
    for (const Hunk &hunk : diff.hunks) {
        text += "@@ -" + range(hunk.oldStart, hunk.oldLines) + " +" + range(hunk.newStart, hunk.newLines) + " @@";
        text += hunk.heading.isEmpty() ? QByteArray("\n") : QByteArray(" " + hunk.heading + '\n');
        for (const DiffLine &line : hunk.lines) {
            text += line.kind == DiffLine::Kind::Added ? '+' : line.kind == DiffLine::Kind::Removed ? '-' : ' ';
            text += line.text + '\n';
            if (line.endsWithoutNewline)
                text += "\\ No newline at end of file\n";
        }
    }
    return text;
}

} // namespace

class TestChangeSet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_repository = std::make_unique<TestRepository>(TestRepository::create(m_directory->filePath(u"r"_s)));
        m_store = m_repository->file(u".git"_s);
    }

    void agreesWithGit()
    {
        QByteArray code;
        for (int i = 0; i < 300; ++i)
            code += (i % 40 == 0 ? "int function() // " : "    line ") + QByteArray::number(i) + '\n';
        m_repository->write(u"code.c"_s, code);
        m_repository->write(u"gone.txt"_s, "gone\n");
        m_repository->write(u"binary.bin"_s, QByteArray("a\0b", 3));
        m_repository->write(u"no newline.txt"_s, "one\ntwo");
        m_repository->write(u"latin\xe9.txt"_s, "caf\xe9\n");
        m_repository->write(u"crlf.txt"_s, "one\r\ntwo\r\n");
        m_repository->write(u"same.txt"_s, "same\n");
        const QString before = m_repository->commitAll(u"before"_s);
        code.replace("    line 45\n", "    changed 45\n    and one more\n")
            .replace("    line 46\n", "")
            .replace("    line 250\n", "\tchanged 250\n");
        m_repository->write(u"code.c"_s, code);
        QVERIFY(QFile::remove(m_repository->file(u"gone.txt"_s)));
        m_repository->write(u"binary.bin"_s, QByteArray("a\0c", 3));
        m_repository->write(u"no newline.txt"_s, "one\ntwo\nthree");
        m_repository->write(u"crlf.txt"_s, "one\r\nzwei\r\n");
        m_repository->write(u"dir/neu \U0001f642.txt"_s, "new\nfile\n");
        m_repository->write(u"empty"_s, {});
        const QString after = m_repository->commitAll(u"after"_s);

        const Result<ChangeSet> set =
            diffTrees(m_store, ObjectId(before), ObjectId(after), {.renames = DiffOptions::Renames::Ignore});
        QVERIFY(set);
        QCOMPARE(numstat(*set), numstat(*m_repository, before, after));
        QCOMPARE(set->oldTree.value, QString::fromLatin1(m_repository->git({u"rev-parse"_s, before + u"^{tree}"_s})));
        for (const FileChange &change : set->files) {
            for (const int context : {0, 3, 25}) {
                const Result<FileDiff> diff = fileDiff(m_store, change, context);
                QVERIFY(diff);
                const QByteArray whole =
                    m_repository->git({u"diff-tree"_s, u"-p"_s, u"-r"_s, u"--no-renames"_s, u"-U%1"_s.arg(context),
                        before, after, u"--"_s, QString::fromUtf8(change.path())})
                    + '\n';
                const qsizetype hunks = whole.indexOf("@@ ");
                QCOMPARE(asPatch(*diff), hunks < 0 ? QByteArray() : whole.sliced(hunks));
            }
        }
    }

    void knowsEveryKindOfChange()
    {
        m_repository->write(u"kept.txt"_s, QByteArray("a line of text\n").repeated(20));
        m_repository->write(u"run.sh"_s, "#!/bin/sh\n");
        m_repository->write(u"becomes-link"_s, "target");
        m_repository->write(u"modified"_s, "one\n");
        m_repository->write(u"deleted"_s, "x\n");
        const QString before = m_repository->commitAll(u"before"_s);
        m_repository->git({u"mv"_s, u"kept.txt"_s, u"moved.txt"_s});
        m_repository->write(u"moved.txt"_s, QByteArray("a line of text\n").repeated(20) + "and one\n");
        QVERIFY(QFile::setPermissions(m_repository->file(u"run.sh"_s), QFile::Permissions(0x7755)));
        QVERIFY(QFile::remove(m_repository->file(u"becomes-link"_s)));
        QVERIFY(QFile::link(u"/etc/passwd"_s, m_repository->file(u"becomes-link"_s)));
        QVERIFY(QFile::remove(m_repository->file(u"deleted"_s)));
        m_repository->write(u"modified"_s, "two\n");
        m_repository->write(u"added"_s, "new\n");
        const QString after = m_repository->commitAll(u"after"_s);

        const Result<ChangeSet> set = diffTrees(m_store, ObjectId(before), ObjectId(after));
        QVERIFY(set);
        QMap<QByteArray, FileChange> byPath;
        for (const FileChange &change : set->files)
            byPath.insert(change.path(), change);
        using Status = FileChange::Status;
        QCOMPARE(byPath.size(), 6);
        QCOMPARE(byPath["added"].status, Status::Added);
        QCOMPARE(byPath["deleted"].status, Status::Deleted);
        QCOMPARE(byPath["modified"].status, Status::Modified);
        QCOMPARE(byPath["becomes-link"].status, Status::TypeChanged);
        QCOMPARE(byPath["becomes-link"].newMode, 0120000u);
        QCOMPARE(byPath["run.sh"].status, Status::ModeChanged);
        QCOMPARE(byPath["run.sh"].oldMode, 0100644u);
        QCOMPARE(byPath["run.sh"].newMode, 0100755u);
        QCOMPARE(byPath["moved.txt"].status, Status::Renamed);
        QCOMPARE(byPath["moved.txt"].oldPath, QByteArray("kept.txt"));
        QCOMPARE(byPath["moved.txt"].added, 1);
        QCOMPARE(byPath["moved.txt"].removed, 0);
        QCOMPARE(byPath["modified"].oldSize, 4);
    }

    void boundsALargeFile()
    {
        m_repository->write(u"large.txt"_s, QByteArray("a line\n").repeated(1000));
        const QString before = m_repository->commitAll(u"before"_s);
        QFile large(m_repository->file(u"large.txt"_s));
        QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(100 * 1024 * 1024));
        large.close();
        const QString after = m_repository->commitAll(u"after"_s);
        const Result<ChangeSet> set = diffTrees(m_store, ObjectId(before), ObjectId(after));
        QVERIFY(set);
        QCOMPARE(set->files.size(), 1);
        QVERIFY(set->files.first().tooLarge);
        QCOMPARE(set->files.first().newSize, 100 * 1024 * 1024);
        QCOMPARE(fileDiff(m_store, set->files.first())->hunks.size(), 0);
        QCOMPARE(readBlob(m_store, set->files.first().newBlob, 1024).error().code, LimitExceeded);
    }

    void comparesWithNothing()
    {
        m_repository->write(u"a.txt"_s, "one\ntwo\n");
        const QString commit = m_repository->commitAll(u"first"_s);
        const Result<ChangeSet> all = diffTrees(m_store, ObjectId(), ObjectId(commit));
        QVERIFY(all);
        QCOMPARE(all->added, 2);
        const Result<ChangeSet> none = diffTrees(m_store, ObjectId(commit), ObjectId(commit));
        QVERIFY(none);
        QVERIFY(none->files.isEmpty());
        QCOMPARE(diffTrees(m_store, ObjectId(commit), ObjectId(QString(40, u'1'))).error().code, NotFound);
        QCOMPARE(diffTrees(m_store, ObjectId(commit), ObjectId(u"--help"_s)).error().code, InvalidArgument);
        QCOMPARE(*readBlob(m_store, all->files.first().newBlob, 1024), QByteArray("one\ntwo\n"));
    }

    void ignoresWhitespaceWhenAsked()
    {
        m_repository->write(u"a.txt"_s, "one\n  two\n");
        const QString before = m_repository->commitAll(u"before"_s);
        m_repository->write(u"a.txt"_s, "one\n\ttwo\n");
        const QString after = m_repository->commitAll(u"after"_s);
        const DiffOptions options{.whitespace = DiffOptions::Whitespace::IgnoreAll};
        const Result<ChangeSet> set = diffTrees(m_store, ObjectId(before), ObjectId(after), options);
        QVERIFY(set);
        QCOMPARE(set->added, 0);
        QCOMPARE(diffTrees(m_store, ObjectId(before), ObjectId(after))->added, 1);
    }

    void agreesWithGitOnWhitespace_data()
    {
        QTest::addColumn<DiffOptions::Whitespace>("mode");
        QTest::addColumn<QString>("option");
        QTest::newRow("the amount") << DiffOptions::Whitespace::IgnoreAmount << u"-b"_s;
        QTest::newRow("all of it") << DiffOptions::Whitespace::IgnoreAll << u"-w"_s;
    }

    void agreesWithGitOnWhitespace()
    {
        QFETCH(DiffOptions::Whitespace, mode);
        QFETCH(QString, option);
        QRandomGenerator random(17);
        const QByteArrayList pieces{" ", "  ", "\t", "a", "b", "one ", "\n", "\n", "\n\n", " \n", "\r\n"};
        const auto write = [&] {
            for (int file = 0; file < 60; ++file) {
                QByteArray text;
                for (int i = random.bounded(60); i > 0; --i)
                    text += pieces[random.bounded(pieces.size())];
                m_repository->write(u"f%1"_s.arg(file), text + '\n');
            }
            return m_repository->commitAll(u"x"_s);
        };
        const QString before = write();
        const QString after = write();
        const Result<ChangeSet> set = diffTrees(
            m_store, ObjectId(before), ObjectId(after), {.renames = DiffOptions::Renames::Ignore, .whitespace = mode});
        QVERIFY(set);
        QByteArrayList ours = numstat(*set);
        QByteArrayList gits =
            m_repository
                ->git({u"diff-tree"_s, u"-r"_s, u"--no-renames"_s, u"--numstat"_s, u"-z"_s, option, before, after})
                .split('\0');
        // Git leaves out files that then have no change; we show them, for they did change.
        ours.removeIf([](const QByteArray &line) { return line.startsWith("0\t0\t"); });
        gits.removeAll(QByteArray());
        std::ranges::sort(gits);
        QCOMPARE(ours, gits);
    }

    void runsNothingOfTheRepository()
    {
        m_repository->write(u".gitattributes"_s, "*.txt diff=evil filter=evil\n*.bin -diff\n");
        m_repository->write(u"a.txt"_s, "one\n");
        const QString before = m_repository->commitAll(u"before"_s);
        m_repository->write(u"a.txt"_s, "two\n");
        const QString after = m_repository->commitAll(u"after"_s);
        const QString marker = m_directory->filePath(u"marker"_s);
        for (const QString &key : {u"diff.evil.textconv"_s, u"diff.evil.command"_s, u"filter.evil.smudge"_s})
            m_repository->git({u"config"_s, key, u"touch "_s + marker});
        const Result<ChangeSet> set = diffTrees(m_store, ObjectId(before), ObjectId(after));
        QVERIFY(set);
        QVERIFY(fileDiff(m_store, set->files.first()));
        QVERIFY(!QFile::exists(marker));
    }

    void showsPathsSafely_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QByteArray("dir/file.txt") << u"dir/file.txt"_s;
        QTest::newRow("beyond ASCII") << QByteArray("Größe") << u"Größe"_s;
        QTest::newRow("not UTF-8") << QByteArray("caf\xe9") << u"caf\\xE9"_s;
        QTest::newRow("an escape") << QByteArray("a\x1b[1m") << u"a␛[1m"_s;
        QTest::newRow("a line feed") << QByteArray("a\nb") << u"a␊b"_s;
    }

    void showsPathsSafely()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, shown);
        QCOMPARE(displayPath(path), shown);
    }

private:
    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<TestRepository> m_repository;
    QString m_store;
};

QTEST_GUILESS_MAIN(TestChangeSet)
#include "tst_change_set.moc"
