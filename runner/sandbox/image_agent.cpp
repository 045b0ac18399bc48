#include "runner/sandbox/image_agent.h"

#include "runner/sandbox/image_text.h"
#include "runner/sandbox/image_unpack.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qint64 copiedPart = 1024 * 1024; // bytes

} // namespace

ChildCommand npmPackCommand(const AgentPackage &package, const QString &directory)
{
    ChildCommand command;
#ifdef Q_OS_WIN
    command.program = QStringLiteral("npm.cmd");
#else
    command.program = QStringLiteral("npm");
#endif
    command.arguments = {QStringLiteral("pack"), QStringLiteral("--ignore-scripts"), QStringLiteral("--loglevel=error"),
        QStringLiteral("--no-update-notifier"), QStringLiteral("--pack-destination"), directory,
        QStringLiteral("--cache"), directory + QStringLiteral("/npm"), QStringLiteral("--"),
        package.name + QLatin1Char('@') + package.version};
    command.workingDirectory = directory;
    command.timeout = std::chrono::minutes(20);
    return command;
}

Result<QString> packedArchive(const QString &directory)
{
    const QDir folder(directory);
    const QStringList found = folder.entryList({QStringLiteral("*.tgz")}, QDir::Files | QDir::NoSymLinks);
    if (found.size() != 1)
        return failure(AgentDownloadFailed, ImageText::tr("npm did not deliver the agent's package. Try again."));
    return folder.filePath(found.first());
}

Result<void> copyAgentArchive(
    const QString &folder, const AgentPackage &package, const QString &target, const std::stop_token &stop)
{
    const QString home = QFileInfo(folder).canonicalFilePath();
    const QFileInfo place(QFileInfo(folder + QLatin1Char('/') + package.name).canonicalFilePath());
    if (home.isEmpty() || !place.isFile() || !place.filePath().startsWith(home + QLatin1Char('/')))
        return failure(AgentDownloadFailed,
            ImageText::tr("The agent's archive %1 is not a file in the folder of its catalogue entry. Build it, or "
                          "correct the entry's path.")
                .arg(package.name),
            folder);
    QFile from(place.filePath());
    QFile to(target);
    if (!from.open(QIODevice::ReadOnly))
        return failure(IoFailed, ImageText::tr("The agent's package cannot be read."), from.errorString());
    if (!to.open(QIODevice::WriteOnly))
        return failure(IoFailed, ImageText::tr("The agent's package cannot be copied."), to.errorString());
    qint64 left = package.size + 1;
    while (left > 0) {
        if (stop.stop_requested())
            return failure(Cancelled, ImageText::tr("Building the image was cancelled."));
        const QByteArray part = from.read(std::min(left, copiedPart));
        if (part.isEmpty())
            break;
        if (to.write(part) != part.size())
            return failure(IoFailed, ImageText::tr("The agent's package cannot be copied."), to.errorString());
        left -= part.size();
    }
    if (from.error() != QFile::NoError)
        return failure(IoFailed, ImageText::tr("The agent's package cannot be read."), from.errorString());
    if (!to.flush())
        return failure(IoFailed, ImageText::tr("The agent's package cannot be copied."), to.errorString());
    return {};
}

namespace {

Result<void> checkArchive(QFile &file, const AgentPackage &package)
{
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed, ImageText::tr("The agent's package cannot be read."), file.errorString());
    QCryptographicHash hash(QCryptographicHash::Sha512);
    if (file.size() != package.size || !hash.addData(&file) || hash.result() != package.sha512)
        return failure(AgentDownloadFailed,
            package.source == PackageSource::File
                ? ImageText::tr("The agent's archive %1 is not the one that its catalogue entry names, so it is not "
                                "used. Put its size and its SHA-512 into the entry.")
                      .arg(package.name)
                : ImageText::tr(
                      "The package %1 %2 that npm fetched is not the one that Pilothouse knows, so it is not used. "
                      "Ask whoever runs your package registry, or try again later.")
                      .arg(package.name, package.version));
    if (!file.seek(0))
        return failure(IoFailed, ImageText::tr("The agent's package cannot be read."), file.errorString());
    return {};
}

} // namespace

Result<void> buildAgentLayer(LayerWriter &layer, const AgentEntry &entry, const AgentPackage &package,
    const QString &archive, std::stop_token stop)
{
    QFile file(archive);
    if (auto checked = checkArchive(file, package); !checked)
        return checked;
    UnpackRules rules;
    rules.maxBytes = package.unpackedSize;
    rules.maxEntries = 10'000;
    rules.place = [&](const QByteArray &path) -> std::optional<QByteArray> {
        const auto wanted = std::ranges::find(entry.files, QString::fromUtf8(path), &AgentFile::from);
        return wanted == entry.files.end() ? std::nullopt : std::optional(wanted->to.mid(1).toUtf8());
    };
    rules.mode = [&](const QByteArray &layerPath, int) {
        const auto placed =
            std::ranges::find(entry.files, QLatin1Char('/') + QString::fromUtf8(layerPath), &AgentFile::to);
        return placed->executable ? 0755 : 0644;
    };
    if (auto unpacked = unpackInto(layer, file, ArchiveFormat::CompressedTar, rules, std::move(stop)); !unpacked)
        return unpacked;
    for (const AgentFile &wanted : entry.files) {
        if (!layer.contains(wanted.to.mid(1).toUtf8()))
            return failure(ImageDamaged, ImageText::tr("The agent's package has no file “%1”.").arg(wanted.from));
    }
    return {};
}

} // namespace pilothouse
