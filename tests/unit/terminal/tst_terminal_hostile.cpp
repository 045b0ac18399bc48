#include "tests/unit/terminal/terminal_text.h"

#include "runner/terminal/terminal_history.h"

#include <QRandomGenerator>
#include <QTest>

#include <ctime>

using namespace pilothouse;

/// What brought other emulators down, each by its name, and floods.
class TestTerminalHostile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void manyParameters()
    {
        TerminalEmulator terminal({.rows = 4, .columns = 20});
        for (const int count : {15, 16, 17, 20, 31, 32, 33, 100, 10000}) {
            terminal.feed(QByteArray("\x1b[" + QByteArray("99999999;").repeated(count) + "m"));
            terminal.feed(QByteArray("\x1b[" + QByteArray("4:").repeated(count) + "m"));
        }
        terminal.feed("x");
        QCOMPARE(screenText(terminal), QByteArray("x"));
    }

    void repeatBeforeAnything()
    {
        TerminalEmulator terminal({.rows = 4, .columns = 20});
        terminal.feed("\x1b[5b\x1b[999999999b");
        QCOMPARE(screenText(terminal), QByteArray());
    }

    void repeatOfACombiningMark()
    {
        TerminalEmulator terminal({.rows = 4, .columns = 20});
        terminal.feed("\xcc\x81\x1b[5be\xcc\x81\x1b[3b");
        QCOMPARE(screenText(terminal),
            QByteArray("e\xcc\x81"
                       "eee"));
    }

    void aSystemCommandCutAfterItsEscape()
    {
        TerminalEmulator terminal({.rows = 4, .columns = 20});
        terminal.feed("\x1b]8;;\x1b");
        terminal.feed("\r\nxy"); // The x ends the escape.
        QCOMPARE(screenText(terminal), QByteArray("\ny"));
    }

    void aRegionThatTheWindowLost()
    {
        TerminalEmulator terminal({.rows = 24, .columns = 20});
        terminal.feed("\x1b[20;24r\x1b[24;1H");
        terminal.resize({.rows = 10, .columns = 20});
        terminal.feed("\n\n\x1b[L\x1b[M\x1b[S\x1b[T\x1bMx");
        const auto frame = terminal.frame();
        QCOMPARE(frame->rows.size(), 10);
    }

    void aSavedCursorThatTheWindowLost()
    {
        TerminalEmulator terminal({.rows = 24, .columns = 80});
        terminal.feed("\x1b[24;80H\x1b"
                      "7\x1b[?1049h\x1b[24;80H\x1b"
                      "7");
        terminal.resize({.rows = 5, .columns = 5});
        terminal.feed("\x1b"
                      "8x\x1b[?1049l\x1b"
                      "8y");
        const auto frame = terminal.frame();
        QVERIFY(frame->cursor.row < 5 && frame->cursor.column < 5);
    }

    void aLongLineAndManySizes()
    {
        TerminalEmulator terminal({.rows = 24, .columns = 80});
        QRandomGenerator random(6);
        for (int i = 0; i < 300; ++i) {
            terminal.feed(QByteArray(1920, 'x'));
            terminal.feed("日本語🙂e\xcc\x81\r\n");
            terminal.resize({.rows = random.bounded(1, 60), .columns = random.bounded(1, 200)});
            const auto frame = terminal.frame();
            QCOMPARE(int(frame->rows.size()), frame->size.rows);
        }
    }

    void marksWithoutEnd()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 4});
        terminal.feed(QByteArray("e" + QByteArray("\xcc\x81").repeated(100000)));
        const auto frame = terminal.frame();
        QCOMPARE(frame->rows[0]->clusters[0].size(), 8);
        for (int i = 0; i < 10000; ++i)
            terminal.feed("\re\xcc\x81");
        QVERIFY(terminal.frame()->rows[0]->clusters.size() <= 8);
    }

    void questionsWithoutEnd()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 4}, {.historyBytes = 1000, .replyBytes = 1000});
        terminal.feed(QByteArray("\x1b[c").repeated(100000));
        QVERIFY(terminal.takeReplies().size() <= 1000);
        terminal.feed("\x1b[5n");
        QCOMPARE(terminal.takeReplies(), QByteArray("\x1b[0n"));
    }

    void aStringWithoutEndIsNotKept()
    {
        TerminalEmulator terminal({.rows = 2, .columns = 4});
        terminal.feed("\x1bP");
        for (int i = 0; i < 100; ++i)
            terminal.feed(QByteArray(100000, 'x'));
        terminal.feed("\x1b\\y");
        QCOMPARE(screenText(terminal), QByteArray("y"));
    }

    void expensiveSequencesAreBounded_data()
    {
        QTest::addColumn<QByteArray>("sequence");
        for (const char *sequence : {"\x1b[2J", "\x1b[999999S", "\x1b[999999T", "\x1b[999999L", "\x1b[999999M",
                 "\x1b[999999@", "\x1b[999999P", "x\x1b[999999b", "\x1b[999999I", "\x1b#8",
                 "\x1b"
                 "c",
                 "\x1b[?1049h\x1b[?1049l", "\x1b[3J"})
            QTest::addRow("%s", sequence + 1) << QByteArray(sequence);
    }

    void expensiveSequencesAreBounded()
    {
        QFETCH(QByteArray, sequence);
        TerminalEmulator terminal({.rows = 50, .columns = 200});
        const std::clock_t start = std::clock(); // The processor's time: other programs may be busy too.
        terminal.feed(sequence.repeated(16 * 1024 / sequence.size()));
        const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
        // Far above what it takes (milliseconds), far below what an unbounded count would.
        QVERIFY2(seconds < 2, QByteArray::number(seconds).constData());
    }

    void noise_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 20; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void noise()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        TerminalEmulator terminal({.rows = 10, .columns = 30}, {.historyBytes = 10000});
        const QByteArray alphabet = "\x1b\x1b\x1b[[[]PX^_?;;:0123456789ABCDHJKLMPSTXhlmnrsu@`abcdefg "
                                    "\r\n\t\b\x0e\x0f\x18\xe6\x97\xa5\xcc\x81\xf0\x9f\x99\x82\xff";
        for (int step = 0; step < 500; ++step) {
            QByteArray bytes;
            for (int i = random.bounded(100); i > 0; --i)
                bytes += alphabet[random.bounded(int(alphabet.size()))];
            terminal.feed(bytes);
            if (random.bounded(20) == 0)
                terminal.resize({.rows = random.bounded(1, 20), .columns = random.bounded(1, 50)});
            if (random.bounded(3) != 0)
                continue;
            const auto frame = terminal.frame();
            QVERIFY(frame->cursor.row >= 0 && frame->cursor.row < frame->size.rows);
            QVERIFY(frame->cursor.column >= 0 && frame->cursor.column < frame->size.columns);
            for (const auto &row : frame->rows)
                checkRow(*row, frame->size.columns);
            for (qsizetype i = 0; i < frame->history->size(); ++i)
                (void)frame->history->row(i);
        }
    }

private:
    /// A wide character has its right half, and a right half its character.
    static void checkRow(const TerminalRow &row, int columns)
    {
        QCOMPARE(int(row.cells.size()), columns);
        for (size_t i = 0; i < row.cells.size(); ++i) {
            const bool right = i + 1 < row.cells.size() && row.cells[i + 1].width == 0;
            QCOMPARE(row.cells[i].width == 2, right);
            QVERIFY(i > 0 || row.cells[i].width != 0);
            QVERIFY(!cellText(row, row.cells[i]).empty() || row.cells[i].width == 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestTerminalHostile)
#include "tst_terminal_hostile.moc"
