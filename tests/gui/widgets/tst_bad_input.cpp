// The view over real trees that nobody should write: it stays alive, says what it leaves out, and one can go on.
#include "tests/gui/support/heartbeat.h"
#include "tests/gui/support/store_source.h"
#include "tests/support/git/test_repository.h"
#include "ui/controls/when_done.h"
#include "ui/review/review_view.h"
#include "ui/review/seen_tracker.h"
#include "ui/theme/style.h"

#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double StallMs = 50;
constexpr int PatienceMs = 120'000;

/// A view of a store.
struct Screen {
    Screen(const Theme &theme, const QString &store) : source(store), document(source), view(theme, document)
    {
        view.resize(900, 700);
        view.show();
    }
    /// Compares and shows two trees; true when every file's lines are there.
    bool open(const ObjectId &from, const ObjectId &to)
    {
        QSignalSpy completed(&document, &ReviewDocument::completed);
        whenDone(source.changes(from, to), &document, [this](Result<ChangeSet> set) {
            failed = !set;
            if (set)
                document.setChanges(std::make_shared<ChangeSet>(*std::move(set)));
        });
        return QTest::qWaitFor([&] { return failed || !completed.isEmpty(); }, PatienceMs) && !failed;
    }
    /// The text that a screen reader reads of a file, as it is on the screen.
    [[nodiscard]] QString words(int file)
    {
        return QAccessible::queryAccessibleInterface(&view)->child(file)->text(QAccessible::Name);
    }
    [[nodiscard]] QString lineWords(int file, int hunk, int row)
    {
        return QAccessible::queryAccessibleInterface(&view)->child(file)->child(hunk)->child(row)->text(
            QAccessible::Name);
    }

    StoreSource source;
    ReviewDocument document;
    ReviewView view;
    SeenTracker seen{view};
    bool failed = false;
};

} // namespace

class TestBadInput final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void theViewStaysAlive_data();
    void theViewStaysAlive();
    void aFileIsDeletedWhileItIsOpen();
    void theStoreGoesWhileLinesAreRead();
    void aGigabyte();

private:
    [[nodiscard]] QByteArray blobOf(const QByteArray &content) const;
    [[nodiscard]] ObjectId treeOf(const QList<std::pair<QByteArray, QByteArray>> &blobs) const;
    void goThrough(Screen &screen, Heartbeat &heart);
    void judge(const Heartbeat &heart, double quiet, const char *what) const;

    PersonHome m_home;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<TestRepository> m_repository;
    std::unique_ptr<Theme> m_theme;
};

void TestBadInput::initTestCase()
{
    m_theme = std::make_unique<Theme>(SchemePreference::Light);
    QApplication::setStyle(new Style(*m_theme));
}

void TestBadInput::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_repository =
        std::make_unique<TestRepository>(TestRepository::create(m_directory->filePath(u"r.git"_s), {u"--bare"_s}));
}

QByteArray TestBadInput::blobOf(const QByteArray &content) const
{
    return m_repository->git({u"-c"_s, u"core.compression=1"_s, u"hash-object"_s, u"-w"_s, u"--stdin"_s}, content);
}

ObjectId TestBadInput::treeOf(const QList<std::pair<QByteArray, QByteArray>> &blobs) const
{
    QByteArray listing;
    for (const auto &[path, blob] : blobs)
        listing += "100644 blob " + blob + '\t' + path + '\0';
    return ObjectId(QString::fromLatin1(m_repository->git({u"mktree"_s, u"-z"_s}, listing)));
}

