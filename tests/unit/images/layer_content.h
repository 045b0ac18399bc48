#pragma once

#include <QByteArray>
#include <QMap>

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace pilothouse {

/// One entry of a layer as another program would read it.
struct LayerEntry {
    unsigned type = 0; ///< AE_IFREG and so on; 0 for a hard link.
    int mode = 0;
    int owner = 0;
    qint64 time = 0;
    QByteArray content; ///< Or the link's target.

    friend bool operator==(const LayerEntry &, const LayerEntry &) = default;
};

inline QMap<QByteArray, LayerEntry> readLayer(const QByteArray &tar)
{
    QMap<QByteArray, LayerEntry> entries;
    const std::unique_ptr<archive, int (*)(archive *)> reader(archive_read_new(), archive_read_free);
    archive_read_support_format_tar(reader.get());
    archive_read_open_memory(reader.get(), tar.constData(), static_cast<size_t>(tar.size()));
    archive_entry *entry = nullptr;
    while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
        LayerEntry made{.type = archive_entry_filetype(entry),
            .mode = static_cast<int>(archive_entry_perm(entry)),
            .owner = static_cast<int>(archive_entry_uid(entry)),
            .time = archive_entry_mtime(entry)};
        if (const char *hardLink = archive_entry_hardlink(entry)) {
            made.type = 0;
            made.content = hardLink;
        } else if (const char *target = archive_entry_symlink(entry)) {
            made.content = target;
        } else {
            made.content.resize(archive_entry_size(entry));
            archive_read_data(reader.get(), made.content.data(), static_cast<size_t>(made.content.size()));
        }
        entries.insert(archive_entry_pathname(entry), made);
    }
    return entries;
}

} // namespace pilothouse
