#include "runner/sandbox/image_layer.h"
#include "tests/unit/images/layer_content.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QTest>

using namespace pilothouse;

namespace {

/// A layer in memory.
struct Layer {
    QBuffer target;
    std::unique_ptr<LayerWriter> writer;

    explicit Layer(LayerLimits limits = {})
    {
        target.open(QIODevice::WriteOnly);
        writer = std::make_unique<LayerWriter>(target, limits);
    }
};

Result<QByteArray> writeSample(Layer &layer)
{
    const Result<void> steps[]{
        layer.writer->addFile("usr/bin/git", "program", {.mode = 04755}),
        layer.writer->addHardLink("usr/bin/git-again", "usr/bin/git"),
        layer.writer->addSymlink("bin", "usr/bin"),
        layer.writer->addDirectory("workspace", {.mode = 0755, .owner = 1000}),
        layer.writer->addFile("etc/F\xc5\x91.crt", "name that is not ASCII"),
        layer.writer->addFile(QByteArray(120, 'd') + "/" + QByteArray(200, 'f'), "long path"),
    };
    for (const auto &step : steps) {
        if (!step)
            return std::unexpected(step.error());
    }
    return layer.writer->finish();
}

} // namespace

class ImageLayerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pathsAreCleanedOrRefused_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("clean"); // "!" means refused
        QTest::newRow("plain") << QByteArray("usr/bin") << QByteArray("usr/bin");
        QTest::newRow("dots and doubled slashes") << QByteArray("./usr//bin/./x/") << QByteArray("usr/bin/x");
        QTest::newRow("root") << QByteArray("./") << QByteArray("");
        QTest::newRow("dots in a name") << QByteArray("..a/b..") << QByteArray("..a/b..");
        QTest::newRow("parent") << QByteArray("../etc/passwd") << QByteArray("!");
        QTest::newRow("parent inside") << QByteArray("usr/../../etc") << QByteArray("!");
        QTest::newRow("parent at the end") << QByteArray("usr/..") << QByteArray("!");
        QTest::newRow("absolute") << QByteArray("/etc/passwd") << QByteArray("!");
        QTest::newRow("empty") << QByteArray("") << QByteArray("!");
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << QByteArray("!");
        QTest::newRow("long part") << QByteArray(256, 'a') << QByteArray("!");
        QTest::newRow("long path") << QByteArray("a/").repeated(600) << QByteArray("!");
    }
    void pathsAreCleanedOrRefused()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, clean);
        QCOMPARE(cleanLayerPath(path).value_or("!"), clean);
    }

    void theSameCallsMakeTheSameBytes()
    {
        Layer first;
        Layer second;
        const auto hash = writeSample(first);
        QVERIFY(hash);
        QCOMPARE(writeSample(second).value(), *hash);
        QCOMPARE(first.target.data(), second.target.data());
        QCOMPARE(QCryptographicHash::hash(first.target.data(), QCryptographicHash::Sha256).toHex(), *hash);
        QCOMPARE(first.writer->bytesWritten(), first.target.size());
        // Other machines make this layer, too: their engines must come to the same image.
        QCOMPARE(*hash, QByteArray("ea973a7d7dfb17b4b8265e80bb5c274cc7929ef4f3200c4ecbfaf77ce0d5246f"));
    }

    void anotherReaderSeesWhatWasAdded()
    {
        Layer layer;
        QVERIFY(writeSample(layer));
        const auto entries = readLayer(layer.target.data());
        constexpr qint64 time = 946'684'800;
        const LayerEntry git{.type = AE_IFREG, .mode = 0755, .owner = 0, .time = time, .content = "program"};
        QCOMPARE(entries.value("usr/bin/git"), git);
        const LayerEntry again{.type = 0, .mode = 0755, .owner = 0, .time = time, .content = "usr/bin/git"};
        QCOMPARE(entries.value("usr/bin/git-again"), again);
        QCOMPARE(entries.value("bin").content, QByteArray("usr/bin"));
        QCOMPARE(entries.value("workspace/").owner, 1000);
        QCOMPARE(entries.value("usr/").mode, 0755);
        QVERIFY(entries.contains("etc/F\xc5\x91.crt"));
        QVERIFY(entries.contains(QByteArray(120, 'd') + "/" + QByteArray(200, 'f')));
        QCOMPARE(entries.size(), 10);
    }

    void whatLeadsElsewhereIsRefused_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("file below a link") << QByteArray("file") << QByteArray("link/passwd") << QByteArray();
        QTest::newRow("directory below a link") << QByteArray("directory") << QByteArray("link/d") << QByteArray();
        QTest::newRow("deep below a link") << QByteArray("file") << QByteArray("link/a/b/c") << QByteArray();
        QTest::newRow("file below a file") << QByteArray("file") << QByteArray("file/x") << QByteArray();
        QTest::newRow("second file") << QByteArray("file") << QByteArray("file") << QByteArray();
        QTest::newRow("file over a directory") << QByteArray("file") << QByteArray("directory") << QByteArray();
        QTest::newRow("directory over a link") << QByteArray("directory") << QByteArray("link") << QByteArray();
        QTest::newRow("path not clean") << QByteArray("file") << QByteArray("a//b") << QByteArray();
        QTest::newRow("path outside") << QByteArray("file") << QByteArray("../b") << QByteArray();
        QTest::newRow("root as a file") << QByteArray("file") << QByteArray("") << QByteArray();
        QTest::newRow("hard link to nothing") << QByteArray("hard") << QByteArray("h") << QByteArray("missing");
        QTest::newRow("hard link to a link") << QByteArray("hard") << QByteArray("h") << QByteArray("link");
        QTest::newRow("hard link to a directory") << QByteArray("hard") << QByteArray("h") << QByteArray("directory");
        QTest::newRow("link without a target") << QByteArray("symlink") << QByteArray("s") << QByteArray();
        QTest::newRow("link with a long target") << QByteArray("symlink") << QByteArray("s") << QByteArray(5000, 't');
        QTest::newRow("link with NUL") << QByteArray("symlink") << QByteArray("s") << QByteArray("a\0b", 3);
    }
    void whatLeadsElsewhereIsRefused()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, target);
        Layer layer;
        QVERIFY(layer.writer->addSymlink("link", "/etc"));
        QVERIFY(layer.writer->addFile("file", "x"));
        QVERIFY(layer.writer->addDirectory("directory"));
        Result<void> answer;
        if (kind == "file")
            answer = layer.writer->addFile(path, "y");
        else if (kind == "directory")
            answer = layer.writer->addDirectory(path);
        else if (kind == "hard")
            answer = layer.writer->addHardLink(path, target);
        else
            answer = layer.writer->addSymlink(path, target);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ImageDamaged);
    }

    void limitsHold()
    {
        Layer layer({.bytes = 10, .entries = 5});
        QVERIFY(layer.writer->addFile("a", "12345678"));
        QCOMPARE(layer.writer->addFile("b", "123").error().code, LimitExceeded);
        QVERIFY(layer.writer->addDirectory("c"));
        QVERIFY(layer.writer->addDirectory("d"));
        QVERIFY(layer.writer->addDirectory("e"));
        QCOMPARE(layer.writer->addDirectory("f").error().code, LimitExceeded);
    }

    void aFileIsAsLongAsItSays()
    {
        Layer layer;
        QVERIFY(layer.writer->beginFile("short", 4, {}));
        QVERIFY(layer.writer->append("123"));
        QCOMPARE(layer.writer->endFile().error().code, ImageDamaged);
        Layer other;
        QVERIFY(other.writer->beginFile("long", 2, {}));
        QCOMPARE(other.writer->append("123").error().code, ImageDamaged);
    }
};

QTEST_GUILESS_MAIN(ImageLayerTest)
#include "tst_image_layer.moc"
