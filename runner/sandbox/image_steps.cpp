#include "runner/sandbox/image_steps.h"

#include "runner/sandbox/image_agent.h"
#include "runner/sandbox/image_text.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QLocale>
#include <QStorageInfo>
#include <QTimer>

namespace pilothouse {

namespace {

// Layers (300 MB), packages (110 MB) and npm's copy (60 MB), with room to spare. The engine's own copy comes on its
// disk.
constexpr qint64 neededSpace = 800LL * 1000 * 1000;

/// Tells the size of the largest file below a directory several times a second: how far a download is.
class DownloadMeter {
public:
    DownloadMeter(QString directory, std::function<void(qint64)> report)
    {
        m_timer.setInterval(std::chrono::milliseconds(250));
        QObject::connect(
            &m_timer, &QTimer::timeout, &m_timer, [place = std::move(directory), tell = std::move(report)] {
                qint64 largest = 0;
                QDirIterator files(place, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
                for (int seen = 0; files.hasNext() && seen < 1000; ++seen)
                    largest = std::max(largest, files.nextFileInfo().size());
                tell(largest);
            });
        m_timer.start();
    }

private:
    QTimer m_timer;
};

/// The last lines of what a program said, for an error's cause.
QString lastWords(const QByteArray &errorOutput)
{
    QByteArrayList lines = errorOutput.trimmed().split('\n');
    lines.removeIf([](const QByteArray &line) { return line.trimmed().isEmpty(); });
    return QString::fromUtf8(lines.mid(std::max<qsizetype>(0, lines.size() - 6)).join('\n').right(2000));
}

} // namespace

ImageWork::ImageWork(
    Pool &workers, QString cacheDirectory, std::function<void(const ImageProgress &)> progress, std::stop_token token)
    : pool(workers),
      cache(std::move(cacheDirectory)),
      stop(std::move(token)),
      m_progress(std::move(progress))
{ }

ImageWork::~ImageWork()
{
    if (!scratch.isEmpty())
        pool.post([left = scratch](const std::stop_token &) { ImageCache::removeScratch(left); });
}

void ImageWork::report(const QString &text, qint64 done, qint64 total) const
{
    if (m_progress)
        m_progress({.text = text, .done = done, .total = total});
}

void ImageWork::reportLater(const QString &text, qint64 done, qint64 total)
{
    QMetaObject::invokeMethod(this, [this, text, done, total] { report(text, done, total); }, Qt::QueuedConnection);
}

Task<void> ImageWork::begin(std::shared_ptr<ImageWork> work)
{
    const auto made = co_await runOn(
        work->pool,
        [cache = work->cache](const std::stop_token &) mutable -> Result<QString> {
            auto scratch = cache.makeScratch();
            if (scratch && QStorageInfo(*scratch).bytesAvailable() < neededSpace) {
                ImageCache::removeScratch(*scratch);
                return failure(DiskFull,
                    ImageText::tr("Building the image needs %1 of free space on the disk of the data directory. Free "
                                  "some space and try again.")
                        .arg(QLocale().formattedDataSize(neededSpace, 0, QLocale::DataSizeSIFormat)));
            }
            return scratch;
        },
        work->stop);
    if (!made)
        co_return std::unexpected(made.error());
    work->scratch = *made;
    co_return {};
}

Task<StoredLayer> buildLayer(
    std::shared_ptr<ImageWork> work, QString kind, QByteArray key, QJsonObject details, LayerBuild build)
{
    co_return co_await runOn(
        work->pool,
        [cache = work->cache, file = work->scratch + QLatin1Char('/') + kind + QStringLiteral(".tar"), kind, key,
            details, build](const std::stop_token &stop) mutable -> Result<StoredLayer> {
            QFile target(file);
            if (!target.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
                return failure(IoFailed,
                    ImageText::tr("A layer of the image cannot be written. Check the data directory's disk."),
                    target.errorString());
            LayerWriter layer(target);
            if (auto built = build(layer, stop); !built)
                return std::unexpected(built.error());
            const auto sha256 = layer.finish();
            if (!sha256)
                return std::unexpected(sha256.error());
            target.close();
            return cache.keep(kind, key, file, *sha256, layer.bytesWritten(), details);
        },
        work->stop);
}

namespace {

Task<FetchedAgent> copyAgent(std::shared_ptr<ImageWork> work, QString folder, AgentPackage package, QString directory)
{
    QElapsedTimer clock;
    clock.start();
    const QString target = directory + QStringLiteral("/agent.tar");
    const auto copied = co_await runOn(
        work->pool,
        [folder, package, target](
            const std::stop_token &stop) { return copyAgentArchive(folder, package, target, stop); },
        work->stop);
    if (!copied)
        co_return std::unexpected(copied.error());
    co_return FetchedAgent{.archive = target, .took = std::chrono::milliseconds(clock.elapsed())};
}

Task<FetchedAgent> downloadAgent(
    std::shared_ptr<ImageWork> work, QString agentName, AgentPackage package, QString directory)
{
    // npm looks for a project's own settings in the folders above, up to one that has this file.
    QFile project(directory + QStringLiteral("/package.json"));
    if (!project.open(QIODevice::WriteOnly) || project.write("{\"private\":true}\n") < 0)
        co_return failure(IoFailed,
            ImageText::tr("There is no place to work in %1. Check the disk's free space.").arg(work->scratch));
    project.close();

    const auto tell = [&work, &agentName, &package](qint64 bytes) {
        const qint64 done = std::min(bytes, package.size);
        work->report(ImageText::tr("Downloading %1 %2: %3 of %4 MB")
                         .arg(agentName, package.version)
                         .arg(done / 1'000'000)
                         .arg(package.size / 1'000'000),
            done, package.size);
    };
    tell(0);
    QElapsedTimer clock;
    clock.start();
    const DownloadMeter meter(directory, tell);
    const auto output = co_await runChild(npmPackCommand(package, directory), work->stop);
    if (!output) {
        if (output.error().code == ProgramMissing)
            co_return failure(AgentDownloadFailed,
                ImageText::tr("%1 is fetched with npm, which is not installed. Install npm and try again, or give an "
                              "image of your own with --image.")
                    .arg(agentName),
                output.error().cause);
        co_return std::unexpected(output.error());
    }
    if (output->exitCode != 0)
        co_return failure(AgentDownloadFailed,
            ImageText::tr("npm could not fetch %1 (%2 %3). Check the network and npm's configuration, and try again.")
                .arg(agentName, package.name, package.version),
            lastWords(output->errorOutput));
    auto archive = packedArchive(directory);
    if (!archive)
        co_return std::unexpected(archive.error());
    co_return FetchedAgent{.archive = *archive, .took = std::chrono::milliseconds(clock.elapsed())};
}

} // namespace

Task<FetchedAgent> fetchAgent(std::shared_ptr<ImageWork> work, AgentEntry entry, AgentPackage package)
{
    const QString directory = work->scratch + QStringLiteral("/agent");
    if (!QDir().mkpath(directory))
        co_return failure(IoFailed,
            ImageText::tr("There is no place to work in %1. Check the disk's free space.").arg(work->scratch));
    if (package.source == PackageSource::File)
        co_return co_await copyAgent(work, entry.folder, package, directory);
    co_return co_await downloadAgent(work, entry.name, package, directory);
}

} // namespace pilothouse
