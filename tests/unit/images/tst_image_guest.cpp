#include "runner/sandbox/image_guest.h"

#include <QBuffer>
#include <QTemporaryFile>
#include <QTest>

using namespace pilothouse;

class ImageGuestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theAgentComesFirstAmongTheUsers_data()
    {
        QTest::addColumn<QByteArray>("users");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("no file") << QByteArray() << QByteArray("agent:x:1000\n");
        QTest::newRow("others stay") << QByteArray("root:x:0\nnode:x:1000\n")
                                     << QByteArray("agent:x:1000\nroot:x:0\nnode:x:1000\n");
        QTest::newRow("a missing line feed") << QByteArray("root:x:0") << QByteArray("agent:x:1000\nroot:x:0\n");
        QTest::newRow("an agent of its own")
            << QByteArray("agent:x:7\nroot:x:0\n") << QByteArray("agent:x:1000\nroot:x:0\n");
        QTest::newRow("a longer name") << QByteArray("agents:x:7\n") << QByteArray("agent:x:1000\nagents:x:7\n");
    }

    void theAgentComesFirstAmongTheUsers()
    {
        QFETCH(const QByteArray, users);
        QFETCH(const QByteArray, expected);
        QCOMPARE(withAccount(users, "agent:x:1000"), expected);
    }

    void onlyAccountsOfAForeignImageAreReplaced()
    {
        QTemporaryFile guest;
        QVERIFY(guest.open());
        guest.write("guest program");
        guest.flush();
        QBuffer target;
        target.open(QIODevice::WriteOnly);
        LayerWriter layer(target);
        QVERIFY(buildGuestLayerOn(layer, guest.fileName(), {.users = "root:x:0:0::/root:/bin/ash\n", .groups = {}}));
        for (const char *path : {"etc/passwd", "etc/group", "usr/lib/pilothouse/pilothouse-guest", "workspace",
                 "home/agent", "pilothouse/base"})
            QVERIFY2(layer.contains(path), path);
        for (const char *path : {"etc/nsswitch.conf", "etc/hosts", "etc/resolv.conf", "etc/shells", "tmp", "root"})
            QVERIFY2(!layer.contains(path), path);
        QVERIFY(layer.finish());
    }
};

QTEST_GUILESS_MAIN(ImageGuestTest)
#include "tst_image_guest.moc"
