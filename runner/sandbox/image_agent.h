#pragma once

#include "runner/agent/agent_catalogue.h"
#include "runner/base/child_process.h"
#include "runner/sandbox/image_layer.h"

#include <stop_token>

namespace pilothouse {

/// The agent's package could not be fetched or read, or is not the one that the catalogue names.
inline constexpr ErrorCode AgentDownloadFailed{"image.agent_download_failed"};

/// Fetches the package's archive into `directory` with the machine's npm, whose configuration decides from where and
/// through what; nothing of the package is run. npm's cache is kept in the directory, too.
[[nodiscard]] ChildCommand npmPackCommand(const AgentPackage &package, const QString &directory);

/// The one archive that npm left in the directory. Errors: AgentDownloadFailed.
[[nodiscard]] Result<QString> packedArchive(const QString &directory);

/// Copies the archive that lies beside the catalogue's entry to `target`, so that nobody changes it between its check
/// and its use; at most one byte more than it may have. Blocks; for a pool thread. Errors: AgentDownloadFailed where it
/// is missing, is no file, or a link leads out of the entry's folder; Cancelled, IoFailed.
[[nodiscard]] Result<void> copyAgentArchive(
    const QString &folder, const AgentPackage &package, const QString &target, const std::stop_token &stop);

/// Checks the archive's size and SHA-512 against the catalogue and puts the entry's files into the layer. Blocks; for a
/// pool thread. Errors: AgentDownloadFailed, ImageDamaged, and what unpackInto() has.
[[nodiscard]] Result<void> buildAgentLayer(LayerWriter &layer, const AgentEntry &entry, const AgentPackage &package,
    const QString &archive, std::stop_token stop);

} // namespace pilothouse
