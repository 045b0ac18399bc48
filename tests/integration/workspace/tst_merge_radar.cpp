#include "runner/workspace/merge_radar.h"

#include "tests/support/git/test_repository.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <ranges>
#include <set>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

/// Git puts a file that is in a folder's way aside, as "name~branch"; the conflict is the name's.
QByteArray withoutBranch(const QByteArray &path)
{
    const qsizetype tilde = path.indexOf('~');
    return tilde < 0 ? path : path.first(tilde);
}

std::set<QByteArray> pathsOf(const QJsonValue &value)
{
    std::set<QByteArray> paths;
    const QJsonArray array = value.toArray();
    for (const auto &path : array)
        paths.insert(withoutBranch(QByteArray::fromHex(path.toString().toLatin1())));
    return paths;
}

QByteArray shown(const std::set<QByteArray> &paths)
{
    QByteArrayList list;
    for (const QByteArray &path : paths)
        list.append(path.toPercentEncoding("/ "));
    return list.join(", ");
}

} // namespace

/// The judge is `git merge-tree`, asked by merges.py.
class TestMergeRadar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPairEqualsGit()
    {
        QVERIFY2(qEnvironmentVariableIsSet("PILOTHOUSE_SCRIPTS"), "run it by ctest, which says where the script is");
        const int rounds = std::max(1, qEnvironmentVariable("PILOTHOUSE_ROUNDS", u"100"_s).toInt());
        const quint32 seed = qEnvironmentVariableIsSet("PILOTHOUSE_SEED")
            ? qEnvironmentVariable("PILOTHOUSE_SEED").toUInt()
            : QRandomGenerator::global()->generate();
        qInfo("PILOTHOUSE_SEED=%u, %d rounds", seed, rounds);
        const QString store = m_directory.filePath(u"random.git"_s);
        QProcess script;
        script.start(qEnvironmentVariable("PILOTHOUSE_PYTHON", u"python3"_s),
            {qEnvironmentVariable("PILOTHOUSE_SCRIPTS") + u"/merges.py"_s, store, QString::number(seed),
                QString::number(rounds), u"5"_s});
        QVERIFY(script.waitForStarted());
        while (script.state() != QProcess::NotRunning || script.canReadLine()) {
            if (!script.canReadLine()) {
                QVERIFY2(script.waitForReadyRead(120'000) || script.state() == QProcess::NotRunning, "no merge came");
                continue;
            }
            compareRound(store, QJsonDocument::fromJson(script.readLine()).object());
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY2(script.exitStatus() == QProcess::NormalExit && script.exitCode() == 0,
            script.readAllStandardError().constData());
        qInfo("%d pairs: %d clean, %d with conflicts", m_clean + m_conflicts, m_clean, m_conflicts);
        QCOMPARE(m_clean + m_conflicts, rounds * 10);
        QVERIFY(m_clean * 10 > m_conflicts && m_conflicts * 10 > m_clean);
    }

private:
    void compareRound(const QString &store, const QJsonObject &line)
    {
        const ObjectId base(line["base"_L1].toString());
        std::vector<LiveChanges> live;
        const QJsonArray tips = line["tips"_L1].toArray();
        for (const auto &tip : tips)
            live.push_back({store, base, ObjectId(tip.toString())});
        MergeRadar radar;
        const auto findings = radar.compare(live);
        QVERIFY2(findings, qPrintable(findings ? QString() : findings.error().message + findings.error().cause));
        QCOMPARE(radar.compare(live), findings);
        const QJsonArray pairs = line["pairs"_L1].toArray();
        QCOMPARE(findings->size(), size_t(pairs.size()));
        for (qsizetype i = 0; i < pairs.size(); ++i) {
            const RadarFinding &finding = (*findings)[size_t(i)];
            const LiveChanges &ours = live[finding.first];
            const LiveChanges &theirs = live[finding.second];
            std::set<QByteArray> clashes;
            for (const RadarFinding::Clash &clash : finding.clashes)
                clashes.insert(withoutBranch(clash.path));
            std::set<QByteArray> expected = pathsOf(pairs[i]["conflicts"_L1]);
            if (pairs[i]["split"_L1].toBool()) {
                // Git names the folder in words alone; ours is the conflict of each file that was put there.
                const auto unsure = [](const RadarFinding::Clash &clash) {
                    return clash.kind == MergeConflict::Kind::FolderRenamed;
                };
                QVERIFY(std::ranges::any_of(finding.clashes, unsure));
                for (const RadarFinding::Clash &clash : finding.clashes | std::views::filter(unsure))
                    expected.insert(withoutBranch(clash.path));
            }
            const QByteArray where = "git merge-tree " + ours.tip.value.toLatin1() + ' ' + theirs.tip.value.toLatin1();
            QVERIFY2(clashes == expected,
                QByteArray(where + "\n  ours: " + shown(clashes) + "\n  git:  " + shown(expected)).constData());
            ++(clashes.empty() ? m_clean : m_conflicts);
            if (clashes.empty()) {
                const Result<MergeOutcome> merged = mergeTrees(store, base, ours.tip, theirs.tip);
                QVERIFY2(merged && merged->conflicts.empty(), where.constData());
                QVERIFY2(merged->tree.value == pairs[i]["tree"_L1].toString(), where.constData());
            }
        }
    }

    PersonHome m_home;
    QTemporaryDir m_directory;
    int m_clean = 0;
    int m_conflicts = 0;
};

QTEST_GUILESS_MAIN(TestMergeRadar)
#include "tst_merge_radar.moc"
