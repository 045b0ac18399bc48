#include "runner/sandbox/image_base.h"
#include "tests/unit/images/layer_content.h"
#include "tests/unit/images/test_archive.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pilothouse;

namespace {

const QByteArray &definitionJson()
{
    static const QByteArray json = R"({"schema": 1, "packages": ["git", "mawk"], "without": ["perl", "gcc-*-base"],
        "drop": ["usr/share/doc/"], "links": {"usr/bin/awk": "mawk", "usr/bin/git": "nothing"},
        "certificates": {"from": "usr/share/ca-certificates/", "to": "etc/ssl/certs/ca-certificates.crt"}})";
    return json;
}

/// Puts a package's file into the directory as apt would.
DebianPackage store(const QString &directory, const QString &name, const QByteArray &data)
{
    const QByteArray file = TestArchive::debian(data);
    DebianPackage package{.name = name,
        .version = QStringLiteral("1:2.0-1"),
        .architecture = QStringLiteral("amd64"),
        .size = file.size(),
        .sha256 = QCryptographicHash::hash(file, QCryptographicHash::Sha256)};
    QFile target(directory + QLatin1Char('/') + package.fileName());
    if (!target.open(QIODevice::WriteOnly) || target.write(file) != file.size())
        qFatal("The test cannot write its package.");
    return package;
}

} // namespace

class ImageBaseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theDefinitionThatComesWithTheProgramIsValid()
    {
        QFile file(QStringLiteral(":/pilothouse/images/base.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto definition = parseBaseDefinition(file.readAll());
        QVERIFY2(definition, qPrintable(definition ? QString() : definition.error().message));
        for (const char *name : {"git", "dash", "bash", "coreutils", "ripgrep", "mawk", "ca-certificates"})
            QVERIFY(definition->packages.contains(QLatin1StringView(name)));
        for (const QString &name : definition->packages)
            QVERIFY2(!definition->isLeftOut(name), qPrintable(name));
        QVERIFY(definition->isLeftOut(QStringLiteral("perl-modules-5.40")));
        QVERIFY(!definition->isLeftOut(QStringLiteral("perl-base")));
    }

    void definitionsAreChecked_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("schema") << QByteArray("\"schema\": 1") << QByteArray("\"schema\": 3");
        QTest::newRow("package that is an option") << QByteArray("\"git\"") << QByteArray("\"-oDir=x\"");
        QTest::newRow("package with a version") << QByteArray("\"git\"") << QByteArray("\"git=1\"");
        QTest::newRow("no packages") << QByteArray("[\"git\", \"mawk\"]") << QByteArray("[]");
        QTest::newRow("pattern with a class") << QByteArray("gcc-*-base") << QByteArray("gcc-[0-9]");
        QTest::newRow("drop of everything") << QByteArray("usr/share/doc/") << QByteArray("/");
        QTest::newRow("drop without a slash") << QByteArray("usr/share/doc/") << QByteArray("usr/share/doc");
        QTest::newRow("link outside") << QByteArray("usr/bin/awk") << QByteArray("../bin/awk");
        QTest::newRow("link to nothing") << QByteArray("\"mawk\",") << QByteArray("\"\",");
        QTest::newRow("certificates nowhere") << QByteArray("etc/ssl/certs/ca-certificates.crt") << QByteArray("");
        QTest::newRow("no JSON") << QByteArray("{\"schema\"") << QByteArray("schema");
    }
    void definitionsAreChecked()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QVERIFY(parseBaseDefinition(definitionJson()));
        QByteArray json = definitionJson();
        QVERIFY(json.contains(from));
        const auto definition = parseBaseDefinition(json.replace(from, to));
        // The link's row replaces the package of the same name, too; both are refused.
        QVERIFY(!definition);
        QCOMPARE(definition.error().code, ImageDamaged);
    }

    void aptsListIsRead()
    {
        const auto packages = parsePrintedPackages(
            "'http://mirror/pool/g/git_2.47.3-0_amd64.deb' git_1%3a2.47.3-0+deb13u1_amd64.deb 8861572 "
            "SHA256:1896a2aacf4ad681ff5eacc24a5b0ca4d5d9c9b9c9e4b6de5197bc1e116ea619\n"
            "'http://mirror/pool/c/ca.deb' ca-certificates_20250419_all.deb 161704 "
            "SHA256:ba4f88f73dbc3ae9055f3c20f4523bfdbaf1ad13ff95e258924f77d20b4fbedf\n");
        QVERIFY(packages);
        QCOMPARE(packages->size(), 2UL);
        QCOMPARE(packages->front().name, QStringLiteral("git"));
        QCOMPARE(packages->front().version, QStringLiteral("1:2.47.3-0+deb13u1"));
        QCOMPARE(packages->front().size, 8861572);
        QCOMPARE(packages->front().sha256.toHex().first(8), QByteArray("1896a2aa"));
        QCOMPARE(packages->front().fileName(), QStringLiteral("git_1%3a2.47.3-0+deb13u1_amd64.deb"));
        QCOMPARE(packages->back().architecture, QStringLiteral("all"));
    }

    void aptsListIsNotBelieved_data()
    {
        QTest::addColumn<QByteArray>("line");
        const QByteArray hash = "SHA256:1896a2aacf4ad681ff5eacc24a5b0ca4d5d9c9b9c9e4b6de5197bc1e116ea619";
        QTest::newRow("weak hash") << QByteArray("'u' a1_1_all.deb 10 MD5Sum:8e7e741807b1e1939df8f58323affdcb");
        QTest::newRow("no hash") << QByteArray("'u' a1_1_all.deb 10 ");
        QTest::newRow("short hash") << QByteArray("'u' a1_1_all.deb 10 SHA256:1896");
        QTest::newRow("path in the name") << "'u' ../a1_1_all.deb 10 " + hash;
        QTest::newRow("path in the version") << "'u' a1_1/../x_all.deb 10 " + hash;
        QTest::newRow("name that is an option") << "'u' -o_1_all.deb 10 " + hash;
        QTest::newRow("huge") << "'u' a1_1_all.deb 99999999999 " + hash;
        QTest::newRow("words") << QByteArray("Reading package lists...");
    }
    void aptsListIsNotBelieved()
    {
        QFETCH(QByteArray, line);
        const auto packages = parsePrintedPackages(line);
        QVERIFY(!packages);
        QCOMPARE(packages.error().code, PackagesFailed);
    }

    void packagesBecomeOneSystem()
    {
        QTemporaryDir directory;
        const DebianPackage git = store(directory.path(), QStringLiteral("git"),
            TestArchive()
                .directory("./bin")
                .file("./bin/git", "the program", 0755)
                .file("./usr/share/doc/git/x", "text")
                .file("./usr/share/ca-certificates/b.crt", "B")
                .finish());
        const DebianPackage library = store(directory.path(), QStringLiteral("libc6"),
            TestArchive()
                .symlink("./lib64", "usr/lib64")
                .file("./lib/x86/libc.so.6", "library")
                .file("./usr/share/ca-certificates/a/a.crt", "A\n")
                .file("./usr/share/ca-certificates/note", "C")
                .finish());
        QByteArray hashes[2];
        QBuffer target;
        for (int round = 0; round < 2; ++round) {
            target.close();
            target.setData({});
            target.open(QIODevice::WriteOnly);
            LayerWriter layer(target);
            // The order in which apt names them is not part of what comes out.
            const std::vector<DebianPackage> packages =
                round == 0 ? std::vector{git, library} : std::vector{library, git};
            qsizetype done = 0;
            const auto built = buildBaseLayer(layer, *parseBaseDefinition(definitionJson()), packages, directory.path(),
                [&](qsizetype n) { done = n; }, {});
            QVERIFY2(built, qPrintable(built ? QString() : built.error().message + built.error().cause));
            QCOMPARE(done, 2);
            hashes[round] = *layer.finish();
        }
        QCOMPARE(hashes[0], hashes[1]);
        const auto entries = readLayer(target.data());
        QCOMPARE(entries.value("bin").content, QByteArray("usr/bin"));
        QCOMPARE(entries.value("lib64").content, QByteArray("usr/lib64"));
        QCOMPARE(entries.value("usr/bin/git").content, QByteArray("the program"));
        QCOMPARE(entries.value("usr/lib/x86/libc.so.6").content, QByteArray("library"));
        QCOMPARE(entries.value("usr/bin/awk").content, QByteArray("mawk"));
        QCOMPARE(entries.value("etc/ssl/certs/ca-certificates.crt").content, QByteArray("A\nB\n"));
        QVERIFY(!entries.contains("usr/share/doc/git/x"));
        QVERIFY(!entries.contains("usr/share/doc/"));
    }

    void aPackageThatIsAnotherIsRefused()
    {
        QTemporaryDir directory;
        DebianPackage git =
            store(directory.path(), QStringLiteral("git"), TestArchive().file("./usr/bin/git", "x").finish());
        git.sha256[0] = static_cast<char>(git.sha256[0] ^ 1);
        QBuffer target;
        target.open(QIODevice::WriteOnly);
        LayerWriter layer(target);
        const auto built =
            buildBaseLayer(layer, *parseBaseDefinition(definitionJson()), {git}, directory.path(), {}, {});
        QVERIFY(!built);
        QCOMPARE(built.error().code, PackagesFailed);
        LayerWriter other(target);
        QVERIFY(QFile::remove(directory.filePath(git.fileName())));
        QCOMPARE(
            buildBaseLayer(other, *parseBaseDefinition(definitionJson()), {git}, directory.path(), {}, {}).error().code,
            PackagesFailed);
    }
};

QTEST_GUILESS_MAIN(ImageBaseTest)
#include "tst_image_base.moc"
