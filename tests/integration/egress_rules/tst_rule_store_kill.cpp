// A child process keeps rules and says which, and is killed at moments drawn from a fixed seed. Then the file must hold
// every rule it said, and nothing else but at most the one that it was about to say.

#include "runner/policy/rule_store.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

constexpr quint32 Seed = 20261121;
constexpr int Kills = 15;

[[noreturn]] void keepRules(const QString &path)
{
    const auto store = RuleStore::open(path).value();
    for (size_t number = store->rules().all().size();; ++number) {
        EgressRule rule;
        rule.verdict = EgressVerdict::Allow;
        rule.host = u"h%1.example"_s.arg(number);
        const QString id = store->add(rule, u"child"_s).value().id;
        printf("%s\n", qPrintable(id));
        fflush(stdout);
    }
}

} // namespace

class RuleStoreKillTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void whatWasSaidSurvivesKillMinus9()
    {
        qInfo("seed %u", Seed);
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"rules.jsonl"_s);
        QRandomGenerator random(Seed);
        qsizetype said = 0;
        for (int round = 0; round < Kills; ++round) {
            said += runAndKill(path, random.bounded(40));
            const auto store = RuleStore::open(path);
            QVERIFY2(store, qPrintable(store ? QString() : store.error().cause));
            const auto rules = (*store)->rules().all();
            QVERIFY2(std::cmp_greater_equal(rules.size(), said) && std::cmp_less_equal(rules.size(), said + 1),
                qPrintable(u"said %1, kept %2"_s.arg(said).arg(rules.size())));
            said = std::ssize(rules);
            for (qsizetype i = 0; i < said; ++i) {
                QCOMPARE(rules[size_t(i)].id, u"r%1"_s.arg(i + 1));
                QCOMPARE(rules[size_t(i)].host, u"h%1.example"_s.arg(i));
            }
        }
        QVERIFY2(said >= Kills, "the children came too slowly forward for this to say anything");
    }

private:
    /// How many rules the child said it had kept.
    static qsizetype runAndKill(const QString &path, int milliseconds)
    {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--child"_s, path});
        if (!child.waitForReadyRead(30'000))
            return 0;
        QElapsedTimer timer;
        timer.start();
        QByteArray words;
        while (timer.elapsed() < milliseconds) {
            child.waitForReadyRead(1);
            words += child.readAllStandardOutput();
        }
        child.kill();
        child.waitForFinished(30'000);
        words += child.readAllStandardOutput();
        return words.count('\n');
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArrayView(argv[1]) == "--child")
        keepRules(QString::fromLocal8Bit(argv[2]));
    RuleStoreKillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_rule_store_kill.moc"
