#include "tests/unit/terminal/terminal_text.h"

#include "runner/terminal/terminal_history.h"

#include <QTest>

using namespace pilothouse;

namespace {

QByteArray historyText(const TerminalHistory &history)
{
    QByteArray text;
    for (qsizetype i = 0; i < history.size(); ++i)
        text += QByteArray::fromStdString(rowText(history.row(i))) + '\n';
    return text;
}

QByteArray lines(int from, int to)
{
    QByteArray text;
    for (int i = from; i <= to; ++i)
        text += QByteArray::number(i) + (i < to ? "\r\n" : "");
    return text;
}

} // namespace

class TestTerminalFrames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFrameDoesNotChange()
    {
        TerminalEmulator terminal({.rows = 3, .columns = 10});
        terminal.feed("one\r\ntwo");
        const auto frame = terminal.frame();
        terminal.feed("\x1b[2J\x1b[Hthree\r\n4\r\n5\r\n6\r\n7");
        terminal.resize({.rows = 2, .columns = 5});
        QCOMPARE(screenText(*frame), QByteArray("one\ntwo"));
    }

    void rowsThatDidNotChangeAreShared()
    {
        TerminalEmulator terminal({.rows = 3, .columns = 10});
        terminal.feed("one\r\ntwo");
        const auto first = terminal.frame();
        terminal.feed("!");
        const auto second = terminal.frame();
        QCOMPARE(second->rows[0], first->rows[0]);
        QVERIFY(second->rows[1] != first->rows[1]);
        QCOMPARE(second->damaged, std::vector<bool>({false, true, false}));
        QCOMPARE(second->number, first->number + 1);
    }

    void scrollingIsTold()
    {
        TerminalEmulator terminal({.rows = 3, .columns = 10});
        terminal.feed(lines(1, 3));
        const auto first = terminal.frame();
        terminal.feed("\r\n4");
        const auto second = terminal.frame();
        QCOMPARE(second->scrolled, 1);
        QCOMPARE(second->damaged, std::vector<bool>({false, false, true}));
        QCOMPARE(second->rows[0], first->rows[1]);
        terminal.feed(lines(1, 100));
        QCOMPARE(terminal.frame()->scrolled, 3);
    }

    void whatIsNotDamagedIsTheSame()
    {
        // Whatever is printed: rows that are not damaged equal those of the frame before, moved up.
        const QList<QByteArray> steps{"abc", "\r\n", "\x1b[2;3r", "\x1b[2;1H\n\n\n", "\x1bM", "\x1b[L", "\x1b[M",
            "\x1b[r\x1b[4;1Hx\r\ny\r\nz", "\x1b[?1049h", "q", "\x1b[?1049l", "\x1b[J", "\x1b[S", "\x1b[T", "\x1b#8",
            "\x1b[1;2r\x1b[2;1H\n",
            "\x1b"
            "c"};
        TerminalEmulator terminal({.rows = 4, .columns = 8});
        auto before = terminal.frame();
        for (const QByteArray &step : steps) {
            terminal.feed(step);
            const auto after = terminal.frame();
            for (int row = 0; row < 4; ++row) {
                const int old = row + after->scrolled;
                if (after->damaged[size_t(row)])
                    continue;
                QVERIFY2(old < 4, step.constData());
                QVERIFY2(*after->rows[size_t(row)] == *before->rows[size_t(old)], step.constData());
            }
            before = after;
        }
    }

    void theHistoryKeepsWhatScrolledOut()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 10});
        terminal.feed("\x1b[31mré\x1b[0md\r\n日本\xcc\x81\r\n0123456789abc\r\nend");
        const auto frame = terminal.frame();
        QCOMPARE(historyText(*frame->history), QByteArray("réd\n日本\xcc\x81\n0123456789\n"));
        const TerminalRow row = frame->history->row(0);
        QVERIFY(row.cells[0].style.foreground == TerminalColor::indexed(1));
        QVERIFY(row.cells[2].style == TerminalStyle());
        QVERIFY(!row.wrapped);
        QVERIFY(frame->history->row(2).wrapped);
        QCOMPARE(frame->history->row(1).cells[1].width, 0);
    }

    void theHistoryIsBounded()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 10}, {.historyBytes = 100000});
        for (int i = 0; i < 100; ++i)
            terminal.feed(QByteArray(lines(1, 1000) + "\r\n"));
        const auto history = terminal.frame()->history;
        QVERIFY(history->bytes() <= 100000);
        QVERIFY(history->size() > 1000);
        QCOMPARE(history->size() + history->dropped(), 100000 - 1);
        QCOMPARE(rowText(history->row(history->size() - 1)), std::string("999"));
        QVERIFY(history->row(-1).cells.empty());
        QVERIFY(history->row(history->size()).cells.empty());
    }

    void aSnapshotOfTheHistoryDoesNotChange()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 10});
        terminal.feed(lines(1, 10));
        const auto early = terminal.frame();
        terminal.feed(QByteArray("\r\n" + lines(11, 600)));
        const auto late = terminal.frame();
        terminal.feed("\x1b[3J");
        QCOMPARE(early->history->size(), 8);
        QCOMPARE(rowText(early->history->row(7)), std::string("8"));
        QCOMPARE(late->history->size(), 598);
        QCOMPARE(rowText(late->history->row(597)), std::string("598"));
        QCOMPARE(terminal.frame()->history->size(), 0);
    }

    void theAlternateScreenHasNoHistory()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 10});
        terminal.feed(QByteArray("\x1b[?1049h" + lines(1, 50)));
        QCOMPARE(terminal.frame()->history->size(), 0);
    }

    void resizing_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("history");
        QTest::addRow("fewer rows below the cursor")
            << QByteArray("a\r\nb") << 2 << 10 << QByteArray("a\nb") << QByteArray();
        QTest::addRow("the cursor's row stays")
            << QByteArray("a\r\nb\r\nc\r\nd") << 2 << 10 << QByteArray("c\nd") << QByteArray("a\nb\n");
        QTest::addRow("more rows") << QByteArray("a\r\nb\r\nc\r\nd") << 6 << 10 << QByteArray("a\nb\nc\nd")
                                   << QByteArray();
        QTest::addRow("fewer columns") << QByteArray("0123456789") << 4 << 5 << QByteArray("01234") << QByteArray();
        QTest::addRow("a wide character is cut")
            << QByteArray("1234日") << 4 << 5 << QByteArray("1234") << QByteArray();
        QTest::addRow("to nothing") << QByteArray("ab\r\nc") << -5 << 0 << QByteArray("c") << QByteArray("ab\n");
        QTest::addRow("after scrolling") << QByteArray(lines(1, 7)) << 3 << 10 << QByteArray("5\n6\n7")
                                         << QByteArray("1\n2\n3\n4\n");
    }

    void resizing()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, rows);
        QFETCH(int, columns);
        TerminalEmulator terminal({.rows = 4, .columns = 10});
        terminal.feed(bytes);
        terminal.resize({.rows = rows, .columns = columns});
        const auto frame = terminal.frame();
        QTEST(screenText(*frame), "text");
        QTEST(historyText(*frame->history), "history");
        QVERIFY(frame->cursor.row < frame->size.rows && frame->cursor.column < frame->size.columns);
        for (const auto &row : frame->rows)
            QCOMPARE(int(row->cells.size()), frame->size.columns);
    }

    void sizesAreBounded()
    {
        TerminalEmulator terminal({.rows = 1 << 30, .columns = 1 << 30});
        QCOMPARE(terminal.frame()->size, (TerminalSize{.rows = 1000, .columns = 1000}));
    }

    void dirtyMeansThereIsSomethingNew()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 10});
        QVERIFY(terminal.isDirty());
        (void)terminal.frame();
        QVERIFY(!terminal.isDirty());
        terminal.feed("\a");
        QVERIFY(terminal.isDirty());
        QVERIFY(terminal.frame()->bell);
        QVERIFY(!terminal.frame()->bell);
    }

    void synchronizedOutput()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 10});
        terminal.feed("\x1b[?2026h");
        QVERIFY(terminal.isSynchronizing());
        terminal.feed("x\x1b[?2026l");
        QVERIFY(!terminal.isSynchronizing());
    }

    void resetEmptiesEverything()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 10});
        terminal.feed(QByteArray(lines(1, 9) + "\x1b]2;t\a\x1b[5n\x1b[?1049h\x1b[?25l\x1b]2;half"));
        terminal.reset();
        terminal.feed("x");
        const auto frame = terminal.frame();
        QCOMPARE(screenText(*frame), QByteArray("x"));
        QCOMPARE(frame->history->size(), 0);
        QCOMPARE(frame->title, QString());
        QCOMPARE(frame->modes, TerminalModes());
        QCOMPARE(terminal.takeReplies(), QByteArray());
    }
};

QTEST_GUILESS_MAIN(TestTerminalFrames)
#include "tst_terminal_frames.moc"
