#pragma once

#include "runner/guest/program/guest_options.h"
#include "runner/guest/program/unique_fd.h"
#include "runner/guest/protocol/messages.h"

namespace pilothouse::guest {

/// A path that the host named, taken apart: the open folder and the last name in it.
struct OpenPlace {
    UniqueFd folder;
    std::string name; ///< "." for a root itself.
    int error = 0; ///< An errno when there is no folder.
};

/// Opens the folder of an absolute path below the workspace or the home. No symbolic link is followed anywhere on the
/// way, and ".." is no name.
[[nodiscard]] OpenPlace openPlace(const GuestOptions &options, const std::string &path);

[[nodiscard]] Response listDirectory(const GuestOptions &options, const std::string &path);
[[nodiscard]] Response statFile(const GuestOptions &options, const std::string &path);

/// The failure that an errno stands for.
[[nodiscard]] Failure failureOf(int error);

} // namespace pilothouse::guest
