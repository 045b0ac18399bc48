#include "runner/workspace/pack_scan.h"

#include <QTest>
#include <QtEndian>

using namespace pilothouse;

namespace {

/// A zlib stream of the bytes. Qt puts four bytes of length before it, and makes none of nothing.
QByteArray deflated(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QByteArray("x\x9c\x03\0\0\0\0\x01", 8) : qCompress(bytes).sliced(4);
}

/// An object's head: kind and size, then the stream.
QByteArray object(int type, quint64 size, const QByteArray &middle, const QByteArray &stream)
{
    QByteArray head;
    auto byte = static_cast<unsigned char>(type << 4 | (size & 15));
    for (size >>= 4; size != 0; size >>= 7) {
        head += static_cast<char>(byte | 0x80);
        byte = size & 0x7f;
    }
    head += static_cast<char>(byte);
    return head + middle + stream;
}

QByteArray blob(const QByteArray &content)
{
    return object(3, static_cast<quint64>(content.size()), {}, deflated(content));
}

QByteArray pack(quint32 count, const QByteArray &objects)
{
    QByteArray bytes("PACK\0\0\0\2", 8);
    count = qToBigEndian(count);
    bytes.append(reinterpret_cast<const char *>(&count), 4);
    return bytes + objects + QByteArray(20, 'x');
}

QByteArray varint(quint64 value)
{
    QByteArray bytes;
    for (; value >= 0x80; value >>= 7)
        bytes += static_cast<char>(value | 0x80);
    return bytes + static_cast<char>(value);
}

/// A delta that says it makes `result` bytes; it need not be able to.
QByteArray delta(quint64 result)
{
    const QByteArray content = varint(10) + varint(result) + "\x01x";
    return object(7, static_cast<quint64>(content.size()), QByteArray(20, 'b'), deflated(content));
}

} // namespace

class TestPackScan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesPacks_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QLatin1StringView>("code"); // Empty: fine.
        const auto row = [](const char *name, const QByteArray &bytes, ErrorCode code = {}) {
            QTest::newRow(name) << bytes << code.name;
        };
        row("empty", pack(0, {}));
        row("a blob", pack(1, blob("content")));
        row("an empty blob", pack(1, blob("")));
        row("of exactly a buffer", pack(1, blob(QByteArray(64 * 1024, 'x'))));
        row("of the largest size", pack(1, blob(QByteArray(100'000, 'x'))));
        row("one byte larger", pack(1, blob(QByteArray(100'001, 'x'))), LimitExceeded);
        row("two of the largest and a half",
            pack(3, blob(QByteArray(100'000, 'x')) + blob(QByteArray(100'000, 'y')) + blob(QByteArray(60'000, 'y'))),
            LimitExceeded);
        row("a delta", pack(1, delta(100)));
        row("a delta that makes too much", pack(1, delta(200'000)), LimitExceeded);
        row("a delta that makes an absurd amount", pack(1, delta(~0ULL >> 2)), LimitExceeded);
        row("longer than it says", pack(1, object(3, 3, {}, deflated("four"))), WorkspaceHostile);
        row("shorter than it says", pack(1, object(3, 5, {}, deflated("four"))), WorkspaceHostile);
        row("a bomb", pack(1, object(3, 10, {}, deflated(QByteArray(50'000'000, '\0')))), WorkspaceHostile);
        row("an absurd size", pack(1, object(3, 1ULL << 50, {}, deflated("x"))), LimitExceeded);
        row("kind 0", pack(1, object(0, 1, {}, deflated("x"))), WorkspaceHostile);
        row("kind 5", pack(1, object(5, 1, {}, deflated("x"))), WorkspaceHostile);
        row("not compressed", pack(1, object(3, 4, {}, "four")), WorkspaceHostile);
        row("more objects than there are", pack(2, blob("x")), WorkspaceHostile);
        row("fewer objects than there are", pack(1, blob("x") + blob("y")), WorkspaceHostile);
        row("too many objects", pack(1001, {}), LimitExceeded);
        row("a base before the pack", pack(1, object(6, 3, "\x7f", deflated("xyz"))), WorkspaceHostile);
        row("a base of itself", pack(1, object(6, 3, QByteArray(1, '\0'), deflated("xyz"))), WorkspaceHostile);
        row("another version", pack(0, {}).replace(7, 1, "\x04"), WorkspaceHostile);
        row("nothing", {}, WorkspaceHostile);
        QByteArray chain = blob("base");
        qsizetype last = chain.size();
        for (int i = 0; i < 300; ++i) {
            const QByteArray content = varint(4) + varint(4) + "\x04xxxx";
            QByteArray link = object(
                6, static_cast<quint64>(content.size()), QByteArray(1, static_cast<char>(last)), deflated(content));
            last = link.size();
            chain += link;
        }
        row("a long chain of deltas", pack(301, chain), LimitExceeded);
    }

    void judgesPacks()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QLatin1StringView, code);
        ImportLimits limits;
        limits.objects = 1000;
        limits.objectBytes = 100'000;
        limits.totalBytes = 250'000;
        const Result<PackScan> scan = scanPack(bytes, limits);
        QCOMPARE(scan ? QLatin1StringView() : scan.error().code.name, code);
    }
};

QTEST_GUILESS_MAIN(TestPackScan)
#include "tst_pack_scan.moc"