/// What a person does with any change set, by keys, one thing a few frames after the other.
void TestBadInput::goThrough(Screen &screen, Heartbeat &heart)
{
    ReviewView &view = screen.view;
    const auto frames = [&heart](int count) {
        const int until = heart.beats() + count;
        return QTest::qWaitFor([&] { return heart.beats() >= until; }, PatienceMs);
    };
    const auto key = [&](Qt::Key which) {
        QTest::keyClick(&view, which);
        QVERIFY(frames(3));
    };
    for (int i = 0; i < 4; ++i)
        key(Qt::Key_PageDown);
    key(Qt::Key_End);
    key(Qt::Key_PageUp);
    key(Qt::Key_Home);
    for (const auto mode : {DiffMode::Split, DiffMode::Unified}) {
        view.setMode(mode);
        QVERIFY(frames(3));
        for (const bool wraps : {false, true}) {
            view.setWrapping(wraps);
            QVERIFY(frames(3));
            key(Qt::Key_PageDown);
        }
    }
    view.setZoom(150);
    QVERIFY(frames(3));
    view.setZoom(100);
    QSignalSpy found(&view, &ReviewView::found);
    view.find(u"a"_s);
    QVERIFY(QTest::qWaitFor([&] { return !found.isEmpty(); }, PatienceMs));
    view.findNext();
    QVERIFY(frames(3));
    key(Qt::Key_PageDown);
    view.find({});
    int hunks = 0;
    while (view.nextHunk() && hunks < 40) {
        QVERIFY(frames(2));
        ++hunks;
    }
    // To the last file, which is an ordinary one, and all its lines are there.
    const int last = screen.document.fileCount() - 1;
    view.showFile(last);
    QVERIFY(frames(3));
    QVERIFY(screen.document.block(last) == FileBlock::None);
    QVERIFY(view.showLine({screen.document.change(last).path(), ReviewSide::New, 1}));
    QVERIFY(!view.rectOf({screen.document.change(last).path(), ReviewSide::New, 1}).isNull());
}

void TestBadInput::judge(const Heartbeat &heart, double quiet, const char *what) const
{
    const QByteArray figures = QByteArray(what) + ": the window computed " + QByteArray::number(heart.longestComputed())
        + " ms at most between two beats, of " + QByteArray::number(heart.longest())
        + " ms (quiet: " + QByteArray::number(quiet) + " ms)";
    qInfo("%s", figures.constData());
    QVERIFY2(heart.longestComputed() <= StallMs, figures.constData());
    // Waiting for somebody would be as bad; but with the machine full of others' work time says little.
    QVERIFY2(heart.longest() <= 10 * StallMs + 4 * quiet, figures.constData());
}

