#include "runner/sandbox/image_agent.h"
#include "runner/sandbox/image_archive.h"
#include "runner/sandbox/image_base.h"
#include "runner/sandbox/image_builder.h"
#include "tests/unit/images/fake_sources.h"
#include "tests/unit/images/layer_content.h"
#include "tests/unit/images/loading_engine.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>

#include <optional>

using namespace pilothouse;

namespace {

/// What comes of it, when it comes. (QCoro's then() casts a part of a task to a whole one.)
QCoro::Task<> follow(Task<BuiltImage> image, std::function<void(Result<BuiltImage>)> take)
{
    take(co_await image);
}

/// A builder with an empty cache, and what its calls of ensure() came to.
struct Fixture {
    FakeSources sources;
    Pool pool{2};
    LoadingEngine engine{sources.path() + QStringLiteral("/image.tar")};
    std::unique_ptr<ImageBuilder> builder;
    ImageRequest request{.agent = sources.agent(), .architecture = Architecture::Amd64, .guest = sources.guest()};
    QStringList said;

    Fixture() { restart(); }

    /// As after a restart of the program.
    void restart()
    {
        builder = std::make_unique<ImageBuilder>(engine, pool, ImageBuilderOptions{.cacheDirectory = cache()});
    }

    [[nodiscard]] QString cache() const { return sources.path() + QStringLiteral("/cache"); }

    [[nodiscard]] Result<BuiltImage> build(std::stop_token stop = {})
    {
        return QCoro::waitFor(builder->ensure(
            request, [this](const ImageProgress &progress) { said += progress.text; }, std::move(stop)));
    }

    [[nodiscard]] int scratches() const
    {
        return static_cast<int>(QDir(cache()).entryList({QStringLiteral("scratch-*")}, QDir::Dirs).size());
    }

    /// A layer of the image that the engine took last, by its place.
    [[nodiscard]] QMap<QByteArray, LayerEntry> layer(int index) const
    {
        QFile file(sources.path() + QStringLiteral("/image.tar"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const auto members = readLayer(file.readAll());
        const QJsonObject manifest =
            QJsonDocument::fromJson(members.value("manifest.json").content).array().at(0).toObject();
        return readLayer(
            members.value(manifest.value(QStringLiteral("Layers")).toArray().at(index).toString().toUtf8()).content);
    }
};

const QByteArrayList allCalls{"apt choose machine", "apt download machine", "npm pack --ignore-scripts"};

} // namespace

class ImageBuilderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anImageIsBuiltOnce()
    {
        Fixture fixture;
        const auto first = fixture.build();
        QVERIFY2(first, qPrintable(first ? QString() : first.error().message + first.error().cause));
        QVERIFY(!first->wasThere);
        QCOMPARE(fixture.sources.calls(), allCalls);
        QTRY_COMPARE(fixture.scratches(), 0);
        QVERIFY(first->reference.startsWith(QStringLiteral("localhost/pilothouse/opencode:1.18.33-")));
        QVERIFY(fixture.said.contains(QStringLiteral("Unpacking the packages: 1 of 1")));

        const auto second = fixture.build();
        QVERIFY(second);
        QVERIFY(second->wasThere);
        QCOMPARE(second->id, first->id);
        QCOMPARE(second->agentDownload.count(), 0);
        fixture.restart();
        QCOMPARE(fixture.build()->id, first->id);
        QCOMPARE(fixture.sources.calls(), QByteArrayList());
        QCOMPARE(fixture.engine.loads, 1);
    }

    void theImageHasWhatItMust()
    {
        Fixture fixture;
        QVERIFY(fixture.build());
        QCOMPARE(fixture.layer(0).value("usr/bin/git").content, QByteArray("git"));
        const auto agent = fixture.layer(1);
        QCOMPARE(agent.value("usr/local/bin/opencode").content, QByteArray("agent"));
        QCOMPARE(agent.value("usr/local/bin/opencode").mode, 0755);
        QVERIFY(!agent.contains("package/install.js"));
        const auto guest = fixture.layer(2);
        QCOMPARE(guest.value("usr/lib/pilothouse/pilothouse-guest").content, QByteArray("the guest"));
        QCOMPARE(guest.value("usr/lib/pilothouse/pilothouse-guest").mode, 0755);
        QCOMPARE(guest.value("workspace/").owner, ImageLayout::userId);
        QCOMPARE(guest.value("home/agent/").owner, ImageLayout::userId);
        QCOMPARE(guest.value("tmp/").mode, 01777);
        QVERIFY(guest.value("etc/passwd").content.contains("\nagent:x:1000:1000:agent:/home/agent:/bin/bash\n"));
        QVERIFY(guest.value("etc/group").content.contains("\nagent:x:1000:\n"));
        QVERIFY(guest.contains("pilothouse/base/"));
    }

