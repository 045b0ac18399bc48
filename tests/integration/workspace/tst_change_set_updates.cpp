// Random sequences of snapshots: a change set that is carried on equals one that is made anew.

#include "runner/workspace/change_set_cache.h"
#include "tests/support/git/test_repository.h"

#include <QElapsedTimer>
#include <QMap>
#include <QRandomGenerator>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

struct File {
    QByteArray mode = "100644";
    QByteArray content;
};
using Files = QMap<QByteArray, File>;

/// The files as commits in a row, each whole: by `git fast-import`.
QList<ObjectId> importAll(const TestRepository &repository, const std::vector<Files> &snapshots)
{
    QByteArray stream;
    for (const Files &files : snapshots) {
        stream += "commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\ndeleteall\n";
        for (auto file = files.begin(); file != files.end(); ++file) {
            if (file->mode == "160000")
                stream += "M 160000 " + file->content + ' ' + file.key() + '\n';
            else
                stream += "M " + file->mode + " inline " + file.key() + "\ndata "
                    + QByteArray::number(file->content.size()) + '\n' + file->content + '\n';
        }
        stream += '\n';
    }
    repository.git({u"fast-import"_s, u"--quiet"_s, u"--force"_s}, stream);
    QList<ObjectId> trees;
    for (const QByteArray &tree : repository.git({u"log"_s, u"--reverse"_s, u"--format=%T"_s, u"main"_s}).split('\n'))
        trees.append(ObjectId(QString::fromLatin1(tree)));
    return trees;
}

class RandomFiles {
public:
    explicit RandomFiles(quint32 seed) : m_random(seed)
    {
        for (int i = 0; i < 12; ++i)
            files.insert(newPath(), {"100644", newText()});
    }

    Files files;

    void change()
    {
        for (int step = m_random.bounded(4); step >= 0; --step) {
            const QByteArray path = files.keys()[m_random.bounded(files.size())];
            switch (files.size() < 5 ? 0 : m_random.bounded(8)) {
            case 0:
                files.insert(newPath(), {"100644", m_random.bounded(5) == 0 ? QByteArray() : newText()});
                break;
            case 1:
                files.remove(path);
                break;
            case 2:
            case 3:
                files[path].content = edited(files[path].content);
                break;
            case 4:
                files.insert(newPath(), {"100644", edited(files.take(path).content)});
                break;
            case 5:
                files.insert(newPath(), files[path]);
                break;
            case 6:
                files[path].mode = files[path].mode == "100644" ? "100755" : "100644";
                break;
            default:
                // A link, a submodule, something binary; and often the file of a while ago again.
                switch (m_random.bounded(4)) {
                case 0:
                    files[path] = {"120000", "target"};
                    break;
                case 1:
                    files[path] = {"160000", QByteArray(40, char('1' + m_random.bounded(5)))};
                    break;
                case 2:
                    files[path] = {"100644", QByteArray("a\0b", 3) + char('0' + m_random.bounded(5))};
                    break;
                default:
                    if (!m_past.isEmpty())
                        files[path] = m_past[m_random.bounded(m_past.size())];
                }
            }
            if (files.contains(path) && files[path].mode == "160000" && files[path].content.size() != 40)
                files[path].mode = "100644";
            if (files.contains(path))
                m_past.append(files[path]);
        }
        // A submodule's name was edited or copied into a text: that is no commit's any more.
        for (File &file : files) {
            if (file.mode == "160000" && (file.content.size() != 40 || file.content.contains('\n')))
                file.mode = "100644";
        }
    }

private:
    QByteArray newPath()
    {
        static const QByteArrayList folders{"", "a/", "a/b/", "c/"};
        return folders[m_random.bounded(folders.size())] + 'f' + QByteArray::number(++m_made);
    }
    QByteArray newText()
    {
        QByteArray text;
        for (int i = m_random.bounded(1, 30); i > 0; --i)
            text += "line " + QByteArray::number(m_random.bounded(40)) + '\n';
        return text;
    }
    QByteArray edited(const QByteArray &text)
    {
        QByteArrayList lines = text.split('\n');
        lines.insert(m_random.bounded(lines.size()), "edited " + QByteArray::number(m_random.bounded(100)));
        if (lines.size() > 3)
            lines.removeAt(m_random.bounded(lines.size()));
        return lines.join('\n');
    }

    QRandomGenerator m_random;
    int m_made = 0;
    QList<File> m_past;
};

QString describe(const ChangeSet &set)
{
    QStringList lines;
    for (const FileChange &change : set.files)
        lines.append(u"%1 %2 -> %3 +%4 -%5 %6 %"_s.arg(static_cast<int>(change.status))
                .arg(displayPath(change.oldPath), displayPath(change.newPath))
                .arg(change.added)
                .arg(change.removed)
                .arg(change.similarity));
    return lines.join(u'\n');
}

} // namespace

