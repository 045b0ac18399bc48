#include "runner/control_plane/command_protocol.h"

#include <QTest>

using namespace pilothouse;
using namespace Qt::StringLiterals;

class CommandProtocol : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesComeInAnyPortions_data()
    {
        QTest::addColumn<QList<QByteArray>>("portions");
        QTest::addColumn<QList<QByteArray>>("lines");
        QTest::newRow("one") << QList<QByteArray>{"a\n"} << QList<QByteArray>{"a"};
        QTest::newRow("two in one portion") << QList<QByteArray>{"a\nb\n"} << QList<QByteArray>{"a", "b"};
        QTest::newRow("one in three portions") << QList<QByteArray>{"a", "b", "c\n"} << QList<QByteArray>{"abc"};
        QTest::newRow("an unfinished rest stays") << QList<QByteArray>{"a\nb"} << QList<QByteArray>{"a"};
        QTest::newRow("empty lines") << QList<QByteArray>{"\n\n"} << QList<QByteArray>{"", ""};
    }

    void linesComeInAnyPortions()
    {
        QFETCH(QList<QByteArray>, portions);
        QFETCH(QList<QByteArray>, lines);
        command_protocol::LineReader reader(100);
        QList<QByteArray> read;
        for (const QByteArray &portion : std::as_const(portions)) {
            const auto some = reader.feed(portion);
            QVERIFY(some);
            read += *some;
        }
        QCOMPARE(read, lines);
    }

    void tooLongALineFailsForGood()
    {
        command_protocol::LineReader reader(10);
        QVERIFY(reader.feed("12345"));
        QVERIFY(!reader.feed("678901"));
        QVERIFY(!reader.feed("a\n"));
    }

    void errorsKeepCodeAndWords()
    {
        const Error error =
            errorFromJson({{u"code"_s, u"engine.missing"_s}, {u"message"_s, u"No engine."_s}, {u"cause"_s, u"x"_s}});
        QVERIFY(error.code == ErrorCode("engine.missing"));
        QCOMPARE(error.message, u"No engine."_s);
        QCOMPARE(error.cause, u"x"_s);
    }
};

QTEST_GUILESS_MAIN(CommandProtocol)
#include "tst_command_protocol.moc"
