// Every step that writes, on a disk that is really full: a sentence that says so, nothing half done, and it works as
// soon as there is room.

#include "runner/workspace/accept.h"
#include "runner/workspace/base_store.h"
#include "runner/workspace/session_store.h"
#include "runner/workspace/uncommitted.h"
#include "tests/integration/store/small_disk.h"
#include "tests/support/git/test_repository.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

/// Bytes that do not compress, the same in each run.
QByteArray noise(quint32 seed, qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(seed);
    for (char &byte : bytes)
        byte = static_cast<char>(random.bounded(256));
    return bytes;
}

} // namespace

class TestWorkspaceDiskFull : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyStepSaysSoAndWorksLater()
    {
        const QTemporaryDir roomy;
        SmallDisk data(8);
        SmallDisk person(8);
        const TestRepository repository = TestRepository::create(person.path() + u"/repo"_s);
        for (int i = 0; i < 10; ++i)
            repository.write(u"file%1"_s.arg(i), noise(quint32(i), 20'000));
        repository.commitAll(u"first"_s);
        repository.write(u"uncommitted"_s, noise(100, 200'000));
        const QString base = data.path() + u"/stores/1.git"_s;
        const QString session = data.path() + u"/session.git"_s;

        data.fill();
        QCOMPARE(code(ensureBase(base, repository.path(), {})), DiskFull.name);
        data.makeRoom();
        const Result<BaseSeed> seed = ensureBase(base, repository.path(), {});
        QVERIFY(seed);

        data.fill();
        QCOMPARE(code(commitUncommitted(base, repository.path(), seed->commit)), DiskFull.name);
        QCOMPARE(code(createSessionStore(session, base)), DiskFull.name);
        data.makeRoom();
        const Result<UncommittedCommit> dirty = commitUncommitted(base, repository.path(), seed->commit);
        QVERIFY(dirty);
        QVERIFY(createSessionStore(session, base));

        TestGuest guest(roomy.filePath(u"guest"_s), base, dirty->commit.value);
        for (int i = 0; i < 100; ++i)
            guest.write(u"new%1"_s.arg(i), noise(quint32(1000 + i), 10'000));
        const QString commit = guest.snapshot();
        const QString pack = guest.pack(commit, dirty->commit.value);
        data.fill();
        QCOMPARE(code(importSnapshot(session, pack, ObjectId(commit), dirty->commit)), DiskFull.name);
        data.makeRoom();
        QVERIFY(importSnapshot(session, pack, ObjectId(commit), dirty->commit));

        AcceptRequest request;
        request.repository = repository.path();
        request.sessionStore = session;
        request.base = dirty->commit;
        request.snapshot = ObjectId(commit);
        request.branch = u"accepted"_s;
        request.message = u"Accept"_s;
        request.mineMessage = u"Mine"_s;
        request.uncommitted = AcceptRequest::Uncommitted::MineFirst;
        request.author = {u"Ada"_s, u"ada@example.org"_s};
        request.moment = QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc());
        person.fill();
        QCOMPARE(code(accept(request)), DiskFull.name);
        person.makeRoom();
        QVERIFY(repository.git({u"branch"_s, u"--list"_s, u"accepted"_s}).isEmpty());
        QVERIFY(accept(request));
        for (const QString &store : {base, session, repository.path()})
            TestRepository(store).git({u"fsck"_s, u"--strict"_s, u"--full"_s, u"--no-dangling"_s});
    }

private:
    template <class T> static QLatin1StringView code(const Result<T> &result)
    {
        if (!result && result.error().code != DiskFull)
            qInfo("%s (%s)", qPrintable(result.error().message), qPrintable(result.error().cause));
        return result ? QLatin1StringView("no error") : result.error().code.name;
    }

    PersonHome m_home;
};

int main(int argc, char **argv)
{
    SmallDisk::enterOwnNamespace();
    QCoreApplication application(argc, argv);
    TestWorkspaceDiskFull test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_workspace_disk_full.moc"
