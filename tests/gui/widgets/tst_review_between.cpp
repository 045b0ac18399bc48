// What stands between the lines of the view and beside them: comments, pictures, the strip with the whole.
#include "tests/gui/widgets/shown_review.h"
#include "ui/review/comment_threads.h"
#include "ui/review/review_minimap.h"
#include "ui/theme/style.h"

#include <QAccessible>
#include <QApplication>
#include <QBuffer>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>

using namespace pilothouse;

namespace {

QByteArray pngOf(const QSize &size, const QColor &color, const QRect &other = {})
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(color);
    QPainter(&image).fillRect(other, Qt::yellow);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

/// A view with comments between its lines.
struct Talk {
    explicit Talk(const Theme &theme)
        : shown(theme),
          card(theme, shown.view.viewport()),
          threads(theme, shown.view, card)
    {
        QObject::connect(&threads, &CommentThreads::chosen, &card, [this](const PlacedComment &comment) {
            card.open(comment.comment->anchor, QStringLiteral("here"), {comment});
            threads.place();
        });
    }
    void say(const QString &id, int line, const QString &text, ReviewComment::State state = ReviewComment::State::Sent,
        bool resolved = false)
    {
        ReviewComment comment;
        comment.id = id;
        comment.anchor = {.path = "f", .side = CommentAnchor::Side::New, .first = line, .count = 1};
        comment.text = text;
        comment.state = state;
        comment.resolved = resolved;
        comments.push_back({std::make_shared<const ReviewComment>(comment), {.file = 0, .first = line}});
    }
    void show()
    {
        threads.setComments(comments, [](qsizetype) { return QByteArray("f"); });
    }
    [[nodiscard]] QList<QWidget *> cards() const
    {
        QList<QWidget *> all = shown.view.viewport()->findChildren<QWidget *>(QStringLiteral("commentThread"));
        all.removeIf([](const QWidget *one) { return one->isHidden(); });
        return all;
    }
    /// Whether a card stands right below its line and the next line below the card.
    [[nodiscard]] bool isBetween(const QWidget *card, int line) const
    {
        const QRect above = shown.view.rectOf({"f", ReviewSide::New, line});
        const QRect below = shown.view.rectOf({"f", ReviewSide::New, line + 1});
        return !above.isNull() && card->y() > above.bottom() && card->y() < above.bottom() + 2 * grid::Two
            && (below.isNull() || below.top() > card->geometry().bottom());
    }

    Shown shown;
    CommentCard card;
    CommentThreads threads;
    std::vector<PlacedComment> comments;
};

} // namespace

class TestReviewBetween final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void commentsStandBetweenTheLines_data();
    void commentsStandBetweenTheLines();
    void linesThatComeMoveCommentsAlong();
    void aCommentThatComesMovesNothing();
    void draftsAreWrittenBetweenTheLines();
    void manyCommentsHaveFewCards();
    void screenReadersFindComments();
    void theViewMayGoFirst();
    void picturesAreComparedInEveryManner();
    void theDifferenceOfPicturesIsCounted();
    void theStripShowsWhatWasDecided();
    void theStripGoesWhereOnePoints();
    void whatIsOnTheScreenWasSeen();

private:
    std::unique_ptr<Theme> m_theme;
};

void TestReviewBetween::initTestCase()
{
    m_theme = std::make_unique<Theme>(SchemePreference::Light);
    QApplication::setStyle(new Style(*m_theme));
}

void TestReviewBetween::commentsStandBetweenTheLines_data()
{
    QTest::addColumn<DiffMode>("mode");
    QTest::addColumn<bool>("wraps");
    QTest::addColumn<int>("zoom");
    QTest::newRow("in one column") << DiffMode::Unified << true << 100;
    QTest::newRow("side by side") << DiffMode::Split << true << 100;
    QTest::newRow("not wrapped") << DiffMode::Unified << false << 100;
    QTest::newRow("large") << DiffMode::Unified << true << 180;
}

