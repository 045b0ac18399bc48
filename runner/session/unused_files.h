#pragma once

#include "runner/session/data_directory.h"
#include "runner/store/store_reader.h"

namespace pilothouse {

/// What lies in a data directory beside the store, by what it belongs to.
struct SessionFiles {
    std::vector<SessionId> sessions; ///< Folders of sessions.
    std::vector<RepositoryId> repositories; ///< Base stores.
};

/// What is there. Blocks; any thread.
[[nodiscard]] Result<SessionFiles> sessionFiles(const DataDirectory &directory);

/// Those of them that no session has any more, neither a listed one nor one in the Trash. Blocks; the reader's thread.
[[nodiscard]] Result<SessionFiles> withoutUsed(SessionFiles files, StoreReader &reader);

/// Deletes them. Blocks; any thread. Errors: IoFailed, naming the first that stayed.
[[nodiscard]] Result<void> removeFiles(const DataDirectory &directory, const SessionFiles &files);

} // namespace pilothouse