    void anArchiveOfAPersonsOwnNeedsNoNpm()
    {
        Fixture fixture;
        fixture.request.agent = fixture.sources.ownAgent();
        const auto built = fixture.build();
        QVERIFY2(built, qPrintable(built ? QString() : built.error().message + built.error().cause));
        QCOMPARE(fixture.layer(1).value("usr/local/bin/opencode").content, QByteArray("agent"));
        QCOMPARE(fixture.sources.calls(), QByteArrayList({"apt choose machine", "apt download machine"}));
        QTRY_COMPARE(fixture.scratches(), 0);
    }

    void anArchiveThatIsNotItIsRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("linkTo"); // Relative to the entry's folder.
        QTest::addColumn<QByteArray>("content"); // Written there, unless empty.
        QTest::addColumn<QString>("word");
        const QString notThere = QStringLiteral("not a file");
        const QString another = QStringLiteral("is not used");
        const QString tgz = QStringLiteral("agent.tgz");
        QTest::newRow("missing") << QStringLiteral("none.tgz") << QString() << QByteArray() << notThere;
        QTest::newRow("a folder") << QStringLiteral("folder") << QString() << QByteArray() << notThere;
        QTest::newRow("a link out of the folder")
            << QStringLiteral("link.tgz") << QStringLiteral("../agent.tgz") << QByteArray() << notThere;
        QTest::newRow("a link to nothing")
            << QStringLiteral("link.tgz") << QStringLiteral("nothing") << QByteArray() << notThere;
        QTest::newRow("a link to a device")
            << QStringLiteral("link.tgz") << QStringLiteral("/dev/zero") << QByteArray() << notThere;
        QTest::newRow("through a linked folder")
            << QStringLiteral("up/agent.tgz") << QStringLiteral("..") << QByteArray() << notThere;
        QTest::newRow("empty") << tgz << QString() << QByteArray(" ") << another;
        QTest::newRow("longer") << tgz << QString() << QByteArray(1000000, 'x') << another;
    }
    void anArchiveThatIsNotItIsRefused()
    {
        QFETCH(QString, name);
        QFETCH(QString, linkTo);
        QFETCH(QByteArray, content);
        QFETCH(QString, word);
        Fixture fixture;
        fixture.request.agent = fixture.sources.ownAgent();
        const QDir folder(fixture.request.agent.folder);
        QVERIFY(folder.mkpath(QStringLiteral("folder")));
        if (!linkTo.isEmpty())
            QVERIFY(QFile::link(linkTo, folder.filePath(name.section(QLatin1Char('/'), 0, 0))));
        if (!content.isEmpty())
            fixture.sources.write(QStringLiteral("own/agent.tgz"), content);
        fixture.request.agent.packages.front().name = name;
        const auto built = fixture.build();
        QVERIFY(!built);
        QCOMPARE(built.error().code, AgentDownloadFailed);
        QVERIFY2(built.error().message.contains(word), qPrintable(built.error().message));
        QTRY_COMPARE(fixture.scratches(), 0);
        QCOMPARE(fixture.engine.loads, 0);
    }

    void aLinkInsideTheFolderIsFollowed()
    {
        Fixture fixture;
        fixture.request.agent = fixture.sources.ownAgent();
        QVERIFY(QFile::link(QStringLiteral("agent.tgz"), fixture.request.agent.folder + QStringLiteral("/newest.tgz")));
        fixture.request.agent.packages.front().name = QStringLiteral("newest.tgz");
        QVERIFY(fixture.build());
    }

    void theConfigurationStartsNothing()
    {
        const ImageDescription image{.layers = {{.sha256 = QByteArray(64, 'a'), .size = 1}},
            .history = {QStringLiteral("x")},
            .labels = {{QStringLiteral("l"), QStringLiteral("v")}}};
        const QJsonObject json = QJsonDocument::fromJson(imageConfiguration(image)).object();
        const QJsonObject config = json.value(QStringLiteral("config")).toObject();
        QCOMPARE(config.keys(), QStringList({QStringLiteral("Env"), QStringLiteral("Labels")}));
        QCOMPARE(config.value(QStringLiteral("Env")).toArray().size(), 1);
        QVERIFY(config.value(QStringLiteral("Env")).toArray().at(0).toString().startsWith(QStringLiteral("PATH=")));
        QCOMPARE(imageIdOf(image),
            ImageId(QStringLiteral("sha256:")
                + QString::fromLatin1(
                    QCryptographicHash::hash(imageConfiguration(image), QCryptographicHash::Sha256).toHex())));
    }