void TestReviewBetween::commentsStandBetweenTheLines()
{
    QFETCH(DiffMode, mode);
    QFETCH(bool, wraps);
    QFETCH(int, zoom);
    Talk talk(*m_theme);
    talk.shown.source.set("f", {std::nullopt, numbered(0, 300)});
    talk.shown.view.setWrapping(wraps);
    talk.shown.view.setMode(mode);
    talk.shown.view.setZoom(zoom);
    talk.shown.show();
    QVERIFY(talk.shown.view.showLine({"f", ReviewSide::New, 100}));
    const int y = talk.shown.yOf("f", 100);
    talk.say(QStringLiteral("a"), 100, QStringLiteral("Why is it so long? ").repeated(40));
    talk.say(QStringLiteral("b"), 102, QStringLiteral("Short."));
    talk.say(QStringLiteral("c"), 103, QStringLiteral("Done."), ReviewComment::State::Sent, true);
    talk.show();
    QTRY_COMPARE(talk.cards().size(), 2);
    QTRY_VERIFY(talk.isBetween(talk.cards().at(0), 100));
    QTRY_VERIFY(talk.isBetween(talk.cards().at(1), 102));
    QCOMPARE(talk.shown.yOf("f", 100), y);
    QVERIFY(talk.cards().at(0)->height() > talk.cards().at(1)->height());
    // They scroll along, by a pixel and by a page.
    QScrollBar *bar = talk.shown.view.verticalScrollBar();
    bar->setValue(bar->value() + 7);
    QTRY_VERIFY(talk.isBetween(talk.cards().at(0), 100));
    talk.shown.view.resize(500, 600);
    QTRY_VERIFY(talk.isBetween(talk.cards().at(0), 100));
    QTest::keyClick(&talk.shown.view, Qt::Key_Home);
    QTRY_VERIFY(talk.cards().isEmpty());
    QVERIFY(talk.shown.view.showLine({"f", ReviewSide::New, 102}));
    QTRY_VERIFY(talk.isBetween(talk.cards().at(1), 102));
    talk.shown.document.setCollapsed(0, true);
    QTRY_VERIFY(talk.cards().isEmpty());
}

void TestReviewBetween::linesThatComeMoveCommentsAlong()
{
    Talk talk(*m_theme);
    talk.shown.source.set("f", {std::nullopt, numbered(0, 500)});
    talk.shown.show();
    QVERIFY(talk.shown.view.showLine({"f", ReviewSide::New, 250}));
    talk.say(QStringLiteral("a"), 248, QStringLiteral("One."));
    talk.say(QStringLiteral("b"), 251, QStringLiteral("Another."));
    talk.show();
    QTRY_COMPARE(talk.cards().size(), 2);
    QTRY_VERIFY(talk.isBetween(talk.cards().at(1), 251));
    const int y = talk.shown.yOf("f", 250);
    QSignalSpy rows(&talk.shown.document, &ReviewDocument::rowsChanged);
    talk.shown.source.set("f", {std::nullopt, numbered(1000, 1100) + numbered(0, 500)});
    talk.shown.document.setChanges(talk.shown.source.changes());
    QTRY_COMPARE(rows.size(), 1);
    QCOMPARE(talk.shown.yOf("f", 350), y);
    QTRY_VERIFY(talk.isBetween(talk.cards().at(1), 351));
    QVERIFY(talk.isBetween(talk.cards().at(0), 348));
}

void TestReviewBetween::aCommentThatComesMovesNothing()
{
    Talk talk(*m_theme);
    talk.shown.source.set("f", {std::nullopt, numbered(0, 500)});
    talk.shown.show();
    QVERIFY(talk.shown.view.showLine({"f", ReviewSide::New, 250}));
    const int y = talk.shown.yOf("f", 250);
    for (int line = 0; line < 250; line += 5)
        talk.say(QString::number(line), line, QStringLiteral("Above."));
    talk.show();
    QTRY_VERIFY(!talk.cards().isEmpty());
    QCOMPARE(talk.shown.yOf("f", 250), y);
    QVERIFY(talk.shown.view.verticalScrollBar()->maximum() > 50 * 60);
}

