#pragma once

// Internal: what a sandbox may put into a .gitmodules file.

#include <QByteArrayView>

namespace pilothouse {

/// Whether a .gitmodules file would make some git run or write what nobody chose: a submodule whose name leads out of
/// its folder, whose path or address is an option, whose address spans lines, or whose update is a command. These are
/// git's own fsck checks (gitmodulesName, gitmodulesPath, gitmodulesUrl, gitmodulesUpdate); the syntax is
/// git-config(1)'s. What git could not read is harmless.
[[nodiscard]] bool isDangerousGitmodules(QByteArrayView content);

} // namespace pilothouse
