#pragma once

// Standard C++ alone, so that the guest can apply the same rules before it makes a snapshot.

#include <string_view>

namespace pilothouse {

/// Why a tree entry's name is refused on every system, wherever the repository may be checked out later.
enum class NameProblem {
    None,
    Empty,
    Dots, ///< "." or "..".
    Slash, ///< A slash or a NUL within one name.
    GitDirectory, ///< ".git" as git, NTFS ("GIT~1", ".git. ", ".git::$INDEX_ALLOCATION") or HFS+ (".g\u200cit") read
                  ///< it.
    Backslash, ///< A separator on Windows.
    Control, ///< A byte below 0x20, or 0x7f.
    TrailingDotOrSpace, ///< NTFS drops them: two names become one.
    TooLong, ///< Above 255 bytes, which no usual file system stores.
};

/// Sources: git's verify_path(), is_ntfs_dotgit() and is_hfs_dotgit(); core.protectNTFS and core.protectHFS.
[[nodiscard]] NameProblem entryNameProblem(std::string_view name);

/// True for problems that are refused even when the person's own repository has the name already.
[[nodiscard]] bool isNeverAllowed(NameProblem problem);

} // namespace pilothouse
