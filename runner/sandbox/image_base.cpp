#include "runner/sandbox/image_base.h"

#include "runner/base/json.h"
#include "runner/sandbox/image_text.h"
#include "runner/sandbox/image_unpack.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype maxCertificateBytes = 16 * 1024 * 1024;

std::unexpected<Error> invalidDefinition(const QString &field)
{
    return failure(ImageDamaged, ImageText::tr("The definition of the image's base is not valid: “%1”.").arg(field));
}

bool isPackageName(const QString &name, bool pattern)
{
    // Debian Policy 5.6.7; with patterns also an asterisk.
    static const QRegularExpression plain(QStringLiteral("\\A[a-z0-9][a-z0-9+.-]{1,99}\\z"));
    static const QRegularExpression starred(QStringLiteral("\\A[a-z0-9][a-z0-9+.*-]{1,99}\\z"));
    return (pattern ? starred : plain).match(name).hasMatch();
}

bool isCleanPrefix(const QByteArray &path)
{
    return path.endsWith('/') && cleanLayerPath(path) == path.chopped(1) && path.size() > 1;
}

Result<QStringList> parseNames(const QJsonObject &json, const QString &field, bool pattern)
{
    QStringList names;
    for (const auto &value : json.value(field).toArray()) {
        if (!isPackageName(value.toString(), pattern))
            return invalidDefinition(field);
        names += value.toString();
    }
    return names;
}

/// Where a package's path goes on a system with merged /usr: what was below /bin is below /usr/bin, and so on.
QByteArray mergeUsr(const QByteArray &path)
{
    for (const QByteArrayView top : {"bin", "sbin", "lib", "lib64"}) {
        if (path.startsWith(top) && path.size() > top.size() && path.at(top.size()) == '/')
            return "usr/" + path;
    }
    return path;
}

bool isMergedTop(const QByteArray &path)
{
    return path == "bin" || path == "sbin" || path == "lib" || path == "lib64";
}

Result<void> addMergedTops(LayerWriter &layer)
{
    for (const QByteArray top : {"bin", "lib", "lib64", "sbin"}) {
        if (auto made = layer.addDirectory("usr/" + top); !made)
            return made;
        if (auto linked = layer.addSymlink(top, "usr/" + top); !linked)
            return linked;
    }
    return {};
}

Result<void> checkFile(QFile &file, const DebianPackage &package)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return failure(PackagesFailed, ImageText::tr("The package %1 could not be fetched.").arg(package.name),
            file.errorString());
    if (hash.result() != package.sha256)
        return failure(PackagesFailed,
            ImageText::tr("The package %1 is not the one that was announced. Try again.").arg(package.name));
    if (!file.seek(0))
        return failure(IoFailed, ImageText::tr("The package %1 cannot be read.").arg(package.name), file.errorString());
    return {};
}

/// What the packages' maintainer scripts would have made.
Result<void> addLinksAndCertificates(
    LayerWriter &layer, const BaseDefinition &definition, const QMap<QByteArray, QByteArray> &certificates)
{
    for (auto it = definition.links.begin(); it != definition.links.end(); ++it) {
        if (layer.contains(it.key()))
            continue;
        if (auto linked = layer.addSymlink(it.key(), it.value()); !linked)
            return linked;
    }
    QByteArray bundle;
    for (const QByteArray &certificate : certificates) {
        bundle += certificate;
        if (!bundle.endsWith('\n'))
            bundle += '\n';
    }
    return layer.addFile(definition.certificatesTo, bundle);
}

} // namespace

bool BaseDefinition::isLeftOut(const QString &package) const
{
    return std::ranges::any_of(without, [&](const QString &pattern) {
        const QString expression = QRegularExpression::wildcardToRegularExpression(pattern);
        return QRegularExpression(expression).match(package).hasMatch();
    });
}

