#include "runner/workspace/file_kind.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

class TestFileKind : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsAFileByItsContent_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<FileKind>("kind");
        QTest::addColumn<TextEncoding>("encoding");
        QTest::addColumn<LineEnds>("ends");
        using enum FileKind;
        using enum TextEncoding;
        using enum LineEnds;
        const QByteArray pointer =
            "version https://git-lfs.github.com/spec/v1\noid sha256:" + QByteArray(64, 'a') + "\nsize 12345\n";
        QTest::newRow("empty") << QByteArray() << Text << Utf8 << Lf;
        QTest::newRow("text") << "one\ntwo\n"_ba << Text << Utf8 << Lf;
        QTest::newRow("no newline at the end") << "one"_ba << Text << Utf8 << Lf;
        QTest::newRow("CRLF") << "one\r\ntwo\r\n"_ba << Text << Utf8 << CrLf;
        QTest::newRow("mixed ends") << "one\r\ntwo\n"_ba << Text << Utf8 << Mixed;
        QTest::newRow("a lone CR is no end") << "one\rtwo\n"_ba << Text << Utf8 << Lf;
        QTest::newRow("UTF-8") << "Größe\n"_ba << Text << Utf8 << Lf;
        QTest::newRow("Latin-1") << "Gr\xf6\xdf"
                                    "e\n"_ba
                                 << Text << NotUtf8 << Lf;
        QTest::newRow("UTF-8 that is cut off") << "Gr\xc3"_ba << Text << NotUtf8 << Lf;
        QTest::newRow("UTF-16LE") << QByteArray("\xff\xfe"
                                                "a\0\r\0\n\0",
            8) << Text << Utf16Le << CrLf;
        QTest::newRow("UTF-16BE") << QByteArray("\xfe\xff\0a\0\n", 6) << Text << Utf16Be << Lf;
        QTest::newRow("half a unit of UTF-16") << QByteArray("\xff\xfe"
                                                             "a\0b",
            5) << Binary << Utf8 << Lf;
        QTest::newRow("a NUL") << QByteArray("a\0b\n", 4) << Binary << Utf8 << Lf;
        QTest::newRow("a NUL behind the first 8,000 bytes")
            << QByteArray(QByteArray(8000, 'a') + QByteArray("\0", 1)) << Text << Utf8 << Lf;
        QTest::newRow("PNG") << QByteArray("\x89PNG\r\n\x1a\n"_ba + QByteArray(20, '\0')) << Image << Utf8 << Lf;
        QTest::newRow("JPEG") << QByteArray("\xff\xd8\xff\xe0"_ba + QByteArray(20, '\0')) << Image << Utf8 << Lf;
        QTest::newRow("GIF") << "GIF89a..."_ba << Image << Utf8 << Lf;
        QTest::newRow("WebP") << QByteArray("RIFF\x10\0\0\0WEBPVP8 ", 16) << Image << Utf8 << Lf;
        QTest::newRow("RIFF that is a sound") << QByteArray("RIFF\x10\0\0\0WAVEfmt ", 16) << Binary << Utf8 << Lf;
        QTest::newRow("BMP") << QByteArray("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", 18) << Image << Utf8 << Lf;
        QTest::newRow("a text that begins with BM") << "BMW is a maker of cars, said he.\n"_ba << Text << Utf8 << Lf;
        QTest::newRow("SVG") << "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"_ba << Text << Utf8 << Lf;
        QTest::newRow("an LFS pointer") << pointer << LfsPointer << Utf8 << Lf;
        QTest::newRow("an LFS pointer with more behind it") << QByteArray(pointer + "rm -rf /\n") << Text << Utf8 << Lf;
    }

    void knowsAFileByItsContent()
    {
        QFETCH(QByteArray, content);
        const FileNature nature = natureOf(content);
        QTEST(nature.kind, "kind");
        QTEST(nature.encoding, "encoding");
        QTEST(nature.lineEnds, "ends");
    }

    void readsAnLfsPointer()
    {
        const QByteArray digest(64, '7');
        const QByteArray start = "version https://git-lfs.github.com/spec/v1\n";
        const QByteArray oid = "oid sha256:" + digest + '\n';
        const auto pointer = parseLfsPointer(QByteArray(start + "ext-0-foo sha256:1\n" + oid + "size 3000000000\n"));
        QVERIFY(pointer);
        QCOMPARE(pointer->sha256, digest);
        QCOMPARE(pointer->size, 3'000'000'000);
        for (const char *bad : {"size -1\n", "size\n", "size 9999999999999999999999\n", "size 1"})
            QVERIFY(!parseLfsPointer(QByteArray(start + oid + bad)));
        QVERIFY(!parseLfsPointer(QByteArray(start + "ext-endless")));
    }

    void showsUtf16AsUtf8()
    {
        QCOMPARE(utf8FromUtf16(QByteArray("\xff\xfeG\0\xf6\0\n\0", 8), TextEncoding::Utf16Le), "Gö\n"_ba);
        QCOMPARE(utf8FromUtf16(QByteArray("\xfe\xff\0G\0\xf6", 6), TextEncoding::Utf16Be), "Gö"_ba);
        // A lone surrogate.
        QCOMPARE(utf8FromUtf16(QByteArray("\xfe\xff\xd8\0\0a", 6), TextEncoding::Utf16Be),
            "\xef\xbf\xbd"
            "a"_ba);
    }
};

QTEST_GUILESS_MAIN(TestFileKind)
#include "tst_file_kind.moc"
