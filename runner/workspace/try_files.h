#pragma once

// Internal: writing what an agent made as files, so that nothing lands outside their folder or in its .git.

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArrayView>
#include <QStringList>

#include <filesystem>

namespace pilothouse {

/// Files below one folder that only this user enters. Paths are those of a tree: raw bytes with slashes. No path is
/// followed through a symbolic link, whoever made it. (A process of the same user that swaps a folder for a link in the
/// moment between the look and the write is that user's own.)
class TryFiles final {
public:
    enum class Existing {
        Keep, ///< What stands at a path already has a name that this system takes for the same: the later is left out.
        Replace,
    };
    TryFiles(const QString &root, Existing existing);

    /// What a tree has at a path; not there when `mode` is 0.
    struct Known {
        quint32 mode = 0;
        ObjectId object;
    };
    [[nodiscard]] bool isOn(const QByteArray &path, const Known &known) const;

    /// Writes a file, link, folder or submodule (as an empty folder), or notes it as left out. Errors: IoFailed,
    /// DiskFull.
    [[nodiscard]] Result<void> put(const QByteArray &path, quint32 mode, QByteArrayView content);
    /// Removes a file or link, and folders that are empty then. Errors: IoFailed.
    [[nodiscard]] Result<void> remove(const QByteArray &path);

    [[nodiscard]] const QStringList &leftOut() const { return m_leftOut; } ///< Safe to show.

private:
    [[nodiscard]] std::filesystem::path pathOf(const QByteArray &path) const;
    [[nodiscard]] bool makeParents(const QByteArray &path) const;
    [[nodiscard]] bool makeRoom(const std::filesystem::path &path) const;

    std::filesystem::path m_root;
    Existing m_existing;
    QStringList m_leftOut;
};

/// Whether a link at `path` leads to something below the root and not into its .git, whatever other links there are:
/// relative, with ".." at its begin only.
[[nodiscard]] bool leadsInside(const QByteArray &path, const QByteArray &target);

/// Whether every part of the path is a name that this system and git take for nothing else.
[[nodiscard]] bool isWritableName(const QByteArray &path);

} // namespace pilothouse
