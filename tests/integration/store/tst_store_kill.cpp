// The store's promise, judged from outside: a child process appends what a guest sent it and says on its standard
// output what was delivered to it, and is killed at moments drawn from a fixed seed. Then the log must hold everything
// it said, each message exactly once and in order, and the next child goes on from there.

#include "tests/unit/store/store_fixture.h"

#include <QProcess>
#include <QRandomGenerator>

#include <csignal>
#include <cstdio>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr quint32 Seed = 20251121;
constexpr int Kills = 25;
constexpr int Sessions = 3;

/// What the guest's message `number` says; some are too large for a row.
QByteArray message(qint64 session, quint64 number)
{
    const qsizetype size = number % 13 == 0 ? 20'000 + qsizetype(number) : 100;
    return toLine(
        {{u"n"_s, qint64(number)}, {u"text"_s, QString(size, QChar(u'a' + int((quint64(session) + number) % 26)))}});
}

/// Sends each session's messages again from the last number that the log knows, as a guest does after a reconnect, and
/// a few before that, which the log must refuse.
class Child : public QObject {
public:
    explicit Child(const QString &directory) : m_store(openStore(directory))
    {
        const auto reader = m_store->openReader().value();
        const auto rows = reader->sessions().value();
        for (const SessionRow &row : rows) {
            const auto positions = reader->linkPositions(row.id).value();
            const quint64 last = positions.empty() ? 0 : positions.front().number;
            m_next[row.id.value] = last > 3 ? last - 3 : 1;
        }
        while (m_next.size() < Sessions)
            m_next[newSession(*m_store).value] = 1;
        for (const auto &[session, next] : m_next)
            send(session);
    }

private:
    void send(qint64 session)
    {
        std::vector<NewEvent> events;
        quint64 &next = m_next[session];
        for (quint64 i = 0; i < 1 + next % 4; ++i, ++next)
            events.push_back({EventKind::AgentReceived, 1, message(session, next), LinkPosition{1, 1, next}});
        m_store->append(
            SessionId(session), std::move(events), this, [this, session](const Result<std::vector<Event>> &delivered) {
                for (const Event &event : delivered.value())
                    printf("%lld %lld\n", session, event.seq);
                fflush(stdout);
                send(session);
            });
    }

    std::unique_ptr<Store> m_store;
    std::map<qint64, quint64> m_next;
};

} // namespace

class StoreKillTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void whatWasDeliveredSurvivesKillMinus9()
    {
        qInfo("seed %u", Seed);
        const QTemporaryDir directory;
        QRandomGenerator random(Seed);
        std::map<qint64, qint64> delivered; // the highest sequence number that a child spoke of
        for (int round = 0; round < Kills; ++round) {
            runAndKill(directory.path(), random.bounded(80), delivered);
            check(directory.path(), delivered);
            if (QTest::currentTestFailed())
                return;
        }
        QCOMPARE(delivered.size(), size_t(Sessions));
        for (const auto &[session, seq] : delivered)
            QVERIFY2(seq > Kills, "the children came too slowly forward for this to say anything");
    }

private:
    /// Kills a child some milliseconds after its first word; that is between any two steps of its commits.
    static void runAndKill(const QString &directory, int milliseconds, std::map<qint64, qint64> &delivered)
    {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--child"_s, directory});
        QVERIFY(child.waitForReadyRead(30'000));
        QElapsedTimer timer;
        timer.start();
        QByteArray words;
        while (timer.elapsed() < milliseconds) {
            child.waitForReadyRead(1);
            words += child.readAllStandardOutput();
        }
        child.kill();
        QVERIFY(child.waitForFinished(30'000));
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        words += child.readAllStandardOutput();
        words.truncate(words.lastIndexOf('\n') + 1); // the last line may be cut
        for (const QByteArray &line : words.split('\n')) {
            const QList<QByteArray> parts = line.split(' ');
            if (parts.size() == 2)
                delivered[parts[0].toLongLong()] = std::max(delivered[parts[0].toLongLong()], parts[1].toLongLong());
        }
    }

    static void check(const QString &directory, const std::map<qint64, qint64> &delivered)
    {
        const std::unique_ptr<Store> store = openStore(directory);
        const auto reader = store->openReader().value();
        for (const auto &[session, seq] : delivered) {
            quint64 number = 0;
            qint64 last = 0;
            while (true) {
                const auto events = reader->events(SessionId(session), last + 1, 1000).value();
                if (events.empty())
                    break;
                for (const Event &event : events) {
                    QCOMPARE(event.seq, ++last);
                    if (event.kind == EventKind::AgentReceived)
                        QCOMPARE(event.payload, message(session, ++number));
                }
            }
            QVERIFY2(last >= seq,
                qPrintable(u"session %1: %2 was delivered, the log ends at %3"_s.arg(session).arg(seq).arg(last)));
            const auto positions = reader->linkPositions(SessionId(session)).value();
            QCOMPARE(
                positions, number == 0 ? std::vector<LinkPosition>{} : (std::vector<LinkPosition>{{1, 1, number}}));
            const SessionRow row = reader->session(SessionId(session)).value();
            QCOMPARE(row.lastSeq, last);
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArrayView(argv[1]) == "--child") {
        const Child child(QString::fromLocal8Bit(argv[2]));
        return QCoreApplication::exec();
    }
    StoreKillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_kill.moc"
