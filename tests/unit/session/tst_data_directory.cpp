#include "runner/session/data_directory.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <latch>
#include <thread>
#include <vector>

using namespace pilothouse;
using namespace Qt::StringLiterals;

class TestDataDirectory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDirectoryKeepsItsId();
    void thoseWhoComeToANewDirectoryAtOnceAgreeOnItsId();
};

void TestDataDirectory::aDirectoryKeepsItsId()
{
    QTemporaryDir folder;
    const auto first = DataDirectory::open(folder.filePath(u"data"_s));
    QVERIFY(first);
    QCOMPARE(first->id().size(), 16);
    QCOMPARE(DataDirectory::open(folder.filePath(u"data"_s))->id(), first->id());
    QVERIFY(DataDirectory::open(folder.filePath(u"other"_s))->id() != first->id());
}

void TestDataDirectory::thoseWhoComeToANewDirectoryAtOnceAgreeOnItsId()
{
    constexpr size_t comers = 3; // a lock file is looked at every tenth of a second
    for (int round = 0; round < 5; ++round) {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"data"_s);
        // What is made before the id is there, so that all of them come to the id at the same time.
        for (const QString &name : {u""_s, u"/repositories"_s, u"/sessions"_s, u"/cache"_s, u"/engine"_s}) {
            QVERIFY(QDir().mkpath(path + name));
            QFile::setPermissions(path + name, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        std::vector<QString> ids(comers);
        std::latch start(comers);
        {
            std::vector<std::jthread> threads;
            for (QString &id : ids)
                threads.emplace_back([&] {
                    start.arrive_and_wait();
                    const auto directory = DataDirectory::open(path);
                    id = directory ? directory->id() : directory.error().message;
                });
        }
        for (const QString &id : ids)
            QCOMPARE(id, ids.front());
        QCOMPARE(ids.front().size(), 16);
    }
}

QTEST_GUILESS_MAIN(TestDataDirectory)
#include "tst_data_directory.moc"
