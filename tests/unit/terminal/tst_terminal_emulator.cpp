#include "tests/unit/terminal/terminal_text.h"

#include "runner/terminal/character_width.h"

#include <QTest>

using namespace pilothouse;

namespace {

constexpr TerminalSize size{.rows = 4, .columns = 10};

/// A row of the table: what is printed and what the screen shows then, with the cursor's row and column.
struct Case {
    const char *name;
    QByteArray bytes;
    QByteArray text;
    int row;
    int column;
};

const Case cases[] = {
    // Text
    {"text", "hello", "hello", 0, 5},
    {"lines", "a\r\nb\r\nc", "a\nb\nc", 2, 1},
    {"a line feed keeps the column", "ab\ncd", "ab\n  cd", 1, 4},
    {"a full row waits before it wraps", "0123456789", "0123456789", 0, 9},
    {"a full row and one more wraps", "0123456789x", "0123456789\nx", 1, 1},
    {"a carriage return after a full row stays in it", "0123456789\rx", "x123456789", 0, 1},
    {"scrolling", "1\r\n2\r\n3\r\n4\r\n5", "2\n3\n4\n5", 3, 1},
    {"without wrapping the last column is overwritten", "\x1b[?7l0123456789xyz", "012345678z", 0, 9},
    {"backspace", "abc\b\bx", "axc", 0, 2},
    {"tabs", "a\tb\tc", "a       bc", 0, 9},
    {"line drawing", "\x1b(0lqk\x1b(Bq", "┌─┐q", 0, 4},
    {"shift out and in", "\x1b)0a\x0ex\x0fx", "a│x", 0, 3},
    {"repeat", "ab\x1b[3b", "abbbb", 0, 5},
    {"insert mode", "abc\r\x1b[4hxy\x1b[4lz", "xyzbc", 0, 3},
    // UTF-8
    {"two bytes", "é", "é", 0, 1},
    {"wide", "日本", "日本", 0, 4},
    {"a wide character wraps whole", "123456789日", "123456789\n日", 1, 2},
    {"emoji are wide", "🙂x", "🙂x", 0, 3},
    {"a combining mark joins", "e\xcc\x81x", "e\xcc\x81x", 0, 2},
    {"a combining mark joins a wide character", "日\xcc\x81x", "日\xcc\x81x", 0, 3},
    {"a combining mark joins after a full row", "012345678e\xcc\x81", "012345678e\xcc\x81", 0, 9},
    {"a combining mark alone is dropped", "\xcc\x81x", "x", 0, 1},
    {"a byte that is not UTF-8",
        "a\xff"
        "b",
        "a\xef\xbf\xbd"
        "b",
        0, 3},
    {"an overlong form", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd", 0, 2},
    {"a surrogate", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 0, 3},
    {"a cut sequence", "\xe6\x97x", "\xef\xbf\xbdx", 0, 2},
    {"a cut sequence before an escape", "\xe6\x97\x1b[3Cx", "\xef\xbf\xbd   x", 0, 5},
    {"C1 controls in UTF-8 do nothing",
        "a\xc2\x9b"
        "2Jb",
        "a2Jb", 0, 4},
    {"half a wide character overwritten", "日本\rx", "x 本", 0, 1},
    {"the other half overwritten", "日本\r\x1b[Cx", " x本", 0, 2},
    // Cursor
    {"home", "abc\x1b[Hx", "xbc", 0, 1},
    {"to a place", "\x1b[2;3Hx", "\n  x", 1, 3},
    {"to a place outside", "\x1b[99;99Hx", "\n\n\n         x", 3, 9},
    {"parameters of 0 count as 1", "\x1b[0;0Hx", "x", 0, 1},
    {"up and back", "\n\nabc\x1b[2A\x1b[3Dx", "x\n\nabc", 0, 1},
    {"next and previous line", "ab\x1b[2Ec\x1b[Fd", "ab\nd\nc", 1, 1},
    {"column and row", "\x1b[5Gx\x1b[3dy", "    x\n\n     y", 2, 6},
    {"save and restore",
        "ab\x1b"
        "7cd\x1b"
        "8x",
        "abxd", 0, 3},
    {"restore without save goes home",
        "ab\x1b"
        "8x",
        "xb", 0, 1},
    {"index and reverse index",
        "a\x1b"
        "Db\x1bMc",
        "a c\n b", 0, 3},
    {"reverse index at the top scrolls", "a\x1b[H\x1bMb", "b\na", 0, 1},
    {"next line",
        "a\x1b"
        "Eb",
        "a\nb", 1, 1},
    {"tab stops of one's own", "\x1b[3g\x1b[4G\x1bH\r\tx", "   x", 0, 4},
    {"back tab", "\t\x1b[Zx", "x", 0, 1},
    // Erase
    {"to the end of the line", "abcdef\x1b[3D\x1b[K", "abc", 0, 3},
    {"to its beginning", "abcdef\x1b[3D\x1b[1K", "    ef", 0, 3},
    {"the line", "abcdef\x1b[2K", "", 0, 6},
    {"to the end of the screen", "a\r\nb\r\nc\x1b[2;1H\x1b[J", "a", 1, 0},
    {"to its beginning too", "a\r\nb\r\ncd\x1b[1D\x1b[1J", "", 2, 1},
    {"the screen keeps the cursor", "a\r\nb\x1b[2Jc", "\n c", 1, 2},
    {"characters", "abcdef\r\x1b[2X", "  cdef", 0, 0},
    {"an unknown erase does nothing", "abc\x1b[7J\x1b[9K", "abc", 0, 3},
    // Insert and delete
    {"insert characters", "abc\r\x1b[2@", "  abc", 0, 0},
    {"delete characters", "abcdef\r\x1b[2P", "cdef", 0, 0},
    {"insert lines", "a\r\nb\x1b[1;1H\x1b[L", "\na\nb", 0, 0},
    {"delete lines", "a\r\nb\r\nc\x1b[1;1H\x1b[2M", "c", 0, 0},
    {"deleting half of a wide character", "日本x\r\x1b[P", " 本x", 0, 0},
    {"inserting before half of a wide character", "日本\x1b[2G\x1b[@x", " x 本", 0, 2},
    {"pushing half of a wide character out", "12345678日\r\x1b[@", " 12345678", 0, 0},
    // Scroll region
    {"a region scrolls alone", "a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[3;1H\nx", "a\nc\nx\nd", 2, 1},
    {"a region scrolls down alone", "a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[2;1H\x1bMx", "a\nx\nb\nd", 1, 1},
    {"scroll up and down", "a\r\nb\r\nc\x1b[S\x1b[2T", "\n\nb\nc", 2, 1},
    {"a region that is none is ignored", "a\x1b[3;2rb", "ab", 0, 2},
    {"setting a region goes home", "abc\x1b[1;2rx", "xbc", 0, 1},
    {"origin mode", "\x1b[2;3r\x1b[?6h\x1b[1;1Hx\x1b[9;1Hy", "\nx\ny", 2, 1},
    {"the cursor stops at the margins", "\x1b[2;3r\x1b[2;1H\x1b[9Ax\x1b[9By", "\nx\n y", 2, 2},
    {"below a region nothing scrolls", "\x1b[1;2r\x1b[4;1Ha\n\n\nb", "\n\n\nab", 3, 2},
    {"inserting lines outside of the region does nothing", "a\x1b[2;3r\x1b[1;1H\x1b[L", "a", 0, 0},
    // Screens and resets
    {"the alternate screen is another", "a\x1b[?1049hb", " b", 0, 2},
    {"and the first comes back", "a\x1b[?1049hbcd\x1b[?1049lx", "ax", 0, 2},
    {"the old alternate screen", "a\x1b[?47hb\x1b[?47lc", "a c", 0, 3},
    {"soft reset", "\x1b[2;3r\x1b[4hab\x1b[!p\x1b[1;1Hx", "xb", 0, 1},
    {"hard reset",
        "abc\x1b[2;3r\x1b"
        "cx",
        "x", 0, 1},
    {"alignment pattern", "\x1b#8", "EEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE", 0, 0},
    // Sequences that are no text
    {"strings are skipped", "a\x1bPq1;2|~\x1b\\b\x1b_x\x1b\\c\x1b^y\x1b\\d\x1bXz\x1b\\e", "abcde", 0, 5},
    {"system commands are skipped", "a\x1b]52;c;aGk=\ab\x1b]8;;http://x\x1b\\c\x1b]8;;\x1b\\", "abc", 0, 3},
    {"controls work within sequences", "\x1b[2\r\nC|", "\n  |", 1, 3},
    {"cancel ends a sequence",
        "\x1b[3\x18"
        "Cx",
        "Cx", 0, 2},
    {"an escape ends a sequence", "\x1b[3\x1b[2Cx", "  x", 0, 3},
    {"unknown sequences do nothing", "a\x1b[?99h\x1b[<1u\x1b[=1;2c\x1b[1 z\x1b%Gb", "ab", 0, 2},
    {"a sequence with a wrong intermediate", "a\x1b[1!2qb", "ab", 0, 2},
    {"delete is no text",
        "a\x7f"
        "b",
        "ab", 0, 2},
};

} // namespace

class TestTerminalEmulator : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsShown_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("column");
        for (const Case &entry : cases)
            QTest::addRow("%s", entry.name) << entry.bytes << entry.text << entry.row << entry.column;
    }

    void whatIsShown()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        QFETCH(int, row);
        QFETCH(int, column);
        TerminalEmulator whole(size);
        whole.feed(bytes);
        const auto frame = whole.frame();
        QCOMPARE(screenText(*frame), text);
        QCOMPARE(std::pair(frame->cursor.row, frame->cursor.column), std::pair(row, column));

        TerminalEmulator pieces(size);
        for (const char &byte : bytes)
            pieces.feed(QByteArrayView(&byte, 1));
        QCOMPARE(screenText(pieces), text);
    }

    void styles_data()
    {
        QTest::addColumn<QByteArray>("sequence");
        QTest::addColumn<TerminalStyle>("style");
        const auto style = [](auto change) {
            TerminalStyle result;
            change(result);
            return result;
        };
        QTest::addRow("none") << QByteArray("1;3;4m\x1b[") << TerminalStyle();
        QTest::addRow("bold and dim") << QByteArray("1;2") << style([](TerminalStyle &s) { s.bold = s.dim = true; });
        QTest::addRow("neither") << QByteArray("1;2;22") << TerminalStyle();
        QTest::addRow("all the others") << QByteArray("3;5;7;8;9") << style([](TerminalStyle &s) {
            s.italic = s.blink = s.inverse = s.invisible = s.strike = true;
        });
        QTest::addRow("and off") << QByteArray("3;4;5;7;8;9;23;24;25;27;28;29") << TerminalStyle();
        QTest::addRow("curly underline") << QByteArray("4:3")
                                         << style([](TerminalStyle &s) { s.underline = TerminalUnderline::Curly; });
        QTest::addRow("no underline") << QByteArray("4;4:0") << TerminalStyle();
        QTest::addRow("double underline")
            << QByteArray("21") << style([](TerminalStyle &s) { s.underline = TerminalUnderline::Double; });
        QTest::addRow("palette") << QByteArray("31;42") << style([](TerminalStyle &s) {
            s.foreground = TerminalColor::indexed(1);
            s.background = TerminalColor::indexed(2);
        });
        QTest::addRow("bright palette") << QByteArray("97;100") << style([](TerminalStyle &s) {
            s.foreground = TerminalColor::indexed(15);
            s.background = TerminalColor::indexed(8);
        });
        QTest::addRow("256 colours") << QByteArray("38;5;200;1") << style([](TerminalStyle &s) {
            s.foreground = TerminalColor::indexed(200);
            s.bold = true;
        });
        QTest::addRow("256 colours with colons")
            << QByteArray("48:5:17") << style([](TerminalStyle &s) { s.background = TerminalColor::indexed(17); });
        QTest::addRow("24 bits") << QByteArray("38;2;1;2;3;48;2;4;5;6") << style([](TerminalStyle &s) {
            s.foreground = TerminalColor::rgb(1, 2, 3);
            s.background = TerminalColor::rgb(4, 5, 6);
        });
        QTest::addRow("24 bits with colons")
            << QByteArray("38:2:1:2:3") << style([](TerminalStyle &s) { s.foreground = TerminalColor::rgb(1, 2, 3); });
        QTest::addRow("24 bits with a colour space") << QByteArray("38:2::1:2:3;3") << style([](TerminalStyle &s) {
            s.foreground = TerminalColor::rgb(1, 2, 3);
            s.italic = true;
        });
        QTest::addRow("a colour of underlines is read over")
            << QByteArray("58;2;1;2;3;3;58:5:9") << style([](TerminalStyle &s) { s.italic = true; });
        QTest::addRow("defaults") << QByteArray("31;42;39;49") << TerminalStyle();
        QTest::addRow("values too large") << QByteArray("38;5;256;48;2;1;2;300") << TerminalStyle();
        QTest::addRow("cut short") << QByteArray("38;5")
                                   << style([](TerminalStyle &s) { s.foreground = TerminalColor::indexed(0); });
    }

    void styles()
    {
        QFETCH(QByteArray, sequence);
        QFETCH(TerminalStyle, style);
        TerminalEmulator terminal(size);
        terminal.feed(QByteArray("\x1b[" + sequence + "mx"));
        QVERIFY(terminal.frame()->rows[0]->cells[0].style == style);
    }

    void erasedCellsTakeTheBackground()
    {
        TerminalEmulator terminal(size);
        terminal.feed("\x1b[1;44mabc\x1b[K");
        const TerminalStyle style = terminal.frame()->rows[0]->cells[5].style;
        QVERIFY(style.background == TerminalColor::indexed(4));
        QVERIFY(!style.bold);
    }

    void replies_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("reply");
        QTest::addRow("status") << QByteArray("\x1b[5n") << QByteArray("\x1b[0n");
        QTest::addRow("position") << QByteArray("ab\r\nc\x1b[6n") << QByteArray("\x1b[2;2R");
        QTest::addRow("position in origin mode") << QByteArray("\x1b[2;3r\x1b[?6h\x1b[6n") << QByteArray("\x1b[1;1R");
        QTest::addRow("DEC's position") << QByteArray("\x1b[?6n") << QByteArray("\x1b[?1;1R");
        QTest::addRow("attributes") << QByteArray("\x1b[c") << QByteArray("\x1b[?62;22c");
        QTest::addRow("secondary attributes") << QByteArray("\x1b[>c") << QByteArray("\x1b[>0;10;0c");
        QTest::addRow("size") << QByteArray("\x1b[18t") << QByteArray("\x1b[8;4;10t");
        QTest::addRow("a mode that is on") << QByteArray("\x1b[?2004h\x1b[?2004$p") << QByteArray("\x1b[?2004;1$y");
        QTest::addRow("a mode that is off") << QByteArray("\x1b[?2026$p") << QByteArray("\x1b[?2026;2$y");
        QTest::addRow("an unknown mode") << QByteArray("\x1b[?9999$p") << QByteArray("\x1b[?9999;0$y");
        QTest::addRow("the title is never told") << QByteArray("\x1b]0;rm -rf\a\x1b[21t\x1b[20t") << QByteArray();
        QTest::addRow("colours and clipboard are never told")
            << QByteArray("\x1b]11;?\a\x1b]52;c;?\a\x1bP$qm\x1b\\\x05") << QByteArray();
    }

    void replies()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, reply);
        TerminalEmulator terminal(size);
        terminal.feed(bytes);
        QCOMPARE(terminal.takeReplies(), reply);
        QCOMPARE(terminal.takeReplies(), QByteArray());
    }

    void modes()
    {
        TerminalEmulator terminal(size);
        terminal.feed("\x1b[?1;1002;1004;1006;2004h\x1b=\x1b[20h");
        const TerminalModes modes = terminal.frame()->modes;
        QVERIFY(modes.applicationCursor && modes.focusEvents && modes.mouseSgr && modes.bracketedPaste
            && modes.applicationKeypad && modes.newLine);
        QCOMPARE(modes.mouse, TerminalMouse::Drag);
        terminal.feed("\x1b[?1;1002;1004;1006;2004l\x1b>\x1b[20l");
        QCOMPARE(terminal.frame()->modes, TerminalModes());
    }

    void cursorLooks_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<TerminalCursorShape>("shape");
        QTest::addColumn<bool>("blinking");
        QTest::addColumn<bool>("visible");
        QTest::addRow("default") << QByteArray() << TerminalCursorShape::Block << true << true;
        QTest::addRow("hidden") << QByteArray("\x1b[?25l") << TerminalCursorShape::Block << true << false;
        QTest::addRow("steady block") << QByteArray("\x1b[2 q") << TerminalCursorShape::Block << false << true;
        QTest::addRow("underline") << QByteArray("\x1b[3 q") << TerminalCursorShape::Underline << true << true;
        QTest::addRow("steady bar") << QByteArray("\x1b[6 q") << TerminalCursorShape::Bar << false << true;
        QTest::addRow("unknown") << QByteArray("\x1b[9 q") << TerminalCursorShape::Block << true << true;
    }

    void cursorLooks()
    {
        QFETCH(QByteArray, bytes);
        TerminalEmulator terminal(size);
        terminal.feed(bytes);
        const TerminalCursor cursor = terminal.frame()->cursor;
        QTEST(cursor.shape, "shape");
        QTEST(cursor.blinking, "blinking");
        QTEST(cursor.visible, "visible");
    }

    void titles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("title");
        QTest::addRow("by BEL") << QByteArray("\x1b]0;a b\a") << QStringLiteral("a b");
        QTest::addRow("by ST") << QByteArray("\x1b]2;a;b\x1b\\") << QStringLiteral("a;b");
        QTest::addRow("without C1 controls") << QByteArray("\x1b]2;a\xc2\x9b"
                                                           "b\a")
                                             << QStringLiteral("ab");
        QTest::addRow("too long for us") << QByteArray("\x1b]2;" + QByteArray(5000, 'x') + "\a") << QString();
        QTest::addRow("long") << QByteArray("\x1b]2;" + QByteArray(1000, 'x') + "\a") << QString(256, u'x');
        QTest::addRow("cut off by a cancel") << QByteArray("\x1b]2;x\x18") << QString();
        QTest::addRow("another command") << QByteArray("\x1b]1;x\a") << QString();
    }

    void titles()
    {
        QFETCH(QByteArray, bytes);
        TerminalEmulator terminal(size);
        terminal.feed(bytes);
        QTEST(terminal.frame()->title, "title");
    }

    void widths_data()
    {
        QTest::addColumn<char32_t>("character");
        QTest::addColumn<int>("width");
        QTest::addRow("letter") << U'a' << 1;
        QTest::addRow("soft hyphen") << U'\u00ad' << 1;
        QTest::addRow("combining acute") << U'\u0301' << 0;
        QTest::addRow("zero width joiner") << U'\u200d' << 0;
        QTest::addRow("variation selector") << U'\ufe0f' << 0;
        QTest::addRow("Hangul vowel") << U'\u1161' << 0;
        QTest::addRow("Hangul syllable") << U'\uac00' << 2;
        QTest::addRow("ideograph") << U'\u65e5' << 2;
        QTest::addRow("ideograph of plane 2") << U'\U00020000' << 2;
        QTest::addRow("full width letter") << U'\uff21' << 2;
        QTest::addRow("half width katakana") << U'\uff71' << 1;
        QTest::addRow("emoji") << U'\U0001f642' << 2;
        QTest::addRow("shaking face, of Unicode 15") << U'\U0001fae8' << 2;
        QTest::addRow("heavy heart, text by default") << U'\u2764' << 1;
        QTest::addRow("box drawing, ambiguous") << U'\u2500' << 1;
    }

    void widths()
    {
        QFETCH(char32_t, character);
        QTEST(characterWidth(character), "width");
    }
};

QTEST_GUILESS_MAIN(TestTerminalEmulator)
#include "tst_terminal_emulator.moc"