Result<BaseDefinition> parseBaseDefinition(const QByteArray &json)
{
    const auto object = parseObject(json, 64 * 1024, ImageText::tr("the definition of the image's base"));
    if (!object)
        return failure(ImageDamaged, object.error().message, object.error().cause);
    if (object->value(QStringLiteral("schema")).toInt() != 1)
        return invalidDefinition(QStringLiteral("schema"));

    BaseDefinition definition;
    const auto packages = parseNames(*object, QStringLiteral("packages"), false);
    const auto without = parseNames(*object, QStringLiteral("without"), true);
    if (!packages || packages->isEmpty())
        return invalidDefinition(QStringLiteral("packages"));
    if (!without)
        return std::unexpected(without.error());
    definition.packages = *packages;
    definition.without = *without;
    for (const auto &value : object->value(QStringLiteral("drop")).toArray()) {
        definition.drop += value.toString().toUtf8();
        if (!isCleanPrefix(definition.drop.last()))
            return invalidDefinition(QStringLiteral("drop"));
    }
    const QJsonObject links = object->value(QStringLiteral("links")).toObject();
    for (auto it = links.begin(); it != links.end(); ++it) {
        const QByteArray path = it.key().toUtf8();
        if (cleanLayerPath(path) != path || it->toString().isEmpty())
            return invalidDefinition(QStringLiteral("links"));
        definition.links.insert(path, it->toString().toUtf8());
    }
    const QJsonObject certificates = object->value(QStringLiteral("certificates")).toObject();
    definition.certificatesFrom = certificates.value(QStringLiteral("from")).toString().toUtf8();
    definition.certificatesTo = certificates.value(QStringLiteral("to")).toString().toUtf8();
    if (!isCleanPrefix(definition.certificatesFrom) || definition.certificatesTo.isEmpty()
        || cleanLayerPath(definition.certificatesTo) != definition.certificatesTo)
        return invalidDefinition(QStringLiteral("certificates"));
    definition.hash = QCryptographicHash::hash(toLine(*object), QCryptographicHash::Sha256).toHex();
    return definition;
}

Result<void> buildBaseLayer(LayerWriter &layer, const BaseDefinition &definition, std::vector<DebianPackage> packages,
    const QString &directory, const std::function<void(qsizetype)> &progress, std::stop_token stop)
{
    std::ranges::sort(packages, {}, &DebianPackage::name);
    QMap<QByteArray, QByteArray> certificates;
    qsizetype certificateBytes = 0;
    UnpackRules rules;
    rules.place = [&](const QByteArray &path) -> std::optional<QByteArray> {
        if (isMergedTop(path))
            return std::nullopt; // Ours are links.
        const QByteArray placed = mergeUsr(path);
        const bool dropped = std::ranges::any_of(definition.drop, [&](const QByteArray &prefix) {
            return placed.startsWith(prefix) || placed == QByteArrayView(prefix).chopped(1);
        });
        return dropped ? std::nullopt : std::optional(placed);
    };
    rules.onContent = [&](const QByteArray &path, QByteArrayView part) {
        if (!path.startsWith(definition.certificatesFrom) || !path.endsWith(".crt"))
            return;
        certificateBytes += part.size();
        if (certificateBytes <= maxCertificateBytes)
            certificates[path] += part;
    };

    if (auto made = addMergedTops(layer); !made)
        return made;
    qsizetype done = 0;
    for (const DebianPackage &package : packages) {
        QFile file(QDir(directory).filePath(package.fileName()));
        if (auto checked = checkFile(file, package); !checked)
            return checked;
        if (auto unpacked = unpackInto(layer, file, ArchiveFormat::DebianPackage, rules, stop); !unpacked)
            return failure(unpacked.error().code, unpacked.error().message,
                package.name + QStringLiteral(": ") + unpacked.error().cause);
        if (progress)
            progress(++done);
    }
    return addLinksAndCertificates(layer, definition, certificates);
}

} // namespace pilothouse
