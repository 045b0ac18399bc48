#include "runner/workspace/selection.h"

#include "runner/workspace/change_set.h"
#include "tests/support/git/test_repository.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

std::vector<LineRange> rangesOf(const QJsonValue &value)
{
    std::vector<LineRange> ranges;
    const QJsonArray array = value.toArray();
    for (const auto &range : array)
        ranges.push_back({range[0].toInt(), range[1].toInt()});
    return ranges;
}

QByteArray pathOf(const QJsonValue &value)
{
    return QByteArray::fromHex(value.toString().toLatin1());
}

Selection selectionOf(const QJsonObject &line)
{
    Selection selection{ObjectId(line["from"_L1].toString()), ObjectId(line["to"_L1].toString()), {}};
    const QJsonArray files = line["files"_L1].toArray();
    for (const auto &file : files)
        selection.files.push_back({pathOf(file["old"_L1]), pathOf(file["new"_L1]), file["whole"_L1].toBool(),
            file["properties"_L1].toBool(), rangesOf(file["removed"_L1]), rangesOf(file["added"_L1])});
    return selection;
}

Selection everything(const ChangeSet &changes)
{
    Selection selection{changes.oldTree, changes.newTree, {}};
    for (const FileChange &change : changes.files)
        selection.files.push_back({change.oldPath, change.newPath, true, false, {}, {}});
    return selection;
}

} // namespace

/// The judge is git: selections.py cuts its patches from what `git diff` prints and has `git apply` apply them.
class TestSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsGitApply()
    {
        QVERIFY2(qEnvironmentVariableIsSet("PILOTHOUSE_SCRIPTS"), "run it by ctest, which says where the script is");
        const int rounds = std::max(1, qEnvironmentVariable("PILOTHOUSE_ROUNDS", u"90"_s).toInt());
        const quint32 seed = qEnvironmentVariableIsSet("PILOTHOUSE_SEED")
            ? qEnvironmentVariable("PILOTHOUSE_SEED").toUInt()
            : QRandomGenerator::global()->generate();
        qInfo("PILOTHOUSE_SEED=%u, %d rounds", seed, rounds);
        const QString store = m_directory.filePath(u"random.git"_s);
        QProcess script;
        script.start(qEnvironmentVariable("PILOTHOUSE_PYTHON", u"python3"_s),
            {qEnvironmentVariable("PILOTHOUSE_SCRIPTS") + u"/selections.py"_s, store, QString::number(seed),
                QString::number(rounds), u"3"_s});
        QVERIFY(script.waitForStarted());
        int selections = 0;
        int changes = 0;
        int refused = 0;
        while (script.state() != QProcess::NotRunning || script.canReadLine()) {
            if (!script.canReadLine()) {
                QVERIFY2(
                    script.waitForReadyRead(120'000) || script.state() == QProcess::NotRunning, "no selection came");
                continue;
            }
            const QJsonObject line = QJsonDocument::fromJson(script.readLine()).object();
            const Selection selection = selectionOf(line);
            compareWithGit(composeSelection(store, selection), line["taken"_L1], selection);
            compareWithGit(composeWithout(store, selection), line["left"_L1], selection);
            if (QTest::currentTestFailed())
                return;
            if (line["everything"_L1].toBool()) {
                QCOMPARE(composeSelection(store, selection)->value, line["toTree"_L1].toString());
                QCOMPARE(composeWithout(store, selection)->value, line["fromTree"_L1].toString());
            }
            // What is left to take after the selection leads to the whole.
            if (const Result<ObjectId> taken = composeSelection(store, selection); taken && selections % 3 == 0) {
                const Result<ChangeSet> rest = diffTrees(store, *taken, selection.to);
                QVERIFY(rest);
                QCOMPARE(composeSelection(store, everything(*rest))->value, line["toTree"_L1].toString());
            }
            ++selections;
            changes += line["changes"_L1].toInt();
            refused += line["taken"_L1].isNull() || line["left"_L1].isNull();
        }
        QVERIFY2(script.exitStatus() == QProcess::NormalExit && script.exitCode() == 0,
            script.readAllStandardError().constData());
        qInfo("%d selections, %d changes, %d patches that git refuses", selections, changes, refused);
        QCOMPARE(selections, rounds * 3);
        QVERIFY2(refused * 10 < selections, "most patches must be ones that git takes");
    }

private:
    static void compareWithGit(const Result<ObjectId> &ours, const QJsonValue &git, const Selection &selection)
    {
        const QByteArray where = QByteArray("from " + selection.from.value.toLatin1() + " to "
            + selection.to.value.toLatin1() + (ours ? QByteArray() : ": " + ours.error().message.toUtf8()));
        if (git.isNull()) {
            QVERIFY2(!ours && ours.error().code == InvalidArgument, where.constData());
            return;
        }
        QVERIFY2(ours, where.constData());
        QVERIFY2(ours->value == git.toString(),
            QByteArray(where + ": " + ours->value.toLatin1() + " is not " + git.toString().toLatin1()).constData());
    }

    PersonHome m_home;
    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(TestSelection)
#include "tst_selection.moc"
