#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/file_kind.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <memory>
#include <stop_token>

namespace pilothouse {

/// One file that differs between two trees. Paths are raw bytes with slashes; show them with displayPath().
struct FileChange {
    /// Copied: its old file is still there, perhaps changed itself.
    enum class Status { Added, Modified, Deleted, Renamed, TypeChanged, ModeChanged, Copied };

    Status status = Status::Modified;
    QByteArray oldPath; ///< Empty when added.
    QByteArray newPath; ///< Empty when deleted.
    quint32 oldMode = 0; ///< As in a tree: 0100644, 0100755, 0120000, 0160000; 0 when there was none.
    quint32 newMode = 0;
    ObjectId oldBlob; ///< Of a submodule its commit.
    ObjectId newBlob;
    qint64 oldSize = 0; ///< Bytes.
    qint64 newSize = 0;
    bool binary = false;
    bool tooLarge = false; ///< Above DiffOptions::fileBytes: only sizes and hashes are known, no lines.
    int added = 0; ///< Lines.
    int removed = 0;
    int similarity = 0; ///< Of a renamed or copied file, in percent.
    FileNature oldNature; ///< What its content is; as in FileNature() when there was none or it was not looked at.
    FileNature newNature;

    [[nodiscard]] const QByteArray &path() const { return newPath.isEmpty() ? oldPath : newPath; }
    friend bool operator==(const FileChange &, const FileChange &) = default;
};

struct SimilarityTable;

/// What updateChangeSet() can take over from an earlier comparison. It says nothing of the change set: any two are
/// equal.
struct MeasuredSimilarity {
    std::shared_ptr<const SimilarityTable> table;

    friend bool operator==(const MeasuredSimilarity &, const MeasuredSimilarity &) { return true; }
};

struct ChangeSet {
    ObjectId oldTree;
    ObjectId newTree;
    QList<FileChange> files; ///< By path.
    qint64 added = 0; ///< Lines of all files.
    qint64 removed = 0;
    MeasuredSimilarity measured;

    friend bool operator==(const ChangeSet &, const ChangeSet &) = default;
};

struct DiffOptions {
    enum class Renames { Find, Ignore }; ///< Find: renames and copies, as `git diff -M -C` finds them.
    /// IgnoreAmount and IgnoreAll are git's -b and -w. IgnoreBlankLines compares all, but lines that are empty.
    enum class Whitespace { Compare, IgnoreAmount, IgnoreAll, IgnoreBlankLines };
    Renames renames = Renames::Find;
    Whitespace whitespace = Whitespace::Compare;
    qint64 fileBytes = qint64(64) << 20;
    qsizetype files = 200'000; ///< More are LimitExceeded.
    int threads = 2; ///< Including the caller's; more are used only where there is work for them.
};

/// Shows a change set while it is made. Both may be empty.
struct ChangeSetWatch {
    /// Once, before anything else: every file with its names, modes, blobs and similarity; the rest of each file, and
    /// the sums, are still to come.
    std::function<void(const ChangeSet &)> listed;
    /// Each file that is to be measured, with its index, as soon as it was; the first of the list first. One call at a
    /// time, but on any thread.
    std::function<void(qsizetype, const FileChange &)> measured;
};

struct DiffLine {
    enum class Kind { Context, Added, Removed };
    Kind kind = Kind::Context;
    int oldNumber = 0; ///< From 1; 0 when the line is not in the old file.
    int newNumber = 0;
    QByteArray text; ///< Without its line feed; any bytes.
    bool endsWithoutNewline = false; ///< The file's last line, and no line feed follows.

    friend bool operator==(const DiffLine &, const DiffLine &) = default;
};

struct Hunk {
    int oldStart = 0; ///< As in the header "@@ -oldStart,oldLines +newStart,newLines @@ heading".
    int oldLines = 0;
    int newStart = 0;
    int newLines = 0;
    QByteArray heading;
    QList<DiffLine> lines;

    friend bool operator==(const Hunk &, const Hunk &) = default;
};

/// The lines of one change. No hunks when it is binary, too large or a change of mode alone.
struct FileDiff {
    QList<Hunk> hunks;

    friend bool operator==(const FileDiff &, const FileDiff &) = default;
};

/// Compares two trees of a store; each id may also be a commit's, and an empty one means the empty tree.
/// Nothing is converted or run (no attribute, filter or textconv). Blocks; any thread.
/// Errors: NotFound, LimitExceeded, GitFailed, Cancelled.
[[nodiscard]] Result<ChangeSet> diffTrees(const QString &store, const ObjectId &oldTree, const ObjectId &newTree,
    const DiffOptions &options = {}, std::stop_token stop = {}, const ChangeSetWatch &watch = {});

/// What diffTrees(previous.oldTree, newTree) gives with the same options, of which only the files are compared that
/// differ between `previous.newTree` and `newTree`: `watch` hears of those alone. Blocks; any thread. Errors: as there.
[[nodiscard]] Result<ChangeSet> updateChangeSet(const QString &store, const ChangeSet &previous,
    const ObjectId &newTree, const DiffOptions &options = {}, std::stop_token stop = {},
    const ChangeSetWatch &watch = {});

/// The hunks of one change of a change set of this store, with so many lines of context around each.
[[nodiscard]] Result<FileDiff> fileDiff(
    const QString &store, const FileChange &change, int contextLines = 3, const DiffOptions &options = {});

/// The content of a file in a store. Errors: NotFound, LimitExceeded (larger than `limit`), GitFailed.
[[nodiscard]] Result<QByteArray> readBlob(const QString &store, const ObjectId &blob, qint64 limit);

/// A path's bytes as text that is safe to show: control and bidirectional characters visible, bad UTF-8 as "\xNN".
[[nodiscard]] QString displayPath(const QByteArray &path);

} // namespace pilothouse