    void aNewGuestChangesOneLayer()
    {
        Fixture fixture;
        const auto first = fixture.build();
        (void)fixture.sources.calls();
        fixture.sources.write(QStringLiteral("guest"), "a newer guest");
        const auto second = fixture.build();
        QVERIFY(second);
        QVERIFY(second->id != first->id);
        QVERIFY(!second->wasThere);
        QCOMPARE(fixture.sources.calls(), QByteArrayList());
        QCOMPARE(fixture.layer(2).value("usr/lib/pilothouse/pilothouse-guest").content, QByteArray("a newer guest"));
    }

    void oldLayersAreRemoved()
    {
        Fixture fixture;
        for (const char *guest : {"one", "two", "three", "four"}) {
            fixture.sources.write(QStringLiteral("guest"), guest);
            QVERIFY(fixture.build());
        }
        // The base, the agent, and the two newest guests.
        QCOMPARE(QDir(fixture.cache() + QStringLiteral("/layers")).entryList(QDir::Files).size(), 4);
        QCOMPARE(QDir(fixture.cache()).entryList(QDir::Files).size(), 4);
    }

    void whatTheEngineHasNeedsNoCache()
    {
        Fixture fixture;
        const auto first = fixture.build();
        QVERIFY(QDir(fixture.cache() + QStringLiteral("/layers")).removeRecursively());
        const auto second = fixture.build();
        QVERIFY(second);
        QVERIFY(second->wasThere);
        QCOMPARE(second->id, first->id);
    }

    void aLostLayerIsBuiltAnew()
    {
        Fixture fixture;
        const auto first = fixture.build();
        (void)fixture.sources.calls();
        fixture.engine.images.clear();
        QDirIterator layers(fixture.cache() + QStringLiteral("/layers"), QDir::Files);
        while (layers.hasNext())
            QVERIFY(QFile::resize(layers.next(), 100));
        const auto second = fixture.build();
        QVERIFY(second);
        QCOMPARE(second->id, first->id);
        QCOMPARE(fixture.sources.calls(), allCalls);
    }

    void listsThatAreMissingOrOldAreReadAnew_data()
    {
        QTest::addColumn<QString>("trouble");
        QTest::addColumn<QByteArrayList>("calls");
        const QByteArrayList own{"apt update own", "apt choose own", "apt download own", "npm pack --ignore-scripts"};
        QTest::newRow("no lists") << QStringLiteral("no-lists") << (QByteArrayList{"apt choose machine"} + own);
        QTest::newRow("old lists") << QStringLiteral("stale")
                                   << (QByteArrayList{"apt choose machine", "apt download machine"} + own);
    }
    void listsThatAreMissingOrOldAreReadAnew()
    {
        QFETCH(QString, trouble);
        QFETCH(QByteArrayList, calls);
        Fixture fixture;
        fixture.sources.write(trouble, {});
        const auto built = fixture.build();
        QVERIFY2(built, qPrintable(built ? QString() : built.error().message + built.error().cause));
        QCOMPARE(fixture.sources.calls(), calls);
    }

    void troubleIsAClearSentence_data()
    {
        QTest::addColumn<QString>("trouble"); // A file to write, or with - one to remove.
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("word");
        QTest::newRow("no apt-get") << QStringLiteral("-bin/apt-get") << QString(PackageSourceMissing.name)
                                    << QStringLiteral("--image");
        QTest::newRow("no npm") << QStringLiteral("-bin/npm") << QString(AgentDownloadFailed.name)
                                << QStringLiteral("Install npm");
        QTest::newRow("npm fails") << QStringLiteral("npm-fails") << QString(AgentDownloadFailed.name)
                                   << QStringLiteral("network");
        QTest::newRow("another package") << QStringLiteral("agent.tgz") << QString(AgentDownloadFailed.name)
                                         << QStringLiteral("not used");
        QTest::newRow("package not delivered")
            << QStringLiteral("-git_1_all.deb") << QString(PackagesFailed.name) << QStringLiteral("apt-get update");
        QTest::newRow("another Debian package")
            << QStringLiteral("git_1_all.deb") << QString(PackagesFailed.name) << QStringLiteral("git");
        QTest::newRow("no guest") << QStringLiteral("-guest") << QString(NotFound.name) << QStringLiteral("guest");
    }
    void troubleIsAClearSentence()
    {
        QFETCH(QString, trouble);
        QFETCH(QString, code);
        QFETCH(QString, word);
        Fixture fixture;
        if (trouble.startsWith(QLatin1Char('-')))
            fixture.sources.remove(trouble.mid(1));
        else
            fixture.sources.write(trouble, "another content");
        const auto built = fixture.build();
        QVERIFY(!built);
        QCOMPARE(QString(built.error().code.name), code);
        QVERIFY2(built.error().message.contains(word), qPrintable(built.error().message));
        QTRY_COMPARE(fixture.scratches(), 0);
        QCOMPARE(fixture.engine.loads, 0);
    }