void TestReviewBetween::draftsAreWrittenBetweenTheLines()
{
    Talk talk(*m_theme);
    talk.shown.source.set("f", {std::nullopt, numbered(0, 300)});
    talk.shown.show();
    talk.say(QStringLiteral("a"), 3, QStringLiteral("A draft"), ReviewComment::State::Draft);
    talk.show();
    QTRY_COMPARE(talk.cards().size(), 1);
    QTest::mouseClick(talk.cards().first()->findChild<CommentBlock *>(), Qt::LeftButton);
    QTRY_VERIFY(talk.card.isOpen());
    QTRY_VERIFY(talk.cards().isEmpty()); // the card stands instead of it
    QTRY_VERIFY(talk.isBetween(&talk.card, 3));
    auto *text = talk.card.findChild<QPlainTextEdit *>();
    QCOMPARE(text->toPlainText(), QStringLiteral("A draft"));
    const int below = talk.shown.yOf("f", 4);
    QSignalSpy written(&talk.card, &CommentCard::written);
    QTest::keyClicks(text, QStringLiteral(" and more"));
    for (int i = 0; i < 6; ++i)
        QTest::keyClick(text, Qt::Key_Return);
    QTRY_VERIFY(talk.shown.yOf("f", 4) > below); // it grows, and the lines make room
    QVERIFY(talk.isBetween(&talk.card, 3));
    QTRY_VERIFY(!written.isEmpty());
    QVERIFY(written.last().first().value<CommentDraft>().text.startsWith(QStringLiteral("A draft and more")));
    // Scrolled away it keeps the keys and what was typed, and comes back.
    talk.shown.view.verticalScrollBar()->setValue(talk.shown.view.verticalScrollBar()->maximum());
    QTRY_VERIFY(talk.card.geometry().bottom() < 0);
    QVERIFY(talk.card.isVisible());
    talk.shown.view.verticalScrollBar()->setValue(0);
    QTRY_VERIFY(talk.isBetween(&talk.card, 3));
    QTest::keyClick(text, Qt::Key_Escape);
    QTRY_COMPARE(talk.cards().size(), 1);
    QVERIFY(talk.isBetween(talk.cards().first(), 3));
}

void TestReviewBetween::manyCommentsHaveFewCards()
{
    Talk talk(*m_theme);
    talk.shown.source.set("f", {std::nullopt, numbered(0, 5000)});
    talk.shown.show();
    for (int line = 0; line < 5000; line += 5)
        talk.say(QString::number(line), line, QStringLiteral("One of many."));
    talk.show();
    QTRY_VERIFY(!talk.cards().isEmpty());
    QSignalSpy moved(&talk.shown.view, &ReviewView::viewMoved);
    for (int i = 0; i < 60; ++i) {
        moved.clear();
        QTest::keyClick(&talk.shown.view, Qt::Key_PageDown);
        QTRY_VERIFY(!moved.isEmpty());
    }
    const auto all = talk.shown.view.viewport()->findChildren<QWidget *>(QStringLiteral("commentThread"));
    QVERIFY2(all.size() < 60, qPrintable(QString::number(all.size())));
}

void TestReviewBetween::screenReadersFindComments()
{
    Talk talk(*m_theme);
    talk.shown.source.set("f", {std::nullopt, numbered(0, 300)});
    talk.shown.show();
    QAccessibleInterface *root = QAccessible::queryAccessibleInterface(&talk.shown.view);
    QCOMPARE(root->childCount(), 1);
    talk.say(QStringLiteral("a"), 2, QStringLiteral("Is this needed?"));
    talk.show();
    QTRY_COMPARE(root->childCount(), 2);
    QAccessibleInterface *comments = root->child(1);
    QVERIFY(comments);
    QCOMPARE(root->indexOfChild(comments), 1);
    QCOMPARE(comments->parent(), root);
    QVERIFY(!comments->text(QAccessible::Name).isEmpty());
    QAccessibleInterface *card = nullptr;
    for (int i = 0; i < comments->childCount() && !card; ++i) {
        if (comments->child(i)->object() == talk.cards().first())
            card = comments->child(i);
    }
    QVERIFY(card);
    QVERIFY(card->text(QAccessible::Name).contains(QStringLiteral("f:3")));
    QVERIFY(card->child(0)->text(QAccessible::Name).contains(QStringLiteral("Is this needed?")));
    QCOMPARE(root->child(0)->text(QAccessible::Name).left(1), QStringLiteral("f"));
}

