#pragma once

// Internal: bounds a pack from a sandbox before a library unpacks it.

#include "runner/workspace/session_store.h"

#include <QByteArrayView>

namespace pilothouse {

struct PackScan {
    quint32 objects = 0;
    qint64 unpackedBytes = 0; ///< Of all objects, deltas counted with the size of what they make.
};

/// Walks over a pack (gitformat-pack(5), version 2) and inflates every object into nothing: the file's structure, each
/// object's declared size, the result size that each delta declares and the length of delta chains are within `limits`,
/// so that libgit2's indexer, which trusts these numbers when it allocates, cannot be made to ask for more.
/// What the objects hold and the trailer's checksum are not judged here.
/// Errors: WorkspaceHostile (no pack, garbled), LimitExceeded, Cancelled.
[[nodiscard]] Result<PackScan> scanPack(
    QByteArrayView pack, const ImportLimits &limits, const std::stop_token &stop = {});

} // namespace pilothouse
