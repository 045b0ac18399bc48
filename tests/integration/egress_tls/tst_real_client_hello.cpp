// Hellos of real clients: the openssl program and Qt's own TLS connect to a socket here, and what they send is read.

#include "runner/egress/tls_client_hello.h"

#include <QProcess>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

using State = TlsClientHelloReader::State;

namespace {

constexpr int Patience = 30'000;

void read(const QByteArray &bytes, TlsClientHelloReader &reader, qsizetype portion)
{
    for (qsizetype at = 0; at < bytes.size() && reader.state() == State::NeedMore; at += portion)
        reader.feed(QByteArrayView(bytes).sliced(at, std::min(portion, bytes.size() - at)));
}

} // namespace

class RealClientHelloTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        QVERIFY(m_server.listen(QHostAddress::LocalHost));
    }

    void opensslIsUnderstood_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("name");
        QTest::newRow("as it is") << QStringList{u"-servername"_s, u"example.com"_s} << u"example.com"_s;
        QTest::newRow("TLS 1.2") << QStringList{u"-tls1_2"_s, u"-servername"_s, u"A.Example.com"_s}
                                 << u"a.example.com"_s;
        QTest::newRow("TLS 1.3") << QStringList{u"-tls1_3"_s, u"-servername"_s, u"example.com"_s} << u"example.com"_s;
        QTest::newRow("with protocols") << QStringList{u"-alpn"_s, u"h2,http/1.1"_s, u"-servername"_s, u"x.example"_s}
                                        << u"x.example"_s;
        QTest::newRow("in fragments") << QStringList{u"-split_send_frag"_s, u"512"_s, u"-max_send_frag"_s, u"512"_s,
            u"-servername"_s, u"x.example"_s}
                                      << u"x.example"_s;
        QTest::newRow("without a name") << QStringList{u"-noservername"_s} << QString();
    }

    void opensslIsUnderstood()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, name);
        QProcess openssl;
        openssl.start(u"openssl"_s,
            QStringList{u"s_client"_s, u"-connect"_s, u"127.0.0.1:%1"_s.arg(m_server.serverPort())} + arguments);
        QVERIFY2(openssl.waitForStarted(Patience), "the openssl program is needed");
        const QByteArray bytes = firstMessage();
        openssl.kill();
        QVERIFY(openssl.waitForFinished(Patience));
        check(bytes, name);
    }

    void qtIsUnderstood()
    {
        QSslSocket client;
        client.connectToHostEncrypted(u"127.0.0.1"_s, m_server.serverPort(), u"qt.example"_s);
        const QByteArray bytes = firstMessage();
        client.abort();
        check(bytes, u"qt.example"_s);
    }

private:
    /// What the next client sends before anybody answers; its hello is whole when it waits.
    QByteArray firstMessage()
    {
        QByteArray bytes;
        const auto take = [&] {
            if (!m_server.hasPendingConnections() && !m_client)
                return false;
            if (!m_client)
                m_client.reset(m_server.nextPendingConnection());
            bytes += m_client->readAll();
            TlsClientHelloReader reader;
            reader.feed(bytes);
            return reader.state() != State::NeedMore;
        };
        const bool came = QTest::qWaitFor(take, Patience);
        m_client.reset();
        return came ? bytes : QByteArray();
    }

    static void check(const QByteArray &bytes, const QString &name)
    {
        QVERIFY2(!bytes.isEmpty(), "no hello came");
        for (const qsizetype portion : {qsizetype(1), qsizetype(5), qsizetype(100), bytes.size()}) {
            TlsClientHelloReader reader;
            read(bytes, reader, portion);
            QCOMPARE(reader.state(), name.isEmpty() ? State::NoName : State::Named);
            QCOMPARE(reader.hello(), (TlsClientHello{name, false}));
        }
    }

    QTcpServer m_server;
    std::unique_ptr<QTcpSocket> m_client;
};

QTEST_GUILESS_MAIN(RealClientHelloTest)
#include "tst_real_client_hello.moc"
