#pragma once

// Internal: the strict parsers of what a sandbox may send, over raw object bytes.

#include <QByteArray>
#include <QByteArrayView>

#include <git2/oid.h>

#include <expected>
#include <vector>

namespace pilothouse {

/// One entry of a tree object: "<octal mode> <name>\0<20 bytes>" (gitformat, tree objects).
struct RawTreeEntry {
    quint32 mode = 0;
    QByteArrayView name; ///< Points into the parsed bytes.
    git_oid oid{};

    [[nodiscard]] bool isTree() const { return mode == 0040000; }
    [[nodiscard]] bool isSubmodule() const { return mode == 0160000; }
    [[nodiscard]] bool isLink() const { return mode == 0120000; }
};

/// What is wrong with an object, in English, for the cause of an error; `name` is the entry's, if one is to blame.
struct ObjectFault {
    QByteArray name;
    const char *what = "";
};

enum class Strictness {
    Canonical, ///< Sorted, unique, modes as git writes them; names are judged by entryNameProblem() elsewhere.
    Readable, ///< Anything that splits into entries: trees that the person's own repository has.
};

[[nodiscard]] std::expected<std::vector<RawTreeEntry>, ObjectFault> parseTree(
    QByteArrayView bytes, Strictness strictness);

struct SnapshotCommit {
    git_oid tree{};
    git_oid parent{};
};

/// Parses a snapshot commit: exactly "tree", one "parent", "author", "committer", an empty line and a text.
[[nodiscard]] std::expected<SnapshotCommit, ObjectFault> parseSnapshotCommit(QByteArrayView bytes);

} // namespace pilothouse
