#include "runner/egress/tls_client_hello.h"
#include "tests/support/client_hello.h"

#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

using State = TlsClientHelloReader::State;
Q_DECLARE_METATYPE(pilothouse::TlsClientHelloReader::State)

namespace {

QByteArray helloFor(const QByteArray &name)
{
    return clientHelloMessage(tlsExtension(10, "\x00\x02\x00\x1d") + serverNameExtension(name) + tlsExtension(16, "x"));
}

State stateOf(const QByteArray &bytes, qsizetype portion = 100000)
{
    TlsClientHelloReader reader;
    for (qsizetype at = 0; at < bytes.size() && reader.state() == State::NeedMore; at += portion)
        reader.feed(QByteArrayView(bytes).sliced(at, std::min(portion, bytes.size() - at)));
    return reader.state();
}

} // namespace

class TestTlsClientHello : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNameIsFoundHoweverTheHelloIsCut()
    {
        const QByteArray message = helloFor("Example.COM");
        for (qsizetype record = 4; record <= message.size(); ++record) {
            const QByteArray bytes = tlsRecords(message, record);
            for (const qsizetype portion : {qsizetype(1), qsizetype(2), qsizetype(7), bytes.size()}) {
                TlsClientHelloReader reader;
                for (qsizetype at = 0; at < bytes.size(); at += portion) {
                    QCOMPARE(reader.state(), State::NeedMore);
                    reader.feed(QByteArrayView(bytes).sliced(at, std::min(portion, bytes.size() - at)));
                }
                QCOMPARE(reader.state(), State::Named);
                QCOMPARE(reader.hello(), (TlsClientHello{u"example.com"_s, false}));
            }
        }
    }

    void everyBeginningNeedsMore()
    {
        const QByteArray bytes = tlsRecords(helloFor("example.com"), 20);
        for (qsizetype length = 0; length < bytes.size(); ++length)
            QCOMPARE(stateOf(bytes.first(length)), State::NeedMore);
    }

    void whatFollowsTheHelloIsNotRead()
    {
        QCOMPARE(stateOf(tlsRecords(helloFor("example.com")) + QByteArray("\x14\x03\x03\x00\x01\x01garbage", 13)),
            State::Named);
    }

    void encryptedHellosAreNoticed()
    {
        TlsClientHelloReader reader;
        reader.feed(tlsRecords(clientHelloMessage(serverNameExtension("outer.example") + tlsExtension(0xfe0d, "x"))));
        QCOMPARE(reader.state(), State::Named);
        QCOMPARE(reader.hello(), (TlsClientHello{u"outer.example"_s, true}));
        TlsClientHelloReader nameless;
        nameless.feed(tlsRecords(clientHelloMessage(tlsExtension(0xfe0d, "x"))));
        QCOMPARE(nameless.state(), State::NoName);
        QVERIFY(nameless.hello().encrypted);
    }

    void hellosAreJudged_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<State>("state");
        const auto row = [](const char *name, const QByteArray &bytes, State state) {
            QTest::newRow(name) << bytes << state;
        };
        const auto with = [](const QByteArray &extensions) { return tlsRecords(clientHelloMessage(extensions)); };
        const auto names = [&with](const QByteArray &list) { return with(tlsExtension(0, tlsVector(list, 2))); };
        const QByteArray entry = tlsNumber(0, 1) + tlsVector("example.com", 2);

        row("no extensions at all",
            tlsRecords(tlsNumber(1, 1)
                + tlsVector(
                    "\x03\x01" + QByteArray(32, 'r') + tlsVector({}, 1) + tlsVector("ab", 2) + tlsVector("0", 1), 3)),
            State::NoName);
        row("empty extensions", with({}), State::NoName);
        row("no server name", with(tlsExtension(16, "x")), State::NoName);

        row("HTTP", "GET / HTTP/1.1\r\n\r\n", State::NotTls);
        row("SSH", "SSH-2.0-x\r\n", State::NotTls);
        row("SSL 2", QByteArray("\x80\x2e\x01\x03\x01", 5), State::NotTls);
        row("an alert", QByteArray("\x15\x03\x01\x00\x02\x01\x00", 7), State::NotTls);
        row("application data", QByteArray("\x17\x03\x03\x00\x01x", 6), State::NotTls);
        row("another major version", QByteArray("\x16\x02\x01\x00\x05", 5), State::NotTls);
        row("a later minor version", QByteArray("\x16\x03\x05\x00\x05", 5), State::NotTls);

        row("an empty record", QByteArray("\x16\x03\x01\x00\x00", 5), State::Malformed);
        row("a record too long", QByteArray("\x16\x03\x01\x40\x01", 5), State::Malformed);
        row("a ServerHello", tlsRecords(tlsNumber(2, 1) + tlsVector("x", 3)), State::Malformed);
        row("an empty hello", tlsRecords(tlsNumber(1, 1) + tlsVector({}, 3)), State::Malformed);
        row("a hello that is too short", tlsRecords(tlsNumber(1, 1) + tlsVector("\x03\x03", 3)), State::Malformed);
        row("something behind the hello in its record", tlsRecords(helloFor("example.com") + "x"), State::Malformed);
        row("two hellos in a record", tlsRecords(helloFor("example.com") + helloFor("evil.example")), State::Malformed);
        row("something behind the extensions",
            tlsRecords(tlsNumber(1, 1)
                + tlsVector("\x03\x03" + QByteArray(32, 'r') + tlsVector({}, 1) + tlsVector("ab", 2) + tlsVector("0", 1)
                        + tlsVector({}, 2) + "x",
                    3)),
            State::Malformed);
        row("an odd number of cipher bytes",
            tlsRecords(tlsNumber(1, 1)
                + tlsVector("\x03\x03" + QByteArray(32, 'r') + tlsVector({}, 1) + tlsVector("abc", 2)
                        + tlsVector("0", 1) + tlsVector({}, 2),
                    3)),
            State::Malformed);
        row("a session id too long",
            tlsRecords(tlsNumber(1, 1)
                + tlsVector("\x03\x03" + QByteArray(32, 'r') + tlsVector(QByteArray(33, 's'), 1) + tlsVector("ab", 2)
                        + tlsVector("0", 1) + tlsVector({}, 2),
                    3)),
            State::Malformed);
        row("an extension longer than all", with(tlsNumber(16, 2) + tlsNumber(10, 2) + "x"), State::Malformed);
        row("half an extension", with("\x01"), State::Malformed);
        row("an extension twice", with(tlsExtension(16, "x") + tlsExtension(16, "x")), State::Malformed);
        row("two server names in two extensions",
            with(serverNameExtension("example.com") + serverNameExtension("evil.example")), State::Malformed);
        row("two server names in one extension", names(entry + entry), State::Malformed);
        row("no server name in the extension", names({}), State::Malformed);
        row("an empty extension", with(tlsExtension(0, {})), State::Malformed);
        row("another kind of name", names(tlsNumber(1, 1) + tlsVector("example.com", 2)), State::Malformed);
        row("something behind the name", names(entry + "x"), State::Malformed);
        row("something behind the list", with(tlsExtension(0, tlsVector(entry, 2) + "x")), State::Malformed);
        row("a name longer than the list", names(tlsNumber(0, 1) + tlsNumber(200, 2) + "example.com"),
            State::Malformed);
        row("an empty name", with(serverNameExtension({})), State::Malformed);
        row("an address", with(serverNameExtension("10.0.0.1")), State::Malformed);
        row("an IPv6 address", with(serverNameExtension("::1")), State::Malformed);
        row("a name with NUL", with(serverNameExtension(QByteArray("example.com\0.evil", 17))), State::Malformed);
        row("a name with a blank", with(serverNameExtension("example.com ")), State::Malformed);
        row("a name with a port", with(serverNameExtension("example.com:443")), State::Malformed);
        row("a name above ASCII",
            with(serverNameExtension("b\xc3\xbc"
                                     "cher.example")),
            State::Malformed);

        row("a hello that says it is too long",
            tlsRecords(tlsNumber(1, 1) + tlsNumber(TlsClientHelloReader::helloLimit + 1, 3) + "x"), State::TooLong);
        row("a hello in too many records", tlsRecords(helloFor("example.com"), 1), State::TooLong);
    }

    void hellosAreJudged()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(State, state);
        QCOMPARE(stateOf(bytes), state);
        QCOMPARE(stateOf(bytes, 1), state);
        QCOMPARE(stateOf(bytes, 3), state);
    }

    void theLongestHelloIsRead()
    {
        const QByteArray frame = serverNameExtension("example.com");
        const qsizetype rest = TlsClientHelloReader::helloLimit - (clientHelloMessage(frame).size() - 4) - 4;
        const QByteArray bytes = tlsRecords(clientHelloMessage(frame + tlsExtension(21, QByteArray(rest, 'p'))));
        QCOMPARE(stateOf(bytes), State::Named);
        QVERIFY(bytes.size() <= TlsClientHelloReader::bytesLimit);
        QCOMPARE(stateOf(tlsRecords(clientHelloMessage(frame + tlsExtension(21, QByteArray(rest + 1, 'p'))))),
            State::TooLong);
    }
};

QTEST_GUILESS_MAIN(TestTlsClientHello)
#include "tst_tls_client_hello.moc"
