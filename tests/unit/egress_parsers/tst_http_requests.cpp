#include "runner/egress/host_name.h"
#include "runner/egress/http_head.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

/// A request for http://example.com/ with these lines behind its Host, each with its line end.
QByteArray getWith(const QByteArray &lines)
{
    return "GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n" + lines + "\r\n";
}

QByteArray postWith(const QByteArray &lines)
{
    return "POST http://example.com/ HTTP/1.1\r\nHost: example.com\r\n" + lines + "\r\n";
}

} // namespace

class TestHttpRequests : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tunnelsAreRead_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        const auto row = [](const char *name, const char *head, const char *host, int port) {
            QTest::newRow(name) << QByteArray(head) << QString::fromLatin1(host) << port;
        };
        row("curl",
            "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nUser-Agent: curl/8.14.1\r\n"
            "Proxy-Connection: Keep-Alive\r\n\r\n",
            "example.com", 443);
        row("Python", "CONNECT example.com:443 HTTP/1.0\r\n\r\n", "example.com", 443);
        row("npm",
            "CONNECT registry.npmjs.org:443 HTTP/1.1\r\nHost: registry.npmjs.org:443\r\n"
            "proxy-connection: keep-alive\r\n\r\n",
            "registry.npmjs.org", 443);
        row("Go",
            "CONNECT proxy.golang.org:443 HTTP/1.1\r\nHost: proxy.golang.org:443\r\n"
            "User-Agent: Go-http-client/1.1\r\n\r\n",
            "proxy.golang.org", 443);
        row("a Host without the port", "CONNECT example.com:8443 HTTP/1.1\r\nHost: example.com\r\n\r\n", "example.com",
            8443);
        row("IPv6", "CONNECT [2606:4700::1111]:443 HTTP/1.1\r\nHost: [2606:4700::1111]:443\r\n\r\n", "2606:4700::1111",
            443);
        row("capitals and a dot", "CONNECT EXAMPLE.com.:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n", "example.com",
            443);
    }

    void tunnelsAreRead()
    {
        QFETCH(QByteArray, head);
        QFETCH(QString, host);
        QFETCH(int, port);
        QCOMPARE(httpHeadEnd(QByteArray(head + "more")), Result<qsizetype>(head.size()));
        const Result<ProxyRequest> request = readProxyRequest(head);
        QVERIFY2(request, qPrintable(request ? QString() : request.error().cause));
        QCOMPARE(request->target, (EgressTarget{host, quint16(port), EgressProtocol::Tunnel, {}}));
        QVERIFY(request->fields.isEmpty());
        QCOMPARE(request->framing, HttpFraming());
    }

    void requestsAreMadeAnew_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("sent");
        const auto row = [](const char *name, const char *head, const char *sent) {
            QTest::newRow(name) << QByteArray(head) << QByteArray(sent);
        };
        row("apt",
            "GET http://deb.debian.org/debian/dists/trixie/InRelease HTTP/1.1\r\nHost: deb.debian.org\r\n"
            "Cache-Control: max-age=0\r\nAccept: text/*\r\nUser-Agent: Debian APT-HTTP/1.3 (3.0.3)\r\n\r\n",
            "GET /debian/dists/trixie/InRelease HTTP/1.1\r\nHost: deb.debian.org\r\nCache-Control: max-age=0\r\n"
            "Accept: text/*\r\nUser-Agent: Debian APT-HTTP/1.3 (3.0.3)\r\nConnection: close\r\n\r\n");
        row("what is for the connection or the proxy stays behind",
            "GET http://example.com:8080/a?b=c HTTP/1.1\r\nHost: example.com:8080\r\n"
            "Connection: keep-alive, X-Mine\r\nX-Mine: 1\r\nProxy-Authorization: Basic Zm9v\r\n"
            "Proxy-Connection: close\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"
            "X-Kept: yes\r\n\r\n",
            "GET /a?b=c HTTP/1.1\r\nHost: example.com:8080\r\nX-Kept: yes\r\nConnection: close\r\n\r\n");
        row("a path in one notation", "GET http://example.com/a/../%61dmin/%2e HTTP/1.1\r\nHost: example.com\r\n\r\n",
            "GET /admin/ HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
        row("no path", "GET http://example.com?q HTTP/1.1\r\nHost: example.com\r\n\r\n",
            "GET /?q HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
        row("HTTP/1.0 without a Host", "GET http://EXAMPLE.com/ HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
        row("a body of known length",
            "POST http://example.com/ HTTP/1.1\r\nHost: example.com\r\ncontent-length: 5\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
        row("a body in chunks",
            "POST http://example.com/ HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: Chunked\r\n"
            "Expect: 100-continue\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        row("no body where there may be one", "POST http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        row("IPv6", "GET http://[2606:4700::1]:80/ HTTP/1.1\r\nHost: [2606:4700:0::1]\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: [2606:4700::1]\r\nConnection: close\r\n\r\n");
        row("blanks around a value", "GET http://example.com/ HTTP/1.1\r\nHost:\t example.com \r\nX: \t y z\t\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: example.com\r\nX: y z\r\nConnection: close\r\n\r\n");
    }

    void requestsAreMadeAnew()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, sent);
        const Result<ProxyRequest> request = readProxyRequest(head);
        QVERIFY2(request, qPrintable(request ? QString() : request.error().cause));
        QCOMPARE(request->target.protocol, EgressProtocol::Http);
        QCOMPARE(originRequestHead(*request), sent);
    }

    void wishesOfTheClientAreRead()
    {
        const auto read = [](const QByteArray &head) { return readProxyRequest(head).value(); };
        QVERIFY(read(getWith("")).keepAlive);
        QVERIFY(!read(getWith("Connection: x, Close\r\n")).keepAlive);
        QVERIFY(!read(getWith("Proxy-Connection: close\r\n")).keepAlive);
        QVERIFY(!read("GET http://example.com/ HTTP/1.0\r\n\r\n").keepAlive);
        QVERIFY(!read("GET http://example.com/ HTTP/1.0\r\n\r\n").toleratesChunked);
        QVERIFY(read(postWith("Expect: 100-Continue\r\nContent-Length: 1\r\n")).expectsContinue);
        QCOMPARE(read(postWith("Content-Length: 17\r\n")).framing, (HttpFraming{HttpFraming::Kind::Length, 17}));
    }

    void smugglingIsRefused_data()
    {
        QTest::addColumn<QByteArray>("head");
        const auto row = [](const char *name, const QByteArray &head) { QTest::newRow(name) << head; };
        // Two framings.
        row("CL and TE", postWith("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"));
        row("TE and CL", postWith("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"));
        row("two lengths", postWith("Content-Length: 5\r\nContent-Length: 6\r\n"));
        row("two equal lengths", postWith("Content-Length: 5\r\nContent-Length: 5\r\n"));
        row("two lengths in one field", postWith("Content-Length: 5, 5\r\n"));
        row("two codings", postWith("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"));
        row("chunked and identity", postWith("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"));
        row("gzip, chunked", postWith("Transfer-Encoding: gzip, chunked\r\n"));
        row("chunked, chunked", postWith("Transfer-Encoding: chunked, chunked\r\n"));
        row("chunked not last", postWith("Transfer-Encoding: chunked, identity\r\n"));
        row("identity", postWith("Transfer-Encoding: identity\r\n"));
        row("xchunked", postWith("Transfer-Encoding: xchunked\r\n"));
        row("a quoted coding", postWith("Transfer-Encoding: \"chunked\"\r\n"));
        row("chunked with a parameter", postWith("Transfer-Encoding: chunked;x=1\r\n"));
        row("an empty coding", postWith("Transfer-Encoding:\r\n"));
        row("a vertical tab before chunked", postWith("Transfer-Encoding: \vchunked\r\n"));
        row("TE in HTTP/1.0", "POST http://example.com/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
        row("a length with a sign", postWith("Content-Length: +5\r\n"));
        row("a negative length", postWith("Content-Length: -5\r\n"));
        row("a hexadecimal length", postWith("Content-Length: 0x5\r\n"));
        row("a length with a blank", postWith("Content-Length: 5 6\r\n"));
        row("a length with an underscore", postWith("Content-Length: 1_0\r\n"));
        row("an empty length", postWith("Content-Length:\r\n"));
        row("a length that overflows", postWith("Content-Length: 18446744073709551617\r\n"));
        row("a length after an underscore", postWith("Content_Length: 5\r\n"));
        row("a coding after an underscore", postWith("Transfer_Encoding: chunked\r\n"));
        row("a body of GET", getWith("Content-Length: 5\r\n"));
        row("a body of GET in chunks", getWith("Transfer-Encoding: chunked\r\n"));
        // Names and lines.
        row("a blank before the colon", postWith("Content-Length : 5\r\n"));
        row("a tab before the colon", postWith("Transfer-Encoding\t: chunked\r\n"));
        row("a blank before the name", "POST http://example.com/ HTTP/1.1\r\n Host: example.com\r\n\r\n");
        row("a folded line", postWith("X: a\r\n Transfer-Encoding: chunked\r\n"));
        row("a folded line by a tab", postWith("X: a\r\n\tb\r\n"));
        row("a name alone", postWith("Transfer-Encoding\r\n"));
        row("no name", postWith(": chunked\r\n"));
        row("a name that is no token", postWith("Transfer(Encoding: chunked\r\n"));
        row("a name above ASCII", postWith("Transfer-Encod\xc4\xb1ng: chunked\r\n"));
        row("a bare LF", "POST http://example.com/ HTTP/1.1\nHost: example.com\n\r\n\r\n");
        row("a bare LF in a field", postWith("X: a\nTransfer-Encoding: chunked\r\n"));
        row("a bare CR in a field", postWith("X: a\rTransfer-Encoding: chunked\r\n"));
        row("two CR", postWith("X: a\r\r\n"));
        row("NUL in a value", postWith(QByteArray("X: a\0b\r\n", 8)));
        row("NUL in a name", postWith(QByteArray("X\0: a\r\n", 7)));
        row("DEL in a value", postWith("X: a\x7f\r\n"));
        row("a second request behind the head", getWith("") + getWith(""));
        row("half a head", "GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n");
        row("nothing", "");
        row("three bytes", "a\r\n");
        row("only line ends", "\r\n\r\n");
        row("an empty line first", "\r\n" + getWith(""));
        // The request line.
        row("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\n");
        row("HTTP/0.9", "GET http://example.com/\r\n\r\n");
        row("HTTP/1.2", "GET http://example.com/ HTTP/1.2\r\nHost: example.com\r\n\r\n");
        row("HTTP/2.0", "GET http://example.com/ HTTP/2.0\r\nHost: example.com\r\n\r\n");
        row("http/1.1", "GET http://example.com/ http/1.1\r\nHost: example.com\r\n\r\n");
        row("two blanks", "GET  http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("a tab", "GET\thttp://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("a blank in the URL", "GET http://example.com/a b HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("a second version", "GET http://example.com/ HTTP/1.1 HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("a small method", "get http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("TRACE", "TRACE http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("PROPFIND", "PROPFIND http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("an own method", "FETCH http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("origin form", "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("https in absolute form", "GET https://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("ftp", "GET ftp://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("file", "GET file:///etc/passwd HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("gopher", "GET gopher://example.com:70/_x HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("no authority", "GET http:/// HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("user info", "GET http://evil@example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("user info that looks like the host",
            "GET http://example.com:80@evil.example/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("a fragment", "GET http://example.com/#@evil.example/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("a backslash in the authority",
            "GET http://example.com\\@evil.example/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("a control character in the query", "GET http://example.com/?a\x01 HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("CONNECT without a port", "CONNECT example.com HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("CONNECT with a URL", "CONNECT http://example.com:443/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("CONNECT with a path", "CONNECT example.com:443/x HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("CONNECT with a body",
            "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\nContent-Length: 5\r\n\r\n");
        row("CONNECT in chunks",
            "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n");
        row("CONNECT to an octal address", "CONNECT 0177.0.0.1:443 HTTP/1.1\r\n\r\n");
        row("an unbracketed IPv6", "CONNECT ::1:443 HTTP/1.1\r\n\r\n");
        // The host.
        row("another Host", "GET http://example.com/ HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        row("another port in Host", "GET http://example.com/ HTTP/1.1\r\nHost: example.com:8080\r\n\r\n");
        row("two Hosts", "GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nHost: evil.example\r\n\r\n");
        row("two equal Hosts", "GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nhost: example.com\r\n\r\n");
        row("no Host", "GET http://example.com/ HTTP/1.1\r\n\r\n");
        row("an empty Host", "GET http://example.com/ HTTP/1.1\r\nHost:\r\n\r\n");
        row("a Host with a path", "GET http://example.com/ HTTP/1.1\r\nHost: example.com/x\r\n\r\n");
        row("a Host with user info", "GET http://example.com/ HTTP/1.1\r\nHost: x@example.com\r\n\r\n");
        row("two hosts in one Host", "GET http://example.com/ HTTP/1.1\r\nHost: example.com, evil.example\r\n\r\n");
        row("another Host for CONNECT", "CONNECT example.com:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n");
        row("another port for CONNECT", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:80\r\n\r\n");
        // Fields that take others away.
        row("Connection: host", getWith("Connection: Host\r\n"));
        row("Connection: content-length", postWith("Content-Length: 5\r\nConnection: content-length\r\n"));
        row("Connection with no token", getWith("Connection: a b\r\n"));
        row("another expectation", postWith("Content-Length: 5\r\nExpect: 200-ok\r\n"));
        row("two expectations", postWith("Content-Length: 5\r\nExpect: 100-continue\r\nExpect: 100-continue\r\n"));
        // Paths.
        row("above the root", "GET http://example.com/../x HTTP/1.1\r\nHost: example.com\r\n\r\n");
        row("an encoded backslash", "GET http://example.com/a%5cb HTTP/1.1\r\nHost: example.com\r\n\r\n");
    }

    void smugglingIsRefused()
    {
        QFETCH(QByteArray, head);
        const Result<ProxyRequest> request = readProxyRequest(head);
        QVERIFY(!request);
        QVERIFY(request.error().code == ProtocolViolated || request.error().code == EgressHostInvalid);
        QVERIFY(!request.error().message.isEmpty());
    }

    void headsAreBounded()
    {
        QCOMPARE(httpHeadEnd(QByteArray(httpHeadLimit - 1, 'a')), Result<qsizetype>(0));
        QVERIFY(!httpHeadEnd(QByteArray(httpHeadLimit, 'a')));
        const Result<ProxyRequest> large = readProxyRequest(getWith("X: " + QByteArray(httpHeadLimit, 'a') + "\r\n"));
        QVERIFY(!large && large.error().code == LimitExceeded);
        const Result<ProxyRequest> many = readProxyRequest(getWith(QByteArray("X: a\r\n").repeated(httpFieldLimit)));
        QVERIFY(!many && many.error().code == LimitExceeded);
        QVERIFY(readProxyRequest(getWith(QByteArray("X: a\r\n").repeated(httpFieldLimit - 1))));
    }
};

QTEST_GUILESS_MAIN(TestHttpRequests)
#include "tst_http_requests.moc"
