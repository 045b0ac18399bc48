#pragma once

#include "runner/base/error.h"

namespace pilothouse {

/// Writes a file so that after this either all of it is there under its name or nothing, also when the machine loses
/// its power: a new file beside it, flushed, then renamed. The name itself is durable after syncDirectory() of its
/// folder. Errors: DiskFull, IoFailed. Blocks on the disk; any thread.
[[nodiscard]] Result<void> writeDurably(const QString &path, const QByteArray &bytes);

/// Adds bytes to a file behind its first `size` bytes, flushed; what stood behind them (an earlier write that a crash
/// cut) is gone. Where this fails the file has its first `size` bytes again, as far as the disk lets it. A file that
/// does not exist is made. Errors: DiskFull, IoFailed. Blocks on the disk; any thread.
[[nodiscard]] Result<void> appendDurably(const QString &path, qint64 size, const QByteArray &bytes);

/// Flushes the names in a directory to the disk.
[[nodiscard]] Result<void> syncDirectory(const QString &path);

} // namespace pilothouse
