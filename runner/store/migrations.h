#pragma once

#include "runner/base/error.h"

namespace pilothouse {

class Database;

/// Brings the database's schema up to date: the numbered files of resources/migrations/store that it has not seen, all
/// in one transaction. The number of the last one is kept as user_version. Errors: StoreTooNew where that is higher
/// than this program knows; DiskFull, IoFailed, StoreUnreadable.
[[nodiscard]] Result<void> migrate(Database &database);

/// Creates the tables of the read models, which must not exist; part of the caller's transaction.
[[nodiscard]] Result<void> createReadModels(Database &database);

/// Drops them; part of the caller's transaction.
[[nodiscard]] Result<void> dropReadModels(Database &database);

/// Whether the read models exist in the shape that this program knows.
[[nodiscard]] Result<bool> readModelsAreCurrent(Database &database);

} // namespace pilothouse
