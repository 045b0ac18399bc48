#pragma once

#include "runner/sandbox/image_archive.h"

#include <QJsonObject>

#include <optional>

namespace pilothouse {

/// Finished layers by their content, and records of what was built from what:
///     layers/<sha256>.tar           a layer
///     <kind>-<key>.json             {"layer", "size", …}: the layer that this recipe made
///     scratch-<…>/                  work in progress; see removeLeftovers()
/// A data directory belongs to one process, so there is one user at a time. Blocks on the disk; for a pool thread.
class ImageCache {
public:
    explicit ImageCache(QString directory) : m_directory(std::move(directory)) { }

    /// Makes the directories, private. Errors: DirectoryNotPrivate, IoFailed, DiskFull.
    [[nodiscard]] Result<void> prepare();
    /// Removes the work of a process that ended in the middle of it.
    void removeLeftovers();

    /// What the recipe made. The layer's file may be gone (see isThere()); its name is still known then.
    [[nodiscard]] std::optional<StoredLayer> recorded(const QString &kind, const QByteArray &key) const;
    [[nodiscard]] static bool isThere(const StoredLayer &layer);

    /// Takes a finished file over (it must be on the same disk) and records it. `details` are kept for people. Of each
    /// kind the newest two are kept, older ones are removed. Errors: IoFailed, DiskFull.
    [[nodiscard]] Result<StoredLayer> keep(const QString &kind, const QByteArray &key, const QString &file,
        const QByteArray &sha256, qint64 size, QJsonObject details);

    /// Forgets a recipe's layer, which turned out to be damaged.
    void forget(const QString &kind, const QByteArray &key);

    /// A new, empty, private directory for work in progress.
    [[nodiscard]] Result<QString> makeScratch();
    static void removeScratch(const QString &scratch);

private:
    [[nodiscard]] QString recordPath(const QString &kind, const QByteArray &key) const;
    [[nodiscard]] QString layerPath(const QByteArray &sha256) const;
    void prune(const QString &kind);

    QString m_directory;
};

} // namespace pilothouse