void TestReviewBetween::theViewMayGoFirst()
{
    MemorySource source;
    source.set("f", {std::nullopt, numbered(0, 300)});
    ReviewDocument document(source);
    QObject owner;
    CommentThreads *threads = nullptr;
    {
        ReviewView view(*m_theme, document);
        auto *card = new CommentCard(*m_theme, view.viewport());
        threads = new CommentThreads(*m_theme, view, *card, &owner);
        view.resize(800, 600);
        document.setChanges(source.changes());
        view.show();
        ReviewComment comment;
        comment.anchor = {.path = "f", .first = 2, .count = 1};
        threads->setComments({{std::make_shared<const ReviewComment>(comment), {.file = 0, .first = 2}}},
            [](qsizetype) { return QByteArray("f"); });
        QTRY_VERIFY(view.viewport()->findChild<QWidget *>(QStringLiteral("commentThread")));
    }
    delete threads; // its cards went with the view
}

void TestReviewBetween::picturesAreComparedInEveryManner()
{
    Shown shown(*m_theme);
    shown.source.set("a.png", {pngOf({200, 120}, Qt::red), pngOf({200, 120}, Qt::blue)});
    shown.show();
    const auto colorsOf = [&shown] {
        const QImage image = shown.view.viewport()->grab().toImage();
        const QPoint middle(image.width() / 2, 0);
        QSet<QRgb> seen;
        for (int y = 60; y < 260; ++y) {
            for (int x = 0; x < image.width(); ++x)
                seen.insert(image.pixel(x, y) | 0xFF000000);
        }
        return seen;
    };
    const QRgb red = QColor(Qt::red).rgb();
    const QRgb blue = QColor(Qt::blue).rgb();
    QTRY_VERIFY(colorsOf().contains(red) && colorsOf().contains(blue));
    QSignalSpy changed(&shown.view, &ReviewView::pictureMannerChanged);
    shown.view.setCurrentHunk({0, 0});
    // By mouse: the switches stand at the left in a row.
    const int header = shown.view.spotAt({100, 5}).rect.height();
    const auto click = [&](PictureManner manner) {
        for (int x = 4; x < shown.view.viewport()->width() && shown.view.pictureManner() != manner; x += 12)
            QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, {x, header + 20});
        return shown.view.pictureManner() == manner;
    };
    QVERIFY(click(PictureManner::Overlaid));
    QVERIFY(!colorsOf().contains(red));
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(&shown.view, Qt::Key_Right); // nothing but the new one is seen
    QVERIFY(colorsOf().contains(blue) && !colorsOf().contains(red));
    shown.view.nextPictureManner();
    QVERIFY(shown.view.pictureManner() == PictureManner::Swipe);
    shown.view.setPictureMix(0.5);
    QVERIFY(colorsOf().contains(red) && colorsOf().contains(blue));
    shown.view.setPictureMix(1);
    QVERIFY(colorsOf().contains(red) && !colorsOf().contains(blue));
    QVERIFY(click(PictureManner::Difference));
    QVERIFY(!colorsOf().contains(red) && !colorsOf().contains(blue));
    shown.view.nextPictureManner();
    QVERIFY(shown.view.pictureManner() == PictureManner::SideBySide);
    QVERIFY(changed.size() >= 4);
}

void TestReviewBetween::theDifferenceOfPicturesIsCounted()
{
    PicturePair pair;
    pair.before = decodePicture(pngOf({100, 100}, Qt::red));
    pair.after = decodePicture(pngOf({100, 100}, Qt::red, QRect(10, 10, 20, 50)));
    comparePictures(pair);
    QCOMPARE(pair.differing, 10.0);
    QVERIFY(pair.difference.pixel(15, 15) != pair.difference.pixel(80, 80));
    pair.after = decodePicture(pngOf({200, 100}, Qt::red)); // the smaller one stands in the middle of the larger one
    comparePictures(pair);
    QCOMPARE(pair.difference.size(), QSize(200, 100));
    QCOMPARE(pair.differing, 50.0);
}

