#pragma once

#include "runner/sandbox/image_layer.h"

namespace pilothouse {

/// Puts Pilothouse's own part into the layer: the guest program, the users and groups, and the directories that are
/// mounted over (see ImageLayout). `guest` is the program's path on the host. Blocks; for a pool thread.
/// Errors: NotFound, and the LayerWriter's.
[[nodiscard]] Result<void> buildGuestLayer(LayerWriter &layer, const QString &guest);

} // namespace pilothouse
