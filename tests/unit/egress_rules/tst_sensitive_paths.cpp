#include "runner/policy/sensitive_paths.h"

#include "runner/base/json.h"

#include <QTest>

using namespace pilothouse;
using Answer = SensitivePaths::Answer;

class TestSensitivePaths : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void pathsAreAskedAboutOrDenied_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("answer"); // -1: nothing about it
        const auto rows = [](int answer, std::initializer_list<const char *> paths) {
            for (const char *path : paths)
                QTest::newRow(path) << QByteArray(path) << answer;
        };
        rows(int(Answer::Deny),
            {"/.env", "/.env.production", "/a/b/.env", "/.ENV", "/.aws/credentials", "/x/.ssh/id_rsa",
                "/latest/meta-data/iam", "/computeMetadata/v1/instance", "/metadata/instance", "/.env;x=1", "/.env./",
                "/x%2F.env", "/%2Fetc%2Fpasswd", "/admin/.env"});
        rows(int(Answer::Ask),
            {"/admin", "/Admin/", "/administrator/index.php", "/x/admin", "/.git/config", "/repo/.git", "/wp-admin/",
                "/phpMyAdmin-5/", "/server-status", "/actuator/health", "/manager/html", "/admin;jsessionid=1"});
        rows(-1,
            {"/", "/debian/dists/trixie/InRelease", "/environment", "/x.env", "/git/x", "/badmin", "/sysadmin",
                "/repo.git/info/refs", "/manager", "/meta-data/latest", "/a/latest"});
    }

    void pathsAreAskedAboutOrDenied()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, answer);
        const auto found = SensitivePaths::known().find(path);
        QCOMPARE(found ? int(*found) : -1, answer);
    }

    void badListsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no list") << QByteArray("{}");
        QTest::newRow("no JSON") << QByteArray("paths");
        QTest::newRow("another answer") << QByteArray("{\"paths\":[{\"path\":\"x\",\"answer\":\"allow\"}]}");
        QTest::newRow("no answer") << QByteArray("{\"paths\":[{\"path\":\"x\"}]}");
        QTest::newRow("no path") << QByteArray("{\"paths\":[{\"answer\":\"ask\"}]}");
        QTest::newRow("a slash first") << QByteArray("{\"paths\":[{\"path\":\"/x\",\"answer\":\"ask\"}]}");
        QTest::newRow("a star alone") << QByteArray("{\"paths\":[{\"path\":\"*\",\"answer\":\"ask\"}]}");
        QTest::newRow("a star first") << QByteArray("{\"paths\":[{\"path\":\"*x\",\"answer\":\"ask\"}]}");
    }

    void badListsAreRefused()
    {
        QFETCH(QByteArray, json);
        const auto paths = SensitivePaths::fromJson(json);
        QVERIFY(!paths);
        QCOMPARE(paths.error().code, JsonInvalid);
    }
};

QTEST_GUILESS_MAIN(TestSensitivePaths)
#include "tst_sensitive_paths.moc"
