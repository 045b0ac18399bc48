#include "runner/sandbox/image_unpack.h"

#include "runner/sandbox/image_text.h"

#include <QIODevice>

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>

#include <array>
#include <vector>

namespace pilothouse {

namespace {

constexpr size_t partSize = 256 * 1024;

struct FreeReader {
    void operator()(archive *a) const { archive_read_free(a); }
};
using ReaderPtr = std::unique_ptr<archive, FreeReader>;

std::unexpected<Error> unreadable(archive *a)
{
    return failure(ImageDamaged,
        ImageText::tr(
            "A package that was fetched cannot be read. Try again; if it stays so, the place it comes from is broken."),
        QString::fromUtf8(archive_error_string(a)));
}

/// Feeds libarchive from a device.
struct DeviceFeed {
    QIODevice &device;
    std::vector<char> buffer = std::vector<char>(partSize);

    static la_ssize_t read(archive *a, void *self, const void **bytes)
    {
        auto &feed = *static_cast<DeviceFeed *>(self);
        const qint64 got = feed.device.read(feed.buffer.data(), partSize);
        if (got < 0)
            archive_set_error(a, EIO, "read failed");
        *bytes = feed.buffer.data();
        return static_cast<la_ssize_t>(got);
    }
};

/// Feeds the inner archive of a Debian package from the current entry of the outer one.
struct EntryFeed {
    archive *outer;
    std::vector<char> buffer = std::vector<char>(partSize);

    static la_ssize_t read(archive *a, void *self, const void **bytes)
    {
        auto &feed = *static_cast<EntryFeed *>(self);
        const la_ssize_t got = archive_read_data(feed.outer, feed.buffer.data(), partSize);
        if (got < 0)
            archive_set_error(a, EIO, "%s", archive_error_string(feed.outer));
        *bytes = feed.buffer.data();
        return got < 0 ? -1 : got;
    }
};

QByteArray pathOf(archive_entry *entry)
{
    // Bytes where there are any; a name that the locale cannot express is only there as UTF-8.
    if (const char *bytes = archive_entry_pathname(entry))
        return bytes;
    return archive_entry_pathname_utf8(entry);
}

QByteArray hardLinkOf(archive_entry *entry)
{
    if (const char *bytes = archive_entry_hardlink(entry))
        return bytes;
    return archive_entry_hardlink_utf8(entry);
}

QByteArray symlinkOf(archive_entry *entry)
{
    if (const char *bytes = archive_entry_symlink(entry))
        return bytes;
    return archive_entry_symlink_utf8(entry);
}

/// Takes the entries of one tar archive.
class Unpacker {
public:
    Unpacker(LayerWriter &layer, archive *reader, const UnpackRules &rules, std::stop_token stop)
        : m_layer(layer),
          m_reader(reader),
          m_rules(rules),
          m_stop(std::move(stop)),
          m_part(partSize)
    { }

    Result<void> run()
    {
        for (qint64 entries = 0;; ++entries) {
            archive_entry *entry = nullptr;
            const int status = archive_read_next_header(m_reader, &entry);
            if (status == ARCHIVE_EOF)
                return {};
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
                return unreadable(m_reader);
            if (entries >= m_rules.maxEntries)
                return failure(LimitExceeded, ImageText::tr("A package has too many files."));
            if (auto taken = take(entry); !taken)
                return taken;
        }
    }

private:
    Result<void> take(archive_entry *entry)
    {
        if (m_stop.stop_requested())
            return failure(Cancelled, ImageText::tr("Building the image was cancelled."));
        const QByteArray raw = pathOf(entry);
        const auto path = cleanLayerPath(raw);
        if (!path)
            return damaged(raw);
        if (path->isEmpty())
            return {};
        const auto placed = m_rules.place(*path);
        if (!placed)
            return copyContent({});
        const QByteArray hardLink = hardLinkOf(entry);
        if (hardLink.isNull() && archive_entry_filetype(entry) == AE_IFREG)
            return takeFile(*placed, entry);
        if (auto added = takeNode(*placed, entry, hardLink); !added)
            return added;
        return copyContent({}); // Has none, unless it is hostile; then it counts.
    }

    Result<void> takeNode(const QByteArray &placed, archive_entry *entry, const QByteArray &hardLink)
    {
        if (!hardLink.isNull())
            return takeHardLink(placed, hardLink);
        const bool isDirectory = archive_entry_filetype(entry) == AE_IFDIR;
        if (!isDirectory && archive_entry_filetype(entry) != AE_IFLNK)
            return damaged(placed);
        if (m_layer.contains(placed))
            return {};
        if (isDirectory)
            return m_layer.addDirectory(placed, {.mode = static_cast<int>(archive_entry_perm(entry))});
        return m_layer.addSymlink(placed, symlinkOf(entry));
    }