void TestReviewBetween::theStripShowsWhatWasDecided()
{
    Shown shown(*m_theme);
    shown.source.set("f", {std::nullopt, numbered(0, 1000)});
    shown.source.set("g", {std::nullopt, numbered(0, 1000)});
    shown.show();
    auto decorations = std::make_shared<ReviewDecorations>();
    FileDecorations &file = decorations->files["f"];
    file.after = {{{0, 200}, LineDecision::Accepted, false, false, {}, 0},
        {{400, 10}, LineDecision::Rejected, false, false, {}, 0}};
    file.comments = {{ReviewSide::New, 700, 1, false, false}, {ReviewSide::New, 800, 1, true, false}};
    decorations->files["g"].viewed = true;
    shown.view.setDecorations(decorations);
    auto *strip = shown.view.findChild<ReviewMinimap *>();
    const qint64 line = shown.view.rectOf({"f", ReviewSide::New, 1}).y() - shown.yOf("f", 0);
    const qint64 first = shown.yOf("f", 0);
    const auto marks = [&](int from, int to) { return strip->marksAt(first + from * line, first + to * line); };
    QVERIFY(marks(10, 12).accepted && !marks(10, 12).rejected && !marks(10, 12).viewed);
    QVERIFY(!marks(250, 300).accepted);
    QVERIFY(marks(390, 420).rejected && !marks(390, 420).accepted);
    QVERIFY(marks(150, 500).rejected && marks(150, 500).accepted);
    QVERIFY(marks(690, 710).commented);
    QVERIFY(!marks(790, 810).commented); // it is resolved
    QVERIFY(marks(1500, 1501).viewed && !marks(1500, 1501).accepted);
    const auto colors = [strip] {
        const QImage image = strip->grab().toImage();
        QSet<QRgb> seen;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = image.width() / 2; x < image.width(); ++x)
                seen.insert(image.pixel(x, y) | 0xFF000000);
        }
        return seen;
    };
    for (const Tone tone : {Tone::Success, Tone::Danger, Tone::AccentFill})
        QTRY_VERIFY(colors().contains(m_theme->color(tone).rgb()));
}

void TestReviewBetween::theStripGoesWhereOnePoints()
{
    Shown shown(*m_theme);
    shown.source.set("f", {std::nullopt, numbered(0, 5000)});
    shown.show();
    auto *strip = shown.view.findChild<ReviewMinimap *>();
    QTest::mouseClick(strip, Qt::LeftButton, {}, {10, strip->height() / 2});
    const auto middle = shown.view.firstVisibleLine();
    QVERIFY(middle && middle->line > 2300 && middle->line < 2700);
    QTest::mousePress(strip, Qt::LeftButton, {}, {10, 2});
    QTest::mouseMove(strip, {10, strip->height() * 3 / 4});
    QTest::mouseRelease(strip, Qt::LeftButton, {}, {10, strip->height() * 3 / 4});
    QVERIFY(shown.view.firstVisibleLine()->line > 3500);
}

void TestReviewBetween::whatIsOnTheScreenWasSeen()
{
    Shown shown(*m_theme);
    QByteArray after = numbered(0, 100);
    after.replace("line 3\n", "three\nand more\n");
    shown.source.set("a.bin", {QByteArray("\0", 1), QByteArray("\0\1", 2)});
    shown.source.set("f", {numbered(0, 100), after});
    shown.source.set("g", {std::nullopt, numbered(0, 1000)});
    shown.show();
    for (const auto mode : {DiffMode::Unified, DiffMode::Split}) {
        shown.view.setMode(mode);
        const std::vector<FileSelection> seen = shown.view.visibleChanges();
        QCOMPARE(seen.size(), size_t(3));
        QVERIFY(seen[0].whole);
        QCOMPARE(seen[1].removed, (std::vector<LineRange>{{3, 1}}));
        QCOMPARE(seen[1].added, (std::vector<LineRange>{{3, 2}}));
        QCOMPARE(seen[2].added.size(), size_t(1));
        QVERIFY(seen[2].added.front().first == 0 && seen[2].added.front().count < 40);
    }
}

QTEST_MAIN(TestReviewBetween)
#include "tst_review_between.moc"
