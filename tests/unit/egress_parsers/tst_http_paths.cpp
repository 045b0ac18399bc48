#include "runner/egress/http_head.h"

#include <QTest>

using namespace pilothouse;

class TestHttpPaths : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pathsHaveOneNotation_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("normal");
        const auto row = [](const char *path, const char *normal) {
            QTest::newRow(path) << QByteArray(path) << QByteArray(normal);
        };
        row("/", "/");
        row("/a/b", "/a/b");
        row("/a/b/", "/a/b/");
        row("/a/./b", "/a/b");
        row("/a/../b", "/b");
        row("/a/b/..", "/a/");
        row("/a/b/.", "/a/b/");
        row("/a/..", "/");
        row("/a/%2e%2E/b", "/b");
        row("/a/.%2e/b", "/b");
        row("/%61dmin", "/admin");
        row("/%2Eenv", "/.env");
        row("//a///b", "/a/b");
        row("/a//../b", "/b");
        row("/a%2fb", "/a%2Fb");
        row("/@scope%2fname", "/@scope%2Fname");
        row("/%c3%a4", "/%C3%A4");
        row("/a%20b", "/a%20b");
        row("/a;v=1/b", "/a;v=1/b");
        row("/...", "/...");
        row("/a..b", "/a..b");
        row("/100%25", "/100%25");
        row("/a:b@c!$&'()*+,;=~", "/a:b@c!$&'()*+,;=~");
    }

    void pathsHaveOneNotation()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, normal);
        const Result<QByteArray> read = normalisedHttpPath(path);
        QVERIFY(read);
        QCOMPARE(*read, normal);
        QCOMPARE(normalisedHttpPath(*read), read);
    }

    void doubtfulPathsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("path");
        const auto row = [](const char *name, const QByteArray &path) { QTest::newRow(name) << path; };
        row("nothing", "");
        row("relative", "a/b");
        row("above the root", "/..");
        row("above the root again", "/a/../../b");
        row("above the root in codes", "/%2e%2e/b");
        row("a backslash", "/a\\..\\b");
        row("a backslash in a code", "/a%5c..%5cb");
        row("a slash in a code before dots", "/a%2f..%2fb");
        row("a slash in a code behind dots", "/..%2fb");
        row("dots and a slash, all in codes", "/a%2f%2e%2e%2fb");
        row("dots before a semicolon", "/a/..;/b");
        row("dots before a parameter", "/a/..;x=1/b");
        row("a code of a code", "/%252e%252e/b");
        row("a code of a slash's code", "/a%252fb");
        row("a code whose end is a code", "/a%25b%35");
        row("an overlong dot", "/%c0%ae%c0%ae/b");
        row("a byte UTF-8 never has", "/%ff");
        row("NUL", "/a%00b");
        row("NUL itself", QByteArray("/a\0b", 4));
        row("a line end", "/a%0d%0ab");
        row("DEL", "/%7f");
        row("half a code", "/a%2");
        row("no code", "/a%zz");
        row("a percent sign last", "/a%");
        row("a blank", "/a b");
        row("a fragment", "/a#b");
        row("a query", "/a?b");
        row("bytes above ASCII", "/\xc3\xa4");
        row("quotes", "/a\"b");
        row("angle brackets", "/a<b>");
        row("braces", "/{a}");
        row("a bar", "/a|b");
        row("a caret", "/a^b");
    }

    void doubtfulPathsAreRefused()
    {
        QFETCH(QByteArray, path);
        const Result<QByteArray> read = normalisedHttpPath(path);
        QVERIFY2(!read, read.value_or(QByteArray()).constData());
        QCOMPARE(read.error().code, ProtocolViolated);
    }
};

QTEST_GUILESS_MAIN(TestHttpPaths)
#include "tst_http_paths.moc"