    Result<void> takeHardLink(const QByteArray &placed, const QByteArray &hardLink)
    {
        const auto existing = cleanLayerPath(hardLink);
        const auto existingPlace = existing ? m_rules.place(*existing) : std::nullopt;
        if (!existingPlace)
            return damaged(hardLink);
        if (m_layer.contains(placed))
            return {};
        return m_layer.addHardLink(placed, *existingPlace);
    }

    Result<void> takeFile(const QByteArray &placed, archive_entry *entry)
    {
        const qint64 size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;
        const int mode = static_cast<int>(archive_entry_perm(entry));
        if (m_layer.contains(placed))
            return copyContent({});
        if (size > m_rules.maxBytes - m_bytes)
            return tooLarge();
        const int wanted = m_rules.mode ? m_rules.mode(placed, mode) : mode;
        if (auto begun = m_layer.beginFile(placed, size, {.mode = wanted}); !begun)
            return begun;
        if (auto copied = copyContent(placed); !copied)
            return copied;
        return m_layer.endFile();
    }

    /// Reads the entry's content to its end; into the layer where it has a place there.
    Result<void> copyContent(const QByteArray &placed)
    {
        while (true) {
            const la_ssize_t got = archive_read_data(m_reader, m_part.data(), m_part.size());
            if (got < 0)
                return unreadable(m_reader);
            if (got == 0)
                return {};
            m_bytes += got;
            if (m_bytes > m_rules.maxBytes)
                return tooLarge();
            if (m_stop.stop_requested())
                return failure(Cancelled, ImageText::tr("Building the image was cancelled."));
            if (placed.isNull())
                continue;
            const QByteArrayView part(m_part.data(), got);
            if (auto appended = m_layer.append(part); !appended)
                return appended;
            if (m_rules.onContent)
                m_rules.onContent(placed, part);
        }
    }

    static std::unexpected<Error> tooLarge()
    {
        return failure(LimitExceeded, ImageText::tr("A package is larger than it may be."));
    }

    static std::unexpected<Error> damaged(const QByteArray &path)
    {
        return failure(ImageDamaged,
            ImageText::tr(
                "A package has an entry that is not allowed (a device, or a path or link that leads out of it)."),
            QString::fromUtf8(path.left(1024)));
    }

    LayerWriter &m_layer;
    archive *m_reader;
    const UnpackRules &m_rules;
    std::stop_token m_stop;
    std::vector<char> m_part;
    qint64 m_bytes = 0;
};

/// A tar reader with the compressions that packages use, and no other.
ReaderPtr tarReader()
{
    ReaderPtr reader(archive_read_new());
    archive_read_support_format_tar(reader.get());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_filter_xz(reader.get());
    archive_read_support_filter_zstd(reader.get());
    return reader;
}

Result<void> unpackDebian(LayerWriter &layer, QIODevice &source, const UnpackRules &rules, const std::stop_token &stop)
{
    const ReaderPtr outer(archive_read_new());
    archive_read_support_format_ar(outer.get());
    DeviceFeed device{source};
    if (archive_read_open(outer.get(), &device, nullptr, &DeviceFeed::read, nullptr) != ARCHIVE_OK)
        return unreadable(outer.get());
    // debian-binary, control.tar.*, data.tar.*: a handful of members at most.
    for (int member = 0; member < 16; ++member) {
        archive_entry *entry = nullptr;
        const int status = archive_read_next_header(outer.get(), &entry);
        if (status == ARCHIVE_EOF)
            break;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
            return unreadable(outer.get());
        const QByteArray name = pathOf(entry);
        if (!name.startsWith("data.tar"))
            continue;
        const ReaderPtr inner = tarReader();
        EntryFeed feed{outer.get()};
        if (archive_read_open(inner.get(), &feed, nullptr, &EntryFeed::read, nullptr) != ARCHIVE_OK)
            return unreadable(inner.get());
        return Unpacker(layer, inner.get(), rules, stop).run();
    }
    return failure(ImageDamaged, ImageText::tr("A package that was fetched is not a Debian package."));
}

} // namespace

Result<void> unpackInto(
    LayerWriter &layer, QIODevice &source, ArchiveFormat format, const UnpackRules &rules, std::stop_token stop)
{
    if (format == ArchiveFormat::DebianPackage)
        return unpackDebian(layer, source, rules, stop);
    const ReaderPtr reader = tarReader();
    DeviceFeed device{source};
    if (archive_read_open(reader.get(), &device, nullptr, &DeviceFeed::read, nullptr) != ARCHIVE_OK)
        return unreadable(reader.get());
    return Unpacker(layer, reader.get(), rules, std::move(stop)).run();
}

} // namespace pilothouse
