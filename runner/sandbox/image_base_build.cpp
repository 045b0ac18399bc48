#include "runner/sandbox/image_steps.h"

#include "runner/sandbox/image_text.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

#include <numeric>

namespace pilothouse {

namespace {

enum class Lists { OfMachine, Own };

struct FetchedPackages {
    std::vector<DebianPackage> packages;
    QString directory;
};

/// apt's messages without its progress, for an error's cause.
QString complaints(const QByteArray &errorOutput)
{
    QByteArrayList lines;
    for (const QByteArray &line : errorOutput.split('\n')) {
        if (line.startsWith("E:") || line.startsWith("W:"))
            lines += line;
    }
    return QString::fromUtf8(lines.join('\n').left(2000));
}

/// What apt expects to find where it works.
Result<void> prepareApt(const QString &scratch)
{
    const QDir folder(scratch);
    for (const char *name : {"cache/archives/partial", "lists/partial", "log", "packages"}) {
        if (!folder.mkpath(QLatin1StringView(name)))
            return failure(
                IoFailed, ImageText::tr("There is no place to work in %1. Check the disk's free space.").arg(scratch));
    }
    QFile status(folder.filePath(QStringLiteral("status")));
    QFile configuration(folder.filePath(QStringLiteral("apt.conf")));
    // The machine's own hooks (cleaning its cache, telling its desktop) are not for our lists.
    const bool written = status.open(QIODevice::WriteOnly) && configuration.open(QIODevice::WriteOnly)
        && configuration.write("#clear APT::Update::Pre-Invoke;\n#clear APT::Update::Post-Invoke;\n#clear "
                               "APT::Update::Post-Invoke-Success;\n")
            > 0;
    if (!written)
        return failure(
            IoFailed, ImageText::tr("There is no place to work in %1. Check the disk's free space.").arg(scratch));
    return {};
}

std::unexpected<Error> aptFailure(const Error &error)
{
    if (error.code == ProgramMissing)
        return failure(PackageSourceMissing,
            ImageText::tr("The image is built from Debian packages, and this machine has no apt-get. Give an image of "
                          "your own that has git with --image, "
                          "or run Pilothouse on Debian or Ubuntu."),
            error.cause);
    return std::unexpected(error);
}

Task<void> updateLists(std::shared_ptr<ImageWork> work, QString scratch, QString architecture)
{
    work->report(ImageText::tr("Reading the lists of the machine's package sources"));
    const auto output =
        co_await runChild(aptCommand(scratch, architecture, true, {QStringLiteral("update")}), work->stop);
    if (!output)
        co_return aptFailure(output.error());
    if (output->exitCode != 0)
        co_return failure(PackageSourceMissing,
            ImageText::tr(
                "The machine's package sources cannot be read. Check the network and run: sudo apt-get update"),
            complaints(output->errorOutput));
    co_return {};
}

Task<std::vector<DebianPackage>> resolve(
    std::shared_ptr<ImageWork> work, BaseDefinition definition, QString scratch, QString architecture, Lists lists)
{
    work->report(ImageText::tr("Choosing the packages of the image"));
    const QStringList words =
        QStringList{QStringLiteral("--print-uris"), QStringLiteral("install")} + definition.packages;
    const auto output = co_await runChild(aptCommand(scratch, architecture, lists == Lists::Own, words), work->stop);
    if (!output)
        co_return aptFailure(output.error());
    if (output->exitCode != 0 || output->output.trimmed().isEmpty())
        co_return failure(PackagesFailed,
            ImageText::tr("The machine's package sources do not have the packages that the image needs. Run “sudo "
                          "apt-get update” and try again."),
            complaints(output->errorOutput));
    auto packages = parsePrintedPackages(output->output);
    if (packages)
        std::erase_if(*packages, [&](const DebianPackage &package) { return definition.isLeftOut(package.name); });
    co_return packages;
}

/// The percentage in one of apt's progress lines ("dlstatus:3:78.97:Retrieving file 3 of 3"), or -1.
double percentOf(const QByteArray &line)
{
    const QByteArrayList fields = line.split(':');
    return fields.size() >= 3 && fields[0] == "dlstatus" ? fields[2].toDouble() : -1;
}

Task<FetchedPackages> download(std::shared_ptr<ImageWork> work, std::vector<DebianPackage> packages, QString scratch,
    QString architecture, Lists lists)
{
    const qint64 total = std::accumulate(
        packages.begin(), packages.end(), qint64(0), [](qint64 sum, const DebianPackage &p) { return sum + p.size; });
    QStringList words{QStringLiteral("download")};
    for (const DebianPackage &package : packages)
        words += package.name + QLatin1Char('=') + package.version;
    ChildCommand command = aptCommand(scratch, architecture, lists == Lists::Own, words);
    command.workingDirectory = scratch + QStringLiteral("/packages");
    const auto tell = [&work, &packages, total](double percent) {
        const qint64 done = static_cast<qint64>(static_cast<double>(total) * percent / 100);
        work->report(ImageText::tr("Downloading %n package(s): %1 of %2 MB", nullptr, static_cast<int>(packages.size()))
                         .arg(done / 1'000'000)
                         .arg(total / 1'000'000),
            done, total);
    };
    tell(0);
    const QString directory = command.workingDirectory;
    const auto output = co_await runChild(std::move(command), work->stop, [&tell](const QByteArray &line) {
        if (const double percent = percentOf(line); percent >= 0)
            tell(percent);
    });
    if (!output)
        co_return aptFailure(output.error());
    if (output->exitCode != 0)
        co_return failure(PackagesFailed,
            ImageText::tr("The packages of the image could not be downloaded. Check the network, run “sudo apt-get "
                          "update” and try again."),
            complaints(output->errorOutput));
    co_return FetchedPackages{.packages = std::move(packages), .directory = directory};
}

Task<FetchedPackages> fetch(
    std::shared_ptr<ImageWork> work, BaseDefinition definition, QString scratch, QString architecture, Lists lists)
{
    if (lists == Lists::Own) {
        if (const auto updated = co_await updateLists(work, scratch, architecture); !updated)
            co_return std::unexpected(updated.error());
    }
    auto packages = co_await resolve(work, std::move(definition), scratch, architecture, lists);
    if (!packages)
        co_return std::unexpected(packages.error());
    co_return co_await download(work, std::move(*packages), scratch, architecture, lists);
}

} // namespace

Task<StoredLayer> buildBase(
    std::shared_ptr<ImageWork> work, BaseDefinition definition, Architecture architecture, QByteArray key)
{
    const QString scratch = work->scratch + QStringLiteral("/base");
    if (auto prepared = prepareApt(scratch); !prepared)
        co_return std::unexpected(prepared.error());
    const QString name = architectureName(architecture);
    auto fetched = co_await fetch(work, definition, scratch, name, Lists::OfMachine);
    // The machine's lists may be missing or so old that the source has moved on: then we read the sources ourselves.
    if (!fetched && fetched.error().code == PackagesFailed)
        fetched = co_await fetch(work, definition, scratch, name, Lists::Own);
    if (!fetched)
        co_return std::unexpected(fetched.error());

    QJsonArray list;
    for (const DebianPackage &package : fetched->packages)
        list += QString(package.name + QLatin1Char(' ') + package.version);
    const qsizetype count = list.size();
    // The work outlives the job: this coroutine holds it and waits.
    const auto progress = [target = work.get(), count](qsizetype done) {
        target->reportLater(ImageText::tr("Unpacking the packages: %1 of %2").arg(done).arg(count), done, count);
    };
    co_return co_await buildLayer(work, QStringLiteral("base-") + name, key, {{QStringLiteral("packages"), list}},
        [definition, packages = fetched->packages, directory = fetched->directory, progress](
            LayerWriter &layer, std::stop_token stop) {
            return buildBaseLayer(layer, definition, packages, directory, progress, std::move(stop));
        });
}

} // namespace pilothouse
