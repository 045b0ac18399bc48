#include "runner/egress/http_body_reader.h"

#include <QTest>

using namespace pilothouse;

namespace {

constexpr HttpFraming chunked{HttpFraming::Kind::Chunked, 0};

struct Outcome {
    QByteArray body;
    QByteArray rest;
    ErrorCode error;
    bool complete = false;
};

Outcome readBody(HttpFraming framing, qint64 limit, const QByteArray &bytes, qsizetype portion)
{
    HttpBodyReader reader(framing, limit);
    Outcome outcome;
    qsizetype at = 0;
    while (at < bytes.size() && !reader.isComplete()) {
        const auto step = reader.feed(QByteArrayView(bytes).sliced(at, std::min(portion, bytes.size() - at)));
        if (!step) {
            outcome.error = step.error().code;
            return outcome;
        }
        outcome.body += step->body;
        at += step->used;
    }
    outcome.rest = bytes.sliced(at);
    if (const auto finished = reader.finish(); !finished)
        outcome.error = finished.error().code;
    outcome.complete = reader.isComplete();
    return outcome;
}

} // namespace

class TestHttpBodies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bodiesAreTakenOutHoweverTheyAreCut_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<qint64>("length");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("rest");
        const auto row = [](const char *name, HttpFraming framing, const char *bytes, const char *body,
                             const char *rest) {
            QTest::newRow(name) << int(framing.kind) << framing.length << QByteArray(bytes) << QByteArray(body)
                                << QByteArray(rest);
        };
        row("none", {}, "next", "", "next");
        row("length 0", {HttpFraming::Kind::Length, 0}, "next", "", "next");
        row("length 5", {HttpFraming::Kind::Length, 5}, "hellonext", "hello", "next");
        row("until the end", {HttpFraming::Kind::UntilClose, 0}, "all of it", "all of it", "");
        row("no chunks", chunked, "0\r\n\r\nnext", "", "next");
        row("chunks", chunked, "5\r\nhello\r\n06\r\n world\r\n000\r\n\r\nnext", "hello world", "next");
        row("hexadecimal", chunked, "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789", "");
        row("line ends within", chunked, "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n", "");
        row("trailers are dropped", chunked, "1\r\nx\r\n0\r\nX-Sum: 1\r\nTransfer-Encoding: y\r\n\r\nnext", "x",
            "next");
    }

    void bodiesAreTakenOutHoweverTheyAreCut()
    {
        QFETCH(int, kind);
        QFETCH(qint64, length);
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, rest);
        for (qsizetype portion = 1; portion <= bytes.size(); ++portion) {
            const Outcome outcome = readBody({HttpFraming::Kind(kind), length}, 100, bytes, portion);
            QVERIFY(outcome.complete);
            QCOMPARE(outcome.error, ErrorCode());
            QCOMPARE(outcome.body, body);
            QCOMPARE(outcome.rest, rest);
        }
    }

    void badChunksAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, const QByteArray &bytes) { QTest::newRow(name) << bytes; };
        row("an extension", "5;x=1\r\nhello\r\n0\r\n\r\n");
        row("an extension of the last", "0;x\r\n\r\n");
        row("an extension that hides a line", "5;\nGET / HTTP/1.1\r\nhello\r\n0\r\n\r\n");
        row("a blank behind the size", "5 \r\nhello\r\n0\r\n\r\n");
        row("a blank before the size", " 5\r\nhello\r\n0\r\n\r\n");
        row("a sign", "+5\r\nhello\r\n0\r\n\r\n");
        row("a negative size", "-5\r\nhello\r\n0\r\n\r\n");
        row("0x", "0x5\r\nhello\r\n0\r\n\r\n");
        row("an underscore", "1_0\r\nhello\r\n0\r\n\r\n");
        row("no size", "\r\nhello\r\n0\r\n\r\n");
        row("no number", "g\r\nhello\r\n0\r\n\r\n");
        row("a size that overflows", "10000000000000005\r\nhello\r\n0\r\n\r\n");
        row("endless zeros", QByteArray(1000, '0'));
        row("a bare LF behind the size", "5\nhello\r\n0\r\n\r\n");
        row("a bare CR behind the size", "5\rhello\r\n0\r\n\r\n");
        row("two CR", "5\r\r\nhello\r\n0\r\n\r\n");
        row("a bare LF behind the chunk", "5\r\nhello\n0\r\n\r\n");
        row("a chunk longer than its size", "4\r\nhello\r\n0\r\n\r\n");
        row("a trailer that is no field", "0\r\nGET / HTTP/1.1\r\n\r\n");
        row("a trailer with a blank before its colon", "0\r\nX : y\r\n\r\n");
        row("a folded trailer", "0\r\nX: y\r\n z\r\n\r\n");
        row("endless trailers", "0\r\n" + QByteArray("X: yyyyyyyyyyyyyyyyyyyy\r\n").repeated(1000));
        row("an endless trailer", "0\r\nX: " + QByteArray(100000, 'y'));
        row("broken off", "5\r\nhel");
        row("broken off before the end", "5\r\nhello\r\n0\r\n");
    }

    void badChunksAreRefused()
    {
        QFETCH(QByteArray, bytes);
        for (const qsizetype portion : {qsizetype(1), qsizetype(3), bytes.size()})
            QCOMPARE(readBody(chunked, 1000, bytes, portion).error, ProtocolViolated);
    }

    void bodiesAreBounded()
    {
        QCOMPARE(readBody({HttpFraming::Kind::Length, 101}, 100, "x", 1).error, LimitExceeded);
        QCOMPARE(readBody({HttpFraming::Kind::UntilClose, 0}, 100, QByteArray(101, 'x'), 7).error, LimitExceeded);
        QCOMPARE(readBody(chunked, 100, "65\r\n", 1).error, LimitExceeded);
        QCOMPARE(readBody(chunked, 5, "3\r\nabc\r\n3\r\n", 1).error, LimitExceeded);
        QCOMPARE(readBody(chunked, 100, "ffffffffffffff\r\n", 1).error, LimitExceeded);
    }

    void whatWasRefusedStaysRefused()
    {
        HttpBodyReader reader(chunked, 100);
        QVERIFY(!reader.feed("x\r\n"));
        QVERIFY(!reader.feed("0\r\n\r\n"));
        QVERIFY(!reader.finish());
        QVERIFY(!reader.isComplete());
    }

    void chunksAreMade()
    {
        QCOMPARE(httpChunk("hello world, again"), QByteArray("12\r\nhello world, again\r\n"));
        QCOMPARE(httpChunk({}), QByteArray("0\r\n\r\n"));
        QCOMPARE(readBody(chunked, 100, httpChunk("a") + httpChunk("bc") + httpChunk({}), 2).body, QByteArray("abc"));
    }
};

QTEST_GUILESS_MAIN(TestHttpBodies)
#include "tst_http_bodies.moc"
