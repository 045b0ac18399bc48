#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>

#include <stop_token>
#include <vector>

namespace pilothouse {

/// Lines first … first + count - 1, from 0.
struct LineRange {
    int first = 0;
    int count = 0;

    [[nodiscard]] int end() const { return first + count; }
    friend auto operator<=>(const LineRange &, const LineRange &) = default;
};

/// What is taken of one file's change: all of it, or some of its lines. As with `git apply` of a patch that holds these
/// lines alone: a removed line that is not taken stays, an added line that is not taken is not there. Where lines
/// replace others, the n-th added one comes behind the n-th removed one.
struct FileSelection {
    QByteArray oldPath; ///< As in the change set; empty when the file was added.
    QByteArray newPath; ///< Empty when it was deleted.
    bool whole = false; ///< Name, mode, kind and every line; the only way to take a file that is not text.
    bool properties = false; ///< Its new name and mode; taken with any line of an added or renamed file.
    std::vector<LineRange> removed; ///< Lines of the old file, ascending, not touching.
    std::vector<LineRange> added; ///< Lines of the new file, ascending, not touching.

    [[nodiscard]] bool isEmpty() const { return !whole && !properties && removed.empty() && added.empty(); }
    friend bool operator==(const FileSelection &, const FileSelection &) = default;
};

/// Parts of the change set from one tree to another, bound to exactly these two trees.
struct Selection {
    ObjectId from;
    ObjectId to;
    std::vector<FileSelection> files; ///< Each change at most once.

    friend bool operator==(const Selection &, const Selection &) = default;
};

/// The tree `from` with the selected parts applied; its new objects are written into the store. Taking everything gives
/// exactly `to`. Blocks; any thread.
/// Errors: InvalidArgument (a file or line that is no part of the change set), NotFound, GitFailed, Cancelled.
[[nodiscard]] Result<ObjectId> composeSelection(
    const QString &store, const Selection &selection, std::stop_token stop = {});

/// The tree `to` with the selected parts undone: everything but the selection, applied to `from`. A renamed file whose
/// lines are undone keeps its new name unless that is undone as well (`properties`). Errors: the same.
[[nodiscard]] Result<ObjectId> composeWithout(
    const QString &store, const Selection &selection, std::stop_token stop = {});

} // namespace pilothouse
