#pragma once

#include "runner/base/error.h"

namespace pilothouse {

inline constexpr ErrorCode DirectoryNotPrivate{"directory.not_private"};

/// Creates the directory (and its parents) if it is missing, so that only this user can enter it, and checks that it is
/// ours: a real directory, not a symbolic link, owned by this user, closed to all others. A directory of ours that is
/// open to others is closed. Blocks on the disk; any thread. Errors: DirectoryNotPrivate, IoFailed, DiskFull.
[[nodiscard]] Result<void> ensurePrivateDirectory(const QString &path);

} // namespace pilothouse
