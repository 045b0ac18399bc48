#include "runner/sandbox/image_cache.h"

#include "runner/base/json.h"
#include "runner/base/private_directory.h"
#include "runner/sandbox/image_text.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSet>
#include <QTemporaryDir>

namespace pilothouse {

namespace {

constexpr qsizetype maxRecordBytes = 4 * 1024 * 1024;
constexpr qsizetype keptOfAKind = 2;

Result<QJsonObject> readRecord(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(NotFound, file.errorString());
    return parseObject(file.read(maxRecordBytes + 1), maxRecordBytes, path);
}

bool isSha256(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral("\\A[0-9a-f]{64}\\z"));
    return shape.match(text).hasMatch();
}

} // namespace

Result<void> ImageCache::prepare()
{
    for (const QString &directory : {m_directory, QString(m_directory + QStringLiteral("/layers"))}) {
        if (auto made = ensurePrivateDirectory(directory); !made)
            return made;
    }
    return {};
}

void ImageCache::removeLeftovers()
{
    const QDir folder(m_directory);
    for (const QString &left : folder.entryList({QStringLiteral("scratch-*")}, QDir::Dirs | QDir::NoSymLinks))
        removeScratch(folder.filePath(left));
}

QString ImageCache::recordPath(const QString &kind, const QByteArray &key) const
{
    return m_directory + QLatin1Char('/') + kind + QLatin1Char('-') + QString::fromLatin1(key)
        + QStringLiteral(".json");
}

QString ImageCache::layerPath(const QByteArray &sha256) const
{
    return m_directory + QStringLiteral("/layers/") + QString::fromLatin1(sha256) + QStringLiteral(".tar");
}

std::optional<StoredLayer> ImageCache::recorded(const QString &kind, const QByteArray &key) const
{
    const auto record = readRecord(recordPath(kind, key));
    if (!record)
        return std::nullopt;
    const QString sha256 = record->value(QStringLiteral("layer")).toString();
    const qint64 size = record->value(QStringLiteral("size")).toInteger();
    if (!isSha256(sha256) || size <= 0)
        return std::nullopt;
    return StoredLayer{.file = layerPath(sha256.toLatin1()), .sha256 = sha256.toLatin1(), .size = size};
}

bool ImageCache::isThere(const StoredLayer &layer)
{
    return QFileInfo(layer.file).size() == layer.size;
}

Result<StoredLayer> ImageCache::keep(const QString &kind, const QByteArray &key, const QString &file,
    const QByteArray &sha256, qint64 size, QJsonObject details)
{
    const StoredLayer layer{.file = layerPath(sha256), .sha256 = sha256, .size = size};
    QFile::remove(layer.file);
    if (!QFile::rename(file, layer.file))
        return failure(IoFailed, ImageText::tr("A layer of the image cannot be kept in %1.").arg(m_directory));
    details.insert(QStringLiteral("layer"), QString::fromLatin1(sha256));
    details.insert(QStringLiteral("size"), size);
    QSaveFile record(recordPath(kind, key));
    const bool saved = record.open(QIODevice::WriteOnly) && record.write(toLine(details)) > 0 && record.commit();
    if (!saved)
        return failure(record.error() == QFileDevice::ResourceError ? DiskFull : IoFailed,
            ImageText::tr("The image's cache %1 cannot be written. Check the disk's free space.").arg(m_directory),
            record.errorString());
    prune(kind);
    return layer;
}

void ImageCache::forget(const QString &kind, const QByteArray &key)
{
    if (const auto layer = recorded(kind, key))
        QFile::remove(layer->file);
    QFile::remove(recordPath(kind, key));
}

void ImageCache::prune(const QString &kind)
{
    const QDir folder(m_directory);
    // The key has no dash, so a kind that begins like another is not taken for it.
    const QRegularExpression ofKind(
        QLatin1StringView("\\A") + QRegularExpression::escape(kind) + QLatin1StringView("-[0-9a-f]+\\.json\\z"));
    const QStringList newestFirst = folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Time);
    qsizetype ofThisKind = 0;
    QSet<QString> inUse;
    for (const QString &name : newestFirst) {
        if (ofKind.match(name).hasMatch() && ++ofThisKind > keptOfAKind) {
            QFile::remove(folder.filePath(name));
            continue;
        }
        if (const auto record = readRecord(folder.filePath(name)))
            inUse.insert(record->value(QStringLiteral("layer")).toString());
    }
    const QDir layers(folder.filePath(QStringLiteral("layers")));
    for (const QFileInfo &layer : layers.entryInfoList({QStringLiteral("*.tar")}, QDir::Files)) {
        if (!inUse.contains(layer.completeBaseName()))
            QFile::remove(layer.filePath());
    }
}

Result<QString> ImageCache::makeScratch()
{
    QTemporaryDir scratch(m_directory + QStringLiteral("/scratch-XXXXXX"));
    scratch.setAutoRemove(false);
    if (!scratch.isValid())
        return failure(IoFailed,
            ImageText::tr("There is no place to work in %1. Check the disk's free space.").arg(m_directory),
            scratch.errorString());
    return scratch.path();
}

void ImageCache::removeScratch(const QString &scratch)
{
    QDir(scratch).removeRecursively();
}

} // namespace pilothouse
