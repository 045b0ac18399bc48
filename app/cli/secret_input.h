#pragma once

#include "runner/base/error.h"
#include "runner/egress/secret.h"

namespace pilothouse::cli {

/// Reads one line from an open file descriptor, such as a pipe that the caller passed on; at most 64 KiB, without the
/// line's end. Blocks. Errors: IoFailed (not open, or nothing in it).
[[nodiscard]] Result<Secret> readSecretFrom(int descriptor);

/// Asks at the terminal, which shows nothing of what is typed. Errors: IoFailed (no terminal, or nothing typed).
[[nodiscard]] Result<Secret> askForSecret(const QString &question);

} // namespace pilothouse::cli
