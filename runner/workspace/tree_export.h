#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArrayView>

#include <functional>
#include <stop_token>

namespace pilothouse {

/// An entry of a tree on its way out of a store.
struct ExportedEntry {
    QByteArray path; ///< From the tree's root, with slashes; raw bytes.
    quint32 mode = 0; ///< As git stores it: 040000 for folders, 0160000 for submodules.
    ObjectId object;
    QByteArrayView content; ///< Of a file, or a link's target; gone when the call returns.

    [[nodiscard]] bool isFolder() const { return mode == 0040000; }
    [[nodiscard]] bool isSubmodule() const { return mode == 0160000; }
    [[nodiscard]] bool isLink() const { return mode == 0120000; }
    [[nodiscard]] bool isExecutable() const { return mode == 0100755; }
};

/// Takes an entry; an error ends the export.
using ExportSink = std::function<Result<void>(const ExportedEntry &)>;

/// Hands every entry of a tree or commit of a store to `sink`, a folder before what is in it. Contents are byte for
/// byte: no attribute, filter or line ending applies. Blocks; any thread.
/// Errors: NotFound, LimitExceeded (a file above 2 GB, folders nested too deep), GitFailed, Cancelled, those of the
/// sink.
[[nodiscard]] Result<void> exportTree(
    const QString &store, const ObjectId &treeish, const ExportSink &sink, std::stop_token stop = {});

/// The tree of a tree or commit of a store. Errors: NotFound, GitFailed.
[[nodiscard]] Result<ObjectId> treeOfSnapshot(const QString &store, const ObjectId &treeish);

} // namespace pilothouse
