#include "tests/unit/store/store_fixture.h"

#include <QDirIterator>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

int filesBelow(const QString &directory)
{
    int count = 0;
    QDirIterator files(directory, QDir::Files, QDirIterator::Subdirectories);
    for (; files.hasNext(); files.next())
        ++count;
    return count;
}

std::vector<SessionRow> sessions(Store &store)
{
    return store.openReader().value()->sessions().value();
}

} // namespace

class TrashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void aRemovedSessionComesBackWhole()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        const SessionRow row = sessions(*store).front();
        QVERIFY(await(store->remove(session)));
        QVERIFY(sessions(*store).empty());
        QCOMPARE(store->openReader().value()->trash().value().front().row, row);
        QCOMPARE(await(store->append(session, list(created()))).error().code, NotFound);
        QCOMPARE(await(store->remove(session)).error().code, NotFound);

        QVERIFY(await(store->restore(session)));
        QCOMPARE(sessions(*store), std::vector<SessionRow>{row});
        QCOMPARE(await(store->restore(session)).error().code, NotFound);
        QCOMPARE(await(store->append(session, list(created()))).value().front().seq, 2);
    }

    void whoListensHearsOfIt()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        std::vector<Commit> commits;
        connect(store.get(), &Store::committed, this,
            [&](const std::shared_ptr<const Commit> &commit) { commits.push_back(*commit); });
        QVERIFY(await(store->remove(session)));
        QVERIFY(await(store->restore(session)));
        QTRY_COMPARE(commits.size(), size_t(2));
        QCOMPARE(commits[0].gone, std::vector<SessionId>{session});
        QCOMPARE(commits[1].sessions, sessions(*store));
    }

    void purgingDeletesWhatNothingElseUses()
    {
        const QTemporaryDir directory;
        const QString blobs = directory.path() + u"/blobs"_s;
        qint64 now = 1'000'000;
        const std::unique_ptr<Store> store =
            Store::open({.directory = directory.path(), .clock = [&now] { return now; }}).value();
        const SessionId kept = newSession(*store);
        const SessionId gone = newSession(*store);
        const NewEvent shared = newEvent(EventKind::Notice, {{u"message"_s, QString(50'000, u's')}});
        const NewEvent own = newEvent(EventKind::Notice, {{u"message"_s, QString(50'000, u'o')}});
        QVERIFY(await(store->append(kept, list(shared))));
        QVERIFY(await(store->append(gone, {shared, own, own})));
        for (quint64 i = 1; i <= 5000; i += 500) {
            std::vector<NewEvent> many;
            for (quint64 n = i; n < i + 500; ++n)
                many.push_back(received(n, chunk(u"needle%1. "_s.arg(n))));
            QVERIFY(await(store->append(gone, std::move(many))));
        }
        QVERIFY(await(store->append(gone, list(newEvent(EventKind::TurnEnded, {})))));
        const auto hits = [&] {
            return await(store->read([](StoreReader &reader) { return reader.search({.text = u"needle17"_s}); }))
                .value()
                .hits.size();
        };
        QTRY_COMPARE(hits(), size_t(1));
        QCOMPARE(filesBelow(blobs), 2);

        QVERIFY(await(store->remove(gone)));
        QCOMPARE(hits(), size_t(0));
        QCOMPARE(await(store->purge(now)).value(), PurgeReport{}); // it went to the trash at `now`, not before
        QCOMPARE(await(store->purge(now + 1)).value(), (PurgeReport{.sessions = 1, .events = 5005, .blobs = 1}));

        const auto reader = store->openReader().value();
        QVERIFY(reader->events(gone, 1, 10).value().empty());
        QVERIFY(reader->linkPositions(gone).value().empty());
        QVERIFY(reader->trash().value().empty());
        QCOMPARE(reader->session(gone).error().code, NotFound);
        QCOMPARE(await(store->restore(gone)).error().code, NotFound);
        QCOMPARE(filesBelow(blobs), 1);
        QCOMPARE(reader->event(kept, 2).value().payload, shared.payload);
        QVERIFY(newSession(*store) > gone); // its id is not used again
    }

    void aFileWithoutAnEventIsSweptUp()
    {
        const QTemporaryDir directory;
        const QString folder = directory.path() + u"/blobs/ab"_s;
        const std::unique_ptr<Store> store = openStore(directory.path());
        QVERIFY(QDir().mkpath(folder));
        for (const int hoursOld : {0, 2}) {
            QFile file(folder + u'/' + QString(62, hoursOld ? u'a' : u'b') + u".zst"_s);
            QVERIFY(file.open(QIODevice::WriteOnly));
            QVERIFY(file.setFileTime(
                QDateTime::currentDateTimeUtc().addSecs(-3600 * hoursOld), QFileDevice::FileModificationTime));
        }
        QCOMPARE(await(store->purge(0)).value().blobs, 1);
        QCOMPARE(filesBelow(folder), 1);
    }

    void anInterruptedPurgeGoesOn()
    {
        const QTemporaryDir directory;
        SessionId session;
        {
            const std::unique_ptr<Store> store = openStore(directory.path());
            session = newSession(*store);
            std::vector<NewEvent> many(9000, newEvent(EventKind::Notice, {{u"message"_s, u"m"_s}}));
            QVERIFY(await(store->append(session, std::move(many))));
            QVERIFY(await(store->remove(session)));
            const auto unfinished = store->purge(std::numeric_limits<qint64>::max()); // the store ends before it does
        }
        const std::unique_ptr<Store> store = openStore(directory.path());
        QTRY_COMPARE(store->openReader().value()->lastSeq(session).value(), 0);
        QTRY_COMPARE(store->openReader().value()->session(session).error_or(Error{}).code, NotFound);
        QCoreApplication::processEvents();
    }
};

QTEST_GUILESS_MAIN(TrashTest)
#include "tst_store_trash.moc"
