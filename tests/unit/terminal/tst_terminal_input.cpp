#include "runner/terminal/terminal_input.h"

#include <QTest>

using namespace pilothouse;

namespace {

constexpr int shift = Qt::ShiftModifier;
constexpr int control = Qt::ControlModifier;
constexpr int alt = Qt::AltModifier;

} // namespace

class TestTerminalInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keys_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("inApplicationMode");
        const auto row = [](const char *name, int key, int modifiers, const QString &text, const QByteArray &bytes,
                             const QByteArray &application = {}) {
            QTest::addRow("%s", name) << key << modifiers << text << bytes
                                      << (application.isEmpty() ? bytes : application);
        };
        row("a letter", Qt::Key_A, 0, QStringLiteral("a"), "a");
        row("an umlaut", Qt::Key_Adiaeresis, 0, QStringLiteral("ä"), "ä");
        row("alt and a letter", Qt::Key_A, alt, QStringLiteral("a"),
            "\x1b"
            "a");
        row("control and a letter", Qt::Key_C, control, QStringLiteral("\x03"), "\x03");
        row("control and space", Qt::Key_Space, control, QStringLiteral(" "), QByteArray(1, '\0'));
        row("control and a bracket", Qt::Key_BracketLeft, control, QString(), "\x1b");
        row("control, alt and a letter", Qt::Key_D, control | alt, QString(), "\x1b\x04");
        row("return", Qt::Key_Return, 0, QStringLiteral("\r"), "\r");
        row("backspace", Qt::Key_Backspace, 0, QStringLiteral("\b"), "\x7f");
        row("alt and backspace", Qt::Key_Backspace, alt, QString(), "\x1b\x7f");
        row("tab", Qt::Key_Tab, 0, QStringLiteral("\t"), "\t");
        row("back tab", Qt::Key_Backtab, shift, QString(), "\x1b[Z");
        row("escape", Qt::Key_Escape, 0, QStringLiteral("\x1b"), "\x1b");
        row("up", Qt::Key_Up, 0, QString(), "\x1b[A", "\x1bOA");
        row("control and left", Qt::Key_Left, control, QString(), "\x1b[1;5D");
        row("home", Qt::Key_Home, 0, QString(), "\x1b[H", "\x1bOH");
        row("delete", Qt::Key_Delete, 0, QString(), "\x1b[3~");
        row("shift and page up", Qt::Key_PageUp, shift, QString(), "\x1b[5;2~");
        row("F1", Qt::Key_F1, 0, QString(), "\x1bOP");
        row("shift and F1", Qt::Key_F1, shift, QString(), "\x1b[1;2P");
        row("F5", Qt::Key_F5, 0, QString(), "\x1b[15~");
        row("F12", Qt::Key_F12, 0, QString(), "\x1b[24~");
        row("F13", Qt::Key_F13, 0, QString(), "");
        row("shift alone", Qt::Key_Shift, shift, QString(), "");
    }

    void keys()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(QString, text);
        QTEST(encodeKey(key, modifiers, text, {}), "bytes");
        QTEST(encodeKey(key, modifiers, text, {.applicationCursor = true}), "inApplicationMode");
    }

    void returnInNewLineMode() { QCOMPARE(encodeKey(Qt::Key_Return, 0, {}, {.newLine = true}), QByteArray("\r\n")); }

    void pastes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("bracketed");
        QTest::addColumn<bool>("runs");
        QTest::addRow("text") << QStringLiteral("ls") << QByteArray("ls") << QByteArray("\x1b[200~ls\x1b[201~")
                              << false;
        QTest::addRow("lines") << QStringLiteral("a\r\nb\nc") << QByteArray("a\rb\rc")
                               << QByteArray("\x1b[200~a\rb\rc\x1b[201~") << true;
        QTest::addRow("an end of its own") << QStringLiteral("a\x1b[201~\nrm") << QByteArray("a[201~\rrm")
                                           << QByteArray("\x1b[200~a[201~\rrm\x1b[201~") << true;
        QTest::addRow("C1 controls") << QStringLiteral("a\u009b201~\tb") << QByteArray("a201~\tb")
                                     << QByteArray("\x1b[200~a201~\tb\x1b[201~") << false;
    }

    void pastes()
    {
        QFETCH(QString, text);
        QTEST(encodePaste(text, {}), "plain");
        QTEST(encodePaste(text, {.bracketedPaste = true}), "bracketed");
        QTEST(pasteRunsCommands(text, {}), "runs");
        QVERIFY(!pasteRunsCommands(text, {.bracketedPaste = true}));
    }

    void mouse_data()
    {
        using enum TerminalMouseAction;
        QTest::addColumn<TerminalMouseAction>("action");
        QTest::addColumn<TerminalMouseButton>("button");
        QTest::addColumn<TerminalMouse>("mode");
        QTest::addColumn<bool>("sgr");
        QTest::addColumn<QByteArray>("bytes");
        using Button = TerminalMouseButton;
        QTest::addRow("not asked for") << Press << Button::Left << TerminalMouse::None << true << QByteArray();
        QTest::addRow("press") << Press << Button::Left << TerminalMouse::Press << true << QByteArray("\x1b[<0;6;3M");
        QTest::addRow("release") << Release << Button::Right << TerminalMouse::Press << true
                                 << QByteArray("\x1b[<2;6;3m");
        QTest::addRow("wheel") << Press << Button::WheelDown << TerminalMouse::Press << true
                               << QByteArray("\x1b[<65;6;3M");
        QTest::addRow("a move not asked for") << Move << Button::Left << TerminalMouse::Press << true << QByteArray();
        QTest::addRow("a drag") << Move << Button::Left << TerminalMouse::Drag << true << QByteArray("\x1b[<32;6;3M");
        QTest::addRow("a move without a button") << Move << Button::None << TerminalMouse::Drag << true << QByteArray();
        QTest::addRow("any move") << Move << Button::None << TerminalMouse::Motion << true
                                  << QByteArray("\x1b[<35;6;3M");
        QTest::addRow("the old form") << Press << Button::Middle << TerminalMouse::Press << false
                                      << QByteArray("\x1b[M!&#");
        QTest::addRow("the old form's release")
            << Release << Button::Middle << TerminalMouse::Press << false << QByteArray("\x1b[M#&#");
    }

    void mouse()
    {
        QFETCH(TerminalMouseAction, action);
        QFETCH(TerminalMouseButton, button);
        QFETCH(TerminalMouse, mode);
        QFETCH(bool, sgr);
        QTEST(encodeMouse(action, button, 2, 5, 0, {.mouseSgr = sgr, .mouse = mode}), "bytes");
    }

    void theOldMouseFormEnds()
    {
        const TerminalModes modes{.mouse = TerminalMouse::Press};
        QVERIFY(!encodeMouse(TerminalMouseAction::Press, TerminalMouseButton::Left, 222, 222, 0, modes).isEmpty());
        QVERIFY(encodeMouse(TerminalMouseAction::Press, TerminalMouseButton::Left, 0, 223, 0, modes).isEmpty());
        QVERIFY(encodeMouse(TerminalMouseAction::Press, TerminalMouseButton::Left, -1, 0, 0, modes).isEmpty());
    }

    void focus()
    {
        QCOMPARE(encodeFocus(true, {}), QByteArray());
        QCOMPARE(encodeFocus(true, {.focusEvents = true}), QByteArray("\x1b[I"));
        QCOMPARE(encodeFocus(false, {.focusEvents = true}), QByteArray("\x1b[O"));
    }
};

QTEST_GUILESS_MAIN(TestTerminalInput)
#include "tst_terminal_input.moc"
