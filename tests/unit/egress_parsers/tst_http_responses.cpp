#include "runner/egress/http_head.h"

#include <QTest>

using namespace pilothouse;

namespace {

ProxyRequest clientOf(bool http11)
{
    ProxyRequest request;
    request.method = "GET";
    request.toleratesChunked = http11;
    return request;
}

} // namespace

class TestHttpResponses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAreMadeAnew_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<bool>("http11");
        QTest::addColumn<QByteArray>("sent");
        const auto row = [](const char *name, const char *method, const char *head, bool http11, const char *sent) {
            QTest::newRow(name) << QByteArray(method) << QByteArray(head) << http11 << QByteArray(sent);
        };
        row("a known length", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"x\"\r\nServer: s\r\n\r\n", true,
            "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nServer: s\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n");
        row("chunks", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n");
        row("chunks for HTTP/1.0", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", false,
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        row("until the end", "GET", "HTTP/1.0 200 OK\r\n\r\n", true,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n");
        row("to HEAD", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true,
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n");
        row("nothing", "GET", "HTTP/1.1 204 No Content\r\n\r\n", true,
            "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n");
        row("not modified", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", true,
            "HTTP/1.1 304 Not Modified\r\nConnection: keep-alive\r\n\r\n");
        row("what is for the connection", "GET",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\n"
            "Alt-Svc: h3=\":443\"\r\nProxy-Authenticate: Basic\r\nUpgrade: h2\r\n\r\n",
            true, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
        row("a redirect is the client's affair", "GET",
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", true,
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n"
            "Connection: keep-alive\r\n\r\n");
        row("no reason", "GET", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", true,
            "HTTP/1.1 200 \r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    }

    void answersAreMadeAnew()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, head);
        QFETCH(bool, http11);
        QFETCH(QByteArray, sent);
        const Result<OriginResponse> response = readOriginResponse(head, method);
        QVERIFY2(response, qPrintable(response ? QString() : response.error().cause));
        QCOMPARE(clientResponseHead(*response, clientOf(http11), HttpConnection::KeepAlive), sent);
        QVERIFY(clientResponseHead(*response, clientOf(http11), HttpConnection::Close)
                .endsWith("\r\nConnection: close\r\n\r\n"));
    }

    void interimAnswersAreKnown()
    {
        const Result<OriginResponse> response =
            readOriginResponse("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", "GET");
        QVERIFY(response && response->isInterim());
        QCOMPARE(response->framing, HttpFraming());
    }

    void doubtfulAnswersAreRefused_data()
    {
        QTest::addColumn<QByteArray>("head");
        const auto row = [](const char *name, const QByteArray &head) { QTest::newRow(name) << head; };
        const auto ok = [](const QByteArray &lines) -> QByteArray { return "HTTP/1.1 200 OK\r\n" + lines + "\r\n"; };
        row("CL and TE", ok("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"));
        row("two lengths", ok("Content-Length: 5\r\nContent-Length: 5\r\n"));
        row("another coding", ok("Transfer-Encoding: gzip, chunked\r\n"));
        row("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        row("a folded line", ok("X: a\r\n b\r\n"));
        row("a bare LF", "HTTP/1.1 200 OK\nX: a\r\n\r\n");
        row("a bare CR", ok("X: a\rSet-Cookie: b\r\n"));
        row("NUL", ok(QByteArray("X: a\0b\r\n", 8)));
        row("a blank before the colon", ok("Content-Length : 5\r\n"));
        row("a negative length", ok("Content-Length: -1\r\n"));
        row("an upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n");
        row("a proxy's question", "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
        row("no status", "HTTP/1.1 OK\r\n\r\n");
        row("two digits", "HTTP/1.1 20 OK\r\n\r\n");
        row("four digits", "HTTP/1.1 2000 OK\r\n\r\n");
        row("status 99", "HTTP/1.1 099 X\r\n\r\n");
        row("status 600", "HTTP/1.1 600 X\r\n\r\n");
        row("HTTP/2", "HTTP/2 200\r\n\r\n");
        row("another protocol", "SSH-2.0-OpenSSH_10.0\r\n\r\n");
        row("a second answer behind", ok("") + ok(""));
        row("three bytes", "a\r\n");
        row("nothing", "");
    }

    void doubtfulAnswersAreRefused()
    {
        QFETCH(QByteArray, head);
        const Result<OriginResponse> response = readOriginResponse(head, "GET");
        QVERIFY(!response);
        QCOMPARE(response.error().code, ProtocolViolated);
    }
};

QTEST_GUILESS_MAIN(TestHttpResponses)
#include "tst_http_responses.moc"
