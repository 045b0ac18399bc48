#pragma once

#include "runner/sandbox/image_layer.h"

#include <functional>
#include <stop_token>

namespace pilothouse {

enum class ArchiveFormat {
    DebianPackage, ///< deb(5): an ar archive with a compressed "data.tar" in it.
    CompressedTar, ///< A tar archive with or without gzip: an npm package.
};

/// How an archive's entries become a layer's. Only directories, files and links are taken; devices, pipes and sockets
/// are an error.
struct UnpackRules {
    /// Where an entry (by its clean path) goes in the layer; nothing: it is left out.
    std::function<std::optional<QByteArray>(const QByteArray &path)> place;
    /// The permissions of a file that is taken; by default those in the archive.
    std::function<int(const QByteArray &layerPath, int mode)> mode;
    /// Sees the content of the files that are taken, in parts.
    std::function<void(const QByteArray &layerPath, QByteArrayView part)> onContent;
    qint64 maxBytes = 1024LL * 1024 * 1024; ///< Of the whole archive unpacked, what is left out included.
    qint64 maxEntries = 100'000; ///< Likewise.
};

/// Reads an archive of which nothing is believed and adds what the rules take to the layer. Where two entries have one
/// path, the first counts. Works on any thread; looks at `stop` every few hundred kilobytes.
/// Errors: ImageDamaged, LimitExceeded, Cancelled, and the LayerWriter's.
[[nodiscard]] Result<void> unpackInto(
    LayerWriter &layer, QIODevice &source, ArchiveFormat format, const UnpackRules &rules, std::stop_token stop);

} // namespace pilothouse
