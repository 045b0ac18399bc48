#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>

#include <stop_token>
#include <vector>

namespace pilothouse {

/// A file as one of the three trees has it; not there when `mode` is 0.
struct MergeVersion {
    QByteArray path; ///< Another one than the conflict's where the file was renamed.
    quint32 mode = 0;
    ObjectId blob;

    friend bool operator==(const MergeVersion &, const MergeVersion &) = default;
};

/// A path of which a merge cannot tell what it should have.
struct MergeConflict {
    enum class Kind {
        Content, ///< Both changed the same lines, or something that has none.
        AddedTwice, ///< Both added a file there, not the same.
        ChangedAndDeleted,
        RenamedAndDeleted,
        RenamedTwice, ///< One file, two new names; a conflict for each of them.
        NameTaken, ///< One renamed a file to a name where the other has another file.
        FileAndFolder, ///< A file of one stands where the other has a folder.
        FolderRenamed, ///< One renamed the folder that the other puts this file in.
        TypesDiffer, ///< A file of one is a link or a submodule of the other.
    };
    Kind kind = Kind::Content;
    QByteArray path;
    MergeVersion base;
    MergeVersion ours;
    MergeVersion theirs;
    /// The text with git's marks around what both changed; empty where there is none to show.
    QByteArray text;

    friend bool operator==(const MergeConflict &, const MergeConflict &) = default;
};

/// What a person decided for a path in conflict.
struct MergeResolution {
    enum class Take { Ours, Theirs, Base, Text, Nothing }; ///< Nothing: no file there.
    QByteArray path;
    Take take = Take::Ours;
    QByteArray text; ///< Of Text: the whole file.

    friend bool operator==(const MergeResolution &, const MergeResolution &) = default;
};

struct MergeOutcome {
    ObjectId tree; ///< Empty while conflicts are left.
    std::vector<MergeConflict> conflicts; ///< By path.
};

/// What the marks in a conflict's text call the two sides.
struct MergeLabels {
    QByteArray ours = "ours";
    QByteArray theirs = "theirs";
};

/// The changes base..theirs carried over onto `ours`, in memory, as git's own merge of three trees would: renames are
/// followed, a file is merged line by line, and where both did something else the person's resolutions decide. New
/// objects are written into the store. Ids are of trees or commits. Blocks; any thread.
/// Errors: InvalidArgument (a resolution of no conflict, or one that leaves a file and a folder of one name), NotFound,
/// LimitExceeded, GitFailed, Cancelled.
[[nodiscard]] Result<MergeOutcome> mergeTrees(const QString &store, const ObjectId &base, const ObjectId &ours,
    const ObjectId &theirs, const std::vector<MergeResolution> &resolutions = {}, const MergeLabels &labels = {},
    std::stop_token stop = {});

} // namespace pilothouse