class TestChangeSetUpdates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsAFreshComparison_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 8; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }

    void equalsAFreshComparison()
    {
        QFETCH(int, seed);
        const QTemporaryDir directory;
        const TestRepository repository = TestRepository::create(directory.filePath(u"r.git"_s), {u"--bare"_s});
        RandomFiles random(static_cast<quint32>(seed));
        std::vector<Files> snapshots{random.files};
        for (int i = 0; i < 60; ++i) {
            random.change();
            snapshots.push_back(random.files);
        }
        const QList<ObjectId> trees = importAll(repository, snapshots);
        QCOMPARE(trees.size(), 61);
        const QString store = repository.path();
        Result<ChangeSet> carried = diffTrees(store, trees[0], trees[0]);
        QVERIFY(carried);
        int renamed = 0;
        for (qsizetype i = 1; i < trees.size(); ++i) {
            // Now and then several at once, or back to an earlier one.
            const ObjectId &to = i % 7 == 0 ? trees[i / 2] : trees[i];
            QList<qsizetype> heard;
            ChangeSet listed;
            const ChangeSetWatch watch{.listed = [&](const ChangeSet &set) { listed = set; },
                .measured = [&](qsizetype index, const FileChange &) { heard.append(index); }};
            carried = updateChangeSet(store, *carried, to, {}, {}, watch);
            QVERIFY(carried);
            const Result<ChangeSet> fresh = diffTrees(store, trees[0], to);
            QVERIFY(fresh);
            QVERIFY2(
                *carried == *fresh, qPrintable(u"update:\n%1\nfresh:\n%2"_s.arg(describe(*carried), describe(*fresh))));
            QCOMPARE(listed.files.size(), fresh->files.size());
            QVERIFY(heard.size() <= fresh->files.size());
            for (const FileChange &change : fresh->files)
                renamed += change.similarity > 0 ? 1 : 0;
        }
        QVERIFY(renamed > 50);
    }

    void measuresOnlyWhatChanged()
    {
        const QTemporaryDir directory;
        const TestRepository repository = TestRepository::create(directory.filePath(u"r.git"_s), {u"--bare"_s});
        Files files;
        for (int i = 0; i < 400; ++i)
            files.insert("f" + QByteArray::number(i), {"100644", "one\n" + QByteArray::number(i) + '\n'});
        std::vector<Files> snapshots{files};
        for (File &file : files)
            file.content += "two\n";
        snapshots.push_back(files);
        files["f7"].content += "three\n";
        files["g"] = {"100644", "quite new\n"};
        snapshots.push_back(files);
        const QList<ObjectId> trees = importAll(repository, snapshots);
        const Result<ChangeSet> before = diffTrees(repository.path(), trees[0], trees[1]);
        QVERIFY(before);
        QByteArrayList heard;
        const ChangeSetWatch watch{
            .listed = {}, .measured = [&](qsizetype, const FileChange &change) { heard.append(change.path()); }};
        const Result<ChangeSet> after = updateChangeSet(repository.path(), *before, trees[2], {}, {}, watch);
        QVERIFY(after);
        std::ranges::sort(heard);
        QCOMPARE(heard, (QByteArrayList{"f7", "g"}));
        QCOMPARE(*after, *diffTrees(repository.path(), trees[0], trees[2]));
    }

    void remembersWhatItCompared()
    {
        const QTemporaryDir directory;
        const TestRepository repository = TestRepository::create(directory.filePath(u"r.git"_s), {u"--bare"_s});
        RandomFiles random(99);
        std::vector<Files> snapshots{random.files};
        for (int i = 0; i < 30; ++i) {
            random.change();
            snapshots.push_back(random.files);
        }
        const QList<ObjectId> trees = importAll(repository, snapshots);
        ChangeSetCache cache;
        for (qsizetype i = 1; i < trees.size(); ++i) {
            // Two bases in turns, as a view has that compares two moments.
            const ObjectId &from = trees[i % 3 == 0 ? 1 : 0];
            const auto set = cache.changes(repository.path(), from, trees[i]);
            QVERIFY(set);
            QCOMPARE(**set, *diffTrees(repository.path(), from, trees[i]));
            QCOMPARE(cache.changes(repository.path(), from, trees[i])->get(), set->get());
        }
        QCOMPARE(cache.changes(repository.path(), trees[0], ObjectId(QString(40, u'1'))).error().code, NotFound);
    }

    void showsTheFirstFileFirst()
    {
        const QTemporaryDir directory;
        const TestRepository repository = TestRepository::create(directory.filePath(u"r.git"_s), {u"--bare"_s});
        Files files;
        for (int i = 0; i < 200; ++i)
            files.insert("f" + QByteArray::number(i + 1000), {"100644", "one\n"});
        const QList<ObjectId> trees = importAll(repository, {files});
        qsizetype listed = 0;
        QList<qsizetype> measured;
        std::stop_source source;
        const ChangeSetWatch watch{.listed = [&](const ChangeSet &set) { listed = set.files.size(); },
            .measured =
                [&](qsizetype index, const FileChange &change) {
                    QCOMPARE(change.added, 1);
                    measured.append(index);
                }};
        const Result<ChangeSet> set = diffTrees(repository.path(), {}, trees[0], {}, source.get_token(), watch);
        QVERIFY(set);
        QCOMPARE(listed, 200);
        QCOMPARE(measured.size(), 200);
        QVERIFY(measured.front() <= 1); // One of the two threads' first.

        // A stop ends it in the middle.
        measured.clear();
        const ChangeSetWatch stopping{.listed = {}, .measured = [&](qsizetype index, const FileChange &) {
                                          measured.append(index);
                                          source.request_stop();
                                      }};
        const Result<ChangeSet> stopped = diffTrees(repository.path(), {}, trees[0], {}, source.get_token(), stopping);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, Cancelled);
        QVERIFY(measured.size() <= 4);
    }

private:
    PersonHome m_home;
};

QTEST_GUILESS_MAIN(TestChangeSetUpdates)
#include "tst_change_set_updates.moc"
