#include "tests/gui/widgets/shown_review.h"
#include "ui/review/review_pictures.h"
#include "ui/theme/style.h"

#include <QAccessible>
#include <QBuffer>
#include <QSignalSpy>

using namespace pilothouse;

class TestReviewContent final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void filesThatAreNotTextSaySo_data();
    void filesThatAreNotTextSaySo();
    void whatCannotBeReadSaysWhy();
    void picturesAreKnownByContent_data();
    void picturesAreKnownByContent();
    void screenReadersSeeFilesHunksAndLines();
    void colorsComeLater();

private:
    std::unique_ptr<Theme> m_theme;
};

void TestReviewContent::initTestCase()
{
    m_theme = std::make_unique<Theme>(SchemePreference::Light);
    QApplication::setStyle(new Style(*m_theme));
}

void TestReviewContent::filesThatAreNotTextSaySo_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<FileBlock>("block");
    QTest::newRow("binary") << QByteArray("\0", 1) << QByteArray("\0\1", 2) << FileBlock::Binary;
    QTest::newRow("an empty file") << QByteArray() << QByteArray("x\n") << FileBlock::None;
    QTest::newRow("a picture that is none")
        << QByteArray("\x89PNG\r\n\x1a\n\0", 9) << QByteArray("\x89PNG\r\n\x1a\n\0\0", 10) << FileBlock::Image;
    QTest::newRow("the mode") << QByteArray("x\n") << QByteArray("x\n") << FileBlock::ModeOnly;
}

void TestReviewContent::filesThatAreNotTextSaySo()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(FileBlock, block);
    Shown shown(*m_theme);
    shown.source.set("f\nname", {before, after, {}, 0100755});
    shown.show();
    QVERIFY(shown.document.block(0) == block);
    QVERIFY(!shown.view.grab().isNull());
    QTRY_VERIFY(shown.document.isComplete());
    QVERIFY(!shown.view.grab().isNull());
    QCOMPARE(shown.document.hunkCount(0), 1);
}

void TestReviewContent::whatCannotBeReadSaysWhy()
{
    Shown shown(*m_theme);
    shown.source.set("gone", {std::nullopt, QByteArray("x\n")});
    const auto changes = shown.source.changes();
    shown.source.remove("gone");
    shown.document.setChanges(changes);
    shown.view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&shown.view));
    QVERIFY(shown.document.block(0) == FileBlock::Failed);
    QCOMPARE(shown.document.failure(0), QStringLiteral("The sandbox is gone."));
    QVERIFY(!shown.view.grab().isNull());
    // The next snapshot has it again.
    shown.source.set("gone", {std::nullopt, QByteArray("y\n")});
    shown.document.setChanges(shown.source.changes());
    QVERIFY(shown.document.block(0) == FileBlock::None);
    shown.document.clear();
    QVERIFY(!shown.view.grab().isNull());
}

void TestReviewContent::picturesAreKnownByContent_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QSize>("size");
    const auto written = [](const char *format) {
        QImage image(12, 8, QImage::Format_RGB32);
        image.fill(Qt::red);
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, format);
        return bytes;
    };
    QTest::newRow("PNG") << written("PNG") << QSize(12, 8);
    QTest::newRow("JPEG") << written("JPEG") << QSize(12, 8);
    QTest::newRow("BMP") << written("BMP") << QSize(12, 8);
    QTest::newRow("GIF") << QByteArray::fromBase64("R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=") << QSize(1, 1);
    QTest::newRow("WebP") << QByteArray::fromBase64(
        "UklGRjwAAABXRUJQVlA4IDAAAADQAQCdASoMAAgAAgA0JaACdLoB+AADsAD+8MQL/yC5YXXI1/8gP+QH/ID/+PIAAAA=")
                          << QSize(12, 8);
    QTest::newRow("a kind that is not shown") << written("PPM") << QSize();
    QTest::newRow("SVG, which is text") << QByteArray("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
                                        << QSize();
    QTest::newRow("cut off") << written("PNG").first(40) << QSize();
    QByteArray huge = written("BMP");
    huge.replace(18, 8, QByteArray::fromHex("0000010000000100")); // 65,536 pixels wide and as high
    QTest::newRow("more pixels than memory") << huge << QSize();
    QTest::newRow("nothing") << QByteArray() << QSize();
}

