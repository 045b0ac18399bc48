#include "tests/integration/store/small_disk.h"
#include "tests/unit/store/store_fixture.h"

#include <QSignalSpy>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int Megabytes = 8;

} // namespace

class StoreDiskFullTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void nothingIsLostAndItGoesOnByItself_data()
    {
        QTest::addColumn<qsizetype>("payloadSize");
        QTest::newRow("rows") << qsizetype(1000);
        QTest::newRow("files") << qsizetype(100'000);
    }
    void nothingIsLostAndItGoesOnByItself()
    {
        QFETCH(const qsizetype, payloadSize);
        SmallDisk disk(Megabytes);
        const QString path = disk.path() + u"/data"_s;
        SessionId session;
        constexpr int events = 400;
        {
            const std::unique_ptr<Store> store = openStore(path);
            QSignalSpy spy(store.get(), &Store::healthChanged);
            session = newSession(*store);
            const SessionId other = newSession(*store);
            disk.fill();

            int delivered = 0;
            bool ordered = true;
            for (int i = 1; i <= events; ++i) {
                // Contents that do not compress, each its own.
                QByteArray noise = QByteArray::number(i).repeated(payloadSize / 4);
                noise = QByteArray::number(qHash(noise)) + noise.left(payloadSize);
                NewEvent event =
                    newEvent(EventKind::AgentReceived, {{u"n"_s, i}, {u"line"_s, QString::fromLatin1(noise)}}, 1);
                event.position = LinkPosition{1, 1, quint64(i)};
                store->append(session, list(event), this, [&, i](const Result<std::vector<Event>> &answer) {
                    ordered = ordered && answer && answer->front().seq == i + 1 && ++delivered == i;
                });
            }
            QTRY_COMPARE(store->health().state, StoreHealth::State::NoRoom);
            QTRY_VERIFY(!spy.empty());
            QCOMPARE(spy.front().front().value<StoreHealth>().state, StoreHealth::State::NoRoom);
            QVERIFY(!store->health().message.isEmpty());
            const int before = delivered;
            QVERIFY(before < events);
            // What was acknowledged can be read, and nothing more.
            QCOMPARE(store->openReader().value()->lastSeq(session).value(), before + 1);
            const auto refused = await(store->rememberRepository(u"/somewhere"_s, QByteArray(9'000'000, 'r')));
            QVERIFY(!refused);

            disk.makeRoom();
            QTRY_COMPARE_WITH_TIMEOUT(delivered, events, 30'000);
            QVERIFY(ordered);
            QTRY_COMPARE(store->health().state, StoreHealth::State::Healthy);
            QTRY_COMPARE(spy.back().front().value<StoreHealth>().state, StoreHealth::State::Healthy);
            QCOMPARE(await(store->append(other, list(created()))).value().front().seq, 2);
        }
        const std::unique_ptr<Store> store = openStore(path);
        const auto log = store->openReader().value()->events(session, 1, 1000).value();
        QCOMPARE(log.size(), size_t(events) + 1);
        for (int i = 1; i <= events; ++i)
            QVERIFY(log[size_t(i)].payload.contains(QByteArray("\"n\":" + QByteArray::number(i) + "}")));
    }

    void closingOnAFullDiskAnswersCancelled()
    {
        SmallDisk disk(Megabytes);
        std::optional<Result<std::vector<Event>>> answer;
        std::optional<Result<std::vector<Event>>> later;
        SessionId session;
        {
            const std::unique_ptr<Store> store = openStore(disk.path() + u"/data"_s);
            session = newSession(*store);
            disk.fill();
            store->append(session, list(newEvent(EventKind::Notice, {{u"message"_s, QString(9000, u'x')}})), this,
                [&](auto outcome) { answer = std::move(outcome); });
            QTRY_COMPARE(store->health().state, StoreHealth::State::NoRoom);
            store->append(session, list(created()), this, [&](auto outcome) { later = std::move(outcome); });
        }
        QTRY_VERIFY(answer && later);
        QCOMPARE(answer->error().code, Cancelled);
        QCOMPARE(later->error().code, Cancelled);
        disk.makeRoom();
        QCOMPARE(openStore(disk.path() + u"/data"_s)->openReader().value()->lastSeq(session).value(), 1);
    }

    void openingOnAFullDiskSaysSo()
    {
        SmallDisk disk(1);
        disk.fill();
        const auto store = Store::open({.directory = disk.path() + u"/data"_s});
        QVERIFY(!store);
        QCOMPARE(store.error().code, DiskFull);
    }
};

int main(int argc, char **argv)
{
    SmallDisk::enterOwnNamespace();
    QCoreApplication application(argc, argv);
    StoreDiskFullTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_disk_full.moc"
