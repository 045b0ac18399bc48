#include "runner/egress/host_name.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

class TestHostName : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hostsHaveOneNotation_data()
    {
        QTest::addColumn<QByteArray>("claimed");
        QTest::addColumn<QString>("host");
        const auto row = [](const char *name, const QByteArray &claimed, const QByteArray &host) {
            QTest::newRow(name) << claimed << QString::fromLatin1(host);
        };
        row("a name", "example.com", "example.com");
        row("capitals", "EXAMPLE.Com", "example.com");
        row("the root's dot", "example.com.", "example.com");
        row("one label", "registry", "registry");
        row("digits and hyphens", "a-1.2b.example", "a-1.2b.example");
        row("a bucket's underscore", "my_bucket.s3.example", "my_bucket.s3.example");
        row("IDNA",
            "b\xc3\xbc"
            "cher.example",
            "xn--bcher-kva.example");
        row("IDNA with capitals",
            "B\xc3\x9c"
            "CHER.example",
            "xn--bcher-kva.example");
        row("punycode", "xn--bcher-kva.example", "xn--bcher-kva.example");
        row("IDNA's other dots",
            "b\xc3\xbc"
            "cher\xe3\x80\x82"
            "example",
            "xn--bcher-kva.example");
        row("what nobody sees, which IDNA leaves out", "exa\xe2\x80\x8bmple.com", "example.com");
        row("IPv4", "93.184.216.34", "93.184.216.34");
        row("IPv4 with a dot at its end", "93.184.216.34.", "93.184.216.34");
        row("IPv6", "2606:4700::1111", "2606:4700::1111");
        row("IPv6 in brackets", "[2606:4700::1111]", "2606:4700::1111");
        row("IPv6 written long", "[2606:4700:0000:0:0:0:0:1111]", "2606:4700::1111");
        row("IPv6 in capitals", "[2606:4700::ABCD]", "2606:4700::abcd");
        row("IPv4 in IPv6", "::ffff:10.0.0.1", "::ffff:10.0.0.1");
        row("IPv4 in IPv6, hexadecimal", "::ffff:0a00:0001", "::ffff:10.0.0.1");
        row("a name that only looks like a number", "1.2.3.4.example", "1.2.3.4.example");
        row("a name that starts as hexadecimal", "0xfe.example", "0xfe.example");
        const QByteArray longest = QByteArray(63, 'a') + ".example";
        row("the longest label", longest, longest);
    }

    void hostsHaveOneNotation()
    {
        QFETCH(QByteArray, claimed);
        QFETCH(QString, host);
        const Result<QString> checked = checkedEgressHost(claimed);
        QVERIFY2(checked, qPrintable(checked ? QString() : checked.error().cause));
        QCOMPARE(*checked, host);
        QCOMPARE(checkedEgressHost(checked->toUtf8()), checked);
    }

    void whatIsNoHostIsRefused_data()
    {
        QTest::addColumn<QByteArray>("claimed");
        const auto row = [](const char *name, const QByteArray &claimed) { QTest::newRow(name) << claimed; };
        row("nothing", "");
        row("only the root", ".");
        row("an empty label", "a..example");
        row("a dot first", ".example.com");
        row("two dots last", "example.com..");
        row("a blank", "exa mple.com");
        row("a blank last", "example.com ");
        row("a tab", "example.com\t");
        row("a line end", "example.com\r\n");
        row("NUL", QByteArray("example.com\0.evil.example", 25));
        row("DEL", "example.com\x7f");
        row("a percent code", "127%2e0.0.1");
        row("user info", "user@example.com");
        row("user info with a password", "user:pass@example.com");
        row("a path", "example.com/x");
        row("a backslash", "example.com\\x");
        row("a query", "example.com?x");
        row("a port", "example.com:443");
        row("a wildcard", "*.example.com");
        row("a hyphen first", "-a.example");
        row("a hyphen last", "a-.example");
        row("an underscore in the last label", "a.ex_ample");
        row("a label too long", QByteArray(64, 'a') + ".example");
        row("a name too long", QByteArray("a.").repeated(126) + "ab");
        row("far too long", QByteArray(100000, 'a'));
        row("no UTF-8", "\xff\xfe.example");
        row("punycode of nothing", "xn--.example");
        row("punycode that cannot be decoded", "xn--99999999999.example");
        row("punycode of plain ASCII", "xn--example-.com");
        row("right to left override", "exa\xe2\x80\xaemple.com");
        row("IPv4 in octal", "0177.0.0.1");
        row("IPv4 with a leading zero", "127.0.0.01");
        row("IPv4 in hexadecimal", "0x7f.0.0.1");
        row("IPv4 in binary", "0b1111111000000000000000000000001");
        row("IPv4 with a binary part", "127.0.0.0b1");
        row("IPv4 in hexadecimal capitals", "0X7F.0.0.1");
        row("IPv4 as one number", "2130706433");
        row("IPv4 as one hexadecimal number", "0x7f000001");
        row("IPv4 as one octal number", "017700000001");
        row("IPv4 of two numbers", "127.1");
        row("IPv4 of three numbers", "127.0.1");
        row("IPv4 of five numbers", "127.0.0.0.1");
        row("IPv4 with a number too large", "256.1.1.1");
        row("IPv4 with an overflow", "4294967297");
        row("IPv4 with an empty hexadecimal", "127.0.0.0x");
        row("IPv4 with a sign", "127.0.0.+1");
        row("a name that ends in a number", "example.1");
        row("a name that ends in a hexadecimal number", "example.0x1");
        row("IPv4 in full-width digits", "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1");
        row("IPv4 in circled digits", "\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1");
        row("IPv4 with an ideographic dot",
            "127\xe3\x80\x82"
            "0.0.1");
        row("IPv4 in brackets", "[127.0.0.1]");
        row("IPv6 with a zone", "fe80::1%eth0");
        row("IPv6 with a zone in brackets", "[fe80::1%25eth0]");
        row("IPv6 without an end", "[::1");
        row("IPv6 with something behind", "[::1]x");
        row("IPv6 of nine parts", "1:2:3:4:5:6:7:8:9");
        row("IPv6 with two gaps", "1::2::3");
        row("IPv6 with octal IPv4", "::ffff:0177.0.0.1");
        row("IPv6 with short IPv4", "::ffff:127.1");
        row("IPv6 with a long part", "::12345");
        row("brackets around nothing", "[]");
    }

    void whatIsNoHostIsRefused()
    {
        QFETCH(QByteArray, claimed);
        const Result<QString> checked = checkedEgressHost(claimed);
        QVERIFY2(!checked, qPrintable(checked.value_or(QString())));
        QCOMPARE(checked.error().code, EgressHostInvalid);
    }

    void authorities_data()
    {
        QTest::addColumn<QByteArray>("claimed");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port"); // 0: refused
        const auto row = [](const char *claimed, const char *host, int port) {
            QTest::newRow(claimed) << QByteArray(claimed) << QString::fromLatin1(host) << port;
        };
        row("example.com:443", "example.com", 443);
        row("EXAMPLE.com.:1", "example.com", 1);
        row("example.com:65535", "example.com", 65535);
        row("example.com", "example.com", 80);
        row("[::1]:8080", "::1", 8080);
        row("[::1]", "::1", 80);
        row("10.0.0.1:22", "10.0.0.1", 22);
        row("::1:8080", "", 0);
        row("example.com:", "", 0);
        row("example.com:0", "", 0);
        row("example.com:00443", "", 0);
        row("example.com:65536", "", 0);
        row("example.com:99999999999", "", 0);
        row("example.com:+443", "", 0);
        row("example.com:4 43", "", 0);
        row("example.com:443:443", "", 0);
        row("user@example.com:443", "", 0);
        row("example.com:443/", "", 0);
        row("[::1]443", "", 0);
        row(":443", "", 0);
    }

    void authorities()
    {
        QFETCH(QByteArray, claimed);
        QFETCH(QString, host);
        QFETCH(int, port);
        const Result<EgressAuthority> read = checkedEgressAuthority(claimed, quint16(80));
        QCOMPARE(read.has_value(), port != 0);
        if (!read)
            return;
        QCOMPARE(*read, (EgressAuthority{host, quint16(port)}));
        QCOMPARE(checkedEgressAuthority(egressAuthorityText(read->host, read->port).toLatin1()), read);
    }

    void aPortMustBeThereWhereNoneIsUsual() { QVERIFY(!checkedEgressAuthority("example.com")); }

    void addressesAreKnown()
    {
        QCOMPARE(egressAddress(u"10.0.0.1"_s), QHostAddress(u"10.0.0.1"_s));
        QCOMPARE(egressAddress(u"::1"_s), QHostAddress(u"::1"_s));
        QVERIFY(!egressAddress(u"example.com"_s));
        QVERIFY(!egressAddress(u"registry"_s));
    }
};

QTEST_GUILESS_MAIN(TestHostName)
#include "tst_host_name.moc"