void TestReviewContent::picturesAreKnownByContent()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QSize, size);
    const PicturePair::Side side = decodePicture(bytes);
    QCOMPARE(side.image.isNull(), !size.isValid());
    QCOMPARE(side.failure.isEmpty(), size.isValid());
    if (size.isValid())
        QCOMPARE(side.size, size);
}

void TestReviewContent::screenReadersSeeFilesHunksAndLines()
{
    Shown shown(*m_theme);
    QByteArray after = numbered(0, 100);
    after.replace("line 10\n", "ten\n");
    after.replace("line 50\n", "fifty\n");
    shown.source.set("src/f.cpp", {numbered(0, 100), after});
    shown.source.set("z.bin", {QByteArray("\0", 1), QByteArray("\0\1", 2)});
    auto decorations = std::make_shared<ReviewDecorations>();
    decorations->files["src/f.cpp"].before.push_back({{50, 1}, LineDecision::Accepted, false, false, {}, 0});
    decorations->files["src/f.cpp"].after.push_back({{50, 1}, LineDecision::Accepted, false, false, {}, 0});
    decorations->files["src/f.cpp"].viewed = true;
    shown.view.setDecorations(decorations);
    shown.show();
    QAccessibleInterface *root = QAccessible::queryAccessibleInterface(&shown.view);
    QVERIFY(root);
    QCOMPARE(root->childCount(), 2);
    QAccessibleInterface *file = root->child(0);
    QVERIFY(file->text(QAccessible::Name).startsWith(QStringLiteral("src/f.cpp")));
    QVERIFY(file->text(QAccessible::Name).contains(QStringLiteral("viewed")));
    QCOMPARE(file->parent(), root);
    QCOMPARE(root->indexOfChild(file), 0);
    QCOMPARE(file->childCount(), 2);
    QVERIFY(file->child(0)->text(QAccessible::Name).contains(QStringLiteral("not decided")));
    QAccessibleInterface *hunk = file->child(1);
    QVERIFY(hunk->text(QAccessible::Name).contains(QStringLiteral("accepted")));
    QCOMPARE(hunk->childCount(), 2);
    QVERIFY(hunk->child(0)->text(QAccessible::Name).endsWith(QStringLiteral("line 50")));
    QVERIFY(hunk->child(1)->text(QAccessible::Name).endsWith(QStringLiteral("fifty")));
    QVERIFY(!hunk->rect().isNull());
    QCOMPARE(hunk->child(1)->parent(), hunk);
    QCOMPARE(root->child(1)->childCount(), 1);
    shown.view.setCurrentHunk({0, 1});
    QCOMPARE(root->focusChild(), file->child(1));
    QVERIFY(root->focusChild()->state().focused);
    // Nothing of the former elements is left when the document changes.
    shown.document.setCollapsed(0, true);
    QVERIFY(root->child(0)->state().collapsed);
}

void TestReviewContent::colorsComeLater()
{
    Shown shown(*m_theme);
    shown.source.set("f.cpp", {std::nullopt, QByteArray("return \"text\"; // words\n").repeated(20)});
    shown.show();
    const auto colors = [&shown] {
        const QImage image = shown.view.viewport()->grab().toImage();
        QSet<QRgb> seen;
        for (int y = 0; y < image.height(); y += 1) {
            for (int x = 0; x < image.width(); ++x)
                seen.insert(image.pixel(x, y));
        }
        return seen.size();
    };
    const auto plain = colors();
    QTRY_VERIFY(colors() > plain);
}

QTEST_MAIN(TestReviewContent)
#include "tst_review_content.moc"
