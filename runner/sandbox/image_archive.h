#pragma once

#include "runner/agent/agent_catalogue.h"
#include "runner/sandbox/image_layer.h"
#include "runner/sandbox/sandbox_spec.h"

#include <QFile>

#include <memory>
#include <vector>

namespace pilothouse {

/// A finished layer on disk.
struct StoredLayer {
    QString file; ///< An uncompressed tar archive.
    QByteArray sha256; ///< Of it, hexadecimal.
    qint64 size = 0; ///< Of it, bytes.

    friend bool operator==(const StoredLayer &, const StoredLayer &) = default;
};

/// All that an image of ours is. Equal values make equal images.
struct ImageDescription {
    Architecture architecture = Architecture::Amd64;
    std::vector<StoredLayer> layers; ///< Lowest first.
    std::vector<QString> history; ///< What each layer is, for people.
    QMap<QString, QString> labels;
};

/// The image's configuration (OCI image specification, "Image Configuration"): nothing that is started, no variable
/// but PATH, no volume, no user.
[[nodiscard]] QByteArray imageConfiguration(const ImageDescription &image);

/// The image's id on every engine: the hash of its configuration.
[[nodiscard]] ImageId imageIdOf(const ImageDescription &image);

/// The name that the image is loaded with; its own part of the id keeps it apart from others of its kind.
[[nodiscard]] QString imageReference(const QString &name, const QString &version, const ImageId &id);

/// The image as the archive that engines load ("docker-archive": a tar with manifest.json, the configuration and the
/// layers), made while it is read, so that no second copy of the layers is written. Reads block on the disk.
class ImageArchive {
public:
    ImageArchive(const ImageDescription &image, const QString &reference);

    [[nodiscard]] qint64 size() const { return m_size; }
    /// The next bytes, at most `limit`; empty at the end. Errors: ImageDamaged (a layer has not its size), IoFailed.
    [[nodiscard]] Result<QByteArray> next(qsizetype limit);

private:
    /// Bytes in memory, or, when `file` is set, a file's.
    struct Segment {
        QByteArray bytes;
        QString file;
        qint64 size = 0;
    };

    void addMember(const QByteArray &name, const QByteArray &content);
    void addMember(const QByteArray &name, const StoredLayer &layer);
    void addSegment(Segment segment);

    std::vector<Segment> m_segments;
    size_t m_current = 0;
    qint64 m_offset = 0; ///< In the current segment.
    std::unique_ptr<QFile> m_file;
    qint64 m_size = 0;
};

} // namespace pilothouse
