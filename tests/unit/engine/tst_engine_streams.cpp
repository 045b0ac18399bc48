#include "runner/sandbox/exec_stream.h"

#include "runner/sandbox/engine_errors.h"
#include "tests/support/engine/await.h"
#include "tests/support/engine/fake_engine.h"

#include <QSignalSpy>
#include <QSocketNotifier>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace pilothouse;
using namespace pilothouse::test;

namespace {

QByteArray frame(char stream, const QByteArray &payload)
{
    QByteArray head("\0\0\0\0\0\0\0\0", 8);
    head[0] = stream;
    head[6] = static_cast<char>(payload.size() >> 8);
    head[7] = static_cast<char>(payload.size());
    return head + payload;
}

constexpr auto upgraded = "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: "
                          "Upgrade\r\nUpgrade: tcp\r\n\r\n";
constexpr auto notUpgraded = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n";

/// Everything that an answer's body brings, as words: "out:…" "err:…" and how it ended.
struct Heard {
    QByteArray output;
    QByteArray error;
    std::optional<Error> end;
    bool closed = false;
};

} // namespace

class EngineStreams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void readsAnswers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        const QByteArray ok = "HTTP/1.1 200 OK\r\n";
        QTest::newRow("with a length") << ok + "Content-Length: 5\r\n\r\nhello" << 200 << QByteArray("hello")
                                       << QString();
        QTest::newRow("in chunks") << ok
                + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\nTrailer: x\r\n\r\n"
                                   << 200 << QByteArray("hello") << QString();
        QTest::newRow("until the end") << ok + "\r\nhello" << 200 << QByteArray("hello") << QString();
        QTest::newRow("no body") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << 204 << QByteArray() << QString();
        QTest::newRow("after interim answers")
            << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n") + ok
                + "Content-Length: 2\r\n\r\nok"
            << 200 << QByteArray("ok") << QString();
        QTest::newRow("upgraded") << QByteArray(upgraded) + "raw" << 101 << QByteArray("raw") << QString();
        QTest::newRow("more than the length says")
            << ok + "Content-Length: 2\r\n\r\nokGARBAGE" << 200 << QByteArray("ok") << QString();
        QTest::newRow("cut in the head") << QByteArray("HTTP/1.1 200 O") << 0 << QByteArray()
                                         << QStringLiteral("engine.unavailable");
        QTest::newRow("nothing at all") << QByteArray() << 0 << QByteArray() << QStringLiteral("engine.unavailable");
        QTest::newRow("cut in the body") << ok + "Content-Length: 10\r\n\r\nhello" << 200 << QByteArray()
                                         << QStringLiteral("engine.unavailable");
        QTest::newRow("cut in a chunk") << ok + "Transfer-Encoding: chunked\r\n\r\nff\r\nhello" << 200 << QByteArray()
                                        << QStringLiteral("engine.unavailable");
        QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH\r\n\r\n") << 0 << QByteArray()
                                  << QStringLiteral("protocol.violated");
        QTest::newRow("bytes") << QByteArray("\0\1\2\3\xff\xfe garbage", 14) << 0 << QByteArray()
                               << QStringLiteral("protocol.violated");
        QTest::newRow("a chunk without a size") << ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"
                                                << 200 << QByteArray() << QStringLiteral("protocol.violated");
        QTest::newRow("two lengths") << ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" << 0 << QByteArray()
                                     << QStringLiteral("protocol.violated");
        QTest::newRow("a huge header") << ok + "X: " + QByteArray(70000, 'x') + "\r\n\r\n"
                                       << 0 << QByteArray() << QStringLiteral("limit_exceeded");
        QTest::newRow("many headers") << ok + QByteArray("X: y\r\n").repeated(200) + "\r\n"
                                      << 0 << QByteArray() << QStringLiteral("limit_exceeded");
        QTest::newRow("a header without an end")
            << ok + QByteArray(300000, 'x') << 0 << QByteArray() << QStringLiteral("limit_exceeded");
    }
    void readsAnswers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        const bool small = bytes.size() < 1000;
        for (const bool trickling : {false, true}) {
            if (trickling && !small)
                continue;
            FakeEngine engine;
            engine.script = [&](const QByteArray &) {
                return trickling ? FakeEngine::trickle(bytes) : FakeEngine::Answer{{bytes}};
            };
            HttpStream stream(engine.socket());
            HttpRequest request;
            request.target = "/x";
            stream.open(request);
            const Result<HttpHead> head = await(stream.head(std::chrono::seconds(10)));
            QVERIFY(head || !code.isEmpty());
            QVERIFY(!head || status != 0);
            if (!head) { // what comes together with the head may spoil it
                QCOMPARE(head.error().code.name, code);
                continue;
            }
            VERIFY_RESULT(head);
            QCOMPARE(head->status, status);
            const Result<QByteArray> read = await(readWholeBody(stream, 1000));
            QCOMPARE(read ? QString() : QString(read.error().code.name), code);
            if (read)
                QCOMPARE(*read, body);
        }
    }

    void demultiplexes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<QString>("code");
        QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray() << QString();
        QTest::newRow("both streams") << frame(1, "one") + frame(2, "two") + frame(1, "three") << QByteArray("onethree")
                                      << QByteArray("two") << QString();
        QTest::newRow("an empty frame") << frame(1, "") + frame(1, "x") << QByteArray("x") << QByteArray() << QString();
        QTest::newRow("the engine's own error")
            << frame(3, "broken") << QByteArray() << QByteArray("broken") << QString();
        QTest::newRow("echoed input") << frame(0, "x") << QByteArray("x") << QByteArray() << QString();
        QTest::newRow("a large frame") << frame(1, QByteArray(60000, 'x')) << QByteArray(60000, 'x') << QByteArray()
                                       << QString();
        QTest::newRow("no such stream") << frame(1, "x") + frame(4, "y") << QByteArray("") << QByteArray()
                                        << QStringLiteral("protocol.violated");
        QTest::newRow("dirt in the head") << QByteArray("\1\0\1\0\0\0\0\1x", 9) << QByteArray() << QByteArray()
                                          << QStringLiteral("protocol.violated");
        QTest::newRow("cut in the head") << frame(1, "x") + QByteArray("\1\0\0", 3) << QByteArray("x") << QByteArray()
                                         << QStringLiteral("engine.unavailable");
        QTest::newRow("cut in the payload") << frame(1, "whole").chopped(2) << QByteArray("who") << QByteArray()
                                            << QStringLiteral("engine.unavailable");
    }
    void demultiplexes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, output);
        QFETCH(QByteArray, error);
        QFETCH(QString, code);
        for (const QByteArray &head : {QByteArray(upgraded), QByteArray(notUpgraded)}) {
            for (const qsizetype size : {qsizetype(1), qsizetype(7), qsizetype(100000)}) {
                if (size == 1 && bytes.size() > 1000)
                    continue;
                FakeEngine engine;
                engine.script = [&](const QByteArray &) {
                    FakeEngine::Answer answer{{head}};
                    for (qsizetype at = 0; at < bytes.size(); at += size)
                        answer.portions.push_back(bytes.mid(at, size));
                    return answer;
                };
                const Heard heard = listen(engine);
                QVERIFY(heard.closed);
                QCOMPARE(heard.end ? QString(heard.end->code.name) : QString(), code);
                if (code != QLatin1StringView("protocol.violated")) {
                    QCOMPARE(heard.output, output);
                    QCOMPARE(heard.error, error);
                }
            }
        }
    }

    void failsToConnect_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("code");
        QTest::newRow("no such socket") << QStringLiteral("none") << QStringLiteral("engine.missing");
        QTest::newRow("nobody listens") << QStringLiteral("stale") << QStringLiteral("engine.missing");
        QTest::newRow("not for this user") << QStringLiteral("closed") << QStringLiteral("engine.no_permission");
    }
    void failsToConnect()
    {
        QFETCH(QString, kind);
        QFETCH(QString, code);
        QTemporaryDir directory;
        const QString path = directory.path() + QStringLiteral("/engine.sock");
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        qstrncpy(address.sun_path, path.toUtf8().constData(), sizeof address.sun_path);
        const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
        if (kind != QLatin1StringView("none"))
            QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
        if (kind == QLatin1StringView("closed")) {
            QCOMPARE(::listen(listener, 1), 0);
            QFile::setPermissions(path, {});
        }
        // Root may connect to anything.
        const bool root = ::geteuid() == 0;
        if (root && kind == QLatin1StringView("closed")) {
            QFile::setPermissions(directory.path(), QFile::Permissions(0x7777));
            QCOMPARE(::seteuid(65534), 0);
        }
        HttpStream stream(path);
        HttpRequest request;
        request.target = "/x";
        stream.open(request);
        const Result<HttpHead> head = await(stream.head(std::chrono::seconds(10)));
        if (root)
            QCOMPARE(::seteuid(0), 0);
        ::close(listener);
        QVERIFY(!head);
        QCOMPARE(head.error().code.name, code);
    }

    void givesUp()
    {
        FakeEngine engine;
        engine.script = [](const QByteArray &) { return FakeEngine::Answer{{}, false}; };
        HttpStream stream(engine.socket());
        HttpRequest request;
        request.target = "/x";
        stream.open(request);
        const Result<HttpHead> head = await(stream.head(std::chrono::milliseconds(20)));
        QVERIFY(!head);
        QCOMPARE(head.error().code, TimedOut);
    }

    void givesUpInTheBody()
    {
        FakeEngine engine;
        engine.script = [](const QByteArray &) {
            return FakeEngine::Answer{{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"}, false};
        };
        HttpStream stream(engine.socket());
        HttpRequest request;
        request.target = "/x";
        stream.open(request);
        VERIFY_RESULT(await(stream.head(std::chrono::seconds(10))));
        stream.setIdleTimeout(std::chrono::milliseconds(20));
        const Result<QByteArray> body = await(readWholeBody(stream, 100));
        QVERIFY(!body);
        QCOMPARE(body.error().code, TimedOut);
    }

    void isCancelled_data()
    {
        QTest::addColumn<bool>("destroyed");
        QTest::newRow("aborted") << false;
        QTest::newRow("destroyed") << true;
    }
    void isCancelled()
    {
        QFETCH(bool, destroyed);
        FakeEngine engine;
        engine.script = [](const QByteArray &) { return FakeEngine::Answer{{}, false}; };
        auto stream = std::make_unique<HttpStream>(engine.socket());
        HttpRequest request;
        request.target = "/x";
        stream->open(request);
        Task<HttpHead> head = stream->head(std::chrono::seconds(10));
        if (destroyed)
            stream.reset();
        else
            stream->abort();
        const Result<HttpHead> result = await(std::move(head));
        QVERIFY(!result);
        QCOMPARE(result.error().code, Cancelled);
    }

    void boundsTheBody()
    {
        FakeEngine engine;
        engine.script = [](const QByteArray &) { return FakeEngine::answer(200, QByteArray(300000, 'x')); };
        HttpStream stream(engine.socket());
        HttpRequest request;
        request.target = "/x";
        stream.open(request);
        VERIFY_RESULT(await(stream.head(std::chrono::seconds(10))));
        const Result<QByteArray> body = await(readWholeBody(stream, 100000));
        QVERIFY(!body);
        QCOMPARE(body.error().code, LimitExceeded);
    }

    void uploadsInChunks()
    {
        FakeEngine engine;
        QByteArray request;
        engine.script = [](const QByteArray &) { return FakeEngine::Answer{{}, false}; };
        HttpStream stream(engine.socket());
        HttpRequest upload;
        upload.method = "POST";
        upload.target = "/load";
        upload.bodyKind = HttpRequest::Body::Streamed;
        stream.open(upload);
        stream.writeChunk("hello");
        stream.writeChunk("");
        stream.writeChunk(QByteArray(300000, 'x'));
        VERIFY_RESULT(await(drained(stream, 1, std::chrono::seconds(10))));
        stream.finishChunks();
        QTRY_VERIFY(!engine.requests.isEmpty() && engine.requests.first().endsWith("\r\n0\r\n\r\n"));
        QVERIFY(engine.requests.first().contains("Transfer-Encoding: chunked\r\n"));
        QVERIFY(engine.requests.first().contains("\r\n\r\n5\r\nhello\r\n493e0\r\nxxx"));
    }

    // An engine that refuses an upload answers and reads no more.
    void stopsUploadingWhenAnswered()
    {
        FakeEngine engine;
        engine.script = [](const QByteArray &) {
            return FakeEngine::Answer{{FakeEngine::answer(500, "{\"message\":\"no\"}").portions.front()}, false};
        };
        HttpStream stream(engine.socket());
        HttpRequest upload;
        upload.method = "POST";
        upload.target = "/load";
        upload.bodyKind = HttpRequest::Body::Streamed;
        stream.open(upload);
        int parts = 0;
        while (!stream.isAnswered() && parts < 100000) {
            stream.writeChunk(QByteArray(65536, 'x'));
            VERIFY_RESULT(await(drained(stream, 65536, std::chrono::seconds(10))));
            ++parts;
        }
        const Result<HttpHead> head = await(stream.head(std::chrono::seconds(10)));
        VERIFY_RESULT(head);
        QCOMPARE(head->status, 500);
    }

    void halfCloses()
    {
        QTemporaryDir directory;
        const QString path = directory.path() + QStringLiteral("/engine.sock");
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        qstrncpy(address.sun_path, path.toUtf8().constData(), sizeof address.sun_path);
        const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
        QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
        QCOMPARE(::listen(listener, 1), 0);
        auto opened = std::make_unique<HttpStream>(path);
        HttpRequest request;
        request.method = "POST";
        request.target = "/exec/1/start";
        request.upgrade = true;
        opened->open(request);
        const int peer = ::accept(listener, nullptr, nullptr);
        QCOMPARE(::write(peer, upgraded, strlen(upgraded)), static_cast<ssize_t>(strlen(upgraded)));
        VERIFY_RESULT(await(opened->head(std::chrono::seconds(10))));
        ExecStream stream(std::move(opened));
        QByteArray output;
        QSignalSpy closed(&stream, &ByteStream::closed);
        connect(&stream, &ByteStream::received, this, [&output](const QByteArray &bytes) { output += bytes; });
        // The peer answers only after it read the end of our direction.
        QByteArray seen;
        QSocketNotifier notifier(peer, QSocketNotifier::Read);
        connect(&notifier, &QSocketNotifier::activated, this, [&] {
            char buffer[4096];
            const ssize_t size = ::read(peer, buffer, sizeof buffer);
            if (size > 0) {
                seen.append(buffer, size);
                return;
            }
            notifier.setEnabled(false);
            const QByteArray bytes = frame(1, "bye");
            QCOMPARE(::write(peer, bytes.constData(), static_cast<size_t>(bytes.size())), bytes.size());
            ::close(peer);
        });
        stream.setPaused(false);
        stream.write(QByteArray(500000, 'x'));
        stream.closeWrite();
        stream.write("too late");
        QTRY_COMPARE(closed.count(), 1);
        QVERIFY(!closed.first().first().value<std::optional<Error>>());
        QCOMPARE(output, QByteArray("bye"));
        QVERIFY(seen.endsWith("xxx"));
        QCOMPARE(seen.count('x') - seen.first(seen.indexOf("\r\n\r\n")).count('x'), 500000);
        ::close(listener);
    }

    void holdsBackWhilePaused()
    {
        FakeEngine engine;
        engine.script = [](const QByteArray &) {
            return FakeEngine::Answer{{QByteArray(upgraded), frame(1, QByteArray(60000, 'x')).repeated(20)}};
        };
        const std::unique_ptr<ExecStream> stream = open(engine);
        qint64 received = 0;
        int inPause = 0;
        bool paused = false;
        QSignalSpy closed(stream.get(), &ByteStream::closed);
        connect(stream.get(), &ByteStream::received, this, [&](const QByteArray &bytes) {
            inPause += paused ? 1 : 0;
            received += bytes.size();
            paused = true;
            stream->setPaused(true);
            QMetaObject::invokeMethod(
                stream.get(),
                [&] {
                    paused = false;
                    stream->setPaused(false);
                },
                Qt::QueuedConnection);
        });
        stream->setPaused(false);
        QTRY_COMPARE(closed.count(), 1);
        QCOMPARE(received, 1200000);
        QCOMPARE(inPause, 0);
    }

    void mayBeDestroyedInASignal()
    {
        FakeEngine engine;
        engine.script = [](const QByteArray &) {
            return FakeEngine::Answer{{QByteArray(upgraded), frame(1, "x") + frame(2, "y")}, false};
        };
        std::unique_ptr<ExecStream> stream = open(engine);
        int heard = 0;
        connect(stream.get(), &ByteStream::received, this, [&] {
            ++heard;
            stream.reset();
        });
        connect(stream.get(), &ByteStream::receivedError, this, [&] { ++heard; });
        stream->setPaused(false);
        QTRY_COMPARE(heard, 1);
        QCoreApplication::processEvents();
        QCOMPARE(heard, 1);
    }

private:
    std::unique_ptr<ExecStream> open(FakeEngine &engine)
    {
        auto stream = std::make_unique<HttpStream>(engine.socket());
        HttpRequest request;
        request.method = "POST";
        request.target = "/exec/1/start";
        request.upgrade = true;
        stream->open(request);
        if (!await(stream->head(std::chrono::seconds(10))))
            return nullptr;
        return std::make_unique<ExecStream>(std::move(stream));
    }

    Heard listen(FakeEngine &engine)
    {
        Heard heard;
        const std::unique_ptr<ExecStream> stream = open(engine);
        if (!stream)
            return heard;
        QObject context;
        connect(stream.get(), &ByteStream::received, &context, [&](const QByteArray &bytes) { heard.output += bytes; });
        connect(
            stream.get(), &ByteStream::receivedError, &context, [&](const QByteArray &bytes) { heard.error += bytes; });
        connect(stream.get(), &ByteStream::closed, &context, [&](const std::optional<Error> &error) {
            heard.end = error;
            heard.closed = true;
        });
        stream->setPaused(false);
        (void)waitUntil([&heard] { return heard.closed; }, std::chrono::seconds(20));
        return heard;
    }
};

QTEST_GUILESS_MAIN(EngineStreams)
#include "tst_engine_streams.moc"
