#include "runner/sandbox/image_archive.h"

#include "runner/sandbox/image_text.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <archive.h>
#include <archive_entry.h>

namespace pilothouse {

namespace {

constexpr qint64 tarBlock = 512;

const QString &creationTime()
{
    // The same for every image, so that equal content has an equal id.
    static const QString time = QStringLiteral("2000-01-01T00:00:00Z");
    return time;
}

/// The header that comes before a regular file's content in a tar archive.
QByteArray tarHeader(const QByteArray &name, qint64 size)
{
    struct Gathered {
        QByteArray bytes;
        bool enough = false;

        static la_ssize_t write(archive *, void *self, const void *bytes, size_t count)
        {
            auto &gathered = *static_cast<Gathered *>(self);
            if (gathered.enough)
                return -1;
            gathered.bytes.append(static_cast<const char *>(bytes), static_cast<qsizetype>(count));
            return static_cast<la_ssize_t>(count);
        }
    };
    Gathered gathered;
    archive *writer = archive_write_new();
    archive_write_set_format_gnutar(writer);
    archive_write_set_bytes_per_block(writer, 0);
    archive_write_open(writer, &gathered, nullptr, &Gathered::write, nullptr);
    archive_entry *entry = archive_entry_new();
    archive_entry_copy_pathname(entry, name.constData());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, size);
    archive_entry_set_mtime(entry, 0, 0);
    archive_write_header(writer, entry);
    archive_entry_free(entry);
    gathered.enough = true; // The content and the end, which freeing would write, are written by us.
    archive_write_free(writer);
    return gathered.bytes;
}

QByteArray compact(const QJsonValue &value)
{
    return value.isArray() ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                           : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

QString idHex(const ImageId &id)
{
    return id.value.section(QLatin1Char(':'), 1);
}

} // namespace

QByteArray imageConfiguration(const ImageDescription &image)
{
    QJsonArray diffIds;
    for (const StoredLayer &layer : image.layers)
        diffIds += QString(QStringLiteral("sha256:") + QString::fromLatin1(layer.sha256));
    QJsonArray history;
    for (const QString &line : image.history)
        history += QJsonObject{{QStringLiteral("created"), creationTime()}, {QStringLiteral("created_by"), line}};
    QJsonObject labels;
    for (auto it = image.labels.begin(); it != image.labels.end(); ++it)
        labels.insert(it.key(), it.value());
    const QJsonArray environment{QStringLiteral("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")};
    return compact(QJsonObject{
        {QStringLiteral("architecture"), architectureName(image.architecture)},
        {QStringLiteral("os"), QStringLiteral("linux")},
        {QStringLiteral("created"), creationTime()},
        {QStringLiteral("config"),
            QJsonObject{{QStringLiteral("Env"), environment}, {QStringLiteral("Labels"), labels}}},
        {QStringLiteral("rootfs"),
            QJsonObject{{QStringLiteral("type"), QStringLiteral("layers")}, {QStringLiteral("diff_ids"), diffIds}}},
        {QStringLiteral("history"), history},
    });
}

ImageId imageIdOf(const ImageDescription &image)
{
    const QByteArray hash = QCryptographicHash::hash(imageConfiguration(image), QCryptographicHash::Sha256);
    return ImageId(QStringLiteral("sha256:") + QString::fromLatin1(hash.toHex()));
}

QString imageReference(const QString &name, const QString &version, const ImageId &id)
{
    return QStringLiteral("localhost/pilothouse/%1:%2-%3").arg(name, version, idHex(id).first(12));
}

ImageArchive::ImageArchive(const ImageDescription &image, const QString &reference)
{
    const QString configurationName = idHex(imageIdOf(image)) + QStringLiteral(".json");
    QJsonArray layerNames;
    for (const StoredLayer &layer : image.layers)
        layerNames += QString(QString::fromLatin1(layer.sha256) + QStringLiteral(".tar"));
    const QJsonArray manifest{QJsonObject{{QStringLiteral("Config"), configurationName},
        {QStringLiteral("RepoTags"), QJsonArray{reference}}, {QStringLiteral("Layers"), layerNames}}};

    addMember("manifest.json", compact(manifest));
    addMember(configurationName.toUtf8(), imageConfiguration(image));
    for (const StoredLayer &layer : image.layers)
        addMember(layer.sha256 + ".tar", layer);
    addSegment({.bytes = QByteArray(2 * tarBlock, '\0')});
}

void ImageArchive::addMember(const QByteArray &name, const QByteArray &content)
{
    addSegment(
        {.bytes = tarHeader(name, content.size()) + content + QByteArray(-content.size() & (tarBlock - 1), '\0')});
}

void ImageArchive::addMember(const QByteArray &name, const StoredLayer &layer)
{
    addSegment({.bytes = tarHeader(name, layer.size)});
    addSegment({.file = layer.file, .size = layer.size});
    addSegment({.bytes = QByteArray(static_cast<qsizetype>(-layer.size & (tarBlock - 1)), '\0')});
}

void ImageArchive::addSegment(Segment segment)
{
    if (segment.file.isEmpty())
        segment.size = segment.bytes.size();
    if (segment.size == 0)
        return;
    m_size += segment.size;
    m_segments.push_back(std::move(segment));
}

Result<QByteArray> ImageArchive::next(qsizetype limit)
{
    if (m_current == m_segments.size())
        return QByteArray();
    const Segment &segment = m_segments[m_current];
    const qsizetype wanted = static_cast<qsizetype>(std::min<qint64>(limit, segment.size - m_offset));
    QByteArray part;
    if (segment.file.isEmpty()) {
        part = segment.bytes.sliced(static_cast<qsizetype>(m_offset), wanted);
    } else {
        if (!m_file) {
            m_file = std::make_unique<QFile>(segment.file);
            if (!m_file->open(QIODevice::ReadOnly | QIODevice::Unbuffered))
                return failure(
                    IoFailed, ImageText::tr("A layer of the image cannot be read. Try again."), m_file->errorString());
        }
        part = m_file->read(wanted);
        if (part.isEmpty())
            return failure(
                ImageDamaged, ImageText::tr("A layer of the image was cut short. Try again: it is built anew."));
    }
    m_offset += part.size();
    if (m_offset == segment.size) {
        m_file.reset();
        m_offset = 0;
        ++m_current;
    }
    return part;
}

} // namespace pilothouse
