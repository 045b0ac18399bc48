#include "runner/sandbox/image_unpack.h"
#include "tests/unit/images/layer_content.h"
#include "tests/unit/images/test_archive.h"

#include <QBuffer>
#include <QTest>

using namespace pilothouse;

namespace {

UnpackRules takeAll()
{
    UnpackRules rules;
    rules.place = [](const QByteArray &path) { return std::optional(path); };
    rules.maxBytes = 1024 * 1024;
    rules.maxEntries = 100;
    return rules;
}

struct Unpacked {
    Result<void> answer;
    QMap<QByteArray, LayerEntry> entries;
};

Unpacked unpack(QByteArray archive, ArchiveFormat format, const UnpackRules &rules, std::stop_token stop = {})
{
    QBuffer source(&archive);
    source.open(QIODevice::ReadOnly);
    QBuffer target;
    target.open(QIODevice::WriteOnly);
    LayerWriter layer(target);
    Unpacked unpacked;
    unpacked.answer = unpackInto(layer, source, format, rules, std::move(stop));
    if (unpacked.answer && layer.finish())
        unpacked.entries = readLayer(target.data());
    return unpacked;
}

} // namespace

class ImageUnpackTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hostileArchivesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("archive");
        QTest::addColumn<QString>("code");
        const QString damaged = QString(ImageDamaged.name);
        const QString limit = QString(LimitExceeded.name);
        const auto row = [](const char *name, const QByteArray &archive, const QString &code) {
            QTest::newRow(name) << archive << code;
            QTest::addRow("%s, in a Debian package", name) << TestArchive::debian(archive) << code;
        };
        row("path that leads out", TestArchive().file("../../etc/passwd", "x").finish(), damaged);
        row("path that leads out later", TestArchive().file("usr/a/../../../x", "x").finish(), damaged);
        row("absolute path", TestArchive().file("/etc/passwd", "x").finish(), damaged);
        row("file through a link", TestArchive().symlink("a", "/etc").file("a/passwd", "x").finish(), damaged);
        row("directory through a link", TestArchive().symlink("a", "..").directory("a/b").finish(), damaged);
        row("hard link out", TestArchive().hardLink("h", "../../etc/shadow").finish(), damaged);
        row("absolute hard link", TestArchive().hardLink("h", "/etc/shadow").finish(), damaged);
        row("hard link to a link", TestArchive().symlink("s", "/etc/shadow").hardLink("h", "s").finish(), damaged);
        row("character device", TestArchive().node("dev/mem", AE_IFCHR).finish(), damaged);
        row("block device", TestArchive().node("dev/sda", AE_IFBLK).finish(), damaged);
        row("pipe", TestArchive().node("pipe", AE_IFIFO).finish(), damaged);
        row("too large",
            TestArchive(TestArchive::Format::CompressedTar).file("zeros", QByteArray(2 * 1024 * 1024, '\0')).finish(),
            limit);
        TestArchive many;
        for (int i = 0; i < 101; ++i)
            many.file("f" + QByteArray::number(i), {});
        row("too many entries", many.finish(), limit);
        QByteArray noise; // Does not compress, so that the middle of the archive is the middle of the file.
        for (quint32 state = 1; noise.size() < 50'000; state = state * 1664525 + 1013904223)
            noise += static_cast<char>(state >> 24);
        const QByteArray cut = TestArchive(TestArchive::Format::CompressedTar).file("f", noise).finish();
        row("cut short", cut.first(cut.size() / 2), damaged);
        row("no archive at all",
            QByteArray("this is not an archive, and it is long enough to be looked at").repeated(40), damaged);
        QTest::newRow("Debian package without data")
            << TestArchive(TestArchive::Format::Ar).file("debian-binary", "2.0\n").finish() << damaged;
        QTest::newRow("Debian package cut short")
            << TestArchive::debian(TestArchive().file("f", QByteArray(9000, 'x')).finish()).first(3000) << damaged;
    }
    void hostileArchivesAreRefused()
    {
        QFETCH(QByteArray, archive);
        QFETCH(QString, code);
        const ArchiveFormat format =
            archive.startsWith("!<arch>") ? ArchiveFormat::DebianPackage : ArchiveFormat::CompressedTar;
        const Unpacked unpacked = unpack(archive, format, takeAll());
        QVERIFY(!unpacked.answer);
        QCOMPARE(QString(unpacked.answer.error().code.name), code);
        QVERIFY(!unpacked.answer.error().message.isEmpty());
    }

    void whatIsLeftOutCounts()
    {
        UnpackRules rules = takeAll();
        rules.place = [](const QByteArray &) { return std::optional<QByteArray>(); };
        const QByteArray bomb =
            TestArchive(TestArchive::Format::CompressedTar).file("zeros", QByteArray(2 * 1024 * 1024, '\0')).finish();
        QCOMPARE(unpack(bomb, ArchiveFormat::CompressedTar, rules).answer.error().code, LimitExceeded);
    }

    void aPackageBecomesALayer()
    {
        UnpackRules rules = takeAll();
        QByteArray seen;
        rules.place = [](const QByteArray &path) -> std::optional<QByteArray> {
            if (path.startsWith("doc"))
                return std::nullopt;
            return "usr/" + path;
        };
        rules.mode = [](const QByteArray &path, int mode) { return path.endsWith(".sh") ? 0755 : mode; };
        rules.onContent = [&](const QByteArray &, QByteArrayView part) { seen += part; };
        const QByteArray data = TestArchive(TestArchive::Format::CompressedTar)
                                    .directory("./")
                                    .directory("./bin", 0700)
                                    .file("./bin/tool.sh", "one", 04711)
                                    .file("./bin/tool.sh", "the second of its path")
                                    .symlink("./bin/alias", "tool.sh")
                                    .hardLink("./bin/other", "./bin/tool.sh")
                                    .file("./doc/readme", "left out")
                                    .finish();
        const Unpacked unpacked = unpack(TestArchive::debian(data), ArchiveFormat::DebianPackage, rules);
        QVERIFY2(unpacked.answer, qPrintable(unpacked.answer ? QString() : unpacked.answer.error().message));
        QCOMPARE(unpacked.entries.keys(),
            QByteArrayList({"usr/", "usr/bin/", "usr/bin/alias", "usr/bin/other", "usr/bin/tool.sh"}));
        QCOMPARE(unpacked.entries.value("usr/bin/tool.sh").content, QByteArray("one"));
        QCOMPARE(unpacked.entries.value("usr/bin/tool.sh").mode, 0755);
        QCOMPARE(unpacked.entries.value("usr/bin/").mode, 0700);
        QCOMPARE(unpacked.entries.value("usr/bin/alias").content, QByteArray("tool.sh"));
        QCOMPARE(unpacked.entries.value("usr/bin/other").content, QByteArray("usr/bin/tool.sh"));
        QCOMPARE(seen, QByteArray("one"));
    }

    void aStopIsHeard()
    {
        std::stop_source stop;
        stop.request_stop();
        const QByteArray archive = TestArchive().file("f", "x").finish();
        QCOMPARE(
            unpack(archive, ArchiveFormat::CompressedTar, takeAll(), stop.get_token()).answer.error().code, Cancelled);
    }
};

QTEST_GUILESS_MAIN(ImageUnpackTest)
#include "tst_image_unpack.moc"
