// The parts of the guest program that stand alone.

#include "runner/guest/program/byte_ring.h"
#include "runner/guest/program/durable_log.h"
#include "runner/guest/program/http_request.h"
#include "runner/guest/program/line_cutter.h"
#include "runner/guest/program/workspace/ignore.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse::guest;

class TestGuestParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void spoolKeepsOrderAndBounds();
    void spoolGivesRoomBack();
    void durableLogAgainstAModel_data();
    void durableLogAgainstAModel();
    void durableLogRefusesWrongNumbers();
    void durableLogOnAFullDisk();
    void lines_data();
    void lines();
    void ring();
    void ignoreAgainstGit();
    void slowPatternsEnd();
    void httpInAnyPieces();
};

void TestGuestParts::spoolKeepsOrderAndBounds()
{
    const QTemporaryDir directory;
    Spool spool({directory.path().toStdString()}, 1000);
    int pushed = 0;
    while (spool.push(std::string(20, 'x') + std::to_string(pushed)))
        ++pushed;
    QVERIFY(pushed > 20 && pushed < 36);
    QVERIFY(QDir(directory.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    for (int i = 0; i < pushed; ++i)
        QCOMPARE(spool.pop(), std::string(20, 'x') + std::to_string(i));
    QVERIFY(spool.isEmpty());
    QCOMPARE(spool.bytes(), 0U);
}

void TestGuestParts::spoolGivesRoomBack()
{
    const QTemporaryDir directory;
    Spool spool({"/nonexistent", directory.path().toStdString()}, 64 << 20);
    const std::string large(3 << 20, 'l');
    for (int round = 0; round < 40; ++round) {
        for (int i = 0; i < 5; ++i)
            QVERIFY(spool.push(large));
        for (int i = 0; i < 5; ++i)
            QCOMPARE(spool.pop(), large);
    }
}

void TestGuestParts::durableLogAgainstAModel_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestGuestParts::durableLogAgainstAModel()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    const QTemporaryDir directory;
    DurableLog log({{directory.path().toStdString()}, 2000, 6000});
    std::vector<std::string> all;
    std::uint64_t received = 0;
    std::uint64_t committed = 0;
    for (int step = 0; step < 5000; ++step) {
        switch (random.bounded(8)) {
        case 0:
        case 1:
        case 2:
            if (!log.isFull()) {
                all.push_back(std::to_string(all.size())
                    + std::string(random.bounded(random.bounded(50) == 0 ? 4000U : 100U), '.'));
                QCOMPARE(log.append(all.back()), all.size());
            }
            break;
        case 3: // The host dies: what it did not commit it does not have.
            received = committed;
            QVERIFY(log.resume(received));
            break;
        case 4:
            QVERIFY(log.resume(received));
            break;
        case 5:
            committed += random.bounded(static_cast<quint32>(received - committed) + 1);
            QVERIFY(log.acknowledge(committed));
            break;
        default:
            if (const auto next = log.takeNext()) {
                QCOMPARE(next->first, received + 1);
                QCOMPARE(next->second, all[received]);
                ++received;
            }
        }
        QCOMPARE(log.last(), all.size());
        QCOMPARE(log.acknowledged(), committed);
    }
    while (received < all.size()) {
        const auto next = log.takeNext();
        if (!next) {
            QVERIFY(log.acknowledge(received));
            continue;
        }
        QCOMPARE(next->second, all[received]);
        ++received;
    }
    QVERIFY(log.acknowledge(received));
    QCOMPARE(log.memoryBytes(), 0U);
    QCOMPARE(log.spooledBytes(), 0U);
    QVERIFY(!log.isFull());
}

void TestGuestParts::durableLogRefusesWrongNumbers()
{
    const QTemporaryDir directory;
    DurableLog log({{directory.path().toStdString()}, 2000, 6000});
    log.append("a");
    log.append("b");
    QVERIFY(!log.acknowledge(1)); // Nothing was sent.
    QVERIFY(!log.resume(3));
    QVERIFY(log.takeNext() && log.takeNext() && !log.takeNext());
    QVERIFY(!log.acknowledge(3));
    QVERIFY(log.acknowledge(1));
    QVERIFY(log.acknowledge(1));
    QVERIFY(!log.resume(0));
    QVERIFY(log.resume(1));
}

void TestGuestParts::durableLogOnAFullDisk()
{
    DurableLog log({{"/nonexistent"}, 500, 6000});
    bool room = false;
    log.onRoom = [&room] { room = true; };
    int appended = 0;
    while (!log.isFull())
        log.append(std::to_string(appended++));
    for (int i = 0; i < appended; ++i) {
        auto next = log.takeNext();
        QVERIFY(next);
        QCOMPARE(next->second, std::to_string(i));
        QVERIFY(log.acknowledge(next->first));
    }
    QVERIFY(room && !log.isFull());
}

void TestGuestParts::lines_data()
{
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::addColumn<QByteArrayList>("expected");
    QTest::newRow("whole") << QByteArrayList{"a\nb\n"} << QByteArrayList{"a:0", "b:0"};
    QTest::newRow("in pieces") << QByteArrayList{"a", "b", "c\nd", "\n"} << QByteArrayList{"abc:0", "d:0"};
    QTest::newRow("without an end") << QByteArrayList{"a\nb"} << QByteArrayList{"a:0", "b:0"};
    QTest::newRow("empty lines") << QByteArrayList{"\n\n"} << QByteArrayList{":0", ":0"};
    QTest::newRow("at the limit") << QByteArrayList{"0123456789\n"} << QByteArrayList{"0123456789:0"};
    QTest::newRow("over the limit") << QByteArrayList{"01234", "56789x", "yz\nnext\n"}
                                    << QByteArrayList{"0123456789:3", "next:0"};
    QTest::newRow("over the limit without an end") << QByteArrayList{"0123456789xy"} << QByteArrayList{"0123456789:2"};
}

void TestGuestParts::lines()
{
    QFETCH(QByteArrayList, pieces);
    QFETCH(QByteArrayList, expected);
    LineCutter cutter(10);
    QByteArrayList got;
    const auto emit = [&got](const std::string &line, std::uint64_t cut) {
        got.append(QByteArray::fromStdString(line + ":" + std::to_string(cut)));
    };
    for (const QByteArray &piece : pieces)
        cutter.feed(piece.toStdString(), emit);
    cutter.finish(emit);
    QCOMPARE(got, expected);
}

void TestGuestParts::ring()
{
    QRandomGenerator random(3);
    ByteRing ring(100);
    std::string all;
    for (int i = 0; i < 500; ++i) {
        const std::string bytes(random.bounded(random.bounded(20) == 0 ? 250U : 30U), static_cast<char>('a' + i % 26));
        ring.append(bytes);
        all += bytes;
        const std::string kept = all.substr(all.size() - std::min<std::size_t>(all.size(), 100));
        QCOMPARE(ring.size(), kept.size());
        QCOMPARE(ring.read(0, 1000), kept);
        const std::size_t from = random.bounded(static_cast<quint32>(kept.size()) + 1);
        QCOMPARE(ring.read(from, 7), kept.substr(from, 7));
    }
}

void TestGuestParts::ignoreAgainstGit()
{
    const QTemporaryDir directory;
    const auto git = [&](const QStringList &arguments, const QByteArray &input = {}) {
        QProcess process;
        process.setWorkingDirectory(directory.path());
        process.start(QStringLiteral("git"), arguments);
        process.write(input);
        process.closeWriteChannel();
        process.waitForFinished();
        return process.readAllStandardOutput();
    };
    git({QStringLiteral("init"), QStringLiteral("-q")});
    QRandomGenerator random(11);
    const QByteArrayList atoms{"a", "b", "*", "?", "**", "/", "[ab]", "[!a]", "\\*", "a*", "*.o", "[[:alpha:]]",
        "[a-c]", ".", "\\ ", "!", "#", "**/", "/**", "[", "[]a]"};
    const QByteArrayList names{"a", "b", "c", "ab", "a.o", "*", "a b", ".x", "]"};
    for (int round = 0; round < 60; ++round) {
        QByteArray rules;
        for (quint32 line = 0; line < 1 + random.bounded(4U); ++line) {
            for (quint32 atom = 0; atom < 1 + random.bounded(5U); ++atom)
                rules += atoms[random.bounded(static_cast<int>(atoms.size()))];
            rules += random.bounded(6) == 0 ? "/ \n" : random.bounded(4) == 0 ? "/\n" : "\n";
        }
        QFile file(directory.filePath(QStringLiteral(".gitignore")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(rules);
        file.close();
        const IgnoreRules parsed(rules.toStdString());
        const IgnoreScope scope{nullptr, &parsed, 0};
        QByteArray asked;
        QByteArrayList expected;
        for (int i = 0; i < 60; ++i) {
            QByteArray path = names[random.bounded(static_cast<int>(names.size()))];
            bool above = false;
            for (quint32 depth = random.bounded(3U); depth > 0; --depth) {
                // A file in an ignored folder is ignored with it.
                above = above || scope.ignores(path.toStdString(), true);
                path += '/' + names[random.bounded(static_cast<int>(names.size()))];
            }
            asked += path + '\0';
            if (above || scope.ignores(path.toStdString(), false))
                expected.append(path);
        }
        QByteArrayList ignored = git({QStringLiteral("check-ignore"), QStringLiteral("--no-index"),
                                         QStringLiteral("-z"), QStringLiteral("--stdin")},
            asked)
                                     .split('\0');
        ignored.removeLast();
        const QByteArray both = rules + "\ngit: " + ignored.join(", ") + "\nwe: " + expected.join(", ");
        QVERIFY2(ignored == expected, both.constData());
    }
}

void TestGuestParts::slowPatternsEnd()
{
    QBENCHMARK_ONCE
    {
        QVERIFY(!matchPattern(std::string(200, 'a') + "*a*a*a*a*a*a*a*a*a*a*a*b", std::string(3000, 'a')));
        QVERIFY(!matchPattern("**/**/**/**/**/**/**/**/**/x", "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a"));
    }
}

void TestGuestParts::httpInAnyPieces()
{
    const std::string request =
        "POST /v1/x?y=z HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nX-A:  b \r\nTransfer-Encoding: "
        "Chunked\r\n\r\n5\r\nhello\r\n1;e=f\r\n!\r\n0\r\nT: r\r\n\r\nGET";
    for (std::size_t first = 1; first < request.size(); ++first) {
        HttpRequestReader reader;
        std::size_t used = reader.feed(std::string_view(request).substr(0, first));
        used += reader.feed(std::string_view(request).substr(used));
        QCOMPARE(reader.state(), HttpRequestReader::State::Complete);
        QCOMPARE(request.substr(used), std::string("GET"));
        QCOMPARE(reader.target(), std::string("/v1/x?y=z"));
        QVERIFY(reader.takeExpectation() && !reader.takeExpectation());
        QVERIFY((reader.headers() == StringPairs{{"host", "h"}, {"x-a", "b"}}));
        QCOMPARE(reader.takeBody(), std::string("hello!"));
    }
}

QTEST_GUILESS_MAIN(TestGuestParts)
#include "tst_guest_parts.moc"
