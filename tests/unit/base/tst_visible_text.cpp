#include "runner/base/visible_text.h"

#include <QTest>

using namespace pilothouse;

class VisibleText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsWhatHides_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain text stays") << QStringLiteral("make test") << QStringLiteral("make test");
        QTest::newRow("tab and line feed stay") << QStringLiteral("a\tb\nc") << QStringLiteral("a\tb\nc");
        QTest::newRow("carriage return before a line feed goes") << QStringLiteral("a\r\nb") << QStringLiteral("a\nb");
        QTest::newRow("lone carriage return is shown")
            << QStringLiteral("good\rbad") << QStringLiteral("good\u240Dbad");
        QTest::newRow("escape is shown") << QStringLiteral("\x1B[2J") << QStringLiteral("\u241B[2J");
        QTest::newRow("delete is shown") << QStringLiteral("\x7F") << QStringLiteral("\u2421");
        QTest::newRow("C1 control is shown") << QString(QChar(0x9B)) << QStringLiteral("\u27E8U+009B\u27E9");
        QTest::newRow("bidirectional override is shown")
            << QStringLiteral("a\u202Eb") << QStringLiteral("a\u27E8U+202E\u27E9b");
        QTest::newRow("zero-width space is shown")
            << QStringLiteral("a\u200Bb") << QStringLiteral("a\u27E8U+200B\u27E9b");
        QTest::newRow("emoji with joiner stays")
            << QStringLiteral("\U0001F468\u200D\U0001F469") << QStringLiteral("\U0001F468\u200D\U0001F469");
        QTest::newRow("tag characters are shown")
            << QStringLiteral("\U000E0041") << QStringLiteral("\u27E8U+E0041\u27E9");
        QTest::newRow("unpaired surrogate is shown") << QString(QChar(0xD800)) << QStringLiteral("\u27E8U+D800\u27E9");
    }

    void showsWhatHides()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(visibleText(text), shown);
        QCOMPARE(hidesSomething(text), text != shown);
    }

    void oneLineShowsLineBreaks() { QCOMPARE(visibleText(u"a\nb", LineBreaks::Show), QStringLiteral("a\u240Ab")); }
};

QTEST_GUILESS_MAIN(VisibleText)
#include "tst_visible_text.moc"
