#include "runner/sandbox/image_layer.h"

#include "runner/sandbox/image_text.h"

#include <QFileDevice>

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>

namespace pilothouse {

namespace {

// 1 January 2000: one time for everything, and not 0, which make and others take for "no file".
constexpr time_t layerTime = 946'684'800;
constexpr qsizetype maxPath = 1024;
constexpr qsizetype maxPart = 255;
constexpr qsizetype maxTarget = 4096;
constexpr qsizetype bufferSize = 1024 * 1024;

std::unexpected<Error> damaged(const QString &message, const QByteArray &path)
{
    return failure(ImageDamaged, message, QString::fromUtf8(path.left(maxPath)));
}

struct FreeEntry {
    void operator()(archive_entry *entry) const { archive_entry_free(entry); }
};

} // namespace

std::optional<QByteArray> cleanLayerPath(QByteArrayView path)
{
    if (path.size() > maxPath || path.startsWith('/') || path.contains('\0') || path.isEmpty())
        return std::nullopt;
    QByteArray clean;
    for (qsizetype begin = 0; begin <= path.size();) {
        qsizetype end = path.indexOf('/', begin);
        if (end < 0)
            end = path.size();
        const QByteArrayView part = path.sliced(begin, end - begin);
        begin = end + 1;
        if (part.isEmpty() || part == QByteArrayView("."))
            continue;
        if (part == QByteArrayView("..") || part.size() > maxPart)
            return std::nullopt;
        if (!clean.isEmpty())
            clean += '/';
        clean += part;
    }
    return clean;
}

/// Gathers what libarchive writes, hashes it and passes it on in large pieces.
struct LayerWriter::Sink {
    QIODevice &target;
    QCryptographicHash hash{QCryptographicHash::Sha256};
    QByteArray buffer;
    qint64 written = 0;
    bool failed = false;
    bool discards = false; ///< Nothing more is wanted.

    explicit Sink(QIODevice &device) : target(device) { buffer.reserve(bufferSize + 64 * 1024); }

    bool flush()
    {
        hash.addData(buffer);
        failed = failed || target.write(buffer) != buffer.size();
        buffer.resize(0);
        return !failed;
    }

