#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QHash>

#include <memory>
#include <optional>

class QIODevice;
struct archive;

namespace pilothouse {

/// An archive that goes into an image (a package, a layer, an image) is not what it must be.
inline constexpr ErrorCode ImageDamaged{"image.damaged"};

/// The path of an archive's entry as a clean path relative to the root ("usr/bin/git"), or nothing if it leads out of
/// it, is absolute, or is not sane (empty, NUL, over 1,024 bytes or a part over 255). "./" and doubled slashes go; the
/// root itself is the empty path.
[[nodiscard]] std::optional<QByteArray> cleanLayerPath(QByteArrayView path);

/// What a layer may hold at most.
struct LayerLimits {
    qint64 bytes = 4LL * 1024 * 1024 * 1024; ///< Of all files' contents.
    qint64 entries = 200'000;
};

/// Permissions and owner of a layer's entry.
struct LayerAttributes {
    int mode = 0644; ///< Without set-user-id and set-group-id, which are taken away.
    int owner = 0; ///< User and group number.
};

/// Writes one image layer, an uncompressed tar archive (GNU format, which holds names as bytes in every locale). The
/// same calls make the same bytes on every machine: one time stamp, numeric owners, no extended attributes. Nothing is
/// ever unpacked on the host: a link is only data here. An entry below something that is not a directory, a second
/// entry of the same path, and a hard link to anything but a file of this layer are refused, so that whoever unpacks
/// the layer cannot be led elsewhere either. One thread at a time. Errors: ImageDamaged (a path, a link),
/// LimitExceeded, DiskFull, IoFailed. After an error only the destructor may follow.
class LayerWriter {
public:
    /// `target` is open for writing and outlives the writer.
    explicit LayerWriter(QIODevice &target, LayerLimits limits = {});
    ~LayerWriter();
    LayerWriter(const LayerWriter &) = delete;
    LayerWriter &operator=(const LayerWriter &) = delete;

    [[nodiscard]] bool contains(const QByteArray &path) const { return m_nodes.contains(path); }

    /// Missing parents are made (0755, root) by every call. A directory that is there already stays as it is.
    [[nodiscard]] Result<void> addDirectory(const QByteArray &path, LayerAttributes attributes = {.mode = 0755});
    [[nodiscard]] Result<void> addFile(const QByteArray &path, QByteArrayView content, LayerAttributes attributes = {});
    [[nodiscard]] Result<void> addSymlink(const QByteArray &path, const QByteArray &target);
    [[nodiscard]] Result<void> addHardLink(const QByteArray &path, const QByteArray &existing);

    /// A file whose content comes in parts, `size` bytes in all: begin, append…, end.
    [[nodiscard]] Result<void> beginFile(const QByteArray &path, qint64 size, LayerAttributes attributes);
    [[nodiscard]] Result<void> append(QByteArrayView part);
    [[nodiscard]] Result<void> endFile();

    /// Ends the archive and tells its SHA-256 in hexadecimal: the layer's name ("diff id").
    [[nodiscard]] Result<QByteArray> finish();
    [[nodiscard]] qint64 bytesWritten() const; ///< Of the archive so far.

private:
    enum class Kind { Directory, File, Link };
    struct Node {
        Kind kind = Kind::Directory;
        int mode = 0;
    };
    struct Sink;
    struct FreeArchive {
        void operator()(archive *a) const;
    };

    Result<void> admit(const QByteArray &path, Node node);
    Result<void> writeHeader(
        const QByteArray &path, Kind kind, qint64 size, LayerAttributes attributes, const QByteArray &target);
    std::unexpected<Error> writeFailure() const;

    std::unique_ptr<Sink> m_sink;
    std::unique_ptr<archive, FreeArchive> m_archive;
    LayerLimits m_limits;
    QHash<QByteArray, Node> m_nodes;
    qint64 m_bytes = 0;
    qint64 m_left = 0; ///< Of the file that is being written.
};

} // namespace pilothouse