void TestBadInput::theViewStaysAlive_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("said"); // Of the file.
    QTest::addColumn<QString>("saidOfLine"); // Of the last row of its first hunk.
    QByteArray numbers;
    QByteArray others;
    for (int i = 0; i < 1'000'000; ++i) {
        numbers += QByteArray::number(i) + '\n';
        others += QByteArray::number(i) + (i % 2 == 0 ? "\n" : " changed\n");
    }
    QByteArray few = numbers;
    few.replace("\n77777\n", "\nx\n").replace("\n999000\n", "\ny\n");
    QByteArray garbage(4'000'000, Qt::Uninitialized);
    QRandomGenerator random(1);
    for (char &c : garbage)
        c = static_cast<char>(random.bounded(1, 256));
    QTest::newRow("more bytes than are compared")
        << "a\n"_ba << QByteArray(70'000'000, 'b') << "large.txt"_ba << u"too large to compare line by line"_s << u""_s;
    QTest::newRow("a million lines, two changed") << numbers << few << "f.txt"_ba << u""_s << u"Added line 77778: x"_s;
    QTest::newRow("a million new lines") << "a\n"_ba << numbers << "f.txt"_ba << u""_s << u"Added line 1000000"_s;
    QTest::newRow("every other of a million lines changed")
        << numbers << others << "f.txt"_ba << u""_s << u"Added line 1000000: 999999 changed"_s;
    QTest::newRow("a million other lines of two kinds")
        << QByteArray("a\nb\nb\n").repeated(300'000) << QByteArray("b\na\na\na\n").repeated(250'000) << "f.txt"_ba
        << u"shown as one change"_s << u""_s;
    QTest::newRow("a line of 50 MB") << QByteArray("a\n" + QByteArray(50'000'000, 'b'))
                                     << QByteArray("a\n" + QByteArray(50'000'000, 'c')) << "f.json"_ba << u""_s
                                     << u"more are not shown"_s;
    QTest::newRow("a line of 50 MB of words")
        << "a\n"_ba << QByteArray("a\n" + QByteArray("\xc3\xa4 lang ").repeated(6'000'000)) << "f.cpp"_ba << u""_s
        << u"more are not shown"_s;
    QTest::newRow("many long lines") << "a\n"_ba << QByteArray(40'000, 'a').append('\n').repeated(1000) << "f.txt"_ba
                                     << u""_s << u"more are not shown"_s;
    QTest::newRow("many long lines of words") << "a\n"_ba
                                              << QByteArray("gr\xc3\xb6\xc3\x9f"
                                                            "er als alles, was man liest ")
                                                     .repeated(400)
                                                     .append('\n')
                                                     .repeated(600)
                                              << "f.md"_ba << u""_s << u"more are not shown"_s;
    QTest::newRow("garbage with the name of a text")
        << QByteArray("\x7f"
                      "ELF\0\1\2\3",
               8)
               .repeated(100'000)
        << QByteArray("\0\xff\n", 3).repeated(100'000) << "f.txt"_ba << u"This file is not text."_s << u""_s;
    QTest::newRow("garbage without zero bytes") << "a\n"_ba << garbage << "f.py"_ba << u""_s << u""_s;
    QTest::newRow("garbage without line breaks")
        << "a\n"_ba << QByteArray(garbage).replace('\n', '\x01').first(5000).append('\n').repeated(600) << "f.py"_ba
        << u""_s << u""_s;
    QTest::newRow("a path with line breaks")
        << "a\n"_ba << "b\n"_ba << "a\nb\r\n+++ c"_ba << u"\u27E8LF\u27E9"_s << u"Added line 1: b"_s;
}

void TestBadInput::theViewStaysAlive()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, path);
    QFETCH(QString, said);
    QFETCH(QString, saidOfLine);
    const double text = static_cast<double>(before.size() + after.size()) / (1 << 20);
    const QByteArray plain = blobOf("one\ntwo\n");
    const QByteArray changed = blobOf("one\n2\n");
    const ObjectId from = treeOf({{path, blobOf(before)}, {"z.txt", plain}});
    const ObjectId to = treeOf({{path, blobOf(after)}, {"z.txt", changed}});
    before.clear();
    after.clear();

    Screen screen(*m_theme, m_repository->path());
    QVERIFY(QTest::qWaitForWindowExposed(&screen.view));
    screen.view.viewport()->repaint();
    Heartbeat heart;
    QVERIFY(QTest::qWaitFor([&] { return heart.beats() > 100; }, PatienceMs));
    const double quiet = heart.longest();
    const double memory = ownMegabytes();
    heart.reset();
    QVERIFY(screen.open(from, to));
    goThrough(screen, heart);
    judge(heart, quiet, QTest::currentDataTag());
    const double grown = ownMegabytes() - memory;
    qInfo("%.0f MB for %.0f MB of text", grown, text);
    // The texts, what is known of their lines, and what the places and the edits take while they are looked for.
    const auto &lines = screen.document.lines(0);
    const double edits = lines ? static_cast<double>(lines->edits.size()) * 160 / (1 << 20) : 0;
    QVERIFY2(grown <= 120 + 3 * text + edits, qPrintable(u"%1 MB for %2 MB of text"_s.arg(grown).arg(text)));
    QCOMPARE(screen.document.fileCount(), 2);
    if (!said.isEmpty())
        QVERIFY2(screen.words(0).contains(said), qPrintable(screen.words(0)));
    if (!saidOfLine.isEmpty()) {
        const int rows = QAccessible::queryAccessibleInterface(&screen.view)->child(0)->child(0)->childCount();
        QVERIFY2(screen.lineWords(0, 0, rows - 1).contains(saidOfLine),
            qPrintable(screen.lineWords(0, 0, rows - 1).left(300)));
    }
}

void TestBadInput::aFileIsDeletedWhileItIsOpen()
{
    QByteArray lines;
    for (int i = 0; i < 5000; ++i)
        lines += "line " + QByteArray::number(i) + '\n';
    const QByteArray plain = blobOf("one\ntwo\n");
    const ObjectId from = treeOf({{"z.txt", plain}});
    const ObjectId to = treeOf({{"open.txt", blobOf(lines)}, {"z.txt", blobOf("one\n2\n")}});
    const ObjectId later = treeOf({{"z.txt", blobOf("one\n2\n")}});
    Screen screen(*m_theme, m_repository->path());
    QVERIFY(QTest::qWaitForWindowExposed(&screen.view));
    QVERIFY(screen.open(from, to));
    QVERIFY(screen.view.showLine({"open.txt", ReviewSide::New, 2500}));
    screen.view.setCurrentHunk({0, 0});
    QSignalSpy found(&screen.view, &ReviewView::found);
    screen.view.find(u"line 4"_s);
    QVERIFY(screen.open(from, later));
    QCOMPARE(screen.document.fileCount(), 1);
    QVERIFY(!screen.view.currentHunk().isValid());
    screen.view.viewport()->repaint();
    QCOMPARE(screen.view.currentFile(), 0);
    QVERIFY(screen.view.nextHunk());
    QVERIFY(!screen.view.rectOf({"z.txt", ReviewSide::New, 1}).isNull());
    QVERIFY(!screen.view.showLine({"open.txt", ReviewSide::New, 2500}));
    QVERIFY(screen.open(from, from)); // and everything else, too
    QCOMPARE(screen.document.fileCount(), 0);
    screen.view.viewport()->repaint();
    QVERIFY(!screen.view.nextHunk());
}