    void anArchitectureWithoutAPackageIsSaid()
    {
        Fixture fixture;
        std::erase_if(fixture.request.agent.packages,
            [](const AgentPackage &package) { return package.architecture == Architecture::Amd64; });
        const auto built = fixture.build();
        QVERIFY(!built);
        QCOMPARE(built.error().code, AgentUnknown);
    }

    void anImageThatArrivesDifferentlyIsThrownAway()
    {
        Fixture fixture;
        fixture.engine.answerInstead = QStringLiteral("sha256:other");
        const auto built = fixture.build();
        QVERIFY(!built);
        QCOMPARE(built.error().code, ImageDamaged);
        fixture.engine.answerInstead.clear();
        (void)fixture.sources.calls();
        QVERIFY(fixture.build());
        QCOMPARE(fixture.sources.calls(), allCalls);
    }

    void aCancelEndsTheDownload()
    {
        Fixture fixture;
        fixture.sources.write(QStringLiteral("npm-hangs"), {});
        std::stop_source stop;
        std::optional<Result<BuiltImage>> result;
        const auto stopAtDownload = [&](const ImageProgress &progress) {
            if (progress.text.startsWith(QStringLiteral("Downloading OpenCode")))
                stop.request_stop();
        };
        follow(fixture.builder->ensure(fixture.request, stopAtDownload, stop.get_token()),
            [&](Result<BuiltImage> answer) { result = std::move(answer); });
        QTRY_VERIFY(result);
        QVERIFY(!*result);
        QCOMPARE(result->error().code, Cancelled);
        QTRY_COMPARE(fixture.scratches(), 0);
        // What was finished by then is kept.
        fixture.sources.remove(QStringLiteral("npm-hangs"));
        (void)fixture.sources.calls();
        QVERIFY(fixture.build());
        QCOMPARE(fixture.sources.calls(), QByteArrayList{"npm pack --ignore-scripts"});
    }

    void callsAtOnceBuildOnce()
    {
        Fixture fixture;
        std::vector<Result<BuiltImage>> results;
        std::stop_source stop;
        for (int i = 0; i < 4; ++i)
            follow(fixture.builder->ensure(fixture.request, {}, i == 2 ? stop.get_token() : std::stop_token()),
                [&](Result<BuiltImage> answer) { results.push_back(std::move(answer)); });
        stop.request_stop();
        QTRY_COMPARE(results.size(), 4UL);
        QCOMPARE(std::ranges::count_if(
                     results, [](const auto &result) { return !result && result.error().code == Cancelled; }),
            1);
        QCOMPARE(std::ranges::count_if(results, [](const auto &result) { return result && result->wasThere; }), 2);
        QCOMPARE(fixture.sources.calls(), allCalls);
    }

    void aBuilderThatGoesAwayCancels()
    {
        Fixture fixture;
        fixture.sources.write(QStringLiteral("npm-hangs"), {});
        std::vector<Result<BuiltImage>> results;
        bool downloading = false;
        for (int i = 0; i < 2; ++i)
            follow(fixture.builder->ensure(fixture.request,
                       [&](const ImageProgress &progress) {
                           downloading = downloading || progress.text.contains(QStringLiteral("OpenCode"));
                       }),
                [&](Result<BuiltImage> answer) { results.push_back(std::move(answer)); });
        QTRY_VERIFY(downloading);
        fixture.builder.reset();
        QTRY_COMPARE(results.size(), 2UL);
        for (const auto &result : results)
            QCOMPARE(result.error().code, Cancelled);
    }

    void leftoversOfACrashAreRemoved()
    {
        Fixture fixture;
        QVERIFY(QDir().mkpath(fixture.cache() + QStringLiteral("/scratch-abcdef/agent")));
        QVERIFY(fixture.build());
        QTRY_COMPARE(fixture.scratches(), 0);
    }
};

QTEST_GUILESS_MAIN(ImageBuilderTest)
#include "tst_image_builder.moc"