    static la_ssize_t write(archive *a, void *self, const void *bytes, size_t size)
    {
        Sink &sink = *static_cast<Sink *>(self);
        if (sink.discards)
            return -1;
        sink.buffer.append(static_cast<const char *>(bytes), static_cast<qsizetype>(size));
        sink.written += static_cast<qint64>(size);
        if (sink.buffer.size() >= bufferSize && !sink.flush()) {
            archive_set_error(a, EIO, "write failed");
            return -1;
        }
        return static_cast<la_ssize_t>(size);
    }
};

void LayerWriter::FreeArchive::operator()(archive *a) const
{
    archive_write_free(a);
}

LayerWriter::LayerWriter(QIODevice &target, LayerLimits limits)
    : m_sink(std::make_unique<Sink>(target)),
      m_archive(archive_write_new()),
      m_limits(limits)
{
    archive_write_set_format_gnutar(m_archive.get());
    archive_write_add_filter_none(m_archive.get());
    archive_write_set_bytes_per_block(m_archive.get(), 0); // Sink gathers.
    archive_write_open(m_archive.get(), m_sink.get(), nullptr, &Sink::write, nullptr);
    m_nodes.insert(QByteArray(), {.kind = Kind::Directory, .mode = 0755}); // the root
}

LayerWriter::~LayerWriter()
{
    // What was not finished is not wanted, and freeing would write its end. (archive_write_fail() would do, but leaks.)
    m_sink->discards = true;
}

std::unexpected<Error> LayerWriter::writeFailure() const
{
    const auto *file = qobject_cast<const QFileDevice *>(&m_sink->target);
    if (file && file->error() == QFileDevice::ResourceError)
        return failure(DiskFull,
            ImageText::tr(
                "The disk is full, so the image cannot be built. Free some space (about 1 GB) and try again."),
            file->errorString());
    const QString cause =
        m_sink->failed ? m_sink->target.errorString() : QString::fromUtf8(archive_error_string(m_archive.get()));
    return failure(
        IoFailed, ImageText::tr("A layer of the image cannot be written. Check the data directory's disk."), cause);
}

Result<void> LayerWriter::admit(const QByteArray &path, Node node)
{
    if (cleanLayerPath(path) != path || path.isEmpty())
        return damaged(ImageText::tr("A package has an entry with a path that is not allowed."), path);
    if (m_nodes.contains(path))
        return damaged(ImageText::tr("A package has two entries for one path."), path);
    if (m_nodes.size() >= m_limits.entries)
        return failure(LimitExceeded, ImageText::tr("A package has too many files."));
    if (const qsizetype slash = path.lastIndexOf('/'); slash > 0) {
        const QByteArray parent = path.first(slash);
        const auto known = m_nodes.constFind(parent);
        if (known == m_nodes.cend()) {
            if (auto made = addDirectory(parent); !made)
                return made;
        } else if (known->kind != Kind::Directory) {
            return damaged(ImageText::tr("A package has an entry below something that is not a directory."), path);
        }
    }
    m_nodes.insert(path, node);
    return {};
}

Result<void> LayerWriter::writeHeader(
    const QByteArray &path, Kind kind, qint64 size, LayerAttributes attributes, const QByteArray &target)
{
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_copy_pathname(entry.get(), (kind == Kind::Directory ? path + '/' : path).constData());
    archive_entry_set_filetype(entry.get(),
        kind == Kind::Directory  ? AE_IFDIR
            : kind == Kind::Link ? AE_IFLNK
                                 : AE_IFREG);
    archive_entry_set_perm(entry.get(), static_cast<mode_t>(attributes.mode) & 01777);
    archive_entry_set_uid(entry.get(), attributes.owner);
    archive_entry_set_gid(entry.get(), attributes.owner);
    archive_entry_set_mtime(entry.get(), layerTime, 0);
    archive_entry_set_size(entry.get(), size);
    if (kind == Kind::Link)
        archive_entry_copy_symlink(entry.get(), target.constData());
    else if (!target.isEmpty())
        archive_entry_copy_hardlink(entry.get(), target.constData());
    if (archive_write_header(m_archive.get(), entry.get()) != ARCHIVE_OK)
        return writeFailure();
    return {};
}

Result<void> LayerWriter::addDirectory(const QByteArray &path, LayerAttributes attributes)
{
    if (const auto known = m_nodes.constFind(path); known != m_nodes.cend() && known->kind == Kind::Directory)
        return {};
    if (auto admitted = admit(path, {.kind = Kind::Directory, .mode = attributes.mode}); !admitted)
        return admitted;
    return writeHeader(path, Kind::Directory, 0, attributes, {});
}

Result<void> LayerWriter::addFile(const QByteArray &path, QByteArrayView content, LayerAttributes attributes)
{
    if (auto begun = beginFile(path, content.size(), attributes); !begun)
        return begun;
    if (auto appended = append(content); !appended)
        return appended;
    return endFile();
}

Result<void> LayerWriter::addSymlink(const QByteArray &path, const QByteArray &target)
{
    if (target.isEmpty() || target.size() > maxTarget || target.contains('\0'))
        return damaged(ImageText::tr("A package has a link that is not allowed."), path);
    if (auto admitted = admit(path, {.kind = Kind::Link, .mode = 0777}); !admitted)
        return admitted;
    return writeHeader(path, Kind::Link, 0, {.mode = 0777}, target);
}

Result<void> LayerWriter::addHardLink(const QByteArray &path, const QByteArray &existing)
{
    const auto known = m_nodes.constFind(existing);
    if (known == m_nodes.cend() || known->kind != Kind::File)
        return damaged(ImageText::tr("A package has a hard link to something that is not one of its files."), path);
    // Whoever unpacks a link gives the file that it names the link's permissions.
    const int mode = known->mode;
    if (auto admitted = admit(path, {.kind = Kind::File, .mode = mode}); !admitted)
        return admitted;
    return writeHeader(path, Kind::File, 0, {.mode = mode}, existing);
}

Result<void> LayerWriter::beginFile(const QByteArray &path, qint64 size, LayerAttributes attributes)
{
    if (size < 0 || size > m_limits.bytes - m_bytes)
        return failure(LimitExceeded, ImageText::tr("A package is larger than it may be."), QString::fromUtf8(path));
    if (auto admitted = admit(path, {.kind = Kind::File, .mode = attributes.mode}); !admitted)
        return admitted;
    m_bytes += size;
    m_left = size;
    return writeHeader(path, Kind::File, size, attributes, {});
}

Result<void> LayerWriter::append(QByteArrayView part)
{
    if (part.size() > m_left)
        return damaged(ImageText::tr("A package has a file that is longer than it says."), {});
    m_left -= part.size();
    if (!part.isEmpty()
        && archive_write_data(m_archive.get(), part.data(), static_cast<size_t>(part.size())) != part.size())
        return writeFailure();
    return {};
}

Result<void> LayerWriter::endFile()
{
    if (m_left != 0)
        return damaged(ImageText::tr("A package has a file that is shorter than it says."), {});
    if (archive_write_finish_entry(m_archive.get()) != ARCHIVE_OK)
        return writeFailure();
    return {};
}

Result<QByteArray> LayerWriter::finish()
{
    if (archive_write_close(m_archive.get()) != ARCHIVE_OK || !m_sink->flush())
        return writeFailure();
    return m_sink->hash.result().toHex();
}

qint64 LayerWriter::bytesWritten() const
{
    return m_sink->written;
}

} // namespace pilothouse