void TestBadInput::theStoreGoesWhileLinesAreRead()
{
    QList<std::pair<QByteArray, QByteArray>> files;
    const QByteArray blob = blobOf("one\n2\n");
    for (int i = 0; i < 300; ++i)
        files.append({"f" + QByteArray::number(1000 + i), blobOf("one\n" + QByteArray::number(i) + '\n')});
    const ObjectId to = treeOf(files);
    Screen screen(*m_theme, m_repository->path());
    QVERIFY(QTest::qWaitForWindowExposed(&screen.view));
    QSignalSpy rows(&screen.document, &ReviewDocument::rowsChanged);
    bool listed = false;
    whenDone(screen.source.changes({}, to), &screen.document, [&](const Result<ChangeSet> &set) {
        QVERIFY(set);
        listed = true;
        QVERIFY(QDir(m_repository->file(u"objects"_s)).removeRecursively());
        screen.document.setChanges(std::make_shared<ChangeSet>(*set));
    });
    QTRY_VERIFY_WITH_TIMEOUT(listed && screen.document.isComplete(), PatienceMs);
    QCOMPARE(screen.document.fileCount(), 300);
    QVERIFY(screen.document.block(299) == FileBlock::Failed);
    QVERIFY2(screen.words(299).contains(u"session\u2019s store"_s) || screen.words(299).contains(u"store"_s),
        qPrintable(screen.words(299)));
    screen.view.viewport()->repaint();
    QTest::keyClick(&screen.view, Qt::Key_End);
    screen.view.viewport()->repaint();
    QVERIFY(screen.view.currentFile() > 280);
    int visited = 0;
    screen.view.setCurrentHunk({});
    screen.view.showFile(0);
    while (screen.view.nextHunk())
        ++visited;
    QCOMPARE(visited, 300);
}

void TestBadInput::aGigabyte()
{
    // A small one takes the same path; a real one takes git half a minute to store.
    const bool real = qEnvironmentVariableIsSet("PILOTHOUSE_LONG");
    QFile large(m_directory->filePath(u"large.txt"_s));
    QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(real ? qint64(1) << 30 : qint64(65) << 20));
    large.close();
    const QByteArray blob = m_repository->git(
        {u"-c"_s, u"core.compression=1"_s, u"hash-object"_s, u"-w"_s, u"--no-filters"_s, large.fileName()});
    const ObjectId to = treeOf({{"large.txt", blob}, {"z.txt", blobOf("one\n2\n")}});
    const ObjectId from = treeOf({{"z.txt", blobOf("one\ntwo\n")}});
    Screen screen(*m_theme, m_repository->path());
    QVERIFY(QTest::qWaitForWindowExposed(&screen.view));
    screen.view.viewport()->repaint();
    Heartbeat heart;
    QVERIFY(QTest::qWaitFor([&] { return heart.beats() > 100; }, PatienceMs));
    const double quiet = heart.longest();
    const double memory = ownMegabytes();
    heart.reset();
    QVERIFY(screen.open(from, to));
    goThrough(screen, heart);
    judge(heart, quiet, "a gigabyte");
    QVERIFY2(ownMegabytes() - memory < 120, qPrintable(QString::number(ownMegabytes() - memory)));
    QVERIFY2(screen.words(0).contains(u"too large to compare line by line"_s), qPrintable(screen.words(0)));
    QVERIFY(screen.words(0).contains(QLocale().formattedDataSize(large.size())));
}

QTEST_MAIN(TestBadInput)
#include "tst_bad_input.moc"
