#include "tests/unit/terminal/terminal_text.h"

#include <QRandomGenerator>
#include <QTest>

#include <memory>
#include <vterm.h>

using namespace pilothouse;

namespace {

constexpr int rows = 12;
constexpr int columns = 40;

/// libvterm's screen, fed with the same bytes.
class Oracle {
public:
    Oracle() : m_terminal(vterm_new(rows, columns))
    {
        vterm_set_utf8(m_terminal.get(), 1);
        m_screen = vterm_obtain_screen(m_terminal.get());
        vterm_screen_enable_altscreen(m_screen, 1);
        vterm_screen_reset(m_screen, 1);
    }

    void feed(const QByteArray &bytes) { vterm_input_write(m_terminal.get(), bytes.constData(), size_t(bytes.size())); }

    QByteArray text() const
    {
        QByteArray text;
        for (int row = 0; row < rows; ++row) {
            std::array<char, size_t(columns) * 32> line{};
            const size_t length = vterm_screen_get_text(m_screen, line.data(), line.size(),
                {.start_row = row, .end_row = row + 1, .start_col = 0, .end_col = columns});
            QByteArray bytes(line.data(), qsizetype(length));
            while (bytes.endsWith(' '))
                bytes.chop(1);
            text += bytes + '\n';
        }
        while (text.endsWith('\n'))
            text.chop(1);
        return text;
    }

    std::pair<int, int> cursor() const
    {
        VTermPos position;
        vterm_state_get_cursorpos(vterm_obtain_state(m_terminal.get()), &position);
        return {position.row, position.col};
    }

    VTermScreenCell cell(int row, int column) const
    {
        VTermScreenCell cell;
        vterm_screen_get_cell(m_screen, {.row = row, .col = column}, &cell);
        return cell;
    }

private:
    struct Free {
        void operator()(VTerm *terminal) const { vterm_free(terminal); }
    };
    std::unique_ptr<VTerm, Free> m_terminal;
    VTermScreen *m_screen = nullptr;
};

/// One random thing that a program prints and that libvterm is known to do right: no reflow, no size changes, few
/// parameters, no repeats; and none of what the two are meant to differ in (see the comments).
QByteArray randomPiece(QRandomGenerator &random)
{
    const auto number = [&random](int most) { return QByteArray::number(random.bounded(1, most + 1)); };
    const QByteArray csi = "\x1b[";
    const QByteArray left = "\x1b[D";
    switch (random.bounded(22)) {
    case 0:
        return "\r\n";
    case 1:
        return "\n";
    case 2:
        return csi + number(rows + 2) + ';' + number(columns + 5) + 'H';
    case 3:
        return csi + number(5) + "ABCD"[random.bounded(4)];
    // One to the left first: after a full row these forget the wrap in xterm, and not in libvterm.
    case 4:
        return left + csi + QByteArray::number(random.bounded(3)) + 'J';
    case 5:
        return left + csi + QByteArray::number(random.bounded(3)) + 'K';
    case 6:
        return left + csi + number(5) + '@';
    case 7:
        return left + csi + number(5) + 'P';
    case 8:
        return left + csi + number(8) + 'X';
    // xterm goes to the first column after inserting and deleting lines, libvterm does not.
    case 9:
        return "\r" + csi + number(4) + "LM"[random.bounded(2)] + '\r';
    case 10:
        return csi + number(3) + "ST"[random.bounded(2)];
    case 11: {
        // A region for a while only: within one, libvterm moves past its margins and inserts nothing outside of it.
        const int top = random.bounded(1, rows);
        const int bottom = random.bounded(top + 1, rows + 1);
        const QByteArray inside = csi + QByteArray::number(random.bounded(top, bottom + 1)) + 'H';
        const QByteArray scrolled =
            QByteArray("ab\r\n\n").repeated(random.bounded(5)) + QByteArray("\x1bM").repeated(random.bounded(5));
        return csi + QByteArray::number(top) + ';' + QByteArray::number(bottom) + 'r' + inside + scrolled + csi + 'r';
    }
    case 12:
        return "\x1b[?1049hxyz\x1b[?1049l";
    case 13:
        return "\x1bM";
    case 14:
        return "\x1b"
               "D";
    case 15:
        return "\t";
    case 16:
        return "ñ";
    case 17:
        return "é";
    case 18:
        return csi + number(columns) + 'G';
    case 19:
        return csi + QByteArray::number(31 + random.bounded(6)) + ';' + QByteArray::number(1 + random.bounded(4)) + 'm';
    case 20:
        return csi + "0m";
    default: {
        QByteArray text;
        for (int i = random.bounded(1, columns); i > 0; --i)
            text += char('a' + random.bounded(26));
        return text;
    }
    }
}

/// Text with wide and combined characters that overwrites nothing: libvterm leaves halves of wide characters behind.
QByteArray randomText(QRandomGenerator &random)
{
    const char *pieces[] = {"日本", "x", "word ", "e\xcc\x81", "\r\n", "ß", "한", "\x1b[1m", "\x1b[0m"};
    QByteArray text;
    for (int i = random.bounded(1, 20); i > 0; --i)
        text += pieces[random.bounded(int(std::size(pieces)))];
    return text;
}

bool sameStyle(const VTermScreenCell &theirs, const TerminalCell &ours)
{
    const bool indexed = VTERM_COLOR_IS_INDEXED(&theirs.fg) && !VTERM_COLOR_IS_DEFAULT_FG(&theirs.fg);
    return bool(theirs.attrs.bold) == ours.style.bold && bool(theirs.attrs.italic) == ours.style.italic
        && (theirs.attrs.underline != 0) == (ours.style.underline != TerminalUnderline::None)
        && (ours.style.foreground.kind == TerminalColor::Kind::Indexed) == indexed
        && (!indexed || ours.style.foreground.red == theirs.fg.indexed.idx);
}

} // namespace

class TestTerminalOracle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothShowTheSame_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 200; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void bothShowTheSame()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        TerminalEmulator ours({.rows = rows, .columns = columns});
        Oracle theirs;
        QByteArray fed;
        for (int step = 0; step < 60; ++step) {
            const QByteArray piece = randomPiece(random);
            fed += piece;
            ours.feed(piece);
            theirs.feed(piece);
            const auto frame = ours.frame();
            QVERIFY2(screenText(*frame) == theirs.text(),
                QByteArray("after " + fed.toPercentEncoding(" []") + "\nours:\n" + screenText(*frame) + "\ntheirs:\n"
                    + theirs.text())
                    .constData());
            QVERIFY2(std::pair(frame->cursor.row, frame->cursor.column) == theirs.cursor(),
                fed.toPercentEncoding(" []").constData());
        }
        const auto frame = ours.frame();
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < columns; ++column) {
                const TerminalCell &cell = frame->rows[size_t(row)]->cells[size_t(column)];
                // What libvterm keeps of the style in blank cells and right halves shows nowhere.
                if (cell.character != U' ')
                    QVERIFY2(sameStyle(theirs.cell(row, column), cell), fed.toPercentEncoding(" []").constData());
            }
        }
    }

    void bothShowTheSameText()
    {
        for (quint32 seed = 1; seed <= 200; ++seed) {
            QRandomGenerator random(seed);
            TerminalEmulator ours({.rows = rows, .columns = columns});
            Oracle theirs;
            for (int step = 0; step < 20; ++step) {
                const QByteArray text = randomText(random);
                ours.feed(text);
                theirs.feed(text);
            }
            QCOMPARE(screenText(ours), theirs.text());
        }
    }
};

QTEST_GUILESS_MAIN(TestTerminalOracle)
#include "tst_terminal_oracle.moc"
