#include "runner/egress/address_guard.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(pilothouse::AddressReach)

namespace {

AddressGuard guardOfThisMachine()
{
    return AddressGuard({QHostAddress(u"192.168.7.5"_s), QHostAddress(u"8.8.4.4"_s), QHostAddress(u"2600::5"_s),
        QHostAddress(u"127.0.0.1"_s), QHostAddress(u"fe80::5"_s)});
}

} // namespace

class TestAddressGuard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyAddressHasItsReach_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<AddressReach>("reach");
        const auto rows = [](AddressReach reach, std::initializer_list<const char *> addresses) {
            for (const char *address : addresses)
                QTest::newRow(address) << QString::fromLatin1(address) << reach;
        };
        rows(AddressReach::Public,
            {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
                "128.0.0.0", "168.63.129.15", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0",
                "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:200::1",
                "2001:4860:4860::8888", "2003::1", "2606:4700::1111", "2a00::1", "3ffe::1", "64:ff9b::808:808"});
        rows(AddressReach::Private,
            {"10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
                "100.64.0.1", "100.127.255.255", "fc00::1", "fd12:3456::1"});
        rows(AddressReach::ThisMachine, {"127.0.0.1", "127.255.255.255", "::1", "192.168.7.5", "8.8.4.4", "2600::5"});
        rows(AddressReach::Never,
            {"0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.169.253", "169.254.170.2", "169.254.0.1",
                "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.0.1", "192.0.2.1", "198.51.100.7",
                "203.0.113.9", "198.18.0.1", "198.19.255.255", "192.88.99.1", "224.0.0.1", "239.255.255.250",
                "240.0.0.1", "255.255.255.255", "::", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8",
                "::ffff:0:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "::2", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
                "64:ff9b::10.0.0.1", "64:ff9b::8.8.4.4", "64:ff9b:1::1", "2002:7f00:1::1", "2002:808:808::1", "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1",
                "3fff::1", "5f00::1", "100::1", "1::1", "4000::1", "e000::1", "fd00:ec2::254", "fd00:ec2::23",
                "fd20:ce::254", "fd00:42::42", "fe80::1", "fe80::5", "febf::1", "fec0::1", "ff02::1", "ff0e::1"});
    }

    void everyAddressHasItsReach()
    {
        QFETCH(QString, address);
        QFETCH(AddressReach, reach);
        const QHostAddress parsed(address);
        QVERIFY(!parsed.isNull());
        const AddressVerdict verdict = guardOfThisMachine().judge(parsed);
        QCOMPARE(verdict.reach, reach);
        QCOMPARE(verdict.reason.isEmpty(), reach == AddressReach::Public);
    }

    void noAddressIsNeverReached() { QCOMPARE(AddressGuard().judge(QHostAddress()).reach, AddressReach::Never); }

    void whatARuleForThePrivateNetworkOpens_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("closed"); // may be reached without such a rule
        QTest::addColumn<bool>("opened"); // and with one
        const auto row = [](const char *name, const char *host, const char *address, bool closed, bool opened) {
            QTest::newRow(name) << QString::fromLatin1(host) << QString::fromLatin1(address) << closed << opened;
        };
        row("a public name", "example.com", "93.184.216.34", true, true);
        row("a company's registry", "registry.corp", "10.1.2.3", false, true);
        row("a company's registry by its address", "10.1.2.3", "10.1.2.3", false, true);
        row("a name rebound to loopback", "registry.corp", "127.0.0.1", false, false);
        row("a name rebound to our own address", "registry.corp", "192.168.7.5", false, false);
        row("a name rebound to our own public address", "example.com", "8.8.4.4", false, false);
        row("a name rebound to metadata", "registry.corp", "169.254.169.254", false, false);
        row("a name rebound to a mapped address", "registry.corp", "::ffff:10.1.2.3", false, false);
        row("this machine's own server", "127.0.0.1", "127.0.0.1", false, true);
        row("this machine's own address", "192.168.7.5", "192.168.7.5", false, true);
        row("metadata by its address", "169.254.169.254", "169.254.169.254", false, false);
        row("another address than the one named", "10.1.2.3", "10.1.2.4", false, false);
        row("a public one instead of the one named", "10.1.2.3", "8.8.8.8", false, false);
    }

    void whatARuleForThePrivateNetworkOpens()
    {
        QFETCH(QString, host);
        QFETCH(QString, address);
        QFETCH(bool, closed);
        QFETCH(bool, opened);
        const AddressGuard guard = guardOfThisMachine();
        const auto closedReason = guard.refusal(host, QHostAddress(address), PrivateNetwork::Closed);
        const auto openedReason = guard.refusal(host, QHostAddress(address), PrivateNetwork::Opened);
        QCOMPARE(!closedReason, closed);
        QCOMPARE(!openedReason, opened);
        QVERIFY(!closedReason || !closedReason->isEmpty());
        QVERIFY(!openedReason || !openedReason->isEmpty());
    }

    void someHostsAreRefusedBeforeAnybodyIsAsked_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("refused");
        for (const char *host : {"localhost", "a.localhost", "localhost.localdomain", "metadata.google.internal",
                 "metadata.goog", "instance-data.ec2.internal", "host.docker.internal", "host.containers.internal",
                 "169.254.169.254", "::ffff:10.0.0.1", "0.0.0.0", "224.0.0.1", "fe80::1"})
            QTest::newRow(host) << QString::fromLatin1(host) << true;
        for (const char *host : {"example.com", "notlocalhost", "localhost.example.com", "metadata.example.com",
                 "10.0.0.1", "127.0.0.1", "8.8.8.8"})
            QTest::newRow(host) << QString::fromLatin1(host) << false;
    }

    void someHostsAreRefusedBeforeAnybodyIsAsked()
    {
        QFETCH(QString, host);
        QFETCH(bool, refused);
        QCOMPARE(egressHostRefusal(host).has_value(), refused);
    }
};

QTEST_GUILESS_MAIN(TestAddressGuard)
#include "tst_address_guard.moc"
