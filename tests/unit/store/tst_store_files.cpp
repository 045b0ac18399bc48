#include "tests/unit/store/store_fixture.h"

#include "runner/store/blob_store.h"
#include "runner/store/data_directory_lock.h"
#include "runner/store/database.h"
#include "runner/store/migrations.h"

#include <QDirIterator>
#include <QProcess>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

QString onlyBlob(const QString &directory)
{
    QDirIterator files(directory + u"/blobs"_s, QDir::Files, QDirIterator::Subdirectories);
    return files.hasNext() ? files.next() : QString();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class StoreFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void aDamagedBlobLosesOnlyItself_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::newRow("missing") << u"missing"_s;
        QTest::newRow("empty") << u"empty"_s;
        QTest::newRow("cut off") << u"cut"_s;
        QTest::newRow("one bit") << u"bit"_s;
        QTest::newRow("another content") << u"other"_s;
    }
    void aDamagedBlobLosesOnlyItself()
    {
        QFETCH(const QString, damage);
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        QVERIFY(
            await(store->append(session, list(newEvent(EventKind::Notice, {{u"message"_s, QString(30'000, u'1')}})))));
        const QString path = onlyBlob(directory.path());
        QByteArray bytes = contentOf(path);
        QVERIFY(await(store->append(session, list(newEvent(EventKind::Notice, {{u"message"_s, u"after"_s}})))));

        if (damage == u"missing") {
            QVERIFY(QFile::remove(path));
        } else if (damage == u"empty") {
            write(path, {});
        } else if (damage == u"cut") {
            write(path, bytes.chopped(3));
        } else if (damage == u"bit") {
            bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 4);
            write(path, bytes);
        } else {
            QVERIFY(await(
                store->append(session, list(newEvent(EventKind::Notice, {{u"message"_s, QString(30'000, u'2')}})))));
            QDirIterator files(directory.path() + u"/blobs"_s, QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                if (const QString other = files.next(); other != path)
                    write(path, contentOf(other));
            }
        }
        const auto log = store->openReader().value()->events(session, 1, 10).value();
        QVERIFY(log.size() >= 3);
        const QJsonObject payload = parseObject(log[1].payload, 10'000, u"it"_s).value();
        QCOMPARE(payload.value(u"lost"_s).toObject().value(u"sha256"_s).toString().size(), 64);
        QVERIFY(log[2].payload.contains("after"));
        QVERIFY(await(store->rebuildReadModels()));
    }

    void blobsInUseAreNotRemoved()
    {
        const QTemporaryDir directory;
        BlobStore blobs(directory.path() + u"/blobs"_s);
        QVERIFY(blobs.prepare());
        const QByteArray content(100'000, 'c');
        const BlobName name = BlobStore::nameOf(content);
        {
            const BlobStore::Claim claim(blobs, {name, name});
            QVERIFY(blobs.put({name, name}, {content, content}));
            QVERIFY(!blobs.remove(name));
        }
        QCOMPARE(blobs.get(name).value(), content);
        QCOMPARE(blobs.get(name, 1000).error().code, LimitExceeded);
        QVERIFY(blobs.remove(name));
        QVERIFY(!blobs.remove(name));
        QCOMPARE(blobs.get(name).error().code, BlobMissing);
    }

    void whatAnInterruptedWriteLeftIsRemoved()
    {
        const QTemporaryDir directory;
        BlobStore blobs(directory.path());
        QVERIFY(QDir(directory.path()).mkdir(u"ab"_s));
        write(directory.path() + u"/ab/cd.zst.new"_s, "x");
        QVERIFY(blobs.prepare());
        QVERIFY(QDir(directory.path() + u"/ab"_s).isEmpty());
    }

    void aStoreOfANewerProgramIsRefused()
    {
        const QTemporaryDir directory;
        openStore(directory.path()).reset();
        {
            const auto database = Database::open(directory.path() + u"/events.db"_s, Database::Access::Write).value();
            QVERIFY(database->execute(u"PRAGMA user_version = 4711"_s));
        }
        const Error error = Store::open({.directory = directory.path()}).error();
        QCOMPARE(error.code, StoreTooNew);
        QVERIFY(error.message.contains(u"4711"_s));
    }

    void aMigrationIsWholeOrNothing()
    {
        const QTemporaryDir directory;
        const QString path = directory.path() + u"/events.db"_s;
        {
            // In the way of the last statements of the first migration.
            const auto database = Database::open(path, Database::Access::Write).value();
            QVERIFY(database->execute(u"CREATE TABLE done_step (x)"_s));
        }
        QVERIFY(!Store::open({.directory = directory.path()}));
        const auto database = Database::open(path, Database::Access::Write).value();
        auto rows = database->rows("SELECT count(*) FROM sqlite_schema WHERE name = 'event'");
        QVERIFY(rows->next());
        QCOMPARE(rows->integer(0), 0);
    }

    void readModelsOfAnotherShapeAreRebuilt()
    {
        const QTemporaryDir directory;
        SessionRow row;
        {
            const std::unique_ptr<Store> store = openStore(directory.path());
            row = store->openReader().value()->session(newSession(*store)).value();
        }
        {
            const auto database = Database::open(directory.path() + u"/events.db"_s, Database::Access::Write).value();
            QVERIFY(database->execute(u"UPDATE store_info SET value = 'older'"_s));
            QVERIFY(database->execute(u"DROP TABLE session"_s));
            QVERIFY(database->execute(u"DROP TABLE search_words"_s));
        }
        QCOMPARE(openStore(directory.path())->openReader().value()->session(row.id).value(), row);
    }

    void aDirectoryHasOneHolder()
    {
        const QTemporaryDir directory;
        QCOMPARE(DataDirectoryLock::holder(directory.path()).value(), std::nullopt);
        auto lock = DataDirectoryLock::take(directory.path(), u"window"_s);
        QVERIFY(lock);
        const Error refused = DataDirectoryLock::take(directory.path(), u"run"_s).error();
        QCOMPARE(refused.code, DirectoryInUse);
        QVERIFY(refused.message.contains(QString::number(QCoreApplication::applicationPid())));
        const auto holder = DataDirectoryLock::holder(directory.path()).value();
        QCOMPARE(holder->pid, QCoreApplication::applicationPid());
        QCOMPARE(holder->purpose, u"window"_s);
        QVERIFY(qAbs(holder->sinceMs - QDateTime::currentMSecsSinceEpoch()) < 60'000);
        lock->reset();
        QCOMPARE(DataDirectoryLock::holder(directory.path()).value(), std::nullopt);
        QVERIFY(DataDirectoryLock::take(directory.path(), u"run"_s));
    }

    void aKilledHolderHoldsNothing()
    {
        const QTemporaryDir directory;
        QProcess holder;
        holder.start(QCoreApplication::applicationFilePath(), {u"--hold"_s, directory.path()});
        QVERIFY(holder.waitForReadyRead(10'000));
        const Error refused = DataDirectoryLock::take(directory.path(), u"run"_s).error();
        QCOMPARE(refused.code, DirectoryInUse);
        QVERIFY(refused.message.contains(QString::number(holder.processId())));
        holder.kill();
        QVERIFY(holder.waitForFinished(10'000));
        QVERIFY(DataDirectoryLock::take(directory.path(), u"run"_s));
    }
};

/// With --hold this program is the one that is killed.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArrayView(argv[1]) == "--hold") {
        const auto lock = DataDirectoryLock::take(QString::fromLocal8Bit(argv[2]), u"window"_s);
        if (!lock)
            return 1;
        printf("held\n");
        fflush(stdout);
        return QCoreApplication::exec();
    }
    StoreFilesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_files.moc"
