#pragma once

#include "runner/guest/guest_link.h"

namespace pilothouse {

/// Gives the guest's store what is in a pack file, and deletes the file. The link must outlive it.
/// Errors: IoFailed, those of the link.
[[nodiscard]] Task<void> givePack(GuestLink &link, QString file);

} // namespace pilothouse
