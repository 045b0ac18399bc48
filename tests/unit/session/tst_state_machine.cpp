#include "runner/session/state_machine.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

const QStringList Phases{u"queued"_s, u"preparing"_s, u"running"_s, u"waiting_approval"_s, u"idle"_s, u"completed"_s,
    u"failed"_s, u"cancelled"_s};

/// Each phase and those that may follow it. What is not here must be refused.
const QHash<QString, QStringList> Steps{
    {u"queued"_s, {u"preparing"_s, u"failed"_s, u"cancelled"_s}},
    {u"preparing"_s, {u"idle"_s, u"running"_s, u"waiting_approval"_s, u"failed"_s, u"cancelled"_s}},
    {u"running"_s, {u"preparing"_s, u"waiting_approval"_s, u"idle"_s, u"completed"_s, u"failed"_s, u"cancelled"_s}},
    {u"waiting_approval"_s, {u"preparing"_s, u"running"_s, u"idle"_s, u"completed"_s, u"failed"_s, u"cancelled"_s}},
    {u"idle"_s, {u"preparing"_s, u"running"_s, u"completed"_s, u"failed"_s, u"cancelled"_s}},
    {u"completed"_s, {u"preparing"_s}},
    {u"failed"_s, {u"preparing"_s}},
    {u"cancelled"_s, {u"preparing"_s}},
};

} // namespace

class StateMachine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPairIsDecided_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        for (const QString &from : Phases) {
            for (const QString &to : Phases)
                QTest::addRow("%s to %s", qPrintable(from), qPrintable(to)) << from << to;
        }
    }

    void everyPairIsDecided()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QCOMPARE(canStep(*phaseFromName(from), *phaseFromName(to)), Steps[from].contains(to));
    }

    void namesGoBothWays()
    {
        for (const QString &name : Phases)
            QCOMPARE(phaseName(*phaseFromName(name)), name);
        QVERIFY(!phaseFromName(u"asleep"_s));
    }

    void onlyATurnIsWork()
    {
        for (const QString &name : Phases)
            QCOMPARE(isWorking(*phaseFromName(name)), name == "running"_L1 || name == "waiting_approval"_L1);
    }
};

QTEST_GUILESS_MAIN(StateMachine)
#include "tst_state_machine.moc"
